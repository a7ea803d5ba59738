/* muhafiz certificate: the certificate of an electronic record for a court. */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "batch/certificate.h"
#include "batch/item.h"
#include "batch/output.h"
#include "batch/pin.h"
#include "batch/sign.h"
#include "index/member.h"

static const CommandOption options[] = {
    {.name = "output",
     .letter = 'o',
     .type = OPTION_FILE,
     .value = "FILE.pdf",
     .help =
         "the file to write; an earlier certificate of the same record is replaced, no other file"},
    {.name = "version",
     .type = OPTION_INT,
     .min = 1,
     .max = G_MAXINT32,
     .value = "N",
     .help = "of what was exported as version N, not of the record as it is now"},
    {.name = "sign",
     .type = OPTION_FILE,
     .value = "KEY",
     .help = "sign it as FILE.pdf.p7s: a PKCS#12 file (.p12, .pfx), or \"pkcs11:token=NAME\" for a "
             "token"},
    {.name = "pin-file",
     .type = OPTION_FILE,
     .value = "FILE",
     .help =
         "its first line is the PIN or password of the key (environment: MUHAFIZ_PIN; else it is "
         "asked for)"},
    {0},
};

typedef struct {
    Context *context;
    const char *path;
    gint64 version; /* 0: as it is now */
    char *dir;      /* for files in flight */
    char *temp;     /* the certificate, while it is made */
    JsonNode *content;
    guint n_pages;
    PdfWritten written;
    Signer *signer;                        /* NULL: it is not to be signed */
    char *signature_path, *signature_temp; /* where its signature belongs, and where it is made */
} Making;

static void making_clear(Making *making)
{
    signer_free(making->signer);
    if (making->temp)
        g_unlink(making->temp);
    if (making->dir)
        scan_dir_remove(making->dir, NULL);
    g_clear_pointer(&making->content, json_node_unref);
    g_free(making->dir);
    g_free(making->temp);
    g_free(making->signature_path);
    g_free(making->signature_temp);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Making, making_clear)

static void progress_show(guint64 done, guint64 total, gpointer progress)
{
    output_progress_set(progress, done, total);
}

static gboolean content_check(Making *making, GError **error)
{
    g_autoptr(Progress) progress = output_progress_new(making->context, "Hashing", "files", 0);
    return index_certificate_check(making->context->store, making->content, progress_show, progress,
                                   error);
}

/* Before the work: a wrong PIN or an old certificate is told at once. */
static gboolean signer_load(Making *making, const Arguments *arguments, GError **error)
{
    const char *key = argument_text(arguments, "sign");
    const char *at = member_text(json_node_get_object(making->content), "at");
    if (!key)
        return TRUE;
    char *pin =
        pin_read(making->context, argument_text(arguments, "pin-file"),
                 sign_key_is_token(key) ? "PIN of the token" : "Password of the key", error);
    if (!pin)
        return FALSE;
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(at, NULL);
    making->signer = signer_open(key, pin, g_date_time_to_unix(time), error);
    pin_free(pin);
    return making->signer != NULL;
}

static gboolean dir_make(Making *making, GError **error)
{
    g_autofree char *name = g_strdup_printf("spool/work-%d-certificate", (int)getpid());
    making->dir = index_store_path(making->context->store, name);
    making->temp = g_build_filename(making->dir, "certificate.pdf", NULL);
    return scan_dir_remove(making->dir, error) && scan_dir_make(making->dir, error);
}

/* What is not known is a line to write on. */
static void missing_tell(const GPtrArray *missing)
{
    for (guint i = 0; i < missing->len; i++)
        output_note("this computer, %s; left blank in Part A, to be written by hand",
                    (const char *)missing->pdata[i]);
}

static gboolean file_make(Making *making, GError **error)
{
    g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Machine) machine = machine_load("/sys", missing);
    const Certificate certificate = {.content = json_node_get_object(making->content),
                                     .machine = machine,
                                     .conf = index_store_peek_conf(making->context->store)};
    if (!dir_make(making, error) || !certificate_write(&certificate, making->dir, making->temp,
                                                       &making->written, &making->n_pages, error))
        return FALSE;
    missing_tell(missing);
    return TRUE;
}

static void signature_add(const Making *making, JsonObject *item)
{
    json_object_set_null_member(item, "signature");
    json_object_set_null_member(item, "signer");
    if (!making->signer)
        return;
    g_autofree char *path = g_canonicalize_filename(making->signature_path, NULL);
    json_object_set_string_member(item, "signature", path);
    json_object_set_string_member(item, "signer", signer_name(making->signer));
}

static JsonNode *answer_new(const Making *making)
{
    static const char *const texts[] = {"file_no", "at", "list_sha256"};
    JsonObject *content = json_node_get_object(making->content), *item = json_object_new();
    g_autofree char *path = g_canonicalize_filename(making->path, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        json_object_set_string_member(item, texts[i], member_text(content, texts[i]));
    json_object_set_member(item, "version", json_object_dup_member(content, "version"));
    json_object_set_string_member(item, "path", path);
    json_object_set_string_member(item, "sha256", making->written.sha256);
    json_object_set_int_member(item, "bytes", (gint64)making->written.size_bytes);
    json_object_set_int_member(item, "pages", making->n_pages);
    json_object_set_int_member(item, "masters", member_length(member_array(content, "pages")));
    json_object_set_int_member(item, "volumes", member_length(member_array(content, "volumes")));
    signature_add(making, item);
    return item_node(item);
}

static void answer_tell(const Making *making)
{
    if (making->context->json) {
        output_items(answer_new(making));
        return;
    }
    output_line(making->context, "%s: %u %s. SHA-256 %s", making->path,
                COUNTED(making->n_pages, "page"), making->written.sha256);
    if (making->signer)
        output_line(making->context, "%s: signed by %s", making->signature_path,
                    signer_name(making->signer));
    output_line(
        making->context,
        "Print it, fill in and sign Part A and the custodian's statement; Part B is for the "
        "expert.");
}

static gboolean file_sign(Making *making, GError **error)
{
    making->signature_temp = g_strconcat(making->temp, ".p7s", NULL);
    return !making->signer ||
           signer_sign(making->signer, making->temp, making->signature_temp, error);
}

static gboolean publish(Making *making, GError **error)
{
    gboolean is_signed = making->signer != NULL;
    const CertificateFile file = {.temp_path = making->temp,
                                  .path = making->path,
                                  .sha256 = making->written.sha256,
                                  .signature_temp_path = is_signed ? making->signature_temp : NULL,
                                  .signature_path = is_signed ? making->signature_path : NULL,
                                  .signer = is_signed ? signer_name(making->signer) : NULL};
    if (!index_certificate_publish(making->context->store, making->content, making->version, &file,
                                   error))
        return FALSE;
    if (!is_signed && g_file_test(making->signature_path, G_FILE_TEST_EXISTS))
        output_note("%s was there before: it is no signature of the new file",
                    making->signature_path);
    return TRUE;
}

/* Before the work, too: a wrong name is told at once. */
static gboolean place_check(Making *making, const Arguments *arguments, GError **error)
{
    gboolean is_signed = argument_text(arguments, "sign") != NULL;
    making->signature_path = g_strconcat(making->path, ".p7s", NULL);
    return index_certificate_check_place(making->context->store, making->content, making->path,
                                         is_signed ? making->signature_path : NULL, error);
}

static gboolean make(Making *making, const Arguments *arguments, GError **error)
{
    guint n;
    const char *file_no = argument_list(arguments, &n)[0];
    making->content =
        index_certificate_load(making->context->store, file_no, making->version, error);
    return making->content && place_check(making, arguments, error) &&
           signer_load(making, arguments, error) && content_check(making, error) &&
           file_make(making, error) && file_sign(making, error) && publish(making, error);
}

static int run(Context *context, const Arguments *arguments, GError **error)
{
    g_auto(Making) making = {.context = context,
                             .path = argument_text(arguments, "output"),
                             .version = argument_int(arguments, "version", 0)};
    if (!making.path) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                            "say which file to write: -o FILE.pdf");
        return -1;
    }
    if (!make(&making, arguments, error))
        return -1;
    answer_tell(&making);
    return 0;
}

const Command cmd_certificate = {
    .name = "certificate",
    .act = ACT_SERVE,
    .arguments = "FILE_NO",
    .summary = "Writes the certificate that a court asks for with an electronic record",
    .help =
        "Section 63(4) of the Bharatiya Sakshya Adhiniyam, 2023: Part A for the party, the "
        "custodian's statement that the copy is true, Part B for the expert (blank), and the hash "
        "report. All files of the record are hashed anew; if one is not what it was, nothing is "
        "written. What is not known of this computer is left blank, to be written by hand.\n"
        "With --sign the file is signed as well, detached (CMS, RFC 5652): \"openssl cms -verify "
        "-binary "
        "-inform DER -in FILE.pdf.p7s -content FILE.pdf -CAfile CA.pem\" tells whether it is as it "
        "was "
        "signed. A token is named by a pkcs11: URI (RFC 7512); what p11-kit does not know, by its "
        "library: \"pkcs11:token=DSC?module-path=/usr/lib/libcastle_v2.so\".",
    .options = options,
    .run = run,
    .min_arguments = 1,
    .max_arguments = 1,
};
