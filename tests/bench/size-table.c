#include "tests/bench/size-table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define KB 1000.0

struct SizeTable {
    GPtrArray *rows; /* SizeRow */
};

typedef enum { STATISTIC_MEDIAN, STATISTIC_MEAN, STATISTIC_MOST, STATISTIC_LEAST } Statistic;

static void row_free(gpointer data)
{
    SizeRow *row = data;
    g_free(row->name);
    g_free(row->kind);
    g_free(row->ageing);
    g_free(row->language);
    g_free(row);
}

SizeTable *size_table_new(void)
{
    SizeTable *table = g_new0(SizeTable, 1);
    table->rows = g_ptr_array_new_with_free_func(row_free);
    return table;
}

void size_table_free(SizeTable *table)
{
    g_ptr_array_unref(table->rows);
    g_free(table);
}

/* ------------------------------------------------------------------------------------- statistics -- */

static int compare_doubles(gconstpointer a, gconstpointer b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double statistic_of(GArray *values, Statistic statistic)
{
    double sum = 0;
    guint n = values->len;
    if (n == 0)
        return NAN;
    g_array_sort(values, compare_doubles);
    const double *sorted = (const double *)(void *)values->data;
    for (guint i = 0; i < n; i++)
        sum += sorted[i];
    switch (statistic) {
    case STATISTIC_MEDIAN:
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    case STATISTIC_MEAN:
        return sum / n;
    case STATISTIC_MOST:
        return sorted[n - 1];
    default:
        return sorted[0];
    }
}

/* -------------------------------------------------------------------------------------- lines -- */

static const struct {
    SizeValue value;
    const char *head;
    double unit;
    int decimals;
    Statistic statistic;
} columns[] = {
    {SIZE_MASTER, "master", KB, 0, STATISTIC_MEDIAN},
    {SIZE_VOLUME, "volume", KB, 1, STATISTIC_MEDIAN},
    {SIZE_IMAGE, "image", KB, 1, STATISTIC_MEDIAN},
    {SIZE_TEXT, "text", KB, 1, STATISTIC_MEDIAN},
    {SIZE_OVERHEAD, "rest", KB, 1, STATISTIC_MEDIAN},
    {SIZE_G4, "G4", KB, 1, STATISTIC_MEDIAN},
    {SIZE_JPEG, "JPEG75", KB, 0, STATISTIC_MEDIAN},
    {SIZE_OCRMYPDF, "ocrmy", KB, 0, STATISTIC_MEDIAN},
    {SIZE_ARCHIVE, "archive", KB, 0, STATISTIC_MEDIAN},
    {SIZE_COLOUR_PIXELS, "dE", 1, 2, STATISTIC_MEAN},
    {SIZE_COLOUR_SEEN, "dE seen", 1, 2, STATISTIC_MEAN},
    {SIZE_TINT, "dE tint", 1, 2, STATISTIC_MEAN},
    {SIZE_SSIM, "SSIM", 1, 3, STATISTIC_MEAN},
    {SIZE_ARCHIVE_COLOUR, "a dE", 1, 2, STATISTIC_MEAN},
    {SIZE_ARCHIVE_SSIM, "a SSIM", 1, 3, STATISTIC_MEAN},
    {SIZE_ERRORS_MASTER, "err m", 1, 2, STATISTIC_MEAN},
    {SIZE_ERRORS_VISIBLE, "err v", 1, 2, STATISTIC_MEAN},
    {SIZE_ERRORS_OURS, "err o", 1, 2, STATISTIC_MEAN},
};

static void number_print(double value, int decimals)
{
    if (isnan(value))
        printf(" %7s", "-");
    else
        printf(" %7.*f", decimals, value);
}

void size_table_print_head(void)
{
    printf("%-40s %-8s %3s", "", "", "");
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        printf(" %7s", columns[i].head);
    printf("\n");
}

static void line_print(const char *name, const char *class, guint n, const double *values)
{
    printf("%-40s %-8s %3u", name, class, n);
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        number_print(values[columns[i].value] / columns[i].unit, columns[i].decimals);
    printf("\n");
    fflush(stdout);
}

void size_table_add(SizeTable *table, const SizePage *page, const double values[SIZE_N_VALUES])
{
    SizeRow *row = g_new0(SizeRow, 1);
    row->name = g_strdup(page->name);
    row->kind = g_strdup(page->kind);
    row->ageing = g_strdup(page->ageing);
    row->language = g_strdup(page->language);
    row->class = page->class;
    row->is_real = page->is_real;
    row->has_order = page->has_order;
    memcpy(row->values, values, sizeof row->values);
    g_ptr_array_add(table->rows, row);
    line_print(row->name, size_class_name(row->class), 1, row->values);
}

/* -------------------------------------------------------------------------------------- groups -- */

typedef char *(*KeyFunc)(const SizeRow *row);

static char *key_class(const SizeRow *row)
{
    return g_strconcat(row->is_real ? "real " : "generated ", size_class_name(row->class), NULL);
}

static char *key_kind(const SizeRow *row)
{
    return g_strconcat(row->kind, " ", size_class_name(row->class), NULL);
}

static char *key_ageing(const SizeRow *row)
{
    return g_strconcat(size_class_name(row->class), " ", row->ageing, NULL);
}

/* Words missed of forms, and characters wrong, are not to be mixed. */
static char *key_language(const SizeRow *row)
{
    return g_strconcat(row->language, row->has_order ? "" : " forms",
                       row->is_real && row->has_order ? " scans" : "", NULL);
}

static void group_print(const char *name, const GPtrArray *rows)
{
    double values[SIZE_N_VALUES];
    for (guint i = 0; i < SIZE_N_VALUES; i++)
        values[i] = NAN;
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(double));
        for (guint r = 0; r < rows->len; r++) {
            const SizeRow *row = g_ptr_array_index(rows, r);
            if (!isnan(row->values[columns[i].value]))
                g_array_append_val(found, row->values[columns[i].value]);
        }
        values[columns[i].value] = statistic_of(found, columns[i].statistic);
    }
    line_print(name, "", rows->len, values);
}

/* Rows by key, in the order of keys. */
static GTree *groups_new(const SizeTable *table, KeyFunc key)
{
    GTree *groups = g_tree_new_full((GCompareDataFunc)(void (*)(void))strcmp, NULL, g_free,
                                    (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < table->rows->len; i++) {
        SizeRow *row = g_ptr_array_index(table->rows, i);
        g_autofree char *name = key(row);
        GPtrArray *rows = g_tree_lookup(groups, name);
        if (!rows)
            g_tree_insert(groups, g_strdup(name), rows = g_ptr_array_new());
        g_ptr_array_add(rows, row);
    }
    return groups;
}

static gboolean group_visit(gpointer name, gpointer rows, G_GNUC_UNUSED gpointer user_data)
{
    group_print(name, rows);
    return FALSE;
}

static void groups_print(const SizeTable *table, const char *head, KeyFunc key)
{
    GTree *groups = groups_new(table, key);
    printf("\nby %s (sizes: medians in 1000 bytes; the rest: means)\n", head);
    size_table_print_head();
    g_tree_foreach(groups, group_visit, NULL);
    g_tree_unref(groups);
}

/* -------------------------------------------------------------------------------------- bounds -- */

typedef enum { PLAIN, RATIO, EXCESS } Measure; /* a, a / b, a - b */

static const struct {
    const char *what;
    guint classes;
    Measure measure;
    SizeValue a, b;
    Statistic statistic;
    double limit, unit;
} bounds[] = {
    {"colour with seals: median volume, KB", SIZE_SEAL, PLAIN, SIZE_VOLUME, 0, STATISTIC_MEDIAN, 70,
     KB},
    {"gray text: median volume, KB", SIZE_GRAY, PLAIN, SIZE_VOLUME, 0, STATISTIC_MEDIAN, 40, KB},
    {"bitonal: median image, of Group 4", SIZE_BITONAL, RATIO, SIZE_IMAGE, SIZE_G4,
     STATISTIC_MEDIAN, 0.72, 1},
    {"any page: most of a volume besides layers, KB", SIZE_ALL, PLAIN, SIZE_OVERHEAD, 0,
     STATISTIC_MOST, 6, KB},
    {"any page: most of a volume above its master, KB", SIZE_ALL, EXCESS, SIZE_VOLUME, SIZE_MASTER,
     STATISTIC_MOST, 6, KB},
    {"colour and gray: median, of ocrmypdf -O3", SIZE_SEAL | SIZE_COLOUR | SIZE_PICTURE | SIZE_GRAY,
     RATIO, SIZE_VOLUME, SIZE_OCRMYPDF, STATISTIC_MEDIAN, 0.35, 1},
    {"colour and gray: median, of JPEG 75", SIZE_SEAL | SIZE_COLOUR | SIZE_PICTURE | SIZE_GRAY,
     RATIO, SIZE_VOLUME, SIZE_JPEG, STATISTIC_MEDIAN, 0.15, 1},
    {"colour and gray: median, of archive-pdf-tools",
     SIZE_SEAL | SIZE_COLOUR | SIZE_PICTURE | SIZE_GRAY, RATIO, SIZE_VOLUME, SIZE_ARCHIVE,
     STATISTIC_MEDIAN, 1, 1},
    {"any page: mean CIEDE2000 over ink, as seen", SIZE_ALL, PLAIN, SIZE_COLOUR_SEEN, 0,
     STATISTIC_MEAN, 6, 1},
    {"any page: worst CIEDE2000 over ink, as seen", SIZE_ALL, PLAIN, SIZE_COLOUR_SEEN, 0,
     STATISTIC_MOST, 6, 1},
    {"any page: mean CIEDE2000 over ink, by pixels", SIZE_ALL, PLAIN, SIZE_COLOUR_PIXELS, 0,
     STATISTIC_MEAN, 6, 1},
    {"any page: mean SSIM at 100 dpi", SIZE_ALL, PLAIN, SIZE_SSIM, 0, STATISTIC_MEAN, 0.90, 1},
    {"any page: worst SSIM at 100 dpi", SIZE_ALL, PLAIN, SIZE_SSIM, 0, STATISTIC_LEAST, 0.90, 1},
};

static double measure_of(const SizeRow *row, guint bound)
{
    double a = row->values[bounds[bound].a], b = row->values[bounds[bound].b];
    switch (bounds[bound].measure) {
    case RATIO:
        return a / b;
    case EXCESS:
        return a - b;
    default:
        return a;
    }
}

/* Over generated pages (0), real ones (1) or both (2). */
static double bound_value(const SizeTable *table, guint bound, guint whose)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < table->rows->len; i++) {
        const SizeRow *row = g_ptr_array_index(table->rows, i);
        double value = measure_of(row, bound) / bounds[bound].unit;
        gboolean is_meant = whose == 2 || row->is_real == (whose == 1);
        if (is_meant && row->class & bounds[bound].classes && !isnan(value))
            g_array_append_val(values, value);
    }
    return statistic_of(values, bounds[bound].statistic);
}

/* The page that is furthest on the wrong side. */
static const char *bound_worst(const SizeTable *table, guint bound)
{
    const char *name = "";
    double worst = NAN, sign = bounds[bound].a == SIZE_SSIM ? -1 : 1;
    for (guint i = 0; i < table->rows->len; i++) {
        const SizeRow *row = g_ptr_array_index(table->rows, i);
        double value = sign * measure_of(row, bound);
        if (!(row->class & bounds[bound].classes) || isnan(value) || value <= worst)
            continue;
        worst = value;
        name = row->name;
    }
    return name;
}

static void bound_print(const char *what, double limit, gboolean is_least, const double values[3],
                        const char *worst)
{
    gboolean is_missed = is_least ? values[2] < limit : values[2] > limit;
    printf("%-52s %5.2f", what, limit);
    for (guint i = 0; i < 3; i++)
        number_print(values[i], 3);
    printf("  %-6s  %s\n", is_missed ? "MISSED" : "", worst);
}

/* ------------------------------------------------------------------------------------- errors -- */

static double errors_above(const GPtrArray *rows, SizeValue what)
{
    double sum = 0;
    guint n = 0;
    for (guint i = 0; i < rows->len; i++) {
        const SizeRow *row = g_ptr_array_index(rows, i);
        double above = row->values[SIZE_ERRORS_OURS] - row->values[what];
        if (isnan(above))
            continue;
        sum += above;
        n++;
    }
    return n > 0 ? sum / n : NAN;
}

static gboolean errors_visit(gpointer name, gpointer rows, G_GNUC_UNUSED gpointer user_data)
{
    static const struct {
        SizeValue value;
        const char *whose;
    } floors[] = {{SIZE_ERRORS_MASTER, "the master's"}, {SIZE_ERRORS_VISIBLE, "the image's"}};
    double limit = g_str_has_prefix(name, "pan") ? 2.0 : 0.5;
    for (guint i = 0; i < G_N_ELEMENTS(floors); i++) {
        double above = errors_above(rows, floors[i].value);
        g_autofree char *what =
            g_strdup_printf("%s: mean errors above %s, points", (char *)name, floors[i].whose);
        const double values[3] = {NAN, NAN, above};
        if (!isnan(above))
            bound_print(what, limit, FALSE, values, "");
    }
    return FALSE;
}

void size_table_print(const SizeTable *table)
{
    groups_print(table, "class", key_class);
    groups_print(table, "kind", key_kind);
    groups_print(table, "ageing", key_ageing);
    groups_print(table, "language", key_language);
    printf("\n%-52s %5s %7s %7s %7s  %-6s  %s\n", "bounds", "", "gener.", "real", "all", "",
           "worst");
    for (guint i = 0; i < G_N_ELEMENTS(bounds); i++) {
        double values[3];
        for (guint whose = 0; whose < 3; whose++)
            values[whose] = bound_value(table, i, whose);
        bound_print(bounds[i].what, bounds[i].limit, bounds[i].a == SIZE_SSIM, values,
                    bound_worst(table, i));
    }
    GTree *languages = groups_new(table, key_language);
    g_tree_foreach(languages, errors_visit, NULL);
    g_tree_unref(languages);
}
