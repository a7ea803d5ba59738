/* muhafiz doctor: one line per check, each saying what to do. */
#include "batch/doctor.h"
#include "batch/item.h"
#include "batch/output.h"

static const char *const status_names[] = {
    [FINDING_OK] = "ok",
    [FINDING_WARNING] = "warning",
    [FINDING_PROBLEM] = "problem",
};

static void print_items(const GArray *findings)
{
    JsonArray *items = json_array_new();
    for (guint i = 0; i < findings->len; i++) {
        const Finding *finding = &g_array_index(findings, Finding, i);
        JsonObject *item = json_object_new();
        json_object_set_string_member(item, "check", finding->check);
        json_object_set_string_member(item, "status", status_names[finding->status]);
        json_object_set_string_member(item, "message", finding->message);
        json_array_add_object_element(items, item);
    }
    output_items(item_node_array(items));
}

static guint count_problems(const GArray *findings)
{
    guint n = 0;
    for (guint i = 0; i < findings->len; i++)
        n += g_array_index(findings, Finding, i).status == FINDING_PROBLEM;
    return n;
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    (void)arguments;
    (void)error;
    g_autoptr(GArray) findings = doctor_examine(context->store_dir, context->user);
    guint n_problems = count_problems(findings);
    if (context->json)
        print_items(findings);
    for (guint i = 0; i < findings->len; i++) {
        const Finding *finding = &g_array_index(findings, Finding, i);
        output_line(context, "%-8s %-12s %s", status_names[finding->status], finding->check,
                    finding->message);
    }
    if (n_problems)
        output_line(context, "%u of these must be put right before the work can go on.",
                    n_problems);
    return n_problems ? 1 : 0;
}

const Command cmd_doctor = {
    .name = "doctor",
    .arguments = "",
    .summary = "Checks languages, scanner drivers, disk space, clock and store",
    .help = "Works without a store too; then it looks at the machine only.",
    .run = run,
    .no_store = TRUE,
};
