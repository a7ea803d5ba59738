/* The time as it stands in rows and events. */
#include <time.h>

#include "index/jump.h"

/* By the C library: GLib looks the time zone up anew each time, which an import of a hundred
 * thousand rows feels. strftime writes the offset as +0530; RFC 3339 wants +05:30. */
char *index_time_text(gint64 at_s)
{
    char text[40];
    struct tm local;
    time_t at = at_s;
    gsize length = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S%z", localtime_r(&at, &local));
    return g_strdup_printf("%.*s:%s", (int)length - 2, text, text + length - 2);
}

char *index_now(void)
{
    return index_time_text(time(NULL));
}
