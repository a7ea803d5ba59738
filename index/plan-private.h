/* index/plan-private.h - the five tables of a plan. Private to index/. */
#pragma once

#include "index/csv.h"
#include "index/db.h"
#include "index/plan.h"

G_BEGIN_DECLS

#define PLAN_COLUMNS_MAX 8

/* AnswerField, of statements drive_offices and drive_holidays. */
#define DRIVE_OFFICE_FIELDS                                                                        \
    {                                                                                              \
        {"office", ANSWER_TEXT}, {"name", ANSWER_TEXT}, {"parent", ANSWER_TEXT},                   \
            {"level", ANSWER_TEXT},                                                                \
        {                                                                                          \
            "lgd", ANSWER_TEXT                                                                     \
        }                                                                                          \
    }
#define DRIVE_HOLIDAY_FIELDS                                                                       \
    {                                                                                              \
        {"day", ANSWER_TEXT}, {"name", ANSWER_TEXT},                                               \
        {                                                                                          \
            "office", ANSWER_TEXT                                                                  \
        }                                                                                          \
    }

#define DRIVE_HOLIDAY_LATE_FIELDS                                                                  \
    {                                                                                              \
        {"day", ANSWER_TEXT}, {"name", ANSWER_TEXT}, {"office", ANSWER_TEXT},                      \
        {                                                                                          \
            "imported_at", ANSWER_TEXT                                                             \
        }                                                                                          \
    }

typedef enum {
    PLAN_TEXT, /* may be empty */
    PLAN_NAME, /* not empty */
    PLAN_OFFICE, /* a code of the tree, or the store's own where there is none; empty where it may be */
    PLAN_COUNT, /* 1,20,000; empty is NULL */
    PLAN_DATE,  /* empty where it may be */
} PlanType;

typedef struct {
    const char *name;
    PlanType type;
    gboolean is_needed; /* the file must have the column */
    gboolean is_key;    /* no two rows are alike in these */
    gboolean is_filled; /* and each row a value in it */
} PlanColumn;

typedef struct {
    const char *kind;
    const char *insert;                       /* statement: plan_version_id, then the columns */
    PlanColumn columns[PLAN_COLUMNS_MAX + 1]; /* ends with a name that is NULL */
} PlanTable;

extern const PlanTable plan_tables[];
#define N_PLAN_TABLES 5

/* The one that has a file's columns; NULL with USAGE, which names all. */
const PlanTable *plan_table_find(const GPtrArray *names, GError **error);
guint plan_table_width(const PlanTable *table);
/* The value as it is kept, or NULL with DATA. */
char *plan_value_check(PlanType type, const char *value, GError **error);

typedef struct {
    guint line;
    char *values[PLAN_COLUMNS_MAX]; /* owned */
} PlanRow;

/* The tree has one root, no loops and no unknown parents: problems get "FILE:LINE: ...". */
void plan_tree_check(const GArray *rows, const char *file, GPtrArray *problems);

G_END_DECLS
