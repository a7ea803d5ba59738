/* scan/field.h - inside scan/: the ink of a page, smoothed, about a pixel a millimetre. */
#pragma once

#include "scan/gray.h"

G_BEGIN_DECLS

typedef struct {
    guint width, height;
    double px_per_mm;
    float *fine,
        *dog; /* smoothed to the size of words; less what is smoothed twice as much; owned */
    /* How the page lies by its own lines, -45 to 45, clockwise. Not how they run: what counts is that it turns with the page,
     * but for quarter turns. */
    double degrees;
} ScanField;

/* FALSE: there is no page. */
gboolean scan_field_make(const ScanGray *ink, ScanField *field);
void scan_field_clear(ScanField *field);
/* Of fine, between pixels; nothing outside. */
float scan_field_at(const ScanField *field, double x_px, double y_px);

G_END_DECLS
