/* ALTO 4.2 (Library of Congress, ns-v4): the words of a page as an archive reads them.
 *
 * What the schema has no place for (dpi, findings) stands in the processing step's settings, which
 * the schema leaves to the software. Version 4.2 knows no reading direction; a LayoutTag
 * "right-to-left" that lines refer to is the nearest to it. On reading, the direction is derived
 * from the letters again, as it was before writing.
 */
#include "ocr/ocr.h"

#include <libxml/xmlreader.h>
#include <libxml/xmlwriter.h>
#include <tesseract/capi.h>

#include "ocr/confidence.h"
#include "ocr/language.h"
#include "ocr/text.h"

#define ALTO_NS "http://www.loc.gov/standards/alto/ns-v4#"
#define ALTO_XSD "http://www.loc.gov/standards/alto/v4/alto-4-2.xsd"
#define RTL_TAG "RTL"

#define NUMBER_SIZE G_ASCII_DTOSTR_BUF_SIZE

/* -------------------------------------------------------------------------------------- writing */

static void write_open(xmlTextWriter *writer, const char *name)
{
    xmlTextWriterStartElement(writer, BAD_CAST name);
}

static void write_close(xmlTextWriter *writer)
{
    xmlTextWriterEndElement(writer);
}

static void write_element(xmlTextWriter *writer, const char *name, const char *content)
{
    xmlTextWriterWriteElement(writer, BAD_CAST name, BAD_CAST content);
}

static void write_string(xmlTextWriter *writer, const char *name, const char *value)
{
    xmlTextWriterWriteAttribute(writer, BAD_CAST name, BAD_CAST value);
}

static void write_int(xmlTextWriter *writer, const char *name, int value)
{
    xmlTextWriterWriteFormatAttribute(writer, BAD_CAST name, "%d", value);
}

static void write_fraction(xmlTextWriter *writer, const char *name, double percent)
{
    char number[NUMBER_SIZE];
    write_string(writer, name, g_ascii_formatd(number, sizeof(number), "%.4f", percent / 100));
}

static void write_box(xmlTextWriter *writer, const OcrBox *box)
{
    write_int(writer, "HPOS", box->x_px);
    write_int(writer, "VPOS", box->y_px);
    write_int(writer, "WIDTH", box->width_px);
    write_int(writer, "HEIGHT", box->height_px);
}

/* "dpi=300.00 model=eng turn=0 ..." */
static char *format_settings(const PageText *text)
{
    char number[NUMBER_SIZE];
    GString *settings = g_string_new("dpi=");
    g_string_append(settings, g_ascii_formatd(number, sizeof(number), "%.2f", text->dpi));
    g_string_append_printf(settings, " model=%s", text->model);
    for (const OcrFinding *finding = ocr_findings; finding->name; finding++)
        g_string_append_printf(settings, " %s=%s", finding->name,
                               ocr_finding_format(finding, &text->findings, number));
    return g_string_free(settings, FALSE);
}

static void write_description(xmlTextWriter *writer, const PageText *text, const char *file_name)
{
    g_autofree char *settings = format_settings(text);
    write_open(writer, "Description");
    write_element(writer, "MeasurementUnit", "pixel");
    write_open(writer, "sourceImageInformation");
    write_element(writer, "fileName", file_name);
    write_close(writer);
    write_open(writer, "Processing");
    write_string(writer, "ID", "READ");
    write_element(writer, "processingStepSettings", settings);
    write_open(writer, "processingSoftware");
    write_element(writer, "softwareName", "Tesseract");
    write_element(writer, "softwareVersion", TessVersion());
    write_close(writer);
    write_close(writer);
    write_close(writer);
}

static void write_tags(xmlTextWriter *writer)
{
    write_open(writer, "Tags");
    write_open(writer, "LayoutTag");
    write_string(writer, "ID", RTL_TAG);
    write_string(writer, "TYPE", "direction");
    write_string(writer, "LABEL", "right-to-left");
    write_close(writer);
    write_close(writer);
}

static void write_word(xmlTextWriter *writer, const OcrWord *word)
{
    write_open(writer, "String");
    write_string(writer, "CONTENT", word->text);
    write_box(writer, &word->box);
    write_fraction(writer, "WC", word->confidence);
    write_string(writer, "LANG", ocr_language_bcp47(word->language));
    write_close(writer);
}

static void write_line(xmlTextWriter *writer, const OcrLine *line)
{
    write_open(writer, "TextLine");
    write_box(writer, &line->box);
    write_int(writer, "BASELINE", line->baseline_px);
    if (line->is_rtl)
        write_string(writer, "TAGREFS", RTL_TAG);
    for (guint i = 0; i < line->words->len; i++) {
        if (i > 0)
            xmlTextWriterWriteElement(writer, BAD_CAST "SP", NULL);
        write_word(writer, &g_array_index(line->words, OcrWord, i));
    }
    write_close(writer);
}

static OcrBox box_union(const OcrBox *a, const OcrBox *b)
{
    int left = MIN(a->x_px, b->x_px), top = MIN(a->y_px, b->y_px);
    int right = MAX(a->x_px + a->width_px, b->x_px + b->width_px);
    int bottom = MAX(a->y_px + a->height_px, b->y_px + b->height_px);
    return (OcrBox){left, top, right - left, bottom - top};
}

/* Writes the block that begins at line first and returns the line behind it. */
static guint write_block(xmlTextWriter *writer, const PageText *text, guint first)
{
    const OcrLine *line = g_ptr_array_index(text->lines, first);
    guint block = line->block, end = first;
    OcrBox box = line->box;
    for (; end < text->lines->len; end++) {
        line = g_ptr_array_index(text->lines, end);
        if (line->block != block)
            break;
        box = box_union(&box, &line->box);
    }
    write_open(writer, "TextBlock");
    xmlTextWriterWriteFormatAttribute(writer, BAD_CAST "ID", "BLOCK_%u", first + 1);
    write_box(writer, &box);
    for (guint i = first; i < end; i++)
        write_line(writer, g_ptr_array_index(text->lines, i));
    write_close(writer);
    return end;
}

static void write_layout(xmlTextWriter *writer, const PageText *text)
{
    const OcrBox page = {0, 0, (int)text->width_px, (int)text->height_px};
    write_open(writer, "Layout");
    write_open(writer, "Page");
    write_string(writer, "ID", "PAGE");
    write_string(writer, "PHYSICAL_IMG_NR", "1");
    write_int(writer, "WIDTH", page.width_px);
    write_int(writer, "HEIGHT", page.height_px);
    write_fraction(writer, "PC", text->confidence);
    write_open(writer, "PrintSpace");
    write_box(writer, &page);
    for (guint next = 0; next < text->lines->len;)
        next = write_block(writer, text, next);
    write_close(writer);
    write_close(writer);
    write_close(writer);
}

static gboolean has_rtl(const PageText *text)
{
    for (guint i = 0; i < text->lines->len; i++)
        if (((OcrLine *)g_ptr_array_index(text->lines, i))->is_rtl)
            return TRUE;
    return FALSE;
}

static gboolean write_document(xmlTextWriter *writer, const PageText *text, const char *file_name)
{
    xmlTextWriterSetIndent(writer, 1);
    xmlTextWriterStartDocument(writer, "1.0", "UTF-8", NULL);
    write_open(writer, "alto");
    write_string(writer, "xmlns", ALTO_NS);
    write_string(writer, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    write_string(writer, "xsi:schemaLocation", ALTO_NS " " ALTO_XSD);
    write_string(writer, "SCHEMAVERSION", "4.2");
    write_description(writer, text, file_name);
    if (has_rtl(text))
        write_tags(writer);
    write_layout(writer, text);
    return xmlTextWriterEndDocument(writer) >= 0;
}

GBytes *ocr_alto_write(const PageText *text, const char *file_name, GError **error)
{
    xmlBuffer *buffer = xmlBufferCreate();
    xmlTextWriter *writer = buffer ? xmlNewTextWriterMemory(buffer, 0) : NULL;
    gboolean is_complete = writer && write_document(writer, text, file_name);
    xmlFreeTextWriter(writer);
    GBytes *alto = NULL;
    if (is_complete)
        alto = g_bytes_new(xmlBufferContent(buffer), (gsize)xmlBufferLength(buffer));
    else
        g_set_error_literal(
            error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
            "cannot write the page's words as ALTO; free some memory and run again");
    if (buffer)
        xmlBufferFree(buffer);
    return alto;
}

/* -------------------------------------------------------------------------------------- reading */

typedef struct {
    xmlTextReader *xml;
    PageText *text;
    OcrLine *line; /* the one being filled; owned by text */
    guint block;
    gboolean has_findings; /* an earlier Muhafiz wrote none, and the engine's own confidences */
} Reading;

static char *read_string(const Reading *reading, const char *name)
{
    xmlChar *value = xmlTextReaderGetAttribute(reading->xml, BAD_CAST name);
    char *copy = g_strdup((char *)value);
    xmlFree(value);
    return copy;
}

static gboolean read_int(const Reading *reading, const char *name, int *value)
{
    g_autofree char *text = read_string(reading, name);
    gint64 number;
    if (!text || !g_ascii_string_to_signed(text, 10, 0, G_MAXINT / 2, &number, NULL))
        return FALSE;
    *value = (int)number;
    return TRUE;
}

static gboolean read_fraction(const Reading *reading, const char *name, double *percent)
{
    g_autofree char *text = read_string(reading, name);
    char *end = NULL;
    double value = text ? g_ascii_strtod(text, &end) : -1;
    *percent = 100 * value;
    return end && *end == 0 && value >= 0 && value <= 1;
}

static gboolean read_box(const Reading *reading, OcrBox *box)
{
    return read_int(reading, "HPOS", &box->x_px) && read_int(reading, "VPOS", &box->y_px) &&
           read_int(reading, "WIDTH", &box->width_px) &&
           read_int(reading, "HEIGHT", &box->height_px);
}

/* What another version wrote under another name is passed over. */
static void read_setting(PageText *text, const char *name, const char *value)
{
    if (g_str_equal(name, "dpi"))
        text->dpi = g_ascii_strtod(value, NULL);
    else if (g_str_equal(name, "model"))
        g_strlcpy(text->model, value, sizeof text->model);
    for (const OcrFinding *finding = ocr_findings; finding->name; finding++)
        if (g_str_equal(name, finding->name))
            G_STRUCT_MEMBER(double, &text->findings, finding->offset) = g_ascii_strtod(value, NULL);
}

static gboolean read_settings(Reading *reading)
{
    xmlChar *settings = xmlTextReaderReadString(reading->xml);
    g_auto(GStrv) words = g_strsplit(settings ? (char *)settings : "", " ", -1);
    xmlFree(settings);
    for (char **word = words; *word; word++) {
        char *value = strchr(*word, '=');
        if (!value)
            return FALSE;
        *value++ = 0;
        read_setting(reading->text, *word, value);
        reading->has_findings |= g_str_equal(*word, "turn_confidence");
    }
    return TRUE;
}

static gboolean read_page(Reading *reading)
{
    int width, height;
    if (!read_int(reading, "WIDTH", &width) || !read_int(reading, "HEIGHT", &height))
        return FALSE;
    reading->text->width_px = (guint)width;
    reading->text->height_px = (guint)height;
    return TRUE;
}

static gboolean read_block(Reading *reading)
{
    reading->block++;
    return TRUE;
}

static gboolean read_line(Reading *reading)
{
    reading->line = ocr_line_new();
    reading->line->block = reading->block;
    g_ptr_array_add(reading->text->lines, reading->line);
    return read_box(reading, &reading->line->box) &&
           read_int(reading, "BASELINE", &reading->line->baseline_px);
}

static gboolean read_word(Reading *reading)
{
    g_autofree char *content = read_string(reading, "CONTENT");
    g_autofree char *tag = read_string(reading, "LANG");
    char *clean = content ? ocr_word_text_clean(content) : NULL;
    OcrBox box;
    double confidence;
    if (!clean || !tag || !reading->line || !read_box(reading, &box) ||
        !read_fraction(reading, "WC", &confidence)) {
        g_free(clean);
        return FALSE;
    }
    ocr_line_add_word(reading->line, clean, &box, confidence, ocr_language_from_bcp47(tag));
    return TRUE;
}

static const struct {
    const char *element;
    gboolean (*read)(Reading *reading);
} readers[] = {
    {"processingStepSettings", read_settings},
    {"Page", read_page},
    {"TextBlock", read_block},
    {"TextLine", read_line},
    {"String", read_word},
};

static gboolean read_element(Reading *reading)
{
    if (xmlTextReaderNodeType(reading->xml) != XML_READER_TYPE_ELEMENT)
        return TRUE;
    const char *name = (const char *)xmlTextReaderConstLocalName(reading->xml);
    for (guint i = 0; i < G_N_ELEMENTS(readers); i++)
        if (g_str_equal(readers[i].element, name))
            return readers[i].read(reading);
    return TRUE;
}

static gboolean read_document(Reading *reading)
{
    int state;
    while ((state = xmlTextReaderRead(reading->xml)) == 1)
        if (!read_element(reading))
            return FALSE;
    for (guint i = 0; i < reading->text->lines->len; i++)
        ocr_line_finish(g_ptr_array_index(reading->text->lines, i));
    if (!reading->has_findings)
        ocr_confidence_calibrate_lines(reading->text->lines);
    ocr_page_text_finish(reading->text);
    return state == 0 && reading->text->width_px > 0 && reading->text->height_px > 0;
}

static void ignore_complaint(void *user_data G_GNUC_UNUSED, const char *message G_GNUC_UNUSED,
                             xmlParserSeverities severity G_GNUC_UNUSED,
                             xmlTextReaderLocatorPtr place G_GNUC_UNUSED)
{
}

PageText *ocr_alto_read(GBytes *alto, GError **error)
{
    gsize size;
    const char *bytes = g_bytes_get_data(alto, &size);
    g_autoptr(PageText) text = ocr_page_text_new();
    Reading reading = {.text = text};
    if (size <= G_MAXINT)
        reading.xml = xmlReaderForMemory(bytes, (int)size, NULL, "UTF-8", XML_PARSE_NONET);
    gboolean is_read = FALSE;
    if (reading.xml) {
        xmlTextReaderSetErrorHandler(reading.xml, ignore_complaint, NULL);
        is_read = read_document(&reading);
        xmlFreeTextReader(reading.xml);
    }
    if (is_read)
        return g_steal_pointer(&text);
    g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                        "the page's words are not the ALTO file that was written; restore it from "
                        "the backup or have the page recognised again");
    return NULL;
}
