/* The register: what an import takes, refuses and changes; how records are found. */
#include <string.h>

#include "index/store-private.h"
#include "tests/index/sample.h"

static void import(Sample *sample, const char *csv, RegisterReport *report, GError **error)
{
    g_autofree char *path = g_build_filename(sample->root, "in.csv", NULL);
    g_assert_true(g_file_set_contents(path, csv, -1, NULL));
    index_register_import(sample->store, path, FALSE, report, error);
}

static void test_import(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *name, *csv;
        guint added, changed, unchanged;
        const char *problem; /* of the only one, if any */
    } cases[] = {
        {"bom, crlf, quoted line ends",
         "\xef\xbb\xbf"
         "file_no,subject,remarks\r\n\"N-1\",\"a \"\"b\"\", c\",\"one\r\ntwo\"\r\n",
         1, 0, 0, NULL},
        {"the same again", "file_no,subject,remarks\nN-1,\"a \"\"b\"\", c\",\"one\ntwo\"\n", 0, 0,
         1, NULL},
        {"a changed row", "file_no,subject\nN-1,other\n", 0, 1, 0, NULL},
        {"trailing empty fields left out, blank lines",
         "file_no,subject,remarks\n\nN-1,other\n,,\n", 0, 1, 0, NULL},
        {"dates and digits of any script",
         "file_no,subject,opened,closed,note_pages,year\n"
         "N-2,s,05/03/2008,२००९-०१-३१,१२,۲۰۰۸\n"
         "N-2,s,2008-03-05,31.1.2009,12,2008-09\n",
         2, 0, 0, NULL},
        {"a changed row of a record that expects pages",
         "file_no,subject,year,correspondence_pages\nN-2,other,2008,7\n", 0, 1, 0, NULL},
        {"a first row as people write it, and thousands",
         " File No. ,SUBJECT,Note-pages,correspondence "
         "pages,Year\nN-2,s,\"1,200\",\"१०,०००\",2008\n",
         0, 1, 0, NULL},
        {"two numbers of pages", "file_no,subject,note_pages\nN-2,s,\"12,14\"\n", 0, 0, 0,
         "in.csv:2: column note_pages: \"12,14\" is not possible: write a whole number of pages up "
         "to 99999, or nothing"},
        {"a formula that failed", "file_no,subject\n#REF!,s\n", 0, 0, 0,
         "in.csv:2: column file_no: \"#REF!\" is not possible: a formula of the spreadsheet failed "
         "here: write the number from the paper"},
        {"a date that is none", "file_no,subject,opened\nN-3,s,30/02/2008\n", 0, 0, 0,
         "in.csv:2: column opened: \"30/02/2008\" is not possible: write the date as 2008-03-05 or "
         "05/03/2008 (day, month, year)"},
        {"a date as a number of days", "file_no,subject,opened\nN-3,s,39512\n", 0, 0, 0,
         "in.csv:2: column opened: \"39512\" is not possible: a spreadsheet wrote 2008-03-05 as a "
         "number of days: make the column a date, or Text, and save the file again"},
        {"a year to come", "file_no,subject,year\nN-3,s,9999\n", 0, 0, 0,
         "in.csv:2: column year: \"9999\" is not possible: it lies before 1800, or after next "
         "year"},
        {"a span that began too early", "file_no,subject,year\nN-3,s,1799-1801\n", 0, 0, 0,
         "in.csv:2: column year: \"1799-1801\" is not possible: it lies before 1800, or after next "
         "year"},
        {"closed before it was opened",
         "file_no,subject,opened,closed\nN-3,s,2009-01-02,2009-01-01\n", 0, 0, 0,
         "in.csv:2: column closed: 2009-01-01 lies before the day it was opened, 2009-01-02: were "
         "day "
         "and month exchanged?"},
        {"a two-digit year", "file_no,subject,year\nN-3,s,08\n", 0, 0, 0,
         "in.csv:2: column year: \"08\" is not possible: write the year with four digits, like "
         "2008 or 2008-09"},
        {"no subject", "file_no,subject\nN-4,ok\nN-3, \n", 1, 0, 0,
         "in.csv:3: column subject: \"\" is not possible: every record needs a subject"},
        {"a comma too many", "file_no,subject\nN-3,a,b\n", 0, 0, 0,
         "in.csv:2: column 3: the first row has only 2 columns; put quotes around values that hold "
         "commas"},
        {"text behind a quote, next line read", "file_no,subject\nN-3,\"a\"b,c\nN-4,ok\n", 0, 0, 1,
         "in.csv:2: column 2: text follows the closing quote; double the quotes inside the value"},
        {"the line of a row after quoted line ends",
         "file_no,subject,kind\nN-4,\"ok\n\n\",file\nN-3,s,box\n", 0, 0, 1,
         "in.csv:5: column kind: \"box\" is not possible: write one of file, register, map"},
        {"not UTF-8", "file_no,subject\nN-3,caf\xe9\n", 0, 0, 0,
         "in.csv:2: column subject: \"caf\xef\xbf\xbd\" is not possible: the text is not UTF-8; "
         "save "
         "the file as \"CSV UTF-8\""},
        {"twice in one file", "file_no,subject\nN-4,ok\nN-4,other\n", 0, 0, 1,
         "in.csv:3: column file_no: N-4 of the same year stands in line 2 already; remove one"},
        {"several years, none given", "file_no,subject\nN-2,s\n", 0, 0, 0,
         "in.csv:2: column file_no: N-2 stands in the register with several years; add the column "
         "year"},
        {"semicolons, a quoted one, a line end in quotes, CRLF, a byte order mark",
         "\xef\xbb\xbf"
         "file_no;subject;opened\r\nS-1;\"a; b, c\r\nd\";5/3/2008\r\n",
         1, 0, 0, NULL},
        {"the same with commas", "file_no,subject,opened\nS-1,\"a; b, c\nd\",2008-03-05\n", 0, 0, 1,
         NULL},
        {"Excel says so", "sep=;\r\nfile_no;subject\r\nS-2;a, b\r\n", 1, 0, 0, NULL},
        {"tabs, and the line that is at fault", "file_no\tsubject\tkind\nS-3\ta, b\tsack\n", 0, 0,
         0, "in.csv:2: column kind: \"sack\" is not possible: write one of file, register, map"},
        {"nothing of a number is left", "file_no,subject\n---,s\n", 0, 0, 0,
         "in.csv:2: \"---\" is not possible: e-Office knows it only with a letter or digit, and no "
         "longer than 200"},
        {"words for choices, languages, retention",
         "File_No,subject,classification,language,retention,kind\n"
         "N-5,s,top SECRET,\"English, Hindi; urd\",c3,MAP\n",
         1, 0, 0, NULL},
        {"an open quote in the last line", "file_no,subject\nN-6,ok\nN-7,\"never\n", 1, 0, 0,
         "in.csv:3: column 2: the quote that opens here never closes: correct the file and import "
         "it again"},
        {"one without a line end", "file_no,subject\nN-6,ok\nN-7,\"never", 0, 0, 1,
         "in.csv:3: column 2: the quote that opens here never closes: correct the file and import "
         "it again"},
        {"an open quote before others", "file_no,subject\nN-6,ok\nN-7,\"never\nN-8,s\nN-9,s\n", 0,
         0, 1,
         "in.csv:3: column 2: the quote that opens here never closes, so the 2 lines behind it are "
         "left out as well: correct the file and import it again"},
        {"dates as spreadsheets show them",
         "file_no,subject,opened,closed\nD-1,s,3/5/08,5-Mar-09\n"
         "D-2,s,05/03/2008 00:00,2009-01-31T00:00:00\nD-3,s,1.2.47,2 february 1950\n"
         "D-4,s,05-OCT-2008 12:00:00 AM,\n",
         4, 0, 0, NULL},
        {"how these are kept",
         "file_no,subject,opened,closed\nD-1,s,2008-05-03,2009-03-05\n"
         "D-2,s,2008-03-05,2009-01-31\nD-3,s,1947-02-01,1950-02-02\nD-4,s,2008-10-05,\n",
         0, 0, 4, NULL},
        {"a day that is none", "file_no,subject,opened\nD-5,s,31-Feb-08\n", 0, 0, 0,
         "in.csv:2: column opened: \"31-Feb-08\" is not possible: write the date as 2008-03-05 or "
         "05/03/2008 (day, month, year)"},
        {"a month that is none", "file_no,subject,opened\nD-5,s,5-Ma-08\n", 0, 0, 0,
         "in.csv:2: column opened: \"5-Ma-08\" is not possible: write the date as 2008-03-05 or "
         "05/03/2008 (day, month, year)"},
        {"no time of day", "file_no,subject,opened\nD-5,s,5/3/2008 noon\n", 0, 0, 0,
         "in.csv:2: column opened: \"5/3/2008 noon\" is not possible: write the date as "
         "2008-03-05 or 05/03/2008 (day, month, year)"},
        {"without years", "file_no,subject\nY-1,s\nY-2,s\n", 2, 0, 0, NULL},
        {"the year that was filled in", "file_no,subject,year\nY-1,s,2008\n", 0, 1, 0, NULL},
        {"another file of that number", "file_no,subject,year\nY-2,ration card,2010\n", 1, 0, 0,
         NULL},
        {"once", "file_no,subject,year\nY-1,s,2008\nY-1,s,2009\n", 1, 0, 1, NULL},
        {"two years for one that had none", "file_no,subject,year\nY-2,s,2008\nY-2,s,2009\n", 2, 0,
         0, NULL},
        {"it stands there without one as well", "file_no,subject,year\nY-3,s,\n", 1, 0, 0, NULL},
        {"and is kept", "file_no,subject,year\nY-3,s,\nY-3,s,2008\n", 1, 0, 1, NULL},
        {"their kept forms",
         "file_no,subject,classification,language,retention,kind\n"
         "N-5,s,Top Secret,eng+hin+urd,C-3,map\n",
         0, 0, 1, NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        RegisterReport report = {0};
        g_test_message("%s", cases[i].name);
        import(sample, cases[i].csv, &report, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(report.problems->len ? g_ptr_array_index(report.problems, 0) : NULL, ==,
                        cases[i].problem);
        g_assert_cmpuint(report.problems->len, ==, report.refused);
        g_assert_cmpuint(report.added, ==, cases[i].added);
        g_assert_cmpuint(report.changed, ==, cases[i].changed);
        g_assert_cmpuint(report.unchanged, ==, cases[i].unchanged);
        index_register_report_clear(&report);
    }
}

/* Excel's "Unicode Text", and what other programs make of it. */
static void test_import_utf16(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const forms[] = {"UTF-16LE", "UTF-16BE"};
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_autoptr(GError) error = NULL;
        gsize length;
        RegisterReport report = {0};
        g_autofree char *path = g_build_filename(sample->root, "in.txt", NULL);
        g_autofree char *bytes =
            g_convert("\xef\xbb\xbf"
                      "file_no\tsubject\topened\r\nU-1\t\"दाखिल, खारिज\"\t5/3/2008\r\n",
                      -1, forms[i], "UTF-8", NULL, &length, &error);
        g_assert_no_error(error);
        g_assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
        g_assert_true(index_register_import(sample->store, path, FALSE, &report, &error));
        g_assert_no_error(error);
        g_assert_cmpuint(report.refused, ==, 0);
        g_assert_cmpuint(report.added, ==, i == 0);
        g_assert_cmpuint(report.unchanged, ==, i == 1);
        index_register_report_clear(&report);
    }
    g_autoptr(Record) record = index_record_load(sample->store, "U-1", NULL);
    g_assert_cmpstr(record->subject, ==, "दाखिल, खारिज");
}

static void test_import_refused(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *name, *csv;
        MuhafizError code;
        const char *says;
    } cases[] = {
        {"unknown column", "file_no,subject,colour\nX,s,red\n", MUHAFIZ_ERROR_USAGE, "\"colour\""},
        {"no subject", "file_no\nX\n", MUHAFIZ_ERROR_USAGE, "\"subject\""},
        {"a column twice", "file_no,subject,file_no\nX,s,Y\n", MUHAFIZ_ERROR_USAGE, "twice"},
        {"empty", "", MUHAFIZ_ERROR_USAGE, "empty"},
        {"an open quote", "file_no,\"subject\nX,s\n", MUHAFIZ_ERROR_DATA, "line 1, column 2"},
        {"UTF-16",
         "\xff\xfe"
         "f",
         MUHAFIZ_ERROR_DATA, "CSV UTF-8"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        RegisterReport report = {0};
        g_test_message("%s", cases[i].name);
        import(sample, cases[i].csv, &report, &error);
        g_assert_error(error, MUHAFIZ_ERROR, (int)cases[i].code);
        g_assert_nonnull(strstr(error->message, cases[i].says));
        g_assert_null(index_record_load(sample->store, "X", NULL)); /* nothing went in */
    }
}

/* A line at fault keeps all others out, too, where that is asked for. */
static void test_all_or_nothing(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    RegisterReport report = {0};
    g_autofree char *path = g_build_filename(sample->root, "all.csv", NULL);
    g_file_set_contents(path, "file_no,subject,kind\nT-1,s,file\nT-2,s,sack\n", -1, NULL);
    g_assert_true(index_register_import(sample->store, path, TRUE, &report, &error));
    g_assert_cmpuint(report.refused, ==, 1);
    g_assert_cmpuint(report.added, ==, 0);
    g_assert_null(index_record_load(sample->store, "T-1", NULL));
    index_register_report_clear(&report);
    g_file_set_contents(path, "file_no,subject,kind\nT-1,s,file\nT-2,s,map\n", -1, NULL);
    g_assert_true(index_register_import(sample->store, path, TRUE, &report, &error));
    g_assert_cmpuint(report.added, ==, 2);
    index_register_report_clear(&report);
}

static char *nic_of(Sample *sample, const char *file_no)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Record) record = index_record_load(sample->store, file_no, &error);
    g_assert_no_error(error);
    return g_strdup(record->nic_no);
}

static void test_nic(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *file_no, *nic_no, *folder;
    } cases[] = {
        {"A-21001(3)/5/2008/DFG", "A-21001(3)/5/2008/DFG", "fl-A-21001(3)_5_2008_DFG"},
        {"a-21001(3)/5/2008/dfg", "a-21001(3)/5/2008/dfg-2", "fl-a-21001(3)_5_2008_dfg-2"},
        {" 12 / 34 : Estt. ", "12-/-34-Estt", "fl-12-_-34-Estt"},
        {"--/7_8\\9/--", "7-8-9", "fl-7-8-9"},
        {"राजस्व/१२/२०१९", "rajasva/12/2019", "fl-rajasva_12_2019"},
        {"انتقال ۱۲/۲۰۰۸", NULL, NULL}, /* letters as ICU has them, the rest fixed */
        {"ਫਰਦ-੧੨", NULL, NULL},
        {"Ṭâwn—7", "Tawn-7", "fl-Tawn-7"},
    };
    static const char allowed[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "()-/";
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        RegisterReport report = {0};
        g_autoptr(GError) error = NULL;
        g_autofree char *csv = g_strdup_printf("file_no,subject\n\"%s\",s\n", cases[i].file_no);
        import(sample, csv, &report, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(report.added, ==, 1);
        g_autofree char *kept = g_strstrip(g_strdup(cases[i].file_no));
        g_autofree char *nic = nic_of(sample, kept);
        g_autofree char *folder = index_record_folder(nic);
        g_autofree char *by_folder = nic_of(sample, folder);
        g_assert_cmpstr(by_folder, ==, nic);
        g_assert_cmpuint(strspn(nic, allowed), ==, strlen(nic));
        g_assert_true(strpbrk(nic, G_CSET_a_2_z G_CSET_A_2_Z) || cases[i].nic_no);
        if (cases[i].nic_no) {
            g_assert_cmpstr(nic, ==, cases[i].nic_no);
            g_assert_cmpstr(folder, ==, cases[i].folder);
        }
        index_register_report_clear(&report);
    }
}

static void test_find(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    RegisterReport report = {0};
    import(sample, "file_no,subject,year\nD-1,first,2008\nD-1,second,2009\n", &report, &error);
    index_register_report_clear(&report);
    g_assert_no_error(error);

    g_assert_null(index_record_load(sample->store, "D-1", &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, "fl-D-1 (year 2008), fl-D-1-2 (year 2009)"));
    g_clear_error(&error);

    static const struct {
        const char *number, *subject;
    } cases[] = {{"fl-D-1", "first"}, {"fl-d-1-2", "second"}, {"d-1-2", "second"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Record) record = index_record_load(sample->store, cases[i].number, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(record->subject, ==, cases[i].subject);
    }
    g_assert_null(index_record_load(sample->store, "D-9", &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

/* A cover sheet holds nic_no, which may be the file_no of another record, or of several years. */
static void test_find_nic(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    RegisterReport report = {0};
    import(sample,
           "file_no,subject,year\nE 1/2008,spaced,\nE-1/2008,dashed,\n"
           "D-1,first,2008\nD-1,second,2009\n",
           &report, &error);
    index_register_report_clear(&report);
    g_assert_no_error(error);
    static const struct {
        const char *nic_no, *subject;
    } cases[] = {{"E-1/2008", "spaced"},
                 {"E-1/2008-2", "dashed"},
                 {"D-1", "first"},
                 {"D-1-2", "second"},
                 {"d-1-2", "second"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Record) record = index_record_load_nic(sample->store, cases[i].nic_no, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(record->subject, ==, cases[i].subject);
    }
    g_assert_null(index_record_load_nic(sample->store, "E 1/2008", &error)); /* a file_no */
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

static void test_set(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *key, *value;
        int code; /* -1: it is set */
    } cases[] = {
        {"subject", "Another subject", -1},
        {"custody", "taken", MUHAFIZ_ERROR_USAGE}, /* slips do that */
        {"availability", "missing", -1},
        {"availability", "available", -1},
        {"kind", "register", -1},
        {"kind", "file", -1},
        {"note_pages", "", -1},
        {"note_pages", "-1", MUHAFIZ_ERROR_DATA},
        {"colour", "red", MUHAFIZ_ERROR_USAGE},
        {"availability", "lost", MUHAFIZ_ERROR_DATA},
        {"year", "1799", MUHAFIZ_ERROR_DATA},
        {"closed", "2008-03-05", -1},
        {"opened", "2008-03-06", MUHAFIZ_ERROR_DATA},
        {"opened", "1799-12-31", MUHAFIZ_ERROR_DATA},
        {"file_no", "Z", -1}, /* it has no pages; the old number goes on finding it */
        {"opened", "2008-03-05", -1},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        gboolean ok = sample_set(sample, "A-12/2008", cases[i].key, cases[i].value, &error);
        g_test_message("%s=%s: %s", cases[i].key, cases[i].value, error ? error->message : "set");
        g_assert_cmpint(ok, ==, cases[i].code < 0);
        g_assert_cmpint(error ? error->code : -1, ==, cases[i].code);
    }
}

/* Several values are set in one act, or none of them. */
static void test_set_several(Sample *sample, gconstpointer data)
{
    (void)data;
    static const RecordValue good[] = {{"section", "Relief"}, {"availability", "damaged"}};
    static const RecordValue bad[] = {{"section", "Settlement"}, {"availability", "lost"}};
    g_autoptr(GError) error = NULL;
    char hash[SCAN_SHA256_SIZE];
    gint64 before, after;
    g_assert_true(index_event_head(sample->store, &before, hash, NULL));
    g_assert_true(index_record_set(sample->store, "A-12/2008", good, 2, NULL, &error));
    g_assert_false(index_record_set(sample->store, "A-12/2008", bad, 2, NULL, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_assert_nonnull(strstr(error->message, "A-12/2008: availability: "));
    g_assert_true(index_event_head(sample->store, &after, hash, NULL));
    g_assert_cmpint(after, ==, before + 2); /* record.changed and record.damaged */
    g_autoptr(Record) record = index_record_load(sample->store, "A-12/2008", NULL);
    g_assert_cmpstr(record->section, ==, "Relief");
}

/* A record that has pages keeps its kind. */
static void test_set_kind(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    sample_make_ready(sample);
    g_assert_false(sample_set(sample, "A-12/2008", "kind", "map", &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
}

/* Ten thousand rows, and again: one event for each new record, none for the second time. */
static void test_import_large(Sample *sample, gconstpointer data)
{
    (void)data;
    guint n_rows = g_test_perf() ? 100000 : 10000;
    GString *csv = g_string_new("file_no,subject,year,note_pages,correspondence_pages\n");
    for (guint i = 0; i < n_rows; i++)
        g_string_append_printf(csv, "राजस्व/%u/2008,\"Mutation, khasra %u\",2008,2,%u\n", i, i,
                               i % 90);
    for (guint again = 0; again < 2; again++) {
        RegisterReport report = {0};
        g_autoptr(GError) error = NULL;
        g_test_timer_start();
        import(sample, csv->str, &report, &error);
        g_assert_no_error(error);
        g_test_minimized_result(g_test_timer_elapsed(), "%u rows, %s", n_rows,
                                again ? "again" : "new");
        g_assert_cmpuint(again ? report.unchanged : report.added, ==, n_rows);
        index_register_report_clear(&report);
    }
    g_string_free(csv, TRUE);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/register/import", test_import},
        {"/register/refused", test_import_refused},
        {"/register/utf-16", test_import_utf16},
        {"/register/all-or-nothing", test_all_or_nothing},
        {"/register/nic", test_nic},
        {"/register/find", test_find},
        {"/register/find-nic", test_find_nic},
        {"/register/set", test_set},
        {"/register/set-kind", test_set_kind},
        {"/register/set-several", test_set_several},
        {"/register/large", test_import_large},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, sample_setup, tests[i].test, sample_teardown);
    return g_test_run();
}
