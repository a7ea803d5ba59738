/* What people should know of a receipt's line that was taken. */
#include <string.h>

#include "index/ack-private.h"
#include "index/store-private.h"

static void late_note(const Receipt *receipt, const PackageRow *row, const char *where,
                      GPtrArray *notes)
{
    if (row->version < row->latest)
        g_ptr_array_add(notes, g_strdup_printf("%s: %s is late: version %" G_GINT64_FORMAT
                                               " of %s superseded it, and needs its own receipt",
                                               where, receipt->package, row->latest, row->file_no));
    else if (row->is_changed)
        g_ptr_array_add(notes,
                        g_strdup_printf("%s: %s is late: %s was changed since it was exported, and "
                                        "its next export supersedes it",
                                        where, receipt->package, row->file_no));
}

/* What was handed over before it became confidential, or was left out, and went in all the same. */
static gboolean withheld_note(Store *store, const Receipt *receipt, const PackageRow *row,
                              const char *where, GPtrArray *notes, gboolean *is_told,
                              GError **error)
{
    g_autoptr(Record) record = index_record_load_id(store, row->record_id, error);
    if (!record)
        return FALSE;
    *is_told = index_record_is_withheld(record) && g_str_equal(receipt->status, "accepted");
    if (!*is_told)
        return TRUE;
    const char *what = index_record_is_confidential(record) ? record->classification : "excluded";
    g_ptr_array_add(notes,
                    g_strdup_printf("%s: %s is %s, and its pages are in e-Office now (package %s, "
                                    "Computer No. %s): tell the nodal officer, so that they are "
                                    "taken out there",
                                    where, row->file_no, what, receipt->package,
                                    receipt->computer_no ? receipt->computer_no : "unknown"));
    return TRUE;
}

#define DAY_LENGTH 10 /* of a time */

/* Within a day it makes no difference, and clocks are minutes apart. */
static void early_note(const Receipt *receipt, const PackageRow *row, const char *where,
                       GPtrArray *notes)
{
    if (strncmp(receipt->at_here, row->exported_at, DAY_LENGTH) >= 0)
        return;
    g_ptr_array_add(notes,
                    g_strdup_printf("%s: %s was %s at %s, before it was exported (%s): one of "
                                    "the two clocks was wrong, and reports count it on the "
                                    "day of the export. Set the clock of the import job; "
                                    "muhafiz doctor tells of this computer's",
                                    where, receipt->package, receipt->status, receipt->at_here,
                                    row->exported_at));
}

gboolean ack_note(Store *store, const Receipt *receipt, const PackageRow *row, const char *where,
                  GPtrArray *notes, GError **error)
{
    gboolean is_told = FALSE;
    early_note(receipt, row, where, notes);
    if (!withheld_note(store, receipt, row, where, notes, &is_told, error))
        return FALSE;
    if (!is_told)
        late_note(receipt, row, where, notes);
    return TRUE;
}

#define UNTAKEN_NAMED 5

void ack_note_untaken(const GPtrArray *names, const char *where, GPtrArray *notes)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < MIN(names->len, UNTAKEN_NAMED); i++)
        g_string_append_printf(text, "%s%s", i ? ", " : "", (const char *)names->pdata[i]);
    if (names->len > UNTAKEN_NAMED)
        g_string_append_printf(text, " and %u more", names->len - UNTAKEN_NAMED);
    if (names->len)
        g_ptr_array_add(
            notes, g_strdup_printf("%s: accepted, and still lying where they were exported to: %s. "
                                   "If the import job copies packages, remove their folders; "
                                   "if it takes them out, it did not write these receipts: "
                                   "tell the nodal officer (muhafiz export --list names them)",
                                   where, text->str));
}
