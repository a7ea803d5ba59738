/* batch/report-doc.h - the progress return as a document: its parts in order, their texts in one language. HTML and PDF
 * are two ways to set the same document, so they cannot differ in a number.
 */
#pragma once

#include "batch/report-chart.h"

G_BEGIN_DECLS

typedef enum {
    DOC_NAME,   /* what the row is about: its head */
    DOC_TEXT,   /* words */
    DOC_CODE,   /* a code, a date: one line, from left to right */
    DOC_NUMBER, /* aligned at its end */
} DocKind;

#define DOC_NO_GROUP N_WORDS

typedef struct {
    ReportWord title;
    ReportWord group; /* over several columns, or DOC_NO_GROUP */
    DocKind kind;
    gboolean has_bar; /* a percentage with a bar beside it */
} DocColumn;

typedef struct {
    char **cells;                            /* one a column; owned */
    guint depth;                             /* of its name */
    gboolean is_total, is_strong, is_warned; /* warned: the words in it say of what */
    double share;                            /* of has_bar: 0 to 1 */
} DocRow;

typedef struct {
    ReportWord caption;
    char *says;         /* below the caption, or NULL; owned */
    DocColumn *columns; /* owned */
    guint n_columns;
    gboolean is_wide; /* needs the width of a sheet laid on its side */
    GArray *rows;     /* DocRow */
} DocTable;

typedef enum { DOC_PART_SUMMARY, DOC_PART_TABLE, DOC_PART_CHART, DOC_PART_TEXT } DocPartKind;

/* A figure of the summary with its name and what explains it. */
typedef struct {
    ReportWord name;
    char *figure, *says; /* owned; says may be NULL */
} DocFact;

typedef struct {
    DocPartKind kind;
    ReportWord heading;
    DocTable *table;
    Chart *chart;
    char *text;
} DocPart;

#define DOC_FACTS 4

typedef struct {
    ReportLanguage language;
    char *office, *as_of, *period; /* period NULL: no frozen return */
    /* The summary: "63.07%", "98,19,026 of 1,55,66,454", what the projection says, and its figures. */
    char *percent, *achieved, *verdict;
    char *reasons; /* why the whole lags, or NULL */
    char *
        beside; /* what it would be had nothing been taken off the work and no deadline been moved, or NULL */
    ReportWord state;
    double share;
    DocFact facts[DOC_FACTS];
    GPtrArray *parts; /* DocPart */
} Doc;

Doc *doc_new(const Report *report, ReportLanguage language);
void doc_free(Doc *doc);

DocTable *doc_table_new(ReportWord caption, const DocColumn *columns, guint n_columns);
/* cells are taken, as many as there are columns. */
DocRow *doc_table_add(DocTable *table, char **cells);
/* Each takes what it is given; nothing is added of NULL, nor of a table without rows. */
void doc_add_table(Doc *doc, DocTable *table);
void doc_add_chart(Doc *doc, Chart *chart);
void doc_add_text(Doc *doc, ReportWord heading, char *text);

/* Parts of doc_new. */
DocTable *doc_grand_total(const Report *report, ReportLanguage language);
/* Which of joined reports are of older versions; NULL: none. Owned. */
char *doc_older(const Report *report, ReportLanguage language);
/* Of joined reports: where those of an office contradict each other. */
DocTable *doc_rewritten(const Report *report, ReportLanguage language);
DocTable *doc_behind(const Report *report, gboolean all, ReportLanguage language);
DocTable *doc_offices(const Report *report, ReportLanguage language);
DocTable *doc_days(const Report *report, ReportLanguage language);
void doc_add_lists(Doc *doc, const Report *report);
/* Rows of "categories" summed over all offices; to be freed. */
JsonArray *report_categories(const Report *report);
/* The records of more offices are counted, not listed: they stand in their districts' reports. */
#define REPORT_OFFICES_LISTED 40
/* There are more offices, or so many records of several that no reader would turn the pages. */
gboolean report_lists_are_counted(const Report *report);
/* How many records of each office stand in each list. */
DocTable *doc_list_counts(const Report *report, ReportLanguage language);
/* The head of each office's chain of events and its newest frozen return. */
DocTable *doc_evidence(const Report *report, ReportLanguage language);
/* "reason; reason": why a row lags. */
char *doc_reasons(const ReportRow *row, ReportLanguage language);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Doc, doc_free)

G_END_DECLS
