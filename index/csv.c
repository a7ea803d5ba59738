/* CSV by RFC 4180: commas, optional double quotes, doubled quotes inside them, line ends inside
 * them, CRLF or LF. A byte order mark is passed over. Where the first line has semicolons or tabs and no
 * comma before them, as spreadsheets write it in many countries, fields end there; Excel's own first line
 * "sep=;" says so, too. Fields are unquoted where they stand, for the
 * result is never longer. Beyond the RFC, a quote inside an unquoted field stands for itself. Text
 * behind a closing quote is a fault of that row; reading goes on at the next line. A quote that never closes is one of
 * its row as well, and as nobody can tell where that ends, of all lines behind it.
 *
 * Excel's "Unicode Text" is UTF-16 with a byte order mark, and tabs between the fields.
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
    char *fault; /* of the row that was read last, or NULL */
};

/* From UTF-16, where a byte order mark says so; takes text. NULL: it is not well formed. */
static char *text_decode(char *text, gsize *length)
{
    const char *from = g_str_has_prefix(text, "\xff\xfe")   ? "UTF-16LE"
                       : g_str_has_prefix(text, "\xfe\xff") ? "UTF-16BE"
                                                            : NULL;
    if (!from)
        return text;
    char *decoded = g_convert(text + 2, (gssize)(*length - 2), "UTF-8", from, NULL, length, NULL);
    g_free(text);
    return decoded;
}

static gboolean text_is_plain(const char *path, const char *text, gsize length, GError **error)
{
    if (text && !memchr(text, '\0', length))
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
    text = text_decode(g_steal_pointer(&text), &length);
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
    g_free(reader->fault);
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

static void row_fault(CsvReader *reader, CsvRow *row, char *fault)
{
    row->bad_field = reader->fields->len;
    row->fault = reader->fault = fault;
}

/* The row reaches to the end of the file: reader->line is its last one. */
static void row_end_open(CsvReader *reader, CsvRow *row)
{
    guint n_behind = reader->line - row->line;
    const char *at = reader->next + strlen(reader->next);
    g_clear_pointer(&reader->fault, g_free);
    n_behind -= n_behind > 0 && at > reader->text && at[-1] == '\n'; /* the end of the last line */
    row_fault(reader, row,
              n_behind ? g_strdup_printf("the quote that opens here never closes, so the %u %s "
                                         "behind it are left out as well: correct the file and "
                                         "import it again",
                                         n_behind, n_behind == 1 ? "line" : "lines")
                       : g_strdup("the quote that opens here never closes: correct the file and "
                                  "import it again"));
    reader->next = (char *)at;
}

/* FALSE: its last quote never closes. */
static gboolean row_read(CsvReader *reader, CsvRow *row)
{
    int more = 1;
    *row = (CsvRow){.line = reader->line, .fields = reader->fields};
    g_ptr_array_set_size(reader->fields, 0);
    g_clear_pointer(&reader->fault, g_free);
    while (more == 1) {
        gboolean is_bad = FALSE;
        more = field_read(reader, &is_bad);
        if (is_bad && !row->bad_field)
            row_fault(reader, row,
                      g_strdup("text follows the closing quote; double the quotes inside the "
                               "value"));
    }
    if (more < 0)
        row_end_open(reader, row);
    return more == 0;
}

gboolean csv_reader_next(CsvReader *reader, CsvRow *row, GError **error)
{
    gboolean is_closed;
    do {
        if (*reader->next == '\0')
            return FALSE;
        is_closed = row_read(reader, row);
    } while (row_is_blank(row));
    if (!is_closed && reader->n_columns == 0) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "line %u, column %u: %s", row->line,
                    row->bad_field, row->fault);
        return FALSE;
    }
    row_narrow(reader);
    return TRUE;
}
