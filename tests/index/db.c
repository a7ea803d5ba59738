/* The driver interface on SQLite: statements, transactions, errors that say what to do. */
#define _GNU_SOURCE /* unshare */
#include <glib/gstdio.h>
#include <sched.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "index/db.h"
#include "scan/scan.h"

#define NOBODY 65534

typedef struct {
    char *dir, *path;
    Db *db;
} Fixture;

static Db *open_at(const char *path, GError **error)
{
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    return db_open(url, error);
}

static void setup(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    fixture->dir = g_dir_make_tmp("muhafiz-db-XXXXXX", NULL);
    fixture->path = g_build_filename(fixture->dir, "index.db", NULL);
    fixture->db = open_at(fixture->path, &error);
    g_assert_no_error(error);
}

static void teardown(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    g_clear_pointer(&fixture->db, db_close);
    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *path = g_strconcat(fixture->path, suffixes[i], NULL);
        g_unlink(path);
    }
    g_assert_cmpint(g_rmdir(fixture->dir), ==, 0);
    g_free(fixture->path);
    g_free(fixture->dir);
}

static gboolean event_insert(Db *db, gint64 number, GError **error)
{
    return db_exec(db, "event_office_put", DB_VALUES(DB_TEXT("X")), error) &&
           db_exec(db, "event_insert",
                   DB_VALUES(DB_TEXT("X"), DB_INT(number), DB_TEXT("at"), DB_TEXT("me"),
                             DB_TEXT("act"), DB_TEXT("object"), DB_NULL, DB_TEXT("{}"),
                             DB_TEXT("hash")),
                   error);
}

static gint64 event_last(Db *db)
{
    g_autoptr(GError) error = NULL;
    gboolean found;
    gint64 number = 0;
    db_query_int(db, "event_head", DB_VALUES(DB_TEXT("X")), &number, &found, &error);
    g_assert_no_error(error);
    return number;
}

static void test_statements(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    gint64 value;

    g_assert_false(db_exec(fixture->db, "no_such_statement", DB_NO_VALUES, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED);
    g_clear_error(&error);

    g_assert_false(db_exec(fixture->db, "event_head", DB_NO_VALUES, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED);
    g_assert_nonnull(strstr(error->message, "event_head"));
    g_clear_error(&error);

    g_assert_false(
        db_query_int(fixture->db, "event_head", DB_VALUES(DB_TEXT("X")), &value, NULL, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_clear_error(&error);

    g_assert_true(event_insert(fixture->db, 1, &error));
    g_assert_cmpuint(db_changes(fixture->db), ==, 1);
    g_assert_false(event_insert(fixture->db, 1, &error)); /* its key is taken */
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_clear_error(&error);
}

/* The same statement can be read twice at once. */
static void test_rows(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_assert_true(event_insert(fixture->db, 1, &error));
    const DbValue office = DB_TEXT("X");
    g_autoptr(DbRows) outer = db_query(fixture->db, "event_head", &office, 1, &error);
    g_assert_true(db_rows_next(outer, &error));
    g_autoptr(DbRows) inner = db_query(fixture->db, "event_head", &office, 1, &error);
    g_assert_true(db_rows_next(inner, &error));
    g_assert_cmpint(db_rows_int(outer, 0), ==, 1);
    g_assert_cmpstr(db_rows_text(outer, 1), ==, "hash");
    g_assert_false(db_rows_is_null(inner, 1));
    g_assert_false(db_rows_next(outer, &error));
    g_assert_false(db_rows_next(outer, &error)); /* the end stays the end */
    g_assert_false(db_rows_failed(outer));
    g_assert_no_error(error);
}

static void test_transactions(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    Db *db = fixture->db;

    g_assert_true(db_begin(db, &error) && db_begin(db, &error));
    g_assert_true(event_insert(db, 1, &error));
    g_assert_true(db_commit(db, &error) && db_commit(db, &error));
    g_assert_cmpint(event_last(db), ==, 1);

    g_assert_true(db_begin(db, &error) && event_insert(db, 2, &error));
    g_assert_false(db_end(db, FALSE, &error));
    g_assert_no_error(error);
    g_assert_cmpint(event_last(db), ==, 1);

    /* an inner rollback dooms the outer transaction, heeded or not */
    g_assert_true(db_begin(db, &error) && event_insert(db, 2, &error) && db_begin(db, &error));
    db_rollback(db);
    g_assert_false(db_commit(db, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED);
    g_clear_error(&error);
    g_assert_cmpint(event_last(db), ==, 1);

    g_assert_true(db_begin(db, &error) && event_insert(db, 2, &error) && db_commit(db, &error));
    g_assert_cmpint(event_last(db), ==, 2);
}

/* A step that failed is gone, with what it doomed; those beside it stay. */
static void test_steps(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    Db *db = fixture->db;
    g_assert_true(db_begin(db, &error));
    g_assert_true(db_step_begin(db, &error) && event_insert(db, 1, &error));
    g_assert_true(db_step_end(db, TRUE, &error));
    g_assert_true(db_step_begin(db, &error) && event_insert(db, 2, &error) && db_begin(db, &error));
    db_rollback(db);
    g_assert_true(db_step_end(db, FALSE, &error));
    g_assert_cmpint(event_last(db), ==, 1);
    g_assert_true(event_insert(db, 3, &error) && db_commit(db, &error));
    g_assert_cmpint(event_last(db), ==, 3);
}

static void sql_run(const char *path, const char *sql)
{
    sqlite3 *connection;
    g_assert_cmpint(sqlite3_open(path, &connection), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(connection, sql, NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close(connection);
}

static void test_newer_schema(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    sql_run(fixture->path, "PRAGMA user_version = 99");
    g_assert_null(open_at(fixture->path, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, "newer Muhafiz"));
}

static void test_url(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(db_open("oracle:x", &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
}

static void test_check(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) healthy = db_check(fixture->db, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(healthy->len, ==, 0);
    sql_run(fixture->path, "PRAGMA foreign_keys = OFF;"
                           "INSERT INTO side (record_id, name) VALUES (7, 'notes')");
    g_autoptr(GPtrArray) ill = db_check(fixture->db, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(ill->len, ==, 1);
}

/* ----------------------------------------------------------- what an operator is told to do -- */

/* Runs in a child, which may give up rights. Exits 0 if all is well, 77 where it cannot be tested. */
typedef int (*ChildTest)(const char *path);

static void child_run(ChildTest test, const char *path)
{
    int status;
    pid_t child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0)
        _exit(test(path));
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        g_test_skip("this machine does not let the test do that");
    else
        g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

static int told(const GError *error, MuhafizError code, const char *what)
{
    if (g_error_matches(error, MUHAFIZ_ERROR, (int)code) && strstr(error->message, what))
        return 0;
    g_printerr("# told instead: %s\n", error ? error->message : "nothing");
    return 1;
}

static int write_as_nobody(const char *path)
{
    g_autoptr(GError) error = NULL;
    if (getuid() == 0 && (setgid(NOBODY) || setuid(NOBODY)))
        return 77;
    g_autoptr(Db) db = open_at(path, &error);
    if (db)
        event_insert(db, 1, &error);
    return told(error, MUHAFIZ_ERROR_IO, "check that");
}

static void test_read_only(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_clear_pointer(&fixture->db, db_close);
    g_chmod(fixture->dir, 0555);
    g_chmod(fixture->path, 0444);
    child_run(write_as_nobody, fixture->path);
    g_chmod(fixture->dir, 0700);
}

/* Writes until a file system of 16 MiB is full; what was committed must still be there. */
static int fill_disk(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = g_path_get_dirname(path);
    g_autofree char *filler = g_strnfill(2000, 'x');
    gint64 last = 0;
    if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
        mount("tmpfs", dir, "tmpfs", 0, "size=16m"))
        return 77;
    g_autoptr(Db) db = open_at(path, &error);
    if (db)
        db_exec(db, "event_office_put", DB_VALUES(DB_TEXT("X")), &error);
    for (; db && !error; last++)
        db_exec(db, "event_insert",
                DB_VALUES(DB_TEXT("X"), DB_INT(last + 1), DB_TEXT("at"), DB_TEXT("me"),
                          DB_TEXT("act"), DB_TEXT("object"), DB_NULL, DB_TEXT(filler),
                          DB_TEXT("hash")),
                &error);
    int result = told(error, MUHAFIZ_ERROR_IO, "the disk is full");
    result |= error && strstr(error->message, "event_insert") != NULL; /* nothing to a clerk */
    return result || last < 10 || event_last(db) != last - 1;
}

static void test_disk_full(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_clear_pointer(&fixture->db, db_close);
    child_run(fill_disk, fixture->path);
}

static void test_not_a_database(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_clear_pointer(&fixture->db, db_close);
    g_autofree char *text = g_strnfill(8192, 'x');
    g_assert_true(g_file_set_contents(fixture->path, text, -1, NULL));
    g_assert_null(open_at(fixture->path, &error));
    g_assert_cmpint(told(error, MUHAFIZ_ERROR_IO, "put it back from the last backup"), ==, 0);
}

/* ------------------------------------------------------------------------------ many at once -- */

#define N_PROCESSES 6
#define N_TURNS 40

/* Opens a file that is not there yet, at the same moment as the others, and appends: each turn is
 * read, then written, and so would fork or fail without the lock. */
static int append_turns(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = open_at(path, &error);
    for (guint turn = 0; db && !error && turn < N_TURNS; turn++) {
        if (!db_begin(db, &error))
            break;
        gint64 last = event_last(db);
        g_usleep(200);
        db_end(db, event_insert(db, last + 1, &error), error ? NULL : &error);
        event_last(db);
    }
    if (error)
        g_printerr("# %s\n", error->message);
    return !db || error;
}

static void test_concurrent(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    pid_t children[N_PROCESSES];
    g_clear_pointer(&fixture->db, db_close);
    g_unlink(fixture->path);
    for (guint i = 0; i < N_PROCESSES; i++)
        if ((children[i] = fork()) == 0)
            _exit(append_turns(fixture->path));
    for (guint i = 0; i < N_PROCESSES; i++) {
        int status = -1;
        waitpid(children[i], &status, 0);
        g_assert_cmpint(status, ==, 0);
    }
    fixture->db = open_at(fixture->path, &error);
    g_assert_no_error(error);
    g_assert_cmpint(event_last(fixture->db), ==, N_PROCESSES * N_TURNS);
}

/* ----------------------------------------------------------------------------------- waiting -- */

#define HELD_MS 2600 /* a little longer than a connection waits in silence */

static gpointer write_for_long(gpointer db)
{
    g_usleep(HELD_MS * 1000);
    g_assert_true(db_commit(db, NULL));
    return NULL;
}

static void told_add(const char *writer, gpointer told)
{
    g_ptr_array_add(told, g_strdup(writer ? writer : ""));
}

/* Told once, with who it is that writes; a short wait is not told. */
static void test_wait(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(Db) other = open_at(fixture->path, NULL);
    db_on_wait(fixture->db, told_add, told);
    g_assert_true(db_begin(fixture->db, NULL));
    g_assert_true(db_commit(fixture->db, NULL));
    g_assert_cmpuint(told->len, ==, 0);
    g_assert_true(db_begin(other, NULL));
    GThread *thread = g_thread_new("writer", write_for_long, other);
    g_assert_true(db_begin(fixture->db, NULL));
    g_assert_true(db_commit(fixture->db, NULL));
    g_thread_join(thread);
    g_assert_cmpuint(told->len, ==, 1);
    g_autofree char *process = g_strdup_printf("(process %d)", getpid());
    const char *writer = told->pdata[0];
    g_test_message("%s", writer);
    if (*writer) /* a container may hide /proc/locks */
        g_assert_true(g_str_has_prefix(writer, "test-index-db") && strstr(writer, process));
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Fixture *, gconstpointer);
    } tests[] = {
        {"/db/statements", test_statements},
        {"/db/rows", test_rows},
        {"/db/transactions", test_transactions},
        {"/db/steps", test_steps},
        {"/db/newer-schema", test_newer_schema},
        {"/db/check", test_check},
        {"/db/read-only", test_read_only},
        {"/db/disk-full", test_disk_full},
        {"/db/not-a-database", test_not_a_database},
        {"/db/concurrent", test_concurrent},
        {"/db/wait", test_wait},
    };
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/db/url", test_url);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Fixture, NULL, setup, tests[i].test, teardown);
    return g_test_run();
}
