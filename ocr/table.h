/* ocr/table.h - private to ocr/: rules that make tables. */
#pragma once

#include "ocr/rules.h"

G_BEGIN_DECLS

#define OCR_TABLE_SLACK_PX                                                                         \
    10.0 /* by which rules that meet may miss one another: two thirds of a letter */

/* A rectangle of the page. */
typedef struct {
    double left_px, top_px, right_px, bottom_px;
} OcrPart;

typedef struct {
    GArray *across, *down; /* OcrRule, owned */
    OcrPart box;
} OcrTable;

/* The tables (OcrTable) of at least two cells that rules make. */
GPtrArray *ocr_tables_find(const OcrRules *rules);

G_END_DECLS
