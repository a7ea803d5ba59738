/* Blocks of another script than the page's: a stamp paper's print over an order, a slip pasted in, the other page of
 * an opening.
 *
 * 1. Of the text lines found in the ink, those whose words the page's model is unsure of, and those that hold none, are
 *    doubtful; doubtful lines close below one another are a block.
 * 2. A sample of the block's lines tells its script as the page's (script.c).
 * 3. Where that is another, the block is read by its model as if it were a page. It stays so if it says more, mostly in
 *    letters of its script. What is then still doubtful of it, being of a third script, is a block again.
 *
 * A page that is merely bad is not asked about long: the largest blocks only, until two were asked in vain, and none
 * that is nearly the whole page, whose script was found already.
 */
#include "ocr/blocks.h"

#include "ocr/parts.h"
#include "ocr/text.h"

#define DOUBTFUL 60.0   /* score of a line */
#define APART_HEIGHTS 2 /* between two lines of a block */
#define LINES_MIN 2     /* a single line: reread.c */
#define ASKED_MAX 8     /* blocks */
#define LOST_MAX 2      /* blocks asked in vain */
#define PAGE_SHARE 0.7  /* of all lines' width: the page itself */
#define BETTER 1.2      /* times what the page's model read */
#define MARGIN_PX 8

typedef struct {
    BOXA *lines;
    OcrBox box;
    int width_px; /* of its lines together */
} Block;

/* A page, or one of an opening, as its model read it. */
typedef struct {
    GPtrArray *lines;  /* OcrLine */
    BOXA *sure;        /* of the lines found in the ink, those read surely */
    GPtrArray *blocks; /* Block, the largest first: the others */
} Reading;

static void block_free(Block *block)
{
    boxaDestroy(&block->lines);
    g_free(block);
}

static void reading_clear(Reading *reading)
{
    boxaDestroy(&reading->sure);
    g_clear_pointer(&reading->blocks, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

/* ------------------------------------------------------------------------------------------ blocks */

static gboolean block_takes(const Block *block, const OcrBox *line)
{
    int gap_px = line->y_px - block->box.y_px - block->box.height_px;
    return gap_px < APART_HEIGHTS * line->height_px &&
           line->x_px < block->box.x_px + block->box.width_px &&
           block->box.x_px < line->x_px + line->width_px;
}

static Block *block_new(void)
{
    Block *block = g_new0(Block, 1);
    block->lines = boxaCreate(4);
    return block;
}

static void block_add(Block *block, const OcrBox *line)
{
    boxaAddBox(block->lines, boxCreate(line->x_px, line->y_px, line->width_px, line->height_px),
               L_INSERT);
    block->box = block->width_px ? ocr_box_join(block->box, *line) : *line;
    block->width_px += line->width_px;
}

static void blocks_add(GPtrArray *blocks, const OcrBox *line)
{
    for (guint i = 0; i < blocks->len; i++)
        if (block_takes(blocks->pdata[i], line)) {
            block_add(blocks->pdata[i], line);
            return;
        }
    Block *block = block_new();
    block_add(block, line);
    g_ptr_array_add(blocks, block);
}

static int blocks_compare(gconstpointer a, gconstpointer b)
{
    const Block *one = *(Block *const *)a, *other = *(Block *const *)b;
    return (one->width_px < other->width_px) - (one->width_px > other->width_px);
}

static void reading_look(Reading *reading, BOXA *found)
{
    g_autoptr(BOXA) down = boxaSort(found, L_SORT_BY_Y, L_SORT_INCREASING, NULL);
    reading->sure = boxaCreate(16);
    reading->blocks = g_ptr_array_new_with_free_func((GDestroyNotify)block_free);
    for (int i = 0; down && i < boxaGetCount(down); i++) {
        const OcrBox line = ocr_part_at(down, i);
        if (ocr_lines_score_in(reading->lines, &line) >= DOUBTFUL)
            boxaAddBox(reading->sure, boxaGetBox(down, i, L_CLONE), L_INSERT);
        else
            blocks_add(reading->blocks, &line);
    }
    g_ptr_array_sort(reading->blocks, blocks_compare);
}

/* ----------------------------------------------------------------------------------------- reading */

static gboolean is_of_block(const Reading *reading, const Block *block, const OcrBox *word)
{
    gboolean is_of = ocr_box_holds(&block->box, word);
    for (int i = 0; is_of && i < boxaGetCount(reading->sure); i++) {
        const OcrBox line = ocr_part_at(reading->sure, i);
        is_of = !ocr_box_holds(&line, word);
    }
    return is_of;
}

/* What the block's words cover, as much as a model is sure of them. */
static double weight_in(const Reading *reading, const Block *block, const GPtrArray *lines)
{
    double weight = 0;
    for (guint i = 0; i < lines->len; i++) {
        const GArray *words = ((const OcrLine *)g_ptr_array_index(lines, i))->words;
        for (guint w = 0; w < words->len; w++) {
            const OcrWord *word = &g_array_index(words, OcrWord, w);
            if (is_of_block(reading, block, &word->box))
                weight += word->confidence * word->box.width_px;
        }
    }
    return weight;
}

/* Takes the block's words out of lines, or else all others. */
static void words_drop(const Reading *reading, const Block *block, GPtrArray *lines,
                       gboolean are_of_block)
{
    for (guint i = lines->len; i-- > 0;) {
        OcrLine *line = g_ptr_array_index(lines, i);
        for (guint w = line->words->len; w-- > 0;)
            if (is_of_block(reading, block, &g_array_index(line->words, OcrWord, w).box) ==
                are_of_block)
                ocr_line_remove_word(line, w);
        if (line->words->len == 0)
            g_ptr_array_remove_index(lines, i);
    }
}

static gboolean is_in_script(const GPtrArray *lines, const char *language)
{
    guint n_own = 0, n_all = 0;
    for (guint i = 0; i < lines->len; i++) {
        n_own += ocr_line_letters(lines->pdata[i], language);
        n_all += ocr_line_letters(lines->pdata[i], NULL);
    }
    return n_own > 0 && 2 * n_own >= n_all;
}

/* The block's words by that model in the place of what was read there, if they say more. */
static gboolean block_read(const Desk *desk, Reading *reading, const Block *block,
                           const OcrModel *model, gboolean *has_won, GError **error)
{
    const OcrBox *box = &block->box;
    BOX *rectangle = boxCreate(box->x_px - MARGIN_PX, box->y_px - MARGIN_PX,
                               box->width_px + 2 * MARGIN_PX, box->height_px + 2 * MARGIN_PX);
    BOX *inside = boxClipToRectangle(rectangle, pixGetWidth(desk->page), pixGetHeight(desk->page));
    g_autoptr(GPtrArray) lines = ocr_recognise(desk->engine, desk->page, desk->dpi, inside,
                                               OCR_READ_PAGE, model, desk->models, error);
    boxDestroy(&rectangle);
    boxDestroy(&inside);
    if (!lines)
        return FALSE;
    double before = weight_in(reading, block, reading->lines);
    words_drop(reading, block, lines, FALSE);
    *has_won =
        is_in_script(lines, model->language) && weight_in(reading, block, lines) > BETTER * before;
    if (*has_won) {
        words_drop(reading, block, reading->lines, TRUE);
        ocr_lines_append(reading->lines, g_steal_pointer(&lines));
    }
    return TRUE;
}

/* *model: whose the block is, where it is no longer own's. */
static gboolean block_look(const Desk *desk, Reading *reading, const Block *block, guint own,
                           guint *model, GError **error)
{
    OcrScript script;
    gboolean has_won = FALSE;
    Desk expecting = *desk;
    expecting.expected = own;
    if (!ocr_script_find(&expecting, block->lines, 0, &script, error))
        return FALSE;
    if (script.model != own &&
        !block_read(desk, reading, block, ocr_desk_model(desk, script.model), &has_won, error))
        return FALSE;
    *model = has_won ? script.model : own;
    return TRUE;
}

/* The largest that may be of another script, but those asked in vain. */
static const Block *block_next(const Reading *reading, int page_px, guint n_lost)
{
    for (guint i = 0; i < reading->blocks->len; i++) {
        const Block *block = g_ptr_array_index(reading->blocks, i);
        if (boxaGetCount(block->lines) >= LINES_MIN && block->width_px <= PAGE_SHARE * page_px &&
            n_lost-- == 0)
            return block;
    }
    return NULL;
}

/* Asks one block; *is_done: there is none. */
static gboolean blocks_step(const Desk *desk, GPtrArray *lines, BOXA *found, int page_px, guint own,
                            guint n_lost, guint *model, gboolean *is_done, GError **error)
{
    g_auto(Reading) reading = {.lines = lines};
    reading_look(&reading, found);
    const Block *block = block_next(&reading, page_px, n_lost);
    *is_done = !block;
    return !block || block_look(desk, &reading, block, own, model, error);
}

gboolean ocr_blocks_reread(const Desk *desk, GPtrArray *lines, BOXA *found, int page_px, guint own,
                           guint *others, GError **error)
{
    guint n_lost = 0, model = own;
    gboolean is_done = desk->models->len == 1;
    *others = 0;
    for (guint n = 0; n < ASKED_MAX && n_lost < LOST_MAX && !is_done; n++) {
        if (!blocks_step(desk, lines, found, page_px, own, n_lost, &model, &is_done, error))
            return FALSE;
        n_lost += model == own;
        *others |= model == own ? 0 : 1U << model;
    }
    return TRUE;
}
