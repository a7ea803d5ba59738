/* Ways to look further than one is (progress.h) by pages: after each, the return says what it said before. Steps: cheat-office.h. */
#include <string.h>

#include "tests/index/cheat-office.h"
#include "tests/index/edit-office.h"
#include "tests/index/office-people.h"

/* ----------------------------------------------------------------------------------------- tricks -- */

typedef struct {
    const char *name, *honest, *trick;
    const char *list; /* that tells of it, or NULL */
    gint64 new_pages; /* that are truly new */
} Trick;

static const Trick tricks[] = {
    {"a-page-of-fifty", "", "scan B 1; run", NULL, 1},
    {"counts-after-feeding", "scan R 3; run", "set R correspondence_pages 3", "uncounted", 0},
    {"counts-lowered", "scan B 1; run", "set B correspondence_pages 1; run", NULL, 0},
    {"counts-cleared", "scan B 1; run", "set B correspondence_pages ; run", NULL, 0},
    {"blank-sheets", "scan B 1; run", "blank B 3; run", NULL, 0},
    {"blank-backs", "scan B 4; run", "blank B 4; run", NULL, 0},
    {"covers", "scan B 1; run", "cover B 3; run", NULL, 0},
    {"the-same-file-twice", "scan B 2; run", "again B; run", NULL, 0},
    {"much-alike", "scan B 1; run", "like B 3; run", NULL, 0},
    {"the-stack-again", "scan B 4; run", "scan B 4; run", "surplus", 0},
    {"another-file-the-same-pictures", "scan B 4; run", "again C; run", "elsewhere", 0},
    {"the-first-ones-replaced", "scan B 4; again C; run; look",
     "loose 2; replace B 1-2 id:9-10; run", "elsewhere", 2},
    {"moved-and-scanned-again", "scan B 4; run", "move B 1-4 C; scan B 4; run", "uncounted", 0},
    {"moved-seen-and-scanned-again", "scan B 4; run", "move B 1-4 C; run; look; scan B 1",
     "uncounted", 0},
    {"scanned-twice-and-moved", "scan B 4; run", "scan B 4; move B 5-8 C; run", "uncounted", 0},
    {"split-in-ten", "scan B 4; run",
     "split B 1 X-1 One; split B 1 X-2 Two; split B 1 X-3 Three; run", NULL, 0},
    {"merged", "scan B 4; scan C 4; run", "merge C-3/2011 B-7/2010; run", NULL, 0},
    {"merged-and-split", "scan B 4; scan C 4; run",
     "merge C-3/2011 B-7/2010; split B 5-8 C-3/2011; run", NULL, 0},
    {"merged-and-scanned-again", "scan B 4; scan C 4; run",
     "merge C-3/2011 B-7/2010; scan C 4; run", "surplus", 0},
    {"registered-after-scanning", "add N-1; scan N-1 3; run", "register N-1 3; run", "uncounted",
     0},
    {"not-in-the-register", "scan B 4; run",
     "add N-1; set N-1 correspondence_pages 3; scan N-1 3; run", NULL, 0},
    {"by-way-of-a-provisional-one", "add N-1; scan N-1 4; run", "move - id:1-4 C; run", "uncounted",
     0},
    {"replaced", "scan B 4; run", "loose 2; replace B 1-2 id:5-6; run", NULL, 0},
    {"taken-back", "scan B 4; run", "move B 1-4 C; undo 1; run", NULL, 0},
    {"closed-and-fed-more", "scan R 1; close R the_rest_is_lost; run", "scan R 5; run", "surplus",
     0},
    {"moved-into-a-closed-one", "scan B 4; scan C 1; close C the_rest_is_lost; run",
     "move B 1-3 C; scan B 3; run", "short", 0},
    {"moved-into-a-closed-one-with-more",
     "scan B 4; scan C 1; close C the_rest_is_lost; scan C 1; run", "move B 1-2 C; scan B 2; run",
     "short", 0},
    {"split-and-closed", "scan B 4; run", "split B 1 X-1 One; shut X-1 all_there; scan B 1; run",
     NULL, 0},
    {"split-registered-and-closed", "scan B 4; run",
     "split B 1 X-1 One; register X-1 1; shut X-1 all_there; scan B 1; run", "split", 0},
    {"another-category", "scan B 4; run", "set B category Transfer", "recategorised", 0},
    {"provisional-and-closed", "scan B 4; run", "add N-1; scan N-1 3; shut N-1 all_there; run",
     NULL, 0},
    {"proposed-and-written", "scan B 4",
     "propose A; sql UPDATE record SET availability = 'excluded' WHERE file_no = 'A-12/2008'", NULL,
     0},
    {"proposed-and-not-approved", "scan B 4", "propose A; propose C", NULL, 0},
    {"excluded-in-the-register-alone", "scan B 4",
     "sql UPDATE record SET availability = 'excluded' WHERE record_id IN (SELECT max(record_id) "
     "FROM record)",
     NULL, 0},
};

static void test_trick(Sample *sample, gconstpointer data)
{
    const Trick *trick = data;
    Drive drive = {sample, 0, 0};
    g_auto(Figures) before = {0};
    g_auto(Figures) after = {0};
    office_make(sample);
    steps(&drive, trick->honest);
    figures_read(sample, &before);
    steps(&drive, trick->trick);
    figures_read(sample, &after);
    figures_compare(&before, &after, trick->new_pages);
    gboolean is_listed =
        strstr(trick->trick, "register ") != NULL && !strstr(trick->trick, "split ");
    g_assert_cmpint(after.registered, ==, before.registered + is_listed);
    g_autoptr(JsonNode) item = progress(sample);
    JsonObject *lists = json_object_get_object_member(json_node_get_object(item), "lists");
    if (trick->list)
        g_assert_cmpuint(json_array_get_length(json_object_get_array_member(lists, trick->list)), >,
                         0);
    counts_must_hold(sample);
}

/* ------------------------------------------------------------------------------------- splits -- */

/* No trick: the list has what was found within a record, and its own pages are fed. What was split off goes on counting for the
 * record that it was fed to. */
static const struct {
    const char *name, *steps;
    gint64 scanned, pages, split; /* split: listed as such, and count nowhere */
} FED[] = {
    {"not fed", "split B 1 X-1 One; register X-1 3", 1, 4, 1},
    {"fed in part", "split B 1 X-1 One; register X-1 3; scan X-1 2", 1, 6, 0},
    {"fed wholly", "split B 1 X-1 One; register X-1 3; scan X-1 3", 2, 7, 0},
    {"fed more", "split B 1 X-1 One; register X-1 3; scan X-1 5", 2, 7, 0},
    {"fed and closed short", "split B 1 X-1 One; register X-1 3; scan X-1 1; shut X-1 torn", 2, 5,
     0},
    {"closed and fed", "split B 1 X-1 One; register X-1 3; shut X-1 torn; scan X-1 1", 2, 5, 0},
    {"fed before it was listed", "split B 1 X-1 One; scan X-1 3; register X-1 3", 1, 4, 0},
    {"and closed", "split B 1 X-1 One; scan X-1 3; register X-1 3; shut X-1 there", 2, 7, 0},
    {"fed with the same pictures", "split B 4 X-1 One; register X-1 4; again X-1", 1, 4, 0},
    {"in two, fed with blanks and closed",
     "split B 1-2 X-1 One; split B 1-2 X-2 Two; register X-1 2; register X-2 2; blank X-1 1; "
     "blank X-2 1; shut X-1 there; shut X-2 there",
     1, 4, 0},
    {"never listed", "split B 1 X-1 One; scan X-1 3; shut X-1 there", 0, 3, 0},
};

static void test_fed(Sample *sample, gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "scan B 4; run");
    json_node_unref(progress(sample));
    steps(&drive, FED[i].steps);
    sample_run(sample);
    g_autoptr(JsonNode) item = progress(sample);
    g_assert_cmpint(count(item, "records", "scanned"), ==, FED[i].scanned);
    g_assert_cmpint(count(item, "pages", "scanned"), ==, FED[i].pages);
    g_assert_cmpint(json_array_get_length(list_of(item, "split")), ==, FED[i].split);
    counts_must_hold(sample);
}

/* As older versions left it: is_split is what they made of it. What they let count without being fed does not count any more; what was fed
 * counts, as far as a person closed it. */
static const struct {
    const char *name, *before, *is_split;
    gint64 was, is, split; /* records scanned; split: listed */
} LISTED[] = {
    {"listed before schema 26", "split B 1 X-1 One; register X-1 1; shut X-1 there; scan B 1", "0",
     2, 1, 1},
    {"fed since schema 26",
     "split B 1 X-1 One; register X-1 1; scan X-1 2; shut X-1 there; scan B 1", "2", 1, 2, 0},
};

static void listed_check(Sample *sample, guint i)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *sql = g_strdup_printf(
        "UPDATE feeding SET is_split = %s, note_pages = NULL, correspondence_pages = NULL "
        "WHERE is_split > 0; INSERT INTO progress_due SELECT record_id FROM record WHERE true "
        "ON CONFLICT DO NOTHING",
        LISTED[i].is_split);
    sample_sql(sample, sql);
    g_autoptr(JsonNode) before = progress(sample);
    g_assert_cmpint(count(before, "records", "scanned"), ==, LISTED[i].was);
    index_store_free(sample->store);
    sample->store = index_store_open(sample->dir, "operator", &error);
    g_assert_no_error(error);
    g_autoptr(JsonNode) after = progress(sample);
    g_assert_cmpint(count(after, "records", "scanned"), ==, LISTED[i].is);
    g_assert_cmpint(json_array_get_length(list_of(after, "split")), ==, LISTED[i].split);
    counts_must_hold(sample);
    sample_sql(sample, "CREATE TABLE noted (n CHECK (n = 1)); INSERT INTO noted SELECT count(*) "
                       "FROM event WHERE act = 'splits.noted' AND object = 'listed'");
}

static void test_listed_before(Sample *sample, gconstpointer data)
{
    gsize i = GPOINTER_TO_SIZE(data);
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "scan B 4; run");
    steps(&drive, LISTED[i].before);
    sample_run(sample);
    listed_check(sample, (guint)i);
}

/* ------------------------------------------------------------------------------------ other tricks -- */

static void test_closing(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    static const char *const reasons[] = {"", " "};
    office_make(sample);
    steps(&drive, "scan B 1");
    for (guint i = 0; i < G_N_ELEMENTS(reasons); i++)
        g_assert_null(index_side_close(sample->store, side_of(sample, "B"), reasons[i], NULL));
    steps(&drive, "close B pages_2_to_4_were_lost_in_the_flood_of_2014");
    g_autoptr(JsonNode) item = progress(sample);
    g_assert_cmpint(count(item, "records", "scanned"), ==, 1);
    g_assert_cmpint(count(item, "records", "short"), ==, 1);
    g_assert_cmpint(count(item, "pages", "scanned"), ==, 1);
    counts_must_hold(sample);
}

/* One side that nobody counted holds the whole record back, until a person closes it. */
static void test_uncounted(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const texts[] = {"one", "two"};
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "scan B 4");
    sample_scan(sample, "B-7/2010", "issues", texts, 2);
    g_autoptr(JsonNode) open = progress(sample);
    g_assert_cmpint(count(open, "records", "scanned"), ==, 0);
    g_assert_cmpint(count(open, "records", "uncounted"), ==, 1);
    g_assert_cmpint(count(open, "pages", "scanned"), ==, 4);
    JsonNode *edit = index_side_close(sample->store, sample_side(sample, "B-7/2010", "issues"),
                                      "two, counted by hand", NULL);
    g_assert_nonnull(edit);
    json_node_unref(edit);
    g_autoptr(JsonNode) closed = progress(sample);
    g_assert_cmpint(count(closed, "records", "scanned"), ==, 1);
    g_assert_cmpint(count(closed, "pages", "scanned"), ==, 6);
    counts_must_hold(sample);
}

/* Held back, by which side and why; why says the same, and once a person closes the side it counts. */
static void held_until_closed(Sample *sample, const char *side, const char *why, const char *what)
{
    g_autoptr(JsonNode) open = progress(sample);
    g_assert_cmpint(count(open, "records", "scanned"), ==, 0);
    g_assert_cmpint(count(open, "records", "uncounted"), ==, 1);
    JsonObject *one = json_array_get_object_element(list_of(open, "uncounted"), 0);
    g_assert_cmpstr(json_object_get_string_member(one, "side"), ==, side);
    g_assert_cmpstr(json_object_get_string_member(one, "why"), ==, why);
    g_autoptr(JsonNode) asked = index_record_why(sample->store, "B-7/2010", NULL);
    JsonObject *answer = json_node_get_object(asked);
    g_assert_nonnull(strstr(json_object_get_string_member(answer, "what"), what));
    g_assert_nonnull(strstr(json_object_get_string_member(answer, "next"), "record close"));
    counts_must_hold(sample);
    JsonNode *edit =
        index_side_close(sample->store, sample_side(sample, "B-7/2010", side), "it is all", NULL);
    g_assert_nonnull(edit);
    json_node_unref(edit);
    g_autoptr(JsonNode) closed = progress(sample);
    g_assert_cmpint(count(closed, "records", "scanned"), ==, 1);
    g_assert_cmpint(count(closed, "records", "short"), ==, 1);
    g_assert_cmpint(count(closed, "records", "uncounted"), ==, 0);
    counts_must_hold(sample);
}

/* One page of notes is no file while nobody said how much correspondence there is; a side that somebody looked for
 * and that has nothing in it is no more than none. */
static void test_unsaid(Sample *sample, gconstpointer has_row)
{
    static const char *const texts[] = {"noting"};
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "set B note_pages 1; set B correspondence_pages");
    if (has_row)
        sample_side(sample, "B-7/2010", "correspondence");
    sample_scan(sample, "B-7/2010", "notes", texts, 1);
    held_until_closed(sample, "correspondence", "no-count", "nobody said");
}

/* A count that is put right after feeding, as intake itself asks whether it is wrong. */
static void test_corrected(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "scan B 1; set B correspondence_pages 1");
    held_until_closed(sample, "correspondence", "corrected", "4 pages when");
}

/* The same of a side that turned out not to be there. */
static void test_corrected_away(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "set B note_pages 9; scan B 4; set B note_pages 0");
    held_until_closed(sample, "notes", "corrected", "9 pages when");
}

static gboolean unlike(Sample *sample, gint64 page_id, const char *reason, GError **error)
{
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof page_id);
    g_array_append_val(pages, page_id);
    JsonNode *answer = index_pages_unlike(sample->store, pages, reason, error);
    g_clear_pointer(&answer, json_node_unref);
    return *error == NULL;
}

static gint64 pages_counted(Sample *sample)
{
    g_autoptr(JsonNode) item = progress(sample);
    return count(item, "pages", "scanned");
}

/* Pages that look alike count once somebody says that they are others: not who scanned them, and not of one picture. */
static void test_unlike(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    g_autoptr(GError) error = NULL;
    register_import(sample, CHEAT_REGISTER);
    steps(&drive, "scan B 2; like B 1; again B; scan B 1");
    g_assert_cmpint(pages_counted(sample), ==, 3);
    must_fail(unlike(sample, 3, "another name", &error), &error, MUHAFIZ_ERROR_USAGE, "ravi");
    people_be(sample, "kamla", "desk", TRUE);
    must_fail(unlike(sample, 3, "another name", &error), &error, MUHAFIZ_ERROR_USAGE, "login desk");
    people_be(sample, "noor", "office", TRUE);
    must_fail(unlike(sample, 3, "another name", &error), &error, MUHAFIZ_ERROR_USAGE, "role");
    people_be(sample, "sita", "hall", TRUE);
    must_fail(unlike(sample, 3, " ", &error), &error, MUHAFIZ_ERROR_USAGE, "--reason");
    must_fail(unlike(sample, 2, "another name", &error), &error, MUHAFIZ_ERROR_USAGE,
              "not flagged");
    must_fail(unlike(sample, 4, "another name", &error), &error, MUHAFIZ_ERROR_USAGE,
              "very same picture");
    g_assert_cmpint(pages_counted(sample), ==, 3);
    g_assert_true(unlike(sample, 3, "another name", &error));
    g_assert_cmpint(pages_counted(sample), ==, 4);
    g_autoptr(JsonNode) item = progress(sample);
    JsonObject *one = json_array_get_object_element(list_of(item, "unlike"), 0);
    g_assert_cmpint(json_object_get_int_member(one, "pages"), ==, 1);
    g_assert_cmpstr(json_object_get_string_member(one, "person"), ==, "sita");
    counts_must_hold(sample);
}

/* A clock that was set marks its days; what was done counts all the same, once. */
static void test_clock(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "scan B 4");
    g_auto(Figures) before = {0};
    g_auto(Figures) after = {0};
    figures_read(sample, &before);
    sample_sql(sample, "UPDATE page SET accepted_at = '2026-02-03T10:00:00+05:30';"
                       "INSERT INTO clock_jump (host, at, from_at, to_at, seconds) VALUES ('pc', "
                       "'2026-02-03T09:00:00+05:30', '2026-11-03T09:00:00+05:30', "
                       "'2026-02-03T09:00:00+05:30', -23587200)");
    figures_read(sample, &after);
    figures_compare(&before, &after, 0);
    g_autoptr(JsonNode) item = progress(sample);
    JsonObject *day =
        json_array_get_object_element(json_object_get_array_member(total(item), "days"), 0);
    g_assert_cmpstr(json_object_get_string_member(day, "day"), ==, "2026-02-03");
    g_assert_true(json_object_get_boolean_member(day, "flagged"));
    counts_must_hold(sample);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tricks); i++) {
        g_autofree char *path = g_strconcat("/cheat/", tricks[i].name, NULL);
        g_test_add(path, Sample, &tricks[i], sample_setup, test_trick, sample_teardown);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(FED); i++) {
        g_autofree char *path = g_strdup_printf("/cheat/fed/%s", FED[i].name);
        g_test_add(path, Sample, GSIZE_TO_POINTER(i), sample_setup, test_fed, sample_teardown);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(LISTED); i++) {
        g_autofree char *path = g_strdup_printf("/cheat/%s", LISTED[i].name);
        g_test_add(path, Sample, GSIZE_TO_POINTER(i), sample_setup, test_listed_before,
                   sample_teardown);
    }
    g_test_add("/cheat/closing", Sample, NULL, sample_setup, test_closing, sample_teardown);
    g_test_add("/cheat/uncounted", Sample, NULL, sample_setup, test_uncounted, sample_teardown);
    g_test_add("/cheat/unsaid", Sample, NULL, sample_setup, test_unsaid, sample_teardown);
    g_test_add("/cheat/unsaid-and-looked-for", Sample, "row", sample_setup, test_unsaid,
               sample_teardown);
    g_test_add("/cheat/corrected", Sample, NULL, sample_setup, test_corrected, sample_teardown);
    g_test_add("/cheat/corrected-away", Sample, NULL, sample_setup, test_corrected_away,
               sample_teardown);
    g_test_add("/cheat/unlike", Sample, NULL, people_setup, test_unlike, sample_teardown);
    g_test_add("/cheat/clock", Sample, NULL, sample_setup, test_clock, sample_teardown);
    return g_test_run();
}
