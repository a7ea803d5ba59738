/* batch/typeset.h - printed text the way a scanned page is: an image and the words on it.
 *
 * A page is drawn (draw.h) in black and white at 300 dpi; pango tells where each word stands; image and
 * words become layers (pdf.h), and the layers a PDF/A file. So the text of any script can be searched
 * and copied as in the volumes, and the file passes the same checks. The same drawing gives the same
 * bytes.
 */
#pragma once

#include "batch/draw.h"
#include "pdf/pdf.h"

G_BEGIN_DECLS

typedef struct Typeset Typeset;

/* Layers lie in dir, which must be there, until typeset_free. NULL: pages are only laid out, to be
 * counted. */
Typeset *typeset_new(const char *dir);
Typeset *typeset_new_landscape(const char *dir); /* A4 laid on its side */
void typeset_free(Typeset *typeset);

/* A new A4 page to draw on, borrowed until typeset_page_end. */
Drawing *typeset_page_begin(Typeset *typeset);
/* A square with its top left at x, y, ticked or not; as text it is U+2612 or U+2610. baseline_pt: that of
 * the line it stands in. */
void typeset_box(Typeset *typeset, double x_pt, double y_pt, double side_pt, double baseline_pt,
                 gboolean is_ticked);
/* DATA: a letter that no font has; IO, LIMIT, FAILED. */
gboolean typeset_page_end(Typeset *typeset, GError **error);
guint typeset_n_pages(const Typeset *typeset); /* that were ended */

/* Parts that are set one below the other, on as many pages as they take. */
typedef struct {
    Typeset *typeset;
    double top_pt, bottom_pt;     /* of what is set on a page */
    void (*foot)(gpointer owner); /* draws what stands below it, when the page is full */
    gpointer owner;
    Drawing
        *drawing;  /* of the page that is being filled; NULL: before the first and after the last */
    double y_pt;   /* where the next part begins */
    GError *error; /* the first trouble, told by flow_end */
} Flow;

void flow_next_page(Flow *flow);
/* Begins a new page where height_pt is not left; TRUE: it did. */
gboolean flow_need(Flow *flow, double height_pt);
gboolean flow_end(Flow *flow, GError **error);

/* Writes all pages at path, with what volume says but its pages, and reads the file back. As
 * pdf_volume_write and pdf_volume_read_back. */
gboolean typeset_write(Typeset *typeset, const Volume *volume, const char *path,
                       PdfWritten *written, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Typeset, typeset_free)

G_END_DECLS
