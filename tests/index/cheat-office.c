#include "tests/index/cheat-office.h"

#include <stdlib.h>
#include <string.h>

#include "tests/index/edit-office.h"

/* ----------------------------------------------------------------------------------------- steps -- */

static void csv_write(Sample *sample, const char *name, const char *text, char **path)
{
    *path = g_build_filename(sample->root, name, NULL);
    g_assert_true(g_file_set_contents(*path, text, -1, NULL));
}

void register_import(Sample *sample, const char *csv)
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

void plan_import(Sample *sample, const char *csv)
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

void add(Sample *sample, const char *file_no)
{
    const RecordValue subject = {"subject", "Found on the scanner"};
    g_autoptr(GError) error = NULL;
    index_record_add(sample->store, file_no, &subject, 1, &error);
    g_assert_no_error(error);
}

void take_out(Sample *sample, const char *file_no)
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

JsonNode *progress(Sample *sample)
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

void steps(Drive *drive, const char *all)
{
    g_auto(GStrv) lines = g_strsplit(all, ";", -1);
    for (guint i = 0; lines[i]; i++)
        if (*g_strstrip(lines[i]))
            step(drive, lines[i]);
}

/* --------------------------------------------------------------------------------------- figures -- */

void figures_clear(Figures *figures)
{
    g_free(figures->percent);
}

JsonObject *total(JsonNode *item)
{
    return json_object_get_object_member(json_node_get_object(item), "grand_total");
}

gint64 count(JsonNode *item, const char *group, const char *member)
{
    return json_object_get_int_member(json_object_get_object_member(total(item), group), member);
}

void figures_read(Sample *sample, Figures *figures)
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

void figures_compare(const Figures *before, const Figures *after, gint64 new_pages)
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

/* The number is of records, the list of their sides. */
static void uncounted_must_agree(JsonNode *item)
{
    g_autoptr(GHashTable) records = g_hash_table_new(g_str_hash, g_str_equal);
    JsonArray *list = list_of(item, "uncounted");
    for (guint i = 0; i < json_array_get_length(list); i++)
        g_hash_table_add(records, (gpointer)json_object_get_string_member(
                                      json_array_get_object_element(list, i), "file_no"));
    g_assert_cmpint(g_hash_table_size(records), ==, count(item, "records", "uncounted"));
}

void counts_must_hold(Sample *sample)
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
    uncounted_must_agree(item);
    JsonArray *days = json_object_get_array_member(total(item), "days");
    for (guint c = 0; c < G_N_ELEMENTS(columns); c++) {
        gint64 sum = 0;
        for (guint i = 0; i < json_array_get_length(days); i++)
            sum +=
                json_object_get_int_member(json_array_get_object_element(days, i), columns[c][0]);
        g_assert_cmpint(sum, ==, count(item, columns[c][1], "scanned"));
    }
}

void office_make(Sample *sample)
{
    register_import(sample, CHEAT_REGISTER);
    plan_import(sample, CHEAT_TARGETS);
}

JsonArray *list_of(JsonNode *item, const char *name)
{
    return json_object_get_array_member(
        json_object_get_object_member(json_node_get_object(item), "lists"), name);
}
