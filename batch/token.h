/* batch/token.h - what the QR codes on cover and separator sheets say.
 *
 *   MUHAFIZ1:<what>:<office>:<name>:<crc>
 *
 * The 1 is the version. what is one of
 *   C  the cover of a record; name is its nic_no
 *   T  a reusable cover (index/: a token); name is its number
 *   S  a separator; name is the side that begins
 *   I  a separator between letters; name is "next"
 * office and name have letters, digits and - _ ( ) / only. crc is the CRC-32 (ISO-HDLC, as in zlib)
 * of everything before its colon, 8 upper-case hex digits: it tells a damaged code from a whole one.
 * Nothing in a token is trusted: anybody can print one, so the record is looked up.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { TOKEN_COVER, TOKEN_NUMBER, TOKEN_SEPARATOR, TOKEN_ITEM } TokenKind;

#define TOKEN_ITEM_NAME "next"

typedef struct {
    TokenKind kind;
    char *office;
    char *name; /* nic_no of the record, number of the token, name of the side */
} Token;

char *token_write(TokenKind kind, const char *office, const char *name);

typedef enum {
    TOKEN_OURS,
    TOKEN_FOREIGN, /* nothing of Muhafiz's */
    TOKEN_DAMAGED, /* begins like ours, but the checksum or the form is wrong */
    TOKEN_UNKNOWN, /* of a version or a kind that this Muhafiz does not know */
} TokenReading;

/* *token is filled only where the answer is TOKEN_OURS. */
TokenReading token_read(const char *text, Token *token);
gboolean token_equal(const Token *a, const Token *b);
void token_clear(Token *token);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Token, token_clear)

G_END_DECLS
