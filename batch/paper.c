/* Pages and scan settings to JSON and back. */
#include "batch/paper.h"

static const char *text_peek(JsonObject *object, const char *name)
{
    return json_object_get_string_member_with_default(object, name, NULL);
}

static gint64 number(JsonObject *object, const char *name)
{
    return json_object_get_int_member_with_default(object, name, 0);
}

JsonObject *paper_sheet_write(const Sheet *sheet)
{
    JsonObject *object = json_object_new();
    json_object_set_string_member(object, "office", sheet->office);
    json_object_set_int_member(object, "batch", sheet->batch);
    json_object_set_int_member(object, "number", sheet->number);
    json_object_set_int_member(object, "face", sheet->face);
    return object;
}

void paper_sheet_parse(JsonObject *object, Sheet *sheet)
{
    const char *office = text_peek(object, "office");
    g_strlcpy(sheet->office, office ? office : "", sizeof sheet->office);
    sheet->batch = number(object, "batch");
    sheet->number = (guint)number(object, "number");
    sheet->face = number(object, "face") == SCAN_FACE_BACK ? SCAN_FACE_BACK : SCAN_FACE_FRONT;
}

static JsonArray *flags_write(const Page *page)
{
    JsonArray *flags = json_array_new();
    for (guint i = 0; i < page->n_flags; i++) {
        JsonObject *flag = json_object_new();
        json_object_set_string_member(flag, "flag", page->flags[i].flag);
        json_object_set_double_member(flag, "value", page->flags[i].value);
        json_array_add_object_element(flags, flag);
    }
    return flags;
}

JsonObject *paper_page_write(const Page *page)
{
    JsonObject *object = json_object_new();
    JsonArray *codes = json_array_new();
    for (guint i = 0; page->codes && page->codes[i]; i++)
        json_array_add_string_element(codes, page->codes[i]);
    json_object_set_object_member(object, "sheet", paper_sheet_write(&page->sheet));
    json_object_set_string_member(object, "path", page->path);
    json_object_set_string_member(object, "sha256", page->sha256);
    json_object_set_int_member(object, "size_bytes", (gint64)page->size_bytes);
    json_object_set_int_member(object, "width_px", page->width_px);
    json_object_set_int_member(object, "height_px", page->height_px);
    json_object_set_double_member(object, "dpi", page->dpi);
    json_object_set_int_member(object, "channels", page->channels);
    json_object_set_int_member(object, "depth_bits", page->depth_bits);
    json_object_set_array_member(object, "codes", codes);
    json_object_set_array_member(object, "flags", flags_write(page));
    return object;
}

static void codes_parse(JsonArray *array, Page *page)
{
    guint n = array ? json_array_get_length(array) : 0;
    page->codes = g_new0(char *, n + 1);
    for (guint i = 0; i < n; i++)
        page->codes[i] = g_strdup(json_array_get_string_element(array, i));
}

static void flags_parse(JsonArray *array, Page *page)
{
    guint n = array ? json_array_get_length(array) : 0;
    for (guint i = 0; i < MIN(n, SCAN_FLAGS_MAX); i++) {
        JsonObject *flag = json_array_get_object_element(array, i);
        page->flags[i].flag = g_intern_string(text_peek(flag, "flag"));
        page->flags[i].value = json_object_get_double_member_with_default(flag, "value", 0);
        page->n_flags = i + 1;
    }
}

gboolean paper_page_parse(JsonObject *object, Page *page, GError **error)
{
    JsonObject *sheet = json_object_get_object_member(object, "sheet");
    const char *path = text_peek(object, "path"), *sha256 = text_peek(object, "sha256");
    if (!sheet || !path || !sha256) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                            "the scan worker described a page without its place, path or hash");
        return FALSE;
    }
    *page = (Page){0};
    paper_sheet_parse(sheet, &page->sheet);
    page->path = g_strdup(path);
    g_strlcpy(page->sha256, sha256, sizeof page->sha256);
    page->size_bytes = (guint64)number(object, "size_bytes");
    page->width_px = (guint)number(object, "width_px");
    page->height_px = (guint)number(object, "height_px");
    page->dpi = json_object_get_double_member_with_default(object, "dpi", 0);
    page->channels = (guint)number(object, "channels");
    page->depth_bits = (guint)number(object, "depth_bits");
    codes_parse(json_object_get_array_member(object, "codes"), page);
    flags_parse(json_object_get_array_member(object, "flags"), page);
    return TRUE;
}

/* The plain texts of ScanSettings under the names they have in muhafiz.conf. */
static const struct {
    const char *name;
    gsize offset;
} setting_texts[] = {
    {"device", G_STRUCT_OFFSET(ScanSettings, device)},
    {"airscan", G_STRUCT_OFFSET(ScanSettings, airscan)},
    {"net", G_STRUCT_OFFSET(ScanSettings, net)},
    {"feed", G_STRUCT_OFFSET(ScanSettings, feed)},
    {"source", G_STRUCT_OFFSET(ScanSettings, source)},
    {"mode", G_STRUCT_OFFSET(ScanSettings, mode)},
};

#define SETTING_TEXT(settings, i) G_STRUCT_MEMBER(const char *, settings, setting_texts[i].offset)

const char **paper_setting_text(ScanSettings *settings, const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(setting_texts); i++)
        if (g_str_equal(name, setting_texts[i].name))
            return &SETTING_TEXT(settings, i);
    return NULL;
}

JsonObject *paper_settings_write(const ScanSettings *settings)
{
    JsonObject *object = json_object_new();
    JsonArray *options = json_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(setting_texts); i++)
        if (SETTING_TEXT(settings, i))
            json_object_set_string_member(object, setting_texts[i].name, SETTING_TEXT(settings, i));
    for (guint i = 0; settings->options && settings->options[i]; i++)
        json_array_add_string_element(options, settings->options[i]);
    json_object_set_int_member(object, "dpi", settings->dpi);
    json_object_set_int_member(object, "depth_bits", settings->depth_bits);
    json_object_set_double_member(object, "width_mm", settings->width_mm);
    json_object_set_double_member(object, "height_mm", settings->height_mm);
    json_object_set_int_member(object, "master", settings->master);
    json_object_set_array_member(object, "options", options);
    return object;
}

void paper_settings_parse(JsonObject *object, ScanSettings *settings, char ***options)
{
    JsonArray *array = json_object_get_array_member(object, "options");
    guint n = array ? json_array_get_length(array) : 0;
    *settings = (ScanSettings){0};
    *options = g_new0(char *, n + 1);
    for (guint i = 0; i < n; i++)
        (*options)[i] = g_strdup(json_array_get_string_element(array, i));
    for (guint i = 0; i < G_N_ELEMENTS(setting_texts); i++)
        SETTING_TEXT(settings, i) = text_peek(object, setting_texts[i].name);
    settings->dpi = (guint)number(object, "dpi");
    settings->depth_bits = (guint)number(object, "depth_bits");
    settings->width_mm = json_object_get_double_member_with_default(object, "width_mm", 0);
    settings->height_mm = json_object_get_double_member_with_default(object, "height_mm", 0);
    settings->master = (ScanMasterKind)number(object, "master");
    settings->options = (const char *const *)*options;
}
