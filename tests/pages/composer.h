/* tests/pages/composer.h - a page being composed; for the compose files only. */
#pragma once

#include "tests/pages/compose.h"

#define MARGIN_X_PT 62.0
#define COLUMN_PT (A4_WIDTH_PT - 2 * MARGIN_X_PT)

typedef struct Composer Composer;

struct Composer {
    const Language *language;
    TextStory story;
    Composition *page;
    PangoContext *context;
    PangoFontDescription *font;
    GString *truth;
    double y, bottom;  /* next free place; lowest place drawn on */
    double line_pt;    /* height of a line of body text */
    guint item_number; /* of the last block if that was an item, else 0 */
};

/* Adds a block's items and truth and moves composer->y below it; text is filled and may be cut. */
typedef gboolean (*BlockFunc)(Composer *composer, char *text, GError **error);

gboolean composer_add_table(Composer *composer, char *text, GError **error);
gboolean composer_add_map(Composer *composer, char *text, GError **error);
gboolean composer_add_survey(Composer *composer, char *text, GError **error);
gboolean composer_add_scene(Composer *composer, char *text, GError **error);
gboolean composer_add_scrawl(Composer *composer, char *text, GError **error);

/* The blocks of a kind of compose_pictures, or NULL. */
GPtrArray *compose_picture_blocks(const char *kind);

/* Borrowed until the next place. */
Item *composer_place(Composer *composer, ItemKind kind, double x, double y, double width,
                     double height);
Item *composer_place_text(Composer *composer, PangoLayout *layout, double x, double y);

/* A layout of text in the page's font; takes the marks of the key phrase out of text. */
PangoLayout *composer_layout_new(Composer *composer, char *text);
void layout_embolden(PangoLayout *layout, double size_factor);
double layout_width(PangoLayout *layout);
double layout_height(PangoLayout *layout);

/* Appends each printed line of layout to the truth. */
void composer_truth_add(Composer *composer, PangoLayout *layout);

/* x of something width wide that stands where the language's lines start or end. */
double composer_x_at_start(const Composer *composer, double width);
double composer_x_at_end(const Composer *composer, double width);
PangoAlignment composer_start_alignment(const Composer *composer);
