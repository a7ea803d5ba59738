/* The few words of EXIF that matter to a page: which way up it is, and its resolution.
 *
 * EXIF 2.3 section 4.5: a TIFF header (byte order, 42, offset of directory 0), then a directory of
 * 12-byte entries. Only directory 0 is read; the thumbnail's follows it. */
#include "scan/decode.h"

#define TAG_ORIENTATION 0x0112u
#define TAG_X_RESOLUTION 0x011Au
#define TAG_Y_RESOLUTION 0x011Bu
#define TAG_RESOLUTION_UNIT 0x0128u
#define UNIT_INCH 2u
#define UNIT_CM 3u
#define CM_PER_INCH 2.54
#define ENTRY_BYTES 12u

typedef struct {
    const guint8 *bytes;
    gsize size_bytes;
    gboolean is_big_endian;
} Exif;

/* 0 beyond the end. */
static guint32 exif_get(const Exif *exif, gsize offset, guint n_bytes)
{
    guint32 value = 0;
    if (offset > exif->size_bytes || n_bytes > exif->size_bytes - offset)
        return 0;
    for (guint i = 0; i < n_bytes; i++)
        value = value << 8 | exif->bytes[offset + (exif->is_big_endian ? i : n_bytes - 1 - i)];
    return value;
}

static double exif_get_rational(const Exif *exif, gsize offset)
{
    guint32 denominator = exif_get(exif, offset + 4, 4);
    return denominator ? (double)exif_get(exif, offset, 4) / denominator : 0;
}

void decode_exif_read(const guint8 *bytes, gsize size_bytes, DecodeImage *image)
{
    Exif exif = {bytes, size_bytes, size_bytes > 0 && bytes[0] == 'M'};
    gsize entry = exif_get(&exif, 4, 4) + 2;
    double x = 0, y = 0;
    guint unit = UNIT_INCH;
    for (guint n = exif_get(&exif, entry - 2, 2); n > 0 && entry < size_bytes; n--) {
        guint tag = exif_get(&exif, entry, 2);
        if (tag == TAG_ORIENTATION)
            image->orientation = exif_get(&exif, entry + 8, 2);
        else if (tag == TAG_X_RESOLUTION)
            x = exif_get_rational(&exif, exif_get(&exif, entry + 8, 4));
        else if (tag == TAG_Y_RESOLUTION)
            y = exif_get_rational(&exif, exif_get(&exif, entry + 8, 4));
        else if (tag == TAG_RESOLUTION_UNIT)
            unit = exif_get(&exif, entry + 8, 2);
        entry += ENTRY_BYTES;
    }
    if ((image->x_dpi > 0 && image->y_dpi > 0) || (unit != UNIT_INCH && unit != UNIT_CM))
        return;
    image->x_dpi = unit == UNIT_CM ? x * CM_PER_INCH : x;
    image->y_dpi = unit == UNIT_CM ? y * CM_PER_INCH : y;
}
