/* tests/pages/compose.h - where everything on a page stands, and the truth about its text.
 *
 * All lengths are points (1/72 inch) on an upright A4 page; glyphs are placed without hinting, so
 * that a composition is the same at every resolution.
 */
#pragma once

#include "tests/pages/text.h"

#include <pango/pango.h>

#define A4_WIDTH_PT 595.276
#define A4_HEIGHT_PT 841.89

typedef enum {
    ITEM_TEXT,
    ITEM_RULE,      /* a line from x, y to x + width, y + height */
    ITEM_SIGNATURE, /* a scrawl in blue ink */
    ITEM_SEAL,      /* round, text along its edge, in red or violet */
    ITEM_RIVER,     /* on a map */
    ITEM_PHOTO,
} ItemKind;

typedef struct {
    ItemKind kind;
    double x, y, width, height;
    PangoLayout *layout; /* TEXT and SEAL; owned */
    guint64 seed;        /* for what is drawn by chance */
} Item;

typedef struct {
    GArray *items;        /* of Item, in drawing order */
    char *truth;          /* UTF-8, one line per printed line, in reading order; seals left out */
    char *phrase;         /* what a search should find the page by; empty on a blank page */
    guint unknown_glyphs; /* characters no installed font can show: 0 in what is handed out */
    double font_scale;    /* 1, less where the text had to shrink to fit the page */
} Composition;

/* The page [page KIND] of the story's book. LIMIT if the text does not fit on a page, FAILED
 * if no installed font has a character of it. */
Composition *compose_page(const Language *language, const TextStory *story, const char *kind,
                          GError **error);
void composition_free(Composition *composition);
/* Last call of a program: gives back what the font libraries keep, for leak checkers. */
void compose_shutdown(void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Composition, composition_free)
