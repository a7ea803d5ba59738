/* Figures that cannot be: no count of the rules of progress.h has them, so somebody or something changed them afterwards.
 *
 * What is checked follows from the rules alone and holds of a station's row as of a sum of rows. Of an inner node "of" is left out: a
 * district's plan sets it anew.
 */
#include <math.h>

#include "index/index.h"
#include "index/member.h"
#include "index/merge.h"
#include "index/row.h"

#define PERCENT_OFF 0.005 /* percentages have two places */

#define PARTS_MOST 5

/* All that the parts count is of that: no record and no page is in two of them. Rules 1 to 5. */
static const struct {
    const char *of_group, *of;
    struct {
        const char *group, *member;
    } parts[PARTS_MOST];
    gboolean is_all; /* the parts are all of it */
} PARTS[] = {
    {"records",
     "registered",
     {{"records", "scanned"},
      {"records", "uncounted"},
      {"availability", "excluded"},
      {"availability", "missing"},
      {"availability", "damaged"}},
     FALSE},
    {"records", "scanned", {{"records", "recognised"}, {"records", "rejected"}}, FALSE},
    {"records", "scanned", {{"records", "short"}}, FALSE},
    {"records", "recognised", {{"records", "assembled"}}, FALSE},
    {"records", "assembled", {{"records", "checked"}}, FALSE},
    {"records", "checked", {{"records", "examined"}, {"records", "by_lot"}}, TRUE},
    {"records", "checked", {{"checking", "own_work"}}, FALSE},
    {"records", "assembled", {{"records", "exported"}}, FALSE},
    {"records", "exported", {{"records", "imported"}}, FALSE},
    {"custody", "taken", {{"custody", "overnight"}}, FALSE},
    {"pages", "scanned", {{"records", "scanned"}}, FALSE}, /* each has a page */
    {"pages", "scanned", {{"pages", "recognised"}, {"pages", "failed"}}, FALSE},
    {"pages", "expected", {{"availability", "pages"}}, FALSE},
    {"pages", "scanned", {{"pages", "unproven"}}, FALSE},
};

/* Rule 6: the days of a column add up to its total. In the order of merge_day_counts. */
static const char *const TOTALS[MERGE_DAY_COUNTS] = {"pages", "records", "records", "records",
                                                     "records"};

static gboolean part_check(JsonObject *row, guint p, GError **error)
{
    gint64 of = index_row_count(row, PARTS[p].of_group, PARTS[p].of), sum = 0;
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < PARTS_MOST && PARTS[p].parts[i].group; i++) {
        sum += index_row_count(row, PARTS[p].parts[i].group, PARTS[p].parts[i].member);
        g_string_append_printf(names, "%s%s", i > 0 ? " and " : "", PARTS[p].parts[i].member);
    }
    if (sum == of || (sum < of && !PARTS[p].is_all))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%" G_GINT64_FORMAT " %s %s are %s than %" G_GINT64_FORMAT " %s %s", sum,
                PARTS[p].parts[0].group, names->str, sum > of ? "more" : "fewer", of,
                PARTS[p].of_group, PARTS[p].of);
    return FALSE;
}

static gboolean parts_check(JsonObject *row, GError **error)
{
    for (guint p = 0; p < G_N_ELEMENTS(PARTS); p++)
        if (!part_check(row, p, error))
            return FALSE;
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

static gboolean percent_check(JsonObject *told, JsonObject *made, const char *name, GError **error)
{
    JsonNode *node = told ? json_object_get_member(told, name) : NULL;
    double is = member_double(made, name, -1), says = member_double(told, name, -1);
    if (node && fabs(is - says) < PERCENT_OFF)
        return TRUE;
    if (!node)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "it has no percentage \"%s\"", name);
    else
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "%s is said to be %.2f %%, and by its counts it is %.2f %%", name, says, is);
    return FALSE;
}

/* What was never heard of has none that mean anything: older versions said 0 where there was a target. */
static gboolean percents_check(JsonObject *row, GError **error)
{
    g_autoptr(JsonObject) made = index_row_percents(row);
    g_autoptr(GList) names = json_object_get_members(made);
    for (GList *name = names; name; name = name->next)
        if (!percent_check(member_object(row, "percent"), made, name->data, error))
            return FALSE;
    return TRUE;
}

/* "of" and "base" as target, census and register make them. */
static gboolean measure_check(JsonObject *row, GError **error)
{
    static const char *const from[] = {"target", "census", "records", "pages"};
    g_autoptr(JsonObject) made = json_object_new();
    for (guint i = 0; i < G_N_ELEMENTS(from); i++)
        if (json_object_has_member(row, from[i]))
            json_object_set_member(made, from[i], json_object_dup_member(row, from[i]));
    index_row_measure(made);
    gboolean is_same =
        g_strcmp0(member_text(row, "base"), member_text(made, "base")) == 0 &&
        index_row_count(row, "of", "records") == index_row_count(made, "of", "records") &&
        index_row_count(row, "of", "pages") == index_row_count(made, "of", "pages");
    if (!is_same)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "it is measured by %" G_GINT64_FORMAT " records and %" G_GINT64_FORMAT
                    " pages, and its plan makes that %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT,
                    index_row_count(row, "of", "records"), index_row_count(row, "of", "pages"),
                    index_row_count(made, "of", "records"), index_row_count(made, "of", "pages"));
    return is_same;
}

/* By which an auditor finds at the station what the figures were made of. */
static gboolean chain_check(JsonObject *row, GError **error)
{
    JsonObject *chain = member_object(row, "chain"), *frozen = member_object(row, "frozen");
    if (json_object_get_null_member(row, "chain")) /* an older Muhafiz wrote it (merge-older.c) */
        return TRUE;
    gboolean is_fine =
        member_int(chain, "number", -1) >= 0 && member_is_sha256(member_text(chain, "hash")) &&
        (!frozen ||
         (member_int(frozen, "return", 0) > 0 && member_is_sha256(member_text(frozen, "sha256"))));
    if (!is_fine)
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                            "the head of its chain of events is missing");
    return is_fine;
}

static gboolean head_check(JsonObject *head, JsonObject *before, JsonObject *chain)
{
    static const char *const counts[] = {"registered", "scanned", "pages"};
    gint64 number = member_int(head, "number", 0);
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
        if (member_int(head, counts[i], 0) < 0)
            return FALSE;
    return member_int(head, "return", 0) > member_int(before, "return", 0) &&
           number > member_int(before, "number", 0) && number <= member_int(chain, "number", 0) &&
           merge_time_parse(member_text(head, "at")) && member_is_sha256(member_text(head, "hash"));
}

/* Its returns follow each other, in its chain of events, and the last of them is the one that it calls its newest. */
static gboolean heads_check(JsonObject *row, GError **error)
{
    JsonArray *heads = member_array(row, "heads");
    JsonObject *chain = member_object(row, "chain"), *frozen = member_object(row, "frozen");
    JsonObject *before = NULL;
    gboolean is_fine = TRUE;
    if (!heads) /* an older Muhafiz wrote it */
        return TRUE;
    for (guint i = 0; is_fine && i < member_length(heads); i++) {
        is_fine = head_check(member_element(heads, i), before, chain);
        before = member_element(heads, i);
    }
    return (is_fine && member_int(before, "return", 0) == member_int(frozen, "return", 0) &&
            g_strcmp0(member_text(before, "at"), member_text(frozen, "at")) == 0) ||
           merge_refuse(error, "what it says of its frozen returns does not fit together");
}

static gboolean heard_check(JsonObject *row, gboolean is_leaf, GError **error)
{
    return !member_text(row, "figures_at") ||
           ((!is_leaf ||
             (measure_check(row, error) && chain_check(row, error) && heads_check(row, error))) &&
            percents_check(row, error));
}

static gboolean told_as(gboolean is_fine, const GError *fault, GError **error)
{
    if (!is_fine)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "%s: " MERGE_NOT_COUNTED,
                    fault->message);
    return is_fine;
}

gboolean merge_row_check(JsonObject *row, gboolean is_leaf, GError **error)
{
    g_autoptr(GError) fault = NULL;
    gboolean is_fine =
        parts_check(row, &fault) && days_check(row, &fault) && heard_check(row, is_leaf, &fault);
    return told_as(is_fine, fault, error);
}

/* ------------------------------------------------------------------------------------- the total -- */

static gint64 leaves_sum(JsonArray *rows, GHashTable *inner, const char *group, const char *member)
{
    gint64 sum = 0;
    for (guint i = 0; i < member_length(rows); i++) {
        JsonObject *row = member_element(rows, i);
        if (!g_hash_table_contains(inner, member_text(row, "office")))
            sum += index_row_count(row, group, member);
    }
    return sum;
}

/* -1: it has none, and should. */
static gint64 total_count(JsonObject *total, const char *group, const char *member)
{
    JsonObject *counts = member_object(total, group);
    gboolean is_null = counts && json_object_has_member(counts, member) &&
                       json_object_get_null_member(counts, member);
    return member_int(counts, member, is_null || !member_text(total, "figures_at") ? 0 : -1);
}

static gboolean total_check(JsonObject *item, GHashTable *inner, GError **error)
{
    JsonObject *total = member_object(item, "grand_total");
    for (const RowGroup *group = index_row_groups; group->group; group++)
        for (guint i = 0; group->members[i]; i++) {
            gint64 sum =
                leaves_sum(member_array(item, "offices"), inner, group->group, group->members[i]);
            gint64 count = total_count(total, group->group, group->members[i]);
            if (sum == count)
                continue;
            g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                        "the Grand Total of %s %s is %" G_GINT64_FORMAT
                        ", and its offices have %" G_GINT64_FORMAT,
                        group->group, group->members[i], count, sum);
            return FALSE;
        }
    return TRUE;
}

gboolean merge_total_check(JsonObject *item, GError **error)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(GHashTable) inner = merge_inner_offices(item);
    gboolean is_fine = total_check(item, inner, &fault);
    return told_as(is_fine, fault, error);
}
