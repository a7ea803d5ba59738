/* Work on its way to a worker: the strings and numbers of a Volume are one table, used both ways. */
#include "batch/task.h"

#include "index/member.h"

#include <string.h>

static const struct {
    const char *name;
    gsize offset;
} volume_texts[] = {
    {"title", G_STRUCT_OFFSET(Volume, title)},
    {"identifier", G_STRUCT_OFFSET(Volume, identifier)},
    {"language", G_STRUCT_OFFSET(Volume, language)},
    {"creator", G_STRUCT_OFFSET(Volume, creator)},
    {"created", G_STRUCT_OFFSET(Volume, created)},
    {"file_no", G_STRUCT_OFFSET(Volume, file_no)},
    {"section", G_STRUCT_OFFSET(Volume, section)},
    {"category", G_STRUCT_OFFSET(Volume, category)},
    {"classification", G_STRUCT_OFFSET(Volume, classification)},
    {"retention", G_STRUCT_OFFSET(Volume, retention)},
    {"side", G_STRUCT_OFFSET(Volume, side)},
    {"first_folio", G_STRUCT_OFFSET(Volume, first_folio)},
    {"last_folio", G_STRUCT_OFFSET(Volume, last_folio)},
};

#define VOLUME_TEXT(volume, i) G_STRUCT_MEMBER(const char *, volume, volume_texts[i].offset)

static void recipe_write(JsonObject *request, const PdfRecipe *recipe)
{
    json_object_set_int_member(request, "jpeg_quality", recipe->jpeg_quality);
    json_object_set_boolean_member(request, "archival", recipe->is_archival);
    json_object_set_boolean_member(request, "jpx", recipe->paper_is_jpx);
    json_object_set_boolean_member(request, "g4", recipe->masks_are_g4);
}

PdfRecipe task_recipe_parse(JsonObject *request)
{
    return (PdfRecipe){
        .jpeg_quality = (guint)CLAMP(member_int(request, "jpeg_quality", 0), 0, 100),
        .is_archival = json_object_get_boolean_member_with_default(request, "archival", FALSE),
        .paper_is_jpx = json_object_get_boolean_member_with_default(request, "jpx", FALSE),
        .masks_are_g4 = json_object_get_boolean_member_with_default(request, "g4", FALSE),
    };
}

JsonObject *task_page_request(const char *store_dir, const PageTask *task, const PdfRecipe *recipe)
{
    JsonObject *request = json_object_new();
    recipe_write(request, recipe);
    json_object_set_string_member(request, "do", "page");
    json_object_set_string_member(request, "store", store_dir);
    json_object_set_string_member(request, "master", task->master_path);
    json_object_set_string_member(request, "sha256", task->master_sha256);
    json_object_set_string_member(request, "languages", task->languages);
    if (task->image_only)
        json_object_set_boolean_member(request, "image_only", TRUE);
    if (task->turn_is_said)
        json_object_set_int_member(request, "turn", task->quarter_turns);
    if (task->expects_turn)
        json_object_set_int_member(request, "expected", task->expected_turns);
    if (task->expected_language)
        json_object_set_string_member(request, "language", task->expected_language);
    return request;
}

static JsonArray *pages_write(const VolumeTask *task)
{
    JsonArray *pages = json_array_new();
    for (guint i = 0; i < task->volume.n_pages; i++) {
        JsonObject *page = json_object_new();
        json_object_set_string_member(page, "layers", task->volume.pages[i].layers_path);
        json_object_set_string_member(page, "label", task->volume.pages[i].label);
        json_object_set_string_member(page, "alto", task->alto_paths[i]);
        json_array_add_object_element(pages, page);
    }
    return pages;
}

static JsonArray *bookmarks_write(const Volume *volume)
{
    JsonArray *bookmarks = json_array_new();
    for (guint i = 0; i < volume->n_bookmarks; i++) {
        JsonObject *bookmark = json_object_new();
        json_object_set_string_member(bookmark, "title", volume->bookmarks[i].title);
        json_object_set_int_member(bookmark, "first_page", volume->bookmarks[i].first_page);
        json_object_set_int_member(bookmark, "level", volume->bookmarks[i].level);
        json_array_add_object_element(bookmarks, bookmark);
    }
    return bookmarks;
}

static JsonObject *volume_write(const VolumeTask *task)
{
    JsonObject *object = json_object_new();
    for (guint i = 0; i < G_N_ELEMENTS(volume_texts); i++)
        if (VOLUME_TEXT(&task->volume, i))
            json_object_set_string_member(object, volume_texts[i].name,
                                          VOLUME_TEXT(&task->volume, i));
    json_object_set_int_member(object, "part", task->volume.part);
    json_object_set_int_member(object, "volume", task->volume.volume);
    json_object_set_string_member(object, "folder", task->target_folder);
    json_object_set_array_member(object, "pages", pages_write(task));
    json_object_set_array_member(object, "bookmarks", bookmarks_write(&task->volume));
    return object;
}

JsonObject *task_side_request(const char *store_dir, const SideTask *task)
{
    JsonObject *request = json_object_new();
    JsonArray *volumes = json_array_new();
    for (guint i = 0; i < task->volumes->len; i++)
        json_array_add_object_element(volumes, volume_write(g_ptr_array_index(task->volumes, i)));
    json_object_set_string_member(request, "do", "side");
    json_object_set_string_member(request, "store", store_dir);
    json_object_set_array_member(request, "volumes", volumes);
    return request;
}

JsonObject *task_smaller_request(const char *store_dir, const SideTask *task,
                                 const PdfRecipe *recipe)
{
    JsonObject *request = json_object_new();
    recipe_write(request, recipe);
    JsonArray *pages = json_array_new();
    for (guint i = 0; i < task->smaller->len; i++) {
        const SmallerTask *smaller = g_ptr_array_index(task->smaller, i);
        JsonObject *page = json_object_new();
        json_object_set_string_member(page, "master", smaller->master_path);
        json_object_set_string_member(page, "alto", smaller->alto_path);
        json_object_set_string_member(page, "layers", smaller->layers_path);
        json_array_add_object_element(pages, page);
    }
    json_object_set_string_member(request, "do", "smaller");
    json_object_set_string_member(request, "store", store_dir);
    json_object_set_array_member(request, "pages", pages);
    return request;
}

static void pages_parse(VolumeTask *task, JsonArray *array)
{
    guint n = member_length(array);
    PdfPage *pages = g_new0(PdfPage, n);
    task->alto_paths = g_new0(char *, n + 1);
    for (guint i = 0; i < n; i++) {
        JsonObject *page = member_element(array, i);
        pages[i].layers_path = member_text(page, "layers");
        pages[i].label = member_text(page, "label");
        task->alto_paths[i] = (char *)member_text(page, "alto");
    }
    task->volume.pages = pages;
    task->volume.n_pages = n;
}

static void bookmarks_parse(VolumeTask *task, JsonArray *array)
{
    guint n = member_length(array);
    PdfBookmark *bookmarks = g_new0(PdfBookmark, n);
    for (guint i = 0; i < n; i++) {
        JsonObject *bookmark = member_element(array, i);
        bookmarks[i].title = member_text(bookmark, "title");
        bookmarks[i].first_page = (guint)member_int(bookmark, "first_page", 0);
        bookmarks[i].level = (guint)member_int(bookmark, "level", 0);
    }
    task->volume.bookmarks = bookmarks;
    task->volume.n_bookmarks = n;
}

static void volume_free(gpointer data)
{
    VolumeTask *task = data;
    g_free((gpointer)task->volume.pages);
    g_free((gpointer)task->volume.bookmarks);
    g_free(task->alto_paths);
    g_free(task);
}

static VolumeTask *volume_parse(JsonObject *object)
{
    VolumeTask *task = g_new0(VolumeTask, 1);
    for (guint i = 0; i < G_N_ELEMENTS(volume_texts); i++)
        VOLUME_TEXT(&task->volume, i) = member_text(object, volume_texts[i].name);
    task->volume.part = (PdfPart)member_int(object, "part", PDF_PART_2U);
    task->volume.volume = (guint)member_int(object, "volume", 0);
    task->target_folder = (char *)member_text(object, "folder");
    pages_parse(task, member_array(object, "pages"));
    bookmarks_parse(task, member_array(object, "bookmarks"));
    return task;
}

GPtrArray *task_volumes_parse(JsonObject *request)
{
    GPtrArray *tasks = g_ptr_array_new_with_free_func(volume_free);
    JsonArray *volumes = member_array(request, "volumes");
    for (guint i = 0; i < member_length(volumes); i++)
        g_ptr_array_add(tasks, volume_parse(member_element(volumes, i)));
    return tasks;
}

/* ----------------------------------------------------------------------------------- answers -- */

static gboolean answer_refuse(GError **error, const char *what)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "its worker gave an answer that makes no sense: %s", what);
    return FALSE;
}

static gboolean hash_file_exists(const char *store_dir, const char *folder, const char *hash,
                                 const char *suffix)
{
    if (!member_is_sha256(hash))
        return FALSE;
    g_autofree char *path = index_hash_path(store_dir, folder, hash, suffix);
    return g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

gboolean task_page_answer_parse(JsonObject *answer, const char *store_dir, PageReading *reading,
                                GError **error)
{
    PageReading read = {
        .alto_sha256 = member_text(answer, "alto_sha256"),
        .layers_key = member_text(answer, "layers_key"),
        .text = member_text(answer, "text"),
        .language = member_text(answer, "language"),
        .findings = member_text(answer, "findings"),
        .confidence = member_double(answer, "confidence", -1),
        .quarter_turns = (guint)member_int(answer, "turn", 4),
    };
    g_autoptr(JsonNode) findings = read.findings ? json_from_string(read.findings, NULL) : NULL;
    if (!hash_file_exists(store_dir, "text", read.alto_sha256, ".alto.xml"))
        return answer_refuse(error, "it names no ALTO file that is there");
    if (!hash_file_exists(store_dir, "layers", read.layers_key, ".layers"))
        return answer_refuse(error, "it names no layers that are there");
    if (!read.text || !read.language)
        return answer_refuse(error, "it lacks the text or its language");
    if (read.confidence < 0 || read.confidence > 100)
        return answer_refuse(error, "its confidence is missing or not between 0 and 100");
    if (!findings || !JSON_NODE_HOLDS_OBJECT(findings) || read.quarter_turns > 3)
        return answer_refuse(error, "what was found on the page is missing");
    read.unread_percent = member_double(json_node_get_object(findings), "unread", 0);
    *reading = read;
    return TRUE;
}

/* The file is one of the folder that the volume was to be written to. */
static gboolean volume_file_exists(const VolumeTask *task, const char *path)
{
    g_autofree char *folder = path ? g_path_get_dirname(path) : NULL;
    return g_strcmp0(folder, task->target_folder) == 0 && g_str_has_suffix(path, ".pdf") &&
           g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

static gboolean volume_answer_parse(JsonObject *answer, const VolumeTask *task,
                                    const char *store_dir, VolumeRow *row, GError **error)
{
    const char *path = member_text(answer, "path"), *sha256 = member_text(answer, "sha256");
    gint64 size = member_int(answer, "size_bytes", 0);
    if (!volume_file_exists(task, path))
        return answer_refuse(error, "it names no volume in the folder of the record");
    if (!member_is_sha256(sha256) || size <= 0)
        return answer_refuse(error, "a volume lacks its hash or its size");
    row->number = task->volume.volume;
    row->first_seq = task->first_seq;
    row->last_seq = task->last_seq;
    row->n_pages = task->volume.n_pages;
    row->path = path + strlen(store_dir) + 1;
    row->written.size_bytes = (guint64)size;
    g_strlcpy(row->written.sha256, sha256, sizeof row->written.sha256);
    return TRUE;
}

gboolean task_side_answer_parse(JsonObject *answer, const char *store_dir, const SideTask *task,
                                VolumeRow *rows, GError **error)
{
    JsonArray *volumes = member_array(answer, "volumes");
    if (member_length(volumes) != task->volumes->len)
        return answer_refuse(error, "it does not name the volumes that were asked for");
    for (guint i = 0; i < task->volumes->len; i++)
        if (!volume_answer_parse(member_element(volumes, i), g_ptr_array_index(task->volumes, i),
                                 store_dir, &rows[i], error))
            return FALSE;
    return TRUE;
}
