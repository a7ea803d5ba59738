/* scan/cut.h - inside scan/: marks that the edge of the page cuts. */
#pragma once

#include "scan/ink.h"

G_BEGIN_DECLS

/* Adds to bits (as ink->ink) what touches an edge like a number or a stamp that was cut there. */
void scan_cut_marks_add(const ScanInk *ink, struct Pix *bits);

G_END_DECLS
