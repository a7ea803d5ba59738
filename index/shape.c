/* Shapes of words.
 *
 * Method: the idea of a skeleton (UTS 39, section 4) with the pairs that printing, ageing and OCR
 * confuse: letters of one stroke more or less in Devanagari and Gurmukhi, letters that differ by
 * their dots alone in Arabic script (the rasm; dots are what Nastaliq loses first), digits for
 * letters in Latin. Long and short vowel signs are one too, as people spell them either way.
 * Limits: the pairs were chosen by their looks, not measured; what they miss is left to the
 * distance (Damerau-Levenshtein, optimal string alignment), which knows no letters.
 */
#include "index/shape.h"

#include <string.h>

#define END_MARK '|'
#define WORD_CHARS_MIN 3
#define WORD_CHARS_MAX 40 /* beyond that it is a line that lost its gaps */

static const struct {
    gunichar shape;
    const char *letters; /* that have it */
} SHAPES[] = {
    {'o', "0"},
    {'l', "1i"},
    {'s', "5"},
    {'b', "8"},
    {'z', "2"},
    {'c', "e"},
    {0x092C, "व"},
    {0x092E, "भ"},
    {0x0918, "ध"},
    {0x092A, "ष"},
    {0x0921, "ङ"},
    {0x091F, "ठ"},
    {0x0925, "य"},
    {0x093F, "ी"},
    {0x0941, "ू"},
    {0x0947, "ै"},
    {0x094B, "ौ"},
    {0x0A2E, "ਸ"},
    {0x0A16, "ਥਬ"},
    {0x0A2A, "ਧ"},
    {0x0A1F, "ਣ"},
    {0x0A3F, "ੀ"},
    {0x0A41, "ੂ"},
    {0x0A47, "ੈ"},
    {0x0A4B, "ੌ"},
    {0x0628, "پتٹثنیں"},
    {0x062D, "جچخ"},
    {0x062F, "ڈذ"},
    {0x0631, "ڑزژ"},
    {0x0633, "ش"},
    {0x0635, "ض"},
    {0x0637, "ظ"},
    {0x0639, "غ"},
    {0x0641, "ق"},
    {0x06A9, "گ"},
    {0x06C1, "ھ"},
    {0, "\u0902\u0A02\u0A71\u093C"}, /* anusvara, bindi, addak: dropped */
};

static const struct {
    const char *letters;
    char shape;
} PAIRS[] = {{"rn", 'm'}, {"cl", 'd'}, {"vv", 'w'}};

/* A letter and its shape are of one script, whose letters lie together: most rows need no look. */
static gunichar letter_shape(gunichar letter)
{
    for (guint i = 0; i < G_N_ELEMENTS(SHAPES); i++)
        if ((SHAPES[i].shape >> 8 == letter >> 8 || SHAPES[i].shape == 0) &&
            g_utf8_strchr(SHAPES[i].letters, -1, letter))
            return SHAPES[i].shape;
    return letter;
}

/* Of two letters that look like one; 0: they do not. */
static char pair_shape(const char *letters)
{
    for (guint i = 0; i < G_N_ELEMENTS(PAIRS); i++)
        if (g_str_has_prefix(letters, PAIRS[i].letters))
            return PAIRS[i].shape;
    return 0;
}

char *index_word_shape(const char *word)
{
    GString *shape = g_string_new(NULL);
    g_string_append_c(shape, END_MARK);
    for (const char *at = word; *at;) {
        char pair = pair_shape(at);
        gunichar one = pair ? (gunichar)pair : letter_shape(g_utf8_get_char(at));
        if (one)
            g_string_append_unichar(shape, one);
        at = pair ? at + 2 : g_utf8_next_char(at);
    }
    g_string_append_c(shape, END_MARK);
    return g_string_free(shape, FALSE);
}

/* ------------------------------------------------------------------------------------ distance -- */

typedef struct {
    glong n;
    gunichar *letters;
} Letters;

/* The three rows of the table that are still needed: two letters ago, one ago, now. */
static guint cell(const Letters *one, const Letters *other, guint *const rows[3], glong i, glong j)
{
    gboolean differ = one->letters[i - 1] != other->letters[j - 1];
    guint least = rows[1][j - 1] + differ;
    least = MIN(least, MIN(rows[1][j], rows[2][j - 1]) + 1);
    if (differ && i > 1 && j > 1 && one->letters[i - 1] == other->letters[j - 2] &&
        one->letters[i - 2] == other->letters[j - 1])
        least = MIN(least, rows[0][j - 2] + 1);
    return least;
}

static guint letters_distance(const Letters *one, const Letters *other, guint max)
{
    guint table[3][WORD_CHARS_MAX + 3], *rows[3] = {table[0], table[1], table[2]};
    for (glong j = 0; j <= other->n; j++)
        rows[2][j] = (guint)j;
    for (glong i = 1; i <= one->n; i++) {
        guint *oldest = rows[0], least = (guint)i;
        rows[0] = rows[1];
        rows[1] = rows[2];
        rows[2] = oldest;
        rows[2][0] = (guint)i;
        for (glong j = 1; j <= other->n; j++)
            least = MIN(least, rows[2][j] = cell(one, other, rows, i, j));
        if (least > max)
            return max + 1;
    }
    return rows[2][other->n];
}

guint index_shape_distance(const char *one, const char *other, guint max)
{
    Letters a, b;
    g_autofree gunichar *a_letters = g_utf8_to_ucs4_fast(one, -1, &a.n);
    g_autofree gunichar *b_letters = g_utf8_to_ucs4_fast(other, -1, &b.n);
    a.letters = a_letters;
    b.letters = b_letters;
    if (MAX(a.n, b.n) > WORD_CHARS_MAX + 2 || (guint)labs(a.n - b.n) > max)
        return max + 1;
    return letters_distance(&a, &b, max);
}

/* --------------------------------------------------------------------------------------- words -- */

gboolean index_word_has_digit(const char *word)
{
    return strpbrk(word, "0123456789") != NULL; /* folding leaves no others */
}

gboolean index_word_can_be_misread(const char *word)
{
    glong n = g_utf8_strlen(word, -1);
    return n >= WORD_CHARS_MIN && n <= WORD_CHARS_MAX;
}

gboolean index_word_is_suggested(const char *word)
{
    return index_word_can_be_misread(word) && strspn(word, "0123456789") != strlen(word);
}
