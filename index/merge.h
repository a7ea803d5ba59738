/* index/merge.h - private to index/: stations' reports, read and joined (progress.h has the promises).
 *
 * merge-read.c reads files (merge-text.c takes their records out, merge-rows.c joins these) and checks their shape, merge-check.c their figures,
 * merge-holidays.c joins holidays, merge-older.c fills in what older versions did not write, merge-lists.c their lists, merge-clash.c one against the other, merge-heads.c what they say of earlier returns; merge-tree.c finds the place of every row in the tree of offices; merge-sum.c adds up what stands
 * below a node, merge-measure.c says by what it is measured; merge.c sets the item. Whatever comes from a file is checked before it is used: counts, days and codes of a row that
 * came through merge-read.c are what they should be.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "index/progress.h"

G_BEGIN_DECLS

#define MERGE_LEVELS_MAX 16 /* of a tree of offices */
#define MERGE_DAY_COUNTS 5
extern const char *const merge_day_counts[MERGE_DAY_COUNTS]; /* "pages" first */

/* ------------------------------------------------------------------------------------- the files -- */

typedef struct {
    const char *path; /* borrowed; for messages */
    JsonObject *item; /* owned */
    char *
        key; /* owned: the file's SHA-256 and the item's place in it: an order for what is equally old */
    char *records; /* owned: what stands in its array "records", with rows; NULL: it has none */
} MergeItem;

/* MergeItem*, owned, the newest first. What is refused is a problem. */
GPtrArray *merge_files_read(const char *const *paths, gboolean with_rows, GPtrArray *problems);
/* Without the records of items; records: NULL, or gets for each item what stands in that array (char*, owned), or NULL where it has none. */
GString *merge_text_cut(const char *text, gsize size, GPtrArray *records);
/* Behind the string that begins at at. */
const char *merge_string_end(const char *at, const char *end);
/* FALSE, with a DATA error of that text: a file that cannot be what a station wrote. */
gboolean merge_refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

#define MERGE_NOT_COUNTED "this was not counted so, ask the office for its report as it was written"

/* Makes null or empty what the version that wrote the item did not know yet; whatever the item is. DATA: it knew, and it was taken out. */
gboolean merge_older_fill(JsonObject *item, GError **error);
/* A count that older versions do not have. */
gboolean merge_is_later(const char *count);
/* Of a row in which counts and days have their shape: counts, days and percentages agree. With is_leaf, of figures that are no sums, also what
 * they are measured by. DATA: what does not. */
gboolean merge_row_check(JsonObject *row, gboolean is_leaf, GError **error);
/* The Grand Total of an item is the sum of its offices, which have been checked. */
gboolean merge_total_check(JsonObject *item, GError **error);

extern const char *const merge_lists[];  /* of "lists"; ends with NULL */
extern const char *const merge_tables[]; /* that stand beside it, as "persons"; likewise */
/* They are all there and have as many rows, and add up to what the counts of each office say. */
gboolean merge_lists_check(JsonObject *item, GError **error);

/* Offices (borrowed of the items) that two of the items mean differently, each of which is a problem: neither is to be believed. */
GHashTable *merge_clashes_find(const GPtrArray *items, GPtrArray *problems);

/* "rewritten" of progress.h, owned: what the items say differently of the same return or event of an office, and what was found when they were
 * joined. Offices in clashes are left out. */
JsonArray *merge_rewritten_find(const GPtrArray *items, GHashTable *clashes);

/* The name that the office gave itself; NULL: an older version joined it, and did not keep it. In a row of a joined report "name" is that of the plan. */
const char *merge_own_name(JsonObject *row);

/* Offices (borrowed) that another row of the item names as its parent. */
GHashTable *merge_inner_offices(JsonObject *item);

/* Seconds since 1970 of an RFC 3339 time; 0: it is none. */
gint64 merge_time_parse(const char *text);

/* -------------------------------------------------------------------------------------- the tree -- */

/* What is to be done, or was counted, as an item says it. */
typedef struct {
    JsonObject *object;    /* borrowed of item; NULL: nobody says it */
    const MergeItem *item; /* borrowed */
    guint rank;
    gint64 told_s; /* of equal ranks the later holds */
} MergeYardstick;
enum { MERGE_TARGET, MERGE_CENSUS, N_MERGE_YARDSTICKS };

typedef struct MergeNode MergeNode;
struct MergeNode {
    char *office, *name, *level,
        *lgd; /* owned; level and lgd may be NULL; office NULL: the top of those without a common one */
    MergeNode *parent;     /* or NULL */
    GPtrArray *children;   /* MergeNode*, borrowed */
    const MergeItem *item; /* a leaf's figures are of it; NULL: never heard */
    JsonObject *row;       /* owned; of a leaf: out of item */
    gint64 figures_s;      /* when, since 1970 */
    MergeYardstick yardsticks[N_MERGE_YARDSTICKS]; /* its own, of the items */
    gint32 last_end; /* the last projected end of a leaf below it, julian; 0: none */
    guint n_behind, n_silent, n_rewritten;    /* leaves below it, itself included */
    gint64 n_unlisted, n_unshelved, n_lately; /* index_row_unlisted of them, and so on */
};

typedef struct {
    JsonObject *plan;          /* as index_plan_list answers; NULL: none */
    const char *office, *name; /* of the store; or NULL */
    const char *at;            /* of the merge, RFC 3339 */
    const char *measured_by;   /* the name of the office whose plan it is; or NULL */
} MergeFrame;

typedef struct {
    GHashTable *nodes; /* office: MergeNode*, owned */
    MergeNode *top;
    JsonArray *rewritten; /* owned */
    GPtrArray *
        items; /* const MergeItem*, borrowed: those whose words hold, the newest first; of each office's files its newest */
} MergeTree;

void merge_tree_free(MergeTree *tree);
/* The offices of the plan, or else of the items, with the newest row of each. What is refused is a problem; nothing but the top: none is left. */
MergeTree *merge_tree_new(const GPtrArray *items, const MergeFrame *frame, MergeReport *report);

/* "holidays" or "holidays_late" (list) of the joined item, owned: of the plan, or of the items' own where its "holidays" are empty; each once. */
JsonArray *merge_holidays_join(const MergeTree *tree, JsonObject *plan, const char *list);
/* Of such an array: office, "" for all: GArray of gint32, owned. */
GHashTable *merge_holidays_by_office(JsonArray *holidays);
/* gint32, owned, sorted, each once: those of all, of the node and of those above it; and those that all that were heard below it have. */
GArray *merge_holidays_of(GHashTable *by_office, const MergeNode *node);

/* The item that has the newest tree of offices, which holds where the store has none; NULL: none has one. */
const MergeItem *merge_tree_item(const GPtrArray *items);

/* -------------------------------------------------------------------------- what is said of files -- */

/* Sets "tree", and names that of a file in "plan", which is there. */
void merge_tell_tree(JsonObject *item, const GPtrArray *items, const MergeFrame *frame);
/* Sets "measured_by": the store's, or the one name that the items have of all offices with figures or a yardstick; or null. */
void merge_tell_measured(JsonObject *item, const MergeTree *tree, const GPtrArray *leaves,
                         const MergeFrame *frame);
/* Adds to the store's own versions those of the items, with "office", of tables that the store's plan has not. */
void merge_tell_plans(JsonArray *plan, const GPtrArray *items, const MergeTree *tree);
/* Adds the frozen returns that leaves (MergeNode*) have their figures of. */
void merge_tell_returns(JsonArray *returns, const GPtrArray *leaves);
/* Sets "refused" to what was refused when the items were joined. */
void merge_tell_refused_before(JsonObject *item, const MergeTree *tree);
/* Adds the problems to it, each "PATH: WHY". */
void merge_tell_refused(JsonObject *item, const GPtrArray *problems, const char *const *paths);

/* ------------------------------------------------------------------------------------ the joining -- */

/* Sets the row of an inner node to the sums of the nodes below it, which have theirs, with "of" and "base". */
void merge_sum(MergeNode *node);

/* Keeps what the item says is to be done of an office, in a row of figures or, with is_inner, in "own" of a row of sums; what a plan above the
 * office says goes before what it says itself, and the newest before what is older. */
void merge_yardsticks_take(MergeNode *node, const MergeItem *item, JsonObject *row,
                           gboolean is_inner);
/* The same of what each of the tree's items says in its own "tree" of other offices; it goes behind all that an office says of itself. */
void merge_yardsticks_hear(const MergeTree *tree);
/* Sets target, census, "of" and "base" of a leaf's row: of the plan, or else of the items. */
void merge_measure_leaf(MergeNode *node, const MergeFrame *frame);
/* The same of an inner node's, which has the sums of what stands below it, and "own". */
void merge_measure_inner(MergeNode *node, const MergeFrame *frame);

/* Adds the "records" of the leaves (MergeNode*) whose items have rows; answers the "rowless" offices, owned. */
JsonArray *merge_rows_join(const GPtrArray *leaves, GString *records, GPtrArray *problems);

/* The item; NULL: no item could be used. */
JsonObject *merge_items(const GPtrArray *items, const MergeFrame *frame, MergeReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(MergeTree, merge_tree_free)

G_END_DECLS
