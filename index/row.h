/* index/row.h - private to index/: what follows from the counts and days of a ROW (progress.h), for a station's own as for
 * one that was merged. One place, so that the same counts give the same percentages and dates everywhere.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct {
    gint32 today;           /* julian: the day of figures_at */
    gint32 asked;           /* the day of the item's "at", which may be later; 0: the same */
    const gint32 *holidays; /* julian, sorted: those of all offices and of this one */
    guint n_holidays;
    JsonArray *scanners; /* of the item, for the jams of the row's office; or NULL */
    guint n_behind;      /* of an inner node: its offices that are behind */
    guint n_silent;      /* and those that say nothing */
    guint
        n_rewritten; /* and those whose reports contradict earlier ones; of an office: in how many ways its own do */
    gint64 n_unlisted;  /* and the sum of their index_row_unlisted */
    gint64 n_unshelved; /* and of their index_row_unshelved */
    gint32 last_end;    /* and the last projected end of one, julian; 0: none has one */
    gint64 n_lately;    /* index_row_lately of an office; of an inner node their sum */
    const GPtrArray *
        unheard; /* rows (JsonObject*) of its offices that are silent or were never heard; or NULL */
} RowContext;

/* The members of a ROW that hold counts alone. */
#define ROW_COUNTS_MAX 16
typedef struct {
    const char *group;
    const char *members[ROW_COUNTS_MAX]; /* ends with NULL */
} RowGroup;
extern const RowGroup index_row_groups[]; /* ends with a group NULL */

/* All counts at 0, and no days. */
void index_row_add_nothing(JsonObject *row);
/* Sets "of" and "base" of an office's own row, from target, census, registered and expected (an inner node has sums). */
void index_row_measure(JsonObject *row);
/* "percent", as its counts and "of" make it; owned. */
JsonObject *index_row_percents(JsonObject *row);
/* Sets "percent", "over", "projection" and "behind". Wants everything else of the row. */
void index_row_judge(JsonObject *row, const RowContext *context);
/* Sets "projection" alone. */
void index_row_project(JsonObject *row, const RowContext *context);
/* How many records of an item's "lists" the office excluded, or said to be missing or damaged, within the last 14 days. */
#define ROW_LATELY_DAYS 14
gint64 index_row_lately(JsonObject *lists, const char *office, gint32 today);

/* A count of a row; 0 where it has none. */
gint64 index_row_count(JsonObject *row, const char *group, const char *member);
/* Records that nobody will scan and that lessen what can be scanned: excluded, missing and damaged ones, without those that the
 * register has beyond what is to be done. */
gint64 index_row_gone(JsonObject *row);
/* Records of what is to be done that are not scanned, and those closed short. */
gint64 index_row_unscanned(JsonObject *row);

/* The day of an RFC 3339 time or of "2026-11-28", in the time's own zone; 0: it is none. */
gint32 index_day_parse(const char *text);
/* "2026-11-28" */
char *index_day_format(gint32 julian);

G_END_DECLS
