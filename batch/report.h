/* batch/report.h - the progress return as figures, and the forms it is printed in.
 *
 * index/ computes the figures; here they are laid out. All forms print the same rows and columns:
 * the Grand Total first, then one row per office. A percentage is computed from the two counts that
 * are printed beside it; above 100 it is printed as it is.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define REPORT_COLUMNS 16

/* The columns in printed order, with a machine's and a person's name. */
typedef struct {
    const char *group;  /* "records", "availability" or "pages" */
    const char *member; /* as in the item and, with the group before it, in CSV */
    const char *title;
} ReportColumn;

extern const ReportColumn report_columns[REPORT_COLUMNS];

typedef struct {
    char *office, *name;
    gint64 counts[REPORT_COLUMNS];
    gint64 target;         /* records: the plan's, or all that are registered */
    gint64 expected_pages; /* of the records of which the register tells it */
} ReportRow;

typedef struct {
    char *day; /* 2026-11-21 */
    gint64 pages;
} ReportDay;

typedef struct {
    char *at;        /* RFC 3339: when it was counted */
    ReportRow total; /* Grand Total */
    GArray *offices; /* ReportRow */
    GArray *days;    /* ReportDay, oldest first */
} Report;

Report *report_new(JsonObject *progress);
void report_free(Report *report);

/* A row of "Parameter | Target | Achievement | %age". */
#define REPORT_STEPS 9
typedef struct {
    const char *title;
    gint64 target, achieved;
} ReportStep;
void report_steps(const ReportRow *row, ReportStep steps[REPORT_STEPS]);

/* "12,34,567": lakh and crore grouping. */
char *report_count(gint64 count);
/* "93.29 %", of the target; "-" where the target is 0. Rounded down, so that 100 % means all. */
char *report_percent(gint64 achieved, gint64 target);
/* "21.11.2026, 10:30" */
char *report_time(const char *rfc3339);

/* Each writes path as a whole or leaves it as it was. */
gboolean report_write_html(const Report *report, const char *path, GError **error);
gboolean report_write_csv(const Report *report, const char *path, GError **error);
gboolean report_write_pdf(const Report *report, const char *path, GError **error);
/* For the three above and for JSON. */
gboolean report_publish(const char *path, const char *text, gsize size, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Report, report_free)

G_END_DECLS
