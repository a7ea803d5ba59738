/* What the QR codes on cover and separator sheets say; token.h has the format. */
#include "batch/token.h"

#include <string.h>

#define TOKEN_MAGIC "MUHAFIZ"
#define TOKEN_VERSION "1"
#define TOKEN_CRC_DIGITS 8
#define TOKEN_LETTERS G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_()/"

static const char kind_letters[] = {
    [TOKEN_COVER] = 'C', [TOKEN_NUMBER] = 'T', [TOKEN_SEPARATOR] = 'S', [TOKEN_ITEM] = 'I'};

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
        g_strdup_printf(TOKEN_MAGIC TOKEN_VERSION ":%c:%s:%s", kind_letters[kind], office, name);
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

static gboolean kind_find(const char *field, TokenKind *kind)
{
    for (guint i = 0; i < G_N_ELEMENTS(kind_letters); i++)
        if (field[0] == kind_letters[i] && field[1] == '\0') {
            *kind = i;
            return TRUE;
        }
    return FALSE;
}

/* They are shown to people and looked up: nothing else may stand in them. */
static gboolean is_name(const char *field)
{
    return *field && field[strspn(field, TOKEN_LETTERS)] == '\0';
}

static TokenReading fields_read(char **fields, Token *token)
{
    TokenKind kind;
    if (strcmp(fields[0], TOKEN_MAGIC TOKEN_VERSION) != 0 || !fields[1] ||
        !kind_find(fields[1], &kind))
        return TOKEN_UNKNOWN;
    if (g_strv_length(fields) != 5 || !is_name(fields[2]) || !is_name(fields[3]))
        return TOKEN_DAMAGED;
    token->kind = kind;
    token->office = g_strdup(fields[2]);
    token->name = g_strdup(fields[3]);
    return TOKEN_OURS;
}

TokenReading token_read(const char *text, Token *token)
{
    if (!g_str_has_prefix(text, TOKEN_MAGIC))
        return TOKEN_FOREIGN;
    if (!crc_is_right(text))
        return TOKEN_DAMAGED;
    g_auto(GStrv) fields = g_strsplit(text, ":", 6);
    return fields_read(fields, token);
}

gboolean token_equal(const Token *a, const Token *b)
{
    return a->kind == b->kind && strcmp(a->office, b->office) == 0 && strcmp(a->name, b->name) == 0;
}

void token_clear(Token *token)
{
    g_clear_pointer(&token->office, g_free);
    g_clear_pointer(&token->name, g_free);
}
