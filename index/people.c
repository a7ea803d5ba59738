/* Persons: adding, roles, PINs. Names stay for ever: events name them. */
#include <json-glib/json-glib.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

#include "index/answer.h"
#include "index/people-pin.h"
#include "index/people-private.h"

#define NAME_BYTES_MAX 100
#define KEY_UNITS_MAX 1024 /* UTF-16; decompositions grow */

static const char *const roles[] = {"operator", "checker", "nodal", "dc", "admin", NULL};

static const AnswerField PERSON_FIELDS[] = {
    {"name", ANSWER_TEXT}, {"role", ANSWER_TEXT},     {"disabled_at", ANSWER_TEXT},
    {"pin", ANSWER_TEXT},  {"added_at", ANSWER_TEXT}, {"added_by", ANSWER_TEXT},
};

/* ------------------------------------------------------------------------------------ names -- */

/* NFKC_Casefold (UAX 31), then the skeleton of confusable characters (UTS 39, section 4). */
static char *key_make(const char *name, UErrorCode *status)
{
    UChar text[KEY_UNITS_MAX], folded[KEY_UNITS_MAX], skeleton[KEY_UNITS_MAX];
    char *key = g_malloc0(3 * KEY_UNITS_MAX + 1);
    int32_t length = 0;
    USpoofChecker *checker = uspoof_open(status);
    u_strFromUTF8(text, KEY_UNITS_MAX, &length, name, -1, status);
    length = unorm2_normalize(unorm2_getNFKCCasefoldInstance(status), text, length, folded,
                              KEY_UNITS_MAX, status);
    length = uspoof_getSkeleton(checker, 0, folded, length, skeleton, KEY_UNITS_MAX, status);
    u_strToUTF8(key, 3 * KEY_UNITS_MAX + 1, NULL, skeleton, length, status);
    uspoof_close(checker);
    return key;
}

char *people_name_key(const char *name, GError **error)
{
    UErrorCode status = U_ZERO_ERROR;
    g_autofree char *key = key_make(name, &status);
    if (U_SUCCESS(status))
        return g_steal_pointer(&key);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "\"%s\" cannot be a name (%s)", name,
                u_errorName(status));
    return NULL;
}

/* What stands in events and on the command line. */
static gboolean name_is_valid(const char *name, GError **error)
{
    gboolean is_valid = g_utf8_validate(name, -1, NULL) && *name && strlen(name) <= NAME_BYTES_MAX;
    for (const char *p = name; is_valid && *p; p = g_utf8_next_char(p))
        is_valid = g_unichar_isgraph(g_utf8_get_char(p)) || *p == ' ';
    if (is_valid && name[0] != ' ' && name[0] != '-' && name[strlen(name) - 1] != ' ')
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "\"%s\" cannot be a name: write up to %d bytes of letters, digits and signs, "
                "without blanks at the ends",
                name, NAME_BYTES_MAX);
    return FALSE;
}

static gboolean role_is_valid(const char *role, GError **error)
{
    if (g_strv_contains(roles, role))
        return TRUE;
    g_autofree char *list = g_strjoinv(", ", (char **)roles);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "there is no role \"%s\": write one of %s", role, list);
    return FALSE;
}

static gboolean key_is_free(Store *store, const char *name, const char *key, GError **error)
{
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(store), "people_find_key", DB_VALUES(DB_TEXT(key)), &row,
                      error))
        return FALSE;
    if (!row)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "\"%s\" is taken, or looks like \"%s\", and names are never given twice: add a "
                "number or the father's name",
                name, db_rows_text(row, 0));
    return FALSE;
}

/* --------------------------------------------------------------------------------- answers -- */

static char *person_object(const char *name)
{
    return g_strconcat("person ", name, NULL);
}

static JsonNode *person_item(Store *store, const char *name, GError **error)
{
    g_autoptr(JsonArray) items =
        answer_array(index_store_db(store), "people_item", DB_VALUES(DB_TEXT(name)), PERSON_FIELDS,
                     G_N_ELEMENTS(PERSON_FIELDS), error);
    if (!items)
        return NULL;
    if (json_array_get_length(items) == 1)
        return answer_node_of_object(json_object_ref(json_array_get_object_element(items, 0)));
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "\"%s\" is no person of this office: muhafiz user list names them", name);
    return NULL;
}

JsonNode *index_persons_list(Store *store, GError **error)
{
    JsonArray *items = answer_array(index_store_db(store), "people_list", DB_NO_VALUES,
                                    PERSON_FIELDS, G_N_ELEMENTS(PERSON_FIELDS), error);
    return items ? answer_node_of_array(items) : NULL;
}

/* The item of somebody who was changed, or NULL. */
static JsonNode *person_end(Store *store, const char *name, gboolean ok, GError **error)
{
    return db_end(index_store_db(store), ok, error) ? person_item(store, name, error) : NULL;
}

/* ------------------------------------------------------------------------------------- PINs -- */

/* The hash was made before: it takes a tenth of a second. */
static gboolean pin_write(Store *store, const char *name, const char *hash, GError **error)
{
    Db *db = index_store_db(store);
    const char *user = index_store_user(store);
    gboolean is_own = g_str_equal(name, user);
    g_autofree char *object = person_object(name);
    return db_exec(db, "people_set_pin",
                   DB_VALUES(DB_TEXT(name), DB_TEXT(hash), DB_INT(is_own ? 1 : 0)), error) &&
           (is_own ||
            db_exec(db, "people_add_setter", DB_VALUES(DB_TEXT(name), DB_TEXT(user)), error)) &&
           index_event_put(store, "person.pin-set", object, 0, people_detail(store), error);
}

JsonNode *index_person_set_pin(Store *store, const char *name, const char *pin, GError **error)
{
    Act act = g_str_equal(name, index_store_user(store)) ? ACT_OWN_PIN : ACT_PERSONS;
    if (!index_person_require(store, act, error) || !people_pin_check(name, pin, error))
        return NULL;
    g_autoptr(JsonNode) known = person_item(store, name, error);
    g_autofree char *hash = known ? people_pin_hash(pin, error) : NULL;
    if (!hash || !db_begin(index_store_db(store), error))
        return NULL;
    return person_end(store, name, pin_write(store, name, hash, error), error);
}

/* ----------------------------------------------------------------------------------- adding -- */

/* Whoever adds the first person is it: there is nobody yet to prove anything to. */
static gboolean first_check(Store *store, const char *name, const char *role, const char *pin,
                            GError **error)
{
    gint64 n;
    if (!db_query_int(index_store_db(store), "people_count", DB_NO_VALUES, &n, NULL, error))
        return FALSE;
    if (n > 0 || (g_str_equal(role, "admin") && pin))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "the first person is the one who adds the others: muhafiz --user %s user add %s "
                "--role admin, with a PIN, which is asked for at a terminal; where there is none: "
                "--new-pin-file FILE",
                name, name);
    return FALSE;
}

static gboolean person_insert(Store *store, const char *name, const char *role, const char *hash,
                              GError **error)
{
    g_autofree char *now = index_now();
    g_autofree char *object = person_object(name);
    g_autofree char *key = people_name_key(name, error);
    return key && key_is_free(store, name, key, error) &&
           db_exec(index_store_db(store), "people_insert",
                   DB_VALUES(DB_TEXT(name), DB_TEXT(key), DB_TEXT(role), DB_TEXT(now),
                             DB_TEXT(index_store_user(store))),
                   error) &&
           index_event_put(store, "person.added", object, 0,
                           g_variant_new_parsed("{'role': <%s>, 'login': <%s>}", role,
                                                index_store_login(store)),
                           error) &&
           (!hash || pin_write(store, name, hash, error));
}

JsonNode *index_person_add(Store *store, const char *name, const char *role, const char *pin,
                           GError **error)
{
    if (!index_person_require(store, ACT_PERSONS, error) || !name_is_valid(name, error) ||
        !role_is_valid(role, error) || !first_check(store, name, role, pin, error) ||
        (pin && !people_pin_check(name, pin, error)))
        return NULL;
    g_autofree char *hash = pin ? people_pin_hash(pin, error) : NULL;
    if ((pin && !hash) || !db_begin(index_store_db(store), error))
        return NULL;
    return person_end(store, name, person_insert(store, name, role, hash, error), error);
}

/* --------------------------------------------------------------------------------- changing -- */

static gboolean admins_stay(Store *store, const char *name, GError **error)
{
    gint64 n;
    if (!db_query_int(index_store_db(store), "people_count_admins", DB_VALUES(DB_TEXT(name)), &n,
                      NULL, error))
        return FALSE;
    if (n > 0)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s is the last admin who can prove it: make another one first", name);
    return FALSE;
}

static gboolean person_change(Store *store, const char *statement, const char *name,
                              const char *value, const char *act, GError **error)
{
    g_autofree char *object = person_object(name);
    return db_exec(index_store_db(store), statement, DB_VALUES(DB_TEXT(name), DB_TEXT(value)),
                   error) &&
           index_event_put(store, act, object, 0,
                           g_variant_new_parsed("{'value': <%s>}", value ? value : ""), error);
}

/* Asked before anything is written, and within the transaction that writes it. */
static JsonNode *person_set(Store *store, const char *statement, const char *name,
                            const char *value, const char *act, gboolean may_lose, GError **error)
{
    g_autoptr(JsonNode) known =
        index_person_require(store, ACT_PERSONS, error) ? person_item(store, name, error) : NULL;
    if (!known || !db_begin(index_store_db(store), error))
        return NULL;
    return person_end(store, name,
                      (!may_lose || admins_stay(store, name, error)) &&
                          person_change(store, statement, name, value, act, error),
                      error);
}

JsonNode *index_person_set_role(Store *store, const char *name, const char *role, GError **error)
{
    if (!role_is_valid(role, error))
        return NULL;
    return person_set(store, "people_set_role", name, role, "person.role",
                      !g_str_equal(role, "admin"), error);
}

JsonNode *index_person_set_disabled(Store *store, const char *name, gboolean is_disabled,
                                    GError **error)
{
    g_autofree char *now = index_now();
    return person_set(store, "people_set_disabled", name, is_disabled ? now : NULL,
                      is_disabled ? "person.disabled" : "person.enabled", is_disabled, error);
}
