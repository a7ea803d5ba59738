#include "index/search-words.h"

#include "index/normalise.h"
#include "index/pack.h"
#include "index/shape.h"

/* --------------------------------------------------------------------------------------- texts -- */

GPtrArray *search_words_of(const char *folded)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    const char *word;
    gsize length;
    while (folded && index_text_next_word(&folded, &word, &length)) {
        char *one = g_strndup(word, length);
        if (g_hash_table_contains(seen, one)) {
            g_free(one);
            continue;
        }
        g_hash_table_add(seen, one);
        g_ptr_array_add(words, one);
    }
    return words;
}

gboolean search_has_words(const char *folded)
{
    const char *word;
    gsize length;
    return index_text_next_word(&folded, &word, &length);
}

char *search_page_fold(Db *db, gint64 page_id, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(db, "text_load", DB_VALUES(DB_INT(page_id)), &row, error))
        return NULL;
    if (!row)
        return g_strdup("");
    g_autoptr(GBytes) packed = db_rows_bytes(row, 0);
    g_autofree char *text = index_text_unpack(packed, error);
    if (!text)
        g_prefix_error(error, "page %" G_GINT64_FORMAT ": ", page_id);
    return text ? index_text_fold(text, NULL) : NULL;
}

/* ------------------------------------------------------------------------------------ register -- */

void search_fields_clear(SearchFields *fields)
{
    for (guint i = 0; i < SEARCH_N_FIELDS; i++)
        g_clear_pointer(&fields->texts[i], g_free);
}

gboolean search_fields_load(Db *db, const char *statement, gint64 record_id, SearchFields *fields,
                            GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(db, statement, DB_VALUES(DB_INT(record_id)), &row, error))
        return FALSE;
    for (guint i = 0; row && i < SEARCH_N_FIELDS; i++)
        fields->texts[i] = index_text_fold(db_rows_text(row, i), NULL);
    return TRUE;
}

gboolean search_fields_agree(const SearchFields *one, const SearchFields *other)
{
    for (guint i = 0; i < SEARCH_N_FIELDS; i++)
        if (g_strcmp0(one->texts[i], other->texts[i]) != 0)
            return FALSE;
    return TRUE;
}

static gboolean words_are_known(Db *db, const char *folded, gboolean *are_known, GError **error)
{
    gint64 word_id;
    g_autoptr(GPtrArray) words = search_words_of(folded);
    *are_known = TRUE;
    for (guint i = 0; *are_known && i < words->len; i++)
        if (index_word_is_suggested(words->pdata[i]) &&
            !db_query_int(db, "word_find", DB_VALUES(DB_TEXT(words->pdata[i])), &word_id, are_known,
                          error))
            return FALSE;
    return TRUE;
}

gboolean search_record_agrees(Db *db, gint64 record_id, gboolean *agrees, GError **error)
{
    g_auto(SearchFields) held = {{0}};
    g_auto(SearchFields) now = {{0}};
    if (!search_fields_load(db, "search_record_held", record_id, &held, error) ||
        !search_fields_load(db, "search_record_now", record_id, &now, error))
        return FALSE;
    *agrees = search_fields_agree(&held, &now);
    return !*agrees ||
           (words_are_known(db, now.texts[SEARCH_SUBJECTS], agrees, error) &&
            (!*agrees || words_are_known(db, now.texts[SEARCH_SECTIONS], agrees, error)));
}
