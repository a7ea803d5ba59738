/* batch/output.h - everything that reaches the terminal goes through here.
 *
 * Standard output carries answers, standard error carries problems and progress. With --json,
 * standard output carries one JSON value and nothing else. A terminal gets a progress bar with
 * rate and time left, redrawn at most ten times a second; anything else gets one line per item.
 */
#pragma once

#include "batch/command.h"

G_BEGIN_DECLS

/* Prints {"schema":1,"items":[...]}; items is an array or one item, and is taken. */
void output_items(JsonNode *items);

/* The same of an array that is JSON text already. */
void output_items_text(const char *items);

/* For people; nothing with --json. */
void output_line(const Context *context, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* "muhafiz: A-12/2008: ..." on standard error; the command ends with exit 1. */
void output_problem(Context *context, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* "muhafiz: note: ..." on standard error: something to look at that is no failure. */
void output_note(const char *format, ...) G_GNUC_PRINTF(1, 2);

#define OUTPUT_PDF "%PDF"

/* Whether a command may write path: not into the store, and over nothing but a file that begins so (NULL: whatever it
 * is). USAGE. */
gboolean output_may_write(const Context *context, const char *path, const char *magic,
                          GError **error);

/* Somebody sits at a terminal. */
gboolean output_can_ask(const Context *context);
/* A question on standard error, at the end of which the cursor stays. */
void output_ask(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Columns aligned by display width, which counts Urdu, Hindi and combining marks rightly. rows is
 * n_columns strings per row, the first row is the head. */
void output_table(const char *const *cells, guint n_rows, guint n_columns);

typedef struct Progress Progress;

/* what: "Recognising", unit: "pages". total 0: not known. */
Progress *output_progress_new(const Context *context, const char *what, const char *unit,
                              guint64 total);
void output_progress_set(Progress *progress, guint64 done, guint64 total);
/* One line about an item, above the bar. */
void output_progress_line(Progress *progress, const char *format, ...) G_GNUC_PRINTF(2, 3);
void output_progress_end(Progress *progress);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Progress, output_progress_end)

G_END_DECLS
