/* What search takes for the same word, and where a folded byte comes from. */
#include "index/normalise.h"

#include <string.h>

typedef struct {
    const char *name, *one, *other;
} Pair;

static const Pair SAME[] = {
    {"case", "Deputy COMMISSIONER", "deputy commissioner"},
    {"sharp-s", "Straße", "STRASSE"},
    {"mizo-composed", "Ṭhenawm hmâ ênkawl", "thenawm hma enkawl"},
    {"mizo-marks-alone", "t\u0323ha\u0302", "tha"},
    {"nukta-composed", "\u095B\u092E\u0940\u0928", "\u091C\u092E\u0940\u0928"},
    {"nukta-alone", "\u091C\u093C\u092E\u0940\u0928", "\u091C\u092E\u0940\u0928"},
    {"nukta-gurmukhi", "\u0A5B\u0A2E\u0A40\u0A28", "\u0A1C\u0A2E\u0A40\u0A28"},
    {"joiners", "\u0915\u094D\u200D\u0937 \u0645\u06CC\u200C\u06A9",
     "\u0915\u094D\u0937 \u0645\u06CC\u06A9"},
    {"yeh", "\u0632\u0645\u064A\u0646", "\u0632\u0645\u06CC\u0646"},
    {"alef-maksura", "\u0645\u0648\u0633\u0649", "\u0645\u0648\u0633\u06CC"},
    {"kaf", "\u0643\u0627\u063A\u0630", "\u06A9\u0627\u063A\u0630"},
    {"heh", "\u0646\u0642\u0634\u0647", "\u0646\u0642\u0634\u06C1"},
    {"heh-hamza", "\u0646\u0642\u0634\u06C2", "\u0646\u0642\u0634\u06C0"},
    {"aerab", "\u0627\u0650\u0646\u062A\u0650\u0642\u0627\u0644",
     "\u0627\u0646\u062A\u0642\u0627\u0644"},
    {"hamza", "\u0645\u0633\u0626\u0644\u06C1", "\u0645\u0633\u06CC\u0644\u06C1"},
    {"madda", "\u0622\u0628\u0627\u062F", "\u0627\u0628\u0627\u062F"},
    {"tatweel", "\u0645\u0640\u0640\u06CC\u0631", "\u0645\u06CC\u0631"},
    {"presentation-forms", "\uFEFB\uFEE3", "\u0644\u0627\u0645"},
    {"digits", "\u096A\u0967\u0968 \u06F4\u06F1\u06F2 \u0664\u0661\u0662 \u0A6A\u0A67\u0A68",
     "412 412 412 412"},
    {"full-width", "\uFF2B\uFF28\uFF34", "kht"},
    {"controls", "a\tb\nc", "a b c"},
};

static const Pair DIFFERENT[] = {
    {"hindi-vowel-signs", "\u0915\u0940", "\u0915\u093F"},
    {"hindi-anusvara", "\u0939\u093F\u0902\u0926\u0940", "\u0939\u093F\u0926\u0940"},
    {"hindi-virama", "\u0915\u094D\u0937", "\u0915\u0937"},
    {"punjabi-vowel-signs", "\u0A38\u0A3F\u0A70\u0A18", "\u0A38\u0A70\u0A18"},
    {"punjabi-addak", "\u0A2A\u0A71\u0A15\u0A3E", "\u0A2A\u0A15\u0A3E"},
    {"urdu-do-chashmi", "\u06A9\u06BE\u0627\u062A\u06C1", "\u06A9\u06C1\u0627\u062A\u06C1"},
    {"urdu-bari-ye", "\u06A9\u06D2", "\u06A9\u06CC"},
    {"digits", "12", "13"},
};

static void test_same(gconstpointer data)
{
    const Pair *pair = data;
    g_autofree char *one = index_text_fold(pair->one, NULL);
    g_autofree char *other = index_text_fold(pair->other, NULL);
    g_assert_cmpstr(one, ==, other);
    g_autofree char *again = index_text_fold(one, NULL);
    g_assert_cmpstr(again, ==, one);
}

static void test_different(gconstpointer data)
{
    const Pair *pair = data;
    g_autofree char *one = index_text_fold(pair->one, NULL);
    g_autofree char *other = index_text_fold(pair->other, NULL);
    g_assert_cmpstr(one, !=, other);
}

static void test_origins(void)
{
    const char *text = "The \u095Bमीन of Ṭhana";
    g_autoptr(GArray) origins = NULL;
    g_autofree char *folded = index_text_fold(text, &origins);
    g_assert_cmpuint(origins->len, ==, strlen(folded) + 1);
    const char *folded_thana = strstr(folded, "thana");
    g_assert_nonnull(folded_thana);
    guint32 origin = g_array_index(origins, guint32, folded_thana - folded);
    g_assert_true(g_str_has_prefix(text + origin, "Ṭhana"));
    g_assert_cmpuint(g_array_index(origins, guint32, strlen(folded)), ==, strlen(text));
    for (guint i = 1; i < origins->len; i++)
        g_assert_cmpuint(g_array_index(origins, guint32, i - 1), <=,
                         g_array_index(origins, guint32, i));
}

static void test_hostile(void)
{
    g_autofree char *broken = index_text_fold("ab\xff\xc3", NULL);
    g_assert_cmpstr(broken, ==, "ab\uFFFD\uFFFD");
    g_autofree char *empty = index_text_fold("", NULL);
    g_assert_cmpstr(empty, ==, "");
    g_autoptr(GString) tower = g_string_new("a");
    for (int i = 0; i < 5000; i++)
        g_string_append(tower, "\u0301\u0308");
    g_autofree char *flat = index_text_fold(tower->str, NULL);
    g_assert_cmpstr(flat, ==, "a");
    g_autoptr(GString) wide = g_string_new(NULL);
    for (int i = 0; i < 5000; i++)
        g_string_append(wide, "\uFDFA");
    g_autofree char *long_text = index_text_fold(wide->str, NULL);
    g_assert_cmpuint(strlen(long_text), >, 5000);
}

static void test_words(void)
{
    static const char *const expected[] = {"a", "12", "2008", "\u0915\u0940", "b"};
    const char *next = " a-12/2008, (\u0915\u0940)\u2014b ", *word;
    gsize length;
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_assert_true(index_text_next_word(&next, &word, &length));
        g_autofree char *found = g_strndup(word, length);
        g_assert_cmpstr(found, ==, expected[i]);
    }
    g_assert_false(index_text_next_word(&next, &word, &length));
    next = "last";
    g_assert_true(index_text_next_word(&next, &word, &length));
    g_assert_cmpuint(length, ==, 4);
    g_assert_cmpstr(next, ==, "");
    next = " \"*-/() ";
    g_assert_false(index_text_next_word(&next, &word, &length));
}

static void add_pairs(const char *group, const Pair *pairs, gsize n, GTestDataFunc test)
{
    for (gsize i = 0; i < n; i++) {
        g_autofree char *path = g_strdup_printf("/normalise/%s/%s", group, pairs[i].name);
        g_test_add_data_func(path, &pairs[i], test);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add_pairs("same", SAME, G_N_ELEMENTS(SAME), test_same);
    add_pairs("different", DIFFERENT, G_N_ELEMENTS(DIFFERENT), test_different);
    g_test_add_func("/normalise/origins", test_origins);
    g_test_add_func("/normalise/hostile", test_hostile);
    g_test_add_func("/normalise/words", test_words);
    return g_test_run();
}
