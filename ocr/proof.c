/* Words held against their ink.
 *
 * The engine reads a speck as a mark ("`", ".", now and then a letter), and a signature as a word or two. It
 * shows in the connected components of their ink: how many, how high, how wide. The limits were set on generated
 * pages in four languages and on scans: signatures were 1.7 to 3.8 lines tall and 4 to 12 wide there, tall letters
 * of a hand are narrower. What the engine is sure of stays, unless there is no ink or one speck alone.
 */
#include "ocr/proof.h"

#include "ocr/desk.h"
#include "ocr/text.h"

#define DOUBTFUL 60.0 /* of a word, as the engine says */
#define TALL 1.5      /* of the lines' height, and as wide as ... */
#define WIDE 2.0      /* ... so much of it: a stroke of a signature */

typedef struct {
    const OcrParts *page;
    int tall_px, wide_px;
} Proof;

static Proof proof_of(const OcrParts *page, const GPtrArray *lines)
{
    int height_px = ocr_lines_height(lines);
    return (Proof){page, height_px > 0 ? (int)(TALL * height_px) : G_MAXINT,
                   (int)(WIDE * height_px)};
}

/* ------------------------------------------------------------------------------------------ no words -- */

static gboolean text_is_mark(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        if (g_unichar_isalnum(g_utf8_get_char(p)))
            return FALSE;
    return TRUE;
}

/* A mark of one speck (a colon has two), or letters where a speck is all there is; Arabic's zero is a dot. */
static gboolean word_is_speck(const Proof *proof, const OcrWord *word, BOXA *parts)
{
    OcrBox first = ocr_part_at(parts, 0);
    if (boxaGetCount(parts) != 1 || !ocr_part_is_speck(&first, proof->page->speck_px))
        return FALSE;
    gboolean is_zero = g_str_equal(word->text, "۰") || g_str_equal(word->text, "٠");
    return text_is_mark(word->text) || (ocr_part_is_speck(&word->box, proof->page->speck_px) &&
                                        (!is_zero || word->engine_confidence < DOUBTFUL));
}

/* Letters are narrower, also of a hand. */
static gboolean has_flourish(const Proof *proof, BOXA *parts)
{
    for (int i = 0; i < boxaGetCount(parts); i++) {
        OcrBox part = ocr_part_at(parts, i);
        if (part.height_px > proof->tall_px && part.width_px >= proof->wide_px)
            return TRUE;
    }
    return FALSE;
}

static gboolean word_is_none(const Proof *proof, const OcrWord *word, BOXA *parts)
{
    return boxaGetCount(parts) == 0 || word_is_speck(proof, word, parts) ||
           (word->engine_confidence < DOUBTFUL && has_flourish(proof, parts));
}

/* Only what may be none is looked at. */
static gboolean word_is_suspect(const Proof *proof, const OcrWord *word)
{
    return word->engine_confidence < DOUBTFUL || text_is_mark(word->text) ||
           ocr_part_is_speck(&word->box, proof->page->speck_px);
}

static gboolean line_drop(const Proof *proof, OcrLine *line)
{
    for (guint i = line->words->len; i-- > 0;) {
        const OcrWord *word = &g_array_index(line->words, OcrWord, i);
        if (!word_is_suspect(proof, word))
            continue;
        g_autoptr(BOXA) parts = ocr_parts_of(proof->page->ink, &word->box);
        if (!parts)
            return FALSE;
        if (word_is_none(proof, word, parts))
            ocr_line_remove_word(line, i);
    }
    return TRUE;
}

gboolean ocr_proof_drop(const OcrParts *parts, GPtrArray *lines, GError **error)
{
    Proof proof = proof_of(parts, lines);
    for (guint i = lines->len; i-- > 0;) {
        OcrLine *line = g_ptr_array_index(lines, i);
        if (!line_drop(&proof, line))
            return ocr_set_no_memory(error);
        if (line->words->len == 0)
            g_ptr_array_remove_index(lines, i);
    }
    return TRUE;
}
