/* batch/token.h - what the QR codes on cover and separator sheets say.
 *
 *   MUHAFIZ1:<what>:<office>:<name>:<crc>
 *
 * The 1 is the version. what is C (cover: name is the record's nic_no) or S (separator: name is a
 * side). crc is the CRC-32 (ISO-HDLC, as in zlib) of everything before its colon, 8 upper-case hex digits: it
 * tells a damaged or foreign code from ours. Nothing in a token is trusted: the record is looked up.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { TOKEN_COVER, TOKEN_SEPARATOR } TokenKind;

typedef struct {
    TokenKind kind;
    char *office;
    char *name; /* nic_no of the record, or name of the side */
} Token;

char *token_write(TokenKind kind, const char *office, const char *name);
/* FALSE: not one of ours, or damaged. */
gboolean token_parse(const char *text, Token *token);
void token_clear(Token *token);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Token, token_clear)

G_END_DECLS
