/* What verify found, line by line. */
#include "index/verify.h"

#include <string.h>

void index_verify_report_clear(VerifyReport *report)
{
    g_clear_pointer(&report->problems, g_ptr_array_unref);
    g_clear_pointer(&report->notes, g_ptr_array_unref);
    g_clear_pointer(&report->mended, g_ptr_array_unref);
    g_clear_pointer(&report->taken, g_ptr_array_unref);
    g_free(report->seed);
    g_free(report->began_at);
    *report = (VerifyReport){0};
}

const char *verify_gone_advice(const Verify *verify, const char *unit)
{
    return g_hash_table_contains(verify->orphaned, unit)
               ? "other rows name it, so put it back as it was: " VERIFY_ADVICE
               : VERIFY_ADVICE_ROW;
}

void verify_problems_drop(VerifyReport *report, const char *label)
{
    gsize n = strlen(label);
    for (guint i = report->problems->len; i > 0; i--) {
        const char *problem = report->problems->pdata[i - 1];
        if (strncmp(problem, label, n) == 0 && g_str_has_prefix(problem + n, ": "))
            g_ptr_array_remove_index(report->problems, i - 1);
    }
}

void verify_problem_add(VerifyReport *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(report->problems, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void verify_file_problem_add(Verify *verify, char *text)
{
    if (g_hash_table_contains(verify->earlier, text))
        g_free(text);
    else
        g_ptr_array_add(verify->report->problems, text);
}
