#include "tests/index/alike-pages.h"

void alike_scan(Sample *sample, const char *file_no, guint n)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(texts, g_strdup_printf("%s %u", file_no, i));
    sample_scan(sample, file_no, "", (const char *const *)texts->pdata, n);
}

guint64 alike_trait_of(gint64 page_id, guint i, guint n_shared)
{
    guint64 trait = i < n_shared ? 0xf0000100 * (i + 1u) : 0x100000 * (guint64)page_id + 0x100 * i;
    return (trait & G_MAXUINT32) | G_GUINT64_CONSTANT(1) << 38 |
           G_GUINT64_CONSTANT(2) << 44; /* three weak bits */
}

void alike_due_set(Sample *sample, gint64 page_id, guint n_shared)
{
    g_autoptr(GString) blob = g_string_new(NULL);
    for (guint i = 0; i < ALIKE_PLACES * SCAN_TRAIT_SIZES; i++) {
        const guint64 trait = alike_trait_of(page_id, i / SCAN_TRAIT_SIZES, n_shared);
        for (guint byte = 0; byte < 8; byte++)
            g_string_append_printf(blob, "%02x", (guint)(trait >> 8 * byte & 0xff));
    }
    g_autofree char *sql =
        g_strdup_printf("INSERT OR REPLACE INTO alike_due VALUES (%" G_GINT64_FORMAT ", X'%s', 0)",
                        page_id, blob->str);
    sample_sql(sample, sql);
}

GPtrArray *alike_propose_anew(Sample *sample, gint64 n_anew)
{
    g_autoptr(GError) error = NULL;
    gint64 n = -1;
    GPtrArray *due = index_alike_due(sample->store, FALSE, 0, 100, &error);
    g_assert_no_error(error);
    g_assert_true(index_alike_propose(sample->store, due, &n, &error));
    g_assert_no_error(error);
    g_assert_cmpint(n, ==, n_anew);
    return due;
}

GPtrArray *alike_propose(Sample *sample)
{
    return alike_propose_anew(sample, 0);
}

/* "2: 1 3" of the pages that are due. */
static char *proposed(const GPtrArray *due)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < due->len; i++) {
        const AlikePage *page = due->pdata[i];
        g_string_append_printf(text, "%s%" G_GINT64_FORMAT ":", i ? "; " : "", page->page_id);
        for (guint k = 0; k < page->like->len; k++)
            g_string_append_printf(text, " %" G_GINT64_FORMAT,
                                   ((AlikePage *)page->like->pdata[k])->page_id);
    }
    return g_string_free(text, FALSE);
}

void alike_must_be_proposed(const GPtrArray *due, const char *expected)
{
    g_autofree char *text = proposed(due);
    g_assert_cmpstr(text, ==, expected);
}

void alike_must_propose(Sample *sample, const char *expected)
{
    g_autoptr(GPtrArray) due = alike_propose(sample);
    alike_must_be_proposed(due, expected);
}

void alike_settle_as_others(Sample *sample, const GPtrArray *due)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(AlikePair));
    g_assert_true(index_alike_settle(sample->store, due, none, &error));
    g_assert_no_error(error);
}
