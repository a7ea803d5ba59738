/* index/normalise.h - one folding of text for the index and for what people ask it. */
#pragma once

#include <glib.h>

/* The searchable form of UTF-8 text (normalise.c says what is folded). Bytes that are no UTF-8
 * become U+FFFD, controls become spaces. origins, if not NULL, is set to an array of guint32, one
 * for each byte of the result and one more for its end: where in text that byte comes from. */
char *index_text_fold(const char *text, GArray **origins);

/* Texts that were folded under another version may fold otherwise now: "2/15.0.0", with Unicode's. */
char *index_text_fold_version(void);

/* The next word of folded text, as the index cuts words: TRUE and its place, and *next moves behind
 * it; FALSE at the end. */
gboolean index_text_next_word(const char **next, const char **word, gsize *length);
