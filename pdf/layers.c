/* The .layers file: one page, encoded, ready to be copied into any volume.
 *
 * All numbers are little-endian.
 *
 *    0  8  "MhfLayer"
 *    8  4  version of this format, 3
 *   12  8  width, height of the page in pixels
 *   20  8  width, height of the paper in 1/1000 pt
 *   28  4  n, number of code points of the text
 *   32  4  c, bytes of the content stream
 *   36  4  m, number of images
 *   40 20m of each image: PdfImageKind, PdfImageUse, width, height in pixels, bytes
 *      2n  code points, ascending: the volume's font needs them
 *       c  content stream, zlib format: draws the images and then the text
 *          images, as their filters want them
 *      32  SHA-256 of all before
 *
 * It is a cache and may rot, so a reader believes nothing before the sum is right; then it still
 * checks sizes, so that even a wrong file with a right sum cannot lead outside of it.
 */
#include "pdf/layers.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pdf/sink.h"

#define MAGIC "MhfLayer"
#define VERSION 3
#define HEADER_BYTES 40
#define IMAGE_BYTES sizeof(PdfLayersImage)
#define PIECE_BYTES 65536

typedef struct {
    guint32 version, width_px, height_px, width_mpt, height_mpt;
    guint32 n_code_points, content_bytes, n_images;
} Header;

G_STATIC_ASSERT(sizeof(Header) + 8 == HEADER_BYTES && IMAGE_BYTES == 5 * 4);

/* ------------------------------------------------------------------------------------ writing -- */

static void append_fields(GByteArray *head, gconstpointer fields, gsize size_bytes)
{
    for (gsize i = 0; i < size_bytes / 4; i++) {
        guint32 field = GUINT32_TO_LE(((const guint32 *)fields)[i]);
        g_byte_array_append(head, (const guint8 *)&field, 4);
    }
}

/* What stands before the content: the fields and the code points. */
static GByteArray *head_build(const PdfLayers *layers, guint32 content_bytes,
                              const PdfCodePoints *used)
{
    GByteArray *head = g_byte_array_new();
    g_autoptr(GByteArray) points = g_byte_array_new();
    for (guint c = 0; c < 65536; c++) {
        guint16 value = GUINT16_TO_LE((guint16)c);
        if (pdf_code_points_contain(used, (guint16)c))
            g_byte_array_append(points, (const guint8 *)&value, 2);
    }
    const Header header = {VERSION,           layers->width_px,   layers->height_px,
                           layers->width_mpt, layers->height_mpt, points->len / 2,
                           content_bytes,     layers->n_images};
    g_byte_array_append(head, (const guint8 *)MAGIC, 8);
    append_fields(head, &header, sizeof header);
    append_fields(head, layers->images, layers->n_images * IMAGE_BYTES);
    g_byte_array_append(head, points->data, points->len);
    return head;
}

static gboolean bytes_write(PdfSink *sink, GBytes *bytes, GError **error)
{
    return pdf_sink_write(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), sink, error);
}

static gboolean file_write(PdfSink *sink, const GByteArray *head, GBytes *content,
                           GBytes *const *images, guint n_images, GError **error)
{
    guint8 digest[PDF_DIGEST_BYTES];
    if (!pdf_sink_write(head->data, head->len, sink, error) || !bytes_write(sink, content, error))
        return FALSE;
    for (guint i = 0; i < n_images; i++)
        if (!bytes_write(sink, images[i], error))
            return FALSE;
    pdf_sink_digest(sink, digest);
    return pdf_sink_write(digest, sizeof digest, sink, error);
}

gboolean pdf_layers_write(const char *path, const PdfLayers *layers, const PdfCodePoints *used,
                          GBytes *content, GBytes *const *images, GError **error)
{
    g_autoptr(GByteArray) head = head_build(layers, (guint32)g_bytes_get_size(content), used);
    PdfSink *sink = pdf_sink_open(path, error);
    if (!sink)
        return FALSE;
    if (file_write(sink, head, content, images, layers->n_images, error))
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

/* As many fields of 32 bits as fit into size_bytes, from the file's place offset on. */
static gboolean fields_get(int fd, gpointer fields, gsize size_bytes, off_t offset)
{
    guint32 *values = fields;
    if (pread(fd, values, size_bytes, offset) != (ssize_t)size_bytes)
        return FALSE;
    for (gsize i = 0; i < size_bytes / 4; i++)
        values[i] = GUINT32_FROM_LE(values[i]);
    return TRUE;
}

static gboolean header_get(int fd, Header *header)
{
    char magic[8];
    return pread(fd, magic, 8, 0) == 8 && memcmp(magic, MAGIC, 8) == 0 &&
           fields_get(fd, header, sizeof *header, 8) && header->version == VERSION;
}

static gboolean side_is_sane(guint32 side_mpt)
{
    return side_mpt >= SCAN_SIDE_MIN_MPT && side_mpt <= SCAN_SIDE_MAX_MPT;
}

static gboolean header_is_sane(const Header *header)
{
    return side_is_sane(header->width_mpt) && side_is_sane(header->height_mpt) &&
           header->n_code_points < 65536 && header->content_bytes > 0 &&
           header->n_images <= PDF_IMAGES_MAX && header->width_px > 0 &&
           header->width_px <= G_MAXINT32 && header->height_px > 0 &&
           header->height_px <= G_MAXINT32;
}

/* Masked images are followed by their stencil, and no stencil stands elsewhere. */
static gboolean image_is_sane(const PdfLayersImage *image, const PdfLayersImage *before)
{
    gboolean is_masked = before && before->use == PDF_IMAGE_MASKED;
    return image->kind >= PDF_IMAGE_G4 && image->kind <= PDF_IMAGE_JPX &&
           image->use <= PDF_IMAGE_STENCIL && image->width_px > 0 &&
           image->width_px <= G_MAXINT32 && image->height_px > 0 &&
           image->height_px <= G_MAXINT32 && image->size_bytes > 0 &&
           image->use != (is_masked ? PDF_IMAGE_OPAQUE : PDF_IMAGE_STENCIL) &&
           (image->use != PDF_IMAGE_STENCIL || pdf_image_is_bitonal(image->kind));
}

static gboolean images_are_sane(const PdfLayers *layers, guint64 images_bytes)
{
    const PdfLayersImage *before = NULL;
    guint64 sum = 0;
    for (guint i = 0; i < layers->n_images; i++) {
        if (!image_is_sane(&layers->images[i], before))
            return FALSE;
        before = &layers->images[i];
        sum += before->size_bytes;
    }
    return sum == images_bytes && !(before && before->use == PDF_IMAGE_MASKED);
}

static gboolean code_points_get(int fd, guint32 n, off_t offset, PdfCodePoints *used)
{
    g_autofree guint16 *values = g_new(guint16, MAX(n, 1));
    if (pread(fd, values, 2 * n, offset) != (ssize_t)(2 * n))
        return FALSE;
    for (guint32 i = 0; i < n; i++)
        pdf_code_points_add(used, GUINT16_FROM_LE(values[i]));
    return TRUE;
}

static guint64 points_at(const Header *header)
{
    return HEADER_BYTES + header->n_images * IMAGE_BYTES;
}

static void layers_fill(PdfLayers *layers, const char *path, const Header *header)
{
    guint64 content_at = points_at(header) + 2ull * header->n_code_points;
    layers->width_px = header->width_px;
    layers->height_px = header->height_px;
    layers->width_mpt = header->width_mpt;
    layers->height_mpt = header->height_mpt;
    layers->n_images = header->n_images;
    layers->content = (PdfFilePart){path, content_at, header->content_bytes};
}

static gboolean load_sane(int fd, guint64 size_bytes, const char *path, Header *header,
                          PdfLayers *layers, GError **error)
{
    if (size_bytes < HEADER_BYTES + PDF_DIGEST_BYTES || !header_get(fd, header))
        return damaged(error, path, "it is no layers file of this version");
    if (!header_is_sane(header))
        return damaged(error, path, "its sizes do not add up");
    layers_fill(layers, path, header);
    guint64 images_at = layers->content.offset_bytes + header->content_bytes + PDF_DIGEST_BYTES;
    if (images_at > size_bytes ||
        !fields_get(fd, layers->images, header->n_images * IMAGE_BYTES, HEADER_BYTES) ||
        !images_are_sane(layers, size_bytes - images_at))
        return damaged(error, path, "its sizes do not add up");
    return TRUE;
}

/* used NULL: it is not read as a whole, and not summed. */
static gboolean load_open(int fd, guint64 size_bytes, const char *path, PdfLayers *layers,
                          PdfCodePoints *used, GError **error)
{
    Header header;
    PdfLayers loaded = {0};
    if (!load_sane(fd, size_bytes, path, &header, &loaded, error) ||
        (used && !sum_check(fd, size_bytes, &loaded, path, error)))
        return FALSE;
    if (used && !code_points_get(fd, header.n_code_points, (off_t)points_at(&header), used))
        return damaged(error, path, "it became shorter");
    *layers = loaded;
    return TRUE;
}

gboolean pdf_layers_need_part_2(const PdfLayers *layers)
{
    for (guint i = 0; i < layers->n_images; i++)
        if (layers->images[i].kind == PDF_IMAGE_JPX)
            return TRUE;
    return FALSE;
}

PdfFilePart pdf_layers_image_part(const PdfLayers *layers, guint number)
{
    PdfFilePart part = layers->content;
    part.offset_bytes += part.size_bytes;
    for (guint i = 0; i < number; i++)
        part.offset_bytes += layers->images[i].size_bytes;
    part.size_bytes = layers->images[number].size_bytes;
    return part;
}

static gboolean load(const char *path, PdfLayers *layers, PdfCodePoints *used, GError **error)
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

gboolean pdf_layers_load(const char *path, PdfLayers *layers, PdfCodePoints *used, GError **error)
{
    return load(path, layers, used, error);
}

static void info_fill(PageLayers *info, const PdfLayers *layers)
{
    *info = (PageLayers){.width_pt = layers->width_mpt / 1000.0,
                         .height_pt = layers->height_mpt / 1000.0,
                         .needs_part_2 = pdf_layers_need_part_2(layers)};
    PdfFilePart end = layers->content;
    info->size_bytes = end.offset_bytes + end.size_bytes + PDF_DIGEST_BYTES;
    for (guint i = 0; i < layers->n_images; i++) {
        const PdfLayersImage *image = &layers->images[i];
        info->size_bytes += image->size_bytes;
        if ((guint64)image->width_px * image->height_px >
            (guint64)info->width_px * info->height_px) {
            info->width_px = image->width_px;
            info->height_px = image->height_px;
        }
    }
}

gboolean pdf_layers_load_info(const char *path, PageLayers *info, GError **error)
{
    PdfLayers layers;
    g_autofree PdfCodePoints *used = g_new0(PdfCodePoints, 1);
    if (!load(path, &layers, used, error))
        return FALSE;
    info_fill(info, &layers);
    return TRUE;
}

gboolean pdf_layers_peek_info(const char *path, PageLayers *info, GError **error)
{
    PdfLayers layers;
    if (!load(path, &layers, NULL, error))
        return FALSE;
    info_fill(info, &layers);
    return TRUE;
}
