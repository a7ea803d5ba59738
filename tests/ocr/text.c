/* Words and what is derived from them: cleaning, direction, language, confidence, plain text. */
#include "ocr/text.h"

#include "ocr/language.h"

static void test_clean(void)
{
    static const struct {
        const char *name, *raw, *expected;
    } cases[] = {
        {"plain", "Tehsil", "Tehsil"},
        {"marks", "\u200eدفتر\u200f", "دفتر"},
        {"embeddings", "\u202bدفتر\u202c\u2067\u2069\u061c", "دفتر"},
        {"controls",
         "a\x01\x7f\xc2\x85"
         "b",
         "ab"},
        {"white space", " a b\t\n\u00a0", "ab"},
        {"byte order mark",
         "\ufeff"
         "a",
         "a"},
        {"composed", "e\u0301", "\u00e9"},
        {"composition exclusion", "\u095c", "\u0921\u093c"},
        {"joiners spell", "क्\u200dष نہ\u200cکر", "क्\u200dषنہ\u200cکر"},
        {"beyond the plane", "a\U0001F600", "a\ufffd"},
        {"noncharacter", "a\uffff", "a"},
        {"not UTF-8", "a\xff", "a\ufffd"},
        {"left blank", "Name:____", "Name:"},
        {"left blank within", "19___-__20", "19-20"},
        {"blank alone", "______", NULL},
        {"underscore", "a_b", "a_b"},
        {"nothing", "", NULL},
        {"nothing left", "\u200e \n", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].name);
        g_autofree char *clean = ocr_word_text_clean(cases[i].raw);
        g_assert_cmpstr(clean, ==, cases[i].expected);
    }
}

static void test_spell(void)
{
    static const struct {
        const char *language, *clean, *expected;
    } cases[] = {
        {"urd", "٣٦٤", "۳۶۴"},
        {"urd", "۳٦٣", "۳۶۳"},
        {"urd", "فریقین,", "فریقین،"},
        {"urd", "کیا?", "کیا؟"},
        {"urd", "12,5", "12,5"},
        {"urd", "۱۲,", "۱۲,"},
        {"urd", "نمبر", "نمبر"},
        {"hin", "३६,", "३६,"},
        {"eng", "so,", "so,"},
        {"hin", "فریقین,", "فریقین,"},
        {"urd", "مقدمه", "مقدمہ"},
        {"urd", "كي", "کی"},
        {"urd", "ملاحظھ", "ملاحظہ"},
        {"urd", "سمجھ", "سمجھ"},
        {"urd", "ساتھ", "ساتھ"},
        {"urd", "کھ", "کہ"},
        {"urd", "رکھ", "رکھ"},
        {"urd", "\u062F\u0631\u062C\u0647\u0654", "\u062F\u0631\u062C\u06C2"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *spelt = ocr_word_text_spell(g_strdup(cases[i].clean), cases[i].language);
        g_assert_cmpstr(spelt, ==, cases[i].expected);
    }
}

static OcrLine *line_of(const char *const *words, const char *language, double confidence)
{
    OcrLine *line = ocr_line_new();
    for (; *words; words++)
        ocr_line_add_word(line, g_strdup(*words), &(OcrBox){0, 0, 10, 10}, confidence, language);
    ocr_line_finish(line);
    return line;
}

static void test_direction(void)
{
    static const struct {
        const char *words[4];
        gboolean is_rtl[4], line_is_rtl;
    } cases[] = {
        {{"No.", "12"}, {FALSE, FALSE}, FALSE},  {{"نمبر", "12"}, {TRUE, FALSE}, TRUE},
        {{"۱۲", "۲۰۰۸"}, {FALSE, FALSE}, FALSE}, {{"khasra", "نمبرات"}, {FALSE, TRUE}, FALSE},
        {{"ok", "نمبرات"}, {FALSE, TRUE}, TRUE}, {{"दिनांक"}, {FALSE}, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(OcrLine) line = line_of(cases[i].words, "eng", 90);
        for (guint w = 0; w < line->words->len; w++)
            g_assert_cmpint(g_array_index(line->words, OcrWord, w).is_rtl, ==, cases[i].is_rtl[w]);
        g_assert_cmpint(line->is_rtl, ==, cases[i].line_is_rtl);
    }
}

static void test_page(void)
{
    static const char *const first[] = {"Office", "note", NULL};
    static const char *const second[] = {"No.", "12", NULL};
    static const char *const third[] = {"दिनांक", NULL};
    g_autoptr(PageText) text = ocr_page_text_new();
    g_ptr_array_add(text->lines, line_of(first, "eng", 90));
    g_ptr_array_add(text->lines, line_of(second, "eng", 80));
    g_ptr_array_add(text->lines, line_of(third, "hin", 50));
    ((OcrLine *)g_ptr_array_index(text->lines, 2))->block = 1;
    ocr_page_text_finish(text);
    g_assert_cmpstr(text->language, ==, "eng");
    g_assert_cmpfloat_with_epsilon(text->confidence, (90 * 10 + 80 * 5 + 50 * 6) / 21.0, 1e-9);
    g_autofree char *plain = ocr_page_text_plain(text);
    g_assert_cmpstr(plain, ==, "Office note\nNo. 12\n\nदिनांक\n");
}

static void test_empty_page(void)
{
    g_autoptr(PageText) text = ocr_page_text_new();
    ocr_page_text_finish(text);
    g_assert_cmpstr(text->language, ==, "");
    g_assert_cmpfloat(text->confidence, ==, 0);
    g_autofree char *plain = ocr_page_text_plain(text);
    g_assert_cmpstr(plain, ==, "");
    ocr_page_text_free(NULL);
    ocr_page_images_free(NULL);
}

/* -------------------------------------------------------------------------------------- models */

static void test_models(void)
{
    static const struct {
        const char *languages;
        const char *installed[6];
        const char *expected; /* "language=model ..."; NULL: refused */
        const char *complaint;
    } cases[] = {
        {"eng", {"eng"}, "eng=eng", NULL},
        {"eng+hin+urd", {"eng", "hin", "urd"}, "eng=eng hin=hin urd=urd", NULL},
        {"hin", {"hin", "script/Devanagari"}, "hin=script/Devanagari", NULL},
        {"hin", {"hin", "Devanagari"}, "hin=Devanagari", NULL},
        {"lus", {"eng", "Latin"}, "lus=Latin", NULL},
        {"lus+eng", {"eng"}, "lus=eng", NULL},
        {"lus+eng", {"eng", "Latin"}, "lus=Latin", NULL},
        {"hin+eng+lus", {"eng", "hin", "script/Latin"}, "hin=hin eng=script/Latin", NULL},
        {"eng+hin", {"eng", "script/Devanagari"}, "eng=eng hin=script/Devanagari", NULL},
        {"mar", {"eng", "mar"}, "mar=mar", NULL},
        {"pan", {"eng"}, NULL, "tesseract-ocr-pan"},
        {"eng+lus", {"hin"}, NULL, "tesseract-ocr-eng"},
        {"lus", {"hin"}, NULL, "tesseract-ocr-script-latn"},
        {"chi_sim", {"eng"}, NULL, "tesseract-ocr-chi-sim"},
        {"", {"eng"}, NULL, "is not a language"},
        {"eng+", {"eng"}, NULL, "is not a language"},
        {"../eng", {"eng"}, NULL, "is not a language"},
        {"abcdefgh", {"eng"}, NULL, "is not a language"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].languages);
        g_autoptr(GError) error = NULL;
        g_autoptr(GArray) models =
            ocr_models_resolve(cases[i].languages, cases[i].installed, &error);
        g_autoptr(GString) found = g_string_new(NULL);
        for (guint m = 0; models && m < models->len; m++) {
            const OcrModel *model = &g_array_index(models, OcrModel, m);
            g_string_append_printf(found, "%s%s=%s", m > 0 ? " " : "", model->language,
                                   model->name);
        }
        if (cases[i].expected) {
            g_assert_no_error(error);
            g_assert_cmpstr(found->str, ==, cases[i].expected);
        } else {
            g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
            g_assert_nonnull(strstr(error->message, cases[i].complaint));
        }
    }
}

static void test_language_of_word(void)
{
    static const char *const installed[] = {"eng", "Devanagari", "urd", NULL};
    g_autoptr(GArray) models = ocr_models_resolve("hin+eng", installed, NULL);
    const OcrModel *hin = &g_array_index(models, OcrModel, 0);
    g_assert_cmpstr(ocr_language_of_word("दिनांक", hin, models), ==, "hin");
    g_assert_cmpstr(ocr_language_of_word("Tehsil", hin, models), ==, "eng");
    g_assert_cmpstr(ocr_language_of_word("12/2008", hin, models), ==, "hin");
    g_assert_cmpstr(ocr_language_of_word("دفتر", hin, models), ==, "hin");
}

static void test_bcp47(void)
{
    static const char *const languages[] = {"eng", "hin", "urd", "pan", "lus"};
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
        g_assert_cmpstr(ocr_language_from_bcp47(ocr_language_bcp47(languages[i])), ==,
                        languages[i]);
    g_assert_cmpstr(ocr_language_bcp47("pan"), ==, "pa-Guru");
    g_assert_cmpstr(ocr_language_bcp47("xyz"), ==, "und");
    g_assert_cmpstr(ocr_language_from_bcp47("und"), ==, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/clean", test_clean);
    g_test_add_func("/text/spell", test_spell);
    g_test_add_func("/text/direction", test_direction);
    g_test_add_func("/text/page", test_page);
    g_test_add_func("/text/empty-page", test_empty_page);
    g_test_add_func("/language/models", test_models);
    g_test_add_func("/language/of-word", test_language_of_word);
    g_test_add_func("/language/bcp47", test_bcp47);
    return g_test_run();
}
