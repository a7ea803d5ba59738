/* Tables: the box of rules that meet is cut by them into rows, cells, and cells of cells.
 *
 * A part of a table is divided by the rules that run across all of it, else by those that run down all of
 * it. Words go by their middles. Where each of the cells beside one another holds one line, they are one
 * row, which becomes one line; so do rows that no rule parts (band.c); else each is read by itself.
 *
 * The limits: a word that the engine joined across a rule stays whole.
 */
#include "ocr/cells.h"

#include "ocr/band.h"
#include "ocr/table.h"

#define CROSSED_SHARE 0.9 /* of a part's width or height, run across by what divides it */
#define DEPTH_MAX 8
#define BAND_MIN_PX 25.0 /* high: what is lower has no room for a line, but is a rule drawn twice */

/* --------------------------------------------------------------------------------- words by cells -- */

static void middle_of(const OcrBox *box, double *x, double *y)
{
    *x = box->x_px + box->width_px / 2.0;
    *y = box->y_px + box->height_px / 2.0;
}

static gboolean part_has(const OcrPart *part, const OcrBox *box)
{
    double x, y;
    middle_of(box, &x, &y);
    return x >= part->left_px && x <= part->right_px && y >= part->top_px && y <= part->bottom_px;
}

/* Where in a list of places a word belongs. */
typedef guint (*PlaceFunc)(const OcrBox *box, gconstpointer data);

/* Words from first on that belong to one place; *place is which. */
static guint run_length(const OcrLine *line, guint first, PlaceFunc place_of, gconstpointer data,
                        guint *place)
{
    guint n = 1;
    *place = place_of(&g_array_index(line->words, OcrWord, first).box, data);
    while (first + n < line->words->len &&
           place_of(&g_array_index(line->words, OcrWord, first + n).box, data) == *place)
        n++;
    return n;
}

/* Puts the words of a line, which is taken over, into lines of their places. */
static void line_divide(OcrLine *line, PlaceFunc place_of, gconstpointer data, GPtrArray *places)
{
    guint place;
    if (line->words->len == 0 || run_length(line, 0, place_of, data, &place) == line->words->len) {
        place = line->words->len == 0 ? place_of(&line->box, data) : place;
        g_ptr_array_add(g_ptr_array_index(places, place), line);
        return;
    }
    while (line->words->len > 0) {
        guint n = run_length(line, 0, place_of, data, &place);
        g_ptr_array_add(g_ptr_array_index(places, place), ocr_line_take_piece(line, n));
    }
    ocr_line_free(line);
}

static GPtrArray *lines_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)ocr_line_free);
}

/* So many lists of lines; the lines go into them and are taken over, the array stays and is empty. */
static GPtrArray *lines_divide(GPtrArray *lines, guint n_places, PlaceFunc place_of,
                               gconstpointer data)
{
    GPtrArray *places = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < n_places; i++)
        g_ptr_array_add(places, lines_new());
    while (lines->len > 0)
        line_divide(g_ptr_array_steal_index(lines, 0), place_of, data, places);
    return places;
}

/* ------------------------------------------------------------------------------------ the cuts -- */

/* The rules that divide a part, in order. */
typedef struct {
    GArray *rules; /* OcrRule */
    gboolean is_across, is_rtl;
} Cuts;

static double rule_middle(const OcrRule *rule)
{
    return (rule->at_from_px + rule->at_to_px) / 2;
}

static int compare_rules(gconstpointer a, gconstpointer b)
{
    double at_a = rule_middle(a), at_b = rule_middle(b);
    return (at_a > at_b) - (at_a < at_b);
}

/* Whether a rule runs across all of a part, between its edges. */
static gboolean rule_divides(const OcrRule *rule, const OcrPart *part, gboolean is_across)
{
    double from = is_across ? part->left_px : part->top_px;
    double to = is_across ? part->right_px : part->bottom_px;
    double least = is_across ? part->top_px : part->left_px;
    double most = is_across ? part->bottom_px : part->right_px;
    double at = ocr_rule_at(rule, (from + to) / 2);
    return MIN(to, rule->to_px) - MAX(from, rule->from_px) >= CROSSED_SHARE * (to - from) &&
           at > least + OCR_TABLE_SLACK_PX && at < most - OCR_TABLE_SLACK_PX;
}

/* Of rules that are one, drawn twice, the first. */
static Cuts cuts_find(const OcrTable *table, const OcrPart *part, gboolean is_across,
                      gboolean is_rtl)
{
    Cuts cuts = {g_array_new(FALSE, FALSE, sizeof(OcrRule)), is_across, is_rtl};
    const GArray *rules = is_across ? table->across : table->down;
    for (guint i = 0; i < rules->len; i++)
        if (rule_divides(&g_array_index(rules, OcrRule, i), part, is_across))
            g_array_append_val(cuts.rules, g_array_index(rules, OcrRule, i));
    g_array_sort(cuts.rules, compare_rules);
    for (guint i = cuts.rules->len; i-- > 1;)
        if (rule_middle(&g_array_index(cuts.rules, OcrRule, i)) -
                rule_middle(&g_array_index(cuts.rules, OcrRule, i - 1)) <
            OCR_TABLE_SLACK_PX)
            g_array_remove_index(cuts.rules, i);
    return cuts;
}

static guint place_between(const OcrBox *box, gconstpointer data)
{
    const Cuts *cuts = data;
    double x, y;
    guint n_before = 0;
    middle_of(box, &x, &y);
    for (guint i = 0; i < cuts->rules->len; i++) {
        const OcrRule *rule = &g_array_index(cuts->rules, OcrRule, i);
        n_before += cuts->is_across ? ocr_rule_at(rule, x) < y : ocr_rule_at(rule, y) < x;
    }
    return !cuts->is_across && cuts->is_rtl ? cuts->rules->len - n_before : n_before;
}

/* The part between two cuts; index counts in reading direction. */
static OcrPart part_between(const Cuts *cuts, const OcrPart *whole, guint index)
{
    OcrPart part = *whole;
    guint n = cuts->rules->len, i = !cuts->is_across && cuts->is_rtl ? n - index : index;
    double *from = cuts->is_across ? &part.top_px : &part.left_px;
    double *to = cuts->is_across ? &part.bottom_px : &part.right_px;
    if (i > 0)
        *from = rule_middle(&g_array_index(cuts->rules, OcrRule, i - 1));
    if (i < n)
        *to = rule_middle(&g_array_index(cuts->rules, OcrRule, i));
    return part;
}

/* What divides a part: rules across it, else rules down it; none where it is a cell. */
static Cuts cuts_of(const OcrTable *table, const OcrPart *part, gboolean is_rtl, guint depth)
{
    Cuts cuts = cuts_find(table, part, TRUE, is_rtl);
    if (cuts.rules->len == 0) {
        g_array_unref(cuts.rules);
        cuts = cuts_find(table, part, FALSE, is_rtl);
    }
    if (depth == DEPTH_MAX)
        g_array_set_size(cuts.rules, 0);
    return cuts;
}

static OcrBox box_of_part(const OcrPart *part)
{
    return (OcrBox){(int)part->left_px, (int)part->top_px, (int)(part->right_px - part->left_px),
                    (int)(part->bottom_px - part->top_px)};
}

static void cells_add(const OcrTable *table, const OcrPart *part, guint depth, GArray *cells)
{
    Cuts cuts = cuts_of(table, part, FALSE, depth);
    for (guint i = 0; cuts.rules->len > 0 && i <= cuts.rules->len; i++) {
        OcrPart inner = part_between(&cuts, part, i);
        cells_add(table, &inner, depth + 1, cells);
    }
    OcrBox box = box_of_part(part);
    if (cuts.rules->len == 0)
        g_array_append_val(cells, box);
    g_array_unref(cuts.rules);
}

GArray *ocr_cells_list(const OcrRules *rules)
{
    GArray *cells = g_array_new(FALSE, FALSE, sizeof(OcrBox));
    g_autoptr(GPtrArray) tables = ocr_tables_find(rules);
    for (guint i = 0; i < tables->len; i++) {
        const OcrTable *table = g_ptr_array_index(tables, i);
        cells_add(table, &table->box, 0, cells);
    }
    return cells;
}

/* ---------------------------------------------------------------------------------- the reading -- */

typedef struct {
    const OcrTable *table;
    double row_px; /* height of its lowest band */
    gboolean is_rtl;
    guint block;
    GPtrArray *read; /* OcrLine in order */
} Reader;

static void part_read(Reader *reader, const OcrPart *part, GPtrArray *lines, guint depth);

/* The lines of a cell, as those of a page without tables. */
static void cell_read(Reader *reader, GPtrArray *lines)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)ocr_item_free);
    for (guint i = 0; lines->len > 0; i++)
        g_ptr_array_add(items, ocr_item_new(g_ptr_array_steal_index(lines, 0), i, reader->is_rtl));
    ocr_items_order(items);
    ocr_items_flatten(items, reader->read);
}

static gboolean is_one_row(const GPtrArray *lines)
{
    for (guint i = 1; i < lines->len; i++) {
        const OcrLine *line = lines->pdata[i], *before = lines->pdata[i - 1];
        int middle_px = line->box.y_px + line->box.height_px / 2;
        if (middle_px < before->box.y_px || middle_px > before->box.y_px + before->box.height_px)
            return FALSE;
    }
    return TRUE;
}

static int baseline_of(const GPtrArray *lines)
{
    const OcrLine *widest = g_ptr_array_index(lines, 0);
    for (guint i = 1; i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        if (line->box.width_px > widest->box.width_px)
            widest = line;
    }
    return widest->baseline_px;
}

/* Makes one line of those read from first on. */
static void row_join(Reader *reader, guint first)
{
    g_autoptr(GPtrArray) pieces = lines_new();
    while (reader->read->len > first)
        g_ptr_array_add(pieces, g_ptr_array_steal_index(reader->read, first));
    if (pieces->len == 0)
        return;
    OcrLine *row = ocr_line_new();
    row->baseline_px = baseline_of(pieces);
    row->block = reader->block;
    for (guint i = 0; i < pieces->len; i++) {
        OcrLine *piece = g_ptr_array_index(pieces, i);
        ocr_line_move_words(row, piece, piece->words->len);
    }
    g_ptr_array_add(reader->read, row);
}

/* Reads the parts between cuts down the page as rows, where they are rows. */
static gboolean rows_read(Reader *reader, const GPtrArray *places)
{
    g_autoptr(GPtrArray) rows = ocr_band_rows(places, reader->row_px, reader->is_rtl);
    for (guint i = 0; rows && i < rows->len; i++) {
        guint first = reader->read->len;
        g_ptr_array_extend_and_steal(reader->read, g_ptr_array_ref(g_ptr_array_index(rows, i)));
        row_join(reader, first);
    }
    return rows != NULL;
}

/* Reads the parts between cuts. */
static void parts_read(Reader *reader, const Cuts *cuts, const OcrPart *whole, GPtrArray *lines,
                       guint depth)
{
    guint n_parts = cuts->rules->len + 1, first = reader->read->len;
    g_autoptr(GPtrArray) places = lines_divide(lines, n_parts, place_between, cuts);
    gboolean is_row = !cuts->is_across;
    if (is_row && rows_read(reader, places))
        return;
    for (guint i = 0; i < n_parts; i++) {
        OcrPart part = part_between(cuts, whole, i);
        GPtrArray *inside = g_ptr_array_index(places, i);
        is_row = is_row && is_one_row(inside);
        part_read(reader, &part, inside, depth + 1);
    }
    if (is_row)
        row_join(reader, first);
}

static void part_read(Reader *reader, const OcrPart *part, GPtrArray *lines, guint depth)
{
    if (lines->len == 0)
        return;
    Cuts cuts = cuts_of(reader->table, part, reader->is_rtl, depth);
    if (cuts.rules->len > 0)
        parts_read(reader, &cuts, part, lines, depth);
    else
        cell_read(reader, lines);
    g_array_unref(cuts.rules);
}

static guint place_inside(const OcrBox *box, gconstpointer data)
{
    return part_has(data, box);
}

/* The height of the table's lowest band between rules that run across all of it. */
static double row_height(const OcrTable *table)
{
    const OcrPart *box = &table->box;
    Cuts cuts = cuts_find(table, box, TRUE, FALSE);
    double lowest_px = box->bottom_px - box->top_px;
    for (guint i = 0; i <= cuts.rules->len; i++) {
        OcrPart band = part_between(&cuts, box, i);
        double height_px = band.bottom_px - band.top_px;
        lowest_px = height_px >= BAND_MIN_PX ? MIN(lowest_px, height_px) : lowest_px;
    }
    g_array_unref(cuts.rules);
    return lowest_px;
}

/* Takes the words of one table. */
static void table_take(const OcrTable *table, GPtrArray *lines, gboolean is_rtl, guint block,
                       GPtrArray *items)
{
    Reader reader = {table, row_height(table), is_rtl, block, lines_new()};
    guint was = 0;
    while (was < lines->len && !part_has(&table->box, &((OcrLine *)lines->pdata[was])->box))
        was++;
    g_autoptr(GPtrArray) places = lines_divide(lines, 2, place_inside, &table->box);
    GPtrArray *outside = g_ptr_array_index(places, 0);
    g_ptr_array_extend_and_steal(lines, g_ptr_array_ref(outside));
    part_read(&reader, &table->box, g_ptr_array_index(places, 1), 0);
    OcrBox box = box_of_part(&table->box);
    if (reader.read->len > 0)
        g_ptr_array_add(items, ocr_item_new_table(reader.read, box, was, is_rtl));
    else
        g_ptr_array_unref(reader.read);
}

void ocr_cells_take(GPtrArray *lines, const OcrRules *rules, gboolean is_rtl, guint block,
                    GPtrArray *items)
{
    g_autoptr(GPtrArray) tables = ocr_tables_find(rules);
    for (guint i = 0; i < tables->len; i++)
        table_take(g_ptr_array_index(tables, i), lines, is_rtl, block + i, items);
}
