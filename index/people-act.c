/* Acts, and the roles that may do them. */
#include <string.h>

#include "index/people-private.h"

#define OPERATOR "operator"
#define CHECKER "checker"
#define NODAL "nodal"
#define ADMIN "admin"

static const struct {
    const char *what;     /* "only OPERATOR may ..." */
    const char *roles[4]; /* none: any person of the office */
    gboolean is_decision; /* proven by a PIN always */
    gboolean needs_people;
} acts[] = {
    [ACT_LOOK] = {"look", {NULL}, FALSE, FALSE},
    [ACT_SCAN] = {"bring in and correct pages", {OPERATOR}, FALSE, FALSE},
    [ACT_SERVE] = {"do this work", {OPERATOR, NODAL, ADMIN}, FALSE, FALSE},
    [ACT_REGISTER] = {"change the register", {OPERATOR, NODAL}, FALSE, FALSE},
    [ACT_EXCLUDE] = {"exclude, withhold and release records", {NODAL}, TRUE, FALSE},
    [ACT_PLAN] = {"set the checking plan", {NODAL}, TRUE, TRUE},
    [ACT_LOT] = {"make lots and draw samples", {CHECKER, NODAL}, TRUE, TRUE},
    [ACT_CHECK] = {"check lots", {CHECKER}, TRUE, TRUE},
    [ACT_RETURN] = {"answer what a checker sent back", {OPERATOR}, FALSE, TRUE},
    [ACT_PERSONS] = {"change persons", {ADMIN}, TRUE, FALSE},
    [ACT_UNLIKE] = {"say that a page is another one", {OPERATOR, CHECKER}, TRUE, FALSE},
    [ACT_TARGETS] = {"set targets and freeze returns", {NODAL, ADMIN}, TRUE, FALSE},
    [ACT_SETTLE] = {"settle which receipt is true", {NODAL}, TRUE, FALSE},
    [ACT_RECALL] = {"note that a package was withdrawn", {NODAL, ADMIN}, TRUE, FALSE},
    [ACT_OWN_PIN] = {"change PINs", {NULL}, TRUE, TRUE},
};

/* What is kept of the person of the store. */
typedef struct {
    gboolean has_people; /* the office has persons at all */
    gboolean is_known, is_disabled, has_pin, pin_is_own;
    char role[16];
} Self;

static gboolean self_load(Store *store, Self *self, GError **error)
{
    gint64 n;
    g_autoptr(DbRows) row = NULL;
    *self = (Self){0};
    if (!db_query_int(index_store_db(store), "people_count", DB_NO_VALUES, &n, NULL, error) ||
        !db_query_row(index_store_db(store), "people_load",
                      DB_VALUES(DB_TEXT(index_store_user(store))), &row, error))
        return FALSE;
    self->has_people = n > 0;
    if (!row)
        return TRUE;
    self->is_known = TRUE;
    g_strlcpy(self->role, db_rows_text(row, 1), sizeof self->role);
    self->has_pin = !db_rows_is_null(row, 2);
    self->pin_is_own = db_rows_int(row, 3) != 0;
    self->is_disabled = !db_rows_is_null(row, 6);
    return TRUE;
}

/* ----------------------------------------------------------------------------------- roles -- */

static gboolean role_may(const char *role, Act act)
{
    const char *const *roles = acts[act].roles;
    return !roles[0] || g_strv_contains(roles, role);
}

static gboolean refuse_role(Store *store, const Self *self, Act act, GError **error)
{
    g_autofree char *roles = g_strjoinv(" or ", (char **)acts[act].roles);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s is here as %s: only a person with the role %s may %s (muhafiz user list says "
                "who)",
                index_store_user(store), self->role, roles, acts[act].what);
    return FALSE;
}

static gboolean refuse_unknown(Store *store, const Self *self, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                self->is_known ? "%s does not work here any more: an admin may take that back "
                                 "(muhafiz user disable --undo)"
                               : "\"%s\" is no person of this office: say who you are with --user "
                                 "NAME (muhafiz user list names them), or let an admin add you",
                index_store_user(store));
    return FALSE;
}

static gboolean refuse_without_people(GError **error)
{
    g_set_error_literal(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
        "this office has no persons yet, so nobody can be trusted with that: first muhafiz user "
        "add NAME --role admin, who then adds operators and checkers");
    return FALSE;
}

/* The role, without the PIN. */
static gboolean self_may(Store *store, const Self *self, Act act, GError **error)
{
    if (act == ACT_LOOK)
        return TRUE;
    if (!self->has_people)
        return !acts[act].needs_people || refuse_without_people(error);
    if (!self->is_known || self->is_disabled)
        return refuse_unknown(store, self, error);
    return role_may(self->role, act) || refuse_role(store, self, act, error);
}

/* ------------------------------------------------------------------------------------ PINs -- */

static gboolean act_asks(Store *store, const Self *self, Act act)
{
    if (act == ACT_LOOK || !self->has_people)
        return FALSE;
    return acts[act].is_decision ||
           g_str_equal(index_store_conf_text(store, "office", "pin"), "required") ||
           (act == ACT_SCAN &&
            g_str_equal(index_store_conf_text(store, "check", "separation"), "person"));
}

static gboolean refuse_no_pin(Store *store, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s has no PIN yet, and this needs one: an admin sets the first (muhafiz user pin "
                "%s)",
                index_store_user(store), index_store_user(store));
    return FALSE;
}

static gboolean refuse_first_pin(Store *store, GError **error)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "the PIN of %s was set by somebody else: change it first (muhafiz --user %s user "
                "pin)",
                index_store_user(store), index_store_user(store));
    return FALSE;
}

/* Whoever decides must be the only one to know the PIN. */
static gboolean pin_serves(Store *store, const Self *self, Act act, GError **error)
{
    if (!self->has_pin)
        return refuse_no_pin(store, error);
    return self->pin_is_own || act == ACT_OWN_PIN || refuse_first_pin(store, error);
}

gboolean index_person_asks_pin(Store *store, Act act, gboolean *asks, GError **error)
{
    Self self;
    if (!self_load(store, &self, error) || !self_may(store, &self, act, error))
        return FALSE;
    *asks = act_asks(store, &self, act);
    return !*asks || pin_serves(store, &self, act, error);
}

gboolean index_person_require(Store *store, Act act, GError **error)
{
    gboolean asks;
    if (!index_person_asks_pin(store, act, &asks, error))
        return FALSE;
    if (!asks || index_person_is_proven(store))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s has to prove it with the PIN: at a terminal, or with --pin-file FILE before "
                "the command",
                index_store_user(store));
    return FALSE;
}

gboolean index_person_has_pin(Store *store)
{
    Self self;
    return self_load(store, &self, NULL) && self.has_pin;
}

gboolean index_person_is_proven(Store *store)
{
    return index_store_actor(store)->is_proven;
}

const char *index_store_login(Store *store)
{
    return index_store_actor(store)->login;
}
