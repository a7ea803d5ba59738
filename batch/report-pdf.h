/* batch/report-pdf.h - what the parts of the printed return share: pages of A4 laid on its side, black and white, on
 * which parts are set one below the other. In a language that is read from the right, START is the right edge and a
 * place x is counted from it. Units are points. */
#pragma once

#include "batch/report-doc.h"
#include "batch/typeset.h"

G_BEGIN_DECLS

#define PRESS_MARGIN_PT (11 * DRAW_PT_PER_MM)
#define PRESS_WIDTH_PT (DRAW_A4_HEIGHT_PT - 2 * PRESS_MARGIN_PT) /* of what is set */
#define PRESS_BOTTOM_PT (DRAW_A4_WIDTH_PT - 15 * DRAW_PT_PER_MM)
#define PRESS_LINE_PT 0.48 /* two pixels of 300 dpi */

typedef struct {
    Flow flow;
    const Doc *doc;
    gboolean is_rtl;
    guint n_pages;       /* of all; 0: being counted */
    GArray *bookmarks;   /* PdfBookmark; titles are borrowed */
    GHashTable *extents; /* DrawExtent by what was measured; of all pages, counted and set */
} Press;

/* Left edge of what stands at x_pt, width_pt wide. */
double press_x(const Press *press, double x_pt, double width_pt);
/* draw_measure, once for what is the same: texts are laid out to measure them, which takes as long as to set them, and
 * the numbers of a table are often the same. */
DrawExtent press_measure(Press *press, double width_pt, const char *text, const DrawStyle *style);
/* Draws text in a column; answers its height and leaves y_pt. */
double press_cell(Press *press, double x_pt, double y_pt, double width_pt, const char *text,
                  const DrawStyle *style);
/* Over the whole width, and moves on. */
void press_text(Press *press, const char *text, const DrawStyle *style);
/* With a bookmark; it stays with what needs height_pt below it. */
void press_heading(Press *press, const char *text, const char *says, double height_pt);
/* is_faint: dotted. */
void press_rule(Press *press, double x_pt, double width_pt, double y_pt, gboolean is_faint);
void press_bar(Press *press, double x_pt, double y_pt, double width_pt, double height_pt,
               double share);

void press_table(Press *press, const DocTable *table);
void press_chart(Press *press, const Chart *chart);

G_END_DECLS
