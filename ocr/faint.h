/* ocr/faint.h - private to ocr/: ink that is hardly darker than its paper. */
#pragma once

#include "ocr/prepare.h"

G_BEGIN_DECLS

/* Makes ink and paper of gray, master's work copy, differ as those of other pages do, where they hardly do. */
void ocr_faint_darken(PIX *master, PIX *gray);

G_END_DECLS
