/* index/plan.h - what is to be done until when, by people who do not scan: the yardstick of a progress return.
 *
 * `plan import FILE.csv` takes one of five tables, told apart by its columns. Each import of other bytes is the next
 * version of its table (plan_version), replaces it as a whole and is an event with the file's SHA-256; the same bytes
 * again change nothing. Earlier versions are kept, so that a return can say by which it was measured.
 *
 *   office,name,parent,level,lgd                       the tree of offices. level is the office's own word for it
 *                                                      (state, district, tehsil, block ...), lgd its code in the Local
 *                                                      Government Directory; one root, no loops, parents in any order.
 *   office,category,priority,records,pages,start,deadline   targets. Empty category: all that no other row of the office
 *                                                      names; priority may name a rule (below) instead of a category.
 *   office,category,records,pages,counted_on,counted_by     the shelf census: files counted on the shelf, by somebody who
 *                                                      did not write the register.
 *   priority,category                                  rules: what "public matters" are. A category may be in one rule.
 *   date,name[,office]                                 holidays; of all offices where none is named. One that no version
 *                                                      had before it began stays a working day, and is listed: else
 *                                                      days of little work could be made holidays.
 *
 * Bad rows are refused by line and column, and then none goes in: half a plan is another plan. Dates are read as in
 * the register, numbers may carry lakh and crore commas. Offices that the tree does not have are refused in targets and census
 * once there is a tree; without one the store's own office stands alone.
 */
#pragma once

#include <glib.h>

#include "index/trust.h"

G_BEGIN_DECLS

typedef struct Store Store;
typedef struct _JsonNode JsonNode;

typedef struct {
    char kind[16];  /* offices targets census rules holidays */
    gint64 version; /* that holds now */
    guint rows;
    gboolean is_new;     /* FALSE: it was in already */
    GPtrArray *problems; /* "FILE.csv:12: column deadline: ..." (char*, owned) */
} PlanReport;

void index_plan_report_clear(PlanReport *report);
/* DATA where there are problems; USAGE: no such table by its columns (names the five). */
gboolean index_plan_import(Store *store, const char *csv_path, PlanReport *report, GError **error);
/* One item: {"versions":[{"kind","version","imported_at","person","sha256","rows"}...], "offices":[...], "targets":[...],
 * "first_deadlines": [{"office","deadline"}...]: that each office had first, "census":[...], "rules":[...], "holidays":[...],
 * "holidays_late":[...]}, the tables as they hold now. */
JsonNode *index_plan_list(Store *store, GError **error);

G_END_DECLS
