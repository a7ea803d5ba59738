/* batch/sheet.h - sheets of paper for the feeder, as an A4 PDF to print.
 *
 * A cover sheet lies on top of a record, a separator before the first page of a side, a "next
 * letter" sheet before each letter, and a token on top of the record that it was assigned to. The QR
 * code is for Muhafiz and stands on the sheet twice, in opposite corners, so that a stain, a torn
 * corner or a punch hole cannot take both. The text is for people: in the record's own language and
 * in English. The same sheets give the same bytes.
 */
#pragma once

#include "batch/token.h"

G_BEGIN_DECLS

typedef enum { SHEET_COVER, SHEET_SIDE, SHEET_ITEM, SHEET_TOKEN } SheetKind;

/* Strings are borrowed; NULL or "" where unknown. */
typedef struct {
    SheetKind kind;
    const char *office_code, *office_name;
    const char *language; /* Tesseract's names: "urd", "hin+eng" */
    /* A cover. */
    const char *file_no, *nic_no, *subject, *section;
    const char *record_kind;                 /* "register", "map"; else a file */
    gint64 note_pages, correspondence_pages; /* expected; -1 unknown */
    const char *side;                        /* the side that a separator begins */
    gint64 number;                           /* of a token */
} PrintSheet;

/* One page per sheet at path (replaced if it is there, untouched on failure). IO; DATA for a text
 * that no installed font can print, with the packages to install. */
gboolean sheet_print(const PrintSheet *sheets, guint n_sheets, const char *path, GError **error);

/* ------------------------------------------------------------------------ the words on them -- */

typedef enum {
    LABEL_COVER,
    LABEL_ITEM,
    LABEL_TOKEN,
    LABEL_SUBJECT,
    LABEL_SECTION,
    LABEL_NOTE_PAGES,
    LABEL_CORRESPONDENCE_PAGES,
    LABEL_PUT_COVER,
    LABEL_PUT_SEPARATOR,
    LABEL_PUT_ITEM,
    LABEL_PUT_TOKEN,
    LABEL_REUSE,
    N_LABELS,
} SheetLabel;

typedef struct SheetLanguage SheetLanguage;

/* The first of the set ("hin+eng") that is not English, if there are words in it; else English. */
const SheetLanguage *sheet_language_find(const char *languages);
const SheetLanguage *sheet_language_english(void);
gboolean sheet_language_is_rtl(const SheetLanguage *language);
const char *sheet_label(const SheetLanguage *language, SheetLabel label);
const char *sheet_side_label(const SheetLanguage *language, const char *side);

G_END_DECLS
