/* Two stacks into one: every back behind its front, in the order that the blank backs of covers
 * tell, and nothing at all where the stacks do not fit. */
#include <json-glib/json-glib.h>
#include <sqlite3.h>
#include <string.h>

#include "tests/index/sample.h"

/* A stack is a word, a letter for each sheet: of fronts C and S are a cover and a separator (what
 * follows goes to the first record's correspondence, notes), D a cover of the second record, u a folio
 * that nobody could place, other letters folios. Of backs . is blank, C a cover, ? has a code that nobody can read,
 * others folios. */
typedef struct {
    const char *name;
    const char *fronts, *backs;
    BacksOrder order;
    BacksOrder expected;           /* BACKS_AUTO: refused */
    const char *first[2], *second; /* sides in the end: correspondence and notes; correspondence */
} StackCase;

static const StackCase cases[] = {
    {"same", "Cab", ".12", BACKS_AUTO, BACKS_SAME, {"a1b2", ""}, ""},
    {"reversed", "Cab", "21.", BACKS_AUTO, BACKS_REVERSED, {"a1b2", ""}, ""},
    {"no-mark", "Cab", "213", BACKS_AUTO, BACKS_REVERSED, {"a1b2", ""}, ""},
    {"blank-everywhere", "Cab", "...", BACKS_AUTO, BACKS_REVERSED, {"a.b.", ""}, ""},
    {"ordered", "Cab", ".12", BACKS_REVERSED, BACKS_REVERSED, {"a1b.", ""}, ""},
    {"ordered-same", "Cab", "21.", BACKS_SAME, BACKS_SAME, {"a1b.", ""}, ""},
    {"most-marks", "CaDbSc", "x1.2.3", BACKS_AUTO, BACKS_SAME, {"a1", "c3"}, "b2"},
    {"sides", "CabScd", ".12.34", BACKS_AUTO, BACKS_SAME, {"a1b2", "c3d4"}, ""},
    {"records", "CabDc", "3.21.", BACKS_AUTO, BACKS_REVERSED, {"a1b2", ""}, "c3"},
    {"unplaced", "uCab", "0.12", BACKS_AUTO, BACKS_SAME, {"a1b2", ""}, ""},
    {"one", "a", "1", BACKS_AUTO, BACKS_REVERSED, {"", ""}, ""},
    {"one-back-less", "Cab", "21", BACKS_AUTO, BACKS_AUTO, {"ab", ""}, ""},
    {"one-back-more", "Cab", "213.", BACKS_AUTO, BACKS_AUTO, {"ab", ""}, ""},
    {"cover-face-down", "Cab", "2C.", BACKS_AUTO, BACKS_AUTO, {"ab", ""}, ""},
};

static gint64 side_of(Sample *sample, const char *file_no, const char *side)
{
    gint64 side_id;
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record = index_record_load(sample->store, file_no, &error);
    g_assert_no_error(error);
    g_assert_true(index_side_find(sample->store, record, side, SIDE_FILL, &side_id, &error));
    return side_id;
}

/* The letter stands at the head of its master's hash. */
static void sheet_add(Sample *sample, gint64 batch_id, guint number, char letter,
                      PagePlacement placement)
{
    g_autoptr(GError) error = NULL;
    Page page = {.sheet = {.batch = batch_id, .number = number},
                 .width_px = 8,
                 .height_px = 8,
                 .dpi = 300,
                 .channels = 1,
                 .depth_bits = 8};
    g_snprintf(page.sha256, sizeof page.sha256, "%02x%030" G_GINT64_MODIFIER "x%032x", letter,
               batch_id, number);
    if (letter == '.')
        page.flags[page.n_flags++] = (ScanFlag){"blank", 0.01};
    placement.page = &page;
    g_assert_true(index_pages_add(sample->store, batch_id, &placement, 1, &error));
    g_assert_no_error(error);
}

static gint64 batch_open(Sample *sample, gint64 fronts_batch)
{
    const BatchStart start = {
        .kind = "scan", .source = "t", .expected_sheets = -1, .fronts_batch = fronts_batch};
    g_autoptr(GError) error = NULL;
    gint64 batch_id;
    g_assert_true(index_batch_open(sample->store, &start, &batch_id, &error));
    return batch_id;
}

static void batch_close(Sample *sample, gint64 batch_id)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(index_batch_close(sample->store, batch_id, "complete", &error));
}

static gint64 fronts_scan(Sample *sample, const char *stack)
{
    gint64 batch_id = batch_open(sample, 0), side_id = 0;
    for (guint i = 0; stack[i]; i++) {
        PagePlacement placement = {.role = PAGE_ROLE_FOLIO};
        if (stack[i] == 'C' || stack[i] == 'D') {
            side_id = side_of(sample, stack[i] == 'C' ? "A-12/2008" : "B-7/2010", "correspondence");
            placement.role = PAGE_ROLE_COVER;
        } else if (stack[i] == 'S') {
            side_id = side_of(sample, "A-12/2008", "notes");
            placement.role = PAGE_ROLE_SEPARATOR;
        }
        placement.side_id = side_id;
        sheet_add(sample, batch_id, i + 1, stack[i], placement);
    }
    batch_close(sample, batch_id);
    return batch_id;
}

static gint64 backs_scan(Sample *sample, gint64 fronts_batch, const char *stack)
{
    gint64 batch_id = batch_open(sample, fronts_batch);
    for (guint i = 0; stack[i]; i++)
        sheet_add(
            sample, batch_id, i + 1, stack[i],
            (PagePlacement){.role = stack[i] == 'C' ? PAGE_ROLE_COVER : PAGE_ROLE_FOLIO,
                            .order = stack[i] == '?' ? PAGE_ORDER_CODE_DAMAGED : PAGE_ORDER_BACK});
    return batch_id;
}

/* Letters of a side's pages in order; numbers and labels must be 1, 2, 3... */
static char *side_letters(Sample *sample, const char *file_no, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) show = index_record_show(sample->store, file_no, &error);
    g_assert_no_error(error);
    JsonArray *sides = json_object_get_array_member(json_node_get_object(show), "sides");
    GString *letters = g_string_new(NULL);
    for (guint i = 0; i < json_array_get_length(sides); i++) {
        JsonObject *side = json_array_get_object_element(sides, i);
        JsonArray *pages = json_object_get_array_member(side, "pages");
        if (!g_str_equal(json_object_get_string_member(side, "side"), name))
            continue;
        for (guint k = 0; k < json_array_get_length(pages); k++) {
            JsonObject *page = json_array_get_object_element(pages, k);
            const char *sha256 = json_object_get_string_member(page, "sha256");
            g_autofree char *label = g_strdup_printf("%u", k + 1);
            g_assert_cmpint(json_object_get_int_member(page, "seq"), ==, k + 1);
            g_assert_cmpstr(json_object_get_string_member(page, "folio"), ==, label);
            g_string_append_c(letters, (char)(g_ascii_xdigit_value(sha256[0]) * 16 +
                                              g_ascii_xdigit_value(sha256[1])));
        }
    }
    return g_string_free(letters, FALSE);
}

static void assert_side(Sample *sample, const char *file_no, const char *name, const char *expected)
{
    g_autofree char *letters = side_letters(sample, file_no, name);
    g_assert_cmpstr(letters, ==, expected);
}

static gint64 unplaced(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) status = index_status(sample->store, &error);
    g_assert_no_error(error);
    return json_object_get_int_member(json_node_get_object(status), "unplaced");
}

static gint64 count(Sample *sample, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    g_autofree char *path = sample_path(sample, "muhafiz.db");
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_ROW);
    gint64 n = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return n;
}

/* Folios flagged "order" are those without a place; those with one will be read. */
static void assert_consistent(Sample *sample)
{
    g_assert_cmpint(count(sample, "SELECT count(*) FROM page WHERE role = 'folio' AND (seq IS NULL)"
                                  " <> EXISTS (SELECT 1 FROM flag WHERE flag.page_id = page.page_id"
                                  " AND flag.flag = 'order')"),
                    ==, 0);
    g_assert_cmpint(count(sample, "SELECT count(*) FROM page WHERE seq IS NOT NULL AND page_id NOT"
                                  " IN (SELECT target_id FROM job WHERE kind = 'page')"),
                    ==, 0);
}

static guint count_letter(const char *stack, char letter)
{
    guint n = 0;
    for (const char *p = stack; *p; p++)
        n += *p == letter;
    return n;
}

static void test_stacks(Sample *sample, gconstpointer data)
{
    const StackCase *stacks = data;
    g_autoptr(GError) error = NULL;
    BacksReport report;
    gint64 fronts = fronts_scan(sample, stacks->fronts);
    gint64 backs = backs_scan(sample, fronts, stacks->backs);
    guint n_lost = count_letter(stacks->fronts, 'u') + g_str_equal(stacks->fronts, "a");
    gboolean done = index_backs_interleave(sample->store, backs, stacks->order, &report, &error);
    g_assert_cmpint(done, ==, stacks->expected != BACKS_AUTO);
    g_assert_cmpuint(report.n_fronts, ==, strlen(stacks->fronts));
    g_assert_cmpuint(report.n_backs, ==, strlen(stacks->backs));
    if (done) {
        g_assert_cmpint(report.order, ==, stacks->expected);
        g_assert_cmpuint(report.n_without_place, ==, n_lost);
        g_assert_cmpint(unplaced(sample), ==, 2 * n_lost);
    } else {
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
        g_assert_cmpint(unplaced(sample), ==,
                        n_lost + report.n_backs - count_letter(stacks->backs, 'C'));
    }
    assert_side(sample, "A-12/2008", "correspondence", stacks->first[0]);
    assert_side(sample, "A-12/2008", "notes", stacks->first[1]);
    assert_side(sample, "B-7/2010", "correspondence", stacks->second);
    assert_consistent(sample);
}

/* That its code cannot be read is about the page, wherever that goes. */
static void test_unreadable(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    BacksReport report;
    gint64 fronts = fronts_scan(sample, "Cab"), backs = backs_scan(sample, fronts, ".?2");
    g_assert_true(index_backs_interleave(sample->store, backs, BACKS_AUTO, &report, &error));
    assert_side(sample, "A-12/2008", "correspondence", "a?b2");
    g_assert_cmpint(count(sample, "SELECT sum(seq) FROM page JOIN flag USING (page_id)"
                                  " WHERE flag = 'order' AND value = 2"),
                    ==, 2);
    g_assert_cmpint(count(sample, "SELECT count(*) FROM flag WHERE flag = 'order'"), ==, 1);
}

/* A crash between the act and what comes after it: it is told again and changes nothing. */
static void test_again(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL, taken = NULL;
    BacksReport report;
    gint64 fronts = fronts_scan(sample, "Cab"), backs = backs_scan(sample, fronts, "21.");
    for (guint i = 0; i < 2; i++) {
        g_assert_true(index_backs_interleave(sample->store, backs, BACKS_AUTO, &report, &error));
        g_assert_cmpint(report.order, ==, BACKS_REVERSED);
        g_assert_cmpint(report.was_done_already, ==, i == 1);
        assert_side(sample, "A-12/2008", "correspondence", "a1b2");
    }
    g_assert_false(index_backs_check_fronts(sample->store, fronts, &taken));
    g_assert_error(taken, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

/* In the wrong order, undone, and in the right one: covers and separators do not stand in the way. */
static void test_undone(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    BacksReport report;
    gint64 fronts = fronts_scan(sample, "CabSc"), backs = backs_scan(sample, fronts, "3x21x");
    g_assert_true(index_backs_interleave(sample->store, backs, BACKS_SAME, &report, &error));
    g_assert_no_error(error);
    assert_side(sample, "A-12/2008", "correspondence", "axb2");
    gint64 edit_id = count(sample, "SELECT max(edit_id) FROM edit");
    g_autoptr(JsonNode) undone = index_edit_undo(sample->store, edit_id, &error);
    g_assert_nonnull(undone);
    g_assert_no_error(error);
    assert_side(sample, "A-12/2008", "correspondence", "ab");
    g_assert_cmpint(unplaced(sample), ==, 3);
    g_assert_true(index_backs_interleave(sample->store, backs, BACKS_REVERSED, &report, &error));
    g_assert_no_error(error);
    g_assert_false(report.was_done_already);
    assert_side(sample, "A-12/2008", "correspondence", "a1b2");
    assert_side(sample, "A-12/2008", "notes", "c3");
    assert_consistent(sample);
    g_assert_cmpint(unplaced(sample), ==, 0);
}

/* 2 fronts with 1 back, then the whole stack: the first one's page gives way and stays known. */
static void test_given_again(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL, unfit = NULL;
    BacksReport report;
    gint64 fronts = fronts_scan(sample, "Cab"), found = 0;
    gint64 backs = backs_scan(sample, fronts, "12");
    g_assert_false(index_backs_interleave(sample->store, backs, BACKS_AUTO, &report, &unfit));
    g_assert_nonnull(strstr(unfit->message, "3 fronts but 2 backs"));
    batch_close(sample, backs);
    g_assert_true(index_backs_find_fronts(sample->store, "scan", &found, &error));
    g_assert_cmpint(found, ==, fronts);
    backs = backs_scan(sample, fronts, ".12");
    g_assert_true(index_backs_interleave(sample->store, backs, BACKS_AUTO, &report, &error));
    g_assert_cmpuint(report.n_replaced, ==, 2);
    g_assert_cmpint(unplaced(sample), ==, 0);
    assert_side(sample, "A-12/2008", "correspondence", "a1b2");
    g_assert_cmpint(count(sample, "SELECT count(*) FROM page"), ==, 8);
}

/* What came before and behind the fronts stays around them; labels that a person wrote stay with
 * their pages, and an item has the backs of its letters. */
static void test_surroundings(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    BacksReport report;
    fronts_scan(sample, "Cx");
    gint64 fronts = fronts_scan(sample, "Cab");
    fronts_scan(sample, "Cy");
    sample_sql(sample, "UPDATE page SET folio = '12A', folio_set = 1 WHERE seq = 4");
    sample_sql(sample,
               "INSERT INTO item SELECT 1, side_id, '', '', '', 'now' FROM page WHERE seq = 3");
    sample_sql(sample, "UPDATE page SET item_id = 1 WHERE seq = 3");
    gint64 backs = backs_scan(sample, fronts, ".12");
    g_assert_true(index_backs_interleave(sample->store, backs, BACKS_AUTO, &report, &error));
    g_assert_no_error(error);
    g_assert_cmpint(count(sample, "SELECT seq FROM page WHERE folio = '12A'"), ==, 6);
    sample_sql(sample, "UPDATE page SET folio = '6' WHERE folio = '12A'");
    assert_side(sample, "A-12/2008", "correspondence", "xa1b2y");
    g_assert_cmpint(count(sample, "SELECT sum(seq) FROM page WHERE item_id = 1"), ==, 4 + 5);
}

static void test_handed_over(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    BacksReport report;
    gint64 fronts = fronts_scan(sample, "Cab"), backs = backs_scan(sample, fronts, ".12");
    sample_sql(sample,
               "INSERT INTO volume (volume_id, side_id, number, path, sha256, size_bytes, "
               "first_seq, last_seq, frozen, written_at) SELECT 1, side_id, 1, 'x.pdf', 'x', 1, 1, "
               "2, 1, 'now' FROM page WHERE seq = 1");
    g_assert_false(index_backs_interleave(sample->store, backs, BACKS_AUTO, &report, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_assert_nonnull(strstr(error->message, "handed over"));
    assert_side(sample, "A-12/2008", "correspondence", "ab");
    g_assert_cmpint(unplaced(sample), ==, 3);
}

/* Which batches cannot be fronts. */
static void test_no_fronts(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) none = NULL, missing = NULL, open = NULL, empty = NULL, backs = NULL;
    gint64 found = 0;
    g_assert_false(index_backs_find_fronts(sample->store, "scan", &found, &none));
    g_assert_error(none, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_assert_false(index_backs_check_fronts(sample->store, 77, &missing));
    g_assert_error(missing, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    gint64 batch_id = batch_open(sample, 0);
    g_assert_false(index_backs_check_fronts(sample->store, batch_id, &open));
    g_assert_error(open, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    batch_close(sample, batch_id);
    g_assert_false(index_backs_check_fronts(sample->store, batch_id, &empty));
    g_assert_error(empty, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    gint64 stack = backs_scan(sample, fronts_scan(sample, "Ca"), ".1");
    batch_close(sample, stack);
    g_assert_false(index_backs_check_fronts(sample->store, stack, &backs));
    g_assert_error(backs, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*run)(Sample *sample, gconstpointer data);
    } tests[] = {
        {"/backs/again", test_again},
        {"/backs/unreadable", test_unreadable},
        {"/backs/undone", test_undone},
        {"/backs/given-again", test_given_again},
        {"/backs/surroundings", test_surroundings},
        {"/backs/handed-over", test_handed_over},
        {"/backs/no-fronts", test_no_fronts},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/backs/stacks/", cases[i].name, NULL);
        g_test_add(path, Sample, &cases[i], sample_setup, test_stacks, sample_teardown);
    }
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, sample_setup, tests[i].run, sample_teardown);
    return g_test_run();
}
