/* Keys on tokens, by way of libp11.
 *
 * A token for officers holds two pairs, one for signatures and one for encryption, and often the
 * certificates above them; of what the URI means, the one pair for signatures is taken. The private key
 * has the same id as its certificate. The PIN is tried once: three wrong ones lock a token. */
#include "batch/sign-private.h"

#include <libp11.h>
#include <openssl/err.h>
#include <p11-kit/pkcs11.h>
#include <p11-kit/uri.h>
#include <string.h>

#include "scan/scan.h"

#define MODULE_DEFAULT "libp11-kit.so.0" /* all modules that p11-kit is told of */

struct Token {
    PKCS11_CTX *context;
    gboolean is_loaded;
    PKCS11_SLOT *slots, *slot; /* slot: the token that was found, one of slots */
    guint n_slots;
};

void sign_token_free(Token *token)
{
    if (!token)
        return;
    if (token->slots)
        PKCS11_release_all_slots(token->context, token->slots, token->n_slots);
    if (token->is_loaded)
        PKCS11_CTX_unload(token->context);
    PKCS11_CTX_free(token->context);
    g_free(token);
}

static gboolean refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean refuse(GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    GError *refused = g_error_new_valist(MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE, format, arguments);
    va_end(arguments);
    ERR_clear_error();
    g_propagate_error(error, refused);
    return FALSE;
}

/* ------------------------------------------------------------------------------- the URI -- */

static P11KitUri *uri_parse(const char *text, GError **error)
{
    P11KitUri *uri = p11_kit_uri_new();
    int result = p11_kit_uri_parse(text, P11_KIT_URI_FOR_ANY, uri);
    if (result != P11_KIT_URI_OK)
        refuse(error, "the key's URI is not as RFC 7512 has it (%s): pkcs11:token=NAME;object=NAME",
               p11_kit_uri_message(result));
    else if (p11_kit_uri_any_unrecognized(uri))
        refuse(error,
               "the key's URI has an attribute that is not known: pkcs11:token=NAME;object=NAME");
    else if (p11_kit_uri_get_pin_value(uri) || p11_kit_uri_get_pin_source(uri))
        refuse(
            error,
            "a PIN does not belong in the key's URI, where others may read it: use --pin-file, or "
            "MUHAFIZ_PIN, or type it");
    else
        return uri;
    p11_kit_uri_free(uri);
    return NULL;
}

/* As PKCS#11 has texts: padded with spaces, without an end. */
static void text_pad(guchar *to, gsize size, const char *text)
{
    memset(to, ' ', size);
    memcpy(to, text, MIN(size, strlen(text)));
}

static gboolean token_matches(P11KitUri *uri, const PKCS11_TOKEN *token)
{
    CK_TOKEN_INFO info = {0};
    text_pad(info.label, sizeof info.label, token->label);
    text_pad(info.manufacturerID, sizeof info.manufacturerID, token->manufacturer);
    text_pad(info.model, sizeof info.model, token->model);
    text_pad(info.serialNumber, sizeof info.serialNumber, token->serialnr);
    return token->initialized && p11_kit_uri_match_token_info(uri, &info) == 1;
}

static gboolean attribute_matches(P11KitUri *uri, CK_ATTRIBUTE_TYPE type, const void *value,
                                  gsize size)
{
    CK_ATTRIBUTE *wanted = p11_kit_uri_get_attribute(uri, type);
    return !wanted ||
           (wanted->ulValueLen == size && (size == 0 || memcmp(wanted->pValue, value, size) == 0));
}

static gboolean certificate_matches(P11KitUri *uri, const PKCS11_CERT *certificate)
{
    const char *label = certificate->label ? certificate->label : "";
    return attribute_matches(uri, CKA_LABEL, label, strlen(label)) &&
           attribute_matches(uri, CKA_ID, certificate->id, certificate->id_len);
}

/* ------------------------------------------------------------------------------ the token -- */

static gboolean module_load(Token *token, P11KitUri *uri, GError **error)
{
    const char *path = p11_kit_uri_get_module_path(uri);
    token->context = PKCS11_CTX_new();
    token->is_loaded = PKCS11_CTX_load(token->context, path ? path : MODULE_DEFAULT) == 0;
    if (!token->is_loaded)
        return refuse(
            error,
            "the PKCS#11 module %s cannot be loaded: install the token maker's driver and "
            "name its library in the URI (?module-path=...)",
            path ? path : MODULE_DEFAULT);
    if (PKCS11_enumerate_slots(token->context, &token->slots, &token->n_slots) == 0)
        return TRUE;
    return refuse(error, "the PKCS#11 module does not list its tokens (%s)", sign_openssl_reason());
}

static gboolean slot_find(Token *token, P11KitUri *uri, GError **error)
{
    for (guint i = 0; i < token->n_slots; i++) {
        PKCS11_SLOT *slot = &token->slots[i];
        if (!slot->token || !token_matches(uri, slot->token))
            continue;
        if (token->slot)
            return refuse(error,
                          "several tokens fit the key's URI: name one (token=..., serial=...)");
        token->slot = slot;
    }
    return token->slot ||
           refuse(error, "no token fits the key's URI: plug it in; if it is, install its "
                         "maker's driver and name the library (?module-path=...)");
}

static gboolean token_login(Token *token, const char *pin, GError **error)
{
    if (PKCS11_login(token->slot, 0, pin) == 0)
        return TRUE;
    switch ((gulong)ERR_GET_REASON(ERR_peek_last_error())) {
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
        return refuse(error,
                      "the PIN of the token %s is wrong; a token locks itself after a few of those",
                      token->slot->token->label);
    case CKR_PIN_LOCKED:
        return refuse(
            error,
            "the token %s is locked after too many wrong PINs: its administrator (SO) has "
            "to unlock it",
            token->slot->token->label);
    default:
        return refuse(error, "the token %s does not let us in (%s)", token->slot->token->label,
                      sign_openssl_reason());
    }
}

/* -------------------------------------------------------------------------------- the key -- */

static gboolean pair_find(const Token *token, P11KitUri *uri, PKCS11_CERT *certificates, guint n,
                          PKCS11_CERT **found, GError **error)
{
    *found = NULL;
    for (guint i = 0; i < n; i++) {
        PKCS11_CERT *one = &certificates[i];
        if (!certificate_matches(uri, one) || !sign_certificate_may_sign(one->x509) ||
            !PKCS11_find_key(one))
            continue;
        if (*found)
            return refuse(
                error, "several keys of the token %s fit the URI: name one (object=... or id=...)",
                token->slot->token->label);
        *found = one;
    }
    return *found ||
           refuse(error,
                  "the token %s has no key for signatures, with its certificate, that fits "
                  "the URI",
                  token->slot->token->label);
}

static gboolean key_take(const Token *token, P11KitUri *uri, SignKey *key, GError **error)
{
    PKCS11_CERT *certificates = NULL, *found = NULL;
    guint n = 0;
    if (PKCS11_enumerate_certs(token->slot->token, &certificates, &n) != 0)
        return refuse(error, "the token %s does not list its certificates (%s)",
                      token->slot->token->label, sign_openssl_reason());
    if (!pair_find(token, uri, certificates, n, &found, error))
        return FALSE;
    key->key = PKCS11_get_private_key(PKCS11_find_key(found));
    key->certificate = X509_dup(found->x509);
    key->chain = sk_X509_new_null();
    for (guint i = 0; i < n; i++)
        if (&certificates[i] != found)
            sk_X509_push(key->chain, X509_dup(certificates[i].x509));
    return key->key || refuse(error, "the token %s does not give its key (%s)",
                              token->slot->token->label, sign_openssl_reason());
}

gboolean sign_token_load(const char *text, const char *pin, SignKey *key, GError **error)
{
    P11KitUri *uri = uri_parse(text, error);
    if (!uri)
        return FALSE;
    Token *token = key->token = g_new0(Token, 1); /* the caller's, whatever happens */
    gboolean loaded = module_load(token, uri, error) && slot_find(token, uri, error) &&
                      token_login(token, pin, error) && key_take(token, uri, key, error);
    p11_kit_uri_free(uri);
    return loaded;
}
