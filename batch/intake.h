/* batch/intake.h - how pages enter the store, from a scanner or from files.
 *
 * An intake is an open batch and a place (batch/place.h) where the next folio goes; covers and
 * separators move it.
 *
 * The order that loses nothing: the worker writes a master in the batch's spool folder; it is
 * published into pages/; then its row is written. A master whose row was lost with the power is
 * found by the office, batch, sheet and face it carries (intake_recover).
 */
#pragma once

#include "batch/command.h"

G_BEGIN_DECLS

typedef struct {
    BatchStart start;
    const char *file_no;  /* NULL: covers will say */
    const char *side;     /* NULL: the kind's default */
    gboolean more_follow; /* other batches for that side: fewer pages than expected are not noted */
} IntakeSettings;

typedef struct Intake Intake;

/* Opens a batch; a file_no or side that does not exist is USAGE. */
Intake *intake_new(Context *context, const IntakeSettings *settings, GError **error);
/* The latest batch of that kind and source (a scanner's name; NULL: any) that was left open by a
 * process that is gone; USAGE if there is none, naming those of other sources. */
gboolean intake_find_open(Context *context, const char *kind, const char *source, gint64 *batch_id,
                          GError **error);
/* Goes on with it, from its next sheet and its last place. */
Intake *intake_resume(Context *context, gint64 batch_id, GError **error);
/* The same for what is added to it after its end: it stays as free as it was. The caller holds
 * SPOOL_LOCK_RECOVER. */
Intake *intake_reopen(Context *context, gint64 batch_id, GError **error);
/* Leaves the batch open unless intake_close was called. */
void intake_free(Intake *intake);

gint64 intake_batch(const Intake *intake);
const char *intake_dir(const Intake *intake); /* STORE/spool/batch-N, for the worker */
/* STORE/spool/batch-N-last-good.jpg: a picture of the last good page, for an operator whose scanner
 * had a fault; it goes when the batch is closed. */
char *intake_preview_path(const Intake *intake);
/* The sheet after the last one that has a row. */
void intake_next_sheet(const Intake *intake, Sheet *sheet);

/* Publishes the pages and writes their rows in one transaction; pages' paths are updated. Both
 * faces of a sheet come in one call. Where they went is reported, one line per page, if tell; what
 * is wrong with a sheet is reported always. */
gboolean intake_add(Intake *intake, Page *pages, guint n_pages, gboolean tell, GError **error);

guint intake_last_sheet(const Intake *intake); /* the last that has rows, covers included */
gint64 intake_expected(const Intake *intake);  /* sheets announced; -1: none */
gboolean intake_expect(Intake *intake, gint64 n_sheets, GError **error); /* announced after all */
gboolean intake_is_backs(const Intake *intake); /* of another batch's sheets */
/* Do these pages, from the first on, say where they belong? */
gboolean intake_has_place(Intake *intake, const Page *pages, guint n_pages);

/* After intake_add failed for a file that will be ingested again: removes published masters that
 * got no row. */
void intake_take_back(Intake *intake, const Page *pages, guint n_pages);

/* Ends the batch; notes the sides it fed that now hold fewer or more pages than the register
 * expects: something is missing, or was fed twice; and second covers and covers without pages. */
gboolean intake_close(Intake *intake, const char *how, GError **error);

/* After a crash, and after a feed that this process ended itself: adopts whole sheets of a scan
 * that have no rows, published or still in the spool; takes back what an interrupted ingest had
 * published; empties the spool of dead owners. Called before anything new is taken in or done. */
gboolean intake_recover(Context *context, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Intake, intake_free)

G_END_DECLS
