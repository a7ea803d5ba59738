/* index/find.h - finding pages and records by words. Part of index.h. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct Store Store;
typedef struct _JsonNode JsonNode;

/* Array of search items, best first. The query is words, "phrases", prefix*, and subject:, year:, section: or
 * number: before any of them; all must be found, on a page or in what the register says of its
 * record. A record that the register's words alone bring has side, seq and folio null. The snippet
 * marks hits with [ and ]. "similar" is null, or the words that were taken for
 * those of the query: these are glued to others in them, or stand apart where the query has them as one, behind all that have the words by themselves, or, where nothing else
 * was found, they look like them: misread on the page, or misspelt in the query. Records that are withheld are never found. limit 0:
 * 20. A query without a word is USAGE. */
JsonNode *index_search(Store *store, const char *query, guint limit, GError **error);
/* The same, and behind what is found those with similar words also where that is not nothing. */
JsonNode *index_search_similar(Store *store, const char *query, guint limit, GError **error);
/* Each page was put into the index of words by itself: these small parts are brought together, which takes a part in fifteen
 * of its room and of the time to ask it. For the end of work; nobody who writes waits for more than a step of it. */
gboolean index_search_merge(Store *store, GError **error);
/* What the person should know of the query (owned): it has foo:bar, which is no field, so these were words to find.
 * NULL: nothing. */
char *index_search_note(const char *query);

G_END_DECLS
