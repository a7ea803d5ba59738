/* ocr/confidence.h - private to ocr/: how often words are right of which the engine is so sure. */
#pragma once

#include "ocr/ocr.h"

G_BEGIN_DECLS

/* The share of words, in percent, that are right where the engine gives them raw (0-100) in a language. Grows
 * with raw. */
double ocr_confidence_calibrate(const char *language, double raw);

/* Puts that share into every word's confidence. Last of all: thresholds while a page is read are the
 * engine's. */
void ocr_confidence_calibrate_lines(GPtrArray *lines);

G_END_DECLS
