/* muhafiz cover: cover sheets, separators and tokens with QR codes. */
#include <string.h>

#include "batch/item.h"
#include "batch/output.h"
#include "batch/sheet.h"

#define USUAL_PATH "covers.pdf"

static const CommandOption options[] = {
    {.name = "output",
     .letter = 'o',
     .type = OPTION_FILE,
     .value = "FILE",
     .help =
         "the PDF to print; one that is there is replaced [" USUAL_PATH ", if nothing is there]"},
    {.name = "separators",
     .type = OPTION_FLAG,
     .help = "also a separator sheet for each side, behind the cover of a file; they are the same "
             "for every file and can be used again"},
    {.name = "letters",
     .type = OPTION_INT,
     .min = 1,
     .max = 500,
     .value = "N",
     .help = "also N \"next letter\" sheets, which can be used again: one before each letter of "
             "the correspondence"},
    {.name = "tokens",
     .type = OPTION_INT,
     .min = 1,
     .max = 500,
     .value = "N",
     .help = "N new tokens: covers to laminate and use for one file after the other, see assign"},
    {.name = "reprint",
     .type = OPTION_FLAG,
     .help = "the arguments are numbers of tokens that are lost or worn: print these again"},
    {0},
};

/* Registers and maps have one side and need no separators. */
static const char *const file_sides[] = {"notes", "correspondence", "issues", "references"};

/* What one call prints. */
typedef struct {
    Context *context;
    const Arguments *arguments;
    const char *path;   /* of the PDF */
    GArray *sheets;     /* PrintSheet, whose strings the records and the store lend */
    GPtrArray *records; /* Record */
    JsonArray *items;
} Print;

/* ---------------------------------------------------------------------------------- the sheets -- */

static PrintSheet *sheet_add(Print *print, SheetKind kind)
{
    Store *store = print->context->store;
    const PrintSheet sheet = {
        .kind = kind,
        .office_code = index_store_conf_text(store, "office", "code"),
        .office_name = index_store_conf_text(store, "office", "name"),
        .language = index_store_conf_text(store, "office", "languages"),
    };
    g_array_append_val(print->sheets, sheet);
    return &g_array_index(print->sheets, PrintSheet, print->sheets->len - 1);
}

static PrintSheet *sheet_add_for(Print *print, SheetKind kind, const Record *record)
{
    PrintSheet *sheet = sheet_add(print, kind);
    if (record && *record->language)
        sheet->language = record->language;
    return sheet;
}

/* record NULL: in the language of the office. */
static void separators_add(Print *print, const Record *record)
{
    for (guint i = 0; i < G_N_ELEMENTS(file_sides); i++)
        sheet_add_for(print, SHEET_SIDE, record)->side = file_sides[i];
}

static void cover_add(Print *print, const Record *record)
{
    PrintSheet *sheet = sheet_add_for(print, SHEET_COVER, record);
    sheet->file_no = record->file_no;
    sheet->nic_no = record->nic_no;
    sheet->subject = record->subject;
    sheet->section = record->section;
    sheet->record_kind = record->kind;
    sheet->note_pages = record->note_pages;
    sheet->correspondence_pages = record->correspondence_pages;
    if (argument_flag(print->arguments, "separators") && strcmp(record->kind, "file") == 0)
        separators_add(print, record);
}

/* ----------------------------------------------------------------------------------- the items -- */

/* Why pages behind this cover would not become pages of the record, or not what one may expect; NULL:
 * they do. */
static char *cover_note(Store *store, const Record *record)
{
    g_autoptr(GError) refused = NULL;
    if (!index_record_check_fill(store, record, &refused))
        return g_strdup(refused->message);
    return index_record_is_confidential(record)
               ? g_strdup_printf("%s is %s: its pages are kept, but neither read nor handed over",
                                 record->file_no, record->classification)
               : NULL;
}

/* A cover has no token, a token no record. */
static void item_add(Print *print, const Record *record, gint64 token, const char *note)
{
    JsonObject *item = json_object_new();
    json_object_set_string_member(item, "path", print->path);
    json_object_set_string_member(item, "note", note); /* NULL becomes null */
    if (record) {
        json_object_set_string_member(item, "file_no", record->file_no);
        json_object_set_string_member(item, "nic_no", record->nic_no);
        json_object_set_null_member(item, "token");
    } else {
        json_object_set_null_member(item, "file_no");
        json_object_set_null_member(item, "nic_no");
        json_object_set_int_member(item, "token", token);
    }
    json_array_add_object_element(print->items, item);
}

static void token_add(Print *print, gint64 number)
{
    sheet_add(print, SHEET_TOKEN)->number = number;
    item_add(print, NULL, number, NULL);
}

/* Of those that are there; the others are named and left out. */
static void covers_add(Print *print)
{
    guint n;
    const char *const *file_nos = argument_list(print->arguments, &n);
    for (guint i = 0; i < n; i++) {
        g_autoptr(GError) error = NULL;
        Record *record = index_record_load(print->context->store, file_nos[i], &error);
        if (!record) {
            output_problem(print->context, "%s", error->message);
            continue;
        }
        g_autofree char *note = cover_note(print->context->store, record);
        g_ptr_array_add(print->records, record);
        cover_add(print, record);
        item_add(print, record, 0, note);
        if (note)
            output_note("%s", note);
    }
}

static void reprints_add(Print *print)
{
    guint n;
    const char *const *words = argument_list(print->arguments, &n);
    for (guint i = 0; i < n; i++) {
        g_autoptr(GError) error = NULL;
        TokenState state;
        guint64 number = 0;
        if (!g_ascii_string_to_unsigned(words[i], 10, 1, G_MAXINT32, &number, NULL))
            output_problem(print->context, "\"%s\" is not the number of a token", words[i]);
        else if (index_token_load(print->context->store, (gint64)number, &state, &error))
            token_add(print, (gint64)number);
        else
            output_problem(print->context, "%s", error->message);
    }
}

/* The rows come before the sheets: two sheets of the same number would be two covers of one record,
 * a number without a sheet is only a gap. */
static gboolean tokens_add(Print *print, GError **error)
{
    gint64 n = argument_int(print->arguments, "tokens", 0), first = 0;
    if (n && !index_tokens_add(print->context->store, (guint)n, &first, error))
        return FALSE;
    for (gint64 i = 0; i < n; i++)
        token_add(print, first + i);
    return TRUE;
}

/* ------------------------------------------------------------------------------------- command -- */

static gboolean usage_check(const Arguments *arguments, GError **error)
{
    guint n;
    argument_list(arguments, &n);
    gboolean is_reprint = argument_flag(arguments, "reprint");
    gboolean is_something = n > 0 || argument_flag(arguments, "separators") ||
                            argument_int(arguments, "letters", 0) ||
                            argument_int(arguments, "tokens", 0);
    if (is_something && (!is_reprint || n > 0))
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        is_reprint
                            ? "say which tokens: muhafiz cover --reprint 7 12"
                            : "say what to print: file numbers, --separators, --letters N or "
                              "--tokens N");
    return FALSE;
}

static gboolean print_collect(Print *print, GError **error)
{
    guint n;
    argument_list(print->arguments, &n);
    if (argument_flag(print->arguments, "reprint"))
        reprints_add(print);
    else
        covers_add(print);
    if (n == 0 && argument_flag(print->arguments, "separators"))
        separators_add(print, NULL);
    for (gint64 i = 0; i < argument_int(print->arguments, "letters", 0); i++)
        sheet_add(print, SHEET_ITEM);
    return tokens_add(print, error);
}

static void print_advise(const Print *print)
{
    gboolean is_reprint = argument_flag(print->arguments, "reprint");
    output_line(print->context, "%u %s in %s. Print on A4 at full size, on one side of the paper.",
                COUNTED(print->sheets->len, "sheet"), print->path);
    if (print->records->len)
        output_line(print->context, "Then put each cover on top of its file.");
    if (is_reprint)
        output_line(print->context,
                    "Throw the old sheet of a token away when it turns up: there is one for each "
                    "number.");
    if (is_reprint || argument_int(print->arguments, "tokens", 0))
        output_line(print->context, "Before each use: muhafiz assign TOKEN FILE_NO");
}

/* Twenty sheets that wait for the printer are not lost to the twenty-first, unless somebody names their file. */
static gboolean path_find(Print *print, GError **error)
{
    const char *named = argument_text(print->arguments, "output");
    print->path = named ? named : USUAL_PATH;
    if (named || !g_file_test(USUAL_PATH, G_FILE_TEST_EXISTS))
        return output_may_write(print->context, print->path, OUTPUT_PDF, error);
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                        USUAL_PATH " is here already: name another file with -o FILE.pdf, or this "
                                   "one with -o " USUAL_PATH " if its sheets are printed");
    return FALSE;
}

static int print_all(Print *print, GError **error)
{
    if (!path_find(print, error) || !print_collect(print, error))
        return 1;
    if (print->sheets->len) {
        if (!sheet_print((const PrintSheet *)(void *)print->sheets->data, print->sheets->len,
                         print->path, error))
            return 1;
        print_advise(print);
    }
    if (print->context->json)
        output_items(item_node_array(json_array_ref(print->items)));
    return 0;
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    g_autoptr(GArray) sheets = g_array_new(FALSE, FALSE, sizeof(PrintSheet));
    g_autoptr(GPtrArray) records =
        g_ptr_array_new_with_free_func((GDestroyNotify)index_record_free);
    g_autoptr(JsonArray) items = json_array_new();
    Print print = {context, arguments, NULL, sheets, records, items};
    return usage_check(arguments, error) ? print_all(&print, error) : 1;
}

const Command cmd_cover = {
    .name = "cover",
    .act = ACT_SCAN,
    .arguments = "[FILE_NO...]",
    .summary = "Prints cover sheets, which tell the scanner where a file begins",
    .help =
        "The sheets carry a QR code; with them, scan and ingest need no --file. A cover lies on "
        "top of its file; a separator lies before the first page of a side (notes, "
        "correspondence, issues, references), a \"next letter\" sheet before each letter of the "
        "correspondence. Behind a cover, pages go to the correspondence until a separator says "
        "otherwise.\n"
        "An office without a printer has tokens printed elsewhere, once: \"muhafiz cover "
        "--tokens 20 -o tokens.pdf\". Printing more later continues their numbers; --reprint 7 "
        "prints a lost one again. \"muhafiz assign\" says which file a token lies on.",
    .options = options,
    .run = run,
    .max_arguments = G_MAXUINT,
};
