/* PINs and passwords. */
#define _GNU_SOURCE /* explicit_bzero */
#include "batch/pin.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "batch/output.h"

#define PIN_BYTES_MAX 1024

void pin_free(char *pin)
{
    if (!pin)
        return;
    explicit_bzero(pin, strlen(pin));
    g_free(pin);
}

static char *line_read(FILE *stream)
{
    char line[PIN_BYTES_MAX] = "";
    char *pin = fgets(line, sizeof line, stream) ? g_strndup(line, strcspn(line, "\r\n")) : NULL;
    explicit_bzero(line, sizeof line);
    return pin;
}

static char *file_read(const char *path, GError **error)
{
    FILE *stream = fopen(path, "re");
    char *pin = stream ? line_read(stream) : NULL;
    if (stream)
        fclose(stream);
    if (!pin)
        g_set_error(
            error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
            "%s cannot be read, or is empty: --pin-file names a file whose first line is the PIN",
            path);
    return pin;
}

static char *environment_take(void)
{
    char *pin = g_strdup(g_getenv(PIN_VARIABLE));
    g_unsetenv(PIN_VARIABLE);
    return pin;
}

/* NULL: nobody typed a line, or a signal came first. */
static char *line_wait(const sigset_t *signals)
{
    struct pollfd waits[] = {{STDIN_FILENO, POLLIN, 0},
                             {signalfd(-1, signals, SFD_CLOEXEC), POLLIN, 0}};
    while (poll(waits, G_N_ELEMENTS(waits), -1) < 0 && errno == EINTR)
        ;
    char *line = waits[1].revents & POLLIN ? NULL : line_read(stdin);
    if (waits[1].fd >= 0)
        close(waits[1].fd);
    return line;
}

/* What is typed is not shown. */
static char *silent_read(const char *what, const sigset_t *signals)
{
    struct termios before, silent;
    gboolean is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    silent = before;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    if (is_terminal) /* before the question: who answers at once is not shown either */
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    output_ask("%s: ", what);
    char *pin = line_wait(signals);
    if (is_terminal)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    output_ask("\n");
    return pin;
}

/* A signal that ends us has to wait until the terminal shows again what is typed. */
static char *terminal_ask(const char *what)
{
    static const int ends[] = {SIGINT, SIGTERM, SIGQUIT, SIGHUP};
    sigset_t signals, before;
    sigemptyset(&signals);
    for (guint i = 0; i < G_N_ELEMENTS(ends); i++)
        sigaddset(&signals, ends[i]);
    pthread_sigmask(SIG_BLOCK, &signals, &before);
    char *pin = silent_read(what, &signals);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pin;
}

char *pin_ask(const Context *context, const char *path, const char *what, GError **error)
{
    char *pin = NULL;
    if (path)
        return file_read(path, error);
    if (output_can_ask(context) && (pin = terminal_ask(what)))
        return pin;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s: give it with --pin-file FILE before the command; nobody answers here", what);
    return NULL;
}

char *pin_read(const Context *context, const char *path, const char *what, GError **error)
{
    char *pin = environment_take();
    if (path) {
        pin_free(pin);
        return file_read(path, error);
    }
    if (pin)
        return pin;
    if (output_can_ask(context) && (pin = terminal_ask(what)))
        return pin;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "%s: give it with --pin-file FILE or in " PIN_VARIABLE "; nobody answers here",
                what);
    return NULL;
}
