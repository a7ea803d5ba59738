#include "tests/tools/measure.h"

#include <string.h>

static const struct {
    gunichar from, to; /* to 0: dropped */
} folds[] = {
    {0x2018, '\''}, {0x2019, '\''}, {0x201a, '\''}, {0x201b, '\''}, {0x2032, '\''}, {'`', '\''},
    {0x201c, '"'},  {0x201d, '"'},  {0x201e, '"'},  {0x2033, '"'},  {0xab, '"'},    {0xbb, '"'},
    {0x2010, '-'},  {0x2011, '-'},  {0x2012, '-'},  {0x2013, '-'},  {0x2014, '-'},  {0x2015, '-'},
    {0x2212, '-'},  {0x643, 0x6a9}, {0x64a, 0x6cc}, {0x649, 0x6cc}, {0x200e, 0},    {0x200f, 0},
    {0x61c, 0},     {0x202a, 0},    {0x202b, 0},    {0x202c, 0},    {0x202d, 0},    {0x202e, 0},
    {0x2066, 0},    {0x2067, 0},    {0x2068, 0},    {0x2069, 0},    {0xfeff, 0},
};

static gunichar fold(gunichar c)
{
    for (guint i = 0; i < G_N_ELEMENTS(folds); i++)
        if (folds[i].from == c)
            return folds[i].to;
    return c;
}

char *measure_normalise(const char *text)
{
    g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    if (!composed)
        return NULL;
    GString *out = g_string_new(NULL);
    gboolean space = FALSE;
    for (const char *p = composed; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c)) {
            space = out->len > 0;
            continue;
        }
        gunichar folded = fold(c);
        if (!folded)
            continue;
        if (space)
            g_string_append_c(out, ' ');
        space = FALSE;
        g_string_append_unichar(out, folded);
    }
    return g_string_free(out, FALSE);
}

/* Levenshtein 1966, one row of the table at a time. */
static glong distance(const gunichar *a, glong a_length, const gunichar *b, glong b_length)
{
    g_autofree glong *row = g_new(glong, b_length + 1);
    for (glong j = 0; j <= b_length; j++)
        row[j] = j;
    for (glong i = 1; i <= a_length; i++) {
        glong diagonal = row[0];
        row[0] = i;
        for (glong j = 1; j <= b_length; j++) {
            glong replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = MIN(replaced, MIN(row[j], row[j - 1]) + 1);
        }
    }
    return row[b_length];
}

double measure_cer(const char *truth, const char *recognised)
{
    g_autofree char *a = measure_normalise(truth);
    g_autofree char *b = measure_normalise(recognised);
    if (!a || !b)
        return -1;
    glong a_length, b_length;
    g_autofree gunichar *a_chars = g_utf8_to_ucs4_fast(a, -1, &a_length);
    g_autofree gunichar *b_chars = g_utf8_to_ucs4_fast(b, -1, &b_length);
    if (a_length == 0)
        return b_length > 0;
    double rate = (double)distance(a_chars, a_length, b_chars, b_length) / (double)a_length;
    return MIN(rate, 1);
}

static gboolean is_word_char(gunichar c)
{
    return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* word -> how often, in a normalised text. */
static GHashTable *words_count(const char *text)
{
    GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *lower = g_utf8_strdown(text, -1);
    const char *p = lower;
    while (*p) {
        const char *start = p;
        while (is_word_char(g_utf8_get_char(p)))
            p = g_utf8_next_char(p);
        if (p == start) {
            p = g_utf8_next_char(p);
            continue;
        }
        char *word = g_strndup(start, (gsize)(p - start));
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, word));
        g_hash_table_replace(counts, word, GUINT_TO_POINTER(count + 1));
    }
    return counts;
}

double measure_words_missed(const char *truth, const char *recognised)
{
    g_autofree char *a = measure_normalise(truth);
    g_autofree char *b = measure_normalise(recognised);
    if (!a || !b)
        return -1;
    g_autoptr(GHashTable) wanted = words_count(a);
    g_autoptr(GHashTable) found = words_count(b);
    GHashTableIter iter;
    gpointer word, count;
    guint total = 0, missed = 0;
    g_hash_table_iter_init(&iter, wanted);
    while (g_hash_table_iter_next(&iter, &word, &count)) {
        guint n = GPOINTER_TO_UINT(count),
              have = GPOINTER_TO_UINT(g_hash_table_lookup(found, word));
        total += n;
        missed += n - MIN(n, have);
    }
    return total > 0 ? (double)missed / total : 0;
}

/* Lengths of the longest common subsequences of the ends of a and b: (n_a + 1) x (n_b + 1). */
static guint16 *common_lengths(char *const *a, guint n_a, char *const *b, guint n_b)
{
    guint16 *lengths = g_new0(guint16, (gsize)(n_a + 1) * (n_b + 1));
    for (guint i = n_a; i-- > 0;)
        for (guint j = n_b; j-- > 0;) {
            guint16 *at = &lengths[(gsize)i * (n_b + 1) + j];
            guint16 down = at[n_b + 1], right = at[1];
            *at = g_str_equal(a[i], b[j]) ? (guint16)(at[n_b + 2] + 1) : MAX(down, right);
        }
    return lengths;
}

static gboolean *common_mark(char *const *a, guint n_a, char *const *b, guint n_b)
{
    gboolean *is_common = g_new0(gboolean, MAX(n_b, 1));
    g_autofree guint16 *lengths = common_lengths(a, n_a, b, n_b);
    for (guint i = 0, j = 0; i < n_a && j < n_b;) {
        const guint16 *at = &lengths[(gsize)i * (n_b + 1) + j];
        if (g_str_equal(a[i], b[j])) {
            is_common[j] = TRUE;
            i++, j++;
        } else if (at[n_b + 1] >= at[1])
            i++;
        else
            j++;
    }
    return is_common;
}

gboolean *measure_words_right(const char *truth, const char *const *words, guint n_words)
{
    g_autofree char *normal = measure_normalise(truth);
    g_autoptr(GPtrArray) read = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; normal && i < n_words; i++)
        g_ptr_array_add(read, measure_normalise(words[i]));
    if (!normal || g_ptr_array_find(read, NULL, NULL))
        return NULL;
    g_auto(GStrv) wanted = g_strsplit(normal, " ", -1);
    return common_mark(wanted, g_strv_length(wanted), (char *const *)read->pdata, n_words);
}

static guint table_count(GHashTable *table, const char *word)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(table, word));
}

guint measure_invented(const char *truth, const char *recognised, guint *n_right)
{
    g_autofree char *normal_truth = measure_normalise(truth);
    g_autofree char *normal = measure_normalise(recognised);
    g_auto(GStrv) there = g_strsplit(normal_truth, " ", -1), words = g_strsplit(normal, " ", -1);
    g_autoptr(GHashTable) wanted = g_hash_table_new(g_str_hash, g_str_equal);
    guint n_chars = 0, n_found = 0;
    for (char **word = there; *word; word++)
        g_hash_table_insert(wanted, *word, GUINT_TO_POINTER(table_count(wanted, *word) + 1));
    for (char **word = words; *word; word++) {
        guint left = table_count(wanted, *word);
        if (left > 0 && **word) {
            g_hash_table_insert(wanted, *word, GUINT_TO_POINTER(left - 1));
            n_found++;
        } else {
            n_chars += (guint)g_utf8_strlen(*word, -1);
        }
    }
    if (n_right)
        *n_right = n_found;
    return n_chars;
}

double measure_distance_within(const char *truth, const char *text)
{
    g_autofree char *a = measure_normalise(text), *b = measure_normalise(truth);
    if (!a || !b)
        return -1;
    glong n_a, n_b;
    g_autofree gunichar *from = g_utf8_to_ucs4_fast(a, -1, &n_a);
    g_autofree gunichar *to = g_utf8_to_ucs4_fast(b, -1, &n_b);
    g_autofree glong *row = g_new0(glong, n_b + 1); /* a part begins anywhere at no cost */
    for (glong i = 1; i <= n_a; i++) {
        glong before = row[0];
        row[0] = i;
        for (glong j = 1; j <= n_b; j++) {
            glong changed = before + (from[i - 1] != to[j - 1]);
            before = row[j];
            row[j] = MIN(changed, MIN(row[j], row[j - 1]) + 1);
        }
    }
    glong least = n_a; /* and ends anywhere */
    for (glong j = 0; j <= n_b; j++)
        least = MIN(least, row[j]);
    return n_a > 0 ? (double)least / (double)n_a : 1;
}
