#include "tests/index/station.h"

#include <math.h>

#include "index/projection.h"
#include "index/row.h"
#include "tests/index/drives.h"

#define PAGES_A_RECORD 26
#define OPERATORS 4
#define SCANNERS 2
#define CATEGORIES 6

typedef enum { WELL, STOPPED, UNCHECKED, JAMMING, SHORT_REGISTER, MISSING, N_TROUBLES } Trouble;

/* Records that came through each stage by a day's end. */
enum { SCANNED, CHECKED, EXPORTED, IMPORTED, N_STAGES };

typedef struct {
    const Station *station;
    GRand *rand;
    Trouble trouble;
    gint32 today; /* the station's, not over */
    GArray *holidays;
    gint64 *pages, *records[N_STAGES]; /* by the end of each day, n_days of them */
    gint64 gone[3];                    /* excluded, missing, damaged */
} Work;

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
    drive_simulate(drive, traits_draw(work), work->rand);
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

static gint64 earlier(const gint64 *values, guint day, guint days)
{
    return day >= days ? values[day - days] : 0;
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
        stages[CHECKED][i] = earlier(stages[SCANNED], i, lag) * 98 / 100;
        stages[EXPORTED][i] = weekday == 4 ? stages[CHECKED][i] : earlier(stages[EXPORTED], i, 1);
        stages[IMPORTED][i] =
            weekday == 0 ? earlier(stages[EXPORTED], i, 1) : earlier(stages[IMPORTED], i, 1);
    }
}

static gint64 last(const Work *work, const gint64 *values)
{
    return values[work->station->n_days - 1];
}

static void work_do(Work *work, const Station *station)
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
    gint64 left = station->target_records - last(work, work->records[SCANNED]);
    work->gone[0] = MIN(left / 2, station->target_records / 300);
    work->gone[1] = MIN(left / 4, station->target_records / (work->trouble == MISSING ? 30 : 500));
    work->gone[2] = MIN(left / 8, station->target_records / 1000);
}

static void work_clear(Work *work)
{
    g_rand_free(work->rand);
    g_array_unref(work->holidays);
    g_free(work->pages);
    for (guint i = 0; i < N_STAGES; i++)
        g_free(work->records[i]);
}

/* -------------------------------------------------------------------------------------- the row -- */

typedef struct {
    const char *name;
    gint64 value;
} Count;

static JsonObject *counts(JsonObject *object, const char *group, const Count *list, guint n)
{
    JsonObject *values = json_object_new();
    for (guint i = 0; i < n; i++)
        json_object_set_int_member(values, list[i].name, list[i].value);
    json_object_set_object_member(object, group, values);
    return values;
}
#define COUNTS(object, group, ...)                                                                 \
    counts(object, group, (const Count[]){__VA_ARGS__},                                            \
           sizeof((const Count[]){__VA_ARGS__}) / sizeof(Count))

static void texts(JsonObject *object, const char *const *pairs)
{
    for (; *pairs; pairs += 2)
        json_object_set_string_member(object, pairs[0], pairs[1]);
}
#define TEXTS(object, ...) texts(object, (const char *const[]){__VA_ARGS__, NULL})

static void row_add_counts(JsonObject *row, Work *work)
{
    gint64 target = work->station->target_records, pages = last(work, work->pages);
    gint64 scanned = last(work, work->records[SCANNED]),
           checked = last(work, work->records[CHECKED]);
    gint64 read = earlier(work->records[SCANNED], work->station->n_days - 1, 1);
    gint64 rejected = (scanned - checked) / 50;
    gint64 registered = work->trouble == SHORT_REGISTER ? scanned + target / 50 : target;
    COUNTS(row, "records", {"registered", registered}, {"provisional", target / 5000},
           {"uncounted", target / 2000}, {"short", scanned / 400}, {"scanned", scanned},
           {"recognised", read}, {"assembled", read}, {"checked", checked},
           {"examined", checked * 2 / 5}, {"by_lot", checked - checked * 2 / 5},
           {"exported", last(work, work->records[EXPORTED])},
           {"imported", last(work, work->records[IMPORTED])}, {"rejected", rejected});
    COUNTS(row, "availability", {"excluded", work->gone[0]}, {"missing", work->gone[1]},
           {"damaged", work->gone[2]},
           {"pages", (work->gone[0] + work->gone[1] + work->gone[2]) * PAGES_A_RECORD});
    COUNTS(row, "custody", {"taken", 30}, {"overnight", g_rand_int_range(work->rand, 0, 3)});
    COUNTS(row, "pages", {"expected", registered * PAGES_A_RECORD}, {"scanned", pages},
           {"recognised", read * PAGES_A_RECORD}, {"failed", pages / 4000},
           {"surplus", pages / 900}, {"blank", pages / 30}, {"duplicate", pages / 2500});
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
        json_object_set_int_member(day, "pages", work->pages[i] - earlier(work->pages, i, 1));
        for (guint s = 0; s < N_STAGES; s++)
            json_object_set_int_member(day, names[s],
                                       work->records[s][i] - earlier(work->records[s], i, 1));
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

static JsonObject *row_new(Work *work)
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

/* ----------------------------------------------------------------------------- what stands beside -- */

static JsonObject *list_add(JsonArray *list, const Station *station)
{
    JsonObject *one = json_object_new();
    TEXTS(one, "office", station->office);
    json_array_add_object_element(list, one);
    return one;
}

static void numbers(JsonObject *object, const Count *list, guint n)
{
    for (guint i = 0; i < n; i++)
        json_object_set_int_member(object, list[i].name, list[i].value);
}
#define NUMBERS(object, ...)                                                                       \
    numbers(object, (const Count[]){__VA_ARGS__},                                                  \
            sizeof((const Count[]){__VA_ARGS__}) / sizeof(Count))

static void item_add_persons(JsonObject *item, Work *work)
{
    JsonArray *persons = json_array_new();
    for (guint i = 0; i < OPERATORS; i++) {
        gint64 pages = last(work, work->pages) / OPERATORS, days = work->station->n_days * 5 / 7;
        g_autofree char *name = g_strdup_printf("op%u", i + 1);
        JsonObject *person = list_add(persons, work->station);
        TEXTS(person, "person", name);
        NUMBERS(person, {"days", days}, {"pages", pages}, {"per_day", pages / days},
                {"flags", pages / 90}, {"rejects", pages / 1500});
    }
    json_object_set_array_member(item, "persons", persons);
}

static JsonArray *scanners_new(Work *work)
{
    JsonArray *scanners = json_array_new();
    for (guint i = 0; i < SCANNERS; i++) {
        gint64 pages = last(work, work->pages) / SCANNERS, days = work->station->n_days * 5 / 7;
        g_autofree char *serial = g_strdup_printf("%08X", g_rand_int(work->rand));
        JsonObject *scanner = list_add(scanners, work->station);
        TEXTS(scanner, "scanner", "fi-7160", "serial", serial);
        NUMBERS(scanner, {"days", days}, {"pages", pages}, {"per_day", pages / days},
                {"flags", pages / 90}, {"rejects", pages / 1500},
                {"jams", work->trouble == JAMMING ? pages / 500 : pages / 9000});
    }
    return scanners;
}

static void item_add_categories(JsonObject *item, const Work *work)
{
    static const char *const names[CATEGORIES] = {"mutation", "jamabandi",        "domicile",
                                                  "income",   "land acquisition", "establishment"};
    JsonArray *categories = json_array_new();
    JsonObject *row =
        json_array_get_object_element(json_object_get_array_member(item, "offices"), 0);
    for (guint i = 0; i < CATEGORIES; i++) {
        JsonObject *category = list_add(categories, work->station);
        TEXTS(category, "priority", i < 4 ? "public matters" : "", "category", names[i], "deadline",
              json_object_get_string_member(json_object_get_object_member(row, "target"),
                                            "deadline"));
        NUMBERS(category, {"target_records", work->station->target_records / CATEGORIES},
                {"target_pages", work->station->target_pages / CATEGORIES},
                {"registered", index_row_count(row, "records", "registered") / CATEGORIES},
                {"scanned", index_row_count(row, "records", "scanned") / CATEGORIES},
                {"imported", index_row_count(row, "records", "imported") / CATEGORIES},
                {"pages", index_row_count(row, "pages", "scanned") / CATEGORIES});
    }
    json_object_set_array_member(item, "categories", categories);
}

static void item_add_lists(JsonObject *item, Work *work)
{
    static const char *const names[] = {"short",   "uncounted", "surplus",  "excluded",
                                        "missing", "damaged",   "overnight"};
    JsonObject *lists = json_object_new();
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        JsonArray *list = json_array_new();
        for (gint32 n = g_rand_int_range(work->rand, 0, 20); n > 0; n--) {
            g_autofree char *file_no = g_strdup_printf("A-%d/20%02d", n * 7 + (int)i, n);
            JsonObject *one = list_add(list, work->station);
            TEXTS(one, "file_no", file_no, "at", work->station->at);
        }
        json_object_set_array_member(lists, names[i], list);
    }
    json_object_set_object_member(item, "lists", lists);
}

static void item_add_records(JsonObject *item, const Work *work)
{
    if (work->station->n_rows == 0)
        return;
    JsonArray *records = json_array_new();
    for (guint i = 0; i < work->station->n_rows; i++) {
        g_autofree char *file_no = g_strdup_printf("JK/REV/MUT/%u/2019", i);
        JsonObject *record = list_add(records, work->station);
        TEXTS(record, "file_no", file_no, "category", "mutation", "stage", "exported",
              "availability", "available", "custody", "in-room", "scanned_on", "2026-09-12");
        NUMBERS(record, {"expected", PAGES_A_RECORD}, {"pages", PAGES_A_RECORD}, {"surplus", 0},
                {"failed", 0});
    }
    json_object_set_array_member(item, "records", records);
}

static void item_add_holidays(JsonObject *item, const Work *work)
{
    JsonArray *holidays = json_array_new();
    for (guint i = 0; i < work->holidays->len; i++) {
        g_autofree char *day = index_day_format(g_array_index(work->holidays, gint32, i));
        JsonObject *holiday = json_object_new();
        TEXTS(holiday, "day", day, "name", "holiday");
        json_object_set_null_member(holiday, "office");
        json_array_add_object_element(holidays, holiday);
    }
    json_object_set_array_member(item, "holidays", holidays);
}

static void item_add_row(JsonObject *item, Work *work)
{
    JsonArray *offices = json_array_new(), *scanners = scanners_new(work);
    JsonObject *row = row_new(work);
    RowContext context = {.today = work->today,
                          .holidays = (gint32 *)work->holidays->data,
                          .n_holidays = work->holidays->len,
                          .scanners = scanners};
    index_row_measure(row);
    index_row_judge(row, &context);
    json_object_set_object_member(item, "grand_total", json_object_ref(row));
    json_array_add_object_element(offices, row);
    json_object_set_array_member(item, "offices", offices);
    json_object_set_array_member(item, "scanners", scanners);
}

JsonObject *station_item(const Station *station)
{
    Work work = {0};
    JsonObject *item = json_object_new();
    work_do(&work, station);
    TEXTS(item, "at", station->at, "office", station->office, "name", station->name, "level",
          station->level);
    json_object_set_null_member(item, "return");
    json_object_set_null_member(item, "period");
    json_object_set_array_member(item, "plan", json_array_new());
    item_add_row(item, &work);
    item_add_holidays(item, &work);
    item_add_categories(item, &work);
    item_add_persons(item, &work);
    item_add_lists(item, &work);
    json_object_set_array_member(item, "corrections", json_array_new());
    item_add_records(item, &work);
    work_clear(&work);
    return item;
}

void station_clear(Station *station)
{
    g_free(station->office);
    g_free(station->name);
    g_free(station->level);
    g_free(station->parent);
}

char *station_text(JsonObject *item)
{
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, item);
    g_autofree char *text = json_to_string(node, FALSE);
    return g_strdup_printf("{\"schema\":1,\"items\":[%s]}\n", text);
}
