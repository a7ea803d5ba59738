/* tests/bench/size-table.h - what was measured on each page, and tables of it. */
#pragma once

#include "tests/bench/size-page.h"

typedef enum {
    SIZE_MASTER, /* bytes, as those to SIZE_ARCHIVE */
    SIZE_VOLUME, /* of this page alone */
    SIZE_IMAGE,  /* its layers without text */
    SIZE_TEXT,
    SIZE_OVERHEAD, /* what the volume has besides its layers */
    SIZE_G4,       /* of a bitonal page */
    SIZE_JPEG,
    SIZE_OCRMYPDF,
    SIZE_ARCHIVE,
    SIZE_COLOUR_PIXELS, /* CIEDE2000 over the ink, pixel by pixel */
    SIZE_COLOUR_SEEN,   /* at the resolution of the eye */
    SIZE_TINT,          /* the same over strong colours */
    SIZE_SSIM,
    SIZE_ARCHIVE_COLOUR,
    SIZE_ARCHIVE_SSIM,
    SIZE_ERRORS_MASTER, /* percent */
    SIZE_ERRORS_VISIBLE,
    SIZE_ERRORS_OURS,
    SIZE_N_VALUES
} SizeValue;

typedef struct {
    char *name, *kind, *ageing, *language;
    SizeClass class;
    gboolean is_real, has_order;
    double values[SIZE_N_VALUES]; /* NAN: not measured */
} SizeRow;

typedef struct SizeTable SizeTable;

SizeTable *size_table_new(void);
void size_table_free(SizeTable *table);

void size_table_print_head(void);
/* Keeps a copy of what page says, and prints a line. */
void size_table_add(SizeTable *table, const SizePage *page, const double values[SIZE_N_VALUES]);
/* Medians of sizes and means of the rest, by class, kind, ageing and language; then the bounds of the issue, with
 * MISSED where one is. */
void size_table_print(const SizeTable *table);
