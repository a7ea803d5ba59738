/* muhafiz show: everything held on one record. */
#include "batch/item.h"
#include "batch/ledger.h"
#include "batch/output.h"
#include "batch/place.h"
#include "batch/show-batch.h"
#include "batch/show-page.h"
#include "index/member.h"

static const CommandOption options[] = {
    {.name = "pages",
     .type = OPTION_FLAG,
     .help = "name every page, not only those that want a look"},
    {.name = "findings",
     .type = OPTION_FLAG,
     .help = "of every page, what reading measured and decided, and what that means"},
    {.name = "doubt",
     .type = OPTION_FLAG,
     .help = "name the words that were read with too little confidence"},
    {.name = "page",
     .type = OPTION_INT,
     .min = 1,
     .max = G_MAXINT32,
     .value = "N",
     .help = "of a volume (FILE.pdf, or any copy of it): which master its page N was made of, by "
             "whom and "
             "when, and whether that is intact"},
    {0},
};

/* Printed where they are filled, in this order. */
static const ItemColumn fields[] = {
    {"subject", "Subject", 0},
    {"kind", "Kind", 0},
    {"stage", "Stage", 0},
    {"availability", "Availability", 0},
    {"custody", "Custody", 0},
    {"section", "Section", 0},
    {"category", "Category", 0},
    {"sub_category", "Sub-category", 0},
    {"year", "Year", 0},
    {"classification", "Classification", 0},
    {"retention", "Retention", 0},
    {"language", "Language", 0},
    {"opened", "Opened", 0},
    {"closed", "Closed", 0},
    {"location", "Location", 0},
    {"computer_no", "Computer No.", 0},
    {"previous_ref", "Earlier file", 0},
    {"later_ref", "Later file", 0},
    {"remarks", "Remarks", 0},
    {"version", "Exported version", 0},
};

static void print_fields(const Context *context, JsonObject *record)
{
    g_autofree char *file_no = item_text(record, "file_no");
    g_autofree char *nic_no = item_text(record, "nic_no");
    output_line(context, "%s (in e-Office: %s)", file_no, nic_no);
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_autofree char *text = item_text(record, fields[i].member);
        if (*text)
            output_line(context, "  %-18s%s", fields[i].title, text);
    }
}

/* "skew 2.1", "order (a code that cannot be read)" */
static char *flag_text(JsonObject *flag)
{
    g_autofree char *name = item_text(flag, "flag"), *value = item_text(flag, "value");
    if (!g_str_equal(name, "order"))
        return g_strdup_printf("%s %s", name, value);
    PageOrder order = (PageOrder)json_object_get_double_member_with_default(flag, "value", 0);
    return g_strdup_printf("%s (%s)", name, place_order_text(order));
}

static char *flags_text(JsonObject *page)
{
    GString *text = g_string_new(NULL);
    JsonArray *flags = member_array(page, "flags");
    for (guint i = 0; flags && i < json_array_get_length(flags); i++) {
        g_autofree char *flag = flag_text(json_array_get_object_element(flags, i));
        g_string_append_printf(text, "%s%s", i ? ", " : "", flag);
    }
    return g_string_free(text, FALSE);
}

static gboolean wants_a_look(JsonObject *page)
{
    JsonArray *flags = member_array(page, "flags");
    g_autofree char *state = item_text(page, "state");
    return (flags && json_array_get_length(flags) > 0) || g_str_equal(state, "failed");
}

static void print_page(const Context *context, JsonObject *page)
{
    g_autofree char *id = item_text(page, "page_id");
    g_autofree char *place = item_text(page, "seq");
    g_autofree char *folio = item_text(page, "folio");
    g_autofree char *state = item_text(page, "state");
    g_autofree char *confidence = item_text(page, "confidence");
    g_autofree char *flags = flags_text(page);
    const char *turned[] = {"", ", turned right", ", turned half", ", turned left"};
    output_line(
        context, "    %s. folio %s: %s%s%s%s%s%s%s (page id %s)", place, folio, state,
        *confidence ? ", confidence " : "", confidence, turned[member_int(page, "turn", 0) & 3],
        member_length(member_array(page, "replaces")) ? ", in place of an earlier scan" : "",
        *flags ? ", look: " : "", flags, id);
}

/* "      skew -0.52 (degrees clockwise that were straightened out)" */
static void print_findings(const Context *context, JsonObject *page)
{
    JsonObject *findings = member_object(page, "findings");
    const char *model = findings ? member_text(findings, "model") : NULL;
    if (model && *model)
        output_line(context, "      model %s (Tesseract's, that read it first)", model);
    for (const OcrFinding *finding = ocr_findings; findings && finding->name; finding++)
        if (json_object_has_member(findings, finding->name))
            output_line(context, "      %s %.*f (%s)", finding->name, finding->decimals,
                        member_double(findings, finding->name, 0), finding->meaning);
}

/* "      line 3: Mutation of [khasra 41] 214" */
static void print_doubt_line(const Context *context, JsonObject *line)
{
    g_auto(GStrv) words = g_strsplit(member_text(line, "text"), " ", -1);
    JsonArray *doubts = member_array(line, "words");
    for (guint i = 0; i < member_length(doubts); i++) {
        JsonObject *doubt = member_element(doubts, i);
        char **word = &words[member_int(doubt, "word", 1) - 1];
        char *marked = g_strdup_printf("[%s %.0f]", *word, member_double(doubt, "confidence", 0));
        g_free(*word);
        *word = marked;
    }
    g_autofree char *text = g_strjoinv(" ", words);
    output_line(context, "      line %" G_GINT64_FORMAT ": %s", member_int(line, "line", 0), text);
}

static void print_doubt(const Context *context, JsonObject *page)
{
    JsonArray *lines = member_array(page, "doubt");
    for (guint i = 0; i < member_length(lines); i++)
        print_doubt_line(context, member_element(lines, i));
}

static void print_pages(const Context *context, JsonArray *pages, const Arguments *arguments)
{
    gboolean findings = argument_flag(arguments, "findings");
    gboolean every = findings || argument_flag(arguments, "pages");
    for (guint i = 0; pages && i < json_array_get_length(pages); i++) {
        JsonObject *page = json_array_get_object_element(pages, i);
        if (every || wants_a_look(page) || member_length(member_array(page, "doubt")))
            print_page(context, page);
        print_doubt(context, page);
        if (findings)
            print_findings(context, page);
    }
}

/* "letter 2: folios 4-7, 4 pages; 117/Rev of 2008-03-05 from the Tehsildar" */
static void print_letter(const Context *context, JsonObject *letter)
{
    g_autofree char *n = item_text(letter, "item");
    gint64 pages = member_int(letter, "pages", 0);
    g_autofree char *first = item_text(letter, "first_folio");
    g_autofree char *last = item_text(letter, "last_folio");
    g_autofree char *number = item_text(letter, "number"), *date = item_text(letter, "date");
    g_autofree char *sender = item_text(letter, "sender");
    output_line(context, "    letter %s: %s%s%s%s%s%" G_GINT64_FORMAT " %s%s%s%s%s%s%s", n,
                *first ? "folios " : "", first, *first ? "-" : "", last, *first ? ", " : "",
                COUNTED(pages, "page"), *number ? "; number " : "", number, *date ? "; of " : "",
                date, *sender ? "; from " : "", sender);
}

static void print_letters(const Context *context, JsonArray *letters)
{
    for (guint i = 0; i < member_length(letters); i++)
        print_letter(context, json_array_get_object_element(letters, i));
}

static void print_volumes(const Context *context, JsonArray *volumes)
{
    for (guint i = 0; volumes && i < json_array_get_length(volumes); i++) {
        JsonObject *volume = json_array_get_object_element(volumes, i);
        g_autofree char *path = item_text(volume, "path");
        g_autofree char *size = g_format_size((guint64)member_int(volume, "bytes", 0));
        output_line(context, "    %s (%s)", path, size);
    }
}

/* "  look: no page has folio 13, 15-18" */
static void print_texts(const Context *context, JsonObject *side, const char *member,
                        const char *what)
{
    g_auto(GStrv) texts = member_texts(side, member);
    g_autofree char *list = g_strjoinv(", ", texts);
    if (*texts)
        output_line(context, "    look: %s %s", what, list);
}

static void print_set_aside(const Context *context, JsonArray *pages)
{
    for (guint i = 0; i < member_length(pages); i++) {
        g_autofree char *id = item_text(member_element(pages, i), "page_id");
        g_autofree char *path = item_text(member_element(pages, i), "path");
        g_autofree char *reason = item_text(member_element(pages, i), "reason");
        output_line(context, "    set aside: page id %s%s%s; %s", id, *reason ? ", " : "", reason,
                    *path ? path : "removed as confidential");
    }
}

static void print_side(const Context *context, JsonObject *side, const Arguments *arguments)
{
    g_autofree char *name = item_text(side, "side");
    g_autofree char *expected = item_text(side, "expected_pages");
    JsonArray *pages = member_array(side, "pages");
    gboolean is_open = json_object_get_boolean_member_with_default(side, "open", TRUE);
    g_autofree char *closed = item_text(side, "closed_reason");
    output_line(context, "  %s: %u %s%s%s%s%s%s", name, COUNTED(member_length(pages), "page"),
                *expected ? " of " : "", expected, is_open ? ", open" : "",
                *closed ? ", closed: " : "", closed);
    if (member_int(side, "removed_pages", 0))
        output_line(context, "    removed with a confidential record: %" G_GINT64_FORMAT " more %s",
                    COUNTED(member_int(side, "removed_pages", 0), "page"));
    print_pages(context, pages, arguments);
    print_texts(context, side, "missing_folios", "no page has folio");
    print_texts(context, side, "doubled_folios", "several pages have folio");
    print_set_aside(context, member_array(side, "set_aside"));
    print_letters(context, member_array(side, "items"));
    print_volumes(context, member_array(side, "volumes"));
}

/* "fl-A-12_2008~2: rejected: wrong section" */
static void print_packages(const Context *context, JsonArray *packages)
{
    for (guint i = 0; packages && i < json_array_get_length(packages); i++) {
        JsonObject *package = json_array_get_object_element(packages, i);
        g_autofree char *name = item_text(package, "package");
        g_autofree char *status = item_text(package, "status");
        g_autofree char *reason = item_text(package, "reason");
        output_line(context, "  package %s: %s%s%s%s", name, status, *reason ? ": " : "", reason,
                    member_flag(package, "changed")
                        ? "; the record was changed since, its next export supersedes this"
                        : "");
        g_autofree char *dispute = item_dispute_text(package);
        if (dispute)
            output_line(context, "    %s (muhafiz ack settle, by the nodal officer)", dispute);
    }
}

static void print_recalls(const Context *context, JsonArray *recalls)
{
    for (guint i = 0; i < member_length(recalls); i++)
        output_line(context, "  %s; then muhafiz ack recalled",
                    member_text(member_element(recalls, i), "what"));
}

static void print_batches(const Context *context, JsonArray *ledgers)
{
    for (guint i = 0; i < member_length(ledgers); i++) {
        g_autofree char *text = ledger_text(member_element(ledgers, i));
        output_line(context, "  %s", text);
    }
}

static void print_copies(const Context *context, JsonObject *record)
{
    gint64 copies = member_int(record, "safe_copies", -1);
    if (copies >= 0)
        output_line(context, "  %-18son %" G_GINT64_FORMAT " %s beside the store's%s", "Backed up",
                    copies, copies == 1 ? "disk" : "disks",
                    copies >= 2 ? "" : "; it is safe with two (muhafiz backup)");
}

/* Whose turn it is in full: muhafiz why. */
static void print_lot(const Context *context, JsonObject *lot)
{
    static const struct {
        const char *state, *says, *command;
    } states[] = {
        {"frozen", "waits for its sample", "sample"},
        {"sampled", "waits for the checker's verdict", "open"},
        {"accepted", "was accepted", "show"},
        {"rejected", "was rejected", "show"},
    };
    gint64 number = lot ? member_int(lot, "lot", 0) : 0;
    for (guint i = 0; lot && i < G_N_ELEMENTS(states); i++)
        if (g_strcmp0(member_text(lot, "state"), states[i].state) == 0)
            output_line(context,
                        "  %-18slot %" G_GINT64_FORMAT " %s (muhafiz check %s %" G_GINT64_FORMAT
                        ")",
                        "Checking", number, states[i].says, states[i].command, number);
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    const char *const *words = argument_list(arguments, &n);
    gint64 page = argument_int(arguments, "page", 0);
    if (page)
        return show_page(context, words[0], page, error) ? 0 : 1;
    if (show_is_batch(words[0]))
        return show_batch(context, words[0], error) ? 0 : 1;
    g_autoptr(JsonNode) node = index_record_show(context->store, words[0], error);
    if (!node ||
        (argument_flag(arguments, "doubt") && !index_record_add_doubt(context->store, node, error)))
        return 1;
    if (context->json) {
        output_items(g_steal_pointer(&node));
        return 0;
    }
    JsonObject *record = json_node_get_object(node);
    JsonArray *sides = member_array(record, "sides");
    print_fields(context, record);
    print_copies(context, record);
    print_lot(context, member_object(record, "lot"));
    for (guint i = 0; sides && i < json_array_get_length(sides); i++)
        print_side(context, json_array_get_object_element(sides, i), arguments);
    print_batches(context, member_array(record, "batches"));
    print_packages(context, member_array(record, "packages"));
    print_recalls(context, member_array(record, "recalls"));
    return 0;
}

const Command cmd_show = {
    .name = "show",
    .arguments = "FILE_NO|batch:N|FILE.pdf",
    .summary =
        "Shows everything held on one record, what came in with a batch, or where a page came from",
    .help =
        "Pages that want a look are named; paths are relative to the store. Of a batch, those are "
        "named that stand in no record, with the reason. --doubt marks the words below "
        "confidence_min of [check] in muhafiz.conf, each with its confidence: \"Mutation of "
        "[khasra 41] 214\"; --json adds their boxes.",
    .options = options,
    .run = run,
    .min_arguments = 1,
    .max_arguments = 1,
};
