/* What may stand in the register's columns.
 *
 * Clerks type what they are used to, so values are taken in several forms and kept in one: numbers
 * and dates in the digits of any script, dates as 05/03/2008, 5-Mar-08 or 2008-03-05, with the time of day that a
 * spreadsheet puts behind them (kept as ISO 8601), names of languages, choices in any case.
 *
 * A year of two digits is the latest one that is not after this year: 08 is 2008, and 47 is 1947. That serves what was; of
 * a day to come (a deadline of the plan) the year has four.
 */
#include "index/column.h"

#include <string.h>

#include "index/nic.h"
#include "scan/scan.h"

#define TEXT_BYTES_MAX 4000
#define FILE_NO_CHARS_MAX 120
#define PAGES_MAX 99999
#define RETENTION_YEARS_MAX 10 /* C-n of CSMOP */

typedef char *(*ColumnCheck)(const char *value, GError **error);

static char *refuse(GError **error, const char *value, const char *advice)
{
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA, "\"%s\" is not possible: %s", value,
                advice);
    return NULL;
}

/* ------------------------------------------------------------------------------------ values -- */

static char *check_text(const char *value, GError **error)
{
    for (const char *next = value; *next; next++)
        if (g_ascii_iscntrl(*next) && !strchr("\t\n", *next))
            return refuse(error, value, "take out the control character");
    return g_strdup(value);
}

static char *check_file_no(const char *value, GError **error)
{
    if (!*value)
        return refuse(error, value, "every record needs its number");
    if (column_is_formula_error(value))
        return refuse(error, value,
                      "a formula of the spreadsheet failed here: write the number from the paper");
    if (strpbrk(value, "\n\t"))
        return refuse(error, value, "write the number on one line");
    if (g_utf8_strlen(value, -1) > FILE_NO_CHARS_MAX)
        return refuse(error, value, "write at most 120 characters");
    return check_text(value, error);
}

static char *check_subject(const char *value, GError **error)
{
    return *value ? check_text(value, error) : refuse(error, value, "every record needs a subject");
}

/* choices: the first is meant by "". */
static char *check_choice(const char *const *choices, const char *value, GError **error)
{
    if (!*value)
        return g_strdup(choices[0]);
    for (guint i = 0; choices[i]; i++)
        if (g_ascii_strcasecmp(choices[i], value) == 0)
            return g_strdup(choices[i]);
    g_autofree char *list = g_strjoinv(", ", (char **)choices);
    g_autofree char *advice = g_strconcat("write one of ", list, NULL);
    return refuse(error, value, advice);
}

static char *check_kind(const char *value, GError **error)
{
    static const char *const choices[] = {"file", "register", "map", NULL};
    return check_choice(choices, value, error);
}

static char *check_classification(const char *value, GError **error)
{
    static const char *const choices[] = {"Normal", "Confidential", "Secret", "Top Secret", NULL};
    return check_choice(choices, value, error);
}

static char *check_availability(const char *value, GError **error)
{
    static const char *const choices[] = {"available", "excluded", "missing", "damaged", NULL};
    return check_choice(choices, value, error);
}

static char *check_custody(const char *value, GError **error)
{
    static const char *const choices[] = {"in-room", "taken", "returned", NULL};
    return check_choice(choices, value, error);
}

static gboolean is_digits(const char *text, gsize n_digits)
{
    return strlen(text) == n_digits && strspn(text, G_CSET_DIGITS) == n_digits;
}

/* -------------------------------------------------------------------------------------- years, dates -- */

#define YEAR_MIN 1800

/* Begins with four digits. */
static gboolean year_is_possible(const char *digits)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc(); /* not local: that asks the disk */
    g_autofree char *first = g_strndup(digits, 4);
    gint64 year = g_ascii_strtoll(first, NULL, 10);
    return year >= YEAR_MIN && year <= g_date_time_get_year(now) + 1;
}

static char *refuse_year(GError **error, const char *value)
{
    return refuse(error, value, "it lies before 1800, or after next year");
}

/* 45123: days since the end of 1899, as spreadsheets count them. */
static char *refuse_days(GError **error, const char *value)
{
    g_autoptr(GDateTime) begin = g_date_time_new_utc(1899, 12, 30, 0, 0, 0);
    g_autoptr(GDateTime) day = g_date_time_add_days(begin, (gint)g_ascii_strtoll(value, NULL, 10));
    g_autofree char *date = g_date_time_format(day, "%Y-%m-%d");
    g_autofree char *advice =
        g_strdup_printf("a spreadsheet wrote %s as a number of days: make the "
                        "column a date, or Text, and save the file again",
                        date);
    return refuse(error, value, advice);
}

/* 2008, or a span: 2008-09, 2008/2009. */
static char *check_year(const char *value, GError **error)
{
    g_autofree char *ascii = index_digits_to_ascii(value);
    g_strdelimit(ascii, "/", '-');
    g_auto(GStrv) years = g_strsplit(ascii, "-", -1);
    guint n = g_strv_length(years);
    if (n > 0 && is_digits(years[0], 4) &&
        (!year_is_possible(years[0]) ||
         (n == 2 && is_digits(years[1], 4) && !year_is_possible(years[1]))))
        return refuse_year(error, value);
    if (n == 0 || (is_digits(years[0], 4) &&
                   (n == 1 || (n == 2 && (is_digits(years[1], 2) || is_digits(years[1], 4))))))
        return g_steal_pointer(&ascii);
    return refuse(error, value, "write the year with four digits, like 2008 or 2008-09");
}

/* "Mar", "march", "3": 1 to 12; 0: it is none. */
static guint64 month_read(const char *text)
{
    static const char *const months[] = {"january",   "february", "march",    "april",
                                         "may",       "june",     "july",     "august",
                                         "september", "october",  "november", "december"};
    guint64 month = 0;
    gsize length = strlen(text);
    if (g_ascii_string_to_unsigned(text, 10, 1, 12, &month, NULL))
        return month;
    for (guint i = 0; length >= 3 && i < G_N_ELEMENTS(months); i++)
        if (length <= strlen(months[i]) && g_ascii_strncasecmp(text, months[i], length) == 0)
            return i + 1;
    return 0;
}

/* 0: it is none. */
static guint64 year_read(const char *text, gboolean may_be_short)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc(); /* not local: that asks the disk */
    guint64 this_year = (guint64)g_date_time_get_year(now), year = 0;
    if (is_digits(text, 4) || (may_be_short && is_digits(text, 2)))
        g_ascii_string_to_unsigned(text, 10, 0, 9999, &year, NULL);
    if (!is_digits(text, 2) || !may_be_short)
        return year;
    year += this_year / 100 * 100;
    return year > this_year ? year - 100 : year;
}

/* "05/03/2008 00:00", "2008-03-05T10:15:00": only the day is kept. */
static void time_drop(char *date)
{
    static const char time[] = "^[ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?( ?[AP]M)?$";
    for (char *at = date; (at = strpbrk(at, " T")); at++) /* OCT has one, too */
        if (g_regex_match_simple(time, at, G_REGEX_CASELESS, 0)) {
            *at = '\0';
            return;
        }
}

static char *date_read(const char *value, gboolean may_be_short, GError **error)
{
    g_autofree char *ascii = index_digits_to_ascii(value);
    static const char advice[] = "write the date as 2008-03-05 or 05/03/2008 (day, month, year)";
    if (!*value)
        return g_strdup("");
    if (is_digits(ascii, 5))
        return refuse_days(error, value);
    time_drop(ascii);
    g_auto(GStrv) parts = g_strsplit_set(ascii, "/-. ", -1);
    if (g_strv_length(parts) != 3)
        return refuse(error, value, advice);
    gboolean is_iso = strlen(parts[0]) == 4;
    guint64 d = 0, m = month_read(parts[1]), y = year_read(parts[is_iso ? 0 : 2], may_be_short);
    if (!y || !m || !g_ascii_string_to_unsigned(parts[is_iso ? 2 : 0], 10, 1, 31, &d, NULL) ||
        !g_date_valid_dmy((GDateDay)d, (GDateMonth)m, (GDateYear)y))
        return refuse(error, value, advice);
    return g_strdup_printf("%04u-%02u-%02u", (guint)y, (guint)m, (guint)d);
}

char *column_date_check(const char *value, GError **error)
{
    return date_read(value, FALSE, error);
}

/* Of what was, or is at hand. */
static char *check_date(const char *value, GError **error)
{
    g_autofree char *date = date_read(value, TRUE, error);
    if (date && *date && !year_is_possible(date))
        return refuse_year(error, value);
    return g_steal_pointer(&date);
}

/* "1,200" is 1200; "12,14" is two numbers. */
static void thousands_join(char *ascii)
{
    char *comma = strchr(ascii, ',');
    if (comma && comma > ascii && strlen(comma + 1) == 3 && is_digits(comma + 1, 3))
        memmove(comma, comma + 1, strlen(comma));
}

static char *check_pages(const char *value, GError **error)
{
    g_autofree char *ascii = index_digits_to_ascii(value);
    guint64 pages;
    thousands_join(ascii);
    if (!*value)
        return g_strdup("");
    if (!g_ascii_string_to_unsigned(ascii, 10, 0, PAGES_MAX, &pages, NULL))
        return refuse(error, value, "write a whole number of pages up to 99999, or nothing");
    return g_strdup_printf("%" G_GUINT64_FORMAT, pages);
}

/* A and B are kept for ever, C-n for n years. */
static char *check_retention(const char *value, GError **error)
{
    g_autofree char *ascii = index_digits_to_ascii(value);
    g_autofree char *upper = g_ascii_strup(ascii, -1);
    guint64 years;
    if (g_str_equal(upper, "") || g_str_equal(upper, "A") || g_str_equal(upper, "B"))
        return g_steal_pointer(&upper);
    const char *number = upper + 1 + (upper[1] == '-');
    if (upper[0] != 'C' ||
        !g_ascii_string_to_unsigned(number, 10, 1, RETENTION_YEARS_MAX, &years, NULL))
        return refuse(error, value, "write A, B or C-1 to C-10");
    return g_strdup_printf("C-%" G_GUINT64_FORMAT, years);
}

/* Tesseract's name of a language that people write in another way. */
static const char *language_model(const char *name)
{
    static const struct {
        const char *model, *names[4];
    } languages[] = {
        {"eng", {"eng", "en", "english"}},
        {"hin", {"hin", "hi", "hindi"}},
        {"urd", {"urd", "ur", "urdu"}},
        {"lus", {"lus", "mizo", "lushai"}},
        {"pan", {"pan", "pa", "punjabi", "panjabi"}},
    };
    for (guint i = 0; i < G_N_ELEMENTS(languages); i++)
        for (guint j = 0; j < G_N_ELEMENTS(languages[i].names) && languages[i].names[j]; j++)
            if (g_ascii_strcasecmp(languages[i].names[j], name) == 0)
                return languages[i].model;
    gboolean is_model = strlen(name) == 3 && strspn(name, G_CSET_a_2_z) == 3;
    return is_model || g_str_has_prefix(name, "script/") ? name : NULL;
}

static char *check_language(const char *value, GError **error)
{
    g_auto(GStrv) names = g_strsplit_set(value, "+,; ", -1);
    GString *models = g_string_new(NULL);
    for (guint i = 0; names[i]; i++) {
        const char *model = *names[i] ? language_model(names[i]) : "";
        if (!model) {
            g_string_free(models, TRUE);
            return refuse(error, value, "write languages like eng+hin+urd+pan");
        }
        if (*model)
            g_string_append_printf(models, "%s%s", models->len ? "+" : "", model);
    }
    return g_string_free(models, FALSE);
}

/* ------------------------------------------------------------------------------------- table -- */

static const struct {
    const char *name;
    ColumnCheck check;
    gboolean is_number, is_handed_over;
} columns[N_COLUMNS] = {
    [COLUMN_FILE_NO] = {"file_no", check_file_no, FALSE, TRUE},
    [COLUMN_SUBJECT] = {"subject", check_subject, FALSE, TRUE},
    [COLUMN_KIND] = {"kind", check_kind, FALSE, TRUE},
    [COLUMN_SECTION] = {"section", check_text, FALSE, TRUE},
    [COLUMN_CATEGORY] = {"category", check_text, FALSE, TRUE},
    [COLUMN_SUB_CATEGORY] = {"sub_category", check_text, FALSE, TRUE},
    [COLUMN_YEAR] = {"year", check_year, FALSE, TRUE},
    [COLUMN_CLASSIFICATION] = {"classification", check_classification, FALSE, TRUE},
    [COLUMN_RETENTION] = {"retention", check_retention, FALSE, TRUE},
    [COLUMN_LANGUAGE] = {"language", check_language, FALSE, TRUE},
    [COLUMN_OPENED] = {"opened", check_date, FALSE, TRUE},
    [COLUMN_CLOSED] = {"closed", check_date, FALSE, TRUE},
    [COLUMN_NOTE_PAGES] = {"note_pages", check_pages, TRUE, TRUE},
    [COLUMN_CORRESPONDENCE_PAGES] = {"correspondence_pages", check_pages, TRUE, TRUE},
    [COLUMN_PRIORITY] = {"priority", check_text, FALSE, FALSE},
    [COLUMN_LOCATION] = {"location", check_text, FALSE, FALSE},
    [COLUMN_COMPUTER_NO] = {"computer_no", check_text, FALSE, FALSE},
    [COLUMN_PREVIOUS_REF] = {"previous_ref", check_text, FALSE, TRUE},
    [COLUMN_LATER_REF] = {"later_ref", check_text, FALSE, TRUE},
    [COLUMN_REMARKS] = {"remarks", check_text, FALSE, TRUE},
    [COLUMN_AVAILABILITY] = {"availability", check_availability, FALSE, FALSE},
    [COLUMN_CUSTODY] = {"custody", check_custody, FALSE, FALSE},
};

const char *column_name(ColumnId id)
{
    return columns[id].name;
}

ColumnId column_find(const char *name)
{
    ColumnId id = 0;
    while (id < N_COLUMNS && !g_str_equal(columns[id].name, name))
        id++;
    return id;
}

char *column_names(guint n)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < n; i++)
        g_string_append_printf(names, "%s%s", i ? ", " : "", columns[i].name);
    return g_string_free(names, FALSE);
}

gboolean column_is_number(ColumnId id)
{
    return columns[id].is_number;
}

gboolean column_is_handed_over(ColumnId id)
{
    return columns[id].is_handed_over;
}

/* Trimmed, and NFC; NULL if it is no UTF-8. */
static char *value_clean(const char *value)
{
    if (g_str_is_ascii(value))
        return g_strstrip(g_strdup(value));
    char *composed = g_utf8_normalize(value, -1, G_NORMALIZE_NFC);
    return composed ? g_strstrip(composed) : NULL;
}

char *column_check(ColumnId id, const char *value, GError **error)
{
    g_autofree char *clean = value_clean(value);
    if (!clean) {
        g_autofree char *shown = g_utf8_make_valid(value, -1);
        return refuse(error, shown, "the text is not UTF-8; save the file as \"CSV UTF-8\"");
    }
    if (strlen(clean) > TEXT_BYTES_MAX) {
        g_autofree char *start = g_utf8_substring(clean, 0, 40);
        return refuse(error, start, "the text goes on for too long");
    }
    return columns[id].check(clean, error);
}
