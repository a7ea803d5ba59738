#include "index/db-sqlite-words.h"

#include "index/db-sqlite-rank.h"

#define TOKEN_MAX 32768 /* bytes; FTS5 cuts longer ones */

typedef struct {
    fts5_tokenizer methods;
    Fts5Tokenizer *tokenizer;
} Words;

static void words_free(void *data)
{
    Words *words = data;
    if (words->tokenizer)
        words->methods.xDelete(words->tokenizer);
    g_free(words);
}

static int word_add(void *data, int flags, const char *token, int n, int start, int end)
{
    (void)flags, (void)start, (void)end;
    g_string_append_len(data, token, MIN(n, TOKEN_MAX));
    g_string_append_c(data, '\n');
    return SQLITE_OK;
}

static void words_of(sqlite3_context *context, int n_values, sqlite3_value **values)
{
    Words *words = sqlite3_user_data(context);
    (void)n_values;
    const char *text = (const char *)sqlite3_value_text(values[0]);
    GString *lines = g_string_new(NULL);
    int result = text ? words->methods.xTokenize(words->tokenizer, lines, FTS5_TOKENIZE_DOCUMENT,
                                                 text, sqlite3_value_bytes(values[0]), word_add)
                      : SQLITE_OK;
    if (result != SQLITE_OK)
        sqlite3_result_error_code(context, result);
    else
        sqlite3_result_text(context, lines->str, (int)lines->len, SQLITE_TRANSIENT);
    g_string_free(lines, TRUE);
}

/* As page_search has it (schema-12-sqlite.sql). */
static int tokenizer_make(sqlite3 *connection, Words *words)
{
    static const char *const settings[] = {"remove_diacritics", "0", "categories",
                                           "L* N* Co Mn Mc"};
    fts5_api *api = sqlite_fts5_api(connection);
    void *user_data;
    int result =
        api ? api->xFindTokenizer(api, "unicode61", &user_data, &words->methods) : SQLITE_ERROR;
    return result == SQLITE_OK ? words->methods.xCreate(user_data, (const char **)settings,
                                                        G_N_ELEMENTS(settings), &words->tokenizer)
                               : result;
}

/* A table of the connection's own, which is not in the file. */
gboolean sqlite_words_register(sqlite3 *connection)
{
    Words *words = g_new0(Words, 1);
    int result = tokenizer_make(connection, words);
    if (result != SQLITE_OK) {
        words_free(words);
        return FALSE;
    }
    return sqlite3_create_function_v2(connection, "words_of", 1, SQLITE_UTF8, words, words_of, NULL,
                                      NULL, words_free) == SQLITE_OK &&
           sqlite3_exec(connection,
                        "CREATE VIRTUAL TABLE temp.page_words "
                        "USING fts5vocab(main, page_search, instance)",
                        NULL, NULL, NULL) == SQLITE_OK;
}
