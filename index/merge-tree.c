/* The place of every row in the tree of offices.
 *
 * The plan's tree, where there is one, decides who stands where, and who is missing. Without it the rows say so themselves ("parent"), the
 * newest first; an office that only a parent names stands there with its code for a name. Figures are those of leaves: rows of inner nodes
 * are sums and are made anew. A leaf's figures are the newest that any file has, whichever file came first.
 */
#include <string.h>

#include "index/index.h"
#include "index/member.h"
#include "index/merge.h"
#include "index/row.h"

#define AHEAD_S (24 * 3600) /* clocks and time zones may be so far off */

typedef struct {
    MergeTree *tree;
    const MergeFrame *frame;
    MergeReport *report;
    gboolean is_planned; /* the tree stands */
    GHashTable *clashes; /* offices whose rows nobody can believe */
} Placing;

/* --------------------------------------------------------------------------------------- the nodes -- */

static void node_free(gpointer data)
{
    MergeNode *node = data;
    g_free(node->office);
    g_free(node->name);
    g_free(node->level);
    g_free(node->lgd);
    g_ptr_array_unref(node->children);
    g_clear_pointer(&node->row, json_object_unref);
    g_free(node);
}

static MergeNode *node_new(const char *office)
{
    MergeNode *node = g_new0(MergeNode, 1);
    node->office = g_strdup(office);
    node->name = g_strdup(office);
    node->children = g_ptr_array_new();
    return node;
}

void merge_tree_free(MergeTree *tree)
{
    g_hash_table_unref(tree->nodes);
    g_ptr_array_unref(tree->items);
    json_array_unref(tree->rewritten);
    g_free(tree);
}

static MergeNode *node_find(const MergeTree *tree, const char *office)
{
    return office ? g_hash_table_lookup(tree->nodes, office) : NULL;
}

static MergeNode *node_ensure(MergeTree *tree, const char *office)
{
    MergeNode *node = node_find(tree, office);
    if (node)
        return node;
    node = node_new(office);
    g_hash_table_insert(tree->nodes, node->office, node);
    return node;
}

static gboolean is_below(const MergeNode *node, const MergeNode *above)
{
    while (node && node != above)
        node = node->parent;
    return node != NULL;
}

/* Of a row; NULL: it has none. */
static const char *code_of(JsonObject *row)
{
    const char *office = member_text(row, "office");
    return office && *office ? office : NULL;
}

static const char *own_code(const MergeItem *item)
{
    return code_of(member_object(item->item, "grand_total"));
}

static guint depth_of(const MergeNode *node)
{
    guint depth = 0;
    for (; node->parent; node = node->parent)
        depth++;
    return depth;
}

/* FALSE: it would stand above itself, or in a tree deeper than any. */
static gboolean node_hang(MergeNode *node, MergeNode *parent)
{
    if (is_below(parent, node) || depth_of(parent) >= MERGE_LEVELS_MAX)
        return FALSE;
    node->parent = parent;
    g_ptr_array_add(parent->children, node);
    return TRUE;
}

/* What it does not know of itself yet. */
static void node_describe(MergeNode *node, JsonObject *from)
{
    char **const texts[] = {&node->name, &node->level, &node->lgd};
    static const char *const members[] = {"name", "level", "lgd"};
    for (guint i = 0; i < G_N_ELEMENTS(members); i++) {
        const char *text = member_text(from, members[i]);
        if (!text || !*text || (*texts[i] && !g_str_equal(*texts[i], node->office)))
            continue;
        g_free(*texts[i]);
        *texts[i] = g_strdup(text);
    }
}

/* ---------------------------------------------------------------------------------------- the plan -- */

/* Returns whether there are any. Those of a file may hang anyhow: who is in no place yet finds it by the rows. */
static gboolean offices_place(MergeTree *tree, JsonArray *offices)
{
    for (guint i = 0; i < member_length(offices); i++) {
        JsonObject *office = member_element(offices, i);
        if (code_of(office))
            node_describe(node_ensure(tree, code_of(office)), office);
    }
    for (guint i = 0; i < member_length(offices); i++) {
        MergeNode *node = node_find(tree, member_text(member_element(offices, i), "office"));
        MergeNode *parent = node_find(tree, member_text(member_element(offices, i), "parent"));
        if (node && parent && !node->parent)
            node_hang(node, parent);
    }
    return member_length(offices) > 0;
}

/* ----------------------------------------------------------------------------------------- an item -- */

static void problem(Placing *placing, const MergeItem *item, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static void problem(Placing *placing, const MergeItem *item, const char *format, ...)
{
    va_list rest;
    va_start(rest, format);
    g_autofree char *text = g_strdup_vprintf(format, rest);
    va_end(rest);
    g_ptr_array_add(placing->report->problems, g_strdup_printf("%s: %s", item->path, text));
}

/* Each of the item's offices stands in the plan's tree, and below the item's own (merge-read.c saw to it that the item says so itself). */
static gboolean item_fits_plan(Placing *placing, const MergeItem *item)
{
    JsonArray *rows = member_array(item->item, "offices");
    const char *own = own_code(item);
    for (guint i = 0; i < member_length(rows); i++) {
        const char *office = member_text(member_element(rows, i), "office");
        const MergeNode *node = node_find(placing->tree, office);
        if (!node)
            problem(placing, item, "the plan has no office %s: import the offices again, with it",
                    office);
        else if (own && !is_below(node, node_find(placing->tree, own)))
            problem(placing, item,
                    "it is of %s and has figures of %s, which does not stand below it in the plan",
                    own, office);
        else
            continue;
        return FALSE;
    }
    return TRUE;
}

/* Without a plan: rows find their places. Where two items have an office below different ones, the newer is believed. */
static void row_place(Placing *placing, const MergeItem *item, JsonObject *row)
{
    const char *office = member_text(row, "office"), *parent = member_text(row, "parent");
    MergeNode *node = node_ensure(placing->tree, office);
    MergeNode *above = parent && *parent ? node_ensure(placing->tree, parent) : NULL;
    node_describe(node, row);
    if (above && !node->parent && !node_hang(node, above))
        problem(
            placing, item,
            "it has %s above itself, by what another report says: import the offices of the plan",
            office);
}

static gboolean item_place(Placing *placing, const MergeItem *item)
{
    JsonArray *rows = member_array(item->item, "offices");
    JsonObject *total = member_object(item->item, "grand_total");
    if (placing->is_planned)
        return item_fits_plan(placing, item);
    for (guint i = 0; i < member_length(rows); i++)
        row_place(placing, item, member_element(rows, i));
    if (code_of(total))
        row_place(placing, item, total);
    return TRUE;
}

/* --------------------------------------------------------------------------------------- the rows -- */

/* Of equally old ones always the same. */
static gboolean is_newer(const MergeNode *node, gint64 figures_s, const MergeItem *item)
{
    return !node->item || figures_s > node->figures_s ||
           (figures_s == node->figures_s && strcmp(item->key, node->item->key) > 0);
}

static void row_hold(MergeNode *node, const MergeItem *item, JsonObject *row, gint64 figures_s)
{
    g_clear_pointer(&node->row, json_object_unref);
    node->row = json_object_ref(row);
    node->item = item;
    node->figures_s = figures_s;
}

static void row_take(Placing *placing, const MergeItem *item, JsonObject *row)
{
    MergeNode *node = node_find(placing->tree, member_text(row, "office"));
    gint64 figures_s = merge_time_parse(member_text(row, "figures_at"));
    if (!member_text(row, "figures_at")) {
        merge_yardsticks_take(node, item, row, FALSE);
    } else if (node->children->len > 0) {
        problem(placing, item,
                "%s stands above other offices and cannot have figures of its own: give its record "
                "room a code in the plan",
                node->office);
    } else if (figures_s > merge_time_parse(placing->frame->at) + AHEAD_S) {
        problem(placing, item,
                "figures of %s are of %s, which is yet to come: set that office's clock, or this "
                "computer's",
                node->office, member_text(row, "figures_at"));
    } else {
        merge_yardsticks_take(node, item, row, FALSE);
        if (is_newer(node, figures_s, item))
            row_hold(node, item, row, figures_s);
    }
}

/* Of an office above others an item has sums, and what its plan says of the office itself. */
static void own_take(Placing *placing, const MergeItem *item, JsonObject *row)
{
    MergeNode *node = node_find(placing->tree, member_text(row, "office"));
    if (node)
        merge_yardsticks_take(node, item, row, TRUE);
}

/* What an older file of the same office says beside its figures has been said anew. */
static gboolean has_newer(const MergeTree *tree, const char *own)
{
    guint i = 0;
    while (i < tree->items->len && g_strcmp0(own_code(tree->items->pdata[i]), own) != 0)
        i++;
    return own && i < tree->items->len;
}

static void item_take(Placing *placing, const MergeItem *item)
{
    g_autoptr(GHashTable) inner = merge_inner_offices(item->item);
    JsonArray *rows = member_array(item->item, "offices");
    gboolean is_used = FALSE;
    for (guint i = 0; i < member_length(rows); i++) {
        const char *office = member_text(member_element(rows, i), "office");
        if (g_hash_table_contains(placing->clashes, office))
            continue;
        if (g_hash_table_contains(inner, office))
            own_take(placing, item, member_element(rows, i));
        else
            row_take(placing, item, member_element(rows, i));
        is_used = TRUE;
    }
    own_take(placing, item, member_object(item->item, "grand_total"));
    placing->report->n_items += is_used;
    if (is_used && !has_newer(placing->tree, own_code(item)))
        g_ptr_array_add(placing->tree->items, (gpointer)item);
}

/* ---------------------------------------------------------------------------------------- the top -- */

static int office_compare(gconstpointer one, gconstpointer other)
{
    return strcmp((*(MergeNode *const *)one)->office, (*(MergeNode *const *)other)->office);
}

static GPtrArray *roots_of(const MergeTree *tree)
{
    GPtrArray *roots = g_ptr_array_new();
    GHashTableIter iter;
    gpointer node;
    g_hash_table_iter_init(&iter, tree->nodes);
    while (g_hash_table_iter_next(&iter, NULL, &node))
        if (!((MergeNode *)node)->parent)
            g_ptr_array_add(roots, node);
    g_ptr_array_sort(roots, office_compare);
    return roots;
}

/* A node above all: the office of the store, or NULL. */
static void top_add(MergeTree *tree, const char *office, const char *name)
{
    tree->top = node_new(office);
    g_free(tree->top->name);
    tree->top->name = g_strdup(office && name && *name ? name : office ? office : "Grand Total");
    g_hash_table_insert(tree->nodes, tree->top->office ? tree->top->office : (gpointer) "",
                        tree->top);
}

/* The store's own office, where others stand below it; the only root; or a node above the roots: nothing says under
 * whom they stand, so it is the office that joins them, unless it is one of them. */
static void tree_set_top(MergeTree *tree, const MergeFrame *frame)
{
    g_autoptr(GPtrArray) roots = roots_of(tree);
    MergeNode *own = node_find(tree, frame->office);
    if (own && own->children->len > 0) {
        tree->top = own;
    } else if (roots->len == 1) {
        tree->top = roots->pdata[0];
    } else {
        top_add(tree, own ? NULL : frame->office, frame->name);
        for (guint i = 0; i < roots->len; i++)
            node_hang(roots->pdata[i], tree->top);
    }
}

/* The lowest office that both stand below; NULL: they have none in common. */
static MergeNode *node_join(MergeNode *one, const MergeNode *other)
{
    while (one && !is_below(other, one))
        one = one->parent;
    return one;
}

static MergeNode *item_join(const MergeTree *tree, MergeNode *top, const MergeItem *item)
{
    JsonArray *rows = member_array(item->item, "offices");
    for (guint i = 0; top && i < member_length(rows); i++)
        top = node_join(top, node_find(tree, member_text(member_element(rows, i), "office")));
    return top;
}

/* A file's tree may be that of a whole state: of no interest is what stands above the offices that are joined. */
static void tree_narrow(MergeTree *tree, const GPtrArray *items)
{
    const MergeItem *item = items->len ? items->pdata[0] : NULL;
    JsonObject *first = item ? member_element(member_array(item->item, "offices"), 0) : NULL;
    MergeNode *top = node_find(tree, member_text(first, "office"));
    for (guint i = 0; i < items->len; i++)
        top = item_join(tree, top, items->pdata[i]);
    if (top && top->children->len == 0 && top->parent)
        top = top->parent;
    if (top)
        tree->top = top;
}

static gboolean item_stands_below_top(Placing *placing, const MergeItem *item)
{
    const char *office =
        member_text(member_element(member_array(item->item, "offices"), 0), "office");
    if (is_below(node_find(placing->tree, office), placing->tree->top))
        return TRUE;
    problem(placing, item, "%s does not stand below %s", office, placing->tree->top->name);
    return FALSE;
}

MergeTree *merge_tree_new(const GPtrArray *items, const MergeFrame *frame, MergeReport *report)
{
    MergeTree *tree = g_new0(MergeTree, 1);
    g_autoptr(GPtrArray) placed = g_ptr_array_new();
    Placing placing = {.tree = tree, .frame = frame, .report = report};
    tree->items = g_ptr_array_new();
    tree->nodes = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, node_free);
    placing.is_planned = offices_place(tree, member_array(frame->plan, "offices"));
    const MergeItem *told = placing.is_planned ? NULL : merge_tree_item(items);
    if (told)
        offices_place(tree, member_array(told->item, "tree"));
    for (guint i = 0; i < items->len; i++)
        if (item_place(&placing, items->pdata[i]))
            g_ptr_array_add(placed, items->pdata[i]);
    tree_set_top(tree, frame);
    if (told)
        tree_narrow(tree, placed);
    g_autoptr(GHashTable) clashes = merge_clashes_find(placed, report->problems);
    placing.clashes = clashes;
    tree->rewritten = merge_rewritten_find(placed, clashes);
    for (guint i = 0; i < placed->len; i++)
        if (item_stands_below_top(&placing, placed->pdata[i]))
            item_take(&placing, placed->pdata[i]);
    merge_yardsticks_hear(tree);
    return tree;
}
