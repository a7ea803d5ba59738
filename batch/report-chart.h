/* batch/report-chart.h - pictures of the progress return as a list of shapes, drawn as SVG and by cairo.
 *
 * One idea each, labelled where the eye is: no legend, few lines. In a language that is read from the right the whole
 * picture is mirrored when a shape is added, texts stay as they are. Units: 1 is a CSS pixel of a picture of
 * CHART_WIDTH; the origin is top left.
 */
#pragma once

#include "batch/report.h"

G_BEGIN_DECLS

#define CHART_WIDTH 960.0
#define CHART_TEXT 13.0 /* height of letters */

/* What a shape means; each form has its own ink for it. */
typedef enum {
    INK_TEXT,
    INK_SOFT,
    INK_STRONG,
    INK_DONE,  /* work done */
    INK_UNDER, /* below the curve of work done */
    INK_TRACK, /* what 100 % would be */
    INK_GRID,
    INK_PLAN,    /* a dashed line */
    INK_NEEDED,  /* a dotted line */
    INK_LIKELY,  /* where the present pace leads */
    INK_BAND,    /* its 80 % interval */
    INK_OFF,     /* Sundays and holidays */
    INK_FLAGGED, /* work of a day on which the clock was set */
    N_INKS
} ChartInk;

typedef enum { SHAPE_RECT, SHAPE_LINE, SHAPE_AREA, SHAPE_DOT, SHAPE_TEXT } ShapeKind;
/* Of a text, in reading direction. */
typedef enum { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END } ChartAnchor;

typedef struct {
    double x, y;
} ChartPoint;

typedef struct {
    ShapeKind kind;
    ChartInk ink;
    ChartAnchor anchor;
    double x, y, width, height; /* of a text: x and the baseline y */
    ChartPoint *points;         /* of a line or an area; owned */
    guint n_points;
    char *text; /* of a text; of a rect what it says when it is pointed at, or NULL; owned */
} ChartShape;

typedef struct {
    double width, height;
    gboolean is_rtl;
    char *title, *says; /* owned */
    GArray *shapes;     /* ChartShape */
} Chart;

Chart *chart_new(double height, ReportLanguage language, ReportWord title, char *says);
void chart_free(Chart *chart);

void chart_rect(Chart *chart, ChartInk ink, double x, double y, double width, double height,
                char *says);
void chart_line(Chart *chart, ChartInk ink, const ChartPoint *points, guint n_points);
void chart_area(Chart *chart, ChartInk ink, const ChartPoint *points, guint n_points);
void chart_dot(Chart *chart, ChartInk ink, double x, double y);
/* text is taken. */
void chart_text(Chart *chart, ChartInk ink, ChartAnchor anchor, double x, double y, char *text);
/* Of an office, cut where it would not fit. */
char *chart_name(const char *name, guint max_characters);

/* NULL: there is nothing to draw. */
Chart *chart_course(const Report *report, ReportLanguage language);
Chart *chart_days(const Report *report, ReportLanguage language);
Chart *chart_stages(const Report *report, ReportLanguage language);
Chart *chart_ranking(const Report *report, ReportLanguage language);

/* The first day of a row that its clock can be believed of; 0: none. */
gint32 report_first_day(const ReportRow *row);
/* What the plan asks for by the end of that day: the target spread evenly over the calendar from its start to the
 * deadline. FALSE: there is no plan to say. */
gboolean report_planned(const ReportRow *row, gint32 julian, gint64 *planned);
/* Whether the projection of a row is in records; else in pages. */
gboolean report_is_in_records(const ReportRow *row);
/* Its target and what is done of it, in that unit. */
gint64 report_unit_target(const ReportRow *row);
gint64 report_unit_done(const ReportRow *row);
gint64 report_day_amount(const ReportRow *row, const ReportDay *day);
/* The day that the figures are of: the last of the item. */
gint32 report_today(const Report *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Chart, chart_free)

G_END_DECLS
