/* The metadata of a volume: the XMP packet and the Info dictionary, which must agree
 * (ISO 19005-1, 6.7.3).
 *
 * Both are written from one table of values, cleaned once by pdf_meta_text. Properties outside the
 * schemas that PDF/A knows are declared in an extension schema (ISO 19005-2, 6.6.2.3). In part 1, where the
 * packet may not be deflated, that declaration would be a third of what a page's volume has besides the page: there the
 * same values stand under the same names as keywords, dc:subject, which every reader knows. A property
 * without a value is left out. Volumes written before must stay readable: never change the namespace,
 * only add properties.
 */
#include "pdf/xmp.h"

#include <libxml/xmlwriter.h>
#include <string.h>

#include "scan/scan.h"

#define NS_RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define NS_EFILE "https://muhafiz.example/ns/efile/1.0/"

typedef struct {
    const char *name, *uri;
} Namespace;

/* Each Description declares its own; Preflight looks for them there only. The last is that of part 2. */
static const Namespace value_namespaces[] = {
    {"xmlns:dc", "http://purl.org/dc/elements/1.1/"},
    {"xmlns:xmp", "http://ns.adobe.com/xap/1.0/"},
    {"xmlns:pdf", "http://ns.adobe.com/pdf/1.3/"},
    {"xmlns:pdfaid", "http://www.aiim.org/pdfa/ns/id/"},
    {"xmlns:mhf", NS_EFILE},
};

static const Namespace schema_namespaces[] = {
    {"xmlns:pdfaExtension", "http://www.aiim.org/pdfa/ns/extension/"},
    {"xmlns:pdfaSchema", "http://www.aiim.org/pdfa/ns/schema#"},
    {"xmlns:pdfaProperty", "http://www.aiim.org/pdfa/ns/property#"},
};

/* The extension schema; offset is that of a string in Volume. */
static const struct {
    const char *name, *type, *description;
    gsize offset;
} properties[] = {
    {"fileNumber", "Text", "Number of the file as written on it", G_STRUCT_OFFSET(Volume, file_no)},
    {"section", "Text", "Section of the office", G_STRUCT_OFFSET(Volume, section)},
    {"category", "Text", "Category of the file", G_STRUCT_OFFSET(Volume, category)},
    {"classification", "Text", "Security classification", G_STRUCT_OFFSET(Volume, classification)},
    {"retention", "Text", "Retention class", G_STRUCT_OFFSET(Volume, retention)},
    {"side", "Text", "Side of the file, such as notes or correspondence",
     G_STRUCT_OFFSET(Volume, side)},
    {"firstFolio", "Text", "Label of the first page", G_STRUCT_OFFSET(Volume, first_folio)},
    {"lastFolio", "Text", "Label of the last page", G_STRUCT_OFFSET(Volume, last_folio)},
};

/* ------------------------------------------------------------------------------------ values -- */

char *pdf_meta_text(const char *value)
{
    g_autofree char *valid = g_utf8_make_valid(value ? value : "", -1);
    g_autoptr(GString) clean = g_string_new(NULL);
    for (const char *p = valid; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        gboolean holds = !g_unichar_iscntrl(c) && (c & 0xFFFE) != 0xFFFE && c != 0xFEFF;
        g_string_append_unichar(clean, holds ? c : ' ');
    }
    return g_strdup(g_strstrip(clean->str));
}

static gboolean text_check(const char *value, const char *what, GError **error)
{
    if (!value || g_utf8_strlen(value, -1) <= PDF_TEXT_CHARS_MAX)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                "the %s has more than %d characters; shorten it in the register", what,
                PDF_TEXT_CHARS_MAX);
    return FALSE;
}

/* NULL: the volume has no date. */
static GDateTime *created_parse(const Volume *volume)
{
    return volume->created ? g_date_time_new_from_iso8601(volume->created, NULL) : NULL;
}

static gboolean values_check(const Volume *volume, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(properties); i++)
        if (!text_check(G_STRUCT_MEMBER(const char *, volume, properties[i].offset),
                        properties[i].name, error))
            return FALSE;
    g_autoptr(GDateTime) created = created_parse(volume);
    if (volume->created && *volume->created && !created) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "'%s' is no date and time with an offset like 2024-05-06T10:20:30+05:30",
                    volume->created);
        return FALSE;
    }
    return text_check(volume->title, "subject", error) &&
           text_check(volume->identifier, "identifier", error) &&
           text_check(volume->creator, "name of the office", error);
}

/* --------------------------------------------------------------------------------------- XMP -- */

/* libxml2 leaves text out where it gets no memory to escape it, and tells nobody. So it is given GLib's
 * memory, which ends the process instead; both are malloc's in the end, so what it holds already may be
 * freed by this. */
static void *allocate(size_t size_bytes)
{
    return g_malloc(MAX(size_bytes, 1));
}

static void memory_set(void)
{
    static gsize is_set;
    if (!g_once_init_enter(&is_set))
        return;
    xmlMemSetup(g_free, allocate, g_realloc, g_strdup);
    g_once_init_leave(&is_set, 1);
}

/* Short names for what the packet is made of. Nothing in it fails but for memory. */
static void open_tag(xmlTextWriter *w, const char *name)
{
    xmlTextWriterStartElement(w, (const xmlChar *)name);
}

static void close_tag(xmlTextWriter *w)
{
    xmlTextWriterEndElement(w);
}

static void attribute(xmlTextWriter *w, const char *name, const char *value)
{
    xmlTextWriterWriteAttribute(w, (const xmlChar *)name, (const xmlChar *)value);
}

static void open_description(xmlTextWriter *w, const Namespace *namespaces, guint n)
{
    open_tag(w, "rdf:Description");
    attribute(w, "rdf:about", "");
    for (guint i = 0; i < n; i++)
        attribute(w, namespaces[i].name, namespaces[i].uri);
}

static void write_text(xmlTextWriter *w, const char *name, const char *value)
{
    g_autofree char *clean = pdf_meta_text(value);
    if (*clean)
        xmlTextWriterWriteElement(w, (const xmlChar *)name, (const xmlChar *)clean);
}

/* One value in an rdf:Alt, rdf:Seq or rdf:Bag. */
static void write_list(xmlTextWriter *w, const char *name, const char *list, const char *value)
{
    g_autofree char *clean = pdf_meta_text(value);
    if (!*clean)
        return;
    open_tag(w, name);
    open_tag(w, list);
    open_tag(w, "rdf:li");
    if (g_str_equal(list, "rdf:Alt"))
        attribute(w, "xml:lang", "x-default");
    xmlTextWriterWriteString(w, (const xmlChar *)clean);
    for (guint i = 0; i < 3; i++)
        close_tag(w);
}

static void write_date(xmlTextWriter *w, const Volume *volume)
{
    g_autoptr(GDateTime) created = created_parse(volume);
    g_autofree char *date = created ? g_date_time_format(created, "%Y-%m-%dT%H:%M:%S%:z") : NULL;
    write_text(w, "xmp:CreateDate", date);
}

static void write_known(xmlTextWriter *w, const Volume *volume)
{
    gboolean is_2u = volume->part == PDF_PART_2U;
    write_text(w, "pdfaid:part", is_2u ? "2" : "1");
    write_text(w, "pdfaid:conformance", is_2u ? "U" : "B");
    write_text(w, "dc:format", "application/pdf");
    write_list(w, "dc:title", "rdf:Alt", volume->title);
    write_list(w, "dc:creator", "rdf:Seq", volume->creator);
    write_text(w, "dc:identifier", volume->identifier);
    write_list(w, "dc:language", "rdf:Bag", volume->language);
    write_date(w, volume);
    write_text(w, "pdf:Producer", PDF_PRODUCER);
}

/* The value of properties[i], or of the volume's number after the last; NULL: it has none. */
static char *property_value(const Volume *volume, guint i)
{
    if (i < G_N_ELEMENTS(properties))
        return pdf_meta_text(G_STRUCT_MEMBER(const char *, volume, properties[i].offset));
    return volume->volume ? g_strdup_printf("%u", volume->volume) : g_strdup("");
}

static const char *property_name(guint i)
{
    return i < G_N_ELEMENTS(properties) ? properties[i].name : "volume";
}

static void write_efile(xmlTextWriter *w, const Volume *volume)
{
    for (guint i = 0; i <= G_N_ELEMENTS(properties); i++) {
        g_autofree char *name = g_strconcat("mhf:", property_name(i), NULL);
        g_autofree char *value = property_value(volume, i);
        write_text(w, name, value);
    }
}

static void write_keywords(xmlTextWriter *w, const Volume *volume)
{
    open_tag(w, "dc:subject");
    open_tag(w, "rdf:Bag");
    for (guint i = 0; i <= G_N_ELEMENTS(properties); i++) {
        g_autofree char *value = property_value(volume, i);
        g_autofree char *keyword = g_strconcat(property_name(i), "=", value, NULL);
        write_text(w, "rdf:li", *value ? keyword : NULL);
    }
    close_tag(w);
    close_tag(w);
}

static void write_property(xmlTextWriter *w, const char *name, const char *type,
                           const char *description)
{
    open_tag(w, "rdf:li");
    attribute(w, "rdf:parseType", "Resource");
    write_text(w, "pdfaProperty:name", name);
    write_text(w, "pdfaProperty:valueType", type);
    write_text(w, "pdfaProperty:category", "external");
    write_text(w, "pdfaProperty:description", description);
    close_tag(w);
}

/* In a description of its own: PDFBox reads those before the others. */
static void write_schema(xmlTextWriter *w)
{
    open_description(w, schema_namespaces, G_N_ELEMENTS(schema_namespaces));
    open_tag(w, "pdfaExtension:schemas");
    open_tag(w, "rdf:Bag");
    open_tag(w, "rdf:li");
    attribute(w, "rdf:parseType", "Resource");
    write_text(w, "pdfaSchema:schema", "Muhafiz e-file");
    write_text(w, "pdfaSchema:namespaceURI", NS_EFILE);
    write_text(w, "pdfaSchema:prefix", "mhf");
    open_tag(w, "pdfaSchema:property");
    open_tag(w, "rdf:Seq");
    for (guint i = 0; i < G_N_ELEMENTS(properties); i++)
        write_property(w, properties[i].name, properties[i].type, properties[i].description);
    write_property(w, "volume", "Integer", "Number of the volume within the side");
    for (guint i = 0; i < 6; i++)
        close_tag(w);
}

static void write_values(xmlTextWriter *w, const Volume *volume)
{
    gboolean is_2u = volume->part == PDF_PART_2U;
    open_description(w, value_namespaces, G_N_ELEMENTS(value_namespaces) - !is_2u);
    write_known(w, volume);
    (is_2u ? write_efile : write_keywords)(w, volume);
    close_tag(w);
}

static void write_packet(xmlTextWriter *w, const Volume *volume)
{
    open_tag(w, "x:xmpmeta");
    attribute(w, "xmlns:x", "adobe:ns:meta/");
    open_tag(w, "rdf:RDF");
    attribute(w, "xmlns:rdf", NS_RDF);
    if (volume->part == PDF_PART_2U)
        write_schema(w);
    write_values(w, volume);
    close_tag(w);
    close_tag(w);
}

GString *pdf_xmp_new(const Volume *volume, GError **error)
{
    if (!values_check(volume, error))
        return NULL;
    memory_set();
    xmlBuffer *buffer = xmlBufferCreate();
    xmlTextWriter *w = xmlNewTextWriterMemory(buffer, 0);
    write_packet(w, volume);
    xmlFreeTextWriter(w); /* flushes */
    GString *xmp =
        g_string_new("<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n");
    g_string_append(xmp, (const char *)xmlBufferContent(buffer));
    g_string_append(xmp, "<?xpacket end=\"w\"?>");
    xmlBufferFree(buffer);
    return xmp;
}

/* -------------------------------------------------------------------------------------- Info -- */

static void info_text(HPDF_Dict info, const char *key, const char *value)
{
    g_autofree char *clean = pdf_meta_text(value);
    if (*clean)
        pdf_dict_add_text(info, key, clean);
}

/* D:20240506102030+05'30' (ISO 32000-1, 7.9.4) */
static void info_date(HPDF_Dict info, const char *key, GDateTime *date)
{
    g_autofree char *time = g_date_time_format(date, "D:%Y%m%d%H%M%S%z");
    gsize length = strlen(time); /* ends in +0530 */
    g_autofree char *pdf_date =
        g_strdup_printf("%.*s'%s'", (int)(length - 2), time, time + length - 2);
    pdf_dict_add_ascii(info, key, pdf_date);
}

HPDF_Dict pdf_info_add(PdfObjects *objects, const Volume *volume)
{
    HPDF_Dict info = pdf_objects_add_dict(objects);
    info_text(info, "Title", volume->title);
    info_text(info, "Author", volume->creator);
    info_text(info, "Producer", PDF_PRODUCER);
    g_autoptr(GDateTime) created = created_parse(volume);
    if (created)
        info_date(info, "CreationDate", created);
    return info;
}
