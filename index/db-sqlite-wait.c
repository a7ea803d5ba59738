/* Waiting for whoever writes to the index now.
 *
 * SQLite asks again and again for its lock; somebody who looks at the screen should know by then why nothing happens. Who
 * has the lock stands in /proc/locks: in WAL mode a writer holds byte 120 of the file -shm (SQLite's wal.c, WAL_WRITE_LOCK).
 * The file itself must not be opened to ask: closing it would drop our own locks on it.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "index/db-sqlite.h"

#define TELL_AFTER_US (2 * G_TIME_SPAN_SECOND)
#define PAUSE_MAX_US (100 * G_TIME_SPAN_MILLISECOND)
#define WRITE_LOCK_BYTE 120
#define SHOWN_MAX 120 /* characters of a command */

/* "muhafiz register import big.csv (process 1234)", as it was given to a process; owned. NULL: nobody may know. */
static char *command_read(gint64 pid)
{
    gsize length;
    g_autofree char *path = g_strdup_printf("/proc/%" G_GINT64_FORMAT "/cmdline", pid),
                    *bytes = NULL;
    if (pid <= 0 || !g_file_get_contents(path, &bytes, &length, NULL) || length == 0)
        return NULL;
    g_autofree char *program = g_path_get_basename(bytes);
    for (gsize i = 0; i + 1 < length; i++)
        if (bytes[i] == '\0')
            bytes[i] = ' ';
    g_strdelimit(bytes, "\n\r\t", ' ');
    const char *gap = strchr(bytes, ' ');
    g_autofree char *command = g_strconcat(program, gap ? gap : "", NULL);
    g_autofree char *valid = g_utf8_make_valid(command, -1);
    g_autofree char *cut = g_utf8_substring(valid, 0, MIN(g_utf8_strlen(valid, -1), SHOWN_MAX));
    return g_strdup_printf("%s (process %" G_GINT64_FORMAT ")", cut, pid);
}

/* Process of a line of /proc/locks that is a lock for writing on that byte of the file; 0: it is another. */
static gint64 line_read(const char *line, guint64 inode)
{
    g_auto(GStrv) words = g_regex_split_simple(" +", line, 0, 0);
    if (g_strv_length(words) < 8 || !g_str_equal(words[3], "WRITE"))
        return 0;
    const char *file = strrchr(words[5], ':');
    guint64 first = g_ascii_strtoull(words[6], NULL, 10);
    guint64 last =
        g_str_equal(words[7], "EOF") ? G_MAXUINT64 : g_ascii_strtoull(words[7], NULL, 10);
    gboolean is_it = file && g_ascii_strtoull(file + 1, NULL, 10) == inode &&
                     first <= WRITE_LOCK_BYTE && last >= WRITE_LOCK_BYTE;
    return is_it ? g_ascii_strtoll(words[4], NULL, 10) : 0;
}

static char *writer_find(sqlite3 *connection)
{
    GStatBuf status;
    const char *name = sqlite3_db_filename(connection, "main");
    g_autofree char *shm = g_strconcat(name ? name : "", "-shm", NULL), *locks = NULL;
    if (g_stat(shm, &status) != 0 || !g_file_get_contents("/proc/locks", &locks, NULL, NULL))
        return NULL;
    g_auto(GStrv) lines = g_strsplit(g_strchomp(locks), "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        gint64 pid = line_read(lines[i], status.st_ino);
        if (pid)
            return command_read(pid);
    }
    return NULL;
}

/* SQLite's busy handler. 0: give up. */
static int wait_on(gpointer data, int n_before)
{
    DbWait *wait = data;
    gint64 now_us = g_get_monotonic_time();
    if (n_before == 0)
        wait->began_us = now_us;
    gint64 waited_us = now_us - wait->began_us;
    if (waited_us > DB_SQLITE_BUSY_TIMEOUT_MS * G_TIME_SPAN_MILLISECOND)
        return 0;
    if (waited_us > TELL_AFTER_US && !wait->is_told) {
        wait->is_told = TRUE;
        g_autofree char *writer = writer_find(wait->connection);
        wait->tell(writer, wait->user_data);
    }
    g_usleep((gulong)MIN(G_TIME_SPAN_MILLISECOND << MIN(n_before, 10), PAUSE_MAX_US));
    return 1;
}

void db_sqlite_wait(gpointer connection, DbWait *wait)
{
    wait->connection = connection;
    sqlite3_busy_handler(connection, wait_on, wait);
}
