/* muhafiz plan import|list: what is to be done until when. */
#include "batch/item.h"
#include "batch/output.h"
#include "index/member.h"

/* -------------------------------------------------------------------------------------- import -- */

/* A tree without this office says nothing of it. */
static void own_office_look(Context *context)
{
    const char *own = index_store_conf_text(context->store, "office", "code");
    g_autoptr(JsonNode) plan = index_plan_list(context->store, NULL);
    JsonArray *offices = plan ? member_array(json_node_get_object(plan), "offices") : NULL;
    for (guint i = 0; i < member_length(offices); i++)
        if (g_strcmp0(member_text(member_element(offices, i), "office"), own) == 0)
            return;
    if (member_length(offices))
        output_note("this office, %s, is none of these: if the table is for it, add a line with "
                    "its code",
                    own);
}

static void import_print(Context *context, const PlanReport *report)
{
    JsonObject *item = json_object_new();
    json_object_set_string_member(item, "kind", report->kind);
    json_object_set_int_member(item, "version", report->version);
    json_object_set_int_member(item, "rows", report->rows);
    json_object_set_boolean_member(item, "is_new", report->is_new);
    g_autoptr(JsonNode) node = item_node(item);
    if (context->json)
        output_items(g_steal_pointer(&node));
    else if (report->is_new)
        output_line(context,
                    "Version %" G_GINT64_FORMAT " of the %s, %u %s. muhafiz report measures by it.",
                    report->version, report->kind, COUNTED(report->rows, "row"));
    else
        output_line(context, "The %s are as before (version %" G_GINT64_FORMAT ").", report->kind,
                    report->version);
}

/* Nobody shall find out from the report alone. */
static void holidays_look(Context *context)
{
    g_autoptr(JsonNode) plan = index_plan_list(context->store, NULL);
    guint n = plan ? member_length(member_array(json_node_get_object(plan), "holidays_late")) : 0;
    if (n)
        output_note("%u %s not named by any list before the day began: such days stay working "
                    "days, and the "
                    "report lists them",
                    n, n == 1 ? "holiday was" : "holidays were");
}

static int run_import(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    PlanReport report = {0};
    const char *const *paths = argument_list(arguments, &n);
    gboolean done = index_plan_import(context->store, paths[0], &report, error);
    for (guint i = 0; i < (report.problems ? report.problems->len : 0); i++)
        output_problem(context, "%s", (const char *)report.problems->pdata[i]);
    if (done)
        import_print(context, &report);
    if (done && g_str_equal(report.kind, "offices"))
        own_office_look(context);
    if (done && g_str_equal(report.kind, "holidays"))
        holidays_look(context);
    index_plan_report_clear(&report);
    return done ? 0 : 1;
}

const Command cmd_plan_import = {
    .name = "plan import",
    .act = ACT_TARGETS,
    .arguments = "FILE.csv",
    .summary = "Takes targets, census, offices, rules or holidays from a CSV file",
    .help =
        "The first line names the columns, and by them the table. Offices: office, name, parent, "
        "level, lgd. Targets: office, category, priority, records, pages, start, deadline. Census "
        "of "
        "the shelves: office, category, records, pages, counted_on, counted_by. Rules, which "
        "categories are a priority: priority, category. Holidays: date, name, office. "
        "A file replaces its table as the next version; earlier ones are kept. If one line is "
        "refused, none goes in.",
    .run = run_import,
    .min_arguments = 1,
    .max_arguments = 1,
};

/* ---------------------------------------------------------------------------------------- list -- */

static const ItemColumn version_columns[] = {
    {"kind", "TABLE", 0}, {"version", "VERSION", 0}, {"imported_at", "IMPORTED", 0},
    {"rows", "ROWS", 0},  {"person", "BY", 0},
};

static const ItemColumn target_columns[] = {
    {"office", "OFFICE", 0},     {"priority", "PRIORITY", 0}, {"category", "CATEGORY", 0},
    {"records", "RECORDS", 0},   {"pages", "PAGES", 0},       {"start", "START", 0},
    {"deadline", "DEADLINE", 0},
};

static int run_list(Context *context, const Arguments *arguments, GError **error)
{
    (void)arguments;
    g_autoptr(JsonNode) plan = index_plan_list(context->store, error);
    if (!plan)
        return 1;
    if (context->json) {
        output_items(g_steal_pointer(&plan));
        return 0;
    }
    JsonArray *versions = member_array(json_node_get_object(plan), "versions");
    JsonArray *targets = member_array(json_node_get_object(plan), "targets");
    if (json_array_get_length(versions) == 0)
        output_line(context, "There is no plan. Next: muhafiz plan import FILE.csv");
    else
        item_print_table(versions, version_columns, G_N_ELEMENTS(version_columns));
    if (json_array_get_length(targets))
        item_print_table(targets, target_columns, G_N_ELEMENTS(target_columns));
    return 0;
}

const Command cmd_plan_list = {
    .name = "plan list",
    .arguments = "",
    .summary = "Lists the versions of the plan, and the targets that hold",
    .run = run_list,
};
