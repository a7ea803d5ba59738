/* PINs: argon2id (RFC 9106) by libsodium, and wrong tries.
 *
 * A try is counted, and its time kept, before it is looked at; a right one sets the count back. So tries of
 * several processes at once count like tries one after the other. */
#include <sodium.h>
#include <string.h>
#include <time.h>

#include "index/people-pin.h"
#include "index/people-private.h"

#define PIN_LENGTH_MAX 128
#define TRIES_FREE 3

/* -------------------------------------------------------------------------------- choosing -- */

/* "111111", "123456", "654321" */
static gboolean pin_is_simple(const char *pin)
{
    int step = pin[1] - pin[0];
    if (step < -1 || step > 1)
        return FALSE;
    for (gsize i = 1; pin[i]; i++)
        if (pin[i] - pin[i - 1] != step)
            return FALSE;
    return TRUE;
}

gboolean people_pin_check(const char *name, const char *pin, GError **error)
{
    gsize length = strlen(pin);
    if (length >= INDEX_PIN_LENGTH_MIN && length <= PIN_LENGTH_MAX && !pin_is_simple(pin) &&
        g_ascii_strcasecmp(name, pin) != 0)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "choose a PIN of at least %d letters or digits that nobody guesses: not 111111, "
                "123456 or the name",
                INDEX_PIN_LENGTH_MIN);
    return FALSE;
}

static gboolean sodium_start(GError **error)
{
    if (sodium_init() >= 0)
        return TRUE;
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                        "the system gives no random numbers: restart the computer");
    return FALSE;
}

char *people_pin_hash(const char *pin, GError **error)
{
    char hash[crypto_pwhash_STRBYTES];
    if (!sodium_start(error))
        return NULL;
    if (crypto_pwhash_str(hash, pin, strlen(pin), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0)
        return g_strdup(hash);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                "there is too little memory to keep a PIN (%u MiB): close other programs",
                crypto_pwhash_MEMLIMIT_INTERACTIVE >> 20);
    return NULL;
}

/* ---------------------------------------------------------------------------------- trying -- */

typedef struct {
    char *pin;       /* its hash */
    gint64 n_wrong;  /* tries before this one */
    gint64 tried_at; /* of the latest */
} Tries;

static void tries_clear(Tries *tries)
{
    g_free(tries->pin);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tries, tries_clear)

static gint64 wait_after(gint64 n_wrong)
{
    return n_wrong < TRIES_FREE
               ? 0
               : MIN(INDEX_PIN_WAIT_MAX_S, G_GINT64_CONSTANT(2) << MIN(n_wrong - TRIES_FREE, 8));
}

/* A clock that was put back must not lock anybody out for as long. */
static gint64 wait_left(const Tries *tries, gint64 now)
{
    gint64 since = now - tries->tried_at;
    return since < 0 ? 0 : MAX(0, wait_after(tries->n_wrong) - since);
}

static gboolean tries_load(Store *store, Tries *tries, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    const char *user = index_store_user(store);
    if (!db_query_row(index_store_db(store), "people_load", DB_VALUES(DB_TEXT(user)), &row, error))
        return FALSE;
    if (row && !db_rows_is_null(row, 2)) {
        *tries = (Tries){.pin = g_strdup(db_rows_text(row, 2)),
                         .n_wrong = db_rows_int(row, 4),
                         .tried_at = db_rows_int(row, 5)};
        return TRUE;
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s has no PIN here: leave it out",
                user);
    return FALSE;
}

static gboolean tries_set(Store *store, gint64 n_wrong, gint64 tried_at, GError **error)
{
    return db_exec(index_store_db(store), "people_set_tries",
                   DB_VALUES(DB_TEXT(index_store_user(store)), DB_INT(n_wrong), DB_INT(tried_at)),
                   error);
}

static gboolean try_begin(Store *store, Tries *tries, GError **error)
{
    gint64 now = time(NULL);
    if (!tries_load(store, tries, error))
        return FALSE;
    gint64 left = wait_left(tries, now);
    if (left == 0)
        return tries_set(store, tries->n_wrong + 1, now, error);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                "wrong PINs were tried for %s: wait %" G_GINT64_FORMAT " %s and try again",
                index_store_user(store), COUNTED(left, "second"));
    return FALSE;
}

/* In a transaction of its own: it stays, whatever becomes of the act. */
static gboolean wrong_log(Store *store, const Tries *tries, GError **error)
{
    g_autofree char *object = g_strconcat("person ", index_store_user(store), NULL);
    const char *login = index_store_actor(store)->login;
    gint64 wait = wait_after(tries->n_wrong + 1);
    if (!index_event_put(
            store, "person.pin-wrong", object, 0,
            g_variant_new_parsed("{'login': <%s>, 'tries': <%x>}", login, tries->n_wrong + 1),
            error))
        return FALSE;
    g_set_error(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
        "this is not the PIN of %s; the try was logged. The next is taken after %" G_GINT64_FORMAT
        " %s; who forgot it asks an admin for a new one",
        index_store_user(store), COUNTED(wait, "second"));
    return FALSE;
}

static gboolean pin_fits(const Tries *tries, const char *pin)
{
    return crypto_pwhash_str_verify(tries->pin, pin, strlen(pin)) == 0;
}

gboolean index_person_prove(Store *store, const char *pin, GError **error)
{
    Db *db = index_store_db(store);
    g_auto(Tries) tries = {0};
    if (!sodium_start(error) || !db_begin(db, error) ||
        !db_end(db, try_begin(store, &tries, error), error))
        return FALSE;
    if (!pin_fits(&tries, pin))
        return wrong_log(store, &tries, error);
    index_store_actor(store)->is_proven = tries_set(store, 0, 0, error);
    return index_store_actor(store)->is_proven;
}
