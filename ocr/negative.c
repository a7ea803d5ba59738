/* Photostats of old maps and orders are white on black. The engine reads black on white, and so do all measures here;
 * what people see stays as it is. A negative is dark all over; what is light on it, without the bed that reaches the
 * edges, is thin, and some of it stands in text lines, across or down the page (of negative maps 11 % or more, of tables
 * 13, of letters 75). The light paper of a page on a dark bed is broad, and so are the lights of a dark photograph.
 */
#include "ocr/negative.h"

#include "ocr/paper.h"
#include "scan/bits.h"

#define DARK_MEDIAN 100    /* luminance that half of a negative stays below */
#define NEGATIVE_SHARE 0.1 /* of what is light, in lines */
#define BROAD_PART 80      /* of the width; 2.6 mm of A4 */
#define BROAD_SHARE 0.2
#define PRINT_LINES 3 /* a blob may look like one or two */

double ocr_print_share(PIX *gray)
{
    PageFindings findings = {0};
    g_autoptr(PIX) all = ocr_ink_find(gray, &findings);
    g_autoptr(PIX) ink = all ? pixRemoveBorderConnComps(all, 8) : NULL;
    g_autoptr(BOXA) pieces = ink ? pixConnCompBB(ink, 8) : NULL;
    int n_all = 0, n_outside = 0;
    if (!pieces || pixCountPixels(ink, &n_all, NULL) || n_all == 0)
        return 0;
    g_autoptr(BOXA) lines =
        ocr_lines_find(ink, pieces, ocr_letters_measure(pieces), OCR_LINE_LETTERS);
    if (boxaGetCount(lines) < PRINT_LINES)
        return 0;
    g_autoptr(PIX) rest = pixCopy(NULL, ink);
    for (int i = 0; rest && i < boxaGetCount(lines); i++) {
        BOX *line = boxaGetBox(lines, i, L_CLONE);
        pixClearInRect(rest, line);
        boxDestroy(&line);
    }
    return rest && pixCountPixels(rest, &n_outside, NULL) == 0 ? 1 - (double)n_outside / n_all : 0;
}

/* Whether ink on gray, but for what reaches its edges, is of lines and letters, not of areas. */
static gboolean is_thin(PIX *gray)
{
    PageFindings findings = {0};
    int n_all = 0, n_broad = 0, broad_px = MAX(pixGetWidth(gray) / BROAD_PART, 2);
    g_autoptr(PIX) all = ocr_ink_find(gray, &findings);
    g_autoptr(PIX) ink = all ? pixRemoveBorderConnComps(all, 8) : NULL;
    g_autoptr(PIX) broad = ink ? scan_bits_open(ink, broad_px, broad_px) : NULL;
    return broad && pixCountPixels(ink, &n_all, NULL) == 0 &&
           pixCountPixels(broad, &n_broad, NULL) == 0 && n_broad <= BROAD_SHARE * n_all;
}

static gboolean is_negative(PIX *gray)
{
    l_uint32 median = 255;
    if (pixGetRankValue(gray, 8, 0.5f, &median) != 0 || median >= DARK_MEDIAN)
        return FALSE;
    g_autoptr(PIX) across = pixInvert(NULL, gray);
    if (!across || !is_thin(across))
        return FALSE;
    if (ocr_print_share(across) >= NEGATIVE_SHARE)
        return TRUE;
    g_autoptr(PIX) down = pixRotateOrth(across, 1);
    return down && ocr_print_share(down) >= NEGATIVE_SHARE;
}

gboolean ocr_negative_invert(PIX *gray)
{
    return is_negative(gray) && pixInvert(gray, gray);
}
