/* The frames of one page, from the driver into a master.
 *
 * A page is one gray or RGB frame, or three frames of one colour each in any order. Nothing that
 * was said before sane_start is believed. A page counts only if every frame ended with EOF, is not
 * empty, is made of whole lines and has as many as announced (unless -1: a hand scanner does not
 * know). Nor is it a page where a driver went on without an error behind a JPEG that broke off (most
 * do): libjpeg fills the rest with middle gray, which no sensor gives. Gray and RGB stream through a
 * buffer of one read; three-pass pages are held in memory, one page at most.
 *
 * SANE standard 1.06, section 3.2.1: a line may be longer than its pixels; 16-bit samples have the
 * host's order; at depth 1 a gray 1 is black but a coloured 1 is full intensity, and RGB of depth
 * 1 comes in triples of bytes, each 8 pixels of one colour. Masters have no 1-bit colour, so that
 * becomes 8 bits. */
#include "scan/driver.h"

#include <string.h>

#define READ_BYTES 65536
#define WIDTH_MAX_PX 65500        /* as in masters */
#define LINE_BYTES_MAX (1u << 20) /* 65500 px of 3 x 16 bits and room for padding */
#define IDLE_PAUSE_US 10000
#define IDLE_PAUSES_MAX 3000 /* 30 s of "good, no bytes": saned is gone (facts of the net driver) */

/* What is left of a broken JPEG: blocks without coefficients, 8 lines high at least (T.81 A.3.1, A.3.3:
 * the level shift). Looked for away from the right border, where drivers may pad. */
#define BROKEN_LEVEL 128
#define BROKEN_LINES 8
#define BROKEN_SAMPLES 16

typedef struct {
    const ScanSource *source;
    const Sheet *sheet;
    const char *path;
    SANE_Parameters first; /* of the first frame; the others must agree */
    ScanMaster *master;
    guint8 *planes[3]; /* red, green, blue; NULL until their frame comes */
    guint plane_lines[3];
    gsize plane_size[3];
    guint8 *expanded;   /* one line of RGB, 8 or 16 bits */
    guint broken_lines; /* at the end of what came so far */
} PageReader;

static gboolean is_plane(SANE_Frame format)
{
    return format == SANE_FRAME_RED || format == SANE_FRAME_GREEN || format == SANE_FRAME_BLUE;
}

static ScanEnd invalid(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static ScanEnd invalid(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *detail = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return scan_end_fail(SCAN_END_INVALID, detail, error);
}

static ScanEnd failed(SANE_Status status, GError **error)
{
    ScanEnd end = scan_end_from_status(status);
    if (end == SCAN_END_NO_DOCS)
        return end;
    g_autofree char *detail =
        end == SCAN_END_OTHER || end == SCAN_END_INVALID
            ? g_strdup_printf("the scanner failed (%s)", sane_strstatus(status))
            : NULL;
    return scan_end_fail(end, detail, error);
}

/* ------------------------------------------------------------------------------- parameters -- */

static guint frame_channels(const SANE_Parameters *frame)
{
    return frame->format == SANE_FRAME_RGB ? 3 : 1;
}

/* Bytes of a line that hold pixels. */
static gint64 pixel_bytes(const SANE_Parameters *frame)
{
    gint64 samples = (gint64)frame->pixels_per_line * frame_channels(frame);
    if (frame->depth == 1)
        return ((gint64)frame->pixels_per_line + 7) / 8 * frame_channels(frame);
    return samples * frame->depth / 8;
}

static ScanEnd parameters_check(const SANE_Parameters *frame, GError **error)
{
    if (frame->format != SANE_FRAME_GRAY && frame->format != SANE_FRAME_RGB &&
        !is_plane(frame->format))
        return invalid(error, "the scanner sent a frame of unknown kind %d", (int)frame->format);
    if (frame->depth != 1 && frame->depth != 8 && frame->depth != 16)
        return invalid(error, "the scanner sent samples of %d bits", frame->depth);
    if (frame->pixels_per_line <= 0 || frame->pixels_per_line > WIDTH_MAX_PX || frame->lines < -1 ||
        frame->lines == 0 || (gint64)frame->lines * frame->pixels_per_line > SCAN_PIXELS_MAX)
        return invalid(error, "the scanner announced a page of %d by %d pixels",
                       frame->pixels_per_line, frame->lines);
    if (frame->bytes_per_line < pixel_bytes(frame) ||
        frame->bytes_per_line > (gint64)LINE_BYTES_MAX)
        return invalid(error, "the scanner announced %d bytes for a line of %d pixels",
                       frame->bytes_per_line, frame->pixels_per_line);
    return SCAN_END_PAGE;
}

static ScanEnd frame_match(const PageReader *reader, const SANE_Parameters *frame, GError **error)
{
    const SANE_Parameters *first = &reader->first;
    if (!is_plane(frame->format) || reader->planes[frame->format - SANE_FRAME_RED])
        return invalid(error, "the scanner sent its colours twice");
    if (frame->depth == first->depth && frame->lines == first->lines &&
        frame->pixels_per_line == first->pixels_per_line &&
        frame->bytes_per_line == first->bytes_per_line)
        return SCAN_END_PAGE;
    return invalid(error, "the scanner sent colours of different size");
}

/* ------------------------------------------------------------------------------------- sinks -- */

static gboolean is_expanded(const SANE_Parameters *frame)
{
    return is_plane(frame->format) || (frame->format == SANE_FRAME_RGB && frame->depth == 1);
}

static ScanEnd master_fail(GError *failure, GError **error)
{
    ScanEnd end = g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT) ? SCAN_END_INVALID
                                                                               : SCAN_END_OTHER;
    return scan_store_fail(failure, end, error);
}

static ScanEnd master_open(PageReader *reader, GError **error)
{
    const SANE_Parameters *frame = &reader->first;
    gboolean color = frame->format != SANE_FRAME_GRAY;
    ScanMasterSpec spec = {.width_px = (guint)frame->pixels_per_line,
                           .channels = color ? 3 : 1,
                           .depth_bits = color ? MAX((guint)frame->depth, 8) : (guint)frame->depth,
                           .dpi = reader->source->dpi,
                           .kind = reader->source->kind};
    if (is_expanded(frame))
        reader->expanded = g_malloc((gsize)spec.width_px * 3 * spec.depth_bits / 8);
    GError *failure = NULL;
    reader->master = scan_master_new(reader->path, &spec, reader->sheet, &failure);
    if (!reader->master)
        return master_fail(failure, error);
    scan_master_keep_gray(reader->master);
    return SCAN_END_PAGE;
}

static ScanEnd rows_write(PageReader *reader, const guint8 *rows, gsize stride_bytes, guint n_rows,
                          GError **error)
{
    GError *failure = NULL;
    return scan_master_add_rows(reader->master, rows, stride_bytes, n_rows, &failure)
               ? SCAN_END_PAGE
               : master_fail(failure, error);
}

/* One line of three colours into the reader's buffer: step = bytes from one byte of a colour to its
 * next. */
static void line_expand(PageReader *reader, const guint8 *const colors[3], gsize step)
{
    guint width_px = (guint)reader->first.pixels_per_line;
    gsize sample_bytes = reader->first.depth == 16 ? 2 : 1;
    guint8 *target = reader->expanded;
    for (guint x = 0; x < width_px; x++)
        for (guint i = 0; i < 3; i++, target += sample_bytes)
            if (reader->first.depth == 1)
                *target = colors[i][x / 8 * step] & (0x80 >> x % 8) ? 255 : 0;
            else
                memcpy(target, colors[i] + x * sample_bytes, sample_bytes);
}

static gsize expanded_bytes(const PageReader *reader)
{
    return (gsize)reader->first.pixels_per_line * (reader->first.depth == 16 ? 6 : 3);
}

static ScanEnd bits_write(PageReader *reader, const guint8 *rows, guint n_rows, GError **error)
{
    ScanEnd end = SCAN_END_PAGE;
    for (guint i = 0; i < n_rows && end == SCAN_END_PAGE; i++) {
        const guint8 *line = rows + (gsize)reader->first.bytes_per_line * i;
        const guint8 *const colors[3] = {line, line + 1, line + 2};
        line_expand(reader, colors, 3);
        end = rows_write(reader, reader->expanded, expanded_bytes(reader), 1, error);
    }
    return end;
}

static ScanEnd plane_append(PageReader *reader, guint color, const guint8 *rows, guint n_rows,
                            GError **error)
{
    gsize line_bytes = (gsize)reader->first.bytes_per_line;
    guint lines = reader->plane_lines[color] + n_rows;
    if (lines > SCAN_PIXELS_MAX / (guint)reader->first.pixels_per_line)
        return invalid(error, "the scanner sent more than %u lines", lines - n_rows);
    if (lines * line_bytes > reader->plane_size[color]) {
        guint wanted = reader->first.lines > 0 ? (guint)reader->first.lines : lines * 2;
        guint8 *grown = g_try_realloc(reader->planes[color], wanted * line_bytes);
        if (!grown)
            return invalid(error, "a colour page of %u lines does not fit into memory", wanted);
        reader->planes[color] = grown;
        reader->plane_size[color] = wanted * line_bytes;
    }
    memcpy(reader->planes[color] + reader->plane_lines[color] * line_bytes, rows,
           n_rows * line_bytes);
    reader->plane_lines[color] = lines;
    return SCAN_END_PAGE;
}

static gboolean line_is_broken(const SANE_Parameters *frame, const guint8 *line)
{
    gsize n = BROKEN_SAMPLES * frame_channels(frame), at = (gsize)pixel_bytes(frame) * 3 / 4;
    if (frame->depth != 8 || at + n > (gsize)pixel_bytes(frame))
        return FALSE;
    for (gsize i = 0; i < n; i++)
        if (line[at + i] != BROKEN_LEVEL)
            return FALSE;
    return TRUE;
}

static void broken_lines_count(PageReader *reader, const guint8 *rows, guint n_rows)
{
    for (guint i = 0; i < n_rows; i++)
        if (line_is_broken(&reader->first, rows + (gsize)reader->first.bytes_per_line * i))
            reader->broken_lines++;
        else
            reader->broken_lines = 0;
}

static ScanEnd rows_take(PageReader *reader, SANE_Frame format, const guint8 *rows, guint n_rows,
                         GError **error)
{
    if (is_plane(format))
        return plane_append(reader, format - SANE_FRAME_RED, rows, n_rows, error);
    if (is_expanded(&reader->first))
        return bits_write(reader, rows, n_rows, error);
    return rows_write(reader, rows, (gsize)reader->first.bytes_per_line, n_rows, error);
}

static ScanEnd planes_write(PageReader *reader, GError **error)
{
    const guint *lines = reader->plane_lines;
    gsize line_bytes = (gsize)reader->first.bytes_per_line;
    if (lines[0] != lines[1] || lines[0] != lines[2])
        return invalid(error, "the scanner sent %u red, %u green and %u blue lines", lines[0],
                       lines[1], lines[2]);
    ScanEnd end = SCAN_END_PAGE;
    for (guint y = 0; y < lines[0] && end == SCAN_END_PAGE; y++) {
        const guint8 *const colors[3] = {reader->planes[0] + y * line_bytes,
                                         reader->planes[1] + y * line_bytes,
                                         reader->planes[2] + y * line_bytes};
        line_expand(reader, colors, 1);
        end = rows_write(reader, reader->expanded, expanded_bytes(reader), 1, error);
    }
    return end;
}

/* ----------------------------------------------------------------------------------- reading -- */

static void progress_tell(const ScanSource *source, guint64 bytes)
{
    if (source->progress)
        source->progress(bytes, source->user_data);
}

/* Reads once. *n is 0 at EOF only. Some drivers leave the length alone when they fail, or answer a
 * negative one, or GOOD without bytes for ever. */
static ScanEnd bytes_read(const ScanSource *source, guint8 *bytes, gsize *n, GError **error)
{
    for (guint pauses = 0; pauses < IDLE_PAUSES_MAX; pauses++) {
        SANE_Int length = 0;
        SANE_Status status = sane_read(source->handle, bytes, READ_BYTES, &length);
        *n = 0;
        if (g_atomic_int_get(source->cancelled))
            return scan_end_fail(SCAN_END_CANCELLED, NULL, error);
        if (status == SANE_STATUS_EOF)
            return SCAN_END_PAGE;
        if (status != SANE_STATUS_GOOD)
            return failed(status, error);
        if (length < 0 || length > READ_BYTES)
            return invalid(error, "the scanner sent %d bytes where %d were asked for", length,
                           READ_BYTES);
        *n = (gsize)length;
        if (length > 0) {
            progress_tell(source, *n);
            return SCAN_END_PAGE;
        }
        g_usleep(IDLE_PAUSE_US);
    }
    return scan_end_fail(SCAN_END_IO, "the scanner sends nothing any more", error);
}

static ScanEnd frame_finish(const PageReader *reader, const SANE_Parameters *frame, guint n_rows,
                            gsize rest, GError **error)
{
    if (n_rows == 0 && rest == 0)
        return invalid(error, "the scanner sent an empty page");
    if (rest > 0)
        return invalid(error, "the scanner stopped in the middle of line %u", n_rows + 1);
    if (frame->lines > 0 && n_rows != (guint)frame->lines)
        return invalid(error, "the scanner sent %u of %d lines", n_rows, frame->lines);
    if (reader->broken_lines >= BROKEN_LINES)
        return invalid(error, "the scanner's image breaks off at line %u of %u",
                       n_rows - reader->broken_lines, n_rows);
    return SCAN_END_PAGE;
}

/* NO_DOCS before the first byte is an empty feeder; behind it, half a sheet is lost. */
static ScanEnd frame_lost(ScanEnd end, gboolean begun, GError **error)
{
    if (end == SCAN_END_NO_DOCS && begun)
        return scan_end_fail(SCAN_END_IO, "the feeder lost the sheet in the middle", error);
    return end;
}

static ScanEnd frame_read(PageReader *reader, const SANE_Parameters *frame, GError **error)
{
    gsize line_bytes = (gsize)frame->bytes_per_line, filled = 0, n = 0;
    g_autofree guint8 *buffer = g_malloc(line_bytes + READ_BYTES);
    guint n_rows = 0;
    for (;;) {
        ScanEnd end = bytes_read(reader->source, buffer + filled, &n, error);
        if (end != SCAN_END_PAGE)
            return frame_lost(end, n_rows > 0 || filled > 0, error);
        if (n == 0)
            return frame_finish(reader, frame, n_rows, filled, error);
        filled += n;
        guint whole = (guint)(filled / line_bytes);
        if (frame->lines > 0 && whole > (guint)frame->lines - n_rows)
            return invalid(error, "the scanner sent more than the %d lines it announced",
                           frame->lines);
        broken_lines_count(reader, buffer, whole);
        end = rows_take(reader, frame->format, buffer, whole, error);
        if (end != SCAN_END_PAGE)
            return end;
        n_rows += whole;
        filled -= whole * line_bytes;
        memmove(buffer, buffer + whole * line_bytes, filled);
    }
}

/* A start that succeeded, its parameters believed only from here on. */
static ScanEnd frame_start(const ScanSource *source, SANE_Parameters *frame, GError **error)
{
    *frame = (SANE_Parameters){0};
    SANE_Status status = sane_start(source->handle);
    if (g_atomic_int_get(source->cancelled))
        return scan_end_fail(SCAN_END_CANCELLED, NULL, error);
    if (status != SANE_STATUS_GOOD)
        return failed(status, error);
    progress_tell(source, 0);
    status = sane_get_parameters(source->handle, frame);
    return status == SANE_STATUS_GOOD ? parameters_check(frame, error) : failed(status, error);
}

static ScanEnd later_frame_read(PageReader *reader, gboolean *last, GError **error)
{
    SANE_Parameters frame;
    ScanEnd end = frame_start(reader->source, &frame, error);
    *last = frame.last_frame;
    if (end == SCAN_END_PAGE)
        end = frame_match(reader, &frame, error);
    if (end == SCAN_END_PAGE)
        end = frame_read(reader, &frame, error);
    return frame_lost(end, TRUE, error);
}

static ScanEnd frames_read(PageReader *reader, GError **error)
{
    ScanEnd end = frame_start(reader->source, &reader->first, error);
    if (end == SCAN_END_PAGE)
        end = master_open(reader, error);
    if (end == SCAN_END_PAGE)
        end = frame_read(reader, &reader->first, error);
    if (!is_plane(reader->first.format))
        return end;
    gboolean last = reader->first.last_frame;
    while (end == SCAN_END_PAGE && !last)
        end = later_frame_read(reader, &last, error);
    return end == SCAN_END_PAGE ? planes_write(reader, error) : end;
}

static void reader_clear(PageReader *reader)
{
    scan_master_discard(reader->master);
    g_free(reader->expanded);
    for (guint i = 0; i < 3; i++)
        g_free(reader->planes[i]);
}

ScanEnd scan_page_read(const ScanSource *source, const Sheet *sheet, const char *path, Page *page,
                       GError **error)
{
    PageReader reader = {.source = source, .sheet = sheet, .path = path};
    GError *failure = NULL;
    ScanEnd end = frames_read(&reader, error);
    if (end == SCAN_END_PAGE &&
        !scan_master_finish(g_steal_pointer(&reader.master), page, &failure))
        end = master_fail(failure, error);
    reader_clear(&reader);
    return end;
}
