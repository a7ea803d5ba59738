/* The projection of a ROW, and what it would be had nothing been taken off the work and no deadline been moved. */
#include <math.h>

#include "index/answer.h"
#include "index/member.h"
#include "index/projection.h"
#include "index/row.h"

/* ------------------------------------------------------------------------------------ what is left -- */

/* In pages as long as they tell it: they come more evenly than records. is_whole: with what nobody will scan. */
typedef struct {
    const char *unit, *day_member;
    gint64 left;
    gboolean is_known, is_whole;
} Left;

/* index_row_gone in pages. */
static gint64 pages_gone(JsonObject *row)
{
    gint64 spare = index_row_count(row, "pages", "expected") - index_row_count(row, "of", "pages");
    return MAX(index_row_count(row, "availability", "pages") - MAX(spare, 0), 0);
}

static gint64 pages_left(JsonObject *row, gboolean is_whole)
{
    return index_row_count(row, "of", "pages") - index_row_count(row, "pages", "scanned") -
           (is_whole ? 0 : pages_gone(row));
}

/* Records that were taken off the work, whatever the register has beyond what is to be done. */
static gint64 records_off(JsonObject *row)
{
    return index_row_count(row, "availability", "excluded") +
           index_row_count(row, "availability", "missing") +
           index_row_count(row, "availability", "damaged");
}

/* Nobody is done who has done a target that is smaller than the register: what waits of the register is left. */
static gint64 records_left(JsonObject *row, gboolean is_whole)
{
    gint64 scanned = index_row_count(row, "records", "scanned");
    gint64 left =
        index_row_count(row, "of", "records") - scanned - (is_whole ? 0 : index_row_gone(row));
    return left > 0 ? left
                    : index_row_count(row, "records", "registered") - scanned -
                          (is_whole ? 0 : records_off(row));
}

static Left left_of(JsonObject *row, gboolean is_whole)
{
    gint64 all = index_row_count(row, "of", "records");
    gint64 all_pages = index_row_count(row, "of", "pages");
    gint64 records = records_left(row, is_whole), pages = pages_left(row, is_whole);
    if (pages > 0 && (records > 0 || all <= 0))
        return (Left){"pages", "pages", pages, TRUE, is_whole};
    return (Left){"records", "scanned", MAX(records, 0), all > 0 || all_pages > 0, is_whole};
}

/* Of one office, in the unit of all. */
static gint64 left_in_unit(JsonObject *row, const Left *unit)
{
    return g_str_equal(unit->unit, "pages") ? pages_left(row, unit->is_whole)
                                            : records_left(row, unit->is_whole);
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
    double speed = left_in_unit(row, unit) > 0 ? index_projection_speed(&input) : 0;
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
    unheard->n_never++;
    unheard->left += (double)MAX(left_in_unit(row, unit), 0);
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

/* -------------------------------------------------------------------------------------- projecting -- */

static Projection project(JsonObject *row, const RowContext *context, const Left *left,
                          const char *deadline, Unheard *unheard)
{
    g_autoptr(GArray) days = days_read(row, left->day_member);
    *unheard = unheard_guess(days, left, context);
    const ProjectionInput input = {.today = context->today,
                                   .deadline = index_day_parse(deadline),
                                   .left =
                                       (double)left->left - MIN(unheard->left, (double)left->left),
                                   .left_unheard = MIN(unheard->left, (double)left->left),
                                   .guessed_per_day = unheard->per_day,
                                   .days = (const ProjectionDay *)(gpointer)days->data,
                                   .n_days = days->len,
                                   .holidays = context->holidays,
                                   .n_holidays = context->n_holidays};
    return left->is_known ? index_projection(&input) : (Projection){.state = PROJECTION_UNKNOWN};
}

/* 0: null. */
static void day_set(JsonObject *object, const char *member, gint32 julian)
{
    g_autofree char *day = julian ? index_day_format(julian) : NULL;
    answer_set_text(object, member, day);
}

static void state_set(JsonObject *answer, const Projection *projection, JsonObject *row)
{
    static const char *const states[] = {
        [PROJECTION_UNKNOWN] = "unknown", [PROJECTION_STOPPED] = "stopped",
        [PROJECTION_OPEN] = "open",       [PROJECTION_IN_TIME] = "in-time",
        [PROJECTION_LATE] = "late",       [PROJECTION_DONE] = "done",
    };
    gboolean is_short = projection->state == PROJECTION_DONE && index_row_unscanned(row) > 0;
    json_object_set_string_member(answer, "state",
                                  is_short ? "nothing-left" : states[projection->state]);
}

/* What follows from what is left. */
static JsonObject *work_answer(const Projection *projection, const Left *left, JsonObject *row)
{
    JsonObject *answer = json_object_new();
    state_set(answer, projection, row);
    json_object_set_string_member(answer, "unit", left->unit);
    json_object_set_int_member(answer, "left", left->left);
    json_object_set_int_member(answer, "needed_per_day", (gint64)ceil(projection->needed_per_day));
    day_set(answer, "end", projection->end);
    day_set(answer, "end_early", projection->end_early);
    day_set(answer, "end_late", projection->end_late);
    return answer;
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

/* ---------------------------------------------------------------------------------- had it stayed so -- */

/* With all that nobody will scan: whoever takes much off the work comes no nearer to the end of this. */
static void whole_add(JsonObject *answer, JsonObject *row, const RowContext *context,
                      const Left *left, const char *deadline)
{
    const Left whole = left_of(row, TRUE);
    Unheard unheard;
    if (whole.left == left->left && g_str_equal(whole.unit, left->unit))
        return;
    const Projection projection = project(row, context, &whole, deadline, &unheard);
    JsonObject *told = work_answer(&projection, &whole, row);
    json_object_set_int_member(told, "off", records_off(row));
    json_object_set_int_member(told, "lately", context->n_lately);
    json_object_set_object_member(answer, "whole", told);
}

/* By the deadline that the plan had first: whoever puts it off is no sooner. */
static void first_add(JsonObject *answer, JsonObject *row, const RowContext *context,
                      const Left *left, const char *deadline)
{
    const char *first = member_text(member_object(row, "target"), "first_deadline");
    Unheard unheard;
    if (!first || g_strcmp0(first, deadline) == 0)
        return;
    const Projection projection = project(row, context, left, first, &unheard);
    JsonObject *told = json_object_new();
    json_object_set_string_member(told, "deadline", first);
    state_set(told, &projection, row);
    json_object_set_int_member(told, "needed_per_day", (gint64)ceil(projection.needed_per_day));
    json_object_set_int_member(told, "days_left", projection.days_left);
    json_object_set_object_member(answer, "first", told);
}

void index_row_project(JsonObject *row, const RowContext *context)
{
    const char *deadline = member_text(member_object(row, "target"), "deadline");
    const Left left = left_of(row, FALSE);
    Unheard unheard;
    const Projection projection = project(row, context, &left, deadline, &unheard);
    JsonObject *answer = work_answer(&projection, &left, row);
    json_object_set_double_member(answer, "per_day", round(projection.per_day * 10) / 10);
    json_object_set_int_member(answer, "working_days", projection.working_days);
    json_object_set_int_member(answer, "days_left", projection.days_left);
    guessed_tell(answer, &unheard);
    whole_add(answer, row, context, &left, deadline);
    first_add(answer, row, context, &left, deadline);
    json_object_set_object_member(row, "projection", answer);
}

/* --------------------------------------------------------------------------------------- taken off -- */

gint64 index_row_lately(JsonObject *lists, const char *office, gint32 today)
{
    static const struct {
        const char *list, *at;
    } OFF[] = {{"excluded", "approved_at"}, {"missing", "at"}, {"damaged", "at"}};
    gint64 n = 0;
    for (guint l = 0; l < G_N_ELEMENTS(OFF); l++) {
        JsonArray *list = member_array(lists, OFF[l].list);
        for (guint i = 0; i < member_length(list); i++) {
            JsonObject *one = member_element(list, i);
            n += g_strcmp0(member_text(one, "office"), office) == 0 &&
                 index_day_parse(member_text(one, OFF[l].at)) > today - ROW_LATELY_DAYS;
        }
    }
    return n;
}
