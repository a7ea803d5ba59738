/* tests/index/edit-office.h - an office whose pages are put right by scripts. */
#pragma once

#include "tests/index/sample.h"

/* For g_test_add: B-7/2010 with six pages of correspondence (three sheets, both faces) and two of
 * notes, C-3/2011 with two, and three pages without a record; page_ids 1-6, 7-8, 9-10, 11-13, of
 * batches 1 to 4. All is read. */
void office_setup(Sample *sample, gconstpointer data);

#define OFFICE_FRONTS_BATCH 3 /* pages 9 and 10, in C-3/2011 */
#define OFFICE_BACKS_BATCH 4  /* pages 11 and 12 */
/* C-3/2011's two pages become the fronts of two of the pages without a record. */
void office_stack_backs(Sample *sample);

/* One value of muhafiz.conf; the store is opened again. */
void office_conf(Sample *sample, const char *group, const char *key, const char *value);

/* Where every page stands, and what is not a page's: whether sides are closed, where items are.
 * What recognition did to pages without a place is no correction; nor is the row of a side that is
 * made when it is first named. */
char *office_print(Sample *sample);
/* What must be so after every correction. */
void office_check(Sample *sample, guint n_pages);
void office_verify(Sample *sample);
/* "3 1 2=12A": the page_ids of a side in order, with the labels that are not their places. */
char *side_print(Sample *sample, const char *file_no, const char *side);

/* All rows of a query, values with a blank between, rows with a line feed. */
char *rows_text(Sample *sample, const char *sql);
void same_rows(Sample *sample, const char *sql, const char *expected);

/* The side that B, Bn (notes), C, R or A stands for; 0 for "-". */
gint64 side_of(Sample *sample, const char *word);
/* One correction, words with blanks between:
 *     move SIDE PAGES TARGET [before|after PAGE] [folio LABEL]     label SIDE PAGES [LABEL [on [BACKS]]]
 *     aside SIDE PAGES      turn SIDE PAGES N                      reverse SIDE PAGES [sheets]
 *     replace SIDE PAGES BY     split SIDE PAGES FILE_NO [SUBJECT]     merge FROM INTO
 *     close SIDE [REASON]       undo N
 * PAGES of no side are named by id, with SIDE "-". */
JsonNode *script_run(Sample *sample, const char *line, GError **error);
gint64 edit_of(JsonNode *answer);
/* script_run that must succeed; the number of the correction. */
gint64 script_do(Sample *sample, const char *line);
/* script_run that must fail, saying these words. */
void script_fail(Sample *sample, const char *line, int code, const char *words);
void script_undo(Sample *sample, gint64 edit_id);
