/* The angle at which the sums of rows differ most (Postl), over lines of text and rules alike, by
 * leptonica on the ink at 70 to 140 dpi. */
#include "scan/skew.h"

#include <leptonica/allheaders.h>

#define SWEEP_DEG 10.0f
#define STEP_DEG 1.0f
#define CLOSE_DEG 0.1f /* to find it so closely */
#define CONFIDENCE_MIN 4.0f

gboolean scan_skew_measure(const ScanInk *ink, double *degrees)
{
    l_float32 back = 0, confidence = 0;
    if (pixFindSkewSweepAndSearch(ink->ink, &back, &confidence, 1, 1, SWEEP_DEG, STEP_DEG,
                                  CLOSE_DEG) != 0 ||
        confidence < CONFIDENCE_MIN)
        return FALSE;
    *degrees = -(double)back;
    return TRUE;
}
