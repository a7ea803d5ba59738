/* How large the letters are, and where the text lines run.
 *
 * The engine reads lines it scales to 36 pixels, so what matters is the size of the letters, not
 * the dpi: a typewriter page of 600 dpi and a form of 100 dpi differ eightfold. Components of ink
 * are letters in Latin, whole words under a headline in Devanagari and Gurmukhi, parts of words in
 * Urdu, dots everywhere. The lower quartile of their heights, weighted by width (dots are narrow),
 * is the x-height of Latin within a pixel or two (24.6 measured as 26), 1.3 times it for the
 * headline scripts and the height of a middle-sized stroke in Urdu: near enough for all.
 */
#include "ocr/prepare.h"

#define LETTER_MIN_PX 5
#define LETTER_MAX_PX 300
#define DOT_SHARE 0.35

/* Not a dot, rule, frame or picture. */
static gboolean box_is_letter(int width, int height)
{
    return height >= LETTER_MIN_PX && height < LETTER_MAX_PX && width >= 3 &&
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

int ocr_letters_measure(BOXA *boxes)
{
    guint64 weights[LETTER_MAX_PX] = {0};
    letters_weigh(boxes, weights);
    int middle_px = weights_rank(weights, 0, 0.5);
    return weights_rank(weights, (int)(DOT_SHARE * middle_px), 0.25);
}

/* Smears letters into lines: gaps between words are about one letter wide, columns farther apart. */
static BOXA *smear_boxes(PIX *small, int letter_px)
{
    g_autoptr(PIX) closed = pixCloseSafeBrick(NULL, small, 2 * letter_px + 1, 1);
    return pixConnCompBB(closed, 8);
}

static void keep_lines(BOXA *found, int reduction, int letter_px, BOXA *lines)
{
    for (int i = 0; i < boxaGetCount(found); i++) {
        int x, y, width, height;
        boxaGetBoxGeometry(found, i, &x, &y, &width, &height);
        width *= reduction;
        height *= reduction;
        if (height * 10 >= letter_px * 7 && height <= letter_px * 4 && width >= letter_px * 6)
            boxaAddBox(lines, boxCreate(x * reduction, y * reduction, width, height), L_INSERT);
    }
}

BOXA *ocr_lines_find(PIX *ink, int letter_px)
{
    int reduction = letter_px >= 24 ? 4 : letter_px >= 12 ? 2 : 1;
    g_autoptr(PIX) small =
        pixReduceRankBinaryCascade(ink, reduction > 1, reduction > 2, 0, 0); /* rank 1: any ink */
    g_autoptr(BOXA) found = smear_boxes(small, MAX(letter_px / reduction, 1));
    g_autoptr(BOXA) lines = boxaCreate(64);
    keep_lines(found, reduction, letter_px, lines);
    return boxaSort(lines, L_SORT_BY_Y, L_SORT_INCREASING, NULL);
}
