/* Tokens: reusable cover sheets. One that is assigned and not scanned yet lies on a file somewhere,
 * so it is not given to another one before a person says that it does not: pages would go to the
 * wrong record.
 */
#include <string.h>

#include "index/answer.h"
#include "index/store-private.h"

static char *token_object(gint64 number)
{
    return g_strdup_printf("token %" G_GINT64_FORMAT, number);
}

/* -------------------------------------------------------------------------------- making them -- */

static gboolean tokens_insert(Store *store, guint n_tokens, gint64 *first, GError **error)
{
    gint64 number = 0;
    for (guint i = 0; i < n_tokens; i++) {
        if (!db_query_int(index_store_db(store), "token_add", DB_NO_VALUES, &number, NULL, error))
            return FALSE;
        if (i == 0)
            *first = number;
    }
    g_autofree char *object = g_strdup_printf("tokens %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT,
                                              number - n_tokens + 1, number);
    return index_event_put(store, "tokens.made", object, 0, NULL, error);
}

gboolean index_tokens_add(Store *store, guint n_tokens, gint64 *first, GError **error)
{
    Db *db = index_store_db(store);
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db, tokens_insert(store, n_tokens, first, error), error);
}

gboolean index_token_load(Store *store, gint64 number, TokenState *state, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "token_load", DB_VALUES(DB_INT(number)), &row, error))
        return FALSE;
    if (!row) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "there is no token %" G_GINT64_FORMAT
                    ": look at the number on the sheet, or print tokens with muhafiz cover "
                    "--tokens N",
                    number);
        return FALSE;
    }
    *state = (TokenState){.number = number,
                          .record_id = db_rows_int(row, 0),
                          .used_batch_id = db_rows_int(row, 1),
                          .used_sheet = (guint)db_rows_int(row, 2)};
    return TRUE;
}

/* ---------------------------------------------------------------------------------- assigning -- */

static gboolean token_check_free(Store *store, const TokenState *state, const Record *record,
                                 GError **error)
{
    if (!state->record_id || state->used_batch_id || state->record_id == record->record_id)
        return TRUE;
    g_autoptr(Record) other = index_record_load_id(store, state->record_id, error);
    if (other)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "token %" G_GINT64_FORMAT
                    " stands for %s, which has not been scanned with it: take another token, or, "
                    "if its sheet does not lie on that file any more, first muhafiz assign "
                    "%" G_GINT64_FORMAT " --free",
                    state->number, other->file_no, state->number);
    return FALSE;
}

static gboolean token_set(Store *store, gint64 number, const Record *record, const char *act,
                          GError **error)
{
    g_autofree char *object = token_object(number);
    g_autofree char *now = index_now();
    const char *at = record ? now : NULL, *by = record ? index_store_user(store) : NULL;
    return db_exec(index_store_db(store), "token_assign",
                   DB_VALUES(DB_INT(number), record ? DB_INT(record->record_id) : DB_NULL,
                             DB_TEXT(at), DB_TEXT(by)),
                   error) &&
           index_event_put(store, act, object, record ? record->record_id : 0,
                           record ? g_variant_new_parsed("{'record': <%s>}", record->nic_no) : NULL,
                           error);
}

/* What placing would refuse is refused here, where somebody reads it. */
static gboolean token_assign(Store *store, gint64 number, const char *file_no, GError **error)
{
    TokenState state;
    g_autoptr(Record) record = NULL;
    return index_token_load(store, number, &state, error) &&
           (record = index_record_load(store, file_no, error)) &&
           index_record_check_fill(store, record, error) &&
           token_check_free(store, &state, record, error) &&
           token_set(store, number, record, "token.assigned", error);
}

gboolean index_token_assign(Store *store, gint64 number, const char *file_no, GError **error)
{
    Db *db = index_store_db(store);
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db, token_assign(store, number, file_no, error), error);
}

static gboolean token_release(Store *store, gint64 number, GError **error)
{
    TokenState state;
    return index_token_load(store, number, &state, error) &&
           (!state.record_id || token_set(store, number, NULL, "token.released", error));
}

gboolean index_token_release(Store *store, gint64 number, GError **error)
{
    Db *db = index_store_db(store);
    if (!db_begin(db, error))
        return FALSE;
    return db_end(db, token_release(store, number, error), error);
}

/* -------------------------------------------------------------------------------------- using -- */

/* The back of the same sheet changes nothing any more. */
gboolean index_token_use(Store *store, gint64 number, gint64 page_id, gint64 side_id,
                         GError **error)
{
    Db *db = index_store_db(store);
    g_autofree char *object = token_object(number);
    gint64 record_id = 0;
    gboolean found;
    if (!db_exec(db, "token_use", DB_VALUES(DB_INT(number), DB_INT(page_id)), error))
        return FALSE;
    return db_changes(db) == 0 ||
           (db_query_int(db, "side_record", DB_VALUES(DB_INT(side_id)), &record_id, &found,
                         error) &&
            index_event_put(store, "token.scanned", object, record_id,
                            g_variant_new_parsed("{'page_id': <%x>}", page_id), error));
}

JsonNode *index_tokens_list(Store *store, GError **error)
{
    static const AnswerField fields[] = {
        {"token", ANSWER_INT},   {"status", ANSWER_TEXT},      {"file_no", ANSWER_TEXT},
        {"nic_no", ANSWER_TEXT}, {"assigned_at", ANSWER_TEXT}, {"assigned_by", ANSWER_TEXT},
        {"batch", ANSWER_INT},   {"sheet", ANSWER_INT},
    };
    JsonArray *tokens = answer_array(index_store_db(store), "token_list", DB_NO_VALUES, fields,
                                     G_N_ELEMENTS(fields), error);
    return tokens ? answer_node_of_array(tokens) : NULL;
}
