/* Page labels and bookmarks.
 *
 * A label may be any text ("12A", "12-reverse"), so every page gets a label of its own: a prefix and
 * no number (ISO 32000-1, 12.4.2). Only a page without one is numbered. The number tree of more than
 * PDF_NODE_ITEMS pages has leaves of as many, because PDF/A-1 ends arrays at 8191 entries.
 *
 * Of the bookmarks only the top level is open, so that a file of many letters shows its parts.
 */
#include "pdf/navigation.h"

#include "pdf/xmp.h"

/* ------------------------------------------------------------------------------------ labels -- */

static void label_add(HPDF_Array numbers, const PdfPage *page, guint index)
{
    g_autofree char *text = pdf_meta_text(page->label);
    HPDF_Array_AddNumber(numbers, (HPDF_INT32)index);
    HPDF_Dict label = pdf_array_add_dict(numbers);
    if (*text) {
        pdf_dict_add_text(label, "P", text);
    } else {
        HPDF_Dict_AddName(label, "S", "D");
        HPDF_Dict_AddNumber(label, "St", (HPDF_INT32)index + 1);
    }
}

static void labels_fill(HPDF_Dict node, const PdfPage *pages, guint first, guint end)
{
    HPDF_Array numbers = pdf_dict_add_array(node, "Nums");
    for (guint i = first; i < end; i++)
        label_add(numbers, &pages[i], i);
}

static HPDF_Dict leaf_add(PdfObjects *objects, const PdfPage *pages, guint first, guint end)
{
    HPDF_Dict leaf = pdf_objects_add_dict(objects);
    HPDF_Array limits = pdf_dict_add_array(leaf, "Limits");
    HPDF_Array_AddNumber(limits, (HPDF_INT32)first);
    HPDF_Array_AddNumber(limits, (HPDF_INT32)end - 1);
    labels_fill(leaf, pages, first, end);
    return leaf;
}

void pdf_labels_add(PdfObjects *objects, HPDF_Dict catalog, const PdfPage *pages, guint n_pages)
{
    HPDF_Dict tree = pdf_dict_add_dict(catalog, "PageLabels");
    if (n_pages <= PDF_NODE_ITEMS) {
        labels_fill(tree, pages, 0, n_pages);
        return;
    }
    HPDF_Array leaves = pdf_dict_add_array(tree, "Kids");
    for (guint first = 0; first < n_pages; first += PDF_NODE_ITEMS)
        HPDF_Array_Add(leaves,
                       leaf_add(objects, pages, first, MIN(first + PDF_NODE_ITEMS, n_pages)));
}

/* --------------------------------------------------------------------------------- bookmarks -- */

gboolean pdf_bookmarks_check(const Volume *volume, GError **error)
{
    guint deepest = 0;
    for (guint i = 0; i < volume->n_bookmarks; i++) {
        const PdfBookmark *bookmark = &volume->bookmarks[i];
        if (bookmark->first_page >= volume->n_pages || bookmark->level > deepest) {
            g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        "bookmark %u ('%s') leads to page %u of %u at level %u; put its item right",
                        i + 1, bookmark->title, bookmark->first_page + 1, volume->n_pages,
                        bookmark->level);
            return FALSE;
        }
        deepest = bookmark->level + 1;
    }
    return TRUE;
}

/* The open end of the outline: the last bookmark of each level on the way down to where we are. */
typedef struct {
    HPDF_Dict dict;
    HPDF_INT32 n_children;
} Ancestor;

static HPDF_Dict bookmark_new(PdfObjects *objects, const PdfBookmark *bookmark, HPDF_Dict page)
{
    g_autofree char *title = pdf_meta_text(bookmark->title);
    HPDF_Dict dict = pdf_objects_add_dict(objects);
    pdf_dict_add_text(dict, "Title", title);
    HPDF_Array destination = pdf_dict_add_array(dict, "Dest");
    HPDF_Array_Add(destination, page);
    HPDF_Array_AddName(destination, "Fit");
    return dict;
}

/* A negative Count is that of a closed bookmark (ISO 32000-1, 12.3.3). */
static void bookmark_link(HPDF_Dict dict, HPDF_Dict previous, Ancestor *parent, gboolean is_open)
{
    HPDF_Dict_Add(dict, "Parent", parent->dict);
    if (previous) {
        HPDF_Dict_Add(dict, "Prev", previous);
        HPDF_Dict_Add(previous, "Next", dict);
    } else {
        HPDF_Dict_Add(parent->dict, "First", dict);
    }
    HPDF_Dict_Add(parent->dict, "Last", dict);
    parent->n_children++;
    HPDF_Dict_AddNumber(parent->dict, "Count", is_open ? parent->n_children : -parent->n_children);
}

HPDF_Dict pdf_outline_add(PdfObjects *objects, const Volume *volume, const GPtrArray *pages)
{
    if (volume->n_bookmarks == 0)
        return NULL;
    g_autoptr(GArray) ancestors = g_array_new(FALSE, TRUE, sizeof(Ancestor));
    Ancestor root = {pdf_objects_add_dict(objects), 0};
    g_array_append_val(ancestors, root);
    for (guint i = 0; i < volume->n_bookmarks; i++) {
        const PdfBookmark *bookmark = &volume->bookmarks[i];
        guint depth = bookmark->level + 1;
        Ancestor own = {bookmark_new(objects, bookmark, pages->pdata[bookmark->first_page]), 0};
        HPDF_Dict previous = NULL;
        if (ancestors->len > depth)
            previous = g_array_index(ancestors, Ancestor, depth).dict;
        bookmark_link(own.dict, previous, &g_array_index(ancestors, Ancestor, depth - 1),
                      depth == 1);
        g_array_set_size(ancestors, depth);
        g_array_append_val(ancestors, own);
    }
    return root.dict;
}
