/* Page and Sheet: plain data, and the text form of a Sheet that stands inside its master. */
#include "scan/scan.h"

const char *scan_face_name(ScanFace face)
{
    return face == SCAN_FACE_BACK ? "back" : "front";
}

char *scan_sheet_describe(const Sheet *sheet)
{
    return g_strdup_printf("muhafiz office=%s batch=%" G_GINT64_FORMAT " sheet=%u face=%s",
                           sheet->office, sheet->batch, sheet->number, scan_face_name(sheet->face));
}

/* The value of a "key=value" word, or NULL. */
static const char *word_value(const char *word, const char *key)
{
    gsize length = strlen(key);
    return g_str_has_prefix(word, key) && word[length] == '=' ? word + length + 1 : NULL;
}

/* Strict: what scan_sheet_describe would not have written is not ours. */
gboolean scan_sheet_parse(const char *description, Sheet *sheet)
{
    g_auto(GStrv) words = g_strsplit(description, " ", -1);
    if (g_strv_length(words) != 5)
        return FALSE;
    const char *office = word_value(words[1], "office"), *batch = word_value(words[2], "batch");
    const char *number = word_value(words[3], "sheet"), *face = word_value(words[4], "face");
    if (!office || !*office || !batch || !number || !face)
        return FALSE;

    Sheet parsed = {.face = g_str_equal(face, "back") ? SCAN_FACE_BACK : SCAN_FACE_FRONT};
    guint64 value;
    if (g_strlcpy(parsed.office, office, sizeof parsed.office) >= sizeof parsed.office ||
        !g_ascii_string_to_signed(batch, 10, 0, G_MAXINT64, &parsed.batch, NULL) ||
        !g_ascii_string_to_unsigned(number, 10, 1, G_MAXUINT, &value, NULL))
        return FALSE;
    parsed.number = (guint)value;
    g_autofree char *again = scan_sheet_describe(&parsed);
    if (!g_str_equal(again, description))
        return FALSE;
    *sheet = parsed;
    return TRUE;
}

void scan_page_clear(Page *page)
{
    g_free(page->path);
    g_strfreev(page->codes);
    scan_gray_free(page->gray);
    scan_look_free(page->look);
    *page = (Page){0};
}

void scan_page_add_flag(Page *page, const char *flag, double value)
{
    for (guint i = 0; i < page->n_flags; i++)
        if (g_str_equal(page->flags[i].flag, flag))
            return;
    if (page->n_flags < SCAN_FLAGS_MAX)
        page->flags[page->n_flags++] = (ScanFlag){flag, value};
}

GArray *scan_pages_new(void)
{
    GArray *pages = g_array_new(FALSE, TRUE, sizeof(Page));
    g_array_set_clear_func(pages, (GDestroyNotify)scan_page_clear);
    return pages;
}
