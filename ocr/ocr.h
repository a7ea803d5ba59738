/* ocr/ocr.h - a master in; straightened images and the words on them out.
 *
 *   master --ocr_page_read--> PageImages (what people see, the mask)  -> pdf/
 *                         \-> PageText (lines of words with boxes)    -> ALTO, pdf/, index/
 *
 * Everything here is FOREIGN in the sense of scan/scan.h: leptonica and Tesseract crash and hang
 * on some pages, so batch/ runs it in a page worker. One engine per process and OMP_THREAD_LIMIT=1
 * (the caller's environment): Tesseract's threads cost four times the CPU (facts/ocr.md).
 *
 * Boxes are in pixels of PageImages.visible, origin top left, y downwards. Confidence is 0-100.
 * Text is UTF-8, NFC, in logical order, without controls and directional marks, and only of the
 * Basic Multilingual Plane (pdf/ relies on it; what lies beyond becomes U+FFFD).
 */
#pragma once

#include <glib.h>

#include "scan/scan.h"

G_BEGIN_DECLS

typedef struct {
    int x_px, y_px, width_px, height_px;
} OcrBox;

typedef struct {
    char *text; /* owned; never empty, no white space inside */
    OcrBox box;
    double confidence;        /* in percent: so many words like this one are right (confidence.c) */
    double engine_confidence; /* Tesseract's own, 0-100; ALTO does not keep it */
    char language[8]; /* Tesseract's name of the language: "eng", "hin", "urd", "pan", "lus" */
    gboolean is_rtl;
} OcrWord;

typedef struct {
    OcrBox box;
    int baseline_px; /* y of the horizontal baseline the words are laid on in the PDF */
    gboolean is_rtl; /* reading direction of the line as a whole */
    GArray *words;   /* OcrWord in logical (reading) order */
    guint block;     /* lines of one block share a number; a new block is a new paragraph */
} OcrLine;

/* What was measured on a page and what was decided from it, in the order it was done; kept with the
 * page (ALTO, index), so that a person can see why it came out as it did. ocr_findings says what each
 * means. */
typedef struct {
    double quarter_turns, turn_is_said, turn_confidence;
    double paper, through_percent, is_cleaned, lifted_percent, threshold;
    double skew_degrees, crop_left_px, crop_top_px, crop_right_px, crop_bottom_px;
    double letter_px, scale, ink_percent, is_blank;
    double script_score, second_try;
    double kind, drawn_percent, unread_percent, gutter_px;
} PageFindings;

typedef struct {
    const char *name;
    gsize offset; /* of a double in PageFindings */
    int decimals;
    const char *meaning; /* a phrase of English for people */
} OcrFinding;

extern const OcrFinding ocr_findings[]; /* ends with name NULL */
/* The finding's number with its decimals, in any locale; number is what is returned. */
const char *ocr_finding_format(const OcrFinding *finding, const PageFindings *findings,
                               char number[G_ASCII_DTOSTR_BUF_SIZE]);

typedef enum {
    OCR_PAGE_TEXT,
    OCR_PAGE_PICTURE, /* a photograph, a map or handwriting, and at most a few lines of text */
    OCR_PAGE_MIXED,   /* text and pictures */
} OcrPageKind;

/* The words of one page. */
typedef struct {
    guint width_px, height_px; /* of the image the boxes refer to */
    double dpi;
    GPtrArray *lines;  /* OcrLine in reading order */
    GArray *pictures;  /* OcrBox: what is kept as an image alone; not in ALTO */
    double confidence; /* mean over words weighted by characters; 0 for a page without words */
    char language[8];  /* of most characters; "" for a page without words */
    char model[32];    /* Tesseract's that read it first; "" for a page without lines */
    PageFindings findings;
} PageText;

/* For who sets a page's words himself: sizes and findings are the caller's to fill in. */
PageText *ocr_page_text_new(void);
void ocr_page_text_free(PageText *text);
OcrLine *ocr_line_new(void); /* to be added to a page's lines, which own it */
void ocr_line_free(OcrLine *line);
/* A word's text as it is promised above: without controls, marks and white space, NFC; NULL where nothing is left. */
char *ocr_word_text_clean(const char *raw);
/* Takes over text, which is clean; the word runs as most of its letters do. The line's box is the caller's. */
void ocr_line_add_word(OcrLine *line, char *text, const OcrBox *box, double confidence,
                       const char *language);
/* Sets the line's direction once its words are in: that of most of its letters. */
void ocr_line_finish(OcrLine *line);
OcrBox ocr_box_join(OcrBox a, OcrBox b); /* the least that holds both */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageText, ocr_page_text_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OcrLine, ocr_line_free)
/* Lines separated by \n, blocks by an empty line, words by one space, in logical order. */
char *ocr_page_text_plain(const PageText *text);

/* What pdf/ makes layers of. Both images have the same size and resolution. */
typedef struct {
    struct Pix *visible; /* turned, straightened and without the scanner's bed, never cleaned:
                            1, 8 or 32 bpp; white where straightening left nothing */
    struct Pix
        *mask; /* 1 bpp, the ink as the engine saw it (at the visible image's scale); NULL where
                            nobody looked for it */
    double dpi;
} PageImages;

void ocr_page_images_free(PageImages *images);

/* ------------------------------------------------------------------------------------- engine --
 */

/* Keeps a loaded Tesseract per model, up to six; the least recently used goes first. Not
 * thread-safe. */
typedef struct OcrEngine OcrEngine;

OcrEngine *ocr_engine_new(void);
void ocr_engine_free(OcrEngine *engine);

/* Languages as "eng+hin"; USAGE with the package to install if one has no model here. */
gboolean ocr_languages_check(const char *languages, GError **error);

typedef struct {
    const char *languages;     /* "eng+hin+urd": those the record is written in, likeliest first */
    double max_deskew_degrees; /* 0: the default, 10 */
    gboolean turn_is_said; /* a person said how the master is turned; else it is found (pose.c) */
    guint quarter_turns;   /* so, clockwise, 0-3 */
    gboolean
        expects_turn; /* this page in an earlier reading, or the pages around it in the stack ... */
    guint expected_turns; /* ... had to be turned so: where it does not tell by itself, it is */
    const char *expected_language; /* of both; its model is tried first. NULL: not known */
    gboolean image_only; /* reading it failed: turned where that is said, and nothing more */
} OcrSettings;

/* Loads the master, turns it, straightens and cleans it, recognises it. Either both outputs are set
 * or none. A blank page is no error: text has no lines. DATA, LIMIT, FAILED. */
gboolean ocr_page_read(OcrEngine *engine, const char *master_path, const OcrSettings *settings,
                       PageImages **images, PageText **text, GError **error);

/* The images of a page that was read before, made again from its master as they were then, without reading
 * it: text is what ocr_alto_load knows of it, and gets the photographs on it, which ALTO does not keep.
 * DATA where they come out in another size (an earlier version may have seen the page otherwise): its words
 * would not lie on them. LIMIT, FAILED. */
gboolean ocr_page_images_load(const char *master_path, PageText *text, PageImages **images,
                              GError **error);

/* --------------------------------------------------------------------------------------- ALTO --
 */

/* ALTO 4.2 (Library of Congress), MeasurementUnit pixel, one Page, valid against the schema.
 * Word confidence goes to WC (0-1), language to LANG (BCP 47); right-to-left lines refer to a
 * LayoutTag, the nearest to a direction that 4.2 has. file_name is the master's SHA-256 in
 * sourceImageInformation. The same input gives the same bytes: no dates. */
GBytes *ocr_alto_write(const PageText *text, const char *file_name, GError **error);
/* Reads what ocr_alto_write wrote back to equal words, boxes, lines and confidences (to 0.01); of files of
 * before it wrote findings, whose confidences are the engine's own, those of words like them. DATA. */
PageText *ocr_alto_read(GBytes *alto, GError **error);
/* The same of a store's file, which is named where it is missing or damaged. DATA. */
PageText *ocr_alto_load(const char *path, GError **error);

/* Tesseract's model name to BCP 47 ("hin" -> "hi", "pan" -> "pa-Guru"), "und" for the unknown. */
const char *ocr_language_bcp47(const char *language);

G_END_DECLS
