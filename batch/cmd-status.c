/* muhafiz status: how far we are. */
#include "batch/folder.h"
#include "batch/item.h"
#include "batch/ledger.h"
#include "batch/output.h"
#include "batch/withheld.h"
#include "index/member.h"

/* In the order of their way; a stage or state that index/ adds later comes behind these. */
static const char *const stages[] = {"registered", "scanned",  "recognised", "assembled", "checked",
                                     "exported",   "imported", "rejected",   NULL};
static const char *const states[] = {"scanned",  "recognised", "failed",
                                     "replaced", "set-aside",  NULL};

static void append_count(GString *line, JsonObject *counts, const char *name)
{
    gint64 n = member_int(counts, name, 0);
    g_autofree char *words = g_strdelimit(g_strdup(name), "-", ' ');
    if (n)
        g_string_append_printf(line, "%s%" G_GINT64_FORMAT " %s", line->len ? ", " : "", n, words);
}

static char *counts_text(JsonObject *counts, const char *const *order)
{
    GString *line = g_string_new(NULL);
    for (guint i = 0; order[i]; i++)
        append_count(line, counts, order[i]);
    g_autoptr(GList) names = json_object_get_members(counts);
    for (GList *name = names; name; name = name->next)
        if (!g_strv_contains(order, name->data))
            append_count(line, counts, name->data);
    if (line->len == 0)
        g_string_append(line, "none");
    return g_string_free(line, FALSE);
}

static void print_counts(const Context *context, JsonObject *status, const char *member,
                         const char *title, const char *const *order)
{
    JsonObject *counts = member_object(status, member);
    if (!counts)
        return;
    g_autofree char *text = counts_text(counts, order);
    output_line(context, "%-10s%s", title, text);
}

/* What was read and is not bound yet, as after a correction, is work that the next run plans. */
static void print_jobs(const Context *context, JsonObject *jobs, gint64 unbound)
{
    gint64 pending = member_int(jobs, "pending", 0);
    output_line(context,
                "%-10s%" G_GINT64_FORMAT " waiting, %" G_GINT64_FORMAT " running, %" G_GINT64_FORMAT
                " failed",
                "Work", pending, member_int(jobs, "running", 0), member_int(jobs, "failed", 0));
    if (pending)
        output_line(context, "Next: muhafiz run does the waiting work.");
    else if (unbound && !member_int(jobs, "running", 0))
        output_line(context, "Next: muhafiz run writes the PDF volumes of %" G_GINT64_FORMAT " %s.",
                    COUNTED(unbound, "record"));
}

static void print_clock(const Context *context, JsonObject *clock)
{
    JsonArray *jumps = member_array(clock, "jumps");
    guint n = member_length(jumps);
    if (n == 0)
        return;
    JsonObject *last = member_element(jumps, n - 1);
    output_line(context,
                "The clock or its time zone was set %u %s, last from %s to %s: times of %u %s "
                "cannot be believed. Check "
                "date and time; the battery of the mainboard may be empty.",
                COUNTED(n, "time"), member_text(last, "from"), member_text(last, "to"),
                COUNTED(member_length(member_array(clock, "days")), "day"));
}

static void print_failures(const Context *context, JsonArray *failures)
{
    guint n = failures ? json_array_get_length(failures) : 0;
    if (n)
        output_line(context, "Failed (\"muhafiz run --retry\" tries them again):");
    for (guint i = 0; i < n; i++) {
        JsonObject *failure = json_array_get_object_element(failures, i);
        g_autofree char *file_no = item_text(failure, "file_no");
        g_autofree char *side = item_text(failure, "side");
        g_autofree char *folio = item_text(failure, "folio");
        g_autofree char *reason = item_text(failure, "error");
        output_line(context, "  %s, %s%s%s: %s", file_no, side, *folio ? ", folio " : "", folio,
                    reason);
    }
}

/* "sheet 5", "sheets 5 to 7" */
static char *sheets_text(JsonObject *run)
{
    gint64 first = member_int(run, "first_sheet", 0), last = member_int(run, "last_sheet", 0);
    return last > first
               ? g_strdup_printf("sheets %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, first, last)
               : g_strdup_printf("sheet %" G_GINT64_FORMAT, first);
}

/* "muhafiz page move ..." or what to do instead; owned. */
static char *run_advice(JsonObject *run)
{
    g_autofree char *sheets = ledger_run_sheets(run);
    if (ledger_run_is_refused(run))
        return g_strdup_printf(LEDGER_ASK_OFFICER, sheets);
    return g_strdup_printf("\"muhafiz page move %s --to FILE_NO\" gives %s", sheets,
                           member_int(run, "pages", 0) == 1 ? "it its record"
                                                            : "them their record");
}

/* Each run of sheets with the reason, and the command that gives it a record. */
static void print_unplaced(const Context *context, JsonArray *runs)
{
    if (member_length(runs))
        output_line(context, "Without a record:");
    for (guint i = 0; i < member_length(runs); i++) {
        JsonObject *run = member_element(runs, i);
        gint64 batch = member_int(run, "batch", 0), n = member_int(run, "pages", 0);
        g_autofree char *words = sheets_text(run);
        g_autofree char *reason = ledger_run_reason(run);
        g_autofree char *advice = run_advice(run);
        output_line(context,
                    "  batch %" G_GINT64_FORMAT " (%s): %s, %" G_GINT64_FORMAT
                    " %s: %s. \"muhafiz show batch:%" G_GINT64_FORMAT "\" says more. %s",
                    batch, member_text(run, "source"), words, COUNTED(n, "page"), reason, batch,
                    advice);
    }
}

static void print_set_aside(const Context *context, JsonArray *batches)
{
    for (guint i = 0; i < member_length(batches); i++) {
        JsonObject *batch = member_element(batches, i);
        gint64 n = member_int(batch, "batch", 0);
        output_line(context,
                    "Set aside, of no record: %" G_GINT64_FORMAT " %s of batch %" G_GINT64_FORMAT
                    " (%s); muhafiz show batch:%" G_GINT64_FORMAT " says why",
                    COUNTED(member_int(batch, "pages", 0), "page"), n, member_text(batch, "source"),
                    n);
    }
}

/* What was being read: "FOLDER/scan.pdf", "--watch FOLDER --once", "FRONTS --backs FOLDER/scan.pdf". */
static char *ingest_source(JsonObject *batch)
{
    const char *identity = member_text(batch, "source_file");
    g_autofree char *folder = identity ? folder_of_identity(identity) : NULL;
    g_autofree char *path =
        folder ? g_strdup(folder) : g_strconcat("FOLDER/", member_text(batch, "source"), NULL);
    g_autofree char *quoted = g_shell_quote(path);
    if (folder)
        return g_strdup_printf("--watch %s --once", quoted);
    return g_strdup_printf("%s%s", member_int(batch, "fronts_batch", 0) ? "FRONTS --backs " : "",
                           quoted);
}

/* "muhafiz ingest --file A-12/2008 --side notes FOLDER/scan.pdf" */
static char *ingest_command(JsonObject *batch)
{
    const char *file_no = member_text(batch, "file_no");
    g_autofree char *source = ingest_source(batch);
    if (!file_no)
        return g_strdup_printf("muhafiz ingest %s", source);
    g_autofree char *record = index_word(file_no);
    return g_strdup_printf("muhafiz ingest --file %s --side %s %s", record,
                           member_text(batch, "side"), source);
}

static void print_interrupted(const Context *context, JsonArray *batches)
{
    for (guint i = 0; i < member_length(batches); i++) {
        JsonObject *batch = member_element(batches, i);
        g_autofree char *command = ingest_command(batch);
        output_line(context, "Interrupted at %s, nothing of it is in: %s. Take it again with: %s",
                    member_text(batch, "started_at"), member_text(batch, "source"), command);
    }
}

static void print_open_batches(const Context *context, JsonArray *ledgers)
{
    for (guint i = 0; i < member_length(ledgers); i++) {
        JsonObject *ledger = member_element(ledgers, i);
        const char *source = member_text(ledger, "source");
        g_autofree char *text = ledger_text(ledger);
        if (g_strcmp0(member_text(ledger, "kind"), "scan") == 0)
            output_line(context, "Open, \"muhafiz scan --resume --device %s\" goes on with it: %s",
                        source, text);
    }
}

/* "Copies    12 records on two disks or more, which is safe; 3 on one, 4 on none" */
static void print_copies(const Context *context, JsonObject *status)
{
    JsonObject *copies = member_object(status, "safe_copies");
    gint64 on_one = member_int(copies, "1", 0), on_none = member_int(copies, "0", 0);
    if (!copies)
        return;
    output_line(context,
                "%-10s%" G_GINT64_FORMAT " %s safe, on two disks or more beside the store's; "
                "%" G_GINT64_FORMAT " on one, %" G_GINT64_FORMAT " on none%s",
                "Copies", COUNTED(member_int(copies, "2", 0), "record"), on_one, on_none,
                on_one + on_none ? ": muhafiz backup DIR" : "");
}

/* Of a disk that is not here nobody knows. */
static void print_sight(const Context *context, JsonObject *backup)
{
    gint64 days = member_int(backup, "days_unseen", 0);
    if (member_flag(backup, "gone"))
        output_line(context, "          it is not there any more, and does not count: muhafiz "
                             "backup there, or to another disk");
    else if (days >= BACKUP_UNSEEN_DAYS)
        output_line(context,
                    "          nobody saw it for %" G_GINT64_FORMAT
                    " days, so it does not count: plug that disk in, and muhafiz backup",
                    days);
    else if (days)
        output_line(context, "          last seen %" G_GINT64_FORMAT " %s ago",
                    COUNTED(days, "day"));
}

static void print_backups(const Context *context, JsonArray *backups)
{
    for (guint i = 0; i < member_length(backups); i++) {
        JsonObject *backup = member_element(backups, i);
        gint64 missing = member_int(backup, "missing_masters", 0);
        output_line(context, "%-10s%s, %s%s", i == 0 ? "Backups" : "", member_text(backup, "path"),
                    member_text(backup, "at"),
                    member_flag(backup, "same_disk") ? " (on the store's disk: does not count)"
                                                     : "");
        print_sight(context, backup);
        if (missing)
            output_line(context,
                        "          it lacks %" G_GINT64_FORMAT
                        " %s that the store had not whole any "
                        "more: muhafiz verify",
                        COUNTED(missing, "master"));
    }
}

/* "Packages  5 without a receipt: 2 waiting, 3 taken" */
static void print_packages(const Context *context, JsonObject *packages)
{
    static const char *const places[] = {"waiting", "taken", "away", NULL};
    gint64 overdue = member_int(packages, "overdue", 0), n = 0;
    gint64 changed = member_int(packages, "changed", 0);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; places[i]; i++) {
        append_count(text, packages, places[i]);
        n += member_int(packages, places[i], 0);
    }
    output_line(context, "%-10s%" G_GINT64_FORMAT " without a receipt: %s", "Packages", n,
                text->str);
    if (overdue)
        output_line(context,
                    "          %" G_GINT64_FORMAT " %s exported 14 days ago or earlier: ask the "
                    "import job for receipts (muhafiz ack). muhafiz export --list names them",
                    overdue, overdue == 1 ? "was" : "were");
    if (changed)
        output_line(context,
                    "          of %" G_GINT64_FORMAT " the record was changed since: its next "
                    "export supersedes the package. muhafiz export --list names them",
                    changed);
}

static void print_doubtful(const Context *context, JsonObject *status)
{
    gint64 disputed = member_int(status, "packages_disputed", 0),
           untaken = member_int(status, "packages_untaken", 0);
    if (disputed)
        output_line(context,
                    "Of %" G_GINT64_FORMAT " %s the receipts contradict (muhafiz export --list). "
                    "Next: muhafiz ack settle, by the nodal officer.",
                    COUNTED(disputed, "package"));
    if (untaken)
        output_line(context,
                    "%" G_GINT64_FORMAT " %s accepted and lie in the outbox all the same (muhafiz "
                    "export --list). Next: look in e-Office whether they are there; if so, remove "
                    "the folders.",
                    COUNTED(untaken, "package"));
}

static gint64 count_all(JsonObject *counts)
{
    gint64 n = 0;
    g_autoptr(GList) names = counts ? json_object_get_members(counts) : NULL;
    for (GList *name = names; name; name = name->next)
        n += member_int(counts, name->data, 0);
    return n;
}

static const char *verified_end(JsonObject *verified)
{
    if (member_int(verified, "damaged", 0))
        return "";
    return member_int(verified, "taken", 0) ? "; all else was well" : "; all was well";
}

/* A store without pages has nothing to lose yet. */
static void print_verified(const Context *context, JsonObject *status)
{
    JsonObject *verified = member_object(status, "verified");
    const char *at = member_text(verified, "at"), *full_at = member_text(verified, "full_at");
    gint64 damaged = member_int(verified, "damaged", 0), taken = member_int(verified, "taken", 0);
    if (damaged)
        output_line(
            context,
            "%-10s%" G_GINT64_FORMAT " %s found by verify at %s and not found well since: "
            "\"muhafiz verify\" names what is damaged, \"muhafiz verify --mend DIR\" brings "
            "files back from a backup",
            "DAMAGE", COUNTED(damaged, "problem"), member_text(verified, "damaged_at"));
    if (at)
        output_line(context, "%-10s%s by %s, %s%" G_GINT64_FORMAT " %s%s", "Verified", at,
                    member_text(verified, "person"),
                    member_flag(verified, "is_sample") ? "a sample: " : "",
                    COUNTED(member_int(verified, "hashed", 0), "file"), verified_end(verified));
    if (taken)
        output_line(context,
                    "%-10s%" G_GINT64_FORMAT
                    " %s edited, and taken so by an admin: \"muhafiz verify\" "
                    "says which, by whom and why",
                    "TAKEN", taken, taken == 1 ? "row was" : "rows were");
    if (member_flag(verified, "is_due") && count_all(member_object(status, "pages")))
        output_line(context, "%s: muhafiz verify",
                    full_at ? "More than 30 days ago all files were last verified"
                            : "All files were never verified here");
}

/* What the return's numbers leave out beside those above. */
static void print_uncounted(const Context *context, JsonObject *status)
{
    JsonObject *records = member_object(member_object(status, "progress"), "records");
    gint64 n = member_int(records, "uncounted", 0);
    gint64 n_exported = member_int(records, "exported_uncounted", 0);
    if (n)
        output_line(context,
                    "%" G_GINT64_FORMAT " %s scanned, and not counted in reports until a person "
                    "closes a side: \"muhafiz report\" names them, \"muhafiz why FILE_NO\" says "
                    "what to do.",
                    n, n == 1 ? "record is" : "records are");
    if (n_exported)
        output_line(context,
                    "Of the packages reports leave out %" G_GINT64_FORMAT
                    ", of records that do not count as scanned.",
                    n_exported);
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    (void)arguments;
    g_autoptr(JsonNode) node = index_status(context->store, error);
    if (!node)
        return 1;
    if (context->json) {
        output_items(g_steal_pointer(&node));
        return 0;
    }
    JsonObject *status = json_node_get_object(node);
    print_counts(context, status, "records", "Records", stages);
    print_counts(context, status, "pages", "Pages", states);
    if (member_int(member_object(status, "records"), "rejected", 0))
        output_line(context, "Next: muhafiz check says what was rejected, and by whom.");
    gint64 n_provisional = member_int(status, "provisional", 0);
    if (n_provisional)
        output_line(context,
                    "%" G_GINT64_FORMAT " %s provisional: not in the office's register yet. "
                    "Next: muhafiz register import.",
                    COUNTED(n_provisional, "record"));
    print_uncounted(context, status);
    print_clock(context, member_object(status, "clock"));
    print_jobs(context, member_object(status, "jobs"), member_int(status, "unbound", 0));
    print_failures(context, member_array(status, "failures"));
    print_unplaced(context, member_array(status, "unplaced_sheets"));
    print_set_aside(context, member_array(status, "set_aside_batches"));
    print_open_batches(context, member_array(status, "batches"));
    print_interrupted(context, member_array(status, "interrupted"));
    withheld_print(context, status);
    if (member_object(status, "packages"))
        print_packages(context, member_object(status, "packages"));
    print_doubtful(context, status);
    print_copies(context, status);
    print_backups(context, member_array(status, "backups"));
    print_verified(context, status);
    return 0;
}

const Command cmd_status = {
    .name = "status",
    .arguments = "",
    .summary = "Counts records per stage, pages and waiting work",
    .run = run,
};
