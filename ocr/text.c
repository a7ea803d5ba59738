/* PageText: its life, its plain text, and what is derived from its words.
 *
 * Direction is taken from letters alone: digits, also the Arabic-Indic ones, run left to right and
 * are neutral here, as in the Unicode Bidirectional Algorithm (UAX 9) they do not turn a line.
 */
#include "ocr/text.h"

#include <string.h>

static void word_clear(OcrWord *word)
{
    g_free(word->text);
}

OcrLine *ocr_line_new(void)
{
    OcrLine *line = g_new0(OcrLine, 1);
    line->words = g_array_new(FALSE, FALSE, sizeof(OcrWord));
    g_array_set_clear_func(line->words, (GDestroyNotify)word_clear);
    return line;
}

void ocr_line_free(OcrLine *line)
{
    if (!line)
        return;
    g_array_unref(line->words);
    g_free(line);
}

PageText *ocr_page_text_new(void)
{
    PageText *text = g_new0(PageText, 1);
    text->lines = g_ptr_array_new_with_free_func((GDestroyNotify)ocr_line_free);
    text->pictures = g_array_new(FALSE, FALSE, sizeof(OcrBox));
    return text;
}

void ocr_page_text_free(PageText *text)
{
    if (!text)
        return;
    g_ptr_array_unref(text->lines);
    g_clear_pointer(&text->pictures, g_array_unref); /* a caller may have made text without */
    g_free(text);
}

/* ----------------------------------------------------------------------------------- characters */

static gboolean char_is_rtl(gunichar c)
{
    switch (g_unichar_get_script(c)) {
    case G_UNICODE_SCRIPT_ARABIC:
    case G_UNICODE_SCRIPT_HEBREW:
    case G_UNICODE_SCRIPT_SYRIAC:
    case G_UNICODE_SCRIPT_THAANA:
    case G_UNICODE_SCRIPT_NKO:
        return TRUE;
    default:
        return FALSE;
    }
}

/* ZWJ and ZWNJ are format characters too, but they spell: Hindi half letters, Urdu word parts. */
static gboolean char_is_dropped(gunichar c)
{
    const gunichar zwnj = 0x200C, zwj = 0x200D;
    if (c == zwnj || c == zwj)
        return FALSE;
    GUnicodeType type = g_unichar_type(c);
    return g_unichar_isspace(c) || type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT ||
           type == G_UNICODE_SURROGATE || c == 0xFFFE || c == 0xFFFF;
}

/* Takes out what is left blank on a form, to be filled in: ____. */
static void drop_blanks(GString *text)
{
    char *blank;
    while ((blank = strstr(text->str, "__")))
        g_string_erase(text, blank - text->str, (gssize)strspn(blank, "_"));
}

char *ocr_word_text_clean(const char *raw)
{
    g_autofree char *valid = g_utf8_make_valid(raw, -1);
    g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    GString *clean = g_string_sized_new(strlen(composed));
    for (const char *p = composed; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!char_is_dropped(c))
            g_string_append_unichar(clean, c > 0xFFFF ? 0xFFFD : c);
    }
    drop_blanks(clean);
    return g_string_free(clean, clean->len == 0);
}

/* Arabic-Indic digits to the extended ones, Arabic's kaf, heh and yeh to Urdu's; Latin punctuation behind a
 * letter to Arabic; the heh of aspiration (do-chashmi) behind a consonant that has none to the plain one. */
static gunichar char_urdu(gunichar c, gunichar before)
{
    static const gunichar aspirated[] = {0x628, 0x67E, 0x62A, 0x679, 0x62C, 0x686, 0x62F, 0x688,
                                         0x631, 0x691, 0x6A9, 0x6AF, 0x644, 0x645, 0x646, 0};
    static const struct {
        gunichar other, urdu;
    } letters[] = {{0x643, 0x6A9}, {0x647, 0x6C1}, {0x6D5, 0x6C1}, {0x6C0, 0x6C2}, {0x64A, 0x6CC}},
      marks[] = {{',', 0x60C}, {';', 0x61B}, {'?', 0x61F}};
    const gunichar do_chashmi = 0x6BE, heh = 0x6C1;
    gboolean is_behind_letter = char_is_rtl(before) && g_unichar_isalpha(before),
             is_aspiration = FALSE;
    if (c >= 0x660 && c <= 0x669)
        return c - 0x660 + 0x6F0;
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++)
        if (c == letters[i].other)
            return letters[i].urdu;
    for (guint i = 0; is_behind_letter && i < G_N_ELEMENTS(marks); i++)
        if (c == marks[i].other)
            return marks[i].urdu;
    for (const gunichar *consonant = aspirated; *consonant; consonant++)
        is_aspiration |= *consonant == before;
    return c == do_chashmi && is_behind_letter && !is_aspiration ? heh : c;
}

char *ocr_word_text_spell(char *text, const char *language)
{
    gunichar before = 0;
    if (!g_str_equal(language, "urd"))
        return text;
    GString *spelt = g_string_sized_new(strlen(text));
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        before = char_urdu(g_utf8_get_char(p), before);
        g_string_append_unichar(spelt, before);
    }
    if (g_str_equal(spelt->str, "کھ")) /* no word; "that" is one of the commonest */
        g_string_assign(spelt, "کہ");
    g_free(text);
    text = g_utf8_normalize(spelt->str, -1, G_NORMALIZE_DEFAULT_COMPOSE);
    g_string_free(spelt, TRUE);
    return text;
}

/* Letters that run right to left minus letters that run left to right. */
static int text_direction(const char *text)
{
    int balance = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalpha(c))
            balance += char_is_rtl(c) ? 1 : -1;
    }
    return balance;
}

/* ---------------------------------------------------------------------------------------- lines */

int ocr_compare_ints(gconstpointer a, gconstpointer b)
{
    return *(const int *)a - *(const int *)b;
}

void ocr_line_add_word(OcrLine *line, char *text, const OcrBox *box, double confidence,
                       const char *language)
{
    OcrWord word = {
        .text = text, .box = *box, .confidence = confidence, .engine_confidence = confidence};
    g_strlcpy(word.language, language, sizeof(word.language));
    word.is_rtl = text_direction(text) > 0;
    g_array_append_val(line->words, word);
}

void ocr_line_finish(OcrLine *line)
{
    int balance = 0;
    for (guint i = 0; i < line->words->len; i++)
        balance += text_direction(g_array_index(line->words, OcrWord, i).text);
    line->is_rtl = balance > 0;
}

OcrBox ocr_box_join(OcrBox a, OcrBox b)
{
    int right_px = MAX(a.x_px + a.width_px, b.x_px + b.width_px);
    int bottom_px = MAX(a.y_px + a.height_px, b.y_px + b.height_px);
    int x_px = MIN(a.x_px, b.x_px), y_px = MIN(a.y_px, b.y_px);
    return (OcrBox){x_px, y_px, right_px - x_px, bottom_px - y_px};
}

static OcrBox words_box(const OcrLine *line)
{
    OcrBox box = g_array_index(line->words, OcrWord, 0).box;
    for (guint i = 1; i < line->words->len; i++)
        box = ocr_box_join(box, g_array_index(line->words, OcrWord, i).box);
    return box;
}

void ocr_line_move_words(OcrLine *to, OcrLine *from, guint n)
{
    for (guint i = 0; i < n; i++) {
        OcrWord *word = &g_array_index(from->words, OcrWord, i);
        to->box = to->words->len > 0 ? ocr_box_join(to->box, word->box) : word->box;
        g_array_append_val(to->words, *word);
        word->text = NULL; /* to's */
    }
    g_array_remove_range(from->words, 0, n);
    ocr_line_finish(to);
    if (from->words->len == 0)
        return;
    from->box = words_box(from);
    ocr_line_finish(from);
}

void ocr_line_remove_word(OcrLine *line, guint word)
{
    g_array_remove_index(line->words, word);
    if (line->words->len == 0)
        return;
    line->box = words_box(line);
    ocr_line_finish(line);
}

OcrLine *ocr_line_take_piece(OcrLine *line, guint n)
{
    OcrLine *piece = ocr_line_new();
    piece->block = line->block;
    piece->baseline_px = line->baseline_px;
    ocr_line_move_words(piece, line, n);
    return piece;
}

OcrLine *ocr_line_part(const OcrLine *line, guint first, guint n_words)
{
    OcrLine *part = ocr_line_new();
    part->baseline_px = line->baseline_px;
    for (guint i = first; i < first + n_words; i++) {
        const OcrWord *word = &g_array_index(line->words, OcrWord, i);
        ocr_line_add_word(part, g_strdup(word->text), &word->box, word->confidence, word->language);
    }
    part->box = words_box(part);
    ocr_line_finish(part);
    return part;
}

void ocr_line_splice(OcrLine *line, guint first, guint n_words, OcrLine *other)
{
    gsize n_others = 0;
    g_autofree OcrWord *words = g_array_steal(other->words, &n_others);
    g_array_remove_range(line->words, first, n_words);
    g_array_insert_vals(line->words, first, words, (guint)n_others);
    line->box = ocr_box_join(line->box, words_box(line));
    ocr_line_finish(line);
}

guint ocr_lines_block_beyond(const GPtrArray *lines)
{
    guint beyond = 0;
    for (guint i = 0; i < lines->len; i++) {
        guint block = ((const OcrLine *)g_ptr_array_index(lines, i))->block;
        if (block != OCR_BLOCK_NONE)
            beyond = MAX(beyond, block + 1);
    }
    return beyond;
}

void ocr_lines_append(GPtrArray *lines, GPtrArray *others)
{
    guint beyond = ocr_lines_block_beyond(lines);
    for (guint i = 0; i < others->len; i++) {
        OcrLine *line = g_ptr_array_index(others, i);
        line->block += line->block == OCR_BLOCK_NONE ? 0 : beyond;
    }
    g_ptr_array_extend_and_steal(lines, others);
}

static void line_sum(const OcrLine *line, double *sum, double *n_chars)
{
    for (guint i = 0; i < line->words->len; i++) {
        const OcrWord *word = &g_array_index(line->words, OcrWord, i);
        double length = (double)g_utf8_strlen(word->text, -1);
        *sum += word->confidence * length;
        *n_chars += length;
    }
}

double ocr_line_confidence(const OcrLine *line)
{
    double sum = 0, n_chars = 0;
    line_sum(line, &sum, &n_chars);
    return n_chars > 0 ? sum / n_chars : 0;
}

/* ----------------------------------------------------------------------------------------- page */

typedef struct {
    const char *language; /* borrowed from a word */
    glong n_chars;
} LanguageCount;

static void count_language(GArray *counts, const OcrWord *word)
{
    glong n_chars = g_utf8_strlen(word->text, -1);
    for (guint i = 0; i < counts->len; i++) {
        LanguageCount *count = &g_array_index(counts, LanguageCount, i);
        if (g_str_equal(count->language, word->language)) {
            count->n_chars += n_chars;
            return;
        }
    }
    LanguageCount count = {word->language, n_chars};
    g_array_append_val(counts, count);
}

/* Of languages with equally many characters the one that is met first wins. */
static const char *main_language(const PageText *text, GArray *counts)
{
    for (guint i = 0; i < text->lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(text->lines, i);
        for (guint w = 0; w < line->words->len; w++)
            count_language(counts, &g_array_index(line->words, OcrWord, w));
    }
    LanguageCount most = {"", 0};
    for (guint i = 0; i < counts->len; i++)
        if (g_array_index(counts, LanguageCount, i).n_chars > most.n_chars)
            most = g_array_index(counts, LanguageCount, i);
    return most.language;
}

void ocr_page_text_finish(PageText *text)
{
    g_autoptr(GArray) counts = g_array_new(FALSE, FALSE, sizeof(LanguageCount));
    g_strlcpy(text->language, main_language(text, counts), sizeof(text->language));
    double sum = 0, n_chars = 0;
    for (guint i = 0; i < text->lines->len; i++)
        line_sum(g_ptr_array_index(text->lines, i), &sum, &n_chars);
    text->confidence = n_chars > 0 ? sum / n_chars : 0;
}

char *ocr_page_text_plain(const PageText *text)
{
    GString *plain = g_string_new(NULL);
    for (guint i = 0; i < text->lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(text->lines, i);
        const OcrLine *before = i > 0 ? g_ptr_array_index(text->lines, i - 1) : line;
        if (line->block != before->block)
            g_string_append_c(plain, '\n');
        for (guint w = 0; w < line->words->len; w++)
            g_string_append_printf(plain, "%s%s", w > 0 ? " " : "",
                                   g_array_index(line->words, OcrWord, w).text);
        g_string_append_c(plain, '\n');
    }
    return g_string_free(plain, FALSE);
}
