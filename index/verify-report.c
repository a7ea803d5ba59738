/* What verify found, line by line. */
#include "index/verify.h"

void index_verify_report_clear(VerifyReport *report)
{
    g_clear_pointer(&report->problems, g_ptr_array_unref);
    g_clear_pointer(&report->mended, g_ptr_array_unref);
    g_free(report->seed);
    g_free(report->began_at);
    *report = (VerifyReport){0};
}

void verify_problem_add(VerifyReport *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(report->problems, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}
