#include "batch/edit.h"

#include "batch/alike.h"
#include "batch/item.h"
#include "batch/output.h"
#include "index/member.h"

gboolean edit_side_find(const Context *context, const char *file_no, const char *side, SideUse use,
                        gint64 *side_id, GError **error)
{
    *side_id = 0;
    if (!file_no)
        return TRUE;
    g_autoptr(Record) record = index_record_load(context->store, file_no, error);
    return record && index_side_find(context->store, record, side ? side : "", use, side_id, error);
}

GArray *edit_words_find(const Context *context, const char *const *words, guint n_words,
                        const char *side, GError **error)
{
    gint64 side_id;
    if (!edit_side_find(context, n_words > 1 ? words[0] : NULL, side, SIDE_LOOK, &side_id, error))
        return NULL;
    return index_pages_find(context->store, side_id, words[n_words - 1], error);
}

static gboolean mark_find(const Context *context, gint64 side_id, const char *word, gint64 *page_id,
                          GError **error)
{
    g_autoptr(GArray) found = index_pages_find(context->store, side_id, word, error);
    if (!found)
        return FALSE;
    if (found->len != 1) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "\"%s\" names %u pages: a place is before or after one page", word, found->len);
        return FALSE;
    }
    *page_id = g_array_index(found, gint64, 0);
    return TRUE;
}

gboolean edit_place_find(const Context *context, gint64 side_id, const Arguments *arguments,
                         PagePlace *place, GError **error)
{
    const char *before = argument_text(arguments, "before");
    const char *after = argument_text(arguments, "after");
    *place = (PagePlace){.side_id = side_id};
    if (before && after) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "--before and --after exclude each other");
        return FALSE;
    }
    return (!before || mark_find(context, side_id, before, &place->before, error)) &&
           (!after || mark_find(context, side_id, after, &place->after, error));
}

/* ----------------------------------------------------------------------------------- telling -- */

/* "13, 15-18"; NULL for an empty array. */
static char *texts_join(JsonObject *side, const char *member)
{
    g_auto(GStrv) texts = member_texts(side, member);
    return *texts ? g_strjoinv(", ", texts) : NULL;
}

static void side_tell(const Context *context, JsonObject *side)
{
    g_autofree char *file_no = item_text(side, "file_no");
    g_autofree char *name = item_text(side, "side");
    gint64 pages = member_int(side, "pages", 0);
    g_autofree char *expected = item_text(side, "expected_pages");
    g_autofree char *missing = texts_join(side, "missing_folios");
    g_autofree char *doubled = texts_join(side, "doubled_folios");
    output_line(context, "%s, %s: %" G_GINT64_FORMAT " %s%s%s", file_no, name,
                COUNTED(pages, "page"), *expected ? " of " : "", expected);
    if (missing)
        output_line(context, "  look: no page has folio %s", missing);
    if (doubled)
        output_line(context, "  look: several pages have folio %s", doubled);
}

int edit_tell(const Context *context, JsonNode *answer)
{
    if (!answer)
        return -1;
    alike_tell(context, 0); /* what it put somewhere may stand there already */
    if (context->json) {
        output_items(answer);
        return 0;
    }
    JsonObject *edit = json_node_get_object(answer);
    JsonArray *sides = member_array(edit, "sides");
    gint64 number = member_int(edit, "edit", 0);
    for (guint i = 0; i < member_length(sides); i++)
        side_tell(context, member_element(sides, i));
    if (member_text(edit, "undone_at"))
        output_line(context, "Correction %" G_GINT64_FORMAT " is undone.", number);
    else
        output_line(context,
                    "Correction %" G_GINT64_FORMAT "; \"muhafiz page undo %" G_GINT64_FORMAT
                    "\" takes it back. Next: muhafiz run",
                    number, number);
    json_node_unref(answer);
    return 0;
}
