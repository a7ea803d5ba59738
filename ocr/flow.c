/* Reading order of a page without tables, by cuts.
 *
 * A set of items is cut along white gaps across the page into strips, which are read from the top. One strip
 * that cannot be cut so is cut down the page instead, its parts read in reading direction, and each cut
 * again. So a row is a row ("File No. 12 ... Date 5.6.2003"), and what stands lower comes later, wherever it
 * stands: a signature at the right comes after the line above it at the left, and before that below.
 *
 * Columns are the exception: strips that one white gap runs through are read on one side of it first, if
 * three rows or more have something on both sides and
 *   - both sides are running text, whose lines fill their column, or
 *   - there are two sides alone and the engine, which sees paragraphs and indents, read them one after the
 *     other: two columns of witnesses, not a list of names and values.
 *
 * The limits: lines are level (the page was straightened); what no cut divides is read by its middles.
 */
#include "ocr/flow.h"

#include <stdlib.h>

#include "ocr/text.h"

#define ROWS_MIN 3      /* of columns */
#define FILLED 0.75     /* of a column's width: half of its lines at least */
#define GAP_HEIGHTS 0.7 /* width of the gap between columns, of a line's height */
#define APART 0.1       /* of the pairs of lines may be in another order */
#define LEADING 1.5     /* of a line's height: what comes farther below is not the column's */

/* -------------------------------------------------------------------------------------- cuts -- */

/* Items are borrowed from here on. */
typedef GPtrArray Items;

static const OcrItem *item_at(const Items *items, guint i)
{
    return g_ptr_array_index(items, i);
}

static int compare_top(gconstpointer a, gconstpointer b)
{
    const OcrItem *item_a = *(OcrItem *const *)a, *item_b = *(OcrItem *const *)b;
    int difference = item_a->top_px - item_b->top_px;
    return difference ? difference : item_a->from_px - item_b->from_px;
}

static int compare_from(gconstpointer a, gconstpointer b)
{
    const OcrItem *item_a = *(OcrItem *const *)a, *item_b = *(OcrItem *const *)b;
    int difference = item_a->from_px - item_b->from_px;
    return difference ? difference : item_a->top_px - item_b->top_px;
}

static Items *items_sorted(const Items *items, GCompareFunc compare)
{
    Items *sorted = g_ptr_array_sized_new(items->len);
    g_ptr_array_extend(sorted, (Items *)items, NULL, NULL);
    g_ptr_array_sort(sorted, compare);
    return sorted;
}

/* Cuts a set along its white gaps, across or down the page: sets of items, in order. */
static GPtrArray *cut(const Items *items, gboolean is_across)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GPtrArray) sorted = items_sorted(items, is_across ? compare_top : compare_from);
    Items *part = NULL;
    int end_px = 0;
    for (guint i = 0; i < sorted->len; i++) {
        const OcrItem *item = item_at(sorted, i);
        int from_px = is_across ? item->top_px : item->from_px;
        int to_px = is_across ? item->bottom_px : item->to_px;
        if (!part || from_px >= end_px) {
            part = g_ptr_array_new();
            g_ptr_array_add(parts, part);
            end_px = to_px;
        }
        g_ptr_array_add(part, (gpointer)item);
        end_px = MAX(end_px, to_px);
    }
    return parts;
}

/* ----------------------------------------------------------------------------------- columns -- */

typedef struct {
    int from_px, to_px;
} Gap;

/* Strips that white gaps run through. */
typedef struct {
    guint end; /* the first strip after them */
    GArray *gaps;
} Band;

/* The white between the parts of a strip. */
static GArray *strip_gaps(const Items *strip)
{
    GArray *gaps = g_array_new(FALSE, FALSE, sizeof(Gap));
    g_autoptr(GPtrArray) parts = cut(strip, FALSE);
    int end_px = 0;
    for (guint i = 0; i < parts->len; i++) {
        const Items *part = g_ptr_array_index(parts, i);
        const Gap gap = {end_px, item_at(part, 0)->from_px};
        if (i > 0)
            g_array_append_val(gaps, gap);
        end_px = gap.to_px;
        for (guint k = 0; k < part->len; k++)
            end_px = MAX(end_px, item_at(part, k)->to_px);
    }
    return gaps;
}

/* What an item leaves of gaps, as far as it is wide enough for one between columns. */
static void gaps_narrow(GArray *gaps, const OcrItem *item)
{
    const int least_px = (int)(GAP_HEIGHTS * item->height_px) + 1;
    for (guint i = gaps->len; i-- > 0;) {
        Gap gap = g_array_index(gaps, Gap, i);
        Gap before = {gap.from_px, MIN(gap.to_px, item->from_px)};
        Gap after = {MAX(gap.from_px, item->to_px), gap.to_px};
        g_array_remove_index(gaps, i);
        if (after.to_px - after.from_px >= least_px)
            g_array_insert_val(gaps, i, after);
        if (before.to_px - before.from_px >= least_px)
            g_array_insert_val(gaps, i, before);
    }
}

/* Whether something stands on either side of an item, in the strips around it too: a caption between two
 * columns. */
static gboolean is_inset(const OcrItem *item, const GPtrArray *strips, guint index)
{
    gboolean has_before = FALSE, has_after = FALSE;
    guint end = MIN(index + 2, strips->len);
    for (guint i = index > 0 ? index - 1 : 0; i < end; i++) {
        const Items *strip = g_ptr_array_index(strips, i);
        for (guint k = 0; k < strip->len; k++) {
            has_before = has_before || item_at(strip, k)->to_px <= item->from_px;
            has_after = has_after || item_at(strip, k)->from_px >= item->to_px;
        }
    }
    return has_before && has_after;
}

/* What a strip leaves of gaps; insets do not count. */
static GArray *gaps_narrowed(const GArray *gaps, const GPtrArray *strips, guint index)
{
    GArray *left = g_array_copy((GArray *)gaps);
    const Items *strip = g_ptr_array_index(strips, index);
    for (guint i = 0; i < strip->len; i++)
        if (!is_inset(item_at(strip, i), strips, index))
            gaps_narrow(left, item_at(strip, i));
    return left;
}

static int strip_top(const Items *strip)
{
    return item_at(strip, 0)->top_px;
}

static int strip_bottom(const Items *strip)
{
    int bottom_px = item_at(strip, 0)->bottom_px;
    for (guint i = 1; i < strip->len; i++)
        bottom_px = MAX(bottom_px, item_at(strip, i)->bottom_px);
    return bottom_px;
}

/* Whether a strip that stands on one side alone is too far below the strip before it to be a column's. */
static gboolean is_apart(const Items *before, const Items *strip)
{
    g_autoptr(GPtrArray) parts = cut(strip, FALSE);
    double most_px = LEADING * item_at(strip, 0)->height_px;
    return parts->len == 1 && strip_top(strip) - strip_bottom(before) > most_px;
}

/* The first strip from first on that has something on both sides of a gap, if what is before it stands as
 * close together as a column's lines; strips->len for none. */
static guint band_begin(const GPtrArray *strips, guint first)
{
    for (guint i = first; i < strips->len; i++) {
        g_autoptr(GPtrArray) parts = cut(g_ptr_array_index(strips, i), FALSE);
        if (parts->len > 1)
            return i;
        if (i + 1 < strips->len &&
            is_apart(g_ptr_array_index(strips, i), g_ptr_array_index(strips, i + 1)))
            break;
    }
    return strips->len;
}

/* Narrows the band's gaps by a strip, if that leaves any. */
static gboolean band_take(Band *band, const GPtrArray *strips, guint index)
{
    GArray *narrowed = gaps_narrowed(band->gaps, strips, index);
    gboolean is_taken = narrowed->len > 0;
    if (is_taken) {
        g_array_unref(band->gaps);
        band->gaps = g_array_ref(narrowed);
    }
    g_array_unref(narrowed);
    return is_taken;
}

/* The strips from first on that are one band; it has no gaps where there is none. */
static Band band_find(const GPtrArray *strips, guint first)
{
    guint begin = band_begin(strips, first);
    if (begin == strips->len)
        return (Band){first, g_array_new(FALSE, FALSE, sizeof(Gap))};
    Band band = {begin + 1, strip_gaps(g_ptr_array_index(strips, begin))};
    while (
        band.end < strips->len &&
        !is_apart(g_ptr_array_index(strips, band.end - 1), g_ptr_array_index(strips, band.end)) &&
        band_take(&band, strips, band.end))
        band.end++;
    for (guint i = first; i < begin; i++)
        if (!band_take(&band, strips, i))
            g_array_set_size(band.gaps, 0);
    return band;
}

/* Whether the lines fill their column as those of a running text do. */
static gboolean column_is_filled(const Items *column)
{
    guint n = column->len;
    int from_px = G_MAXINT, to_px = G_MININT;
    g_autofree int *widths_px = g_new(int, n + 1);
    for (guint i = 0; i < n; i++) {
        const OcrItem *item = item_at(column, i);
        from_px = MIN(from_px, item->from_px);
        to_px = MAX(to_px, item->to_px);
        widths_px[i] = item->to_px - item->from_px;
    }
    qsort(widths_px, n, sizeof(int), ocr_compare_ints);
    return n > 0 && widths_px[n / 2] >= FILLED * (to_px - from_px);
}

static gboolean is_beyond(const OcrItem *item, const Gap *gap)
{
    return item->from_px + item->to_px >= gap->from_px + gap->to_px;
}

/* Strips of a band divided by a gap; returns in how many of them both sides have something. */
static guint sides_fill(const GPtrArray *strips, guint first, guint end, const Gap *gap, Items *one,
                        Items *other)
{
    guint n_rows = 0;
    for (guint i = first; i < end; i++) {
        const Items *strip = g_ptr_array_index(strips, i);
        guint n_one = one->len, n_other = other->len;
        for (guint k = 0; k < strip->len; k++) {
            const OcrItem *item = item_at(strip, k);
            g_ptr_array_add(is_beyond(item, gap) ? other : one, (gpointer)item);
        }
        n_rows += one->len > n_one && other->len > n_other;
    }
    return n_rows;
}

/* Whether the engine read one side after the other; an item or two out of place do not count. */
static gboolean sides_were_apart(const Items *one, const Items *other)
{
    guint n_before = 0, n_pairs = 0;
    for (guint i = 0; i < one->len; i++)
        for (guint k = 0; k < other->len; k++) {
            guint a = item_at(one, i)->was, b = item_at(other, k)->was;
            n_pairs += a != OCR_ITEM_NOWHERE && b != OCR_ITEM_NOWHERE;
            n_before += a != OCR_ITEM_NOWHERE && b != OCR_ITEM_NOWHERE && a < b;
        }
    return n_pairs > 0 && MIN(n_before, n_pairs - n_before) <= APART * n_pairs;
}

/* Of one side of a gap the column beside it, up to the next gap. */
static Items *column_beside(const Items *side, const GArray *gaps, guint index, gboolean is_after)
{
    Items *column = g_ptr_array_new();
    gboolean is_last = is_after ? index + 1 == gaps->len : index == 0;
    const Gap *end = is_last ? NULL : &g_array_index(gaps, Gap, is_after ? index + 1 : index - 1);
    for (guint i = 0; i < side->len; i++)
        if (!end || is_beyond(item_at(side, i), end) != is_after)
            g_ptr_array_add(column, side->pdata[i]);
    return column;
}

/* Whether there are columns on both sides of a gap. */
static gboolean are_columns(const Items *one, const Items *other, const GArray *gaps, guint index)
{
    g_autoptr(GPtrArray) before = column_beside(one, gaps, index, FALSE);
    g_autoptr(GPtrArray) after = column_beside(other, gaps, index, TRUE);
    return (column_is_filled(before) && column_is_filled(after)) ||
           (gaps->len == 1 && sides_were_apart(one, other));
}

/* ------------------------------------------------------------------------------- all together -- */

static void order(const Items *items, Items *ordered);

/* Reads the strips from first on that are columns; returns the first after them, or first for none. */
static guint columns_order(const GPtrArray *strips, guint first, Items *ordered)
{
    Band band = band_find(strips, first);
    guint end = first;
    for (guint i = 0; end == first && i < band.gaps->len; i++) {
        g_autoptr(GPtrArray) one = g_ptr_array_new(), other = g_ptr_array_new();
        const Gap *gap = &g_array_index(band.gaps, Gap, i);
        guint n_rows = sides_fill(strips, first, band.end, gap, one, other);
        if (n_rows >= ROWS_MIN && are_columns(one, other, band.gaps, i)) {
            order(one, ordered);
            order(other, ordered);
            end = band.end;
        }
    }
    g_array_unref(band.gaps);
    return end;
}

static void strips_order(const GPtrArray *strips, Items *ordered)
{
    for (guint i = 0; i < strips->len;) {
        guint end = columns_order(strips, i, ordered);
        if (end == i)
            order(g_ptr_array_index(strips, end++), ordered);
        i = end;
    }
}

static int middle(const OcrItem *item)
{
    return (item->top_px + item->bottom_px) / 2;
}

static int compare_middle(gconstpointer a, gconstpointer b)
{
    const OcrItem *item_a = *(OcrItem *const *)a, *item_b = *(OcrItem *const *)b;
    int difference = middle(item_a) - middle(item_b);
    return difference ? difference : item_a->from_px - item_b->from_px;
}

/* What cannot be cut. */
static void knot_order(const Items *items, Items *ordered)
{
    g_autoptr(GPtrArray) sorted = items_sorted(items, compare_middle);
    g_ptr_array_extend(ordered, sorted, NULL, NULL);
}

static void order(const Items *items, Items *ordered)
{
    g_autoptr(GPtrArray) strips = cut(items, TRUE);
    if (strips->len > 1) {
        strips_order(strips, ordered);
        return;
    }
    g_autoptr(GPtrArray) parts = cut(items, FALSE);
    if (parts->len <= 1) {
        knot_order(items, ordered);
        return;
    }
    for (guint i = 0; i < parts->len; i++)
        order(g_ptr_array_index(parts, i), ordered);
}

void ocr_items_order(GPtrArray *items)
{
    g_autoptr(GPtrArray) ordered = g_ptr_array_sized_new(items->len);
    order(items, ordered);
    for (guint i = 0; i < items->len; i++)
        items->pdata[i] = ordered->pdata[i];
}
