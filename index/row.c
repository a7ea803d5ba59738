/* What follows from the counts and days of a ROW. */
#include "index/row.h"

#include <math.h>
#include <string.h>

#include "index/behind.h"
#include "index/member.h"
#include "index/projection.h"

/* ------------------------------------------------------------------------------------------ days -- */

/* Digits at text; G_MAXUINT where there are none. (A state's days are read some 100,000 times: no sscanf.) */
static guint number_at(const char *text, guint digits)
{
    guint number = 0;
    for (guint i = 0; i < digits; i++) {
        if (!g_ascii_isdigit(text[i]))
            return G_MAXUINT;
        number = number * 10 + (guint)(text[i] - '0');
    }
    return number;
}

gint32 index_day_parse(const char *text)
{
    if (!text || strlen(text) < 10 || text[4] != '-' || text[7] != '-')
        return 0;
    guint year = number_at(text, 4), month = number_at(text + 5, 2), day = number_at(text + 8, 2);
    if (year > 9999 || month > 12 || day > 31 ||
        !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return 0;
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    return (gint32)g_date_get_julian(&date);
}

char *index_day_format(gint32 julian)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, (guint32)julian);
    return g_strdup_printf("%04u-%02u-%02u", g_date_get_year(&date), (guint)g_date_get_month(&date),
                           g_date_get_day(&date));
}

/* ---------------------------------------------------------------------------------------- counts -- */

const RowGroup index_row_groups[] = {
    {"records",
     {"registered", "provisional", "uncounted", "short", "scanned", "recognised", "assembled",
      "checked", "examined", "by_lot", "exported", "exported_uncounted", "imported", "rejected",
      "removed"}},
    {"availability", {"excluded", "missing", "damaged", "pages"}},
    {"custody", {"taken", "overnight"}},
    {"pages",
     {"expected", "scanned", "recognised", "failed", "surplus", "blank", "duplicate", "removed",
      "unproven"}},
    {"checking",
     {"pages_examined", "pages_by_lot", "own_work", "lots_waiting", "lots_accepted",
      "lots_rejected"}},
    {0},
};

void index_row_add_nothing(JsonObject *row)
{
    for (const RowGroup *group = index_row_groups; group->group; group++) {
        JsonObject *counts = json_object_new();
        for (guint i = 0; group->members[i]; i++)
            json_object_set_int_member(counts, group->members[i], 0);
        json_object_set_object_member(row, group->group, counts);
    }
    json_object_set_array_member(row, "days", json_array_new());
}

gint64 index_row_count(JsonObject *row, const char *group, const char *member)
{
    return member_int(member_object(row, group), member, 0);
}

gint64 index_row_gone(JsonObject *row)
{
    gint64 gone = index_row_count(row, "availability", "excluded") +
                  index_row_count(row, "availability", "missing") +
                  index_row_count(row, "availability", "damaged");
    gint64 spare =
        index_row_count(row, "records", "registered") - index_row_count(row, "of", "records");
    return MAX(gone - MAX(spare, 0), 0);
}

/* The same in pages. */
static gint64 pages_gone(JsonObject *row)
{
    gint64 spare = index_row_count(row, "pages", "expected") - index_row_count(row, "of", "pages");
    return MAX(index_row_count(row, "availability", "pages") - MAX(spare, 0), 0);
}

void index_row_measure(JsonObject *row)
{
    gint64 records = index_row_count(row, "target", "records");
    gint64 pages = index_row_count(row, "target", "pages");
    gint64 counted = index_row_count(row, "census", "records");
    gint64 registered =
        index_row_count(row, "records", "registered") + index_row_count(row, "records", "removed");
    gint64 expected =
        index_row_count(row, "pages", "expected") + index_row_count(row, "pages", "removed");
    const char *base = records > 0 ? "target" : counted > registered ? "census" : "register";
    JsonObject *of = json_object_new();
    if (records <= 0)
        records = MAX(counted, registered);
    if (pages <= 0) /* of the pages of fewer records nothing follows for all of them */
        pages = MAX(counted >= records ? index_row_count(row, "census", "pages") : 0,
                    registered >= records ? expected : 0);
    json_object_set_int_member(of, "records", records);
    json_object_set_int_member(of, "pages", pages);
    json_object_set_string_member(row, "base", base);
    json_object_set_object_member(row, "of", of);
}

/* --------------------------------------------------------------------------------------- percent -- */

/* Rounded down, so that 100 means all; null where there is nothing to do, or nothing was ever heard. */
static void percent_set(JsonObject *row, const char *name, gint64 achieved, gint64 of)
{
    JsonObject *percent = json_object_get_object_member(row, "percent");
    if (of <= 0) {
        json_object_set_null_member(percent, name);
        return;
    }
    json_object_set_double_member(percent, name, (double)(achieved * 10000 / of) / 100);
    if (achieved > of)
        json_array_add_string_element(json_object_get_array_member(row, "over"), name);
}

static void percents_set(JsonObject *row)
{
    static const char *const later[] = {"checked", "exported", "imported"};
    gboolean is_known = !json_object_has_member(row, "figures_at") ||
                        !json_object_get_null_member(row, "figures_at");
    gint64 of = is_known ? index_row_count(row, "of", "records") : 0;
    gint64 scanned = index_row_count(row, "records", "scanned");
    json_object_set_object_member(row, "percent", json_object_new());
    json_object_set_array_member(row, "over", json_array_new());
    percent_set(row, "scanned", scanned, of);
    percent_set(row, "scanned_of_available", scanned, of - index_row_gone(row));
    for (guint i = 0; i < G_N_ELEMENTS(later); i++)
        percent_set(row, later[i], index_row_count(row, "records", later[i]), of);
    percent_set(row, "pages", index_row_count(row, "pages", "scanned"),
                is_known ? index_row_count(row, "of", "pages") : 0);
}

JsonObject *index_row_percents(JsonObject *row)
{
    static const char *const members[] = {"of", "records", "availability", "pages", "figures_at"};
    g_autoptr(JsonObject) counts = json_object_new();
    for (guint i = 0; i < G_N_ELEMENTS(members); i++)
        if (json_object_has_member(row, members[i]))
            json_object_set_member(counts, members[i], json_object_dup_member(row, members[i]));
    percents_set(counts);
    return json_object_ref(json_object_get_object_member(counts, "percent"));
}

/* ------------------------------------------------------------------------------------ projection -- */

/* What is left, in pages as long as they tell it: they come more evenly than records. */
typedef struct {
    const char *unit, *day_member;
    gint64 left;
    gboolean is_known;
} Left;

static gint64 pages_left(JsonObject *row)
{
    return index_row_count(row, "of", "pages") - index_row_count(row, "pages", "scanned") -
           pages_gone(row);
}

static gint64 records_waiting(JsonObject *row)
{
    return index_row_count(row, "records", "registered") -
           index_row_count(row, "records", "scanned") -
           index_row_count(row, "availability", "excluded") -
           index_row_count(row, "availability", "missing") -
           index_row_count(row, "availability", "damaged");
}

/* Nobody is done who has done a target that is smaller than the register: what waits of the register is left. */
static gint64 records_left(JsonObject *row)
{
    gint64 left = index_row_count(row, "of", "records") -
                  index_row_count(row, "records", "scanned") - index_row_gone(row);
    return left > 0 ? left : records_waiting(row);
}

static Left left_of(JsonObject *row)
{
    gint64 all = index_row_count(row, "of", "records");
    gint64 all_pages = index_row_count(row, "of", "pages");
    gint64 records = records_left(row), pages = pages_left(row);
    if (pages > 0 && (records > 0 || all <= 0))
        return (Left){"pages", "pages", pages, TRUE};
    return (Left){"records", "scanned", MAX(records, 0), all > 0 || all_pages > 0};
}

gint64 index_row_unscanned(JsonObject *row)
{
    gint64 records =
        index_row_count(row, "of", "records") - index_row_count(row, "records", "scanned");
    gint64 pages = index_row_count(row, "of", "pages") - index_row_count(row, "pages", "scanned");
    return MAX(records, 0) + (pages > 0 ? index_row_count(row, "records", "short") : 0);
}

/* ProjectionDay, owned. */
static GArray *days_read(JsonObject *row, const char *member)
{
    JsonArray *days = member_array(row, "days");
    GArray *list = g_array_new(FALSE, FALSE, sizeof(ProjectionDay));
    for (guint i = 0; i < member_length(days); i++) {
        JsonObject *day = member_element(days, i);
        ProjectionDay one = {index_day_parse(member_text(day, "day")),
                             (double)member_int(day, member, 0), member_flag(day, "flagged")};
        if (one.day)
            g_array_append_val(list, one);
    }
    return list;
}

static void day_set(JsonObject *object, const char *member, gint32 julian)
{
    g_autofree char *day = julian ? index_day_format(julian) : NULL;
    if (day)
        json_object_set_string_member(object, member, day);
    else
        json_object_set_null_member(object, member);
}

static JsonObject *projection_answer(const Projection *projection, const Left *left,
                                     JsonObject *row)
{
    static const char *const states[] = {
        [PROJECTION_UNKNOWN] = "unknown", [PROJECTION_STOPPED] = "stopped",
        [PROJECTION_OPEN] = "open",       [PROJECTION_IN_TIME] = "in-time",
        [PROJECTION_LATE] = "late",       [PROJECTION_DONE] = "done",
    };
    JsonObject *answer = json_object_new();
    gboolean is_short = projection->state == PROJECTION_DONE && index_row_unscanned(row) > 0;
    json_object_set_string_member(answer, "state",
                                  is_short ? "nothing-left" : states[projection->state]);
    json_object_set_string_member(answer, "unit", left->unit);
    json_object_set_int_member(answer, "left", left->left);
    json_object_set_double_member(answer, "per_day", round(projection->per_day * 10) / 10);
    json_object_set_int_member(answer, "needed_per_day", (gint64)ceil(projection->needed_per_day));
    json_object_set_int_member(answer, "working_days", projection->working_days);
    day_set(answer, "end", projection->end);
    day_set(answer, "end_early", projection->end_early);
    day_set(answer, "end_late", projection->end_late);
    json_object_set_int_member(answer, "days_left", projection->days_left);
    return answer;
}

/* ---------------------------------------------------------------------------------------- unheard -- */

#define GUESSED_DAYS 62 /* calendar days: more than the projection looks at, but for its trend */

/* Offices below a row that were not heard, in the unit of its projection. */
typedef struct {
    guint n_silent, n_never;
    double per_day, left; /* of the silent ones; of those never heard */
} Unheard;

static double amount_of_day(const GArray *days, gint32 julian)
{
    double amount = 0;
    for (guint i = 0; i < days->len; i++)
        if (g_array_index(days, ProjectionDay, i).day == julian)
            amount += g_array_index(days, ProjectionDay, i).amount;
    return amount;
}

/* From its last day on, which was not over, it goes on as it did. */
static void silent_guess(Unheard *unheard, GArray *days, JsonObject *row, const Left *unit,
                         const RowContext *context)
{
    gint32 last = index_day_parse(member_text(row, "figures_at"));
    g_autoptr(GArray) own = days_read(row, unit->day_member);
    const ProjectionInput input = {.today = last,
                                   .days = (const ProjectionDay *)(gpointer)own->data,
                                   .n_days = own->len,
                                   .holidays = context->holidays,
                                   .n_holidays = context->n_holidays};
    gboolean has_left =
        g_str_equal(unit->unit, "pages") ? pages_left(row) > 0 : records_left(row) > 0;
    double speed = has_left ? index_projection_speed(&input) : 0;
    unheard->n_silent++;
    unheard->per_day += speed;
    for (gint32 day = MAX(last, context->today - GUESSED_DAYS); day < context->today; day++) {
        ProjectionDay guess = {day, speed - (day == last ? amount_of_day(own, day) : 0), FALSE};
        if (guess.amount > 0 && index_day_is_working(day, context->holidays, context->n_holidays))
            g_array_append_val(days, guess);
    }
}

static void never_guess(Unheard *unheard, JsonObject *row, const Left *unit)
{
    gint64 left = g_str_equal(unit->unit, "pages") ? pages_left(row) : records_left(row);
    unheard->n_never++;
    unheard->left += (double)MAX(left, 0);
}

static int day_compare(gconstpointer one, gconstpointer other)
{
    return ((const ProjectionDay *)one)->day - ((const ProjectionDay *)other)->day;
}

static Unheard unheard_guess(GArray *days, const Left *unit, const RowContext *context)
{
    Unheard unheard = {0};
    for (guint i = 0; context->unheard && i < context->unheard->len; i++) {
        JsonObject *row = context->unheard->pdata[i];
        if (member_text(row, "figures_at"))
            silent_guess(&unheard, days, row, unit, context);
        else
            never_guess(&unheard, row, unit);
    }
    g_array_sort(days, day_compare);
    return unheard;
}

static void guessed_tell(JsonObject *projection, const Unheard *unheard)
{
    if (unheard->n_silent + unheard->n_never == 0)
        return;
    JsonObject *guessed = json_object_new();
    json_object_set_int_member(guessed, "silent", unheard->n_silent);
    json_object_set_int_member(guessed, "never", unheard->n_never);
    json_object_set_double_member(guessed, "per_day", round(unheard->per_day * 10) / 10);
    json_object_set_object_member(projection, "guessed", guessed);
}

static void projection_set(JsonObject *row, const RowContext *context)
{
    Left left = left_of(row);
    g_autoptr(GArray) days = days_read(row, left.day_member);
    Unheard unheard = unheard_guess(days, &left, context);
    ProjectionInput input = {.today = context->today,
                             .left = (double)left.left - MIN(unheard.left, (double)left.left),
                             .left_unheard = MIN(unheard.left, (double)left.left),
                             .guessed_per_day = unheard.per_day,
                             .days = (const ProjectionDay *)(gpointer)days->data,
                             .n_days = days->len,
                             .holidays = context->holidays,
                             .n_holidays = context->n_holidays};
    input.deadline = index_day_parse(member_text(member_object(row, "target"), "deadline"));
    Projection projection = {.state = PROJECTION_UNKNOWN};
    if (left.is_known)
        projection = index_projection(&input);
    JsonObject *answer = projection_answer(&projection, &left, row);
    guessed_tell(answer, &unheard);
    json_object_set_object_member(row, "projection", answer);
}

void index_row_judge(JsonObject *row, const RowContext *context)
{
    percents_set(row);
    projection_set(row, context);
    index_row_explain(row, context);
}
