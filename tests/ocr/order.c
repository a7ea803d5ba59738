/* Lines come in the order a person reads them in. */
#include "ocr/order.h"

#include "ocr/text.h"

#define LINE_PX 20
#define LINES_MAX 16
#define RULES_MAX 8

typedef struct {
    const char *text; /* words, evenly spread over the box */
    int x_px, y_px, width_px;
} Place;

typedef struct {
    const char *name;
    Place places[LINES_MAX]; /* as the engine read them */
    OcrRule across[RULES_MAX], down[RULES_MAX];
    const char *expected; /* lines end with / */
} Case;

static const Case cases[] = {
    {"row",
     {{"No.12", 100, 100, 80}, {"From", 100, 130, 60}, {"Dated", 700, 102, 100}},
     {{0}},
     {{0}},
     "No.12/Dated/From/"},
    {"signature",
     {{"Sd", 700, 250, 100},
      {"Tehsildar", 680, 280, 140},
      {"Submitted", 100, 200, 300},
      {"Enclosures", 100, 340, 140}},
     {{0}},
     {{0}},
     "Submitted/Sd/Tehsildar/Enclosures/"},
    {"heading-and-columns",
     {{"h", 100, 60, 800},
      {"a", 100, 100, 380},
      {"p", 520, 101, 380},
      {"b", 100, 130, 370},
      {"q", 520, 131, 375},
      {"c", 100, 160, 380},
      {"r", 520, 161, 380},
      {"d", 100, 190, 200},
      {"s", 520, 191, 380},
      {"f", 100, 300, 800}},
     {{0}},
     {{0}},
     "h/a/b/c/d/p/q/r/s/f/"},
    {"three-columns",
     {{"a", 100, 100, 280},
      {"k", 420, 100, 280},
      {"p", 740, 100, 280},
      {"b", 100, 130, 280},
      {"l", 420, 130, 280},
      {"q", 740, 130, 280},
      {"c", 100, 160, 280},
      {"m", 420, 160, 280},
      {"r", 740, 160, 280}},
     {{0}},
     {{0}},
     "a/b/c/k/l/m/p/q/r/"},
    {"caption-between-columns",
     {{"a", 100, 100, 380},
      {"p", 520, 100, 380},
      {"b", 100, 130, 380},
      {"q", 520, 130, 380},
      {"c", 100, 160, 300},
      {"T", 405, 168, 170},
      {"r", 610, 160, 290},
      {"d", 100, 190, 380},
      {"s", 520, 190, 380}},
     {{0}},
     {{0}},
     "a/b/c/T/d/p/q/r/s/"},
    {"witnesses",
     {{"1", 100, 100, 120},
      {"so", 100, 130, 250},
      {"ro", 100, 160, 180},
      {"2", 600, 100, 200},
      {"s2", 600, 130, 140},
      {"r2", 600, 160, 90}},
     {{0}},
     {{0}},
     "1/so/ro/2/s2/r2/"},
    {"names-and-values",
     {{"Name", 100, 100, 120},
      {"Ram", 600, 100, 200},
      {"Village", 100, 130, 250},
      {"Kot", 600, 130, 140},
      {"Year", 100, 160, 180},
      {"2003", 600, 160, 90}},
     {{0}},
     {{0}},
     "Name/Ram/Village/Kot/Year/2003/"},
    {"two-rows",
     {{"No", 100, 100, 120}, {"Kot", 100, 130, 110}, {"Year", 600, 100, 120}, {"P", 600, 130, 110}},
     {{0}},
     {{0}},
     "No/Year/Kot/P/"},
    {"right-to-left-columns",
     {{"ا", 100, 100, 380},
      {"ب", 100, 130, 370},
      {"ج", 100, 160, 380},
      {"د", 520, 101, 380},
      {"ر", 520, 131, 375},
      {"س", 520, 161, 380}},
     {{0}},
     {{0}},
     "د/ر/س/ا/ب/ج/"},
    {"table-read-by-columns",
     {{"title", 300, 40, 300},
      {"1", 120, 110, 20},
      {"2", 120, 150, 20},
      {"Ram", 220, 110, 100},
      {"Sham", 220, 150, 100},
      {"6-9", 420, 110, 40},
      {"after", 100, 220, 300},
      {"4-3", 420, 150, 40}},
     {{100, 500, 100, 100}, {100, 500, 140, 141}, {100, 500, 180, 180}},
     {{100, 180, 100, 100}, {100, 180, 200, 200}, {101, 180, 400, 401}, {100, 180, 500, 500}},
     "title/1 Ram 6-9/2 Sham 4-3/after/"},
    {"table-joined-across",
     {{"2", 120, 150, 20}, {"1 Ram 6-9", 120, 110, 340}, {"Sham 4-3", 250, 150, 240}},
     {{100, 500, 100, 100}, {100, 500, 140, 141}, {100, 500, 180, 180}},
     {{100, 180, 100, 100}, {100, 180, 200, 200}, {100, 180, 400, 400}, {100, 180, 500, 500}},
     "1 Ram 6-9/2 Sham 4-3/"},
    {"cells-of-lines",
     {{"1", 120, 110, 20},
      {"Ram", 220, 110, 100},
      {"Lal", 220, 135, 60},
      {"2", 120, 170, 20},
      {"Sham", 220, 170, 100}},
     {{100, 500, 100, 100}, {100, 500, 160, 160}, {100, 500, 200, 200}},
     {{100, 200, 100, 100}, {100, 200, 200, 200}, {100, 200, 500, 500}},
     "1/Ram/Lal/2 Sham/"},
    {"right-to-left-table",
     {{"قسم", 120, 110, 60}, {"بنجر", 120, 150, 60}, {"نام", 300, 110, 60}, {"رام", 300, 150, 60}},
     {{100, 400, 100, 100}, {100, 400, 140, 140}, {100, 400, 180, 180}},
     {{100, 180, 100, 100}, {100, 180, 250, 250}, {100, 180, 400, 400}},
     "نام قسم/رام بنجر/"},
    {"rows-without-rules",
     {{"1", 120, 112, 20},
      {"Ram", 220, 110, 100},
      {"Sham", 220, 150, 100},
      {"Lal", 220, 190, 60},
      {"2", 120, 152, 20},
      {"3", 120, 193, 20},
      {"6-9", 420, 109, 40},
      {"-", 420, 166, 10},
      {"7-1", 420, 191, 40},
      {"4 Om 5-5", 120, 232, 340}},
     {{100, 500, 100, 100}, {100, 500, 222, 220}, {100, 500, 262, 260}},
     {{100, 260, 100, 100}, {100, 260, 200, 200}, {100, 260, 400, 400}, {100, 260, 500, 500}},
     "1 Ram 6-9/2 Sham -/3 Lal 7-1/4 Om 5-5/"},
    {"columns-alone-are-ruled",
     {{"1", 120, 110, 20},
      {"2", 120, 138, 20},
      {"3", 120, 166, 20},
      {"4", 120, 194, 20},
      {"a", 220, 111, 100},
      {"b", 220, 139, 100},
      {"d", 220, 195, 100},
      {"p", 420, 112, 40},
      {"q", 420, 140, 40},
      {"r", 420, 168, 40},
      {"s", 420, 196, 40},
      {"w", 520, 112, 40},
      {"x", 520, 140, 40},
      {"y", 520, 168, 40},
      {"z", 520, 196, 40}},
     {{100, 600, 100, 100}, {100, 600, 220, 220}},
     {{100, 220, 100, 100},
      {100, 220, 200, 200},
      {100, 220, 400, 400},
      {100, 220, 500, 500},
      {100, 220, 600, 600}},
     "1 a p w/2 b q x/3 r y/4 d s z/"},
    {"wrapped-head",
     {{"Khasra", 120, 106, 60},
      {"No.", 120, 132, 40},
      {"Name of", 220, 106, 100},
      {"owner", 220, 132, 80},
      {"Kind of", 420, 106, 60},
      {"land", 420, 132, 40},
      {"605 Om Chahi", 120, 166, 360}},
     {{100, 500, 100, 100}, {100, 500, 160, 160}, {100, 500, 194, 194}},
     {{100, 194, 100, 100}, {100, 194, 200, 200}, {100, 194, 400, 400}, {100, 194, 500, 500}},
     "Khasra/No./Name of/owner/Kind of/land/605 Om Chahi/"},
    {"wrapped-head-and-first-row",
     {{"Sons", 120, 130, 60},
      {"No. of", 220, 108, 60},
      {"stores", 220, 132, 60},
      {"Volume", 420, 108, 60},
      {"sold", 420, 132, 40},
      {"Cigar 3 4", 120, 156, 360}},
     {{100, 500, 100, 100}, {100, 500, 154, 154}, {100, 500, 180, 180}},
     {{100, 180, 100, 100}, {100, 180, 200, 200}, {100, 180, 400, 400}, {100, 180, 500, 500}},
     "Sons/No. of/stores/Volume/sold/Cigar 3 4/"},
    {"wrapped-beside-single",
     {{"1", 120, 110, 20},
      {"2", 120, 190, 20},
      {"Ram", 220, 110, 100},
      {"Lal", 220, 140, 60},
      {"Sham", 220, 170, 100},
      {"3 Om", 120, 232, 180}},
     {{100, 400, 100, 100}, {100, 400, 222, 222}, {100, 400, 262, 262}},
     {{100, 262, 100, 100}, {100, 262, 200, 200}, {100, 262, 400, 400}},
     "1/2/Ram/Lal/Sham/3 Om/"},
    {"right-to-left-rows-without-rules",
     {{"قسم", 120, 110, 60},
      {"بنجر", 120, 150, 60},
      {"چاہی", 120, 190, 60},
      {"نام", 300, 110, 60},
      {"رام", 300, 150, 60},
      {"شام", 300, 190, 60}},
     {{100, 400, 100, 100}, {100, 400, 180, 180}, {100, 400, 220, 220}},
     {{100, 220, 100, 100}, {100, 220, 250, 250}, {100, 220, 400, 400}},
     "نام قسم/رام بنجر/شام چاہی/"},
    {"rules-that-are-no-table",
     {{"b", 100, 150, 300}, {"a", 100, 100, 300}},
     {{100, 400, 125, 125}, {100, 400, 175, 175}},
     {{0}},
     "a/b/"},
};

static OcrLine *line_make(const Place *place, guint block)
{
    OcrLine *line = ocr_line_new();
    g_auto(GStrv) words = g_strsplit(place->text, " ", -1);
    int step_px = place->width_px / (int)g_strv_length(words);
    for (int i = 0; words[i]; i++) {
        const OcrBox box = {place->x_px + i * step_px, place->y_px,
                            step_px - (step_px > 30 ? 10 : 0), LINE_PX};
        ocr_line_add_word(line, g_strdup(words[i]), &box, 90, "eng");
    }
    line->box = (OcrBox){place->x_px, place->y_px, place->width_px, LINE_PX};
    line->baseline_px = place->y_px + LINE_PX;
    line->block = block;
    ocr_line_finish(line);
    return line;
}

static void rules_fill(GArray *rules, const OcrRule *from)
{
    for (guint i = 0; i < RULES_MAX && from[i].to_px > 0; i++)
        g_array_append_val(rules, from[i]);
}

static char *text_of(const GPtrArray *lines)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        for (guint w = 0; w < line->words->len; w++)
            g_string_append_printf(text, "%s%s", w > 0 ? " " : "",
                                   g_array_index(line->words, OcrWord, w).text);
        g_string_append_c(text, '/');
    }
    return g_string_free(text, FALSE);
}

static gboolean box_contains(const OcrBox *outer, const OcrBox *inner)
{
    return inner->x_px >= outer->x_px && inner->y_px >= outer->y_px &&
           inner->x_px + inner->width_px <= outer->x_px + outer->width_px &&
           inner->y_px + inner->height_px <= outer->y_px + outer->height_px;
}

/* Lines hold their words, blocks are counted without gaps. */
static void assert_whole(const GPtrArray *lines)
{
    guint block = 0;
    for (guint i = 0; i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        g_assert_true(line->block == block || (i > 0 && line->block == block + 1));
        block = line->block;
        for (guint w = 0; w < line->words->len; w++)
            g_assert_true(box_contains(&line->box, &g_array_index(line->words, OcrWord, w).box));
        g_assert_cmpint(line->baseline_px, >, line->box.y_px);
    }
}

static void test_case(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)ocr_line_free);
    g_autoptr(OcrRules) rules = ocr_rules_new(NULL, 0, 1);
    rules_fill(rules->across, c->across);
    rules_fill(rules->down, c->down);
    for (guint i = 0; i < LINES_MAX && c->places[i].text; i++)
        g_ptr_array_add(lines, line_make(&c->places[i], i));
    ocr_lines_order(lines, rules);
    g_autofree char *text = text_of(lines);
    g_assert_cmpstr(text, ==, c->expected);
    assert_whole(lines);
}

/* A line that the engine's layout lost is of the block it stands in. */
static void test_missed(void)
{
    static const Place places[] = {
        {"a", 100, 100, 300}, {"c", 100, 160, 300}, {"far", 100, 400, 300}, {"b", 100, 130, 300}};
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)ocr_line_free);
    g_autoptr(OcrRules) rules = ocr_rules_new(NULL, 0, 1);
    for (guint i = 0; i < G_N_ELEMENTS(places); i++)
        g_ptr_array_add(lines, line_make(&places[i], i < 2 ? 5 : OCR_BLOCK_NONE));
    ocr_lines_order(lines, rules);
    g_autofree char *text = text_of(lines);
    g_assert_cmpstr(text, ==, "a/b/c/far/");
    static const guint blocks[] = {0, 0, 0, 1};
    for (guint i = 0; i < lines->len; i++)
        g_assert_cmpuint(((OcrLine *)g_ptr_array_index(lines, i))->block, ==, blocks[i]);
}

/* Values that the engine's layout lost altogether say nothing of columns. */
static void test_missed_values(void)
{
    static const Place places[] = {{"Name", 100, 100, 120},    {"Father", 100, 130, 250},
                                   {"Village", 100, 160, 180}, {"Ram", 600, 100, 200},
                                   {"Sant", 600, 130, 140},    {"Kot", 600, 160, 90}};
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)ocr_line_free);
    g_autoptr(OcrRules) rules = ocr_rules_new(NULL, 0, 1);
    for (guint i = 0; i < G_N_ELEMENTS(places); i++)
        g_ptr_array_add(lines, line_make(&places[i], i < 3 ? 0 : OCR_BLOCK_NONE));
    ocr_lines_order(lines, rules);
    g_autofree char *text = text_of(lines);
    g_assert_cmpstr(text, ==, "Name/Ram/Father/Sant/Village/Kot/");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/order/", cases[i].name, NULL);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    g_test_add_func("/order/missed", test_missed);
    g_test_add_func("/order/missed-values", test_missed_values);
    return g_test_run();
}
