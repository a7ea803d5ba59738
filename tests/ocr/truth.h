/* tests/ocr/truth.h - how far a reading is from the truth. */
#pragma once

#include <glib.h>

/* Character error rate in percent: Levenshtein distance over the length of the truth; white space
 * collapsed, quotes and dashes folded, Arabic ye and kaf folded to Urdu's. */
double truth_cer(const char *truth, const char *read);
