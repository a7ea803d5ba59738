/* Figures that cannot be: no count of the rules of progress.h has them, so somebody or something changed them afterwards.
 *
 * What is checked follows from the rules alone and holds of a station's row as of a sum of rows, whatever the version that counted.
 * "of" is left out: a district's plan sets it anew.
 */
#include <math.h>

#include "index/index.h"
#include "index/member.h"
#include "index/merge.h"
#include "index/row.h"

#define PERCENT_OFF 0.005 /* percentages have two places */

/* Each record of the column is one of the other: rules 3 and 4. */
static const struct {
    const char *column, *of;
} RECORDS[] = {
    {"scanned", "registered"}, {"assembled", "scanned"}, {"checked", "assembled"},
    {"exported", "assembled"}, {"imported", "exported"},
};

/* Rule 6: the days of a column add up to its total. In the order of merge_day_counts. */
static const char *const TOTALS[MERGE_DAY_COUNTS] = {"pages", "records", "records", "records",
                                                     "records"};

static gboolean records_check(JsonObject *row, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(RECORDS); i++) {
        gint64 count = index_row_count(row, "records", RECORDS[i].column);
        gint64 of = index_row_count(row, "records", RECORDS[i].of);
        if (count <= of)
            continue;
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "%" G_GINT64_FORMAT " records %s are more than %" G_GINT64_FORMAT " %s", count,
                    RECORDS[i].column, of, RECORDS[i].of);
        return FALSE;
    }
    return TRUE;
}

static gboolean day_add(JsonObject *day, gint64 sums[MERGE_DAY_COUNTS], GError **error)
{
    for (guint c = 0; c < MERGE_DAY_COUNTS; c++) {
        gint64 count = member_int(day, merge_day_counts[c], 0);
        if (count < 0) {
            g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                        "on %s there are %" G_GINT64_FORMAT " %s, less than nothing",
                        member_text(day, "day"), count, merge_day_counts[c]);
            return FALSE;
        }
        sums[c] += count;
    }
    return TRUE;
}

static gboolean days_check(JsonObject *row, GError **error)
{
    JsonArray *days = member_array(row, "days");
    gint64 sums[MERGE_DAY_COUNTS] = {0};
    for (guint i = 0; i < member_length(days); i++)
        if (!day_add(member_element(days, i), sums, error))
            return FALSE;
    for (guint c = 0; c < MERGE_DAY_COUNTS; c++) {
        const char *column = c == 0 ? "scanned" : merge_day_counts[c];
        gint64 total = index_row_count(row, TOTALS[c], column);
        if (sums[c] == total)
            continue;
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "%s %s are %" G_GINT64_FORMAT ", and its days add up to %" G_GINT64_FORMAT,
                    TOTALS[c], column, total, sums[c]);
        return FALSE;
    }
    return TRUE;
}

/* A row that does not tell a percentage is not wrong about it: they are made anew. And what was never heard of has none that mean anything:
 * older versions said 0 where there was a target. */
static gboolean percents_check(JsonObject *row, GError **error)
{
    if (!member_text(row, "figures_at"))
        return TRUE;
    g_autoptr(JsonObject) made = index_row_percents(row);
    JsonObject *told = member_object(row, "percent");
    g_autoptr(GList) names = json_object_get_members(made);
    for (GList *name = names; told && name; name = name->next) {
        double is = member_double(made, name->data, -1), says = member_double(told, name->data, -1);
        if (!json_object_has_member(told, name->data) || fabs(is - says) < PERCENT_OFF)
            continue;
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "%s is said to be %.2f %%, and by its counts it is %.2f %%",
                    (const char *)name->data, says, is);
        return FALSE;
    }
    return TRUE;
}

gboolean merge_row_check(JsonObject *row, GError **error)
{
    g_autoptr(GError) fault = NULL;
    if (records_check(row, &fault) && days_check(row, &fault) && percents_check(row, &fault))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s: this was not counted so, ask the office for its report as it was written",
                fault->message);
    return FALSE;
}
