/* Charts as SVG inside the page. Inks are classes of the style sheet, so that the page's light, dark and printed colours
 * hold for them too; what differs in meaning differs also in its dashes or its pattern. */
#include "batch/report-html.h"

static const char *const ink_classes[N_INKS] = {
    [INK_TEXT] = "text",       [INK_SOFT] = "soft",   [INK_STRONG] = "strong",
    [INK_DONE] = "done",       [INK_UNDER] = "under", [INK_TRACK] = "track",
    [INK_GRID] = "grid",       [INK_PLAN] = "plan",   [INK_NEEDED] = "needed",
    [INK_LIKELY] = "likely",   [INK_BAND] = "band",   [INK_OFF] = "off",
    [INK_FLAGGED] = "flagged",
};

/* Two decimals, whatever the locale. */
static void append_number(GString *html, const char *name, double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf(html, " %s=\"%s\"", name,
                           g_ascii_formatd(text, sizeof text, "%.1f", value));
}

static void append_rect(GString *html, const ChartShape *shape)
{
    g_string_append_printf(html, "<rect class=\"%s\"", ink_classes[shape->ink]);
    append_number(html, "x", shape->x);
    append_number(html, "y", shape->y);
    append_number(html, "width", shape->width);
    append_number(html, "height", shape->height);
    if (!shape->text) {
        g_string_append(html, "/>\n");
        return;
    }
    g_string_append(html, "><title>");
    html_escaped(html, shape->text);
    g_string_append(html, "</title></rect>\n");
}

static void append_points(GString *html, const ChartShape *shape)
{
    const char *element = shape->kind == SHAPE_LINE ? "polyline" : "polygon";
    char x[G_ASCII_DTOSTR_BUF_SIZE], y[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf(html, "<%s class=\"%s\" points=\"", element, ink_classes[shape->ink]);
    for (guint i = 0; i < shape->n_points; i++)
        g_string_append_printf(html, "%s%s,%s", i ? " " : "",
                               g_ascii_formatd(x, sizeof x, "%.1f", shape->points[i].x),
                               g_ascii_formatd(y, sizeof y, "%.1f", shape->points[i].y));
    g_string_append(html, "\"/>\n");
}

static void append_text(GString *html, const ChartShape *shape)
{
    static const char *const anchors[] = {"", " middle", " end"};
    g_string_append_printf(html, "<text class=\"%s%s\"", ink_classes[shape->ink],
                           anchors[shape->anchor]);
    append_number(html, "x", shape->x);
    append_number(html, "y", shape->y);
    g_string_append_c(html, '>');
    html_escaped(html, shape->text);
    g_string_append(html, "</text>\n");
}

static void append_shape(GString *html, const ChartShape *shape)
{
    switch (shape->kind) {
    case SHAPE_RECT:
        append_rect(html, shape);
        break;
    case SHAPE_LINE:
    case SHAPE_AREA:
        append_points(html, shape);
        break;
    case SHAPE_DOT:
        g_string_append_printf(html, "<circle class=\"%s\" r=\"5\"", ink_classes[shape->ink]);
        append_number(html, "cx", shape->x);
        append_number(html, "cy", shape->y);
        g_string_append(html, "/>\n");
        break;
    case SHAPE_TEXT:
        append_text(html, shape);
        break;
    }
}

void html_chart(GString *html, const Chart *chart, guint number)
{
    g_string_append_printf(html, "<figure>\n<h2>");
    html_escaped(html, chart->title);
    g_string_append(html, "</h2>\n<figcaption>");
    html_escaped(html, chart->says);
    g_string_append_printf(html,
                           "</figcaption>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" "
                           "aria-labelledby=\"title-%u says-%u\">\n<title id=\"title-%u\">",
                           (int)chart->width, (int)chart->height, number, number, number);
    html_escaped(html, chart->title);
    g_string_append_printf(html, "</title>\n<desc id=\"says-%u\">", number);
    html_escaped(html, chart->says);
    g_string_append(html, "</desc>\n");
    for (guint i = 0; i < chart->shapes->len; i++)
        append_shape(html, &g_array_index(chart->shapes, ChartShape, i));
    g_string_append(html, "</svg>\n</figure>\n");
}
