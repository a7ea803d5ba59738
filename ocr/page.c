/* One page: load, prepare, recognise, and everything back to pixels of the visible image. */
#include "ocr/confidence.h"
#include "ocr/desk.h"
#include "ocr/images.h"
#include "ocr/text.h"

#include <math.h>

#define DPI_MIN 70 /* what Tesseract believes */
#define DPI_MAX 2400

/* A colour page that has more (67 megapixels; A0 at 208 dpi) is worked on and shown at a lower
 * resolution: it is held twice while it is straightened, and all must fit into [run] page_memory_mb. */
#define MASTER_BYTES_MAX (256u << 20)

/* What becomes of a master. */
typedef struct {
    OcrPrepared prepared;
    OcrPose pose;
    GPtrArray *lines; /* NULL: blank, or not read */
} Reading;

static void reading_clear(Reading *reading)
{
    ocr_prepared_clear(&reading->prepared);
    g_clear_pointer(&reading->lines, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

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
    ocr_confidence_calibrate_lines(lines);
    ocr_page_text_finish(text);
}

/* Takes over the lines. */
static PageText *describe(Reading *reading, const PageImages *images, const OcrSettings *settings,
                          const GArray *models)
{
    const OcrPose *pose = &reading->pose;
    PageText *text = ocr_page_text_new();
    text->width_px = (guint)pixGetWidth(images->visible);
    text->height_px = (guint)pixGetHeight(images->visible);
    text->dpi = images->dpi;
    text->findings = reading->prepared.findings;
    text->findings.quarter_turns = (settings->quarter_turns + pose->quarter_turns) % 4;
    text->findings.turn_is_said = settings->turn_is_said;
    text->findings.turn_confidence = settings->turn_is_said ? 100 : pose->confidence;
    text->findings.script_score = pose->script.score;
    if (reading->lines) {
        g_strlcpy(text->model, g_array_index(models, OcrModel, pose->script.model).name,
                  sizeof text->model);
        take_lines(text, g_steal_pointer(&reading->lines), reading->prepared.scale);
    }
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

/* Prepares the master and reads it; *lines stays NULL where it is blank. */
static gboolean read_master(OcrEngine *engine, PIX *master, double dpi, const OcrSettings *settings,
                            const GArray *models, Reading *reading, GError **error)
{
    OcrPrepared *prepared = &reading->prepared;
    if (!ocr_prepare(master, settings->quarter_turns, settings->max_deskew_degrees, prepared,
                     error))
        return FALSE;
    if (prepared->findings.is_blank)
        return TRUE;
    Desk desk = {engine, prepared->page,
                 CLAMP((int)lround(dpi * prepared->scale), DPI_MIN, DPI_MAX), models};
    reading->lines = recognise(&desk, master, settings, prepared, &reading->pose, error);
    return reading->lines != NULL;
}

/* All of the master, as it is. */
static void read_nothing(PIX *master, const OcrSettings *settings, Reading *reading)
{
    guint turns = settings->quarter_turns % 4;
    int width = pixGetWidth(master), height = pixGetHeight(master);
    reading->prepared.quarter_turns = turns;
    reading->prepared.crop =
        turns % 2 ? (OcrBox){0, 0, height, width} : (OcrBox){0, 0, width, height};
}

gboolean ocr_page_read(OcrEngine *engine, const char *master_path, const OcrSettings *settings,
                       PageImages **images, PageText **text, GError **error)
{
    double dpi = 0, scale = 1;
    g_autoptr(GArray) models = ocr_engine_resolve(engine, settings->languages, error);
    if (!models)
        return FALSE;
    g_auto(Reading) reading = {0};
    g_autoptr(PIX) master = scan_master_load_within(master_path, MASTER_BYTES_MAX, &scale, error);
    if (!master || !scan_master_dpi(master_path, &dpi, error))
        return FALSE;
    dpi *= scale;
    if (settings->image_only)
        read_nothing(master, settings, &reading);
    else if (!read_master(engine, master, dpi, settings, models, &reading, error))
        return FALSE;
    g_clear_pointer(&reading.prepared.page, ocr_pix_free);
    g_autoptr(PageImages) made = ocr_images_new(&master, &reading.prepared, dpi, error);
    if (!made)
        return FALSE;
    *text = describe(&reading, made, settings, models);
    *images = g_steal_pointer(&made);
    return TRUE;
}
