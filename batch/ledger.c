/* Ledgers in words. Counts are those of index/; nothing is computed here. */
#include "batch/ledger.h"

#include "batch/member.h"

#define N G_GINT64_FORMAT

static const char *plural(gint64 n)
{
    return n == 1 ? "" : "s";
}

static void sheets_append(GString *text, JsonObject *ledger)
{
    gint64 fed = member_int(ledger, "fed", 0), covers = member_int(ledger, "covers", 0);
    gint64 separators = member_int(ledger, "separators", 0);
    gint64 folio_sheets = member_int(ledger, "folio_sheets", 0);
    gint64 expected = member_int(ledger, "expected_sheets", -1);
    gint64 missing = member_int(ledger, "missing_sheets", 0);
    g_string_append_printf(
        text, "%" N " sheet%s = %" N " cover%s + %" N " separator%s + %" N " folio sheet%s", fed,
        plural(fed), covers, plural(covers), separators, plural(separators), folio_sheets,
        plural(folio_sheets));
    if (missing)
        g_string_append_printf(text, " (%" N " of %" N " missing)", missing, expected);
    else if (expected >= 0 && fed > expected)
        g_string_append_printf(text, " (%" N " announced)", expected);
}

static void pages_append(GString *text, JsonObject *ledger)
{
    gint64 pages = member_int(ledger, "pages", 0);
    g_string_append_printf(text, "; %" N " page%s = %" N " clean + %" N " to look at.", pages,
                           plural(pages), member_int(ledger, "clean", 0),
                           member_int(ledger, "flagged", 0));
}

/* "notes 6 of 6", "correspondence 5, now 12 of 14 (2 missing)" where others were there before,
 * "notes 3" where nobody counted. */
static void side_append(GString *text, JsonObject *side)
{
    gint64 came = member_int(side, "pages", 0), n = member_int(side, "side_pages", 0);
    gint64 expected = member_int(side, "expected_pages", -1);
    g_string_append_printf(text, " %s %" N, member_text(side, "side"), came);
    if (came != n)
        g_string_append_printf(text, ", now %" N, n);
    if (expected >= 0)
        g_string_append_printf(text, " of %" N, expected);
    if (n < expected)
        g_string_append_printf(text, " (%" N " missing)", expected - n);
    else if (expected >= 0 && n > expected)
        g_string_append_printf(text, " (%" N " too many)", n - expected);
}

static void sides_append(GString *text, JsonArray *sides)
{
    const char *last = NULL;
    for (guint i = 0; i < member_length(sides); i++) {
        JsonObject *side = member_element(sides, i);
        const char *file_no = member_text(side, "file_no");
        if (g_strcmp0(file_no, last) == 0)
            g_string_append_c(text, ',');
        else
            g_string_append_printf(text, "%s %s:", last ? ";" : "", file_no);
        side_append(text, side);
        last = file_no;
    }
}

/* Pages that stand in no record: nobody knew where they belong, or they were set aside. */
static void rest_append(GString *text, JsonObject *ledger)
{
    JsonArray *sides = member_array(ledger, "sides");
    gint64 n = member_int(ledger, "pages", 0);
    for (guint i = 0; i < member_length(sides); i++)
        n -= member_int(member_element(sides, i), "pages", 0);
    if (n > 0)
        g_string_append_printf(text, "%s %" N " in no record", member_length(sides) ? ";" : "", n);
}

char *ledger_text(JsonObject *ledger)
{
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "Batch %" N ": ", member_int(ledger, "batch", 0));
    sheets_append(text, ledger);
    pages_append(text, ledger);
    sides_append(text, member_array(ledger, "sides"));
    rest_append(text, ledger);
    return g_string_free(text, FALSE);
}

char *ledger_shortage(JsonObject *ledger)
{
    GString *text = g_string_new(NULL);
    JsonArray *sides = member_array(ledger, "sides");
    gint64 missing = member_int(ledger, "missing_sheets", 0);
    if (missing)
        g_string_append_printf(text, "%" N " of %" N " sheets", missing,
                               member_int(ledger, "expected_sheets", 0));
    for (guint i = 0; i < member_length(sides); i++) {
        JsonObject *side = member_element(sides, i);
        gint64 n = member_int(side, "side_pages", 0),
               expected = member_int(side, "expected_pages", 0);
        if (n < expected)
            g_string_append_printf(text, "%s%" N " of %" N " pages of %s, %s",
                                   text->len ? "; " : "", expected - n, expected,
                                   member_text(side, "file_no"), member_text(side, "side"));
    }
    return g_string_free(text, text->len == 0);
}
