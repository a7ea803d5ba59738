#include "tests/index/export-room.h"

#include <string.h>

#include "index/bag.h"

Exported export_to(Sample *sample, const char *to_dir)
{
    const ExportSettings settings = {.to_dir = to_dir, .unchecked = TRUE};
    g_autoptr(GError) error = NULL;
    JsonNode *node = index_export(sample->store, "A-12/2008", &settings, &error);
    g_assert_no_error(error);
    JsonObject *item = json_node_get_object(node);
    return (Exported){node, item, json_object_get_string_member(item, "manifest_sha256")};
}

void same_item(const Exported *one, const Exported *other)
{
    g_assert_true(json_node_equal(one->node, other->node));
}

void must_be_whole(const char *dir, const char *manifest)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    bag_check(dir, manifest, BAG_ALL, problems);
    for (guint i = 0; i < problems->len; i++)
        g_error("%s", (char *)g_ptr_array_index(problems, i));
}

JsonObject *json_load(const char *dir, const char *path, JsonNode **node)
{
    g_autofree char *text = sample_read(dir, path);
    *node = json_from_string(text, NULL);
    g_assert_nonnull(*node);
    return json_node_get_object(*node);
}

void must_fail(Sample *sample, const char *file_no, gboolean unchecked, int code, const char *words)
{
    const ExportSettings settings = {.unchecked = unchecked};
    g_autoptr(GError) error = NULL;
    g_assert_null(index_export(sample->store, file_no, &settings, &error));
    g_assert_error(error, MUHAFIZ_ERROR, code);
    if (!strstr(error->message, words))
        g_error("\"%s\" is not in: %s", words, error->message);
}

void must_be_empty(Sample *sample, const char *folder)
{
    g_autofree char *path = sample_path(sample, folder);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));)
        g_assert_cmpstr(name, ==, "export.lock");
}
