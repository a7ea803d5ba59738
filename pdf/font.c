/* The font of the invisible text: nothing to see, everything to search.
 *
 * A Type 0 font with Identity-H whose CIDs are the code points of the Basic Multilingual Plane. All
 * CIDs but 0 are drawn with glyph 1, empty and 500/1000 em wide; glyph 0 (.notdef) is never
 * referenced, which ISO 19005-2, 6.2.11.8 asks for. The TrueType program is built here in memory:
 * two empty glyphs and the tables that validators and viewers look for. The name has no subset
 * prefix, because a subset would need a CIDSet in PDF/A-1 (6.3.5).
 */
#include "pdf/font.h"

#include <string.h>

#define FONT_NAME "MuhafizBlank"
#define UNITS_PER_EM 1000
#define ADVANCE ((guint16)(UNITS_PER_EM * PDF_FONT_ADVANCE_EM))
#define ASCENT ((gint16)(UNITS_PER_EM * PDF_FONT_ASCENT_EM))
#define DESCENT ((gint16)(-UNITS_PER_EM * PDF_FONT_DESCENT_EM))
#define N_GLYPHS 2

/* ---------------------------------------------------------------------------------- TrueType -- */

static void add_u16(GByteArray *bytes, guint value)
{
    guint16 big_endian = GUINT16_TO_BE((guint16)value);
    g_byte_array_append(bytes, (const guint8 *)&big_endian, 2);
}

static void add_u32(GByteArray *bytes, guint32 value)
{
    guint32 big_endian = GUINT32_TO_BE(value);
    g_byte_array_append(bytes, (const guint8 *)&big_endian, 4);
}

static void add_u16s(GByteArray *bytes, const guint16 *values, guint n)
{
    for (guint i = 0; i < n; i++)
        add_u16(bytes, values[i]);
}

static void add_zeros(GByteArray *bytes, guint n)
{
    guint old = bytes->len;
    g_byte_array_set_size(bytes, old + n);
    memset(bytes->data + old, 0, n);
}

static void table_os2(GByteArray *t)
{
    add_u16s(t, (guint16[]){1, ADVANCE, 400, 5}, 4); /* version, average width, weight, width */
    add_zeros(t, 60);
    add_u16s(t, (guint16[]){ASCENT, (guint16)DESCENT, 0, ASCENT, -DESCENT}, 5);
}

/* One format 0 subtable for Macintosh Roman: the PDF does not use it, validators want one. */
static void table_cmap(GByteArray *t)
{
    add_u16s(t, (guint16[]){0, 1, 1, 0}, 4);
    add_u32(t, 12);
    add_u16s(t, (guint16[]){0, 262, 0}, 3);
    add_zeros(t, 256);
    memset(t->data + t->len - 224, 1, 224);
}

static void table_glyf(GByteArray *t)
{
    add_zeros(t, 4); /* no outlines; an empty table would be refused */
}

static void table_head(GByteArray *t)
{
    add_u32(t, 0x00010000); /* version */
    add_u32(t, 0x00010000); /* revision */
    add_u32(t, 0);          /* adjustment of the checksum, set in program_new */
    add_u32(t, 0x5F0F3CF5);
    add_u16s(t, (guint16[]){0x000B, UNITS_PER_EM}, 2); /* flags */
    add_zeros(t, 16);                                  /* created, modified */
    add_u16s(t, (guint16[]){0, (guint16)DESCENT, ADVANCE, ASCENT}, 4);
    add_u16s(t, (guint16[]){0, 8, 2, 0, 0}, 5); /* style, smallest ppem, direction, loca, glyf */
}

static void table_hhea(GByteArray *t)
{
    add_u32(t, 0x00010000);
    add_u16s(t, (guint16[]){ASCENT, (guint16)DESCENT, 0, ADVANCE, 0, 0, ADVANCE, 1}, 8);
    add_zeros(t, 14);
    add_u16(t, N_GLYPHS); /* advances in hmtx */
}

static void table_hmtx(GByteArray *t)
{
    for (guint i = 0; i < N_GLYPHS; i++)
        add_u16s(t, (guint16[]){ADVANCE, 0}, 2);
}

static void table_loca(GByteArray *t)
{
    add_zeros(t, 2 * (N_GLYPHS + 1));
}

static void table_maxp(GByteArray *t)
{
    add_u32(t, 0x00010000);
    add_u16s(t, (guint16[]){N_GLYPHS, 0, 0, 0, 0, 2}, 6);
    add_zeros(t, 16);
}

static void table_name(GByteArray *t)
{
    add_u16s(t, (guint16[]){0, 0, 6}, 3); /* no names */
}

static void table_post(GByteArray *t)
{
    add_u32(t, 0x00030000); /* no glyph names */
    add_zeros(t, 8);
    add_u32(t, 1); /* fixed pitch */
    add_zeros(t, 16);
}

static const struct {
    char tag[5];
    void (*write)(GByteArray *);
} tables[] = {
    /* sorted by tag, as the format demands */
    {"OS/2", table_os2},  {"cmap", table_cmap}, {"glyf", table_glyf}, {"head", table_head},
    {"hhea", table_hhea}, {"hmtx", table_hmtx}, {"loca", table_loca}, {"maxp", table_maxp},
    {"name", table_name}, {"post", table_post},
};

static guint32 checksum(const guint8 *bytes, guint size_bytes)
{
    guint32 sum = 0;
    for (guint i = 0; i < size_bytes; i += 4)
        sum += (guint32)bytes[i] << 24 | (guint32)bytes[i + 1] << 16 | (guint32)bytes[i + 2] << 8 |
               bytes[i + 3];
    return sum;
}

/* Appends a table and its directory entry; tables are padded to four bytes. */
static void program_add_table(GByteArray *directory, GByteArray *body, guint offset, guint index)
{
    guint start = body->len;
    tables[index].write(body);
    guint size = body->len - start;
    add_zeros(body, (4 - size % 4) % 4);
    g_byte_array_append(directory, (const guint8 *)tables[index].tag, 4);
    add_u32(directory, checksum(body->data + start, body->len - start));
    add_u32(directory, offset + start);
    add_u32(directory, size);
}

static GByteArray *program_new(void)
{
    const guint n = G_N_ELEMENTS(tables), directory_size = 12 + 16 * n;
    GByteArray *program = g_byte_array_new();
    g_autoptr(GByteArray) body = g_byte_array_new();
    guint head = 0;
    add_u32(program, 0x00010000);
    add_u16s(program, (guint16[]){(guint16)n, 8 * 16, 3, (guint16)(n * 16 - 8 * 16)}, 4);
    for (guint i = 0; i < n; i++) {
        if (tables[i].write == table_head)
            head = directory_size + body->len;
        program_add_table(program, body, directory_size, i);
    }
    g_byte_array_append(program, body->data, body->len);
    guint32 adjustment = GUINT32_TO_BE(0xB1B0AFBA - checksum(program->data, program->len));
    memcpy(program->data + head + 8, &adjustment, 4);
    return program;
}

/* -------------------------------------------------------------------------------------- maps -- */

static gboolean row_is_used(const PdfCodePoints *used, guint row)
{
    for (guint c = row * 256; c < (row + 1) * 256; c++)
        if (pdf_code_points_contain(used, (guint16)c))
            return TRUE;
    return FALSE;
}

/* Up to the last row that is used: a map may end there, and what lies behind has glyph 0 (ISO 32000-1, table 117). */
static HPDF_Dict add_cid_to_gid_map(PdfObjects *objects, const PdfCodePoints *used)
{
    g_autoptr(GByteArray) map = g_byte_array_new();
    guint last = 255;
    while (last > 0 && !row_is_used(used, last))
        last--;
    for (guint cid = 0; cid < 256 * (last + 1); cid++)
        add_u16(map, cid != 0);
    return pdf_objects_add_stream(objects, map->data, map->len, TRUE);
}

/* A row is what a range may span: its first byte stays (ISO 32000-1, 9.10.3). What ISO 19005-2, 6.2.11.7.2 forbids,
 * U+0000, U+FEFF and U+FFFE, no page uses; they are kept out of the ranges as well. */
static void append_row(GString *ranges, guint row)
{
    guint first = row * 256 + (row == 0x00 ? ' ' : 0);
    guint last = row * 256 + (row == 0xFE ? 0xFE : row == 0xFF ? 0xFD : 0xFF);
    g_string_append_printf(ranges, "<%04X> <%04X> <%04X>\n", first, last, first);
}

/* CIDs are code points, so whole rows of 256 are mapped where one of them is used: a few ranges instead of an entry
 * for each letter. A CMap holds at most 100 entries in one block (Adobe Technical Note 5411). */
static void append_ranges(GString *cmap, const PdfCodePoints *used)
{
    g_autoptr(GString) block = g_string_new(NULL);
    guint n = 0;
    for (guint row = 0; row < 256; row++) {
        if (row == 0 || row_is_used(used, row)) {
            append_row(block, row);
            n++;
        }
        if (n == 100 || (n && row == 255)) {
            g_string_append_printf(cmap, "%u beginbfrange\n%sendbfrange\n", n, block->str);
            g_string_truncate(block, 0);
            n = 0;
        }
    }
}

static HPDF_Dict add_to_unicode(PdfObjects *objects, const PdfCodePoints *used)
{
    g_autoptr(GString) cmap =
        g_string_new("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                     "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
                     "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                     "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    append_ranges(cmap, used);
    g_string_append(cmap, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    return pdf_objects_add_stream(objects, cmap->str, cmap->len, TRUE);
}

/* ---------------------------------------------------------------------------------- the font -- */

static HPDF_Dict add_descriptor(PdfObjects *objects)
{
    g_autoptr(GByteArray) program = program_new();
    HPDF_Dict file = pdf_objects_add_stream(objects, program->data, program->len, TRUE);
    HPDF_Dict_AddNumber(file, "Length1", (HPDF_INT32)program->len);
    HPDF_Dict descriptor = pdf_objects_add_dict(objects);
    HPDF_Dict_AddName(descriptor, "Type", "FontDescriptor");
    HPDF_Dict_AddName(descriptor, "FontName", FONT_NAME);
    HPDF_Dict_AddNumber(descriptor, "Flags", 4); /* symbolic */
    HPDF_Dict_AddNumber(descriptor, "Ascent", ASCENT);
    HPDF_Dict_AddNumber(descriptor, "Descent", DESCENT);
    HPDF_Dict_AddNumber(descriptor, "CapHeight", ASCENT);
    HPDF_Dict_AddNumber(descriptor, "ItalicAngle", 0);
    HPDF_Dict_AddNumber(descriptor, "StemV", 80);
    HPDF_Array box = pdf_dict_add_array(descriptor, "FontBBox");
    HPDF_Array_AddNumber(box, 0);
    HPDF_Array_AddNumber(box, DESCENT);
    HPDF_Array_AddNumber(box, ADVANCE);
    HPDF_Array_AddNumber(box, ASCENT);
    HPDF_Dict_Add(descriptor, "FontFile2", file);
    return descriptor;
}

static HPDF_Dict add_cid_font(PdfObjects *objects, const PdfCodePoints *used)
{
    HPDF_Dict font = pdf_objects_add_dict(objects);
    HPDF_Dict_AddName(font, "Type", "Font");
    HPDF_Dict_AddName(font, "Subtype", "CIDFontType2");
    HPDF_Dict_AddName(font, "BaseFont", FONT_NAME);
    HPDF_Dict info = pdf_dict_add_dict(font, "CIDSystemInfo");
    pdf_dict_add_ascii(info, "Registry", "Adobe");
    pdf_dict_add_ascii(info, "Ordering", "Identity");
    HPDF_Dict_AddNumber(info, "Supplement", 0);
    HPDF_Dict_AddNumber(font, "DW", ADVANCE);
    HPDF_Dict_Add(font, "FontDescriptor", add_descriptor(objects));
    HPDF_Dict_Add(font, "CIDToGIDMap", add_cid_to_gid_map(objects, used));
    return font;
}

HPDF_Dict pdf_font_add(PdfObjects *objects, const PdfCodePoints *used)
{
    HPDF_Dict font = pdf_objects_add_dict(objects);
    HPDF_Dict_AddName(font, "Type", "Font");
    HPDF_Dict_AddName(font, "Subtype", "Type0");
    HPDF_Dict_AddName(font, "BaseFont", FONT_NAME);
    HPDF_Dict_AddName(font, "Encoding", "Identity-H");
    HPDF_Array_Add(pdf_dict_add_array(font, "DescendantFonts"), add_cid_font(objects, used));
    HPDF_Dict_Add(font, "ToUnicode", add_to_unicode(objects, used));
    return font;
}
