/* tests/pdf/sample.h - pages made by hand for the tests of pdf/. */
#pragma once

#include "pdf/pdf.h"

typedef enum { SAMPLE_BITONAL, SAMPLE_GRAY, SAMPLE_COLOUR } SampleKind;

/* Each line is words separated by one space, in logical order; "" starts a new block. Words are
 * boxed as on paper: from the right where the line has right-to-left letters. */
PageText *sample_text(const char *const *lines, guint width_px, guint height_px, double dpi);

/* A frame, a diagonal and a block of "ink"; in colour a red stamp. */
PageImages *sample_images(SampleKind kind, guint width_px, guint height_px, double dpi);

/* A4 at 100 dpi, encoded into dir/name.layers; returns the path. Fails the test on an error. */
char *sample_layers(const char *dir, const char *name, SampleKind kind, const char *const *lines);

/* The same at 150 dpi, for a volume of part: paper, black and coloured ink with their rims, and two stencils. */
char *sample_layers_inks(const char *dir, PdfPart part);

/* Writes dir/p.layers and dir/v.pdf, a volume of that one page; returns what poppler lists of its images. Fails the
 * test on an error. */
char *sample_write_page(const char *dir, const PageImages *images, const PageText *text,
                        const PdfRecipe *recipe);

/* The lines as pdf_volume_read_back expects them. */
char *sample_plain(const char *const *lines);
/* What it expects of a page of these layers; text is borrowed. */
PdfPageExpected sample_expected(const char *layers_path, const char *text);

/* What an extractor gave, or what it should: without directional controls, line breaks as spaces, or
 * without any white space. */
char *sample_normalise(const char *text, gboolean spaces);

/* A volume with every value set; pages and bookmarks are the caller's. */
Volume sample_volume(PdfPart part, const PdfPage *pages, guint n_pages);

/* Runs a command and returns its standard output; fails the test if it does not exit 0. */
char *sample_run(const char *command, ...) G_GNUC_PRINTF(1, 2);

/* A new folder for the test's files, and its removal with all that is in it. */
char *sample_dir_new(void);
void sample_dir_free(char *dir);

#define SAMPLE_LINES_MAX 6

extern const char *const sample_english[SAMPLE_LINES_MAX], *const sample_hindi[SAMPLE_LINES_MAX];
extern const char *const sample_punjabi[SAMPLE_LINES_MAX], *const sample_urdu[SAMPLE_LINES_MAX];
extern const char *const sample_mizo[SAMPLE_LINES_MAX], *const sample_mixed[SAMPLE_LINES_MAX];
extern const char *const sample_blank[SAMPLE_LINES_MAX];
