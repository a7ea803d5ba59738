/* batch/sign.h - a detached CMS signature (RFC 5652) of a file, DER: what officers' digital signature
 * certificates make. SHA-256, with the signing time, the signer's certificate by its hash (RFC 5035) and
 * the certificates above it that the key came with.
 *
 *     openssl cms -verify -binary -inform DER -in FILE.p7s -content FILE -CAfile CA.pem
 *
 * The key is a PKCS#12 file (RFC 7292), or on a token behind a PKCS#11 module, named by a URI (RFC 7512):
 * "pkcs11:token=DSC;object=signing?module-path=/usr/lib/libcastle_v2.so". Without module-path, the modules
 * that p11-kit knows are asked.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct Signer Signer;

gboolean sign_key_is_token(const char *key);

/* pin: of the token, or the password of the file. at: when it is to be signed, seconds since 1970. USAGE
 * with what to do: no such key or token, a wrong PIN (one attempt, as tokens count them), a certificate
 * that is not valid then or not made for signatures. */
Signer *signer_open(const char *key, const char *pin, gint64 at, GError **error);
void signer_free(Signer *signer);
/* Of the certificate: "CN = Asha Devi, O = Tehsil Ramnagar, C = IN" */
const char *signer_name(const Signer *signer);

/* Signs the file at path as signature_path and checks the signature. IO, FAILED. */
gboolean signer_sign(Signer *signer, const char *path, const char *signature_path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Signer, signer_free)

G_END_DECLS
