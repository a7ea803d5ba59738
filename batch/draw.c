/* Text and PDF for printed sheets and reports.
 *
 * Fonts: one list of families covers the scripts of our offices; pango takes the first that has a
 * letter. Nastaliq is what Urdu readers expect on paper. A missing font shows as boxes on paper
 * that nobody checks, so unknown glyphs are counted and make draw_finish fail.
 *
 * Dates: cairo would write the clock into the PDF; an empty date makes it leave the entry out.
 */
#include "batch/draw.h"

#include <cairo-pdf.h>

#include "scan/scan.h"

#define DRAW_FAMILIES "Noto Sans, Noto Sans Devanagari, Noto Sans Gurmukhi, Noto Nastaliq Urdu"
#define DRAW_SERIF_FAMILIES                                                                        \
    "Noto Serif, Noto Serif Devanagari, Noto Serif Gurmukhi, Noto Nastaliq Urdu, " DRAW_FAMILIES
#define DRAW_SMALLEST_PT 6.0

struct Drawing {
    GByteArray *bytes;        /* NULL: on a surface that is not ours ... */
    cairo_surface_t *surface; /* likewise */
    cairo_t *cairo;
    PangoContext *context; /* of all texts: it knows the fonts that were found */
    DrawTellFunc tell;
    gpointer user_data;
    int unknown_glyphs;
};

static cairo_status_t append_bytes(void *closure, const unsigned char *data, unsigned int length)
{
    g_byte_array_append(closure, data, length);
    return CAIRO_STATUS_SUCCESS;
}

Drawing *draw_new(double width_pt, double height_pt, const char *title)
{
    Drawing *drawing = g_new0(Drawing, 1);
    drawing->bytes = g_byte_array_new();
    drawing->surface =
        cairo_pdf_surface_create_for_stream(append_bytes, drawing->bytes, width_pt, height_pt);
    cairo_pdf_surface_set_metadata(drawing->surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
    cairo_pdf_surface_set_metadata(drawing->surface, CAIRO_PDF_METADATA_TITLE, title);
    drawing->cairo = cairo_create(drawing->surface);
    drawing->context = pango_cairo_create_context(drawing->cairo);
    return drawing;
}

Drawing *draw_new_on(cairo_t *cairo, DrawTellFunc tell, gpointer user_data)
{
    Drawing *drawing = g_new0(Drawing, 1);
    drawing->cairo = cairo_reference(cairo);
    drawing->context = pango_cairo_create_context(cairo);
    drawing->tell = tell;
    drawing->user_data = user_data;
    return drawing;
}

cairo_t *draw_peek_cairo(Drawing *drawing)
{
    return drawing->cairo;
}

void draw_next_page(Drawing *drawing)
{
    cairo_show_page(drawing->cairo);
}

void draw_discard(Drawing *drawing)
{
    g_object_unref(drawing->context);
    cairo_destroy(drawing->cairo);
    g_clear_pointer(&drawing->surface, cairo_surface_destroy);
    g_clear_pointer(&drawing->bytes, g_byte_array_unref);
    g_free(drawing);
}

gboolean draw_check_letters(const Drawing *drawing, GError **error)
{
    if (drawing->unknown_glyphs == 0)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%d letters cannot be printed: no installed font has them; install the "
                "packages fonts-noto-core and fonts-noto-extra",
                drawing->unknown_glyphs);
    return FALSE;
}

static gboolean drawing_check(Drawing *drawing, GError **error)
{
    cairo_destroy(g_steal_pointer(&drawing->cairo));
    cairo_surface_finish(drawing->surface);
    cairo_status_t status = cairo_surface_status(drawing->surface);
    if (status != CAIRO_STATUS_SUCCESS) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED, "draw the PDF: %s",
                    cairo_status_to_string(status));
        return FALSE;
    }
    return draw_check_letters(drawing, error);
}

gboolean draw_finish(Drawing *drawing, const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    gboolean done =
        drawing_check(drawing, error) &&
        scan_file_publish_bytes(folder, path, drawing->bytes->data, drawing->bytes->len, error);
    draw_discard(drawing);
    return done;
}

/* By the first letter. A file number of digits reads from left to right everywhere. */
static PangoDirection text_direction(const char *text)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar letter = g_utf8_get_char(at);
        if (g_unichar_isalpha(letter))
            return g_unichar_get_script(letter) == G_UNICODE_SCRIPT_ARABIC ? PANGO_DIRECTION_RTL
                                                                           : PANGO_DIRECTION_LTR;
    }
    return PANGO_DIRECTION_LTR;
}

static PangoAlignment style_alignment(const DrawStyle *style)
{
    if (style->align == DRAW_CENTER)
        return PANGO_ALIGN_CENTER;
    gboolean at_right = (style->align == DRAW_END) != (style->is_rtl != FALSE);
    return at_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

static void layout_set_font(PangoLayout *layout, const DrawStyle *style, double size_pt)
{
    g_autoptr(PangoFontDescription) font =
        pango_font_description_from_string(style->serif ? DRAW_SERIF_FAMILIES : DRAW_FAMILIES);
    pango_font_description_set_absolute_size(font, size_pt * PANGO_SCALE);
    pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
}

/* Where a number or a hash is broken, a hyphen would be read as part of it. */
static void layout_forbid_hyphens(PangoLayout *layout)
{
    g_autoptr(PangoAttrList) attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_attributes(layout, attributes);
}

static void layout_fit(PangoLayout *layout, const DrawStyle *style)
{
    double size_pt = style->size_pt;
    layout_set_font(layout, style, size_pt);
    while (style->shrink && size_pt > DRAW_SMALLEST_PT && pango_layout_get_line_count(layout) > 1)
        layout_set_font(layout, style, size_pt -= 1);
}

/* The direction is set, not guessed per paragraph, because pango swaps left and right alignment
 * where a guess differs from the context. */
static PangoLayout *layout_new(const Drawing *drawing, double width_pt, const char *text,
                               const DrawStyle *style)
{
    pango_cairo_update_context(drawing->cairo, drawing->context);
    pango_context_set_base_dir(drawing->context, text_direction(text));
    PangoLayout *layout = pango_layout_new(drawing->context);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_text(layout, text, -1);
    pango_layout_set_width(layout, width_pt < 0 ? -1 : (int)(width_pt * PANGO_SCALE));
    pango_layout_set_alignment(layout, style_alignment(style));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    layout_forbid_hyphens(layout);
    layout_fit(layout, style);
    if (style->max_lines) {
        pango_layout_set_height(layout, -(int)style->max_lines);
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    }
    return layout;
}

static DrawExtent layout_extent(PangoLayout *layout)
{
    int width = 0, height = 0;
    pango_layout_get_size(layout, &width, &height);
    return (DrawExtent){(double)width / PANGO_SCALE, (double)height / PANGO_SCALE,
                        (double)pango_layout_get_baseline(layout) / PANGO_SCALE};
}

DrawExtent draw_measure(Drawing *drawing, double width_pt, const char *text, const DrawStyle *style)
{
    g_autoptr(PangoLayout) layout = layout_new(drawing, width_pt, text, style);
    return layout_extent(layout);
}

double draw_text(Drawing *drawing, double x_pt, double y_pt, double width_pt, const char *text,
                 const DrawStyle *style)
{
    cairo_t *cairo = drawing->cairo;
    g_autoptr(PangoLayout) layout = layout_new(drawing, width_pt, text, style);
    drawing->unknown_glyphs += pango_layout_get_unknown_glyphs_count(layout);
    cairo_set_source_rgb(cairo, style->gray, style->gray, style->gray);
    cairo_move_to(cairo, x_pt, y_pt);
    pango_cairo_show_layout(cairo, layout);
    if (drawing->tell)
        drawing->tell(layout, x_pt, y_pt, drawing->user_data);
    return layout_extent(layout).height_pt;
}
