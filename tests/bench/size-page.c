#include "tests/bench/size-page.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <string.h>

#include "tests/bench/office.h"
#include "tests/pages/page.h"

typedef struct {
    const SizePages *pages;
    SizePageFunc each;
    gpointer user_data;
    guint n;       /* chosen so far */
    guint n_kinds; /* of pages, in a language and a mode, so far */
} Walk;

const char *size_class_name(SizeClass class)
{
    static const struct {
        SizeClass class;
        const char *name;
    } names[] = {{SIZE_SEAL, "seal"}, {SIZE_COLOUR, "colour"},   {SIZE_PICTURE, "picture"},
                 {SIZE_GRAY, "gray"}, {SIZE_BITONAL, "bitonal"}, {SIZE_BLANK, "blank"}};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (names[i].class == class)
            return names[i].name;
    return "all";
}

static guint dpi_of(const SizePages *pages)
{
    return pages->dpi > 0 ? (guint)pages->dpi : 300;
}

char *size_master_new(const char *dir, const char *image, guint dpi, gboolean is_lossless,
                      GError **error)
{
    const ScanDecodeSettings settings = {.out_dir = dir,
                                         .master =
                                             is_lossless ? SCAN_MASTER_LOSSLESS : SCAN_MASTER_JPEG,
                                         .dpi = dpi,
                                         .first = {"BENCH", 1, 1, SCAN_FACE_FRONT}};
    g_autoptr(GArray) made = scan_decode(image, &settings, error);
    return made ? g_strdup(g_array_index(made, Page, 0).path) : NULL;
}

/* The image at path becomes the page's master, and goes. */
static gboolean page_pass(Walk *walk, SizePage *page, const char *image, GError **error)
{
    g_autofree char *master =
        size_master_new(walk->pages->dir, image, dpi_of(walk->pages), FALSE, error);
    page->master = master;
    gboolean is_done = master && walk->each(page, walk->user_data, error);
    if (master)
        g_unlink(master);
    if (!is_done)
        g_prefix_error(error, "%s: ", page->name);
    return is_done;
}

/* ------------------------------------------------------------------------------------- generated -- */

static SizeClass class_of(const Composition *composition, PageMode mode)
{
    gboolean has_seal = FALSE, has_picture = FALSE;
    for (guint i = 0; i < composition->items->len; i++) {
        ItemKind kind = g_array_index(composition->items, Item, i).kind;
        has_seal |= kind == ITEM_SEAL;
        has_picture |= kind == ITEM_RIVER || kind >= ITEM_PHOTO;
    }
    if (composition->items->len == 0)
        return SIZE_BLANK;
    if (mode != PAGE_COLOR)
        return mode == PAGE_GRAY ? SIZE_GRAY : SIZE_BITONAL;
    return has_picture ? SIZE_PICTURE : has_seal ? SIZE_SEAL : SIZE_COLOUR;
}

static gboolean generated_pass(Walk *walk, const PageRequest *request, SizePage *page,
                               GError **error)
{
    PIX *pix = NULL;
    g_autofree char *image = g_build_filename(walk->pages->dir, "generated.tif", NULL);
    g_autoptr(Composition) composition = page_render(request, &pix, error);
    if (!composition)
        return FALSE;
    gboolean is_written = pixWrite(image, pix, IFF_TIFF) == 0;
    pixDestroy(&pix);
    if (!is_written) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO, "cannot write %s", image);
        return FALSE;
    }
    page->class = class_of(composition, request->mode);
    page->truth = composition->truth;
    gboolean is_done = page_pass(walk, page, image, error);
    g_unlink(image);
    return is_done;
}

/* Whether it is the turn of one that is chosen. */
static gboolean is_due(Walk *walk)
{
    return walk->n++ % MAX(walk->pages->every, 1) == 0;
}

static gboolean is_chosen(const char *wanted, const char *name)
{
    return !wanted || g_str_equal(wanted, name);
}

static const char *const mode_names[] = {"color", "gray", "lineart"};

static gboolean generated_page(Walk *walk, const Language *language, const char *kind,
                               PageMode mode, const Ageing *ageing, GError **error)
{
    g_autofree char *name =
        g_strdup_printf("%s-%s-%s-%s", language->code, kind, mode_names[mode], ageing->name);
    Random random;
    random_seed(&random, (guint64)walk->pages->seed, name);
    const PageRequest request = {.language = language,
                                 .kind = kind,
                                 .ageing = ageing,
                                 .mode = mode,
                                 .dpi = dpi_of(walk->pages),
                                 .story_seed = random_next(&random),
                                 .page_seed = random_next(&random)};
    SizePage page = {.name = name,
                     .kind = kind,
                     .ageing = ageing->name,
                     .language = language->recognition,
                     .office = bench_office(language->recognition),
                     .has_order = TRUE};
    return generated_pass(walk, &request, &page, error);
}

/* Gray and black-and-white pages are for bounds on text. */
static gboolean is_made(const char *kind, PageMode mode)
{
    return mode == PAGE_COLOR || g_str_equal(kind, "order") || g_str_equal(kind, "letter") ||
           g_str_equal(kind, "application");
}

/* From light to heavy, each as often as the others, in whatever order: also where only each so many-th is taken. */
#define N_AGEINGS 3

static const Ageing *ageing_of(const SizePages *pages, guint turn, GError **error)
{
    return pages->ageing ? age_level_lookup(pages->ageing, error)
                         : &age_levels[1 + turn % N_AGEINGS];
}

static gboolean generated_mode(Walk *walk, const Language *language, const char *kind,
                               PageMode mode, GError **error)
{
    guint n = walk->pages->ageing ? 1 : N_AGEINGS, first = walk->n_kinds++;
    for (guint i = 0; i < n; i++) {
        const Ageing *ageing = ageing_of(walk->pages, first + i, error);
        if (!ageing || (is_due(walk) && !generated_page(walk, language, kind, mode, ageing, error)))
            return FALSE;
    }
    return TRUE;
}

static gboolean generated_kind(Walk *walk, const Language *language, const char *kind,
                               GError **error)
{
    for (PageMode mode = PAGE_COLOR; mode <= PAGE_LINEART; mode++)
        if (is_made(kind, mode) && is_chosen(walk->pages->mode, mode_names[mode]) &&
            !generated_mode(walk, language, kind, mode, error))
            return FALSE;
    return TRUE;
}

static gboolean generated_language(Walk *walk, const Language *language, GError **error)
{
    g_autoptr(TextBook) book = text_book_open(language->book, error);
    for (const char *const *kind = page_kinds; book && *kind; kind++) {
        g_autofree char *section = g_strdup_printf("page %s", *kind);
        if (text_book_has(book, section) && is_chosen(walk->pages->kind, *kind) &&
            !generated_kind(walk, language, *kind, error))
            return FALSE;
    }
    return book != NULL;
}

/* ---------------------------------------------------------------------------------------- corpus -- */

static const char *corpus_kind(const char *path)
{
    return g_str_has_prefix(path, "funsd") ? "form" : "scan";
}

/* columns: path, source, licence, dpi, language, truth. */
static gboolean corpus_page(Walk *walk, char *const *columns, GError **error)
{
    g_autofree char *path = g_build_filename(walk->pages->corpus, columns[0], NULL), *truth = NULL;
    const char *kind = corpus_kind(columns[0]);
    const char *language = g_str_equal(columns[4], "san") ? "hin" : columns[4];
    columns[5][strcspn(columns[5], " ")] = '\0'; /* "FILE (bag of words)" */
    g_autofree char *truth_path = g_build_filename(walk->pages->corpus, columns[5], NULL);
    if (*columns[5])
        g_file_get_contents(truth_path, &truth, NULL, NULL);
    SizePage page = {.name = columns[0],
                     .kind = kind,
                     .ageing = "real",
                     .language = language,
                     .office = bench_office(language),
                     .truth = truth ? truth : "",
                     .has_order = !g_str_equal(kind, "form"),
                     .is_real = TRUE};
    return page_pass(walk, &page, path, error);
}

static gboolean corpus_each(Walk *walk, GError **error)
{
    g_autofree char *path = g_build_filename(walk->pages->corpus, "manifest.tsv", NULL);
    g_autofree char *manifest = NULL;
    if (!g_file_get_contents(path, &manifest, NULL, error))
        return FALSE;
    g_auto(GStrv) lines = g_strsplit(g_strchomp(manifest), "\n", -1);
    for (char **line = lines + 1; *line; line++) {
        g_auto(GStrv) columns = g_strsplit(*line, "\t", -1);
        if (g_strv_length(columns) < 6 || !is_chosen(walk->pages->language, columns[4]) ||
            !is_chosen(walk->pages->kind, corpus_kind(columns[0])) || !is_due(walk))
            continue;
        if (!corpus_page(walk, columns, error))
            return FALSE;
    }
    return TRUE;
}

gboolean size_pages_each(const SizePages *pages, SizePageFunc each, gpointer user_data,
                         GError **error)
{
    Walk walk = {.pages = pages, .each = each, .user_data = user_data};
    for (const Language *l = text_languages; l->code && !pages->only_corpus; l++)
        if (is_chosen(pages->language, l->code) && !generated_language(&walk, l, error))
            return FALSE;
    return !pages->corpus || corpus_each(&walk, error);
}
