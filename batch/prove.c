/* Who acts, proven by a PIN. */
#include "batch/prove.h"

#include <string.h>

#include "batch/output.h"
#include "batch/pin.h"

static gboolean person_prove(Context *context, GError **error)
{
    const char *user = index_store_user(context->store);
    g_autofree char *what = g_strdup_printf("PIN of %s", user);
    char *pin = pin_ask(context, context->pin_file, what, error);
    gboolean ok = pin && index_person_prove(context->store, pin, error);
    pin_free(pin);
    return ok;
}

gboolean prove(Context *context, Act act, GError **error)
{
    gboolean asks;
    if (act == ACT_LOOK)
        return TRUE;
    if (!index_person_asks_pin(context->store, act, &asks, error))
        return FALSE;
    gboolean proves = asks || (context->pin_file && index_person_has_pin(context->store));
    if (proves && !index_person_is_proven(context->store) && !person_prove(context, error))
        return FALSE;
    return index_person_require(context->store, act, error);
}

/* Typed twice, as nobody sees it. */
static gboolean pin_type(const Context *context, const char *name, char **pin, GError **error)
{
    g_autofree char *first = g_strdup_printf("New PIN for %s", name);
    char *again = NULL;
    if (!(*pin = pin_ask(context, NULL, first, error)))
        return FALSE;
    if (!**pin) {
        g_clear_pointer(pin, pin_free);
        return TRUE;
    }
    again = pin_ask(context, NULL, "The same again", error);
    gboolean is_same = again && strcmp(again, *pin) == 0;
    if (again && !is_same)
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "the two PINs differ: try again");
    pin_free(again);
    if (!is_same)
        g_clear_pointer(pin, pin_free);
    return is_same;
}

gboolean prove_choose(const Context *context, const char *path, const char *name, gboolean must,
                      char **pin, GError **error)
{
    *pin = NULL;
    if (path)
        *pin = pin_ask(context, path, NULL, error);
    else if (output_can_ask(context) && !pin_type(context, name, pin, error))
        return FALSE;
    if (*pin || (!must && !path))
        return TRUE;
    if (!path)
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "give the new PIN at a terminal, or in the first line of a file: "
                            "--new-pin-file FILE");
    return FALSE;
}
