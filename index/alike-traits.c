/* The file of traits: opened for each piece of work, as another process may have begun it anew. */
#include "index/alike-traits.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "index/store-private.h"

#define TRAITS_NAME "alike.db"
#define TRAITS_SCHEMA "traits"

typedef struct {
    gint64 token, written;
} State;

static gboolean state_load(Db *db, State *state, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    *state = (State){0};
    if (!db_query_row(db, "alike_state", DB_NO_VALUES, &row, error))
        return FALSE;
    if (row)
        *state = (State){db_rows_int(row, 0), db_rows_int(row, 1)};
    return TRUE;
}

static gboolean state_set(Db *db, const State *state, GError **error)
{
    return db_exec(db, "alike_state_set", DB_VALUES(DB_INT(state->token), DB_INT(state->written)),
                   error);
}

static Db *file_open(Store *store, GError **error)
{
    g_autofree char *path = index_store_path(store, TRAITS_NAME);
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    return db_open_other(url, TRAITS_SCHEMA, error);
}

/* Only file_make makes it, with the mode that it must have. */
static gboolean file_is_there(Store *store, GError **error)
{
    g_autofree char *path = index_store_path(store, TRAITS_NAME);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, TRAITS_NAME " is missing");
    return FALSE;
}

/* Whether it is that of the index, which is in this state. */
static gboolean file_check(Db *traits, const State *state, GError **error)
{
    State own;
    if (!state_load(traits, &own, error))
        return FALSE;
    if (state->token != 0 && own.token == state->token &&
        (own.written == state->written || own.written == state->written + 1))
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                        TRAITS_NAME " belongs to another state of the index");
    return FALSE;
}

static gboolean work_do(Db *traits, const State *state, AlikeWork work, gpointer data,
                        GError **error)
{
    const State next = {state->token, state->written + 1};
    return db_begin(traits, error) &&
           db_end(traits, work(traits, data, error) && state_set(traits, &next, error), error);
}

static gboolean work_try(Store *store, const State *state, AlikeWork work, gpointer data,
                         GError **error)
{
    g_autoptr(Db) traits = file_is_there(store, error) ? file_open(store, error) : NULL;
    return traits && file_check(traits, state, error) && work_do(traits, state, work, data, error);
}

gboolean alike_traits_look(Store *store, AlikeWork work, gpointer data, gboolean *is_own,
                           GError **error)
{
    State state;
    if (!state_load(index_store_db(store), &state, error))
        return FALSE;
    g_autoptr(Db) traits = file_is_there(store, NULL) ? file_open(store, NULL) : NULL;
    *is_own = traits && file_check(traits, &state, NULL);
    return !*is_own || work(traits, data, error);
}

/* ------------------------------------------------------------------------------- beginning anew -- */

/* A full disk, or a program that holds it, is nothing that a new file would mend. */
static gboolean is_useless(Store *store, const GError *failure)
{
    return !g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT) &&
           !index_disk_is_full(index_store_dir(store));
}

/* An empty one: SQLite gives its journals the mode that it has. */
static gboolean file_make(Store *store, GError **error)
{
    static const char *const names[] = {TRAITS_NAME "-wal", TRAITS_NAME "-shm", TRAITS_NAME};
    g_autofree char *path = index_store_path(store, TRAITS_NAME);
    guint n = 0;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (!withhold_file_remove(index_store_dir(store), names[i], &n, error))
            return FALSE;
    int fd = scan_file_open(path, O_WRONLY | O_CREAT | O_EXCL);
    if (fd < 0)
        return scan_set_errno(error, errno, "make", path);
    close(fd);
    return TRUE;
}

static gboolean begin_anew(Store *store, State *state, gint64 *n_anew, GError **error)
{
    Db *db = index_store_db(store);
    *state = (State){.token = (gint64)g_random_int_range(1, G_MAXINT32) << 32 | g_random_int()};
    if (!file_make(store, error))
        return FALSE;
    g_autoptr(Db) traits = file_open(store, error);
    if (!traits || !state_set(traits, state, error) || !state_set(db, state, error) ||
        !db_exec(db, "alike_due_again", DB_NO_VALUES, error))
        return FALSE;
    *n_anew = (gint64)db_changes(db);
    return TRUE;
}

gboolean alike_traits_do(Store *store, AlikeWork work, gpointer data, gint64 *n_anew,
                         GError **error)
{
    State state;
    g_autoptr(GError) failure = NULL;
    *n_anew = 0;
    if (!state_load(index_store_db(store), &state, error))
        return FALSE;
    if (!work_try(store, &state, work, data, &failure)) {
        if (!is_useless(store, failure)) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return FALSE;
        }
        if (!begin_anew(store, &state, n_anew, error) ||
            !work_try(store, &state, work, data, error))
            return FALSE;
    }
    state.written++;
    return state_set(index_store_db(store), &state, error);
}

gboolean alike_traits_token(Store *store, gint64 *token, GError **error)
{
    State state;
    gboolean ok = state_load(index_store_db(store), &state, error);
    *token = state.token;
    return ok;
}
