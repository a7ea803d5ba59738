#include "tests/tools/standin-scanner.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    StandinKind kind;
    guint sheet, times;
    gboolean back;
} Accident;

static const char *const kind_names[] = {
    [STANDIN_NONE] = "",         [STANDIN_JAM] = "jam",     [STANDIN_COVER] = "cover",
    [STANDIN_DOUBLE] = "double", [STANDIN_EMPTY] = "empty", [STANDIN_BUSY] = "busy",
    [STANDIN_503] = "503",       [STANDIN_HANG] = "hang",   [STANDIN_DRIP] = "drip",
    [STANDIN_CUT] = "cut",       [STANDIN_DIE] = "die"};

void standin_scanner_init(StandinScanner *scanner, guint n_sheets)
{
    *scanner = (StandinScanner){.next = 1, .last = n_sheets, .stack = n_sheets};
    scanner->orphan_ms = 60000;
    scanner->accidents = g_array_new(FALSE, FALSE, sizeof(Accident));
}

void standin_scanner_clear(StandinScanner *scanner)
{
    g_array_unref(scanner->accidents);
    g_clear_pointer(&scanner->images, g_ptr_array_unref);
}

gboolean standin_scanner_plan(StandinScanner *scanner, const char *text)
{
    char kind[16] = "", back[6] = "", end = 0;
    Accident accident = {.times = 1};
    int n = sscanf(text, "%15[a-z0-9-]@%u%5[.back]*%u%c", kind, &accident.sheet, back,
                   &accident.times, &end);
    if (n == 2) /* no ".back" */
        n = sscanf(text, "%15[a-z0-9-]@%u*%u%c", kind, &accident.sheet, &accident.times, &end);
    for (guint i = 1; i < G_N_ELEMENTS(kind_names); i++)
        if (g_str_equal(kind, kind_names[i]))
            accident.kind = (StandinKind)i;
    accident.back = g_str_equal(back, ".back");
    if (n < 2 || end || !accident.kind || !accident.sheet || !accident.times ||
        (*back && !accident.back))
        return FALSE;
    g_array_append_val(scanner->accidents, accident);
    return TRUE;
}

/* ------------------------------------------------------------------------------ the operator -- */

void standin_scanner_load(StandinScanner *scanner, guint sheet)
{
    if (!sheet)
        sheet = scanner->sheet ? scanner->sheet : scanner->next;
    scanner->adf = STANDIN_ADF_READY;
    scanner->next = sheet;
    scanner->last = scanner->stack;
    scanner->held = 0;
}

void standin_scanner_unload(StandinScanner *scanner)
{
    scanner->last = scanner->next - 1;
}

gboolean standin_scanner_has_paper(const StandinScanner *scanner)
{
    return scanner->next <= scanner->last && scanner->next != scanner->held;
}

gboolean standin_scanner_is_at_end(const StandinScanner *scanner)
{
    return scanner->face == SCAN_FACE_FRONT && scanner->request.feeder &&
           !standin_scanner_has_paper(scanner);
}

/* -------------------------------------------------------------------------------------- jobs -- */

static void orphan_drop(StandinScanner *scanner)
{
    if (scanner->active &&
        g_get_monotonic_time() - scanner->seen_us > (gint64)scanner->orphan_ms * 1000)
        scanner->active = FALSE;
}

gboolean standin_scanner_is_busy(StandinScanner *scanner)
{
    orphan_drop(scanner);
    return scanner->active || scanner->refusals > 0;
}

guint standin_scanner_start(StandinScanner *scanner, const StandinRequest *request)
{
    if (standin_scanner_is_busy(scanner)) {
        scanner->refusals -= scanner->refusals > 0 && !scanner->active;
        scanner->says_busy = TRUE;
        return 0;
    }
    if (request->feeder && (scanner->adf || !standin_scanner_has_paper(scanner)))
        return 0;
    scanner->active = TRUE;
    scanner->job++;
    scanner->request = *request;
    scanner->sheet = 0;
    scanner->face = SCAN_FACE_FRONT;
    scanner->seen_us = g_get_monotonic_time();
    return scanner->job;
}

void standin_scanner_cancel(StandinScanner *scanner)
{
    scanner->active = FALSE;
}

/* ------------------------------------------------------------------------------------ images -- */

static StandinKind accident_take(StandinScanner *scanner, guint sheet)
{
    for (guint i = 0; i < scanner->accidents->len; i++) {
        Accident *accident = &g_array_index(scanner->accidents, Accident, i);
        gboolean back = accident->back && scanner->request.duplex;
        if (accident->sheet != sheet || back != (scanner->face == SCAN_FACE_BACK))
            continue;
        StandinKind kind = accident->kind;
        if (kind == STANDIN_BUSY)
            scanner->refusals = accident->times - 1;
        if (kind != STANDIN_503 || --accident->times == 0)
            g_array_remove_index(scanner->accidents, i);
        return kind;
    }
    return STANDIN_NONE;
}

/* What an accident does to the paper and the job. The sheet is pulled already, but for EMPTY. */
static void accident_happen(StandinScanner *scanner, StandinKind kind)
{
    static const StandinAdf sensors[] = {[STANDIN_JAM] = STANDIN_ADF_JAMMED,
                                         [STANDIN_COVER] = STANDIN_ADF_OPEN,
                                         [STANDIN_DOUBLE] = STANDIN_ADF_MULTIPICK};
    if (kind < G_N_ELEMENTS(sensors))
        scanner->adf = sensors[kind];
    if (kind == STANDIN_DOUBLE)
        scanner->next++;
    if (kind == STANDIN_EMPTY)
        scanner->held = scanner->next;
    if (kind >= STANDIN_JAM && kind <= STANDIN_BUSY)
        scanner->active = FALSE;
    scanner->says_busy = kind == STANDIN_BUSY;
}

static PIX *face_show(const StandinScanner *scanner)
{
    const StandinRequest *request = &scanner->request;
    guint sheet = request->feeder ? scanner->sheet : 1;
    if (!scanner->images)
        return standin_paper_draw(sheet, scanner->face, request->width_px, request->height_px);
    guint i = request->duplex ? 2 * (sheet - 1) + scanner->face : sheet - 1;
    PIX *pix = i < scanner->images->len ? pixRead(scanner->images->pdata[i]) : NULL;
    return pix ? pix : pixCreate((l_int32)request->width_px, (l_int32)request->height_px, 8);
}

static GBytes *image_make(const StandinScanner *scanner, StandinKind kind)
{
    g_autoptr(GBytes) image = standin_paper_encode(face_show(scanner), scanner->request.color,
                                                   scanner->format, scanner->request.dpi);
    if (kind == STANDIN_CUT)
        return g_bytes_new_from_bytes(image, 0, g_bytes_get_size(image) / 2);
    return g_steal_pointer(&image);
}

/* The sheet under way is done when its last face was handed out. */
static void face_finish(StandinScanner *scanner)
{
    scanner->delivered++;
    if (scanner->request.duplex && scanner->face == SCAN_FACE_FRONT)
        scanner->face = SCAN_FACE_BACK;
    else
        scanner->face = SCAN_FACE_FRONT;
    if (!scanner->request.feeder)
        scanner->active = FALSE;
}

/* Pulls a sheet where the front is asked for. FALSE: there is none. */
static gboolean sheet_pull(StandinScanner *scanner)
{
    if (!scanner->request.feeder || scanner->face == SCAN_FACE_BACK)
        return TRUE;
    if (!standin_scanner_has_paper(scanner))
        return FALSE;
    scanner->sheet = scanner->next++;
    return TRUE;
}

GBytes *standin_scanner_next(StandinScanner *scanner, StandinKind *kind)
{
    gboolean front = scanner->face == SCAN_FACE_FRONT;
    *kind = STANDIN_NONE;
    scanner->seen_us = g_get_monotonic_time();
    if (standin_scanner_is_at_end(scanner)) {
        scanner->active = FALSE;
        return NULL;
    }
    *kind = accident_take(scanner, front ? scanner->next : scanner->sheet);
    if (*kind == STANDIN_503) /* not pulled yet */
        return NULL;
    if (*kind != STANDIN_EMPTY && *kind != STANDIN_BUSY)
        sheet_pull(scanner);
    accident_happen(scanner, *kind);
    if ((*kind >= STANDIN_JAM && *kind <= STANDIN_BUSY) || *kind == STANDIN_HANG ||
        *kind == STANDIN_DRIP)
        return NULL;
    GBytes *image = image_make(scanner, *kind);
    face_finish(scanner);
    return image;
}
