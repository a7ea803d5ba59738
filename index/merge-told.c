/* What a joined report says of its files: whose tree of offices it has, which were frozen returns, and which were refused. */
#include <string.h>

#include "index/answer.h"
#include "index/member.h"
#include "index/merge.h"

/* The first version of that table; NULL: the plan has none. */
static JsonObject *version_find(JsonArray *plan, const char *kind)
{
    for (guint i = 0; i < member_length(plan); i++)
        if (g_strcmp0(member_text(member_element(plan, i), "kind"), kind) == 0)
            return member_element(plan, i);
    return NULL;
}

/* When the item's office took the tree in; NULL: it has none. */
static JsonObject *tree_version(const MergeItem *item)
{
    return version_find(member_array(item->item, "plan"), "offices");
}

const MergeItem *merge_tree_item(const GPtrArray *items)
{
    const MergeItem *newest = NULL;
    gint64 newest_s = 0;
    for (guint i = 0; i < items->len; i++) {
        const MergeItem *item = items->pdata[i];
        gint64 at_s = merge_time_parse(member_text(tree_version(item), "imported_at"));
        if (member_length(member_array(item->item, "tree")) == 0 || (newest && at_s <= newest_s))
            continue;
        newest = item;
        newest_s = at_s;
    }
    return newest;
}

/* Whose plan it is: of an item that was joined without a plan each says so itself. NULL: nobody's. */
static const char *version_office(const MergeItem *item, JsonObject *version)
{
    const char *office = member_text(version, "office");
    return office ? office : member_text(member_object(item->item, "grand_total"), "office");
}

/* Owned. */
static JsonObject *version_copy(const MergeItem *item, JsonObject *version)
{
    static const char *const members[] = {"kind", "version", "imported_at", "sha256", NULL};
    JsonObject *copy = json_object_new();
    const char *office = version_office(item, version);
    if (office)
        json_object_set_string_member(copy, "office", office);
    answer_copy_members(copy, version, members);
    return copy;
}

/* An office that figures are of, or that stands above such. */
static gboolean is_joined(const MergeTree *tree, const char *office)
{
    const MergeNode *node = office ? g_hash_table_lookup(tree->nodes, office) : NULL;
    gboolean has_figures = node && (node->item || node->children->len > 0);
    while (node && node != tree->top)
        node = node->parent;
    return has_figures && node;
}

static gboolean is_version(JsonObject *version)
{
    return member_text(version, "kind") && member_int(version, "version", 0) > 0 &&
           merge_time_parse(member_text(version, "imported_at")) &&
           member_is_sha256(member_text(version, "sha256"));
}

static gboolean is_newer(JsonObject *version, JsonObject *held)
{
    return !held || merge_time_parse(member_text(version, "imported_at")) >
                        merge_time_parse(member_text(held, "imported_at"));
}

typedef struct {
    const MergeTree *tree;
    JsonArray *own;       /* the store's */
    GHashTable *versions; /* "KIND OFFICE": the newest that an item has, owned */
} Versions;

static void versions_collect(Versions *versions, const MergeItem *item)
{
    JsonArray *list = member_array(item->item, "plan");
    for (guint i = 0; i < member_length(list); i++) {
        JsonObject *version = member_element(list, i);
        const char *kind = member_text(version, "kind"), *office = version_office(item, version);
        if (!is_version(version) || g_str_equal(kind, "offices") ||
            version_find(versions->own, kind) || !is_joined(versions->tree, office))
            continue;
        g_autofree char *key = g_strconcat(kind, " ", office, NULL);
        if (is_newer(version, g_hash_table_lookup(versions->versions, key)))
            g_hash_table_insert(versions->versions, g_steal_pointer(&key),
                                version_copy(item, version));
    }
}

static int key_compare(gconstpointer one, gconstpointer other)
{
    return strcmp(one, other);
}

static void version_free(gpointer version)
{
    json_object_unref(version);
}

void merge_tell_plans(JsonArray *plan, const GPtrArray *items, const MergeTree *tree)
{
    g_autoptr(GHashTable) newest =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, version_free);
    Versions versions = {tree, plan, newest};
    for (guint i = 0; i < items->len; i++)
        versions_collect(&versions, items->pdata[i]);
    g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(newest), key_compare);
    for (GList *key = keys; key; key = key->next)
        json_array_add_object_element(plan,
                                      json_object_ref(g_hash_table_lookup(newest, key->data)));
}

void merge_tell_tree(JsonObject *item, const GPtrArray *items, const MergeFrame *frame)
{
    JsonArray *offices = member_array(frame->plan, "offices");
    const MergeItem *from = member_length(offices) ? NULL : merge_tree_item(items);
    JsonObject *version = from ? tree_version(from) : NULL;
    if (from)
        offices = member_array(from->item, "tree");
    json_object_set_array_member(item, "tree",
                                 offices ? json_array_ref(offices) : json_array_new());
    if (version)
        json_array_add_object_element(member_array(item, "plan"), version_copy(from, version));
}

/* The name that items have, where they have one; NULL: none, or several. */
static const char *measured_name(const MergeTree *tree)
{
    const char *name = NULL;
    for (guint i = 0; i < tree->items->len; i++) {
        const char *by = member_text(((MergeItem *)tree->items->pdata[i])->item, "measured_by");
        if (by && name && !g_str_equal(by, name))
            return NULL;
        name = by ? by : name;
    }
    return name;
}

/* Offices of the items that are measured by that. */
static GHashTable *measured_offices(const MergeTree *tree, const char *name)
{
    GHashTable *offices = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < tree->items->len; i++) {
        JsonObject *item = ((MergeItem *)tree->items->pdata[i])->item;
        JsonArray *rows = member_array(item, "offices");
        if (g_strcmp0(member_text(item, "measured_by"), name) == 0)
            for (guint r = 0; r < member_length(rows); r++)
                g_hash_table_add(offices, (gpointer)member_text(member_element(rows, r), "office"));
    }
    return offices;
}

void merge_tell_measured(JsonObject *item, const MergeTree *tree, const GPtrArray *leaves,
                         const MergeFrame *frame)
{
    const char *name = frame->measured_by ? frame->measured_by : measured_name(tree);
    g_autoptr(GHashTable) offices = name ? measured_offices(tree, name) : NULL;
    for (guint i = 0; name && !frame->measured_by && i < leaves->len; i++)
        if (!g_hash_table_contains(offices, ((MergeNode *)leaves->pdata[i])->office))
            name = NULL;
    if (name)
        json_object_set_string_member(item, "measured_by", name);
    else
        json_object_set_null_member(item, "measured_by");
}

static void return_add(JsonArray *returns, const MergeNode *leaf)
{
    gint64 number = leaf->item ? member_int(leaf->item->item, "return", 0) : 0;
    if (number <= 0)
        return;
    JsonObject *one = json_object_new();
    json_object_set_string_member(one, "office", leaf->office);
    json_object_set_int_member(one, "return", number);
    json_object_set_string_member(one, "at", member_text(leaf->item->item, "at"));
    json_array_add_object_element(returns, one);
}

void merge_tell_returns(JsonArray *returns, const GPtrArray *leaves)
{
    for (guint i = 0; i < leaves->len; i++)
        return_add(returns, leaves->pdata[i]);
}

/* The path that a problem begins with. */
static const char *problem_path(const char *problem, const char *const *paths)
{
    for (; *paths; paths++)
        if (g_str_has_prefix(problem, *paths) && g_str_has_prefix(problem + strlen(*paths), ": "))
            return *paths;
    return NULL;
}

static int refused_compare(gconstpointer one, gconstpointer other)
{
    JsonObject *a = *(JsonObject *const *)one, *b = *(JsonObject *const *)other;
    int order = g_strcmp0(member_text(a, "file"), member_text(b, "file"));
    return order ? order : g_strcmp0(member_text(a, "why"), member_text(b, "why"));
}

static void refused_free(gpointer one)
{
    json_object_unref(one);
}

static void refused_gather(GPtrArray *all, JsonArray *refused)
{
    for (guint i = 0; i < member_length(refused); i++) {
        JsonObject *one = member_element(refused, i);
        if (member_text(one, "file") && member_text(one, "why"))
            g_ptr_array_add(all, json_object_ref(one));
    }
}

/* Each once. */
static void refused_set(JsonObject *item, GPtrArray *all)
{
    JsonArray *refused = json_array_new();
    g_ptr_array_sort(all, refused_compare);
    for (guint i = 0; i < all->len; i++)
        if (i == 0 || refused_compare(&all->pdata[i - 1], &all->pdata[i]) != 0)
            json_array_add_object_element(refused, json_object_ref(all->pdata[i]));
    json_object_set_array_member(item, "refused", refused);
}

void merge_tell_refused_before(JsonObject *item, const MergeTree *tree)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(refused_free);
    for (guint i = 0; i < tree->items->len; i++)
        refused_gather(all, member_array(((MergeItem *)tree->items->pdata[i])->item, "refused"));
    refused_set(item, all);
}

static JsonObject *refused_new(const char *problem, const char *const *paths)
{
    const char *path = problem_path(problem, paths);
    g_autofree char *base = g_path_get_basename(path ? path : "");
    g_autofree char *name = g_utf8_make_valid(path ? base : "", -1);
    g_autofree char *why =
        g_utf8_make_valid(path ? problem + strlen(path) + strlen(": ") : problem, -1);
    JsonObject *one = json_object_new();
    json_object_set_string_member(one, "file", name);
    json_object_set_string_member(one, "why", why);
    return one;
}

void merge_tell_refused(JsonObject *item, const GPtrArray *problems, const char *const *paths)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(refused_free);
    refused_gather(all, member_array(item, "refused"));
    for (guint i = 0; i < problems->len; i++)
        g_ptr_array_add(all, refused_new(problems->pdata[i], paths));
    refused_set(item, all);
}
