/* Room for sheets.
 *
 * What a page takes was measured on made pages of A4 at 300 dpi, from lightly to heavily aged,
 * through `run` and `export`: a gray master of 1.5 to 3.1 MB as JPEG (0.18 to 0.36 bytes per
 * pixel), in colour 1.8 to 3.4; its layers, its place in a volume and the same in the package, each
 * 0.7 to 1.6 MB with nearly no difference between gray and colour. The numbers here lie in the
 * upper half: half a batch on a full disk costs more than an early warning. */
#include "batch/disk.h"

#include <errno.h>
#include <sys/statvfs.h>

#define A4_WIDTH_MM 210.0
#define A4_HEIGHT_MM 297.0
#define MM_PER_INCH 25.4
#define DPI_MEASURED 300.0

#define LINEART_BYTES_PER_PIXEL 0.03
#define JPEG_BYTES_PER_PIXEL 0.30
#define LOSSLESS_BYTES_PER_SAMPLE 0.80 /* noise does not deflate */
#define COLOR_JPEG_FACTOR 1.2
#define DERIVED_BYTES 3500000.0 /* layers, volume, package, words, rows */

/* What the index, its journal and other programs need: a twentieth of the disk, but never more
 * than half a gigabyte. */
#define RESERVE_PARTS 20
#define RESERVE_BYTES_MAX (512ull << 20)

/* Of a file that comes in: an original that is kept, masters, and what is made of them; and of the
 * smallest one. No more than what surely is too little: nothing is lost by a file that waits. */
#define FILE_FACTOR 2
#define FILE_BYTES_LEAST 3000000

static double pixels_of(const ScanSettings *settings)
{
    double dpi = settings->dpi ? settings->dpi : DPI_MEASURED;
    double width_mm = settings->width_mm > 0 ? settings->width_mm : A4_WIDTH_MM;
    double height_mm = settings->height_mm > 0 ? settings->height_mm : A4_HEIGHT_MM;
    return width_mm * height_mm / (MM_PER_INCH * MM_PER_INCH) * dpi * dpi;
}

static gboolean is_mode(const ScanSettings *settings, const char *mode)
{
    return settings->mode && g_ascii_strcasecmp(settings->mode, mode) == 0;
}

/* A driver's own word for a mode may mean colour. */
static double master_bytes(const ScanSettings *settings)
{
    double pixels = pixels_of(settings);
    gboolean gray = !settings->mode || is_mode(settings, "gray");
    if (is_mode(settings, "lineart"))
        return pixels * LINEART_BYTES_PER_PIXEL;
    if (settings->master == SCAN_MASTER_JPEG)
        return pixels * JPEG_BYTES_PER_PIXEL * (gray ? 1 : COLOR_JPEG_FACTOR);
    return pixels * LOSSLESS_BYTES_PER_SAMPLE * (gray ? 1 : 3) * (settings->depth_bits > 8 ? 2 : 1);
}

static guint64 sheet_bytes(const ScanSettings *settings)
{
    const char *word = settings->source ? scan_source_word(settings->source) : NULL;
    double faces = g_strcmp0(word, "adf-duplex") == 0 ? 2 : 1;
    double dpi = settings->dpi ? settings->dpi : DPI_MEASURED;
    return (guint64)(faces * (master_bytes(settings) + DERIVED_BYTES * MAX(1, dpi / DPI_MEASURED)));
}

static gboolean disk_look(const char *dir, DiskRoom *room, guint64 *usable, GError **error)
{
    struct statvfs disk;
    if (statvfs(dir, &disk) != 0)
        return scan_set_errno(error, errno, "look at the disk of", dir);
    guint64 reserve =
        MIN((guint64)disk.f_blocks * disk.f_frsize / RESERVE_PARTS, RESERVE_BYTES_MAX);
    room->free_bytes = (guint64)disk.f_bavail * disk.f_frsize;
    room->read_only = (disk.f_flag & ST_RDONLY) != 0;
    *usable = room->free_bytes > reserve ? room->free_bytes - reserve : 0;
    return TRUE;
}

gboolean disk_room(const char *dir, const ScanSettings *settings, DiskRoom *room, GError **error)
{
    guint64 usable;
    DiskRoom found = {0};
    if (!disk_look(dir, &found, &usable, error))
        return FALSE;
    found.sheet_bytes = sheet_bytes(settings);
    found.sheets = (gint64)(usable / MAX(found.sheet_bytes, 1));
    *room = found;
    return TRUE;
}

gboolean disk_check(const Context *context, const ScanSettings *settings, gint64 expected_sheets,
                    GError **error)
{
    DiskRoom room;
    const char *dir = index_store_dir(context->store);
    if (!disk_room(dir, settings, &room, error))
        return FALSE;
    if (room.sheets >= (expected_sheets < 0 ? DISK_SHEETS_LEAST : expected_sheets))
        return TRUE;
    g_autofree char *size = g_format_size(room.free_bytes);
    g_autofree char *expected =
        expected_sheets < 0 ? g_strdup("that is too few to begin a batch")
                            : g_strdup_printf("%" G_GINT64_FORMAT " %s to come", expected_sheets,
                                              expected_sheets == 1 ? "is" : "are");
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
                "nothing was fed: the disk of %s is nearly full (%s free) and holds about "
                "%" G_GINT64_FORMAT " more %s scanned like this, but %s. Make room, move the "
                "store to a larger disk, or say with --sheets how many you will feed",
                dir, size, COUNTED(room.sheets, "sheet"), expected);
    return FALSE;
}

gboolean disk_check_file(const Context *context, guint64 file_bytes, GError **error)
{
    DiskRoom room = {0};
    guint64 usable;
    const char *dir = index_store_dir(context->store);
    if (!disk_look(dir, &room, &usable, error))
        return FALSE;
    if (room.read_only || usable >= MAX(file_bytes * FILE_FACTOR, FILE_BYTES_LEAST))
        return TRUE; /* writing says better what is wrong with a disk that can only be read */
    g_autofree char *size = g_format_size(room.free_bytes);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
                "the disk of %s is nearly full (%s free), so it was not taken: make room, or move "
                "the store to a larger disk",
                dir, size);
    return FALSE;
}
