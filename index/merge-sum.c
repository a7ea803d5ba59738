/* Inner nodes of the tree: the sums of what stands below them. Days are those of the leaves. */
#include <string.h>

#include "index/answer.h"
#include "index/member.h"
#include "index/merge.h"
#include "index/row.h"

#define FLAGGED_SHARE                                                                              \
    10 /* a day is flagged where one page in so many is of an office that flags it */

typedef struct {
    gint64 counts[MERGE_DAY_COUNTS], flagged_pages;
    gboolean is_there, is_working, is_flagged;
} DaySum;

typedef struct {
    const GPtrArray *children; /* MergeNode*, which have their rows */
    GPtrArray *leaves;         /* MergeNode* */
    JsonObject *row;
} Sum;

static void leaves_collect(MergeNode *node, GPtrArray *leaves)
{
    if (node->children->len == 0)
        g_ptr_array_add(leaves, node);
    for (guint i = 0; i < node->children->len; i++)
        leaves_collect(node->children->pdata[i], leaves);
}

static JsonObject *row_of(const GPtrArray *nodes, guint i)
{
    return ((MergeNode *)nodes->pdata[i])->row;
}

/* ---------------------------------------------------------------------------------------- counts -- */

static gint64 count_sum(const Sum *sum, const char *group, const char *member)
{
    gint64 count = 0;
    for (guint i = 0; i < sum->children->len; i++)
        count += index_row_count(row_of(sum->children, i), group, member);
    return count;
}

static void group_sum(const Sum *sum, const char *group, const char *const *members)
{
    JsonObject *counts = json_object_new();
    for (; *members; members++)
        json_object_set_int_member(counts, *members, count_sum(sum, group, *members));
    json_object_set_object_member(sum->row, group, counts);
}

/* ----------------------------------------------------------------------------------- yardsticks -- */

/* The earliest or the latest of their days; NULL: none has one. Who has none of that member has instead. */
static const char *day_join(const Sum *sum, const char *group, const char *member,
                            const char *instead, gboolean is_latest)
{
    const char *day = NULL;
    for (guint i = 0; i < sum->children->len; i++) {
        JsonObject *of = member_object(row_of(sum->children, i), group);
        const char *other = member_text(of, member);
        other = other ? other : member_text(of, instead);
        if (other && (!day || (strcmp(other, day) > 0) == is_latest))
            day = other;
    }
    return day;
}

/* Target or census of those that have one. */
static JsonObject *yardstick_sum(const Sum *sum, const char *group)
{
    static const char *const members[] = {"records", "pages", NULL};
    gboolean is_there = FALSE;
    for (guint i = 0; i < sum->children->len; i++)
        is_there |= member_object(row_of(sum->children, i), group) != NULL;
    if (is_there)
        group_sum(sum, group, members);
    else
        json_object_set_null_member(sum->row, group);
    return member_object(sum->row, group);
}

/* Pages of what offices have to do; 0 where one of them has records to do and no count of their pages. */
static void pages_measure(const Sum *sum)
{
    for (guint i = 0; i < sum->children->len; i++)
        if (index_row_count(row_of(sum->children, i), "of", "records") > 0 &&
            index_row_count(row_of(sum->children, i), "of", "pages") <= 0)
            json_object_set_int_member(member_object(sum->row, "of"), "pages", 0);
}

static void measure_sum(const Sum *sum)
{
    static const char *const members[] = {"records", "pages", NULL};
    const char *base = NULL;
    JsonObject *target = yardstick_sum(sum, "target"), *census = yardstick_sum(sum, "census");
    if (target) {
        answer_set_text(target, "start", day_join(sum, "target", "start", "start", FALSE));
        answer_set_text(target, "deadline", day_join(sum, "target", "deadline", "deadline", TRUE));
        answer_set_text(target, "first_deadline",
                        day_join(sum, "target", "first_deadline", "deadline", TRUE));
    }
    if (census) {
        answer_set_text(census, "counted_on",
                        day_join(sum, "census", "counted_on", "counted_on", FALSE));
        json_object_set_int_member(census, "own", count_sum(sum, "census", "own"));
    }
    for (guint i = 0; i < sum->children->len; i++) {
        const char *own = member_text(row_of(sum->children, i), "base");
        base = !base || g_strcmp0(base, own) == 0 ? own : "mixed";
    }
    json_object_set_string_member(sum->row, "base", base ? base : "register");
    group_sum(sum, "of", members);
    pages_measure(sum);
}

/* ------------------------------------------------------------------------------------------ days -- */

static void span_find(const Sum *sum, gint32 *first, gint32 *last)
{
    *first = G_MAXINT32;
    *last = 0;
    for (guint i = 0; i < sum->leaves->len; i++) {
        JsonArray *days = member_array(row_of(sum->leaves, i), "days");
        guint n = member_length(days);
        if (n == 0)
            continue;
        *first = MIN(*first, index_day_parse(member_text(member_element(days, 0), "day")));
        *last = MAX(*last, index_day_parse(member_text(member_element(days, n - 1), "day")));
    }
}

static void days_add(DaySum *sums, gint32 first, JsonArray *days)
{
    for (guint i = 0; i < member_length(days); i++) {
        JsonObject *day = member_element(days, i);
        DaySum *sum = &sums[index_day_parse(member_text(day, "day")) - first];
        for (guint c = 0; c < MERGE_DAY_COUNTS; c++)
            sum->counts[c] += member_int(day, merge_day_counts[c], 0);
        gboolean is_flagged = member_flag(day, "flagged");
        sum->flagged_pages += is_flagged ? member_int(day, merge_day_counts[0], 0) : 0;
        sum->is_flagged |= is_flagged;
        sum->is_working |= member_flag(day, "working");
        sum->is_there = TRUE;
    }
}

static JsonObject *day_answer(const DaySum *sum, gint32 julian)
{
    g_autofree char *name = index_day_format(julian);
    JsonObject *day = json_object_new();
    json_object_set_string_member(day, "day", name);
    for (guint c = 0; c < MERGE_DAY_COUNTS; c++)
        json_object_set_int_member(day, merge_day_counts[c], sum->counts[c]);
    json_object_set_boolean_member(day, "working", sum->is_working);
    json_object_set_boolean_member(
        day, "flagged", sum->is_flagged && sum->flagged_pages * FLAGGED_SHARE >= sum->counts[0]);
    return day;
}

static void days_sum(const Sum *sum)
{
    JsonArray *days = json_array_new();
    gint32 first, last;
    span_find(sum, &first, &last);
    g_autofree DaySum *sums = g_new0(DaySum, last >= first ? last - first + 1 : 1);
    for (guint i = 0; i < sum->leaves->len; i++)
        days_add(sums, first, member_array(row_of(sum->leaves, i), "days"));
    for (gint32 day = first; day <= last; day++)
        if (sums[day - first].is_there)
            json_array_add_object_element(days, day_answer(&sums[day - first], day));
    json_object_set_array_member(sum->row, "days", days);
}

/* ------------------------------------------------------------------------------------------- age -- */

/* As old as the oldest figures in it. */
static void age_sum(const Sum *sum, MergeNode *node)
{
    const char *oldest = NULL;
    for (guint i = 0; i < sum->leaves->len; i++) {
        const MergeNode *leaf = sum->leaves->pdata[i];
        if (!leaf->item || (oldest && leaf->figures_s >= node->figures_s))
            continue;
        oldest = member_text(leaf->row, "figures_at");
        node->figures_s = leaf->figures_s;
    }
    answer_set_text(sum->row, "figures_at", oldest);
}

void merge_sum(MergeNode *node)
{
    g_autoptr(GPtrArray) leaves = g_ptr_array_new();
    Sum sum = {node->children, leaves, json_object_new()};
    leaves_collect(node, leaves);
    node->row = sum.row;
    for (const RowGroup *group = index_row_groups; group->group; group++)
        group_sum(&sum, group->group, group->members);
    measure_sum(&sum);
    days_sum(&sum);
    age_sum(&sum, node);
}
