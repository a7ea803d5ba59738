/* index/column.h - the columns of the register: their names, their values, how they are checked.
 * Private to index/. */
#pragma once

#include <glib.h>

/* The order is that of DESIGN's CSV, of the statements register_*, and of a row of values. */
typedef enum {
    COLUMN_FILE_NO,
    COLUMN_SUBJECT,
    COLUMN_KIND,
    COLUMN_SECTION,
    COLUMN_CATEGORY,
    COLUMN_SUB_CATEGORY,
    COLUMN_YEAR,
    COLUMN_CLASSIFICATION,
    COLUMN_RETENTION,
    COLUMN_LANGUAGE,
    COLUMN_OPENED,
    COLUMN_CLOSED,
    COLUMN_NOTE_PAGES,
    COLUMN_CORRESPONDENCE_PAGES,
    COLUMN_PRIORITY,
    COLUMN_LOCATION,
    COLUMN_COMPUTER_NO,
    COLUMN_PREVIOUS_REF,
    COLUMN_LATER_REF,
    COLUMN_REMARKS,
    N_CSV_COLUMNS,
    COLUMN_AVAILABILITY = N_CSV_COLUMNS, /* these two are set, not imported */
    COLUMN_CUSTODY,
    N_COLUMNS
} ColumnId;

const char *column_name(ColumnId id);
/* N_COLUMNS for a name that is none. */
ColumnId column_find(const char *name);
/* The names of the first n columns, for people. */
char *column_names(guint n);
/* Held as a number, "" is NULL. */
gboolean column_is_number(ColumnId id);
/* Stands in what is handed over, so a change makes volumes and package out of date. */
gboolean column_is_handed_over(ColumnId id);

/* What a spreadsheet may have made of a number: "a date..."; NULL: it looks like none. */
const char *column_spoilt(const char *value);
/* What it shows where a formula failed, as #REF!: no office numbers a file so. */
gboolean column_is_formula_error(const char *value);

/* The value as it is kept: trimmed, NFC, in its canonical form. DATA says what to write instead. */
char *column_check(ColumnId id, const char *value, GError **error);
/* A date of any year: 2008-03-05, or "". DATA likewise. */
char *column_date_check(const char *value, GError **error);
