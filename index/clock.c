/* The time as it stands in rows and events. */
#include "index/index.h"

char *index_now(void)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    return g_date_time_format(now, "%Y-%m-%dT%H:%M:%S%:z");
}
