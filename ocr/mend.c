/* Numbers and quotation marks held against the pieces of ink they were read from, and against the page's other digits.
 *
 * A digit of Latin, Devanagari or Gurmukhi is one piece, all digits are of one height, a dash is low and a slash
 * higher. So where a number has one piece more than characters and that piece is a dash or a slash between two of
 * the others, it was lost; where it has as many, it was misread (Punjabi's model reads / as 7).
 *
 * The limits: digits that touch or are broken do not count, such a number stays as it was read. Urdu's numbers,
 * which run against the line, stay too.
 */
#include "ocr/mend.h"

#include <stdlib.h>
#include <string.h>

#include "ocr/text.h"

#define CHARS_MAX 24
#define PARTS_MIN 3      /* a sign and a digit on either side */
#define DASH_HEIGHT 0.3  /* of a digit's, at most */
#define DASH_WIDTH 1.5   /* of its own height, at least */
#define DASH_TOP 0.3     /* where its middle is, in heights of the number from its top */
#define DASH_BOTTOM 0.75 /* the same */
#define SLASH_HEIGHT 1.2 /* of a digit's, at least */
#define SLASH_WIDTH 0.25 /* of its own height: less is a rule */
#define SLASH_BESIDE 0.1 /* share of its ink in the corners it does not run through; a 7 has more */
#define OWN_DIGITS 4     /* times as many of Punjabi's own digits as Latin ones ... */
#define OWN_DIGITS_MIN 8 /* ... and so many make a page's digits Punjabi's */
#define QUOTE_HEIGHT 0.6 /* of its word's, at most */
#define QUOTE_SURE 85.0  /* a word with its quotation mark, as the engine says */

typedef struct {
    gunichar chars[CHARS_MAX + 1]; /* '-', '/', or a digit; of ink, 0 for a digit */
    guint n;
} Number;

static int compare_heights(gconstpointer a, gconstpointer b)
{
    return ((const OcrBox *)a)->height_px - ((const OcrBox *)b)->height_px;
}

static int median_height(const OcrBox *parts, guint n)
{
    g_autofree OcrBox *sorted = g_memdup2(parts, n * sizeof *parts);
    qsort(sorted, n, sizeof *parts, compare_heights);
    return sorted[n / 2].height_px;
}

static int count_ink(PIX *ink, int x_px, int y_px, int width_px, int height_px)
{
    int n_pixels = 0;
    BOX *box = boxCreate(x_px, y_px, width_px, height_px);
    pixCountPixelsInRect(ink, box, &n_pixels, NULL);
    boxDestroy(&box);
    return n_pixels;
}

/* Whether a piece runs from its lower left to its upper right: next to nothing in the other corners. */
static gboolean is_slanted(PIX *ink, const OcrBox *word, const OcrBox *part)
{
    int x = word->x_px + part->x_px, y = word->y_px + part->y_px;
    int half_width = part->width_px / 2, half_height = part->height_px / 2;
    int n_all = count_ink(ink, x, y, part->width_px, part->height_px);
    int n_beside = count_ink(ink, x, y, half_width, half_height) +
                   count_ink(ink, x + part->width_px - half_width,
                             y + part->height_px - half_height, half_width, half_height);
    return n_beside <= SLASH_BESIDE * n_all;
}

static gboolean is_dash(const OcrBox *part, int digit_px, int height_px)
{
    double middle_px = part->y_px + part->height_px / 2.0;
    return part->height_px <= DASH_HEIGHT * digit_px &&
           part->width_px >= DASH_WIDTH * part->height_px && middle_px >= DASH_TOP * height_px &&
           middle_px <= DASH_BOTTOM * height_px;
}

static gboolean is_slash(PIX *ink, const OcrBox *word, const OcrBox *part, int digit_px)
{
    return part->height_px >= SLASH_HEIGHT * digit_px &&
           part->width_px >= SLASH_WIDTH * part->height_px && is_slanted(ink, word, part);
}

/* What the ink says; without characters where there are too many or too few pieces. */
static Number number_of_ink(PIX *ink, BOXA *parts, const OcrBox *word, int speck_px)
{
    OcrBox kept[CHARS_MAX];
    Number number = {0};
    guint n = 0;
    for (int i = 0; i < boxaGetCount(parts) && n < CHARS_MAX; i++) {
        OcrBox part = ocr_part_at(parts, i);
        if (!ocr_part_is_speck(&part, speck_px))
            kept[n++] = part;
    }
    if (n < PARTS_MIN || n == CHARS_MAX)
        return number;
    int digit_px = median_height(kept, n);
    for (guint i = 0; i < n; i++)
        number.chars[i] = is_dash(&kept[i], digit_px, word->height_px) ? '-'
                          : is_slash(ink, word, &kept[i], digit_px)    ? '/'
                                                                       : 0;
    number.n = n;
    return number;
}

/* What was read; without characters where it is no number. */
static Number number_of_text(const char *text)
{
    Number number = {0};
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (number.n == CHARS_MAX || !(g_unichar_isdigit(c) || c == '-' || c == '/'))
            return (Number){0};
        number.chars[number.n++] = c;
    }
    return number;
}

static gboolean chars_agree(const Number *ink, guint ink_at, const Number *read, guint read_at,
                            guint n)
{
    for (guint i = 0; i < n; i++) {
        gunichar c = read->chars[read_at + i];
        if (ink->chars[ink_at + i] != (g_unichar_isdigit(c) ? 0 : c))
            return FALSE;
    }
    return TRUE;
}

/* Puts the one sign in that the ink has more. */
static gboolean insert_sign(Number *read, const Number *ink)
{
    for (guint i = 1; i + 1 < ink->n; i++) {
        if (!ink->chars[i] || !chars_agree(ink, 0, read, 0, i) ||
            !chars_agree(ink, i + 1, read, i, read->n - i))
            continue;
        memmove(&read->chars[i + 1], &read->chars[i], (read->n - i) * sizeof read->chars[0]);
        read->chars[i] = ink->chars[i];
        read->n++;
        return TRUE;
    }
    return FALSE;
}

/* Puts signs where digits were read. */
static gboolean replace_signs(Number *read, const Number *ink)
{
    gboolean is_changed = FALSE;
    for (guint i = 1; i + 1 < ink->n; i++)
        if (ink->chars[i] && g_unichar_isdigit(read->chars[i])) {
            read->chars[i] = ink->chars[i];
            is_changed = TRUE;
        }
    return is_changed;
}

static void number_mend(OcrWord *word, PIX *ink_of_page, BOXA *parts, int speck_px)
{
    Number read = number_of_text(word->text);
    Number ink = number_of_ink(ink_of_page, parts, &word->box, speck_px);
    gboolean is_changed = ink.n == read.n       ? replace_signs(&read, &ink)
                          : ink.n == read.n + 1 ? insert_sign(&read, &ink)
                                                : FALSE;
    if (!is_changed)
        return;
    g_free(word->text);
    word->text = g_ucs4_to_utf8(read.chars, read.n, NULL, NULL, NULL);
}

/* ------------------------------------------------------------------------------------ quotation marks -- */

static gboolean is_quote(gunichar c)
{
    static const gunichar quotes[] = {'"', '\'', '`', 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0};
    for (const gunichar *quote = quotes; *quote; quote++)
        if (c == *quote)
            return TRUE;
    return FALSE;
}

static gboolean is_quoted(const char *text)
{
    return is_quote(g_utf8_get_char(text)) && *g_utf8_next_char(text);
}

/* A word begins with a mark that hangs high and is low, if it is quoted. */
static void quote_mend(OcrWord *word, BOXA *parts)
{
    OcrBox first = ocr_part_at(parts, 0);
    if (first.height_px <= QUOTE_HEIGHT * word->box.height_px)
        return;
    char *rest = g_strdup(g_utf8_next_char(word->text));
    g_free(word->text);
    word->text = rest;
}

/* ------------------------------------------------------------------------------------ Punjabi's digits -- */

/* Of numbers in Punjabi; Latin 8 and 9 do not count, for they may be misread. */
static void count_digits(const OcrWord *word, guint *n_own, guint *n_latin)
{
    if (!g_str_equal(word->language, "pan") || number_of_text(word->text).n == 0)
        return;
    for (const char *p = word->text; *p; p = g_utf8_next_char(p)) {
        *n_own += !g_ascii_isdigit(*p) && g_unichar_isdigit(g_utf8_get_char(p));
        *n_latin += *p >= '0' && *p <= '7';
    }
}

static gboolean digits_are_gurmukhi(const GPtrArray *lines)
{
    guint n_own = 0, n_latin = 0;
    for (guint i = 0; i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        for (guint w = 0; w < line->words->len; w++)
            count_digits(&g_array_index(line->words, OcrWord, w), &n_own, &n_latin);
    }
    return n_own >= OWN_DIGITS_MIN && n_own >= OWN_DIGITS * n_latin;
}

/* Punjabi's 4 looks like a Latin 8, its 7 like a 9. */
static void digits_mend(OcrWord *word)
{
    Number number = number_of_text(word->text);
    if (!g_str_equal(word->language, "pan") || number.n == 0)
        return;
    for (guint i = 0; i < number.n; i++)
        number.chars[i] = number.chars[i] == '8'   ? 0xA6A
                          : number.chars[i] == '9' ? 0xA6D
                                                   : number.chars[i];
    g_free(word->text);
    word->text = g_ucs4_to_utf8(number.chars, number.n, NULL, NULL, NULL);
}

static void lines_mend_digits(GPtrArray *lines)
{
    gboolean are_gurmukhi = digits_are_gurmukhi(lines);
    for (guint i = 0; are_gurmukhi && i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        for (guint w = 0; w < line->words->len; w++)
            digits_mend(&g_array_index(line->words, OcrWord, w));
    }
}

/* --------------------------------------------------------------------------------------- all together -- */

static gboolean word_mend(OcrWord *word, PIX *ink, int speck_px)
{
    gboolean is_number = !g_str_equal(word->language, "urd") && number_of_text(word->text).n > 1;
    gboolean may_be_quoted =
        is_quoted(word->text) && !word->is_rtl && word->engine_confidence < QUOTE_SURE;
    if (!is_number && !may_be_quoted)
        return TRUE;
    g_autoptr(BOXA) parts = ocr_parts_of(ink, &word->box);
    if (!parts)
        return FALSE;
    if (is_number)
        number_mend(word, ink, parts, speck_px);
    else if (boxaGetCount(parts) > 0)
        quote_mend(word, parts);
    return TRUE;
}

gboolean ocr_lines_mend(const OcrParts *parts, GPtrArray *lines, GError **error)
{
    gboolean is_done = TRUE;
    for (guint i = 0; i < lines->len && is_done; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        for (guint w = 0; w < line->words->len && is_done; w++)
            is_done =
                word_mend(&g_array_index(line->words, OcrWord, w), parts->ink, parts->speck_px);
    }
    lines_mend_digits(lines);
    return is_done || ocr_set_no_memory(error);
}
