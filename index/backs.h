/* index/backs.h - two stacks while they are put together. Private to index/backs*.c. */
#pragma once

#include "index/store-private.h"

typedef struct {
    gint64 page_id;
    const char *role; /* static */
    gboolean is_blank;
    gboolean is_mark; /* of a back: it has a code of ours */
} StackSheet;

/* A back on its way to its place. */
typedef struct {
    gint64 page_id, front_id; /* front_id: the page that stands there now */
    const char *role;         /* that of the front as it was scanned */
    gint64 side_id, item_id;  /* 0: none */
    gint64 front_seq;         /* 0: not a page of the side */
} Back;

typedef struct {
    Store *store;
    Db *db;
    gint64 batch_id;
    BacksReport *report;
    GArray *fronts, *stack; /* StackSheet by sheet */
    GArray *backs;          /* Back in the order of the fronts */
} Stacks;

const char *backs_order_name(BacksOrder order);

/* Puts the backs into all sides that their fronts stand in, as one correction. */
gboolean backs_fill_sides(const Stacks *stacks, GError **error);
