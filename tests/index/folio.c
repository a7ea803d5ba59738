/* Folio labels: what may be one, what follows in a series, what is odd in a row of them. */
#include "index/folio.h"

#include <string.h>

#include "scan/scan.h"

static void test_check(void)
{
    static const struct {
        const char *name, *label, *kept; /* NULL: refused */
    } cases[] = {
        {"a number", "12", "12"},
        {"with a letter", "12A", "12A"},
        {"with words", "12-reverse", "12-reverse"},
        {"spaces around", "  12 A ", "12 A"},
        {"Devanagari", "१२क", "१२क"},
        {"Urdu", "۱۲ الف", "۱۲ الف"},
        {"composed", "12e\xcc\x81", "12\xc3\xa9"},
        {"32 characters", "12345678901234567890123456789012", "12345678901234567890123456789012"},
        {"empty", "", NULL},
        {"spaces only", "   ", NULL},
        {"33 characters", "123456789012345678901234567890123", NULL},
        {"a line feed inside", "12\n13", NULL},
        {"a control", "12\x01", NULL},
        {"turns the text around it",
         "12\xe2\x80\xae"
         "A",
         NULL},
        {"no UTF-8", "12\xff", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *kept = folio_check(cases[i].label, &error);
        g_test_message("%s", cases[i].name);
        g_assert_cmpstr(kept, ==, cases[i].kept);
        g_assert_true(kept || g_error_matches(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE));
    }
}

static void test_next(void)
{
    static const struct {
        const char *label, *next; /* NULL: nothing says */
    } cases[] = {
        {"12", "13"},   {"9", "10"},        {"99", "100"}, {"N-09", "N-10"},     {"12A", "12B"},
        {"12y", "12z"}, {"12Z", NULL},      {"12z", NULL}, {"१९", "२०"},         {"९९", "१००"},
        {"۱۹", "۲۰"},   {"ref 1", "ref 2"}, {"A", NULL},   {"12-reverse", NULL}, {"007", "008"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *next = folio_next(cases[i].label, &error);
        g_test_message("%s", cases[i].label);
        g_assert_cmpstr(next, ==, cases[i].next);
        g_assert_true(next || g_error_matches(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE));
    }
}

static char *joined(const GPtrArray *texts)
{
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < texts->len; i++)
        g_string_append_printf(all, "%s%s", i ? " " : "", (char *)texts->pdata[i]);
    return g_string_free(all, FALSE);
}

static void test_odd(void)
{
    static const struct {
        const char *name, *labels, *missing, *doubled;
    } cases[] = {
        {"nothing", "", "", ""},
        {"all there", "1 2 3", "", ""},
        {"a missing 13", "11 12 14", "13", ""},
        {"several missing", "1 5 8 10", "2-4 6-7 9", ""},
        {"starts at 40", "40 41", "", ""},
        {"two 12s", "12 12 13", "", "12"},
        {"three 12s are named once", "12 12 12", "", "12"},
        {"12A and 12-reverse are no doubles", "12 12A 12-reverse 13", "", ""},
        {"the same number in another script", "12 १२ 13", "", "१२"},
        {"a gap in Devanagari", "९ ११", "10", ""},
        {"out of order is no gap", "2 1 3", "", ""},
        {"words only", "cover index", "", ""},
        {"a slip makes no million gaps", "1 2 12345678901234", "", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) labels = g_ptr_array_new();
        g_autoptr(GPtrArray) missing = NULL, doubled = NULL;
        g_auto(GStrv) words = g_strsplit(cases[i].labels, " ", -1);
        for (guint j = 0; words[j]; j++)
            g_ptr_array_add(labels, words[j]);
        folio_find_odd(labels, &missing, &doubled);
        g_autofree char *all_missing = joined(missing), *all_doubled = joined(doubled);
        g_test_message("%s", cases[i].name);
        g_assert_cmpstr(all_missing, ==, cases[i].missing);
        g_assert_cmpstr(all_doubled, ==, cases[i].doubled);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/folio/check", test_check);
    g_test_add_func("/folio/next", test_next);
    g_test_add_func("/folio/odd", test_odd);
    return g_test_run();
}
