/* What a report of many offices says of them together: its categories over all offices, and how many records of each
 * stand in the lists. Rows of the item in, rows of the same form out. */
#include "batch/report-doc.h"
#include "index/member.h"

/* ---------------------------------------------------------------------------------- categories -- */

static const char *const category_counts[] = {"target_records", "target_pages", "registered",
                                              "scanned",        "imported",     "pages"};

static const char *const category_days[] = {"deadline", "first_deadline"};

/* A figure that one of them has not is none of all. */
static void category_add(JsonObject *sum, JsonObject *row, gboolean is_first)
{
    for (guint i = 0; i < G_N_ELEMENTS(category_counts); i++) {
        gint64 count = member_int(row, category_counts[i], REPORT_NO_COUNT);
        gint64 others = is_first ? 0 : member_int(sum, category_counts[i], REPORT_NO_COUNT);
        if (count >= 0 && others >= 0)
            json_object_set_int_member(sum, category_counts[i], count + others);
        else
            json_object_set_null_member(sum, category_counts[i]);
    }
    for (guint i = 0; i < G_N_ELEMENTS(category_days); i++)
        if (g_strcmp0(member_text(sum, category_days[i]), member_text(row, category_days[i])) != 0)
            json_object_set_null_member(sum, category_days[i]);
}

static JsonObject *category_new(JsonObject *row)
{
    static const char *const texts[] = {"priority", "category", "deadline", "first_deadline"};
    JsonObject *sum = json_object_new();
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        if (member_text(row, texts[i]))
            json_object_set_string_member(sum, texts[i], member_text(row, texts[i]));
    return sum;
}

JsonArray *report_categories(const Report *report)
{
    JsonArray *rows = member_array(report->item, "categories"), *all = json_array_new();
    g_autoptr(GHashTable) sums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < member_length(rows); i++) {
        JsonObject *row = member_element(rows, i);
        const char *priority = member_text(row, "priority"),
                   *category = member_text(row, "category");
        g_autofree char *key =
            g_strdup_printf("%s\n%s", priority ? priority : "", category ? category : "");
        JsonObject *sum = g_hash_table_lookup(sums, key);
        gboolean is_first = !sum;
        if (is_first) {
            sum = category_new(row);
            json_array_add_object_element(all, sum);
            g_hash_table_insert(sums, g_steal_pointer(&key), sum);
        }
        category_add(sum, row, is_first);
    }
    return all;
}

/* --------------------------------------------------------------------------------------- lists -- */

static const struct {
    const char *member;
    ReportWord column;
} lists[] = {
    {"short", WORD_SHORT},         {"uncounted", WORD_UNCOUNTED},
    {"surplus", WORD_SURPLUS},     {"elsewhere", WORD_ELSEWHERE},
    {"lowered", WORD_LOWERED},     {"unlike", WORD_UNLIKE},
    {"split", WORD_SPLIT},         {"recategorised", WORD_RECATEGORISED},
    {"removed", WORD_REMOVED},     {"excluded", WORD_EXCLUDED},
    {"missing", WORD_MISSING},     {"damaged", WORD_DAMAGED},
    {"withheld", WORD_WITHHELD},   {"overnight", WORD_OVERNIGHT},
    {"taken", WORD_ROWS_TAKEN},    {"disputed", WORD_DISPUTED},
    {"dissolved", WORD_DISSOLVED}, {"doubtful", WORD_DOUBTFUL},
};
#define N_LISTS G_N_ELEMENTS(lists)

#define RECORDS_LISTED 2000

gboolean report_lists_are_counted(const Report *report)
{
    JsonObject *all = member_object(report->item, "lists");
    guint n = 0;
    for (guint i = 0; i < N_LISTS; i++)
        n += member_length(member_array(all, lists[i].member));
    return report->offices->len > REPORT_OFFICES_LISTED ||
           (report->offices->len > 1 && n > RECORDS_LISTED);
}

typedef struct {
    gint64 counts[N_LISTS];
} Listed;

static void listed_add(GHashTable *offices, JsonArray *rows, guint list)
{
    for (guint i = 0; i < member_length(rows); i++) {
        const char *office = member_text(member_element(rows, i), "office");
        Listed *listed = g_hash_table_lookup(offices, office ? office : "");
        if (listed)
            listed->counts[list]++;
    }
}

static void listed_row(DocTable *table, const char *name, const Listed *listed)
{
    char **cells = g_new0(char *, N_LISTS + 2);
    cells[0] = g_strdup(name);
    for (guint i = 0; i < N_LISTS; i++)
        cells[i + 1] = report_count(listed->counts[i]);
    doc_table_add(table, cells);
}

/* What an older version did not list is not nothing. */
static Listed *listed_of(const ReportRow *row)
{
    Listed *listed = g_new0(Listed, 1);
    g_auto(GStrv) lacks = member_texts(row->item, "lacks");
    for (guint i = 0; i < N_LISTS; i++)
        if (g_strv_contains((const char *const *)lacks, lists[i].member))
            listed->counts[i] = REPORT_NO_COUNT;
    return listed;
}

static GHashTable *listed_new(const Report *report)
{
    GHashTable *offices = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    JsonObject *all = member_object(report->item, "lists");
    for (guint i = 0; i < report->offices->len; i++) {
        const ReportRow *row = &g_array_index(report->offices, ReportRow, i);
        if (row->office && !row->is_inner)
            g_hash_table_insert(offices, (gpointer)row->office, listed_of(row));
    }
    for (guint i = 0; i < N_LISTS; i++)
        listed_add(offices, member_array(all, lists[i].member), i);
    return offices;
}

static DocTable *listed_table(void)
{
    DocColumn columns[N_LISTS + 1] = {{WORD_OFFICE, DOC_NO_GROUP, DOC_NAME, FALSE}};
    for (guint i = 0; i < N_LISTS; i++)
        columns[i + 1] = (DocColumn){lists[i].column, DOC_NO_GROUP, DOC_NUMBER, FALSE};
    return doc_table_new(WORD_LISTS, columns, N_LISTS + 1);
}

DocTable *doc_list_counts(const Report *report, ReportLanguage language)
{
    DocTable *table = listed_table();
    g_autoptr(GHashTable) offices = listed_new(report);
    Listed total = {0};
    GHashTableIter at;
    gpointer listed;
    table->says = g_strdup(report_word(language, WORD_LISTS_SAY));
    table->is_wide = TRUE;
    g_hash_table_iter_init(&at, offices);
    while (g_hash_table_iter_next(&at, NULL, &listed))
        for (guint i = 0; i < N_LISTS; i++)
            total.counts[i] += MAX(((const Listed *)listed)->counts[i], 0);
    listed_row(table, report_word(language, WORD_GRAND_TOTAL), &total);
    g_array_index(table->rows, DocRow, 0).is_total = TRUE;
    for (guint i = 0; i < report->offices->len; i++) {
        const ReportRow *row = &g_array_index(report->offices, ReportRow, i);
        const Listed *own = row->office ? g_hash_table_lookup(offices, row->office) : NULL;
        if (own)
            listed_row(table, row->name, own);
    }
    return table;
}
