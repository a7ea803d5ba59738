/* Pages that are pictures: what stands on them is to be looked at, and only their printed labels are text. */
#include "tests/pages/composer.h"

#include "scan/scan.h"

#define SURVEY_HEIGHT_PT 560.0
#define SURVEY_LABELS 6u
#define SURVEY_HEIGHTS 8u

const char *const compose_pictures[COMPOSE_N_PICTURES + 1] = {
    "picture-survey", "picture-scene", "picture-scrawl", "picture-notes", NULL};

static const char *const picture_blocks[COMPOSE_N_PICTURES][8] = {
    {"title {village}", "survey", "center 1 : {10-50}00"},
    {"scene 600", "center {village}, {tehsil}"},
    {"scrawl 1"},
    {"title {village}", "para {*remark}", "scrawl 0.25", "para {*remark}", "scene 150",
     "scrawl 0.2", "left {person}, {village}"},
};

GPtrArray *compose_picture_blocks(const char *kind)
{
    for (guint i = 0; i < COMPOSE_N_PICTURES; i++) {
        if (!g_str_equal(kind, compose_pictures[i]))
            continue;
        GPtrArray *blocks = g_ptr_array_new();
        for (guint block = 0; picture_blocks[i][block]; block++)
            g_ptr_array_add(blocks, (gpointer)picture_blocks[i][block]);
        return blocks;
    }
    return NULL;
}

/* A name or number somewhere inside the frame. */
static gboolean survey_label(Composer *composer, const char *template, GError **error)
{
    Random *fresh = &composer->story.fresh;
    g_autofree char *text = text_story_fill(&composer->story, template, error);
    if (!text)
        return FALSE;
    g_autoptr(PangoLayout) layout = composer_layout_new(composer, text);
    double x = random_between(fresh, MARGIN_X_PT + 12,
                              MARGIN_X_PT + COLUMN_PT - 12 - layout_width(layout));
    double y = composer->y + random_between(fresh, 12, SURVEY_HEIGHT_PT - 30);
    composer_place_text(composer, layout, x, y);
    g_string_append_printf(composer->truth, "%s\n", text);
    return TRUE;
}

gboolean composer_add_survey(Composer *composer, G_GNUC_UNUSED char *text, GError **error)
{
    composer_place(composer, ITEM_SURVEY, MARGIN_X_PT, composer->y, COLUMN_PT, SURVEY_HEIGHT_PT);
    for (guint i = 0; i < SURVEY_LABELS + SURVEY_HEIGHTS; i++)
        if (!survey_label(composer, i < SURVEY_LABELS ? "{*village}" : "{200-999}", error))
            return FALSE;
    composer->y += SURVEY_HEIGHT_PT + 0.5 * composer->line_pt;
    return TRUE;
}

/* A number in the digits of any script, which filling a template may have made of it. */
static double number_parse(const char *text)
{
    g_autoptr(GString) digits = g_string_new(NULL);
    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        int value = g_unichar_digit_value(c);
        g_string_append_c(digits, value >= 0 ? (char)('0' + value) : (char)c);
    }
    return g_ascii_strtod(digits->str, NULL);
}

/* text: how high, in points. */
gboolean composer_add_scene(Composer *composer, char *text, G_GNUC_UNUSED GError **error)
{
    double height = number_parse(text);
    composer_place(composer, ITEM_SCENE, MARGIN_X_PT, composer->y, COLUMN_PT, height);
    composer->y += height + composer->line_pt;
    return TRUE;
}

/* text: how much of the page. */
gboolean composer_add_scrawl(Composer *composer, char *text, G_GNUC_UNUSED GError **error)
{
    double height = number_parse(text) * (A4_HEIGHT_PT - 130);
    composer_place(composer, ITEM_SCRAWL, MARGIN_X_PT, composer->y, COLUMN_PT, height);
    composer->y += height;
    return TRUE;
}
