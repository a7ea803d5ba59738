/* scan/decode.h - inside scan/: what the decoders of one file share.
 *
 *   scan_decode --sniff--> a decoder (TIFF, JPEG, PNG, PDF) --DecodePage, rows--> masters
 *
 * A decoder says what the file states of a page (DecodeImage), then hands over its rows from top to
 * bottom as the file has them. DecodePage turns them upright, makes the pixels square and writes
 * the master. A PDF is taken apart into TIFF and JPEG files that go through the same decoders. */
#pragma once

#include "scan/scan.h"

/* More pages than any paper file has in one volume; a loop or a lie in the file ends here. */
#define DECODE_PAGES_MAX 5000u

/* What a file states of one page. */
typedef struct {
    guint width_px, height_px; /* as stored, before turning */
    guint channels, depth_bits;
    double x_dpi, y_dpi; /* of the stored columns and rows; 0 if not stated */
    guint orientation;   /* TIFF 6.0 and EXIF tag 274: 1-8, 1 = upright */
} DecodeImage;

/* Where the pages of one scan_decode go. */
typedef struct {
    const ScanDecodeSettings *settings;
    GArray *pages; /* Page; grows by one with every decode_page_finish */
    /* Set while the image of a PDF page is decoded: the page, not the image, knows how it lies.
     * orientation 0: the file's own statements hold. */
    guint placed_orientation;
    double placed_x_dpi, placed_y_dpi;
} DecodeSink;

/* One page on its way into its master. */
typedef struct DecodePage DecodePage;

/* Checks the stated size before anything is allocated for it. LIMIT, DATA, IO. */
gboolean decode_size_check(guint64 width_px, guint64 height_px, GError **error);
DecodePage *decode_page_new(DecodeSink *sink, const DecodeImage *image, GError **error);
/* Rows as scan_master_add_rows takes them: 1-bit with 1 = black, 8-bit, or 16-bit in host order. */
gboolean decode_page_add_rows(DecodePage *page, const guint8 *rows, gsize stride_bytes,
                              guint n_rows, GError **error);
/* Frees page whatever happens. */
gboolean decode_page_finish(DecodePage *page, GError **error);
void decode_page_discard(DecodePage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DecodePage, decode_page_discard)

/* Removes the master of the last page and forgets it. */
void decode_sink_drop_last(DecodeSink *sink);

/* Decoders. path is a regular file that begins like one of their kind. */
gboolean decode_tiff(const char *path, DecodeSink *sink, GError **error);
gboolean decode_jpeg(const char *path, DecodeSink *sink, GError **error);
gboolean decode_png(const char *path, DecodeSink *sink, GError **error);
gboolean decode_pdf(const char *path, DecodeSink *sink, GError **error);
/* Sniffs and decodes one file into the sink. */
gboolean decode_file(const char *path, DecodeSink *sink, GError **error);

/* Reads orientation, and the resolution where image states none, from the bytes of an EXIF block
 * (a TIFF header and directory, EXIF 2.3 section 4.5). Whatever is broken there is passed over:
 * it says nothing about the pixels. */
void decode_exif_read(const guint8 *exif, gsize size_bytes, DecodeImage *image);

/* Sets *error to DATA: "a broken JPEG (REASON); scan or copy it again". Returns FALSE. */
gboolean decode_set_broken(GError **error, const char *kind, const char *reason);
