/* What covers say of a stack: those that only its end shows to be odd (a second one of the same record,
 * one with no page behind it), and sides of their records that never came. */
#include <json-glib/json-glib.h>

#include "index/store-private.h"
#include "tests/index/sample.h"

/* Each letter a sheet: A, B a cover of that record, ? one that leads nowhere, s a separator, f a folio,
 * r one without a record. */
static const struct {
    const char *sheets, *expected;
} cases[] = {
    {"AfBf", ""},
    {"AsfBsf", ""},
    {"AfBfAf", "5 A-12/2008 again"},
    {"AfAf", "3 A-12/2008 again"},
    {"AAf", "2 A-12/2008 again"},
    {"AfBfAfBf", "5 A-12/2008 again, 7 B-7/2010 again"},
    {"ABf", "1 A-12/2008 empty"},
    {"AsBf", "1 A-12/2008 empty"},
    {"AfB", "3 B-7/2010 empty"},
    {"A?r", "1 A-12/2008 empty"},
    {"A?rBA", "1 A-12/2008 empty, 4 B-7/2010 empty, 5 A-12/2008 again"},
    {"Ar?", ""},
    {"rrAfrAfrrr", "6 A-12/2008 again"},
    {"?", ""},
    {"", ""},
};

static gint64 side_of(Sample *sample, const char *file_no)
{
    gint64 side_id = 0;
    g_autoptr(Record) record = index_record_load(sample->store, file_no, NULL);
    g_assert_true(index_side_find(sample->store, record, "", SIDE_FILL, &side_id, NULL));
    return side_id;
}

static void sheet_add(Sample *sample, gint64 batch_id, guint number, char what, gint64 *side_id)
{
    g_autoptr(GError) error = NULL;
    Page page = {.sheet = {"TEST", batch_id, number, SCAN_FACE_FRONT}};
    g_snprintf(page.sha256, sizeof page.sha256, "%" G_GINT64_FORMAT "-%u", batch_id, number);
    if (what == 'A' || what == 'B')
        *side_id = side_of(sample, what == 'A' ? "A-12/2008" : "B-7/2010");
    else if (what == '?' || what == 'r')
        *side_id = 0;
    const PagePlacement placement = {.page = &page,
                                     .role = what == 's'                  ? PAGE_ROLE_SEPARATOR
                                             : what == 'f' || what == 'r' ? PAGE_ROLE_FOLIO
                                                                          : PAGE_ROLE_COVER,
                                     .side_id = *side_id,
                                     .order =
                                         what == '?' ? PAGE_ORDER_CODE_DAMAGED : PAGE_ORDER_NONE};
    index_pages_add(sample->store, batch_id, &placement, 1, &error);
    g_assert_no_error(error);
}

/* Of the folios behind a sheet that leads nowhere: each alone or in a run. */
static char *unplaced_words(gint64 batch_id, const char *sheets)
{
    GString *text = g_string_new(NULL);
    for (guint k = 0; sheets[k]; k++) {
        guint first = k;
        if (sheets[k] != 'r')
            continue;
        while (sheets[k + 1] == 'r')
            k++;
        g_string_append_printf(text, "%sbatch:%" G_GINT64_FORMAT ":%u", text->len ? "," : "",
                               batch_id, first + 1);
        if (k > first)
            g_string_append_printf(text, "-%u", k + 1);
    }
    return g_string_free(text, FALSE);
}

static char *unplaced_found(Sample *sample, gint64 batch_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = index_batch_unplaced_sheets(sample->store, batch_id, &error);
    g_assert_no_error(error);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < json_array_get_length(json_node_get_array(node)); i++) {
        JsonObject *run = json_array_get_object_element(json_node_get_array(node), i);
        gint64 first = json_object_get_int_member(run, "first_sheet"),
               last = json_object_get_int_member(run, "last_sheet");
        g_string_append_printf(text, "%sbatch:%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT,
                               text->len ? "," : "", json_object_get_int_member(run, "batch"),
                               first);
        if (last > first)
            g_string_append_printf(text, "-%" G_GINT64_FORMAT, last);
    }
    return g_string_free(text, FALSE);
}

static char *odd_covers(Sample *sample, gint64 batch_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) ledger = index_batch_ledger(sample->store, batch_id, &error);
    g_assert_no_error(error);
    JsonObject *object = json_node_get_object(ledger);
    GString *text = g_string_new(NULL);
    if (!json_object_has_member(object, "odd_covers"))
        return g_string_free(text, FALSE);
    JsonArray *covers = json_object_get_array_member(object, "odd_covers");
    for (guint i = 0; i < json_array_get_length(covers); i++) {
        JsonObject *cover = json_array_get_object_element(covers, i);
        g_string_append_printf(text, "%s%d %s %s", i ? ", " : "",
                               (int)json_object_get_int_member(cover, "sheet"),
                               json_object_get_string_member(cover, "file_no"),
                               json_object_get_string_member(cover, "reason"));
    }
    return g_string_free(text, FALSE);
}

static void test_odd_covers(Sample *sample, gconstpointer data)
{
    (void)data;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        static const BatchStart start = {.kind = "scan", .source = "t", .expected_sheets = -1};
        g_autoptr(GError) error = NULL;
        gint64 batch_id = 0, side_id = 0;
        g_assert_true(index_batch_open(sample->store, &start, &batch_id, &error));
        for (guint k = 0; cases[i].sheets[k]; k++)
            sheet_add(sample, batch_id, k + 1, cases[i].sheets[k], &side_id);
        g_autofree char *unplaced = unplaced_found(sample, batch_id);
        g_autofree char *words = unplaced_words(batch_id, cases[i].sheets);
        g_assert_cmpstr(unplaced, ==, words);
        g_autofree char *open = odd_covers(sample, batch_id);
        g_assert_cmpstr(open, ==, "");
        g_assert_true(index_batch_close(sample->store, batch_id, "complete", &error));
        g_autofree char *closed = odd_covers(sample, batch_id);
        if (!g_str_equal(closed, cases[i].expected))
            g_error("%s: \"%s\", expected \"%s\"", cases[i].sheets, closed, cases[i].expected);
    }
}

/* A-12/2008 expects a page of notes and two of correspondence, R-1/1998 three openings, B-7/2010 nobody
 * knows what. Each word a sheet: a cover, "N" or "C" the notes or correspondence of the cover before,
 * X a cover that is refused. */
static const struct {
    const char *sheets, *expected;
} side_cases[] = {
    {"A N", "A-12/2008 notes 1/1/1; A-12/2008 correspondence 0/0/2"},
    {"A C", "A-12/2008 correspondence 1/1/2; A-12/2008 notes 0/0/1"},
    {"A N C C", "A-12/2008 notes 1/1/1; A-12/2008 correspondence 2/2/2"},
    {"A N B C", "A-12/2008 notes 1/1/1; A-12/2008 correspondence 0/0/2; "
                "B-7/2010 correspondence 1/1/-1"},
    {"B C A N", "B-7/2010 correspondence 1/1/-1; A-12/2008 notes 1/1/1; "
                "A-12/2008 correspondence 0/0/2"},
    {"A", "A-12/2008 notes 0/0/1; A-12/2008 correspondence 0/0/2"},
    {"B", ""},
    {"R", "R-1/1998 openings 0/0/3"},
    {"X", ""},
};

static const char *letter_file_no(char letter)
{
    return letter == 'B' ? "B-7/2010" : letter == 'R' ? "R-1/1998" : "A-12/2008";
}

static void side_sheet_add(Sample *sample, gint64 batch_id, guint number, char what,
                           const char **file_no)
{
    g_autoptr(GError) error = NULL;
    gboolean is_folio = what == 'N' || what == 'C';
    Page page = {.sheet = {"TEST", batch_id, number, SCAN_FACE_FRONT}};
    PagePlacement placement = {.page = &page,
                               .role = is_folio ? PAGE_ROLE_FOLIO : PAGE_ROLE_COVER,
                               .order = what == 'X' ? PAGE_ORDER_RECORD_EXCLUDED : PAGE_ORDER_NONE};
    g_snprintf(page.sha256, sizeof page.sha256, "%" G_GINT64_FORMAT "-%u", batch_id, number);
    if (!is_folio)
        *file_no = letter_file_no(what);
    g_autoptr(Record) record = index_record_load(sample->store, *file_no, &error);
    index_side_find(sample->store, record, what == 'N' ? "notes" : "", SIDE_LOOK,
                    &placement.side_id, &error);
    g_assert_no_error(error);
    index_pages_add(sample->store, batch_id, &placement, 1, &error);
    g_assert_no_error(error);
}

static char *sides_found(Sample *sample, gint64 batch_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) ledger = index_batch_ledger(sample->store, batch_id, &error);
    g_assert_no_error(error);
    JsonArray *sides = json_object_get_array_member(json_node_get_object(ledger), "sides");
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < json_array_get_length(sides); i++) {
        JsonObject *side = json_array_get_object_element(sides, i);
        g_string_append_printf(
            text, "%s%s %s %d/%d/%d", i ? "; " : "", json_object_get_string_member(side, "file_no"),
            json_object_get_string_member(side, "side"),
            (int)json_object_get_int_member(side, "pages"),
            (int)json_object_get_int_member(side, "side_pages"),
            (int)json_object_get_int_member_with_default(side, "expected_pages", -1));
    }
    return g_string_free(text, FALSE);
}

static gint64 side_batch(Sample *sample, const BatchStart *start, const char *sheets)
{
    g_autoptr(GError) error = NULL;
    gint64 batch_id = 0;
    const char *file_no = "A-12/2008";
    g_assert_true(index_batch_open(sample->store, start, &batch_id, &error));
    for (guint k = 0; sheets[k]; k++)
        if (sheets[k] != ' ')
            side_sheet_add(sample, batch_id, k / 2 + 1, sheets[k], &file_no);
    g_assert_true(index_batch_close(sample->store, batch_id, "complete", &error));
    return batch_id;
}

static void assert_sides(Sample *sample, const char *what, gint64 batch_id, const char *expected)
{
    g_autofree char *found = sides_found(sample, batch_id);
    if (!g_str_equal(found, expected))
        g_error("%s: \"%s\", expected \"%s\"", what, found, expected);
}

static const BatchStart stack_start = {.kind = "scan", .source = "t", .expected_sheets = -1};

/* The same office for each case: no pages of the one before. */
static void test_sides(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_set(sample, "A-12/2008", "note_pages", "1", NULL);
    sample_set(sample, "R-1/1998", "correspondence_pages", "3", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(side_cases); i++) {
        gint64 batch_id = side_batch(sample, &stack_start, side_cases[i].sheets);
        assert_sides(sample, side_cases[i].sheets, batch_id, side_cases[i].expected);
        sample_sql(sample, "UPDATE page SET seq = NULL, side_id = NULL");
    }
}

/* A side that another stack brought, that a person closed, or whose record nobody laid a cover on. */
static void test_sides_elsewhere(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_set(sample, "A-12/2008", "note_pages", "1", NULL);
    gint64 one = side_batch(sample, &stack_start, "A N");
    assert_sides(sample, "the notes", one, "A-12/2008 notes 1/1/1; A-12/2008 correspondence 0/0/2");
    gint64 two = side_batch(sample, &stack_start, "A C C");
    assert_sides(sample, "the other stack", two, "A-12/2008 correspondence 2/2/2");
    assert_sides(sample, "the notes", one, "A-12/2008 notes 1/1/1");
    sample_sql(sample, "UPDATE page SET seq = NULL, side_id = NULL");
    gint64 by_hand = side_batch(sample, &stack_start, "N");
    assert_sides(sample, "the side was said", by_hand, "A-12/2008 notes 1/1/1");
    gint64 again = side_batch(sample, &stack_start, "A N");
    sample_sql(sample, "UPDATE side SET closed_at = 'now', closed_reason = 'eaten by termites'");
    assert_sides(sample, "closed", again, "A-12/2008 notes 1/2/1");
}

/* The blank back of a cover is no cover, also where an earlier Muhafiz flagged it as one. */
static void test_backs_of_covers(Sample *sample, gconstpointer data)
{
    (void)data;
    BatchStart backs = stack_start;
    sample_set(sample, "A-12/2008", "note_pages", "1", NULL);
    backs.fronts_batch = side_batch(sample, &stack_start, "A N");
    gint64 batch_id = side_batch(sample, &backs, "N A");
    g_autofree char *odd = odd_covers(sample, batch_id);
    g_assert_cmpstr(odd, ==, "");
    assert_sides(sample, "backs", batch_id, "A-12/2008 notes 1/2/1");
    sample_sql(sample, "INSERT INTO flag (page_id, flag, value) "
                       "SELECT max(page_id), 'order', 19 FROM page WHERE role = 'cover'");
    g_autofree char *flagged = odd_covers(sample, batch_id);
    g_assert_cmpstr(flagged, ==, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/cover/odd", Sample, NULL, sample_setup, test_odd_covers, sample_teardown);
    g_test_add("/cover/sides", Sample, NULL, sample_setup, test_sides, sample_teardown);
    g_test_add("/cover/sides-elsewhere", Sample, NULL, sample_setup, test_sides_elsewhere,
               sample_teardown);
    g_test_add("/cover/backs", Sample, NULL, sample_setup, test_backs_of_covers, sample_teardown);
    return g_test_run();
}
