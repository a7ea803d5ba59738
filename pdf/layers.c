/* The .layers file: one page, encoded, ready to be copied into any volume.
 *
 * All numbers are little-endian.
 *
 *    0  8  "MhfLayer"
 *    8  4  version of this format, 1
 *   12  4  kind of the image, PdfImageKind
 *   16  8  width, height of the image in pixels
 *   24  8  width, height of the paper in 1/1000 pt
 *   32  4  n, number of code points of the text
 *   36  4  c, bytes of the content stream
 *   40  4  i, bytes of the image
 *   44 2n  code points, ascending: the volume's font needs them
 *       c  content stream, zlib format: draws the image over the whole page, then the text
 *       i  image, as its filter wants it
 *      32  SHA-256 of all before
 *
 * It is a cache and may rot, so a reader believes nothing before the sum is right; then it still
 * checks sizes, so that even a wrong file with a right sum cannot lead outside of it.
 */
#include "pdf/layers.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pdf/sink.h"
#include "pdf/text.h"

#define MAGIC "MhfLayer"
#define VERSION 1
#define HEADER_BYTES 44
#define PIECE_BYTES 65536

/* ISO 19005-2, 6.1.13, and the limits of viewers: 1 mm to 5 m. */
#define SIDE_MIN_MPT 3000
#define SIDE_MAX_MPT 14400000

typedef struct {
    guint32 version, image_kind, width_px, height_px, width_mpt, height_mpt;
    guint32 n_code_points, content_bytes, image_bytes;
} Header;

#define HEADER_FIELDS (sizeof(Header) / 4)

/* ------------------------------------------------------------------------------------ writing -- */

/* The paper's side, exact to 1/1000 pt. */
static gboolean side_mpt(guint side_px, double dpi, guint32 *mpt, GError **error)
{
    double exact = round(side_px * 72000.0 / dpi);
    if (exact >= SIDE_MIN_MPT && exact <= SIDE_MAX_MPT) {
        *mpt = (guint32)exact;
        return TRUE;
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                "a side of %u pixels at %.0f dpi is not between 1 mm and 5 m, as the side of a PDF "
                "page must be; check the resolution the page was scanned at",
                side_px, dpi);
    return FALSE;
}

static GBytes *deflate(const GString *content, GError **error)
{
    g_autoptr(GConverter) zlib =
        G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1));
    g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable();
    g_autoptr(GOutputStream) stream = g_converter_output_stream_new(memory, zlib);
    if (!g_output_stream_write_all(stream, content->str, content->len, NULL, NULL, NULL) ||
        !g_output_stream_close(stream, NULL, NULL)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                    "zlib could not deflate the text of the page; try again");
        return NULL;
    }
    return g_memory_output_stream_steal_as_bytes(G_MEMORY_OUTPUT_STREAM(memory));
}

static GBytes *encode_content(const PageText *text, const Header *header, PdfCodePoints *used,
                              GError **error)
{
    g_autoptr(GString) content = g_string_new(NULL);
    g_string_append_printf(content, "q %u.%03u 0 0 %u.%03u 0 0 cm /" PDF_TEXT_IMAGE " Do Q\n",
                           header->width_mpt / 1000, header->width_mpt % 1000,
                           header->height_mpt / 1000, header->height_mpt % 1000);
    if (text->width_px > 0 && text->height_px > 0)
        pdf_text_append(content, text, header->width_mpt / 1000.0, header->height_mpt / 1000.0,
                        used);
    return deflate(content, error);
}

/* What stands before the content: the fields and the code points. */
static GByteArray *head_build(Header *header, const PdfCodePoints *used)
{
    GByteArray *head = g_byte_array_new();
    guint32 fields[HEADER_FIELDS];
    g_byte_array_set_size(head, HEADER_BYTES);
    for (guint c = 0; c < 65536; c++) {
        if (!pdf_code_points_contain(used, (guint16)c))
            continue;
        guint16 value = GUINT16_TO_LE((guint16)c);
        g_byte_array_append(head, (const guint8 *)&value, 2);
        header->n_code_points++;
    }
    memcpy(fields, header, sizeof fields);
    for (guint i = 0; i < HEADER_FIELDS; i++)
        fields[i] = GUINT32_TO_LE(fields[i]);
    memcpy(head->data, MAGIC, 8);
    memcpy(head->data + 8, fields, sizeof fields);
    return head;
}

static gboolean file_write(PdfSink *sink, const GByteArray *head, GBytes *content, GBytes *image,
                           GError **error)
{
    guint8 digest[PDF_DIGEST_BYTES];
    if (!pdf_sink_write(head->data, head->len, sink, error) ||
        !pdf_sink_write(g_bytes_get_data(content, NULL), g_bytes_get_size(content), sink, error) ||
        !pdf_sink_write(g_bytes_get_data(image, NULL), g_bytes_get_size(image), sink, error))
        return FALSE;
    pdf_sink_digest(sink, digest);
    return pdf_sink_write(digest, sizeof digest, sink, error);
}

gboolean pdf_layers_encode(const PageImages *images, const PageText *text, const PdfRecipe *recipe,
                           const char *path, GError **error)
{
    PIX *visible = images->visible;
    PdfImageKind kind = PDF_IMAGE_G4;
    g_autofree PdfCodePoints *used = g_new0(PdfCodePoints, 1);
    Header header = {.version = VERSION,
                     .width_px = (guint32)pixGetWidth(visible),
                     .height_px = (guint32)pixGetHeight(visible)};
    if (!side_mpt(header.width_px, images->dpi, &header.width_mpt, error) ||
        !side_mpt(header.height_px, images->dpi, &header.height_mpt, error))
        return FALSE;
    guint quality = recipe->jpeg_quality ? recipe->jpeg_quality : PDF_JPEG_QUALITY_DEFAULT;
    g_autoptr(GBytes) image = pdf_image_encode(visible, quality, &kind, error);
    g_autoptr(GBytes) content = image ? encode_content(text, &header, used, error) : NULL;
    if (!content)
        return FALSE;
    header.image_kind = kind;
    header.content_bytes = (guint32)g_bytes_get_size(content);
    header.image_bytes = (guint32)g_bytes_get_size(image);
    g_autoptr(GByteArray) head = head_build(&header, used);
    PdfSink *sink = pdf_sink_open(path, error);
    if (!sink)
        return FALSE;
    if (file_write(sink, head, content, image, error))
        return pdf_sink_finish(sink, NULL, error);
    pdf_sink_discard(sink);
    return FALSE;
}

/* ------------------------------------------------------------------------------------ reading -- */

static gboolean damaged(GError **error, const char *path, const char *what)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s is damaged (%s); it is a cache: remove it, and it is made anew", path, what);
    return FALSE;
}

/* Reads the file once, in pieces, up to its own sum at the end. */
static gboolean sum_check(int fd, guint64 size_bytes, PdfLayers *layers, const char *path,
                          GError **error)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree guint8 *piece = g_malloc(PIECE_BYTES);
    guint8 stored[PDF_DIGEST_BYTES];
    gsize digest_size = PDF_DIGEST_BYTES;
    for (guint64 at = 0; at < size_bytes - PDF_DIGEST_BYTES;) {
        gsize wanted = (gsize)MIN(PIECE_BYTES, size_bytes - PDF_DIGEST_BYTES - at);
        ssize_t n = pread(fd, piece, wanted, (off_t)at);
        if (n < 0)
            return scan_set_errno(error, errno, "read", path);
        if (n == 0)
            return damaged(error, path, "it became shorter");
        g_checksum_update(sum, piece, n);
        at += (guint64)n;
    }
    g_checksum_get_digest(sum, layers->digest, &digest_size);
    if (pread(fd, stored, PDF_DIGEST_BYTES, (off_t)(size_bytes - PDF_DIGEST_BYTES)) !=
            PDF_DIGEST_BYTES ||
        memcmp(stored, layers->digest, PDF_DIGEST_BYTES) != 0)
        return damaged(error, path, "its sum is wrong");
    return TRUE;
}

static gboolean header_get(int fd, Header *header)
{
    guint8 bytes[HEADER_BYTES];
    guint32 fields[HEADER_FIELDS];
    if (pread(fd, bytes, HEADER_BYTES, 0) != HEADER_BYTES || memcmp(bytes, MAGIC, 8) != 0)
        return FALSE;
    memcpy(fields, bytes + 8, sizeof fields);
    for (guint i = 0; i < HEADER_FIELDS; i++)
        fields[i] = GUINT32_FROM_LE(fields[i]);
    memcpy(header, fields, sizeof *header);
    return header->version == VERSION;
}

static gboolean header_is_sane(const Header *h, guint64 size_bytes)
{
    guint64 sum = HEADER_BYTES + 2ull * h->n_code_points + h->content_bytes + h->image_bytes +
                  PDF_DIGEST_BYTES;
    gboolean paper = h->width_mpt >= SIDE_MIN_MPT && h->width_mpt <= SIDE_MAX_MPT &&
                     h->height_mpt >= SIDE_MIN_MPT && h->height_mpt <= SIDE_MAX_MPT;
    return sum == size_bytes && paper && h->n_code_points < 65536 && h->content_bytes > 0 &&
           h->image_bytes > 0 && h->image_kind >= PDF_IMAGE_G4 &&
           h->image_kind <= PDF_IMAGE_COLOUR && h->width_px > 0 && h->width_px <= G_MAXINT32 &&
           h->height_px > 0 && h->height_px <= G_MAXINT32;
}

static gboolean code_points_get(int fd, guint32 n, PdfCodePoints *used)
{
    g_autofree guint16 *values = g_new(guint16, MAX(n, 1));
    if (pread(fd, values, 2 * n, HEADER_BYTES) != (ssize_t)(2 * n))
        return FALSE;
    for (guint32 i = 0; i < n; i++)
        pdf_code_points_add(used, GUINT16_FROM_LE(values[i]));
    return TRUE;
}

static void layers_fill(PdfLayers *layers, const char *path, const Header *header)
{
    guint64 content_at = HEADER_BYTES + 2ull * header->n_code_points;
    layers->image_kind = (PdfImageKind)header->image_kind;
    layers->width_px = header->width_px;
    layers->height_px = header->height_px;
    layers->width_mpt = header->width_mpt;
    layers->height_mpt = header->height_mpt;
    layers->content = (PdfFilePart){path, content_at, header->content_bytes};
    layers->image = (PdfFilePart){path, content_at + header->content_bytes, header->image_bytes};
}

static gboolean load_open(int fd, guint64 size_bytes, const char *path, PdfLayers *layers,
                          PdfCodePoints *used, GError **error)
{
    Header header;
    PdfLayers loaded = {0};
    if (size_bytes < HEADER_BYTES + PDF_DIGEST_BYTES || !header_get(fd, &header))
        return damaged(error, path, "it is no layers file of this version");
    if (!header_is_sane(&header, size_bytes))
        return damaged(error, path, "its sizes do not add up");
    if (!sum_check(fd, size_bytes, &loaded, path, error))
        return FALSE;
    if (!code_points_get(fd, header.n_code_points, used))
        return damaged(error, path, "it became shorter");
    layers_fill(&loaded, path, &header);
    *layers = loaded;
    return TRUE;
}

gboolean pdf_layers_load(const char *path, PdfLayers *layers, PdfCodePoints *used, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0) {
        int saved_errno = errno;
        if (fd >= 0)
            close(fd);
        return scan_set_errno(error, saved_errno, "read", path);
    }
    gboolean loaded = load_open(fd, (guint64)status.st_size, path, layers, used, error);
    close(fd);
    return loaded;
}

gboolean pdf_layers_load_info(const char *path, PageLayers *info, GError **error)
{
    PdfLayers layers;
    g_autofree PdfCodePoints *used = g_new0(PdfCodePoints, 1);
    if (!pdf_layers_load(path, &layers, used, error))
        return FALSE;
    info->width_pt = layers.width_mpt / 1000.0;
    info->height_pt = layers.height_mpt / 1000.0;
    info->width_px = layers.width_px;
    info->height_px = layers.height_px;
    info->size_bytes = layers.image.offset_bytes + layers.image.size_bytes + PDF_DIGEST_BYTES;
    return TRUE;
}
