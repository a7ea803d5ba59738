/* The progress return in its forms: the same counts everywhere, nothing from outside unescaped, nothing fetched from
 * anywhere, all words in all languages. How the pages look in a browser is asked by report-pages.sh. */
#include "batch/report-doc.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "index/member.h"
#include "scan/scan.h"
#include "tests/batch/report-sample.h"

typedef struct {
    Report *report;
    char *dir, *path;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->report = report_sample();
    fixture->dir = g_dir_make_tmp("muhafiz-report-XXXXXX", NULL);
    fixture->path = g_build_filename(fixture->dir, "report.pdf", NULL);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    report_free(fixture->report);
    g_remove(fixture->path);
    g_rmdir(fixture->dir);
    g_free(fixture->dir);
    g_free(fixture->path);
}

static char *html_of(const Fixture *fixture, ReportLanguage language)
{
    return g_string_free(report_html(fixture->report, language), FALSE);
}

static void expect(const char *text, const char *part)
{
    if (!strstr(text, part))
        g_error("\"%s\" is not in:\n%s", part, text);
}

/* --------------------------------------------------------------------------------------- texts -- */

static void test_count(void)
{
    static const struct {
        gint64 count;
        const char *text;
    } rows[] = {
        {REPORT_NO_COUNT, "\u2013"},
        {0, "0"},
        {999, "999"},
        {1000, "1,000"},
        {99999, "99,999"},
        {100000, "1,00,000"},
        {1234567, "12,34,567"},
        {174489332, "17,44,89,332"},
        {1234567890, "1,23,45,67,890"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = report_count(rows[i].count);
        g_assert_cmpstr(text, ==, rows[i].text);
    }
}

static void test_percent(void)
{
    static const struct {
        gint64 achieved, base;
        const char *text;
    } rows[] = {
        {174489332, 187038840, "93.29%"}, /* printed as 97.94 % in 2021 */
        {13, 12, "108.33%"},
        {0, 5, "0.00%"},
        {5, 5, "100.00%"},
        {99999, 100000, "99.99%"},
        {999999, 1000000, "99.99%"}, /* 100 means all */
        {3, 0, "\u2013"},
        {REPORT_NO_COUNT, 5, "\u2013"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = report_percent(rows[i].achieved, rows[i].base);
        g_assert_cmpstr(text, ==, rows[i].text);
    }
}

static void test_rate(void)
{
    static const struct {
        double rate;
        const char *text;
    } rows[] = {{-1, "\u2013"}, {0, "0"},          {4.75, "4.8"},
                {99, "99"},     {4812.4, "4,812"}, {1e30, "\u2013"}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = report_rate(rows[i].rate);
        g_assert_cmpstr(text, ==, rows[i].text);
    }
}

static void test_date(void)
{
    static const struct {
        const char *day, *text;
    } rows[] = {{"2026-11-21", "21.11.2026"}, {"2026-11-21T23:10:05+05:30", "21.11.2026"},
                {"2026-02-30", "2026-02-30"}, {"soon", "soon"},
                {"2026--1-21", "2026--1-21"}, {NULL, ""}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = report_date(rows[i].day);
        g_assert_cmpstr(text, ==, rows[i].text);
    }
}

/* Each language says what the English does: no word is empty, and each has the same places to fill. */
static void test_words(void)
{
    static const char *const places[] = {"{0}", "{1}", "{2}", "{3}", "{4}", "{5}", "{6}"};
    for (guint word = 0; word < N_WORDS; word++)
        for (guint language = 0; language < N_REPORT_LANGUAGES; language++) {
            const char *english = report_word(REPORT_ENGLISH, (ReportWord)word);
            const char *text = report_word((ReportLanguage)language, (ReportWord)word);
            g_assert_cmpuint(strlen(text), >, 0);
            g_assert_true(g_utf8_validate(text, -1, NULL));
            for (guint i = 0; i < G_N_ELEMENTS(places); i++)
                if ((strstr(text, places[i]) == NULL) != (strstr(english, places[i]) == NULL))
                    g_error("\"%s\" and \"%s\" differ in %s", english, text, places[i]);
        }
    g_autofree char *filled = report_word_fill(REPORT_HINDI, WORD_OF, "{1}", "7", NULL);
    g_assert_cmpstr(filled, ==, "7 में से {1}"); /* what is filled in is not filled again */
}

/* ----------------------------------------------------------------------------------------- csv -- */

static void test_csv(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autofree char *csv = g_string_free(report_csv(fixture->report), FALSE);
    g_auto(GStrv) lines = g_strsplit(csv, "\r\n", -1);
    g_assert_cmpuint(g_strv_length(lines), ==, 5);
    g_assert_true(g_str_has_prefix(lines[0], REPORT_CSV_MAGIC "name,level,depth,figures_at,silent,"
                                                              "target_records,census_records,"));
    g_assert_true(g_str_has_prefix(lines[1], "\"JK\",\"Grand Total\",\"tehsil\",0,"));
    expect(lines[1],
           ",187038840,,187038840,,,,174489332,11,10,9,31,32,8,3,7,6,21,22,23,0,2,2400000,,"
           "2400000,1234567,1234560,7,,,,,\"target\",187038840,2400000,93.29,");
    g_assert_true(g_str_has_prefix(lines[2], "\"JK-1\",\"<b>Budgam</b> & \"\"Beerwah\"\"\","));
    g_assert_true(g_str_has_prefix(lines[3], "\"JK-2\",\"'=تحصیل, بڈگام\","));
    expect(lines[3], "\"no page scanned for 12 working day(s); told <so>\"");
}

/* ---------------------------------------------------------------------------------------- HTML -- */

/* The text of every td, in order. */
typedef struct {
    GPtrArray *cells;
    GString *cell; /* NULL: outside */
} CellReader;

static void on_start(GMarkupParseContext *context, const char *element, const char **names,
                     const char **values, gpointer data, GError **error)
{
    (void)context, (void)names, (void)values, (void)error;
    if (g_str_equal(element, "td"))
        ((CellReader *)data)->cell = g_string_new(NULL);
}

static void on_end(GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
    (void)context, (void)error;
    CellReader *reader = data;
    if (g_str_equal(element, "td"))
        g_ptr_array_add(reader->cells, g_string_free(g_steal_pointer(&reader->cell), FALSE));
}

static void on_text(GMarkupParseContext *context, const char *text, gsize length, gpointer data,
                    GError **error)
{
    (void)context, (void)error;
    CellReader *reader = data;
    if (reader->cell)
        g_string_append_len(reader->cell, text, (gssize)length);
}

/* Fails unless the page is well-formed. */
static GPtrArray *html_cells(const char *html)
{
    static const GMarkupParser parser = {
        .start_element = on_start, .end_element = on_end, .text = on_text};
    CellReader reader = {.cells = g_ptr_array_new_with_free_func(g_free)};
    g_autoptr(GError) error = NULL;
    g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new(&parser, 0, &reader, NULL);
    g_markup_parse_context_parse(context, html, -1, &error);
    g_assert_no_error(error);
    g_markup_parse_context_end_parse(context, &error);
    g_assert_no_error(error);
    return reader.cells;
}

static void check_cells(const GPtrArray *cells, guint first, const char *const *expected)
{
    for (guint i = 0; expected[i]; i++)
        g_assert_cmpstr(cells->pdata[first + i], ==, expected[i]);
}

static void test_html_counts(Fixture *fixture, gconstpointer data)
{
    static const char *const scanned[] = {"2",      "18,70,38,840", "17,44,89,332",
                                          "93.29%", "93.29%",       NULL};
    static const char *const over[] = {"120", "\u2013", "120", "130", "108.33%", "11", NULL};
    (void)data;
    for (guint language = 0; language < N_REPORT_LANGUAGES; language++) {
        g_autofree char *html = html_of(fixture, (ReportLanguage)language);
        g_autoptr(GPtrArray) cells = html_cells(html);
        check_cells(cells, 5, scanned);
        guint first =
            9 * 5 + 7 + 18; /* the Grand Total's steps, an office behind, the total's row */
        check_cells(cells, first, over);
    }
}

static void test_html_alone(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const char *const forbidden[] = {"http:",   "https:",  "src=", "href=",  "url(",
                                            "@import", "<script", "<b>",  "style=", "unsafe"};
    g_autofree char *html = html_of(fixture, REPORT_ENGLISH);
    for (guint i = 0; i < G_N_ELEMENTS(forbidden); i++)
        if (strstr(html, forbidden[i]))
            g_error("the page holds %s", forbidden[i]);
    expect(html, "&lt;b&gt;Budgam&lt;/b&gt; &amp; ");
    expect(html, "told &lt;so&gt;");
    expect(html, "default-src 'none'; style-src 'sha256-");
}

static void test_html_languages(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autofree char *hindi = html_of(fixture, REPORT_HINDI), *urdu = html_of(fixture, REPORT_URDU);
    expect(hindi, "<html lang=\"hi-IN\" dir=\"ltr\">");
    expect(hindi, "कुल योग");
    expect(urdu, "<html lang=\"ur-IN\" dir=\"rtl\">");
    expect(urdu, "کل میزان");
    expect(urdu, "17,44,89,332");
}

/* ----------------------------------------------------------------------------------------- PDF -- */

static char *pdf_text(const char *path)
{
    const char *argv[] = {"pdftotext", "-layout", path, "-", NULL};
    char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL,
                 &error);
    g_assert_no_error(error);
    return text;
}

static void test_pdf(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const char *const expected[] = {"Grand Total", "17,44,89,332", "93.29%",   "Budgam",
                                           "21.11.2026",  "108.33%",      "Page 1 of"};
    g_autoptr(GError) error = NULL;
    g_assert_true(report_write_pdf(fixture->report, REPORT_ENGLISH, fixture->path, &error));
    g_autofree char *text = pdf_text(fixture->path);
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
        expect(text, expected[i]);
}

static Report *report_of(const char *offices)
{
    g_autofree char *text =
        g_strdup_printf("{\"grand_total\":{\"office\":null},\"offices\":[%s]}", offices);
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = json_from_string(text, &error);
    g_assert_no_error(error);
    Report *report = report_new(node, &error);
    g_assert_no_error(error);
    return report;
}

#define BEHIND(code, state, reason, n)                                                             \
    "{\"office\":\"" code "\",\"name\":\"" code "\",\"figures_at\":\"2026-11-21T17:00:00+05:30\"," \
    "\"projection\":{\"state\":\"" state "\"},\"behind\":[{\"reason\":\"" reason "\",\"n\":" n     \
    ",\"text\":\"not to be told\"}]}"

/* In the order of the joined report, not in one of the page's own. */
static void test_behind(void)
{
    static const char *const codes[] = {"still", "late", "new", "fine"};
    g_autoptr(Report) report = report_of(BEHIND("fine", "in-time", "checking", "9") "," BEHIND(
        "late", "late", "late", "3") "," BEHIND("new", "unknown", "past-deadline",
                                                "2") "," BEHIND("still", "stopped", "stopped",
                                                                "4"));
    g_autoptr(GPtrArray) behind = report_behind(report, TRUE);
    g_assert_cmpuint(behind->len, ==, G_N_ELEMENTS(codes));
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++)
        g_assert_cmpstr(((const ReportRow *)behind->pdata[i])->office, ==, codes[i]);
}

static void test_not_started(void)
{
    g_autoptr(Report) report = report_of(
        BEHIND("a", "unknown", "not-started", "0") "," BEHIND("b", "stopped", "not-started", "23"));
    for (ReportLanguage language = 0; language < N_REPORT_LANGUAGES; language++)
        for (guint i = 0; i < 2; i++) {
            const ReportRow *row = &g_array_index(report->offices, ReportRow, i);
            g_autofree char *text = doc_reasons(row, language);
            g_assert_null(strstr(text, "not to be told"));
            g_assert_cmpint(strstr(text, "23") != NULL, ==, i == 1);
            g_assert_null(strchr(text, '0'));
        }
}

/* What was taken off the work and a deadline that was put off stand in the head of the page, with what they change; so does a category's. */
static void test_beside(void)
{
    static const char *const told[] = {"12,340",     "456",        "7,89,012",
                                       "31.03.2029", "31.12.2026", "31.12.2030"};
    g_autoptr(JsonNode) node = json_from_string(
        "{\"grand_total\":{\"office\":null,\"figures_at\":\"2026-11-21T17:00:00+05:30\","
        "\"target\":{\"records\":9,\"deadline\":\"2030-12-31\",\"first_deadline\":\"2026-12-31\"},"
        "\"projection\":{\"state\":\"in-time\",\"whole\":{\"off\":12340,\"lately\":456,\"state\":"
        "\"late\","
        "\"unit\":\"pages\",\"left\":789012,\"needed_per_day\":77,\"end\":\"2029-03-31\"},"
        "\"first\":{\"deadline\":\"2026-12-31\",\"needed_per_day\":4321,\"state\":\"late\"}}},"
        "\"offices\":[]}",
        NULL);
    g_autoptr(Report) report = report_new(node, NULL);
    for (ReportLanguage language = 0; language < N_REPORT_LANGUAGES; language++) {
        g_autoptr(Doc) doc = doc_new(report, language);
        g_autofree char *deadline =
            report_deadline(member_object(report->total.item, "target"), language);
        for (guint i = 0; i < G_N_ELEMENTS(told); i++)
            expect(doc->beside, told[i]);
        expect(doc->beside, report_word(language, WORD_STATE_LATE));
        expect(deadline, "31.12.2030");
        expect(deadline, "31.12.2026");
        g_autofree char *html = g_string_free(report_html(report, language), FALSE);
        expect(html, "7,89,012");
    }
}

/* Without an office above them all, the page is headed by those that were joined. */
static void test_heading(void)
{
    static const struct {
        const char *offices, *heading;
    } cases[] = {
        {BEHIND("A", "late", "late", "1"), "A"},
        {BEHIND("A", "late", "late", "1") "," BEHIND("B", "late", "late", "1"), "A, B"},
        {BEHIND("A", "late", "late", "1") "," BEHIND("B", "late", "late", "1") "," BEHIND(
             "C", "late", "late", "1") "," BEHIND("D", "late", "late", "1"),
         "Grand Total"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Report) report = report_of(cases[i].offices);
        g_autoptr(Doc) doc = doc_new(report, REPORT_ENGLISH);
        g_assert_cmpstr(doc->office, ==, cases[i].heading);
    }
}

/* A period that ends before it begins is told as what it is: of two clocks. */
static void test_period(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *from, *to, *text;
    } cases[] = {
        {NULL, "2026-11-29T10:00:00+05:30", "Weekly return no. 3, up to 29.11.2026"},
        {"2026-11-22T10:00:00+05:30", "2026-11-29T10:00:00+05:30",
         "Weekly return no. 3, 22.11.2026 to 29.11.2026"},
        {"2026-12-09T10:00:00+05:30", "2026-11-29T10:00:00+05:30",
         "Weekly return no. 3, 09.12.2026 to 29.11.2026 (clock was set)"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        JsonObject *period = json_object_new();
        json_object_set_string_member(period, "from", cases[i].from);
        json_object_set_string_member(period, "to", cases[i].to);
        json_object_set_int_member(fixture->report->item, "return", 3);
        json_object_set_object_member(fixture->report->item, "period", period);
        g_autoptr(Doc) doc = doc_new(fixture->report, REPORT_ENGLISH);
        g_assert_cmpstr(doc->period, ==, cases[i].text);
    }
}

static void test_no_item(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = json_from_string("{\"at\":\"now\"}", NULL);
    g_assert_null(report_new(node, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/count", test_count);
    g_test_add_func("/report/percent", test_percent);
    g_test_add_func("/report/rate", test_rate);
    g_test_add_func("/report/date", test_date);
    g_test_add_func("/report/words", test_words);
    g_test_add_func("/report/no-item", test_no_item);
    g_test_add_func("/report/behind", test_behind);
    g_test_add_func("/report/beside", test_beside);
    g_test_add_func("/report/not-started", test_not_started);
    g_test_add_func("/report/heading", test_heading);
#define ADD(name, test) g_test_add("/report/" name, Fixture, NULL, set_up, test, tear_down)
    ADD("csv", test_csv);
    ADD("html-counts", test_html_counts);
    ADD("html-alone", test_html_alone);
    ADD("html-languages", test_html_languages);
    ADD("period", test_period);
    ADD("pdf", test_pdf);
    return g_test_run();
}
