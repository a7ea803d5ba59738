/* CMS signatures with OpenSSL's CMS, and keys from PKCS#12 files.
 *
 * A certificate that is not valid at the time of signing is refused, not warned of: a court would not
 * take the signature. Files from older Windows are encrypted with RC2, which OpenSSL keeps in its "legacy"
 * provider. */
#include "batch/sign-private.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#include "scan/scan.h"

struct Signer {
    SignKey key;
    char *name;
    gint64 at;
};

gboolean sign_key_is_token(const char *key)
{
    return g_str_has_prefix(key, "pkcs11:");
}

const char *sign_openssl_reason(void)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return reason ? reason : "OpenSSL does not say why";
}

gboolean sign_certificate_may_sign(X509 *certificate)
{
    return (X509_get_key_usage(certificate) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
}

/* --------------------------------------------------------------------------------- PKCS#12 -- */

static gboolean refuse(GError **error, const char *key, const char *what)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, "%s: %s", key, what);
    return FALSE;
}

static PKCS12 *pkcs12_read(const char *path, GError **error)
{
    g_autofree char *bytes = NULL;
    g_autoptr(GError) trouble = NULL;
    gsize size = 0;
    if (!g_file_get_contents(path, &bytes, &size, &trouble)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "the key cannot be read: %s. Give a PKCS#12 file (.p12, .pfx) or a pkcs11: URI",
                    trouble->message);
        return NULL;
    }
    const guchar *at = (const guchar *)bytes;
    PKCS12 *file = d2i_PKCS12(NULL, &at, (long)size);
    if (!file)
        refuse(error, path, "it is no PKCS#12 file (.p12, .pfx)");
    ERR_clear_error();
    return file;
}

static gboolean pkcs12_open(PKCS12 *file, const char *path, const char *pin, SignKey *key,
                            GError **error)
{
    if (!PKCS12_verify_mac(file, pin, -1)) {
        ERR_clear_error();
        return refuse(error, path, "the password is wrong");
    }
    if (!PKCS12_parse(file, pin, &key->key, &key->certificate, &key->chain))
        return refuse(error, path, sign_openssl_reason());
    if (!key->key || !key->certificate)
        return refuse(error, path, "it holds no key with its certificate");
    return TRUE;
}

static gboolean pkcs12_load(const char *path, const char *pin, SignKey *key, GError **error)
{
    PKCS12 *file = pkcs12_read(path, error);
    OSSL_PROVIDER *legacy = file ? OSSL_PROVIDER_try_load(NULL, "legacy", 1) : NULL;
    gboolean loaded = file && pkcs12_open(file, path, pin, key, error);
    if (legacy)
        OSSL_PROVIDER_unload(legacy);
    PKCS12_free(file);
    return loaded;
}

/* ----------------------------------------------------------------------------- certificate -- */

static char *day_text(const ASN1_TIME *time)
{
    struct tm parts;
    char text[32] = "?";
    if (ASN1_TIME_to_tm(time, &parts))
        strftime(text, sizeof text, "%Y-%m-%d", &parts);
    return g_strdup(text);
}

static gboolean validity_check(X509 *certificate, gint64 at, const char *name, GError **error)
{
    time_t moment = (time_t)at;
    const ASN1_TIME *from = X509_get0_notBefore(certificate);
    const ASN1_TIME *until = X509_get0_notAfter(certificate);
    g_autofree char *first = day_text(from), *last = day_text(until);
    if (X509_cmp_time(from, &moment) < 0 && X509_cmp_time(until, &moment) > 0)
        return TRUE;
    g_set_error(
        error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
        "the certificate of the key (%s) is valid from %s to %s, not now: use a valid one, or put "
        "the computer's clock right if it is wrong",
        name, first, last);
    return FALSE;
}

static gboolean key_check(const SignKey *key, gint64 at, const char *name, GError **error)
{
    if (!X509_check_private_key(key->certificate, key->key))
        return refuse(error, name, "the key does not belong to its certificate");
    if (!sign_certificate_may_sign(key->certificate))
        return refuse(error, name,
                      "the certificate is not made for signatures (perhaps it is the one for "
                      "encryption): name the other one");
    return validity_check(key->certificate, at, name, error);
}

static char *subject_text(X509 *certificate)
{
    BIO *memory = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    X509_NAME_print_ex(memory, X509_get_subject_name(certificate), 0,
                       XN_FLAG_ONELINE & ~(gulong)ASN1_STRFLGS_ESC_MSB);
    long length = BIO_get_mem_data(memory, &bytes);
    char *text = g_utf8_make_valid(bytes, length);
    BIO_free(memory);
    return text;
}

Signer *signer_open(const char *key, const char *pin, gint64 at, GError **error)
{
    g_autoptr(Signer) signer = g_new0(Signer, 1);
    signer->at = at;
    gboolean loaded = sign_key_is_token(key) ? sign_token_load(key, pin, &signer->key, error)
                                             : pkcs12_load(key, pin, &signer->key, error);
    if (!loaded)
        return NULL;
    signer->name = subject_text(signer->key.certificate);
    return key_check(&signer->key, at, signer->name, error) ? g_steal_pointer(&signer) : NULL;
}

void signer_free(Signer *signer)
{
    if (!signer)
        return;
    EVP_PKEY_free(signer->key.key);
    X509_free(signer->key.certificate);
    sk_X509_pop_free(signer->key.chain, X509_free);
    sign_token_free(signer->key.token);
    g_free(signer->name);
    g_free(signer);
}

const char *signer_name(const Signer *signer)
{
    return signer->name;
}

/* ------------------------------------------------------------------------------- signature -- */

#define FLAGS (CMS_DETACHED | CMS_BINARY)

/* The certificates above the signer's; others that lie on a token are nobody's business. */
static gboolean chain_add(CMS_ContentInfo *cms, const SignKey *key)
{
    X509 *below = key->certificate;
    for (int depth = 0; depth < sk_X509_num(key->chain); depth++) {
        X509 *above = X509_find_by_subject(key->chain, X509_get_issuer_name(below));
        if (!above || X509_cmp(above, below) == 0)
            return TRUE;
        if (!CMS_add1_cert(cms, above))
            return FALSE;
        below = above;
    }
    return TRUE;
}

static gboolean time_add(CMS_SignerInfo *info, gint64 at)
{
    ASN1_TIME *time = ASN1_TIME_set(NULL, (time_t)at);
    gboolean added =
        time && CMS_signed_add1_attr_by_NID(info, NID_pkcs9_signingTime, time->type, time, -1) == 1;
    ASN1_TIME_free(time);
    return added;
}

static CMS_ContentInfo *cms_make(const Signer *signer, BIO *content)
{
    const SignKey *key = &signer->key;
    CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, FLAGS | CMS_PARTIAL);
    CMS_SignerInfo *info = cms ? CMS_add1_signer(cms, key->certificate, key->key, EVP_sha256(),
                                                 FLAGS | CMS_PARTIAL | CMS_NOSMIMECAP | CMS_CADES)
                               : NULL;
    if (info && chain_add(cms, key) && time_add(info, signer->at) &&
        CMS_final(cms, content, NULL, FLAGS) == 1)
        return cms;
    CMS_ContentInfo_free(cms);
    return NULL;
}

/* Only that the signature is one of this content: whether to trust the signer is for others. */
static gboolean cms_check(CMS_ContentInfo *cms, BIO *content)
{
    return BIO_reset(content) == 0 &&
           CMS_verify(cms, NULL, NULL, content, NULL, FLAGS | CMS_NO_SIGNER_CERT_VERIFY) == 1;
}

static gboolean cms_write(CMS_ContentInfo *cms, const char *path, GError **error)
{
    guchar *der = NULL;
    int size = i2d_CMS_ContentInfo(cms, &der);
    g_autofree char *dir = g_path_get_dirname(path);
    gboolean written = size > 0 && scan_file_publish_bytes(dir, path, der, (gsize)size, error);
    OPENSSL_free(der);
    return written;
}

gboolean signer_sign(Signer *signer, const char *path, const char *signature_path, GError **error)
{
    BIO *content = BIO_new_file(path, "rb");
    CMS_ContentInfo *cms = content ? cms_make(signer, content) : NULL;
    gboolean made = cms && cms_check(cms, content);
    if (!made)
        g_set_error(
            error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
            "the key did not sign (%s); if it is on a token, take it out, put it in again, and "
            "repeat the command",
            sign_openssl_reason());
    gboolean done = made && cms_write(cms, signature_path, error);
    CMS_ContentInfo_free(cms);
    BIO_free(content);
    return done;
}
