/* batch/sheet.h - sheets of paper for the feeder, as an A4 PDF to print.
 *
 * A cover sheet lies on top of a record, a separator sheet before the first page of a side. The QR
 * code is for Muhafiz, the text is for people: in the record's own language and in English. The
 * same sheets give the same bytes.
 */
#pragma once

#include "batch/token.h"

G_BEGIN_DECLS

/* Strings are borrowed; NULL or "" where unknown. */
typedef struct {
    const char *office_code, *office_name;
    const char *language; /* Tesseract's names: "urd", "hin+eng" */
    /* A cover. */
    const char *file_no, *nic_no, *subject, *section;
    gint64 note_pages, correspondence_pages; /* expected; -1 unknown */
    /* A separator: the side it opens. NULL for a cover. */
    const char *side;
} PrintSheet;

/* One page per sheet at path (replaced if it is there, untouched on failure). IO; DATA for a text
 * that no installed font can print, with the packages to install. */
gboolean sheet_print(const PrintSheet *sheets, guint n_sheets, const char *path, GError **error);

G_END_DECLS
