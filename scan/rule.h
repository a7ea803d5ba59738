/* scan/rule.h - inside scan/: lines that were printed on the paper before anybody wrote on it. */
#pragma once

#include "scan/ink.h"

G_BEGIN_DECLS

/* The page as it would be without the rules, margin lines and frames of its sheet: those lines that are nearly level
 * or upright, thin, straight and long. What is written or punched across them goes on through them. ink: of fine. NULL
 * where there are none. */
ScanGray *scan_rules_erase(const ScanGray *fine, const ScanInk *ink);

G_END_DECLS
