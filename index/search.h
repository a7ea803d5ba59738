/* index/search.h - a query and its snippets, apart from the database. Private to index/. */
#pragma once

#include <glib.h>

/* Words that must stand one after the other; of the last one perhaps only the beginning. */
typedef struct {
    char **words; /* folded; at least one */
    gboolean is_prefix;
} SearchPart;

/* The parts of what a user typed: words, "phrases", prefix*. Empty if there is no word in it. */
GPtrArray *search_query_parse(const char *query);
/* All parts in FTS5's words. */
char *search_query_match(const GPtrArray *parts);

/* text on one line around the first place of a part, all places marked [so]. */
char *search_snippet_make(const char *text, const GPtrArray *parts);
