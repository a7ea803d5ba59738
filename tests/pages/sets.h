/* tests/pages/sets.h - fixed collections of pages. */
#pragma once

#include "tests/pages/page.h"

typedef struct {
    const char *out_dir;
    const char *extension; /* "png" */
    guint64 seed;
    PageMode mode;
    double dpi;
    const Ageing *ageing; /* of the set "all"; the demo has its own */
} SetOptions;

/* "demo": four records of a tehsil, named RECORD-SIDE-PAGE so that sorting by version (ls -v) gives
 * the order in which they are fed; with register.csv for muhafiz register import.
 * "all": a page of every kind in every language.
 * "blank": 60 empty backs (kind "back") and 60 pages with hardly anything on them (kinds of
 * compose_marks), alike in all else, to see which are called blank.
 * Each page has its .gt.txt; manifest.tsv has a line for every page. */
gboolean set_write(const char *name, const SetOptions *options, GError **error);
