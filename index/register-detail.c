/* What events say of a record: what stood in the register when it came, and what was changed since. The first is written
 * by hand, not by way of variants, as an import brings lakhs of them. */
#include "index/register.h"

/* A member of a JSON object, with its comma. */
static void detail_append(GString *detail, const char *name, const char *value)
{
    g_string_append_printf(detail, "%s\"%s\":\"", detail->len > 1 ? "," : "", name);
    for (const char *at = value; *at; at++)
        if ((guchar)*at < 0x20)
            g_string_append_printf(detail, "\\u%04x", (guint)*at);
        else if (*at == '"' || *at == '\\')
            g_string_append_printf(detail, "\\%c", *at);
        else
            g_string_append_c(detail, *at);
    g_string_append_c(detail, '"');
}

char *register_row_detail(const Row *row, const char *nic)
{
    GString *detail = g_string_new("{");
    detail_append(detail, "nic_no", nic);
    for (guint i = 0; i < N_COLUMNS; i++)
        if (*row->values[i])
            detail_append(detail, column_name(i), row->values[i]);
    return g_string_free(g_string_append_c(detail, '}'), FALSE);
}

gboolean register_rows_are_equal(const Row *before, const Row *after)
{
    guint i = 0;
    while (i < N_COLUMNS && g_str_equal(before->values[i], after->values[i]))
        i++;
    return i == N_COLUMNS;
}

GVariant *register_rows_compare(const Row *before, const Row *after, gboolean *is_handed_over)
{
    GVariantBuilder changes;
    g_variant_builder_init(&changes, G_VARIANT_TYPE_VARDICT);
    *is_handed_over = FALSE;
    for (guint i = 0; i < N_COLUMNS; i++) {
        if (g_str_equal(before->values[i], after->values[i]))
            continue;
        g_variant_builder_add(&changes, "{sv}", column_name(i),
                              g_variant_new("(ss)", before->values[i], after->values[i]));
        *is_handed_over |= column_is_handed_over(i);
    }
    return g_variant_ref_sink(g_variant_builder_end(&changes));
}
