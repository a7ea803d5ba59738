/* The parts of the certificate that people fill in and sign. The words of Part A and Part B are those of
 * the Schedule to the Act (Gazette of India, 25 December 2023); they are not ours to improve. */
#include <string.h>

#include "batch/certificate.h"
#include "index/member.h"

#define LABEL_PT 105.0
#define HASHES_PT 150.0                    /* a statement is not torn */
#define SIGNATURE_PT (42 * DRAW_PT_PER_MM) /* a signature stands with what it signs */

static void field(Form *form, const char *label, const char *value, const char *suffix)
{
    const FormField row = {label, value, suffix, 1};
    form_fields(form, &row, 1);
}

static void fields_two(Form *form, FormField one, FormField two)
{
    const FormField row[] = {one, two};
    form_fields(form, row, G_N_ELEMENTS(row));
}

static void paragraph(Form *form, const char *text)
{
    form_space(form, 5);
    form_text(form, text, &form_body);
}

static void fact(Form *form, const char *label, const char *value)
{
    const DrawStyle style = {.size_pt = 9.5, .serif = TRUE};
    const FormCell cells[] = {{label, LABEL_PT}, {value, FORM_WIDTH_PT - LABEL_PT}};
    if (value && *value)
        form_row(form, cells, G_N_ELEMENTS(cells), &style);
}

/* ------------------------------------------------------------------------------ which record -- */

static char *contents_text(JsonObject *content)
{
    guint n_pages = member_length(member_array(content, "pages"));
    guint n_volumes = member_length(member_array(content, "volumes"));
    return g_strdup_printf("%u scanned %s (masters) and %u PDF/A %s", COUNTED(n_pages, "page"),
                           COUNTED(n_volumes, "volume"));
}

static char *version_text(JsonObject *content)
{
    gint64 version = member_int(content, "version", 0);
    return version ? g_strdup_printf("%" G_GINT64_FORMAT ", handed over as %s", version,
                                     member_text(content, "package"))
                   : g_strdup("as held by the office on the date below; not handed over so far");
}

/* What the whole certificate is about. */
static void record_block(Form *form, JsonObject *content)
{
    g_autofree char *office =
        g_strdup_printf("%s (\u2066%s\u2069)", member_text(content, "office_name"),
                        member_text(content, "office_code"));
    g_autofree char *contents = contents_text(content), *subject = certificate_subject(content);
    g_autofree char *version = version_text(content);
    g_autofree char *at = certificate_time(member_text(content, "at"));
    g_autofree char *made = g_strdup_printf("%s, by %s", at, member_text(content, "person"));
    form_rule(form);
    fact(form, "Electronic record:", member_text(content, "file_no"));
    fact(form, "Number in e-Office:", member_text(content, "nic_no"));
    fact(form, "Subject:", subject);
    fact(form, "Office:", office);
    fact(form, "It consists of:", contents);
    fact(form, "Version:", version);
    fact(form, "Certificate made:", made);
    form_space(form, 3);
    form_rule(form);
}

/* ------------------------------------------------------------------------------ common to A, B -- */

static void affirm(Form *form, const char *employed_at)
{
    field(form, "I,", NULL, "(Name),");
    field(form, "Son/daughter/spouse of", NULL, NULL);
    field(form, "residing/employed at", employed_at, NULL);
    paragraph(form, "do hereby solemnly affirm and sincerely state and submit as follows:\u2014");
}

static void device(Form *form, const Machine *machine, const char *other)
{
    const FormTick kinds[] = {{.label = "Computer / Storage Media", .is_ticked = machine != NULL},
                              {.label = "DVR"},
                              {.label = "Mobile"},
                              {.label = "Flash Drive"},
                              {.label = "CD/DVD"},
                              {.label = "Server"},
                              {.label = "Cloud"},
                              {.label = "Other"}};
    form_space(form, 2);
    form_ticks(form, kinds, G_N_ELEMENTS(kinds));
    field(form, "Other:", NULL, NULL);
    fields_two(form, (FormField){"Make & Model:", machine ? machine->make_model : NULL, NULL, 0.65},
               (FormField){"Color:", NULL, NULL, 0.35});
    field(form, "Serial Number:", machine ? machine->serial : NULL, NULL);
    field(form, "IMEI/UIN/UID/MAC/Cloud ID", machine ? machine->macs : NULL, "(as applicable)");
    form_space(form, 4);
    form_text(
        form,
        "and any other relevant information, if any, about the device/digital record (specify):",
        &form_body);
    field(form, "", other, NULL);
}

static void hashes(Form *form, const char *value, gboolean is_sha256)
{
    const FormTick kinds[] = {
        {.label = "SHA1:"}, {.label = "SHA256:", .is_ticked = is_sha256}, {.label = "MD5:"}};
    form_need(form, HASHES_PT);
    paragraph(form, "I state that the HASH value/s of the electronic/digital record/s is");
    field(form, "", value, value ? NULL : ",");
    paragraph(form, "obtained through the following algorithm:\u2014");
    form_space(form, 2);
    form_ticks(form, kinds, G_N_ELEMENTS(kinds));
    field(form, "Other", NULL, "(Legally acceptable standard)");
    paragraph(form, "(Hash report to be enclosed with the certificate)");
}

static void signature(Form *form, const char *who)
{
    form_need(form, SIGNATURE_PT);
    form_space(form, 12 * DRAW_PT_PER_MM);
    field(form, who, NULL, NULL);
    fields_two(form, (FormField){"Date (DD/MM/YYYY):", NULL, NULL, 0.45},
               (FormField){"Time (IST):", NULL, "hours (In 24 hours format)", 0.55});
    field(form, "Place:", NULL, NULL);
}

static void part_begin(Form *form, const char *part, const char *who)
{
    form_text(form, part, &form_title);
    form_text(form, who, &form_centred);
}

/* -------------------------------------------------------------------------------------- Part A -- */

static void span_find(JsonArray *pages, const char **first, const char **last)
{
    *first = *last = "";
    for (guint i = 0; i < member_length(pages); i++) {
        const char *at = member_text(member_element(pages, i), "scanned_at");
        *first = !**first || strcmp(at, *first) < 0 ? at : *first;
        *last = strcmp(at, *last) > 0 ? at : *last;
    }
}

static char *other_text(const Certificate *certificate)
{
    const char *first, *last;
    span_find(member_array(certificate->content, "pages"), &first, &last);
    g_autofree char *from = certificate_time(first), *to = certificate_time(last);
    return g_strdup_printf("Host name %s. Software: Muhafiz " MUHAFIZ_VERSION
                           ". Pages taken in from %s to %s; the scanners "
                           "and files they came from are listed in section 1 of the hash report.",
                           certificate->machine->host, from, to);
}

static char *hash_text(JsonObject *content)
{
    return g_strdup_printf(
        "%s (of the list of all hash values; each of them is in the hash report, "
        "sections 2 and 3),",
        member_text(content, "list_sha256"));
}

void certificate_add_part_a(Form *form, const Certificate *certificate)
{
    const FormTick holds[] = {{.label = "Owned"},
                              {.label = "Maintained"},
                              {.label = "Managed"},
                              {.label = "Operated"},
                              {.label = "by me (select as applicable).", .has_no_box = TRUE}};
    g_autofree char *other = other_text(certificate), *hash = hash_text(certificate->content);
    form_next_page(form);
    form_text(form, "The Bharatiya Sakshya Adhiniyam, 2023 (47 of 2023)", &form_centred);
    form_text(form, "THE SCHEDULE", &form_title);
    form_text(form, "[See section 63(4)(c)]", &form_centred);
    form_space(form, 6);
    form_text(form, "CERTIFICATE", &form_title);
    form_space(form, 4);
    record_block(form, certificate->content);
    form_space(form, 6);
    part_begin(form, "PART A", "(To be filled by the Party)");
    affirm(form, member_text(certificate->content, "office_name"));
    paragraph(form, "I have produced electronic record/output of the digital record taken from the "
                    "following device/digital record source (tick mark):\u2014");
    device(form, certificate->machine, other);
    paragraph(
        form,
        "The digital device or the digital record source was under the lawful control for "
        "regularly creating, storing or processing information for the purposes of carrying out "
        "regular activities and during this period, the computer or the communication device was "
        "working properly and the relevant information was regularly fed into the computer during "
        "the ordinary course of business. If the computer/digital device at any point of time was "
        "not working properly or out of operation, then it has not affected the "
        "electronic/digital record or its accuracy. The digital device or the source of the "
        "digital record is:-");
    form_space(form, 2);
    form_ticks(form, holds, G_N_ELEMENTS(holds));
    hashes(form, hash, TRUE);
    signature(form, "(Name and signature)");
}

/* --------------------------------------------------------------------- the custodian's statement -- */

void certificate_add_statement(Form *form, const Certificate *certificate)
{
    guint n_pages = member_length(member_array(certificate->content, "pages"));
    g_autofree char *copy = g_strdup_printf("The hash report enclosed with this certificate lists "
                                            "%u %s. I state that these were scanned from "
                                            "the paper of the record named above, that the "
                                            "electronic record was compared with that paper as "
                                            "said below, and that it is a true copy of it, except "
                                            "for what is noted under \u201cDifferences "
                                            "found\u201d.",
                                            COUNTED(n_pages, "page"));
    const FormTick ways[] = {{.label = "Every page"}, {.label = "A sample, of pages (numbers):"}};
    form_next_page(form);
    form_text(form, "STATEMENT OF THE CUSTODIAN OF THE PAPER RECORD", &form_title);
    form_text(form, "(True copy. To be filled by the officer who has the custody of the paper)",
              &form_centred);
    form_space(form, 6);
    record_block(form, certificate->content);
    field(form, "I,", NULL, "(Name),");
    field(form, "Designation", NULL, ",");
    field(form, "have the custody of the paper record at",
          member_text(certificate->content, "office_name"), ".");
    paragraph(form, copy);
    form_space(form, 4);
    field(form, "Compared with the paper by", NULL, "(Name, designation)");
    fields_two(form, (FormField){"on (DD/MM/YYYY)", NULL, NULL, 0.5},
               (FormField){"at (IST)", NULL, "hours", 0.5});
    form_space(form, 4);
    form_text(form, "What was compared (tick mark):", &form_body);
    form_ticks(form, ways, G_N_ELEMENTS(ways));
    field(form, "", NULL, NULL);
    form_space(form, 4);
    form_text(form, "Differences found (if none, write \u201cnone\u201d):", &form_body);
    field(form, "", NULL, NULL);
    field(form, "", NULL, NULL);
    field(form, "The paper is kept at", NULL, NULL);
    signature(form, "(Name, designation and signature)");
    field(form, "Seal of the office:", NULL, NULL);
}

/* -------------------------------------------------------------------------------------- Part B -- */

void certificate_add_part_b(Form *form)
{
    form_next_page(form);
    part_begin(form, "PART B", "(To be filled by the Expert)");
    form_space(form, 6);
    affirm(form, NULL);
    paragraph(form,
              "The produced electronic record/output of the digital record are obtained from the "
              "following device/digital record source (tick mark):\u2014");
    device(form, NULL, NULL);
    hashes(form, NULL, FALSE);
    signature(form, "(Name, designation and signature)");
}
