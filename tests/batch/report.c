/* The progress return in its forms: the same counts everywhere, nothing from outside unescaped,
 * nothing fetched from anywhere. */
#include "batch/report.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* Two offices; names as an attacker or a careless clerk might write them. */
#define ROW(office, name, registered, scanned, days)                                               \
    "{\"office\":" office ",\"name\":" name ",\"target\":null,"                                    \
    "\"records\":{\"registered\":" registered ",\"scanned\":" scanned                              \
    ",\"recognised\":11,\"assembled\":10,\"checked\":9,\"exported\":8,\"imported\":7,"             \
    "\"rejected\":6,\"examined\":31,\"by_lot\":32},\"pages\":{\"scanned\":1234567,"                \
    "\"recognised\":1234560,\"expected\":2400000,\"failed\":7},"                                   \
    "\"availability\":{\"excluded\":21,\"missing\":22,\"damaged\":23},\"days\":[" days "]}"
#define DAYS                                                                                       \
    "{\"day\":\"2026-06-01\",\"pages\":5},{\"day\":\"2026-11-19\",\"pages\":450},"                 \
    "{\"day\":\"2026-11-21\",\"pages\":900}"

static const char progress[] =
    "{\"at\":\"2026-11-21T23:10:05+05:30\","
    "\"grand_total\":" ROW(
        "null", "\"Grand Total\"", "187038840", "174489332",
        DAYS) ","
              "\"offices\":[" ROW("\"JK-1\"", "\"<b>Budgam</b> & \\\"Beerwah\\\"\"", "120", "130",
                                  "") "," ROW("\"JK-2\"", "\"=تحصیل, بڈگام\"", "0", "0", "") "]}";

typedef struct {
    Report *report;
    char *dir, *path;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = json_from_string(progress, &error);
    g_assert_no_error(error);
    fixture->report = report_new(json_node_get_object(node));
    fixture->dir = g_dir_make_tmp("muhafiz-report-XXXXXX", NULL);
    fixture->path = g_build_filename(fixture->dir, "report", NULL);
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

static char *written(Fixture *fixture, gboolean (*write)(const Report *, const char *, GError **))
{
    g_autoptr(GError) error = NULL;
    char *text;
    g_assert_true(write(fixture->report, fixture->path, &error));
    g_assert_true(g_file_get_contents(fixture->path, &text, NULL, &error));
    return text;
}

static void test_count(void)
{
    static const struct {
        gint64 count;
        const char *text;
    } rows[] = {
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
        gint64 achieved, target;
        const char *text;
    } rows[] = {
        {174489332, 187038840, "93.29 %"}, /* printed as 97.94 % in 2021 */
        {13, 12, "108.33 %"},
        {0, 5, "0.00 %"},
        {5, 5, "100.00 %"},
        {99999, 100000, "99.99 %"},
        {999999, 1000000, "99.99 %"}, /* 100 means all */
        {3, 0, "-"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = report_percent(rows[i].achieved, rows[i].target);
        g_assert_cmpstr(text, ==, rows[i].text);
    }
}

static void test_csv(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autofree char *csv = written(fixture, report_write_csv);
    g_auto(GStrv) lines = g_strsplit(csv, "\r\n", -1);
    g_assert_cmpuint(g_strv_length(lines), ==, 5);
    g_assert_true(g_str_has_prefix(lines[0], "\xef\xbb\xbfoffice,name,records_registered,"));
    g_assert_cmpstr(lines[1], ==,
                    "\"\",\"Grand Total\",187038840,21,22,23,174489332,11,10,9,31,32,8,7,6,1234567,"
                    "1234560,7");
    g_assert_true(
        g_str_has_prefix(lines[2], "\"JK-1\",\"<b>Budgam</b> & \"\"Beerwah\"\"\",120,21,"));
    g_assert_true(g_str_has_prefix(lines[3], "\"JK-2\",\" =تحصیل, بڈگام\",0,"));
}

/* ---------------------------------------------------------------------------------------- HTML -- */

/* The text of every td, in order. */
typedef struct {
    GPtrArray *cells;
    gboolean in_cell;
} CellReader;

static void on_start(GMarkupParseContext *context, const char *element, const char **names,
                     const char **values, gpointer data, GError **error)
{
    (void)context, (void)names, (void)values, (void)error;
    ((CellReader *)data)->in_cell = g_str_equal(element, "td");
}

static void on_end(GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
    (void)context, (void)element, (void)error;
    ((CellReader *)data)->in_cell = FALSE;
}

static void on_text(GMarkupParseContext *context, const char *text, gsize length, gpointer data,
                    GError **error)
{
    (void)context, (void)length, (void)error;
    CellReader *reader = data;
    if (reader->in_cell)
        g_ptr_array_add(reader->cells, g_strdup(text));
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

static void check_office(const GPtrArray *cells, guint first, const ReportRow *row)
{
    for (guint c = 0; c < REPORT_COLUMNS; c++) {
        g_autofree char *count = report_count(row->counts[c]);
        g_assert_cmpstr(cells->pdata[first + c], ==, count);
    }
}

static void test_html_counts(Fixture *fixture, gconstpointer data)
{
    (void)data;
    const Report *report = fixture->report;
    g_autofree char *html = written(fixture, report_write_html);
    g_autoptr(GPtrArray) cells = html_cells(html);
    guint n_step_cells = 5 * REPORT_STEPS;
    g_assert_cmpuint(cells->len, ==, n_step_cells + 3 * REPORT_COLUMNS);
    g_assert_cmpstr(cells->pdata[5 + 1], ==, "Records scanned");
    g_assert_cmpstr(cells->pdata[5 + 2], ==, "18,70,38,840");
    g_assert_cmpstr(cells->pdata[5 + 3], ==, "17,44,89,332");
    g_assert_cmpstr(cells->pdata[5 + 4], ==, "93.29 %");
    check_office(cells, n_step_cells, &report->total);
    for (guint i = 0; i < report->offices->len; i++)
        check_office(cells, n_step_cells + (i + 1) * REPORT_COLUMNS,
                     &g_array_index(report->offices, ReportRow, i));
}

static void test_html_alone(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const char *const forbidden[] = {
        "http:", "https:", "src=", "href=", "url(", "@import", "<script", "<b>"};
    g_autofree char *html = written(fixture, report_write_html);
    for (guint i = 0; i < G_N_ELEMENTS(forbidden); i++)
        if (strstr(html, forbidden[i]))
            g_error("the page holds %s", forbidden[i]);
    g_assert_nonnull(strstr(html, "&lt;b&gt;Budgam&lt;/b&gt; &amp; "));
}

/* Days older than the chart are left out; a day is where the calendar has it. */
static void test_html_days(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autofree char *html = written(fixture, report_write_html);
    g_assert_null(strstr(html, "2026-06-01"));
    g_assert_nonnull(strstr(html, "<title>2026-11-19: 450 pages</title>"));
    g_assert_nonnull(strstr(html, "The 14 days up to 2026-11-21"));
    g_assert_nonnull(strstr(html, "x=\"836\" y=\"0\""));  /* the last of 14, the highest */
    g_assert_nonnull(strstr(html, "x=\"708\" y=\"80\"")); /* two days before, half as high */
}

static void test_pdf(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const char *const expected[] = {"Grand Total", "17,44,89,332", "93.29 %", "Budgam",
                                           "21.11.2026, 23:10"};
    g_autofree char *pdf = written(fixture, report_write_pdf);
    const char *argv[] = {"pdftotext", "-layout", fixture->path, "-", NULL};
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL,
                 &error);
    g_assert_no_error(error);
    g_assert_true(g_str_has_prefix(pdf, "%PDF-"));
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
        if (!strstr(text, expected[i]))
            g_error("\"%s\" is not in the PDF:\n%s", expected[i], text);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/count", test_count);
    g_test_add_func("/report/percent", test_percent);
    g_test_add("/report/csv", Fixture, NULL, set_up, test_csv, tear_down);
    g_test_add("/report/html-counts", Fixture, NULL, set_up, test_html_counts, tear_down);
    g_test_add("/report/html-alone", Fixture, NULL, set_up, test_html_alone, tear_down);
    g_test_add("/report/html-days", Fixture, NULL, set_up, test_html_days, tear_down);
    g_test_add("/report/pdf", Fixture, NULL, set_up, test_pdf, tear_down);
    return g_test_run();
}
