/* index/verify.h - what the parts of verify share. Private to index/. */
#pragma once

#include "index/index.h"

void verify_problem_add(VerifyReport *report, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The chain of events; its head goes into the report. */
gboolean verify_events(Store *store, VerifyReport *report, GError **error);
/* Files in pages/, text/ and efiles/ and packages in the outbox that no row names. files: their
 * paths as they stood before the rest was verified, so that what was just written has its row. */
GPtrArray *verify_files_list(Store *store);
gboolean verify_strays(Store *store, const GPtrArray *files, VerifyReport *report, GError **error);
