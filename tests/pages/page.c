/* Joins what the other files do: a book's page is composed, aged with the story's letter on its other
 * side, and written by leptonica. */
#include "tests/pages/page.h"

#include "scan/scan.h"
#include "tests/pages/draw.h"

#include <leptonica/allheaders.h>
#include <string.h>

#define JPEG_QUALITY 90 /* what office scanners use */

const char *const page_kinds[] = {"note",  "application", "order", "table", "certificate", "letter",
                                  "mixed", "map",         "photo", "back",  NULL};

gboolean page_mode_parse(const char *name, PageMode *mode, GError **error)
{
    static const char *const names[] = {"color", "gray", "lineart"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_str_equal(name, names[i])) {
            *mode = (PageMode)i;
            return TRUE;
        }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "mode %s is not one of color, gray, lineart", name);
    return FALSE;
}

/* What may be seen through the paper: another page of the same story. */
static Composition *compose_other_side(const PageRequest *request, const TextBook *book,
                                       GError **error)
{
    static const char *const others[] = {"letter", "note", "order", "table", "application"};
    TextStory story = text_story(book, request->story_seed, "other side");
    guint other = g_str_equal(request->ageing->name, "back") ? (guint)(request->page_seed % 5) : 0;
    return compose_page(request->language, &story, others[other], error);
}

static struct Pix *page_age(const PageRequest *request, const TextBook *book,
                            const Composition *page, GError **error)
{
    static const guint depths[] = {[PAGE_COLOR] = 32, [PAGE_GRAY] = 8, [PAGE_LINEART] = 1};
    g_autoptr(Composition) other_side = compose_other_side(request, book, error);
    if (!other_side)
        return NULL;
    const AgeTask task = {.page = page,
                          .other_side = other_side,
                          .ageing = request->ageing,
                          .green_paper = g_str_equal(request->kind, "note"),
                          .dpi = request->dpi,
                          .seed = request->page_seed};
    return age_page(&task, depths[request->mode]);
}

static Composition *page_write_on(const PageRequest *request, const TextBook *book, GError **error)
{
    for (const char *const *mark = compose_marks; *mark; mark++)
        if (g_str_equal(*mark, request->kind))
            return compose_mark(request->language, *mark, request->page_seed);
    TextStory story = text_story(book, request->story_seed, "page");
    random_seed(&story.fresh, request->page_seed, request->kind);
    Composition *page = compose_page(request->language, &story, request->kind, error);
    if (page)
        compose_seals(page, request->language, request->n_seals, request->page_seed);
    return page;
}

static Composition *page_compose(const PageRequest *request, const TextBook *book, GError **error)
{
    Composition *page = page_write_on(request, book, error);
    if (page && request->is_ruled)
        compose_rules(page, request->page_seed);
    return page;
}

Composition *page_render(const PageRequest *request, struct Pix **pix, GError **error)
{
    g_autoptr(TextBook) book = text_book_open(request->language->book, error);
    if (!book)
        return NULL;
    g_autoptr(Composition) page = page_compose(request, book, error);
    if (!page || (pix && !(*pix = page_age(request, book, page, error))))
        return NULL;
    return g_steal_pointer(&page);
}

/* ------------------------------------------------------------------------------------- writing -- */

static const struct {
    const char *extension;
    l_int32 format, format_1bit;
} file_kinds[] = {
    {"png", IFF_PNG, IFF_PNG}, {"jpg", IFF_JFIF_JPEG, IFF_PNG}, {"tif", IFF_TIFF, IFF_TIFF_G4},
    {"pnm", IFF_PNM, IFF_PNM}, {"ppm", IFF_PNM, IFF_PNM},       {"pgm", IFF_PNM, IFF_PNM},
    {"pbm", IFF_PNM, IFF_PNM},
};

static gboolean format_of(const char *path, struct Pix *pix, l_int32 *format, GError **error)
{
    const char *dot = strrchr(path, '.');
    for (guint i = 0; dot && i < G_N_ELEMENTS(file_kinds); i++)
        if (g_str_equal(dot + 1, file_kinds[i].extension)) {
            *format = pixGetDepth(pix) == 1 ? file_kinds[i].format_1bit : file_kinds[i].format;
            return TRUE;
        }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s: the name must end in .png, .tif, .jpg, .pnm, .ppm, .pgm or .pbm", path);
    return FALSE;
}

gboolean page_write(const char *path, struct Pix *pix, const Composition *page, GError **error)
{
    l_int32 format;
    if (!format_of(path, pix, &format, error))
        return FALSE;
    if (format == IFF_PNG)
        pixSetZlibCompression(pix, 1);
    int failed = format == IFF_JFIF_JPEG ? pixWriteJpeg(path, pix, JPEG_QUALITY, 0)
                                         : pixWrite(path, pix, format);
    if (failed) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
                    "%s cannot be written; is the folder there and the disk not full?", path);
        return FALSE;
    }
    g_autofree char *stem = g_strndup(path, (gsize)(strrchr(path, '.') - path));
    g_autofree char *truth_path = g_strconcat(stem, ".gt.txt", NULL);
    return g_file_set_contents(truth_path, page->truth, -1, error);
}
