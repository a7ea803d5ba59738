/* muhafiz record item: number, date and sender of a letter, keyed by people. */
#include <string.h>

#include "batch/item.h"
#include "batch/output.h"

static gboolean number_parse(const char *word, gint64 *number, GError **error)
{
    guint64 value;
    if (g_ascii_string_to_unsigned(word, 10, 1, G_MAXUINT, &value, NULL)) {
        *number = (gint64)value;
        return TRUE;
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "\"%s\" is not the number of an item: muhafiz show counts them from 1", word);
    return FALSE;
}

/* KEY=VALUE as a pair; key is owned. */
static gboolean value_parse(const char *word, RecordValue *value, GError **error)
{
    const char *equals = strchr(word, '=');
    if (equals && equals != word) {
        *value = (RecordValue){g_strndup(word, (gsize)(equals - word)), equals + 1};
        return TRUE;
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "\"%s\" is not of the form KEY=VALUE, as in sender=\"Tehsildar Budgam\"", word);
    return FALSE;
}

static void value_clear(RecordValue *value)
{
    g_free((char *)value->key);
}

static GArray *values_parse(const char *const *words, guint n_words, GError **error)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(RecordValue));
    g_array_set_clear_func(values, (GDestroyNotify)value_clear);
    for (guint i = 0; i < n_words; i++) {
        RecordValue value;
        if (!value_parse(words[i], &value, error))
            return NULL;
        g_array_append_val(values, value);
    }
    return g_steal_pointer(&values);
}

static void item_print(const Context *context, JsonObject *item)
{
    g_autofree char *file_no = item_text(item, "file_no"), *n = item_text(item, "item");
    g_autofree char *number = item_text(item, "number"), *date = item_text(item, "date");
    g_autofree char *sender = item_text(item, "sender");
    output_line(context, "%s, item %s: number \"%s\", date \"%s\", sender \"%s\".", file_no, n,
                number, date, sender);
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    guint n;
    gint64 number;
    const char *const *words = argument_list(arguments, &n);
    g_autoptr(GArray) values = NULL;
    if (!number_parse(words[1], &number, error) ||
        !(values = values_parse(words + 2, n - 2, error)))
        return 1;
    g_autoptr(JsonNode) item =
        index_item_set(context->store, words[0], number, (const RecordValue *)(void *)values->data,
                       values->len, error);
    if (!item)
        return 1;
    item_print(context, json_node_get_object(item));
    if (context->json)
        output_items(g_steal_pointer(&item));
    return 0;
}

const Command cmd_record_item = {
    .name = "record item",
    .act = ACT_SCAN,
    .arguments = "FILE_NO N KEY=VALUE...",
    .summary = "Writes down number, date and sender of a letter in the correspondence",
    .help =
        "A \"next letter\" sheet begins an item; muhafiz show counts the items of a record from "
        "1. KEY is number, date (as 2008-03-05 or 05/03/2008) or sender. All values are set, "
        "or none.",
    .run = run,
    .min_arguments = 3,
    .max_arguments = G_MAXUINT,
};
