/* Why an office lags. */
#include "index/behind.h"

#include <math.h>
#include <string.h>

#include "index/member.h"
#include "index/projection.h"

#define SPEED_DAYS 14
#define STOPPED_DAYS 3
#define JAM_PAGES 1000     /* a jam in so many is too many */
#define JAMS_A_DAY 210     /* two minutes each, of seven hours */
#define LATELY_SHARE 10    /* one in so many of what was left */
#define WEIGHT_FIRST 1e9   /* working days */
#define WEIGHT_UNKNOWN 1e6 /* it stands still: no speed tells how long */

/* For "%" G_GINT64_FORMAT " record%s". */
#define MANY(n) (n), (n) == 1 ? "" : "s"

typedef struct {
    const char *code;
    gint64 n;
    double weight;
    char *text; /* owned */
} Reason;

typedef struct {
    GArray *reasons; /* Reason */
    JsonObject *row;
    const RowContext *context;
    double speeds[4]; /* a working day: scanned, checked, exported, imported */
} Search;

static void reason_clear(gpointer data)
{
    g_free(((Reason *)data)->text);
}

static void add(Search *search, const char *code, gint64 n, double weight, const char *text, ...)
    G_GNUC_PRINTF(5, 6);

static void add(Search *search, const char *code, gint64 n, double weight, const char *text, ...)
{
    va_list rest;
    va_start(rest, text);
    Reason reason = {code, n, weight, g_strdup_vprintf(text, rest)};
    va_end(rest);
    g_array_append_val(search->reasons, reason);
}

static gint64 records(const Search *search, const char *member)
{
    return index_row_count(search->row, "records", member);
}

/* How many working days that is, at the speed of a step or else of scanning. */
static double days_work(const Search *search, gint64 n, double speed)
{
    double base = speed > 0 ? speed : search->speeds[0];
    return n == 0 ? 0 : base > 0 ? (double)n / base : WEIGHT_UNKNOWN;
}

/* ---------------------------------------------------------------------------------- what is done -- */

static gboolean is_working(const RowContext *context, gint32 day)
{
    return index_day_is_working(day, context->holidays, context->n_holidays);
}

/* Of the last 14 working days before today; what was done on days off between them counts. */
static void speeds_take(Search *search)
{
    static const char *const members[] = {"scanned", "checked", "exported", "imported"};
    JsonArray *days = member_array(search->row, "days");
    guint n = member_length(days), working = 0;
    gint32 first = n > 0 ? index_day_parse(member_text(member_element(days, 0), "day")) : 0;
    for (gint32 day = search->context->today - 1; first && day >= first && working < SPEED_DAYS;
         day--) {
        working += is_working(search->context, day);
        for (; n > 0 && index_day_parse(member_text(member_element(days, n - 1), "day")) >= day;
             n--)
            for (guint m = 0; m < G_N_ELEMENTS(members); m++)
                search->speeds[m] += (double)member_int(member_element(days, n - 1), members[m], 0);
    }
    for (guint m = 0; m < G_N_ELEMENTS(members); m++)
        search->speeds[m] = working > 0 ? search->speeds[m] / working : 0;
}

/* The last day with a page; 0: there is none. */
static gint32 last_day(JsonObject *row)
{
    JsonArray *days = member_array(row, "days");
    for (guint i = member_length(days); i-- > 0;)
        if (member_int(member_element(days, i), "pages", 0) > 0)
            return index_day_parse(member_text(member_element(days, i), "day"));
    return 0;
}

/* Working days from first on, before today. */
static guint days_since(const RowContext *context, gint32 first)
{
    guint days = 0;
    for (gint32 day = MAX(first, context->today - 3653); day < context->today; day++)
        days += is_working(context, day);
    return days;
}

/* ------------------------------------------------------------------------------------ the reasons -- */

static void look_at_belief(Search *search)
{
    guint n = search->context->n_rewritten;
    if (n && json_object_has_member(search->row, "own")) /* an inner node */
        add(search, "offices-rewritten", n, WEIGHT_FIRST * 3,
            "%u office%s whose reports contradict earlier ones", MANY(n));
    else if (n)
        add(search, "rewritten", n, WEIGHT_FIRST * 3,
            "its reports contradict earlier ones in %u way%s", MANY(n));
}

static void look_at_offices(Search *search)
{
    const RowContext *context = search->context;
    if (context->n_silent)
        add(search, "offices-silent", context->n_silent, WEIGHT_FIRST * 2,
            "%u office%s without figures for %d days or more", MANY(context->n_silent),
            BEHIND_SILENT_DAYS);
    if (context->n_behind)
        add(search, "offices-behind", context->n_behind, WEIGHT_FIRST,
            "%u office%s behind the plan", MANY(context->n_behind));
}

static void look_at_silence(Search *search)
{
    gint32 figures = index_day_parse(member_text(search->row, "figures_at"));
    int days = search->context->asked ? search->context->asked - figures : 0;
    if (days >= BEHIND_SILENT_DAYS &&
        !search->context->n_silent) /* of an inner node: it told already */
        add(search, "silent", days, days, "no figures for %d days", days);
}

static void look_at_start(Search *search)
{
    gint32 start = index_day_parse(member_text(member_object(search->row, "target"), "start"));
    if (start > search->context->today)
        return;
    guint days = start ? days_since(search->context, start) : 0;
    if (days > 0)
        add(search, "not-started", days, days, "no page yet, %u working days after the start",
            days);
    else
        add(search, "not-started", 0, 0, "no page yet");
}

static void look_at_scanning(Search *search)
{
    const char *state = member_text(member_object(search->row, "projection"), "state");
    gint32 last = last_day(search->row);
    if (g_strcmp0(state, "done") == 0 || g_strcmp0(state, "nothing-left") == 0)
        return;
    if (!last) {
        if (index_row_count(search->row, "of", "records") > 0)
            look_at_start(search);
        return;
    }
    guint days = days_since(search->context, last + 1);
    gboolean has_stopped = g_strcmp0(state, "stopped") == 0;
    if (days >= STOPPED_DAYS)
        add(search, "stopped", days, has_stopped ? WEIGHT_UNKNOWN * 2 : days,
            "no scanning for %u working days", days);
}

static void look_at_deadline(Search *search)
{
    JsonObject *projection = member_object(search->row, "projection");
    gint32 deadline =
        index_day_parse(member_text(member_object(search->row, "target"), "deadline"));
    gint32 end = index_day_parse(member_text(projection, "end"));
    gint64 needed = member_int(projection, "needed_per_day", 0);
    double does = member_double(projection, "per_day", 0);
    if (!deadline || g_strcmp0(member_text(projection, "state"), "late") != 0)
        return;
    int late = end ? end - deadline : (int)WEIGHT_UNKNOWN;
    if (search->context->today > deadline)
        add(search, "past-deadline", search->context->today - deadline,
            MAX(late, search->context->today - deadline), "the deadline was %d day%s ago",
            MANY(search->context->today - deadline));
    else if (needed > llround(does))
        add(search, "slow", needed - llround(does), late,
            "needs %" G_GINT64_FORMAT " %s a day and does %.*f", needed,
            member_text(projection, "unit"), does < 10 ? 1 : 0, does);
    else if (end)
        add(search, "late", late, late, "will be done %d day%s after the deadline", MANY(late));
}

static void look_at_backlogs(Search *search)
{
    gint64 checked = records(search, "checked"), exported = records(search, "exported");
    const struct {
        const char *code, *step;
        gint64 n;
        guint speed; /* place in speeds */
        double days; /* of work that may wait */
    } steps[] = {
        {"recognition", "recognised", records(search, "scanned") - records(search, "recognised"), 0,
         2},
        {"checking", "checked",
         records(search, "recognised") - checked - records(search, "rejected"), 1, 5},
        {"export", "exported", checked - exported, 2, 5},
        {"import", "imported", exported - records(search, "imported"), 3, 10},
    };
    for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
        double weight = days_work(search, MAX(steps[i].n, 0), search->speeds[steps[i].speed]);
        if (weight > steps[i].days)
            add(search, steps[i].code, steps[i].n, weight,
                "%" G_GINT64_FORMAT " record%s not yet %s", MANY(steps[i].n), steps[i].step);
    }
}

gint64 index_row_unlisted(JsonObject *row)
{
    gint64 n =
        index_row_count(row, "census", "records") - index_row_count(row, "records", "registered");
    return member_text(row, "figures_at") ? MAX(n, 0) : 0;
}

gint64 index_row_unshelved(JsonObject *row)
{
    gint64 n = index_row_count(row, "records", "registered") +
               index_row_count(row, "records", "removed") -
               index_row_count(row, "census", "records");
    return member_text(row, "figures_at") && member_object(row, "census") ? MAX(n, 0) : 0;
}

static void look_at_records(Search *search)
{
    gint64 rejected = records(search, "rejected"), scanned = records(search, "scanned");
    gint64 lost = index_row_count(search->row, "availability", "missing") +
                  index_row_count(search->row, "availability", "damaged");
    gint64 unlisted = json_object_has_member(search->row, "own") /* an inner node */
                          ? search->context->n_unlisted
                          : index_row_unlisted(search->row);
    double weight = days_work(search, rejected, 0);
    if (rejected > 0 && (weight >= 1 || rejected * 20 >= scanned))
        add(search, "rejects", rejected, weight,
            "%" G_GINT64_FORMAT " rejected record%s to be scanned again", MANY(rejected));
    if (lost > 0 && lost * 100 >= index_row_count(search->row, "of", "records"))
        add(search, "missing", lost, days_work(search, lost, 0),
            "%" G_GINT64_FORMAT " record%s missing or damaged", MANY(lost));
    if (unlisted > 0)
        add(search, "register-short", unlisted, days_work(search, unlisted, 0),
            "the register lacks %" G_GINT64_FORMAT " record%s that the shelf census counted",
            MANY(unlisted));
}

/* Fewer on the shelves than in the register, or counted by who wrote that: such a census proves nothing of it. */
static void look_at_census(Search *search)
{
    gint64 own = index_row_count(search->row, "census", "own");
    gint64 unshelved = json_object_has_member(search->row, "own") /* an inner node */
                           ? search->context->n_unshelved
                           : index_row_unshelved(search->row);
    if (unshelved > 0)
        add(search, "census-short", unshelved, 0,
            "the register has %" G_GINT64_FORMAT " record%s more than the shelf census counted",
            MANY(unshelved));
    if (own > 0)
        add(search, "census-own", own, 0,
            "%" G_GINT64_FORMAT " record%s of the shelf census counted by who wrote the register",
            MANY(own));
}

/* Nothing that is taken off the work brings its end nearer unseen. */
static void look_at_taken_off(Search *search)
{
    gint64 excluded = index_row_count(search->row, "availability", "excluded");
    gint64 of = index_row_count(search->row, "of", "records");
    gint64 lately = search->context->n_lately;
    if (excluded > 0 && excluded * 100 >= of)
        add(search, "excluded", excluded, days_work(search, excluded, 0),
            "%" G_GINT64_FORMAT " record%s excluded", MANY(excluded));
    if (lately > 0 && lately * LATELY_SHARE >= of - records(search, "scanned"))
        add(search, "lately-off", lately, days_work(search, lately, 0),
            "%" G_GINT64_FORMAT " record%s taken off the work in the last %d days, as excluded, "
            "missing or damaged",
            MANY(lately), ROW_LATELY_DAYS);
}

static void look_at_first_deadline(Search *search)
{
    JsonObject *first = member_object(member_object(search->row, "projection"), "first");
    gint32 was = index_day_parse(member_text(first, "deadline"));
    int days = index_day_parse(member_text(member_object(search->row, "target"), "deadline")) - was;
    if (was && days > 0 && g_strcmp0(member_text(first, "state"), "late") == 0)
        add(search, "put-off", days, days,
            "the deadline was put off by %d day%s, and by the first one it is behind", MANY(days));
}

static void look_at_rest(Search *search)
{
    const char *state = member_text(member_object(search->row, "projection"), "state");
    gint64 n = index_row_unscanned(search->row);
    if (g_strcmp0(state, "nothing-left") == 0)
        add(search, "nothing-left", n, days_work(search, n, 0),
            "nothing is left to scan, but %" G_GINT64_FORMAT
            " record%s not scanned or closed short",
            n, n == 1 ? " is" : "s are");
}

static void look_at_jams(Search *search)
{
    gint64 jams = 0, pages = 0;
    for (guint i = 0; i < member_length(search->context->scanners); i++) {
        JsonObject *scanner = member_element(search->context->scanners, i);
        if (g_strcmp0(member_text(scanner, "office"), member_text(search->row, "office")) != 0)
            continue;
        jams += member_int(scanner, "jams", 0);
        pages += member_int(scanner, "pages", 0);
    }
    if (jams > 0 && jams * JAM_PAGES >= pages)
        add(search, "jams", jams, (double)jams / JAMS_A_DAY, "%" G_GINT64_FORMAT " paper jam%s",
            MANY(jams));
}

static void look_at_excess(Search *search)
{
    guint n = member_length(member_array(search->row, "over"));
    if (n > 0)
        add(search, "over", n, 0, "%u percentage%s above 100", MANY(n));
}

/* A sum ends when its pages are done at the speed of all; but who is done does not scan for others. */
static void look_at_last_office(Search *search)
{
    gint32 end = index_day_parse(member_text(member_object(search->row, "projection"), "end"));
    int later = search->context->last_end - end;
    if (end && search->context->last_end && later > 7)
        add(search, "last-office", later, later, "its last office ends %d days later", later);
}

/* ------------------------------------------------------------------------------------ in one list -- */

static int reason_compare(gconstpointer one, gconstpointer other)
{
    const Reason *a = one, *b = other;
    return a->weight != b->weight ? (a->weight < b->weight ? 1 : -1) : strcmp(a->code, b->code);
}

static JsonArray *reasons_answer(GArray *reasons)
{
    JsonArray *answer = json_array_new();
    g_array_sort(reasons, reason_compare);
    for (guint i = 0; i < reasons->len; i++) {
        const Reason *reason = &g_array_index(reasons, Reason, i);
        JsonObject *one = json_object_new();
        json_object_set_string_member(one, "reason", reason->code);
        json_object_set_int_member(one, "n", reason->n);
        json_object_set_string_member(one, "text", reason->text);
        json_array_add_object_element(answer, one);
    }
    return answer;
}

void index_row_explain(JsonObject *row, const RowContext *context)
{
    static void (*const looks[])(Search *) = {
        look_at_silence,  look_at_scanning, look_at_deadline, look_at_first_deadline,
        look_at_backlogs, look_at_rest,     look_at_records,  look_at_taken_off,
        look_at_census,   look_at_jams,     look_at_excess,   look_at_last_office,
    };
    g_autoptr(GArray) reasons = g_array_new(FALSE, FALSE, sizeof(Reason));
    Search search = {.reasons = reasons, .row = row, .context = context};
    g_array_set_clear_func(reasons, reason_clear);
    look_at_belief(&search);
    look_at_offices(&search);
    if (!member_text(row, "figures_at")) {
        if (!context->n_silent)
            add(&search, "never-heard", 0, WEIGHT_FIRST, "no figures were ever sent");
    } else {
        speeds_take(&search);
        for (guint i = 0; i < G_N_ELEMENTS(looks); i++)
            looks[i](&search);
    }
    json_object_set_array_member(row, "behind", reasons_answer(reasons));
}
