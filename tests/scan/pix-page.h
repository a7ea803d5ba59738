/* tests/scan/pix-page.h - a picture as the master of a page. */
#pragma once

#include "scan/scan.h"

struct Pix;

/* A JPEG master (CCITT of 1 bit) of a picture of 1, 8 or 32 bits at path. keeps_gray: it is to be measured
 * as a scanner's page is, from its rows; else as a file's, from the master. */
gboolean pix_page_write(struct Pix *pix, double dpi, gboolean keeps_gray, const char *path,
                        Page *page, GError **error);

/* Copies: made larger or smaller on a sheet of the first size, from its left and top, as copiers do; and its middle, somewhat above and to
 * the left. */
struct Pix *pix_copy_of(struct Pix *pix, double size);
struct Pix *pix_cut_of(struct Pix *pix, double kept);
