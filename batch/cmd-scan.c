/* muhafiz scan: from the feeder into the store. feed.h says how a batch is fed; here it is begun,
 * and closed when nothing is missing. However it ends, sheets that the worker had finished are
 * taken in. */
#include "batch/backs.h"
#include "batch/disk.h"
#include "batch/feed.h"
#include "batch/ledger.h"
#include "batch/output.h"
#include "index/member.h"

#include <stdio.h>

static JsonNode *ledger_print(Context *context, const Intake *intake, GError **error)
{
    JsonNode *ledger = ledger_tell(context, intake_batch(intake), error);
    if (ledger && context->json)
        output_items(json_node_copy(ledger));
    return ledger;
}

/* ---------------------------------------------------------------------------------- outcome -- */

#define CLOSED_SHORT "short, by the operator"

static void short_tell(Context *context, const Scanner *scanner, JsonObject *ledger)
{
    g_autofree char *resume = scanner_resume_command(scanner);
    gint64 fed = member_int(ledger, "fed", 0);
    g_autofree char *shortage = ledger_shortage(ledger);
    if (fed == 0 && member_int(ledger, "expected_sheets", -1) < 0)
        output_problem(context, "no sheet came: put the paper into the feeder and scan again");
    else
        output_problem(
            context,
            "sheets are missing after sheet %" G_GINT64_FORMAT
            " (%s): put them in, then \"%s\"; if there are no more, \"%s --close\" closes "
            "the batch as it is",
            fed, shortage ? shortage : "none came", resume, resume);
}

/* The batch stays open, unless nothing is in it and nothing is known to be missing: behind a jam of
 * the first sheet it goes on. */
static gboolean outcome_open(Context *context, const Scanner *scanner, Intake *intake, FeedEnd end,
                             GError **error)
{
    g_autoptr(JsonNode) ledger = NULL;
    if (!intake_recover(context, error) || !(ledger = ledger_print(context, intake, error)))
        return FALSE;
    JsonObject *object = json_node_get_object(ledger);
    if (end == FEED_SHORT)
        short_tell(context, scanner, object);
    gboolean for_nothing =
        end == FEED_REFUSED || (end == FEED_SHORT && intake_expected(intake) < 0);
    return !for_nothing || member_int(object, "fed", 0) > 0 || intake_close(intake, "empty", error);
}

/* No more sheets will come, and backs are not put anywhere. */
static gboolean batch_give_up(Context *context, Intake *intake, GError **error)
{
    if (!intake_close(intake, CLOSED_SHORT, error))
        return FALSE;
    g_autoptr(JsonNode) ledger = ledger_print(context, intake, error);
    return ledger != NULL;
}

static void surplus_tell(JsonObject *ledger)
{
    gint64 fed = member_int(ledger, "fed", 0),
           expected = member_int(ledger, "expected_sheets", fed);
    if (fed > expected)
        output_note("%" G_GINT64_FORMAT " sheets came, %" G_GINT64_FORMAT
                    " were announced. Look whether something else lay in the feeder",
                    fed, expected);
}

static gboolean outcome_closed(Context *context, Intake *intake, FeedEnd end, BacksOrder order,
                               GError **error)
{
    const char *how = end == FEED_COMPLETE ? "complete" : CLOSED_SHORT;
    gboolean settled;
    if ((intake_is_backs(intake) &&
         !backs_settle(context, intake_batch(intake), order, &settled, NULL, error)) ||
        !intake_close(intake, how, error))
        return FALSE;
    g_autoptr(JsonNode) ledger = ledger_print(context, intake, error);
    if (ledger)
        surplus_tell(json_node_get_object(ledger));
    return ledger != NULL;
}

/* What the operator must know at the end. failure: of the feed; taken. */
static gboolean outcome(Context *context, const Scanner *scanner, Intake *intake, FeedEnd end,
                        BacksOrder order, GError *failure, GError **error)
{
    g_autofree char *resume = scanner_resume_command(scanner);
    gboolean is_closed = end == FEED_COMPLETE || end == FEED_CLOSED;
    GError **own = failure ? NULL : error;
    gboolean done =
        (is_closed ? outcome_closed(context, intake, end, order, own)
                   : outcome_open(context, scanner, intake, end, own)) &&
        (intake_is_backs(intake) || ledger_tell_unplaced(context, intake_batch(intake), "", own));
    if (failure)
        g_propagate_error(error, failure);
    else if (done && end == FEED_INTERRUPTED)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_CANCELLED,
                    "stopped; what was scanned is safe, \"%s\" goes on", resume);
    return done && !failure && end != FEED_INTERRUPTED;
}

/* ------------------------------------------------------------------------------------ begin -- */

/* The command line says where the pages go. */
static gboolean has_place(const Arguments *arguments)
{
    return argument_text(arguments, "file") || argument_text(arguments, "side") ||
           argument_flag(arguments, "backs");
}

/* A stack that broke off, fed again as a new batch, would be in the store twice: who sits there is
 * asked. Starting anew is right when another stack comes first. */
static gboolean is_the_rest(Context *context, gint64 batch_id)
{
    char answer[16] = "n";
    g_autoptr(JsonNode) ledger = index_batch_ledger(context->store, batch_id, NULL);
    output_ask("Batch %" G_GINT64_FORMAT " was left open after %" G_GINT64_FORMAT
               " sheets.\nPress Enter to go on with it, if the paper in the feeder is what comes "
               "next in it, or type n and Enter if this is another stack: ",
               batch_id, ledger ? member_int(json_node_get_object(ledger), "fed", 0) : 0);
    return fgets(answer, sizeof answer, stdin) && *g_strstrip(answer) == '\0';
}

/* The open batch of this scanner that is to be gone on with; 0: a new one. */
static gboolean open_batch_choose(Context *context, const Arguments *arguments,
                                  const Scanner *scanner, gint64 *batch_id, GError **error)
{
    g_autofree char *resume = scanner_resume_command(scanner);
    if (argument_flag(arguments, "resume"))
        return intake_find_open(context, "scan", scanner->name, batch_id, error);
    if (!intake_find_open(context, "scan", scanner->name, batch_id, NULL))
        *batch_id = 0;
    else if (!has_place(arguments) && output_can_ask(context)) {
        *batch_id = is_the_rest(context, *batch_id) ? *batch_id : 0;
    } else {
        output_note("batch %" G_GINT64_FORMAT
                    " was left open: \"%s\" goes on with it; this is a new "
                    "one",
                    *batch_id, resume);
        *batch_id = 0;
    }
    return TRUE;
}

/* Where the paper is fed a second time for its backs: which batch its fronts are, and that there are
 * as many. */
static gboolean start_add_fronts(Context *context, const Arguments *arguments,
                                 const Scanner *scanner, BatchStart *start, GError **error)
{
    const char *source = scanner->settings.source;
    if (source && g_strcmp0(scan_source_word(source), "adf-duplex") == 0) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "source %s scans both sides of the paper: for --backs choose one that scans "
                    "one side, as --source adf",
                    source);
        return FALSE;
    }
    start->fronts_batch = argument_int(arguments, "fronts", 0);
    if ((!start->fronts_batch &&
         !index_backs_find_fronts(context->store, "scan", &start->fronts_batch, error)) ||
        !index_backs_check_fronts(context->store, start->fronts_batch, error))
        return FALSE;
    g_autoptr(JsonNode) fronts = index_batch_ledger(context->store, start->fronts_batch, error);
    if (fronts && start->expected_sheets < 0)
        start->expected_sheets = member_int(json_node_get_object(fronts), "fed", -1);
    return fronts != NULL;
}

static gboolean arguments_agree(const Arguments *arguments, GError **error)
{
    gboolean has_file = argument_text(arguments, "file") || argument_text(arguments, "side");
    gboolean is_resumed = argument_flag(arguments, "resume");
    gboolean is_backs = argument_flag(arguments, "backs");
    const char *wrong = NULL;
    if (is_resumed && has_place(arguments))
        wrong = "a resumed batch goes on where it was: leave out --file, --side and --backs";
    else if (is_backs && has_file)
        wrong = "backs go behind their fronts: leave out --file and --side";
    else if (!is_backs && argument_int(arguments, "fronts", 0))
        wrong = "--fronts says which batch --backs belong to: give both";
    else if (!is_resumed && argument_flag(arguments, "close"))
        wrong = "--close closes a batch that was left open: give it with --resume";
    if (wrong)
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, wrong);
    return wrong == NULL;
}

static Intake *intake_for(Context *context, const Arguments *arguments, const Scanner *scanner,
                          GError **error)
{
    IntakeSettings settings = {
        .start = {.kind = "scan",
                  .source = scanner->name,
                  .expected_sheets = argument_int(arguments, "sheets", -1)},
        .file_no = argument_text(arguments, "file"),
        .side = argument_text(arguments, "side"),
    };
    gint64 batch_id = 0;
    if (!open_batch_choose(context, arguments, scanner, &batch_id, error))
        return NULL;
    if (batch_id)
        return intake_resume(context, batch_id, error);
    if (argument_flag(arguments, "backs") &&
        !start_add_fronts(context, arguments, scanner, &settings.start, error))
        return NULL;
    return intake_new(context, &settings, error);
}

static const CommandOption options[] = {
    {"device", 'd', OPTION_TEXT, 0, 0, NULL, "NAME",
     "a [scanner NAME] of muhafiz.conf, or a SANE device"},
    {"profile", 'p', OPTION_TEXT, 0, 0, NULL, "NAME",
     "a [scan NAME] section of muhafiz.conf: how to scan this kind of paper"},
    {"source", 0, OPTION_TEXT, 0, 0, NULL, "SOURCE", "adf, adf-duplex or flatbed"},
    {"dpi", 0, OPTION_INT, 75, 1200, NULL, "DPI", "resolution"},
    {"mode", 0, OPTION_TEXT, 0, 0, NULL, "MODE", "lineart, gray or color"},
    {"sheets", 0, OPTION_INT, 1, 100000, NULL, "N", "sheets in the feeder, to be checked"},
    {"file", 'f', OPTION_TEXT, 0, 0, NULL, "FILE_NO",
     "the record they belong to, when there is no cover sheet"},
    {"side", 0, OPTION_TEXT, 0, 0, NULL, "SIDE",
     "notes, correspondence, issues or references (openings, sheets)"},
    {"backs", 0, OPTION_FLAG, 0, 0, NULL, NULL,
     "the backs of the last stack, which a scanner that sees one side takes by themselves"},
    {"fronts", 0, OPTION_INT, 1, G_MAXINT64, NULL, "BATCH",
     "with --backs: the batch of their fronts, if it is not the last one"},
    {"backs-order", 0, OPTION_CHOICE, 0, 0, "auto", BACKS_ORDERS,
     "how the backs lie: like the fronts, or the last one first"},
    {"resume", 0, OPTION_FLAG, 0, 0, NULL, NULL, "go on with the batch that was left open"},
    {"close", 0, OPTION_FLAG, 0, 0, NULL, NULL,
     "with --resume: close that batch as it is, and feed nothing"},
    {0},
};

/* How many sheets are still to be fed; -1: nobody said. */
static gint64 sheets_to_come(const Intake *intake)
{
    gint64 expected = intake_expected(intake);
    return expected < 0 ? -1 : MAX(0, expected - (gint64)intake_last_sheet(intake));
}

/* The disk is looked at before anything is fed, and before a new batch is opened. */
static Intake *intake_begin(Context *context, const Arguments *arguments, const Scanner *scanner,
                            GError **error)
{
    gint64 n_sheets = argument_int(arguments, "sheets", -1);
    gboolean is_resumed = argument_flag(arguments, "resume");
    if (!is_resumed && !disk_check(context, &scanner->settings, n_sheets, error))
        return NULL;
    g_autoptr(Intake) intake = intake_for(context, arguments, scanner, error);
    if (!intake || (n_sheets >= 0 && n_sheets != intake_expected(intake) &&
                    !intake_expect(intake, n_sheets, error)))
        return NULL;
    if (is_resumed && !argument_flag(arguments, "close") &&
        !disk_check(context, &scanner->settings, sheets_to_come(intake), error))
        return NULL;
    return g_steal_pointer(&intake);
}

static int scan_run(Context *context, const Arguments *arguments, GError **error)
{
    g_auto(Scanner) scanner = {0};
    GError *failure = NULL;
    if (!arguments_agree(arguments, error) || !intake_recover(context, error) ||
        !scanner_find(context, arguments, &scanner, error) ||
        !scanner_lock(context->store, &scanner, error))
        return -1;
    g_autoptr(Intake) intake = intake_begin(context, arguments, &scanner, error);
    if (!intake)
        return -1;
    if (argument_flag(arguments, "close"))
        return batch_give_up(context, intake, error) ? 0 : -1;
    FeedEnd end = feed_run(context, &scanner, &intake, &failure);
    BacksOrder order = backs_order_parse(argument_text(arguments, "backs-order"));
    return outcome(context, &scanner, intake, end, order, failure, error) ? 0 : -1;
}

const Command cmd_scan = {
    .name = "scan",
    .act = ACT_SCAN,
    .arguments = "",
    .summary = "Scans until the feeder is empty",
    .help =
        "With cover sheets in the stack no --file is needed: each starts its record.\n"
        "A jam, an open cover or a power cut loses nothing: \"muhafiz scan --resume\" goes on.\n"
        "Where the scanner sees one side of the paper, scan the fronts, turn the stack over and "
        "give it again with --backs: each back goes behind its front.",
    .options = options,
    .run = scan_run,
};
