/* Children: answers, crashes, hangs, garbage, and a parent that is gone. The test program is its
 * own worker: batch/child.h starts /proc/self/exe. */
#include "batch/child.h"

#include "scan/scan.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TIMEOUT_MS 300

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

static const struct {
    const char *worker;
    void (*act)(JsonObject *request, Worker *worker);
    const char *error; /* what child_call says, or NULL */
    int code;
} cases[] = {
    {"echo", echo, NULL, 0},
    {"last-words", last_words, NULL, 0},
    {"crash", crash, "killed by signal 11", MUHAFIZ_ERROR_FAILED},
    {"hang", hang, "did nothing for 0 s", MUHAFIZ_ERROR_FAILED},
    {"garbage", garbage, "not a line of ours", MUHAFIZ_ERROR_FAILED},
    {"nest", nest, "not a line of ours", MUHAFIZ_ERROR_FAILED},
    {"quit", quit, "ended with status 7", MUHAFIZ_ERROR_FAILED},
    {"complain", complain, "too large", MUHAFIZ_ERROR_LIMIT},
};

static int work(const char *name)
{
    g_autoptr(Worker) worker = worker_new(NULL);
    JsonObject *request;
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
    const ChildSettings settings = {.worker = cases[i].worker};
    g_autoptr(GError) error = NULL;
    int n_lines = 0;
    JsonObject *request = json_object_new();
    json_object_set_int_member(request, "n", 42);
    g_autoptr(JsonObject) answer =
        child_call(&settings, request, TIMEOUT_MS, count_line, &n_lines, &error);
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

typedef struct {
    GMainLoop *loop;
    int n_lines, n_ended;
} Seen;

static void on_line(Child *child, JsonObject *line, gpointer data)
{
    (void)child, (void)line;
    Seen *seen = data;
    if (++seen->n_lines == 3)
        kill(child_pid(child), SIGKILL);
}

static void on_end(Child *child, const char *how, gpointer data)
{
    (void)child;
    Seen *seen = data;
    seen->n_ended++;
    g_assert_nonnull(strstr(how, "signal 9"));
    g_main_loop_quit(seen->loop);
}

/* Several requests to one child, which is then killed: its end is heard of once. */
static void test_conversation(void)
{
    static const ChildEvents events = {.line = on_line, .ended = on_end};
    const ChildSettings settings = {.worker = "echo"};
    Seen seen = {.loop = g_main_loop_new(NULL, FALSE)};
    g_autoptr(GError) error = NULL;
    g_autoptr(Child) child = child_start(&settings, &events, &seen, &error);
    g_assert_no_error(error);
    for (int i = 0; i < 3; i++)
        child_send(child, json_object_new());
    g_main_loop_run(seen.loop);
    g_assert_cmpint(seen.n_lines, ==, 3);
    g_assert_cmpint(seen.n_ended, ==, 1);
    g_main_loop_unref(seen.loop);
}

int main(int argc, char **argv)
{
    if (argc == 2 && argv[1][0] != '-')
        return work(argv[1]);
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/child/", cases[i].worker, NULL);
        g_test_add_data_func(path, GUINT_TO_POINTER(i), test_calls);
    }
    g_test_add_func("/child/conversation", test_conversation);
    return g_test_run();
}
