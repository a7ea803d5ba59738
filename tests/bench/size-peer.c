#include "tests/bench/size-peer.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pdf/jbig2.h"
#include "scan/scan.h"

#define SCANNER_QUALITY 90

/* -------------------------------------------------------------------------------------- setting -- */

gboolean size_peers_init(SizePeers *peers, const char *dir, const char *archive, GError **error)
{
    g_autofree char *link = g_build_filename(dir, "jbig2", NULL);
    g_autofree char *self = g_file_read_link("/proc/self/exe", error);
    if (!self || symlink(self, link) != 0) {
        if (self)
            scan_set_errno(error, errno, "make", link);
        return FALSE;
    }
    g_autofree char *path = g_strdup_printf("%s:%s", dir, g_getenv("PATH"));
    peers->dir = dir;
    peers->archive = archive;
    peers->environment = g_environ_setenv(g_get_environ(), "PATH", path, TRUE);
    return TRUE;
}

void size_peers_clear(SizePeers *peers)
{
    g_clear_pointer(&peers->environment, g_strfreev);
}

/* T.88, annex D: a file of its own, unless it goes into a PDF. */
static void jbig2_print(GBytes *coded, gboolean is_embedded)
{
    static const guint8 head[] = {0x97, 'J', 'B', '2', '\r', '\n', 0x1A, '\n', 1, 0, 0, 0, 1};
    static const guint8 ends[] = {0, 0, 0, 2, 49, 0, 1, 0, 0, 0, 0, /* of the page */
                                  0, 0, 0, 3, 51, 0, 0, 0, 0, 0, 0};
    if (!is_embedded)
        fwrite(head, sizeof head, 1, stdout);
    fwrite(g_bytes_get_data(coded, NULL), g_bytes_get_size(coded), 1, stdout);
    if (!is_embedded)
        fwrite(ends, sizeof ends, 1, stdout);
}

int size_jbig2_main(int argc, char **argv)
{
    if (argc > 1 && g_str_has_suffix(argv[1], "version")) {
        puts("jbig2enc 0.29");
        return EXIT_SUCCESS;
    }
    PIX *read = argc > 1 ? pixRead(argv[argc - 1]) : NULL;
    PIX *pix = read ? pixConvertTo1(read, 128) : NULL;
    if (!pix)
        return EXIT_FAILURE;
    g_autoptr(GBytes) coded = pdf_jbig2_encode(pix);
    jbig2_print(coded, argc > 2);
    pixDestroy(&read);
    pixDestroy(&pix);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* ------------------------------------------------------------------------------------- in memory -- */

double size_peer_g4(PIX *visible)
{
    L_COMP_DATA *g4 = NULL;
    if (pixGenerateCIData(visible, L_G4_ENCODE, 0, 0, &g4) != 0)
        return -1;
    double size = (double)g4->nbytescomp;
    l_CIDataDestroy(&g4);
    return size;
}

double size_peer_jpeg(PIX *visible, int quality)
{
    l_uint8 *bytes = NULL;
    size_t size = 0;
    int failed = pixWriteMemJpeg(&bytes, &size, visible, quality, 0);
    lept_free(bytes);
    return failed ? -1 : (double)size;
}

/* -------------------------------------------------------------------------------------- commands -- */

static double file_size(const char *path)
{
    GStatBuf status;
    return g_stat(path, &status) == 0 ? (double)status.st_size : -1;
}

/* Runs it in dir; the size of dir/output, or -1. */
static double peer_run(const SizePeers *peers, const char *const *argv, const char *output)
{
    g_autofree char *path = g_build_filename(peers->dir, output, NULL), *told = NULL;
    g_autoptr(GError) error = NULL;
    int status = 0;
    g_unlink(path);
    gboolean has_run = g_spawn_sync(peers->dir, (char **)argv, peers->environment,
                                    G_SPAWN_SEARCH_PATH_FROM_ENVP | G_SPAWN_STDOUT_TO_DEV_NULL,
                                    NULL, NULL, NULL, &told, &status, &error) &&
                       g_spawn_check_wait_status(status, &error);
    const char *last = told ? strrchr(g_strchomp(told), '\n') : NULL;
    if (!has_run)
        fprintf(stderr, "size: %s: %s%s\n", argv[0], error->message, last ? last : "");
    return has_run ? file_size(path) : -1;
}

/* As dir/peer.png, or .jpg. */
static gboolean image_write(const SizePeers *peers, PIX *visible, double dpi, gboolean is_jpeg)
{
    g_autofree char *path = g_build_filename(peers->dir, is_jpeg ? "peer.jpg" : "peer.png", NULL);
    pixSetResolution(visible, (int)(dpi + 0.5), (int)(dpi + 0.5));
    return is_jpeg ? pixWriteJpeg(path, visible, SCANNER_QUALITY, 0) == 0
                   : pixWrite(path, visible, IFF_PNG) == 0;
}

double size_peer_ocrmypdf(const SizePeers *peers, PIX *visible, double dpi)
{
    gboolean is_jpeg = pixGetDepth(visible) > 1;
    g_autofree char *dpi_text = g_strdup_printf("%.0f", dpi);
    const char *const argv[] = {"ocrmypdf",
                                "--quiet",
                                "--jobs",
                                "1",
                                "-O3",
                                "--output-type",
                                "pdfa",
                                "--image-dpi",
                                dpi_text,
                                "--tesseract-timeout",
                                "0",
                                is_jpeg ? "peer.jpg" : "peer.png",
                                "ocrmypdf.pdf",
                                NULL};
    return image_write(peers, visible, dpi, is_jpeg) ? peer_run(peers, argv, "ocrmypdf.pdf") : -1;
}

/* It cannot do without hOCR: a page without words. */
static gboolean hocr_write(const SizePeers *peers, PIX *visible, double dpi)
{
    g_autofree char *path = g_build_filename(peers->dir, "peer.hocr", NULL);
    g_autofree char *hocr =
        g_strdup_printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title></title>"
                        "<meta name=\"ocr-system\" content=\"none\"/>"
                        "<meta name=\"ocr-capabilities\" content=\"ocr_page\"/></head>"
                        "<body><div class=\"ocr_page\" id=\"page_1\" title='image \"peer.png\"; "
                        "bbox 0 0 %d %d; ppageno 0; scan_res %.0f %.0f'></div></body></html>\n",
                        pixGetWidth(visible), pixGetHeight(visible), dpi, dpi);
    return g_file_set_contents(path, hocr, -1, NULL);
}

double size_peer_archive(const SizePeers *peers, PIX *visible, double dpi)
{
    g_autofree char *dpi_text = g_strdup_printf("%.0f", dpi);
    const char *const argv[] = {peers->archive, "--from-imagestack",
                                "peer.png",     "--hocr-file",
                                "peer.hocr",    "--dpi",
                                dpi_text,       "-J",
                                "openjpeg",     "--mask-compression",
                                "jbig2",        "-o",
                                "archive.pdf",  NULL};
    return peers->archive && image_write(peers, visible, dpi, FALSE) &&
                   hocr_write(peers, visible, dpi)
               ? peer_run(peers, argv, "archive.pdf")
               : -1;
}
