#include "tests/tools/measure.h"

typedef struct {
    const char *name, *truth, *recognised;
    double expected;
} Case;

static const Case cer_cases[] = {
    {"equal", "khasra No. 214", "khasra No. 214", 0},
    {"replaced", "abcd", "abxd", 0.25},
    {"missing", "abcd", "abd", 0.25},
    {"added", "abcd", "abccd", 0.25},
    {"swapped-letters-count-twice", "abcd", "bacd", 0.5},
    {"nothing-read", "abcd", "", 1},
    {"capped", "ab", "something quite different", 1},
    {"empty-truth", "", "x", 1},
    {"both-empty", " \n", "", 0},
    {"white-space", " a  b\n\nc ", "a b c", 0},
    {"quotes", "‘a’ “b” «c»", "'a' \"b\" \"c\"", 0},
    {"dashes", "2008–09 — x", "2008-09 - x", 0},
    {"direction-marks", "\u200fاب\u200e", "اب", 0},
    {"arabic-ye-kaf", "كي", "کی", 0},
    {"nfc", "e\u0301", "\u00e9", 0},
    {"nukta-forms", "\u0958", "\u0915\u093c", 0},
    {"code-points-not-bytes", "तहसील", "तहसाल", 0.2},
    {"line-breaks-are-spaces", "one\ntwo", "one two", 0},
};

static const Case word_cases[] = {
    {"equal", "FAX NO. (614)", "FAX NO. (614)", 0},
    {"order-does-not-count", "a b c", "c a b", 0},
    {"case-does-not-count", "Fax", "FAX", 0},
    {"one-of-two", "alpha beta", "beta gamma", 0.5},
    {"each-copy-counts", "a a a a", "a", 0.75},
    {"split-tokens", "466- 5087 12 /10", "466-5087 12/10", 0},
    {"part-of-a-word", "mutation", "muta", 1},
    {"vowel-signs-belong-to-words", "की का", "की", 0.5},
    {"empty-truth", "", "a", 0},
};

static void check_cer(gconstpointer data)
{
    const Case *c = data;
    g_assert_cmpfloat_with_epsilon(measure_cer(c->truth, c->recognised), c->expected, 1e-9);
}

static void check_words(gconstpointer data)
{
    const Case *c = data;
    g_assert_cmpfloat_with_epsilon(measure_words_missed(c->truth, c->recognised), c->expected,
                                   1e-9);
}

static void check_not_utf8(void)
{
    g_assert_cmpfloat(measure_cer("a", "\xff"), <, 0);
    g_assert_cmpfloat(measure_words_missed("\xff", "a"), <, 0);
}

static void add_cases(const char *group, const Case *cases, guint n_cases, GTestDataFunc check)
{
    for (guint i = 0; i < n_cases; i++) {
        g_autofree char *path = g_strdup_printf("/%s/%s", group, cases[i].name);
        g_test_add_data_func(path, &cases[i], check);
    }
}

static void check_invented(void)
{
    guint n_right = 0;
    g_assert_cmpuint(measure_invented("Chak Sultan 445", "Chak Oo Sultan Sultan", &n_right), ==, 8);
    g_assert_cmpuint(n_right, ==, 2);
    g_assert_cmpuint(measure_invented("", "", &n_right), ==, 0);
    g_assert_cmpuint(n_right, ==, 0);
}

static void check_distance_within(void)
{
    g_assert_cmpfloat(measure_distance_within("one two three", "two"), ==, 0);
    g_assert_cmpfloat(measure_distance_within("one two three", "twqo"), ==, 0.25);
    g_assert_cmpfloat(measure_distance_within("one two three", "zzzz"), ==, 1);
    g_assert_cmpfloat(measure_distance_within("", "ab"), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add_cases("cer", cer_cases, G_N_ELEMENTS(cer_cases), check_cer);
    add_cases("words", word_cases, G_N_ELEMENTS(word_cases), check_words);
    g_test_add_func("/not-utf8", check_not_utf8);
    g_test_add_func("/measure/invented", check_invented);
    g_test_add_func("/measure/distance-within", check_distance_within);
    return g_test_run();
}
