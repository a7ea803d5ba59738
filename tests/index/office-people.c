#include "tests/index/office-people.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "index/people-private.h"

static const char PERSONS[] =
    "INSERT INTO person (name, name_key, role, pin, pin_is_own, added_at, added_by) VALUES "
    "('anita', 'anita', 'admin', 'x', 1, 't', 'anita'), ('ravi', 'ravi', 'operator', 'x', 1, 't', "
    "'anita'), "
    "('kamla', 'kamla', 'operator', 'x', 1, 't', 'anita'), ('sita', 'sita', 'checker', 'x', 1, "
    "'t', 'anita'), "
    "('gita', 'gita', 'checker', 'x', 1, 't', 'anita'), ('noor', 'noor', 'nodal', 'x', 1, 't', "
    "'anita')";

void people_be(Sample *sample, const char *name, const char *login, gboolean is_proven)
{
    g_autoptr(GError) error = NULL;
    index_store_free(sample->store);
    sample->store = index_store_open(sample->dir, name, &error);
    g_assert_no_error(error);
    Actor *actor = index_store_actor(sample->store);
    g_free(actor->login);
    actor->login = g_strdup(login);
    actor->is_proven = is_proven;
}

/* The events that their rows would have come with. */
static void persons_note(Sample *sample)
{
    static const char *const persons[][2] = {
        {"anita", "admin"},  {"ravi", "operator"}, {"kamla", "operator"},
        {"sita", "checker"}, {"gita", "checker"},  {"noor", "nodal"},
    };
    people_be(sample, "anita", "desk", TRUE);
    for (guint i = 0; i < G_N_ELEMENTS(persons); i++) {
        g_autofree char *object = g_strconcat("person ", persons[i][0], NULL);
        g_autofree char *detail = g_strdup_printf("{\"role\":\"%s\"}", persons[i][1]);
        sample_vouch(sample, "person", persons[i][0]);
        g_assert_true(index_event_add(sample->store, "person.added", object, detail, NULL));
    }
    for (guint i = 0; i < G_N_ELEMENTS(persons); i++) {
        g_autofree char *object = g_strconcat("person ", persons[i][0], NULL);
        people_be(sample, persons[i][0], "desk", TRUE);
        g_assert_true(index_event_add(sample->store, "person.pin-set", object, NULL, NULL));
    }
}

void people_setup(Sample *sample, gconstpointer data)
{
    sample_setup(sample, data);
    sample_sql(sample, PERSONS);
    persons_note(sample);
    people_be(sample, "ravi", "desk", TRUE);
}

void must_do(JsonNode *item, GError **error)
{
    g_assert_no_error(*error);
    g_assert_nonnull(item);
    json_node_unref(item);
}

void must_fail(gboolean ok, GError **error, int code, const char *words)
{
    g_assert_false(ok);
    g_assert_error(*error, MUHAFIZ_ERROR, code);
    if (!strstr((*error)->message, words))
        g_error("\"%s\" does not say \"%s\"", (*error)->message, words);
    g_clear_error(error);
}
