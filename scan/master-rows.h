/* scan/master-rows.h - inside scan/: rows of a page master, one after the other. */
#pragma once

#include <glib.h>
#include <tiffio.h>

G_BEGIN_DECLS

typedef struct {
    TIFF *tiff;
    guint width_px, height_px, channels, depth_bits;
    gboolean is_black_zero; /* of 1-bit pages */
    double dpi;
    guint strip_rows; /* 0: read row by row */
    guint32 strip;    /* that is in the buffer; G_MAXUINT32: none */
    guint8 *buffer;   /* owned: a strip's or a row's, once it is reserved */
    guint8 *row;      /* in it, the last that was read */
} MasterRows;

/* Fills in the rest from tiff; FALSE where it is not what we write. */
gboolean master_rows_describe(MasterRows *rows);
void master_rows_reserve(MasterRows *rows);
/* Row y, which follows the last, in samples of 1 or 8 bits; FALSE where the file is damaged. */
gboolean master_rows_read(MasterRows *rows, guint y);

G_END_DECLS
