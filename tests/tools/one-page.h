/* tests/tools/one-page.h - a page as a volume of its own, and what a viewer shows of it. */
#pragma once

#include "pdf/pdf.h"

/* What reading a master gives, but for the words: images and pictures. Takes *master over. */
gboolean one_page_look(struct Pix **master, double dpi, PageImages **images, PageText **text,
                       GError **error);

typedef struct {
    guint64 volume_bytes, layers_bytes;
    guint64 image_bytes;   /* of layers_bytes, what the page without its text would have */
    struct Pix *rendering; /* 32 bpp, as large as the visible image; owned */
} OnePage;

/* Makes dir/page.pdf, with everything that an office's volume says of itself, and renders it with poppler.
 * Replaces what *page held. */
gboolean one_page_make(const PageImages *images, const PageText *text, const char *dir,
                       OnePage *page, GError **error);

/* The first page of dir/name.pdf, rendered at dpi and as large as like by poppler's pdftocairo: an image of that size
 * comes out pixel for pixel (pdftoppm stretches it by one, and what is measured then is mostly that). */
struct Pix *one_page_render(const char *dir, const char *name, struct Pix *like, double dpi,
                            GError **error);

void one_page_clear(OnePage *page);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OnePage, one_page_clear)
