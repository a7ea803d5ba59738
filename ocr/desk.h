/* ocr/desk.h - private to ocr/: a prepared page on the desk, and lines of it read one by one. */
#pragma once

#include "ocr/recognise.h"

G_BEGIN_DECLS

typedef struct {
    OcrEngine *engine; /* all borrowed */
    PIX *page;         /* as prepared */
    int dpi;
    const GArray *models; /* OcrModel, likeliest first */
    guint expected;       /* the one that is tried first */
} Desk;

const OcrModel *ocr_desk_model(const Desk *desk, guint model);

/* The reading of one box as one line, without words where nothing was read. FAILED. */
OcrLine *ocr_desk_read_line(const Desk *desk, const OcrBox *box, const OcrModel *model,
                            GError **error);

/* Sum of the words' widths. */
int ocr_line_words_width(const OcrLine *line);

/* Median height of lines of text, not of numbers in cells; 0 where there are none. */
int ocr_lines_height(const GPtrArray *lines);

/* 0-100: confidence times the share of width_px that the words cover, a fifth allowed for the spaces: a
 * wrong model can be sure of one comma. */
double ocr_line_score(const OcrLine *line, int width_px);

/* Whether a word's middle is in the box. */
gboolean ocr_box_holds(const OcrBox *box, const OcrBox *word);

/* As ocr_line_score, of the words in a box, whatever lines they were read in. */
double ocr_lines_score_in(const GPtrArray *lines, const OcrBox *box);

/* Letters, not digits, in words of that language; in all words for NULL. */
guint ocr_line_letters(const OcrLine *line, const char *language);

#define OCR_SCORE_SURE 70.0 /* of a line in the model's own script */

typedef struct {
    guint model;
    double score; /* the model's mean over the sample; less where the page has too few lines */
} OcrScript;

/* Which model reads the page, from a sample of its lines: at look 0 of pieces of them, at the next of
 * whole ones, odd looks of others than even ones. FAILED. */
gboolean ocr_script_find(const Desk *desk, BOXA *lines, guint look, OcrScript *script,
                         GError **error);

/* How a page must be turned to be upright. */
typedef struct {
    guint quarter_turns; /* clockwise, 0-3 */
    double confidence; /* 0-100: how surely it reads as it lies, or else by how much better than the
                            other ways up; 0: it does not tell */
    OcrScript script;  /* upright */
} OcrPose;

/* Finds the pose of a prepared page and turns it upright; a page on its side
 * is prepared anew from master, as settings say. FAILED, LIMIT. */
gboolean ocr_pose_find(Desk *desk, PIX *master, const OcrSettings *settings, OcrPrepared *prepared,
                       OcrPose *pose, GError **error);

/* Which model is asked at a turn, where the first goes before the others. */
guint ocr_desk_turn(guint first, guint turn);

/* Both models at once, its words called as own's; to be cleared. */
OcrModel ocr_desk_pair(const Desk *desk, guint own, guint second);

/* Reads lines again that the model own is unsure of; others: bits of models that something on the page is known to be
 * in the script of. *second is another that read so many of them better
 * that both together should read the page, else own. */
gboolean ocr_lines_reread(const Desk *desk, GPtrArray *lines, guint own, guint others,
                          guint *second, GError **error);

/* Reads lines found in the ink that no word covers. */
gboolean ocr_lines_read_missed(const Desk *desk, GPtrArray *lines, BOXA *found, guint own,
                               GError **error);

G_END_DECLS
