/* The generator: the same page every time, a truth for every page, and no character without a
 * glyph in any kind, language and font. */
#include "tests/pages/sets.h"

#include "scan/scan.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <string.h>

#define TEST_DPI 60 /* composing does not depend on it; rendering is quick */

static PageRequest request_for(const char *language, const char *kind, const char *ageing,
                               guint64 seed)
{
    return (PageRequest){.language = text_language_lookup(language, NULL),
                         .kind = kind,
                         .ageing = age_level_lookup(ageing, NULL),
                         .mode = PAGE_COLOR,
                         .dpi = TEST_DPI,
                         .story_seed = seed,
                         .page_seed = seed};
}

static char *pixels_hash(const PageRequest *request)
{
    GError *error = NULL;
    struct Pix *pix = NULL;
    g_autoptr(Composition) page = page_render(request, &pix, &error);
    g_assert_no_error(error);
    gsize size_bytes = (gsize)pixGetWpl(pix) * (gsize)pixGetHeight(pix) * sizeof(l_uint32);
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guchar *)pixGetData(pix), (gssize)size_bytes);
    g_checksum_update(sum, (const guchar *)page->truth, -1);
    char *hash = g_strdup(g_checksum_get_string(sum));
    g_checksum_free(sum);
    pixDestroy(&pix);
    return hash;
}

static void check_same_seed(void)
{
    static const struct {
        const char *language, *kind, *ageing;
    } cases[] = {{"eng", "note", "heavy"},
                 {"hin", "order", "medium"},
                 {"urd-nastaliq", "certificate", "heavy"},
                 {"lus", "map", "light"},
                 {"pan", "photo", "medium"},
                 {"eng", "picture-survey", "light"},
                 {"hin", "picture-scene", "clean"},
                 {"urd", "picture-notes", "medium"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        PageRequest request = request_for(cases[i].language, cases[i].kind, cases[i].ageing, 7);
        g_autofree char *first = pixels_hash(&request);
        g_autofree char *again = pixels_hash(&request);
        g_assert_cmpstr(first, ==, again);
        request.page_seed = 8;
        g_autofree char *other = pixels_hash(&request);
        g_assert_cmpstr(first, !=, other);
    }
}

static Composition *compose(const PageRequest *request)
{
    GError *error = NULL;
    Composition *page = page_render(request, NULL, &error);
    g_assert_no_error(error);
    return page;
}

/* The key phrase is on the page, and on one line of it or across two. */
static void check_phrase(const Composition *page)
{
    g_autofree char *flat = g_strdelimit(g_strdup(page->truth), "\n", ' ');
    g_assert_cmpstr(page->phrase, !=, "");
    g_assert_nonnull(strstr(flat, page->phrase));
}

static void check_truth(const Composition *page)
{
    g_assert_true(g_utf8_validate(page->truth, -1, NULL));
    for (const char *mark = "{}[]|"; *mark; mark++)
        g_assert_null(strchr(page->truth, *mark)); /* nothing of the template is left */
    g_auto(GStrv) lines = g_strsplit(page->truth, "\n", -1);
    g_assert_cmpuint(g_strv_length(lines), >, 4);
    for (char **line = lines; line[0] && line[1]; line++) {
        g_assert_cmpstr(*line, !=, "");
        g_assert_cmpuint(strlen(*line), ==, strlen(g_strstrip(*line)));
    }
}

static void check_language(gconstpointer data)
{
    const Language *language = data;
    g_autoptr(TextBook) book = text_book_open(language->book, NULL);
    g_assert_nonnull(book);
    for (const char *const *kind = page_kinds; *kind; kind++) {
        g_autofree char *section = g_strdup_printf("page %s", *kind);
        if (g_str_equal(language->code, "eng+hin") && !text_book_has(book, section))
            continue;
        for (guint64 seed = 0; seed < 6; seed++) { /* each font and kind of digit comes up */
            PageRequest request = request_for(language->code, *kind, "clean", seed);
            g_autoptr(Composition) page = compose(&request);
            g_assert_cmpuint(page->unknown_glyphs, ==, 0);
            if (g_str_equal(*kind, "back")) {
                g_assert_cmpstr(page->truth, ==, "");
                continue;
            }
            check_truth(page);
            check_phrase(page);
        }
    }
}

/* The pages of a record speak of the same village. */
static void check_story(void)
{
    PageRequest note = request_for("hin", "note", "clean", 3);
    PageRequest order = request_for("hin", "order", "clean", 3);
    note.page_seed = 100;
    order.page_seed = 200;
    g_autoptr(Composition) first = compose(&note);
    g_autoptr(Composition) second = compose(&order);
    g_assert_cmpstr(first->phrase, ==, second->phrase);
    g_assert_cmpstr(first->truth, !=, second->truth);
}

/* Each level leaves the paper darker than the level before. */
static void check_ageing(void)
{
    double before = 256;
    for (const Ageing *level = age_levels; level->name; level++) {
        PageRequest request = request_for("eng", "order", level->name, 5);
        request.mode = PAGE_GRAY;
        struct Pix *pix = NULL;
        g_autoptr(Composition) page = page_render(&request, &pix, NULL);
        g_assert_nonnull(page);
        l_float32 mean;
        g_assert_cmpint(pixGetAverageMasked(pix, NULL, 0, 0, 1, L_MEAN_ABSVAL, &mean), ==, 0);
        g_assert_cmpfloat(mean, <, before);
        g_assert_cmpint(pixGetDepth(pix), ==, 8);
        before = mean;
        pixDestroy(&pix);
    }
}

static void check_files(void)
{
    static const struct {
        const char *name;
        PageMode mode;
        int depth_bits, dpi; /* as read back; 0: the format has no place for dpi */
    } cases[] = {
        {"a.png", PAGE_COLOR, 32, TEST_DPI}, {"a.tif", PAGE_COLOR, 32, TEST_DPI},
        {"a.jpg", PAGE_GRAY, 8, TEST_DPI},   {"a.tif", PAGE_LINEART, 1, TEST_DPI},
        {"a.ppm", PAGE_COLOR, 32, 0},        {"a.pgm", PAGE_GRAY, 8, 0},
        {"a.pbm", PAGE_LINEART, 1, 0},
    };
    g_autofree char *dir = g_dir_make_tmp("pages-XXXXXX", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        GError *error = NULL;
        PageRequest request = request_for("eng", "letter", "light", 1);
        request.mode = cases[i].mode;
        struct Pix *pix = NULL;
        g_autoptr(Composition) page = page_render(&request, &pix, NULL);
        g_autofree char *path = g_build_filename(dir, cases[i].name, NULL);
        g_assert_true(page_write(path, pix, page, &error));
        pixDestroy(&pix);
        struct Pix *read = pixRead(path);
        g_assert_cmpint(pixGetDepth(read), ==, cases[i].depth_bits);
        g_assert_cmpint(pixGetXRes(read), ==, cases[i].dpi);
        pixDestroy(&read);
        g_remove(path);
    }
    g_autofree char *truth = g_build_filename(dir, "a.gt.txt", NULL);
    g_assert_cmpint(g_remove(truth), ==, 0);
    g_assert_cmpint(g_rmdir(dir), ==, 0);
}

static void check_refusals(void)
{
    GError *error = NULL;
    PageRequest request = request_for("eng", "poem", "clean", 1);
    g_assert_null(page_render(&request, NULL, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_clear_error(&error);
    g_assert_null(text_language_lookup("tlh", &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_clear_error(&error);
    struct Pix *pix = pixCreate(8, 8, 8);
    g_assert_false(page_write("a.gif", pix, NULL, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_clear_error(&error);
    pixDestroy(&pix);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (const Language *language = text_languages; language->code; language++) {
        g_autofree char *path = g_strdup_printf("/language/%s", language->code);
        g_test_add_data_func(path, language, check_language);
    }
    g_test_add_func("/same-seed", check_same_seed);
    g_test_add_func("/story", check_story);
    g_test_add_func("/ageing", check_ageing);
    g_test_add_func("/files", check_files);
    g_test_add_func("/refusals", check_refusals);
    int status = g_test_run();
    compose_shutdown();
    return status;
}
