/* Every way to look further than one is (progress.h): after each, the return says what it said before.
 *
 * A case has honest work, then a trick. Both are steps with ";" between them: those of edit-office.h, and
 *     scan SIDE N     as many new pages, of other pictures each time        again SIDE    the last scan, the same pictures
 *     like SIDE N      that look like earlier ones
 *     blank SIDE N    blank ones         cover SIDE N     covers            loose N       pages of no known record
 *     set SIDE KEY VALUE                 add FILE_NO      a provisional record
 *     register FILE_NO N                 the office's list brings it, with N pages of correspondence
 *     remove FILE_NO                     takes it out of the register
 *     propose SIDE                       to exclude it, which nobody approves
 *     shut FILE_NO REASON                closes its correspondence
 *     run             reads and assembles what is there           sql STATEMENT
 *     look            asks how far we are: what changes later is counted alone
 * SIDE is a letter of edit-office.h, or a file number. */
#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

#include "tests/index/edit-office.h"
#include "tests/index/office-people.h"

static const char REGISTER[] = "file_no,subject,kind,year,correspondence_pages\n"
                               "A-12/2008,Mutation,file,2008,2\nB-7/2010,Mutation,file,2010,4\n"
                               "C-3/2011,Mutation,file,2011,4\nR-1/1998,Mutations,register,1998,\n";
static const char TARGETS[] = "office,records,pages,deadline\nTEST,10,40,2027-03-31\n";

typedef struct {
    Sample *sample;
    guint n_scanned; /* pictures so far */
    guint n_last;    /* of the last scan */
} Drive;

/* ----------------------------------------------------------------------------------------- steps -- */

static void csv_write(Sample *sample, const char *name, const char *text, char **path)
{
    *path = g_build_filename(sample->root, name, NULL);
    g_assert_true(g_file_set_contents(*path, text, -1, NULL));
}

static void register_import(Sample *sample, const char *csv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = NULL;
    RegisterReport report = {0};
    csv_write(sample, "more.csv", csv, &path);
    index_register_import(sample->store, path, FALSE, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(report.refused, ==, 0);
    index_register_report_clear(&report);
}

static void plan_import(Sample *sample, const char *csv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = NULL;
    PlanReport report = {0};
    csv_write(sample, "plan.csv", csv, &path);
    if (!index_plan_import(sample->store, path, &report, &error))
        g_error("%s", report.problems->len ? (char *)report.problems->pdata[0] : error->message);
    index_plan_report_clear(&report);
}

static const char *file_of(const char *word)
{
    static const char *const letters[][2] = {
        {"A", "A-12/2008"}, {"B", "B-7/2010"}, {"C", "C-3/2011"}, {"R", "R-1/1998"}};
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++)
        if (g_str_equal(letters[i][0], word))
            return letters[i][1];
    return word;
}

/* From the picture with that number on. */
static void pictures_scan(Drive *drive, const char *file_no, guint first, guint n)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(texts, g_strdup_printf("picture %u", first + i));
    sample_scan(drive->sample, file_no, "", (const char *const *)texts->pdata, n);
    drive->n_last = n;
}

static void new_scan(Drive *drive, const char *file_no, guint n)
{
    pictures_scan(drive, file_no, drive->n_scanned + 1, n);
    drive->n_scanned += n;
}

static void odd_scan(Drive *drive, const char *file_no, guint n, const char *sql)
{
    g_autofree char *statement =
        g_strdup_printf("%s (SELECT page_id FROM page ORDER BY page_id DESC LIMIT %u)", sql, n);
    new_scan(drive, file_no, n);
    sample_sql(drive->sample, statement);
}

static void add(Sample *sample, const char *file_no)
{
    const RecordValue subject = {"subject", "Found on the scanner"};
    g_autoptr(GError) error = NULL;
    index_record_add(sample->store, file_no, &subject, 1, &error);
    g_assert_no_error(error);
}

static void take_out(Sample *sample, const char *file_no)
{
    g_autoptr(GError) error = NULL;
    index_record_remove(sample->store, file_no, "it never was", &error);
    g_assert_no_error(error);
}

static void propose(Sample *sample, const char *file_no)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) item = index_exclusion_propose(sample->store, file_no, "no time", &error);
    g_assert_no_error(error);
    g_assert_nonnull(item);
}

static void shut(Sample *sample, const char *file_no, const char *reason)
{
    g_autoptr(GError) error = NULL;
    JsonNode *edit =
        index_side_close(sample->store, sample_side(sample, file_no, ""), reason, &error);
    g_assert_no_error(error);
    json_node_unref(edit);
}

/* Whatever was done at a station, its district can join what it reports. */
static void joined_check(const Sample *sample, JsonNode *item)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = json_to_string(item, FALSE);
    g_autofree char *file = g_strdup_printf("{\"schema\":1,\"items\":[%s]}", text);
    g_autofree char *path = g_build_filename(sample->dir, "joined.json", NULL);
    const char *const paths[] = {path, NULL};
    MergeReport report = {0};
    g_assert_true(g_file_set_contents(path, file, -1, NULL));
    g_autoptr(JsonNode) joined = index_progress_merge(NULL, paths, &report, &error);
    for (guint i = 0; i < report.problems->len; i++)
        g_error("%s", (const char *)report.problems->pdata[i]);
    g_assert_no_error(error);
    g_assert_nonnull(joined);
    index_merge_report_clear(&report);
}

static JsonNode *progress(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    JsonNode *item = index_progress(sample->store, TRUE, &error);
    g_assert_no_error(error);
    joined_check(sample, item);
    return item;
}

static void step(Drive *drive, const char *line)
{
    Sample *sample = drive->sample;
    g_auto(GStrv) words = g_strsplit(line, " ", 4);
    const char *verb = words[0], *file_no = words[1] ? file_of(words[1]) : NULL;
    guint n = words[1] && words[2] ? (guint)atoi(words[2]) : 0;
    if (g_str_equal(verb, "scan"))
        new_scan(drive, file_no, n);
    else if (g_str_equal(verb, "loose"))
        new_scan(drive, NULL, (guint)atoi(words[1]));
    else if (g_str_equal(verb, "again"))
        pictures_scan(drive, file_no, drive->n_scanned - drive->n_last + 1, drive->n_last);
    else if (g_str_equal(verb, "blank"))
        odd_scan(drive, file_no, n,
                 "INSERT INTO flag SELECT page_id, 'blank', 1 FROM page WHERE page_id IN");
    else if (g_str_equal(verb, "like"))
        odd_scan(drive, file_no, n,
                 "INSERT INTO flag SELECT page_id, 'duplicate', 0.97 FROM page WHERE page_id IN");
    else if (g_str_equal(verb, "cover"))
        odd_scan(drive, file_no, n,
                 "UPDATE page SET role = 'cover', seq = NULL, folio = NULL WHERE page_id IN");
    else if (g_str_equal(verb, "set"))
        g_assert_true(sample_set(sample, file_no, words[2], words[3] ? words[3] : "", NULL));
    else if (g_str_equal(verb, "add"))
        add(sample, file_no);
    else if (g_str_equal(verb, "remove"))
        take_out(sample, file_no);
    else if (g_str_equal(verb, "propose"))
        propose(sample, file_no);
    else if (g_str_equal(verb, "shut"))
        shut(sample, file_no, words[2]);
    else if (g_str_equal(verb, "look"))
        json_node_unref(progress(sample));
    else if (g_str_equal(verb, "sql"))
        sample_sql(sample, line + strlen("sql "));
    else if (g_str_equal(verb, "run"))
        sample_run(sample);
    else if (g_str_equal(verb, "register")) {
        g_autofree char *csv = g_strdup_printf(
            "file_no,subject,kind,correspondence_pages\n%s,Listed,file,%u\n", file_no, n);
        register_import(sample, csv);
    } else
        script_do(sample, line);
}

static void steps(Drive *drive, const char *all)
{
    g_auto(GStrv) lines = g_strsplit(all, ";", -1);
    for (guint i = 0; lines[i]; i++)
        if (*g_strstrip(lines[i]))
            step(drive, lines[i]);
}

/* --------------------------------------------------------------------------------------- figures -- */

static JsonObject *total(JsonNode *item)
{
    return json_object_get_object_member(json_node_get_object(item), "grand_total");
}

static gint64 count(JsonNode *item, const char *group, const char *member)
{
    return json_object_get_int_member(json_object_get_object_member(total(item), group), member);
}

/* All that a trick could make larger. Records that are scanned and pages stay what they are; a record that is taken
 * apart may fall back behind that. */
#define N_FIGURES 9
enum { SCANNED = 0, PAGES = 8 };

typedef struct {
    gint64 counts[N_FIGURES], registered;
    char *percent;
} Figures;

static void figures_clear(Figures *figures)
{
    g_free(figures->percent);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Figures, figures_clear)

static void figures_read(Sample *sample, Figures *figures)
{
    static const char *const members[N_FIGURES][2] = {
        {"records", "scanned"},  {"records", "recognised"}, {"records", "assembled"},
        {"records", "checked"},  {"records", "examined"},   {"records", "by_lot"},
        {"records", "exported"}, {"records", "imported"},   {"pages", "scanned"}};
    g_autoptr(JsonNode) item = progress(sample);
    for (guint i = 0; i < N_FIGURES; i++)
        figures->counts[i] = count(item, members[i][0], members[i][1]);
    figures->registered = count(item, "records", "registered");
    figures->percent = json_to_string(json_object_get_member(total(item), "percent"), FALSE);
}

/* new_pages: that truly came in between. */
static void figures_compare(const Figures *before, const Figures *after, gint64 new_pages)
{
    for (guint i = 0; i < N_FIGURES - 1; i++)
        g_assert_cmpint(after->counts[i], <=, before->counts[i]);
    g_assert_cmpint(after->counts[SCANNED], ==, before->counts[SCANNED]);
    g_assert_cmpint(after->counts[PAGES], ==, before->counts[PAGES] + new_pages);
    if (new_pages == 0)
        g_assert_cmpstr(after->percent, ==, before->percent);
}

static void count_anew(Sample *sample)
{
    sample_sql(sample, "INSERT INTO progress_due SELECT record_id FROM record WHERE true "
                       "ON CONFLICT DO NOTHING");
    json_node_unref(progress(sample));
}

/* What is kept is what counting anew gives, and days add up to totals. */
static void counts_must_hold(Sample *sample)
{
    static const char *const dumps[] = {
        "SELECT * FROM progress_record ORDER BY record_id",
        "SELECT * FROM progress_side ORDER BY side_id",
        "SELECT * FROM progress_work ORDER BY record_id, batch_id, day"};
    static const char *const columns[][2] = {{"pages", "pages"}, {"scanned", "records"}};
    json_node_unref(progress(sample));
    for (guint i = 0; i < G_N_ELEMENTS(dumps); i++) {
        g_autofree char *kept = rows_text(sample, dumps[i]);
        count_anew(sample);
        g_autofree char *anew = rows_text(sample, dumps[i]);
        g_assert_cmpstr(kept, ==, anew);
    }
    g_autoptr(JsonNode) item = progress(sample);
    JsonArray *days = json_object_get_array_member(total(item), "days");
    for (guint c = 0; c < G_N_ELEMENTS(columns); c++) {
        gint64 sum = 0;
        for (guint i = 0; i < json_array_get_length(days); i++)
            sum +=
                json_object_get_int_member(json_array_get_object_element(days, i), columns[c][0]);
        g_assert_cmpint(sum, ==, count(item, columns[c][1], "scanned"));
    }
}

static void office_make(Sample *sample)
{
    register_import(sample, REGISTER);
    plan_import(sample, TARGETS);
}

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
    g_assert_cmpint(after.registered, ==,
                    before.registered + (strstr(trick->trick, "register ") ? 1 : 0));
    g_autoptr(JsonNode) item = progress(sample);
    JsonObject *lists = json_object_get_object_member(json_node_get_object(item), "lists");
    if (trick->list)
        g_assert_cmpuint(json_array_get_length(json_object_get_array_member(lists, trick->list)), >,
                         0);
    counts_must_hold(sample);
}

/* ------------------------------------------------------------------------------------ other tricks -- */

static void test_register_of_scanned(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    register_import(sample, REGISTER);
    plan_import(sample, "office,records,pages,counted_on,counted_by\n"
                        "TEST,\"1,00,000\",\"24,00,000\",01/04/2026,Patwari Khan\n");
    steps(&drive, "scan A 2; scan B 4; scan C 4");
    g_autoptr(JsonNode) item = progress(sample);
    g_assert_cmpstr(json_object_get_string_member(total(item), "base"), ==, "census");
    g_assert_cmpint(count(item, "of", "records"), ==, 100000);
    g_assert_cmpint(count(item, "records", "scanned"), ==, 3);
    g_autofree char *percent =
        json_to_string(json_object_get_member(total(item), "percent"), FALSE);
    g_assert_nonnull(strstr(percent, "\"scanned\":0.0,"));
    counts_must_hold(sample);
}

/* Another deadline or target is another version, and the return says by which it was measured. */
static void test_other_plan(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "scan B 4");
    g_auto(Figures) before = {0};
    g_auto(Figures) after = {0};
    figures_read(sample, &before);
    plan_import(sample, TARGETS); /* the same bytes: the same version */
    plan_import(sample, "office,records,pages,deadline\nTEST,10,40,2029-03-31\n");
    figures_read(sample, &after);
    figures_compare(&before, &after, 0);
    g_autoptr(JsonNode) item = progress(sample);
    JsonArray *plan = json_object_get_array_member(json_node_get_object(item), "plan");
    g_assert_cmpuint(json_array_get_length(plan), ==, 1);
    g_assert_cmpint(json_object_get_int_member(json_array_get_object_element(plan, 0), "version"),
                    ==, 2);
    plan_import(sample, "office,records,pages,deadline\nTEST,1,4,2027-03-31\n");
    g_autoptr(JsonNode) easy = progress(sample);
    plan = json_object_get_array_member(json_node_get_object(easy), "plan");
    g_assert_cmpint(json_object_get_int_member(json_array_get_object_element(plan, 0), "version"),
                    ==, 3);
    g_autoptr(JsonNode) list = index_plan_list(sample->store, NULL);
    JsonArray *versions = json_object_get_array_member(json_node_get_object(list), "versions");
    g_assert_cmpuint(json_array_get_length(versions), ==, 3); /* none is forgotten */
}

/* Pages that some rows of the target have are no measure of all. */
static void test_pages_of_some(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    register_import(sample, REGISTER);
    plan_import(sample, "office,category,records,pages,deadline\nTEST,Mutation,2,4,2027-03-31\n"
                        "TEST,,1000,,2027-03-31\n");
    steps(&drive, "scan B 4");
    g_autoptr(JsonNode) item = progress(sample);
    g_assert_cmpint(count(item, "of", "records"), ==, 1002);
    g_assert_cmpint(count(item, "of", "pages"), ==, 0);
    g_assert_true(json_object_get_null_member(json_object_get_object_member(total(item), "percent"),
                                              "pages"));
    JsonObject *projection = json_object_get_object_member(total(item), "projection");
    g_assert_cmpstr(json_object_get_string_member(projection, "unit"), ==, "records");
    g_assert_cmpint(json_object_get_int_member(projection, "left"), ==, 1001);
}

/* More than all is printed as it is, and named. */
static void test_over(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    register_import(sample, REGISTER);
    plan_import(sample, "office,records,pages,deadline\nTEST,1,6,2027-03-31\n");
    steps(&drive, "scan B 4; scan C 4");
    g_autoptr(JsonNode) item = progress(sample);
    g_autofree char *over = json_to_string(json_object_get_member(total(item), "over"), FALSE);
    g_assert_nonnull(strstr(over, "\"scanned\""));
    g_assert_nonnull(strstr(over, "\"pages\""));
}

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

/* What nobody has any more is not scanned, whatever is held of it. */
static void test_gone(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "scan B 4; run; look; set B availability missing");
    g_autoptr(JsonNode) item = progress(sample);
    g_assert_cmpint(count(item, "records", "scanned"), ==, 0);
    g_assert_cmpint(count(item, "pages", "scanned"), ==, 0);
    g_assert_cmpint(count(item, "availability", "missing"), ==, 1);
    JsonArray *missing = json_object_get_array_member(
        json_object_get_object_member(json_node_get_object(item), "lists"), "missing");
    JsonObject *one = json_array_get_object_element(missing, 0);
    g_assert_nonnull(json_object_get_string_member(one, "reason"));
    g_assert_cmpstr(json_object_get_string_member(one, "person"), ==,
                    index_store_user(sample->store));
    counts_must_hold(sample);
}

/* Whoever writes off what is left, or closes it, is not done. */
static void test_written_off(Sample *sample, gconstpointer data)
{
    Drive drive = {sample, 0, 0};
    register_import(sample, REGISTER);
    plan_import(sample, "office,records,pages,deadline\nTEST,4,40,2027-03-31\n");
    steps(&drive, data);
    g_autoptr(JsonNode) item = progress(sample);
    g_assert_cmpstr(json_object_get_string_member(
                        json_object_get_object_member(total(item), "projection"), "state"),
                    ==, "nothing-left");
    JsonArray *behind = json_object_get_array_member(total(item), "behind");
    gboolean is_told = FALSE;
    for (guint i = 0; i < json_array_get_length(behind); i++)
        is_told |= g_str_equal(
            json_object_get_string_member(json_array_get_object_element(behind, i), "reason"),
            "nothing-left");
    g_assert_true(is_told);
}

/* Whoever lowers a count before feeding is named. */
static void test_lowered(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "set B correspondence_pages 1; set C correspondence_pages 6; scan B 1; scan C 4;"
                  "set A correspondence_pages 1");
    g_autoptr(JsonNode) item = progress(sample);
    JsonArray *lowered = json_object_get_array_member(
        json_object_get_object_member(json_node_get_object(item), "lists"), "lowered");
    g_assert_cmpuint(json_array_get_length(lowered), ==, 1); /* A is not fed */
    JsonObject *one = json_array_get_object_element(lowered, 0);
    g_assert_cmpstr(json_object_get_string_member(one, "file_no"), ==, "B-7/2010");
    g_assert_cmpint(json_object_get_int_member(one, "was"), ==, 4);
    g_assert_cmpint(json_object_get_int_member(one, "is"), ==, 1);
    g_assert_cmpstr(json_object_get_string_member(one, "person"), ==,
                    index_store_user(sample->store));
}

static JsonArray *list_of(JsonNode *item, const char *name)
{
    return json_object_get_array_member(
        json_object_get_object_member(json_node_get_object(item), "lists"), name);
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
    register_import(sample, REGISTER);
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

/* Out of the register and in again with fewer pages: the fall is told, by whatever way, and so is the removal. */
static void test_removed(Sample *sample, gconstpointer data)
{
    (void)data;
    Drive drive = {sample, 0, 0};
    office_make(sample);
    steps(&drive, "remove B; register B-7/2010 1; scan B 1;"
                  "set C correspondence_pages 1; remove C; register c-3/2011 1; scan c-3/2011 1;"
                  "add N-1; remove N-1");
    sample_sql(sample, "UPDATE removal SET note_pages = 50 WHERE file_no = 'B-7/2010'");
    g_autoptr(JsonNode) item = progress(sample);
    JsonArray *lowered = list_of(item, "lowered"), *removed = list_of(item, "removed");
    g_assert_cmpuint(json_array_get_length(removed), ==, 2); /* N-1 was on no list */
    g_assert_cmpint(
        json_object_get_int_member(json_array_get_object_element(removed, 0), "expected"), ==, 54);
    g_assert_cmpuint(json_array_get_length(lowered), ==, 3);
    for (guint i = 0; i < 3; i++) { /* of B, its notes, which it came in again without */
        JsonObject *one = json_array_get_object_element(lowered, i);
        gboolean is_notes = g_str_equal(json_object_get_string_member(one, "side"), "notes");
        g_assert_true(is_notes == (i == 1));
        g_assert_cmpint(json_object_get_int_member(one, "was"), ==, is_notes ? 50 : 4);
        g_assert_cmpint(json_object_get_int_member(one, "is"), ==, is_notes ? 0 : 1);
    }
}

/* With persons, an operator takes out what was typed by mistake, and nothing that the office's list has. */
static void test_remover(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gboolean is_nodals = TRUE;
    add(sample, "N-1");
    g_assert_true(index_record_removal_is_nodals(sample->store, "N-1", &is_nodals, &error));
    g_assert_false(is_nodals);
    take_out(sample, "N-1");
    g_assert_true(index_record_removal_is_nodals(sample->store, "B-7/2010", &is_nodals, &error));
    g_assert_true(is_nodals);
    must_fail(index_record_remove(sample->store, "B-7/2010", "it never was", &error), &error,
              MUHAFIZ_ERROR_USAGE, "nodal");
    people_be(sample, "noor", "office", TRUE);
    take_out(sample, "B-7/2010");
}

/* What was taken last is out since then, also where the clock was set back in between: count and list agree. */
static void test_taken(Sample *sample, gconstpointer data)
{
    (void)data;
    office_make(sample);
    sample_sql(
        sample,
        "INSERT INTO slip VALUES (1, 'taken', '2031-01-01T10:00:00+05:30', 'a', 'b', 'c', 0),"
        "(2, 'taken', '2026-02-03T10:00:00+05:30', 'a', 'b', 'c', 0);"
        "INSERT INTO slip_record (slip_id, record_id) SELECT slip_id, record_id FROM slip, record "
        "WHERE file_no = 'B-7/2010';"
        "UPDATE record SET custody = 'taken' WHERE file_no = 'B-7/2010'");
    g_autoptr(JsonNode) item = progress(sample);
    JsonObject *lists = json_object_get_object_member(json_node_get_object(item), "lists");
    g_assert_cmpint(count(item, "custody", "overnight"), ==, 1);
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(lists, "overnight")), ==,
                     1);
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
    g_test_add("/cheat/register-of-scanned", Sample, NULL, sample_setup, test_register_of_scanned,
               sample_teardown);
    g_test_add("/cheat/other-plan", Sample, NULL, sample_setup, test_other_plan, sample_teardown);
    g_test_add("/cheat/pages-of-some", Sample, NULL, sample_setup, test_pages_of_some,
               sample_teardown);
    g_test_add("/cheat/over", Sample, NULL, sample_setup, test_over, sample_teardown);
    g_test_add("/cheat/closing", Sample, NULL, sample_setup, test_closing, sample_teardown);
    g_test_add("/cheat/uncounted", Sample, NULL, sample_setup, test_uncounted, sample_teardown);
    g_test_add("/cheat/gone", Sample, NULL, sample_setup, test_gone, sample_teardown);
    g_test_add("/cheat/all-missing", Sample,
               "scan B 4; set A availability missing; set C availability missing;"
               "set R availability damaged",
               sample_setup, test_written_off, sample_teardown);
    g_test_add("/cheat/all-closed", Sample,
               "scan A 1; scan B 1; scan C 1; scan R 1; shut A lost; shut B lost; shut C lost;"
               "close R all",
               sample_setup, test_written_off, sample_teardown);
    g_test_add("/cheat/lowered", Sample, NULL, sample_setup, test_lowered, sample_teardown);
    g_test_add("/cheat/unlike", Sample, NULL, people_setup, test_unlike, sample_teardown);
    g_test_add("/cheat/removed", Sample, NULL, sample_setup, test_removed, sample_teardown);
    g_test_add("/cheat/remover", Sample, NULL, people_setup, test_remover, sample_teardown);
    g_test_add("/cheat/taken", Sample, NULL, sample_setup, test_taken, sample_teardown);
    g_test_add("/cheat/clock", Sample, NULL, sample_setup, test_clock, sample_teardown);
    return g_test_run();
}
