/* index/normalise.h - one folding of text for the index and for what people ask it. */
#pragma once

#include <glib.h>

/* The searchable form of UTF-8 text (normalise.c says what is folded). Bytes that are no UTF-8
 * become U+FFFD, controls become spaces. origins, if not NULL, is set to an array of guint32, one
 * for each byte of the result and one more for its end: where in text that byte comes from. */
char *index_text_fold(const char *text, GArray **origins);

/* Whether the index would find a word in this folded text. */
gboolean index_text_has_word(const char *folded);
