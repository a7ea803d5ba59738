/* batch/certificate.h - the certificate that sub-section (4) of section 63 of the Bharatiya Sakshya
 * Adhiniyam, 2023 asks for with an electronic record, as its Schedule words it, with what Muhafiz knows
 * filled in: Part A for the party, the custodian's statement that the copy is true to the paper, Part B
 * for the expert, left blank, and the hash report.
 *
 * Nothing is affirmed for anybody: names, tick marks on ownership, dates and signatures are left to be
 * written by hand.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "batch/form.h"
#include "batch/machine.h"

G_BEGIN_DECLS

/* All borrowed. */
typedef struct {
    JsonObject *content; /* of index_certificate_load */
    const Machine *machine;
    GKeyFile *conf; /* of the store: what its scanners are */
} Certificate;

/* Writes it at path as PDF/A-2u, read back; layers lie in dir meanwhile. The same input gives the same
 * bytes. As typeset_write. */
gboolean certificate_write(const Certificate *certificate, const char *dir, const char *path,
                           PdfWritten *written, guint *n_pages, GError **error);

/* Its parts; each begins a new page. */
void certificate_add_part_a(Form *form, const Certificate *certificate);
void certificate_add_statement(Form *form, const Certificate *certificate);
void certificate_add_part_b(Form *form);
void certificate_add_report(Form *form, const Certificate *certificate);

/* What the record is about, owned; of a subject that would fill pages its first lines. */
char *certificate_subject(JsonObject *content);

/* "2024-05-06T10:11:12+05:30" -> "2024-05-06 10:11:12 +05:30" */
char *certificate_time(const char *at);

G_END_DECLS
