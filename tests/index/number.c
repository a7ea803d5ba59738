/* Numbers that were wrong, and what became of the records that had them. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/custody.h"
#include "tests/index/office-people.h"

static void import(Sample *sample, const char *csv, RegisterReport *report)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(sample->root, "in.csv", NULL);
    g_assert_true(g_file_set_contents(path, csv, -1, NULL));
    index_register_import(sample->store, path, FALSE, report, &error);
    g_assert_no_error(error);
}

static void add(Sample *sample, const char *file_no)
{
    static const RecordValue subject = {"subject", "Mutation"};
    g_autoptr(GError) error = NULL;
    g_assert_true(index_record_add(sample->store, file_no, &subject, 1, &error));
}

static void rename_to(Sample *sample, const char *file_no, const char *other, const char *refused)
{
    g_autoptr(GError) error = NULL;
    gboolean ok = sample_set(sample, file_no, "file_no", other, &error);
    if (refused)
        must_fail(ok, &error, MUHAFIZ_ERROR_USAGE, refused);
    else
        g_assert_no_error(error);
}

static void remove_it(Sample *sample, const char *file_no, const char *reason, const char *refused)
{
    g_autoptr(GError) error = NULL;
    gboolean ok = index_record_remove(sample->store, file_no, reason, &error);
    if (refused)
        must_fail(ok, &error, MUHAFIZ_ERROR_USAGE, refused);
    else
        g_assert_no_error(error);
}

/* "A-12/2008 B-7/2010", of records alone and pages. */
static char *found(Sample *sample, const char *query)
{
    GString *numbers = g_string_new(NULL);
    g_autoptr(JsonNode) hits = index_search(sample->store, query, 0, NULL);
    JsonArray *items = json_node_get_array(hits);
    for (guint i = 0; i < json_array_get_length(items); i++)
        g_string_append_printf(
            numbers, "%s%s", i ? " " : "",
            json_object_get_string_member(json_array_get_object_element(items, i), "file_no"));
    return g_string_free(numbers, FALSE);
}

static void found_must_be(Sample *sample, const char *query, const char *numbers)
{
    g_autofree char *all = found(sample, query);
    g_assert_cmpstr(all, ==, numbers);
}

static void verify_clean(Sample *sample)
{
    VerifyReport report = {0};
    g_autoptr(GError) error = NULL;
    index_verify(sample->store, &(VerifySettings){.restart = TRUE}, NULL, NULL, &report, &error);
    g_assert_no_error(error);
    if (report.problems->len)
        g_error("%s", (const char *)report.problems->pdata[0]);
    index_verify_report_clear(&report);
}

/* ------------------------------------------------------------------------------------ renaming -- */

static void test_rename(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"order of the tehsildar"};
    g_autoptr(GError) error = NULL;
    add(sample, "Q 21/2013");
    sample_scan(sample, "Q 21/2013", "", texts, 1);
    sample_run(sample);
    rename_to(sample, "Q 21/2013", "B-7/2010", "register remove 'Q 21/2013'");
    rename_to(sample, "Q 21/2013", "Q-12/2013", NULL);
    rename_to(sample, "Q-12/2013", "Q-13/2013", NULL); /* it was a third one */
    sample_run(sample);
    g_autoptr(Record) record = index_record_load(sample->store, "Q 21/2013", &error);
    g_assert_no_error(error);
    g_assert_cmpstr(record->file_no, ==, "Q-13/2013");
    g_assert_cmpstr(record->nic_no, ==, "Q-13/2013");
    g_autoptr(JsonNode) shown = index_record_show(sample->store, "Q-12/2013", &error);
    JsonArray *names = json_object_get_array_member(json_node_get_object(shown), "earlier_numbers");
    g_assert_cmpuint(json_array_get_length(names), ==, 2);
    found_must_be(sample, "Q-21/2013", "Q-13/2013");
    found_must_be(sample, "Q-13/2013", "Q-13/2013");
    verify_clean(sample);
    RegisterReport report = {0};
    import(sample, "file_no,subject,year\nQ 21/2013,s,\nQ-13/2013,s,2013\n", &report);
    g_assert_cmpuint(report.refused, ==, 1);
    g_assert_nonnull(strstr(report.problems->pdata[0], "was renamed here to Q-13/2013"));
    g_assert_cmpuint(report.changed, ==, 1); /* no longer provisional */
    index_register_report_clear(&report);
    rename_to(sample, "Q-13/2013", "Q-14/2013", "scanned pages");
    verify_clean(sample);
}

/* A line of the list may be any of those that had its number. */
static void test_twice(Sample *sample, gconstpointer data)
{
    (void)data;
    RegisterReport report = {0};
    add(sample, "R-1/2014");
    rename_to(sample, "R-1/2014", "R-9/2014", NULL);
    add(sample, "R-1/2014");
    rename_to(sample, "R-1/2014", "R-2/2014", NULL);
    import(sample, "file_no,subject\nR-1/2014,s\n", &report);
    g_assert_cmpuint(report.refused, ==, 1);
    g_assert_nonnull(strstr(report.problems->pdata[0], "R-9/2014"));
    g_assert_nonnull(strstr(report.problems->pdata[0], "R-2/2014"));
    index_register_report_clear(&report);
}

/* Years tell such records apart; that there are two now is said all the same. */
static void test_shared(Sample *sample, gconstpointer data)
{
    (void)data;
    static const RecordValue number = {"file_no", "S-1"}, other = {"file_no", "S-3"};
    RegisterReport report = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *note = NULL, *none = NULL;
    add(sample, "S-2");
    import(sample, "file_no,subject,year\nS-1,Lease,2001\n", &report);
    index_register_report_clear(&report);
    g_assert_true(sample_set(sample, "S-2", "year", "2003", &error));
    g_assert_true(index_record_set(sample->store, "S-2", &number, 1, &note, &error));
    g_assert_no_error(error);
    g_assert_nonnull(note);
    g_assert_nonnull(strstr(note, "S-1 is now the number of two records, of 2001 and of 2003"));
    g_assert_true(index_record_set(sample->store, "B-7/2010", &other, 1, &none, &error));
    g_assert_null(none);
}

/* What stands on a slip keeps its number. */
static void test_slip(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    static const char *const numbers[] = {"C-3/2011"};
    const CustodySlip slip = {.file_nos = numbers, .n_file_nos = 1, .from = "Asha", .to = "Lone"};
    must_do(index_custody_hand_over(sample->store, &slip, &error), &error);
    rename_to(sample, "C-3/2011", "C-4/2011", "hand-over slip");
    remove_it(sample, "C-3/2011", "never was", "hand-over slip");
}

/* ------------------------------------------------------------------------------------ removing -- */

static void test_remove(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    add(sample, "Wrong-1/2013");
    g_autoptr(Record) wrong = index_record_load(sample->store, "Wrong-1/2013", &error);
    sample_make_ready(sample);
    remove_it(sample, "A-12/2008", "a twin", "scanned pages");
    remove_it(sample, "Wrong-1/2013", "  ", "say why");
    found_must_be(sample, "Wrong-1/2013", "Wrong-1/2013");
    remove_it(sample, "Wrong-1/2013", "typed at the wrong desk", NULL);
    found_must_be(sample, "Wrong-1/2013", "");
    remove_it(sample, "Wrong-1/2013", "again", "not in the register");
    verify_clean(sample);
    add(sample, "Right-1/2013");
    g_autoptr(Record) right = index_record_load(sample->store, "Right-1/2013", &error);
    g_assert_cmpint(right->record_id, >, wrong->record_id); /* events name records by it */
    verify_clean(sample);
    sample_sql(sample, "DELETE FROM removal");
    VerifyReport report = {0};
    index_verify(sample->store, &(VerifySettings){.restart = TRUE}, NULL, NULL, &report, &error);
    g_assert_cmpuint(report.problems->len, >=, 1);
    index_verify_report_clear(&report);
}

/* ------------------------------------------------------------------------------------- absence -- */

static void test_absence(Sample *sample, gconstpointer data)
{
    (void)data;
    static const RecordValue damaged[] = {{"availability", "damaged"}, {"reason", "termites"}};
    g_autoptr(GError) error = NULL;
    g_assert_true(index_record_set(sample->store, "B-7/2010", damaged, 2, NULL, &error));
    g_autoptr(JsonNode) shown = index_record_show(sample->store, "B-7/2010", &error);
    JsonArray *absence = json_object_get_array_member(json_node_get_object(shown), "absence");
    g_assert_cmpstr(
        json_object_get_string_member(json_array_get_object_element(absence, 0), "reason"), ==,
        "termites");
    verify_clean(sample);
    g_assert_true(sample_set(sample, "B-7/2010", "availability", "available", &error));
    g_autoptr(JsonNode) now = index_record_show(sample->store, "B-7/2010", &error);
    g_assert_false(json_object_has_member(json_node_get_object(now), "absence"));
    verify_clean(sample);
}

/* -------------------------------------------------------------------------------------- spoilt -- */

static void test_spoilt(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *file_no, *note;
    } rows[] = {
        {"Aug-12", "a date"},
        {"12-Aug", "a date"},
        {"5-mar-08", "a date"},
        {"1.23E+05", "rounded"},
        {"2E-3", "rounded"},
        {"#BLOCKED!", "an error"},
        {"12-Rev-08", NULL},
        {"1E5", NULL},
        {"Aug-12/2008", NULL},
        {"12-8-2008", NULL},
        {"#12", NULL},
        {"Aug-Sep", NULL},
        {"May", NULL},
        {"01-03-2012", "a date"},
        {"2012-03-01 00:00:00", "a date"},
        {"1-3-2012", NULL},
        {"41-13-2012", NULL},
        {"01-03-2012/7", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        RegisterReport report = {0};
        g_autofree char *csv =
            g_strdup_printf("file_no,subject\nN-%u,ok\n%s,s\n", i, rows[i].file_no);
        import(sample, csv, &report);
        if (report.added != 2)
            g_error("%s: %s", rows[i].file_no,
                    report.problems->len ? (char *)report.problems->pdata[0] : "not added");
        if (report.notes->len != (rows[i].note != NULL))
            g_error("%s: %u notes", rows[i].file_no, report.notes->len);
        if (rows[i].note) {
            g_assert_true(g_str_has_prefix(report.notes->pdata[0], "in.csv:3: column file_no: "));
            g_assert_nonnull(strstr(report.notes->pdata[0], rows[i].note));
        }
        index_register_report_clear(&report);
    }
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/number/rename", test_rename}, {"/number/twice", test_twice},
        {"/number/shared", test_shared}, {"/number/slip", test_slip},
        {"/number/remove", test_remove}, {"/number/absence", test_absence},
        {"/number/spoilt", test_spoilt},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, sample_setup, tests[i].test, sample_teardown);
    return g_test_run();
}
