/* From a master to what people see and what the engine reads: measure, then decide.
 *
 * background  Made white where it is dark, uneven or shows the other side through (paper.c).
 * stamps      Seals and pens of colour are taken off the print that they cross (stamp.c).
 * ink         Otsu's threshold, held to 90-200 so that an empty page does not turn into its noise.
 * skew        Turned back by what the lines lean (skew.c). Right angles are pose.c's.
 * crop        The scanner's bed around the paper goes, ink never does (border.c).
 * pictures    Photographs are painted white, lest their grain be measured as letters (photo.c).
 * size        Letters are brought to 14 pixels (letters.c). Of 11, 14, 18, 22 and no change: below 14
 *             small Sanskrit and forms suffer (words missed 23 -> 27 %), above it Punjabi lines are
 *             lost (character errors 1.3 -> 5.7, unscaled 15.6 %) and time grows by a tenth.
 * blank       blank.c
 *
 * All of it is done on a copy of at most 40 million pixels (A4 at 600 dpi is 35), so a large map
 * costs its own pixels and not many times them. What is true of the page as a whole (bed, paper, skew,
 * crop) is measured on half of that from 240 dpi on; letters and their dots are not. What people see is made
 * last (images.c).
 */
#include "ocr/prepare.h"

#include <math.h>

#include "ocr/blank.h"
#include "ocr/border.h"
#include "ocr/despeckle.h"
#include "ocr/faint.h"
#include "ocr/look.h"
#include "ocr/negative.h"
#include "ocr/paper.h"
#include "ocr/picture.h"
#include "ocr/pixels.h"
#include "ocr/stamp.h"

#define WORK_PIXELS_MAX 40e6
#define WORK_SIDE_MAX_PX 20000.0 /* the engine's coordinates are 16 bit */

#define SCALE_MIN 0.25
#define SCALE_MAX 2.0
#define REDUCE_BELOW 0.7

#define SMALL_DPI_MIN 240
#define SMALL_SIDE_MIN_PX 1400 /* forms of 100 dpi whose files do not say so have 750 */

gboolean ocr_set_no_memory(GError **error)
{
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                        "not enough memory to straighten and clean a page of this size; scan it at "
                        "a lower dpi or give the worker more memory ([run] page_memory_mb in "
                        "muhafiz.conf)");
    return FALSE;
}

/* ------------------------------------------------------------------------------------ the steps */

static double work_scale(PIX *master)
{
    double width = pixGetWidth(master), height = pixGetHeight(master);
    double scale = MIN(1.0, sqrt(WORK_PIXELS_MAX / (width * height)));
    return MIN(scale, WORK_SIDE_MAX_PX / MAX(width, height));
}

/* Gray before it is made smaller: colour would take four times the memory. Only from maps no stamps are taken. */
static PIX *work_gray(PIX *master, double scale, PIX **lifted)
{
    if (scale != 1 && pixGetDepth(master) == 1)
        return pixScaleToGray(master, (float)scale);
    if (scale == 1)
        return ocr_stamps_gray(master, pixGetXRes(master), lifted);
    g_autoptr(PIX) gray = ocr_pixels_gray(master);
    return gray ? pixScale(gray, (float)scale, (float)scale) : NULL;
}

static gboolean turn(PIX **pix, guint quarter_turns)
{
    if (!*pix || quarter_turns == 0)
        return TRUE;
    PIX *turned = pixRotateOrth(*pix, (int)quarter_turns);
    pixDestroy(pix);
    *pix = turned;
    return turned != NULL;
}

static PIX *work_turned(PIX *master, guint quarter_turns, double scale, PIX **lifted)
{
    g_autoptr(PIX) gray = work_gray(master, scale, lifted);
    return gray && turn(&gray, quarter_turns) && turn(lifted, quarter_turns)
               ? g_steal_pointer(&gray)
               : NULL;
}

/* What letters want, held to what the work may be as large as. */
static double letter_scale(int letter_px, double scale_max, double wanted_px, PIX *gray)
{
    double width = pixGetWidth(gray), height = pixGetHeight(gray);
    double most =
        MIN(sqrt(WORK_PIXELS_MAX / (width * height)), WORK_SIDE_MAX_PX / MAX(width, height));
    if (letter_px == 0)
        return 1;
    double scale = CLAMP(wanted_px / letter_px, SCALE_MIN, MIN(scale_max, MAX(most, 1)));
    return scale > 0.9 && scale < 1.1 ? 1 : scale;
}

/* --------------------------------------------------------------------------------- all together */

/* Gives scanner bed and holes the luminance of the paper; border is reduction times smaller than gray. */
static gboolean paint_border(PIX *gray, PIX *border, int reduction)
{
    if (border)
        ocr_pixels_paint(gray, border, reduction, (guint8)ocr_pixels_rank(gray, 8, 0.5));
    return border != NULL;
}

static int scaled(int px, double scale)
{
    return (int)lround(px / scale);
}

typedef struct {
    int width_px, height_px;
} Size;

static Size size_turned(PIX *master, guint quarter_turns)
{
    int width = pixGetWidth(master), height = pixGetHeight(master);
    return quarter_turns % 2 ? (Size){height, width} : (Size){width, height};
}

/* crop in pixels of the master, whose work copy is scale times as large; edges stay edges. */
static OcrBox crop_of_master(const OcrBox *crop, double scale, PIX *gray, Size master)
{
    if (scale == 1)
        return *crop;
    int right = crop->x_px + crop->width_px, bottom = crop->y_px + crop->height_px;
    int x = scaled(crop->x_px, scale), y = scaled(crop->y_px, scale);
    int x_end = right == pixGetWidth(gray) ? master.width_px : scaled(right, scale);
    int y_end = bottom == pixGetHeight(gray) ? master.height_px : scaled(bottom, scale);
    return (OcrBox){x, y, x_end - x, y_end - y};
}

static void tell_crop(const OcrBox *crop, Size master, PageFindings *findings)
{
    findings->crop_left_px = crop->x_px;
    findings->crop_top_px = crop->y_px;
    findings->crop_right_px = master.width_px - crop->x_px - crop->width_px;
    findings->crop_bottom_px = master.height_px - crop->y_px - crop->height_px;
}

static void tell_lifted(PIX *lifted, PageFindings *findings)
{
    int n_pixels = 0;
    if (lifted && pixCountPixels(lifted, &n_pixels, NULL) == 0)
        findings->lifted_percent =
            100.0 * n_pixels / ((double)pixGetWidth(lifted) * pixGetHeight(lifted));
}

/* Half the size, or gray itself. */
static PIX *copy_small(PIX *gray, double dpi, int *reduction)
{
    int side_px = MIN(pixGetWidth(gray), pixGetHeight(gray));
    *reduction = dpi >= SMALL_DPI_MIN && side_px >= SMALL_SIDE_MIN_PX ? 2 : 1;
    return *reduction == 2 ? ocr_pixels_half(gray) : pixClone(gray);
}

/* Takes the bed and the other side away from gray and its small copy; border is found on that. */
static gboolean clean(PIX **gray, PIX **small, int reduction, gboolean is_sampled, PIX **border,
                      PageFindings *findings)
{
    *border = ocr_border_find(*small);
    if (!paint_border(*small, *border, 1) ||
        (reduction > 1 && !paint_border(*gray, *border, reduction)))
        return FALSE;
    findings->paper = 255;
    return !is_sampled || ocr_paper_clean(small, gray, reduction, findings);
}

/* Cleans gray, straightens and crops it, and says what that makes of the master. *afar is gray as it was, small. */
static gboolean straighten(PIX *master, PIX **gray, double scale, double dpi, double max_degrees,
                           PIX **afar, OcrPrepared *prepared)
{
    PageFindings *findings = &prepared->findings;
    Size size = size_turned(master, prepared->quarter_turns);
    OcrBox crop;
    int reduction = 1;
    g_autoptr(PIX) border = NULL;
    g_autoptr(PIX) small = copy_small(*gray, dpi, &reduction);
    *afar = small ? ocr_look_small(small) : NULL;
    if (!*afar || !clean(gray, &small, reduction, pixGetDepth(master) > 1, &border, findings))
        return FALSE;
    g_autoptr(PIX) ink = ocr_ink_find(small, findings);
    if (!ink)
        return FALSE;
    findings->skew_degrees = ocr_skew_measure(ink, max_degrees);
    if (!ocr_crop_find(border, ink, findings->skew_degrees, &crop))
        return FALSE;
    prepared->crop = crop_of_master(&crop, scale / reduction, small, size);
    tell_crop(&prepared->crop, size, findings);
    crop = crop_of_master(&crop, 1.0 / reduction, small, size_turned(*gray, 0));
    *gray = ocr_straighten(gray, findings->skew_degrees, crop);
    if (!prepared->lifted)
        return *gray != NULL;
    prepared->lifted = ocr_straighten(&prepared->lifted, findings->skew_degrees, crop);
    return *gray && prepared->lifted;
}

/* Below REDUCE_BELOW leptonica scales by area, too. */
static PIX *page_scaled(PIX *gray, double scale)
{
    if (scale == 1)
        return pixClone(gray);
    return scale < REDUCE_BELOW ? ocr_pixels_reduce(gray, scale, TRUE)
                                : pixScale(gray, (float)scale, (float)scale);
}

static BOXA *boxes_scale(BOXA *boxes, double scale)
{
    return boxaTransform(boxes, 0, 0, (float)scale, (float)scale);
}

/* Leaves of a page of dirt what is near marks as large as print. */
static gboolean clear_dirt(PIX *gray, PIX *ink, PIX *inside, double dpi)
{
    g_autoptr(PIX) near = ocr_marks_near(ink, dpi);
    return near && pixAnd(ink, ink, near) && pixAnd(inside, inside, near) &&
           pixInvert(near, near) && pixSetMasked(gray, near, 255) == 0;
}

/* Takes all measures, of the ink without what touches the edges (a scanner's dark border), and
 * makes the page for the engine. */
static gboolean measure_and_scale(PIX *master, PIX *gray, PIX *ink, double dpi, double scale,
                                  double wanted_px, OcrPrepared *prepared)
{
    PageFindings *findings = &prepared->findings;
    g_autoptr(PIX) inside = pixRemoveBorderConnComps(ink, 8);
    g_autoptr(BOXA) boxes = inside ? pixConnCompBB(inside, 8) : NULL;
    if (!boxes)
        return FALSE;
    gboolean is_print = FALSE;
    int letter_px = ocr_letters_find(inside, boxes, dpi, &is_print);
    if (!is_print && !clear_dirt(gray, ink, inside, dpi))
        return FALSE;
    double to_page = letter_scale(letter_px, is_print ? SCALE_MAX : 1, wanted_px, gray);
    g_autoptr(PIX) specks = ocr_specks_find(inside, boxes, letter_px);
    if (specks) {
        pixSubtract(ink, ink, specks);
        pixSubtract(inside, inside, specks);
    }
    findings->ink_percent = ocr_blank_ink(inside, boxes, dpi);
    prepared->rules = ocr_rules_new(ink, letter_px, to_page);
    if (!prepared->rules || !ocr_rules_subtract(prepared->rules, inside))
        return FALSE;
    g_autoptr(BOXA) lines = ocr_lines_find(inside, boxes, letter_px, OCR_PIECE_LETTERS);
    findings->letter_px = letter_px / scale;
    findings->scale = prepared->scale = scale * to_page;
    findings->is_blank =
        boxaGetCount(prepared->pictures) == 0 && ocr_blank_is(master, findings->ink_percent);
    prepared->page = page_scaled(gray, to_page);
    prepared->lines = boxes_scale(lines, to_page);
    g_autoptr(BOXA) pictures = prepared->pictures;
    prepared->pictures = boxes_scale(pictures, to_page);
    return prepared->page && prepared->lines && prepared->pictures &&
           ocr_rules_erase(prepared->rules, prepared->page);
}

gboolean ocr_prepare(PIX *master, guint quarter_turns, double max_deskew_degrees, double letter_px,
                     OcrPrepared *prepared, GError **error)
{
    g_auto(OcrPrepared) made = {.quarter_turns = quarter_turns % 4};
    double scale = work_scale(master), dpi = pixGetXRes(master) * scale;
    g_autoptr(PIX) gray = work_turned(master, made.quarter_turns, scale, &made.lifted);
    g_autoptr(PIX) afar = NULL;
    gboolean is_negative = gray && ocr_negative_invert(gray);
    if (gray)
        ocr_faint_darken(master, gray);
    if (!gray || !straighten(master, &gray, scale, dpi, max_deskew_degrees, &afar, &made))
        return ocr_set_no_memory(error);
    int width_px = size_turned(master, made.quarter_turns).width_px;
    tell_lifted(made.lifted, &made.findings);
    if (is_negative)
        made.findings.is_cleaned = 2;
    if (!ocr_pictures_hide(afar, (double)pixGetWidth(afar) / width_px, gray, &made))
        return ocr_set_no_memory(error);
    made.ink = ocr_ink_find(gray, &made.findings);
    if (!made.ink || !measure_and_scale(master, gray, made.ink, dpi, scale, letter_px, &made))
        return ocr_set_no_memory(error);
    *prepared = made;
    made = (OcrPrepared){0};
    return TRUE;
}

static gboolean flip_boxes(BOXA **boxes, PIX *page)
{
    BOXA *turned = boxaRotateOrth(*boxes, pixGetWidth(page), pixGetHeight(page), 2);
    boxaDestroy(boxes);
    *boxes = turned;
    return turned != NULL;
}

/* A new image: the old one may be shared. */
static gboolean flip(PIX **pix)
{
    PIX *turned = pixRotate180(NULL, *pix);
    if (!turned)
        return FALSE;
    pixDestroy(pix);
    *pix = turned;
    return TRUE;
}

gboolean ocr_prepared_flip(OcrPrepared *prepared, GError **error)
{
    PageFindings *findings = &prepared->findings, was = *findings;
    prepared->is_flipped = !prepared->is_flipped;
    findings->crop_left_px = was.crop_right_px;
    findings->crop_right_px = was.crop_left_px;
    findings->crop_top_px = was.crop_bottom_px;
    findings->crop_bottom_px = was.crop_top_px;
    gboolean is_flipped =
        flip_boxes(&prepared->lines, prepared->page) &&
        flip_boxes(&prepared->pictures, prepared->page) && flip(&prepared->ink) &&
        (!prepared->lifted || flip(&prepared->lifted)) && flip(&prepared->page) &&
        flip(&prepared->look) && flip(&prepared->outside) &&
        ocr_rules_flip(prepared->rules, pixGetWidth(prepared->page), pixGetHeight(prepared->page));
    return is_flipped || ocr_set_no_memory(error);
}

void ocr_prepared_clear(OcrPrepared *prepared)
{
    pixDestroy(&prepared->ink);
    pixDestroy(&prepared->lifted);
    pixDestroy(&prepared->page);
    pixDestroy(&prepared->look);
    pixDestroy(&prepared->outside);
    boxaDestroy(&prepared->lines);
    boxaDestroy(&prepared->pictures);
    g_clear_pointer(&prepared->rules, ocr_rules_free);
}
