/* What status says of confidential records: people must see to it until it is settled. */
#include "batch/withheld.h"

#include "batch/output.h"
#include "index/index.h"
#include "index/member.h"

static void print_held(const Context *context, JsonArray *all)
{
    for (guint i = 0; i < member_length(all); i++) {
        JsonObject *held = member_element(all, i);
        g_autofree char *word = index_word(member_text(held, "file_no"));
        output_line(context,
                    "%s, %s page %s is the very picture of what was removed with %s (%s), and is "
                    "not read. The nodal officer decides: muhafiz why %s says how.",
                    member_text(held, "file_no"), member_text(held, "side"),
                    member_text(held, "pages"), member_text(held, "of_file_no"),
                    member_text(held, "classification"), word);
    }
}

static void print_recalls(const Context *context, JsonArray *recalls)
{
    if (member_length(recalls))
        output_line(context, "Confidential, and out all the same:");
    for (guint i = 0; i < member_length(recalls); i++) {
        JsonObject *recall = member_element(recalls, i);
        output_line(context, "  %s: %s. Once that is done: muhafiz ack recalled %s --reason TEXT",
                    member_text(recall, "file_no"), member_text(recall, "what"),
                    member_text(recall, "package"));
    }
}

void withheld_print(const Context *context, JsonObject *status)
{
    gint64 held = member_int(status, "confidential_held", 0);
    JsonArray *backups = member_array(status, "withheld_backups");
    if (held)
        output_line(context,
                    "Of %" G_GINT64_FORMAT " confidential %s pages are held, which this office "
                    "keeps in its register alone. Next: muhafiz record withhold, by the nodal "
                    "officer.",
                    held, held == 1 ? "record" : "records");
    for (guint i = 0; i < member_length(backups); i++)
        output_line(context,
                    "The backup in %s of %s may hold what was removed as confidential: muhafiz "
                    "backup there takes it off.",
                    member_text(member_element(backups, i), "path"),
                    member_text(member_element(backups, i), "at"));
    print_held(context, member_array(status, "held_pages"));
    print_recalls(context, member_array(status, "recalls"));
}
