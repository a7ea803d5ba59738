/* What a record waits for once it was handed over. */
#include "index/answer.h"
#include "index/member.h"
#include "index/package.h"
#include "index/why-private.h"

/* Of it, or of another record that had its pages, something is out. */
gboolean why_is_out(const Asked *asked, Step *step)
{
    if (member_length(asked->recalls) == 0)
        return FALSE;
    JsonObject *recall = member_element(asked->recalls, 0);
    return why_step_set(step, "nodal",
                        TEXT("pages of %s, which is confidential, are out: %s",
                             member_text(recall, "file_no"), member_text(recall, "what")),
                        TEXT("once that is done, muhafiz ack recalled %s --reason TEXT",
                             member_text(recall, "package")));
}

static JsonObject *package_latest(const Asked *asked)
{
    JsonArray *packages = member_array(asked->record, "packages");
    guint n = member_length(packages);
    return n ? member_element(packages, n - 1) : NULL;
}

/* The latest package with an array key that is not empty, or NULL; *said: its last element. */
static JsonObject *package_with(const Asked *asked, const char *key, JsonObject **said)
{
    JsonArray *packages = member_array(asked->record, "packages");
    for (guint i = member_length(packages); i-- > 0;) {
        JsonObject *package = member_element(packages, i);
        JsonArray *all = member_array(package, key);
        if (member_length(all)) {
            *said = member_element(all, member_length(all) - 1);
            return package;
        }
    }
    return NULL;
}

/* "accepted as Computer No. 77 at 2024-05-06T10:11:12+05:30"; owned. */
static char *said_text(JsonObject *said)
{
    const char *computer_no = member_text(said, "computer_no");
    return TEXT("%s%s%s at %s", member_text(said, "status"), computer_no ? " as Computer No. " : "",
                computer_no ? computer_no : "", member_text(said, "at"));
}

/* The import job says both. */
gboolean why_is_disputed(const Asked *asked, Step *step)
{
    JsonObject *said = NULL, *package = package_with(asked, "disputed", &said);
    if (!package)
        return FALSE;
    g_autofree char *other = said_text(said);
    return why_step_set(step, "nodal",
                        TEXT("receipts of %s contradict: %s at %s, and %s",
                             member_text(package, "package"), member_text(package, "status"),
                             member_text(package, "answered_at"), other),
                        TEXT("ask the import job; then muhafiz ack settle %s --status "
                             "accepted|rejected --reason TEXT",
                             member_text(package, "package")));
}

gboolean why_was_refused(const Asked *asked, Step *step)
{
    JsonObject *package = package_latest(asked);
    return g_strcmp0(package ? member_text(package, "status") : NULL, "rejected") == 0 &&
           !member_flag(package, "changed") &&
           why_step_set(
               step, "operator",
               TEXT("the import job refused %s: %s", member_text(package, "package"),
                    member_text(package, "reason")),
               TEXT("put that right, then hand it over again: muhafiz export %s", asked->word));
}

static gboolean late_was_refused(Step *step, const char *what, JsonObject *package)
{
    return why_step_set(
        step, "nodal",
        TEXT("the receipt of %s (%s) is late, and a later version was refused",
             member_text(package, "package"), what),
        TEXT("ask the import job which of them e-Office has; then muhafiz ack settle %s "
             "--status accepted|rejected --reason TEXT",
             member_text(package, "package")));
}

/* A receipt of a version that was superseded before it came. */
gboolean why_is_late(const Asked *asked, Step *step)
{
    JsonObject *said = NULL, *package = package_with(asked, "late", &said);
    if (!package)
        return FALSE;
    g_autofree char *what = said_text(said);
    if (!g_str_equal(member_text(package_latest(asked), "status"), "exported"))
        return late_was_refused(step, what, package);
    return why_step_set(
        step, "import job",
        TEXT("the receipt of %s (%s) is late: %s supersedes it, and is not answered",
             member_text(package, "package"), what, member_text(package_latest(asked), "package")),
        TEXT("see that the import job puts %s in its place, then muhafiz ack RECEIPT",
             member_text(package_latest(asked), "package")));
}

gboolean why_is_handed_over(const Asked *asked, Step *step)
{
    JsonObject *package = package_latest(asked);
    if (!g_str_equal(asked->stage, "exported") || !package)
        return FALSE;
    gint64 days = package_days_since(member_text(package, "exported_at"));
    return why_step_set(step, "import job",
                        TEXT("%s was handed over %" G_GINT64_FORMAT
                             " days ago and is not answered%s",
                             member_text(package, "package"), days,
                             days >= PACKAGE_OVERDUE_DAYS ? ": ask those who import" : ""),
                        g_strdup("muhafiz ack RECEIPT, when it comes"));
}
