/* pose: how often pages that were laid on the scanner anyhow come out upright.
 *
 *   pose [--seed N] [--pages N] [--language CODE] [--laid NAME] [--kind KIND] [--ageing LEVEL] [--dpi N]
 *
 * So many generated pages of a language in each of the ways of laid.h, four ways up. Only what finds the way up is
 * run, not the reading. A line for each: of the pages that lay upright and of those that did not,
 *
 *   wrong   come out neither upright nor as they lay, or, having lain upright, otherwise
 *   stay    were turned and are not put right
 *   unsure  of all, those that are said not to tell */
#include "tests/ocr/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/tools/laid.h"
#include "tests/tools/one-thread.h"

typedef struct {
    gint64 seed;
    int n_pages;
    char *language, *laid, *kind, *ageing;
    double dpi;
    gboolean is_verbose;
} Options;

typedef struct {
    guint n, n_wrong, n_stay, n_unsure;
    double cpu_s;
} Counts;

static double cpu_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void page_try(OcrEngine *engine, const Options *options, const PageRequest *request,
                     Laid laid, const char *office, Counts *counts)
{
    for (guint turns = 0; turns < 4; turns++) {
        g_autoptr(PIX) master = laid_page(request, laid, turns, NULL);
        guint right = (4 - turns) % 4;
        double start_s = cpu_s();
        OcrPose pose = pose_of(engine, master, office);
        counts->cpu_s += cpu_s() - start_s;
        counts->n++;
        counts->n_wrong += pose.quarter_turns != right && pose.quarter_turns != 0;
        counts->n_stay += pose.quarter_turns != right && pose.quarter_turns == 0;
        counts->n_unsure += pose.confidence <= 0;
        if (options->is_verbose)
            printf("  %s %s, page %d, turned by %u: %u, confidence %.0f, script %.0f%s\n",
                   request->language->code, laid_names[laid],
                   (int)(request->page_seed - (guint64)options->seed), turns, pose.quarter_turns,
                   pose.confidence, pose.script.score, pose.quarter_turns == right ? "" : " <--");
    }
}

static void laid_try(OcrEngine *engine, const Options *options, const Language *language, Laid laid)
{
    const char *office = g_str_equal(language->recognition, "pan") ? "pan+eng+hin" : "eng+hin+urd";
    Counts counts = {0};
    for (int i = 0; i < options->n_pages; i++) {
        const PageRequest request = {.language = language,
                                     .kind = options->kind,
                                     .ageing = age_level_lookup(options->ageing, NULL),
                                     .mode = PAGE_GRAY,
                                     .dpi = options->dpi,
                                     .story_seed = (guint64)options->seed,
                                     .page_seed = (guint64)(options->seed + i)};
        page_try(engine, options, &request, laid, office, &counts);
    }
    printf("%-13s %-11s %4u  %5u %5u %6u  %5.2f\n", language->code, laid_names[laid], counts.n,
           counts.n_wrong, counts.n_stay, counts.n_unsure, counts.cpu_s / MAX(counts.n, 1));
    fflush(stdout);
}

static gboolean is_chosen(const char *wanted, const char *name)
{
    return !wanted || g_str_equal(wanted, name);
}

static void bench_run(OcrEngine *engine, const Options *options)
{
    printf("seed %" G_GINT64_FORMAT "\n%-13s %-11s %4s  %5s %5s %6s  CPU s\n", options->seed, "",
           "", "n", "wrong", "stay", "unsure");
    for (const Language *language = text_languages; language->code; language++)
        for (Laid laid = 0; laid < N_LAID; laid++)
            if (is_chosen(options->language, language->code) &&
                is_chosen(options->laid, laid_names[laid]))
                laid_try(engine, options, language, laid);
}

int main(int argc, char **argv)
{
    one_thread(argv);
    Options options = {
        .seed = time(NULL), .n_pages = 3, .kind = "letter", .ageing = "medium", .dpi = 200};
    const GOptionEntry entries[] = {
        {"seed", 0, 0, G_OPTION_ARG_INT64, &options.seed, "Which of the many pages", "N"},
        {"pages", 0, 0, G_OPTION_ARG_INT, &options.n_pages, "Of each language and way (3)", "N"},
        {"language", 0, 0, G_OPTION_ARG_STRING, &options.language, "Only this one", "CODE"},
        {"laid", 0, 0, G_OPTION_ARG_STRING, &options.laid, "Only so", "NAME"},
        {"kind", 0, 0, G_OPTION_ARG_STRING, &options.kind, "Of page (letter)", "KIND"},
        {"ageing", 0, 0, G_OPTION_ARG_STRING, &options.ageing, "Of page (medium)", "LEVEL"},
        {"dpi", 0, 0, G_OPTION_ARG_DOUBLE, &options.dpi, "Resolution (200)", "N"},
        {"verbose", 0, 0, G_OPTION_ARG_NONE, &options.is_verbose, "A line a page", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new("- how pages come out upright");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        fprintf(stderr, "pose: %s\n", error->message);
        return 2;
    }
    OcrEngine *engine = ocr_engine_new();
    bench_run(engine, &options);
    ocr_engine_free(engine);
    compose_shutdown();
    return EXIT_SUCCESS;
}
