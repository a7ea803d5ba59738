/* muhafiz report: the progress return of this office, or that of the offices whose reports are joined. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "batch/output.h"
#include "batch/report-doc.h"
#include "index/member.h"
#include "index/progress.h"

#define SCREEN_CHARACTERS 60

static const CommandOption options[] = {
    {.name = "format",
     .letter = 'f',
     .type = OPTION_CHOICE,
     .fallback = "html",
     .value = "html|pdf|csv|json",
     .help = "form of the report"},
    {.name = "output",
     .letter = 'o',
     .type = OPTION_FILE,
     .value = "FILE",
     .help = "the file to write; without it csv and json go to standard output, and of the others "
             "the Grand "
             "Total and the offices that need attention are printed here"},
    {.name = "lang",
     .letter = 'l',
     .type = OPTION_CHOICE,
     .fallback = "eng",
     .value = "eng|hin|urd",
     .help = "language of the page: English, Hindi or Urdu"},
    {.name = "rows",
     .type = OPTION_FLAG,
     .help =
         "json: also every record with its columns, and the work of each day, person and scanner: "
         "what all numbers are made of"},
    {.name = "return",
     .type = OPTION_INT,
     .min = 1,
     .max = G_MAXINT,
     .value = "N",
     .help = "the frozen return of this number, as it was (muhafiz return list)"},
    {.name = "merge",
     .type = OPTION_FLAG,
     .help = "joins the reports (json) of the stations that are named into one of the offices "
             "above them"},
    {0},
};

/* --------------------------------------------------------------------------------------- figures -- */

/* The plan of a store that only the environment names is easily taken for the files' own. */
static void measured_note(const Context *context, JsonObject *progress)
{
    const char *by = member_text(progress, "measured_by");
    if (by)
        output_note("the offices are measured by the plan of %s%s", by,
                    context->store ? " (the plan in the store that --store or MUHAFIZ_STORE names "
                                     "goes before the files' own)"
                                   : "");
    else
        output_note("each office is measured by its own plan");
}

/* They are counted as the newest report has them, but not silently. */
static void rewritten_tell(Context *context, JsonObject *progress)
{
    JsonArray *rewritten = member_array(progress, "rewritten");
    for (guint i = 0; i < member_length(rewritten); i++) {
        JsonObject *one = member_element(rewritten, i);
        gint64 number = member_int(one, "return", 0);
        g_autofree char *of =
            number ? g_strdup_printf("return %" G_GINT64_FORMAT ", ", number) : g_strdup("");
        output_problem(context,
                       "%s: history was rewritten: %s%s: %s in the report of %s, %s in that of %s; "
                       "find out at the office which is true: muhafiz verify --anchor REPORT.json, "
                       "with each of the two",
                       member_text(one, "office"), of,
                       report_item_word(member_text(one, "what"), REPORT_ENGLISH),
                       member_text(one, "was"), member_text(one, "was_at"), member_text(one, "is"),
                       member_text(one, "at"));
    }
}

/* Who has to be asked again. */
static void rowless_note(JsonObject *progress)
{
    g_auto(GStrv) rowless = member_texts(progress, "rowless");
    g_autofree char *names = g_strjoinv(", ", rowless);
    if (*rowless)
        output_note("no rows of %s: ask for muhafiz report --rows --format json", names);
}

/* records: as MergeReport has them; or NULL. */
static JsonNode *merge_load(Context *context, const char *const *paths, gboolean with_rows,
                            GString **records, GError **error)
{
    MergeReport merged = {.with_rows = with_rows};
    JsonNode *progress = index_progress_merge(context->store, paths, &merged, error);
    for (guint i = 0; merged.problems && i < merged.problems->len; i++)
        output_problem(context, "%s", (const char *)merged.problems->pdata[i]);
    *records = progress ? g_steal_pointer(&merged.records) : NULL;
    index_merge_report_clear(&merged);
    if (progress) {
        rowless_note(json_node_get_object(progress));
        rewritten_tell(context, json_node_get_object(progress));
        measured_note(context, json_node_get_object(progress));
    }
    return progress;
}

static JsonNode *progress_load(Context *context, const Arguments *arguments, GString **records,
                               GError **error)
{
    const gboolean with_rows = argument_flag(arguments, "rows");
    guint n_paths;
    const char *const *paths = argument_list(arguments, &n_paths);
    if (argument_flag(arguments, "merge"))
        return merge_load(context, paths, with_rows, records, error);
    if (argument_int(arguments, "return", 0))
        return index_return_load(context->store, argument_int(arguments, "return", 0), error);
    return index_progress(context->store, with_rows, error);
}

/* Reports come back under their names every week: none of them is to be lost for a slip of the hand. */
static gboolean output_is_input(const char *output, const char *const *paths)
{
    GStatBuf one, other;
    if (!output || g_stat(output, &one) != 0)
        return FALSE;
    for (; *paths; paths++)
        if (g_stat(*paths, &other) == 0 && one.st_dev == other.st_dev && one.st_ino == other.st_ino)
            return TRUE;
    return FALSE;
}

static gboolean arguments_check(const Context *context, const Arguments *arguments, GError **error)
{
    guint n_paths;
    gboolean merge = argument_flag(arguments, "merge");
    const char *wrong = NULL;
    const char *const *paths = argument_list(arguments, &n_paths);
    if (merge && n_paths == 0)
        wrong =
            "--merge wants the reports of the stations: files of \"muhafiz report --format json\"";
    else if (!merge && n_paths)
        wrong = "files are given with --merge, the report's own name with -o";
    else if (merge && argument_int(arguments, "return", 0))
        wrong = "--return is of this office alone, not of --merge";
    else if (merge && output_is_input(argument_text(arguments, "output"), paths))
        wrong =
            "-o names one of the reports that are joined, which would be lost: say another name";
    else if (argument_flag(arguments, "rows") && argument_int(arguments, "return", 0))
        wrong = "a return has no --rows but those that it was frozen with";
    else if (!merge && !context->store)
        wrong =
            "which store? Give --store DIR or set MUHAFIZ_STORE; only --merge works without one";
    if (wrong)
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, wrong);
    return wrong == NULL;
}

/* ----------------------------------------------------------------------------------------- forms -- */

typedef struct {
    const Report *report;
    const char *format; /* as --format has it */
    ReportLanguage language;
    char *item;       /* a frozen return's own bytes, else NULL; owned */
    GString *records; /* "records" of joined reports, or NULL; owned */
} Form;

/* The same value as with --json. */
static GString *json_text(const Form *form)
{
    g_autofree char *made = form->item ? NULL : json_to_string(form->report->node, FALSE);
    GString *text = g_string_new("{\"schema\":1,\"items\":[");
    g_string_append(text, form->item ? form->item : made);
    if (form->records) {
        g_string_truncate(text, text->len - 1); /* the end of the item */
        g_string_append(text, ",\"records\":[");
        g_string_append_len(text, form->records->str, (gssize)form->records->len);
        g_string_append(text, "]}");
    }
    g_string_append(text, "]}\n");
    return text;
}

static GString *form_text(const Form *form)
{
    if (g_str_equal(form->format, "csv"))
        return report_csv(form->report);
    return g_str_equal(form->format, "json") ? json_text(form)
                                             : report_html(form->report, form->language);
}

static gboolean form_write(const Form *form, const char *path, GError **error)
{
    if (g_str_equal(form->format, "pdf"))
        return report_write_pdf(form->report, form->language, path, error);
    GString *text = form_text(form);
    gboolean done = report_publish(path, text->str, text->len, error);
    g_string_free(text, TRUE);
    return done;
}

/* What a file of that form begins with, so that no other is written over. */
static const char *form_magic(const char *format)
{
    static const struct {
        const char *format, *magic;
    } magics[] = {
        {"html", "<!DOCTYPE html>"}, {"pdf", OUTPUT_PDF}, {"csv", REPORT_CSV_MAGIC}, {"json", "{"}};
    for (guint i = 0; i < G_N_ELEMENTS(magics); i++)
        if (g_str_equal(format, magics[i].format))
            return magics[i].magic;
    return NULL;
}

/* ---------------------------------------------------------------------------------------- screen -- */

/* Long reasons are cut: the weightiest stands first. */
static void table_print(const DocTable *table, ReportLanguage language)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
    for (guint c = 0; c < table->n_columns; c++)
        g_ptr_array_add(cells, g_strdup(report_word(language, table->columns[c].title)));
    for (guint i = 0; i < table->rows->len; i++)
        for (guint c = 0; c < table->n_columns; c++)
            g_ptr_array_add(cells, chart_name(g_array_index(table->rows, DocRow, i).cells[c],
                                              SCREEN_CHARACTERS));
    output_table((const char *const *)cells->pdata, table->rows->len + 1, table->n_columns);
}

static void screen_print(const Context *context, const Report *report, ReportLanguage language)
{
    g_autoptr(Doc) doc = doc_new(report, language);
    output_line(context, "%s: %s", doc->office, doc->as_of);
    output_line(context, "%s", doc->verdict);
    if (doc->reasons)
        output_line(context, "%s", doc->reasons);
    if (doc->beside)
        output_line(context, "%s", doc->beside);
    for (guint i = 0; i < doc->parts->len; i++) {
        const DocPart *part = doc->parts->pdata[i];
        if (part->kind != DOC_PART_TABLE ||
            (part->table->caption != WORD_GRAND_TOTAL && part->table->caption != WORD_BEHIND))
            continue;
        output_line(context, "\n%s", report_word(language, part->table->caption));
        table_print(part->table, language);
    }
}

static void form_print(const Context *context, const Form *form)
{
    if (g_str_equal(form->format, "html") || g_str_equal(form->format, "pdf")) {
        screen_print(context, form->report, form->language);
        return;
    }
    GString *text = form_text(form);
    fwrite(text->str, 1, text->len, stdout);
    g_string_free(text, TRUE);
}

/* A frozen return is told in its own bytes. */
static gboolean form_load(Form *form, const Context *context, const Arguments *arguments,
                          GError **error)
{
    gint64 number = argument_int(arguments, "return", 0);
    if (!number || !(context->json || g_str_equal(form->format, "json")))
        return TRUE;
    form->item = index_return_text(context->store, number, error);
    return form->item != NULL;
}

static int form_tell(Context *context, const Form *form, const char *path, GError **error)
{
    if (path && !form_write(form, path, error))
        return 1;
    if (context->json) {
        const Form json = {form->report, "json", form->language, form->item, form->records};
        form_print(context, &json);
    } else if (path)
        output_line(context, "Wrote %s.", path);
    else
        form_print(context, form);
    return 0;
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    const char *path = argument_text(arguments, "output");
    Form form = {.format = argument_text(arguments, "format"),
                 .language = report_language_find(argument_text(arguments, "lang"))};
    if (!arguments_check(context, arguments, error) ||
        (path && !output_may_write(context, path, form_magic(form.format), error)))
        return -1;
    g_autoptr(JsonNode) progress = progress_load(context, arguments, &form.records, error);
    g_autoptr(Report) report = progress ? report_new(progress, error) : NULL;
    form.report = report;
    int status = report && form_load(&form, context, arguments, error)
                     ? form_tell(context, &form, path, error)
                     : 1;
    g_free(form.item);
    if (form.records)
        g_string_free(form.records, TRUE);
    return status;
}

const Command cmd_report = {
    .name = "report",
    .arguments = "[--merge FILE.json...]",
    .summary = "Writes the progress return",
    .help =
        "The HTML page needs no network and prints on A4. Percentages are of the plan's target "
        "(muhafiz plan import), "
        "and both counts stand beside each. A district joins the json reports of its stations "
        "with --merge, which needs "
        "no store; what was joined can be joined again for the state. Given with what was joined "
        "before, an office that says otherwise now what one of its frozen returns counted is named "
        "(exit 1).",
    .options = options,
    .run = run,
    .max_arguments = G_MAXUINT,
    .store_optional = TRUE,
};
