/* Cells that the engine's layout failed.
 *
 * A column of numbers of one digit looks to it like a line of text that runs down the page, and it leaves
 * cells out. A cell is known by its rules and read by itself, as one line; several lines in a cell are the
 * engine's to find. Lines are divided at cells' borders and wide gaps, which a reading of the line alone would
 * fill with marks. What it is not sure of is no text but a speck, a tick, the rest of a rule.
 *
 * Urdu's model reads Latin digits that stand alone badly ("40" for 450, ":" for 4, surely "3" for 6), a Latin one
 * nearly all of them right. So on an Urdu page whose digits are Latin, cells without letters to speak of are read by
 * that too. For Urdu's own digits there is no better model.
 */
#include "ocr/recell.h"

#include <string.h>

#include "ocr/cells.h"
#include "ocr/text.h"

#define TALL 1.6         /* of a cell's height: a line that is taller runs down the page */
#define INSET_PX 3       /* of a cell: where its rules were */
#define SPECK_PX 6       /* what is lower is no letter */
#define LINE_MAX_PX 40   /* what is higher is more than one line */
#define CELLS_MAX 400    /* read on a page: graph paper is no table */
#define SCORE_MIN 25.0   /* from which a reading is believed */
#define NUMBER_SURE 98.0 /* as the engine says; what is below is read by a Latin model too */
#define NUMBER_MIN 70.0  /* from which that is believed */
#define WIDE_HEIGHTS 3   /* gap in a line that the engine fills with marks when it reads it again */

static gboolean box_has_middle(const OcrBox *cell, const OcrBox *box)
{
    int x = box->x_px + box->width_px / 2, y = box->y_px + box->height_px / 2;
    return x >= cell->x_px && x < cell->x_px + cell->width_px && y >= cell->y_px &&
           y < cell->y_px + cell->height_px;
}

static const OcrBox *cell_of(const GArray *cells, const OcrBox *box)
{
    for (guint i = 0; i < cells->len; i++)
        if (box_has_middle(&g_array_index(cells, OcrBox, i), box))
            return &g_array_index(cells, OcrBox, i);
    return NULL;
}

static void drop_outside(GArray *cells, const BOX *rectangle)
{
    if (!rectangle)
        return;
    const OcrBox within = {rectangle->x, rectangle->y, rectangle->w, rectangle->h};
    for (guint i = cells->len; i-- > 0;)
        if (!box_has_middle(&within, &g_array_index(cells, OcrBox, i)))
            g_array_remove_index(cells, i);
}

static gboolean cell_has_words(const OcrBox *cell, const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        for (guint w = 0; w < line->words->len; w++)
            if (box_has_middle(cell, &g_array_index(line->words, OcrWord, w).box))
                return TRUE;
    }
    return FALSE;
}

/* Lines that run down several cells, apart. */
static GPtrArray *take_upright(GPtrArray *lines, const GArray *cells)
{
    GPtrArray *upright = g_ptr_array_new_with_free_func((GDestroyNotify)ocr_line_free);
    for (guint i = lines->len; i-- > 0;) {
        const OcrBox *box = &((OcrLine *)g_ptr_array_index(lines, i))->box;
        const OcrBox *cell = cell_of(cells, box);
        if (cell && box->height_px > TALL * cell->height_px && box->height_px > box->width_px)
            g_ptr_array_add(upright, g_ptr_array_steal_index(lines, i));
    }
    return upright;
}

static gboolean runs_through(const OcrBox *upright, const OcrBox *cell)
{
    int x = upright->x_px + upright->width_px / 2, y = cell->y_px + cell->height_px / 2;
    return x >= cell->x_px && x < cell->x_px + cell->width_px && y >= upright->y_px &&
           y < upright->y_px + upright->height_px;
}

static gboolean is_read_by_cells(const OcrLine *upright, const GArray *cells,
                                 const GPtrArray *lines)
{
    for (guint i = 0; i < cells->len; i++) {
        const OcrBox *cell = &g_array_index(cells, OcrBox, i);
        if (runs_through(&upright->box, cell) && cell_has_words(cell, lines))
            return TRUE;
    }
    return FALSE;
}

/* Puts those back whose cells say nothing. */
static void return_upright(GPtrArray *upright, const GArray *cells, GPtrArray *lines)
{
    for (guint i = upright->len; i-- > 0;)
        if (!is_read_by_cells(g_ptr_array_index(upright, i), cells, lines))
            g_ptr_array_add(lines, g_ptr_array_steal_index(upright, i));
}

/* Where a cell has ink that may be letters, in page pixels; NULL for none. */
static BOX *cell_ink(PIX *page, int threshold, const OcrBox *cell)
{
    BOX *inside = boxCreate(cell->x_px + INSET_PX, cell->y_px + INSET_PX,
                            cell->width_px - 2 * INSET_PX, cell->height_px - 2 * INSET_PX);
    g_autoptr(PIX) gray = inside ? pixClipRectangle(page, inside, NULL) : NULL;
    g_autoptr(PIX) ink = gray ? pixThresholdToBinary(gray, threshold) : NULL;
    g_autoptr(BOXA) parts = ink ? pixConnCompBB(ink, 8) : NULL;
    g_autoptr(BOXA) letters =
        parts ? boxaSelectBySize(parts, 0, SPECK_PX, L_SELECT_HEIGHT, L_SELECT_IF_GTE, NULL) : NULL;
    BOX *extent = NULL;
    if (letters && boxaGetCount(letters) > 0 && boxaGetExtent(letters, NULL, NULL, &extent) == 0) {
        extent->x += inside->x;
        extent->y += inside->y;
    }
    boxDestroy(&inside);
    return extent;
}

static gboolean cell_read(const Desk *desk, GPtrArray *lines, const BOX *ink, const OcrModel *model,
                          GError **error)
{
    const OcrBox box = {ink->x, ink->y, ink->w, ink->h};
    g_autoptr(OcrLine) line = ocr_desk_read_line(desk, &box, model, error);
    if (!line)
        return FALSE;
    line->block = OCR_BLOCK_NONE;
    if (line->words->len > 0 && ocr_line_score(line, box.width_px) >= SCORE_MIN)
        g_ptr_array_add(lines, g_steal_pointer(&line));
    return TRUE;
}

/* Words from the first on that stand in one cell, without a wide gap. */
static guint run_length(const OcrLine *line, const GArray *cells)
{
    const OcrWord *words = &g_array_index(line->words, OcrWord, 0);
    const OcrBox *cell = cell_of(cells, &words[0].box);
    guint n = 1;
    for (; n < line->words->len; n++) {
        const OcrBox *box = &words[n].box, *before = &words[n - 1].box;
        int gap_px = MAX(box->x_px - before->x_px - before->width_px,
                         before->x_px - box->x_px - box->width_px);
        if (cell_of(cells, box) != cell || gap_px > WIDE_HEIGHTS * line->box.height_px)
            break;
    }
    return n;
}

static void lines_divide(GPtrArray *lines, const GArray *cells)
{
    for (guint i = 0; i < lines->len; i++) {
        OcrLine *line = g_ptr_array_index(lines, i);
        guint n = line->words->len > 0 ? run_length(line, cells) : 0;
        if (n == line->words->len)
            continue;
        g_ptr_array_insert(lines, (int)i, ocr_line_take_piece(line, n));
    }
}

/* ------------------------------------------------------------------------------ Latin numbers in Urdu -- */

static void count_digits(const GPtrArray *lines, guint *n_latin, guint *n_other)
{
    for (guint i = 0; i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        for (guint w = 0; w < line->words->len; w++)
            for (const char *p = g_array_index(line->words, OcrWord, w).text; *p;
                 p = g_utf8_next_char(p)) {
                *n_latin += g_ascii_isdigit(*p);
                *n_other += !g_ascii_isdigit(*p) && g_unichar_isdigit(g_utf8_get_char(p));
            }
    }
}

/* The model that reads an Urdu page's numbers; NULL where they are not for a Latin one. */
static const OcrModel *numbers_model(const Desk *desk, const GPtrArray *lines,
                                     const OcrModel *model)
{
    guint n_latin = 0, n_other = 0;
    if (!g_str_equal(model->language, "urd"))
        return NULL;
    count_digits(lines, &n_latin, &n_other);
    for (guint i = 0; n_latin > n_other && i < desk->models->len; i++)
        if (ocr_language_is_latin(ocr_desk_model(desk, i)->language))
            return ocr_desk_model(desk, i);
    return NULL;
}

/* A line read of a cell that may be a number: it has a letter at most, which may be one misread. */
static gboolean is_doubtful_number(const OcrLine *line)
{
    return ocr_line_letters(line, NULL) <= 1 && ocr_line_confidence(line) < NUMBER_SURE;
}

static gboolean is_number(const OcrLine *line)
{
    guint n_digits = 0;
    for (guint w = 0; w < line->words->len; w++)
        for (const char *p = g_array_index(line->words, OcrWord, w).text; *p; p++) {
            if (!strchr("0123456789-/", *p))
                return FALSE;
            n_digits += g_ascii_isdigit(*p);
        }
    return n_digits > 0;
}

/* The only line in a cell; NULL where it has more or none. */
static OcrLine **line_of_cell(const GPtrArray *lines, const OcrBox *cell)
{
    OcrLine **only = NULL;
    for (guint i = 0; i < lines->len; i++) {
        OcrLine **line = (OcrLine **)&lines->pdata[i];
        if (!box_has_middle(cell, &(*line)->box))
            continue;
        if (only)
            return NULL;
        only = line;
    }
    return only;
}

/* Reads a line in a cell by the numbers' model, and keeps that where it is a number read more surely. */
static gboolean number_reread(const Desk *desk, OcrLine **line, const BOX *ink,
                              const OcrModel *model, GError **error)
{
    const OcrBox box = {ink->x, ink->y, ink->w, ink->h};
    g_autoptr(OcrLine) other = ocr_desk_read_line(desk, &box, model, error);
    if (!other)
        return FALSE;
    double score = ocr_line_score(other, box.width_px);
    if (is_number(other) && score >= NUMBER_MIN &&
        (!is_number(*line) || score > ocr_line_confidence(*line))) {
        other->block = (*line)->block;
        ocr_line_free(*line);
        *line = g_steal_pointer(&other);
    }
    return TRUE;
}

static gboolean numbers_reread(const Desk *desk, GPtrArray *lines, const OcrPrepared *prepared,
                               const GArray *cells, const OcrModel *model, GError **error)
{
    gboolean is_read = TRUE;
    for (guint i = 0; is_read && i < MIN(cells->len, CELLS_MAX); i++) {
        const OcrBox *cell = &g_array_index(cells, OcrBox, i);
        OcrLine **line = line_of_cell(lines, cell);
        if (!line || !is_doubtful_number(*line))
            continue;
        BOX *ink = cell_ink(desk->page, (int)prepared->findings.threshold, cell);
        if (ink && ink->h <= LINE_MAX_PX)
            is_read = number_reread(desk, line, ink, model, error);
        boxDestroy(&ink);
    }
    return is_read;
}

/* ---------------------------------------------------------------------------------------- all together -- */

gboolean ocr_cells_reread(const Desk *desk, GPtrArray *lines, const OcrPrepared *prepared,
                          const BOX *rectangle, const OcrModel *model, GError **error)
{
    g_autoptr(GArray) cells = ocr_cells_list(prepared->rules);
    drop_outside(cells, rectangle);
    g_autoptr(GPtrArray) upright = take_upright(lines, cells);
    lines_divide(lines, cells);
    guint n_left = CELLS_MAX;
    for (guint i = 0; n_left > 0 && i < cells->len; i++) {
        const OcrBox *cell = &g_array_index(cells, OcrBox, i);
        BOX *ink = cell_has_words(cell, lines)
                       ? NULL
                       : cell_ink(desk->page, (int)prepared->findings.threshold, cell);
        gboolean is_read =
            !ink || ink->h > LINE_MAX_PX || cell_read(desk, lines, ink, model, error);
        n_left -= ink != NULL;
        boxDestroy(&ink);
        if (!is_read)
            return FALSE;
    }
    return_upright(upright, cells, lines);
    const OcrModel *numbers = numbers_model(desk, lines, model);
    return !numbers || numbers_reread(desk, lines, prepared, cells, numbers, error);
}
