/* batch/place.h - where each sheet of a batch goes, by the codes on it.
 *
 * A place is a side of a record, and perhaps an item (a letter) within it: where the next folio
 * goes. A cover or a token begins its record, a separator another side of that record or the next
 * letter of its correspondence. Covers and separators are kept as masters, but none of their faces
 * is a folio, whichever one carries the code: they may be fed face down.
 *
 * Nothing stops a batch, and nothing in a code is trusted: the record is looked up. What is wrong is
 * flagged on the sheet (PageOrder of index/index.h) and told with what to do. Where it is not sure
 * which record begins, the place is lost: the folios behind are kept without a record, because two
 * files mixed into one are worse than a question.
 */
#pragma once

#include "batch/command.h"

G_BEGIN_DECLS

typedef struct Place Place;

/* No place yet. store is borrowed. */
Place *place_new(Store *store);
void place_free(Place *place);

/* As a person says; side may be NULL for the kind's default. USAGE. */
gboolean place_set(Place *place, const char *file_no, const char *side, GError **error);
/* What the operator should know of the record that the place is in: the register says that it is missing or damaged; NULL:
 * nothing. Owned. */
char *place_gone_note(const Place *place);
/* Where a batch was left; nowhere, with a note, if the record takes no pages any more. */
gboolean place_resume(Place *place, const BatchState *state, GError **error);

gint64 place_side(const Place *place);         /* 0: none */
const char *place_file_no(const Place *place); /* NULL: none */

/* What was made of a sheet; it goes into the PagePlacement of each of its faces. */
typedef struct {
    PageRole role;
    gint64 side_id; /* of a cover or separator: where it leads, or would if its record took pages */
    PageItem item;  /* PAGE_ITEM_BEGIN is for its first face, the other one continues */
    PageOrder order;
    gint64 token;     /* number of the token that it is; 0: none */
    char *advice;     /* what the operator must know and do, or NULL; owned */
    gboolean is_lost; /* the advice is about something that was not done */
} Placed;

/* Decides on the next sheet, whose faces these are, and moves the place. Sheets come in the order of
 * feeding. */
gboolean place_sheet(Place *place, const Page *faces, guint n_faces, Placed *placed,
                     GError **error);
void placed_clear(Placed *placed);

/* The rows of the sheets placed since the last call are written: what they used up is known to the
 * index from now on. */
void place_written(Place *place);

/* Is it a cover, a token or a separator of ours, whether anybody can read which one or not? Then it is
 * no page of a file. A code that nobody could read (has_damaged_code) alone does not say so. */
gboolean place_is_our_sheet(const Page *faces, guint n_faces);

/* Does a stack that begins with these faces of one sheet say where it belongs, or is that a sheet of
 * ours that tried to? */
gboolean place_is_opened_by(const Page *faces, guint n_faces);

/* For people: "a code that cannot be read". */
const char *place_order_text(PageOrder order);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Place, place_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Placed, placed_clear)

G_END_DECLS
