#include "tests/batch/room-kill.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define PAGE_MS 15 /* of the stand-in's mechanics, so that there is something to disturb */

static pid_t command_pid(const Room *room)
{
    const char *text = g_subprocess_get_identifier(room->command);
    return text ? (pid_t)atoi(text) : 0; /* NULL: it has ended */
}

/* The first child of a process, 0 if it has none. */
static pid_t child_pid(pid_t parent)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/task/%d/children", parent, parent);
    g_autofree char *text = NULL;
    return g_file_get_contents(path, &text, NULL, NULL) ? (pid_t)atoi(text) : 0;
}

static void victim_kill(const Room *room, gboolean worker)
{
    pid_t parent = command_pid(room);
    pid_t victim = worker && parent ? child_pid(parent) : parent;
    if (victim > 0)
        kill(victim, SIGKILL);
}

/* With the feeder empty: takes in what had come before the end, and says how far the batch is. */
static void batch_look(Room *room)
{
    room_scanner_tell(room, "unload=1");
    room_scan_start(room, TRUE, NULL);
    room_scan_wait(room);
}

static char *batch_finish(Room *room)
{
    batch_look(room);
    guint kept = room_sheets_kept(room);
    if (kept == room->sheets)
        return NULL;
    gboolean anew = room->status == 2; /* no batch had been opened */
    if (room->status != 1 && !(anew && kept == 0))
        return g_strdup_printf("a look at the batch ends with %d: %s", room->status, room->err);
    g_autofree char *order = g_strdup_printf("load=%u", kept + 1);
    room_scanner_tell(room, order);
    room_scan_start(room, !anew, NULL);
    room_scan_wait(room);
    if (room->status != 0)
        return g_strdup_printf("going on ends with %d: %s", room->status, room->err);
    return room_ledger_check(room);
}

char *room_kill_check(Room *room, gboolean worker, guint wait_ms)
{
    room_scanner_start(room, NULL, PAGE_MS);
    room_scan_start(room, FALSE, NULL);
    g_usleep(wait_ms * 1000);
    victim_kill(room, worker);
    room_scan_wait(room);
    char *wrong = room->status == 3 ? room_message_check(room, room_sheets_kept(room)) : NULL;
    if (!wrong)
        wrong = batch_finish(room);
    return wrong ? wrong : room_pages_check(room);
}

guint room_kill_time(Room *room)
{
    gint64 start = g_get_monotonic_time();
    room_scanner_start(room, NULL, PAGE_MS);
    room_scan_start(room, FALSE, NULL);
    room_scan_wait(room);
    return (guint)((g_get_monotonic_time() - start) / 1000);
}
