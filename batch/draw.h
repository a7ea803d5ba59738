/* batch/draw.h - what printed sheets and reports share: A4 pages of text in any script, drawn with
 * pango and cairo into a PDF in memory. The same drawing gives the same bytes. */
#pragma once

#include <glib.h>
#include <pango/pangocairo.h>

G_BEGIN_DECLS

#define DRAW_A4_WIDTH_PT 595.276
#define DRAW_A4_HEIGHT_PT 841.890
#define DRAW_PT_PER_MM (72 / 25.4)

typedef struct Drawing Drawing;

Drawing *draw_new(double width_pt, double height_pt, const char *title);
/* The same texts on somebody else's surface: cairo is borrowed, its units must be points. tell (may be
 * NULL) hears of every text with its place; draw_discard ends it. */
typedef void (*DrawTellFunc)(PangoLayout *layout, double x_pt, double y_pt, gpointer user_data);
Drawing *draw_new_on(cairo_t *cairo, DrawTellFunc tell, gpointer user_data);
/* DATA when a text had a letter that no installed font has. */
gboolean draw_check_letters(const Drawing *drawing, GError **error);
/* Borrowed; cairo's units are points, the origin is top left. */
cairo_t *draw_peek_cairo(Drawing *drawing);
void draw_next_page(Drawing *drawing);
/* Publishes the PDF at path (replaced if it is there, untouched on failure). IO; DATA when a text
 * had a letter that no installed font has. Frees the drawing whatever happens. */
gboolean draw_finish(Drawing *drawing, const char *path, GError **error);
void draw_discard(Drawing *drawing);

/* How a text stands in its column. START is the left edge, or the right one where is_rtl. */
typedef enum { DRAW_START, DRAW_CENTER, DRAW_END } DrawAlign;

typedef struct {
    double size_pt;
    gboolean bold;
    gboolean serif;
    double gray;     /* 0 black, 1 white */
    DrawAlign align; /* within width_pt */
    gboolean is_rtl; /* of the column: the text's own direction follows from its letters */
    guint max_lines; /* then an ellipsis; 0: as many as it takes */
    gboolean shrink; /* smaller letters rather than a second line */
} DrawStyle;

typedef struct {
    double width_pt, height_pt;
    double baseline_pt; /* of its first line, from its top */
} DrawExtent;

/* What draw_text would take; width_pt -1: as wide as it likes, on one line. */
DrawExtent draw_measure(Drawing *drawing, double width_pt, const char *text,
                        const DrawStyle *style);
/* Draws text with its top left at x, y within width_pt; answers the height it took. */
double draw_text(Drawing *drawing, double x_pt, double y_pt, double width_pt, const char *text,
                 const DrawStyle *style);

G_END_DECLS
