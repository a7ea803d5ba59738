/* batch/place-private.h - what place.c and place-cover.c share. */
#pragma once

#include "batch/place.h"
#include "batch/token.h"

G_BEGIN_DECLS

#define PLACE_WITHOUT_RECORD "; the sheets behind it are kept without a record. "
#define PLACE_GIVE_RECORD                                                                          \
    "give them their record with muhafiz page move (muhafiz status lists them)"

/* A token in a sheet whose rows are not written yet. */
typedef struct {
    gint64 number;
    guint sheet;
} TokenUse;

struct Place {
    Store *store;
    Record *record;  /* NULL: none known */
    gint64 side_id;  /* where the next folio goes; 0: nowhere */
    gboolean is_set; /* a person said so, and no cover since */
    gboolean in_item;
    gboolean item_is_empty; /* no folio came since it began */
    GArray *uses;           /* TokenUse */
};

/* Moves to a side of the record, which it takes whatever happens. */
gboolean place_move(Place *place, Record *record, const char *side, GError **error);
/* From now on nobody knows where folios go. */
void place_lose(Place *place, Placed *placed);
/* Flags the sheet and says why. Always TRUE: nothing stops a batch. */
gboolean placed_flag(Placed *placed, PageOrder order, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* USAGE is an answer of the register (unknown, refused); anything else is the index's trouble, and
 * becomes *error. */
gboolean place_is_answer(GError *failure, GError **error);
gboolean place_office_is_ours(const Place *place, const Token *token);

/* What the sheet is by its one token. FALSE only for trouble with the index. */
gboolean place_apply_cover(Place *place, const Sheet *sheet, const Token *token, Placed *placed,
                           GError **error);
gboolean place_apply_number(Place *place, const Sheet *sheet, const Token *token, Placed *placed,
                            GError **error);

G_END_DECLS
