/* index/import.h - one import of the register. Private to register-import.c and register-match.c. */
#pragma once

#include "index/register.h"

typedef struct {
    Register *reg;
    RegisterReport *report;
    const char *name;  /* of the file, for people */
    GArray *columns;   /* ColumnId of each field */
    const char *path;  /* of the file */
    GHashTable *seen;  /* "file_no\nyear" -> line it stands in */
    GHashTable *rows;  /* file_no -> how many rows have it; NULL: nobody asked */
    gboolean has_year; /* else file_no alone finds the record */
} Import;

/* *before: what the index holds of it, if anything. Several: a file without years cannot say. */
gboolean import_find(Import *import, const Row *row, Row *before, guint *n_found, GError **error);
