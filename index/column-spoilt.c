/* What spreadsheets make of the numbers of files: dates, rounded numbers, errors. */
#include <stdlib.h>
#include <string.h>

#include "index/column.h"

static gboolean is_digits(const char *text, gsize n_digits)
{
    return strlen(text) == n_digits && strspn(text, G_CSET_DIGITS) == n_digits;
}

gboolean column_is_formula_error(const char *value)
{
    static const char *const errors[] = {"#REF!",   "#N/A",  "#NAME?", "#VALUE!",
                                         "#DIV/0!", "#NUM!", "#NULL!"};
    for (guint i = 0; i < G_N_ELEMENTS(errors); i++)
        if (g_ascii_strcasecmp(value, errors[i]) == 0)
            return TRUE;
    return FALSE;
}

static gboolean is_month(const char *text)
{
    static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                         "jul", "aug", "sep", "oct", "nov", "dec"};
    for (guint i = 0; i < G_N_ELEMENTS(months); i++)
        if (g_ascii_strcasecmp(text, months[i]) == 0)
            return TRUE;
    return FALSE;
}

static gboolean is_short_number(const char *text)
{
    gsize n = strlen(text);
    return n >= 1 && n <= 4 && is_digits(text, n);
}

/* 01-03-2012 and 2012-03-01, as a spreadsheet fills days and months up; 1-3-2012 may be an office's number. A time of day
 * may follow. */
static gboolean is_written_date(const char *value)
{
    static const gsize forms[][3] = {{2, 2, 4}, {4, 2, 2}};
    g_autofree char *date = g_strndup(value, strcspn(value, " T"));
    const char *time = value + strlen(date);
    g_auto(GStrv) parts = g_strsplit(date, "-", -1);
    if (g_strv_length(parts) != 3 || (*time && strspn(time, " T0123456789:.") != strlen(time)))
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
        gboolean fits = TRUE;
        for (guint k = 0; k < 3; k++)
            fits &= strlen(parts[k]) == forms[i][k] && is_digits(parts[k], forms[i][k]);
        int year = atoi(parts[i ? 0 : 2]), month = atoi(parts[1]), day = atoi(parts[i ? 2 : 0]);
        if (fits && g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
            return TRUE;
    }
    return FALSE;
}

/* Aug-12, 12-Aug, 12-Aug-08: what 8/12, 12/8 and 12/8/08 become. */
static gboolean is_spoilt_date(const char *value)
{
    g_auto(GStrv) parts = g_strsplit(value, "-", -1);
    guint n = g_strv_length(parts), n_months = 0, n_numbers = 0;
    for (guint i = 0; i < n; i++) {
        n_months += is_month(parts[i]);
        n_numbers += is_short_number(parts[i]);
    }
    return (n == 2 || n == 3) && n_months == 1 && n_numbers == n - 1;
}

/* 1.23E+05: digits are lost; 1E5 may be a number of an office. */
static gboolean is_spoilt_number(const char *value)
{
    char *end;
    const char *sign = strpbrk(value, "Ee");
    if (!g_ascii_isdigit(*value) || !sign || !strchr("+-", sign[1]) || !sign[1])
        return FALSE;
    g_ascii_strtod(value, &end);
    return *end == '\0';
}

const char *column_spoilt(const char *value)
{
    return is_spoilt_date(value) || is_written_date(value)
               ? "a date that a spreadsheet made of a number"
           : is_spoilt_number(value) ? "a number that a spreadsheet rounded"
           : g_str_has_prefix(value, "#") && strlen(value) > 1 &&
                   (strspn(value, "#") == strlen(value) || g_ascii_isupper(value[1]))
               ? "an error that a spreadsheet wrote"
               : NULL;
}
