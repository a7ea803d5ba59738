/* By what a node is measured: target and census of the store's plan, where it has that table, or else what the items say.
 *
 * An office above others may have some of its own beside those below it. Of both the larger holds, so that no target of an office makes less of that
 * of what stands above it. What is its own stays with the row ("own"): who joins the item again has no plan.
 */
#include <string.h>

#include "index/member.h"
#include "index/merge.h"
#include "index/row.h"

static const struct {
    const char *group, *table; /* of a row and of the plan */
    const char *first, *last;  /* days */
} YARDSTICKS[N_MERGE_YARDSTICKS] = {
    [MERGE_TARGET] = {"target", "targets", "start", "deadline"},
    [MERGE_CENSUS] = {"census", "census", "counted_on", NULL},
};

/* --------------------------------------------------------------------------------- what items say -- */

enum { RANK_UNHEARD, RANK_OWN, RANK_ABOVE };

static MergeYardstick yardstick_told(const MergeItem *item, JsonObject *row, gboolean is_inner,
                                     guint kind)
{
    const char *figures = is_inner ? NULL : member_text(row, "figures_at");
    JsonObject *from = is_inner ? member_object(row, "own") : row;
    MergeYardstick told = {.item = item, .rank = is_inner || figures ? RANK_OWN : RANK_UNHEARD};
    told.object = member_object(from, YARDSTICKS[kind].group);
    if (member_text(told.object, "by"))
        told.rank = RANK_ABOVE;
    told.told_s = merge_time_parse(
        told.rank == RANK_OWN && figures ? figures : member_text(item->item, "at"));
    return told;
}

static gboolean is_better(const MergeYardstick *told, const MergeYardstick *held)
{
    if (!told->object || !held->object)
        return told->object != NULL;
    if (told->rank != held->rank)
        return told->rank > held->rank;
    return told->told_s != held->told_s ? told->told_s > held->told_s
                                        : strcmp(told->item->key, held->item->key) > 0;
}

void merge_yardsticks_take(MergeNode *node, const MergeItem *item, JsonObject *row,
                           gboolean is_inner)
{
    if ((node->children->len > 0) != is_inner)
        return;
    for (guint kind = 0; kind < N_MERGE_YARDSTICKS; kind++) {
        MergeYardstick told = yardstick_told(item, row, is_inner, kind);
        if (is_better(&told, &node->yardsticks[kind]))
            node->yardsticks[kind] = told;
    }
}

/* When the item's office took that table of its plan in; 0: it is not known. */
static gint64 table_time(const MergeItem *item, const char *table)
{
    JsonArray *plan = member_array(item->item, "plan");
    for (guint i = 0; i < member_length(plan); i++)
        if (g_strcmp0(member_text(member_element(plan, i), "kind"), table) == 0)
            return merge_time_parse(member_text(member_element(plan, i), "imported_at"));
    return 0;
}

/* An office that was heard and has no target has none because its sister's plan names one; those above it may set it one. */
static gboolean may_measure(const MergeItem *item, const MergeNode *node)
{
    const char *office = member_text(item->item, "office");
    const MergeNode *at = node;
    while (office && at && g_strcmp0(at->office, office) != 0)
        at = at->parent;
    return !node->item || !office || at;
}

static void yardsticks_hear(MergeNode *node, const MergeItem *item, JsonObject *office)
{
    for (guint kind = 0; may_measure(item, node) && kind < N_MERGE_YARDSTICKS; kind++) {
        MergeYardstick told = {.item = item,
                               .rank = RANK_UNHEARD,
                               .object = member_object(office, YARDSTICKS[kind].group),
                               .told_s = table_time(item, YARDSTICKS[kind].table)};
        if (is_better(&told, &node->yardsticks[kind]))
            node->yardsticks[kind] = told;
    }
}

void merge_yardsticks_hear(const MergeTree *tree)
{
    for (guint i = 0; i < tree->items->len; i++) {
        const MergeItem *item = tree->items->pdata[i];
        JsonArray *offices = member_array(item->item, "tree");
        for (guint o = 0; o < member_length(offices); o++) {
            JsonObject *office = member_element(offices, o);
            const char *code = member_text(office, "office");
            MergeNode *node = code ? g_hash_table_lookup(tree->nodes, code) : NULL;
            if (node)
                yardsticks_hear(node, item, office);
        }
    }
}

/* ------------------------------------------------------------------------------ what the plan says -- */

/* What some rows have no count of is no measure of all: 0, as drive_target_of has it. */
static gint64 plan_count(JsonArray *list, const char *office, const char *member)
{
    gint64 sum = 0;
    for (guint i = 0; i < member_length(list); i++) {
        JsonObject *row = member_element(list, i);
        if (g_strcmp0(member_text(row, "office"), office) != 0)
            continue;
        gint64 count = member_int(row, member, -1);
        if (count < 0)
            return 0;
        sum += count;
    }
    return sum;
}

/* The plan's rows of an office, added up, by day members min and max; NULL: it has none. "by" whom, so that whoever joins it again knows that it
 * goes before what the office says itself. */
static JsonObject *plan_sum(JsonArray *list, const char *office, const char *first,
                            const char *last, const char *by)
{
    JsonObject *sum = NULL;
    for (guint i = 0; i < member_length(list); i++) {
        JsonObject *row = member_element(list, i);
        if (g_strcmp0(member_text(row, "office"), office) != 0)
            continue;
        if (!sum) {
            sum = json_object_new();
            json_object_set_int_member(sum, "records", plan_count(list, office, "records"));
            json_object_set_int_member(sum, "pages", plan_count(list, office, "pages"));
            json_object_set_null_member(sum, first);
            if (last)
                json_object_set_null_member(sum, last);
            if (by)
                json_object_set_string_member(sum, "by", by);
        }
        const char *begin = member_text(row, first), *end = last ? member_text(row, last) : NULL;
        if (begin && (!member_text(sum, first) || strcmp(begin, member_text(sum, first)) < 0))
            json_object_set_string_member(sum, first, begin);
        if (end && (!member_text(sum, last) || strcmp(end, member_text(sum, last)) > 0))
            json_object_set_string_member(sum, last, end);
    }
    return sum;
}

/* The deadline that the plan gave the office first. */
static void first_deadline_add(JsonObject *target, JsonObject *plan, const char *office)
{
    JsonArray *list = member_array(plan, "first_deadlines");
    json_object_set_null_member(target, "first_deadline");
    for (guint i = 0; i < member_length(list); i++) {
        JsonObject *first = member_element(list, i);
        if (g_strcmp0(member_text(first, "office"), office) == 0)
            json_object_set_string_member(target, "first_deadline", member_text(first, "deadline"));
    }
}

/* Target or census of the node itself, owned; NULL: it has none. */
static JsonObject *yardstick_of(const MergeNode *node, const MergeFrame *frame, guint kind)
{
    JsonArray *list = member_array(frame->plan, YARDSTICKS[kind].table);
    JsonObject *told = node->yardsticks[kind].object;
    if (member_length(list) == 0)
        return told ? json_object_ref(told) : NULL;
    JsonObject *own = plan_sum(list, node->office, YARDSTICKS[kind].first, YARDSTICKS[kind].last,
                               frame->measured_by);
    if (own && kind == MERGE_TARGET)
        first_deadline_add(own, frame->plan, node->office);
    return own;
}

/* ----------------------------------------------------------------------------------- the measuring -- */

/* Takes object, which may be NULL. */
static void object_set(JsonObject *row, const char *member, JsonObject *object)
{
    if (object)
        json_object_set_object_member(row, member, object);
    else
        json_object_set_null_member(row, member);
}

void merge_measure_leaf(MergeNode *node, const MergeFrame *frame)
{
    for (guint kind = 0; kind < N_MERGE_YARDSTICKS; kind++)
        object_set(node->row, YARDSTICKS[kind].group, yardstick_of(node, frame, kind));
    json_object_remove_member(node->row, "own");
    index_row_measure(node->row);
}

/* By records, and by pages where it has as many; what stands below may have none. */
static gboolean is_larger(JsonObject *own, JsonObject *below)
{
    gint64 more = member_int(own, "records", 0) - member_int(below, "records", 0);
    if (!own || !below || more != 0)
        return own && (!below || more > 0);
    return member_int(own, "pages", 0) >= member_int(below, "pages", 0);
}

/* Not all that stands below has a target: what was counted on the shelves of all may be more than there is known to be done. */
static void census_measure(JsonObject *row, JsonObject *census)
{
    JsonObject *of = member_object(row, "of");
    if (g_strcmp0(member_text(row, "base"), "target") == 0 ||
        member_int(census, "records", 0) <= member_int(of, "records", 0))
        return;
    json_object_set_string_member(row, "base", "census");
    json_object_set_int_member(of, "records", member_int(census, "records", 0));
    json_object_set_int_member(of, "pages", member_int(census, "pages", 0));
}

/* The node's own, which is the larger; of a day that it does not say that of what stands below it holds. */
static void target_measure(JsonObject *row, JsonObject *target)
{
    static const char *const members[] = {"records",  "pages",          "start",
                                          "deadline", "first_deadline", NULL};
    JsonObject *own = json_object_new(), *below = member_object(row, "target");
    for (guint i = 0; members[i]; i++) {
        JsonObject *from = i < 2 || member_text(target, members[i]) ? target : below;
        if (from && json_object_has_member(from, members[i]))
            json_object_set_member(own, members[i], json_object_dup_member(from, members[i]));
        else
            json_object_set_null_member(own, members[i]);
    }
    json_object_set_object_member(row, "target", own);
    index_row_measure(row);
}

void merge_measure_inner(MergeNode *node, const MergeFrame *frame)
{
    JsonObject *own = json_object_new(), *row = node->row;
    for (guint kind = 0; kind < N_MERGE_YARDSTICKS; kind++)
        object_set(own, YARDSTICKS[kind].group, yardstick_of(node, frame, kind));
    json_object_set_object_member(row, "own", own);
    JsonObject *target = member_object(own, "target"), *census = member_object(own, "census");
    if (is_larger(census, member_object(row, "census")))
        json_object_set_object_member(row, "census", json_object_ref(census));
    if (is_larger(target, member_object(row, "target")))
        target_measure(row, target);
    else if (census)
        census_measure(row, census);
}
