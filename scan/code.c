/* QR codes (ISO/IEC 18004), decoded by zbar.
 *
 * Finder patterns (finder.h) are looked for on the page smoothed, which takes the specks of copiers off
 * modules of a millimetre and more; then on that at half its size; and, where either shows any, on the
 * page as it is. Three finder patterns say where each module lies, since paper is flat, and the code is
 * drawn anew for zbar: a module is the mean of its middle, dark or light by its surroundings, and what
 * all codes have alike is drawn as it should be. Where a stain, a staple or the edge of a page that lay
 * askew took one of the three, it is put where the other two want it, in all ways that are possible.
 * Level H of our covers then allows for 30 % of wrong modules. What cannot be drawn is left to zbar
 * where two patterns or more were seen.
 */
#include "scan/code.h"

#include "scan/mark.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zbar.h>

#define DRAWN_MODULE_PX 5u
#define QUIET_MODULES 4u
#define MODULES_MIN 21
#define MODULES_MAX 177
#define SIDE_MM_MIN 36.0 /* between the finder patterns of a cover's code: 60 mm in all, 47 to 52 */
#define SIDE_MM_MAX 100.0
#define DAMAGED_MODULE_MM_MIN 0.7
#define DAMAGED_HITS_MIN 3u /* rows of both sizes */

typedef struct {
    double x, y;
} Point;

typedef struct {
    zbar_image_scanner_t *scanner;
    GPtrArray *codes;
    gboolean is_damaged; /* patterns of a cover's code were seen, and it was nothing */
    gboolean has_marks;
} Reader;

/* --------------------------------------------------------------------------------- zbar -- */

static void symbols_add(GPtrArray *codes, const zbar_image_t *image)
{
    const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
    for (; symbol; symbol = zbar_symbol_next(symbol)) {
        const char *data = zbar_symbol_get_data(symbol);
        guint size_bytes = zbar_symbol_get_data_length(symbol);
        g_autofree char *text = g_strndup(data, size_bytes);
        if (size_bytes > 0 && g_utf8_validate(data, size_bytes, NULL) &&
            !g_ptr_array_find_with_equal_func(codes, text, g_str_equal, NULL))
            g_ptr_array_add(codes, g_steal_pointer(&text));
    }
}

static gboolean image_read(Reader *reader, const guint8 *bytes, guint width, guint height)
{
    guint before = reader->codes->len;
    zbar_image_t *image = zbar_image_create();
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, width, height);
    zbar_image_set_data(image, bytes, (gulong)width * height, NULL);
    if (zbar_scan_image(reader->scanner, image) > 0)
        symbols_add(reader->codes, image);
    zbar_image_destroy(image);
    return reader->codes->len > before;
}

static zbar_image_scanner_t *scanner_new(void)
{
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    return scanner;
}

/* ---------------------------------------------------------------------- a code drawn anew -- */

/* Where the finder patterns of a code are: top left, top right, bottom left as it is read. */
typedef struct {
    Point top_left, top_right, bottom_left;
    double module_px;
} Corners;

/* Dark by its middle: a ninth of it in nine places. */
static gboolean module_is_dark(const ScanTones *tones, const Corners *corners, int modules, int row,
                               int column)
{
    const ScanGray *gray = tones->gray;
    double span = modules - 7, sum = 0, level = 0;
    for (int i = 0; i < 9; i++) {
        double u = (column - 3 + 0.22 * (i % 3 - 1)) / span;
        double v = (row - 3 + 0.22 * (i / 3 - 1)) / span;
        double x = corners->top_left.x + u * (corners->top_right.x - corners->top_left.x) +
                   v * (corners->bottom_left.x - corners->top_left.x);
        double y = corners->top_left.y + u * (corners->top_right.y - corners->top_left.y) +
                   v * (corners->bottom_left.y - corners->top_left.y);
        if (x < 0 || y < 0 || x >= gray->width_px || y >= gray->height_px)
            return FALSE;
        sum += scan_gray_row(gray, (guint)y)[(guint)x];
        level += scan_tones_level(tones, x, y);
    }
    return sum < level;
}

static void module_draw(guint8 *bytes, guint width, guint row, guint column)
{
    for (guint y = 0; y < DRAWN_MODULE_PX; y++)
        memset(bytes + (gsize)(row * DRAWN_MODULE_PX + y) * width + column * DRAWN_MODULE_PX, 0,
               DRAWN_MODULE_PX);
}

/* The dark modules that every code has: finder patterns at three corners with their white border, the
 * alignment pattern at the fourth (none in a code of 21), timing patterns between. -1: data is there. */
static int module_fixed(int modules, int row, int column)
{
    int v = row < modules - 8 ? row : modules - 1 - row;
    int u = column < modules - 8 ? column : modules - 1 - column;
    gboolean is_fourth = row >= modules - 8 && column >= modules - 8;
    if (v < 8 && u < 8 && !is_fourth) {
        int ring = MAX(abs(v - 3), abs(u - 3));
        return ring != 2 && ring != 4;
    }
    int ring = MAX(abs(row - (modules - 7)), abs(column - (modules - 7)));
    if (modules > MODULES_MIN && ring <= 2)
        return ring != 1;
    if (row == 6 || column == 6)
        return (row + column) % 2 == 0;
    return -1;
}

static gboolean code_redraw_and_read(Reader *reader, const ScanTones *tones, const Corners *corners,
                                     int modules)
{
    guint width = ((guint)modules + 2 * QUIET_MODULES) * DRAWN_MODULE_PX;
    g_autofree guint8 *bytes = g_malloc((gsize)width * width);
    memset(bytes, 255, (gsize)width * width);
    for (int row = 0; row < modules; row++)
        for (int column = 0; column < modules; column++) {
            int fixed = module_fixed(modules, row, column);
            if (fixed > 0 || (fixed < 0 && module_is_dark(tones, corners, modules, row, column)))
                module_draw(bytes, width, (guint)row + QUIET_MODULES,
                            (guint)column + QUIET_MODULES);
        }
    return image_read(reader, bytes, width, width);
}

/* The side in modules is 17 + 4 * version; the likeliest first. */
static gboolean corners_read(Reader *reader, const ScanTones *tones, const Corners *corners)
{
    double side_px = hypot(corners->top_right.x - corners->top_left.x,
                           corners->top_right.y - corners->top_left.y);
    int likely = 17 + 4 * (int)lround((side_px / corners->module_px + 7 - 17) / 4);
    static const int steps[] = {0, 4, -4, 8, -8};
    for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
        int modules = likely + steps[i];
        if (modules >= MODULES_MIN && modules <= MODULES_MAX &&
            code_redraw_and_read(reader, tones, corners, modules))
            return TRUE;
    }
    return FALSE;
}

/* A quarter turn in the way from the top to the left side of a code. */
static Point turn(Point from, Point to, double direction)
{
    return (Point){-direction * (to.y - from.y), direction * (to.x - from.x)};
}

static Point move(Point point, Point by)
{
    return (Point){point.x + by.x, point.y + by.y};
}

static Point finder_point(const ScanFinder *finder)
{
    return (Point){finder->x_px, finder->y_px};
}

static gboolean sizes_agree(const ScanFinder *a, const ScanFinder *b)
{
    return MAX(a->module_px, b->module_px) < 1.25 * MIN(a->module_px, b->module_px);
}

/* a, b, c as top left, top right and bottom left, within what a feeder stretches. */
static gboolean triple_fits(const ScanFinder *a, const ScanFinder *b, const ScanFinder *c)
{
    double right_x = b->x_px - a->x_px, right_y = b->y_px - a->y_px;
    double down_x = c->x_px - a->x_px, down_y = c->y_px - a->y_px;
    double right = hypot(right_x, right_y), down = hypot(down_x, down_y);
    if (!sizes_agree(a, b) || !sizes_agree(a, c) || right < 12 * a->module_px)
        return FALSE;
    double cross = (right_x * down_y - right_y * down_x) / (right * down);
    return MAX(right, down) < 1.12 * MIN(right, down) && cross > 0.98;
}

static gboolean triples_read(Reader *reader, const ScanTones *tones, const ScanFinder *finders,
                             guint n)
{
    gboolean found = FALSE;
    for (guint a = 0; a < n; a++)
        for (guint b = 0; b < n; b++)
            for (guint c = 0; c < n; c++) {
                if (a == b || a == c || b == c ||
                    !triple_fits(&finders[a], &finders[b], &finders[c]))
                    continue;
                Corners corners = {finder_point(&finders[a]), finder_point(&finders[b]),
                                   finder_point(&finders[c]), finders[a].module_px};
                found |= corners_read(reader, tones, &corners);
            }
    return found;
}

/* The third pattern where these two are its neighbours, or lie across from one another. */
static gboolean pair_read(Reader *reader, const ScanTones *tones, const ScanFinder *first,
                          const ScanFinder *second)
{
    Point a = finder_point(first), b = finder_point(second);
    Point half = {(b.x - a.x) / 2, (b.y - a.y) / 2}, middle = move(a, half);
    Point aside = turn((Point){0, 0}, half, -1);
    const Corners ways[] = {
        {a, b, move(a, turn(a, b, 1)), 0},
        {a, move(a, turn(a, b, -1)), b, 0},
        {move(middle, aside), b, a, 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
        Corners corners = ways[i];
        corners.module_px = (first->module_px + second->module_px) / 2;
        if (corners_read(reader, tones, &corners))
            return TRUE;
    }
    return FALSE;
}

/* ------------------------------------------------------------------------- a whole page -- */

/* Two of the patterns of a code as large as those on our covers. */
static gboolean is_cover_pair(const ScanGray *gray, const ScanFinder *a, const ScanFinder *b)
{
    double mm_per_px = SCAN_MM_PER_INCH / gray->dpi;
    double apart_mm = hypot(a->x_px - b->x_px, a->y_px - b->y_px) * mm_per_px;
    double module_mm = MIN(a->module_px, b->module_px) * mm_per_px;
    return sizes_agree(a, b) && apart_mm >= SIDE_MM_MIN && apart_mm <= SIDE_MM_MAX &&
           module_mm >= DAMAGED_MODULE_MM_MIN && apart_mm >= 14 * module_mm &&
           MIN(a->n_hits, b->n_hits) >= DAMAGED_HITS_MIN;
}

/* Reads what two patterns of a cover's code allow. */
static void pairs_read(Reader *reader, const ScanTones *tones, const ScanFinder *finders, guint n)
{
    for (guint a = 0; a < n; a++)
        for (guint b = 0; b < n; b++) {
            if (a == b || !is_cover_pair(tones->gray, &finders[a], &finders[b]))
                continue;
            if (pair_read(reader, tones, &finders[a], &finders[b]))
                return;
            reader->is_damaged = TRUE;
        }
}

/* Answers how many finder patterns were seen. */
static guint page_read(Reader *reader, const ScanGray *gray)
{
    ScanFinder finders[SCAN_FINDERS_MAX];
    g_autoptr(ScanTones) tones = scan_tones_new(gray);
    guint n = scan_finders_find(tones, finders);
    guint n_seen = n;
    reader->has_marks |= scan_marks_take(finders, &n, gray->dpi);
    if (n < 2 || triples_read(reader, tones, finders, n) ||
        image_read(reader, gray->bytes, gray->width_px, gray->height_px))
        return n_seen;
    pairs_read(reader, tones, finders, n);
    return n_seen;
}

static void gray_read(Reader *reader, const ScanGray *gray)
{
    g_autoptr(ScanGray) smooth = scan_gray_smooth(gray, 1);
    guint n = page_read(reader, smooth);
    if (reader->codes->len > 0)
        return;
    g_autoptr(ScanGray) half = scan_gray_reduce(smooth, 2);
    n += half ? page_read(reader, half) : 0;
    if (n > 0 && reader->codes->len == 0)
        page_read(reader, gray);
}

void scan_codes_read(const ScanGray *gray, ScanCodes *codes)
{
    Reader reader = {.scanner = scanner_new(), .codes = g_ptr_array_new_with_free_func(g_free)};
    gray_read(&reader, gray);
    zbar_image_scanner_destroy(reader.scanner);
    gboolean found = reader.codes->len > 0;
    g_ptr_array_add(reader.codes, NULL);
    char **texts = (char **)g_ptr_array_free(reader.codes, !found);
    *codes = (ScanCodes){.texts = found ? texts : NULL,
                         .is_damaged = reader.is_damaged && !found,
                         .has_marks = reader.has_marks};
}
