/* Layers of a page (layers/, a cache) are found by its master and by how it was read: whoever turned a page, or read it with another
 * recipe, left older ones that no row names, and they show the page. So with a removal all go that no page names; whatever
 * is missed is made anew. Known are keys by their first 64 bits, which are few enough for any office. */
#include <errno.h>
#include <glib/gstdio.h>

#include "index/store-private.h"

#define SUFFIX ".layers"
#define KEY_DIGITS 16

static int by_value(gconstpointer a, gconstpointer b)
{
    const guint64 one = *(const guint64 *)a, other = *(const guint64 *)b;
    return (one > other) - (one < other);
}

/* Of a key, or of the name of its file. */
static guint64 key_of(const char *text)
{
    g_autofree char *digits = g_strndup(text, KEY_DIGITS);
    return g_ascii_strtoull(digits, NULL, 16);
}

static GArray *keys_load(Store *store, GError **error)
{
    g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(guint64));
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "withhold_layer_keys", DB_NO_VALUES, error);
    while (rows && db_rows_next(rows, error)) {
        const guint64 key = key_of(db_rows_text(rows, 0));
        g_array_append_val(keys, key);
    }
    if (!rows || db_rows_failed(rows))
        return NULL;
    g_array_sort(keys, by_value);
    return g_steal_pointer(&keys);
}

static gboolean folder_sweep(const char *path, GArray *keys, GError **error)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        const guint64 key = key_of(name);
        g_autofree char *file = g_build_filename(path, name, NULL);
        if (g_str_has_suffix(name, SUFFIX) && !g_array_binary_search(keys, &key, by_value, NULL) &&
            g_unlink(file) != 0 && errno != ENOENT)
            return scan_set_errno(error, errno, "remove", file);
    }
    return TRUE;
}

gboolean withhold_layers_sweep(Store *store, GError **error)
{
    g_autofree char *path = index_store_path(store, "layers");
    g_autoptr(GDir) layers = g_dir_open(path, 0, NULL);
    g_autoptr(GArray) keys = keys_load(store, error);
    gboolean ok = keys != NULL;
    for (const char *name; ok && layers && (name = g_dir_read_name(layers));) {
        g_autofree char *folder = g_build_filename(path, name, NULL);
        ok = folder_sweep(folder, keys, error);
    }
    return ok;
}
