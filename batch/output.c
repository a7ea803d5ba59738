/* What reaches the terminal. Widths are counted in terminal cells, as wcwidth(3) does it: Devanagari
 * signs and Urdu marks take none. */
#define _GNU_SOURCE
#include "batch/output.h"

#include <json-glib/json-glib.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void output_items(JsonNode *items)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    gboolean is_array = JSON_NODE_HOLDS_ARRAY(items);
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "schema");
    json_builder_add_int_value(builder, 1);
    json_builder_set_member_name(builder, "items");
    if (!is_array)
        json_builder_begin_array(builder);
    json_builder_add_value(builder, items);
    if (!is_array)
        json_builder_end_array(builder);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    g_autofree char *text = json_to_string(root, FALSE);
    puts(text);
}

void output_items_text(const char *items)
{
    printf("{\"schema\":1,\"items\":%s}\n", items);
}

void output_line(const Context *context, const char *format, ...)
{
    if (context->json)
        return;
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
}

void output_problem(Context *context, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fflush(stdout);
    fprintf(stderr, "muhafiz: %s\n", text);
    context->failed = TRUE;
}

void output_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    fflush(stdout);
    fprintf(stderr, "muhafiz: note: %s\n", text);
}

static gboolean begins_with(const char *path, const char *magic)
{
    char head[16] = {0};
    FILE *file = fopen(path, "rb");
    gsize n = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        fclose(file);
    return n == 0 || (n >= strlen(magic) && memcmp(head, magic, strlen(magic)) == 0);
}

gboolean output_may_write(const Context *context, const char *path, const char *magic,
                          GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    if (context->store && index_store_holds(context->store, folder)) {
        g_set_error(
            error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
            "%s would lie in the store, among what the office must not lose: say another place",
            path);
        return FALSE;
    }
    if (!magic || begins_with(path, magic))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s is another kind of file and would be lost: say another name", path);
    return FALSE;
}

gboolean output_can_ask(const Context *context)
{
    return !context->json && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

void output_ask(const char *format, ...)
{
    va_list arguments;
    fflush(stdout);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fflush(stderr);
}

static guint text_cells(const char *text)
{
    guint cells = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        GUnicodeType type = g_unichar_type(c);
        if (type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK ||
            type == G_UNICODE_FORMAT)
            continue;
        cells += g_unichar_iswide(c) ? 2 : 1;
    }
    return cells;
}

void output_table(const char *const *cells, guint n_rows, guint n_columns)
{
    g_autofree guint *widths = g_new0(guint, n_columns);
    for (guint i = 0; i < n_rows * n_columns; i++)
        widths[i % n_columns] = MAX(widths[i % n_columns], text_cells(cells[i]));
    for (guint i = 0; i < n_rows * n_columns; i++) {
        gboolean is_last = i % n_columns == n_columns - 1;
        fputs(cells[i], stdout);
        if (is_last)
            putchar('\n');
        else
            printf("%*s", (int)(widths[i % n_columns] - text_cells(cells[i]) + 2), "");
    }
}

struct Progress {
    const char *what, *unit;
    guint64 done, total;
    guint64 done_before; /* by an earlier run: says nothing of the rate */
    gint64 started_us, drawn_us;
    gboolean bar; /* a terminal; else only lines */
    gboolean quiet;
};

#define BAR_CELLS 30
#define REDRAW_US 100000

Progress *output_progress_new(const Context *context, const char *what, const char *unit,
                              guint64 total)
{
    Progress *progress = g_new0(Progress, 1);
    progress->what = what;
    progress->unit = unit;
    progress->total = total;
    progress->started_us = g_get_monotonic_time();
    progress->bar = isatty(STDERR_FILENO) && !context->json;
    progress->quiet = context->json;
    return progress;
}

static void bar_clear(const Progress *progress)
{
    if (progress->bar)
        fputs("\r\033[K", stderr);
}

/* ", 40 s left", ", 2 h 05 min left" */
static void left_print(double seconds)
{
    guint minutes = (guint)(MIN(seconds, 1e9) / 60);
    if (minutes < 2)
        fprintf(stderr, ", %.0f s left", seconds);
    else if (minutes < 120)
        fprintf(stderr, ", %u min left", minutes);
    else
        fprintf(stderr, ", %u h %02u min left", minutes / 60, minutes % 60);
}

static void bar_draw(Progress *progress)
{
    double seconds = (double)(g_get_monotonic_time() - progress->started_us) / G_USEC_PER_SEC;
    double rate = seconds > 0 ? (double)(progress->done - progress->done_before) / seconds : 0;
    guint filled = progress->total
                       ? (guint)(BAR_CELLS * MIN(progress->done, progress->total) / progress->total)
                       : 0;
    bar_clear(progress);
    fprintf(stderr, "%s [%.*s%*s] %" G_GUINT64_FORMAT, progress->what, (int)filled,
            "##############################", (int)(BAR_CELLS - filled), "", progress->done);
    if (progress->total)
        fprintf(stderr, "/%" G_GUINT64_FORMAT, progress->total);
    fprintf(stderr, " %s, %.1f/s", progress->unit, rate);
    if (rate > 0 && progress->total > progress->done)
        left_print((double)(progress->total - progress->done) / rate);
    fflush(stderr);
    progress->drawn_us = g_get_monotonic_time();
}

void output_progress_set(Progress *progress, guint64 done, guint64 total)
{
    if (progress->done == 0 && done > 1) {
        progress->started_us = g_get_monotonic_time();
        progress->done_before = done - 1;
    }
    progress->done = done;
    progress->total = total;
    if (progress->bar && (g_get_monotonic_time() - progress->drawn_us > REDRAW_US || done == total))
        bar_draw(progress);
}

void output_progress_line(Progress *progress, const char *format, ...)
{
    if (progress->quiet)
        return;
    bar_clear(progress);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    if (progress->bar)
        bar_draw(progress);
}

void output_progress_end(Progress *progress)
{
    if (!progress)
        return;
    bar_clear(progress);
    fflush(stderr);
    g_free(progress);
}
