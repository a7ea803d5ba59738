/* A row that was edited, taken as it stands: by an admin, with a reason, in an event that verify tells of for ever.
 *
 * It is for what no act and no backup can bring back as it was. The event "row.taken" seals what the row holds now, or
 * that it is gone; edits of after that are found as ever. */
#include <string.h>

#include "index/people.h"
#include "index/seal.h"
#include "index/store-private.h"
#include "index/verify.h"

#define NAMES_TOLD 10

typedef struct {
    const char *asked;
    char *unit, *key, *label; /* of the one row that is called so */
    GString *names;           /* "page:17, page:18": of all that are; NULL: none */
    guint n;
} Search;

static void hit_clear(Search *search)
{
    g_free(search->unit);
    g_free(search->key);
    g_free(search->label);
}

static void search_clear(Search *search)
{
    hit_clear(search);
    if (search->names)
        g_string_free(search->names, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

static void search_hit(Search *search, const char *unit, const char *key, const char *label)
{
    g_autofree char *name = seals_name(unit, key);
    hit_clear(search);
    if (!search->names)
        search->names = g_string_new(NULL);
    if (search->n < NAMES_TOLD)
        g_string_append_printf(search->names, "%s%s", search->n ? ", " : "", name);
    search->label = g_strdup(label);
    search->unit = g_strdup(unit);
    search->key = g_strdup(key);
    search->n++;
}

/* "page 17 (A-12/2008)", or without what stands in brackets, or "page:17". */
static gboolean is_called(const char *asked, const char *unit, DbRows *row)
{
    const char *label = db_rows_text(row, 1);
    gsize n = strlen(asked);
    g_autofree char *name = seals_name(unit, db_rows_text(row, 0));
    return g_str_equal(asked, name) || (g_str_has_prefix(label, asked) &&
                                        (label[n] == '\0' || g_str_has_prefix(label + n, " (")));
}

static gboolean unit_search(Search *search, Store *store, guint which, gboolean *is_last,
                            GError **error)
{
    const char *statement, *first, *last;
    const char *unit = seals_unit(which, &statement, &first, &last);
    *is_last = !unit;
    if (!unit)
        return TRUE;
    g_autoptr(DbRows) rows =
        db_query(index_store_db(store), statement, DB_VALUES(DB_TEXT(first), DB_TEXT(last)), error);
    while (rows && db_rows_next(rows, error))
        if (is_called(search->asked, unit, rows))
            search_hit(search, unit, db_rows_text(rows, 0), db_rows_text(rows, 1));
    return rows && !db_rows_failed(rows);
}

/* Of a row that is gone only its unit and key are known: "page 17". */
static void gone_search(Search *search)
{
    const char *statement, *first, *last, *unit;
    for (guint i = 0; (unit = seals_unit(i, &statement, &first, &last)); i++) {
        g_autofree char *start = g_strconcat(seals_label(unit), " ", NULL);
        const char *key =
            g_str_has_prefix(search->asked, start) ? search->asked + strlen(start) : "";
        if (*key && (!seals_is_numbered(unit) || !key[strspn(key, "0123456789")]))
            search_hit(search, unit, key, search->asked);
    }
}

static gboolean row_search(Search *search, Store *store, GError **error)
{
    gboolean is_last = FALSE;
    for (guint i = 0; !is_last; i++)
        if (!unit_search(search, store, i, &is_last, error))
            return FALSE;
    if (search->n == 0)
        gone_search(search);
    if (search->n == 1)
        return TRUE;
    if (search->n)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "\"%s\" is the name of %u rows: give --take one of %s%s", search->asked,
                    search->n, search->names->str, search->n > NAMES_TOLD ? "..." : "");
    else
        g_set_error(
            error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
            "there is no row \"%s\": give --take what muhafiz verify says of the row before "
            "the first colon, such as \"page 17 (A-12/2008)\"",
            search->asked);
    return FALSE;
}

/* A row that was never edited is not taken, for that would be told for ever. */
static gboolean is_wrong(const Search *search, Store *store, GError **error)
{
    g_autofree char *name = g_strdup_printf("%s %s: ", seals_label(search->unit), search->key);
    g_autofree char *label = g_strconcat(search->label, ": ", NULL);
    g_autoptr(GPtrArray) problems = verify_rows_problems(store, error);
    const char *other = NULL; /* what is wrong with it, and is no edit that could be taken */
    for (guint i = 0; problems && i < problems->len; i++) {
        if (!g_str_has_prefix(problems->pdata[i], name) &&
            !g_str_has_prefix(problems->pdata[i], label))
            continue;
        if (strstr(problems->pdata[i], "--take"))
            return TRUE;
        other = problems->pdata[i];
    }
    if (other)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "it cannot be taken as it stands, do what is said here instead: %s", other);
    else if (problems)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s: the row is as Muhafiz wrote it, so there is nothing to take; files that "
                    "are damaged come back with muhafiz verify --mend DIR",
                    search->label);
    return FALSE;
}

static gboolean row_take(Store *store, const Search *search, const char *reason, GError **error)
{
    g_autofree char *name = seals_name(search->unit, search->key);
    g_autofree char *object = g_strdup_printf("%s %s", seals_label(search->unit), search->key);
    seals_touch(index_store_seals(store), search->unit, search->key);
    return index_event_put(store, "row.taken", object, 0,
                           g_variant_new_parsed("{'row': <%s>, 'reason': <%s>}", name, reason),
                           error);
}

gboolean index_row_take(Store *store, const char *row, const char *reason, GError **error)
{
    g_auto(Search) search = {.asked = row};
    Db *db = index_store_db(store);
    if (!index_person_require(store, ACT_PERSONS, error))
        return FALSE;
    if (!reason || !reason[strspn(reason, " \t\n")]) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "why is the row right as it stands? Say it with --reason in words that "
                            "will be read in years");
        return FALSE;
    }
    return row_search(&search, store, error) && is_wrong(&search, store, error) &&
           db_begin(db, error) && db_end(db, row_take(store, &search, reason, error), error);
}
