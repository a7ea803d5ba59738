/* nic_no, the e-Office form of a file number.
 *
 * NIC's guidelines for migration (2013) allow a-z A-Z 0-9 ( ) - /. So digits of any script become
 * ASCII, other letters are transliterated (ICU, "Any-Latin; Latin-ASCII", which writes ain and hamza
 * as ' : left out), every other run of characters becomes one -, and no - or / stands at the ends.
 * The rule loses distinctions: register.c adds -2, -3 and so on where the form is taken.
 */
#include "index/nic.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "scan/scan.h"

#define NIC_UTF16_MAX 1024 /* of the transliterated text; file numbers are much shorter */

struct NicWriter {
    UTransliterator *latin;
};

NicWriter *index_nic_writer_new(GError **error)
{
    static const UChar id[] = u"Any-Latin; Latin-ASCII";
    UErrorCode status = U_ZERO_ERROR;
    UTransliterator *latin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    if (U_FAILURE(status)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                    "ICU cannot transliterate (%s): install libicu again", u_errorName(status));
        return NULL;
    }
    NicWriter *writer = g_new(NicWriter, 1);
    writer->latin = latin;
    return writer;
}

void index_nic_writer_free(NicWriter *writer)
{
    if (!writer)
        return;
    utrans_close(writer->latin);
    g_free(writer);
}

char *index_digits_to_ascii(const char *text)
{
    GString *ascii = g_string_new(NULL);
    for (const char *next = text; *next; next = g_utf8_next_char(next)) {
        gunichar c = g_utf8_get_char(next);
        gint32 digit = u_charDigitValue((UChar32)c);
        if (digit >= 0)
            g_string_append_c(ascii, (char)('0' + digit));
        else
            g_string_append_unichar(ascii, c);
    }
    return g_string_free(ascii, FALSE);
}

/* NULL if it is too long or ICU fails; what stays foreign is dropped by the caller. */
static char *to_latin(NicWriter *writer, const char *text)
{
    UChar utf16[NIC_UTF16_MAX];
    char utf8[NIC_UTF16_MAX * 3];
    int32_t length = 0;
    UErrorCode status = U_ZERO_ERROR;
    if (g_str_is_ascii(text))
        return g_strdup(text);
    u_strFromUTF8(utf16, NIC_UTF16_MAX, &length, text, -1, &status);
    int32_t limit = length;
    utrans_transUChars(writer->latin, utf16, &length, NIC_UTF16_MAX, 0, &limit, &status);
    u_strToUTF8(utf8, sizeof utf8, NULL, utf16, length, &status);
    return U_FAILURE(status) ? NULL : g_strdup(utf8);
}

char *index_nic_write(NicWriter *writer, const char *file_no)
{
    static const char allowed[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "()/";
    /* first, for transliteration spells the digits of some scripts out */
    g_autofree char *digits = index_digits_to_ascii(file_no);
    g_autofree char *latin = to_latin(writer, digits);
    g_autoptr(GString) nic = g_string_new(NULL);
    for (const char *next = latin; next && *next; next++) {
        if (strchr(allowed, *next))
            g_string_append_c(nic, *next);
        else if (nic->len && nic->str[nic->len - 1] != '-' && *next != '\'')
            g_string_append_c(nic, '-');
    }
    while (nic->len && strchr("-/", nic->str[nic->len - 1]))
        g_string_truncate(nic, nic->len - 1);
    g_string_erase(nic, 0, (gssize)strspn(nic->str, "-/"));
    gboolean has_sign = strpbrk(nic->str, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS) != NULL;
    return has_sign ? g_strdup(nic->str) : NULL;
}
