/* From the engine's confidence in a word to how often such words are right.
 *
 * Tesseract's figure is that of a word's worst letter and means another thing in each model: at 83 Hindi words are right
 * three times in four, Urdu ones less than every other time. The tables are isotonic regressions over 71 generated pages
 * of seed 501 at 200 dpi (note, letter, certificate, table and mixed in all ageings; of Urdu all kinds heavily aged,
 * else note and letter), by the words' own language; tests/bench/confidence.sh makes them. Between their points the line
 * holds. "Right" is a word that stands in the truth at its place, letter for letter but for what measure.h folds.
 * tests/bench/read prints how reliable other seeds' words are. A language without a table is told as the
 * engine tells it.
 */
#include "ocr/confidence.h"

#include <string.h>

#define POINTS_MAX 14

typedef struct {
    double raw, right;
} Point;

static const struct {
    const char *language;
    Point points[POINTS_MAX]; /* growing in both */
    guint n_points;
} tables[] = {
    /* clang-format off */
    {"eng", {{5.6, 5.0}, {31.4, 14.0}, {45.3, 18.7}, {55.1, 30.6}, {64.3, 42.3}, {74.8, 52.5}, {82.8, 63.8}, {86.7, 71.0}, {89.2, 87.2}, {91.3, 93.7}, {93.1, 94.7}, {95.7, 96.9}, {96.6, 98.9}}, 13},
    {"hin", {{6.5, 13.0}, {30.4, 25.9}, {51.1, 33.9}, {65.2, 46.6}, {75.4, 59.8}, {83.0, 75.9}, {86.6, 82.8}, {89.0, 94.6}, {92.5, 97.5}, {95.2, 99.3}, {96.7, 99.6}}, 11},
    {"urd", {{6.3, 10.7}, {31.6, 15.2}, {51.7, 16.4}, {65.8, 21.6}, {75.2, 32.2}, {82.6, 44.1}, {86.5, 59.6}, {89.1, 71.6}, {91.1, 84.1}, {93.0, 94.9}, {96.5, 96.5}}, 11},
    {"pan", {{24.3, 32.8}, {46.8, 48.4}, {55.5, 53.4}, {64.9, 66.7}, {78.4, 81.9}, {86.5, 84.4}, {89.1, 89.3}, {91.0, 93.0}, {93.4, 97.8}, {95.5, 99.6}, {96.7, 99.9}}, 11},
    /* clang-format on */
};

/* Below the first point towards 0 and above the last as it. */
static double interpolate(const Point *points, guint n_points, double raw)
{
    Point before = {0, 0};
    for (guint i = 0; i < n_points; i++) {
        if (raw < points[i].raw)
            return before.right + (points[i].right - before.right) * (raw - before.raw) /
                                      (points[i].raw - before.raw);
        before = points[i];
    }
    return before.right;
}

double ocr_confidence_calibrate(const char *language, double raw)
{
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
        if (g_str_equal(tables[i].language, language))
            return interpolate(tables[i].points, tables[i].n_points, raw);
    return raw;
}

void ocr_confidence_calibrate_lines(GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        for (guint w = 0; w < line->words->len; w++) {
            OcrWord *word = &g_array_index(line->words, OcrWord, w);
            word->confidence = ocr_confidence_calibrate(word->language, word->engine_confidence);
        }
    }
}
