/* muhafiz check, check plan|lot|sample|show|accept|reject|again: lots and their samples. */
#include "batch/item.h"
#include "batch/lot.h"
#include "batch/output.h"
#include "index/member.h"

/* ---------------------------------------------------------------------------------- waiting -- */

static const ItemColumn wait_columns[] = {
    {"waits_for", "WAITS FOR", 0}, {"what", "WHAT", 0},   {"lot", "LOT", 0},
    {"records", "RECORDS", 0},     {"pages", "PAGES", 0}, {"next", "NEXT", 0},
};

static int run_waits(Context *context, const Arguments *arguments, GError **error)
{
    (void)arguments;
    g_autoptr(JsonNode) waits = index_check_waits(context->store, error);
    if (!waits)
        return 1;
    if (context->json)
        output_items(g_steal_pointer(&waits));
    else if (json_array_get_length(json_node_get_array(waits)) == 0)
        output_line(context, "Nothing waits to be checked. muhafiz status says how far all is.");
    else
        item_print_table(json_node_get_array(waits), wait_columns, G_N_ELEMENTS(wait_columns));
    return 0;
}

const Command cmd_check = {
    .name = "check",
    .arguments = "",
    .summary = "What waits for the checker, and what came back to the operator",
    .help = "check lot puts finished records into a lot, check sample draws pages at random, "
            "check open shows them, check reject LOT --page N --reason TEXT marks a bad one, check "
            "accept and check reject give the verdict. check plan says how large lots and samples "
            "are, check show prints a lot, check again answers what came back.",
    .run = run_waits,
};

/* ------------------------------------------------------------------------------------- plan -- */

static const CommandOption plan_options[] = {
    {.name = "pages",
     .type = OPTION_INT,
     .min = 1,
     .max = 500000,
     .value = "N",
     .help = "a lot is closed at so many pages; records are not cut"},
    {.name = "level",
     .type = OPTION_CHOICE,
     .value = "S-1|S-2|S-3|S-4|I|II|III",
     .help = "inspection level: how large the sample is for the lot"},
    {.name = "aql",
     .type = OPTION_TEXT,
     .value = "PERCENT",
     .help = "percent of bad pages at which nearly all lots are still accepted: 0.10, 0.25, 0.65, "
             "1.0, 2.5, ..."},
    {.name = "flagged",
     .type = OPTION_INT,
     .min = 0,
     .max = 100000,
     .value = "N",
     .help = "at most so many flagged pages are shown beside the random ones"},
    {0},
};

static gboolean plan_changes(const Arguments *arguments)
{
    return argument_int(arguments, "pages", 0) || argument_text(arguments, "level") ||
           argument_text(arguments, "aql") || argument_int(arguments, "flagged", -1) >= 0;
}

static Act plan_act(const Arguments *arguments)
{
    return plan_changes(arguments) ? ACT_PLAN : ACT_LOOK;
}

static void plan_print(const Context *context, JsonObject *plan)
{
    static const ItemColumn columns[] = {{"pages", "PAGES IN THE LOT", 0},
                                         {"letter", "LETTER", 0},
                                         {"sample_size", "AT RANDOM", 0},
                                         {"accept_max", "BAD PAGES ALLOWED", 0}};
    output_line(context,
                "Lots of %" G_GINT64_FORMAT " pages, level %s, AQL %s, %s inspection; at most "
                "%" G_GINT64_FORMAT " flagged pages beside the random ones.",
                member_int(plan, "lot_pages", 0), member_text(plan, "level"),
                member_text(plan, "aql"), member_text(plan, "inspection"),
                member_int(plan, "flagged_max", 0));
    item_print_table(member_array(plan, "examples"), columns, G_N_ELEMENTS(columns));
}

static int run_plan(Context *context, const Arguments *arguments, GError **error)
{
    JsonNode *plan = plan_changes(arguments)
                         ? index_check_set_plan(context->store, argument_int(arguments, "pages", 0),
                                                argument_text(arguments, "level"),
                                                argument_text(arguments, "aql"),
                                                argument_int(arguments, "flagged", -1), error)
                         : index_check_plan(context->store, error);
    if (!plan)
        return 1;
    if (context->json) {
        output_items(plan);
        return 0;
    }
    plan_print(context, json_node_get_object(plan));
    json_node_unref(plan);
    return 0;
}

const Command cmd_check_plan = {
    .name = "check plan",
    .arguments = "",
    .summary = "Shows the checking plan; the nodal officer changes it",
    .help = "Sample sizes and numbers of bad pages that a lot may have are those of the tables of "
            "MIL-STD-105E and ISO 2859-1 for single sampling. After two failed lots of five, "
            "inspection is tightened, until five lots in a row pass. A lot that is made keeps the "
            "plan it was made by.",
    .options = plan_options,
    .run = run_plan,
    .act_of = plan_act,
};

/* ------------------------------------------------------------------------------ lot, sample -- */

static int run_lot(Context *context, const Arguments *arguments, GError **error)
{
    (void)arguments;
    g_autoptr(GError) failure = NULL;
    g_autoptr(GPtrArray) left_out = NULL;
    JsonNode *lot = index_lot_make(context->store, &left_out, &failure);
    for (guint i = 0; left_out && i < left_out->len; i++)
        output_note("%s", (const char *)left_out->pdata[i]);
    if (lot)
        return lot_answer(context, lot);
    if (failure) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return 1;
    }
    output_line(context,
                left_out && left_out->len
                    ? "No record waits that could be put in this lot."
                    : "No record waits for a check. muhafiz status says how far they are.");
    if (context->json)
        output_items(item_node_array(json_array_new()));
    return 0;
}

const Command cmd_check_lot = {
    .name = "check lot",
    .act = ACT_LOT,
    .arguments = "",
    .summary = "Puts finished records into a lot, which stays as it is until the verdict",
    .help = "As many records as the plan has pages for, in the order of the register, and only "
            "those that "
            "one checker can decide together: a checker makes lots for himself, the nodal officer "
            "for the "
            "checkers whose hands the pages did not go through. What is left out is told, and for "
            "whom.",
    .run = run_lot,
};

static const CommandOption dissolve_options[] = {
    {.name = "reason", .type = OPTION_TEXT, .value = "TEXT", .help = "why; needed"},
    {0},
};

static int run_dissolve(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    gint64 lot_id;
    if (!lot_parse(argument_list(arguments, &n)[0], &lot_id, error))
        return 1;
    return lot_answer(context, index_lot_dissolve(context->store, lot_id,
                                                  argument_text(arguments, "reason"), error));
}

const Command cmd_check_dissolve = {
    .name = "check dissolve",
    .act = ACT_LOT,
    .arguments = "LOT",
    .summary = "Takes a lot apart that is not decided: its records are free for another one",
    .help = "Before its sample is drawn, who made it may do so; then only the nodal officer, the "
            "pages that "
            "were drawn stay drawn in the next lot that their record lies in, and it counts as a "
            "failed lot "
            "for the inspection.",
    .options = dissolve_options,
    .run = run_dissolve,
    .min_arguments = 1,
    .max_arguments = 1,
};

static int run_sample(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    gint64 lot_id;
    if (!lot_parse(argument_list(arguments, &n)[0], &lot_id, error))
        return 1;
    return lot_answer(context, index_lot_sample(context->store, lot_id, error));
}

const Command cmd_check_sample = {
    .name = "check sample",
    .act = ACT_LOT,
    .arguments = "LOT",
    .summary = "Draws the pages of a lot that are looked at",
    .help = "Flagged pages and those read with little confidence come first; pages drawn at random "
            "follow, and they alone decide. What is drawn follows from the lot and from a random "
            "number that is drawn now and kept in an event: asked again, it is the same, and an "
            "auditor can compute it.",
    .run = run_sample,
    .min_arguments = 1,
    .max_arguments = 1,
};

static int run_show(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    gint64 lot_id;
    if (!lot_parse(argument_list(arguments, &n)[0], &lot_id, error))
        return 1;
    return lot_answer(context, index_lot_load(context->store, lot_id, error));
}

const Command cmd_check_show = {
    .name = "check show",
    .arguments = "LOT",
    .summary = "Shows a lot: its sample, who opened which page, what is wrong, the verdict",
    .run = run_show,
    .min_arguments = 1,
    .max_arguments = 1,
};

/* ---------------------------------------------------------------------------------- verdict -- */

#define PAGE_OPTION(text)                                                                          \
    {                                                                                              \
        .name = "page", .type = OPTION_INT, .min = 1, .max = G_MAXINT32, .value = "N",             \
        .help = text                                                                               \
    }

static const CommandOption accept_options[] = {
    PAGE_OPTION("this page of the sample is all right after all; no verdict yet"),
    {0},
};

static int run_accept(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    gint64 lot_id, page = argument_int(arguments, "page", 0);
    if (!lot_parse(argument_list(arguments, &n)[0], &lot_id, error))
        return 1;
    return lot_answer(context,
                      page ? index_lot_set_defect(context->store, lot_id, (guint)page, NULL, error)
                           : index_lot_decide(context->store, lot_id, TRUE, NULL, error));
}

const Command cmd_check_accept = {
    .name = "check accept",
    .act = ACT_CHECK,
    .arguments = "LOT",
    .summary = "Accepts a lot: its records may be exported",
    .help = "Every page of the sample must have been opened by who accepts. A record in which a "
            "page was found bad goes back all the same.",
    .options = accept_options,
    .run = run_accept,
    .min_arguments = 1,
    .max_arguments = 1,
};

static const CommandOption reject_options[] = {
    PAGE_OPTION("this page of the sample is bad; no verdict yet"),
    {.name = "reason", .type = OPTION_TEXT, .value = "TEXT", .help = "what is wrong"},
    {0},
};

static int run_reject(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    gint64 lot_id, page = argument_int(arguments, "page", 0);
    const char *reason = argument_text(arguments, "reason");
    if (!lot_parse(argument_list(arguments, &n)[0], &lot_id, error))
        return 1;
    if (page && !(reason && *reason)) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "say what is wrong with the page: --reason \"the last line is cut\"");
        return 1;
    }
    return lot_answer(
        context, page ? index_lot_set_defect(context->store, lot_id, (guint)page, reason, error)
                      : index_lot_decide(context->store, lot_id, FALSE, reason, error));
}

const Command cmd_check_reject = {
    .name = "check reject",
    .act = ACT_CHECK,
    .arguments = "LOT",
    .summary = "Marks a page of a lot as bad, or rejects the lot",
    .help = "A lot that is rejected goes back whole to the operator.",
    .options = reject_options,
    .run = run_reject,
    .min_arguments = 1,
    .max_arguments = 1,
};

/* ------------------------------------------------------------------------------------ again -- */

static const CommandOption again_options[] = {
    {.name = "reason",
     .type = OPTION_TEXT,
     .fallback = "looked through page by page",
     .value = "TEXT",
     .help = "what was found"},
    {0},
};

static int run_again(Context *context, const Arguments *arguments, GError **error)
{
    (void)error;
    guint n;
    const char *const *file_nos = argument_list(arguments, &n);
    JsonArray *items = json_array_new();
    for (guint i = 0; i < n; i++) {
        g_autoptr(GError) failure = NULL;
        if (!index_record_return(context->store, file_nos[i], argument_text(arguments, "reason"),
                                 &failure)) {
            output_problem(context, "%s", failure->message);
            continue;
        }
        JsonObject *item = json_object_new();
        json_object_set_string_member(item, "file_no", file_nos[i]);
        json_array_add_object_element(items, item);
        output_line(context, "%s waits to be put in a lot again.", file_nos[i]);
    }
    if (context->json)
        output_items(item_node_array(items));
    else
        json_array_unref(items);
    return 0;
}

const Command cmd_check_again = {
    .name = "check again",
    .act = ACT_RETURN,
    .arguments = "FILE_NO...",
    .summary = "Says that a record that came back was looked through and needs no change",
    .help = "A lot that fails goes back whole: also the records in which no bad page was found are "
            "looked through by the operator, page by page. What is changed (muhafiz page replace, "
            "muhafiz run) waits for the next lot by itself; what needs no change does so by this.",
    .options = again_options,
    .run = run_again,
    .min_arguments = 1,
    .max_arguments = G_MAXUINT,
};
