/* index/why-private.h - what is known of a record, and the rules that say what it waits for. Private to why*.c. */
#pragma once

#include "index/index.h"
#include "index/store-private.h"

typedef struct {
    JsonObject *record;       /* as index_record_show has it */
    const char *word, *stage; /* word: its number as a command takes it */
    gint64 n_feeding, n_work, n_failed, n_proposals;
    gint64 lot_id; /* that it lies in; 0: none */
    gboolean is_sampled;
    gint64 back_lot_id, n_defects; /* that it came back from; 0: none */
    JsonArray *held, *recalls;     /* as pages_held_load and recalls_load have them */
    gint64 n_removed;              /* pages, with a confidential record */
    DbRows *uncounted;             /* at a side that reports do not count yet, or NULL */
} Asked;

/* Both texts are owned. next NULL: there is nothing to be done. */
typedef struct {
    const char *turn;
    char *what, *next;
} Step;

/* TRUE. Takes both texts. */
gboolean why_step_set(Step *step, const char *turn, char *what, char *next);

#define TEXT(...) g_strdup_printf(__VA_ARGS__)

/* Rules: FALSE, it does not hold. */
gboolean why_is_out(const Asked *asked, Step *step);
gboolean why_is_disputed(const Asked *asked, Step *step);
gboolean why_was_refused(const Asked *asked, Step *step);
gboolean why_is_late(const Asked *asked, Step *step);
gboolean why_is_handed_over(const Asked *asked, Step *step);
