/* tests/pages/age.h - what years in a record room and a scanner do to a page. */
#pragma once

#include "tests/pages/compose.h"
#include "tests/pages/corner.h"

struct Pix;

/* How strong each effect may be; a page draws its own strength below that. */
typedef struct {
    const char *name;
    double tint;          /* of the paper towards brown, 0-1 */
    double uneven;        /* light and stains: how much darker the darkest place, 0-1 */
    double ink_fade;      /* how much of the ink's darkness is lost, 0-1 */
    double show_through;  /* of the other side, 0-1 */
    double noise;         /* standard deviation, of 255 */
    guint blur;           /* passes of a 1-2-1 filter at 300 dpi */
    double skew_deg;      /* to either side */
    double border_mm;     /* dark strip of scanner bed at the edges */
    double hole_chance;   /* of two punched holes */
    double fold_chance;   /* of a fold across */
    guint specks;         /* dark specks a page */
    double streak_chance; /* of a line down the page from dirt on the glass */
    double show_blur_mm;  /* how wide thick paper scatters the other side; 0: 0.34 */
    double staple_chance; /* of a staple, or the holes it left, in a corner */
    double bed;           /* brightness of the scanner's bed, 0-1; 0: mostly dark, by chance */
    PageCorner corner;    /* one that is missing or folded */
} Ageing;

extern const Ageing age_levels[]; /* clean, light, medium, heavy; ends with name NULL */
/* What an empty back may look like: any paper, light and sensor, with the other side shining through by
 * up to 30 % of its darkness. Its name is "back". */
Ageing age_back(guint64 seed);
const Ageing *age_level_lookup(const char *name, GError **error);

typedef struct {
    const Composition *page, *other_side;
    const Ageing *ageing;
    gboolean green_paper; /* note sheets are green */
    double dpi;
    guint64 seed;
} AgeTask;

/* An A4 page of depth_bits 32 (colour), 8 or 1. */
struct Pix *age_page(const AgeTask *task, guint depth_bits);
