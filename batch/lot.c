/* Lots as people read them. */
#include "batch/lot.h"

#include "batch/item.h"
#include "batch/output.h"
#include "index/member.h"

#define N G_GINT64_FORMAT

static const ItemColumn columns[] = {
    {"number", "PAGE", 0},    {"file_no", "FILE NUMBER", 0}, {"side", "SIDE", 0},
    {"folio", "FOLIO", 0},    {"chosen", "CHOSEN", 40},      {"looked", "OPENED BY", 0},
    {"defect", "DEFECT", 60},
};

gboolean lot_parse(const char *word, gint64 *lot_id, GError **error)
{
    guint64 value;
    if (g_ascii_string_to_unsigned(word, 10, 1, G_MAXINT32, &value, NULL)) {
        *lot_id = (gint64)value;
        return TRUE;
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "\"%s\" is not the number of a lot: muhafiz check lists them", word);
    return FALSE;
}

/* "random", "skew low-confidence", "random, blank" */
static void page_add_words(JsonObject *page)
{
    g_auto(GStrv) reasons = member_texts(page, "why");
    g_auto(GStrv) persons = member_texts(page, "opened_by");
    g_autofree char *why = g_strjoinv(" ", reasons);
    g_autofree char *looked = g_strjoinv(", ", persons);
    gboolean is_random = member_flag(page, "is_random");
    g_autofree char *chosen =
        g_strdup_printf("%s%s%s%s", is_random ? "random" : "", is_random && *why ? ", " : "", why,
                        member_flag(page, "left") ? " (withheld)" : "");
    json_object_set_string_member(page, "chosen", chosen);
    json_object_set_string_member(page, "looked", looked);
}

static void head_print(const Context *context, JsonObject *lot)
{
    gint64 n_records = member_int(lot, "records", 0), n_pages = member_int(lot, "n_pages", 0);
    output_line(context, "Lot %" N ", %s: %" N " %s, %" N " %s; made by %s at %s.",
                member_int(lot, "lot", 0), member_text(lot, "state"), COUNTED(n_records, "record"),
                COUNTED(n_pages, "page"), member_text(lot, "made_by"), member_text(lot, "made_at"));
    output_line(context,
                "Plan: level %s, AQL %s, %s inspection, letter %s: %" N
                " %s at random, of which %" N " may have a defect.",
                member_text(lot, "level"), member_text(lot, "aql"), member_text(lot, "inspection"),
                member_text(lot, "letter"), COUNTED(member_int(lot, "sample_size", 0), "page"),
                member_int(lot, "accept_max", 0));
}

/* A verdict is written "accept" or "reject"; what follows from it is for somebody else to do. */
static void verdict_print(const Context *context, JsonObject *lot)
{
    const char *reason = member_text(lot, "reason");
    gboolean is_accepted = g_str_equal(member_text(lot, "state"), "accepted");
    output_line(context, "%s by %s at %s, with %" N " %s in the random sample%s%s%s.",
                is_accepted ? "Accepted" : "Rejected", member_text(lot, "decided_by"),
                member_text(lot, "decided_at"), COUNTED(member_int(lot, "defects", 0), "defect"),
                reason ? ": " : "", reason ? reason : "",
                member_flag(lot, "is_own_work") ? " (a check of one's own work)" : "");
    if (is_accepted)
        output_line(context, "Next: muhafiz export hands its records over; a record with a defect "
                             "went back to the operator (muhafiz check).");
    else
        output_line(
            context,
            "Next: the operator puts the defects right (muhafiz page replace, muhafiz run), "
            "looks through its other records and says so: muhafiz check again FILE_NO...");
}

static void deciders_print(const Context *context, JsonObject *lot)
{
    g_auto(GStrv) deciders = member_texts(lot, "deciders");
    g_auto(GStrv) logins = member_texts(lot, "not_at_logins");
    g_autofree char *who = g_strjoinv(" or ", deciders);
    g_autofree char *where = g_strjoinv(" or ", logins);
    if (!*who)
        output_line(context,
                    "No checker can decide it: an admin adds one (muhafiz user add NAME --role "
                    "checker), or the nodal officer dissolves it (muhafiz check dissolve %" N ").",
                    member_int(lot, "lot", 0));
    else
        output_line(context, "To be decided by %s%s%s.", who, *where ? ", not at the login " : "",
                    where);
}

/* With more defects than it may have, it can only be rejected. */
static void sampled_print(const Context *context, JsonObject *lot)
{
    gint64 lot_id = member_int(lot, "lot", 0), defects = member_int(lot, "defects", 0),
           accept_max = member_int(lot, "accept_max", 0);
    output_line(context, "Defects in the random sample: %" N " of at most %" N ".", defects,
                accept_max);
    if (defects > accept_max)
        output_line(context, "Next: muhafiz check reject %" N " (it fails)", lot_id);
    else
        output_line(context,
                    "Next: muhafiz check open %" N ", then muhafiz check accept %" N
                    " or muhafiz check reject %" N " --reason TEXT",
                    lot_id, lot_id, lot_id);
}

static void end_print(const Context *context, JsonObject *lot)
{
    gint64 lot_id = member_int(lot, "lot", 0), left_out = member_int(lot, "left_out", 0);
    const char *state = member_text(lot, "state"), *reason = member_text(lot, "reason");
    if (left_out)
        output_line(context, "Flagged pages beyond the plan's --flagged, not in the list: %" N ".",
                    left_out);
    if (g_str_equal(state, "frozen") || g_str_equal(state, "sampled"))
        deciders_print(context, lot);
    if (g_str_equal(state, "frozen"))
        output_line(context, "Next: muhafiz check sample %" N, lot_id);
    else if (g_str_equal(state, "sampled"))
        sampled_print(context, lot);
    else if (g_str_equal(state, "emptied"))
        output_line(context, "All its records were withheld: nothing is left to be checked.");
    else if (g_str_equal(state, "dissolved"))
        output_line(context, "Dissolved by %s at %s: %s. Next: muhafiz check lot",
                    member_text(lot, "decided_by"), member_text(lot, "decided_at"), reason);
    else
        verdict_print(context, lot);
}

int lot_answer(Context *context, JsonNode *lot)
{
    if (!lot)
        return 1;
    if (context->json) {
        output_items(lot);
        return 0;
    }
    JsonObject *item = json_node_get_object(lot);
    JsonArray *pages = member_array(item, "pages");
    head_print(context, item);
    for (guint i = 0; i < member_length(pages); i++)
        page_add_words(member_element(pages, i));
    if (member_length(pages))
        item_print_table(pages, columns, G_N_ELEMENTS(columns));
    end_print(context, item);
    json_node_unref(lot);
    return 0;
}
