/* What a record waits for, and whose turn it is: the first rule that holds, in the order in which work is done. */
#include "index/answer.h"
#include "index/member.h"
#include "index/package.h"
#include "index/progress-private.h"
#include "index/why-private.h"

gboolean why_step_set(Step *step, const char *turn, char *what, char *next)
{
    *step = (Step){turn, what, next};
    return TRUE;
}

/* ------------------------------------------------------------------------------------------ rules -- */

static gboolean is_away(const Asked *asked, Step *step)
{
    const char *availability = member_text(asked->record, "availability");
    if (asked->n_proposals)
        return why_step_set(step, "nodal", g_strdup("it is proposed to leave this record out"),
                            TEXT("muhafiz exclusion approve %s, or exclusion end", asked->word));
    if (g_strcmp0(availability, "available") == 0)
        return FALSE;
    if (g_strcmp0(availability, "excluded") == 0)
        return why_step_set(step, "nobody", g_strdup("it is left out of digitisation"), NULL);
    return why_step_set(
        step, "operator", TEXT("its paper is %s", availability),
        TEXT("muhafiz register set %s availability=available, once it is there", asked->word));
}

static guint pages_held(const Asked *asked)
{
    guint n = 0;
    JsonArray *sides = member_array(asked->record, "sides");
    for (guint i = 0; i < member_length(sides); i++)
        n += member_length(member_array(member_element(sides, i), "pages"));
    return n;
}

static gboolean is_confidential(const Asked *asked, Step *step)
{
    const char *classification = member_text(asked->record, "classification");
    if (g_strcmp0(classification, "Normal") == 0)
        return FALSE;
    if (pages_held(asked) == 0 && member_length(asked->recalls))
        return FALSE; /* why_is_out */
    if (pages_held(asked) == 0)
        return why_step_set(
            step, "nobody",
            TEXT("it is %s: the office keeps it in its register alone", classification), NULL);
    return why_step_set(
        step, "nodal", TEXT("it is %s: its pages are neither read nor handed over", classification),
        TEXT("muhafiz record withhold %s --reason TEXT removes them", asked->word));
}

static gboolean is_held(const Asked *asked, Step *step)
{
    if (member_length(asked->held) == 0)
        return FALSE;
    JsonObject *held = member_element(asked->held, 0);
    const char *pages = member_text(held, "pages"), *side = member_text(held, "side");
    g_autofree char *of = index_word(member_text(held, "of_file_no"));
    return why_step_set(
        step, "nodal",
        TEXT("of its %s, page %s is the very picture of what was removed with %s (%s), "
             "and is not read",
             side, pages, member_text(held, "of_file_no"), member_text(held, "classification")),
        TEXT("muhafiz record withhold %s %s %s --side %s --reason TEXT removes it here, "
             "too; or muhafiz page release %s %s --side %s --reason TEXT, if it may "
             "stand",
             of, asked->word, pages, side, asked->word, pages, side));
}

static gboolean is_fed(const Asked *asked, Step *step)
{
    return asked->n_feeding &&
           why_step_set(step, "operator", g_strdup("a stack of it is not scanned to its end"),
                        g_strdup("muhafiz scan --resume"));
}

static gboolean is_empty(const Asked *asked, Step *step)
{
    if (pages_held(asked) == 0 && asked->n_removed)
        return why_step_set(
            step, "operator",
            TEXT("all that was scanned of it, %" G_GINT64_FORMAT
                 " %s, was removed with a confidential record",
                 COUNTED(asked->n_removed, "page")),
            TEXT("if it has other pages, muhafiz scan --file %s; else ask the nodal "
                 "officer to exclude it (muhafiz exclusion propose %s)",
                 asked->word, asked->word));
    return pages_held(asked) == 0 &&
           why_step_set(step, "operator", g_strdup("nothing of it is scanned"),
                        TEXT("muhafiz cover %s, then muhafiz scan", asked->word));
}

static gboolean came_back(const Asked *asked, Step *step)
{
    return asked->back_lot_id && g_str_equal(asked->stage, "rejected") &&
           why_step_set(step, "operator",
                        asked->n_defects
                            ? TEXT("it came back from lot %" G_GINT64_FORMAT
                                   " with %" G_GINT64_FORMAT " bad %s",
                                   asked->back_lot_id, COUNTED(asked->n_defects, "page"))
                            : TEXT("it came back with the whole of lot %" G_GINT64_FORMAT,
                                   asked->back_lot_id),
                        TEXT("muhafiz check show %" G_GINT64_FORMAT
                             " says what is wrong; mend it, or muhafiz check again %s",
                             asked->back_lot_id, asked->word));
}

/* Sides nobody said the end of. Without, they never count as scanned. */
static gboolean is_short(const Asked *asked, Step *step)
{
    JsonArray *sides = member_array(asked->record, "sides");
    for (guint i = 0; i < member_length(sides); i++) {
        JsonObject *side = member_element(sides, i);
        const char *name = member_text(side, "side");
        gint64 expected = member_int(side, "expected_pages", -1),
               n_pages = member_length(member_array(side, "pages"));
        gboolean is_closed = member_text(side, "closed_reason") != NULL;
        if (is_closed || asked->lot_id || n_pages >= (expected < 0 ? G_MAXINT64 : expected) ||
            (expected < 0 && n_pages == 0)) /* is_uncounted knows whether that is missing */
            continue;
        return why_step_set(
            step, "operator",
            expected < 0
                ? TEXT("nobody said how many pages its %s has: %" G_GINT64_FORMAT
                       " are here, and do not count as scanned",
                       name, n_pages)
                : TEXT("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " pages of its %s are here",
                       n_pages, expected, name),
            TEXT("muhafiz scan --file %s --side %s, or muhafiz record close %s --side %s "
                 "--reason TEXT if there are no more",
                 asked->word, name, asked->word, name));
    }
    return FALSE;
}

/* It is all there by its count, and reports leave it out: what progress.h calls uncounted. */
static gboolean is_uncounted(const Asked *asked, Step *step)
{
    if (!asked->uncounted || asked->lot_id)
        return FALSE;
    const char *side = db_rows_text(asked->uncounted, 0),
               *state = db_rows_text(asked->uncounted, 1);
    gint64 n_pages = db_rows_int(asked->uncounted, 2),
           n_repeated = db_rows_int(asked->uncounted, 3);
    char *what =
        g_str_equal(state, "repeated")
            ? TEXT("reports do not count its %s: %" G_GINT64_FORMAT
                   " of its pages are blank or there twice (muhafiz page unlike, if one is not)",
                   side, n_repeated)
        : g_str_equal(state, "moved")
            ? TEXT("reports do not count its %s: pages in it were fed to another record", side)
        : g_str_equal(state, "corrected")
            ? TEXT("reports do not count its %s: the register said %" G_GINT64_FORMAT
                   " pages when it was first scanned, and less since; %" G_GINT64_FORMAT
                   " are here",
                   side, db_rows_int(asked->uncounted, 4), n_pages)
        : n_pages == 0
            ? TEXT("reports do not count it: nobody said how many pages its %s has, and none is "
                   "here",
                   side)
            : TEXT("reports do not count its %s: nobody had said how many pages it has when its "
                   "%" G_GINT64_FORMAT " were scanned",
                   side, n_pages);
    return why_step_set(
        step, "operator", what,
        TEXT("muhafiz record close %s --side %s --reason TEXT, if it is all", asked->word, side));
}

static gboolean is_given_up(const Asked *asked, Step *step)
{
    return asked->n_failed &&
           why_step_set(step, "operator",
                        TEXT("work on it was given up %" G_GINT64_FORMAT " times", asked->n_failed),
                        g_strdup("muhafiz status says why; muhafiz run --retry tries again"));
}

static gboolean is_unread(const Asked *asked, Step *step)
{
    return (asked->n_work || g_str_equal(asked->stage, "scanned") ||
            g_str_equal(asked->stage, "recognised")) &&
           why_step_set(step, "operator", g_strdup("its pages are to be read and put into volumes"),
                        g_strdup("muhafiz run"));
}

static gboolean is_in_lot(const Asked *asked, Step *step)
{
    return asked->lot_id &&
           why_step_set(step, "checker",
                        TEXT("lot %" G_GINT64_FORMAT " waits for its verdict", asked->lot_id),
                        TEXT("muhafiz check %s %" G_GINT64_FORMAT,
                             asked->is_sampled ? "open" : "sample", asked->lot_id));
}

static gboolean is_unchecked(const Asked *asked, Step *step)
{
    return g_str_equal(asked->stage, "assembled") &&
           why_step_set(step, "checker", g_strdup("it is complete and in no lot"),
                        g_strdup("muhafiz check lot"));
}

static gboolean is_to_be_exported(const Asked *asked, Step *step)
{
    return g_str_equal(asked->stage, "checked") &&
           why_step_set(step, "operator", g_strdup("a checker has accepted it"),
                        TEXT("muhafiz export %s", asked->word));
}

static gboolean is_done(const Asked *asked, Step *step)
{
    const char *computer_no = member_text(asked->record, "computer_no");
    return why_step_set(step, "nobody",
                        TEXT("it is %s%s%s", asked->stage,
                             computer_no && *computer_no ? ", as Computer No. " : "",
                             computer_no ? computer_no : ""),
                        NULL);
}

static gboolean (*const rules[])(const Asked *, Step *) = {
    is_away,      is_confidential,   why_is_out,         is_held,     why_is_disputed,
    is_fed,       is_empty,          came_back,          why_is_late, why_was_refused,
    is_short,     is_uncounted,      is_given_up,        is_unread,   is_in_lot,
    is_unchecked, is_to_be_exported, why_is_handed_over, is_done,
};

/* ---------------------------------------------------------------------------------------- asking -- */

static gboolean asked_load(Store *store, gint64 record_id, Asked *asked, GError **error)
{
    Db *db = index_store_db(store);
    g_autoptr(DbRows) work = NULL;
    g_autoptr(DbRows) lot = db_query(db, "why_lot", DB_VALUES(DB_INT(record_id)), error);
    if (!lot || !db_query_row(db, "why_work", DB_VALUES(DB_INT(record_id)), &work, error))
        return FALSE;
    asked->n_feeding = db_rows_int(work, 0);
    asked->n_work = db_rows_int(work, 1);
    asked->n_failed = db_rows_int(work, 2);
    asked->n_proposals = db_rows_int(work, 3);
    asked->n_removed = db_rows_int(work, 4);
    if (db_rows_next(lot, error)) {
        asked->lot_id = db_rows_int(lot, 0);
        asked->is_sampled = db_rows_int(lot, 1) != 0;
    }
    g_autoptr(DbRows) back = db_query(db, "lot_rejection", DB_VALUES(DB_INT(record_id)), error);
    if (back && db_rows_next(back, error)) {
        asked->back_lot_id = db_rows_int(back, 0);
        asked->n_defects = db_rows_int(back, 1);
    }
    return !db_rows_failed(lot) && back && !db_rows_failed(back);
}

JsonNode *index_record_why(Store *store, const char *file_no, GError **error)
{
    g_autoptr(Record) record = index_record_load(store, file_no, error);
    g_autoptr(JsonNode) shown = record ? index_record_show(store, file_no, error) : NULL;
    g_autoptr(DbRows) uncounted = NULL;
    g_autoptr(JsonArray) held = shown ? pages_held_load(store, record->record_id, error) : NULL;
    g_autoptr(JsonArray) recalls = held ? recalls_load(store, record->record_id, error) : NULL;
    Asked asked = {.held = held, .recalls = recalls};
    if (!recalls || !asked_load(store, record->record_id, &asked, error) ||
        !progress_count(store, error) ||
        !db_query_row(index_store_db(store), "why_uncounted", DB_VALUES(DB_INT(record->record_id)),
                      &uncounted, error))
        return NULL;
    asked.uncounted = uncounted;
    asked.record = json_node_get_object(shown);
    g_autofree char *word = index_word(record->file_no);
    asked.word = word;
    asked.stage = member_text(asked.record, "stage");
    Step step = {0};
    for (guint i = 0; !step.turn && i < G_N_ELEMENTS(rules); i++)
        rules[i](&asked, &step);
    JsonObject *item = json_object_new();
    json_object_set_string_member(item, "file_no", record->file_no);
    json_object_set_string_member(item, "stage", asked.stage);
    json_object_set_string_member(item, "turn", step.turn);
    json_object_set_string_member(item, "what", step.what);
    if (step.next)
        json_object_set_string_member(item, "next", step.next);
    else
        json_object_set_null_member(item, "next");
    g_free(step.what);
    g_free(step.next);
    return answer_node_of_object(item);
}
