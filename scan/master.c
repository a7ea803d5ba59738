/* Page masters: TIFF 6.0, written row by row.
 *
 * libtiff runs on our own file functions, because its TIFFClose swallows write failures: the first
 * failed write is remembered and fails the page, also when it happens while the directory is
 * written. Rows gather in a buffer of one strip; the image length grows with every strip, so the
 * number of rows need not be known. Nothing that changes from run to run (date, host, program
 * version) is written: equal rows and an equal Sheet give equal bytes.
 *
 * Limits: width up to 65500 px (JPEG's limit), SCAN_PIXELS_MAX in all. 16-bit samples are reduced
 * to 8 bits by v * 255 / 65535, rounded, as libtiff does when it reads them.
 *
 * The picture is told by the SHA-256 of the CRC-32 of each row as it came (Page.picture): that costs a page of A4 at 300 dpi 5 to
 * 15 ms in passing, a seventh of what hashing all bytes would. It stands in the master, too, as a lossy one cannot tell it again. */
#include "scan/gray.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "scan/tiff-quiet.h"

#define WIDTH_MAX_PX 65500u
#define STRIP_BYTES 262144u /* about; small enough to stream, large enough for G4 to pay */
#define STRIP_ROWS_UNIT 16u /* TIFF 6.0 section 22: JPEG strips are whole MCU rows */
#define JPEG_QUALITY 90

struct ScanMaster {
    char *path;
    ScanMasterSpec spec;
    Sheet sheet;
    guint depth_bits; /* as stored */
    gsize row_bytes;  /* as stored */
    guint strip_rows, n_buffered, n_rows;
    guint8 *strip;
    ScanGrayMaker *gray; /* where the page is to be measured */
    GChecksum *picture;
    int fd;
    TIFF *tiff;
    int write_errno; /* of the first failed write, 0 if none */
    char *complaint; /* libtiff's last, owned */
};

/* ------------------------------------------------------------------------ libtiff's file -- */

static tmsize_t file_read(thandle_t handle, void *bytes, tmsize_t size)
{
    return read(((ScanMaster *)handle)->fd, bytes, (size_t)size);
}

static tmsize_t file_write(thandle_t handle, void *bytes, tmsize_t size)
{
    ScanMaster *master = handle;
    tmsize_t written = 0;
    while (written < size) {
        ssize_t n = write(master->fd, (const char *)bytes + written, (size_t)(size - written));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            if (master->write_errno == 0)
                master->write_errno = errno;
            return written;
        }
        written += n;
    }
    return written;
}

static toff_t file_seek(thandle_t handle, toff_t offset, int whence)
{
    return (toff_t)lseek(((ScanMaster *)handle)->fd, (off_t)offset, whence);
}

static toff_t file_size(thandle_t handle)
{
    struct stat info;
    return fstat(((ScanMaster *)handle)->fd, &info) == 0 ? (toff_t)info.st_size : 0;
}

/* The descriptor outlives the TIFF: it is synced and closed after it. */
static int file_close(thandle_t handle)
{
    (void)handle;
    return 0;
}

/* ------------------------------------------------------------------------------- writing -- */

static gboolean fail(const ScanMaster *master, GError **error)
{
    if (master->write_errno)
        return scan_set_errno(error, master->write_errno, "write", master->path);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED, "cannot write %s: %s; scan it again",
                master->path, master->complaint ? master->complaint : "the TIFF library gave up");
    return FALSE;
}

static gboolean spec_check(const ScanMasterSpec *spec, const Sheet *sheet, GError **error)
{
    g_autofree char *description = scan_sheet_describe(sheet);
    Sheet again;
    if (!scan_sheet_parse(description, &again)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "\"%s\" names no sheet; use an office code without spaces", description);
        return FALSE;
    }
    if (spec->width_px == 0 || spec->width_px > WIDTH_MAX_PX) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                    "the page is %u pixels wide, allowed are 1 to %u; choose a lower resolution",
                    spec->width_px, WIDTH_MAX_PX);
        return FALSE;
    }
    gboolean bitonal = spec->depth_bits == 1 && spec->channels == 1;
    gboolean sampled = (spec->depth_bits == 8 || spec->depth_bits == 16) &&
                       (spec->channels == 1 || spec->channels == 3);
    if ((bitonal || sampled) && isfinite(spec->dpi) && spec->dpi >= 1)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "a page of %u channels of %u bits at %g dpi is not supported; "
                "use gray, color or lineart",
                spec->channels, spec->depth_bits, spec->dpi);
    return FALSE;
}

static guint stored_depth(const ScanMasterSpec *spec)
{
    return spec->depth_bits == 16 && spec->kind == SCAN_MASTER_JPEG ? 8 : spec->depth_bits;
}

static gsize bytes_per_row(const ScanMasterSpec *spec, guint depth_bits)
{
    return ((gsize)spec->width_px * spec->channels * depth_bits + 7) / 8;
}

static void set_compression(ScanMaster *master)
{
    TIFF *tiff = master->tiff;
    guint16 photometric = master->spec.channels == 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
    if (master->depth_bits == 1) {
        TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
        photometric = PHOTOMETRIC_MINISWHITE;
    } else if (master->spec.kind == SCAN_MASTER_LOSSLESS) {
        TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
        TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
    } else {
        TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_JPEG);
        TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, JPEG_QUALITY);
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        if (master->spec.channels == 3) {
            photometric = PHOTOMETRIC_YCBCR;
            TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, 1, 1);
        }
    }
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, photometric);
}

static void set_tags(ScanMaster *master)
{
    TIFF *tiff = master->tiff;
    g_autofree char *description = scan_sheet_describe(&master->sheet);
    TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, description);
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, master->spec.width_px);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, master->strip_rows); /* grows: see strip_write */
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, master->strip_rows);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, master->depth_bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, master->spec.channels);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, master->spec.dpi);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, master->spec.dpi);
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    set_compression(master);
}

static gboolean file_open(ScanMaster *master)
{
    master->fd = scan_file_open(master->path, O_RDWR | O_CREAT | O_TRUNC);
    if (master->fd < 0) {
        master->write_errno = errno;
        return FALSE;
    }
    TIFFOpenOptions *options = scan_tiff_quiet_options(&master->complaint);
    master->tiff = TIFFClientOpenExt(master->path, "w", master, file_read, file_write, file_seek,
                                     file_close, file_size, NULL, NULL, options);
    TIFFOpenOptionsFree(options);
    return master->tiff != NULL;
}

static void master_free(ScanMaster *master)
{
    if (master->tiff)
        TIFFClose(master->tiff);
    if (master->fd >= 0)
        close(master->fd);
    scan_gray_maker_free(master->gray);
    g_clear_pointer(&master->picture, g_checksum_free);
    g_free(master->complaint);
    g_free(master->strip);
    g_free(master->path);
    g_free(master);
}

/* -------------------------------------------------------------------------------- its picture -- */

static void picture_add(ScanMaster *master, guint32 number)
{
    guint8 bytes[] = {(guint8)(number >> 24), (guint8)(number >> 16), (guint8)(number >> 8),
                      (guint8)number};
    g_checksum_update(master->picture, bytes, sizeof bytes);
}

static void picture_begin(ScanMaster *master)
{
    master->picture = g_checksum_new(G_CHECKSUM_SHA256);
    picture_add(master, master->spec.width_px);
    picture_add(master, master->spec.channels);
    picture_add(master, master->spec.depth_bits);
}

/* Bits behind the last pixel are no picture. */
static void picture_add_row(ScanMaster *master, const guint8 *row)
{
    gsize n_bits = (gsize)master->spec.width_px * master->spec.channels * master->spec.depth_bits;
    guint n_left = (guint)(n_bits % 8);
    uLong crc = crc32(0, row, (uInt)(n_bits / 8));
    if (n_left) {
        guint8 last = (guint8)(row[n_bits / 8] & (0xff00 >> n_left));
        crc = crc32(crc, &last, 1);
    }
    picture_add(master, (guint32)crc);
}

/* -------------------------------------------------------------------------------------- rows -- */

ScanMaster *scan_master_new(const char *path, const ScanMasterSpec *spec, const Sheet *sheet,
                            GError **error)
{
    if (!spec_check(spec, sheet, error))
        return NULL;
    ScanMaster *master = g_new0(ScanMaster, 1);
    master->path = g_strdup(path);
    master->spec = *spec;
    master->sheet = *sheet;
    master->depth_bits = stored_depth(spec);
    master->row_bytes = bytes_per_row(spec, master->depth_bits);
    guint units = STRIP_BYTES / (guint)(master->row_bytes * STRIP_ROWS_UNIT);
    master->strip_rows = MAX(units, 1) * STRIP_ROWS_UNIT;
    master->strip = g_malloc(master->row_bytes * master->strip_rows);
    if (!file_open(master)) {
        fail(master, error);
        if (master->fd >= 0)
            unlink(path);
        master_free(master);
        return NULL;
    }
    set_tags(master);
    picture_begin(master);
    return master;
}

void scan_master_keep_gray(ScanMaster *master)
{
    const ScanMasterSpec *spec = &master->spec;
    if (!master->gray)
        master->gray =
            scan_gray_maker_new(spec->width_px, spec->channels, spec->depth_bits, spec->dpi);
}

static gboolean strip_write(ScanMaster *master, GError **error)
{
    guint index = (master->n_rows - 1) / master->strip_rows;
    TIFFSetField(master->tiff, TIFFTAG_IMAGELENGTH, master->n_rows);
    tmsize_t size = (tmsize_t)(master->row_bytes * master->n_buffered);
    gboolean written = TIFFWriteEncodedStrip(master->tiff, index, master->strip, size) == size;
    master->n_buffered = 0;
    return (written && master->write_errno == 0) || fail(master, error);
}

static void row_store(guint8 *target, const guint8 *row, const ScanMaster *master)
{
    if (master->depth_bits == master->spec.depth_bits) {
        memcpy(target, row, master->row_bytes);
        return;
    }
    for (gsize i = 0; i < master->row_bytes; i++) {
        guint16 sample;
        memcpy(&sample, row + 2 * i, sizeof sample);
        target[i] = (guint8)((sample + 128u) / 257u);
    }
}

gboolean scan_master_add_rows(ScanMaster *master, const guint8 *rows, gsize stride_bytes,
                              guint n_rows, GError **error)
{
    g_return_val_if_fail(stride_bytes >= bytes_per_row(&master->spec, master->spec.depth_bits),
                         FALSE);
    if (n_rows > SCAN_PIXELS_MAX / master->spec.width_px - master->n_rows) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                    "the page has more than %u megapixels; choose a lower resolution",
                    SCAN_PIXELS_MAX / 1000000);
        return FALSE;
    }
    for (guint i = 0; i < n_rows; i++) {
        row_store(master->strip + master->row_bytes * master->n_buffered, rows + stride_bytes * i,
                  master);
        picture_add_row(master, rows + stride_bytes * i);
        if (master->gray)
            scan_gray_maker_add_row(master->gray, rows + stride_bytes * i);
        master->n_rows++;
        if (++master->n_buffered == master->strip_rows && !strip_write(master, error))
            return FALSE;
    }
    return TRUE;
}

/* The directory, then everything to the disk. */
static gboolean file_complete(ScanMaster *master, GError **error)
{
    if (master->n_buffered > 0 && !strip_write(master, error))
        return FALSE;
    TIFFSetField(master->tiff, SCAN_TIFF_PICTURE, g_checksum_get_string(master->picture));
    gboolean written = TIFFWriteDirectory(master->tiff) != 0;
    TIFFClose(master->tiff);
    master->tiff = NULL;
    if (!written || master->write_errno)
        return fail(master, error);
    gboolean synced = fsync(master->fd) == 0;
    if (!synced)
        master->write_errno = errno;
    if (close(master->fd) != 0 && synced)
        master->write_errno = errno;
    master->fd = -1;
    return master->write_errno == 0 || fail(master, error);
}

static gboolean page_fill(ScanMaster *master, Page *page, GError **error)
{
    Page filled = {.sheet = master->sheet,
                   .width_px = master->spec.width_px,
                   .height_px = master->n_rows,
                   .dpi = master->spec.dpi,
                   .channels = master->spec.channels,
                   .depth_bits = master->depth_bits};
    if (!scan_file_sha256(master->path, filled.sha256, &filled.size_bytes, error))
        return FALSE;
    filled.path = g_strdup(master->path);
    g_strlcpy(filled.picture, g_checksum_get_string(master->picture), sizeof filled.picture);
    if (master->gray)
        filled.gray = scan_gray_maker_finish(g_steal_pointer(&master->gray));
    *page = filled;
    return TRUE;
}

gboolean scan_master_finish(ScanMaster *master, Page *page, GError **error)
{
    gboolean done = FALSE;
    if (master->n_rows == 0)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "the page is empty; look at the paper and scan it again");
    else
        done = file_complete(master, error) && page_fill(master, page, error);
    if (done)
        master_free(master);
    else
        scan_master_discard(master);
    return done;
}

void scan_master_discard(ScanMaster *master)
{
    if (!master)
        return;
    unlink(master->path);
    master_free(master);
}
