/* index/search.h - the two pure halves of search, for its tests. Private to index/. */
#pragma once

/* The query in FTS5's words; empty if there is no word in it. */
char *search_query_match(const char *query);

/* text on one line around the first hit, hits marked [so]. marked: the folded text with each hit
 * between the characters 2 and 3. */
char *search_snippet_make(const char *text, const char *marked);
