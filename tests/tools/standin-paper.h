/* tests/tools/standin-paper.h - the sheets that lie in the stand-in scanner's feeder.
 *
 * A sheet is known by its number in the stack, from 1. What it shows is either drawn from that
 * number (so that whoever knows sheet, face and size can tell every pixel of it) or read from image
 * files: of a folder's images in order, one a sheet, or front and back of each sheet in turn. */
#pragma once

#include <glib.h>

#include "scan/scan.h"

G_BEGIN_DECLS

/* Dark and light cells chosen by sheet and face, under noise as a sensor has: no two are alike.
 * Gray, 8 bits. */
struct Pix *standin_paper_draw(guint sheet, ScanFace face, guint width_px, guint height_px);

/* The image files of a folder, ordered by strverscmp; NULL if it has none. */
GPtrArray *standin_paper_list(const char *dir);

typedef enum { STANDIN_PNG, STANDIN_JPEG } StandinFormat;

const char *standin_paper_type(StandinFormat format); /* "image/png" */

/* As 8-bit gray, or RGB for color. Frees pix. */
GBytes *standin_paper_encode(struct Pix *pix, gboolean color, StandinFormat format, guint dpi);

G_END_DECLS
