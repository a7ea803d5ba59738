/* The hash report: where the pages came from, and the SHA-256 of every volume and every master. */
#include <string.h>

#include "batch/certificate.h"
#include "index/member.h"

#define MASTER_PT 26.0 /* an entry of two lines and its rule */
#define VOLUME_PT 40.0

static const DrawStyle head_style = {.size_pt = 7.5, .bold = TRUE};

static void section(Form *form, const char *title)
{
    const DrawStyle style = {.size_pt = 11, .bold = TRUE, .serif = TRUE};
    form_need(form, 80);
    form_space(form, 8);
    form_text(form, title, &style);
    form_space(form, 2);
}

static void note(Form *form, const char *text)
{
    const DrawStyle style = {.size_pt = 8.5, .serif = TRUE};
    form_text(form, text, &style);
    form_space(form, 2);
}

/* ------------------------------------------------------------------------------------- sources -- */

/* What pages came from: a scanner, or a file. */
typedef struct {
    const char *kind, *source, *device, *serial; /* borrowed; device, serial: NULL, not known */
    const char *first, *last;
    guint n_pages;
    GPtrArray *operators;
} Source;

static void source_clear(gpointer data)
{
    g_ptr_array_unref(((Source *)data)->operators);
}

static gboolean source_is(const Source *source, JsonObject *page)
{
    return g_str_equal(source->kind, member_text(page, "kind")) &&
           g_str_equal(source->source, member_text(page, "source")) &&
           g_strcmp0(source->device, member_text(page, "device")) == 0 &&
           g_strcmp0(source->serial, member_text(page, "serial")) == 0;
}

static Source *source_find(GArray *sources, JsonObject *page)
{
    for (guint i = 0; i < sources->len; i++)
        if (source_is(&g_array_index(sources, Source, i), page))
            return &g_array_index(sources, Source, i);
    const Source source = {.kind = member_text(page, "kind"),
                           .source = member_text(page, "source"),
                           .device = member_text(page, "device"),
                           .serial = member_text(page, "serial"),
                           .operators = g_ptr_array_new()};
    g_array_append_val(sources, source);
    return &g_array_index(sources, Source, sources->len - 1);
}

static void source_add_page(GArray *sources, JsonObject *page)
{
    Source *source = source_find(sources, page);
    const char *at = member_text(page, "scanned_at"), *person = member_text(page, "operator");
    source->n_pages++;
    source->first = !source->first || strcmp(at, source->first) < 0 ? at : source->first;
    source->last = !source->last || strcmp(at, source->last) > 0 ? at : source->last;
    if (!g_ptr_array_find_with_equal_func(source->operators, person, g_str_equal, NULL))
        g_ptr_array_add(source->operators, (gpointer)person);
}

static GArray *sources_find(JsonArray *pages)
{
    GArray *sources = g_array_new(FALSE, FALSE, sizeof(Source));
    g_array_set_clear_func(sources, source_clear);
    for (guint i = 0; i < member_length(pages); i++)
        source_add_page(sources, member_element(pages, i));
    return sources;
}

/* What muhafiz.conf says of a scanner now, where it was not written down when it scanned. */
static char *conf_device(const Source *source, GKeyFile *conf)
{
    static const char *const keys[] = {"device", "airscan", "net", "feed"};
    g_autofree char *group = g_strconcat("scanner ", source->source, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        char *value = g_key_file_get_string(conf, group, keys[i], NULL);
        if (value)
            return value;
    }
    return NULL;
}

/* "scanner desk: fujitsu:fi-7160:123456, serial number 123456" */
static char *source_name(const Source *source, GKeyFile *conf)
{
    if (!g_str_equal(source->kind, "scan"))
        return g_strconcat("file ", source->source, NULL);
    g_autofree char *device = source->device ? g_strdup(source->device) : conf_device(source, conf);
    gboolean is_named = !device || g_str_equal(device, source->source);
    return g_strconcat("scanner ", source->source, is_named ? "" : ": ", is_named ? "" : device,
                       source->serial ? ", serial number " : "", source->serial, NULL);
}

static void source_row(Form *form, const Source *source, GKeyFile *conf)
{
    g_autofree char *name = source_name(source, conf);
    g_autofree char *n_pages = g_strdup_printf("%u", source->n_pages);
    g_autofree char *first = certificate_time(source->first),
                    *last = certificate_time(source->last);
    g_autoptr(GString) persons = g_string_new(NULL);
    for (guint i = 0; i < source->operators->len; i++)
        g_string_append_printf(persons, "%s%s", i ? ", " : "",
                               (const char *)source->operators->pdata[i]);
    const FormCell cells[] = {
        {name, 160}, {n_pages, 36}, {first, 104}, {last, 104}, {persons->str, 78}};
    form_row(form, cells, G_N_ELEMENTS(cells), &form_small);
    form_rule(form);
}

static void sources_add(Form *form, const Certificate *certificate)
{
    static const FormCell head[] = {
        {"Scanner or file", 160}, {"Pages", 36}, {"From", 104}, {"To", 104}, {"Operators", 78}};
    g_autoptr(GArray) sources = sources_find(member_array(certificate->content, "pages"));
    section(form, "1. Where the pages came from");
    note(form, "Makes, models and serial numbers of the scanners that made these, where the names "
               "do not tell them:");
    form_fields(form, &(const FormField){"", NULL, NULL, 1}, 1);
    form_space(form, 4);
    form_row(form, head, G_N_ELEMENTS(head), &head_style);
    form_rule(form);
    for (guint i = 0; i < sources->len; i++)
        source_row(form, &g_array_index(sources, Source, i), certificate->conf);
}

/* ----------------------------------------------------------------------------- volumes, masters -- */

static void sha256_row(Form *form, JsonObject *file, const char *more)
{
    const DrawStyle style = {.size_pt = 8.5};
    const FormCell cells[] = {
        {"SHA-256", 44}, {member_text(file, "sha256"), 330}, {more, FORM_WIDTH_PT - 374}};
    form_row(form, cells, G_N_ELEMENTS(cells), &style);
    form_rule(form);
}

static void volume_row(Form *form, JsonObject *volume)
{
    g_autofree char *name =
        g_strdup_printf("%s, volume %" G_GINT64_FORMAT, member_text(volume, "side"),
                        member_int(volume, "volume", 0));
    const char *first = member_text(volume, "first_folio"),
               *last = member_text(volume, "last_folio");
    g_autofree char *folios =
        g_strdup_printf("folios %s to %s", first ? first : "?", last ? last : "?");
    gint64 n = member_int(volume, "n_pages", 0);
    g_autofree char *pages = g_strdup_printf("%" G_GINT64_FORMAT " %s", COUNTED(n, "page"));
    g_autofree char *bytes =
        g_strdup_printf("%" G_GINT64_FORMAT " bytes", member_int(volume, "bytes", 0));
    const FormCell cells[] = {{name, 140}, {folios, 120}, {pages, 70}, {bytes, 120}};
    const FormCell path = {member_text(volume, "path"), FORM_WIDTH_PT};
    form_need(form, VOLUME_PT);
    form_row(form, cells, G_N_ELEMENTS(cells), &form_small);
    form_row(form, &path, 1, &form_small);
    sha256_row(form, volume, "");
}

static void volumes_add(Form *form, JsonArray *volumes)
{
    section(form, "2. Volumes (PDF/A)");
    form_rule(form);
    for (guint i = 0; i < member_length(volumes); i++)
        volume_row(form, member_element(volumes, i));
}

static void masters_head(Form *form)
{
    static const FormCell head[] = {{"No.", 26},       {"Side", 74},         {"Place", 30},
                                    {"Folio", 38},     {"Volume, page", 56}, {"Page id", 40},
                                    {"Taken in", 104}, {"Operator", 54},     {"Batch, sheet", 60}};
    form_row(form, head, G_N_ELEMENTS(head), &head_style);
    form_rule(form);
}

/* "1, 12": page 12 of volume 1 */
static char *volume_page_text(JsonObject *page)
{
    gint64 number = member_int(page, "volume_page", 0);
    return number ? g_strdup_printf("%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT,
                                    member_int(page, "volume", 0), number)
                  : g_strdup("none (blank)");
}

static void master_row(Form *form, JsonObject *page, guint number)
{
    const char *folio = member_text(page, "folio");
    g_autofree char *no = g_strdup_printf("%u", number);
    g_autofree char *place = g_strdup_printf("%" G_GINT64_FORMAT, member_int(page, "seq", 0));
    g_autofree char *volume = volume_page_text(page);
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, member_int(page, "page_id", 0));
    g_autofree char *at = certificate_time(member_text(page, "scanned_at"));
    g_autofree char *batch = g_strdup_printf(
        "%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " %s", member_int(page, "batch", 0),
        member_int(page, "sheet", 0), member_text(page, "face"));
    g_autofree char *more =
        g_strdup_printf("%.0f dpi, %" G_GINT64_FORMAT " bytes", member_double(page, "dpi", 0),
                        member_int(page, "bytes", 0));
    const FormCell cells[] = {{no, 26},     {member_text(page, "side"), 74},
                              {place, 30},  {folio ? folio : "-", 38},
                              {volume, 56}, {id, 40},
                              {at, 104},    {member_text(page, "operator"), 54},
                              {batch, 60}};
    if (form_need(form, MASTER_PT))
        masters_head(form);
    form_row(form, cells, G_N_ELEMENTS(cells), &form_small);
    sha256_row(form, page, more);
}

static void masters_add(Form *form, JsonArray *pages)
{
    section(form, "3. Masters (the pages as they were scanned)");
    note(form,
         "The master of a page is the file pages/<first two digits>/<SHA-256>.tif of the store. "
         "\u201cVolume, page\u201d says which page of which volume shows it.");
    form_space(form, 2);
    masters_head(form);
    for (guint i = 0; i < member_length(pages); i++)
        master_row(form, member_element(pages, i), i + 1);
}

/* -------------------------------------------------------------------------------------- report -- */

static void summary(Form *form, JsonObject *content)
{
    g_autofree char *at = certificate_time(member_text(content, "at"));
    g_autofree char *checked =
        g_strdup_printf("Algorithm: SHA-256 (FIPS 180-4). Every value below was computed anew from "
                        "the file itself for this "
                        "certificate, begun %s by %s, and is the value that was recorded when the "
                        "file was made. Times "
                        "carry their distance from UTC; Indian Standard Time is +05:30.",
                        at, member_text(content, "person"));
    g_autofree char *list =
        g_strdup_printf("SHA-256 of the list: %s. It is taken over the lines \u201cSHA-256, two "
                        "spaces, path\u201d, each ended "
                        "by a line feed, of the volumes and then the masters in the order below.",
                        member_text(content, "list_sha256"));
    g_autofree char *chain =
        g_strdup_printf("The office\u2019s chain of events ended then with event %" G_GINT64_FORMAT
                        ", whose hash is %s. The event \u201crecord.certified\u201d with the time "
                        "of this certificate carries the SHA-256 of this file.",
                        member_int(content, "event_number", 0), member_text(content, "event_hash"));
    note(form, checked);
    note(form, list);
    note(form, chain);
}

void certificate_add_report(Form *form, const Certificate *certificate)
{
    JsonObject *content = certificate->content;
    g_autofree char *subject = certificate_subject(content);
    g_autofree char *record = g_strdup_printf("%s: %s", member_text(content, "file_no"), subject);
    form_next_page(form);
    form_text(form, "HASH REPORT", &form_title);
    form_text(form, "(Enclosed with the certificate)", &form_centred);
    form_text(form, record, &form_centred);
    form_space(form, 6);
    summary(form, content);
    sources_add(form, certificate);
    volumes_add(form, member_array(content, "volumes"));
    masters_add(form, member_array(content, "pages"));
}
