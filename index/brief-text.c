/* Reading what brief.h describes. Nothing of it is trusted: a brief that somebody edited is no text. */
#include <string.h>

#include "index/brief.h"

#define UNIX_EPOCH_JULIAN 719163

typedef struct {
    const guint8 *next, *end;
    GString *text;
    guint8 window;
} Reading;

/* The next n bytes; NULL: there are not so many. */
static const guint8 *take(Reading *reading, gsize n)
{
    const guint8 *taken = reading->next;
    if ((gsize)(reading->end - taken) < n)
        return NULL;
    reading->next += n;
    return taken;
}

static gboolean hash_read(Reading *reading)
{
    const guint8 *bytes = take(reading, 32);
    for (guint i = 0; bytes && i < 32; i++) {
        g_string_append_c(reading->text, "0123456789abcdef"[bytes[i] >> 4]);
        g_string_append_c(reading->text, "0123456789abcdef"[bytes[i] & 15]);
    }
    return bytes != NULL;
}

static gboolean digits_read(Reading *reading, guint n)
{
    const guint8 *bytes = take(reading, (n * 6 + 7) / 8);
    for (guint i = 0; bytes && i < n; i++) {
        guint at = i * 6 / 8, shift = i * 6 % 8;
        guint two = (guint)bytes[at] << 8 | (shift > 2 ? bytes[at + 1] : 0);
        g_string_append_c(reading->text, BRIEF_DIGITS[two >> (10 - shift) & 63]);
    }
    return bytes != NULL;
}

/* before: what stands before the digits. */
static gboolean base64_read(Reading *reading, const char *before)
{
    const guint8 *n = take(reading, 1);
    g_string_append(reading->text, before);
    return n && digits_read(reading, *n);
}

static gboolean found_read(Reading *reading)
{
    g_string_append_c(reading->text, '<');
    return digits_read(reading, BRIEF_FOUND_DIGITS);
}

static gboolean time_read(Reading *reading)
{
    const guint8 *bytes = take(reading, 5);
    if (!bytes)
        return FALSE;
    guint32 seconds =
        (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
    int quarters = bytes[4] >= 128 ? bytes[4] - 256 : bytes[4];
    guint of_day = seconds % 86400, off = (guint)ABS(quarters);
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, seconds / 86400 + UNIX_EPOCH_JULIAN);
    g_string_append_printf(reading->text, "%04u-%02u-%02uT%02u:%02u:%02u%c%02u:%02u",
                           g_date_get_year(&date), (guint)g_date_get_month(&date),
                           g_date_get_day(&date), of_day / 3600, of_day / 60 % 60, of_day % 60,
                           quarters < 0 ? '-' : '+', off / 4, off % 4 * 15);
    return TRUE;
}

static gboolean number_read(Reading *reading, guint n)
{
    const guint8 *bytes = take(reading, n);
    guint64 value = 0;
    for (guint i = 0; bytes && i < n; i++)
        value = value << 8 | bytes[i];
    if (bytes)
        g_string_append_printf(reading->text, "%" G_GUINT64_FORMAT, value);
    return bytes != NULL;
}

static gboolean bytes_read(Reading *reading)
{
    const guint8 *n = take(reading, 1);
    const guint8 *bytes = n ? take(reading, *n) : NULL;
    if (!bytes || memchr(bytes, 0, *n))
        return FALSE;
    g_string_append_len(reading->text, (const char *)bytes, *n);
    return TRUE;
}

static gboolean phrase_read(Reading *reading, guint number)
{
    const char *phrase = brief_phrase(number);
    if (phrase)
        g_string_append(reading->text, phrase);
    return phrase != NULL;
}

static gboolean high_read(Reading *reading, guint8 byte)
{
    gunichar letter = brief_letter(reading->window, byte);
    if (reading->window == BRIEF_WINDOW_PHRASES)
        return phrase_read(reading, byte - 128u);
    if (letter)
        g_string_append_unichar(reading->text, letter);
    return letter != 0;
}

static gboolean code_read(Reading *reading, guint8 code)
{
    const guint8 *number;
    switch (code) {
    case BRIEF_HASH:
        return hash_read(reading);
    case BRIEF_BASE64:
        return base64_read(reading, "");
    case BRIEF_SEAL:
        return base64_read(reading, "=");
    case BRIEF_FOUND:
        return found_read(reading);
    case BRIEF_TIME:
        return time_read(reading);
    case BRIEF_BYTES:
        return bytes_read(reading);
    case BRIEF_PHRASE:
        number = take(reading, 1);
        return number && phrase_read(reading, *number + 128u);
    case BRIEF_WINDOW:
        number = take(reading, 1);
        reading->window = number ? *number : 0;
        return number != NULL;
    default:
        return code >= BRIEF_NUMBER && code < BRIEF_NUMBER + 8 &&
               number_read(reading, code - BRIEF_NUMBER + 1u);
    }
}

static gboolean next_read(Reading *reading)
{
    guint8 byte = *reading->next++;
    if (byte >= 0x80)
        return high_read(reading, byte);
    if ((byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7f)
        return code_read(reading, byte);
    g_string_append_c(reading->text, (char)byte);
    return TRUE;
}

char *brief_text(gconstpointer data, gsize size)
{
    const guint8 *bytes = data;
    if (size == 0)
        return NULL;
    g_autoptr(GString) text = g_string_sized_new(size * 3);
    Reading reading = {bytes + 1, bytes + size, text, bytes[0]};
    while (reading.next < reading.end)
        if (!next_read(&reading))
            return NULL;
    return g_string_free(g_steal_pointer(&text), FALSE);
}
