/* Acceptances that end as the register says something else of a record. */
#include "index/register.h"
#include "index/store-private.h"

gboolean register_reopen(Register *reg, const Row *before, const Row *after, GError **error)
{
    g_autoptr(Record) record = index_record_load_id(reg->store, before->record_id, error);
    if (record && g_str_equal(record->stage, "checked"))
        g_ptr_array_add(reg->reopened, g_strdup(after->values[COLUMN_FILE_NO]));
    return record && index_record_touch(reg->store, before->record_id, error);
}

#define REOPENED_SHOWN 5

void register_reopened_tell(Register *reg)
{
    GPtrArray *reopened = reg->reopened;
    if (reopened->len == 0)
        return;
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < MIN(reopened->len, REOPENED_SHOWN); i++)
        g_string_append_printf(names, "%s%s", i ? ", " : "", (char *)reopened->pdata[i]);
    if (reopened->len > REOPENED_SHOWN)
        g_string_append_printf(names, " and %u more", reopened->len - REOPENED_SHOWN);
    g_ptr_array_add(reg->notes,
                    g_strdup_printf("%s: a checker had accepted %s, and what e-Office gets of %s "
                                    "changed: muhafiz run, then check again (muhafiz check lot)",
                                    names->str, reopened->len == 1 ? "it" : "them",
                                    reopened->len == 1 ? "it" : "them"));
}
