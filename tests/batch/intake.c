/* Where pages go: covers and separators on either face, names that are nearly alike, and sheets
 * that nobody can place. */
#include "batch/intake.h"

#include "batch/spool.h"
#include "batch/token.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    char *dir;
    Context context;
} Office;

static void office_open(Office *office, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    const StoreOffice of = {"01-9", "Test", "eng"};
    RegisterReport report = {0};
    office->dir = g_dir_make_tmp("muhafiz-intake-XXXXXX", NULL);
    g_autofree char *store = g_build_filename(office->dir, "store", NULL);
    g_autofree char *csv = g_build_filename(office->dir, "register.csv", NULL);
    office->context.store = index_store_create(store, &of, "me", &error);
    office->context.json = TRUE; /* no lines */
    g_assert_no_error(error);
    g_file_set_contents(csv, "file_no,subject\nA 12/2008,one\nA-12/2008,two\n", -1, NULL);
    g_assert_true(index_register_import(office->context.store, csv, FALSE, &report, &error));
    index_register_report_clear(&report);
}

static void office_close(Office *office, gconstpointer data)
{
    (void)data;
    index_store_free(office->context.store);
    scan_dir_remove(office->dir, NULL);
    g_free(office->dir);
}

/* A small white master of the next sheet; code may be NULL. */
static Page page_make(Intake *intake, guint number, ScanFace face, const char *code)
{
    const ScanMasterSpec spec = {8, 1, 8, 300, SCAN_MASTER_LOSSLESS};
    const guint8 row[8] = {255, 255, 255, 255, 255, 255, 255, 255};
    g_autoptr(GError) error = NULL;
    Page page = {0};
    Sheet sheet;
    intake_next_sheet(intake, &sheet);
    sheet.number = number;
    sheet.face = face;
    g_autofree char *path = g_strdup_printf("%s/%u-%d.tif", intake_dir(intake), number, face);
    ScanMaster *master = scan_master_new(path, &spec, &sheet, &error);
    g_assert_true(scan_master_add_rows(master, row, 8, 1, &error));
    g_assert_true(scan_master_finish(master, &page, &error));
    if (code)
        page.codes = g_strdupv((char *[]){(char *)code, NULL});
    return page;
}

static void sheet_add(Intake *intake, guint number, const char *front, const char *back)
{
    g_autoptr(GError) error = NULL;
    Page pages[2] = {page_make(intake, number, SCAN_FACE_FRONT, front),
                     page_make(intake, number, SCAN_FACE_BACK, back)};
    g_assert_true(intake_add(intake, pages, 2, FALSE, &error));
    g_assert_no_error(error);
    scan_page_clear(&pages[0]);
    scan_page_clear(&pages[1]);
}

/* "side:pages " for each side of the record. */
static char *record_pages(Office *office, const char *file_no)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) show = index_record_show(office->context.store, file_no, &error);
    g_assert_no_error(error);
    JsonArray *sides = json_object_get_array_member(json_node_get_object(show), "sides");
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < json_array_get_length(sides); i++) {
        JsonObject *side = json_array_get_object_element(sides, i);
        guint n = json_array_get_length(json_object_get_array_member(side, "pages"));
        if (n)
            g_string_append_printf(text, "%s:%u ", json_object_get_string_member(side, "side"), n);
    }
    return g_string_free(text, FALSE);
}

static void assert_unplaced(Office *office, const Intake *intake, guint expected)
{
    guint n = 0;
    g_autoptr(GError) error = NULL;
    index_batch_count_unplaced(office->context.store, intake_batch(intake), &n, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(n, ==, expected);
}

static void assert_pages(Office *office, const char *file_no, const char *expected)
{
    g_autofree char *pages = record_pages(office, file_no);
    g_assert_cmpstr(pages, ==, expected);
}

static Intake *intake_start(Office *office)
{
    g_autoptr(GError) error = NULL;
    const IntakeSettings settings = {
        .start = {.kind = "scan", .source = "t", .expected_sheets = -1}};
    Intake *intake = intake_new(&office->context, &settings, &error);
    g_assert_no_error(error);
    return intake;
}

/* Both faces of a cover are a cover, whichever face carries the code; the same of a separator. */
static void test_duplex_sheets(Office *office, gconstpointer data)
{
    (void)data;
    g_autoptr(Intake) intake = intake_start(office);
    g_autoptr(Record) one = index_record_load(office->context.store, "A 12/2008", NULL);
    g_autofree char *cover = token_write(TOKEN_COVER, "01-9", one->nic_no);
    g_autofree char *notes = token_write(TOKEN_SEPARATOR, "01-9", "notes");
    sheet_add(intake, 1, NULL, cover);
    sheet_add(intake, 2, NULL, NULL);
    sheet_add(intake, 3, notes, NULL);
    sheet_add(intake, 4, NULL, NULL);
    assert_pages(office, "A 12/2008", "notes:2 correspondence:2 ");
    assert_unplaced(office, intake, 0);
    g_assert_false(office->context.failed);
}

/* The token carries nic_no; another record's file_no may read the same. */
static void test_names_alike(Office *office, gconstpointer data)
{
    (void)data;
    g_autoptr(Intake) intake = intake_start(office);
    const char *const numbers[] = {"A 12/2008", "A-12/2008"};
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_autoptr(Record) record = index_record_load(office->context.store, numbers[i], NULL);
        g_autofree char *cover = token_write(TOKEN_COVER, "01-9", record->nic_no);
        sheet_add(intake, 2 * i + 1, cover, NULL);
        sheet_add(intake, 2 * i + 2, NULL, NULL);
        assert_pages(office, numbers[i], "correspondence:2 ");
    }
}

/* A cover of no record, or of another office: what follows belongs to nobody, least of all to the
 * record before it. */
static void test_foreign_cover(Office *office, gconstpointer data)
{
    (void)data;
    g_autoptr(Intake) intake = intake_start(office);
    g_autofree char *ours = token_write(TOKEN_COVER, "01-9", "A-12/2008");
    g_autofree char *unknown = token_write(TOKEN_COVER, "01-9", "Z-1");
    g_autofree char *foreign = token_write(TOKEN_COVER, "02-7", "A-12/2008");
    sheet_add(intake, 1, ours, NULL);
    sheet_add(intake, 2, unknown, NULL);
    sheet_add(intake, 3, NULL, NULL);
    sheet_add(intake, 4, foreign, NULL);
    sheet_add(intake, 5, NULL, NULL);
    assert_unplaced(office, intake, 4);
    g_assert_true(office->context.failed);
    assert_pages(office, "A 12/2008", "");
}

/* "item:folios" of the letters of a record's correspondence, then the item of each page. */
static char *record_items(Office *office, const char *file_no)
{
    g_autoptr(JsonNode) show = index_record_show(office->context.store, file_no, NULL);
    JsonArray *sides = json_object_get_array_member(json_node_get_object(show), "sides");
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < json_array_get_length(sides); i++) {
        JsonObject *side = json_array_get_object_element(sides, i);
        JsonArray *items = json_object_get_array_member(side, "items");
        JsonArray *pages = json_object_get_array_member(side, "pages");
        for (guint k = 0; k < json_array_get_length(items); k++) {
            JsonObject *item = json_array_get_object_element(items, k);
            g_autofree char *number = g_strdup(json_object_get_string_member(item, "number"));
            g_string_append_printf(
                text, "%d%s:%s-%s(%d) ", (int)json_object_get_int_member(item, "item"), number,
                json_object_get_string_member_with_default(item, "first_folio", ""),
                json_object_get_string_member_with_default(item, "last_folio", ""),
                (int)json_object_get_int_member(item, "pages"));
        }
        for (guint k = 0; k < json_array_get_length(pages); k++)
            g_string_append_printf(text, "%d",
                                   (int)json_object_get_int_member_with_default(
                                       json_array_get_object_element(pages, k), "item", 0));
        g_string_append_c(text, ' ');
    }
    return g_string_free(text, FALSE);
}

static void assert_items(Office *office, const char *file_no, const char *expected)
{
    g_autofree char *items = record_items(office, file_no);
    g_assert_cmpstr(items, ==, expected);
}

/* Letters begin at their separators and end at covers and sides; a batch that is left and resumed
 * goes on within the letter, and what is taken in twice begins none. */
static void test_items(Office *office, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *cover = token_write(TOKEN_COVER, "01-9", "A-12/2008-2");
    g_autofree char *notes = token_write(TOKEN_SEPARATOR, "01-9", "notes");
    g_autofree char *next = token_write(TOKEN_ITEM, "01-9", TOKEN_ITEM_NAME);
    Intake *intake = intake_start(office);
    gint64 batch_id = intake_batch(intake);
    sheet_add(intake, 1, cover, NULL);
    sheet_add(intake, 2, NULL, NULL);
    sheet_add(intake, 3, NULL, next);
    sheet_add(intake, 4, NULL, NULL);
    sheet_add(intake, 4, NULL, NULL);
    intake_free(intake);
    intake = intake_resume(&office->context, batch_id, &error);
    g_assert_no_error(error);
    sheet_add(intake, 5, NULL, NULL);
    sheet_add(intake, 6, next, NULL);
    sheet_add(intake, 7, NULL, NULL);
    sheet_add(intake, 8, notes, NULL);
    sheet_add(intake, 9, NULL, NULL);
    intake_free(intake);
    assert_items(office, "A-12/2008", "00 1:3-6(4) 2:7-8(2) 00111122 ");
    const RecordValue values[] = {{"number", "-x"}, {"date", "5/3/2008"}};
    g_autoptr(JsonNode) item =
        index_item_set(office->context.store, "A-12/2008", 2, values, 2, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(json_object_get_string_member(json_node_get_object(item), "date"), ==,
                    "2008-03-05");
    assert_items(office, "A-12/2008", "00 1:3-6(4) 2-x:7-8(2) 00111122 ");
    g_assert_null(index_item_set(office->context.store, "A-12/2008", 3, values, 1, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

/* What `assign --list` says of token 1. */
static void assert_token(Office *office, const char *status, gint64 sheet)
{
    g_autoptr(JsonNode) list = index_tokens_list(office->context.store, NULL);
    JsonObject *token = json_array_get_object_element(json_node_get_array(list), 0);
    g_assert_cmpstr(json_object_get_string_member(token, "status"), ==, status);
    g_assert_cmpint(json_object_get_int_member_with_default(token, "sheet", 0), ==, sheet);
}

/* A token serves once for each assignment. The same sheet taken in again after a crash is no
 * repetition; the same token later is. */
static void test_token(Office *office, gconstpointer data)
{
    (void)data;
    Store *store = office->context.store;
    g_autoptr(GError) error = NULL;
    gint64 first = 0;
    g_autofree char *token = token_write(TOKEN_NUMBER, "01-9", "1");
    g_assert_true(index_tokens_add(store, 2, &first, &error));
    assert_token(office, "free", 0);
    g_assert_true(index_token_assign(store, 1, "A 12/2008", &error));
    g_assert_true(index_token_assign(store, 1, "A 12/2008", &error)); /* said twice */
    g_assert_false(index_token_assign(store, 1, "A-12/2008", &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_clear_error(&error);
    assert_token(office, "bound", 0);
    g_autoptr(Intake) intake = intake_start(office);
    for (guint again = 0; again < 2; again++) {
        sheet_add(intake, 1, NULL, token);
        sheet_add(intake, 2, NULL, NULL);
        assert_token(office, "used", 1);
        assert_pages(office, "A 12/2008", "correspondence:2 ");
    }
    sheet_add(intake, 3, token, NULL);
    sheet_add(intake, 4, NULL, NULL);
    g_assert_true(office->context.failed);
    assert_unplaced(office, intake, 2);
    g_assert_true(index_token_assign(store, 1, "A-12/2008", &error));
    sheet_add(intake, 5, token, NULL);
    sheet_add(intake, 6, NULL, NULL);
    assert_pages(office, "A 12/2008", "correspondence:2 ");
    assert_pages(office, "A-12/2008", "correspondence:2 ");
    g_assert_true(index_token_release(store, 1, &error));
    assert_token(office, "free", 0);
    g_assert_false(index_token_release(store, 3, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

/* Finished masters that a dead feed left in its spool folder are adopted, in order; half a duplex
 * sheet is not. The feed's own process asks for it here, as cmd-scan does. */
static void test_spool_adopted(Office *office, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(Intake) intake = intake_start(office);
    g_autofree char *whole = g_build_filename(intake_dir(intake), "cut.tif", NULL);
    for (guint number = 3; number > 0; number--) {
        Page front = page_make(intake, number, SCAN_FACE_FRONT, NULL);
        Page back = page_make(intake, number, SCAN_FACE_BACK, NULL);
        scan_page_clear(&front);
        scan_page_clear(&back);
    }
    Page half = page_make(intake, 4, SCAN_FACE_FRONT, NULL);
    g_autofree char *half_path = g_build_filename(intake_dir(intake), "4-0" SPOOL_HALF, NULL);
    g_assert_cmpint(rename(half.path, half_path), ==, 0);
    scan_page_clear(&half);
    g_file_set_contents(whole, "II*", 3, NULL);
    g_assert_true(intake_recover(&office->context, &error));
    g_assert_no_error(error);
    g_autoptr(JsonNode) ledger =
        index_batch_ledger(office->context.store, intake_batch(intake), &error);
    g_assert_cmpint(json_object_get_int_member(json_node_get_object(ledger), "fed"), ==, 3);
    g_assert_cmpint(json_object_get_int_member(json_node_get_object(ledger), "pages"), ==, 6);
    g_assert_false(g_file_test(intake_dir(intake), G_FILE_TEST_EXISTS));
}

/* What nobody could look at may be a page: nothing of the spool is touched. A folder with a master's
 * name stands for it, because it cannot be read even by root. */
static void test_spool_unreadable(Office *office, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(Intake) intake = intake_start(office);
    g_autofree char *odd = g_build_filename(intake_dir(intake), "000002-front" SPOOL_PAGE, NULL);
    Page page = page_make(intake, 1, SCAN_FACE_FRONT, NULL);
    g_assert_cmpint(g_mkdir(odd, 0700), ==, 0);
    g_assert_false(intake_recover(&office->context, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED);
    g_assert_nonnull(strstr(error->message, odd));
    g_assert_true(g_file_test(page.path, G_FILE_TEST_EXISTS));
    scan_page_clear(&page);
}

/* Nor does a batch go on as if a master that is published, and cannot be looked at, were not there. */
static void test_published_unreadable(Office *office, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(Intake) intake = intake_start(office);
    g_autofree char *hash = g_strnfill(SCAN_SHA256_SIZE - 1, 'a');
    g_autofree char *odd = index_store_file(office->context.store, "pages", hash, ".tif");
    g_assert_nonnull(intake);
    g_assert_cmpint(g_mkdir_with_parents(odd, 0700), ==, 0);
    g_assert_false(intake_recover(&office->context, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED);
    g_assert_nonnull(strstr(error->message, odd));
}

int main(int argc, char **argv)
{
    extern const Command cmd_scan_worker; /* recovery looks at masters in a child: ourselves */
    if (argc == 2 && g_str_equal(argv[1], cmd_scan_worker.name))
        return cmd_scan_worker.run(NULL, NULL, NULL);
    static const struct {
        const char *path;
        void (*run)(Office *office, gconstpointer data);
    } tests[] = {
        {"/intake/duplex-sheets", test_duplex_sheets},
        {"/intake/names-alike", test_names_alike},
        {"/intake/foreign-cover", test_foreign_cover},
        {"/intake/items", test_items},
        {"/intake/token", test_token},
        {"/intake/spool-adopted", test_spool_adopted},
        {"/intake/spool-unreadable", test_spool_unreadable},
        {"/intake/published-unreadable", test_published_unreadable},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Office, NULL, office_open, tests[i].run, office_close);
    return g_test_run();
}
