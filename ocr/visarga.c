/* Visarga or colon.
 *
 * Both are two dots behind a word. The model, which learned Sanskrit too, takes every other colon of a Hindi letter
 * ("विषय:", "दिनांक:") for the visarga, which Hindi keeps in a few adverbs. Three things must agree before one is
 * made a colon:
 *
 *   the page   is in Hindi: its postpositions and verbs are among the words, which Sanskrit does not have
 *   the word   is none of the adverbs
 *   the ink    the dots stand as far apart as a colon's, whose lower one is on the line: 8 to 10 pixels where a small
 *              letter has 14; the visarga's 5 to 7, but in some fonts 9
 */
#include "ocr/visarga.h"

#include <string.h>

#include "ocr/text.h"

#define VISARGA "ः"
#define HINDI_SHARE 0.5 /* as many of its little words as words that end in visarga, at least ... */
#define HINDI_MIN 2     /* ... and so many */
#define APART 0.55      /* of a small letter, from dot to dot of a colon */

static gboolean is_little_word(const char *text)
{
    static const char *const words[] = {"के", "का", "की", "में",  "है",  "को",  "से",   "और",
                                        "ने", "पर", "हैं",  "यह", "एवं", "तथा", "गया", NULL};
    return g_strv_contains(words, text);
}

/* Adverbs in -taḥ, but not participles ("प्रेषित:"), and the few others. */
static gboolean has_visarga(const char *text)
{
    static const char *const ends[] = {"अतः",   "न्ततः",  "ंततः",  "स्वतः", "वतः", "र्णतः", "लतः",
                                       "षतः",   "न्यतः",  "ख्यतः", "स्तुतः", "ंशतः", "मशः",  "पुनः",
                                       "प्रायः", "प्रातः", "छः",   "नमः",  "न्तः", "अंतः",  NULL};
    for (const char *const *end = ends; *end; end++)
        if (g_str_has_suffix(text, *end))
            return TRUE;
    return FALSE;
}

static gboolean is_hindi(const GPtrArray *lines)
{
    guint n_little = 0, n_visarga = 0;
    for (guint i = 0; i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        for (guint w = 0; w < line->words->len; w++) {
            const char *text = g_array_index(line->words, OcrWord, w).text;
            n_little += is_little_word(text);
            n_visarga += g_str_has_suffix(text, VISARGA);
        }
    }
    return n_little >= HINDI_MIN && n_little >= HINDI_SHARE * n_visarga;
}

static gboolean is_right_of(const OcrBox *a, const OcrBox *b)
{
    return a->x_px + a->width_px > b->x_px + b->width_px;
}

/* Between the tops, or the bottoms, of the two dots at the end of a word; 0 where there are none. */
static int dots_apart_px(BOXA *parts, int dot_px)
{
    OcrBox last = {0}, before = {0};
    for (int i = 0; i < boxaGetCount(parts); i++) {
        OcrBox part = ocr_part_at(parts, i);
        if (is_right_of(&part, &last)) {
            before = last;
            last = part;
        } else if (is_right_of(&part, &before)) {
            before = part;
        }
    }
    int tops_px = last.y_px - before.y_px;
    int bottoms_px = tops_px + last.height_px - before.height_px;
    return ocr_part_is_speck(&last, dot_px) && ocr_part_is_speck(&before, dot_px)
               ? MAX(ABS(tops_px), ABS(bottoms_px))
               : 0;
}

static gboolean word_mend(OcrWord *word, PIX *ink, int dot_px, double apart_px)
{
    if (!g_str_has_suffix(word->text, VISARGA) || has_visarga(word->text))
        return TRUE;
    g_autoptr(BOXA) parts = ocr_parts_of(ink, &word->box);
    if (!parts)
        return FALSE;
    if (dots_apart_px(parts, dot_px) >= apart_px) {
        char *end = word->text + strlen(word->text) - strlen(VISARGA);
        memcpy(end, ":", sizeof ":");
    }
    return TRUE;
}

gboolean ocr_lines_mend_visarga(const OcrParts *parts, GPtrArray *lines, GError **error)
{
    double apart_px = APART * parts->letter_px;
    gboolean is_done = TRUE;
    if (!is_hindi(lines))
        return TRUE;
    for (guint i = 0; i < lines->len && is_done; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        for (guint w = 0; w < line->words->len && is_done; w++)
            is_done = word_mend(&g_array_index(line->words, OcrWord, w), parts->ink,
                                parts->speck_px, apart_px);
    }
    return is_done || ocr_set_no_memory(error);
}
