/* Compares a page's own image with how the page is meant to look.
 *
 * Both are reduced and smoothed, because the reductions lie up to a pixel apart. A pixel is only
 * held against the darkest and lightest of the other's 3 x 3 around it, both ways round: one way
 * finds what was drawn over the image, the other what was hidden of it.
 *
 * Measured on seven pages of the corpus set into A4: alone, no pixel beyond 24 levels where the
 * image has three pixels or more to one of the look, 9 where it has 90 dpi; with a page number of
 * 8 pt stamped on it 28 to 35. */
#include "scan/decode-look.h"

#include <leptonica/allheaders.h>

#define APART_LEVELS 24
#define APART_PIXELS_MAX 10
#define COLOUR_LEVELS 32
#define COLOUR_PIXELS_MAX 8
#define EDGE_PX 2 /* partly covered pixels */
#define REACH_PX 3

static int count_and_free(PIX *mask)
{
    int n = 0;
    pixCountPixels(mask, &n, NULL);
    pixDestroy(&mask);
    return n;
}

/* Pixels of gray where it differs from pivot by more than APART_LEVELS in one direction. */
static int pixels_above(PIX *gray, PIX *ceiling)
{
    PIX *excess = pixSubtractGray(NULL, gray, ceiling); /* clips at 0 */
    PIX *within = pixThresholdToBinary(excess, APART_LEVELS + 1);
    pixInvert(within, within);
    PIX *inner = pixRemoveBorder(within, EDGE_PX);
    pixDestroy(&excess);
    pixDestroy(&within);
    return count_and_free(inner);
}

/* Pixels of gray outside what the surroundings in other allow. */
static int pixels_apart(PIX *gray, PIX *other)
{
    PIX *lightest = pixDilateGray(other, REACH_PX, REACH_PX);
    PIX *darkest = pixErodeGray(other, REACH_PX, REACH_PX);
    int n = pixels_above(gray, lightest) + pixels_above(darkest, gray);
    pixDestroy(&lightest);
    pixDestroy(&darkest);
    return n;
}

gboolean decode_look_has_colour(PIX *look)
{
    if (pixGetDepth(look) != 32)
        return FALSE;
    PIX *mask = pixMaskOverColorPixels(look, COLOUR_LEVELS, 1);
    return mask && count_and_free(mask) > COLOUR_PIXELS_MAX;
}

static void pix_replace(PIX **pix, PIX *made)
{
    pixDestroy(pix);
    *pix = made;
}

/* Gray, smoothed, and of the size of the look where that is given. */
static PIX *pix_reduce(PIX *pix, PIX *look)
{
    PIX *gray = pixConvertTo8(pix, 0);
    if (look)
        pix_replace(&gray, pixScaleAreaMapToSize(gray, pixGetWidth(look), pixGetHeight(look)));
    pix_replace(&gray, pixBlockconv(gray, 1, 1));
    return gray;
}

gboolean decode_look_agrees(PIX *look, const Page *page, gboolean *agrees, GError **error)
{
    PIX *master = scan_master_load(page->path, error);
    if (!master)
        return FALSE;
    PIX *shown = pix_reduce(master, look), *meant = pix_reduce(look, NULL);
    gboolean colour_lost = page->channels == 1 && decode_look_has_colour(look);
    *agrees = shown && meant && !colour_lost && pixels_apart(meant, shown) <= APART_PIXELS_MAX &&
              pixels_apart(shown, meant) <= APART_PIXELS_MAX;
    pixDestroy(&master);
    pixDestroy(&shown);
    pixDestroy(&meant);
    return TRUE;
}
