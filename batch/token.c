/* What the QR codes on cover and separator sheets say; token.h has the format. */
#include "batch/token.h"

#include <string.h>

#define TOKEN_MAGIC "MUHAFIZ1"
#define TOKEN_CRC_DIGITS 8

/* CRC-32/ISO-HDLC: reflected polynomial 0x04C11DB7, start and final XOR all ones. Bit by bit: a
 * token has fewer than a hundred bytes. */
static guint32 crc32_of(const char *bytes, gsize size)
{
    guint32 crc = 0xffffffffu;
    for (gsize i = 0; i < size; i++) {
        crc ^= (guint8)bytes[i];
        for (guint bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

char *token_write(TokenKind kind, const char *office, const char *name)
{
    g_autofree char *body =
        g_strdup_printf(TOKEN_MAGIC ":%c:%s:%s", kind == TOKEN_COVER ? 'C' : 'S', office, name);
    return g_strdup_printf("%s:%08X", body, crc32_of(body, strlen(body)));
}

static gboolean crc_is_right(const char *text)
{
    const char *colon = strrchr(text, ':');
    if (!colon)
        return FALSE;
    char expected[TOKEN_CRC_DIGITS + 1];
    g_snprintf(expected, sizeof expected, "%08X", crc32_of(text, (gsize)(colon - text)));
    return strcmp(colon + 1, expected) == 0;
}

gboolean token_parse(const char *text, Token *token)
{
    g_auto(GStrv) fields = g_strsplit(text, ":", 6);
    if (!crc_is_right(text) || g_strv_length(fields) != 5)
        return FALSE;
    gboolean is_cover = strcmp(fields[1], "C") == 0;
    if (strcmp(fields[0], TOKEN_MAGIC) != 0 || (!is_cover && strcmp(fields[1], "S") != 0))
        return FALSE;
    if (!*fields[2] || !*fields[3])
        return FALSE;
    token->kind = is_cover ? TOKEN_COVER : TOKEN_SEPARATOR;
    token->office = g_strdup(fields[2]);
    token->name = g_strdup(fields[3]);
    return TRUE;
}

void token_clear(Token *token)
{
    g_clear_pointer(&token->office, g_free);
    g_clear_pointer(&token->name, g_free);
}
