/* The time as it stands in rows and events. */
#include <time.h>

#include "index/index.h"

/* By the C library: GLib looks the time zone up anew each time, which an import of a hundred
 * thousand rows feels. strftime writes the offset as +0530; RFC 3339 wants +05:30. */
char *index_now(void)
{
    char text[40];
    struct tm local;
    time_t now = time(NULL);
    gsize length = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S%z", localtime_r(&now, &local));
    return g_strdup_printf("%.*s:%s", (int)length - 2, text, text + length - 2);
}
