/* index/register.h - one record's values on their way into the index. Private to index/. */
#pragma once

#include "index/column.h"
#include "index/db.h"
#include "index/index.h"
#include "index/nic.h"

/* The values of one record by column; owned. All are set, numbers too ("": none), but for a row
 * that an import is still reading. */
typedef struct {
    gint64 record_id; /* 0: not in the index yet */
    char *values[N_COLUMNS];
} Row;

void register_row_clear(Row *row);
/* From a statement register_load or register_find. */
void register_row_read(Row *row, DbRows *from);

/* What writing rows needs; now is one moment for all of an import. */
typedef struct {
    Store *store;
    Db *db;
    NicWriter *nic;
    char *now;
    GPtrArray *notes;    /* for who asked, in the order of the rows */
    GPtrArray *reopened; /* file numbers of what a checker had accepted and must look at again */
    const char *reason;  /* of what needs one; borrowed; NULL: none was given */
} Register;

/* What is handed over of it is another thing now: its volumes are written anew, and an acceptance ends with that. */
gboolean register_reopen(Register *reg, const Row *before, const Row *after, GError **error);
/* One note of all that are in reopened. */
void register_reopened_tell(Register *reg);

gboolean register_init(Register *reg, Store *store, GError **error);
void register_clear(Register *reg);

/* Both within the caller's transaction, with their events. DATA, USAGE: the row is at fault, or must not
 * change now; whoever goes on with others takes back what was written of it (db_step_end). */
gboolean register_row_insert(Register *reg, Row *row, GError **error);
gboolean register_row_update(Register *reg, const Row *before, const Row *after, gboolean *changed,
                             GError **error);

/* {column: value} of what is not empty, and the e-Office form: JSON, owned. */
char *register_row_detail(const Row *row, const char *nic);
/* {column: [before, after]} of what differs; owned. */
GVariant *register_rows_compare(const Row *before, const Row *after, gboolean *is_handed_over);
/* In all columns. */
gboolean register_rows_are_equal(const Row *before, const Row *after);

/* Not Normal by classification, or excluded. */
gboolean register_row_is_withheld(const Row *row);

/* The e-Office form of a number that no record but own_id (0: none) has yet. DATA: nothing is left of it. */
char *register_nic_choose(Register *reg, const char *file_no, gint64 own_id, GError **error);

/* Sets one value. USAGE: no such column; DATA: a value that cannot be. */
gboolean register_row_set(Row *row, const RecordValue *set, GError **error);
/* What is not set stays as it was before (NULL, or not in the index: there is none), or is what "" means. */
gboolean register_row_complete(Row *row, const Row *before, GError **error);

/* The provisional record that this number is, or row stays empty. */
gboolean register_provisional_find(Register *reg, const char *file_no, const char *year, Row *row,
                                   GError **error);
/* The office's list has the record now. */
gboolean register_provisional_end(Register *reg, const Row *row, GError **error);

/* The row is written: what became of its exclusion, where that was not said by exclusion.h's calls. */
gboolean register_exclusion_follow(Register *reg, const Row *before, const Row *after,
                                   GError **error);

/* USAGE: a reason must be given for what this column is to be, and none is. An office without persons need not. */
gboolean register_reason_require(Register *reg, const Row *row, ColumnId id, GError **error);
/* The row is written: what it says now is noted, with the reason. */
gboolean register_absence_follow(Register *reg, const Row *before, const Row *after,
                                 GError **error);
gboolean register_lifting_follow(Register *reg, const Row *before, const Row *after,
                                 GError **error);

/* USAGE: the number is another one, and may not be. */
gboolean register_number_check(Register *reg, const Row *before, const Row *after, GError **error);
/* The row is written: where its number is another one, the form for e-Office follows, and the old one is kept. */
gboolean register_number_follow(Register *reg, const Row *before, const Row *after, GError **error);
/* DATA: a record that is here by another number had this one. */
gboolean register_number_check_new(Register *reg, const char *file_no, GError **error);
gboolean register_provisional_renumber(Register *reg, const Row *row, const char *object,
                                       GError **error);

/* Some of its columns, within the caller's transaction. USAGE or DATA: a key or a value that cannot be. */
gboolean register_record_set(Register *reg, gint64 record_id, const RecordValue *values,
                             guint n_values, GError **error);

/* The row is written: plans or drops the work on what is held of the record, as its classification
 * and availability now say, and notes it. Nothing where these are as before. */
gboolean register_withhold(Register *reg, const Row *before, const Row *after, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Row, register_row_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Register, register_clear)
