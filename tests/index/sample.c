#include "tests/index/sample.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "index/bag.h"
#include "index/db-sqlite-brief.h"
#include "index/seal.h"
#include "index/store-private.h"

static const char REGISTER[] =
    "file_no,subject,kind,section,year,language,correspondence_pages\n"
    "A-12/2008,\"Mutation of land, khasra 412 \"\"Chak\"\"\",file,Revenue,2008,eng,2\n"
    "B-7/2010,दाखिल खारिज,file,Revenue,2010,hin,\n"
    "C-3/2011,انتقال اراضی,file,Revenue,2011,urd,\n"
    "R-1/1998,Register of mutations,register,Revenue,1998,urd,\n";

static void register_import(Store *store, const char *root)
{
    g_autoptr(GError) error = NULL;
    RegisterReport report = {0};
    g_autofree char *path = g_build_filename(root, "register.csv", NULL);
    g_assert_true(g_file_set_contents(path, REGISTER, -1, NULL));
    index_register_import(store, path, FALSE, &report, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(report.added, ==, 4);
    index_register_report_clear(&report);
}

static char *root_new(void)
{
    /* memory, where there is some: a store syncs every file, which these tests need not wait for */
    const char *shm = g_access("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir();
    return g_mkdtemp(g_build_filename(shm, "muhafiz-index-XXXXXX", NULL));
}

/* The store that each test has a copy of: to create one is half of what a short test costs. */
static struct {
    char *root;
    pid_t owner; /* a child that a test forks leaves it alone */
} pattern;

static void pattern_remove(void)
{
    if (pattern.owner == getpid())
        scan_dir_remove(pattern.root, NULL);
}

/* Connections that tests open beside the store read what it keeps. */
static int connection_extend(sqlite3 *connection, char **message,
                             const struct sqlite3_api_routines *api)
{
    (void)message, (void)api;
    return sqlite_brief_register(connection) ? SQLITE_OK : SQLITE_ERROR;
}

static void pattern_make(void)
{
    const StoreOffice office = {"TEST", "Tehsil Demo", "eng+hin+urd"};
    g_autoptr(GError) error = NULL;
    pattern.root = root_new();
    pattern.owner = getpid();
    atexit(pattern_remove);
    sqlite3_auto_extension((void (*)(void))connection_extend);
    g_autofree char *dir = g_build_filename(pattern.root, "store", NULL);
    Store *store = index_store_create(dir, &office, "operator", &error);
    g_assert_no_error(error);
    register_import(store, pattern.root);
    index_store_free(store);
}

void sample_setup(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    if (!pattern.root)
        pattern_make();
    sample->root = root_new();
    sample->dir = g_build_filename(sample->root, "store", NULL);
    g_autofree char *from = g_build_filename(pattern.root, ".", NULL);
    const char *copy[] = {"cp", "-a", from, sample->root, NULL};
    g_assert_true(g_spawn_sync(NULL, (char **)copy, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
    sample->store = index_store_open(sample->dir, "operator", &error);
    g_assert_no_error(error);
}

void sample_teardown(Sample *sample, gconstpointer data)
{
    (void)data;
    index_store_free(sample->store);
    g_assert_true(scan_dir_remove(sample->root, NULL));
    g_free(sample->root);
    g_free(sample->dir);
}

void sample_tests_add(const SampleTest *tests, gsize n, void (*setup)(Sample *, gconstpointer))
{
    for (gsize i = 0; i < n; i++)
        g_test_add(tests[i].path, Sample, NULL, setup, tests[i].test, sample_teardown);
}

char *sample_path(Sample *sample, const char *relative)
{
    return g_build_filename(sample->dir, relative, NULL);
}

char *sample_read(const char *dir, const char *path)
{
    g_autofree char *full = g_build_filename(dir, path, NULL);
    char *text = NULL;
    g_assert_true(g_file_get_contents(full, &text, NULL, NULL));
    return text;
}

gboolean sample_set(Sample *sample, const char *file_no, const char *key, const char *value,
                    GError **error)
{
    const RecordValue set[] = {{key, value}, {"reason", "sub judice"}};
    guint n = g_strcmp0(value, "excluded") == 0 ? 2 : 1; /* that is not done without one */
    return index_record_set(sample->store, file_no, set, n, NULL, error);
}

void sample_sql(Sample *sample, const char *sql)
{
    sqlite3 *db;
    g_autofree char *path = sample_path(sample, "muhafiz.db");
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    sqlite3_exec(db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
    int result = sqlite3_exec(db, sql, NULL, NULL, NULL);
    if (result != SQLITE_OK)
        g_error("%s: %s", sql, sqlite3_errmsg(db));
    g_assert_cmpint(sqlite3_close(db), ==, SQLITE_OK);
}

void sample_vouch(Sample *sample, const char *unit, const char *key)
{
    g_autoptr(GError) error = NULL;
    Db *db = index_store_db(sample->store);
    g_assert_true(db_begin(db, NULL));
    seals_touch(index_store_seals(sample->store), unit, key);
    db_commit(db, &error);
    g_assert_no_error(error);
}

/* ------------------------------------------------------------------------------------ pages -- */

static void file_publish(Sample *sample, const char *path, const char *text)
{
    g_autofree char *spool = sample_path(sample, "spool");
    g_assert_true(scan_file_publish_bytes(spool, path, text, strlen(text), NULL));
}

static void page_make(Sample *sample, gint64 batch_id, guint number, const char *text, Page *page)
{
    *page = (Page){.sheet = {.office = "TEST", .batch = batch_id, .number = number},
                   .size_bytes = strlen(text),
                   .width_px = 2480,
                   .height_px = 3508,
                   .dpi = 300,
                   .channels = 1,
                   .depth_bits = 8};
    g_autofree char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    g_strlcpy(page->sha256, sha256, sizeof page->sha256);
    page->path = index_store_file(sample->store, "pages", sha256, ".tif");
    file_publish(sample, page->path, text);
}

static gint64 side_find(Sample *sample, const char *file_no, const char *side)
{
    gint64 side_id = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record = index_record_load(sample->store, file_no, &error);
    g_assert_no_error(error);
    index_side_find(sample->store, record, side, SIDE_FILL, &side_id, &error);
    g_assert_no_error(error);
    return side_id;
}

gint64 sample_feed(Sample *sample, const BatchStart *start, const char *file_no, const char *side,
                   const char *const *texts, guint n)
{
    gint64 batch_id, side_id = file_no ? side_find(sample, file_no, side) : 0;
    g_autoptr(GError) error = NULL;
    index_batch_open(sample->store, start, &batch_id, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < n; i++) {
        Page page;
        page_make(sample, batch_id, i + 1, texts[i], &page);
        PagePlacement placement = {.page = &page, .role = PAGE_ROLE_FOLIO, .side_id = side_id};
        index_pages_add(sample->store, batch_id, &placement, 1, &error);
        g_assert_no_error(error);
        scan_page_clear(&page);
    }
    index_batch_close(sample->store, batch_id, "complete", &error);
    g_assert_no_error(error);
    return batch_id;
}

void sample_scan(Sample *sample, const char *file_no, const char *side, const char *const *texts,
                 guint n)
{
    const BatchStart start = {.kind = "ingest", .source = "sample", .expected_sheets = -1};
    sample_feed(sample, &start, file_no, side, texts, n);
}

static void page_recognise(Sample *sample, const Job *job)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PageTask) task = index_page_task_load(sample->store, job->target_id, &error);
    g_assert_no_error(error);
    g_autofree char *text = sample_read("", task->master_path);
    g_autofree char *alto = g_strdup_printf("<alto>%s %s</alto>\n", task->master_sha256, text);
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, alto, -1);
    g_autofree char *alto_path = index_store_file(sample->store, "text", hash, ".alto.xml");
    g_autofree char *layers = index_store_file(sample->store, "layers", hash, ".layers");
    file_publish(sample, alto_path, alto);
    file_publish(sample, layers, text);
    const PageReading reading = {.alto_sha256 = hash,
                                 .layers_key = hash,
                                 .text = text,
                                 .language = "eng",
                                 .confidence = 91.5,
                                 .findings = "{\"model\":\"eng\",\"turn\":0,\"skew\":0.25}"};
    index_page_finish(sample->store, job, &reading, &error);
    g_assert_no_error(error);
}

static void volume_write(Sample *sample, const VolumeTask *task, VolumeRow *row)
{
    g_autofree char *text = g_strdup_printf("%%PDF %s %u-%u\n", task->volume.identifier,
                                            task->first_seq, task->last_seq);
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    g_autofree char *path = g_strdup_printf("%s/%s-%u-%.12s.pdf", task->target_folder,
                                            task->volume.side, task->volume.volume, hash);
    file_publish(sample, path, text);
    *row = (VolumeRow){.number = task->volume.volume,
                       .first_seq = task->first_seq,
                       .last_seq = task->last_seq,
                       .n_pages = task->volume.n_pages,
                       .path = g_strdup(path + strlen(sample->dir) + 1),
                       .written = {.size_bytes = strlen(text)}};
    g_strlcpy(row->written.sha256, hash, sizeof row->written.sha256);
}

static void side_assemble(Sample *sample, const Job *job)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SideTask) task = index_side_task_load(sample->store, job->target_id, &error);
    g_assert_no_error(error);
    g_autofree VolumeRow *rows = g_new0(VolumeRow, task->volumes->len + 1);
    for (guint i = 0; i < task->volumes->len; i++)
        volume_write(sample, g_ptr_array_index(task->volumes, i), &rows[i]);
    index_side_finish(sample->store, job, task->revision, rows, task->volumes->len, &error);
    g_assert_no_error(error);
    for (guint i = 0; i < task->volumes->len; i++)
        g_free((char *)rows[i].path);
}

/* What is due is looked for where nothing is left: with thousands of pages that takes long. */
static gboolean job_next(Sample *sample, const char *owner, Job *job)
{
    g_autoptr(GError) error = NULL;
    gboolean found = FALSE;
    index_job_lease(sample->store, owner, job, &found, &error);
    if (!found && index_jobs_plan(sample->store, &error))
        index_job_lease(sample->store, owner, job, &found, &error);
    g_assert_no_error(error);
    return found;
}

void sample_run(Sample *sample)
{
    g_autofree char *owner = index_owner_self();
    gboolean found = TRUE;
    while (found) {
        Job job;
        found = job_next(sample, owner, &job);
        if (found && job.kind == JOB_PAGE)
            page_recognise(sample, &job);
        else if (found)
            side_assemble(sample, &job);
    }
}

void sample_make_ready(Sample *sample)
{
    static const char *const texts[] = {"To the Tehsildar, application about khasra 412",
                                        "Report of the patwari on the mutation"};
    sample_scan(sample, "A-12/2008", "", texts, 2);
    sample_run(sample);
}

gint64 sample_side(Sample *sample, const char *file_no, const char *side)
{
    g_autoptr(GError) error = NULL;
    gint64 side_id = 0;
    g_autoptr(Record) record = index_record_load(sample->store, file_no, &error);
    index_side_find(sample->store, record, side, SIDE_FILL, &side_id, &error);
    g_assert_no_error(error);
    return side_id;
}

gint64 sample_batch_open(Sample *sample)
{
    static const BatchStart start = {
        .kind = "scan", .source = "caf\xe9", .expected_sheets = 12}; /* Latin-1, not UTF-8 */
    g_autoptr(GError) error = NULL;
    gint64 batch_id = 0;
    index_batch_open(sample->store, &start, &batch_id, &error);
    g_assert_no_error(error);
    return batch_id;
}

void sample_must_have_stage(Sample *sample, const char *file_no, const char *stage)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record = index_record_load(sample->store, file_no, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(record->stage, ==, stage);
}

char *sample_pages(Sample *sample, const char *file_no, guint side)
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

AckReport sample_ack(Sample *sample, const char *lines, const char *manifest)
{
    AckReport report = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(sample->root, "r.jsonl", NULL);
    g_auto(GStrv) parts = g_strsplit(lines, "%m", -1);
    g_autofree char *text = g_strjoinv(manifest, parts);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    index_ack(sample->store, path, &report, &error);
    g_assert_no_error(error);
    return report;
}
