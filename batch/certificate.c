/* The certificate as a whole: it is laid out once to count its pages and once more to be written. */
#include "batch/certificate.h"

#include <string.h>

#include "index/member.h"

#define N_PARTS 4
#define SUBJECT_CHARS_MAX 600

static const char *const part_titles[N_PARTS] = {
    "Certificate, Part A", "Statement of the custodian", "Certificate, Part B", "Hash report"};

char *certificate_time(const char *at)
{
    g_autoptr(GString) text = g_string_new(at);
    g_string_replace(text, "T", " ", 1);
    const char *zone = text->len > 6 ? text->str + text->len - 6 : "";
    if (*zone == '+' || *zone == '-')
        g_string_insert_c(text, (gssize)text->len - 6, ' ');
    return g_string_free(g_steal_pointer(&text), FALSE);
}

char *certificate_subject(JsonObject *content)
{
    const char *subject = member_text(content, "subject");
    if (g_utf8_strlen(subject, -1) <= SUBJECT_CHARS_MAX)
        return g_strdup(subject);
    g_autofree char *kept = g_utf8_substring(subject, 0, SUBJECT_CHARS_MAX);
    return g_strconcat(kept, "\u2026", NULL);
}

/* parts gets the first page of each part. */
static gboolean pages_add(const Certificate *certificate, Typeset *typeset, guint n_pages,
                          guint parts[N_PARTS], GError **error)
{
    g_autofree char *at = certificate_time(member_text(certificate->content, "at"));
    g_autofree char *foot = g_strdup_printf("Certificate, section 63(4): %s; %s",
                                            member_text(certificate->content, "nic_no"), at);
    Form *form = form_new(typeset, foot, n_pages);
    certificate_add_part_a(form, certificate);
    certificate_add_statement(form, certificate);
    parts[1] = form_page(form);
    certificate_add_part_b(form);
    parts[2] = form_page(form);
    parts[3] = form_page(form) + 1;
    certificate_add_report(form, certificate);
    return form_end(form, error);
}

static gboolean pages_count(const Certificate *certificate, guint *n_pages, GError **error)
{
    guint parts[N_PARTS] = {0};
    g_autoptr(Typeset) typeset = typeset_new(NULL);
    if (!pages_add(certificate, typeset, 0, parts, error))
        return FALSE;
    *n_pages = typeset_n_pages(typeset);
    return TRUE;
}

static gboolean volume_write(const Certificate *certificate, Typeset *typeset,
                             const guint parts[N_PARTS], const char *path, PdfWritten *written,
                             GError **error)
{
    JsonObject *content = certificate->content;
    PdfBookmark bookmarks[N_PARTS];
    const char *nic_no = member_text(content, "nic_no"), *at = member_text(content, "at");
    g_autofree char *subject = certificate_subject(content);
    g_autofree char *title = g_strdup_printf("Certificate under section 63(4): %s, %s",
                                             member_text(content, "file_no"), subject);
    g_autofree char *identifier =
        g_strdup_printf("%s/%s/certificate/%s", member_text(content, "office_code"), nic_no, at);
    for (guint i = 0; i < N_PARTS; i++)
        bookmarks[i] = (PdfBookmark){part_titles[i], parts[i], 0};
    const Volume volume = {.title = title,
                           .identifier = identifier,
                           .language = "en-IN",
                           .creator = member_text(content, "office_name"),
                           .created = at,
                           .file_no = member_text(content, "file_no"),
                           .section = member_text(content, "section"),
                           .category = member_text(content, "category"),
                           .classification = member_text(content, "classification"),
                           .retention = member_text(content, "retention"),
                           .side = "certificate",
                           .volume = 1,
                           .bookmarks = bookmarks,
                           .n_bookmarks = N_PARTS};
    return typeset_write(typeset, &volume, path, written, error);
}

gboolean certificate_write(const Certificate *certificate, const char *dir, const char *path,
                           PdfWritten *written, guint *n_pages, GError **error)
{
    guint parts[N_PARTS] = {0};
    g_autoptr(Typeset) typeset = typeset_new(dir);
    return pages_count(certificate, n_pages, error) &&
           pages_add(certificate, typeset, *n_pages, parts, error) &&
           volume_write(certificate, typeset, parts, path, written, error);
}
