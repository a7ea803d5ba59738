/* The colours of ink: where a stencil has a hard edge, a stroke on the page has a soft one, half of it outside the
 * stencil. So an ink's colour is not that of the pixels of its stencil, but so dark that with as many pixels it takes
 * as much from the paper as the stroke does with its rim: the weight of writing stays as it was.
 *
 * The shapes of ink: below FINE_DPI the page's own pixels are too coarse for a hard edge. There each is measured
 * between paper and ink, and the edge is drawn where a line through the measures is in the middle. */
#include "pdf/strokes.h"

#include <math.h>

#define INK_DPI 19    /* of the colours: the strokes of a letter share theirs */
#define DARKER_MAX 64 /* levels of 255 that the rim can give */
#define FINE_DPI 190  /* below: a stencil of twice as many dots */

/* ------------------------------------------------------------------------------------ colours -- */

static guint32 paper_at(const PdfPaper *paper, int x, int y)
{
    int column = MIN(x / paper->side_px, pixGetWidth(paper->cells) - 1);
    int row = MIN(y / paper->side_px, pixGetHeight(paper->cells) - 1);
    return pdf_row(paper->cells, row)[column];
}

static guint32 darker(guint32 mean, guint32 paper, guint32 around, double around_share)
{
    guint32 pixel = 0;
    for (int shift = 8; shift < 32; shift += 8) {
        int own = mean >> shift & 255, white = paper >> shift & 255;
        double wanted = white - around_share * (white - (int)(around >> shift & 255));
        pixel |= (guint32)CLAMP(lround(wanted), MAX(own - DARKER_MAX, 0), own) << shift;
    }
    return pixel;
}

/* Gives the colours of ink's cells the weight of their rims; around is ink and rims. */
static gboolean add_rims(PIX *colours, PIX *counts, PIX *around, int side, const PdfPaper *paper)
{
    g_autoptr(PIX) n_around = NULL;
    g_autoptr(PIX) means = pdf_cells_mean(paper->page, around, side, &n_around);
    if (!means)
        return FALSE;
    for (int y = 0; y < pixGetHeight(colours); y++)
        for (int x = 0; x < pixGetWidth(colours); x++) {
            double n = pdf_row(counts, y)[x], share = pdf_row(n_around, y)[x] / MAX(n, 1);
            guint32 *pixel = &pdf_row(colours, y)[x];
            if (n > 0)
                *pixel = darker(*pixel, paper_at(paper, x * side + side / 2, y * side + side / 2),
                                pdf_row(means, y)[x], share);
        }
    return TRUE;
}

static PIX *ink_colours(PIX *ink, PIX *others, int side, const PdfPaper *paper)
{
    g_autoptr(PIX) counts = NULL;
    g_autoptr(PIX) colours = pdf_cells_mean(paper->page, ink, side, &counts);
    g_autoptr(PIX) around = pdf_pix_widen(ink, PDF_RIM_PX);
    if (!colours || !around || (others && !pixSubtract(around, around, others)) ||
        !add_rims(colours, counts, around, side, paper) || !pdf_cells_fill(colours, counts))
        return NULL;
    return g_steal_pointer(&colours);
}

/* ------------------------------------------------------------------------------------- shapes -- */

/* The cells around all that is set; FALSE where nothing is. */
static gboolean ink_cells(PIX *ink, int side, OcrBox *cells)
{
    BOX *box = NULL;
    int x, y, width, height;
    if (pixClipToForeground(ink, NULL, &box) != 0 || !box)
        return FALSE;
    boxGetGeometry(box, &x, &y, &width, &height);
    boxDestroy(&box);
    *cells = (OcrBox){.x_px = x / side, .y_px = y / side};
    cells->width_px = (x + width - 1) / side + 1 - cells->x_px;
    cells->height_px = (y + height - 1) / side + 1 - cells->y_px;
    return TRUE;
}

/* The place's part of ink, which may end before it. */
static PIX *stencil_new(PIX *ink, OcrBox place)
{
    PIX *stencil = pixCreate(place.width_px, place.height_px, 1);
    if (stencil)
        pixRasterop(stencil, 0, 0, place.width_px, place.height_px, PIX_SRC, ink, place.x_px,
                    place.y_px);
    return stencil;
}

static int luminance(guint32 pixel)
{
    return (int)((77 * (pixel >> 24) + 150 * (pixel >> 16 & 255) + 29 * (pixel >> 8 & 255)) >> 8);
}

/* 0 as dark as ink, 255 as light as paper. */
static int measure(int level, guint32 ink, guint32 paper)
{
    int black = luminance(ink), white = luminance(paper);
    return CLAMP(255 * (level - black) / MAX(white - black, 1), 0, 255);
}

/* The place's pixels measured, all paper but around ink. */
static PIX *measures_new(PIX *gray, PIX *around, OcrBox place, PIX *colours, int side,
                         const PdfPaper *paper)
{
    PIX *measures = pixCreate(place.width_px, place.height_px, 8);
    if (!measures)
        return NULL;
    pixSetAll(measures);
    int x_end = MIN(place.x_px + place.width_px, pixGetWidth(gray));
    int y_end = MIN(place.y_px + place.height_px, pixGetHeight(gray));
    for (int y = place.y_px; y < y_end; y++)
        for (int x = place.x_px; x < x_end; x++)
            if (GET_DATA_BIT(pdf_row(around, y), x))
                SET_DATA_BYTE(pdf_row(measures, y - place.y_px), x - place.x_px,
                              (guint8)measure(GET_DATA_BYTE(pdf_row(gray, y), x),
                                              pdf_row(colours, y / side)[x / side],
                                              paper_at(paper, x, y)));
    return measures;
}

static PIX *fine_stencil_new(PIX *ink, OcrBox place, PIX *colours, int side, const PdfPaper *paper)
{
    g_autoptr(PIX) gray = pixConvertTo8(paper->page, FALSE);
    g_autoptr(PIX) around = pdf_pix_widen(ink, PDF_RIM_PX - 1);
    g_autoptr(PIX) measures =
        gray && around ? measures_new(gray, around, place, colours, side, paper) : NULL;
    if (!measures)
        return NULL;
    return pixScaleGray2xLIThresh(measures, 128);
}

gboolean pdf_strokes_layer(const PdfPaper *paper, PIX *ink, PIX *others, PdfLayer **layer)
{
    OcrBox cells;
    int side = pdf_cell_side(paper->dpi, INK_DPI);
    *layer = NULL;
    if (!ink_cells(ink, side, &cells))
        return TRUE;
    OcrBox place = {cells.x_px * side, cells.y_px * side, cells.width_px * side,
                    cells.height_px * side};
    g_autoptr(PIX) all = ink_colours(ink, others, side, paper);
    g_autoptr(PIX) colours = all ? pdf_pix_clip(all, cells) : NULL;
    g_autoptr(PIX) stencil = NULL;
    if (colours)
        stencil = paper->dpi < FINE_DPI ? fine_stencil_new(ink, place, all, side, paper)
                                        : stencil_new(ink, place);
    if (!stencil)
        return FALSE;
    *layer = pdf_layer_new(PDF_LAYER_INK, colours, stencil, place);
    return TRUE;
}
