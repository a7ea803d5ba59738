/* Pages on their way in, the ledger of a batch, and the stage that a record has through it all. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/store-private.h"
#include "tests/index/sample.h"

static gint64 side_of(Sample *sample, const char *file_no, const char *side)
{
    g_autoptr(GError) error = NULL;
    gint64 side_id = 0;
    g_autoptr(Record) record = index_record_load(sample->store, file_no, &error);
    index_side_find(sample->store, record, side, SIDE_FILL, &side_id, &error);
    g_assert_no_error(error);
    return side_id;
}

static gint64 batch_open(Sample *sample)
{
    static const BatchStart start = {
        .kind = "scan", .source = "caf\xe9", .expected_sheets = 12}; /* Latin-1, not UTF-8 */
    g_autoptr(GError) error = NULL;
    gint64 batch_id = 0;
    index_batch_open(sample->store, &start, &batch_id, &error);
    g_assert_no_error(error);
    return batch_id;
}

static void assert_stage(Sample *sample, const char *file_no, const char *stage)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record = index_record_load(sample->store, file_no, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(record->stage, ==, stage);
}

/* "1, 2 blank", from show: folios and flags of a side (notes stand before correspondence). */
static char *pages_of(Sample *sample, const char *file_no, guint side)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) show = index_record_show(sample->store, file_no, &error);
    g_assert_no_error(error);
    JsonObject *record = json_node_get_object(show);
    JsonArray *sides = json_object_get_array_member(record, "sides");
    JsonArray *pages =
        json_object_get_array_member(json_array_get_object_element(sides, side), "pages");
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < json_array_get_length(pages); i++) {
        JsonObject *page = json_array_get_object_element(pages, i);
        JsonArray *flags = json_object_get_array_member(page, "flags");
        g_string_append_printf(text, "%s%s", i ? ", " : "",
                               json_object_get_string_member(page, "folio"));
        for (guint j = 0; j < json_array_get_length(flags); j++) {
            JsonObject *flag = json_array_get_object_element(flags, j);
            gboolean is_count =
                json_object_get_double_member(flag, "value") == (double)PAGE_ORDER_COUNT;
            g_string_append_printf(text, " %s%s", json_object_get_string_member(flag, "flag"),
                                   is_count ? "-count" : "");
        }
    }
    return g_string_free(text, FALSE);
}

/* Two records behind their covers, with a separator, a page before any cover and a blank back; then
 * all of it once more, as after a crash between the files and the rows. */
static void test_add(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 batch_id = batch_open(sample);
    gint64 a = side_of(sample, "A-12/2008", ""), b = side_of(sample, "B-7/2010", ""),
           b_notes = side_of(sample, "B-7/2010", "notes");
    Page pages[] = {
        {.sheet = {"TEST", batch_id, 1, SCAN_FACE_FRONT}, .sha256 = "01"},
        {.sheet = {"TEST", batch_id, 2, SCAN_FACE_FRONT}, .sha256 = "02"},
        {.sheet = {"TEST", batch_id, 3, SCAN_FACE_FRONT}, .sha256 = "03"},
        {.sheet = {"TEST", batch_id, 3, SCAN_FACE_BACK},
         .sha256 = "04",
         .flags = {{"blank", 0.1}},
         .n_flags = 1},
        {.sheet = {"TEST", batch_id, 4, SCAN_FACE_FRONT}, .sha256 = "05"},
        {.sheet = {"TEST", batch_id, 5, SCAN_FACE_FRONT}, .sha256 = "08"},
        {.sheet = {"TEST", batch_id, 6, SCAN_FACE_FRONT}, .sha256 = "06"},
        {.sheet = {"TEST", batch_id, 7, SCAN_FACE_FRONT}, .sha256 = "07"},
    };
    const PagePlacement placements[] = {
        {.page = &pages[0], .role = PAGE_ROLE_FOLIO},
        {.page = &pages[1], .role = PAGE_ROLE_COVER, .side_id = a},
        {.page = &pages[2], .role = PAGE_ROLE_FOLIO, .side_id = a},
        {.page = &pages[3], .role = PAGE_ROLE_FOLIO, .side_id = a},
        {.page = &pages[4], .role = PAGE_ROLE_COVER, .side_id = b},
        {.page = &pages[5], .role = PAGE_ROLE_FOLIO, .side_id = b},
        {.page = &pages[6], .role = PAGE_ROLE_SEPARATOR, .side_id = b_notes},
        {.page = &pages[7], .role = PAGE_ROLE_FOLIO, .side_id = b_notes},
    };
    for (guint again = 0; again < 2; again++) {
        guint pending, running, failed;
        g_assert_true(
            index_pages_add(sample->store, batch_id, placements, G_N_ELEMENTS(placements), &error));
        g_assert_true(index_jobs_count(sample->store, &pending, &running, &failed, &error));
        g_assert_cmpuint(pending, ==, 4); /* none for covers and for what has no record */
        g_autofree char *of_a = pages_of(sample, "A-12/2008", 0);
        g_assert_cmpstr(of_a, ==, "1, 2 blank");
        g_autofree char *of_b = pages_of(sample, "B-7/2010", 1);
        g_assert_cmpstr(of_b, ==, "1");
    }
    g_autoptr(JsonNode) ledger = index_batch_ledger(sample->store, batch_id, &error);
    json_object_remove_member(json_node_get_object(ledger), "started_at");
    g_autofree char *text = json_to_string(ledger, FALSE);
    g_assert_cmpstr(text, ==,
                    "{\"batch\":1,\"kind\":\"scan\",\"source\":\"caf\357\277\275\","
                    "\"ended_at\":null,\"ended_how\":null,"
                    "\"fed\":7,\"covers\":2,\"separators\":1,\"folio_sheets\":4,"
                    "\"pages\":5,\"clean\":3,\"flagged\":2,\"expected_sheets\":12,"
                    "\"missing_sheets\":5,\"sides\":["
                    "{\"file_no\":\"A-12/2008\",\"side\":\"correspondence\",\"pages\":2,"
                    "\"side_pages\":2,\"expected_pages\":2},"
                    "{\"file_no\":\"B-7/2010\",\"side\":\"correspondence\",\"pages\":1,"
                    "\"side_pages\":1,\"expected_pages\":null},"
                    "{\"file_no\":\"B-7/2010\",\"side\":\"notes\",\"pages\":1,"
                    "\"side_pages\":1,\"expected_pages\":null}]}");
    BatchState state;
    g_assert_true(index_batch_resume(sample->store, batch_id, &state, &error));
    g_assert_cmpuint(state.last_sheet, ==, 7);
    g_assert_cmpint(state.side_id, ==, b_notes);
    g_assert_cmpint(state.expected_sheets, ==, 12);
    gboolean known;
    g_assert_true(index_master_is_known(sample->store, "07", &known, &error) && known);
    g_assert_true(index_master_is_known(sample->store, "09", &known, &error) && !known);
}

/* A file of two pages, as a batch of its own. */
static void file_add(Sample *sample, const char *source, const char *source_sha256, gint64 side_id)
{
    g_autoptr(GError) error = NULL;
    const BatchStart start = {
        .kind = "ingest", .source = source, .source_sha256 = source_sha256, .expected_sheets = -1};
    gint64 batch_id = 0;
    g_assert_true(index_batch_open(sample->store, &start, &batch_id, &error));
    Page pages[] = {{.sheet = {"TEST", batch_id, 1, SCAN_FACE_FRONT}},
                    {.sheet = {"TEST", batch_id, 2, SCAN_FACE_FRONT}}};
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        const PagePlacement placement = {
            .page = &pages[i], .role = PAGE_ROLE_FOLIO, .side_id = side_id};
        g_snprintf(pages[i].sha256, SCAN_SHA256_SIZE, "%" G_GINT64_FORMAT "-%u", batch_id, i);
        g_assert_true(index_pages_add(sample->store, batch_id, &placement, 1, &error));
    }
}

/* What is in a record already is flagged where it comes once more, and kept; in another record it is
 * nothing to look at. */
static void test_twice(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 a = side_of(sample, "A-12/2008", ""), b = side_of(sample, "B-7/2010", ""),
           a_notes = side_of(sample, "A-12/2008", "notes"), c = side_of(sample, "C-3/2011", "");
    file_add(sample, "one.pdf", "f1", a);
    file_add(sample, "two.pdf", "f2", a);
    file_add(sample, "one.pdf", "f1", b);
    file_add(sample, "copy.pdf", "f1", a_notes);
    file_add(sample, "again.pdf", "f2", a);
    /* The very master, as a scan. */
    gint64 batch_id = batch_open(sample);
    Page same = {.sheet = {"TEST", batch_id, 1, SCAN_FACE_FRONT}, .sha256 = "3-1"};
    const PagePlacement placement = {.page = &same, .role = PAGE_ROLE_FOLIO, .side_id = b};
    g_assert_true(index_pages_add(sample->store, batch_id, &placement, 1, &error));
    /* What stands in the record no more is no reason. */
    file_add(sample, "wrong.pdf", "f3", c);
    sample_sql(sample, "UPDATE page SET seq = NULL, state = 'replaced' WHERE side_id = "
                       "(SELECT side_id FROM side JOIN record USING (record_id)"
                       " WHERE file_no = 'C-3/2011' AND name = 'correspondence')");
    file_add(sample, "right.pdf", "f3", c);
    static const struct {
        const char *file_no;
        guint side;
        const char *pages;
    } expected[] = {
        {"A-12/2008", 1, "1, 2, 3, 4, 5 duplicate, 6 duplicate order-count"},
        {"A-12/2008", 0, "1 duplicate, 2 duplicate"},
        {"B-7/2010", 0, "1, 2, 3 duplicate"},
        {"C-3/2011", 0, "1, 2"},
    };
    sample_sql(sample, "UPDATE batch SET ended_at = started_at");
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_autofree char *pages = pages_of(sample, expected[i].file_no, expected[i].side);
        g_assert_cmpstr(pages, ==, expected[i].pages);
    }
}

static void assert_pages(Sample *sample, const char *file_no, const char *expected)
{
    g_autofree char *pages = pages_of(sample, file_no, 0);
    g_assert_cmpstr(pages, ==, expected);
}

/* Of two pages that are one picture the later one is flagged, as long as both stand in the record. */
static void test_twin_leaves(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 b = side_of(sample, "B-7/2010", ""), c = side_of(sample, "C-3/2011", "");
    file_add(sample, "one.pdf", "f1", b);
    file_add(sample, "copy.pdf", "f1", b);
    file_add(sample, "other.pdf", "f1", c);
    sample_sql(sample, "INSERT INTO flag SELECT max(page_id), 'duplicate', 0.9 FROM page");
    sample_sql(sample, "UPDATE batch SET ended_at = started_at");
    assert_pages(sample, "B-7/2010", "1, 2, 3 duplicate, 4 duplicate");
    g_autoptr(GArray) first = g_array_new(FALSE, FALSE, sizeof(gint64));
    gint64 page_id = 1;
    g_array_append_val(first, page_id);
    g_autoptr(JsonNode) aside = index_pages_set_aside(sample->store, first, "twice", &error);
    g_assert_nonnull(aside);
    g_assert_no_error(error);
    assert_pages(sample, "B-7/2010", "1, 2, 3 duplicate");
    g_autoptr(JsonNode) undone = index_edit_undo(sample->store, 1, &error);
    g_assert_nonnull(undone);
    g_assert_no_error(error);
    assert_pages(sample, "B-7/2010", "1, 2, 3 duplicate, 4 duplicate");
    const PagePlace to = {.side_id = c};
    g_autoptr(JsonNode) moved = index_pages_move(sample->store, first, &to, NULL, &error);
    g_assert_nonnull(moved);
    g_assert_no_error(error);
    assert_pages(sample, "B-7/2010", "1, 2, 3 duplicate");
    assert_pages(sample, "C-3/2011", "1 duplicate, 2 duplicate, 3");
}

/* What has no record can be found by its batch and the numbers of its sheets. */
static void test_unplaced(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 batch_id = batch_open(sample), b = side_of(sample, "B-7/2010", "");
    Page pages[] = {
        {.sheet = {"TEST", batch_id, 1, SCAN_FACE_FRONT}, .sha256 = "01"},
        {.sheet = {"TEST", batch_id, 1, SCAN_FACE_BACK}, .sha256 = "02"},
        {.sheet = {"TEST", batch_id, 2, SCAN_FACE_FRONT}, .sha256 = "03"},
        {.sheet = {"TEST", batch_id, 3, SCAN_FACE_FRONT}, .sha256 = "04"},
        {.sheet = {"TEST", batch_id, 4, SCAN_FACE_FRONT}, .sha256 = "05"},
    };
    const PagePlacement placements[] = {
        {.page = &pages[0], .role = PAGE_ROLE_FOLIO},
        {.page = &pages[1], .role = PAGE_ROLE_FOLIO},
        {.page = &pages[2], .role = PAGE_ROLE_FOLIO},
        {.page = &pages[3], .role = PAGE_ROLE_FOLIO, .side_id = b},
        {.page = &pages[4], .role = PAGE_ROLE_FOLIO},
    };
    g_assert_true(
        index_pages_add(sample->store, batch_id, placements, G_N_ELEMENTS(placements), &error));
    g_autoptr(JsonNode) status = index_status(sample->store, &error);
    g_assert_cmpint(json_object_get_int_member(json_node_get_object(status), "unplaced"), ==, 4);
    JsonArray *runs = json_object_get_array_member(json_node_get_object(status), "unplaced_sheets");
    static const gint64 expected[][3] = {{1, 2, 3}, {4, 4, 1}};
    g_assert_cmpuint(json_array_get_length(runs), ==, G_N_ELEMENTS(expected));
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
        JsonObject *run = json_array_get_object_element(runs, i);
        g_assert_cmpint(json_object_get_int_member(run, "batch"), ==, batch_id);
        g_assert_cmpint(json_object_get_int_member(run, "first_sheet"), ==, expected[i][0]);
        g_assert_cmpint(json_object_get_int_member(run, "last_sheet"), ==, expected[i][1]);
        g_assert_cmpint(json_object_get_int_member(run, "pages"), ==, expected[i][2]);
    }
}

static PageReading reading_of(const char *hash, const char *text, double confidence, guint turns)
{
    return (PageReading){.alto_sha256 = hash,
                         .layers_key = hash,
                         .text = text,
                         .language = "eng",
                         .findings = "{\"model\":\"eng\",\"turn\":2}",
                         .confidence = confidence,
                         .quarter_turns = turns};
}

static void read_again(Sample *sample, gint64 page_id, const PageReading *reading)
{
    g_autoptr(GError) error = NULL;
    Job job;
    gboolean found;
    g_assert_true(index_job_add(sample->store, JOB_PAGE, page_id, &error));
    g_assert_true(index_job_lease(sample->store, "me", &job, &found, &error) && found);
    g_assert_true(index_page_finish(sample->store, &job, reading, &error));
}

/* A page that is read again has the flag of the last reading, and keeps those of the scan: blank and
 * skew too, whatever recognition saw. */
static void test_read_again(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"one"};
    const struct {
        PageReading reading;
        const char *flags;
    } cases[] = {
        {reading_of("a1", "", 0, 0), "1 blank skew"},
        {reading_of("a2", "words", 20, 0), "1 blank low-confidence skew"},
        {reading_of("a3", "words", 80, 0), "1 blank skew"},
        {reading_of("a4", "words", 79, 0), "1 blank low-confidence skew"},
        {reading_of("a5", "words", 90, 0), "1 blank skew"},
    };
    sample_scan(sample, "B-7/2010", "", texts, 1);
    sample_sql(sample, "INSERT INTO flag VALUES (1, 'blank', 0), (1, 'skew', 7)");
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        read_again(sample, 1, &cases[i].reading);
        g_autofree char *flags = pages_of(sample, "B-7/2010", 0);
        g_assert_cmpstr(flags, ==, cases[i].flags);
    }
}

/* "turn 2 set", what reading the page would be told, and what is kept of its findings. */
static void assert_turn(Sample *sample, gint64 page_id, guint turn, gboolean is_set,
                        const char *findings)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PageTask) task = index_page_task_load(sample->store, page_id, &error);
    g_autoptr(JsonNode) show = index_record_show(sample->store, "B-7/2010", &error);
    g_assert_no_error(error);
    g_assert_cmpint(task->turn_is_said, ==, is_set);
    g_assert_cmpuint(task->quarter_turns, ==, is_set ? turn : 0);
    JsonObject *side = json_array_get_object_element(
        json_object_get_array_member(json_node_get_object(show), "sides"), 0);
    JsonObject *page = json_array_get_object_element(json_object_get_array_member(side, "pages"),
                                                     (guint)page_id - 1);
    g_assert_cmpint(json_object_get_int_member(page, "turn"), ==, turn);
    g_assert_cmpint(json_object_get_boolean_member(page, "turn_set"), ==, is_set);
    g_autofree char *kept = json_to_string(json_object_get_member(page, "findings"), FALSE);
    g_assert_cmpstr(kept, ==, findings);
}

/* A page that was read keeps its words, whatever fails later. */
static void assert_words(Sample *sample, gint64 page_id, gboolean has_words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PageTask) task = index_page_task_load(sample->store, page_id, &error);
    g_assert_no_error(error);
    g_assert_cmpint(task->has_words, ==, has_words);
}

/* Reading finds how a page is turned until a person says so, and again when that is undone. */
static void test_turn(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"one"};
    static const char found[] = "{\"model\":\"eng\",\"turn\":2}";
    const PageReading readings[] = {reading_of("a1", "words", 90, 2),
                                    reading_of("a2", "words", 90, 1)};
    const gint64 page_id = 1;
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof page_id);
    g_array_append_val(ids, page_id);
    sample_scan(sample, "B-7/2010", "", texts, 1);
    assert_turn(sample, page_id, 0, FALSE, "null");
    assert_words(sample, page_id, FALSE);
    read_again(sample, page_id, &readings[0]);
    assert_turn(sample, page_id, 2, FALSE, found);
    assert_words(sample, page_id, TRUE);
    g_autoptr(JsonNode) turned = index_pages_turn(sample->store, ids, 1, &error);
    g_assert_no_error(error);
    g_assert_nonnull(turned);
    assert_turn(sample, page_id, 3, TRUE, found);
    read_again(sample, page_id, &readings[1]);
    assert_turn(sample, page_id, 3, TRUE, found);
    g_autoptr(JsonNode) undone = index_edit_undo(sample->store, 1, &error);
    g_assert_no_error(error);
    g_assert_nonnull(undone);
    assert_turn(sample, page_id, 2, FALSE, found);
}

/* Those within two sheets, read, with words on them that tell, or turned by a person. */
static void test_neighbours(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"one", "two", "three", "four"};
    static const struct {
        const char *sql;
        gboolean is_known;
        guint turns;
    } cases[] = {
        {"UPDATE page SET state = 'scanned'", FALSE, 0},
        {"UPDATE page SET state = 'recognised', language = 'eng', turn = 2", FALSE, 0},
        {"UPDATE page SET findings = '{\"turn\":2,\"turn_confidence\":12}' WHERE page_id > 1", TRUE,
         2},
        {"UPDATE page SET turn = 0 WHERE page_id = 2", FALSE, 0},
        {"UPDATE page SET language = '' WHERE page_id = 2", TRUE, 2},
        {"UPDATE page SET turn = 1 WHERE page_id = 4", TRUE, 2},
        {"UPDATE page SET findings = '{\"turn\":2,\"turn_confidence\":0}' WHERE page_id = 3", FALSE,
         0},
        {"UPDATE page SET turn_set = 1 WHERE page_id = 3", TRUE, 2},
        {"UPDATE page SET state = 'scanned' WHERE page_id = 3", FALSE, 0},
    };
    sample_scan(sample, "B-7/2010", "", texts, 4);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        sample_sql(sample, cases[i].sql);
        g_autoptr(PageTask) task = index_page_task_load(sample->store, 1, &error);
        g_assert_no_error(error);
        g_test_message("%s", cases[i].sql);
        g_assert_cmpint(task->expects_turn, ==, cases[i].is_known);
        g_assert_true(!cases[i].is_known || task->expected_turns == cases[i].turns);
    }
}

/* A page that was read lies as it did, whatever its neighbours do since, until it is read otherwise; not one of
 * which there is only an image. */
static void test_expected(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"one", "two"};
    static const struct {
        const char *sql;
        guint turns;
    } cases[] = {
        {"UPDATE page SET findings = '{\"turn_confidence\":30}', turn = 2, language = 'eng', "
         "state = 'recognised' WHERE page_id = 2",
         2},
        {"UPDATE page SET findings = '{\"turn_confidence\":0}', turn = 1 WHERE page_id = 1", 1},
        {"UPDATE page SET state = 'failed' WHERE page_id = 1", 1},
        {"INSERT INTO flag VALUES (1, 'unread', 1)", 2},
    };
    sample_scan(sample, "B-7/2010", "", texts, 2);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        sample_sql(sample, cases[i].sql);
        g_autoptr(PageTask) task = index_page_task_load(sample->store, 1, &error);
        g_assert_no_error(error);
        g_test_message("%s", cases[i].sql);
        g_assert_true(task->expects_turn);
        g_assert_cmpuint(task->expected_turns, ==, cases[i].turns);
    }
}

/* A side that holds fewer or more pages than the register expects says so on its last page, until
 * the numbers agree or somebody closes it; not while it is being fed. */
static void test_count_flag(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *name, *sql;
        const char *pages;
    } cases[] = {
        {"nobody counted", "", "1, 2, 3"},
        {"as expected", "UPDATE record SET correspondence_pages = 3", "1, 2, 3"},
        {"one is missing", "UPDATE record SET correspondence_pages = 4", "1, 2, 3 order-count"},
        {"one too many", "UPDATE record SET correspondence_pages = 2", "1, 2, 3 order-count"},
        {"it is being fed", "UPDATE batch SET ended_at = NULL", "1, 2, 3"},
        {"fed to the end", "UPDATE batch SET ended_at = started_at", "1, 2, 3 order-count"},
        {"another doubt", "INSERT INTO flag VALUES (3, 'order', 0)", "1, 2, 3 order"},
        {"closed", "DELETE FROM flag; UPDATE side SET closed_at = '2026-01-01'", "1, 2, 3"},
    };
    static const char *const texts[] = {"one", "two", "three"};
    sample_scan(sample, "B-7/2010", "", texts, G_N_ELEMENTS(texts));
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].name);
        sample_sql(sample, cases[i].sql);
        g_autofree char *pages = pages_of(sample, "B-7/2010", 0);
        g_assert_cmpstr(pages, ==, cases[i].pages);
    }
}

static void test_expect(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 batch_id = batch_open(sample);
    g_assert_true(index_batch_expect(sample->store, batch_id, 3, &error));
    g_autoptr(JsonNode) ledger = index_batch_ledger(sample->store, batch_id, &error);
    JsonObject *object = json_node_get_object(ledger);
    g_assert_cmpint(json_object_get_int_member(object, "expected_sheets"), ==, 3);
    g_assert_cmpint(json_object_get_int_member(object, "missing_sheets"), ==, 3);
    g_autoptr(GPtrArray) masters = index_batch_last_masters(sample->store, batch_id, &error);
    g_assert_cmpuint(masters->len, ==, 0);

    gint64 side_id = side_of(sample, "B-7/2010", "");
    for (guint sheet = 1; sheet <= 2; sheet++) {
        Page faces[] = {{.sheet = {"TEST", batch_id, sheet, SCAN_FACE_FRONT}, .sha256 = "f0"},
                        {.sheet = {"TEST", batch_id, sheet, SCAN_FACE_BACK}, .sha256 = "b0"}};
        faces[0].sha256[1] = faces[1].sha256[1] = (char)('0' + sheet);
        PagePlacement placements[] = {{.page = &faces[0], .side_id = side_id},
                                      {.page = &faces[1], .side_id = side_id}};
        g_assert_true(index_pages_add(sample->store, batch_id, placements, 2, &error));
    }
    g_autoptr(GPtrArray) last = index_batch_last_masters(sample->store, batch_id, &error);
    g_assert_cmpuint(last->len, ==, 2);
    g_assert_true(g_str_has_suffix(last->pdata[0], "/pages/f2/f2.tif"));
    g_assert_true(g_str_has_suffix(last->pdata[1], "/pages/b2/b2.tif"));
}

static void test_batches(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    BatchState state;
    gint64 batch_id = batch_open(sample);

    g_autoptr(GArray) own = index_batches_stale(sample->store, &error);
    g_assert_cmpuint(own->len, ==, 1); /* ours to recover */
    sample_sql(sample, "UPDATE batch SET owner = 'elsewhere x 1 1'");
    g_autoptr(GArray) others = index_batches_stale(sample->store, &error);
    g_assert_cmpuint(others->len, ==, 0);
    g_assert_false(index_batch_resume(sample->store, batch_id, &state, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_clear_error(&error);

    g_assert_true(index_batch_close(sample->store, batch_id, "complete", &error));
    g_assert_true(index_batch_close(sample->store, batch_id, "again", &error)); /* stays complete */
    g_assert_false(index_batch_resume(sample->store, batch_id, &state, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

static void test_side_names(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *file_no, *side;
        gboolean is_there;
    } cases[] = {
        {"A-12/2008", "", TRUE},      {"A-12/2008", "correspondence", TRUE},
        {"A-12/2008", "notes", TRUE}, {"A-12/2008", "openings", FALSE},
        {"R-1/1998", "", TRUE},       {"R-1/1998", "openings", TRUE},
        {"R-1/1998", "notes", FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        gint64 side_id;
        g_autoptr(Record) record = index_record_load(sample->store, cases[i].file_no, &error);
        g_assert_cmpint(
            index_side_find(sample->store, record, cases[i].side, SIDE_FILL, &side_id, &error), ==,
            cases[i].is_there);
        if (!cases[i].is_there)
            g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    }
    g_assert_cmpint(side_of(sample, "A-12/2008", ""), ==,
                    side_of(sample, "A-12/2008", "correspondence"));
}

/* By the office's policy the pages of what is not Normal are refused, or kept without being read. */
static void test_confidential(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 side_id;
    g_assert_true(sample_set(sample, "A-12/2008", "classification", "secret", &error));
    g_autoptr(Record) record = index_record_load(sample->store, "A-12/2008", &error);
    g_assert_false(index_side_find(sample->store, record, "", SIDE_FILL, &side_id, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_clear_error(&error);

    g_autofree char *conf = sample_path(sample, "muhafiz.conf");
    g_assert_true(g_file_set_contents(
        conf, "[office]\ncode=TEST\nname=T\n[policy]\nconfidential=keep\n", -1, NULL));
    index_store_free(sample->store);
    sample->store = index_store_open(sample->dir, "operator", &error);
    g_assert_no_error(error);
    static const char *const texts[] = {"one", "two"};
    guint counts[3];
    sample_scan(sample, "A-12/2008", "", texts, 2);
    g_assert_true(index_jobs_count(sample->store, &counts[0], &counts[1], &counts[2], &error));
    g_assert_cmpuint(counts[0], ==, 0);
    assert_stage(sample, "A-12/2008", "scanned");
}

/* ------------------------------------------------------------------------------------ stages -- */

static void test_stages(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"one", "two", "three"};
    g_autoptr(GError) error = NULL;
    const char *no = "A-12/2008"; /* two pages of correspondence are expected */
    assert_stage(sample, no, "registered");
    sample_scan(sample, no, "", texts, 1);
    assert_stage(sample, no, "registered");
    sample_scan(sample, no, "", texts + 1, 1);
    assert_stage(sample, no, "scanned");
    g_assert_true(sample_set(sample, no, "note_pages", "1", &error));
    assert_stage(sample, no, "registered");
    sample_scan(sample, no, "notes", texts + 2, 1);
    assert_stage(sample, no, "scanned");
    sample_run(sample);
    assert_stage(sample, no, "assembled");
    g_assert_true(sample_set(sample, no, "location", "shelf 3", &error));
    assert_stage(sample, no, "assembled"); /* stands in no volume */
    g_assert_true(sample_set(sample, no, "subject", "Other", &error));
    assert_stage(sample, no, "recognised");
    sample_run(sample);
    g_assert_true(sample_set(sample, no, "availability", "missing", &error));
    assert_stage(sample, no, "registered");
}

/* Where nobody counted, a side is complete when nothing feeds it. */
static void test_stage_uncounted(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 batch_id = batch_open(sample);
    Page page = {.sheet = {"TEST", batch_id, 1, SCAN_FACE_FRONT}, .sha256 = "01"};
    const PagePlacement placement = {
        .page = &page, .role = PAGE_ROLE_FOLIO, .side_id = side_of(sample, "B-7/2010", "")};
    g_assert_true(index_pages_add(sample->store, batch_id, &placement, 1, &error));
    assert_stage(sample, "B-7/2010", "registered");
    g_assert_true(index_batch_close(sample->store, batch_id, "complete", &error));
    assert_stage(sample, "B-7/2010", "scanned");
}

static void test_stage_packages(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const more[] = {"a supplement"};
    static const ExportSettings settings = {NULL, TRUE};
    g_autoptr(GError) error = NULL;
    sample_make_ready(sample);
    g_autoptr(JsonNode) package = index_export(sample->store, "A-12/2008", &settings, &error);
    g_assert_no_error(error);
    g_assert_nonnull(package);
    assert_stage(sample, "A-12/2008", "exported");
    sample_sql(sample, "UPDATE package SET status = 'rejected'");
    assert_stage(sample, "A-12/2008", "rejected");
    sample_sql(sample, "UPDATE package SET status = 'accepted'");
    assert_stage(sample, "A-12/2008", "imported");
    sample_scan(sample, "A-12/2008", "", more, 1);
    assert_stage(sample, "A-12/2008", "scanned");
    sample_run(sample);
    assert_stage(sample, "A-12/2008", "assembled");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/page/add", test_add},
        {"/page/twice", test_twice},
        {"/page/twin-leaves", test_twin_leaves},
        {"/page/unplaced", test_unplaced},
        {"/page/read-again", test_read_again},
        {"/page/turn", test_turn},
        {"/page/neighbours", test_neighbours},
        {"/page/expected", test_expected},
        {"/page/batches", test_batches},
        {"/page/count-flag", test_count_flag},
        {"/page/expect", test_expect},
        {"/page/side-names", test_side_names},
        {"/page/confidential", test_confidential},
        {"/page/stages", test_stages},
        {"/page/stage-uncounted", test_stage_uncounted},
        {"/page/stage-packages", test_stage_packages},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, sample_setup, tests[i].test, sample_teardown);
    return g_test_run();
}
