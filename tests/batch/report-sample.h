/* report-sample.h - a small district for tests of its report: two tehsils, of which one stands still. */
#pragma once

#include "batch/report.h"

G_BEGIN_DECLS

Report *report_sample(void);

G_END_DECLS
