/* tests/bench/size-page.h - the pages that the bench of sizes is about, one after another. */
#pragma once

#include "ocr/ocr.h"

typedef enum {
    SIZE_SEAL = 1,    /* colour, with a seal or stamp */
    SIZE_COLOUR = 2,  /* other text in colour */
    SIZE_PICTURE = 4, /* colour, with a photograph or a map on it */
    SIZE_GRAY = 8,    /* text in gray */
    SIZE_BITONAL = 16,
    SIZE_BLANK = 32,
    SIZE_ALL = 63
} SizeClass;

const char *size_class_name(SizeClass class);

typedef struct {
    const char *name, *kind;
    const char *ageing; /* "real" where it is not ours */
    const char *language,
        *office;        /* of its text, and of an office with such pages: Tesseract's names */
    const char *truth;  /* "" if unknown */
    gboolean has_order; /* of the truth's words */
    gboolean is_real;   /* a scan that somebody else made */
    SizeClass class;    /* 0 for a scan: by its depth */
    const char *master; /* a file as the product keeps it */
} SizePage;

typedef gboolean (*SizePageFunc)(const SizePage *page, gpointer user_data, GError **error);

/* Which pages; NULL chooses all. */
typedef struct {
    gint64 seed;
    char *language, *kind, *ageing, *mode;
    char *corpus; /* folder of real scans with a manifest.tsv; NULL: none */
    gboolean only_corpus;
    int dpi;         /* of generated ones, and of scans that do not say it; 0: 300 */
    int every;       /* of those chosen: each so many-th; 0: all */
    const char *dir; /* for the masters in flight */
} SizePages;

/* Every kind of page in every language: in colour, and of some kinds in gray and in black and white, each once
 * lightly, once medium and once heavily aged, so that medians do not hang on what a seed makes more of. Then the
 * corpus. Stops at the first error. */
gboolean size_pages_each(const SizePages *pages, SizePageFunc each, gpointer user_data,
                         GError **error);

/* Writes an image (a file that scan_decode takes; dpi where it does not say so) as a master; returns its path in dir. Colour and gray are
 * kept as JPEG of quality 90 by default, as the product's are. */
char *size_master_new(const char *dir, const char *image, guint dpi, gboolean is_lossless,
                      GError **error);
