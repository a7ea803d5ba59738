/* How large the letters are, and where the text lines run.
 *
 * The engine reads lines it scales to 36 pixels, so what matters is the size of the letters, not
 * the dpi: a typewriter page of 600 dpi and a form of 100 dpi differ eightfold. Components of ink
 * are letters in Latin, whole words under a headline in Devanagari and Gurmukhi, parts of words in
 * Urdu, dots everywhere. The lower quartile of their heights, weighted by width (dots are narrow),
 * is the x-height of Latin within a pixel or two (24.6 measured as 26), 1.3 times it for the
 * headline scripts and the height of a middle-sized stroke in Urdu: near enough for all.
 *
 * An aged page has hundreds of specks about as large as the letters of a coarse scan. The x-height of 6 pt, the least
 * that is printed for reading, is a millimetre (half its size; Legge and Bigelow, Journal of Vision 11(5):8, 2011), so what
 * is smaller is believed only where the file may say too many dpi: where it stands in lines. Of letters, the smallest
 * from 75 dpi on aged paper among them, 57 to 100 % do, of specks at most 38. Else letters are measured among what
 * is larger.
 */
#include "ocr/prepare.h"

#include <math.h>

#include "scan/bits.h"

#define LETTER_MIN_PX 5
#define LETTER_WIDTH_MIN_PX 3
#define LETTER_MAX_PX 300
#define PRINT_MIN_MM 1.0
#define IN_LINES_MIN 0.5
#define SMALLER_MAX 4
#define DOT_SHARE 0.35
#define RULE_LETTERS                                                                               \
    12 /* length of a run that no letter or headline has; half that down the page */
#define LETTERS_SHARE_MIN 0.25

/* Not a dot, rule, frame or picture. */
static gboolean box_is_letter(int width, int height)
{
    return height >= LETTER_MIN_PX && height < LETTER_MAX_PX && width >= LETTER_WIDTH_MIN_PX &&
           width <= 10 * height && height <= 6 * width;
}

/* Widths of components by their height, a line's worth of letters counting as four at most. */
static void letters_weigh(BOXA *boxes, guint64 *weights)
{
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        int width, height;
        boxaGetBoxGeometry(boxes, i, NULL, NULL, &width, &height);
        if (box_is_letter(width, height))
            weights[height] += (guint64)MIN(width, 4 * height);
    }
}

/* The height that a share of the weight from from_px upwards does not reach; 0 where there is none. */
static int weights_rank(const guint64 *weights, int from_px, double share)
{
    guint64 total = 0, below = 0;
    for (int i = from_px; i < LETTER_MAX_PX; i++)
        total += weights[i];
    if (total == 0)
        return 0;
    int height = from_px;
    while (below == 0 || (double)below < share * (double)total)
        below += weights[height++];
    return height - 1;
}

static int letters_from(BOXA *boxes, int from_px)
{
    guint64 weights[LETTER_MAX_PX] = {0};
    letters_weigh(boxes, weights);
    int middle_px = weights_rank(weights, from_px, 0.5);
    return weights_rank(weights, MAX(from_px, (int)(DOT_SHARE * middle_px)), 0.25);
}

int ocr_letters_measure(BOXA *boxes)
{
    return letters_from(boxes, 0);
}

/* Ink without the rules of tables and forms, which would tie their cells together. */
static PIX *without_rules(PIX *small, int letter_px)
{
    g_autoptr(PIX) across = scan_bits_open(small, RULE_LETTERS * letter_px, 1);
    g_autoptr(PIX) down = scan_bits_open(small, 1, RULE_LETTERS * letter_px / 2);
    PIX *text = pixSubtract(NULL, small, across);
    return pixSubtract(text, text, down);
}

/* Smears letters into lines: gaps between words are about one letter wide, columns farther apart. */
static BOXA *smear_boxes(PIX *small, int letter_px)
{
    g_autoptr(PIX) text = without_rules(small, letter_px);
    g_autoptr(PIX) closed = pixCloseSafeBrick(NULL, text, 2 * letter_px + 1, 1);
    return pixConnCompBB(closed, 8);
}

/* Share of the line's width that components of a letter's height make up; noise has none, however dense
 * it is. */
static double letters_share(BOXA *components, const BOX *line, int letter_px)
{
    int sum_px = 0;
    for (int i = 0; i < boxaGetCount(components); i++) {
        int x, y, width, height;
        boxaGetBoxGeometry(components, i, &x, &y, &width, &height);
        int middle_x = x + width / 2, middle_y = y + height / 2;
        if (2 * height >= letter_px && middle_x >= line->x && middle_x < line->x + line->w &&
            middle_y >= line->y && middle_y < line->y + line->h)
            sum_px += MIN(width, line->w);
    }
    return (double)sum_px / line->w;
}

static void keep_lines(BOXA *found, int reduction, BOXA *components, int letter_px,
                       double width_min_letters, BOXA *lines)
{
    for (int i = 0; i < boxaGetCount(found); i++) {
        int x, y, width, height;
        boxaGetBoxGeometry(found, i, &x, &y, &width, &height);
        BOX *line = boxCreate(x * reduction, y * reduction, width * reduction, height * reduction);
        if (line->h * 10 >= letter_px * 7 && line->h <= letter_px * 4 &&
            line->w >= letter_px * width_min_letters &&
            letters_share(components, line, letter_px) >= LETTERS_SHARE_MIN)
            boxaAddBox(lines, line, L_INSERT);
        else
            boxDestroy(&line);
    }
}

static gboolean is_in_line(BOXA *lines, int x, int y)
{
    for (int i = 0; i < boxaGetCount(lines); i++) {
        int line_x, line_y, width, height;
        boxaGetBoxGeometry(lines, i, &line_x, &line_y, &width, &height);
        if (x >= line_x && x < line_x + width && y >= line_y && y < line_y + height)
            return TRUE;
    }
    return FALSE;
}

/* Whether most components of about that height stand in lines of several, and smaller ones do not outnumber them as
 * specks do. */
static gboolean are_letters(PIX *ink, BOXA *boxes, int letter_px)
{
    int n_letters = 0, n_inside = 0, n_smaller = 0;
    g_autoptr(BOXA) lines = ocr_lines_find(ink, boxes, letter_px, OCR_LINE_LETTERS);
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        int x, y, width, height;
        boxaGetBoxGeometry(boxes, i, &x, &y, &width, &height);
        if (10 * height < 7 * letter_px || width < LETTER_WIDTH_MIN_PX) {
            n_smaller++;
        } else if (height <= 3 * letter_px) {
            n_letters++;
            n_inside += is_in_line(lines, x + width / 2, y + height / 2);
        }
    }
    return n_inside >= IN_LINES_MIN * n_letters && n_smaller <= SMALLER_MAX * n_letters;
}

int ocr_letters_find(PIX *ink, BOXA *boxes, double dpi, gboolean *is_print)
{
    int letter_px = ocr_letters_measure(boxes), print_px = (int)ceil(PRINT_MIN_MM * dpi / 25.4);
    *is_print = letter_px >= print_px || are_letters(ink, boxes, letter_px);
    return *is_print ? letter_px : letters_from(boxes, print_px);
}

BOXA *ocr_lines_find(PIX *ink, BOXA *components, int letter_px, double width_min_letters)
{
    int reduction = letter_px >= 24 ? 4 : letter_px >= 12 ? 2 : 1;
    g_autoptr(PIX) small =
        reduction == 1 ? pixClone(ink)
                       : pixReduceRankBinaryCascade(ink, 1, reduction > 2, 0, 0); /* 1: any ink */
    g_autoptr(BOXA) found = smear_boxes(small, MAX(letter_px / reduction, 1));
    g_autoptr(BOXA) lines = boxaCreate(64);
    keep_lines(found, reduction, components, letter_px, width_min_letters, lines);
    return boxaSort(lines, L_SORT_BY_Y, L_SORT_INCREASING, NULL);
}
