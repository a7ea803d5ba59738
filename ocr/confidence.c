/* From the engine's confidence in a word to how often such words are right.
 *
 * Tesseract's figure is that of a word's worst letter and means another thing in each model: at 83 Hindi words are
 * right nine times in ten, Urdu ones six. The tables are isotonic regressions over 120 generated pages in all ageings
 * (letters of seed 611, applications of 613 and certificates of 614 at 200 dpi, notes of 612 and orders of 615 at
 * 300; Urdu's in Naskh and Nastaliq), by the words' own language; tests/bench/confidence.sh makes them. Between their
 * points the line holds. "Right" is a word that stands in the truth at its place, letter for letter but for what
 * measure.h folds.
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
    {"eng", {{19.4, 2.3}, {48.5, 3.6}, {79.2, 68.1}, {91.0, 95.3}, {94.3, 99.5}, {96.6, 99.9}}, 6},
    {"hin", {{47.9, 48.1}, {75.8, 86.7}, {82.9, 91.0}, {86.8, 96.0}, {90.4, 97.7}, {93.4, 99.0}, {95.5, 99.8}, {96.7, 99.9}}, 8},
    {"urd", {{6.7, 7.9}, {31.0, 16.5}, {45.2, 22.8}, {54.9, 26.4}, {65.0, 36.2}, {75.1, 46.4}, {82.8, 60.2}, {86.7, 69.8}, {89.2, 80.4}, {91.1, 92.4}, {92.9, 97.0}, {96.2, 99.3}}, 12},
    {"pan", {{35.1, 53.8}, {55.9, 59.1}, {71.6, 77.1}, {82.6, 79.4}, {86.7, 89.2}, {89.1, 92.8}, {91.1, 96.8}, {93.4, 98.5}, {95.6, 99.4}, {96.8, 99.8}}, 10},
    {"lus", {{21.5, 12.5}, {58.7, 57.8}, {75.2, 70.0}, {82.7, 75.0}, {87.0, 93.1}, {89.2, 94.2}, {91.3, 99.0}, {93.4, 99.3}, {96.5, 99.6}}, 9},
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
