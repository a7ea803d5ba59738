/* What begins a record: covers, and tokens that stand for one. */
#include <string.h>

#include "batch/place-private.h"

static void complete_note(const Record *record, const RecordBatch *before, Placed *placed)
{
    g_autofree char *batch = before->batch_id
                                 ? g_strdup_printf(" in batch %" G_GINT64_FORMAT, before->batch_id)
                                 : g_strdup("");
    placed_flag(
        placed, PAGE_ORDER_RECORD_COMPLETE,
        "%s has been scanned before%s and lacks nothing as far as the register says: what "
        "comes now is kept as well, behind it. See muhafiz show %s; what is there twice comes "
        "out with muhafiz page move %s PAGES --aside --reason TEXT",
        record->file_no, batch, record->nic_no, record->nic_no);
}

/* The rest of the file, or the same stack once more: only people can tell. */
static void begun_note(const Record *record, const RecordBatch *before, Placed *placed)
{
    g_autofree char *resume = before->is_open
                                  ? g_strdup_printf(". Batch %" G_GINT64_FORMAT
                                                    " is still open: scan --resume goes on with it",
                                                    before->batch_id)
                                  : g_strdup("");
    placed_flag(
        placed, PAGE_ORDER_RECORD_BEGUN,
        "%s has been scanned before: %u %s of it came with batch %" G_GINT64_FORMAT
        ", what comes now is kept as well, behind. If this is the same paper again, muhafiz "
        "show %s, and what is there twice comes out with muhafiz page move %s PAGES --aside "
        "--reason TEXT%s",
        record->file_no, COUNTED(before->n_pages, "page"), before->batch_id, record->nic_no,
        record->nic_no, resume);
}

/* Here the place is sure, but somebody should know. */
static gboolean record_note(const Place *place, gint64 batch_id, Placed *placed, GError **error)
{
    const Record *record = place->record;
    RecordBatch before;
    gboolean is_whole =
        !g_str_equal(record->stage, "registered") && !g_str_equal(record->stage, "rejected");
    if (!index_record_find_batch(place->store, record->record_id, batch_id, &before, error))
        return FALSE;
    g_autofree char *gone = place_gone_note(place);
    if (gone)
        placed_flag(placed, PAGE_ORDER_RECORD_MISSING, "%s", gone);
    else if (is_whole)
        complete_note(record, &before, placed);
    else if (before.batch_id)
        begun_note(record, &before, placed);
    return TRUE;
}

/* Nothing of it changes before the checker's verdict; its pages are kept, and wait. */
static gboolean checking_flag(Place *place, const GError *failure, Placed *placed)
{
    place_lose(place, placed);
    return placed_flag(placed, PAGE_ORDER_RECORD_CHECKING,
                       "%s" PLACE_WITHOUT_RECORD "After the verdict " PLACE_GIVE_RECORD,
                       failure->message);
}

/* Takes the record that a cover or token names. Where that is refused the sheet is kept with it, to
 * tell whose pages lie behind it. */
static gboolean record_begin(Place *place, const Sheet *sheet, Record *record, Placed *placed,
                             GError **error)
{
    g_autoptr(GError) failure = NULL;
    gint64 side_id;
    if (!index_record_check_lot(place->store, record, &failure)) {
        index_record_free(record);
        return place_is_answer(failure, error) && checking_flag(place, failure, placed);
    }
    if (!index_side_find(place->store, record, "", SIDE_LOOK, &side_id, error)) {
        index_record_free(record);
        return FALSE;
    }
    PageOrder refused = index_record_is_excluded(record) ? PAGE_ORDER_RECORD_EXCLUDED
                                                         : PAGE_ORDER_RECORD_CONFIDENTIAL;
    if (place_move(place, record, "", &failure))
        return record_note(place, sheet->batch, placed, error);
    place_lose(place, placed);
    placed->side_id = side_id;
    return place_is_answer(failure, error) &&
           placed_flag(placed, refused,
                       "%s" PLACE_WITHOUT_RECORD "They must not stay here: ask the nodal officer",
                       failure->message);
}

/* A cover or token of another office may lie on a file of that office. */
static gboolean cover_is_foreign(Place *place, const Token *token, Placed *placed)
{
    if (place_office_is_ours(place, token))
        return FALSE;
    place_lose(place, placed);
    return placed_flag(placed, PAGE_ORDER_OFFICE_FOREIGN,
                       "it is a cover of office %s, this is %s" PLACE_WITHOUT_RECORD
                       "If the file is yours, " PLACE_GIVE_RECORD,
                       token->office, index_store_conf_text(place->store, "office", "code"));
}

gboolean place_apply_cover(Place *place, const Sheet *sheet, const Token *token, Placed *placed,
                           GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (cover_is_foreign(place, token, placed))
        return TRUE;
    Record *record = index_record_load_nic(place->store, token->name, &failure);
    if (record)
        return record_begin(place, sheet, record, placed, error);
    place_lose(place, placed);
    return place_is_answer(failure, error) &&
           placed_flag(
               placed, PAGE_ORDER_RECORD_UNKNOWN,
               "its cover names record %s, which is not in the register" PLACE_WITHOUT_RECORD
               "Add it with muhafiz register import, then " PLACE_GIVE_RECORD,
               token->name);
}

/* ----------------------------------------------------------------------------------- tokens -- */

/* The sheet again (its rows are found after a crash), or once more right behind itself (fed again
 * after a jam): no other file can lie between. */
static gboolean use_is_this(gint64 batch_id, guint sheet, const Sheet *now)
{
    return batch_id == now->batch && (sheet == now->number || sheet + 1 == now->number);
}

static gboolean token_is_used(const Place *place, const TokenState *state, const Sheet *sheet)
{
    for (guint i = place->uses->len; i > 0; i--) {
        const TokenUse *use = &g_array_index(place->uses, TokenUse, i - 1);
        if (use->number == state->number)
            return !use_is_this(sheet->batch, use->sheet, sheet);
    }
    return state->used_batch_id && !use_is_this(state->used_batch_id, state->used_sheet, sheet);
}

static gboolean token_refuse(Place *place, PageOrder order, const TokenState *state, Placed *placed)
{
    place_lose(place, placed);
    if (order == PAGE_ORDER_TOKEN_FREE)
        return placed_flag(placed, order,
                           "token %" G_GINT64_FORMAT " stands for no record" PLACE_WITHOUT_RECORD
                           "Next time say which before scanning, with muhafiz assign "
                           "%" G_GINT64_FORMAT " FILE_NO; now " PLACE_GIVE_RECORD,
                           state->number, state->number);
    return placed_flag(placed, order,
                       "token %" G_GINT64_FORMAT " was scanned before and has not been assigned "
                       "again" PLACE_WITHOUT_RECORD
                       "Assign it before its next use, with muhafiz assign %" G_GINT64_FORMAT
                       " FILE_NO; now " PLACE_GIVE_RECORD,
                       state->number, state->number);
}

static gboolean token_begin(Place *place, const Sheet *sheet, const TokenState *state,
                            Placed *placed, GError **error)
{
    const TokenUse use = {state->number, sheet->number};
    Record *record = index_record_load_id(place->store, state->record_id, error);
    if (!record || !record_begin(place, sheet, record, placed, error))
        return FALSE;
    placed->token = placed->is_lost ? 0 : state->number;
    if (placed->token)
        g_array_append_val(place->uses, use);
    return TRUE;
}

gboolean place_apply_number(Place *place, const Sheet *sheet, const Token *token, Placed *placed,
                            GError **error)
{
    g_autoptr(GError) failure = NULL;
    TokenState state = {0};
    gint64 number = g_ascii_strtoll(token->name, NULL, 10);
    if (cover_is_foreign(place, token, placed))
        return TRUE;
    if (!index_token_load(place->store, number, &state, &failure)) {
        place_lose(place, placed);
        return place_is_answer(failure, error) &&
               placed_flag(placed, PAGE_ORDER_TOKEN_UNKNOWN,
                           "token %s was not made here" PLACE_WITHOUT_RECORD
                           "Use another token from now on, and " PLACE_GIVE_RECORD,
                           token->name);
    }
    if (!state.record_id)
        return token_refuse(place, PAGE_ORDER_TOKEN_FREE, &state, placed);
    if (token_is_used(place, &state, sheet))
        return token_refuse(place, PAGE_ORDER_TOKEN_USED, &state, placed);
    return token_begin(place, sheet, &state, placed, error);
}
