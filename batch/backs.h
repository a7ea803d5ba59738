/* batch/backs.h - fronts and backs scanned as two stacks, for scanners that see one side.
 *
 *   1. the fronts are a batch like any other;
 *   2. index_backs_check_fronts (index_backs_find_fronts before it), so that no paper is fed in vain;
 *   3. the backs are a batch with BatchStart.fronts_batch: intake_add keeps them without a place;
 *   4. when all are in and before the batch is closed: backs_settle.
 *
 * Step 4 may be repeated after a crash: what is done already is only told.
 */
#pragma once

#include "batch/place.h"

G_BEGIN_DECLS

/* The choices of an option: "auto|same|reversed". */
#define BACKS_ORDERS "auto|same|reversed"
BacksOrder backs_order_parse(const char *text);

/* What is made of a sheet of backs: a page without a place, flagged. A sheet of ours, however spoilt,
 * is noted as a cover, which index_backs_interleave refuses. A page with a code that nobody can read
 * goes where its front is, and stays flagged. */
void backs_place_sheet(const Page *faces, guint n_faces, Placed *placed);

/* Puts the backs of the batch behind their fronts and tells how. Stacks that do not fit (numbers, a
 * cover among the backs, fronts that have theirs, backs of both sides) are told as a problem, with
 * what to do; they stay as they are and *settled is FALSE. Any other error is the index's. problem:
 * what was told (owned), or NULL; may be NULL itself. */
gboolean backs_settle(Context *context, gint64 backs_batch, BacksOrder order, gboolean *settled,
                      char **problem, GError **error);

G_END_DECLS
