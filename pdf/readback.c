/* Opens a written volume again, as somebody else's program sees it.
 *
 * The file's hash must be that of the bytes that were written, qpdf must find all pages, the sizes of their
 * papers, and an image of the right size on each, and poppler's pdftotext the words. That the
 * images themselves are right follows from the hash and from the sums of the layers they were copied
 * from. pdftotext is asked for raw order, that of the content stream: the order in
 * which it reads columns and right-to-left lines otherwise is a guess at the layout, and it misplaces
 * spaces around digits there. How texts are compared:
 *
 *  - White space is dropped on both sides, and so are the borders of lines and blocks: poppler sets
 *    them from distances. Dropped too are directional controls, which poppler puts around what it
 *    turns round; and what the text layer cannot hold counts as the U+FFFD it put there.
 *  - A line without right-to-left text must come code point by code point in its order.
 *  - Of a line with such text the same code points must come in any order: its words stand in the
 *    order of their boxes, which the text does not tell, and poppler turns digits and brackets at
 *    right-to-left letters in its own way.
 *
 * So text that is missing, wrong, of another line or of another page is found; words of one
 * right-to-left line in another order are not.
 */
#include "pdf/pdf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pdf/layers.h"
#include "pdf/shapes.h"
#include "pdf/text.h"

#define SECONDS_MAX 60
#define PAGES_PER_SECOND 10            /* beyond SECONDS_MAX; the tools read several hundred */
#define TEXT_BYTES_PER_PAGE (1u << 20) /* a page of small print has some 10 kB */
#define FILE_BYTES (4u << 20) /* of qpdf's words, on all but pages: fonts, bookmarks, labels */
#define SHAPE_BYTES_PER_PAGE ((PDF_IMAGES_MAX + 2) * 4096u) /* an image has 1.5 kB */
#define PAPER_TOLERANCE_PT 0.1

/* What a tool says of a volume. */
static GBytes *tool_ask(const char *const *argv, const char *path, guint64 bytes_max, guint n_pages,
                        GError **error)
{
    g_autofree char *dir = g_path_get_dirname(path);
    const ScanToolLimits limits = {SECONDS_MAX + n_pages / PAGES_PER_SECOND, bytes_max, dir};
    g_autoptr(GError) trouble = NULL;
    GBytes *output = NULL;
    if (scan_tool_run(argv, &limits, &output, &trouble))
        return output;
    if (g_error_matches(trouble, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT))
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                    "reading %s again: %s; try again when the machine is less busy", path,
                    trouble->message);
    else if (g_error_matches(trouble, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA))
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "%s cannot read %s (%s); assemble it again", argv[0], path, trouble->message);
    else
        g_propagate_error(error, g_steal_pointer(&trouble));
    return NULL;
}

/* ------------------------------------------------------------------------- papers and images -- */

static GArray *shapes_ask(const char *path, guint n_pages, GError **error)
{
    const char *const argv[] = {PDF_SHAPES_COMMAND, path, NULL};
    guint64 bytes_max = FILE_BYTES + (guint64)n_pages * SHAPE_BYTES_PER_PAGE;
    g_autoptr(GBytes) output = tool_ask(argv, path, bytes_max, n_pages, error);
    GArray *shapes = output ? pdf_shapes_read(output) : NULL;
    if (output && !shapes)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "%s does not say what is in %s; install Debian's qpdf, 11 or later", argv[0],
                    path);
    return shapes;
}

static gboolean shape_check(const PdfShape *found, const PdfPageExpected *expected, guint number,
                            GError **error)
{
    if (fabs(found->width_pt - expected->width_pt) > PAPER_TOLERANCE_PT ||
        fabs(found->height_pt - expected->height_pt) > PAPER_TOLERANCE_PT)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "page %u is %.2f x %.2f pt instead of %.2f x %.2f; assemble the volume again",
                    number, found->width_pt, found->height_pt, expected->width_pt,
                    expected->height_pt);
    else if (found->width_px != expected->width_px || found->height_px != expected->height_px)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "the image of page %u has %u x %u pixels instead of %u x %u; assemble the "
                    "volume again",
                    number, found->width_px, found->height_px, expected->width_px,
                    expected->height_px);
    else
        return TRUE;
    return FALSE;
}

static gboolean count_check(guint n_found, guint n_pages, GError **error)
{
    if (n_found == n_pages)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "the volume has %u pages instead of %u; assemble it again", n_found, n_pages);
    return FALSE;
}

static gboolean shapes_check(const char *path, const PdfPageExpected *expected, guint n_pages,
                             GError **error)
{
    g_autoptr(GArray) shapes = shapes_ask(path, n_pages, error);
    if (!shapes || !count_check(shapes->len, n_pages, error))
        return FALSE;
    for (guint i = 0; i < n_pages; i++)
        if (!shape_check(&g_array_index(shapes, PdfShape, i), &expected[i], i + 1, error))
            return FALSE;
    return TRUE;
}

/* -------------------------------------------------------------------------------------- text -- */

static int code_point_compare(gconstpointer a, gconstpointer b)
{
    gunichar first = *(const gunichar *)a, second = *(const gunichar *)b;
    return (first > second) - (first < second);
}

/* Appends what is compared: no white space, no directional controls. */
static GArray *code_points_of(const char *text)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(gunichar));
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        gboolean is_control = (c >= 0x202A && c <= 0x202E) || c == 0x200E || c == 0x200F;
        if (g_unichar_isspace(c) || is_control)
            continue;
        c = pdf_text_code_point(c);
        g_array_append_val(all, c);
    }
    return all;
}

/* Compares a line with what stands at found[*at] and moves *at behind it. */
static gboolean line_matches(const char *line, GArray *found, guint *at)
{
    g_autoptr(GArray) wanted = code_points_of(line);
    if (found->len - *at < wanted->len)
        return FALSE;
    gunichar *piece = &g_array_index(found, gunichar, *at);
    gsize size = wanted->len * sizeof(gunichar);
    *at += wanted->len;
    if (wanted->len > 0 && pdf_text_is_rtl(line)) {
        qsort(piece, wanted->len, sizeof(gunichar), code_point_compare);
        g_array_sort(wanted, code_point_compare);
    }
    return size == 0 || memcmp(piece, wanted->data, size) == 0;
}

/* No text in the message: it may go to a log, and pages are personal data. */
static gboolean text_check(const char *expected, const char *extracted, guint number,
                           GError **error)
{
    g_autoptr(GArray) found = code_points_of(extracted);
    g_auto(GStrv) lines = g_strsplit(expected, "\n", -1);
    guint at = 0, i = 0;
    while (lines[i] && line_matches(lines[i], found, &at))
        i++;
    if (!lines[i] && at == found->len)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "page %u does not hold the text that was recognised on it (from line %u on); "
                "assemble the volume again",
                number, i + 1);
    return FALSE;
}

/* pdftotext ends each page by a form feed. */
static gboolean texts_check(const char *path, const PdfPageExpected *expected, guint n_pages,
                            GError **error)
{
    const char *const argv[] = {"pdftotext", "-raw", "-enc", "UTF-8", path, "-", NULL};
    guint64 bytes_max = (guint64)n_pages * TEXT_BYTES_PER_PAGE;
    g_autoptr(GBytes) output = tool_ask(argv, path, bytes_max, n_pages, error);
    if (!output)
        return FALSE;
    gsize size = 0;
    const char *bytes = g_bytes_get_data(output, &size);
    g_autofree char *all = g_utf8_make_valid(bytes ? bytes : "", (gssize)size);
    g_auto(GStrv) pages = g_strsplit(all, "\f", -1);
    guint n_found = g_strv_length(pages) - 1; /* something, if only nothing, follows the last */
    if (!count_check(n_found, n_pages, error))
        return FALSE;
    for (guint i = 0; i < n_pages; i++)
        if (!text_check(expected[i].text, pages[i], i + 1, error))
            return FALSE;
    return TRUE;
}

static gboolean hash_check(const char *path, const PdfWritten *written, GError **error)
{
    char sha256[SCAN_SHA256_SIZE];
    guint64 size_bytes = 0;
    if (!scan_file_sha256(path, sha256, &size_bytes, error))
        return FALSE;
    if (size_bytes == written->size_bytes && g_str_equal(sha256, written->sha256))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s is not what was written; check the disk and assemble it again", path);
    return FALSE;
}

gboolean pdf_page_expect(const char *layers_path, const char *text, PdfPageExpected *expected,
                         GError **error)
{
    PageLayers info;
    if (!pdf_layers_peek_info(layers_path, &info, error))
        return FALSE;
    *expected =
        (PdfPageExpected){text, info.width_px, info.height_px, info.width_pt, info.height_pt};
    return TRUE;
}

gboolean pdf_volume_read_back(const char *path, const PdfWritten *written,
                              const PdfPageExpected *expected, guint n_pages, GError **error)
{
    return hash_check(path, written, error) && shapes_check(path, expected, n_pages, error) &&
           texts_check(path, expected, n_pages, error);
}
