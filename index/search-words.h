/* index/search-words.h - what the index of words has of a page and of a record. Private to index/. */
#pragma once

#include "index/db.h"

/* The columns of page_search behind the text; those of record_search. */
enum { SEARCH_FILE_NO, SEARCH_SUBJECTS, SEARCH_SECTIONS, SEARCH_YEARS, SEARCH_N_FIELDS };

typedef struct {
    char *
        texts[SEARCH_N_FIELDS]; /* folded; all NULL: the record is not there, or may not be found */
} SearchFields;

void search_fields_clear(SearchFields *fields);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SearchFields, search_fields_clear)
/* statement: search_record_held or search_record_now. */
gboolean search_fields_load(Db *db, const char *statement, gint64 record_id, SearchFields *fields,
                            GError **error);
gboolean search_fields_agree(const SearchFields *one, const SearchFields *other);
/* The index has of the record what the register says, and its words are in the vocabulary. */
gboolean search_record_agrees(Db *db, gint64 record_id, gboolean *agrees, GError **error);

/* Of folded text, each once; char *, owned. */
GPtrArray *search_words_of(const char *folded);
gboolean search_has_words(const char *folded);
/* The text of a page as the index has it; owned. */
char *search_page_fold(Db *db, gint64 page_id, GError **error);

/* Pages of which the index has other words, or in other places, than their texts and the register say; that it has and
 * may not have, or lacks. *n: how many. */
gboolean search_pages_compare(Db *db, guint64 *n, GError **error);
