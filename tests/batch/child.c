/* Children: answers, crashes, hangs, garbage, and a parent that is gone. The test program is its
 * own worker: batch/child.h starts /proc/self/exe. */
#include "batch/child.h"

#include "scan/scan.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TIMEOUT_MS 300
#define PATIENCE_MS 60000 /* of those that do answer, on a busy machine */

static void echo(JsonObject *request, Worker *worker)
{
    worker_send(worker, json_object_ref(request));
}

static void crash(JsonObject *request, Worker *worker)
{
    echo(request, worker);
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
}

static void hang(JsonObject *request, Worker *worker)
{
    (void)request, (void)worker;
    signal(SIGTERM, SIG_IGN);
    for (;;)
        pause();
}

static void burn(clock_t ms)
{
    const clock_t end = clock() + ms * (CLOCKS_PER_SEC / 1000);
    while (clock() < end)
        ;
}

static void spin(JsonObject *request, Worker *worker)
{
    (void)request, (void)worker;
    for (;;)
        burn(10);
}

/* As on a computer that others keep busy: much longer than the time limit, but not of the processor. */
static void toil(JsonObject *request, Worker *worker)
{
    for (int i = 0; i < 10; i++) {
        burn(TIMEOUT_MS / 20);
        g_usleep(TIMEOUT_MS / 4 * 1000);
    }
    echo(request, worker);
}

static void garbage(JsonObject *request, Worker *worker)
{
    (void)request, (void)worker;
    send(3, "not a line of ours\n", 19, 0);
    pause();
}

/* A hundred thousand levels: whoever follows them by recursion has no stack left. */
static void nest(JsonObject *request, Worker *worker)
{
    (void)request, (void)worker;
    g_autofree char *deep = g_strnfill(100000, '[');
    g_autofree char *line = g_strconcat("{\"n\":", deep, "\n", NULL);
    send(3, line, strlen(line), 0);
    pause();
}

static void quit(JsonObject *request, Worker *worker)
{
    (void)request, (void)worker;
    _exit(7);
}

/* As the dynamic linker ends a program whose libraries are being replaced. */
static void unloaded(JsonObject *request, Worker *worker)
{
    (void)request, (void)worker;
    _exit(127);
}

static void say_pid(JsonObject *request, Worker *worker)
{
    (void)request;
    JsonObject *line = json_object_new();
    json_object_set_int_member(line, "pid", getpid());
    worker_send(worker, line);
}

/* Asked to end, it takes its time to put things away. */
static void linger(JsonObject *request, Worker *worker)
{
    sigset_t term;
    int number;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, NULL);
    echo(request, worker);
    sigwait(&term, &number);
    g_usleep(G_USEC_PER_SEC);
    echo(request, worker);
    _exit(0);
}

/* Does not come back from the first SIGTERM, and ends at the second. */
static void insist(JsonObject *request, Worker *worker)
{
    sigset_t term;
    int number;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, NULL);
    echo(request, worker);
    sigwait(&term, &number);
    sigwait(&term, &number);
    echo(request, worker);
    _exit(0);
}

static void complain(JsonObject *request, Worker *worker)
{
    (void)request;
    g_autoptr(GError) error = g_error_new(MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT, "too large");
    worker_send_error(worker, error);
}

/* Sends a line and leaves at once: the line must not be lost to the end. */
static void last_words(JsonObject *request, Worker *worker)
{
    for (int i = 0; i < 200; i++)
        echo(request, worker);
    _exit(0);
}

typedef enum { PATIENT, SHORT, COMPUTING } Limit; /* COMPUTING: short, of the processor */

static const struct {
    const char *worker;
    void (*act)(JsonObject *request, Worker *worker);
    const char *error; /* what child_call says, or NULL */
    int code;
    Limit limit;
} cases[] = {
    {"echo", echo, NULL, 0, PATIENT},
    {"last-words", last_words, NULL, 0, PATIENT},
    {"crash", crash, "killed by signal 11", MUHAFIZ_ERROR_FAILED, PATIENT},
    {"hang", hang, "did nothing for 0 s", MUHAFIZ_ERROR_FAILED, SHORT},
    {"hang-computing", hang, "did nothing for 0 s", MUHAFIZ_ERROR_FAILED, COMPUTING},
    {"spin", spin, "did nothing for 0 s", MUHAFIZ_ERROR_FAILED, SHORT},
    {"spin-computing", spin, "worked for 0 s", MUHAFIZ_ERROR_FAILED, COMPUTING},
    {"toil-computing", toil, NULL, 0, COMPUTING},
    {"garbage", garbage, "not a line of ours", MUHAFIZ_ERROR_FAILED, PATIENT},
    {"nest", nest, "not a line of ours", MUHAFIZ_ERROR_FAILED, PATIENT},
    {"quit", quit, "ended with status 7", MUHAFIZ_ERROR_FAILED, PATIENT},
    {"unloaded", unloaded, "cannot start the unloaded", MUHAFIZ_ERROR_IO, PATIENT},
    {"complain", complain, "too large", MUHAFIZ_ERROR_LIMIT, PATIENT},
    {"say-pid", say_pid, NULL, 0, PATIENT},
    {"linger", linger, NULL, 0, PATIENT},
    {"insist", insist, NULL, 0, PATIENT},
};
#define N_CALLS (G_N_ELEMENTS(cases) - 3) /* those that child_call is tried with */

static int work(const char *name)
{
    g_autoptr(Worker) worker = worker_new(NULL);
    JsonObject *request;
    while (g_str_equal(name, "deaf"))
        pause();
    while ((request = worker_receive(worker, NULL))) {
        for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
            if (g_str_equal(cases[i].worker, name))
                cases[i].act(request, worker);
        json_object_unref(request);
    }
    return 0;
}

static void count_line(JsonObject *line, gpointer data)
{
    g_assert_cmpint(json_object_get_int_member(line, "n"), ==, 42);
    ++*(int *)data;
}

static void test_calls(gconstpointer data)
{
    guint i = GPOINTER_TO_UINT(data);
    const ChildSettings settings = {.worker = cases[i].worker,
                                    .is_computing = cases[i].limit == COMPUTING};
    g_autoptr(GError) error = NULL;
    int n_lines = 0;
    JsonObject *request = json_object_new();
    json_object_set_int_member(request, "n", 42);
    g_autoptr(JsonObject) answer =
        child_call(&settings, request, cases[i].limit == PATIENT ? PATIENCE_MS : TIMEOUT_MS,
                   count_line, &n_lines, &error);
    if (cases[i].error) {
        g_assert_null(answer);
        g_assert_error(error, MUHAFIZ_ERROR, cases[i].code);
        g_assert_nonnull(strstr(error->message, cases[i].error));
    } else {
        g_assert_no_error(error);
        g_assert_cmpint(json_object_get_int_member(answer, "n"), ==, 42);
        g_assert_cmpint(n_lines, ==, cases[i].act == last_words ? 199 : 0);
    }
}

/* More than a socket holds: it goes as the child reads it, and a child that never reads is stopped
 * like any other. */
static void test_large(gconstpointer data)
{
    const char *name = data;
    const ChildSettings settings = {.worker = name};
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strnfill(8 << 20, 'x');
    JsonObject *request = json_object_new();
    json_object_set_string_member(request, "text", text);
    guint timeout_ms = g_str_equal(name, "deaf") ? TIMEOUT_MS : 100 * TIMEOUT_MS;
    g_autoptr(JsonObject) answer = child_call(&settings, request, timeout_ms, NULL, NULL, &error);
    if (g_str_equal(name, "deaf")) {
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED);
        g_assert_nonnull(strstr(error->message, "did nothing for 0 s"));
    } else {
        g_assert_no_error(error);
        g_assert_cmpstr(json_object_get_string_member(answer, "text"), ==, text);
    }
}

/* No file descriptor is left: the fault is this machine's, not that of the work. */
static void test_no_start(void)
{
    const ChildSettings settings = {.worker = "echo"};
    g_autoptr(GError) error = NULL;
    struct rlimit was, none;
    g_assert_cmpint(getrlimit(RLIMIT_NOFILE, &was), ==, 0);
    none = (struct rlimit){3, was.rlim_max};
    g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &none), ==, 0);
    Child *child = child_start(&settings, NULL, NULL, &error);
    setrlimit(RLIMIT_NOFILE, &was);
    g_assert_null(child);
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
    g_assert_nonnull(strstr(error->message, "cannot start the echo"));
}

typedef struct {
    GMainLoop *loop;
    void (*line)(Child *child, JsonObject *line, int n); /* n: from 1 */
    int n_lines, n_ended;
    gboolean left_unread;
    char *how;
} Seen;

static void on_line(Child *child, JsonObject *line, gpointer data)
{
    Seen *seen = data;
    seen->n_lines++;
    if (seen->line)
        seen->line(child, line, seen->n_lines);
}

static void on_end(Child *child, const char *how, gpointer data)
{
    Seen *seen = data;
    g_assert_false(child_takes_work(child));
    seen->n_ended++;
    seen->left_unread = child_left_unread(child);
    seen->how = g_strdup(how);
    g_main_loop_quit(seen->loop);
}

/* Starts the worker, sends it n requests and sees it to its end, which is heard of once. */
static void converse(const ChildSettings *settings, int n, guint timeout_ms, Seen *seen)
{
    static const ChildEvents events = {.line = on_line, .ended = on_end};
    g_autoptr(GError) error = NULL;
    seen->loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(Child) child = child_start(settings, &events, seen, &error);
    g_assert_no_error(error);
    child_set_timeout(child, timeout_ms);
    for (int i = 0; i < n; i++)
        child_send(child, json_object_new());
    g_main_loop_run(seen->loop);
    g_assert_cmpint(seen->n_ended, ==, 1);
    g_main_loop_unref(seen->loop);
}

static void kill_third(Child *child, JsonObject *line, int n)
{
    g_assert_true(child_takes_work(child));
    if (n == 3)
        kill((pid_t)json_object_get_int_member(line, "pid"), SIGKILL);
}

static void test_conversation(void)
{
    const ChildSettings settings = {.worker = "say-pid"};
    Seen seen = {.line = kill_third};
    converse(&settings, 3, 0, &seen);
    g_assert_cmpint(seen.n_lines, ==, 3);
    g_assert_nonnull(strstr(seen.how, "signal 9"));
    g_assert_false(seen.left_unread);
    g_free(seen.how);
}

static void ask_again(Child *child, JsonObject *line, int n)
{
    (void)line;
    if (n == 1)
        child_send(child, json_object_new());
}

static void ask_late(Child *child, JsonObject *line, int n)
{
    g_usleep(G_USEC_PER_SEC / 10); /* it is gone by now */
    ask_again(child, line, n);
}

/* Work that was sent to a child that died over what it did before is not to blame. */
static void test_left_unread(void)
{
    const struct {
        const char *worker;
        void (*line)(Child *child, JsonObject *line, int n);
        gboolean left_unread;
    } ends[] = {{"crash", ask_again, TRUE},
                {"crash", ask_late, TRUE},
                {"crash", NULL, FALSE},
                {"quit", NULL, FALSE}};
    for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
        const ChildSettings settings = {.worker = ends[i].worker};
        Seen seen = {.line = ends[i].line};
        converse(&settings, 1, 0, &seen);
        g_assert_cmpint(seen.left_unread, ==, ends[i].left_unread);
        g_free(seen.how);
    }
}

static void hurry(Child *child, JsonObject *line, int n)
{
    (void)line;
    if (n == 1)
        child_set_timeout(child, 1);
}

static void test_grace(void)
{
    const struct {
        const char *worker;
        guint grace_ms, term_ms;
        int n_lines;
    } graces[] = {{"linger", 100, 0, 1},     {"linger", 60000, 0, 2}, {"linger", 100, 60000, 2},
                  {"insist", 100, 60000, 2}, {"insist", 100, 0, 1},   {"hang", 100, 100, 0}};
    for (guint i = 0; i < G_N_ELEMENTS(graces); i++) {
        const ChildSettings settings = {.worker = graces[i].worker,
                                        .grace_ms = graces[i].grace_ms,
                                        .term_ms = graces[i].term_ms};
        Seen seen = {.line = hurry};
        converse(&settings, 1, graces[i].n_lines ? 0 : 1, &seen);
        g_assert_cmpint(seen.n_lines, ==, graces[i].n_lines);
        g_free(seen.how);
    }
}

int main(int argc, char **argv)
{
    if (argc == 2 && argv[1][0] != '-')
        return work(argv[1]);
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < N_CALLS; i++) {
        g_autofree char *path = g_strconcat("/child/", cases[i].worker, NULL);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_calls);
    }
    g_test_add_data_func("/child/large", "echo", test_large);
    g_test_add_data_func("/child/deaf", "deaf", test_large);
    g_test_add_func("/child/no-start", test_no_start);
    g_test_add_func("/child/conversation", test_conversation);
    g_test_add_func("/child/left-unread", test_left_unread);
    g_test_add_func("/child/grace", test_grace);
    return g_test_run();
}
