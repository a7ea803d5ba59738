/* CSV by RFC 4180: commas, optional double quotes, doubled quotes inside them, line ends inside
 * them, CRLF or LF. A byte order mark is passed over. Where the first line has semicolons or tabs and no
 * comma before them, as spreadsheets write it in many countries, fields end there; Excel's own first line
 * "sep=;" says so, too. Fields are unquoted where they stand, for the
 * result is never longer. Beyond the RFC, a quote inside an unquoted field stands for itself. Text
 * behind a closing quote is a fault of that row; reading goes on at the next line.
 */
#include "index/csv.h"

#include <glib/gstdio.h>
#include <string.h>

#include "scan/scan.h"

#define FILE_BYTES_MAX (512 << 20)
#define BOM "\xef\xbb\xbf"
#define SEPARATOR "sep="

struct CsvReader {
    char *text;
    char *next; /* the zero at the end: nothing left */
    guint line;
    char delimiter;
    guint n_columns; /* of the first row; 0: it has not been read */
    GPtrArray *fields;
};

static gboolean text_is_plain(const char *path, const char *text, gsize length, GError **error)
{
    gboolean is_utf16 = g_str_has_prefix(text, "\xff\xfe") || g_str_has_prefix(text, "\xfe\xff");
    if (!is_utf16 && !memchr(text, '\0', length))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s is no CSV text in UTF-8: save it as \"CSV UTF-8\" and try again", path);
    return FALSE;
}

/* Column names have none of these in them. */
static char find_delimiter(const char *text)
{
    char first = text[strcspn(text, ",;\t\r\n")];
    return first == ';' || first == '\t' ? first : ',';
}

static void begin(CsvReader *reader)
{
    char *text = reader->text;
    if (g_str_has_prefix(text, BOM))
        text += strlen(BOM);
    reader->line = 1;
    reader->delimiter = find_delimiter(text);
    if (g_str_has_prefix(text, SEPARATOR) && text[strlen(SEPARATOR)]) {
        reader->delimiter = text[strlen(SEPARATOR)];
        text += strcspn(text, "\n");
        text += *text == '\n';
        reader->line++;
    }
    reader->next = text;
}

CsvReader *csv_reader_new(const char *path, GError **error)
{
    GStatBuf status;
    gsize length;
    g_autofree char *text = NULL;
    g_autoptr(GError) failure = NULL;
    if (g_stat(path, &status) == 0 && status.st_size > FILE_BYTES_MAX) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                    "%s is larger than %d MiB: split it into several files", path,
                    FILE_BYTES_MAX >> 20);
        return NULL;
    }
    if (!g_file_get_contents(path, &text, &length, &failure)) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO, "%s: check its name", failure->message);
        return NULL;
    }
    if (!text_is_plain(path, text, length, error))
        return NULL;
    CsvReader *reader = g_new0(CsvReader, 1);
    reader->fields = g_ptr_array_new();
    reader->text = g_steal_pointer(&text);
    begin(reader);
    return reader;
}

void csv_reader_free(CsvReader *reader)
{
    if (!reader)
        return;
    g_ptr_array_unref(reader->fields);
    g_free(reader->text);
    g_free(reader);
}

/* Ends the field that out has reached, and steps over what ends it at in. TRUE: more fields. */
static gboolean field_end(CsvReader *reader, char *in, char *out)
{
    char end = *in;
    gboolean is_crlf = end == '\r' && in[1] == '\n';
    reader->next = end ? in + 1 + is_crlf : in;
    reader->line += end == '\n' || end == '\r';
    *out = '\0';
    return end == reader->delimiter;
}

/* in: behind the opening quote; NULL if it never closes. Moves *out; returns what follows. */
static char *quoted_read(CsvReader *reader, char *in, char **out)
{
    for (;; in++) {
        if (*in == '\0')
            return NULL;
        if (*in == '"' && *++in != '"')
            return in;
        if (*in == '\r' && in[1] == '\n') /* a line end inside is one \n */
            continue;
        reader->line += *in == '\n';
        *(*out)++ = *in;
    }
}

/* Reads one field. Returns 1: more follow, 0: the row ends, -1: the quote never closes. */
static int field_read(CsvReader *reader, gboolean *is_bad)
{
    const char ends[] = {reader->delimiter, '\r', '\n', '\0'};
    char *in = reader->next, *out = in;
    g_ptr_array_add(reader->fields, out);
    if (*in == '"') {
        in = quoted_read(reader, in + 1, &out);
        if (!in)
            return -1;
        *is_bad = *in && !strchr(ends, *in);
        if (*is_bad)
            in += strcspn(in, "\r\n");
    } else {
        in += strcspn(in, ends);
        out = in;
    }
    return field_end(reader, in, out);
}

static gboolean row_is_blank(const CsvRow *row)
{
    for (guint i = 0; i < row->fields->len; i++)
        if (*(const char *)g_ptr_array_index(row->fields, i))
            return FALSE;
    return row->bad_field == 0;
}

/* "office,name,," of a table that was once wider. */
static void row_narrow(CsvReader *reader)
{
    GPtrArray *fields = reader->fields;
    while (fields->len > MAX(reader->n_columns, 1) &&
           !*g_strchug(g_ptr_array_index(fields, fields->len - 1)))
        g_ptr_array_set_size(fields, (gint)fields->len - 1);
    if (reader->n_columns == 0)
        reader->n_columns = fields->len;
}

gboolean csv_reader_next(CsvReader *reader, CsvRow *row, GError **error)
{
    do {
        gboolean is_bad = FALSE;
        int more = 1;
        if (*reader->next == '\0')
            return FALSE;
        *row = (CsvRow){.line = reader->line, .fields = reader->fields};
        g_ptr_array_set_size(reader->fields, 0);
        while (more == 1) {
            more = field_read(reader, &is_bad);
            if (is_bad && !row->bad_field)
                row->bad_field = reader->fields->len;
        }
        if (more < 0) {
            g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                        "line %u, column %u: the quote that opens here never closes: correct the "
                        "file and import it again",
                        row->line, reader->fields->len);
            return FALSE;
        }
    } while (row_is_blank(row));
    row_narrow(reader);
    return TRUE;
}
