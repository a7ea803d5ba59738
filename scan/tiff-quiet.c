/* What libtiff complains of is kept, not printed. */
#include "scan/tiff-quiet.h"

/* Returns 1: libtiff shall not print it as well. */
G_GNUC_PRINTF(4, 0)
static int tiff_complain(TIFF *tiff, void *user_data, const char *module, const char *format,
                         va_list arguments)
{
    (void)tiff, (void)module;
    char **complaint = user_data;
    g_free(*complaint);
    *complaint = g_strdup_vprintf(format, arguments);
    return 1;
}

G_GNUC_PRINTF(4, 0)
static int tiff_ignore(TIFF *tiff, void *user_data, const char *module, const char *format,
                       va_list arguments)
{
    (void)tiff, (void)user_data, (void)module, (void)format, (void)arguments;
    return 1;
}

TIFFOpenOptions *scan_tiff_quiet_options(char **complaint)
{
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    TIFFOpenOptionsSetErrorHandlerExtR(options, tiff_complain, complaint);
    TIFFOpenOptionsSetWarningHandlerExtR(options, tiff_ignore, NULL);
    return options;
}
