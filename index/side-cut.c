/* Where a side is cut into volumes.
 *
 * Each item (letter) is a PDF of its own, and so are the pages between items that are of none: e-Office takes
 * receipts one by one. A long one is cut further: a volume holds at most max_volume_pages, and its file has at
 * most max_volume_mb; a page that is larger is a volume of its own.
 *
 * Where only the size makes a division necessary, and not by so much that there is no hope, the pages are
 * compressed once more, more strongly (index_smaller_recipe); if they fit then, the volume is made of these
 * smaller layers, and else of the others. Which it is follows from the sizes alone, so it stays so.
 *
 * Cuts stick. Each page keeps the number of the volume it was last written in, its home, and the cut
 * between two volumes stays where the fewest pages stand on the wrong side of it, whatever was inserted,
 * moved or taken out since. Only the last volume of an item grows, or that of a side without items. One in the
 * middle that has new pages is divided when they do not fit, into parts of about the same length, so that the
 * next new page does not divide it again. One without new pages is left as it is, whatever the limits are by now.
 */
#include "index/side.h"

/* ---------------------------------------------------------------------------------- old cuts -- */

/* All of these look at the pages from first on, before end: those of one item. */

/* The place, from first on, with the fewest pages of homes above home before it and of homes up to home
 * behind it; of equals the last, so that new pages stay with those before them. */
static guint border_find(const Side *side, guint first, guint end, guint home)
{
    guint misplaced = 0, fewest, border = first;
    for (guint i = first; i < end; i++) {
        guint own = side_page_at(side, i)->home;
        misplaced += own > 0 && own <= home;
    }
    fewest = misplaced;
    for (guint i = first; i < end; i++) {
        guint own = side_page_at(side, i)->home;
        misplaced += own > home;
        misplaced -= own > 0 && own <= home;
        if (misplaced <= fewest) {
            fewest = misplaced;
            border = i + 1;
        }
    }
    return border;
}

/* The least home above home of the pages from first on; 0: there is none. */
static guint home_after(const Side *side, guint first, guint end, guint home)
{
    guint next = 0;
    for (guint i = first; i < end; i++) {
        guint own = side_page_at(side, i)->home;
        if (own > home && (next == 0 || own < next))
            next = own;
    }
    return next;
}

/* ---------------------------------------------------------------------------------- new cuts -- */

/* Stronger compression makes a page hardly smaller than by this. */
#define SMALLER_HOPE 2

PdfRecipe index_page_recipe(const Store *store)
{
    return (PdfRecipe){
        .is_archival = g_str_equal(index_store_conf_text(store, "volume", "quality"), "archival"),
        .paper_is_jpx = !g_str_equal(index_store_conf_text(store, "volume", "part"), "1b"),
        .masks_are_g4 = g_str_equal(index_store_conf_text(store, "volume", "masks"), "g4"),
    };
}

PdfRecipe index_smaller_recipe(const Store *store)
{
    PdfRecipe recipe = index_page_recipe(store);
    if (!recipe.is_archival)
        recipe.jpeg_quality = PDF_JPEG_QUALITY_STRONGER;
    return recipe;
}

static guint64 layers_bytes(const Side *side, guint first, guint n)
{
    guint64 bytes = 0;
    for (guint i = first; i < first + n; i++)
        bytes += side_page_at(side, i)->layers_bytes;
    return bytes;
}

/* Whether n pages are too large, but fit when they are compressed more strongly. Asks for that where
 * nobody has tried yet. */
static gboolean fits_smaller(const Side *side, guint first, guint n)
{
    guint64 bytes = layers_bytes(side, first, n), smaller = 0;
    gboolean is_known = TRUE;
    if (side->smaller_recipe.is_archival || bytes <= side->volume_bytes_max ||
        bytes > SMALLER_HOPE * side->volume_bytes_max)
        return FALSE;
    for (guint i = first; i < first + n; i++) {
        const SidePage *page = side_page_at(side, i);
        smaller += page->smaller_bytes;
        if (page->smaller_bytes == 0 && page->layers_bytes > 0) {
            side_ask_smaller(side, i);
            is_known = FALSE;
        }
    }
    return is_known && smaller <= side->volume_bytes_max;
}

/* How many pages from first on, before end, are within the limits: at least one. */
static guint pages_within(const Side *side, guint first, guint end, guint n_max)
{
    guint n = 1;
    guint64 bytes = side_page_at(side, first)->layers_bytes;
    for (; n < n_max && first + n < end; n++) {
        bytes += side_page_at(side, first + n)->layers_bytes;
        if (bytes > side->volume_bytes_max)
            break;
    }
    return n;
}

/* How many pages from first on, before end, become a volume. */
static guint pages_that_fit(const Side *side, guint first, guint end, guint n_max)
{
    guint n_wanted = MIN(n_max, end - first);
    return fits_smaller(side, first, n_wanted) ? n_wanted : pages_within(side, first, end, n_max);
}

static void cuts_add(const Side *side, GArray *cuts, guint *number, guint first, guint n_pages)
{
    const Cut cut = {++*number, first, n_pages, fits_smaller(side, first, n_pages)};
    g_array_append_val(cuts, cut);
}

/* As full as may be: more pages may follow. n_kept: so many were one volume and stay it. */
static void open_end_cut(const Side *side, guint first, guint end, guint n_kept, guint *number,
                         GArray *cuts)
{
    while (first < end) {
        guint n = MAX(n_kept, pages_that_fit(side, first, end, side->volume_pages_max));
        cuts_add(side, cuts, number, first, n);
        first += n;
        n_kept = 0;
    }
}

static void middle_cut(const Side *side, guint first, guint end, guint *number, GArray *cuts)
{
    while (first < end) {
        guint n_parts = 0, n_even = end - first;
        if (n_even > side->volume_pages_max || !fits_smaller(side, first, n_even)) {
            for (guint at = first; at < end; n_parts++)
                at += pages_within(side, at, end, side->volume_pages_max);
            n_even = (end - first + n_parts - 1) / n_parts;
        }
        guint n = pages_that_fit(side, first, end, n_even);
        cuts_add(side, cuts, number, first, n);
        first += n;
    }
}

static gboolean has_strangers(const Side *side, guint first, guint end, guint home)
{
    for (guint i = first; i < end; i++)
        if (side_page_at(side, i)->home != home)
            return TRUE;
    return FALSE;
}

/* How many pages the last volume, of this home, had; 0 where it is new, or something came between them. */
static guint pages_kept(const Side *side, guint first, guint end, guint home)
{
    guint n = 0;
    while (home && first + n < end && side_page_at(side, first + n)->home == home)
        n++;
    for (guint i = first + n; home && i < end; i++)
        if (side_page_at(side, i)->home == home)
            return 0;
    return n;
}

static void item_cut(const Side *side, guint first, guint end, guint n_frozen, guint *number,
                     GArray *cuts)
{
    guint home = home_after(side, first, end, n_frozen), next;
    while (home && (next = home_after(side, first, end, home))) {
        guint border = border_find(side, first, end, home);
        if (has_strangers(side, first, border, home))
            middle_cut(side, first, border, number, cuts);
        else if (border > first)
            cuts_add(side, cuts, number, first, border - first);
        first = border;
        home = next;
    }
    open_end_cut(side, first, end, pages_kept(side, first, end, home), number, cuts);
}

/* Where the pages of the item end to which the one at first belongs, or those between items. */
static guint item_end(const Side *side, guint first)
{
    guint end = first + 1;
    while (end < side->pages->len &&
           side_page_at(side, end)->item_id == side_page_at(side, first)->item_id)
        end++;
    return end;
}

void side_cut(const Side *side, guint n_frozen_pages, guint n_frozen, GArray *cuts)
{
    guint number = n_frozen, end;
    for (guint first = n_frozen_pages; first < side->pages->len; first = end) {
        end = item_end(side, first);
        item_cut(side, first, end, n_frozen, &number, cuts);
    }
}
