/* ocr/rules.h - private to ocr/: the rules of tables, boxes and forms, and underlines.
 *
 * Found by morphology, as is usual (leptonica's line removal; B. Gatos et al., "Automatic table detection
 * in document images", ICAPR 2005): an opening by a long brick, of ink that was thickened across the rule
 * first, so that a rule may lean or wave by its own thickness. What rules and headlines of Devanagari and
 * Gurmukhi have in common, letters do not tell apart: letters hang on a headline along a good part of its
 * length, on a rule only here and there.
 */
#pragma once

#include <leptonica/allheaders.h>

#include "ocr/ocr.h"

G_BEGIN_DECLS

/* A straight rule, from one end to the other: of a rule across the page from_px and to_px are x and at_*_px
 * are y; of a rule down the page the other way round. */
typedef struct {
    int from_px, to_px;
    double at_from_px, at_to_px;
} OcrRule;

typedef struct {
    GArray *across, *down; /* OcrRule */
    PIX *mask;    /* 1 bpp, what of them is not also a letter's; NULL where there are none */
    double scale; /* what the rules are in is so many times the mask's pixels */
} OcrRules;

/* The rules of ink, in pixels of an image scale times as large. letter_px is the height of its letters; 0:
 * none are looked for. Never NULL but without memory. */
OcrRules *ocr_rules_new(PIX *ink, int letter_px, double scale);
void ocr_rules_free(OcrRules *rules);

/* Takes the rules from the ink they were found in. FALSE without memory. */
gboolean ocr_rules_subtract(const OcrRules *rules, PIX *ink);
/* Paints them as paper on a page of 8 bpp whose pixels they are in. FALSE without memory. */
gboolean ocr_rules_erase(const OcrRules *rules, PIX *page);
/* Turns them upside down with a page of that size. */
gboolean ocr_rules_flip(OcrRules *rules, int width_px, int height_px);

/* y of a rule across at x, x of a rule down at y. */
double ocr_rule_at(const OcrRule *rule, double along_px);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(OcrRules, ocr_rules_free)

G_END_DECLS
