/* Where each sheet goes: one function for each thing that a sheet can be. */
#include "batch/place.h"

#include <stdarg.h>
#include <string.h>

#include "batch/token.h"

#define WITHOUT_RECORD "; the sheets behind it are kept without a record. "
#define SIDE_OF_ITEMS "correspondence"

/* A token in a sheet whose rows are not written yet. */
typedef struct {
    gint64 number;
    guint sheet;
} TokenUse;

struct Place {
    Store *store;
    Record *record; /* NULL: none known */
    gint64 side_id; /* where the next folio goes; 0: nowhere */
    gboolean in_item;
    gboolean item_is_empty; /* no folio came since it began */
    GArray *uses;           /* TokenUse */
};

Place *place_new(Store *store)
{
    Place *place = g_new0(Place, 1);
    place->store = store;
    place->uses = g_array_new(FALSE, FALSE, sizeof(TokenUse));
    return place;
}

void place_free(Place *place)
{
    if (!place)
        return;
    index_record_free(place->record);
    g_array_unref(place->uses);
    g_free(place);
}

gint64 place_side(const Place *place)
{
    return place->side_id;
}

const char *place_file_no(const Place *place)
{
    return place->record ? place->record->file_no : NULL;
}

void place_written(Place *place)
{
    g_array_set_size(place->uses, 0);
}

void placed_clear(Placed *placed)
{
    g_clear_pointer(&placed->advice, g_free);
}

/* ---------------------------------------------------------------------------------- moving -- */

/* Takes the record, whatever happens. */
static gboolean place_move(Place *place, Record *record, const char *side, GError **error)
{
    gint64 side_id = 0;
    if (!index_side_find(place->store, record, side, &side_id, error)) {
        index_record_free(record);
        return FALSE;
    }
    index_record_free(place->record);
    place->record = record;
    place->side_id = side_id;
    place->in_item = FALSE;
    return TRUE;
}

gboolean place_set(Place *place, const char *file_no, const char *side, GError **error)
{
    Record *record = index_record_load(place->store, file_no, error);
    return record && place_move(place, record, side ? side : "", error);
}

gboolean place_resume(Place *place, const BatchState *state, GError **error)
{
    place->side_id = state->side_id;
    place->in_item = state->item_id != 0;
    if (state->side_id)
        place->record = index_record_load_side(place->store, state->side_id, error);
    return !state->side_id || place->record;
}

/* Flags the sheet and says why. Always TRUE: nothing stops a batch. */
static gboolean placed_flag(Placed *placed, PageOrder order, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static gboolean placed_flag(Placed *placed, PageOrder order, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_free(placed->advice);
    placed->advice = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    placed->order = order;
    return TRUE;
}

static void place_lose(Place *place, Placed *placed)
{
    g_clear_pointer(&place->record, index_record_free);
    place->side_id = 0;
    place->in_item = FALSE;
    placed->is_lost = TRUE;
}

/* USAGE is an answer of the register (unknown, refused); anything else is the index's trouble. */
static gboolean is_answer(GError *failure, GError **error)
{
    if (g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE))
        return TRUE;
    g_propagate_error(error, g_error_copy(failure));
    return FALSE;
}

/* ---------------------------------------------------------------------------------- records -- */

/* Here the place is sure, but somebody should know. */
static void record_note(const Record *record, Placed *placed)
{
    gboolean is_whole =
        !g_str_equal(record->stage, "registered") && !g_str_equal(record->stage, "rejected");
    if (!g_str_equal(record->availability, "available"))
        placed_flag(placed, PAGE_ORDER_RECORD_MISSING,
                    "%s is %s in the register, yet here it is: its pages are kept with it. When it "
                    "is all there, muhafiz register set %s availability=available",
                    record->file_no, record->availability, record->nic_no);
    else if (is_whole)
        placed_flag(
            placed, PAGE_ORDER_RECORD_COMPLETE,
            "%s has been scanned before and lacks nothing as far as the register says: what "
            "comes now is kept as well, behind it. See muhafiz show %s, and take out what "
            "is there twice",
            record->file_no, record->nic_no);
}

/* Takes the record that a cover or token names. */
static gboolean record_begin(Place *place, Record *record, Placed *placed, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *file_no = g_strdup(record->file_no);
    if (g_str_equal(record->availability, "excluded")) {
        index_record_free(record);
        place_lose(place, placed);
        return placed_flag(placed, PAGE_ORDER_RECORD_EXCLUDED,
                           "%s is excluded from scanning" WITHOUT_RECORD
                           "Take the file out; if it is to be scanned after all, the nodal officer "
                           "sets its availability first",
                           file_no);
    }
    if (place_move(place, record, "", &failure)) {
        record_note(place->record, placed);
        return TRUE;
    }
    place_lose(place, placed);
    return is_answer(failure, error) &&
           placed_flag(placed, PAGE_ORDER_RECORD_CONFIDENTIAL,
                       "%s" WITHOUT_RECORD "They must not stay here: ask the nodal officer",
                       failure->message);
}

static gboolean office_is_ours(const Place *place, const Token *token)
{
    return g_str_equal(token->office, index_store_conf_text(place->store, "office", "code"));
}

/* A cover or token of another office may lie on a file of that office. */
static gboolean cover_is_foreign(Place *place, const Token *token, Placed *placed)
{
    if (office_is_ours(place, token))
        return FALSE;
    place_lose(place, placed);
    return placed_flag(
        placed, PAGE_ORDER_OFFICE_FOREIGN,
        "it is a cover of office %s, this is %s" WITHOUT_RECORD
        "If the file is yours, print a cover with muhafiz cover FILE_NO and scan the "
        "file again behind it",
        token->office, index_store_conf_text(place->store, "office", "code"));
}

static gboolean cover_apply(Place *place, const Sheet *sheet, const Token *token, Placed *placed,
                            GError **error)
{
    (void)sheet;
    g_autoptr(GError) failure = NULL;
    if (cover_is_foreign(place, token, placed))
        return TRUE;
    Record *record = index_record_load_nic(place->store, token->name, &failure);
    if (record)
        return record_begin(place, record, placed, error);
    place_lose(place, placed);
    return is_answer(failure, error) &&
           placed_flag(placed, PAGE_ORDER_RECORD_UNKNOWN,
                       "its cover names record %s, which is not in the register" WITHOUT_RECORD
                       "Add it with muhafiz register import, then scan the file again",
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
                           "token %" G_GINT64_FORMAT " stands for no record" WITHOUT_RECORD
                           "Say which with muhafiz assign %" G_GINT64_FORMAT
                           " FILE_NO, then scan the file again",
                           state->number, state->number);
    return placed_flag(placed, order,
                       "token %" G_GINT64_FORMAT " was scanned before and has not been assigned "
                       "again" WITHOUT_RECORD "Assign it with muhafiz assign %" G_GINT64_FORMAT
                       " FILE_NO, then scan the file again",
                       state->number, state->number);
}

static gboolean token_begin(Place *place, const Sheet *sheet, const TokenState *state,
                            Placed *placed, GError **error)
{
    const TokenUse use = {state->number, sheet->number};
    Record *record = index_record_load_id(place->store, state->record_id, error);
    if (!record || !record_begin(place, record, placed, error))
        return FALSE;
    placed->token = placed->is_lost ? 0 : state->number;
    if (placed->token)
        g_array_append_val(place->uses, use);
    return TRUE;
}

static gboolean number_apply(Place *place, const Sheet *sheet, const Token *token, Placed *placed,
                             GError **error)
{
    g_autoptr(GError) failure = NULL;
    TokenState state = {0};
    gint64 number = g_ascii_strtoll(token->name, NULL, 10);
    if (cover_is_foreign(place, token, placed))
        return TRUE;
    if (!index_token_load(place->store, number, &state, &failure)) {
        place_lose(place, placed);
        return is_answer(failure, error) &&
               placed_flag(placed, PAGE_ORDER_TOKEN_UNKNOWN,
                           "token %s was not made here" WITHOUT_RECORD
                           "Use another token, and scan the file again",
                           token->name);
    }
    if (!state.record_id)
        return token_refuse(place, PAGE_ORDER_TOKEN_FREE, &state, placed);
    if (token_is_used(place, &state, sheet))
        return token_refuse(place, PAGE_ORDER_TOKEN_USED, &state, placed);
    return token_begin(place, sheet, &state, placed, error);
}

/* ------------------------------------------------------------------------------- separators -- */

/* A separator says nothing of a record, so one that was borrowed from another office serves, and is
 * only noted. */
static void separator_note(const Place *place, const Token *token, Placed *placed)
{
    if (!office_is_ours(place, token))
        placed_flag(placed, PAGE_ORDER_OFFICE_FOREIGN,
                    "it is a separator of office %s; it is followed. Print your own with muhafiz "
                    "cover --separators",
                    token->office);
}

/* TRUE without side_id: it changes nothing, and is flagged. */
static gboolean separator_side(Place *place, const char *side, Placed *placed, gint64 *side_id,
                               GError **error)
{
    g_autoptr(GError) failure = NULL;
    *side_id = 0;
    placed->is_lost = TRUE;
    if (!place->record)
        return placed_flag(placed, PAGE_ORDER_NO_COVER,
                           "a separator changes nothing where no cover sheet came before it. Put "
                           "the cover on top of the file and scan it again");
    if (!index_side_find(place->store, place->record, side, side_id, &failure))
        return is_answer(failure, error) &&
               placed_flag(placed, PAGE_ORDER_SIDE_UNKNOWN,
                           "the separator changes nothing: %s. If it lies in the wrong file, look "
                           "whether a cover sheet is missing",
                           failure->message);
    placed->is_lost = FALSE;
    return TRUE;
}

static gboolean separator_apply(Place *place, const Sheet *sheet, const Token *token,
                                Placed *placed, GError **error)
{
    (void)sheet;
    gint64 side_id;
    placed->role = PAGE_ROLE_SEPARATOR;
    if (!separator_side(place, token->name, placed, &side_id, error))
        return FALSE;
    if (!side_id)
        return TRUE;
    place->side_id = side_id;
    place->in_item = FALSE;
    separator_note(place, token, placed);
    return TRUE;
}

/* The sheet twice, with no page between, begins one letter. */
static gboolean item_apply(Place *place, const Sheet *sheet, const Token *token, Placed *placed,
                           GError **error)
{
    (void)sheet;
    gint64 side_id;
    placed->role = PAGE_ROLE_SEPARATOR;
    if (!separator_side(place, SIDE_OF_ITEMS, placed, &side_id, error))
        return FALSE;
    if (!side_id)
        return TRUE;
    placed->item = place->in_item && place->item_is_empty ? PAGE_ITEM_CONTINUE : PAGE_ITEM_BEGIN;
    place->side_id = side_id;
    place->in_item = TRUE;
    place->item_is_empty = TRUE;
    separator_note(place, token, placed);
    return TRUE;
}

/* ----------------------------------------------------------------------------------- sheets -- */

/* What the codes on the faces of a sheet come to. */
typedef struct {
    Token token;  /* of ours, the first */
    guint n_ours; /* different ones */
    gboolean is_cover, is_damaged, is_unknown, is_foreign;
    gboolean is_unreadable; /* something looks like a code and gives no text */
} Codes;

static void codes_clear(Codes *codes)
{
    token_clear(&codes->token);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Codes, codes_clear)

/* A code stands on the sheet twice, and on both faces if it was printed so. */
static void codes_add_token(Codes *codes, Token *token)
{
    codes->is_cover |= token->kind == TOKEN_COVER || token->kind == TOKEN_NUMBER;
    if (codes->n_ours && token_equal(&codes->token, token))
        return;
    if (codes->n_ours++ == 0) {
        codes->token = *token;
        *token = (Token){0};
    }
}

static void codes_add(Codes *codes, const char *text)
{
    g_auto(Token) token = {0};
    TokenReading reading = token_read(text, &token);
    codes->is_damaged |= reading == TOKEN_DAMAGED;
    codes->is_unknown |= reading == TOKEN_UNKNOWN;
    codes->is_foreign |= reading == TOKEN_FOREIGN;
    if (reading == TOKEN_OURS)
        codes_add_token(codes, &token);
}

static void codes_read(Codes *codes, const Page *faces, guint n_faces)
{
    for (guint i = 0; i < n_faces; i++) {
        codes->is_unreadable |= faces[i].has_damaged_code;
        for (guint k = 0; faces[i].codes && faces[i].codes[k]; k++)
            codes_add(codes, faces[i].codes[k]);
    }
}

/* A sheet of ours that does not say what it is. */
static gboolean sheet_refuse(Place *place, const Codes *codes, Placed *placed)
{
    placed->role = codes->n_ours && !codes->is_cover ? PAGE_ROLE_SEPARATOR : PAGE_ROLE_COVER;
    place_lose(place, placed);
    if (codes->n_ours)
        return placed_flag(placed, PAGE_ORDER_CODES_DIFFER,
                           "it carries two different codes" WITHOUT_RECORD
                           "Print covers on one side of the paper only, part sheets that stick "
                           "together, and scan the file again");
    if (codes->is_unknown)
        return placed_flag(placed, PAGE_ORDER_CODE_UNKNOWN,
                           "its code was printed by a newer Muhafiz" WITHOUT_RECORD
                           "Bring this one up to date or print the cover again here, and scan the "
                           "file again");
    return placed_flag(placed, PAGE_ORDER_CODE_DAMAGED,
                       "its code is damaged" WITHOUT_RECORD
                       "Print the cover again with muhafiz cover FILE_NO, and scan the file again "
                       "behind it");
}

/* It may be a page of the file, or a spoilt cover of the next one: that takes a look. */
static gboolean unreadable_flag(Place *place, Placed *placed)
{
    place_lose(place, placed);
    return placed_flag(
        placed, PAGE_ORDER_CODE_DAMAGED,
        "it carries a code that cannot be read" WITHOUT_RECORD
        "If it is a cover sheet, print a new one with muhafiz cover FILE_NO and scan "
        "the file again behind it; if it is a page, scan it and those behind it again "
        "with --file");
}

static gboolean folio_place(Place *place, const Codes *codes, Placed *placed)
{
    placed->role = PAGE_ROLE_FOLIO;
    if (codes->is_unreadable)
        unreadable_flag(place, placed);
    else if (codes->is_foreign)
        placed_flag(placed, PAGE_ORDER_CODE_FOREIGN,
                    "it carries a code that is not of Muhafiz: kept as a page, where the sheets "
                    "before it went. Look whether it is one");
    placed->item = place->in_item ? PAGE_ITEM_CONTINUE : PAGE_ITEM_NONE;
    place->item_is_empty = FALSE;
    return TRUE;
}

static gboolean token_apply(Place *place, const Sheet *sheet, const Token *token, Placed *placed,
                            GError **error)
{
    static gboolean (*const apply[])(Place * place, const Sheet *sheet, const Token *token,
                                     Placed *placed, GError **error) = {
        [TOKEN_COVER] = cover_apply,
        [TOKEN_NUMBER] = number_apply,
        [TOKEN_SEPARATOR] = separator_apply,
        [TOKEN_ITEM] = item_apply,
    };
    placed->role = PAGE_ROLE_COVER;
    return apply[token->kind](place, sheet, token, placed, error);
}

gboolean place_sheet(Place *place, const Page *faces, guint n_faces, Placed *placed, GError **error)
{
    g_auto(Codes) codes = {0};
    gboolean done;
    *placed = (Placed){0};
    codes_read(&codes, faces, n_faces);
    if (codes.n_ours == 1)
        done = token_apply(place, &faces[0].sheet, &codes.token, placed, error);
    else if (codes.n_ours || codes.is_damaged || codes.is_unknown)
        done = sheet_refuse(place, &codes, placed);
    else
        done = folio_place(place, &codes, placed);
    placed->side_id = place->side_id;
    return done;
}

gboolean place_is_opened_by(const Page *faces, guint n_faces)
{
    g_auto(Codes) codes = {0};
    codes_read(&codes, faces, n_faces);
    return codes.is_cover || codes.is_damaged || codes.is_unknown || codes.is_unreadable;
}
