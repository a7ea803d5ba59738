/* The progress return as PDF/A to print, sign and file: A4 laid on its side, the same document as the HTML page, set in
 * black and white by typeset.h, so that its words can be searched and it passes the same checks as the volumes. */
#include "batch/report-pdf.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "index/member.h"

#define TOP_PT PRESS_MARGIN_PT
#define FOOT_PT (DRAW_A4_WIDTH_PT - 13 * DRAW_PT_PER_MM)
#define PX_PT (72.0 / 300)

/* -------------------------------------------------------------------------------------- pages -- */

double press_x(const Press *press, double x_pt, double width_pt)
{
    return press->is_rtl ? DRAW_A4_HEIGHT_PT - PRESS_MARGIN_PT - x_pt - width_pt
                         : PRESS_MARGIN_PT + x_pt;
}

static char *extent_key(double width_pt, const char *text, const DrawStyle *style)
{
    return g_strdup_printf("%ld %ld %u%u%u%u %s", lround(width_pt * 1000),
                           lround(style->size_pt * 1000), style->max_lines, style->bold != FALSE,
                           style->serif != FALSE, style->shrink != FALSE, text);
}

DrawExtent press_measure(Press *press, double width_pt, const char *text, const DrawStyle *style)
{
    g_autofree char *key = extent_key(width_pt, text, style);
    const DrawExtent *known = g_hash_table_lookup(press->extents, key);
    if (known)
        return *known;
    DrawExtent *extent = g_new(DrawExtent, 1);
    *extent = draw_measure(press->flow.drawing, width_pt, text, style);
    g_hash_table_insert(press->extents, g_steal_pointer(&key), extent);
    return *extent;
}

double press_cell(Press *press, double x_pt, double y_pt, double width_pt, const char *text,
                  const DrawStyle *style)
{
    DrawStyle own = *style;
    own.is_rtl = press->is_rtl;
    if (!*text)
        return 0;
    if (!press->n_pages) /* only counted: how high it is decides all that follows */
        return press_measure(press, width_pt, text, style).height_pt;
    return draw_text(press->flow.drawing, press_x(press, x_pt, width_pt), y_pt, width_pt, text,
                     &own);
}

static void foot_draw(gpointer owner)
{
    Press *press = owner;
    const DrawStyle style = {.size_pt = 7.5}, end = {.size_pt = 7.5, .align = DRAW_END};
    const double half_pt = PRESS_WIDTH_PT / 2;
    g_autofree char *number = g_strdup_printf("%u", typeset_n_pages(press->flow.typeset) + 1);
    g_autofree char *of = g_strdup_printf("%u", press->n_pages);
    g_autofree char *page = report_word_fill(press->doc->language, WORD_PAGE_OF, number, of, NULL);
    /* the language's own words first: they give the line its direction, which an office's name may not have */
    g_autofree char *what = g_strconcat(press->doc->as_of, " \u00b7 ", press->doc->office, NULL);
    press_rule(press, 0, PRESS_WIDTH_PT, FOOT_PT - 3, FALSE);
    press_cell(press, 0, FOOT_PT, half_pt, what, &style);
    press_cell(press, half_pt, FOOT_PT, half_pt, page, &end);
}

void press_text(Press *press, const char *text, const DrawStyle *style)
{
    DrawExtent extent = press_measure(press, PRESS_WIDTH_PT, text, style);
    flow_need(&press->flow, extent.height_pt);
    press->flow.y_pt += press_cell(press, 0, press->flow.y_pt, PRESS_WIDTH_PT, text, style);
}

void press_heading(Press *press, const char *text, const char *says, double height_pt)
{
    static const DrawStyle heading = {.size_pt = 12, .bold = TRUE}, below = {.size_pt = 8};
    double own_pt = press_measure(press, PRESS_WIDTH_PT, text, &heading).height_pt;
    double says_pt = says ? press_measure(press, PRESS_WIDTH_PT, says, &below).height_pt : 0;
    press->flow.y_pt += press->flow.y_pt > TOP_PT ? 14 : 0;
    flow_need(&press->flow, own_pt + says_pt + 4 + height_pt);
    press->flow.y_pt -= press->is_rtl ? own_pt / 4 : 0; /* Nastaliq's lines are high */
    const PdfBookmark bookmark = {text, typeset_n_pages(press->flow.typeset), 0};
    g_array_append_val(press->bookmarks, bookmark);
    press_text(press, text, &heading);
    if (says)
        press_text(press, says, &below);
    press->flow.y_pt += 4;
}

/* ------------------------------------------------------------------------------------- drawing -- */

/* Two pixels in eight. */
static cairo_pattern_t *dots_new(void)
{
    cairo_surface_t *tile = cairo_image_surface_create(CAIRO_FORMAT_A8, 8, 1);
    memset(cairo_image_surface_get_data(tile), 0xFF, 2);
    cairo_surface_mark_dirty(tile);
    cairo_pattern_t *dots = cairo_pattern_create_for_surface(tile);
    cairo_pattern_set_extend(dots, CAIRO_EXTEND_REPEAT);
    cairo_pattern_set_filter(dots, CAIRO_FILTER_NEAREST);
    cairo_surface_destroy(tile);
    return dots;
}

/* Boxes of whole pixels, so that lines of one kind look alike; a table has hundreds of them, and strokes take ten times as long. */
void press_rule(Press *press, double x_pt, double width_pt, double y_pt, gboolean is_faint)
{
    cairo_t *cairo = draw_peek_cairo(press->flow.drawing);
    double from_px = round(press_x(press, x_pt, width_pt) / PX_PT);
    cairo_save(cairo);
    cairo_identity_matrix(cairo);
    cairo_rectangle(cairo, from_px, floor(y_pt / PX_PT) - 1, round(width_pt / PX_PT), 2);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    if (is_faint) {
        cairo_pattern_t *dots = dots_new();
        cairo_set_source(cairo, dots);
        cairo_pattern_destroy(dots);
    }
    cairo_fill(cairo);
    cairo_restore(cairo);
}

void press_bar(Press *press, double x_pt, double y_pt, double width_pt, double height_pt,
               double share)
{
    cairo_t *cairo = draw_peek_cairo(press->flow.drawing);
    double done_pt = width_pt * CLAMP(share, 0, 1);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_set_line_width(cairo, PRESS_LINE_PT);
    cairo_rectangle(cairo, press_x(press, x_pt, width_pt), y_pt, width_pt, height_pt);
    cairo_stroke(cairo);
    cairo_rectangle(cairo, press_x(press, x_pt, done_pt), y_pt, done_pt, height_pt);
    cairo_fill(cairo);
}

/* --------------------------------------------------------------------------------------- parts -- */

static void head_set(Press *press)
{
    static const DrawStyle kicker = {.size_pt = 9, .bold = TRUE},
                           office = {.size_pt = 20, .bold = TRUE}, small = {.size_pt = 9};
    const Doc *doc = press->doc;
    g_autofree char *when =
        g_strconcat(doc->as_of, doc->period ? " \u00b7 " : NULL, doc->period, NULL);
    press_text(press, report_word(doc->language, WORD_TITLE), &kicker);
    press_text(press, doc->office, &office);
    press_text(press, when, &small);
    press->flow.y_pt += 4;
    press_rule(press, 0, PRESS_WIDTH_PT, press->flow.y_pt, FALSE);
    press->flow.y_pt += 12;
}

static double fact_set(Press *press, const DocFact *fact, double x_pt, double width_pt)
{
    static const DrawStyle name = {.size_pt = 8}, figure = {.size_pt = 14, .bold = TRUE};
    double y_pt = press->flow.y_pt;
    y_pt += press_cell(press, x_pt, y_pt, width_pt, report_word(press->doc->language, fact->name),
                       &name);
    y_pt += press_cell(press, x_pt, y_pt, width_pt, fact->figure, &figure);
    y_pt += press_cell(press, x_pt, y_pt, width_pt, fact->says ? fact->says : "", &name);
    return y_pt;
}

static double share_set(Press *press, double width_pt)
{
    static const DrawStyle huge = {.size_pt = 34, .bold = TRUE}, small = {.size_pt = 9};
    const Doc *doc = press->doc;
    double y_pt = press->flow.y_pt;
    y_pt += press_cell(press, 0, y_pt, width_pt, doc->percent, &huge);
    y_pt += press_cell(press, 0, y_pt, width_pt, report_word(doc->language, WORD_HEAD_SCANNED),
                       &small) +
            3;
    press_bar(press, 0, y_pt, width_pt, 8, doc->share);
    return y_pt + 12 + press_cell(press, 0, y_pt + 12, width_pt, doc->achieved, &small);
}

static void summary_set(Press *press)
{
    static const DrawStyle verdict = {.size_pt = 13, .bold = TRUE}, reasons = {.size_pt = 9};
    const double left_pt = 190, gap_pt = 28, right_pt = left_pt + gap_pt,
                 width_pt = PRESS_WIDTH_PT - right_pt, fact_pt = width_pt / DOC_FACTS;
    const Doc *doc = press->doc;
    double bottom_pt = share_set(press, left_pt);
    press->flow.y_pt += 4;
    press->flow.y_pt +=
        press_cell(press, right_pt, press->flow.y_pt, width_pt, doc->verdict, &verdict);
    if (doc->reasons)
        press->flow.y_pt +=
            press_cell(press, right_pt, press->flow.y_pt, width_pt, doc->reasons, &reasons);
    if (doc->beside)
        press->flow.y_pt +=
            press_cell(press, right_pt, press->flow.y_pt, width_pt, doc->beside, &reasons);
    press->flow.y_pt += 10;
    for (guint i = 0; i < DOC_FACTS; i++) {
        double fact_bottom_pt =
            fact_set(press, &doc->facts[i], right_pt + i * fact_pt, fact_pt - 12);
        bottom_pt = MAX(bottom_pt, fact_bottom_pt);
    }
    press->flow.y_pt = bottom_pt;
}

static void part_set(Press *press, const DocPart *part)
{
    static const DrawStyle body = {.size_pt = 9};
    switch (part->kind) {
    case DOC_PART_SUMMARY:
        summary_set(press);
        break;
    case DOC_PART_TABLE:
        press_table(press, part->table);
        break;
    case DOC_PART_CHART:
        press_chart(press, part->chart);
        break;
    case DOC_PART_TEXT:
        press_heading(press, report_word(press->doc->language, part->heading), NULL, 40);
        press_text(press, part->text, &body);
        break;
    }
}

static gboolean pages_set(Typeset *typeset, const Doc *doc, guint n_pages, GArray *bookmarks,
                          GHashTable *extents, GError **error)
{
    Press press = {.doc = doc,
                   .is_rtl = report_language_is_rtl(doc->language),
                   .n_pages = n_pages,
                   .bookmarks = bookmarks,
                   .extents = extents};
    press.flow = (Flow){.typeset = typeset,
                        .top_pt = TOP_PT,
                        .bottom_pt = PRESS_BOTTOM_PT,
                        .foot = foot_draw,
                        .owner = &press};
    g_array_set_size(bookmarks, 0);
    flow_next_page(&press.flow);
    head_set(&press);
    for (guint i = 0; i < doc->parts->len && !press.flow.error; i++)
        part_set(&press, doc->parts->pdata[i]);
    return flow_end(&press.flow, error);
}

/* ---------------------------------------------------------------------------------------- file -- */

static gboolean volume_write(const Report *report, const Doc *doc, Typeset *typeset,
                             const GArray *bookmarks, const char *path, GError **error)
{
    const char *at = member_text(report->item, "at"), *code = report->total.office;
    g_autofree char *title =
        g_strdup_printf("%s: %s", report_word(doc->language, WORD_TITLE), doc->office);
    g_autofree char *identifier = g_strdup_printf("%s/report/%s", code ? code : "", at ? at : "");
    PdfWritten written = {0};
    const Volume volume = {.title = title,
                           .identifier = identifier,
                           .language = report_language_tag(doc->language),
                           .creator = doc->office,
                           .created = at,
                           .file_no = identifier,
                           .section = "",
                           .category = "",
                           .classification = "",
                           .retention = "",
                           .side = "report",
                           .volume = 1,
                           .bookmarks = (const PdfBookmark *)(const void *)bookmarks->data,
                           .n_bookmarks = bookmarks->len};
    return typeset_write(typeset, &volume, path, &written, error);
}

/* Set twice: to count the pages, and to print that on each. */
static gboolean report_set(const Report *report, ReportLanguage language, const char *dir,
                           const char *path, GError **error)
{
    g_autoptr(Doc) doc = doc_new(report, language);
    g_autoptr(Typeset) counted = typeset_new_landscape(NULL), typeset = typeset_new_landscape(dir);
    g_autoptr(GArray) bookmarks = g_array_new(FALSE, FALSE, sizeof(PdfBookmark));
    g_autoptr(GHashTable) extents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return pages_set(counted, doc, 0, bookmarks, extents, error) &&
           pages_set(typeset, doc, typeset_n_pages(counted), bookmarks, extents, error) &&
           volume_write(report, doc, typeset, bookmarks, path, error);
}

gboolean report_write_pdf(const Report *report, ReportLanguage language, const char *path,
                          GError **error)
{
    g_autofree char *dir = g_dir_make_tmp("muhafiz-report-XXXXXX", error);
    if (!dir)
        return FALSE;
    g_autofree char *made = g_build_filename(dir, "report.pdf", NULL), *bytes = NULL;
    gsize size = 0;
    gboolean done = report_set(report, language, dir, made, error) &&
                    g_file_get_contents(made, &bytes, &size, error) &&
                    report_publish(path, bytes, size, error);
    g_unlink(made);
    g_rmdir(dir);
    return done;
}
