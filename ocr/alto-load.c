/* ALTO files of a store. */
#include "ocr/ocr.h"

PageText *ocr_alto_load(const char *path, GError **error)
{
    g_autoptr(GError) wrong = NULL;
    char *content;
    gsize size;
    if (!g_file_get_contents(path, &content, &size, &wrong)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "%s; run \"muhafiz verify\"",
                    wrong->message);
        return NULL;
    }
    g_autoptr(GBytes) alto = g_bytes_new_take(content, size);
    PageText *text = ocr_alto_read(alto, error);
    if (!text)
        g_prefix_error(error, "%s: ", path);
    return text;
}
