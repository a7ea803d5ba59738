/* Whose hands a record went through, and whether a checker's are among them.
 *
 * A hand is a person, a login of the computer, and whether a PIN proved the person. index/people.h says
 * what makes two of them one. */
#include "index/people-private.h"

static gboolean hand_add(Store *store, const char *statement, gint64 id, GError **error)
{
    const Actor *actor = index_store_actor(store);
    return db_exec(index_store_db(store), statement,
                   DB_VALUES(DB_INT(id), DB_TEXT(index_store_user(store)), DB_TEXT(actor->login),
                             DB_INT(actor->is_proven ? 1 : 0)),
                   error);
}

gboolean people_hand_batch(Store *store, gint64 batch_id, GError **error)
{
    return hand_add(store, "hand_add_batch", batch_id, error);
}

gboolean people_hand_edit(Store *store, gint64 edit_id, GError **error)
{
    return hand_add(store, "hand_add_edit", edit_id, error);
}

GVariant *people_detail(Store *store)
{
    const Actor *actor = index_store_actor(store);
    return g_variant_new_parsed("{'login': <%s>, 'proven': <%b>}", actor->login, actor->is_proven);
}

/* ------------------------------------------------------------------------------- comparing -- */

gboolean people_are_separated(const Store *store)
{
    return !g_str_equal(index_store_conf_text(store, "check", "separation"), "none");
}

typedef struct {
    const char *person, *login;
    gboolean is_proven;
} Hand;

/* Whether two persons at one login count as one. */
static gboolean logins_tell(Store *store, const Hand *hand, gboolean is_proven)
{
    const char *separation = index_store_conf_text(store, "check", "separation");
    return g_str_equal(separation, "login") || !hand->is_proven || !is_proven;
}

static gboolean hand_is_at(const Hand *hand, const char *login)
{
    return g_str_equal(hand->login, login) || g_str_equal(hand->person, login);
}

/* Who may have a hand in it; login NULL: it is not known. */
typedef struct {
    const char *name, *login;
} Who;

/* Before there were persons anything could be a name, also what has no key. */
static gboolean names_are_one(const char *a, const char *b)
{
    g_autofree char *key_a = people_name_key(a, NULL), *key_b = people_name_key(b, NULL);
    return key_a && key_b ? g_str_equal(key_a, key_b) : g_str_equal(a, b);
}

/* "x scanned or corrected it", "at your login, x ..." */
static gboolean hand_compare(Store *store, const Who *who, const Hand *hand, char **own,
                             GError **error)
{
    const char *user = who->name, *login = who->login;
    gint64 n_linked;
    gboolean is_same = names_are_one(hand->person, user);
    if (!db_query_int(index_store_db(store), "people_could_act_as",
                      DB_VALUES(DB_TEXT(user), DB_TEXT(hand->person)), &n_linked, NULL, error))
        return FALSE;
    if (is_same)
        *own = g_strdup_printf("%s brought in or corrected pages of it", user);
    else if (n_linked)
        *own = g_strdup_printf("%s brought in or corrected pages of it, and one of %s and %s has "
                               "known the PIN of the other",
                               hand->person, hand->person, user);
    else if (login && logins_tell(store, hand, index_store_actor(store)->is_proven) &&
             hand_is_at(hand, login))
        *own = g_strdup_printf("%s brought in or corrected pages of it at the login %s, which is "
                               "yours as well",
                               hand->person, login);
    return TRUE;
}

static Hand hand_of_row(DbRows *rows)
{
    return (Hand){db_rows_text(rows, 0), db_rows_text(rows, 1), db_rows_int(rows, 2) != 0};
}

static gboolean hands_compare(Store *store, const Who *who, gint64 record_id, char **own,
                              GError **error)
{
    *own = NULL;
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "hand_list", DB_VALUES(DB_INT(record_id)), error);
    while (rows && !*own && db_rows_next(rows, error)) {
        const Hand hand = hand_of_row(rows);
        if (!hand_compare(store, who, &hand, own, error))
            return FALSE;
    }
    return rows && (*own || !db_rows_failed(rows));
}

gboolean people_own_work(Store *store, gint64 record_id, char **own, GError **error)
{
    const Who who = {index_store_user(store), index_store_actor(store)->login};
    return hands_compare(store, &who, record_id, own, error);
}

gboolean people_has_hand(Store *store, const char *name, gint64 record_id, gboolean *has,
                         GError **error)
{
    const Who who = {name, NULL};
    g_autofree char *own = NULL;
    if (!hands_compare(store, &who, record_id, &own, error))
        return FALSE;
    *has = own != NULL;
    return TRUE;
}

gboolean people_login_has_hand(Store *store, gint64 record_id, gboolean *has, GError **error)
{
    *has = FALSE;
    if (!people_are_separated(store))
        return TRUE;
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), "hand_list", DB_VALUES(DB_INT(record_id)), error);
    while (rows && !*has && db_rows_next(rows, error)) {
        const Hand hand = hand_of_row(rows);
        *has =
            logins_tell(store, &hand, TRUE) && hand_is_at(&hand, index_store_actor(store)->login);
    }
    return rows && (*has || !db_rows_failed(rows));
}
