#include "tests/bench/fill.h"

#include <string.h>

#include "index/store-private.h"

static void must(gboolean ok, const GError *error)
{
    if (!ok)
        g_error("%s", error ? error->message : "no reason given");
}

static void hash_draw(Filling *filling, char hash[SCAN_SHA256_SIZE])
{
    for (guint i = 0; i < SCAN_SHA256_SIZE - 1; i++)
        hash[i] = "0123456789abcdef"[simulated_random(filling->simulated, 16)];
    hash[SCAN_SHA256_SIZE - 1] = '\0';
}

static double number_draw(Filling *filling, guint below, double unit)
{
    return simulated_random(filling->simulated, below) * unit;
}

/* Of every second page something, as of scans that differ; owned. */
static char *findings_draw(Filling *filling)
{
    int margins[4];
    gboolean is_odd = simulated_random(filling->simulated, 2) > 0;
    for (guint i = 0; i < G_N_ELEMENTS(margins); i++)
        margins[i] = is_odd ? (int)number_draw(filling, 60, 1) : 0;
    return g_strdup_printf(
        "{\"model\":\"Devanagari\",\"turn\":0,\"turn_said\":0,\"turn_confidence\":%d,\"paper\":%d,"
        "\"through\":%.2f,\"cleaned\":1,\"lifted\":%.2f,\"threshold\":%d,\"skew\":%.2f,"
        "\"crop_left\":%d,\"crop_top\":%d,\"crop_right\":%d,\"crop_bottom\":%d,\"letter\":%.1f,"
        "\"scale\":%.3f,\"ink\":%.4f,\"blank\":0,\"script\":%d,\"kind\":0,\"drawn\":%d,\"gutter\":"
        "0,"
        "\"second_try\":0}",
        (int)number_draw(filling, 100, 1), 150 + (int)number_draw(filling, 100, 1),
        is_odd ? number_draw(filling, 40, 0.01) : 0, is_odd ? number_draw(filling, 40, 0.01) : 0,
        120 + (int)number_draw(filling, 100, 1), number_draw(filling, 400, 0.01) - 2, margins[0],
        margins[1], margins[2], margins[3], 12 + number_draw(filling, 300, 0.1),
        0.3 + number_draw(filling, 1200, 0.001), number_draw(filling, 90000, 0.0001),
        (int)number_draw(filling, 100, 1), (int)number_draw(filling, 30, 1));
}

/* ------------------------------------------------------------------------------------ register -- */

/* The numbers of the records, owned. */
static char **register_fill(Filling *filling, guint n_records, guint n_pages)
{
    g_autoptr(GString) csv =
        g_string_new("file_no,subject,section,year,category,correspondence_pages\n");
    g_autoptr(GString) subject = g_string_new(NULL);
    g_autofree char *path = g_build_filename(filling->dir, "register.csv", NULL);
    g_autoptr(GError) error = NULL;
    RegisterReport report = {0};
    char **numbers = g_new0(char *, n_records + 1);
    for (guint i = 0; i < n_records; i++) {
        guint year = 1950 + simulated_random(filling->simulated, 75);
        simulated_subject(filling->simulated, subject);
        numbers[i] = g_strdup_printf("LRS-%u/%u", ++filling->n_records, year);
        g_string_append_printf(csv, "%s,%s,Section %u,%u,C,%u\n", numbers[i], subject->str,
                               simulated_random(filling->simulated, 40), year, n_pages);
    }
    must(g_file_set_contents(path, csv->str, -1, &error), error);
    must(index_register_import(filling->store, path, TRUE, &report, &error), error);
    g_assert_cmpuint(report.added, ==, n_records);
    index_register_report_clear(&report);
    return numbers;
}

/* ------------------------------------------------------------------------------------- scanning -- */

static gboolean page_fill(Filling *filling, gint64 batch_id, gint64 side_id, guint number,
                          GError **error)
{
    Page page = {.sheet = {.batch = batch_id, .number = number},
                 .size_bytes = 1000000 + simulated_random(filling->simulated, 8000000),
                 .width_px = 2480,
                 .height_px = 3508,
                 .dpi = 300,
                 .channels = 1,
                 .depth_bits = 8};
    const PagePlacement placement = {.page = &page, .role = PAGE_ROLE_FOLIO, .side_id = side_id};
    hash_draw(filling, page.sha256);
    hash_draw(filling, page.picture);
    return index_pages_add(filling->store, batch_id, &placement, 1, error);
}

static gboolean record_scan(Filling *filling, const char *file_no, guint n_pages, GError **error)
{
    const BatchStart start = {.kind = "scan", .source = "desk", .expected_sheets = -1};
    gint64 batch_id, side_id;
    g_autoptr(Record) record = index_record_load(filling->store, file_no, error);
    gboolean ok = record &&
                  index_side_find(filling->store, record, "", SIDE_FILL, &side_id, error) &&
                  index_batch_open(filling->store, &start, &batch_id, error);
    for (guint i = 1; ok && i <= n_pages; i++)
        ok = page_fill(filling, batch_id, side_id, i, error);
    return ok && index_batch_close(filling->store, batch_id, "complete", error);
}

/* -------------------------------------------------------------------------------------- reading -- */

static gboolean page_read(Filling *filling, const Job *job, GError **error)
{
    char alto[SCAN_SHA256_SIZE], layers[SCAN_SHA256_SIZE];
    g_autoptr(GString) text = g_string_new(NULL);
    hash_draw(filling, alto);
    hash_draw(filling, layers);
    g_autofree char *findings = findings_draw(filling);
    const double lowest =
        simulated_random(filling->simulated, 20) ? 82 : 60; /* one in 20 is flagged */
    const double confidence = lowest + number_draw(filling, 1000000000, 1.7e-8);
    simulated_page(filling->simulated, text);
    filling->text_bytes += text->len;
    const PageReading reading = {.alto_sha256 = alto,
                                 .layers_key = layers,
                                 .text = text->str,
                                 .language = "eng",
                                 .confidence = confidence,
                                 .findings = findings};
    return index_page_finish(filling->store, job, &reading, error);
}

static gboolean side_write(Filling *filling, const Job *job, GError **error)
{
    g_autoptr(SideTask) task = index_side_task_load(filling->store, job->target_id, error);
    char hash[SCAN_SHA256_SIZE];
    if (!task)
        return FALSE;
    g_assert_cmpuint(task->volumes->len, ==, 1);
    const VolumeTask *volume = task->volumes->pdata[0];
    hash_draw(filling, hash);
    g_autofree char *path =
        g_strdup_printf("efiles/%s/%s-1-%.12s.pdf", strrchr(volume->target_folder, '/') + 1,
                        volume->volume.side, hash);
    VolumeRow row = {.number = volume->volume.volume,
                     .first_seq = volume->first_seq,
                     .last_seq = volume->last_seq,
                     .n_pages = volume->volume.n_pages,
                     .path = path,
                     .written = {.size_bytes = 2712345}};
    g_strlcpy(row.written.sha256, hash, sizeof row.written.sha256);
    return index_side_finish(filling->store, job, task->revision, &row, 1, error);
}

/* All pages, or all sides, that are due. */
static gboolean jobs_do(Filling *filling, JobKind kind, GError **error)
{
    g_autofree char *owner = index_owner_self();
    gboolean found = TRUE, ok = index_jobs_plan(filling->store, error);
    while (ok && found) {
        Job job;
        ok = index_job_lease(filling->store, owner, &job, &found, error);
        g_assert_true(!ok || !found || job.kind == kind);
        if (ok && found)
            ok = kind == JOB_PAGE ? page_read(filling, &job, error)
                                  : side_write(filling, &job, error);
    }
    return ok;
}

void fill_records(Filling *filling, guint n_records, guint n_pages)
{
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) numbers = register_fill(filling, n_records, n_pages);
    gboolean ok = TRUE;
    for (guint i = 0; ok && i < n_records; i++)
        ok = record_scan(filling, numbers[i], n_pages, &error);
    must(ok && jobs_do(filling, JOB_PAGE, &error) && jobs_do(filling, JOB_SIDE, &error) &&
             index_search_merge(filling->store, &error),
         error);
}
