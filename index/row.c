/* What follows from the counts and days of a ROW. */
#include "index/row.h"

#include <string.h>

#include "index/behind.h"
#include "index/member.h"

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

/* --------------------------------------------------------------------------------------- verdict -- */

gint64 index_row_unscanned(JsonObject *row)
{
    gint64 records =
        index_row_count(row, "of", "records") - index_row_count(row, "records", "scanned");
    gint64 pages = index_row_count(row, "of", "pages") - index_row_count(row, "pages", "scanned");
    return MAX(records, 0) + (pages > 0 ? index_row_count(row, "records", "short") : 0);
}

void index_row_judge(JsonObject *row, const RowContext *context)
{
    percents_set(row);
    index_row_project(row, context);
    index_row_explain(row, context);
}
