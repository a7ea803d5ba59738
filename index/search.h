/* index/search.h - a query and its snippets, apart from the database. Private to index/. */
#pragma once

#include <json-glib/json-glib.h>

#include "index/db.h"

typedef enum {
    SEARCH_ANYWHERE, /* on the page, or in what the register says of its record */
    SEARCH_SUBJECT,
    SEARCH_YEAR,
    SEARCH_SECTION,
    SEARCH_NUMBER, /* of the file: it is right or wrong, and not similar */
} SearchField;

/* Words that must stand one after the other; of the last one perhaps only the beginning. A file
 * number has several forms, as "A12/2008" and "A-12/2008" are the same. */
typedef struct {
    GPtrArray *forms; /* char ** of folded words, at least one; each form at least one word */
    guint n_exact;    /* forms behind these are only similar */
    guint
        n_asked; /* all answers of the forms before this one are known, where it is the only part */
    gboolean is_prefix;
    SearchField field;
} SearchPart;

/* The parts of what a user typed: words, "phrases", prefix*, field:word. Empty if there is no word
 * in it. */
GPtrArray *search_query_parse(const char *query);
/* All parts in FTS5's words: for pages, at least one of which must stand in the text itself, and
 * for records. NULL: no page is asked for, only fields. */
char *search_query_match_pages(const GPtrArray *parts);
char *search_query_match_records(const GPtrArray *parts);

/* Adds to each part the forms that words of the vocabulary make which look like its own. *added: there are any. */
gboolean search_query_add_similar(Db *db, const GPtrArray *parts, gboolean *added, GError **error);

/* The same for numbers of the register with the same letters and digits as a part; they are no worse for it. */
gboolean search_query_add_numbers(Db *db, const GPtrArray *parts, gboolean *added, GError **error);

/* The same for words of the vocabulary in which theirs may be glued to others. */
gboolean search_query_add_glued(Db *db, const GPtrArray *parts, gboolean *added, GError **error);

/* text on one line around the first place of a part, all places marked [so]. similar (where not
 * NULL): the words among them that are only like those asked for, with ", " between; NULL: none. */
char *search_snippet_make(const char *text, const GPtrArray *parts, char **similar);

/* The best limit items of pages and records together, as DESIGN defines them; those in seen (of
 * search_item_key; owned) are left out, the others come in. */
JsonArray *search_answer(Db *db, const GPtrArray *parts, guint limit, GHashTable *seen,
                         GError **error);
