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
    ITEM_SURVEY,
    ITEM_SCENE,
    ITEM_SCRAWL,
} ItemKind;

typedef struct {
    ItemKind kind;
    double x, y, width, height;
    PangoLayout *layout; /* TEXT and SEAL; owned */
    guint64 seed;        /* for what is drawn by chance */
    double pencil;       /* 0: in ink; else how dark the graphite is, 0-1, and thin */
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

/* A page with hardly anything on it: one of compose_marks, somewhere on the paper. */
#define COMPOSE_N_MARKS 9
extern const char *const compose_marks[COMPOSE_N_MARKS + 1]; /* ends with NULL */
Composition *compose_mark(const Language *language, const char *mark, guint64 seed);

/* Puts n seals anywhere on the page, across what stands there; the truth stays what it was. */
void compose_seals(Composition *page, const Language *language, guint n, guint64 seed);

/* Puts the lines of printed paper on the page, under what stands there: a writing sheet, a ledger, squares or a frame. */
void compose_rules(Composition *page, guint64 seed);

/* Kinds of pages that are pictures, for compose_page, in every language: a surveyed map with a few names and
 * heights; a photograph with a line under it; handwriting; print with handwriting and a photograph. */
#define COMPOSE_N_PICTURES 4
extern const char *const compose_pictures[COMPOSE_N_PICTURES + 1]; /* ends with NULL */

/* A page as others are, with nothing on it, for more items. */
Composition *composition_new(void);
void composition_free(Composition *composition);
/* Last call of a program: gives back what the font libraries keep, for leak checkers. */
void compose_shutdown(void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Composition, composition_free)
