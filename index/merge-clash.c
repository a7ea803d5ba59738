/* One code, two offices: reports that cannot both be of the office that they name.
 *
 * Of an office's reports the newest is believed, so one that another office wrote under the same code would silently take its place.
 * It is found out by the name that it gives itself, whatever the plan calls it, or by other figures of the same moment; then neither is joined.
 * Nor are offices whose last event is the same one: one store reports under two codes.
 */
#include "index/member.h"
#include "index/merge.h"
#include "index/row.h"

typedef struct {
    const MergeItem *item;
    JsonObject *row;
} Told;

typedef struct {
    GHashTable *told;    /* office: GArray of Told, of earlier items */
    GHashTable *heads;   /* hash of the last event: Told*, of earlier items */
    GHashTable *clashes; /* offices, borrowed of rows */
    GPtrArray *problems;
} Clashes;

GHashTable *merge_inner_offices(JsonObject *item)
{
    GHashTable *inner = g_hash_table_new(g_str_hash, g_str_equal);
    JsonArray *rows = member_array(item, "offices");
    for (guint i = 0; i < member_length(rows); i++) {
        const char *parent = member_text(member_element(rows, i), "parent");
        if (parent)
            g_hash_table_add(inner, (gpointer)parent);
    }
    return inner;
}

const char *merge_own_name(JsonObject *row)
{
    return member_text(row, json_object_has_member(row, "own_name") ? "own_name" : "name");
}

static char *name_fold(JsonObject *row)
{
    g_autofree char *name = g_utf8_normalize(merge_own_name(row), -1, G_NORMALIZE_ALL);
    return g_utf8_casefold(name ? g_strstrip(name) : "", -1);
}

/* Or one that nobody kept. */
static gboolean is_same_name(JsonObject *one, JsonObject *other)
{
    if (!merge_own_name(one) || !merge_own_name(other))
        return TRUE;
    g_autofree char *a = name_fold(one), *b = name_fold(other);
    return g_str_equal(a, b);
}

static gboolean is_same_counts(JsonObject *one, JsonObject *other, const char *group,
                               const char *const *members)
{
    JsonObject *a = member_object(one, group), *b = member_object(other, group);
    for (; *members; members++)
        if (member_int(a, *members, 0) != member_int(b, *members, 0))
            return FALSE;
    return TRUE;
}

/* What a district made of a station's row (target, projection...) is no figure of the station. */
static gboolean is_same_figures(JsonObject *one, JsonObject *other)
{
    for (const RowGroup *group = index_row_groups; group->group; group++)
        if (!is_same_counts(one, other, group->group, group->members))
            return FALSE;
    return TRUE;
}

static gboolean is_same_moment(JsonObject *one, JsonObject *other)
{
    gint64 moment = merge_time_parse(member_text(one, "figures_at"));
    return moment && moment == merge_time_parse(member_text(other, "figures_at"));
}

static void clash_tell(Clashes *clashes, const Told *here, const Told *there, gboolean is_name)
{
    const char *office = member_text(here->row, "office");
    char *text =
        is_name
            ? g_strdup_printf(
                  "%s: office %s is \"%s\" here and \"%s\" in %s: one of the two has the "
                  "other's code. Find out whose it is and leave the other's report out, "
                  "or the older one where the office was renamed",
                  here->item->path, office, merge_own_name(here->row), merge_own_name(there->row),
                  there->item->path)
            : g_strdup_printf("%s: office %s has other figures of the same moment in %s: find out "
                              "which is its report and leave the other out",
                              here->item->path, office, there->item->path);
    g_ptr_array_add(clashes->problems, text);
}

static void told_compare(Clashes *clashes, const Told *now, const Told *before)
{
    gboolean is_name = !is_same_name(now->row, before->row);
    if (!is_name &&
        (!is_same_moment(now->row, before->row) || is_same_figures(now->row, before->row)))
        return;
    g_hash_table_add(clashes->clashes, (gpointer)member_text(now->row, "office"));
    clash_tell(clashes, now, before, is_name);
    clash_tell(clashes, before, now, is_name);
}

static void heads_tell(Clashes *clashes, const Told *here, const Told *there)
{
    const char *office = member_text(here->row, "office"),
               *other = member_text(there->row, "office");
    g_hash_table_add(clashes->clashes, (gpointer)office);
    g_ptr_array_add(clashes->problems,
                    g_strdup_printf("%s: office %s has the very events of office %s in %s: it is "
                                    "one store under two codes. Find out whose it is and leave "
                                    "the other's report out",
                                    here->item->path, office, other, there->item->path));
}

static void heads_compare(Clashes *clashes, const Told *now)
{
    JsonObject *chain = member_object(now->row, "chain");
    const char *hash = member_text(chain, "hash");
    const Told *before = hash ? g_hash_table_lookup(clashes->heads, hash) : NULL;
    if (!hash || member_int(chain, "number", 0) == 0)
        return;
    if (!before)
        g_hash_table_insert(clashes->heads, (gpointer)hash, g_memdup2(now, sizeof *now));
    else if (g_strcmp0(member_text(before->row, "office"), member_text(now->row, "office")) != 0) {
        heads_tell(clashes, now, before);
        heads_tell(clashes, before, now);
    }
}

/* Nobody heard of it: a district lists the offices that it has no figures of, by the names of its plan. */
static void row_look(Clashes *clashes, const MergeItem *item, JsonObject *row)
{
    const char *office = member_text(row, "office");
    GArray *told = g_hash_table_lookup(clashes->told, office);
    const Told now = {item, row};
    if (!member_text(row, "figures_at"))
        return;
    heads_compare(clashes, &now);
    if (!told) {
        told = g_array_new(FALSE, FALSE, sizeof(Told));
        g_hash_table_insert(clashes->told, (gpointer)office, told);
    }
    for (guint i = 0; i < told->len; i++)
        told_compare(clashes, &now, &g_array_index(told, Told, i));
    g_array_append_val(told, now);
}

static void told_free(gpointer told)
{
    g_array_unref(told);
}

GHashTable *merge_clashes_find(const GPtrArray *items, GPtrArray *problems)
{
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, told_free);
    g_autoptr(GHashTable) heads = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    Clashes clashes = {told, heads, g_hash_table_new(g_str_hash, g_str_equal), problems};
    for (guint i = 0; i < items->len; i++) {
        const MergeItem *item = items->pdata[i];
        g_autoptr(GHashTable) inner = merge_inner_offices(item->item);
        JsonArray *rows = member_array(item->item, "offices");
        for (guint r = 0; r < member_length(rows); r++)
            if (!g_hash_table_contains(inner, member_text(member_element(rows, r), "office")))
                row_look(&clashes, item, member_element(rows, r));
    }
    return clashes.clashes;
}
