/* muhafiz register import|list|set: the office's register of records. */
#include <string.h>

#include "batch/item.h"
#include "batch/output.h"
#include "batch/prove.h"

/* -------------------------------------------------------------------------------------- import -- */

static JsonNode *report_item(const RegisterReport *report)
{
    JsonObject *item = json_object_new();
    json_object_set_int_member(item, "added", report->added);
    json_object_set_int_member(item, "changed", report->changed);
    json_object_set_int_member(item, "unchanged", report->unchanged);
    json_object_set_int_member(item, "refused", report->refused);
    item_set_strings(item, "problems", report->problems);
    item_set_strings(item, "notes", report->notes);
    return item_node(item);
}

static void report_print(Context *context, const RegisterReport *report, gboolean all_or_nothing)
{
    for (guint i = 0; i < report->problems->len; i++)
        output_problem(context, "%s", (const char *)report->problems->pdata[i]);
    for (guint i = 0; i < report->notes->len; i++)
        output_note("%s", (const char *)report->notes->pdata[i]);
    if (context->json)
        output_items(report_item(report));
    gboolean is_nothing = all_or_nothing && report->refused > 0;
    output_line(context, "%u %s added, %u changed, %u as before, %u refused.",
                COUNTED(report->added, "record"), report->changed, report->unchanged,
                report->refused);
    if (is_nothing)
        output_line(context,
                    "Nothing went in. Put the named lines right and import the file again.");
    else if (report->refused)
        output_line(context, "Put the named lines right and import the file again; what is in "
                             "already does no harm.");
    else
        output_line(context,
                    "Next: muhafiz cover FILE_NO prints a cover sheet, muhafiz scan scans.");
}

/* The nodal officer, at a terminal, is asked at once: what a line needs is known only when it is read. */
static gboolean import_prove(Context *context, GError **error)
{
    gboolean asks;
    if (context->pin_file || !output_can_ask(context) ||
        !index_person_asks_pin(context->store, ACT_EXCLUDE, &asks, NULL) || !asks)
        return TRUE;
    return prove(context, ACT_EXCLUDE, error);
}

static int run_import(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *paths = argument_list(arguments, &n);
    gboolean all_or_nothing = argument_flag(arguments, "all-or-nothing");
    RegisterReport report = {0};
    if (!import_prove(context, error) ||
        !index_register_import_because(context->store, paths[0], argument_text(arguments, "reason"),
                                       all_or_nothing, &report, error))
        return 1;
    report_print(context, &report, all_or_nothing);
    index_register_report_clear(&report);
    return 0;
}

static const CommandOption import_options[] = {
    {.name = "all-or-nothing", .type = OPTION_FLAG, .help = "if one line is refused, none goes in"},
    {.name = "reason",
     .type = OPTION_TEXT,
     .value = "TEXT",
     .help = "why lines lift the classification of records"},
    {0},
};

const Command cmd_register_import = {
    .name = "register import",
    .act = ACT_REGISTER,
    .arguments = "FILE.csv",
    .summary = "Takes records from a CSV file into the register",
    .help =
        "The first line names the columns; file_no and subject must be filled. A record that "
        "is there already is brought up to date. Lines that lift a record's classification, or "
        "withhold one that is being checked, are the nodal officer's, who is asked for the "
        "PIN. Commas, semicolons or tabs, as the first line has "
        "them; dates as 05/03/2008, 5-Mar-08 or 2008-03-05, the day first; a year of two digits "
        "is the latest one that is not after this year. Files are UTF-8, or Excel's Unicode "
        "Text.",
    .options = import_options,
    .run = run_import,
    .min_arguments = 1,
    .max_arguments = 1,
};

/* ---------------------------------------------------------------------------------------- list -- */

static const ItemColumn list_columns[] = {
    {"file_no", "FILE NUMBER", 0}, {"year", "YEAR", 0},   {"kind", "KIND", 0},
    {"subject", "SUBJECT", 40},    {"stage", "STAGE", 0}, {"availability", "AVAILABILITY", 0},
};

static int list_print_json(Context *context, GError **error)
{
    g_autofree char *items = index_register_json(context->store, error);
    if (items)
        output_items_text(items);
    return items ? 0 : 1;
}

static int run_list(Context *context, const Arguments *arguments, GError **error)
{
    (void)arguments;
    if (context->json)
        return list_print_json(context, error);
    g_autoptr(JsonNode) items = index_register_list(context->store, error);
    if (!items)
        return 1;
    JsonArray *records = json_node_get_array(items);
    if (json_array_get_length(records) == 0)
        output_line(context, "The register is empty. Next: muhafiz register import FILE.csv");
    else
        item_print_table(records, list_columns, G_N_ELEMENTS(list_columns));
    return 0;
}

const Command cmd_register_list = {
    .name = "register list",
    .arguments = "",
    .summary = "Lists the records and their stages",
    .run = run_list,
};

/* ----------------------------------------------------------------------------------------- set -- */

/* The place of the = in a word KEY=VALUE, or NULL. */
static const char *assignment_find(const char *word, GError **error)
{
    const char *equals = strchr(word, '=');
    if (equals && equals != word)
        return equals;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "\"%s\" is not of the form KEY=VALUE, as in section=Revenue", word);
    return NULL;
}

/* What the nodal officer decides alone needs the PIN. */
static gboolean nodal_prove(Context *context, const char *file_no, const RecordValue *values,
                            guint n_values, GError **error)
{
    gboolean is_nodals;
    return index_record_set_is_nodals(context->store, file_no, values, n_values, &is_nodals,
                                      error) &&
           (!is_nodals || prove(context, ACT_EXCLUDE, error));
}

/* n_words values; keys are kept in keys. */
static RecordValue *values_parse(const char *const *words, guint n_words, GStringChunk *keys,
                                 GError **error)
{
    g_autofree RecordValue *values = g_new(RecordValue, n_words);
    for (guint i = 0; i < n_words; i++) {
        const char *equals = assignment_find(words[i], error);
        if (!equals)
            return NULL;
        values[i].key = g_string_chunk_insert_len(keys, words[i], equals - words[i]);
        values[i].value = equals + 1;
    }
    return g_steal_pointer(&values);
}

/* Its first line; what somebody must see to is a problem. */
static void note_tell(Context *context, const char *note)
{
    g_auto(GStrv) lines = g_strsplit(note, "\n", -1);
    output_note("%s", lines[0]);
    for (guint i = 1; lines[i]; i++)
        output_problem(context, "%s", lines[i]);
}

static gboolean values_set(Context *context, const char *file_no, const char *const *words,
                           guint n_words, GError **error)
{
    g_autoptr(GStringChunk) keys = g_string_chunk_new(256);
    g_autofree RecordValue *values = values_parse(words, n_words, keys, error);
    g_autofree char *note = NULL;
    if (!values)
        return FALSE;
    if (!nodal_prove(context, file_no, values, n_words, error))
        return FALSE;
    if (!index_record_set(context->store, file_no, values, n_words, &note, error))
        return FALSE;
    for (guint i = 0; i < n_words; i++)
        output_line(context, "%s: %s is now \"%s\".", file_no, values[i].key, values[i].value);
    if (note)
        note_tell(context, note);
    return TRUE;
}

static int show_if_json(Context *context, const char *file_no, GError **error)
{
    if (!context->json)
        return 0;
    JsonNode *item = index_record_show(context->store, file_no, error);
    if (!item)
        return 1;
    output_items(item);
    return 0;
}

static int run_set(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    return values_set(context, words[0], words + 1, n - 1, error)
               ? show_if_json(context, words[0], error)
               : 1;
}

const Command cmd_register_set = {
    .name = "register set",
    .act = ACT_REGISTER,
    .arguments = "FILE_NO KEY=VALUE...",
    .summary = "Changes what the register says of a record",
    .help =
        "KEY is a column of the register, or availability (available, excluded, missing, "
        "damaged). All "
        "values are set, or none. reason=TEXT says why a record is missing, damaged or excluded, "
        "or "
        "is so no more, and why a classification is lifted. file_no=NUMBER puts a wrong number "
        "right, "
        "of a record that register add made or that has no pages; the old one goes on finding it. "
        "Excluding a record, making one Normal that was not, and "
        "withholding one that is being checked are the nodal officer's.",
    .run = run_set,
    .min_arguments = 2,
    .max_arguments = G_MAXUINT,
};

/* ----------------------------------------------------------------------------------------- add -- */

/* near: as index_record_near has it. */
static void near_note(const char *near, const char *file_no)
{
    g_autofree char *word = index_word(file_no);
    if (near && *near)
        output_note("%s is in the register, too: if it is the same file, muhafiz register remove "
                    "%s --reason TEXT takes this one out again, before pages come in",
                    near, word);
}

static int run_add(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    g_autoptr(GStringChunk) keys = g_string_chunk_new(256);
    g_autofree RecordValue *values = values_parse(words + 1, n - 1, keys, error);
    g_autofree char *near = values ? index_record_near(context->store, words[0], error) : NULL;
    if (!near || !index_record_add(context->store, words[0], values, n - 1, error))
        return 1;
    near_note(near, words[0]);
    output_line(context,
                "%s is in the register, for now: it can be scanned, and goes out when the office's "
                "register has it (muhafiz register import).",
                words[0]);
    return show_if_json(context, words[0], error);
}

const Command cmd_register_add = {
    .name = "register add",
    .act = ACT_SCAN,
    .arguments = "FILE_NO KEY=VALUE...",
    .summary = "Adds a record that lies on the scanner and is in no register yet",
    .help =
        "KEY is a column of the register; subject must be given. It is provisional: an import that "
        "brings its number, however it is written, takes it over, and until then it is not "
        "exported. If the number turns out to be another one, muhafiz record merge moves its "
        "pages.",
    .run = run_add,
    .min_arguments = 2,
    .max_arguments = G_MAXUINT,
};

/* -------------------------------------------------------------------------------------- remove -- */

static const CommandOption remove_options[] = {
    {.name = "reason", .type = OPTION_TEXT, .value = "TEXT", .help = "why; needed"},
    {0},
};

static gboolean removal_prove(Context *context, const char *file_no, GError **error)
{
    gboolean is_nodals;
    return index_record_removal_is_nodals(context->store, file_no, &is_nodals, error) &&
           (!is_nodals || prove(context, ACT_EXCLUDE, error));
}

static int run_remove(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *file_no = argument_list(arguments, &n)[0];
    const char *reason = argument_text(arguments, "reason");
    if (!removal_prove(context, file_no, error) ||
        !index_record_remove(context->store, file_no, reason, error))
        return 1;
    if (context->json) {
        JsonObject *item = json_object_new();
        json_object_set_string_member(item, "file_no", file_no);
        output_items(item_node(item));
    }
    output_line(context,
                "%s is in the register no more; what was done with it stays in the events.",
                file_no);
    return 0;
}

const Command cmd_register_remove = {
    .name = "register remove",
    .act = ACT_REGISTER,
    .arguments = "FILE_NO",
    .summary = "Takes an entry out of the register that was never one",
    .help =
        "Only while no page of it was ever scanned, and it stands on no slip and in no package. "
        "What "
        "the office's list (register import) brought is the nodal officer's to take out, and the "
        "report lists it.",
    .options = remove_options,
    .run = run_remove,
    .min_arguments = 1,
    .max_arguments = 1,
};
