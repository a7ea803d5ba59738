/* index/shape.h - what words look like, to find those that were misread. Private to index/. */
#pragma once

#include <glib.h>

/* The shape of a folded word: letters that are read for one another are one, between two marks of
 * its ends. Words of one shape are taken for the same. */
char *index_word_shape(const char *word);

/* How many letters must be put in, taken out, replaced or exchanged with their neighbours to make
 * one shape the other; more than max: anything above. */
guint index_shape_distance(const char *one, const char *other, guint max);

/* Long enough to tell, and no longer than words are. */
gboolean index_word_can_be_misread(const char *word);
/* Such a word, and not of digits alone: any number is much like another, and none may be given for
 * it. */
gboolean index_word_is_suggested(const char *word);
gboolean index_word_has_digit(const char *word);
