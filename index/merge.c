/* Stations' reports joined into one item. */
#include <string.h>

#include "index/answer.h"
#include "index/behind.h"
#include "index/index.h"
#include "index/member.h"
#include "index/merge.h"
#include "index/plan.h"
#include "index/row.h"
#include "index/store-private.h"

typedef struct {
    const MergeFrame *frame;
    MergeTree *tree;
    GHashTable *holidays; /* office, "" for all: GArray of gint32 */
    gint32 asked;         /* the day of the merge */
    GPtrArray *leaves;    /* MergeNode*, in the order of the table */
    JsonArray *rows;      /* of the item that is made; borrowed */
} Merge;

/* ----------------------------------------------------------------------------------------- nodes -- */

static JsonObject *row_new_unheard(void)
{
    JsonObject *row = json_object_new();
    index_row_add_nothing(row);
    json_object_set_null_member(row, "figures_at");
    return row;
}

static void row_describe(const Merge *merge, const MergeNode *node)
{
    static const char *const own[] = {"chain", "frozen",
                                      "heads"}; /* of who has figures of its own */
    const MergeNode *top = merge->tree->top;
    guint depth = 0;
    for (const MergeNode *at = node; at != top; at = at->parent)
        depth++;
    for (guint i = 0; i < G_N_ELEMENTS(own); i++)
        if (!json_object_has_member(node->row, own[i]))
            json_object_set_null_member(node->row, own[i]);
    answer_set_text(node->row, "own_name", node->item ? merge_own_name(node->row) : NULL);
    answer_set_text(node->row, "office", node->office);
    answer_set_text(node->row, "name", node->name);
    answer_set_text(node->row, "level", node->level);
    answer_set_text(node->row, "lgd", node->lgd);
    answer_set_text(node->row, "parent", node->parent ? node->parent->office : NULL);
    json_object_set_int_member(node->row, "depth", depth);
}

static void leaf_prepare(const Merge *merge, MergeNode *node)
{
    if (!node->row)
        node->row = row_new_unheard();
    row_describe(merge, node);
    merge_measure_leaf(node, merge->frame);
}

/* Silent: figures that are too old, or none. */
static gboolean leaf_is_silent(const Merge *merge, const MergeNode *node)
{
    return !node->item || merge->asked - index_day_parse(member_text(node->row, "figures_at")) >=
                              BEHIND_SILENT_DAYS;
}

/* The day whose figures are not whole yet: of an inner node that of the first leaf, silent ones left out, which would stop all. */
static void today_find(const Merge *merge, const MergeNode *node, gint32 *today)
{
    if (node->children->len == 0 && !leaf_is_silent(merge, node)) {
        gint32 day = index_day_parse(member_text(node->row, "figures_at"));
        *today = *today ? MIN(*today, day) : day;
    }
    for (guint i = 0; i < node->children->len; i++)
        today_find(merge, node->children->pdata[i], today);
}

static void unheard_collect(const Merge *merge, const MergeNode *node, GPtrArray *unheard)
{
    if (node->children->len == 0 && leaf_is_silent(merge, node))
        g_ptr_array_add(unheard, node->row);
    for (guint i = 0; i < node->children->len; i++)
        unheard_collect(merge, node->children->pdata[i], unheard);
}

static void node_judge(const Merge *merge, MergeNode *node)
{
    g_autoptr(GPtrArray) unheard = g_ptr_array_new();
    gboolean is_leaf = node->children->len == 0;
    gint32 today = is_leaf ? index_day_parse(member_text(node->row, "figures_at")) : 0;
    g_autoptr(GArray) holidays = merge_holidays_of(merge->holidays, node);
    if (!is_leaf) {
        today_find(merge, node, &today);
        unheard_collect(merge, node, unheard);
    }
    RowContext context = {.today = today ? today : merge->asked,
                          .asked = merge->asked,
                          .holidays = (const gint32 *)holidays->data,
                          .n_holidays = holidays->len,
                          .scanners =
                              node->item ? member_array(node->item->item, "scanners") : NULL,
                          .n_behind = node->n_behind,
                          .n_silent = node->n_silent,
                          .n_rewritten = node->n_rewritten,
                          .n_unlisted = node->n_unlisted,
                          .n_unshelved = node->n_unshelved,
                          .n_lately = node->n_lately,
                          .last_end = node->last_end,
                          .unheard = unheard};
    index_row_judge(node->row, &context);
}

static int node_compare(gconstpointer one, gconstpointer other)
{
    return index_row_compare((*(MergeNode *const *)one)->row, (*(MergeNode *const *)other)->row);
}

/* Findings of an office. */
static guint rewritten_count(const Merge *merge, const MergeNode *node)
{
    JsonArray *rewritten = merge->tree->rewritten;
    guint n = 0;
    for (guint i = 0; i < member_length(rewritten); i++)
        n += g_strcmp0(member_text(member_element(rewritten, i), "office"), node->office) == 0;
    return n;
}

static void leaf_finish(const Merge *merge, MergeNode *node)
{
    gboolean is_silent = leaf_is_silent(merge, node);
    leaf_prepare(merge, node);
    node->n_rewritten = rewritten_count(merge, node);
    if (node->item)
        node->n_lately = index_row_lately(member_object(node->item->item, "lists"), node->office,
                                          index_day_parse(member_text(node->row, "figures_at")));
    json_object_set_boolean_member(node->row, "silent", is_silent);
    node_judge(merge, node);
    node->n_rewritten = MIN(node->n_rewritten, 1);
    node->n_silent = is_silent;
    node->n_unlisted = index_row_unlisted(node->row);
    node->n_unshelved = index_row_unshelved(node->row);
    node->last_end = index_day_parse(member_text(member_object(node->row, "projection"), "end"));
    node->n_behind = !is_silent && index_row_is_behind(node->row);
}

/* A census of the inner node itself that counted more than its offices' counts for all of them, once all are heard. */
static void unlisted_measure(MergeNode *node)
{
    JsonObject *own = member_object(member_object(node->row, "own"), "census");
    if (own && own == member_object(node->row, "census") && node->n_silent == 0)
        node->n_unlisted = index_row_unlisted(node->row);
}

/* From the leaves up: rows, reasons, and the order of sisters. Answers how many leaves it has. */
static guint node_finish(const Merge *merge, MergeNode *node)
{
    guint leaves = 0;
    if (node->children->len == 0) {
        leaf_finish(merge, node);
        return 1;
    }
    for (guint i = 0; i < node->children->len; i++) {
        MergeNode *child = node->children->pdata[i];
        leaves += node_finish(merge, child);
        node->n_behind += child->n_behind;
        node->n_silent += child->n_silent;
        node->n_unlisted += child->n_unlisted;
        node->n_unshelved += child->n_unshelved;
        node->n_lately += child->n_lately;
        node->n_rewritten += child->n_rewritten;
        node->last_end = MAX(node->last_end, child->last_end);
    }
    g_ptr_array_sort(node->children, node_compare);
    merge_sum(node);
    row_describe(merge, node);
    merge_measure_inner(node, merge->frame);
    unlisted_measure(node);
    json_object_set_boolean_member(node->row, "silent", node->n_silent == leaves);
    node_judge(merge, node);
    return leaves;
}

/* ------------------------------------------------------------------------------------------ item -- */

/* What was never heard is not nothing. */
static void counts_forget(JsonObject *row)
{
    for (const RowGroup *group = index_row_groups; group->group; group++)
        for (guint i = 0; group->members[i]; i++)
            json_object_set_null_member(member_object(row, group->group), group->members[i]);
}

static void rows_list(Merge *merge, MergeNode *node)
{
    if (!member_text(node->row, "figures_at"))
        counts_forget(node->row);
    if (node != merge->tree->top || node->children->len == 0)
        json_array_add_object_element(merge->rows, json_object_ref(node->row));
    if (node->children->len == 0)
        g_ptr_array_add(merge->leaves, node);
    for (guint i = 0; i < node->children->len; i++)
        rows_list(merge, node->children->pdata[i]);
}

/* What the leaves' items have of them in a list ("persons"...), in the order of the table. */
static JsonArray *list_join(const Merge *merge, const char *group, const char *name)
{
    JsonArray *joined = json_array_new();
    for (guint l = 0; l < merge->leaves->len; l++) {
        const MergeNode *leaf = merge->leaves->pdata[l];
        JsonObject *from = leaf->item ? leaf->item->item : NULL;
        JsonArray *list = member_array(group ? member_object(from, group) : from, name);
        for (guint i = 0; i < member_length(list); i++) {
            JsonObject *one = member_element(list, i);
            if (one && g_strcmp0(member_text(one, "office"), leaf->office) == 0)
                json_array_add_object_element(joined, json_object_ref(one));
        }
    }
    return joined;
}

static void item_add_lists(JsonObject *item, const Merge *merge)
{
    JsonObject *lists = json_object_new();
    for (const char *const *name = merge_tables; *name; name++)
        json_object_set_array_member(item, *name, list_join(merge, NULL, *name));
    for (const char *const *name = merge_lists; *name; name++)
        json_object_set_array_member(lists, *name, list_join(merge, "lists", *name));
    json_object_set_object_member(item, "lists", lists);
    json_object_set_array_member(item, "returns", list_join(merge, NULL, "returns"));
    merge_tell_returns(member_array(item, "returns"), merge->leaves);
    json_object_set_array_member(item, "corrections", list_join(merge, NULL, "corrections"));
}

static void item_add_rows(JsonObject *item, const Merge *merge, MergeReport *report)
{
    static const char *const tables[] = {"work", "lots"};
    report->records = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
        json_object_set_array_member(item, tables[i], list_join(merge, NULL, tables[i]));
    json_object_set_array_member(item, "rowless",
                                 merge_rows_join(merge->leaves, report->records, report->problems));
}

/* Of its table. */
static gboolean version_is_last(JsonArray *versions, JsonObject *version)
{
    gboolean is_last = TRUE;
    for (guint i = 0; i < member_length(versions); i++) {
        JsonObject *other = member_element(versions, i);
        is_last &= g_strcmp0(member_text(other, "kind"), member_text(version, "kind")) != 0 ||
                   member_int(other, "version", 0) <= member_int(version, "version", 0);
    }
    return is_last;
}

static JsonArray *plan_versions(JsonObject *plan)
{
    static const char *const members[] = {"kind", "version", "imported_at", "sha256", NULL};
    JsonArray *versions = member_array(plan, "versions"), *answer = json_array_new();
    for (guint i = 0; i < member_length(versions); i++) {
        if (!version_is_last(versions, member_element(versions, i)))
            continue;
        JsonObject *version = json_object_new();
        answer_copy_members(version, member_element(versions, i), members);
        json_array_add_object_element(answer, version);
    }
    return answer;
}

static void item_add_head(JsonObject *item, const Merge *merge)
{
    const MergeNode *top = merge->tree->top;
    json_object_set_string_member(item, "at", merge->frame->at);
    answer_set_text(item, "office", top->office);
    answer_set_text(item, "name", top->name);
    answer_set_text(item, "level", top->level);
    json_object_set_null_member(item, "return");
    json_object_set_null_member(item, "period");
    json_object_set_array_member(item, "plan", plan_versions(merge->frame->plan));
}

JsonObject *merge_items(const GPtrArray *items, const MergeFrame *frame, MergeReport *report)
{
    g_autoptr(MergeTree) tree = merge_tree_new(items, frame, report);
    g_autoptr(GPtrArray) leaves = g_ptr_array_new();
    if (report->n_items == 0)
        return NULL;
    JsonObject *item = json_object_new();
    JsonArray *holidays = merge_holidays_join(tree, frame->plan, "holidays");
    g_autoptr(GHashTable) by_office = merge_holidays_by_office(holidays);
    Merge merge = {.frame = frame,
                   .tree = tree,
                   .holidays = by_office,
                   .asked = index_day_parse(frame->at),
                   .leaves = leaves,
                   .rows = json_array_new()};
    json_object_set_array_member(item, "holidays", holidays);
    json_object_set_array_member(item, "holidays_late",
                                 merge_holidays_join(tree, frame->plan, "holidays_late"));
    node_finish(&merge, tree->top);
    rows_list(&merge, tree->top);
    item_add_head(item, &merge);
    merge_tell_plans(member_array(item, "plan"), items, tree);
    merge_tell_tree(item, items, frame);
    merge_tell_measured(item, tree, leaves, frame);
    merge_tell_refused_before(item, tree);
    json_object_set_array_member(item, "rewritten", json_array_ref(tree->rewritten));
    json_object_set_object_member(item, "grand_total", json_object_ref(tree->top->row));
    json_object_set_array_member(item, "offices", merge.rows);
    item_add_lists(item, &merge);
    if (report->with_rows)
        item_add_rows(item, &merge, report);
    return item;
}

void index_merge_report_clear(MergeReport *report)
{
    g_clear_pointer(&report->problems, g_ptr_array_unref);
    if (report->records)
        g_string_free(g_steal_pointer(&report->records), TRUE);
}

static int text_compare(gconstpointer one, gconstpointer other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

/* The store's office, where it has a plan; or NULL. */
static const char *plan_owner(Store *store, JsonNode *plan)
{
    JsonObject *tables = plan ? json_node_get_object(plan) : NULL;
    return member_length(member_array(tables, "versions"))
               ? index_store_conf_text(store, "office", "name")
               : NULL;
}

JsonNode *index_progress_merge(Store *store, const char *const *paths, MergeReport *report,
                               GError **error)
{
    g_autofree char *at = index_now();
    g_autoptr(JsonNode) plan = store ? index_plan_list(store, error) : NULL;
    report->problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) items = merge_files_read(paths, report->with_rows, report->problems);
    MergeFrame frame = {.plan = plan ? json_node_get_object(plan) : NULL,
                        .office = store ? index_store_office(store) : NULL,
                        .name = store ? index_store_conf_text(store, "office", "name") : NULL,
                        .measured_by = plan_owner(store, plan),
                        .at = at};
    if (store && !plan)
        return NULL;
    JsonObject *item = merge_items(items, &frame, report);
    g_ptr_array_sort(report->problems, text_compare);
    if (item) {
        merge_tell_refused(item, report->problems, paths);
        return answer_node_of_object(item);
    }
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                        "none of these reports could be used");
    return NULL;
}
