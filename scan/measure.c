/* What can be told of a finished master before anyone recognises it: codes, flags, its look and its traits.
 *
 * Everything is measured on the small gray copy (gray.h), most of it on a coarser one (ink.h). dark and
 * light look at the whole page: too dark to be paper, or paper without any dark ink. size is no table
 * of papers, since old files hold every size: it flags what no paper of an office is, which is most
 * often a wrong dpi. */
#include "scan/blank.h"
#include "scan/blur.h"
#include "scan/code.h"
#include "scan/corner.h"
#include "scan/look.h"
#include "scan/skew.h"
#include "scan/solid.h"
#include "scan/traits.h"

#include <leptonica/allheaders.h>
#include <math.h>

#define DARK_MEAN_MAX 90.0
#define LIGHT_MEAN_MIN 235.0
#define LIGHT_INK_MIN 170.0       /* mean of the ink; print on good scans is below 120 */
#define LIGHT_INK_SHARE_MIN 0.003 /* a few lines; less says nothing about the page */
#define SHORT_SIDE_MM_MIN 73.0    /* A7 has 74; A4 at 100 dpi that is called 300 has 70 */
#define LONG_SIDE_MM_MAX 450.0    /* A3 and a margin; maps come larger and shall be looked at */
#define SIDES_RATIO_MAX 2.2
#define BLUR_MM_MAX 0.25 /* a Gaussian of 2 pixels at 300 dpi has 0.26 and more */
#define BLUR_PX_MAX 1.9  /* what few dpi do not show is not the scanner's fault */
#define SKEW_DEG_MAX 4.0

static gboolean is_odd_size(const Page *page)
{
    double w = page->width_px * SCAN_MM_PER_INCH / page->dpi;
    double h = page->height_px * SCAN_MM_PER_INCH / page->dpi;
    return MIN(w, h) < SHORT_SIDE_MM_MIN || MAX(w, h) > LONG_SIDE_MM_MAX ||
           MAX(w, h) > SIDES_RATIO_MAX * MIN(w, h);
}

/* dark, else blank, else light. Answers whether it is blank. */
static gboolean tones_flag(Page *page, const ScanGray *fine, const ScanInk *ink)
{
    double left_mm2 = 0;
    if (ink->mean < DARK_MEAN_MAX) {
        scan_page_add_flag(page, "dark", ink->mean);
    } else if (scan_page_is_blank(fine, ink, page->dpi, &left_mm2)) {
        scan_page_add_flag(page, "blank", left_mm2);
        return TRUE;
    } else if (ink->mean > LIGHT_MEAN_MIN && ink->ink_mean > LIGHT_INK_MIN &&
               ink->ink_share > LIGHT_INK_SHARE_MIN) {
        scan_page_add_flag(page, "light", ink->mean);
    }
    return FALSE;
}

static void skew_flag(Page *page, const ScanInk *ink)
{
    double degrees = 0;
    if (scan_skew_measure(ink, &degrees) && fabs(degrees) > SKEW_DEG_MAX)
        scan_page_add_flag(page, "skew", degrees);
}

static void geometry_flag(Page *page, const ScanGray *fine, const ScanInk *ink)
{
    double blur_mm = page->depth_bits == 1 ? 0 : scan_blur_mm(fine, ink);
    if (blur_mm > MAX(BLUR_MM_MAX, BLUR_PX_MAX * SCAN_MM_PER_INCH / page->dpi))
        scan_page_add_flag(page, "blur", blur_mm);
    skew_flag(page, ink);
}

static void corner_flag(Page *page, const ScanInk *ink)
{
    double leg_mm = scan_corner_mm(ink->gray);
    if (leg_mm > 0)
        scan_page_add_flag(page, "corner", leg_mm);
}

/* Codes, flags, look and traits of page from its copy. */
static void page_measure(Page *page, const ScanGray *fine)
{
    ScanCodes codes;
    scan_codes_read(fine, &codes);
    g_strfreev(page->codes);
    page->codes = codes.texts;
    page->has_damaged_code = codes.is_damaged;
    page->has_sheet_marks = codes.has_marks;
    page->n_flags = page->n_traits = 0;
    g_clear_pointer(&page->look, scan_look_free);
    g_autoptr(ScanInk) ink = scan_ink_new(fine);
    if (ink) {
        gboolean is_blank = tones_flag(page, fine, ink);
        if (!is_blank)
            geometry_flag(page, fine, ink);
        corner_flag(page, ink);
        page->look = scan_look_new(ink->gray, ink->paper, is_blank);
        page->n_traits = scan_look_traits(page->look, page->traits);
    }
    if (is_odd_size(page))
        scan_page_add_flag(page, "size", page->width_px * SCAN_MM_PER_INCH / page->dpi);
}

gboolean scan_measure(Page *page, GError **error)
{
    if (page->gray) {
        page_measure(page, page->gray);
        return TRUE;
    }
    g_autoptr(ScanGray) gray = scan_gray_load(page->path, page->dpi, error);
    if (!gray) {
        page->has_damaged_code = TRUE;
        return FALSE;
    }
    page_measure(page, gray);
    return TRUE;
}

gboolean scan_pix_is_blank(PIX *master, double dpi)
{
    double left_mm2 = 0;
    g_autoptr(ScanGray) fine = dpi > 0 ? scan_gray_of(master, dpi) : NULL;
    g_autoptr(ScanInk) ink = fine ? scan_ink_new(fine) : NULL;
    return ink && ink->mean >= DARK_MEAN_MAX && scan_page_is_blank(fine, ink, dpi, &left_mm2);
}

ScanLook *scan_look_load(const char *path, GError **error)
{
    Page page = {.path = g_strdup(path)};
    ScanLook *look = NULL;
    if (scan_master_dpi(path, &page.dpi, error) && scan_measure(&page, error))
        look = g_steal_pointer(&page.look);
    scan_page_clear(&page);
    return look;
}
