/* Character error rate. */
#include "tests/ocr/truth.h"

static gunichar fold(gunichar c)
{
    static const struct {
        gunichar from, to;
    } folds[] = {{0x201C, '"'}, {0x201D, '"'}, {0x2018, '\''},   {0x2019, '\''},
                 {0x2013, '-'}, {0x2014, '-'}, {0x064A, 0x06CC}, {0x0643, 0x06A9}};
    for (guint i = 0; i < G_N_ELEMENTS(folds); i++)
        if (folds[i].from == c)
            return folds[i].to;
    return c;
}

static GArray *normalise(const char *text)
{
    g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    GArray *chars = g_array_new(FALSE, FALSE, sizeof(gunichar));
    gboolean gap = FALSE;
    for (const char *p = composed; *p; p = g_utf8_next_char(p)) {
        gunichar c = fold(g_utf8_get_char(p)), space = ' ';
        if (g_unichar_isspace(c)) {
            gap = chars->len > 0;
            continue;
        }
        if (gap)
            g_array_append_val(chars, space);
        gap = FALSE;
        g_array_append_val(chars, c);
    }
    return chars;
}

static guint distance(const GArray *a, const GArray *b)
{
    g_autofree guint *row = g_new(guint, b->len + 1);
    for (guint j = 0; j <= b->len; j++)
        row[j] = j;
    for (guint i = 1; i <= a->len; i++) {
        guint diagonal = row[0];
        row[0] = i;
        for (guint j = 1; j <= b->len; j++) {
            gboolean is_same =
                g_array_index(a, gunichar, i - 1) == g_array_index(b, gunichar, j - 1);
            guint replaced = diagonal + !is_same;
            diagonal = row[j];
            row[j] = MIN(replaced, MIN(row[j], row[j - 1]) + 1);
        }
    }
    return row[b->len];
}

double truth_cer(const char *truth, const char *read)
{
    g_autoptr(GArray) a = normalise(truth), b = normalise(read);
    return 100.0 * distance(a, b) / MAX(a->len, 1);
}
