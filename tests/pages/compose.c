/* A page is a list of blocks, one a line in the book: a tag and its text.
 *
 *   title center left para item   set across the column; item is numbered
 *   right                         centred in the far half of the column, as signatures are
 *   pair A | B                    two texts at the two ends of one line
 *   table NAME ROWS               [table NAME]: its head, then the template of a row
 *   rule gap sign                 a line, an empty line, room with a scrawl in it
 *   seal TEXT                     a round seal beside what follows; takes no room
 *   map photo                     a plan of fields with their numbers; a picture
 *
 * Left and right are mirrored for right-to-left languages. A text that does not fit is set again
 * in a smaller size, down to SCALE_MIN. */
#include "tests/pages/compose.h"

#include "scan/scan.h"

#include <pango/pangocairo.h>
#include <string.h>

#define MARGIN_X_PT 62.0
#define MARGIN_TOP_PT 62.0
#define MARGIN_BOTTOM_PT 52.0
#define SCALE_MIN 0.7
#define SCALE_STEP 0.96

typedef struct {
    const Language *language;
    TextStory story;
    Composition *page;
    PangoContext *context;
    PangoFontDescription *font;
    GString *truth;
    double y, bottom;  /* next free place; lowest place drawn on */
    double line_pt;    /* height of a line of body text */
    guint item_number; /* of the last block if that was an item, else 0 */
} Composer;

static const double column_pt = A4_WIDTH_PT - 2 * MARGIN_X_PT;

static void item_clear(gpointer data)
{
    g_clear_object(&((Item *)data)->layout);
}

void composition_free(Composition *composition)
{
    if (!composition)
        return;
    g_array_unref(composition->items);
    g_free(composition->truth);
    g_free(composition->phrase);
    g_free(composition);
}

static Composition *composition_new(void)
{
    Composition *composition = g_new0(Composition, 1);
    composition->items = g_array_new(FALSE, TRUE, sizeof(Item));
    g_array_set_clear_func(composition->items, item_clear);
    composition->phrase = g_strdup("");
    return composition;
}

/* ---------------------------------------------------------------------------- placing things -- */

static void place(Composer *composer, ItemKind kind, double x, double y, double width,
                  double height)
{
    Item item = {kind, x, y, width, height, NULL, random_next(&composer->story.fresh)};
    g_array_append_val(composer->page->items, item);
    composer->bottom = MAX(composer->bottom, y + height);
}

static void place_text(Composer *composer, PangoLayout *layout, double x, double y)
{
    int width, height;
    pango_layout_get_size(layout, &width, &height);
    place(composer, ITEM_TEXT, x, y, (double)width / PANGO_SCALE, (double)height / PANGO_SCALE);
    g_array_index(composer->page->items, Item, composer->page->items->len - 1).layout =
        g_object_ref(layout);
    composer->page->unknown_glyphs += (guint)pango_layout_get_unknown_glyphs_count(layout);
}

/* Takes the marks of the key phrase out of text and keeps the phrase. */
static void phrase_take(Composer *composer, char *text)
{
    char *open = strstr(text, "[[");
    char *close = open ? strstr(open, "]]") : NULL;
    if (!close)
        return;
    g_free(composer->page->phrase);
    composer->page->phrase = g_strndup(open + 2, (gsize)(close - open - 2));
    memmove(close, close + 2, strlen(close + 2) + 1);
    memmove(open, open + 2, strlen(open + 2) + 1);
}

static PangoLayout *layout_new(Composer *composer, char *text)
{
    phrase_take(composer, text);
    PangoLayout *layout = pango_layout_new(composer->context);
    pango_layout_set_font_description(layout, composer->font);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

static void layout_embolden(PangoLayout *layout, double factor)
{
    g_autoptr(PangoFontDescription) font =
        pango_font_description_copy(pango_layout_get_font_description(layout));
    pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_font_description_set_size(font, (int)(pango_font_description_get_size(font) * factor));
    pango_layout_set_font_description(layout, font);
}

static double layout_width(PangoLayout *layout)
{
    int width;
    pango_layout_get_size(layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

static double layout_height(PangoLayout *layout)
{
    int height;
    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

/* Appends each printed line of layout to the truth. */
static void truth_add(Composer *composer, PangoLayout *layout)
{
    const char *text = pango_layout_get_text(layout);
    for (GSList *node = pango_layout_get_lines_readonly(layout); node; node = node->next) {
        const PangoLayoutLine *line = node->data;
        g_autofree char *words = g_strndup(text + line->start_index, (gsize)line->length);
        g_string_append_printf(composer->truth, "%s\n", g_strstrip(words));
    }
}

/* x of something width wide that starts (end: ends) where the language's lines do. */
static double x_at_start(const Composer *composer, double width)
{
    return composer->language->right_to_left ? MARGIN_X_PT + column_pt - width : MARGIN_X_PT;
}

static PangoAlignment start_alignment(const Composer *composer)
{
    return composer->language->right_to_left ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

static double x_at_end(const Composer *composer, double width)
{
    return composer->language->right_to_left ? MARGIN_X_PT : MARGIN_X_PT + column_pt - width;
}

/* --------------------------------------------------------------------------------- the blocks -- */

typedef gboolean (*BlockFunc)(Composer *composer, char *text, GError **error);

static void column_add(Composer *composer, PangoLayout *layout, PangoAlignment alignment,
                       double space_after)
{
    pango_layout_set_width(layout, (int)(column_pt * PANGO_SCALE));
    pango_layout_set_alignment(layout, alignment);
    truth_add(composer, layout);
    place_text(composer, layout, MARGIN_X_PT, composer->y);
    composer->y += layout_height(layout) + space_after * composer->line_pt;
}

static gboolean add_title(Composer *composer, char *text, G_GNUC_UNUSED GError **error)
{
    g_autoptr(PangoLayout) layout = layout_new(composer, text);
    layout_embolden(layout, 1.2);
    column_add(composer, layout, PANGO_ALIGN_CENTER, 0.4);
    return TRUE;
}

static gboolean add_center(Composer *composer, char *text, G_GNUC_UNUSED GError **error)
{
    g_autoptr(PangoLayout) layout = layout_new(composer, text);
    column_add(composer, layout, PANGO_ALIGN_CENTER, 0.2);
    return TRUE;
}

static gboolean add_left(Composer *composer, char *text, G_GNUC_UNUSED GError **error)
{
    g_autoptr(PangoLayout) layout = layout_new(composer, text);
    column_add(composer, layout, start_alignment(composer), 0.1);
    return TRUE;
}

static gboolean add_para(Composer *composer, char *text, G_GNUC_UNUSED GError **error)
{
    g_autoptr(PangoLayout) layout = layout_new(composer, text);
    pango_layout_set_indent(layout, (int)(2 * composer->line_pt * PANGO_SCALE));
    column_add(composer, layout, start_alignment(composer), 0.5);
    return TRUE;
}

static gboolean add_item(Composer *composer, char *text, GError **error)
{
    g_autofree char *label = g_strdup_printf("%u. ", ++composer->item_number);
    g_autofree char *native_label = text_story_fill(&composer->story, label, error);
    if (!native_label)
        return FALSE;
    g_autofree char *numbered = g_strconcat(native_label, text, NULL);
    g_autoptr(PangoLayout) layout = layout_new(composer, numbered);
    column_add(composer, layout, start_alignment(composer), 0.4);
    return TRUE;
}

static gboolean add_right(Composer *composer, char *text, G_GNUC_UNUSED GError **error)
{
    const double width = column_pt * 0.45;
    g_autoptr(PangoLayout) layout = layout_new(composer, text);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    truth_add(composer, layout);
    place_text(composer, layout, x_at_end(composer, width), composer->y);
    composer->y += layout_height(layout);
    return TRUE;
}

static gboolean add_pair(Composer *composer, char *text, GError **error)
{
    char *bar = strstr(text, " | ");
    if (!bar) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "\"%s\" has no \" | \"", text);
        return FALSE;
    }
    *bar = '\0';
    g_autoptr(PangoLayout) first = layout_new(composer, text);
    g_autoptr(PangoLayout) second = layout_new(composer, bar + 3);
    place_text(composer, first, x_at_start(composer, layout_width(first)), composer->y);
    place_text(composer, second, x_at_end(composer, layout_width(second)), composer->y);
    g_string_append_printf(composer->truth, "%s %s\n", pango_layout_get_text(first),
                           pango_layout_get_text(second));
    composer->y += layout_height(first) + 0.3 * composer->line_pt;
    return TRUE;
}

static gboolean add_rule(Composer *composer, G_GNUC_UNUSED char *text, G_GNUC_UNUSED GError **error)
{
    place(composer, ITEM_RULE, MARGIN_X_PT, composer->y + 0.2 * composer->line_pt, column_pt, 0);
    composer->y += 0.6 * composer->line_pt;
    return TRUE;
}

static gboolean add_gap(Composer *composer, G_GNUC_UNUSED char *text, G_GNUC_UNUSED GError **error)
{
    composer->y += 0.8 * composer->line_pt;
    return TRUE;
}

static gboolean add_sign(Composer *composer, G_GNUC_UNUSED char *text, G_GNUC_UNUSED GError **error)
{
    const double width = column_pt * 0.3, height = 34;
    double inset = column_pt * 0.075; /* the middle of what "right" sets below it */
    double x = x_at_end(composer, width) + (composer->language->right_to_left ? inset : -inset);
    place(composer, ITEM_SIGNATURE, x, composer->y + 4, width, height);
    composer->y += height + 8;
    return TRUE;
}

static gboolean add_seal(Composer *composer, char *text, G_GNUC_UNUSED GError **error)
{
    Random *fresh = &composer->story.fresh;
    double diameter = random_between(fresh, 96, 112);
    double x = x_at_start(composer, diameter) + random_between(fresh, -12, 12);
    double y = composer->y + random_between(fresh, -14, 2);
    g_autofree char *spaced = g_strconcat(text, " ", NULL); /* the end meets the start */
    g_autoptr(PangoLayout) layout = layout_new(composer, spaced);
    place_text(composer, layout, x, y);
    Item *item = &g_array_index(composer->page->items, Item, composer->page->items->len - 1);
    item->kind = ITEM_SEAL;
    item->width = item->height = diameter;
    composer->bottom = MAX(composer->bottom, y + diameter);
    return TRUE;
}

static gboolean add_photo(Composer *composer, G_GNUC_UNUSED char *text,
                          G_GNUC_UNUSED GError **error)
{
    const double height = column_pt * 0.72;
    place(composer, ITEM_PHOTO, MARGIN_X_PT, composer->y, column_pt, height);
    composer->y += height + composer->line_pt;
    return TRUE;
}

/* -------------------------------------------------------------------------------------- tables -- */

#define CELL_PADDING_PT 5.0

/* Cells of the table as layouts, row by row; n_columns from the head. */
static GPtrArray *table_cells(Composer *composer, const GPtrArray *section, guint n_rows,
                              guint *n_columns, GError **error)
{
    g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_object_unref);
    for (guint row = 0; row <= n_rows; row++) {
        g_autofree char *number = g_strdup_printf("%u", row);
        g_auto(GStrv) parts = g_strsplit(section->pdata[row > 0], "{#}", -1);
        g_autofree char *template = g_strjoinv(number, parts);
        g_autofree char *text = text_story_fill(&composer->story, template, error);
        if (!text)
            return NULL;
        g_auto(GStrv) words = g_strsplit(text, " | ", -1);
        if (row == 0)
            *n_columns = g_strv_length(words);
        for (guint column = 0; words[column]; column++) {
            PangoLayout *cell = layout_new(composer, words[column]);
            if (row == 0)
                layout_embolden(cell, 1.0);
            g_ptr_array_add(cells, cell);
        }
    }
    return g_steal_pointer(&cells);
}

/* Widths of the columns as the widest cell wants them, widened in proportion to fill the line. The
 * cells of a table too wide for the column are set smaller. */
static void table_measure(GPtrArray *cells, guint n_columns, double widths[])
{
    double wanted = 0, padding = 2 * CELL_PADDING_PT * n_columns;
    for (guint column = 0; column < n_columns; column++) {
        widths[column] = 0;
        for (guint i = column; i < cells->len; i += n_columns)
            widths[column] = MAX(widths[column], layout_width(cells->pdata[i]));
        wanted += widths[column];
    }
    double factor = (column_pt - padding) / wanted;
    for (guint column = 0; column < n_columns; column++)
        widths[column] = widths[column] * factor + 2 * CELL_PADDING_PT;
    for (guint i = 0; factor < 1 && i < cells->len; i++) {
        g_autoptr(PangoFontDescription) font =
            pango_font_description_copy(pango_layout_get_font_description(cells->pdata[i]));
        pango_font_description_set_size(
            font, (int)(pango_font_description_get_size(font) * factor * 0.98));
        pango_layout_set_font_description(cells->pdata[i], font);
    }
}

static void table_row_place(Composer *composer, GPtrArray *cells, guint first, guint n_columns,
                            const double widths[], double height)
{
    gboolean mirrored = composer->language->right_to_left;
    double x = mirrored ? MARGIN_X_PT + column_pt : MARGIN_X_PT;
    for (guint column = 0; column < n_columns; column++) {
        PangoLayout *cell = cells->pdata[first + column];
        double inset = mirrored ? -CELL_PADDING_PT - layout_width(cell) : CELL_PADDING_PT;
        place_text(composer, cell, x + inset, composer->y + 2);
        place(composer, ITEM_RULE, x, composer->y, 0, height);
        g_string_append_printf(composer->truth, "%s%s", column ? " " : "",
                               pango_layout_get_text(cell));
        x += mirrored ? -widths[column] : widths[column];
    }
    g_string_append_c(composer->truth, '\n');
    place(composer, ITEM_RULE, x, composer->y, 0, height);
    composer->y += height;
    place(composer, ITEM_RULE, MARGIN_X_PT, composer->y, column_pt, 0);
}

#define COLUMNS_MAX 10

/* A number in the digits of any script. */
static guint number_parse(const char *text)
{
    guint number = 0;
    for (; text && *text; text = g_utf8_next_char(text))
        number = number * 10 + (guint)MAX(g_unichar_digit_value(g_utf8_get_char(text)), 0);
    return number;
}

static gboolean add_table(Composer *composer, char *text, GError **error)
{
    g_auto(GStrv) arguments = g_strsplit(text, " ", 2);
    g_autofree char *name = g_strdup_printf("table %s", arguments[0]);
    const GPtrArray *section = text_book_section(composer->story.book, name, error);
    if (!section)
        return FALSE;
    guint n_columns = 0, n_rows = number_parse(arguments[1]);
    g_autoptr(GPtrArray) cells = table_cells(composer, section, n_rows, &n_columns, error);
    if (!cells)
        return FALSE;
    if (n_columns > COLUMNS_MAX || cells->len != n_columns * (n_rows + 1)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "[%s] has uneven rows", name);
        return FALSE;
    }
    double widths[COLUMNS_MAX], height = 0;
    table_measure(cells, n_columns, widths);
    for (guint i = 0; i < cells->len; i++)
        height = MAX(height, layout_height(cells->pdata[i]) + 4);
    place(composer, ITEM_RULE, MARGIN_X_PT, composer->y, column_pt, 0);
    for (guint row = 0; row <= n_rows; row++)
        table_row_place(composer, cells, row * n_columns, n_columns, widths, height);
    composer->y += 0.5 * composer->line_pt;
    return TRUE;
}

/* ---------------------------------------------------------------------------------------- maps -- */

#define MAP_COLUMNS 5u
#define MAP_ROWS 6u
#define MAP_HEIGHT_PT 430.0

typedef struct {
    double x, y;
} Point;

/* Corners of fields: a grid, shaken, straight at its border. */
static void map_corners(Composer *composer, Point corners[MAP_ROWS + 1][MAP_COLUMNS + 1])
{
    const double step_x = column_pt / MAP_COLUMNS, step_y = MAP_HEIGHT_PT / MAP_ROWS;
    Random *fresh = &composer->story.fresh;
    for (guint row = 0; row <= MAP_ROWS; row++)
        for (guint column = 0; column <= MAP_COLUMNS; column++) {
            gboolean inner_x = column > 0 && column < MAP_COLUMNS;
            gboolean inner_y = row > 0 && row < MAP_ROWS;
            double dx = inner_x ? random_between(fresh, -0.2, 0.2) : 0;
            double dy = inner_y ? random_between(fresh, -0.2, 0.2) : 0;
            corners[row][column] =
                (Point){MARGIN_X_PT + (column + dx) * step_x, composer->y + (row + dy) * step_y};
        }
}

static void place_edge(Composer *composer, Point from, Point to)
{
    place(composer, ITEM_RULE, from.x, from.y, to.x - from.x, to.y - from.y);
}

static gboolean map_field_number(Composer *composer, Point corner, Point opposite, GError **error)
{
    g_autofree char *number = text_story_fill(&composer->story, "{*plot}", error);
    if (!number)
        return FALSE;
    g_autoptr(PangoLayout) layout = layout_new(composer, number);
    place_text(composer, layout, (corner.x + opposite.x - layout_width(layout)) / 2,
               (corner.y + opposite.y - layout_height(layout)) / 2);
    g_string_append_printf(composer->truth, "%s ", number);
    return TRUE;
}

static gboolean add_map(Composer *composer, G_GNUC_UNUSED char *text, GError **error)
{
    Point corners[MAP_ROWS + 1][MAP_COLUMNS + 1];
    map_corners(composer, corners);
    place(composer, ITEM_RIVER, MARGIN_X_PT, composer->y, column_pt, MAP_HEIGHT_PT);
    for (guint row = 0; row <= MAP_ROWS; row++)
        for (guint column = 0; column <= MAP_COLUMNS; column++) {
            if (column < MAP_COLUMNS)
                place_edge(composer, corners[row][column], corners[row][column + 1]);
            if (row < MAP_ROWS)
                place_edge(composer, corners[row][column], corners[row + 1][column]);
        }
    for (guint row = 0; row < MAP_ROWS; row++) {
        for (guint i = 0; i < MAP_COLUMNS; i++) {
            guint column = composer->language->right_to_left ? MAP_COLUMNS - 1 - i : i;
            if (!map_field_number(composer, corners[row][column], corners[row + 1][column + 1],
                                  error))
                return FALSE;
        }
        g_string_truncate(composer->truth, composer->truth->len - 1);
        g_string_append_c(composer->truth, '\n');
    }
    composer->y += MAP_HEIGHT_PT + 0.5 * composer->line_pt;
    return TRUE;
}

/* ------------------------------------------------------------------------------------ the page -- */

static const struct {
    const char *tag;
    BlockFunc add;
} block_kinds[] = {
    {"title", add_title}, {"center", add_center}, {"left", add_left}, {"para", add_para},
    {"item", add_item},   {"right", add_right},   {"pair", add_pair}, {"rule", add_rule},
    {"gap", add_gap},     {"sign", add_sign},     {"seal", add_seal}, {"photo", add_photo},
    {"table", add_table}, {"map", add_map},
};

static gboolean block_add(Composer *composer, const char *line, GError **error)
{
    const char *space = strchr(line, ' ');
    gsize length = space ? (gsize)(space - line) : strlen(line);
    g_autofree char *text = text_story_fill(&composer->story, space ? space + 1 : "", error);
    if (!text)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(block_kinds); i++) {
        const char *tag = block_kinds[i].tag;
        if (strlen(tag) != length || strncmp(tag, line, length) != 0)
            continue;
        if (block_kinds[i].add != add_item)
            composer->item_number = 0;
        return block_kinds[i].add(composer, text, error);
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "unknown block \"%s\"", line);
    return FALSE;
}

static PangoContext *context_new(const Language *language)
{
    PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    pango_cairo_context_set_resolution(context, 72); /* a point is a unit */
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string(language->bcp47));
    pango_context_set_base_dir(context,
                               language->right_to_left ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
    return context;
}

static double font_line_height(PangoContext *context, const PangoFontDescription *font)
{
    PangoFontMetrics *metrics = pango_context_get_metrics(context, font, NULL);
    int height = pango_font_metrics_get_height(metrics);
    pango_font_metrics_unref(metrics);
    return (double)height / PANGO_SCALE;
}

/* Sets all blocks at one size; *height_pt is what they took. */
static Composition *compose_at(const Language *language, const TextStory *story,
                               PangoContext *context, const PangoFontDescription *font,
                               const GPtrArray *blocks, double *height_pt, GError **error)
{
    g_autoptr(Composition) page = composition_new();
    g_autoptr(PangoFontDescription) own_font = pango_font_description_copy(font);
    g_autoptr(GString) truth = g_string_new(NULL);
    Composer composer = {language,
                         *story,
                         page,
                         context,
                         own_font,
                         truth,
                         MARGIN_TOP_PT,
                         0,
                         font_line_height(context, font),
                         0};
    for (guint i = 0; i < blocks->len; i++)
        if (!block_add(&composer, blocks->pdata[i], error))
            return NULL;
    page->truth = g_strdup(truth->str);
    *height_pt = composer.bottom;
    return g_steal_pointer(&page);
}

/* The largest size at which the blocks fit on the page. */
static Composition *compose_to_fit(const Language *language, const TextStory *story,
                                   PangoContext *context, const char *font_name,
                                   const GPtrArray *blocks, GError **error)
{
    g_autoptr(PangoFontDescription) font = pango_font_description_from_string(font_name);
    const int full_size = pango_font_description_get_size(font);
    for (double scale = 1; scale >= SCALE_MIN; scale *= SCALE_STEP) {
        double height_pt;
        pango_font_description_set_size(font, (int)(full_size * scale));
        g_autoptr(Composition) page =
            compose_at(language, story, context, font, blocks, &height_pt, error);
        if (!page)
            return NULL;
        page->font_scale = scale;
        if (height_pt <= A4_HEIGHT_PT - MARGIN_BOTTOM_PT)
            return g_steal_pointer(&page);
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT, "the text does not fit on a page");
    return NULL;
}

Composition *compose_page(const Language *language, const TextStory *story, const char *kind,
                          GError **error)
{
    g_autofree char *section = g_strdup_printf("page %s", kind);
    const GPtrArray *blocks = text_book_section(story->book, section, error);
    if (!blocks)
        return NULL;
    const GPtrArray *fonts = text_book_section(story->book, language->font_section, error);
    if (!fonts)
        return NULL;
    TextStory own_story = *story;
    const char *font_name = fonts->pdata[random_below(&own_story.fresh, fonts->len)];
    PangoContext *context = context_new(language);
    Composition *page = compose_to_fit(language, &own_story, context, font_name, blocks, error);
    g_object_unref(context);
    if (!page)
        g_prefix_error(error, "[%s]: ", section);
    return page;
}
