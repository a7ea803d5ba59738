/* tests/bench/finding.h - what the parts of the bench share: finding.c makes the office and is the program. */
#pragma once

#include <sqlite3.h>

#include "tests/bench/fill.h"

#define PAGES_PER_RECORD 50
#define SIZE_FROM_PAGES 100000 /* with few pages, every second word is a new one */

typedef struct {
    int n_pages, n_questions;
    char *dir;
    gboolean keep;
    Store *store;
    sqlite3 *db; /* beside the store, for rows that are not measured */
    Simulated *simulated;
    guint64 text_bytes;
    gboolean is_kept; /* by an earlier run */
    gboolean has_failed;
} Bench;

/* Prints the value beside its limit, and whether that holds. */
void finding_check(Bench *bench, gboolean holds, const char *what, double value, double limit);
/* One number. */
double finding_number(Bench *bench, const char *sql);
/* On how many pages the word stands. */
double finding_pages(Bench *bench, const char *word);

/* How fast (finding-ask.c). */
void finding_ask(Bench *bench);
/* How many of the words that stand on pages misread, or glued to others, are found by the right ones (finding-misread.c). */
void finding_misread(Bench *bench);
