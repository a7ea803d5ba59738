/* tests/tools/measure.h - how far a recognised text is from the truth.
 *
 * Both texts are normalised first: NFC, white space collapsed, quotes and dashes folded to ASCII,
 * Arabic ye and kaf folded to the Urdu letters, direction marks dropped. */
#pragma once

#include <glib.h>

/* NULL if text is not UTF-8. */
char *measure_normalise(const char *text);

/* Character error rate 0-1: Levenshtein distance in code points by the length of truth, at most 1;
 * for an empty truth 0 or 1. -1 if a text is not UTF-8. */
double measure_cer(const char *truth, const char *recognised);

/* Share 0-1 of the words of truth, as a bag, that are not in recognised. A word is a run of
 * letters, marks and digits; case does not count. For truths without a reading order (forms). -1 if
 * a text is not UTF-8. */
double measure_words_missed(const char *truth, const char *recognised);

/* Characters of the words of recognised, as a bag, that truth has not. *n_right (may be NULL): the others. White
 * space divides words. */
guint measure_invented(const char *truth, const char *recognised, guint *n_right);

/* Least edits that make text of any part of truth, by the length of text: 0-1. -1 if a text is not UTF-8. */
double measure_distance_within(const char *truth, const char *text);

/* Of n_words recognised words, in reading order, whether each stands in truth at its place: those of the
 * longest common subsequence of the two texts' words (white space divides them). Owned; NULL if a text is
 * not UTF-8. */
gboolean *measure_words_right(const char *truth, const char *const *words, guint n_words);
