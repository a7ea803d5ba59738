/* Where each sheet goes: one function for each thing that a sheet can be. */
#include "batch/output.h"
#include "batch/place-private.h"

#include <stdarg.h>
#include <string.h>

#define SIDE_OF_ITEMS "correspondence"

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

gboolean place_move(Place *place, Record *record, const char *side, GError **error)
{
    gint64 side_id = 0;
    if (!index_side_find(place->store, record, side, SIDE_FILL, &side_id, error)) {
        index_record_free(record);
        return FALSE;
    }
    index_record_free(place->record);
    place->record = record;
    place->side_id = side_id;
    place->is_set = FALSE;
    place->in_item = FALSE;
    return TRUE;
}

char *place_gone_note(const Place *place)
{
    const Record *record = place->record;
    if (!record || g_str_equal(record->availability, "available"))
        return NULL;
    return g_strdup_printf(
        "%s is %s in the register, yet here it is: its pages are kept with it. When it is all "
        "there, muhafiz register set %s availability=available",
        record->file_no, record->availability, record->nic_no);
}

gboolean place_set(Place *place, const char *file_no, const char *side, GError **error)
{
    Record *record = index_record_load(place->store, file_no, error);
    place->is_set = record && place_move(place, record, side ? side : "", error);
    return place->is_set;
}

gboolean place_resume(Place *place, const BatchState *state, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Record) record = NULL;
    if (!state->side_id)
        return TRUE;
    if (!(record = index_record_load_side(place->store, state->side_id, error)))
        return FALSE;
    if (!index_record_check_fill(place->store, record, &failure) ||
        !index_record_check_lot(place->store, record, &failure)) {
        output_note("%s. Until the next cover, sheets are kept without a record", failure->message);
        return TRUE;
    }
    place->record = g_steal_pointer(&record);
    place->side_id = state->side_id;
    place->is_set = state->is_set;
    place->in_item = state->item_id != 0;
    return TRUE;
}

gboolean placed_flag(Placed *placed, PageOrder order, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_free(placed->advice);
    placed->advice = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    placed->order = order;
    return TRUE;
}

void place_lose(Place *place, Placed *placed)
{
    g_clear_pointer(&place->record, index_record_free);
    place->side_id = 0;
    place->is_set = FALSE;
    place->in_item = FALSE;
    placed->is_lost = TRUE;
}

gboolean place_is_answer(GError *failure, GError **error)
{
    if (g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE))
        return TRUE;
    g_propagate_error(error, g_error_copy(failure));
    return FALSE;
}

gboolean place_office_is_ours(const Place *place, const Token *token)
{
    return g_str_equal(token->office, index_store_conf_text(place->store, "office", "code"));
}

/* ------------------------------------------------------------------------------- separators -- */

/* A separator says nothing of a record, so one that was borrowed from another office serves, and is
 * only noted. */
static void separator_note(const Place *place, const Token *token, Placed *placed)
{
    if (!place_office_is_ours(place, token))
        placed_flag(placed, PAGE_ORDER_OFFICE_FOREIGN,
                    "this separator was printed for office %s; it is followed all the same. Print "
                    "your own with muhafiz cover --separators",
                    token->office);
}

/* TRUE without side_id: it changes nothing, and is flagged. */
static gboolean separator_side(Place *place, const char *what, const char *side, Placed *placed,
                               gint64 *side_id, GError **error)
{
    g_autoptr(GError) failure = NULL;
    *side_id = 0;
    placed->is_lost = TRUE;
    if (!place->record)
        return placed_flag(placed, PAGE_ORDER_NO_COVER,
                           "this %s is not followed: no cover sheet that could be used came before "
                           "it, so nobody knows which file it is in. Put the cover on top of the "
                           "file and scan the file again",
                           what);
    if (!index_side_find(place->store, place->record, side, SIDE_FILL, side_id, &failure))
        return place_is_answer(failure, error) &&
               placed_flag(
                   placed, PAGE_ORDER_SIDE_UNKNOWN,
                   "this %s is not followed: %s. If it lies in the wrong file, look whether "
                   "a cover sheet is missing",
                   what, failure->message);
    placed->is_lost = FALSE;
    return TRUE;
}

static gboolean separator_apply(Place *place, const Sheet *sheet, const Token *token,
                                Placed *placed, GError **error)
{
    (void)sheet;
    gint64 side_id;
    placed->role = PAGE_ROLE_SEPARATOR;
    if (!separator_side(place, "separator", token->name, placed, &side_id, error))
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
    if (!separator_side(place, "\"Next letter\" sheet", SIDE_OF_ITEMS, placed, &side_id, error))
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
    gboolean has_marks;     /* it is a sheet of ours, whatever it says */
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
        codes->has_marks |= faces[i].has_sheet_marks;
        for (guint k = 0; faces[i].codes && faces[i].codes[k]; k++)
            codes_add(codes, faces[i].codes[k]);
    }
}

/* Whose pages lie behind a sheet that may be a separator. */
static char *cover_before(const Place *place)
{
    const char *file_no = place_file_no(place);
    return file_no ? g_strdup_printf("The file before it is %s: if it is a separator, they are of "
                                     "that one. ",
                                     file_no)
                   : g_strdup("");
}

/* A sheet of ours that does not say what it is. */
static gboolean sheet_refuse(Place *place, const Codes *codes, Placed *placed)
{
    g_autofree char *last = cover_before(place);
    placed->role = codes->n_ours && !codes->is_cover ? PAGE_ROLE_SEPARATOR : PAGE_ROLE_COVER;
    place_lose(place, placed);
    if (codes->n_ours)
        return placed_flag(placed, PAGE_ORDER_CODES_DIFFER,
                           "it carries two different codes" PLACE_WITHOUT_RECORD
                           "Print covers on one side of the paper only and part sheets that stick "
                           "together; look what lies here, and " PLACE_GIVE_RECORD);
    if (codes->is_unknown)
        return placed_flag(
            placed, PAGE_ORDER_CODE_UNKNOWN,
            "its code was printed by a newer Muhafiz" PLACE_WITHOUT_RECORD
            "Bring this one up to date or print the cover again here, and " PLACE_GIVE_RECORD);
    return placed_flag(
        placed, PAGE_ORDER_CODE_DAMAGED,
        "it is a sheet of ours (cover or separator), and its codes cannot be "
        "read" PLACE_WITHOUT_RECORD
        "%sLook at the sheet, print it again (muhafiz cover FILE_NO, or muhafiz cover "
        "--separators), and " PLACE_GIVE_RECORD,
        last);
}

/* It may be a page of the file, or a spoilt cover of the next one: that takes a look. Where a person
 * said which record it is, there need be no covers. */
static gboolean unreadable_flag(Place *place, Placed *placed)
{
    if (place->is_set)
        return placed_flag(
            placed, PAGE_ORDER_CODE_DAMAGED,
            "it carries a code that cannot be read, or could not be looked at: kept as a page of "
            "%s. If it is a cover sheet, another file begins here",
            place->record->file_no);
    place_lose(place, placed);
    return placed_flag(
        placed, PAGE_ORDER_CODE_DAMAGED,
        "it carries a code that cannot be read, or could not be looked at" PLACE_WITHOUT_RECORD
        "Look whether it is a cover sheet or a page, and " PLACE_GIVE_RECORD);
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
        [TOKEN_COVER] = place_apply_cover,
        [TOKEN_NUMBER] = place_apply_number,
        [TOKEN_SEPARATOR] = separator_apply,
        [TOKEN_ITEM] = item_apply,
    };
    placed->role = PAGE_ROLE_COVER;
    return apply[token->kind](place, sheet, token, placed, error);
}

static gboolean sheet_is_ours(const Codes *codes)
{
    return codes->n_ours || codes->is_damaged || codes->is_unknown || codes->has_marks;
}

gboolean place_sheet(Place *place, const Page *faces, guint n_faces, Placed *placed, GError **error)
{
    g_auto(Codes) codes = {0};
    gboolean done;
    *placed = (Placed){0};
    codes_read(&codes, faces, n_faces);
    if (codes.n_ours == 1)
        done = token_apply(place, &faces[0].sheet, &codes.token, placed, error);
    else if (sheet_is_ours(&codes))
        done = sheet_refuse(place, &codes, placed);
    else
        done = folio_place(place, &codes, placed);
    if (place->side_id)
        placed->side_id = place->side_id;
    return done;
}

gboolean place_is_our_sheet(const Page *faces, guint n_faces)
{
    g_auto(Codes) codes = {0};
    codes_read(&codes, faces, n_faces);
    return sheet_is_ours(&codes);
}

gboolean place_is_opened_by(const Page *faces, guint n_faces)
{
    g_auto(Codes) codes = {0};
    codes_read(&codes, faces, n_faces);
    return codes.is_cover || codes.is_unreadable || (!codes.n_ours && sheet_is_ours(&codes));
}
