/* index/side.h - how a side becomes volumes (inside index/ only): side.c loads it and says what a volume
 * says of itself, side-cut.c cuts it. */
#pragma once

#include "index/index.h"

typedef struct {
    gint64 page_id, seq, item_id; /* item_id 0: of no item */
    guint item;                   /* its number in the side, as people count them */
    guint home; /* number of the volume it stood in when the side was last written; 0: of none */
    const char *folio, *language, *accepted_at, *alto_sha256, *layers_path; /* lent by the chunk */
    const char *item_name; /* "45/2008, 2008-03-14, The Collector": what is known; "": nothing */
    const char *master_sha256;
    guint64 layers_bytes;     /* that they take in a volume; 0: the cache was emptied */
    const char *smaller_path; /* the same page, compressed more strongly */
    guint64 smaller_bytes;    /* 0: it was not yet */
    gboolean is_blank;
} SidePage;

/* One volume. */
typedef struct {
    guint number, first, n_pages; /* first: index into the side's pages */
    gboolean is_smaller;          /* of the smaller layers */
} Cut;

/* What is common to the volumes of a task. */
typedef struct {
    Store *store;
    SideTask *task;
    Volume common; /* what all volumes say */
    const char *nic_no;
    GArray *pages; /* SidePage by seq */
    guint volume_pages_max;
    guint64 volume_bytes_max; /* of its pages */
    gboolean omit_blanks;
    PdfRecipe smaller_recipe; /* archival: the office wants its pages as they were scanned */
} Side;

const SidePage *side_page_at(const Side *side, guint index);
/* The page is to be compressed more strongly. */
void side_ask_smaller(const Side *side, guint index);

/* Appends the volumes to be written, by number: all pages behind the first n_frozen_pages, which stand
 * in volumes 1 to n_frozen. Asks for the pages that should be compressed more strongly first. */
void side_cut(const Side *side, guint n_frozen_pages, guint n_frozen, GArray *cuts);
