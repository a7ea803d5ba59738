/* batch/report.h - the progress return as figures, and the forms it is printed in.
 *
 * index/ computes the figures (index/progress.h has the item); here they are read once (report.c), laid out once as a
 * document (report-doc.h), and written as HTML, PDF and CSV. So all forms print the same numbers, and a percentage is
 * computed in one place from the two counts that are printed beside it.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "batch/report-words.h"

G_BEGIN_DECLS

/* Counts of a row, in the order of CSV. */
typedef enum {
    REPORT_TARGET,
    REPORT_CENSUS,
    REPORT_REGISTERED,
    REPORT_PROVISIONAL,
    REPORT_UNCOUNTED,
    REPORT_SHORT,
    REPORT_SCANNED,
    REPORT_RECOGNISED,
    REPORT_ASSEMBLED,
    REPORT_CHECKED,
    REPORT_EXAMINED,
    REPORT_BY_LOT,
    REPORT_EXPORTED,
    REPORT_EXPORTED_UNCOUNTED,
    REPORT_IMPORTED,
    REPORT_REJECTED,
    REPORT_EXCLUDED,
    REPORT_MISSING,
    REPORT_DAMAGED,
    REPORT_TAKEN,
    REPORT_OVERNIGHT,
    REPORT_PAGES_TARGET,
    REPORT_PAGES_CENSUS,
    REPORT_PAGES_EXPECTED,
    REPORT_PAGES_SCANNED,
    REPORT_PAGES_RECOGNISED,
    REPORT_PAGES_FAILED,
    REPORT_PAGES_SURPLUS,
    REPORT_PAGES_BLANK,
    REPORT_PAGES_DUPLICATE,
    REPORT_PAGES_UNPROVEN,
    N_REPORT_COUNTS
} ReportCount;

#define REPORT_NO_COUNT (-1) /* there is no such figure: no plan, no census */

/* Where a count stands in a row of the item; in CSV it is called group_member. */
typedef struct {
    const char *group, *member;
} ReportColumn;
extern const ReportColumn report_columns[N_REPORT_COUNTS];

typedef struct {
    gint32 julian; /* g_date_get_julian */
    gint64 pages, records;
    gboolean is_working, is_flagged;
} ReportDay;

/* Strings and objects are borrowed from the item. */
typedef struct {
    JsonObject *item;
    const char *office, *name, *level, *parent;
    const char *figures_at; /* NULL: never heard */
    guint depth;            /* 0 the top of the tree */
    gboolean is_inner;      /* the sum of what stands below it */
    gboolean is_silent;     /* for 3 days */
    gint64 counts[N_REPORT_COUNTS];
    ReportWord base_word;    /* WORD_BASE_TARGET, _CENSUS, _REGISTER or _MIXED: */
    gint64 base, base_pages; /* what percentages are of */
    const char *start, *deadline;
    JsonObject *projection;
    JsonObject *chain, *frozen; /* NULL: there is none */
    JsonArray *behind;
    GArray *days; /* ReportDay, oldest first; owned */
} ReportRow;

typedef struct {
    JsonNode *node; /* owned: all that is borrowed below */
    JsonObject *item;
    ReportRow total;   /* Grand Total */
    GArray *offices;   /* ReportRow in the order of the tree, below its top; a station's own */
    GHashTable *names; /* of offices, by code */
    GArray *holidays;  /* gint32 julian: those of all offices */
} Report;

/* DATA: it is no progress item. */
Report *report_new(JsonNode *progress, GError **error);
void report_free(Report *report);

/* A row of "Parameter | Target | Achievement | %": base or available 0 where there is none. */
#define REPORT_STEPS 9
typedef struct {
    ReportWord title;
    gint64 base, achieved, available; /* available: the base without what cannot be scanned */
} ReportStep;
void report_steps(const ReportRow *row, ReportStep steps[REPORT_STEPS]);
/* "state" of a projection as the word for it: WORD_STATE_... */
ReportWord report_state_of(JsonObject *projection);
ReportWord report_state(const ReportRow *row);
/* The depth of the offices next below the top, or of the station itself; whether there are deeper ones. */
guint report_top_depth(const Report *report);
gboolean report_has_levels(const Report *report);
/* Offices that lag, furthest behind first: those next below the top, or all that have none below them. Pointers into
 * report->offices. */
GPtrArray *report_behind(const Report *report, gboolean all);
/* Of a code; the code itself where no row has it. */
const char *report_office_name(const Report *report, const char *office);

/* "12,34,567": lakh and crore grouping; an en dash where there is no such figure. */
char *report_count(gint64 count);
/* Of a rate: "4,812" or, below 100, "4.8". */
char *report_rate(double per_day);
/* "93.29%", rounded down, so that 100% means all; an en dash where the base is 0. THE percentage of every form. */
char *report_percent(gint64 achieved, gint64 base);
/* 2026-11-21 or a time of that day to "21.11.2026"; "" of NULL. */
char *report_date(const char *day);
char *report_julian(gint32 julian);
/* "deadline" of a target or a category: "31.12.2026"; with the first one, where it was moved; an en dash where there is none. */
char *report_deadline(JsonObject *target, ReportLanguage language);
gint32 report_day_number(const char *day); /* julian; 0: none */
/* "21.11.2026, 10:30" */
char *report_time(const char *rfc3339);

/* The forms, as bytes; --lang is for people's forms only. PDF needs a folder to work in. */
GString *report_html(const Report *report, ReportLanguage language);
#define REPORT_CSV_MAGIC                                                                           \
    "\xef\xbb\xbf"                                                                                 \
    "office,"
GString *report_csv(const Report *report);
gboolean report_write_pdf(const Report *report, ReportLanguage language, const char *path,
                          GError **error);
/* Writes path as a whole or leaves it as it was. */
gboolean report_publish(const char *path, const char *text, gsize size, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Report, report_free)

G_END_DECLS
