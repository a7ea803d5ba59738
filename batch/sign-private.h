/* batch/sign-private.h - what the two kinds of keys share. Private to sign.c and sign-token.c. */
#pragma once

#include <openssl/x509.h>

#include "batch/sign.h"

typedef struct Token Token;

/* All owned. The token lends the key: it goes last. */
typedef struct {
    EVP_PKEY *key;
    X509 *certificate;
    STACK_OF(X509) * chain; /* certificates that came with it; may be NULL */
    Token *token;           /* NULL: it came from a file */
} SignKey;

/* Finds the one key for signatures that a URI means. As signer_open. */
gboolean sign_token_load(const char *uri, const char *pin, SignKey *key, GError **error);
void sign_token_free(Token *token);

/* Made for signatures, as far as it says. */
gboolean sign_certificate_may_sign(X509 *certificate);
/* Why the last call to OpenSSL failed; forgets it. Static. */
const char *sign_openssl_reason(void);
