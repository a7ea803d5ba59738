/* tests/bench/fill.h - a simulated office, put into a store by the acts that put a real one there: so the index holds
 * what a real one holds, with every event and every seal. Each act has a transaction of its own, as an act finds what
 * the one before it left, and its event says so. Only the files are missing, with what checking and export add to a
 * record. Best in memory (--dir /dev/shm/...): every transaction is synced. */
#pragma once

#include "index/index.h"
#include "tests/bench/simulated.h"

typedef struct {
    Store *store;
    Simulated *simulated;
    const char *dir; /* for the register as a file */
    guint n_records; /* so far */
    guint64 text_bytes;
} Filling;

/* So many more records "LRS-7/1998" of n_pages each: registered, scanned as a batch of each, read, assembled. Ends the
 * program where that fails. */
void fill_records(Filling *filling, guint n_records, guint n_pages);
