/* tests/pages/text.h - the words on the test pages.
 *
 * A book is a UTF-8 file of text/ (compiled in): sections "[name]" with one entry a line, "#" starts
 * a comment line. Entries are templates:
 *
 *   {village}   an entry of [village], the same everywhere in one story (so that the pages of a
 *               record speak of the same people); {village2} is another entry of the same section
 *   {village:hi} the entry of [village:hi] at the same place as {village} in [village]
 *   {*village}  an entry drawn anew each time
 *   {10-99}     a number drawn anew each time (within a {name}, always the same for that name)
 *
 * [page KIND] sections describe pages: each entry is a tag and a template, see layout.c. The words
 * between [[ and ]] are the page's key phrase.
 */
#pragma once

#include "tests/pages/random.h"

typedef struct {
    const char *code;         /* "urd-nastaliq": what --lang says */
    const char *book;         /* file in text/ */
    const char *font_section; /* section of the book with Pango font descriptions */
    const char *recognition;  /* Tesseract's name: "urd"; eng+hin for the mixed book */
    const char *bcp47;        /* for shaping */
    gboolean right_to_left;
} Language;

extern const Language text_languages[]; /* ends with code NULL */
const Language *text_language_lookup(const char *code, GError **error);

typedef struct TextBook TextBook;
TextBook *text_book_open(const char *name, GError **error);
void text_book_free(TextBook *book);
/* Borrowed array of strings, or NULL with USAGE naming the section. */
const GPtrArray *text_book_section(const TextBook *book, const char *name, GError **error);
gboolean text_book_has(const TextBook *book, const char *name);

/* One choice of names and numbers; fresh is the stream for what is drawn anew. */
typedef struct {
    const TextBook *book;
    guint64 seed;
    Random fresh;
} TextStory;

TextStory text_story(const TextBook *book, guint64 seed, const char *purpose);
/* The template with everything drawn; native digits if the story chose them ([digits]). */
char *text_story_fill(TextStory *story, const char *template, GError **error);
/* An entry of the section, the same in the whole story, filled. */
char *text_story_entry(TextStory *story, const char *section, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextBook, text_book_free)
