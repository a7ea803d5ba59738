/* Packing of brief.h: at each place of the text what takes it furthest. */
#include "index/brief.h"

#include <stdio.h>
#include <string.h>

#define HASH_DIGITS 64
#define BASE64_MIN 9 /* fewer digits gain nothing */
#define BASE64_MAX 255
#define NUMBER_MIN 3
#define NUMBER_MAX 18  /* digits that a gint64 holds, whichever they are */
#define PHRASE_ALONE 4 /* shorter ones are not worth another window */
#define UNIX_EPOCH_JULIAN 719163

/* What each byte is, as every place of every text is asked: strspn() makes a table of its set each time. */
enum { IS_DECIMAL = 1, IS_HASH = 2, IS_BASE64 = 4 };
static const guint8 KINDS[256] = {
    ['0' ... '9'] = IS_DECIMAL | IS_HASH | IS_BASE64,
    ['a' ... 'f'] = IS_HASH | IS_BASE64,
    ['g' ... 'z'] = IS_BASE64,
    ['A' ... 'Z'] = IS_BASE64,
    ['-'] = IS_BASE64,
    ['_'] = IS_BASE64,
};

/* How many bytes of that kind text begins with. */
static gsize span(const char *text, guint8 kind)
{
    gsize n = 0;
    while (KINDS[(guint8)text[n]] & kind)
        n++;
    return n;
}

typedef struct {
    GByteArray *out;
    guint8 window;
} Packing;

static void byte_put(Packing *packing, guint8 byte)
{
    g_byte_array_append(packing->out, &byte, 1);
}

static void bytes_put(Packing *packing, guint64 value, guint n)
{
    while (n-- > 0)
        byte_put(packing, (guint8)(value >> (8 * n)));
}

static void window_set(Packing *packing, guint8 window)
{
    if (packing->window == window)
        return;
    byte_put(packing, BRIEF_WINDOW);
    byte_put(packing, window);
    packing->window = window;
}

/* --------------------------------------------------------------------- what stands for itself -- */
/* Each: the length of what it put, 0 where text does not begin with such. */

static gsize hash_put(Packing *packing, const char *text)
{
    if (span(text, IS_HASH) != HASH_DIGITS)
        return 0;
    byte_put(packing, BRIEF_HASH);
    for (guint i = 0; i < HASH_DIGITS; i += 2)
        byte_put(packing,
                 (guint8)(g_ascii_xdigit_value(text[i]) << 4 | g_ascii_xdigit_value(text[i + 1])));
    return HASH_DIGITS;
}

static gboolean time_is(const char *text)
{
    static const char shape[] = "0000-00-00T00:00:00+00:00";
    for (guint i = 0; i < BRIEF_TIME_LENGTH; i++)
        if (shape[i] == '0'   ? !g_ascii_isdigit(text[i])
            : shape[i] == '+' ? text[i] != '+' && text[i] != '-'
                              : text[i] != shape[i])
            return FALSE;
    return TRUE;
}

static gsize time_put(Packing *packing, const char *text)
{
    int year, month, day, hour, minute, second, off_hour, off_minute;
    char sign;
    if (!g_ascii_isdigit(*text) || !time_is(text) ||
        sscanf(text, "%d-%d-%dT%d:%d:%d%c%d:%d", &year, &month, &day, &hour, &minute, &second,
               &sign, &off_hour, &off_minute) != 9 ||
        year < 1970 || year > 2100 || hour > 23 || minute > 59 || second > 59 || off_hour > 23 ||
        off_minute % 15 != 0 ||
        !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return 0;
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
    guint64 days = g_date_get_julian(&date) - UNIX_EPOCH_JULIAN;
    int quarters = off_hour * 4 + off_minute / 15;
    byte_put(packing, BRIEF_TIME);
    bytes_put(packing, days * 86400 + (guint64)(hour * 3600 + minute * 60 + second), 4);
    byte_put(packing, (guint8)(sign == '-' ? -quarters : quarters));
    return BRIEF_TIME_LENGTH;
}

static gsize phrase_put(Packing *packing, const char *text)
{
    gsize length;
    int phrase = brief_phrase_find(text, &length);
    if (phrase < 0 || (packing->window != BRIEF_WINDOW_PHRASES && length < PHRASE_ALONE))
        return 0;
    window_set(packing, BRIEF_WINDOW_PHRASES);
    if (phrase >= 128)
        byte_put(packing, BRIEF_PHRASE);
    byte_put(packing, (guint8)(phrase >= 128 ? phrase - 128 : phrase + 128));
    return length;
}

static gsize number_put(Packing *packing, const char *text)
{
    gsize n = span(text, IS_DECIMAL);
    if (n < NUMBER_MIN || n > NUMBER_MAX || *text == '0')
        return 0;
    guint64 value = g_ascii_strtoull(text, NULL, 10);
    guint n_bytes = 1;
    while (n_bytes < 8 && value >> (8 * n_bytes))
        n_bytes++;
    byte_put(packing, (guint8)(BRIEF_NUMBER + n_bytes - 1));
    bytes_put(packing, value, n_bytes);
    return n;
}

static guint digit_value(char digit)
{
    return digit >= 'a'   ? (guint)(digit - 'a') + 26
           : digit == '_' ? 63
           : digit >= 'A' ? (guint)(digit - 'A')
           : digit >= '0' ? (guint)(digit - '0') + 52
                          : 62;
}

/* Six bits each. */
static void digits_put(Packing *packing, const char *text, gsize n)
{
    guint bits = 0, n_bits = 0;
    for (gsize i = 0; i < n; i++) {
        bits = bits << 6 | digit_value(text[i]);
        for (n_bits += 6; n_bits >= 8; n_bits -= 8)
            byte_put(packing, (guint8)(bits >> (n_bits - 8)));
    }
    if (n_bits > 0)
        byte_put(packing, (guint8)(bits << (8 - n_bits)));
}

static gsize base64_put(Packing *packing, const char *text)
{
    gsize before = *text == '=';
    gsize n = MIN(span(text + before, IS_BASE64), BASE64_MAX);
    if (n < BASE64_MIN)
        return 0;
    byte_put(packing, before ? BRIEF_SEAL : BRIEF_BASE64);
    byte_put(packing, (guint8)n);
    digits_put(packing, text + before, n);
    return before + n;
}

static gsize found_put(Packing *packing, const char *text)
{
    if (*text != '<' || span(text + 1, IS_BASE64) != BRIEF_FOUND_DIGITS)
        return 0;
    byte_put(packing, BRIEF_FOUND);
    digits_put(packing, text + 1, BRIEF_FOUND_DIGITS);
    return 1 + BRIEF_FOUND_DIGITS;
}

/* ------------------------------------------------------------------------------------ letters -- */

static guint8 window_of(gunichar letter)
{
    if (brief_letter_find(BRIEF_WINDOW_URDU, letter))
        return BRIEF_WINDOW_URDU;
    return letter >= 0x80 && letter >> 7 < BRIEF_WINDOW_URDU ? (guint8)(letter >> 7) : 0;
}

static gsize letter_put(Packing *packing, const char *text)
{
    guint8 byte = (guint8)*text;
    if ((byte >= 0x20 && byte < 0x7f) || byte == '\t' || byte == '\n') {
        byte_put(packing, byte);
        return 1;
    }
    gunichar letter = g_utf8_get_char_validated(text, -1);
    gboolean is_letter = letter != (gunichar)-1 && letter != (gunichar)-2;
    if (is_letter && !brief_letter_find(packing->window, letter) && window_of(letter))
        window_set(packing, window_of(letter));
    if (is_letter && brief_letter_find(packing->window, letter)) {
        byte_put(packing, brief_letter_find(packing->window, letter));
        return (gsize)(g_utf8_next_char(text) - text);
    }
    gsize n = is_letter ? (gsize)(g_utf8_next_char(text) - text) : 1;
    byte_put(packing, BRIEF_BYTES);
    byte_put(packing, (guint8)n);
    g_byte_array_append(packing->out, (const guint8 *)text, (guint)n);
    return n;
}

/* Of the first letter that has one. */
static guint8 window_first(const char *text)
{
    for (; *text; text++)
        if (*text & 0x80) {
            gunichar letter = g_utf8_get_char_validated(text, -1);
            return letter < (gunichar)-2 ? window_of(letter) : 0;
        }
    return 0;
}

static gsize any_put(Packing *packing, const char *text)
{
    gsize n = hash_put(packing, text);
    n = n ? n : time_put(packing, text);
    n = n ? n : phrase_put(packing, text);
    if (!n && span(text, IS_DECIMAL) == span(text, IS_BASE64))
        n = number_put(packing, text);
    n = n ? n : base64_put(packing, text);
    n = n ? n : found_put(packing, text);
    n = n ? n : number_put(packing, text);
    return n ? n : letter_put(packing, text);
}

/* What does not come back as it was is never kept so. */
static gboolean is_same(const GByteArray *packed, const char *text)
{
    g_autofree char *back = brief_text(packed->data, packed->len);
    return g_strcmp0(back, text) == 0;
}

GBytes *brief_pack(const char *text, BriefKind kind)
{
    g_autoptr(GByteArray) out = g_byte_array_new();
    Packing packing = {out, BRIEF_WINDOW_PHRASES};
    if (kind == BRIEF_LETTERS)
        packing.window = window_first(text);
    byte_put(&packing, packing.window);
    for (const char *at = text; *at;)
        at += kind == BRIEF_LETTERS ? letter_put(&packing, at) : any_put(&packing, at);
    if (out->len >= strlen(text) || !is_same(out, text))
        return NULL;
    return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}
