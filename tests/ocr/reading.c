#include "tests/ocr/reading.h"

#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <string.h>

static char *temp_dir; /* of this run */

void result_clear(Result *result)
{
    ocr_page_images_free(result->images);
    ocr_page_text_free(result->text);
    g_free(result->plain);
}

char *temp_path(const char *name)
{
    return g_build_filename(temp_dir, name, NULL);
}

static void temp_remove(void)
{
    GDir *dir = g_dir_open(temp_dir, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = temp_path(name);
        g_remove(path);
    }
    g_dir_close(dir);
    g_rmdir(temp_dir);
    g_free(temp_dir);
}

int reading_run_tests(void)
{
    temp_dir = g_dir_make_tmp("ocr-reading-XXXXXX", NULL);
    int failed = g_test_run();
    temp_remove();
    compose_shutdown();
    return failed;
}

char *write_master(PIX *pix, int dpi)
{
    char *path = temp_path("master.tif");
    pixSetResolution(pix, dpi, dpi);
    int format = pixGetDepth(pix) == 1 ? IFF_TIFF_G4 : IFF_TIFF_ZIP;
    g_assert_cmpint(pixWrite(path, pix, format), ==, 0);
    pixDestroy(&pix);
    return path;
}

char *write_page(const PageRequest *request, char **truth)
{
    g_autoptr(GError) error = NULL;
    PIX *pix = NULL;
    g_autoptr(Composition) page = page_render(request, &pix, &error);
    g_assert_no_error(error);
    if (truth)
        *truth = g_strdup(page->truth);
    return write_master(pix, (int)request->dpi);
}

void read_turned(OcrEngine *engine, const char *path, const char *languages, guint quarter_turns,
                 Result *result)
{
    g_autoptr(GError) error = NULL;
    const OcrSettings settings = {.languages = languages, .quarter_turns = quarter_turns};
    gboolean is_read =
        ocr_page_read(engine, path, &settings, &result->images, &result->text, &error);
    g_assert_no_error(error);
    g_assert_true(is_read);
    result->plain = ocr_page_text_plain(result->text);
}

void read_page(OcrEngine *engine, const char *path, const char *languages, Result *result)
{
    read_turned(engine, path, languages, 0, result);
}

OcrPose pose_of(OcrEngine *engine, PIX *master, const char *languages)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) models = ocr_engine_resolve(engine, languages, &error);
    g_assert_no_error(error);
    g_auto(OcrPrepared) prepared = {0};
    const OcrSettings settings = {0};
    OcrPose pose = {0};
    ocr_prepare(master, 0, 0, OCR_LETTER_PX, &prepared, &error);
    g_assert_no_error(error);
    int dpi = CLAMP((int)(pixGetXRes(master) * prepared.scale), 70, 2400);
    Desk desk = {engine, prepared.page, dpi, models, 0};
    ocr_pose_find(&desk, master, &settings, &prepared, &pose, &error);
    g_assert_no_error(error);
    return pose;
}

static void assert_inside(const OcrBox *box, const PageText *text)
{
    g_assert_cmpint(box->width_px, >, 0);
    g_assert_cmpint(box->height_px, >, 0);
    g_assert_cmpint(box->x_px, >=, 0);
    g_assert_cmpint(box->y_px, >=, 0);
    g_assert_cmpint(box->x_px + box->width_px, <=, text->width_px);
    g_assert_cmpint(box->y_px + box->height_px, <=, text->height_px);
}

void assert_wellformed(const Result *result)
{
    const PageText *text = result->text;
    g_assert_cmpint(pixGetWidth(result->images->visible), ==, text->width_px);
    g_assert_cmpint(pixGetHeight(result->images->visible), ==, text->height_px);
    g_assert_true(pixGetDepth(result->images->mask) == 1);
    for (guint i = 0; i < text->lines->len; i++) {
        const OcrLine *line = g_ptr_array_index(text->lines, i);
        assert_inside(&line->box, text);
        g_assert_cmpuint(line->words->len, >, 0);
        for (guint w = 0; w < line->words->len; w++) {
            const OcrWord *word = &g_array_index(line->words, OcrWord, w);
            assert_inside(&word->box, text);
            g_assert_cmpint(*word->text, !=, 0);
            g_assert_null(strpbrk(word->text, " \t\n"));
        }
    }
}
