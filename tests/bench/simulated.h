/* tests/bench/simulated.h - pages of a simulated office, as many as one likes: texts of five languages with the word
 * frequencies of real ones, made-up words, numbers, and the misreadings of OCR.
 *
 * Word frequencies follow Zipf and Mandelbrot (1/(rank + 2.7)^1.25) over 200,000 words a language, of
 * which the commonest 10,000 make 92 % of a text, as in the Brown corpus; a word is the longer the rarer it is. 7 % of the words are numbers, 3 % have a letter misread, in Urdu 3.5 %
 * (Hindi 0.3 %) are glued to the word before, which gives a vocabulary that grows with the pages, mostly of words that
 * occur once. 50 to 400 words a page, shorter pages more often.
 * The same seed gives the same pages. */
#pragma once

#include <glib.h>

typedef struct Simulated Simulated;

Simulated *simulated_new(guint64 seed);
void simulated_free(Simulated *simulated);
/* Replaces text. */
void simulated_page(Simulated *simulated, GString *text);
/* A few words, as a subject has. */
void simulated_subject(Simulated *simulated, GString *text);
/* A word, and how it may stand on a page where it was misread (one of the commonest 20,000, each as likely), or glued to
 * the word before. Replace both. */
void simulated_misread(Simulated *simulated, GString *right, GString *read);
void simulated_glued(Simulated *simulated, GString *right, GString *read);
guint simulated_random(Simulated *simulated, guint below);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Simulated, simulated_free)
