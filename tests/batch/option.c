/* Options from a table: limits, choices, defaults, and what is said when they are broken. */
#include "batch/command.h"

#include <string.h>

static const CommandOption options[] = {
    {"dpi", 'd', OPTION_INT, 75, 1200, "300", "DPI", "resolution"},
    {"format", 0, OPTION_CHOICE, 0, 0, "html", "html|csv", "what is written"},
    {"file", 'f', OPTION_TEXT, 0, 0, NULL, "FILE_NO", "record"},
    {"again", 0, OPTION_FLAG, 0, 0, NULL, NULL, "once more"},
    {0},
};

static const Command command = {.name = "test",
                                .arguments = "A [B]",
                                .options = options,
                                .min_arguments = 1,
                                .max_arguments = 2};

static const struct {
    const char *line;
    const char *error; /* NULL: well-formed */
    gint64 dpi;
    const char *format, *file;
    gboolean again, json, help;
    guint n;
} cases[] = {
    {"a", NULL, 300, "html", NULL, FALSE, FALSE, FALSE, 1},
    {"--dpi 600 a b", NULL, 600, "html", NULL, FALSE, FALSE, FALSE, 2},
    {"a --dpi=75 -f پ-3 --json", NULL, 75, "html", "پ-3", FALSE, TRUE, FALSE, 1},
    {"--again --format csv a", NULL, 300, "csv", NULL, TRUE, FALSE, FALSE, 1},
    {"--file= a", NULL, 300, "html", "", FALSE, FALSE, FALSE, 1},
    {"-- --dpi", NULL, 300, "html", NULL, FALSE, FALSE, FALSE, 1},
    {"--help", NULL, 0, NULL, NULL, FALSE, FALSE, TRUE, 0},
    {"--dpi 74 a", "from 75 to 1200", 0, NULL, NULL, FALSE, FALSE, FALSE, 0},
    {"--dpi 3e2 a", "whole number", 0, NULL, NULL, FALSE, FALSE, FALSE, 0},
    {"--dpi 99999999999999999999 a", "whole number", 0, NULL, NULL, FALSE, FALSE, FALSE, 0},
    {"--format pdf a", "one of html|csv", 0, NULL, NULL, FALSE, FALSE, FALSE, 0},
    {"--colour a", "--colour", 0, NULL, NULL, FALSE, FALSE, FALSE, 0},
    {"--dpi", "dpi", 0, NULL, NULL, FALSE, FALSE, FALSE, 0},
    {"", "use: muhafiz test A [B]", 0, NULL, NULL, FALSE, FALSE, FALSE, 0},
    {"a b c", "use: muhafiz test A [B]", 0, NULL, NULL, FALSE, FALSE, FALSE, 0},
};

static void test_case(gconstpointer data)
{
    guint i = GPOINTER_TO_UINT(data);
    g_autofree char *line = g_strconcat("test ", cases[i].line, NULL);
    g_auto(GStrv) words = g_strsplit(g_strchomp(line), " ", -1);
    g_autofree char **argv = g_memdup2(words, (g_strv_length(words) + 1) * sizeof *words);
    gboolean json = FALSE, help = FALSE;
    g_autoptr(GError) error = NULL;
    g_autoptr(Arguments) arguments =
        arguments_parse(&command, (int)g_strv_length(words), argv, &json, &help, &error);
    if (cases[i].error) {
        g_assert_null(arguments);
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
        g_assert_nonnull(strstr(error->message, cases[i].error));
        return;
    }
    g_assert_no_error(error);
    g_assert_cmpint(help, ==, cases[i].help);
    if (help)
        return;
    guint n = 0;
    argument_list(arguments, &n);
    g_assert_cmpint(json, ==, cases[i].json);
    g_assert_cmpint(argument_int(arguments, "dpi", -1), ==, cases[i].dpi);
    g_assert_cmpstr(argument_text(arguments, "format"), ==, cases[i].format);
    g_assert_cmpstr(argument_text(arguments, "file"), ==, cases[i].file);
    g_assert_cmpint(argument_flag(arguments, "again"), ==, cases[i].again);
    g_assert_cmpuint(n, ==, cases[i].n);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/option/%u", i);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_case);
    }
    return g_test_run();
}
