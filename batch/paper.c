/* Pages and scan settings to JSON and back. */
#include "batch/paper.h"

#include "index/member.h"

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
    const char *office = member_text(object, "office");
    g_strlcpy(sheet->office, office ? office : "", sizeof sheet->office);
    sheet->batch = member_int(object, "batch", 0);
    sheet->number = (guint)member_int(object, "number", 0);
    sheet->face =
        member_int(object, "face", 0) == SCAN_FACE_BACK ? SCAN_FACE_BACK : SCAN_FACE_FRONT;
}

static JsonArray *traits_write(const Page *page)
{
    JsonArray *traits = json_array_new();
    for (guint i = 0; i < page->n_traits; i++)
        json_array_add_int_element(traits, (gint64)page->traits[i]);
    return traits;
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
    json_object_set_string_member(object, "picture", page->picture);
    json_object_set_int_member(object, "size_bytes", (gint64)page->size_bytes);
    json_object_set_int_member(object, "width_px", page->width_px);
    json_object_set_int_member(object, "height_px", page->height_px);
    json_object_set_double_member(object, "dpi", page->dpi);
    json_object_set_int_member(object, "channels", page->channels);
    json_object_set_int_member(object, "depth_bits", page->depth_bits);
    json_object_set_array_member(object, "codes", codes);
    json_object_set_boolean_member(object, "has_damaged_code", page->has_damaged_code);
    json_object_set_boolean_member(object, "has_sheet_marks", page->has_sheet_marks);
    json_object_set_array_member(object, "flags", flags_write(page));
    json_object_set_array_member(object, "traits", traits_write(page));
    return object;
}

static void flags_parse(JsonArray *array, Page *page)
{
    guint n = MIN(member_length(array), SCAN_FLAGS_MAX);
    for (guint i = 0; i < n; i++) {
        JsonObject *flag = member_element(array, i);
        const char *name = member_text(flag, "flag");
        if (!name)
            continue;
        page->flags[page->n_flags++] =
            (ScanFlag){g_intern_string(name), member_double(flag, "value", 0)};
    }
}

static gboolean page_check(JsonObject *object, GError **error)
{
    static const char *const sizes[] = {"size_bytes", "width_px", "height_px", "channels",
                                        "depth_bits"};
    const char *path = member_text(object, "path"), *wrong = NULL;
    const char *picture = member_text(object, "picture");
    if (member_int(member_object(object, "sheet"), "number", 0) <= 0)
        wrong = "place";
    else if (!path || !*path)
        wrong = "path";
    else if (!member_is_sha256(member_text(object, "sha256")) ||
             (picture && *picture && !member_is_sha256(picture)))
        wrong = "hash";
    for (guint i = 0; i < G_N_ELEMENTS(sizes) && !wrong; i++) {
        gint64 size = member_int(object, sizes[i], 0);
        if (size <= 0 || (i > 0 && size > G_MAXINT))
            wrong = sizes[i];
    }
    if (wrong)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "the scan worker described a page without a usable %s", wrong);
    return wrong == NULL;
}

gboolean paper_page_parse(JsonObject *object, Page *page, GError **error)
{
    if (!page_check(object, error))
        return FALSE;
    *page = (Page){.path = g_strdup(member_text(object, "path")),
                   .size_bytes = (guint64)member_int(object, "size_bytes", 0),
                   .width_px = (guint)member_int(object, "width_px", 0),
                   .height_px = (guint)member_int(object, "height_px", 0),
                   .dpi = member_double(object, "dpi", 0),
                   .channels = (guint)member_int(object, "channels", 0),
                   .depth_bits = (guint)member_int(object, "depth_bits", 0),
                   .codes = member_texts(object, "codes"),
                   .has_damaged_code = member_flag(object, "has_damaged_code"),
                   .has_sheet_marks = member_flag(object, "has_sheet_marks")};
    paper_sheet_parse(member_object(object, "sheet"), &page->sheet);
    g_strlcpy(page->sha256, member_text(object, "sha256"), sizeof page->sha256);
    const char *picture = member_text(object, "picture");
    g_strlcpy(page->picture, picture ? picture : "", sizeof page->picture);
    flags_parse(member_array(object, "flags"), page);
    JsonArray *traits = member_array(object, "traits");
    page->n_traits = MIN(member_length(traits), SCAN_TRAITS_MAX);
    for (guint i = 0; i < page->n_traits; i++)
        page->traits[i] = (guint64)json_array_get_int_element(traits, i);
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
    *options = member_texts(object, "options");
    *settings = (ScanSettings){
        .dpi = (guint)member_int(object, "dpi", 0),
        .depth_bits = (guint)member_int(object, "depth_bits", 0),
        .width_mm = member_double(object, "width_mm", 0),
        .height_mm = member_double(object, "height_mm", 0),
        .master = (ScanMasterKind)member_int(object, "master", 0),
        .options = (const char *const *)*options,
    };
    for (guint i = 0; i < G_N_ELEMENTS(setting_texts); i++)
        SETTING_TEXT(settings, i) = member_text(object, setting_texts[i].name);
}
