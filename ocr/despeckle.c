/* Specks: components so small beside the page's letters that no pen and no printer made them.
 *
 * Full stops, nuktas, matras and the dots of i and of Urdu measured 0.13 (Gurmukhi at 200 dpi) to 0.23 (Latin)
 * of the letter height of letters.c both ways; most of a sensor's salt noise is of 1 or 2 pixels. So a speck is at
 * most a twelfth (0.083) of a letter both ways: 2 pixels at 300 dpi, 1 at 200. Small print, whose dots are that
 * small, has no specks by this measure: nothing is taken from a page of letters under 12 pixels.
 *
 * Even so only noisy pages are touched: those of 200 specks, and a quarter as many as of all else. Heavily aged pages
 * have 200 to 1100, others under 30. The limit: what is larger stays.
 *
 * Where the specks of a page are not its dots, for there are no letters (letters.c), those farther than 2 mm from
 * anything of a millimetre are dirt. The engine would look for lines among thousands of them: half a minute an empty page.
 */
#include "ocr/despeckle.h"

#include "scan/bits.h"

#define LETTER_SPECKS 12
#define SALT_MIN 200
#define SALT_SHARE 0.25
#define PRINT_MM 1.0
#define NEAR_MM 2.0

static gboolean is_speck(BOXA *components, int i, int speck_px, BOX *box)
{
    boxaGetBoxGeometry(components, i, &box->x, &box->y, &box->w, &box->h);
    return MAX(box->w, box->h) <= speck_px;
}

static gboolean is_salted(BOXA *components, int speck_px)
{
    BOX box;
    int n_all = boxaGetCount(components), n_specks = 0;
    for (int i = 0; i < n_all; i++)
        n_specks += is_speck(components, i, speck_px, &box);
    return n_specks >= SALT_MIN && n_specks >= SALT_SHARE * (n_all - n_specks);
}

PIX *ocr_specks_find(PIX *ink, BOXA *components, int letter_px)
{
    int speck_px = letter_px / LETTER_SPECKS;
    if (speck_px == 0 || !is_salted(components, speck_px))
        return NULL;
    PIX *specks = pixCreateTemplate(ink);
    BOX box;
    for (int i = 0; specks && i < boxaGetCount(components); i++)
        if (is_speck(components, i, speck_px, &box))
            pixRasterop(specks, box.x, box.y, box.w, box.h, PIX_SRC, ink, box.x, box.y);
    return specks;
}

PIX *ocr_marks_near(PIX *ink, double dpi)
{
    int print_px = (int)(PRINT_MM * dpi / 25.4), near_px = 2 * (int)(NEAR_MM * dpi / 25.4) + 1;
    g_autoptr(PIX) marks =
        pixSelectBySize(ink, print_px, print_px, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GTE, NULL);
    return marks ? scan_bits_dilate(marks, near_px, near_px) : NULL;
}
