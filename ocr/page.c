/* One page: load, prepare, recognise, and everything back to pixels of the visible image. */
#include "ocr/confidence.h"
#include "ocr/images.h"
#include "ocr/lines.h"
#include "ocr/nontext.h"
#include "ocr/picture.h"
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

static void take_pictures(PageText *text, const OcrPrepared *prepared)
{
    for (int i = 0; i < boxaGetCount(prepared->pictures); i++) {
        OcrBox box;
        boxaGetBoxGeometry(prepared->pictures, i, &box.x_px, &box.y_px, &box.width_px,
                           &box.height_px);
        map_box(&box, prepared->scale, text);
        g_array_append_val(text->pictures, box);
    }
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
        take_pictures(text, &reading->prepared);
    }
    return text;
}

static Desk desk_of(OcrEngine *engine, const OcrPrepared *prepared, double dpi,
                    const GArray *models)
{
    int page_dpi = CLAMP((int)lround(dpi * prepared->scale), DPI_MIN, DPI_MAX);
    return (Desk){engine, prepared->page, page_dpi, models, 0};
}

/* A page that the engine is unsure of is prepared with larger letters and read once more, by the same
 * model; that reading is kept if it is surer and loses no words to speak of. Small Sanskrit (character errors 20.9 -> 11.8 %) and
 * forms of 100 dpi gain by it. */
static gboolean read_again(OcrEngine *engine, PIX *master, double dpi, const OcrSettings *settings,
                           const GArray *models, Reading *reading, GError **error)
{
    const double unsure_below = 60, loss_max = 0.95;
    double confidence = 0, first = ocr_lines_weight(reading->lines, &confidence);
    guint turns = settings->quarter_turns + reading->pose.quarter_turns;
    g_auto(Reading) again = {.pose = reading->pose};
    if (first <= 0 || confidence >= unsure_below)
        return TRUE;
    if (!ocr_prepare(master, turns, settings->max_deskew_degrees, OCR_LETTER_AGAIN_PX,
                     &again.prepared, error))
        return FALSE;
    double larger = again.prepared.scale / reading->prepared.scale;
    if (larger < 1.1)
        return TRUE;
    Desk desk = desk_of(engine, &again.prepared, dpi, models);
    again.lines = ocr_lines_read(&desk, &again.prepared, &again.pose.script, error);
    if (!again.lines)
        return FALSE;
    double sureness = confidence, second = ocr_lines_weight(again.lines, &confidence);
    gboolean is_better = confidence > sureness && second > loss_max * first * larger;
    if (is_better) {
        Reading kept = *reading;
        *reading = again;
        again = kept;
    }
    reading->prepared.findings.second_try = is_better ? 2 : 1;
    return TRUE;
}

/* Prepares the master and reads it; *lines stays NULL where it is blank. */
static gboolean read_master(OcrEngine *engine, PIX *master, double dpi, const OcrSettings *settings,
                            const GArray *models, Reading *reading, GError **error)
{
    OcrPrepared *prepared = &reading->prepared;
    if (!ocr_prepare(master, settings->quarter_turns, settings->max_deskew_degrees, OCR_LETTER_PX,
                     prepared, error))
        return FALSE;
    if (prepared->findings.is_blank != 0)
        return TRUE;
    Desk desk = desk_of(engine, prepared, dpi, models);
    reading->lines =
        ocr_lines_read_upright(&desk, master, settings, prepared, &reading->pose, error);
    if (!reading->lines || !read_again(engine, master, dpi, settings, models, reading, error))
        return FALSE;
    if (!ocr_nontext_drop(prepared, reading->lines))
        return ocr_set_no_memory(error);
    prepared->findings.kind = ocr_pictures_kind(prepared, reading->lines->len);
    prepared->findings.unread_percent = ocr_lines_unread(reading->lines, prepared->lines);
    ocr_engine_forget_page(engine);
    return TRUE;
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

/* dpi is that of what is loaded. */
static PIX *master_load(const char *path, double *dpi, GError **error)
{
    double scale = 1;
    g_autoptr(PIX) master = scan_master_load_within(path, MASTER_BYTES_MAX, &scale, error);
    if (!master || !scan_master_dpi(path, dpi, error))
        return NULL;
    *dpi *= scale;
    return g_steal_pointer(&master);
}

gboolean ocr_page_read(OcrEngine *engine, const char *master_path, const OcrSettings *settings,
                       PageImages **images, PageText **text, GError **error)
{
    double dpi = 0;
    g_autoptr(GArray) models = ocr_engine_resolve(engine, settings->languages, error);
    if (!models)
        return FALSE;
    g_auto(Reading) reading = {0};
    g_autoptr(PIX) master = master_load(master_path, &dpi, error);
    if (!master)
        return FALSE;
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

/* ----------------------------------------------------------------------------- images again -- */

/* Prepared as it was for reading: what a person did not turn was tried as it lay, or a quarter turned, and
 * turned upside down after that, unless it was then read once more (read_again). */
static gboolean prepare_again(PIX *master, const PageFindings *findings, Reading *reading,
                              GError **error)
{
    guint turns = (guint)findings->quarter_turns % 4;
    const OcrSettings settings = {.quarter_turns = turns};
    if (findings->scale == 0) { /* nobody looked at it */
        read_nothing(master, &settings, reading);
        return TRUE;
    }
    gboolean is_second = findings->second_try == 2;
    gboolean is_known = findings->turn_is_said != 0 || is_second;
    if (!ocr_prepare(master, is_known ? turns : turns % 2, settings.max_deskew_degrees,
                     is_second ? OCR_LETTER_AGAIN_PX : OCR_LETTER_PX, &reading->prepared, error))
        return FALSE;
    return is_known || turns < 2 || ocr_prepared_flip(&reading->prepared, error);
}

gboolean ocr_page_images_load(const char *master_path, PageText *text, PageImages **images,
                              GError **error)
{
    double dpi = 0;
    g_auto(Reading) reading = {0};
    g_autoptr(PIX) master = master_load(master_path, &dpi, error);
    if (!master || !prepare_again(master, &text->findings, &reading, error))
        return FALSE;
    g_clear_pointer(&reading.prepared.page, ocr_pix_free);
    g_autoptr(PageImages) made = ocr_images_new(&master, &reading.prepared, dpi, error);
    if (!made)
        return FALSE;
    if ((guint)pixGetWidth(made->visible) != text->width_px ||
        (guint)pixGetHeight(made->visible) != text->height_px) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "the page's words do not lie on its image any more; read it again");
        return FALSE;
    }
    if (reading.prepared.pictures)
        take_pictures(text, &reading.prepared);
    *images = g_steal_pointer(&made);
    return TRUE;
}
