/* muhafiz cover: cover and separator sheets with QR codes. */
#include <string.h>

#include "batch/item.h"
#include "batch/output.h"
#include "batch/sheet.h"

static const CommandOption options[] = {
    {.name = "output",
     .letter = 'o',
     .type = OPTION_FILE,
     .fallback = "covers.pdf",
     .value = "FILE",
     .help = "the PDF to print"},
    {.name = "separators",
     .type = OPTION_FLAG,
     .help = "also a separator sheet for each side, behind the cover of a file"},
    {0},
};

/* Registers and maps have one side and need no separators. */
static const char *const file_sides[] = {"notes", "correspondence", "issues", "references"};

static PrintSheet sheet_new(Store *store, const Record *record, const char *side)
{
    return (PrintSheet){
        .office_code = index_store_conf_text(store, "office", "code"),
        .office_name = index_store_conf_text(store, "office", "name"),
        .language = *record->language ? record->language
                                      : index_store_conf_text(store, "office", "languages"),
        .file_no = record->file_no,
        .nic_no = record->nic_no,
        .subject = record->subject,
        .section = record->section,
        .note_pages = record->note_pages,
        .correspondence_pages = record->correspondence_pages,
        .side = side,
    };
}

static void sheets_add(GArray *sheets, Store *store, const Record *record, gboolean separators)
{
    PrintSheet cover = sheet_new(store, record, NULL);
    g_array_append_val(sheets, cover);
    if (!separators || strcmp(record->kind, "file") != 0)
        return;
    for (guint i = 0; i < G_N_ELEMENTS(file_sides); i++) {
        PrintSheet separator = sheet_new(store, record, file_sides[i]);
        g_array_append_val(sheets, separator);
    }
}

/* The records that are there; the others are named and left out. */
static GPtrArray *records_load(Context *context, const Arguments *arguments)
{
    GPtrArray *records = g_ptr_array_new_with_free_func((GDestroyNotify)index_record_free);
    guint n;
    const char *const *file_nos = argument_list(arguments, &n);
    for (guint i = 0; i < n; i++) {
        g_autoptr(GError) error = NULL;
        Record *record = index_record_load(context->store, file_nos[i], &error);
        if (record)
            g_ptr_array_add(records, record);
        else
            output_problem(context, "%s", error->message);
    }
    return records;
}

static void print_items(const GPtrArray *records, const char *path)
{
    JsonArray *items = json_array_new();
    for (guint i = 0; i < records->len; i++) {
        const Record *record = records->pdata[i];
        JsonObject *item = json_object_new();
        json_object_set_string_member(item, "file_no", record->file_no);
        json_object_set_string_member(item, "nic_no", record->nic_no);
        json_object_set_string_member(item, "path", path);
        json_array_add_object_element(items, item);
    }
    output_items(item_node_array(items));
}

static gboolean print_sheets(Context *context, const Arguments *arguments, const GPtrArray *records,
                             GError **error)
{
    const char *path = argument_text(arguments, "output");
    g_autoptr(GArray) sheets = g_array_new(FALSE, FALSE, sizeof(PrintSheet));
    for (guint i = 0; i < records->len; i++)
        sheets_add(sheets, context->store, records->pdata[i],
                   argument_flag(arguments, "separators"));
    if (!sheet_print((const PrintSheet *)sheets->data, sheets->len, path, error))
        return FALSE;
    output_line(context,
                "%u sheets in %s. Print them on A4 at full size, then put each cover on "
                "top of its file.",
                sheets->len, path);
    return TRUE;
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    g_autoptr(GPtrArray) records = records_load(context, arguments);
    if (records->len && !print_sheets(context, arguments, records, error))
        return 1;
    if (context->json)
        print_items(records, argument_text(arguments, "output"));
    return 0;
}

const Command cmd_cover = {
    .name = "cover",
    .arguments = "FILE_NO...",
    .summary = "Prints cover sheets, which tell the scanner where a file begins",
    .help = "The sheets carry a QR code; with them, scan and ingest need no --file.",
    .options = options,
    .run = run,
    .min_arguments = 1,
    .max_arguments = G_MAXUINT,
};
