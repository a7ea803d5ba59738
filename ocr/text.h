/* ocr/text.h - private to ocr/: building PageText, beyond what ocr.h gives. */
#pragma once

#include "ocr/ocr.h"

G_BEGIN_DECLS

/* Block of a line that the engine's layout did not have; ocr_lines_order finds it one. */
#define OCR_BLOCK_NONE G_MAXUINT

/* Mean word confidence weighted by characters; 0 for a line without words. */
double ocr_line_confidence(const OcrLine *line);

/* As its language writes it: the model for Urdu gives Arabic's digits and heh for Urdu's by turns, and
 * Latin's comma. Takes over text, which is clean, and returns it or another. */
char *ocr_word_text_spell(char *text, const char *language);
/* Some of the words as a line of their own. */
OcrLine *ocr_line_part(const OcrLine *line, guint first, guint n_words);
/* Puts all words of other in the place of some, and leaves it without any. */
void ocr_line_splice(OcrLine *line, guint first, guint n_words, OcrLine *other);
/* Moves the first words to the end of another line; boxes and directions follow. */
void ocr_line_move_words(OcrLine *to, OcrLine *from, guint n);
/* Takes one away. */
void ocr_line_remove_word(OcrLine *line, guint word);
/* The first words as a line of their own. */
OcrLine *ocr_line_take_piece(OcrLine *line, guint n);
/* One more than the greatest of the lines' blocks. */
guint ocr_lines_block_beyond(const GPtrArray *lines);
/* Adds others, which is taken over, as blocks of their own. */
void ocr_lines_append(GPtrArray *lines, GPtrArray *others);
/* Of two ints. */
int ocr_compare_ints(gconstpointer a, gconstpointer b);
/* Sets the page's language and confidence once its lines are in. */
void ocr_page_text_finish(PageText *text);

G_END_DECLS
