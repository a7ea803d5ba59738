/* pdf/pdf.h - images and words in; page layers and PDF/A volumes out.
 *
 *   PageImages + PageText --pdf_layers_encode--> one .layers file per page (the only costly step)
 *   .layers files + metadata --pdf_volume_write--> one PDF/A file (copies bytes, bounded memory)
 *   pdf_volume_read_back: opens what was written again, with qpdf and poppler, before its row is
 *
 * PDF/A-2u (ISO 19005-2, on PDF 1.7) by default, PDF/A-1b (ISO 19005-1, on PDF 1.4) by option. Only
 * libharu's object layer is used (facts/pdfa.md says why). The same input gives the same bytes:
 * every date and the file ID come from the caller's data.
 *
 * The text layer: one Type 0 font "MuhafizBlank" whose CIDs are the code points of the Basic
 * Multilingual Plane, all drawn with one empty glyph through CIDToGIDMap. So a page's content
 * stream does not depend on the other pages of its volume and is encoded, deflated, once.
 */
#pragma once

#include <glib.h>

#include "ocr/ocr.h"

G_BEGIN_DECLS

/* ------------------------------------------------------------------------------------- layers --
 */

/* How a page is encoded. Its name and version are part of the cache key, so a new method makes new
 * files and old ones are simply not found any more. */
#define PDF_JPEG_QUALITY_DEFAULT 75
#define PDF_JPEG_QUALITY_ARCHIVAL 92
#define PDF_JPEG_QUALITY_STRONGER 45 /* where a volume would be too large otherwise */

typedef struct {
    guint jpeg_quality; /* of pictures and, in proportion, of the paper, 1-100; 0: the default */
    gboolean
        is_archival; /* the page as it was scanned: one JPEG of high quality, ink not parted from paper */
    gboolean paper_is_jpx; /* JPEG 2000, half of what a JPEG takes; PDF/A-2 only */
    gboolean masks_are_g4; /* for readers without JBIG2: Group 4, half as large again */
} PdfRecipe;

/* Names all of it and the version of the method, to be hashed with the master's SHA-256 into the cache key. */
char *pdf_recipe_name(const PdfRecipe *recipe);
/* layers/ab/<key>.layers: the key is the SHA-256 of "master sha256 + recipe name + text sha256". */
char *pdf_layers_key(const char *master_sha256, const PdfRecipe *recipe, const char *text_sha256);

/* Borrows both inputs; writes the finished file at path (the caller publishes it). A bitonal page is one lossless
 * image; a photograph or map, and a page nobody looked at, one JPEG; a page of few dots one JPEG 2000 or JPEG; all
 * else is ink apart from paper (segment.h).
 * On failure nothing is left at path. IO (full disk), LIMIT (paper below 1 mm
 * or above 5 m, a JPEG side above 65500 pixels; not enough memory), FAILED.
 * FOREIGN: where there is no memory for something small, GLib ends the process, and Leptonica 1.82 and
 * libtiff 4.5 crash; so callers are children of a process that tells it (batch/child.h; tests/pdf/fault-memory.c
 * fails every allocation). */
gboolean pdf_layers_encode(const PageImages *images, const PageText *text, const PdfRecipe *recipe,
                           const char *path, GError **error);

/* What a page's .layers file says of itself, for checks and reports. */
typedef struct {
    double width_pt, height_pt; /* the paper's true size */
    guint width_px, height_px;  /* of its largest image */
    guint64 size_bytes;
    gboolean needs_part_2; /* has what PDF/A-1 does not allow */
} PageLayers;

/* Checks the whole file. IO, DATA (damaged: to be made anew). */
gboolean pdf_layers_load_info(const char *path, PageLayers *info, GError **error);

/* ------------------------------------------------------------------------------------ volumes --
 */

typedef enum { PDF_PART_2U, PDF_PART_1B } PdfPart;

typedef struct {
    const char *layers_path;
    const char
        *label; /* page label as shown by viewers: "12/C", "12A/C"; any UTF-8. NULL or "": the
                          page's number in the volume */
} PdfPage;

typedef struct {
    const char *title;
    guint first_page; /* index into pages */
    guint level;      /* 0 top; at most one more than that of the bookmark before */
} PdfBookmark;

/* Everything a volume says of itself. Strings are borrowed, UTF-8, NULL or "" where unknown. The
 * same values stand in the Info dictionary and the XMP packet (dc, xmp, pdf, pdfaid and the
 * extension schema "https://muhafiz.example/ns/efile/1.0/", prefix mhf; in part 1 keywords instead, dc:subject
 * "fileNumber=A-12/2008"), which must agree. */
typedef struct {
    PdfPart part;
    const char *title;      /* dc:title: subject of the record */
    const char *identifier; /* dc:identifier: unique name of the volume */
    const char *language;   /* dc:language and /Lang, BCP 47 */
    const char *creator;    /* dc:creator: the office's name */
    const char *created;    /* RFC 3339 with offset */
    const char *file_no, *section, *category, *classification, *retention, *side;
    guint volume; /* number within the side, from 1 */
    const char *first_folio, *last_folio;
    const PdfPage *pages;
    guint n_pages;
    const PdfBookmark *bookmarks;
    guint n_bookmarks;
} Volume;

typedef struct {
    char sha256[SCAN_SHA256_SIZE];
    guint64 size_bytes;
} PdfWritten;

/* What a volume adds to the sizes of its pages' layers, at most: itself, and for each page its objects,
 * label and bookmark. */
#define PDF_VOLUME_EXTRA_BYTES 16384
#define PDF_PAGE_EXTRA_BYTES 2048

/* Writes the volume at path, synced (the caller publishes it): every write checked, the hash taken
 * from the bytes as they go. On failure nothing is left at path. IO (full disk), DATA (a .layers
 * file that is damaged: named, so that the caller can have it made anew), LIMIT (2 GB, a value of more
 * than 8000 characters), USAGE (no pages, a bookmark or a date that cannot be), FAILED. */
gboolean pdf_volume_write(const Volume *volume, const char *path, PdfWritten *written,
                          GError **error);

/* A page as it must come out of a volume again. */
typedef struct {
    const char *text;           /* ocr_page_text_plain */
    guint width_px, height_px;  /* of its largest image; both 0: it has none */
    double width_pt, height_pt; /* of the paper */
} PdfPageExpected;

/* What a page of these layers and this text, which *expected borrows, must come out as. That the layers are whole is
 * for pdf_volume_write to find. IO, DATA. */
gboolean pdf_page_expect(const char *layers_path, const char *text, PdfPageExpected *expected,
                         GError **error);

/* Opens path anew: hash, page count, and for each page the paper's size, that of its largest image, and
 * the text that pdftotext finds: the same code points in the same order, white space aside; in a line
 * with right-to-left text in any order, because poppler turns digits and brackets there in its own way
 * (readback.c says it exactly). FOREIGN: runs qpdf and pdftotext as children of the caller, who waits for
 * them. IO, DATA (names the first page that differs), LIMIT, FAILED. */
gboolean pdf_volume_read_back(const char *path, const PdfWritten *written,
                              const PdfPageExpected *expected, guint n_pages, GError **error);

G_END_DECLS
