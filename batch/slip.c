/* The slip says what both sides sign for: each record with its pages so far, who gave and who received, and the head
 * of the chain of events, which verify --anchor reads again from the paper or the file. */
#include "batch/slip.h"

#include "batch/certificate.h"
#include "batch/item.h"
#include "index/member.h"

#define NUMBER_PT 24.0
#define FILE_NO_PT 110.0
#define PAGES_PT 62.0
#define PLACE_PT 84.0
#define SUBJECT_PT (FORM_WIDTH_PT - NUMBER_PT - FILE_NO_PT - PAGES_PT - PLACE_PT)
#define SIGNATURES_PT (48 * DRAW_PT_PER_MM)

typedef struct {
    JsonObject *slip;
    const char *office_code, *office_name;
} Slip;

static gboolean is_return(const Slip *slip)
{
    return g_str_equal(member_text(slip->slip, "act"), "returned");
}

static void add_head(Form *form, const Slip *slip)
{
    g_autofree char *number = item_text(slip->slip, "slip");
    g_autofree char *title = g_strdup_printf("Hand-over slip %s", number);
    g_autofree char *office = g_strdup_printf("%s (%s)", slip->office_name, slip->office_code);
    g_autofree char *at = certificate_time(member_text(slip->slip, "at"));
    g_autofree char *text = g_strdup_printf(
        "%s. On %s the records named below were handed over by %s and received by %s.",
        is_return(slip) ? "Returned to the record room" : "Taken out of the record room", at,
        member_text(slip->slip, "from"), member_text(slip->slip, "to"));
    form_text(form, title, &form_title);
    form_text(form, office, &form_centred);
    form_space(form, 8);
    form_text(form, text, &form_body);
    form_space(form, 8);
}

/* "12 of 26"; what the register does not tell is left out. */
static char *pages_text(JsonObject *record)
{
    g_autofree char *pages = item_text(record, "pages");
    g_autofree char *expected = item_text(record, "expected_pages");
    return *expected ? g_strdup_printf("%s of %s", pages, expected) : g_strdup(pages);
}

static void add_record(Form *form, guint number, JsonObject *record)
{
    const DrawStyle style = {.size_pt = 9.5, .serif = TRUE};
    g_autofree char *count = g_strdup_printf("%u", number);
    g_autofree char *pages = pages_text(record);
    const FormCell cells[] = {{count, NUMBER_PT},
                              {member_text(record, "file_no"), FILE_NO_PT},
                              {member_text(record, "subject"), SUBJECT_PT},
                              {pages, PAGES_PT},
                              {member_text(record, "location"), PLACE_PT}};
    form_row(form, cells, G_N_ELEMENTS(cells), &style);
}

static void add_records(Form *form, const Slip *slip)
{
    static const FormCell heads[] = {{"", NUMBER_PT},
                                     {"File number", FILE_NO_PT},
                                     {"Subject", SUBJECT_PT},
                                     {"Pages scanned", PAGES_PT},
                                     {"Place", PLACE_PT}};
    const DrawStyle head = {.size_pt = 8, .bold = TRUE};
    JsonArray *records = member_array(slip->slip, "records");
    form_row(form, heads, G_N_ELEMENTS(heads), &head);
    for (guint i = 0; i < member_length(records); i++)
        add_record(form, i + 1, member_element(records, i));
}

static void add_person(Form *form, const char *label, const char *name)
{
    const FormField fields[] = {
        {label, name, NULL, 0.5}, {"Signature", NULL, NULL, 0.3}, {"Date", NULL, NULL, 0.2}};
    form_space(form, 14);
    form_fields(form, fields, G_N_ELEMENTS(fields));
}

static void add_foot(Form *form, const Slip *slip)
{
    const DrawStyle style = {.size_pt = 9};
    g_autofree char *number = item_text(slip->slip, "event_number");
    g_autofree char *head =
        g_strdup_printf("Head of the office's chain of events, number %s:", number);
    form_need(form, SIGNATURES_PT);
    add_person(form, "Handed over by", member_text(slip->slip, "from"));
    add_person(form, "Received by", member_text(slip->slip, "to"));
    form_space(form, 14);
    form_text(form, head, &form_small);
    form_text(form, member_text(slip->slip, "event_head"), &style);
}

static gboolean add_pages(const Slip *slip, Typeset *typeset, guint n_pages, GError **error)
{
    g_autofree char *number = item_text(slip->slip, "slip");
    g_autofree char *foot = g_strdup_printf("%s, hand-over slip %s", slip->office_code, number);
    Form *form = form_new(typeset, foot, n_pages);
    form_next_page(form);
    add_head(form, slip);
    add_records(form, slip);
    add_foot(form, slip);
    return form_end(form, error);
}

static gboolean write_pages(const Slip *slip, Typeset *typeset, const char *path, GError **error)
{
    PdfWritten written = {0};
    const char *at = member_text(slip->slip, "at");
    g_autofree char *number = item_text(slip->slip, "slip");
    g_autofree char *title = g_strdup_printf("Hand-over slip %s", number);
    g_autofree char *identifier = g_strdup_printf("%s/slip/%s", slip->office_code, number);
    const Volume volume = {.title = title,
                           .identifier = identifier,
                           .language = "en-IN",
                           .creator = slip->office_name,
                           .created = at,
                           .file_no = title,
                           .section = "",
                           .category = "",
                           .classification = "",
                           .retention = "",
                           .side = "slip",
                           .volume = 1};
    return typeset_write(typeset, &volume, path, &written, error);
}

gboolean slip_write(JsonObject *content, const char *office_code, const char *office_name,
                    const char *dir, const char *path, GError **error)
{
    const Slip slip = {content, office_code, office_name};
    g_autoptr(Typeset) counted = typeset_new(NULL), typeset = typeset_new(dir);
    return add_pages(&slip, counted, 0, error) &&
           add_pages(&slip, typeset, typeset_n_pages(counted), error) &&
           write_pages(&slip, typeset, path, error);
}
