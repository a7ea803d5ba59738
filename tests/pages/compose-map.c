/* A plan of fields: a grid shaken out of true, a number in each field; its truth goes row by row. */
#include "tests/pages/composer.h"

#define MAP_COLUMNS 5u
#define MAP_ROWS 6u
#define MAP_HEIGHT_PT 430.0

typedef struct {
    double x, y;
} Point;

/* Corners of fields: a grid, shaken, straight at its border. */
static void map_corners(Composer *composer, Point corners[MAP_ROWS + 1][MAP_COLUMNS + 1])
{
    const double step_x = COLUMN_PT / MAP_COLUMNS, step_y = MAP_HEIGHT_PT / MAP_ROWS;
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
    composer_place(composer, ITEM_RULE, from.x, from.y, to.x - from.x, to.y - from.y);
}

static gboolean map_field_number(Composer *composer, Point corner, Point opposite, GError **error)
{
    g_autofree char *number = text_story_fill(&composer->story, "{*plot}", error);
    if (!number)
        return FALSE;
    g_autoptr(PangoLayout) layout = composer_layout_new(composer, number);
    composer_place_text(composer, layout, (corner.x + opposite.x - layout_width(layout)) / 2,
                        (corner.y + opposite.y - layout_height(layout)) / 2);
    g_string_append_printf(composer->truth, "%s ", number);
    return TRUE;
}

gboolean composer_add_map(Composer *composer, G_GNUC_UNUSED char *text, GError **error)
{
    Point corners[MAP_ROWS + 1][MAP_COLUMNS + 1];
    map_corners(composer, corners);
    composer_place(composer, ITEM_RIVER, MARGIN_X_PT, composer->y, COLUMN_PT, MAP_HEIGHT_PT);
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
