/* A page is a list of blocks, one a line in the book: a tag and its text.
 *
 *   title center left para item   set across the column; item is numbered
 *   right                         centred in the far half of the column, as signatures are
 *   pair A | B                    two texts at the two ends of one line
 *   table NAME ROWS               [table NAME]: its head, then the template of a row
 *   rule gap sign                 a line, an empty line, room with a scrawl in it
 *   seal TEXT                     a round seal beside what follows; takes no room
 *   map photo                     a plan of fields with their numbers; a picture
 *   survey, scene PT, scrawl SHARE   of compose_pictures: a map, a photograph so high, handwriting on so
 *                                 much of a page
 *
 * Left and right are mirrored for right-to-left languages. A text that does not fit is set again
 * in a smaller size, down to SCALE_MIN. */
#include "tests/pages/composer.h"

#include "scan/scan.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <string.h>

#define MARGIN_TOP_PT 62.0
#define MARGIN_BOTTOM_PT 52.0
#define SCALE_MIN 0.7
#define SCALE_STEP 0.96
#define FONT_PACKAGES                                                                              \
    "fonts-noto-core, fonts-noto-extra, fonts-dejavu-core, fonts-nafees, fonts-sil-awami-nastaliq"

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

Composition *composition_new(void)
{
    Composition *composition = g_new0(Composition, 1);
    composition->items = g_array_new(FALSE, TRUE, sizeof(Item));
    g_array_set_clear_func(composition->items, item_clear);
    composition->phrase = g_strdup("");
    return composition;
}

/* --------------------------------------------------------------------------------- the blocks -- */

static void column_add(Composer *composer, PangoLayout *layout, PangoAlignment alignment,
                       double space_after)
{
    pango_layout_set_width(layout, (int)(COLUMN_PT * PANGO_SCALE));
    pango_layout_set_alignment(layout, alignment);
    composer_truth_add(composer, layout);
    composer_place_text(composer, layout, MARGIN_X_PT, composer->y);
    composer->y += layout_height(layout) + space_after * composer->line_pt;
}

static gboolean add_title(Composer *composer, char *text, G_GNUC_UNUSED GError **error)
{
    g_autoptr(PangoLayout) layout = composer_layout_new(composer, text);
    layout_embolden(layout, 1.2);
    column_add(composer, layout, PANGO_ALIGN_CENTER, 0.4);
    return TRUE;
}

static gboolean add_center(Composer *composer, char *text, G_GNUC_UNUSED GError **error)
{
    g_autoptr(PangoLayout) layout = composer_layout_new(composer, text);
    column_add(composer, layout, PANGO_ALIGN_CENTER, 0.2);
    return TRUE;
}

static gboolean add_left(Composer *composer, char *text, G_GNUC_UNUSED GError **error)
{
    g_autoptr(PangoLayout) layout = composer_layout_new(composer, text);
    column_add(composer, layout, composer_start_alignment(composer), 0.1);
    return TRUE;
}

static gboolean add_para(Composer *composer, char *text, G_GNUC_UNUSED GError **error)
{
    g_autoptr(PangoLayout) layout = composer_layout_new(composer, text);
    pango_layout_set_indent(layout, (int)(2 * composer->line_pt * PANGO_SCALE));
    column_add(composer, layout, composer_start_alignment(composer), 0.5);
    return TRUE;
}

static gboolean add_item(Composer *composer, char *text, GError **error)
{
    g_autofree char *label = g_strdup_printf("%u. ", ++composer->item_number);
    g_autofree char *native_label = text_story_fill(&composer->story, label, error);
    if (!native_label)
        return FALSE;
    g_autofree char *numbered = g_strconcat(native_label, text, NULL);
    g_autoptr(PangoLayout) layout = composer_layout_new(composer, numbered);
    column_add(composer, layout, composer_start_alignment(composer), 0.4);
    return TRUE;
}

static gboolean add_right(Composer *composer, char *text, G_GNUC_UNUSED GError **error)
{
    const double width = COLUMN_PT * 0.45;
    g_autoptr(PangoLayout) layout = composer_layout_new(composer, text);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
    composer_truth_add(composer, layout);
    composer_place_text(composer, layout, composer_x_at_end(composer, width), composer->y);
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
    g_autoptr(PangoLayout) first = composer_layout_new(composer, text);
    g_autoptr(PangoLayout) second = composer_layout_new(composer, bar + 3);
    composer_place_text(composer, first, composer_x_at_start(composer, layout_width(first)),
                        composer->y);
    composer_place_text(composer, second, composer_x_at_end(composer, layout_width(second)),
                        composer->y);
    g_string_append_printf(composer->truth, "%s %s\n", pango_layout_get_text(first),
                           pango_layout_get_text(second));
    composer->y += layout_height(first) + 0.3 * composer->line_pt;
    return TRUE;
}

static gboolean add_rule(Composer *composer, G_GNUC_UNUSED char *text, G_GNUC_UNUSED GError **error)
{
    composer_place(composer, ITEM_RULE, MARGIN_X_PT, composer->y + 0.2 * composer->line_pt,
                   COLUMN_PT, 0);
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
    const double width = COLUMN_PT * 0.3, height = 34;
    double inset = COLUMN_PT * 0.075; /* the middle of what "right" sets below it */
    double x =
        composer_x_at_end(composer, width) + (composer->language->right_to_left ? inset : -inset);
    composer_place(composer, ITEM_SIGNATURE, x, composer->y + 4, width, height);
    composer->y += height + 8;
    return TRUE;
}

static gboolean add_seal(Composer *composer, char *text, G_GNUC_UNUSED GError **error)
{
    Random *fresh = &composer->story.fresh;
    double diameter = random_between(fresh, 96, 112);
    double x = composer_x_at_start(composer, diameter) + random_between(fresh, -12, 12);
    double y = composer->y + random_between(fresh, -14, 2);
    g_autofree char *spaced = g_strconcat(text, " ", NULL); /* the end meets the start */
    g_autoptr(PangoLayout) layout = composer_layout_new(composer, spaced);
    Item *item = composer_place_text(composer, layout, x, y);
    item->kind = ITEM_SEAL;
    item->width = item->height = diameter;
    composer->bottom = MAX(composer->bottom, y + diameter);
    return TRUE;
}

static gboolean add_photo(Composer *composer, G_GNUC_UNUSED char *text,
                          G_GNUC_UNUSED GError **error)
{
    const double height = COLUMN_PT * 0.72;
    composer_place(composer, ITEM_PHOTO, MARGIN_X_PT, composer->y, COLUMN_PT, height);
    composer->y += height + composer->line_pt;
    return TRUE;
}

/* ------------------------------------------------------------------------------------ the page -- */

static const struct {
    const char *tag;
    BlockFunc add;
} block_kinds[] = {
    {"title", add_title},
    {"center", add_center},
    {"left", add_left},
    {"para", add_para},
    {"item", add_item},
    {"right", add_right},
    {"pair", add_pair},
    {"rule", add_rule},
    {"gap", add_gap},
    {"sign", add_sign},
    {"seal", add_seal},
    {"photo", add_photo},
    {"table", composer_add_table},
    {"map", composer_add_map},
    {"survey", composer_add_survey},
    {"scene", composer_add_scene},
    {"scrawl", composer_add_scrawl},
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
    g_autoptr(GPtrArray) picture = compose_picture_blocks(kind);
    const GPtrArray *blocks = picture ? picture : text_book_section(story->book, section, error);
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
    if (page && page->unknown_glyphs > 0) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                    "%u characters have no glyph; install " FONT_PACKAGES, page->unknown_glyphs);
        g_clear_pointer(&page, composition_free);
    }
    if (!page)
        g_prefix_error(error, "[%s]: ", section);
    return page;
}

/* For the leak checker alone: a thread of pango's may still hold fonts, on which cairo aborts. */
void compose_shutdown(void)
{
#ifdef MUHAFIZ_SANITIZED
    pango_cairo_font_map_set_default(NULL);
    cairo_debug_reset_static_data();
    FcFini();
#endif
}
