/* tests/index/alike-pages.h - pages with traits that no scanner has seen. */
#pragma once

#include "tests/index/sample.h"

#define ALIKE_PLACES 6 /* of each, whose traits are the same at all sizes */

/* n pages for the record. */
void alike_scan(Sample *sample, const char *file_no, guint n);
/* Of place i; those of the first n_shared are those of all that share them. */
guint64 alike_trait_of(gint64 page_id, guint i, guint n_shared);
/* The page is due with traits of its own. */
void alike_due_set(Sample *sample, gint64 page_id, guint n_shared);

/* Those that are due, of which n_anew are so once more. */
GPtrArray *alike_propose_anew(Sample *sample, gint64 n_anew);
GPtrArray *alike_propose(Sample *sample);
/* expected: "1: 4 3; 2:", what each is like. */
void alike_must_be_proposed(const GPtrArray *due, const char *expected);
void alike_must_propose(Sample *sample, const char *expected);
/* Like none. */
void alike_settle_as_others(Sample *sample, const GPtrArray *due);
