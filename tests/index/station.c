/* The work of a simulated station, and its row. */
#include <math.h>

#include "index/projection.h"
#include "index/row.h"
#include "tests/index/drives.h"
#include "tests/index/station-private.h"

/* ------------------------------------------------------------------------------------- the work -- */

GArray *station_holidays(const char *at)
{
    GArray *holidays = g_array_new(FALSE, FALSE, sizeof(gint32));
    gint32 today = index_day_parse(at);
    for (gint32 day = today - 366; day < today + 366; day++) {
        GDate date;
        g_date_clear(&date, 1);
        g_date_set_julian(&date, (guint32)day);
        guint of_month = g_date_get_day(&date), month = (guint)g_date_get_month(&date);
        gboolean is_saturday = day % 7 == 6 && of_month > 7 && of_month <= 14;
        gboolean is_national = (of_month == 26 && month == 1) || (of_month == 15 && month == 8) ||
                               (of_month == 2 && month == 10) || (of_month == 25 && month == 12);
        if (is_saturday || is_national)
            g_array_append_val(holidays, day);
    }
    return holidays;
}

static DriveTraits traits_draw(Work *work)
{
    static const DriveTraits ways[] = {0,
                                       DRIVE_WEEKLY,
                                       DRIVE_RAMPING,
                                       DRIVE_LEARNING,
                                       DRIVE_WEEKLY | DRIVE_CORRELATED,
                                       DRIVE_WEEKLY | DRIVE_CUTS};
    return ways[g_rand_int_range(work->rand, 0, G_N_ELEMENTS(ways))] |
           (work->trouble == STOPPED ? DRIVE_STOPPING : 0);
}

/* The drive's own holidays are those of the plan. */
static void pages_scan(Work *work)
{
    g_autofree Drive *drive = g_new0(Drive, 1);
    double days = g_rand_double_range(work->rand, 100, 250),
           speed = (double)work->station->target_pages / days;
    gint64 all = work->station->target_pages, done = 0;
    guint next = 0;
    drive_simulate(drive, traits_draw(work), 0, work->rand);
    for (guint i = 0; i < work->station->n_days; i++) {
        gint32 day = work->today - (gint32)work->station->n_days + 1 + (gint32)i;
        gboolean works =
            index_day_is_working(day, (gint32 *)work->holidays->data, work->holidays->len);
        while (works && (drive->first + (gint32)next) % 7 == 0)
            next++;
        if (works)
            done += (gint64)(speed * drive->amounts[next++] / 1000);
        work->pages[i] = done = MIN(done, all);
    }
}

gint64 work_earlier(const gint64 *values, guint day, guint days)
{
    return day >= days ? values[day - days] : 0;
}

gint64 work_part(gint64 whole, guint n, guint i)
{
    return whole * (i + 1) / n - whole * i / n;
}

static void records_follow(Work *work)
{
    guint lag = work->trouble == UNCHECKED ? work->station->n_days / 2
                                           : (guint)g_rand_int_range(work->rand, 1, 4);
    gint64 **stages = work->records;
    for (guint i = 0; i < work->station->n_days; i++) {
        gint32 weekday =
            (work->today - (gint32)work->station->n_days + (gint32)i) % 7; /* 0: Monday */
        stages[SCANNED][i] =
            work->pages[i] * work->station->target_records / work->station->target_pages;
        stages[CHECKED][i] = work_earlier(stages[SCANNED], i, lag) * 98 / 100;
        stages[EXPORTED][i] =
            weekday == 4 ? stages[CHECKED][i] : work_earlier(stages[EXPORTED], i, 1);
        stages[IMPORTED][i] = weekday == 0 ? work_earlier(stages[EXPORTED], i, 1)
                                           : work_earlier(stages[IMPORTED], i, 1);
    }
}

gint64 work_last(const Work *work, const gint64 *values)
{
    return values[work->station->n_days - 1];
}

void work_do(Work *work, const Station *station)
{
    work->station = station;
    work->rand = g_rand_new_with_seed(station->seed);
    work->today = index_day_parse(station->at);
    work->holidays = station_holidays(station->at);
    work->trouble = g_rand_int_range(work->rand, 0, 8)
                        ? WELL
                        : (Trouble)g_rand_int_range(work->rand, 1, N_TROUBLES);
    work->pages = g_new0(gint64, station->n_days);
    for (guint i = 0; i < N_STAGES; i++)
        work->records[i] = g_new0(gint64, station->n_days);
    pages_scan(work);
    records_follow(work);
    gint64 left = station->target_records - work_last(work, work->records[SCANNED]);
    work->gone[0] = MIN(left / 2, station->target_records / 300);
    work->gone[1] = MIN(left / 4, station->target_records / (work->trouble == MISSING ? 30 : 500));
    work->gone[2] = MIN(left / 8, station->target_records / 1000);
}

void work_clear(Work *work)
{
    g_rand_free(work->rand);
    g_array_unref(work->holidays);
    g_free(work->pages);
    for (guint i = 0; i < N_STAGES; i++)
        g_free(work->records[i]);
}

/* -------------------------------------------------------------------------------------- the row -- */

JsonObject *counts_add(JsonObject *object, const char *group, const Count *list, guint n)
{
    JsonObject *values = json_object_new();
    for (guint i = 0; i < n; i++)
        json_object_set_int_member(values, list[i].name, list[i].value);
    json_object_set_object_member(object, group, values);
    return values;
}

void texts_add(JsonObject *object, const char *const *pairs)
{
    for (; *pairs; pairs += 2)
        json_object_set_string_member(object, pairs[0], pairs[1]);
}

static void row_add_counts(JsonObject *row, Work *work)
{
    gint64 target = work->station->target_records, pages = work_last(work, work->pages);
    gint64 scanned = work_last(work, work->records[SCANNED]),
           checked = work_last(work, work->records[CHECKED]);
    gint64 read = work_earlier(work->records[SCANNED], work->station->n_days - 1, 1);
    gint64 rejected = MIN((scanned - checked) / 50, scanned - read);
    gint64 failed = MIN(pages / 4000, pages - read * PAGES_A_RECORD);
    gint64 registered = work->trouble == SHORT_REGISTER ? scanned + target / 50 : target;
    COUNTS(row, "records", {"registered", registered}, {"provisional", target / 5000},
           {"uncounted", MIN(target / 2000, (registered - scanned) / 8)}, {"short", scanned / 400},
           {"scanned", scanned}, {"recognised", read}, {"assembled", read}, {"checked", checked},
           {"examined", checked * 2 / 5}, {"by_lot", checked - checked * 2 / 5},
           {"exported", work_last(work, work->records[EXPORTED])}, {"exported_uncounted", 2},
           {"removed", 0}, {"imported", work_last(work, work->records[IMPORTED])},
           {"rejected", rejected});
    COUNTS(row, "availability", {"excluded", work->gone[0]}, {"missing", work->gone[1]},
           {"damaged", work->gone[2]},
           {"pages", (work->gone[0] + work->gone[1] + work->gone[2]) * PAGES_A_RECORD});
    COUNTS(row, "custody", {"taken", 30}, {"overnight", g_rand_int_range(work->rand, 0, 3)});
    COUNTS(row, "pages", {"expected", registered * PAGES_A_RECORD}, {"scanned", pages},
           {"recognised", read * PAGES_A_RECORD}, {"failed", failed}, {"surplus", pages / 900},
           {"blank", pages / 30}, {"duplicate", pages / 2500}, {"removed", 0}, {"unproven", 0});
    COUNTS(row, "checking", {"pages_examined", checked * 11}, {"pages_by_lot", checked * 15},
           {"own_work", 0}, {"lots_waiting", 2}, {"lots_accepted", checked / 40},
           {"lots_rejected", checked / 900});
}

static JsonArray *days_new(const Work *work)
{
    static const char *const names[] = {"scanned", "checked", "exported", "imported"};
    JsonArray *days = json_array_new();
    for (guint i = 0; i < work->station->n_days; i++) {
        gint32 julian = work->today - (gint32)work->station->n_days + 1 + (gint32)i;
        g_autofree char *name = index_day_format(julian);
        JsonObject *day = json_object_new();
        json_object_set_string_member(day, "day", name);
        json_object_set_int_member(day, "pages", work->pages[i] - work_earlier(work->pages, i, 1));
        for (guint s = 0; s < N_STAGES; s++)
            json_object_set_int_member(day, names[s],
                                       work->records[s][i] - work_earlier(work->records[s], i, 1));
        json_object_set_boolean_member(
            day, "working",
            index_day_is_working(julian, (gint32 *)work->holidays->data, work->holidays->len));
        json_object_set_boolean_member(day, "flagged", g_rand_int_range(work->rand, 0, 400) == 0);
        json_array_add_object_element(days, day);
    }
    return days;
}

static void row_add_plan(JsonObject *row, const Work *work)
{
    const Station *station = work->station;
    g_autofree char *start = index_day_format(work->today - (gint32)station->n_days + 1);
    g_autofree char *deadline = index_day_format(work->today + 100);
    JsonObject *target = COUNTS(row, "target", {"records", station->target_records},
                                {"pages", station->target_pages});
    TEXTS(target, "start", start, "deadline", deadline);
    JsonObject *census = COUNTS(row, "census", {"records", station->target_records},
                                {"pages", station->target_pages});
    TEXTS(census, "counted_on", start);
}

JsonObject *work_row(Work *work)
{
    const Station *station = work->station;
    JsonObject *row = json_object_new();
    TEXTS(row, "office", station->office, "name", station->name, "level", station->level, "parent",
          station->parent);
    json_object_set_null_member(row, "lgd");
    json_object_set_int_member(row, "depth", 0);
    TEXTS(row, "figures_at", station->at);
    json_object_set_boolean_member(row, "silent", FALSE);
    row_add_plan(row, work);
    row_add_counts(row, work);
    json_object_set_array_member(row, "days", days_new(work));
    return row;
}
