/* Paper that is printed before anybody writes on it: lines, columns, squares, frames. */
#include "tests/pages/compose.h"

#define MARGIN_PT 28.0

typedef struct {
    double row_pt, column_pt; /* between lines; 0: none */
    gboolean has_margin, has_frame;
} Ruling;

static const Ruling rulings[] = {
    {22, 0, TRUE, FALSE},  /* a writing sheet */
    {17, 95, FALSE, TRUE}, /* a ledger */
    {34, 34, FALSE, FALSE},
    {0, 0, FALSE, TRUE},
};

static void line_add(GArray *lines, double x, double y, double width, double height, double print)
{
    const Item line = {
        .kind = ITEM_RULE, .x = x, .y = y, .width = width, .height = height, .pencil = print};
    g_array_append_val(lines, line);
}

void compose_rules(Composition *page, guint64 seed)
{
    Random random;
    random_seed(&random, seed, "rules");
    const Ruling *ruling = &rulings[random_below(&random, G_N_ELEMENTS(rulings))];
    const double left = random_chance(&random, 0.5) ? 0 : MARGIN_PT, /* or from edge to edge */
        print = random_between(&random, 0.2, 0.9), top = 2 * MARGIN_PT,
                 width = A4_WIDTH_PT - 2 * left, height = A4_HEIGHT_PT - top - MARGIN_PT;
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(Item));
    for (double y = top; ruling->row_pt > 0 && y < top + height; y += ruling->row_pt)
        line_add(lines, left, y, width, 0, print);
    for (double x = left + ruling->column_pt; ruling->column_pt > 0 && x < left + width;
         x += ruling->column_pt)
        line_add(lines, x, top, 0, height, print);
    if (ruling->has_margin)
        line_add(lines, 3 * MARGIN_PT, 0, 0, A4_HEIGHT_PT, print);
    for (guint i = 0; ruling->has_frame && i < 2; i++) {
        line_add(lines, MARGIN_PT, top + i * height, A4_WIDTH_PT - 2 * MARGIN_PT, 0, print);
        line_add(lines, i ? A4_WIDTH_PT - MARGIN_PT : MARGIN_PT, top, 0, height, print);
    }
    g_array_prepend_vals(page->items, lines->data, lines->len);
}
