/* scan/tiff-quiet.h - inside scan/: libtiff without its prints. */
#pragma once

#include <glib.h>
#include <tiffio.h>

G_BEGIN_DECLS

/* Where a master has its picture (Page), as text. */
#define SCAN_TIFF_PICTURE TIFFTAG_DOCUMENTNAME

/* Options for opening a file; its last error goes to *complaint (owned), warnings are dropped. */
TIFFOpenOptions *scan_tiff_quiet_options(char **complaint);

G_END_DECLS
