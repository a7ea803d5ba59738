/* Which rules make a table: those that meet, directly or through others. */
#include "ocr/table.h"

static void table_free(OcrTable *table)
{
    g_array_unref(table->across);
    g_array_unref(table->down);
    g_free(table);
}

/* ---------------------------------------------------------------------------- which rules are one -- */

static gboolean is_beside(const OcrRule *rule, double along_px)
{
    return along_px > rule->from_px - OCR_TABLE_SLACK_PX &&
           along_px < rule->to_px + OCR_TABLE_SLACK_PX;
}

static gboolean rules_meet(const OcrRule *across, const OcrRule *down)
{
    return is_beside(across, (down->at_from_px + down->at_to_px) / 2) &&
           is_beside(down, (across->at_from_px + across->at_to_px) / 2);
}

/* Marks with number all rules that meet, directly or through others, the rule across at index. */
static void mark(const OcrRules *rules, guint *across, guint *down, guint index, guint number)
{
    across[index] = number;
    for (guint k = 0; k < rules->down->len; k++) {
        const OcrRule *other = &g_array_index(rules->down, OcrRule, k);
        if (down[k] || !rules_meet(&g_array_index(rules->across, OcrRule, index), other))
            continue;
        down[k] = number;
        for (guint i = 0; i < rules->across->len; i++)
            if (!across[i] && rules_meet(&g_array_index(rules->across, OcrRule, i), other))
                mark(rules, across, down, i, number);
    }
}

static GArray *marked(const GArray *rules, const guint *marks, guint number)
{
    GArray *chosen = g_array_new(FALSE, FALSE, sizeof(OcrRule));
    for (guint i = 0; i < rules->len; i++)
        if (marks[i] == number)
            g_array_append_val(chosen, g_array_index(rules, OcrRule, i));
    return chosen;
}

static void part_widen(OcrPart *part, const OcrRule *rule, gboolean is_across)
{
    double *from = is_across ? &part->left_px : &part->top_px;
    double *to = is_across ? &part->right_px : &part->bottom_px;
    double *least = is_across ? &part->top_px : &part->left_px;
    double *most = is_across ? &part->bottom_px : &part->right_px;
    *from = MIN(*from, rule->from_px);
    *to = MAX(*to, rule->to_px);
    *least = MIN(*least, MIN(rule->at_from_px, rule->at_to_px));
    *most = MAX(*most, MAX(rule->at_from_px, rule->at_to_px));
}

static OcrTable *table_new(GArray *across, GArray *down)
{
    OcrTable *table = g_new0(OcrTable, 1);
    table->across = across;
    table->down = down;
    table->box = (OcrPart){G_MAXDOUBLE, G_MAXDOUBLE, 0, 0};
    for (guint i = 0; i < across->len; i++)
        part_widen(&table->box, &g_array_index(across, OcrRule, i), TRUE);
    for (guint i = 0; i < down->len; i++)
        part_widen(&table->box, &g_array_index(down, OcrRule, i), FALSE);
    return table;
}

/* Rules that make at least two cells. */
static gboolean is_table(const OcrTable *table)
{
    return table->across->len > 0 && table->down->len > 0 &&
           table->across->len + table->down->len >= 3;
}

GPtrArray *ocr_tables_find(const OcrRules *rules)
{
    GPtrArray *tables = g_ptr_array_new_with_free_func((GDestroyNotify)table_free);
    g_autofree guint *across = g_new0(guint, rules->across->len + 1);
    g_autofree guint *down = g_new0(guint, rules->down->len + 1);
    guint number = 0;
    for (guint i = 0; i < rules->across->len; i++) {
        if (across[i])
            continue;
        mark(rules, across, down, i, ++number);
        OcrTable *table =
            table_new(marked(rules->across, across, number), marked(rules->down, down, number));
        if (is_table(table))
            g_ptr_array_add(tables, table);
        else
            table_free(table);
    }
    return tables;
}
