/* tests/tools/standin-escl.h - what the stand-in scanner says on the wire: eSCL (Mopria's published
 * specification, 2.97), as far as scanners with a platen and a duplex feeder are asked for it. */
#pragma once

#include "tests/tools/standin-scanner.h"

G_BEGIN_DECLS

/* ScannerCapabilities. The largest page in 1/300 inch. Owned. */
char *standin_escl_capabilities(guint width, guint height, StandinFormat format);
/* ScannerStatus. Owned. */
char *standin_escl_status(StandinScanner *scanner);
/* Reads the ScanSettings of a new job. FALSE: it is none. */
gboolean standin_escl_parse(const char *xml, gsize size, StandinRequest *request);

G_END_DECLS
