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

static GPtrArray *read_all(const Desk *desk, guint model, GError **error)
{
    return ocr_recognise(desk->engine, desk->page, desk->dpi, NULL, OCR_READ_PAGE,
                         ocr_desk_model(desk, model), desk->models, error);
}

/* What the words cover, as much as the model is sure of them; *confidence is its mean. */
static double lines_weight(const GPtrArray *lines, double *confidence)
{
    double weight = 0, width_px = 0;
    for (guint i = 0; i < lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(lines, i);
        weight += ocr_line_confidence(line) * ocr_line_words_width(line);
        width_px += ocr_line_words_width(line);
    }
    *confidence = width_px > 0 ? weight / width_px : 0;
    return weight;
}

/* The page read with the script's model. Where no sample could be read (dense Nastaliq, whose lines run
 * into each other) and the model is not sure of the page either, with every other one too: the one whose
 * words weigh most is then the script's. */
static GPtrArray *read_surest(const Desk *desk, OcrScript *script, GError **error)
{
    const double legible_min = 30, sure_min = 60;
    g_autoptr(GPtrArray) best = read_all(desk, script->model, error);
    double confidence = 0, most = best ? lines_weight(best, &confidence) : 0;
    guint first = script->model;
    if (!best || script->score >= legible_min || confidence >= sure_min)
        return g_steal_pointer(&best);
    for (guint model = 0; model < desk->models->len; model++) {
        g_autoptr(GPtrArray) lines =
            model == first ? g_ptr_array_ref(best) : read_all(desk, model, error);
        double weight = lines ? lines_weight(lines, &confidence) : 0;
        if (!lines)
            return NULL;
        if (weight <= most)
            continue;
        g_ptr_array_unref(best);
        best = g_steal_pointer(&lines);
        most = weight;
        script->model = model;
    }
    return g_steal_pointer(&best);
}

/* The lines of an upright page, in page pixels. */
static GPtrArray *read_lines(const Desk *desk, const OcrPrepared *prepared, OcrScript *script,
                             GError **error)
{
    g_autoptr(GPtrArray) lines = read_surest(desk, script, error);
    if (!lines || !ocr_lines_reread(desk, lines, prepared->lines, script->model, error))
        return NULL;
    return g_steal_pointer(&lines);
}

/* Turns what was prepared upright and reads it. */
static GPtrArray *recognise(Desk *desk, PIX *master, const OcrSettings *settings,
                            OcrPrepared *prepared, OcrPose *pose, GError **error)
{
    GPtrArray *lines = NULL;
    if (ocr_pose_find(desk, master, settings, prepared, pose, error))
        lines = read_lines(desk, prepared, &pose->script, error);
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
