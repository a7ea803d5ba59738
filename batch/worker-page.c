/* The page worker: reads pages and writes volumes, as run.c asks. It keeps its engines loaded
 * from page to page, publishes what it makes, and answers with names; the parent writes the rows.
 *
 *   {"do":"page","store","master","sha256","languages"[,"turn"][,"expected"][,"language"][,"image_only"]}
 *     turn: quarter turns that a person ordered; expected: those of an earlier reading, or of the pages
 *     around it; image_only: it is not read
 *     -> {"alto_sha256","layers_key","text","language","confidence","turn","findings"}
 *     findings: a JSON object as text; they stand in the ALTO file too, and by its hash in the layers' key
 *   {"do":"side","store","folder","volumes":[{metadata, "pages":[{"layers","alto","label"}]}]}
 *     -> {"volumes":[{"path","sha256","size_bytes"}]}
 *   {"do":"smaller","store","pages":[{"master","alto","layers"}]}
 *     layers: the file to be made, of the master's image and the words read before, compressed more strongly
 *     -> {"pages": how many were made; those that cannot be are left out}
 */
#include "batch/child.h"
#include "batch/command.h"
#include "batch/task.h"
#include "index/member.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    OcrEngine *engine;
    const char *store; /* of the request at hand */
    char *spool;       /* a name of our own for files in flight */
} PageWorker;

/* A master that is gone or unreadable is damage to that page alone, unlike a disk that is full. */
static gboolean master_check(const char *path, GError **error)
{
    if (g_access(path, R_OK) == 0)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "its master %s cannot be read; \"muhafiz verify\" tells what is damaged", path);
    return FALSE;
}

static gboolean alto_publish(const PageWorker *worker, const PageText *text, const char *master,
                             char **alto_sha256, GError **error)
{
    g_autoptr(GBytes) alto = ocr_alto_write(text, master, error);
    if (!alto)
        return FALSE;
    g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, alto);
    g_autofree char *path = index_hash_path(worker->store, "text", hash, ".alto.xml");
    g_autofree char *spool = g_build_filename(worker->store, "spool", NULL);
    gsize size;
    const void *bytes = g_bytes_get_data(alto, &size);
    if (!scan_file_publish_bytes(spool, path, bytes, size, error))
        return FALSE;
    *alto_sha256 = g_steal_pointer(&hash);
    return TRUE;
}

static gboolean layers_publish(const PageWorker *worker, const PageImages *images,
                               const PageText *text, const PdfRecipe *recipe, const char *key,
                               GError **error)
{
    g_autofree char *path = index_hash_path(worker->store, "layers", key, ".layers");
    if (!pdf_layers_encode(images, text, recipe, worker->spool, error))
        return FALSE;
    return scan_file_publish(worker->spool, path, error);
}

/* {"model":"eng","turn":0,...} */
static char *findings_write(const PageText *text)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    GString *json = g_string_new(NULL);
    g_string_append_printf(json, "{\"model\":\"%s\"", text->model);
    for (const OcrFinding *finding = ocr_findings; finding->name; finding++)
        g_string_append_printf(json, ",\"%s\":%s", finding->name,
                               ocr_finding_format(finding, &text->findings, number));
    g_string_append_c(json, '}');
    return g_string_free(json, FALSE);
}

static JsonObject *page_answer(const PageText *text, const char *alto_sha256, const char *key)
{
    g_autofree char *plain = ocr_page_text_plain(text);
    g_autofree char *findings = findings_write(text);
    JsonObject *answer = json_object_new();
    json_object_set_string_member(answer, "alto_sha256", alto_sha256);
    json_object_set_string_member(answer, "layers_key", key);
    json_object_set_string_member(answer, "text", plain);
    json_object_set_string_member(answer, "language", text->language);
    json_object_set_double_member(answer, "confidence", text->confidence);
    json_object_set_int_member(answer, "turn", (gint64)text->findings.quarter_turns);
    json_object_set_string_member(answer, "findings", findings);
    return answer;
}

static JsonObject *page_read(PageWorker *worker, JsonObject *request, GError **error)
{
    const char *master = member_text(request, "master"), *sha256 = member_text(request, "sha256");
    const OcrSettings settings = {
        .languages = member_text(request, "languages"),
        .image_only = json_object_has_member(request, "image_only"),
        .turn_is_said = json_object_has_member(request, "turn"),
        .quarter_turns = (guint)member_int(request, "turn", 0),
        .expects_turn = json_object_has_member(request, "expected"),
        .expected_turns = (guint)member_int(request, "expected", 0) % 4,
        .expected_language = member_text(request, "language"),
    };
    const PdfRecipe recipe = task_recipe_parse(request);
    PageImages *images = NULL;
    PageText *text = NULL;
    g_autofree char *alto_sha256 = NULL, *key = NULL;
    if (!master_check(master, error) ||
        !ocr_page_read(worker->engine, master, &settings, &images, &text, error))
        return NULL;
    JsonObject *answer = NULL;
    if (alto_publish(worker, text, sha256, &alto_sha256, error)) {
        key = pdf_layers_key(sha256, &recipe, alto_sha256);
        if (layers_publish(worker, images, text, &recipe, key, error))
            answer = page_answer(text, alto_sha256, key);
    }
    ocr_page_images_free(images);
    ocr_page_text_free(text);
    return answer;
}

/* Of one page; nothing is read again. */
static gboolean smaller_make(const PageWorker *worker, JsonObject *page, const PdfRecipe *recipe,
                             GError **error)
{
    PageImages *images = NULL;
    PageText *text = ocr_alto_load(member_text(page, "alto"), error);
    if (!text)
        return FALSE;
    gboolean is_made = ocr_page_images_load(member_text(page, "master"), text, &images, error) &&
                       pdf_layers_encode(images, text, recipe, worker->spool, error) &&
                       scan_file_publish(worker->spool, member_text(page, "layers"), error);
    ocr_page_images_free(images);
    ocr_page_text_free(text);
    return is_made;
}

/* A page that cannot be made smaller stays as it is; a full disk ends all. */
static JsonObject *smaller_make_all(PageWorker *worker, JsonObject *request, GError **error)
{
    JsonArray *pages = member_array(request, "pages");
    const PdfRecipe recipe = task_recipe_parse(request);
    guint n_made = 0;
    for (guint i = 0; i < member_length(pages); i++) {
        g_autoptr(GError) trouble = NULL;
        if (smaller_make(worker, member_element(pages, i), &recipe, &trouble)) {
            n_made++;
        } else if (g_error_matches(trouble, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO)) {
            g_propagate_error(error, g_steal_pointer(&trouble));
            return NULL;
        }
    }
    JsonObject *answer = json_object_new();
    json_object_set_int_member(answer, "pages", n_made);
    return answer;
}

static void expected_clear(gpointer data)
{
    g_free((char *)((PdfPageExpected *)data)->text);
}

/* What the page says and how large it is, as it must come out of the PDF again. */
static gboolean expected_add(GArray *pages, const char *layers_path, const char *alto_path,
                             GError **error)
{
    PdfPageExpected page;
    PageText *text = ocr_alto_load(alto_path, error);
    if (!text)
        return FALSE;
    g_autofree char *plain = ocr_page_text_plain(text);
    ocr_page_text_free(text);
    if (!pdf_page_expect(layers_path, plain, &page, error))
        return FALSE;
    g_array_append_val(pages, page);
    (void)g_steal_pointer(&plain); /* the array's */
    return TRUE;
}

/* PdfPageExpected. */
static GArray *expected_load(const VolumeTask *task, GError **error)
{
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(PdfPageExpected));
    g_array_set_clear_func(pages, expected_clear);
    for (guint i = 0; i < task->volume.n_pages; i++)
        if (!expected_add(pages, task->volume.pages[i].layers_path, task->alto_paths[i], error))
            return NULL;
    return g_steal_pointer(&pages);
}

/* <side>-<volume>-<sha12>.pdf */
static char *volume_path(const VolumeTask *task, const PdfWritten *written)
{
    g_autofree char *name =
        g_strdup_printf("%s-%u-%.12s.pdf", task->volume.side, task->volume.volume, written->sha256);
    return g_build_filename(task->target_folder, name, NULL);
}

static JsonObject *volume_make(PageWorker *worker, const VolumeTask *task, GError **error)
{
    PdfWritten written;
    g_autoptr(GArray) expected = expected_load(task, error);
    if (!expected || !pdf_volume_write(&task->volume, worker->spool, &written, error) ||
        !pdf_volume_read_back(worker->spool, &written, (PdfPageExpected *)(void *)expected->data,
                              expected->len, error))
        return NULL;
    g_autofree char *path = volume_path(task, &written);
    if (!scan_file_publish(worker->spool, path, error))
        return NULL;
    JsonObject *answer = json_object_new();
    json_object_set_string_member(answer, "path", path);
    json_object_set_string_member(answer, "sha256", written.sha256);
    json_object_set_int_member(answer, "size_bytes", (gint64)written.size_bytes);
    return answer;
}

/* Damaged, or made for the other part of PDF/A. */
static gboolean layers_are_useless(const char *path, PdfPart part)
{
    PageLayers info;
    g_autoptr(GError) trouble = NULL;
    if (pdf_layers_load_info(path, &info, &trouble))
        return part == PDF_PART_1B && info.needs_part_2;
    return g_error_matches(trouble, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
}

/* They are only a cache, and the next attempt makes them anew: all at once, for attempts are few, and after
 * an update all of a side may be of an older format. */
static void useless_layers_remove(const VolumeTask *task)
{
    for (guint i = 0; i < task->volume.n_pages; i++)
        if (layers_are_useless(task->volume.pages[i].layers_path, task->volume.part))
            g_unlink(task->volume.pages[i].layers_path);
}

static JsonObject *side_make(PageWorker *worker, JsonObject *request, GError **error)
{
    g_autoptr(GPtrArray) tasks = task_volumes_parse(request);
    g_autoptr(JsonArray) volumes = json_array_new();
    for (guint i = 0; i < tasks->len; i++) {
        const VolumeTask *task = g_ptr_array_index(tasks, i);
        JsonObject *volume = volume_make(worker, task, error);
        if (!volume) {
            for (guint k = i; k < tasks->len; k++)
                useless_layers_remove(g_ptr_array_index(tasks, k));
            g_prefix_error(error, "volume %u: ", task->volume.volume);
            return NULL;
        }
        json_array_add_object_element(volumes, volume);
    }
    JsonObject *answer = json_object_new();
    json_object_set_array_member(answer, "volumes", g_steal_pointer(&volumes));
    return answer;
}

static JsonObject *request_do(PageWorker *worker, JsonObject *request, GError **error)
{
    worker->store = member_text(request, "store");
    g_autofree char *name = g_strdup_printf("work-%d", (int)getpid());
    worker->spool = g_build_filename(worker->store, "spool", name, NULL);
    const char *what = member_text(request, "do");
    JsonObject *answer = g_strcmp0(what, "page") == 0 ? page_read(worker, request, error)
                         : g_strcmp0(what, "smaller") == 0
                             ? smaller_make_all(worker, request, error)
                             : side_make(worker, request, error);
    g_unlink(worker->spool); /* nothing is left of what failed */
    g_clear_pointer(&worker->spool, g_free);
    return answer;
}

static int page_worker_run(Context *context, const Arguments *arguments, GError **error)
{
    (void)context;
    (void)arguments;
    g_autoptr(Worker) line = worker_new(error);
    if (!line)
        return -1;
    PageWorker worker = {.engine = ocr_engine_new()};
    JsonObject *request;
    worker_explain_crashes();
    while ((request = worker_receive(line, error))) {
        errno = 0;
        g_autoptr(GError) failure = NULL;
        JsonObject *answer = request_do(&worker, request, &failure);
        if (answer)
            worker_send(line, answer);
        else
            worker_send_error(line, failure);
        json_object_unref(request);
    }
    ocr_engine_free(worker.engine);
    return 0;
}

const Command cmd_page_worker = {
    .name = "page-worker",
    .arguments = "",
    .summary = "Reads pages and writes volumes for muhafiz run",
    .run = page_worker_run,
    .no_store = TRUE,
    .hidden = TRUE,
};
