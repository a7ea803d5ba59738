/* Words that were read with less confidence than the office asks for: what a checker looks at first.
 * They come from the page's ALTO file, each line that has one with its whole text. */
#include <json-glib/json-glib.h>

#include "index/store-private.h"

static JsonObject *word_write(guint number, const OcrWord *word)
{
    JsonObject *object = json_object_new();
    json_object_set_int_member(object, "word", number);
    json_object_set_string_member(object, "text", word->text);
    json_object_set_double_member(object, "confidence", word->confidence);
    json_object_set_int_member(object, "x_px", word->box.x_px);
    json_object_set_int_member(object, "y_px", word->box.y_px);
    json_object_set_int_member(object, "width_px", word->box.width_px);
    json_object_set_int_member(object, "height_px", word->box.height_px);
    return object;
}

/* In logical order. */
static char *line_text(const OcrLine *line)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < line->words->len; i++)
        g_string_append_printf(text, "%s%s", i ? " " : "",
                               g_array_index(line->words, OcrWord, i).text);
    return g_string_free(text, FALSE);
}

static JsonArray *line_doubts(const OcrLine *line, double least)
{
    JsonArray *words = json_array_new();
    for (guint i = 0; i < line->words->len; i++) {
        const OcrWord *word = &g_array_index(line->words, OcrWord, i);
        if (word->confidence < least)
            json_array_add_object_element(words, word_write(i + 1, word));
    }
    return words;
}

static void line_add(JsonArray *lines, guint number, const OcrLine *line, double least)
{
    g_autoptr(JsonArray) words = line_doubts(line, least);
    if (json_array_get_length(words) == 0)
        return;
    g_autofree char *text = line_text(line);
    JsonObject *object = json_object_new();
    json_object_set_int_member(object, "line", number);
    json_object_set_string_member(object, "text", text);
    json_object_set_array_member(object, "words", g_steal_pointer(&words));
    json_array_add_object_element(lines, object);
}

static PageText *text_load(Store *store, const char *alto, GError **error)
{
    g_autofree char *path = index_store_path(store, alto);
    return ocr_alto_load(path, error);
}

static gboolean page_add_doubt(Store *store, JsonObject *page, double least, GError **error)
{
    const char *alto = json_object_get_string_member_with_default(page, "alto", NULL);
    JsonArray *lines = json_array_new();
    json_object_set_array_member(page, "doubt", lines);
    PageText *text = alto ? text_load(store, alto, error) : NULL;
    for (guint i = 0; text && i < text->lines->len; i++)
        line_add(lines, i + 1, g_ptr_array_index(text->lines, i), least);
    gboolean is_known = text || !alto;
    ocr_page_text_free(text);
    return is_known;
}

gboolean index_record_add_doubt(Store *store, JsonNode *record, GError **error)
{
    double least = (double)index_store_conf_int(store, "check", "confidence_min");
    JsonArray *sides = json_object_get_array_member(json_node_get_object(record), "sides");
    for (guint i = 0; i < json_array_get_length(sides); i++) {
        JsonObject *side = json_array_get_object_element(sides, i);
        JsonArray *pages = json_object_get_array_member(side, "pages");
        for (guint p = 0; p < json_array_get_length(pages); p++)
            if (!page_add_doubt(store, json_array_get_object_element(pages, p), least, error))
                return FALSE;
    }
    return TRUE;
}
