/* The shapes of ink: a stroke on the page has a soft edge, and a stencil a hard one. So the stencil has what is as dark
 * as ink, and around it, a pixel wide, a rim is drawn that is between ink and paper: through the same stencil, moved to
 * four sides, so that its shape costs no bytes. Each has the mean colour of what it covers. Letters keep their weight
 * and are not ragged, and the colour differences over them (CIEDE2000 by pixels) are half of what one stencil of
 * strokes with their edges leaves (tests/bench/size). What is thin and nowhere as dark stays in the stencil.
 *
 * Below FINE_DPI the page's own pixels are too coarse for an edge. There each is measured between paper and ink, and
 * the stencil, of twice as many dots, is drawn where a line through the measures is in the middle. */
#include "pdf/strokes.h"

#include <math.h>

#include "scan/bits.h"

#define INK_DPI 14   /* of the colours: the strokes of a letter share theirs */
#define FINE_DPI 190 /* below: a stencil of twice as many dots */

/* Limits of measures: 255 is as light as paper, 0 as dark as ink in the mean, edges and all. */
#define INK_MAX 128
#define CORE_MAX 51 /* the edges that are darker are hardly to be told from ink */
#define CORE_DPI                                                                                   \
    270 /* below, strokes are so thin that without their edges they are read worse: all ink is core */
/* From here on the paper's grain frays strokes so much that their edges are half of a stencil's bytes: they are made
 * smooth, which takes a fifth of it. Finer grain does less, and the smallest serifs with it. */
#define GRAIN_FRAYS 4

/* ----------------------------------------------------------------------------------- measures -- */

/* What the shapes of ink are made from. */
typedef struct {
    const PdfPaper *paper;
    PIX *means; /* of ink, edges and all, in cells of side_px */
    int side_px;
    int *columns,
        *paper_columns; /* of each x: the cell of means, and of the paper, that it lies in */
} Strokes;

static int *columns_new(int width, int side_px, int n_cells)
{
    int *columns = g_try_new(int, width);
    for (int x = 0; columns && x < width; x++)
        columns[x] = MIN(x / side_px, n_cells - 1);
    return columns;
}

static void strokes_clear(Strokes *strokes)
{
    pixDestroy(&strokes->means);
    g_free(strokes->columns);
    g_free(strokes->paper_columns);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Strokes, strokes_clear)

static int luminance(guint32 pixel)
{
    return (int)((77 * (pixel >> 24) + 150 * (pixel >> 16 & 255) + 29 * (pixel >> 8 & 255)) >> 8);
}

/* A row of the page, and of the cells it lies in. */
typedef struct {
    const Strokes *strokes;
    const guint32 *pixels, *means, *paper;
    gboolean is_gray;
} Row;

static Row row_at(const Strokes *strokes, int y)
{
    const PdfPaper *paper = strokes->paper;
    int paper_row = MIN(y / paper->side_px, pixGetHeight(paper->cells) - 1);
    return (Row){strokes, pdf_row(paper->page, y), pdf_row(strokes->means, y / strokes->side_px),
                 pdf_row(paper->cells, paper_row), pixGetDepth(paper->page) == 8};
}

/* How far a pixel is above black, and how far white is. */
typedef struct {
    int above, white;
} Level;

static inline Level level_at(const Row *row, int x)
{
    int level = row->is_gray ? GET_DATA_BYTE(row->pixels, x) : luminance(row->pixels[x]);
    int black = luminance(row->means[row->strokes->columns[x]]);
    int white = luminance(row->paper[row->strokes->paper_columns[x]]);
    return (Level){level - black, MAX(white - black, 1)};
}

static int measure(const Row *row, int x)
{
    Level level = level_at(row, x);
    return CLAMP(255 * level.above / level.white, 0, 255);
}

/* Whether that is below CORE_MAX; a division for each pixel of ink would cost more than all else. */
static inline gboolean is_core(const Row *row, int x)
{
    Level level = level_at(row, x);
    return 255 * level.above < CORE_MAX * level.white;
}

/* ------------------------------------------------------------------------------------- shapes -- */

/* The rim that is drawn around core. */
static PIX *rim_new(PIX *core, PIX *others)
{
    g_autoptr(PIX) rim = scan_bits_neighbours(core);
    if (!rim || !pixSubtract(rim, rim, core) || (others && !pixSubtract(rim, rim, others)))
        return NULL;
    return g_steal_pointer(&rim);
}

/* What of ink is too far from core to be its edge becomes core. */
static gboolean core_add_thin(PIX *core, PIX *ink)
{
    g_autoptr(PIX) rim = scan_bits_neighbours(core);
    g_autoptr(PIX) around = rim ? scan_bits_neighbours(rim) : NULL;
    g_autoptr(PIX) thin = around ? pixSubtract(NULL, ink, around) : NULL;
    return thin && pixOr(core, core, thin);
}

static void row_find_core(const Strokes *strokes, guint32 *core, const guint32 *ink, int y)
{
    int width = pixGetWidth(strokes->paper->page);
    Row row = row_at(strokes, y);
    for (int i = 0; 32 * i < width; i++)
        for (guint32 left = ink[i]; left; left &= left - 1) {
            int bit = g_bit_nth_lsf(left, -1);
            if (is_core(&row, 32 * i + 31 - bit))
                core[i] |= 1u << bit;
        }
}

static PIX *dark_new(const Strokes *strokes, PIX *ink)
{
    PIX *dark = pixCreateTemplate(ink);
    for (int y = 0; dark && y < pixGetHeight(ink); y++)
        row_find_core(strokes, pdf_row(dark, y), pdf_row(ink, y), y);
    return dark;
}

static PIX *smooth_new(PIX *dark, PIX *ink)
{
    PIX *smooth = scan_bits_majority(dark);
    if (smooth)
        pixAnd(smooth, smooth, ink);
    return smooth;
}

static PIX *core_new(const Strokes *strokes, PIX *ink)
{
    if (strokes->paper->dpi < CORE_DPI)
        return pixClone(ink);
    g_autoptr(PIX) dark = dark_new(strokes, ink);
    gboolean is_frayed = strokes->paper->grain >= GRAIN_FRAYS;
    g_autoptr(PIX) core = dark && is_frayed ? smooth_new(dark, ink) : g_steal_pointer(&dark);
    return core && core_add_thin(core, ink) ? g_steal_pointer(&core) : NULL;
}

/* The cells around all that is set; FALSE where nothing is. */
static gboolean ink_cells(PIX *ink, int side, OcrBox *cells)
{
    int x, y, width, height;
    if (!scan_bits_extent(ink, &x, &y, &width, &height))
        return FALSE;
    *cells = (OcrBox){.x_px = x / side, .y_px = y / side};
    cells->width_px = (x + width - 1) / side + 1 - cells->x_px;
    cells->height_px = (y + height - 1) / side + 1 - cells->y_px;
    return TRUE;
}

/* The place's part of core, which may end before it. */
static PIX *stencil_new(PIX *core, OcrBox place)
{
    PIX *stencil = pixCreate(place.width_px, place.height_px, 1);
    if (stencil)
        pixRasterop(stencil, 0, 0, place.width_px, place.height_px, PIX_SRC, core, place.x_px,
                    place.y_px);
    return stencil;
}

/* The place's pixels measured, all paper but around ink. */
static PIX *measures_new(const Strokes *strokes, PIX *around, OcrBox place)
{
    PIX *measures = pixCreate(place.width_px, place.height_px, 8);
    if (!measures)
        return NULL;
    pixSetAll(measures);
    int x_end = MIN(place.x_px + place.width_px, pixGetWidth(around));
    int y_end = MIN(place.y_px + place.height_px, pixGetHeight(around));
    for (int y = place.y_px; y < y_end; y++) {
        Row row = row_at(strokes, y);
        for (int x = place.x_px; x < x_end; x++)
            if (GET_DATA_BIT(pdf_row(around, y), x))
                SET_DATA_BYTE(pdf_row(measures, y - place.y_px), x - place.x_px,
                              (guint8)measure(&row, x));
    }
    return measures;
}

static PIX *fine_stencil_new(const Strokes *strokes, PIX *ink, OcrBox place)
{
    g_autoptr(PIX) around = pdf_pix_widen(ink, 1);
    g_autoptr(PIX) measures = around ? measures_new(strokes, around, place) : NULL;
    return measures ? pixScaleGray2xLIThresh(measures, INK_MAX) : NULL;
}

/* The page's pixels that a fine stencil covers at least half of. */
static PIX *coarse_core_new(PIX *stencil, PIX *ink, OcrBox place)
{
    g_autoptr(PIX) part = pixReduceRankBinary2(stencil, 2, NULL);
    PIX *core = part ? pixCreateTemplate(ink) : NULL;
    if (core)
        pixRasterop(core, place.x_px, place.y_px, place.width_px, place.height_px, PIX_SRC, part, 0,
                    0);
    return core;
}

/* ------------------------------------------------------------------------------------ colours -- */

static void cells_take(PIX *cells, PIX *counts, PIX *from)
{
    for (int y = 0; y < pixGetHeight(cells); y++)
        for (int x = 0; x < pixGetWidth(cells); x++)
            if (pdf_row(counts, y)[x] == 0)
                pdf_row(cells, y)[x] = pdf_row(from, y)[x];
}

/* Of the cells around one, itself most, by how many pixels they have: a letter is of one colour, and what differs from
 * cell to cell is noise. */
static guint32 smooth_at(PIX *cells, PIX *counts, int column, int row)
{
    guint64 sums[3] = {0}, n = 0;
    for (int v = MAX(row - 1, 0); v <= MIN(row + 1, pixGetHeight(cells) - 1); v++)
        for (int u = MAX(column - 1, 0); u <= MIN(column + 1, pixGetWidth(cells) - 1); u++) {
            guint64 share = (guint64)pdf_row(counts, v)[u] << ((u == column) + (v == row));
            for (int c = 0; c < 3; c++)
                sums[c] += share * (pdf_row(cells, v)[u] >> (8 * c + 8) & 255);
            n += share;
        }
    guint32 pixel = 0;
    for (int c = 0; c < 3; c++)
        pixel |= (guint32)((sums[c] + n / 2) / MAX(n, 1)) << (8 * c + 8);
    return pixel;
}

static PIX *cells_smooth(PIX *cells, PIX *counts)
{
    PIX *smooth = pixCopy(NULL, cells);
    for (int y = 0; smooth && y < pixGetHeight(cells); y++)
        for (int x = 0; x < pixGetWidth(cells); x++)
            if (pdf_row(counts, y)[x] > 0)
                pdf_row(smooth, y)[x] = smooth_at(cells, counts, x, y);
    return smooth;
}

/* What counts where nothing is set: that of others (NULL: what lies around). */
static PIX *colours_new(PIX *page, PIX *where, int side, PIX *others, OcrBox cells)
{
    g_autoptr(PIX) counts = NULL;
    g_autoptr(PIX) means = pdf_cells_mean(page, where, side, &counts);
    g_autoptr(PIX) colours = means ? cells_smooth(means, counts) : NULL;
    if (!colours)
        return NULL;
    if (others)
        cells_take(colours, counts, others);
    else if (!pdf_cells_fill(colours, counts))
        return NULL;
    return pdf_pix_clip(colours, cells);
}

static PIX *ink_means(PIX *page, PIX *ink, int side)
{
    g_autoptr(PIX) counts = NULL;
    g_autoptr(PIX) means = pdf_cells_mean(page, ink, side, &counts);
    return means && pdf_cells_fill(means, counts) ? g_steal_pointer(&means) : NULL;
}

static PdfLayer *layer_new(const Strokes *strokes, PIX *stencil, PIX *core, PIX *others,
                           OcrBox cells, OcrBox place)
{
    PIX *page = strokes->paper->page;
    int side = strokes->side_px;
    g_autoptr(PIX) edges = rim_new(core, others);
    g_autoptr(PIX) rim = edges ? colours_new(page, edges, side, NULL, cells) : NULL;
    g_autoptr(PIX) colours = rim ? colours_new(page, core, side, strokes->means, cells) : NULL;
    if (!colours)
        return NULL;
    PdfLayer *layer = pdf_layer_new(PDF_LAYER_INK, colours, stencil, place);
    layer->rim = g_steal_pointer(&rim);
    return layer;
}

/* The stencil over place, and which of the page's pixels it covers. */
static gboolean shapes_new(const Strokes *strokes, PIX *ink, OcrBox place, PIX **stencil,
                           PIX **core)
{
    if (strokes->paper->dpi < FINE_DPI) {
        *stencil = fine_stencil_new(strokes, ink, place);
        *core = *stencil ? coarse_core_new(*stencil, ink, place) : NULL;
    } else {
        *core = core_new(strokes, ink);
        *stencil = *core ? stencil_new(*core, place) : NULL;
    }
    return *stencil && *core;
}

static gboolean strokes_init(Strokes *strokes, PIX *ink)
{
    const PdfPaper *paper = strokes->paper;
    int width = pixGetWidth(paper->page);
    strokes->means = ink_means(paper->page, ink, strokes->side_px);
    if (!strokes->means)
        return FALSE;
    strokes->columns = columns_new(width, strokes->side_px, pixGetWidth(strokes->means));
    strokes->paper_columns = columns_new(width, paper->side_px, pixGetWidth(paper->cells));
    return strokes->columns && strokes->paper_columns;
}

gboolean pdf_strokes_layer(const PdfPaper *paper, PIX *ink, PIX *others, PdfLayer **layer)
{
    OcrBox cells;
    int side = pdf_cell_side(paper->dpi, INK_DPI);
    *layer = NULL;
    if (!ink_cells(ink, side, &cells))
        return TRUE;
    const OcrBox place = {cells.x_px * side, cells.y_px * side, cells.width_px * side,
                          cells.height_px * side};
    g_autoptr(PIX) stencil = NULL, core = NULL;
    g_auto(Strokes) strokes = {.paper = paper, .side_px = side};
    if (strokes_init(&strokes, ink) && shapes_new(&strokes, ink, place, &stencil, &core))
        *layer = layer_new(&strokes, stencil, core, others, cells, place);
    return *layer != NULL;
}
