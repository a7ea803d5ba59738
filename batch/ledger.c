/* Ledgers in words. Counts are those of index/; nothing is computed here. */
#include "batch/ledger.h"

#include "batch/output.h"
#include "batch/place.h"
#include "index/member.h"

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

/* " (2 skew, 1 blank)", as show names the flags. */
static void flags_append(GString *text, JsonArray *flags)
{
    for (guint i = 0; i < member_length(flags); i++) {
        JsonObject *flag = member_element(flags, i);
        g_string_append_printf(text, "%s%" N " %s", i ? ", " : " (", member_int(flag, "pages", 0),
                               member_text(flag, "flag"));
    }
    if (member_length(flags))
        g_string_append_c(text, ')');
}

static void pages_append(GString *text, JsonObject *ledger)
{
    gint64 pages = member_int(ledger, "pages", 0);
    g_string_append_printf(text, "; %" N " page%s = %" N " clean + %" N " to look at", pages,
                           plural(pages), member_int(ledger, "clean", 0),
                           member_int(ledger, "flagged", 0));
    flags_append(text, member_array(ledger, "flags"));
    g_string_append_c(text, '.');
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

/* Pages that stand in no side: others took their places, a person set them aside, or nobody knew where
 * they belong. */
static void rest_append(GString *text, JsonObject *ledger)
{
    JsonArray *sides = member_array(ledger, "sides");
    gint64 n_replaced = member_int(ledger, "replaced", 0),
           n_aside = member_int(ledger, "set_aside", 0);
    gint64 n_lost = member_int(ledger, "pages", 0) - n_replaced - n_aside;
    const char *gap = member_length(sides) ? ";" : "";
    for (guint i = 0; i < member_length(sides); i++)
        n_lost -= member_int(member_element(sides, i), "pages", 0);
    const struct {
        gint64 n;
        const char *what;
    } rests[] = {{n_lost, "in no record"}, {n_replaced, "replaced"}, {n_aside, "set aside"}};
    for (guint i = 0; i < G_N_ELEMENTS(rests); i++)
        if (rests[i].n > 0) {
            g_string_append_printf(text, "%s %" N " %s", gap, rests[i].n, rests[i].what);
            gap = ",";
        }
}

static gboolean cover_is_again(JsonObject *cover)
{
    return g_strcmp0(member_text(cover, "reason"), "again") == 0;
}

static const char *ledger_cover_text(JsonObject *cover)
{
    return place_order_text(cover_is_again(cover) ? PAGE_ORDER_COVER_AGAIN
                                                  : PAGE_ORDER_COVER_EMPTY);
}

static void covers_append(GString *text, JsonObject *ledger)
{
    JsonArray *covers = member_array(ledger, "odd_covers");
    for (guint i = 0; i < member_length(covers); i++) {
        JsonObject *cover = member_element(covers, i);
        g_string_append_printf(text, "%s sheet %" N ": %s (%s)%s", i ? ";" : " Look at",
                               member_int(cover, "sheet", 0), ledger_cover_text(cover),
                               member_text(cover, "file_no"),
                               i + 1 == member_length(covers) ? "." : "");
    }
}

char *ledger_text(JsonObject *ledger)
{
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "Batch %" N ": ", member_int(ledger, "batch", 0));
    sheets_append(text, ledger);
    pages_append(text, ledger);
    sides_append(text, member_array(ledger, "sides"));
    rest_append(text, ledger);
    if (member_array(ledger, "odd_covers") && text->str[text->len - 1] != '.')
        g_string_append_c(text, '.');
    covers_append(text, ledger);
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

void ledger_note_covers(JsonObject *ledger)
{
    JsonArray *covers = member_array(ledger, "odd_covers");
    for (guint i = 0; i < member_length(covers); i++) {
        JsonObject *cover = member_element(covers, i);
        const char *file_no = member_text(cover, "file_no");
        gint64 batch = member_int(ledger, "batch", 0), sheet = member_int(cover, "sheet", 0);
        if (cover_is_again(cover))
            output_note("batch %" N ", sheet %" N ": it is a second cover of %s in this stack; the "
                        "pages behind both are kept with that file. Does it lie on another file?",
                        batch, sheet, file_no);
        else
            output_note("batch %" N ", sheet %" N ": no page came behind the cover of %s. Is its "
                        "paper missing, or does it lie somewhere else in the stack?",
                        batch, sheet, file_no);
    }
}

JsonNode *ledger_tell(Context *context, gint64 batch_id, GError **error)
{
    JsonNode *ledger = index_batch_ledger(context->store, batch_id, error);
    if (!ledger)
        return NULL;
    g_autofree char *text = ledger_text(json_node_get_object(ledger));
    output_line(context, "%s", text);
    return ledger;
}

gboolean ledger_note_closed(JsonObject *side)
{
    const char *file_no = member_text(side, "file_no"), *name = member_text(side, "side");
    const char *reason = member_text(side, "closed_reason");
    g_autofree char *word = index_word(file_no);
    gint64 n_expected = member_int(side, "expected_pages", -1);
    g_autofree char *of =
        n_expected < 0 ? g_strdup("") : g_strdup_printf(" of %" G_GINT64_FORMAT, n_expected);
    if (reason)
        output_note("%s, %s: it was closed (\"%s\"), and has %" G_GINT64_FORMAT " %s%s now. Does "
                    "that still hold? If not: muhafiz record close %s --side %s --reopen; then, if "
                    "no more will come, close it with --reason TEXT",
                    file_no, name, reason, COUNTED(member_int(side, "side_pages", 0), "page"), of,
                    word, name);
    return reason != NULL;
}
