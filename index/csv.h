/* index/csv.h - RFC 4180, and what spreadsheets make of it, read in place. Private to index/. */
#pragma once

#include <glib.h>

typedef struct CsvReader CsvReader;

typedef struct {
    guint line;        /* on which the row starts, from 1 */
    GPtrArray *fields; /* const char *; lent until the next row is read */
    guint bad_field;   /* from 1: the field that is malformed; 0: none is */
    const char *fault; /* what is wrong with it, and what to do; lent until the next row is read */
} CsvRow;

/* The whole file is held in memory. IO; DATA: not text (zero bytes), naming what to save it
 * as; LIMIT: absurdly large. Whether the text is UTF-8 is for the caller to check, by field. */
CsvReader *csv_reader_new(const char *path, GError **error);
void csv_reader_free(CsvReader *reader);

/* The next row that is not blank; without the empty columns that spreadsheets write behind the last one: the first row decides how
 * many there are, and what is beyond them and not empty stays. A quote that never closes takes
 * the rest of the file into its row, which is malformed. FALSE: the end, or (then *error is set) DATA: the first row is. */
gboolean csv_reader_next(CsvReader *reader, CsvRow *row, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(CsvReader, csv_reader_free)
