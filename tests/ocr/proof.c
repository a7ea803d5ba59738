/* Words that their ink does not bear out are dropped or mended. */
#include "ocr/proof.h"
#include "ocr/mend.h"
#include "ocr/text.h"
#include "ocr/visarga.h"

#define LETTER_PX 14
#define LINE_PX 24
#define PIECES_MAX 8

/* Where a piece of ink stands in its word; '/' is a stroke, else it is filled. */
typedef struct {
    int x_px, y_px, width_px, height_px;
    char shape;
} Piece;

typedef struct {
    const char *name, *text, *language;
    double confidence;
    Piece pieces[PIECES_MAX];
    const char *expected; /* NULL: dropped */
} Case;

#define DIGIT(x)                                                                                   \
    {                                                                                              \
        x, 4, 8, 14, 0                                                                             \
    }
#define TALL_DIGIT(x)                                                                              \
    {                                                                                              \
        x, 4, 8, 19, 0                                                                             \
    }
#define DASH(x)                                                                                    \
    {                                                                                              \
        x, 12, 6, 2, 0                                                                             \
    }
#define BASE(x)                                                                                    \
    {                                                                                              \
        x, 16, 6, 2, 0                                                                             \
    }
#define SLASH(x)                                                                                   \
    {                                                                                              \
        x, 2, 9, 20, '/'                                                                           \
    }
#define DOT(x, y)                                                                                  \
    {                                                                                              \
        x, y, 3, 3, 0                                                                              \
    }

static const Case cases[] = {
    {"speck", "`", "hin", 92, {DOT(3, 8)}, NULL},
    {"speck-letter", "ह", "hin", 81, {{0, 0, 3, 3, 0}}, NULL},
    {"nothing", "=", "eng", 69, {{0}}, NULL},
    {"colon", ":", "hin", 50, {DOT(3, 6), DOT(3, 15)}, ":"},
    {"dash", "-", "hin", 50, {DASH(0)}, "-"},
    {"letter-in-doubt", "क", "hin", 20, {{0, 4, 12, 14, 0}}, "क"},
    {"zero", "۰", "urd", 75, {{0, 0, 4, 4, 0}}, "۰"},
    {"signature", "AULA", "eng", 38, {{0, 0, 200, 52, 0}}, NULL},
    {"heading", "LAND", "eng", 88, {{0, 0, 200, 52, 0}}, "LAND"},
    {"large-hand",
     "Agree",
     "eng",
     43,
     {{0, 0, 20, 50, 0}, {24, 0, 20, 50, 0}, {48, 0, 20, 50, 0}},
     "Agree"},
    {"lost-dash", "210", "hin", 76, {DIGIT(0), DASH(10), DIGIT(18), DIGIT(28)}, "2-10"},
    {"lost-slash", "४१", "hin", 80, {DIGIT(0), SLASH(9), DIGIT(20)}, "४/१"},
    {"slash-read-as-digit", "੧7੮", "pan", 80, {DIGIT(0), SLASH(9), DIGIT(20)}, "੧/੮"},
    {"dash-read-as-digit", "੫੨੨", "pan", 80, {DIGIT(0), DASH(10), DIGIT(18)}, "੫-੨"},
    {"two-signs",
     "13/2",
     "eng",
     90,
     {DIGIT(0), DASH(10), DIGIT(18), SLASH(27), DIGIT(38)},
     "1-3/2"},
    {"speck-in-number", "12", "eng", 80, {DIGIT(0), DOT(11, 10), DIGIT(18)}, "12"},
    {"low-stroke", "12", "eng", 80, {DIGIT(0), BASE(10), DIGIT(18)}, "12"},
    {"broken-digit", "12", "eng", 80, {DIGIT(0), {10, 4, 4, 14, 0}, DIGIT(18)}, "12"},
    {"old-style-figures", "120", "eng", 80, {DIGIT(0), TALL_DIGIT(10), DIGIT(20)}, "120"},
    {"urdu-number", "۴۱", "urd", 80, {DIGIT(0), DASH(10), DIGIT(18)}, "۴۱"},
    {"no-quote", "“फसल", "hin", 60, {{0, 4, 44, 14, 0}}, "फसल"},
    {"quote", "“फसल", "hin", 60, {{0, 3, 6, 5, 0}, {8, 4, 44, 14, 0}}, "“फसल"},
    {"quote-read-surely", "'tis", "eng", 92, {{0, 4, 44, 14, 0}}, "'tis"},
};

/* Lines of one page, each a word with two dots so far apart behind it. */
static const struct {
    const char *name, *text;
    int apart_px;
    const char *expected;
} visargas[] = {
    {"label", "विषयः", 9, "विषय:"}, {"participle", "प्रेषितः", 9, "प्रेषित:"},
    {"adverb", "अतः", 9, "अतः"},    {"adverb-in-mashah", "क्रमशः", 9, "क्रमशः"},
    {"close", "मनः", 6, "मनः"},     {"colon", "विषय:", 9, "विषय:"},
    {"mid-word", "दुःख", 9, "दुःख"},
};

static void piece_draw(PIX *page, const Piece *piece, int x_px, int y_px)
{
    int left = x_px + piece->x_px, top = y_px + piece->y_px;
    BOX *box = boxCreate(left, top, piece->width_px, piece->height_px);
    if (piece->shape == '/')
        pixRenderLineArb(page, left + 1, top + piece->height_px - 1, left + piece->width_px - 2,
                         top, 2, 0, 0, 0);
    else
        pixClearInRect(page, box);
    boxDestroy(&box);
}

/* Draws the word and enters it as it was read. */
static void word_make(PIX *page, const Case *c, OcrLine *line, int x_px, int y_px)
{
    OcrBox box = {x_px, y_px, 10, LINE_PX};
    for (guint i = 0; i < PIECES_MAX && c->pieces[i].width_px > 0; i++) {
        const Piece *piece = &c->pieces[i];
        piece_draw(page, piece, x_px, y_px);
        box.width_px = MAX(i > 0 ? box.width_px : 0, piece->x_px + piece->width_px);
        box.height_px = MAX(i > 0 ? box.height_px : 0, piece->y_px + piece->height_px);
    }
    ocr_line_add_word(line, g_strdup(c->text), &box, c->confidence, c->language);
    line->box = box;
    ocr_line_finish(line);
}

/* What the page's height of lines is taken from. */
static OcrLine *plain_line(int y_px)
{
    OcrLine *line = ocr_line_new();
    const OcrBox box = {20, y_px, 200, LINE_PX};
    ocr_line_add_word(line, g_strdup("text"), &box, 95, "eng");
    line->box = box;
    return line;
}

static void test_case(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(GError) error = NULL;
    g_auto(OcrPrepared)
        prepared = {.scale = 1, .findings = {.threshold = 128, .letter_px = LETTER_PX}};
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)ocr_line_free);
    prepared.page = pixCreate(300, 200, 8);
    pixSetAll(prepared.page);
    BOX *text = boxCreate(20, 10, 200, LINE_PX);
    pixClearInRect(prepared.page, text);
    boxDestroy(&text);
    g_ptr_array_add(lines, plain_line(10));
    g_ptr_array_add(lines, ocr_line_new());
    word_make(prepared.page, c, g_ptr_array_index(lines, 1), 40, 80);
    g_auto(OcrParts) parts = {0};
    g_assert_true(ocr_parts_init(&parts, &prepared, &error));
    g_assert_true(ocr_proof_drop(&parts, lines, &error));
    g_assert_true(ocr_lines_mend(&parts, lines, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(lines->len, ==, c->expected ? 2 : 1);
    if (!c->expected)
        return;
    const OcrLine *line = g_ptr_array_index(lines, 1);
    g_assert_cmpstr(g_array_index(line->words, OcrWord, 0).text, ==, c->expected);
}

/* A page of all of them, and of as many of Hindi's little words as are given. */
static GPtrArray *visarga_page(PIX *page, guint n_little)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func((GDestroyNotify)ocr_line_free);
    for (guint i = 0; i < G_N_ELEMENTS(visargas); i++) {
        OcrLine *line = ocr_line_new();
        Case c = {.text = visargas[i].text,
                  .language = "hin",
                  .confidence = 90,
                  .pieces = {{0, 4, 40, 14, 0}, DOT(43, 15), DOT(43, 15 - visargas[i].apart_px)}};
        word_make(page, &c, line, 40, 10 + 40 * (int)i);
        for (guint k = 0; i == 0 && k < n_little; k++)
            ocr_line_add_word(line, g_strdup("के"), &line->box, 90, "hin");
        g_ptr_array_add(lines, line);
    }
    return lines;
}

static void visargas_mend(guint n_little)
{
    g_autoptr(GError) error = NULL;
    g_auto(OcrPrepared)
        prepared = {.scale = 1, .findings = {.threshold = 128, .letter_px = LETTER_PX}};
    prepared.page = pixCreate(300, 400, 8);
    pixSetAll(prepared.page);
    g_autoptr(GPtrArray) lines = visarga_page(prepared.page, n_little);
    g_auto(OcrParts) parts = {0};
    g_assert_true(ocr_parts_init(&parts, &prepared, &error));
    g_assert_true(ocr_lines_mend_visarga(&parts, lines, &error));
    for (guint i = 0; i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        g_test_message("%s", visargas[i].name);
        g_assert_cmpstr(g_array_index(line->words, OcrWord, 0).text, ==,
                        n_little > 0 ? visargas[i].expected : visargas[i].text);
    }
}

static void test_visarga(void)
{
    visargas_mend(6);
}

/* A page without Hindi's little words is in Sanskrit. */
static void test_sanskrit(void)
{
    visargas_mend(0);
}

/* Latin 8 and 9 on a page of Punjabi's own digits are its 4 and 7, of Latin ones they stay. */
static void test_punjabi_digits(void)
{
    static const struct {
        const char *words[4];
        const char *expected[4];
    } pages[] = {{{"੧੨੩੫੬", "੨੦੧੫", "8", "੧9"}, {"੧੨੩੫੬", "੨੦੧੫", "੪", "੧੭"}},
                 {{"12356", "2015", "8", "੧9"}, {"12356", "2015", "8", "੧9"}}};
    for (guint i = 0; i < G_N_ELEMENTS(pages); i++) {
        g_auto(OcrPrepared)
            prepared = {.scale = 1, .findings = {.threshold = 128, .letter_px = LETTER_PX}};
        g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)ocr_line_free);
        OcrLine *line = plain_line(10);
        prepared.page = pixCreate(300, 50, 8);
        pixSetAll(prepared.page);
        for (guint w = 0; w < 4; w++)
            ocr_line_add_word(line, g_strdup(pages[i].words[w]), &line->box, 90, "pan");
        g_ptr_array_add(lines, line);
        g_auto(OcrParts) parts = {0};
        g_assert_true(ocr_parts_init(&parts, &prepared, NULL));
        g_assert_true(ocr_lines_mend(&parts, lines, NULL));
        const OcrWord *words = &g_array_index(line->words, OcrWord, 0);
        for (guint w = 0; w < 4; w++)
            g_assert_cmpstr(words[w + 1].text, ==, pages[i].expected[w]);
    }
}

/* A box without an area, or off the page, has no ink: that is no lack of memory, which would fail the page. */
static void test_no_place(void)
{
    static const OcrBox boxes[] = {{10, 10, 0, 8}, {10, 10, 8, 0}, {60, 10, 8, 8}, {-9, 10, 8, 8}};
    g_auto(OcrPrepared)
        prepared = {.scale = 1, .findings = {.threshold = 128, .letter_px = LETTER_PX}};
    prepared.page = pixCreate(50, 50, 8);
    for (guint i = 0; i < G_N_ELEMENTS(boxes); i++) {
        g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)ocr_line_free);
        OcrLine *line = ocr_line_new();
        ocr_line_add_word(line, g_strdup("12"), &boxes[i], 20, "eng");
        g_ptr_array_add(lines, line);
        g_auto(OcrParts) parts = {0};
        g_assert_true(ocr_parts_init(&parts, &prepared, NULL));
        g_assert_true(ocr_lines_mend(&parts, lines, NULL));
        g_assert_true(ocr_proof_drop(&parts, lines, NULL));
        g_assert_cmpuint(lines->len, ==, 0);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/proof/", cases[i].name, NULL);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    g_test_add_func("/proof/visarga", test_visarga);
    g_test_add_func("/proof/sanskrit", test_sanskrit);
    g_test_add_func("/proof/punjabi-digits", test_punjabi_digits);
    g_test_add_func("/proof/no-place", test_no_place);
    return g_test_run();
}
