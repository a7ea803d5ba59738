/* batch/ledger.h - the ledger of a batch as people read it. */
#pragma once

#include <json-glib/json-glib.h>

#include "batch/command.h"

G_BEGIN_DECLS

/* "Batch 7: 12 sheets = 1 cover + 2 separators + 9 folio sheets; 18 pages = 16 clean + 2 to look at (1 blank, 1 skew).
 * A-12/2008: notes 6 of 6, correspondence 5, now 12 of 14 (2 missing); 7 in no record". ledger: of index_batch_ledger. */
char *ledger_text(JsonObject *ledger);

/* What its sides and sheets lack, or NULL: "2 of 20 sheets; A-12/2008, notes: 3 of 6 pages". */
char *ledger_shortage(JsonObject *ledger);

/* Notes that the side had been closed, and why; FALSE where nobody closed it. */
gboolean ledger_note_closed(JsonObject *side);
/* Notes about covers that are odd, with what to look for. */
void ledger_note_covers(JsonObject *ledger);

/* Prints the ledger of the batch for people, and answers it. */
JsonNode *ledger_tell(Context *context, gint64 batch_id, GError **error);

/* A run of sheets without a record (index_status) as page move takes it: "batch:7:1-2". Owned. */
char *ledger_run_sheets(JsonObject *run);

/* Why nobody knows the record of a run, as the rest of a sentence: "behind the cover of K-8/2010 (sheet
 * 3), which is excluded from scanning". Owned. */
char *ledger_run_reason(JsonObject *run);
/* It may be of a record that takes no pages: nothing is advised for it but this, a format for its sheets
 * (ledger_run_sheets). */
gboolean ledger_run_is_refused(JsonObject *run);
#define LEDGER_ASK_OFFICER                                                                         \
    "Such pages must not stay here, nor go to another record: ask the nodal officer (those of a "  \
    "confidential record are removed with muhafiz record withhold FILE_NO %s --reason TEXT)"

/* Notes of each such run in the whole office that "what" it: "this backup holds". */
gboolean ledger_note_refused(const Context *context, const char *what, GError **error);

/* Tells of the pages of the whole batch that have no record, if there are any: some may have come
 * before a crash, or before the scanner was opened anew. Each run of sheets has a line of its own
 * with the command that gives it a record, since what lies between them may begin another one; or
 * with the warning, where it must not stay. */
gboolean ledger_tell_unplaced(Context *context, gint64 batch_id, const char *prefix,
                              GError **error);

G_END_DECLS
