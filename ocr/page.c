/* One page: load, prepare, recognise, and everything back to pixels of the visible image. */
#include "ocr/desk.h"
#include "ocr/images.h"
#include "ocr/text.h"

#include <math.h>

#define DPI_MIN 70 /* what Tesseract believes */
#define DPI_MAX 2400

/* A colour page that has more (67 megapixels; A0 at 208 dpi) is worked on and shown at a lower
 * resolution: it is held twice while it is straightened, and all must fit into [run] page_memory_mb. */
#define MASTER_BYTES_MAX (256u << 20)

/* Of the edges, so that boxes that touched still do; never outside the page, never empty. */
static void map_span(int *at_px, int *length_px, double scale, int limit_px)
{
    int from = CLAMP((int)floor(*at_px / scale), 0, limit_px - 1);
    int to = CLAMP((int)ceil((*at_px + *length_px) / scale), from + 1, limit_px);
    *at_px = from;
    *length_px = to - from;
}

static void map_box(OcrBox *box, double scale, const PageText *text)
{
    map_span(&box->x_px, &box->width_px, scale, (int)text->width_px);
    map_span(&box->y_px, &box->height_px, scale, (int)text->height_px);
}

static void map_lines(PageText *text, double scale)
{
    for (guint i = 0; i < text->lines->len; i++) {
        OcrLine *line = g_ptr_array_index(text->lines, i);
        map_box(&line->box, scale, text);
        line->baseline_px = CLAMP((int)lround(line->baseline_px / scale), 0, (int)text->height_px);
        for (guint w = 0; w < line->words->len; w++)
            map_box(&g_array_index(line->words, OcrWord, w).box, scale, text);
    }
}

/* Takes over lines, in page pixels. */
static void take_lines(PageText *text, GPtrArray *lines, double scale)
{
    g_ptr_array_unref(text->lines);
    text->lines = lines;
    map_lines(text, scale);
    ocr_page_text_finish(text);
}

static PageText *describe(const OcrPrepared *prepared, const PageImages *images,
                          const OcrSettings *settings, const OcrPose *pose)
{
    PageText *text = ocr_page_text_new();
    text->width_px = (guint)pixGetWidth(images->visible);
    text->height_px = (guint)pixGetHeight(images->visible);
    text->dpi = images->dpi;
    text->findings = prepared->findings;
    text->findings.quarter_turns = (settings->quarter_turns + pose->quarter_turns) % 4;
    text->findings.turn_is_said = settings->turn_is_said;
    text->findings.turn_confidence = settings->turn_is_said ? 100 : pose->confidence;
    text->findings.script_score = pose->script.score;
    return text;
}

/* The lines of an upright page, in page pixels. */
static GPtrArray *read_lines(const Desk *desk, const OcrPrepared *prepared, guint model,
                             GError **error)
{
    g_autoptr(GPtrArray) lines =
        ocr_recognise(desk->engine, desk->page, desk->dpi, NULL, OCR_READ_PAGE,
                      ocr_desk_model(desk, model), desk->models, error);
    if (!lines || !ocr_lines_reread(desk, lines, prepared->lines, model, error))
        return NULL;
    return g_steal_pointer(&lines);
}

/* Turns what was prepared upright and reads it. */
static GPtrArray *recognise(Desk *desk, PIX *master, const OcrSettings *settings,
                            OcrPrepared *prepared, OcrPose *pose, GError **error)
{
    GPtrArray *lines = NULL;
    if (ocr_pose_find(desk, master, settings, prepared, pose, error))
        lines = read_lines(desk, prepared, pose->script.model, error);
    ocr_engine_forget_page(desk->engine);
    return lines;
}

gboolean ocr_page_read(OcrEngine *engine, const char *master_path, const OcrSettings *settings,
                       PageImages **images, PageText **text, GError **error)
{
    g_autoptr(GArray) models = ocr_engine_resolve(engine, settings->languages, error);
    if (!models)
        return FALSE;
    double dpi = 0, scale = 1;
    g_autoptr(PIX) master = scan_master_load_within(master_path, MASTER_BYTES_MAX, &scale, error);
    g_auto(OcrPrepared) prepared = {0};
    g_autoptr(GPtrArray) lines = NULL;
    OcrPose pose = {0};
    if (!master || !scan_master_dpi(master_path, &dpi, error) ||
        !ocr_prepare(master, settings->quarter_turns, settings->max_deskew_degrees, &prepared,
                     error))
        return FALSE;
    dpi *= scale;
    Desk desk = {engine, prepared.page, CLAMP((int)lround(dpi * prepared.scale), DPI_MIN, DPI_MAX),
                 models};
    if (!prepared.findings.is_blank &&
        !(lines = recognise(&desk, master, settings, &prepared, &pose, error)))
        return FALSE;
    g_clear_pointer(&prepared.page, ocr_pix_free);
    g_autoptr(PageImages) made = ocr_images_new(&master, &prepared, dpi, error);
    if (!made)
        return FALSE;
    g_autoptr(PageText) read = describe(&prepared, made, settings, &pose);
    if (lines) {
        g_strlcpy(read->model, ocr_desk_model(&desk, pose.script.model)->name, sizeof read->model);
        take_lines(read, g_steal_pointer(&lines), prepared.scale);
    }
    *images = g_steal_pointer(&made);
    *text = g_steal_pointer(&read);
    return TRUE;
}
