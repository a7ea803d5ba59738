/* The invisible text of a page, laid so that extractors find words, spaces and order again.
 *
 * All of it is one BT..ET in render mode 3 (MuPDF 1.21 loses every invisible text object after the
 * first). Each line stands on one horizontal baseline at one font size; each word is fitted to its
 * box by horizontal scaling; a real space glyph is stretched over each gap (PDFBox finds no line
 * without them). A line with right-to-left text is emitted in visual order: words by ascending x,
 * code points as pdf_text_visual says; extractors turn it round again. All other lines are emitted
 * in their logical order.
 *
 * Where engines box words so that they touch, overlap (Nastaliq does) or run backwards, extractors
 * would join or tear words. So neighbours are cut back to a gap, and moved a little where the boxes leave
 * no room for that; where that would not be a little, the words share the line's width by their lengths.
 *
 * What viewers cannot do. All give lines without right-to-left letters back as they are. What they make of
 * the rest differs, and no order of the content stream suits them all, because each turns round what it
 * finds by a rule of its own (tests/pdf/extractors.c holds them to this):
 *
 *  - pdftotext (poppler 22.12; Evince and Okular copy like it): a number or Latin word in a right-to-left
 *    line takes along what stands to its left, up to the next right-to-left letter: the space, a bracket,
 *    another number (TextPage::dumpFragment). With -raw the words stay as they lie in the file, from left to right.
 *  - pdf.js (2.14; Firefox): turns a whole line round by the direction of most of its letters, and does not
 *    mirror brackets (bidi.js leaves rule L4 out).
 *  - MuPDF (1.21): turns nothing round; words, and the letters in them, come as they stand on paper, from
 *    left to right.
 *  - PDFBox (2.0) follows the Unicode algorithm and is exact.
 *  - Searching in Evince misses Urdu words with letters that Unicode composes of two, like U+0622, and with
 *    numbers (tests/pdf/search.py says why); all others are found and highlighted in their place.
 *  - Of a line of numbers alone no file says which end it was read from: numbers run from left to right.
 *
 * Constants: poppler 22.12 separates words by 0.15 em (raw order) or 0.03 em, but by up to 0.4 em in
 * a line of single characters, which it takes for letter-spaced; it joins lines whose baselines lie
 * within half an em, so the em is kept below the distance of the neighbouring baselines.
 */
#include "pdf/text.h"

#include <math.h>
#include <string.h>

#define GAP_EM 0.25
#define GAP_SINGLES_EM 0.45
#define WORD_MIN_EM 0.1 /* below it a word is squeezed beyond use */
#define FAR_EM 2.0      /* words that had to be moved farther were boxed at random */
#define EM_MIN_PT 1.0
#define REPLACEMENT 0xFFFD

/* ------------------------------------------------------------------------------- code points -- */

/* Not white space (it would split a word), nor what ISO 19005-2, 6.2.11.7.2 forbids in ToUnicode
 * (U+0000, U+FEFF, U+FFFE), nor what two bytes cannot say. */
gunichar pdf_text_code_point(gunichar c)
{
    gboolean fits = c < 0xFFFE && c != 0xFEFF && !g_unichar_isspace(c) && !g_unichar_iscntrl(c);
    return fits ? c : REPLACEMENT;
}

/* Hebrew to Arabic Extended-A, and the presentation forms. */
static gboolean is_rtl(gunichar c)
{
    return (c >= 0x0590 && c <= 0x08FF) || (c >= 0xFB1D && c <= 0xFDFF) ||
           (c >= 0xFE70 && c <= 0xFEFE);
}

gboolean pdf_text_is_rtl(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        if (is_rtl(g_utf8_get_char(p)))
            return TRUE;
    return FALSE;
}

/* Digits of every script run from left to right. */
static gboolean is_ltr(gunichar c)
{
    return g_unichar_isdigit(c) || (g_unichar_isalpha(c) && !is_rtl(c));
}

static gboolean has_rtl_letter(const gunichar *c, guint n)
{
    for (guint i = 0; i < n; i++)
        if (is_rtl(c[i]) && !g_unichar_isdigit(c[i]))
            return TRUE;
    return FALSE;
}

static void reverse(gunichar *c, guint n)
{
    for (guint i = 0; i < n / 2; i++) {
        gunichar swapped = c[i];
        c[i] = c[n - 1 - i];
        c[n - 1 - i] = swapped;
    }
}

/* Where a left-to-right run that starts at i ends: it may have marks, and single separators between
 * digits as in 12.03.2023 or 5/2008. */
static guint run_end(const gunichar *c, guint n, guint i)
{
    for (guint end = i + 1;; end++) {
        gboolean joined =
            end < n && (is_ltr(c[end]) || (g_unichar_ismark(c[end]) && !is_rtl(c[end])));
        gboolean separated = end + 1 < n && c[end] < 0x80 && strchr(".,/:-", (int)c[end]) &&
                             is_ltr(c[end - 1]) && is_ltr(c[end + 1]);
        if (!joined && !separated)
            return end;
    }
}

static guint visual_code_points(const char *word, gunichar **code_points)
{
    glong length = 0;
    gunichar *c = g_utf8_to_ucs4_fast(word, -1, &length);
    guint n = (guint)length;
    for (guint i = 0; i < n; i++)
        c[i] = pdf_text_code_point(c[i]);
    *code_points = c;
    if (!has_rtl_letter(c, n))
        return n;
    for (guint i = 0, end; i < n; i = end) {
        end = is_ltr(c[i]) ? run_end(c, n, i) : i + 1;
        reverse(c + i, end - i);
    }
    reverse(c, n);
    return n;
}

char *pdf_text_visual(const char *word)
{
    g_autofree gunichar *c = NULL;
    guint n = visual_code_points(word, &c);
    return g_ucs4_to_utf8(c, n, NULL, NULL, NULL);
}

/* ------------------------------------------------------------------------------------ layout -- */

typedef struct {
    gunichar *code_points; /* from left to right */
    guint n;
    double left_pt, right_pt;
} Piece;

typedef struct {
    double width_pt, height_pt;
    double x_scale, y_scale; /* pt per px of the boxes */
} Paper;

static void piece_clear(gpointer data)
{
    g_free(((Piece *)data)->code_points);
}

static int word_compare_x(gconstpointer a, gconstpointer b)
{
    const OcrWord *const *first = a, *const *second = b;
    int difference =
        ((*first)->box.x_px > (*second)->box.x_px) - ((*first)->box.x_px < (*second)->box.x_px);
    return difference ? difference : (*first > *second) - (*first < *second); /* stable */
}

static gboolean line_is_rtl(const OcrLine *line)
{
    for (guint i = 0; i < line->words->len; i++)
        if (pdf_text_is_rtl(g_array_index(line->words, OcrWord, i).text))
            return TRUE;
    return FALSE;
}

static GPtrArray *words_in_emission_order(const OcrLine *line)
{
    GPtrArray *words = g_ptr_array_new();
    for (guint i = 0; i < line->words->len; i++)
        if (*g_array_index(line->words, OcrWord, i).text)
            g_ptr_array_add(words, &g_array_index(line->words, OcrWord, i));
    if (line_is_rtl(line))
        g_ptr_array_sort(words, word_compare_x);
    return words;
}

static GArray *line_pieces(const OcrLine *line, const Paper *paper)
{
    GArray *pieces = g_array_new(FALSE, TRUE, sizeof(Piece));
    g_array_set_clear_func(pieces, piece_clear);
    g_autoptr(GPtrArray) words = words_in_emission_order(line);
    for (guint i = 0; i < words->len; i++) {
        const OcrWord *word = words->pdata[i];
        double right_px = (double)word->box.x_px + word->box.width_px;
        Piece piece = {.left_pt = CLAMP(word->box.x_px * paper->x_scale, 0, paper->width_pt),
                       .right_pt = CLAMP(right_px * paper->x_scale, 0, paper->width_pt)};
        piece.n = visual_code_points(word->text, &piece.code_points);
        g_array_append_val(pieces, piece);
    }
    return pieces;
}

static double baseline_px(const OcrLine *line)
{
    double top = line->box.y_px, height = line->box.height_px;
    gboolean inside = line->baseline_px > top && line->baseline_px <= top + height;
    return inside ? line->baseline_px : top + PDF_FONT_ASCENT_EM * height;
}

static double baseline_distance_pt(const PageText *text, guint i, guint j, const Paper *paper)
{
    double a = baseline_px(text->lines->pdata[i]), b = baseline_px(text->lines->pdata[j]);
    return fabs(a - b) * paper->y_scale;
}

/* The line's height, kept apart from the neighbours that are not in the same row. */
static double line_em_pt(const PageText *text, guint i, const Paper *paper)
{
    const OcrLine *line = text->lines->pdata[i];
    double em = line->box.height_px * paper->y_scale;
    double before = i > 0 ? baseline_distance_pt(text, i, i - 1, paper) : 0;
    double after = i + 1 < text->lines->len ? baseline_distance_pt(text, i, i + 1, paper) : 0;
    if (before > EM_MIN_PT)
        em = MIN(em, before);
    if (after > EM_MIN_PT)
        em = MIN(em, after);
    return CLAMP(em, EM_MIN_PT, paper->height_pt);
}

/* Inside the page with ascent and descent: extractors drop what stands outside. */
static double line_y_pt(const OcrLine *line, double em_pt, const Paper *paper)
{
    double y = paper->height_pt - baseline_px(line) * paper->y_scale;
    return CLAMP(y, PDF_FONT_DESCENT_EM * em_pt, paper->height_pt - PDF_FONT_ASCENT_EM * em_pt);
}

static double gap_em(const GArray *pieces)
{
    for (guint i = 0; i < pieces->len; i++)
        if (g_array_index(pieces, Piece, i).n > 1)
            return GAP_EM;
    return GAP_SINGLES_EM;
}

/* Moves cuts to the right, or from the right end to the left, until they are step_pt apart. */
static void cuts_push_right(double *cuts, guint n, double step_pt)
{
    for (guint i = 1; i < n; i++)
        cuts[i] = MAX(cuts[i], cuts[i - 1] + step_pt);
}

static void cuts_push_left(double *cuts, guint n, double step_pt)
{
    for (guint i = n - 1; i > 0; i--)
        cuts[i - 1] = MIN(cuts[i - 1], cuts[i] - step_pt);
}

/* The places between the words, and the line's ends: in the middle of each gap or overlap, but at least
 * step_pt apart, for which all give way by about as much. */
static void cuts_find(const Piece *piece, guint n_pieces, double gap_pt, double step_pt,
                      double *cuts)
{
    g_autofree double *pushed = g_new(double, n_pieces + 1);
    cuts[0] = piece[0].left_pt - gap_pt / 2;
    cuts[n_pieces] = piece[n_pieces - 1].right_pt + gap_pt / 2;
    for (guint i = 1; i < n_pieces; i++)
        cuts[i] = (piece[i - 1].right_pt + piece[i].left_pt) / 2;
    memcpy(pushed, cuts, (n_pieces + 1) * sizeof *cuts);
    cuts_push_right(cuts, n_pieces + 1, step_pt);
    cuts_push_left(pushed, n_pieces + 1, step_pt);
    for (guint i = 0; i <= n_pieces; i++)
        cuts[i] = (cuts[i] + pushed[i]) / 2;
}

/* Fits the word between its cuts. FALSE: it is moved so far that its box says nothing of the line. */
static gboolean piece_fit(Piece *piece, double from_pt, double to_pt, double word_min_pt,
                          double far_pt)
{
    double left_pt = piece->left_pt, right_pt = piece->right_pt;
    piece->left_pt = CLAMP(left_pt, from_pt, MAX(from_pt, to_pt - word_min_pt));
    piece->right_pt = CLAMP(right_pt, piece->left_pt + word_min_pt, to_pt);
    return fabs((piece->left_pt + piece->right_pt - left_pt - right_pt) / 2) <= far_pt;
}

/* Cuts neighbours back until gap_pt is between them, and moves them where they have less than word_min_pt
 * left. FALSE: they run so far backwards, or are so many, that their boxes are of no use. */
static gboolean pieces_separate(GArray *pieces, double gap_pt, double word_min_pt, double far_pt,
                                const Paper *paper)
{
    Piece *piece = (Piece *)(void *)pieces->data;
    guint n = pieces->len;
    g_autofree double *cuts = g_new(double, n + 1);
    cuts_find(piece, n, gap_pt, word_min_pt + gap_pt, cuts);
    if (cuts[0] < -gap_pt / 2 || cuts[n] > paper->width_pt + gap_pt / 2)
        return FALSE;
    gboolean fits = TRUE;
    for (guint i = 0; i < n; i++)
        fits = piece_fit(&piece[i], cuts[i] + gap_pt / 2, cuts[i + 1] - gap_pt / 2, word_min_pt,
                         far_pt) &&
               fits;
    return fits;
}

/* Shares the line's width among its words by their lengths. Returns the em that this allows. */
static double pieces_spread(GArray *pieces, const OcrLine *line, double em_pt, const Paper *paper)
{
    Piece *piece = (Piece *)(void *)pieces->data;
    double gaps = pieces->len - 1, share = gap_em(pieces), letters = 0;
    double span = MAX(line->box.width_px * paper->x_scale, pieces->len * EM_MIN_PT);
    span = MIN(span, paper->width_pt);
    double x = CLAMP(line->box.x_px * paper->x_scale, 0, paper->width_pt - span);
    if (gaps > 0)
        em_pt = MIN(em_pt, span / 2 / (gaps * share));
    for (guint i = 0; i < pieces->len; i++)
        letters += piece[i].n;
    double letter_pt = (span - gaps * share * em_pt) / letters;
    for (guint i = 0; i < pieces->len; i++) {
        piece[i].left_pt = x;
        piece[i].right_pt = x + letter_pt * piece[i].n;
        x = piece[i].right_pt + share * em_pt;
    }
    return em_pt;
}

/* ----------------------------------------------------------------------------------- content -- */

/* Numbers of content streams have a point in every locale. */
static void append_number(GString *content, double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append(content, g_ascii_formatd(text, sizeof text, "%.2f", value));
    g_string_append_c(content, ' ');
}

static void append_shown(GString *content, const gunichar *code_points, guint n, double width_pt,
                         double em_pt)
{
    append_number(content, 100 * width_pt / (n * em_pt * PDF_FONT_ADVANCE_EM));
    g_string_append(content, "Tz <");
    for (guint i = 0; i < n; i++)
        g_string_append_printf(content, "%04X", code_points[i]);
    g_string_append(content, "> Tj\n");
}

static void append_line(GString *content, const GArray *pieces, double em_pt, double baseline_pt)
{
    const gunichar space = ' ';
    g_string_append(content, "/" PDF_TEXT_FONT " ");
    append_number(content, em_pt);
    g_string_append(content, "Tf\n");
    for (guint i = 0; i < pieces->len; i++) {
        const Piece *piece = &g_array_index(pieces, Piece, i);
        g_string_append(content, "1 0 0 1 ");
        append_number(content, piece->left_pt);
        append_number(content, baseline_pt);
        g_string_append(content, "Tm ");
        append_shown(content, piece->code_points, piece->n, piece->right_pt - piece->left_pt,
                     em_pt);
        if (i + 1 < pieces->len) {
            double gap_pt = g_array_index(pieces, Piece, i + 1).left_pt - piece->right_pt;
            append_shown(content, &space, 1, gap_pt, em_pt);
        }
    }
}

static void note_code_points(PdfCodePoints *used, const GArray *pieces)
{
    for (guint i = 0; i < pieces->len; i++) {
        const Piece *piece = &g_array_index(pieces, Piece, i);
        for (guint k = 0; k < piece->n; k++)
            pdf_code_points_add(used, (guint16)piece->code_points[k]);
    }
}

void pdf_text_append(GString *content, const PageText *text, double width_pt, double height_pt,
                     PdfCodePoints *used)
{
    Paper paper = {width_pt, height_pt, width_pt / text->width_px, height_pt / text->height_px};
    if (text->lines->len == 0)
        return;
    g_string_append(content, "BT 3 Tr\n");
    for (guint i = 0; i < text->lines->len; i++) {
        const OcrLine *line = text->lines->pdata[i];
        g_autoptr(GArray) pieces = line_pieces(line, &paper);
        if (pieces->len == 0)
            continue;
        double em_pt = line_em_pt(text, i, &paper);
        if (!pieces_separate(pieces, gap_em(pieces) * em_pt, WORD_MIN_EM * em_pt, FAR_EM * em_pt,
                             &paper))
            em_pt = pieces_spread(pieces, line, em_pt, &paper);
        append_line(content, pieces, em_pt, line_y_pt(line, em_pt, &paper));
        note_code_points(used, pieces);
    }
    g_string_append(content, "ET\n");
}
