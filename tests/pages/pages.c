/* pages: test pages with their ground truth.
 *
 *   pages --seed 7 --lang hin --kind order --ageing medium -o DIR/page.png
 *   pages --set demo --out DIR
 *
 * Prints "FILE <tab> KEY PHRASE" in UTF-8 for each page written. */
#include "tests/pages/sets.h"

#include "scan/scan.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    char *lang, *kind, *ageing, *mode, *output;
    char *set, *out_dir, *format;
    gint64 seed;
    int n_seals;
    gboolean is_ruled;
    double dpi;
} Options;

static gboolean make_one(const Options *options, const Ageing *ageing, PageMode mode,
                         GError **error)
{
    PageRequest request = {.language = text_language_lookup(options->lang, error),
                           .kind = options->kind,
                           .ageing = ageing,
                           .mode = mode,
                           .dpi = options->dpi,
                           .story_seed = (guint64)options->seed,
                           .page_seed = (guint64)options->seed,
                           .n_seals = (guint)CLAMP(options->n_seals, 0, 20),
                           .is_ruled = options->is_ruled};
    struct Pix *pix = NULL;
    g_autoptr(Composition) page = request.language ? page_render(&request, &pix, error) : NULL;
    gboolean ok = page && page_write(options->output, pix, page, error);
    if (ok)
        printf("%s\t%s\n", options->output, page->phrase); /* g_print would recode it */
    pixDestroy(&pix);
    return ok;
}

static gboolean make(const Options *options, GError **error)
{
    PageMode mode;
    const Ageing *ageing = age_level_lookup(options->ageing, error);
    if (!ageing || !page_mode_parse(options->mode, &mode, error))
        return FALSE;
    if (options->dpi < 30 || options->dpi > 1200) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "--dpi must be 30 to 1200");
        return FALSE;
    }
    if (options->output && !options->set)
        return make_one(options, ageing, mode, error);
    if (options->set && options->out_dir && !options->output) {
        SetOptions set = {options->out_dir, options->format, (guint64)options->seed, mode,
                          options->dpi,     ageing};
        return set_write(options->set, &set, error);
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "say either -o FILE, or --set NAME and --out DIR");
    return FALSE;
}

static void default_set(char **option, const char *value)
{
    if (!*option)
        *option = g_strdup(value);
}

static void options_default(Options *options)
{
    default_set(&options->lang, "eng");
    default_set(&options->kind, "note");
    default_set(&options->ageing, "medium");
    default_set(&options->mode, "color");
    default_set(&options->format, "png");
}

static void options_clear(Options *options)
{
    char *strings[] = {options->lang, options->kind,    options->ageing, options->mode,
                       options->set,  options->out_dir, options->format, options->output};
    for (guint i = 0; i < G_N_ELEMENTS(strings); i++)
        g_free(strings[i]);
}

static int run(int argc, char **argv, Options *options)
{
    const GOptionEntry entries[] = {
        {"seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "Which of the many pages (0)", "N"},
        {"lang", 0, 0, G_OPTION_ARG_STRING, &options->lang,
         "eng, hin, pan, urd, urd-nastaliq, lus or eng+hin (eng)", "CODE"},
        {"kind", 0, 0, G_OPTION_ARG_STRING, &options->kind,
         "note, application, order, table, certificate, letter, mixed, map, photo or back (note)",
         "KIND"},
        {"ageing", 0, 0, G_OPTION_ARG_STRING, &options->ageing,
         "clean, light, medium or heavy (medium)", "LEVEL"},
        {"mode", 0, 0, G_OPTION_ARG_STRING, &options->mode, "color, gray or lineart (color)",
         "MODE"},
        {"dpi", 0, 0, G_OPTION_ARG_DOUBLE, &options->dpi, "Resolution (300)", "N"},
        {"seals", 0, 0, G_OPTION_ARG_INT, &options->n_seals, "Seals across its text (0)", "N"},
        {"ruled", 0, 0, G_OPTION_ARG_NONE, &options->is_ruled, "On paper with printed lines", NULL},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
         "File to write; its ending is the format: png, tif, jpg, pnm, ppm, pgm, pbm", "FILE"},
        {"set", 0, 0, G_OPTION_ARG_STRING, &options->set,
         "Many pages: demo (a tehsil's four files), all (each kind in each language) or blank "
         "(empty "
         "backs, and pages that are nearly so)",
         "NAME"},
        {"out", 0, 0, G_OPTION_ARG_FILENAME, &options->out_dir, "Folder of the set", "DIR"},
        {"format", 0, 0, G_OPTION_ARG_STRING, &options->format, "Format of the set (png)",
         "FORMAT"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new("- test pages");
    g_option_context_add_main_entries(context, entries, NULL);
    gboolean ok = g_option_context_parse(context, &argc, &argv, &error);
    options_default(options);
    if (ok && make(options, &error))
        return EXIT_SUCCESS;
    fprintf(stderr, "pages: %s\n", error->message);
    return error->domain == MUHAFIZ_ERROR && error->code != MUHAFIZ_ERROR_USAGE ? 1 : 2;
}

int main(int argc, char **argv)
{
    Options options = {.dpi = 300};
    int status = run(argc, argv, &options);
    options_clear(&options);
    compose_shutdown();
    return status;
}
