/* index/folio.h - folio labels, as they are written on the paper: "12", "12A", "12-reverse", "१२".
 * Private to index/.
 *
 * A label is a text of at most FOLIO_CHARACTERS_MAX characters. Its number is that of the digits it
 * begins with, in any script; labels are the same where they differ only in the script of digits.
 */
#pragma once

#include <glib.h>

#define FOLIO_CHARACTERS_MAX 32

/* The label trimmed and in NFC; USAGE says what is wrong with it. */
char *folio_check(const char *label, GError **error);

/* The label after this one in a series: "12" -> "13", "N-09" -> "N-10", "१९" -> "२०", "12A" ->
 * "12B". USAGE where nothing says what follows ("12-reverse", "12Z"). */
char *folio_next(const char *label, GError **error);

/* What is odd about the labels of a side, for a person to look at. missing: numbers between the
 * lowest and the highest that no label has, "13" or "15-18"; doubled: labels that several pages
 * have. Arrays of char*, owned. */
void folio_find_odd(const GPtrArray *labels, GPtrArray **missing, GPtrArray **doubled);
