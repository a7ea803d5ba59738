/* pages: test pages with their ground truth.
 *
 *   pages --seed 7 --lang hin --kind order --ageing medium -o DIR/page.png
 *   pages --set demo --out DIR
 *
 * Prints "FILE <tab> KEY PHRASE" for each page written. */
#include "tests/pages/page.h"

#include "scan/scan.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    char *lang, *kind, *ageing, *mode, *out;
    gint64 seed;
    double dpi;
} Options;

static gboolean request_from_options(const Options *options, PageRequest *request, GError **error)
{
    request->language = text_language_lookup(options->lang, error);
    request->ageing = request->language ? age_level_lookup(options->ageing, error) : NULL;
    request->kind = options->kind;
    request->dpi = options->dpi;
    request->story_seed = request->page_seed = (guint64)options->seed;
    return request->ageing && page_mode_parse(options->mode, &request->mode, error);
}

static gboolean make_one(const Options *options, GError **error)
{
    PageRequest request;
    struct Pix *pix = NULL;
    if (!request_from_options(options, &request, error))
        return FALSE;
    g_autoptr(Composition) page = page_render(&request, &pix, error);
    gboolean ok = page && page_write(options->out, pix, page, error);
    if (ok)
        printf("%s\t%s\n", options->out, page->phrase); /* g_print would recode it */
    pixDestroy(&pix);
    return ok;
}

int main(int argc, char **argv)
{
    Options options = {.dpi = 300};
    const GOptionEntry entries[] = {
        {"seed", 0, 0, G_OPTION_ARG_INT64, &options.seed, "Which of the many pages (0)", "N"},
        {"lang", 0, 0, G_OPTION_ARG_STRING, &options.lang,
         "eng, hin, pan, urd, urd-nastaliq, lus or eng+hin (eng)", "CODE"},
        {"kind", 0, 0, G_OPTION_ARG_STRING, &options.kind,
         "note, application, order, table, certificate, letter, mixed, map, photo or back (note)",
         "KIND"},
        {"ageing", 0, 0, G_OPTION_ARG_STRING, &options.ageing,
         "clean, light, medium or heavy (medium)", "LEVEL"},
        {"mode", 0, 0, G_OPTION_ARG_STRING, &options.mode, "color, gray or lineart (color)",
         "MODE"},
        {"dpi", 0, 0, G_OPTION_ARG_DOUBLE, &options.dpi, "Resolution (300)", "N"},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options.out,
         "File to write; its ending is the format: png, tif, jpg, pnm, ppm, pgm, pbm", "FILE"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new("- test pages");
    g_option_context_add_main_entries(context, entries, NULL);
    options.lang = g_strdup("eng");
    options.kind = g_strdup("note");
    options.ageing = g_strdup("medium");
    options.mode = g_strdup("color");
    if (!g_option_context_parse(context, &argc, &argv, &error) || !make_one(&options, &error)) {
        g_printerr("pages: %s\n", error->message);
        return error->domain == MUHAFIZ_ERROR && error->code != MUHAFIZ_ERROR_USAGE ? 1 : 2;
    }
    return EXIT_SUCCESS;
}
