/* Work on its way to a worker: the strings and numbers of a Volume are one table, used both ways. */
#include "batch/task.h"

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

JsonObject *task_page_request(const char *store_dir, const PageTask *task)
{
    JsonObject *request = json_object_new();
    json_object_set_string_member(request, "do", "page");
    json_object_set_string_member(request, "store", store_dir);
    json_object_set_string_member(request, "master", task->master_path);
    json_object_set_string_member(request, "sha256", task->master_sha256);
    json_object_set_string_member(request, "languages", task->languages);
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

static const char *text_peek(JsonObject *object, const char *name)
{
    return json_object_get_string_member_with_default(object, name, NULL);
}

static void pages_parse(VolumeTask *task, JsonArray *array)
{
    guint n = json_array_get_length(array);
    PdfPage *pages = g_new0(PdfPage, n);
    task->alto_paths = g_new0(char *, n + 1);
    for (guint i = 0; i < n; i++) {
        JsonObject *page = json_array_get_object_element(array, i);
        pages[i].layers_path = text_peek(page, "layers");
        pages[i].label = text_peek(page, "label");
        task->alto_paths[i] = (char *)text_peek(page, "alto");
    }
    task->volume.pages = pages;
    task->volume.n_pages = n;
}

static void bookmarks_parse(VolumeTask *task, JsonArray *array)
{
    guint n = json_array_get_length(array);
    PdfBookmark *bookmarks = g_new0(PdfBookmark, n);
    for (guint i = 0; i < n; i++) {
        JsonObject *bookmark = json_array_get_object_element(array, i);
        bookmarks[i].title = text_peek(bookmark, "title");
        bookmarks[i].first_page = (guint)json_object_get_int_member(bookmark, "first_page");
        bookmarks[i].level = (guint)json_object_get_int_member(bookmark, "level");
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
        VOLUME_TEXT(&task->volume, i) = text_peek(object, volume_texts[i].name);
    task->volume.part = (PdfPart)json_object_get_int_member(object, "part");
    task->volume.volume = (guint)json_object_get_int_member(object, "volume");
    task->target_folder = (char *)text_peek(object, "folder");
    pages_parse(task, json_object_get_array_member(object, "pages"));
    bookmarks_parse(task, json_object_get_array_member(object, "bookmarks"));
    return task;
}

GPtrArray *task_volumes_parse(JsonObject *request)
{
    GPtrArray *tasks = g_ptr_array_new_with_free_func(volume_free);
    JsonArray *volumes = json_object_get_array_member(request, "volumes");
    for (guint i = 0; i < json_array_get_length(volumes); i++)
        g_ptr_array_add(tasks, volume_parse(json_array_get_object_element(volumes, i)));
    return tasks;
}
