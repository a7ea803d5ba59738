/* Who holds a lease: one process, told apart from every other that ever had its number.
 *
 * "HOST BOOT-ID PID START": START is field 22 of /proc/PID/stat, in clock ticks since the boot that
 * BOOT-ID names (proc(5)). A process that ended but whose parent has not noticed (Z) is dead.
 */
#include <string.h>
#include <unistd.h>

#include "index/store-private.h"

#define BOOT_ID_PATH "/proc/sys/kernel/random/boot_id"

typedef struct {
    char state;
    char start[24]; /* "": there is no such process */
} Process;

static void process_look_up(gint64 pid, Process *process)
{
    g_autofree char *path = g_strdup_printf("/proc/%" G_GINT64_FORMAT "/stat", pid);
    g_autofree char *stat = NULL;
    *process = (Process){0};
    if (!g_file_get_contents(path, &stat, NULL, NULL))
        return;
    char *name_end = strrchr(stat, ')'); /* the name may hold blanks and brackets */
    g_auto(GStrv) fields = name_end ? g_strsplit(name_end + 2, " ", -1) : NULL;
    if (!fields || g_strv_length(fields) < 20) /* fields 3 to 22 */
        return;
    process->state = fields[0][0];
    g_strlcpy(process->start, fields[19], sizeof process->start);
}

char *index_owner_boot(void)
{
    char *id = NULL;
    if (!g_file_get_contents(BOOT_ID_PATH, &id, NULL, NULL))
        return g_strdup("-");
    return g_strstrip(id);
}

char *index_owner_self(void)
{
    Process process;
    g_autofree char *boot = index_owner_boot();
    process_look_up(getpid(), &process);
    return g_strdup_printf("%s %s %ld %s", g_get_host_name(), boot, (long)getpid(), process.start);
}

/* HOST, BOOT-ID, PID and START, or NULL if this was not written by index_owner_self on this host. */
static char **owner_split_local(const char *owner)
{
    g_auto(GStrv) parts = g_strsplit(owner, " ", -1);
    gboolean is_local = g_strv_length(parts) == 4 && g_str_equal(parts[0], g_get_host_name());
    return is_local ? g_steal_pointer(&parts) : NULL;
}

gboolean index_owner_is_foreign(const char *owner)
{
    g_auto(GStrv) parts = owner_split_local(owner);
    return parts == NULL;
}

gboolean index_owner_is_dead(const char *owner)
{
    Process process;
    g_autofree char *boot = index_owner_boot();
    g_auto(GStrv) parts = owner_split_local(owner);
    if (!parts)
        return FALSE;
    if (!g_str_equal(parts[1], boot))
        return TRUE;
    process_look_up(g_ascii_strtoll(parts[2], NULL, 10), &process);
    return !g_str_equal(parts[3], process.start) || process.state == 'Z' || process.state == 'X';
}
