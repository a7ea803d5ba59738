/* tests/pages/page.h - a whole page: composed, drawn, aged, as pixels, and written to a file. */
#pragma once

#include "tests/pages/age.h"
#include "tests/pages/compose.h"

struct Pix;

typedef enum { PAGE_COLOR, PAGE_GRAY, PAGE_LINEART } PageMode;

extern const char *const page_kinds[]; /* NULL-terminated; every book has [page KIND] for each
                                          unless it is the mixed one */

typedef struct {
    const Language *language;
    const char *kind; /* of page_kinds, or one of compose_marks or compose_pictures */
    const Ageing *ageing;
    PageMode mode;
    double dpi;
    guint64 story_seed; /* names and numbers: the same for all pages of a record */
    guint64 page_seed;  /* everything else */
    guint n_seals;      /* more, across whatever stands there */
    gboolean is_ruled;  /* the paper has printed lines, under whatever stands there */
} PageRequest;

gboolean page_mode_parse(const char *name, PageMode *mode, GError **error);

/* Both outputs are owned by the caller; pix may be NULL to get the composition alone. */
Composition *page_render(const PageRequest *request, struct Pix **pix, GError **error);

/* Writes pix by the extension of path (png tif jpg pnm ppm pgm pbm), with its resolution where the
 * format has a place for it, and the truth beside it as .gt.txt. */
gboolean page_write(const char *path, struct Pix *pix, const Composition *page, GError **error);
