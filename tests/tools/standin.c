/* standin: a network scanner that is none, for the tests: eSCL over HTTP on the loopback interface.
 *
 *   standin [--sheets N] [--size WIDTHxHEIGHT] [--images DIR] [--jpeg] [--page-ms N]
 *           [--orphan-ms N] [--port N] [ACCIDENT...]
 *
 * Prints its port and serves http://127.0.0.1:PORT/eSCL until it gets SIGTERM or the process that
 * started it is gone. Sizes are in 1/300 inch; images
 * are PNG, pixel for pixel, unless it is told to have JPEG only. What paper does and what accidents there are stands
 * in standin-scanner.h. While it runs it is told more by GET /control, with any of
 *
 *   accident=KIND@SHEET...   load=SHEET (0: the sheet under way)   unload=   sheets=N (a new stack)
 *
 * which answers {"next","last","stack","sheet","job","active","delivered"}. */
#include "tests/tools/standin-escl.h"

#include <glib-unix.h>
#include <libsoup/soup.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define JOBS "/eSCL/ScanJobs"
#define DRIP_MS 100

/* That the feeder looks for another sheet: a job that is over before the driver's other thread has
 * seen its start is told by airscan 0.99.27 as an empty feeder, and its images are not given out. */
#define EMPTY_MS 300

typedef struct {
    StandinScanner scanner;
    guint width, height; /* largest page, 1/300 inch */
    guint page_ms;       /* that the mechanics take for a page */
    GMainLoop *loop;
} Standin;

static void answer_text(SoupServerMessage *message, guint status, const char *type, char *text)
{
    soup_server_message_set_status(message, status, NULL);
    soup_server_message_set_response(message, type, SOUP_MEMORY_TAKE, text, strlen(text));
}

static void answer_status(SoupServerMessage *message, guint status)
{
    soup_server_message_set_status(message, status, NULL);
}

/* --------------------------------------------------------------------------------- documents -- */

/* The scanner is gone as soon as half an image is on the wire. */
static void on_half_written(SoupServerMessage *message, guint size, gpointer data)
{
    (void)message, (void)size, (void)data;
    _exit(1);
}

static void image_break(SoupServerMessage *message, GBytes *image)
{
    SoupMessageBody *body = soup_server_message_get_response_body(message);
    g_autoptr(GBytes) half = g_bytes_new_from_bytes(image, 0, g_bytes_get_size(image) / 2);
    soup_message_headers_set_content_length(soup_server_message_get_response_headers(message),
                                            (goffset)g_bytes_get_size(image));
    soup_message_body_append_bytes(body, half);
    g_signal_connect(message, "wrote-body-data", G_CALLBACK(on_half_written), NULL);
}

static gboolean drip(gpointer data)
{
    SoupServerMessage *message = data;
    SoupMessageBody *body = soup_server_message_get_response_body(message);
    soup_message_body_append(body, SOUP_MEMORY_STATIC, "\x89", 1);
    soup_server_message_unpause(message);
    return G_SOURCE_CONTINUE;
}

static void on_finished(SoupServerMessage *message, gpointer data)
{
    (void)message;
    g_source_remove(GPOINTER_TO_UINT(data));
}

static void drip_start(SoupServerMessage *message)
{
    soup_message_headers_set_encoding(soup_server_message_get_response_headers(message),
                                      SOUP_ENCODING_CHUNKED);
    guint source = g_timeout_add(DRIP_MS, drip, message);
    g_signal_connect(message, "finished", G_CALLBACK(on_finished), GUINT_TO_POINTER(source));
    drip(message);
}

static void image_answer(SoupServerMessage *message, StandinKind kind, const char *type,
                         GBytes *image)
{
    SoupMessageHeaders *headers = soup_server_message_get_response_headers(message);
    soup_message_headers_set_content_type(headers, type, NULL);
    answer_status(message, SOUP_STATUS_OK);
    if (kind == STANDIN_DIE)
        image_break(message, image);
    else if (kind == STANDIN_DRIP)
        drip_start(message);
    else
        soup_message_body_append_bytes(soup_server_message_get_response_body(message), image);
}

static void document_answer(Standin *standin, SoupServerMessage *message)
{
    StandinKind kind;
    g_autoptr(GBytes) image = standin_scanner_next(&standin->scanner, &kind);
    if (image || kind == STANDIN_DRIP)
        image_answer(message, kind, standin_paper_type(standin->scanner.format), image);
    else if (kind == STANDIN_HANG)
        soup_server_message_pause(message);
    else if (kind == STANDIN_503)
        answer_status(message, SOUP_STATUS_SERVICE_UNAVAILABLE);
    else if (kind == STANDIN_NONE || kind == STANDIN_EMPTY)
        answer_status(message, SOUP_STATUS_NOT_FOUND);
    else
        answer_status(message, SOUP_STATUS_CONFLICT);
}

typedef struct {
    Standin *standin;
    SoupServerMessage *message;
    guint job;
    gboolean
        is_empty; /* no sheet was there when it was asked for; one put in since is not this job's */
} Wait;

static void document_next(Standin *standin, SoupServerMessage *message, guint job)
{
    StandinScanner *scanner = &standin->scanner;
    if (!scanner->active || scanner->job != job)
        answer_status(message, SOUP_STATUS_NOT_FOUND);
    else
        document_answer(standin, message);
}

static gboolean on_scanned(gpointer data)
{
    Wait *wait = data;
    soup_server_message_unpause(wait->message);
    if (wait->is_empty && wait->standin->scanner.job == wait->job)
        standin_scanner_cancel(&wait->standin->scanner);
    document_next(wait->standin, wait->message, wait->job);
    g_object_unref(wait->message);
    g_free(wait);
    return G_SOURCE_REMOVE;
}

/* The mechanics take their time; meanwhile other questions are answered. */
static void document_await(Standin *standin, SoupServerMessage *message, guint job)
{
    Wait *wait = g_new0(Wait, 1);
    gboolean is_empty = standin_scanner_is_at_end(&standin->scanner);
    *wait = (Wait){standin, g_object_ref(message), job, is_empty};
    soup_server_message_pause(message);
    g_timeout_add(standin->page_ms + (is_empty ? EMPTY_MS : 0), on_scanned, wait);
}

/* -------------------------------------------------------------------------------------- eSCL -- */

static void job_start(Standin *standin, SoupServerMessage *message)
{
    SoupMessageBody *body = soup_server_message_get_request_body(message);
    g_autoptr(GBytes) text = soup_message_body_flatten(body);
    StandinRequest request;
    gsize size;
    const char *xml = g_bytes_get_data(text, &size);
    if (!standin_escl_parse(xml, size, &request))
        return answer_status(message, SOUP_STATUS_BAD_REQUEST);
    gboolean is_other_work = standin->scanner.refusals > 0;
    gboolean busy = standin_scanner_is_busy(&standin->scanner) && !is_other_work;
    guint job = standin_scanner_start(&standin->scanner, &request);
    if (!job)
        return answer_status(message,
                             busy ? SOUP_STATUS_SERVICE_UNAVAILABLE : SOUP_STATUS_CONFLICT);
    g_autofree char *location = g_strdup_printf(JOBS "/%u", job);
    soup_message_headers_replace(soup_server_message_get_response_headers(message), "Location",
                                 location);
    answer_status(message, SOUP_STATUS_CREATED);
}

static void job_cancel(Standin *standin, SoupServerMessage *message, guint job)
{
    if (standin->scanner.job == job)
        standin_scanner_cancel(&standin->scanner);
    answer_status(message, SOUP_STATUS_OK);
}

static void on_job(SoupServer *server, SoupServerMessage *message, const char *path,
                   GHashTable *query, gpointer data)
{
    (void)server, (void)query;
    Standin *standin = data;
    const char *method = soup_server_message_get_method(message);
    char *end = NULL;
    guint job = *(path += strlen(JOBS)) ? (guint)strtoul(path + 1, &end, 10) : 0;
    if (!*path && method == SOUP_METHOD_POST)
        job_start(standin, message);
    else if (job && !*end && method == SOUP_METHOD_DELETE)
        job_cancel(standin, message, job);
    else if (job && g_str_equal(end, "/NextDocument") && method == SOUP_METHOD_GET)
        document_await(standin, message, job);
    else
        answer_status(message, SOUP_STATUS_NOT_FOUND);
}

static void on_capabilities(SoupServer *server, SoupServerMessage *message, const char *path,
                            GHashTable *query, gpointer data)
{
    (void)server, (void)path, (void)query;
    const Standin *standin = data;
    answer_text(
        message, SOUP_STATUS_OK, "text/xml",
        standin_escl_capabilities(standin->width, standin->height, standin->scanner.format));
}

static void on_status(SoupServer *server, SoupServerMessage *message, const char *path,
                      GHashTable *query, gpointer data)
{
    (void)server, (void)path, (void)query;
    Standin *standin = data;
    answer_text(message, SOUP_STATUS_OK, "text/xml", standin_escl_status(&standin->scanner));
}

/* ----------------------------------------------------------------------------------- control -- */

static gboolean control_do(StandinScanner *scanner, const char *key, const char *value)
{
    if (g_str_equal(key, "accident"))
        return standin_scanner_plan(scanner, value);
    if (g_str_equal(key, "sheets")) {
        scanner->stack = (guint)atoi(value);
        standin_scanner_load(scanner, 1);
    } else if (g_str_equal(key, "load"))
        standin_scanner_load(scanner, (guint)atoi(value));
    else if (g_str_equal(key, "unload"))
        standin_scanner_unload(scanner);
    else
        return FALSE;
    return TRUE;
}

static void on_control(SoupServer *server, SoupServerMessage *message, const char *path,
                       GHashTable *query, gpointer data)
{
    (void)server, (void)path;
    StandinScanner *scanner = &((Standin *)data)->scanner;
    GHashTableIter iter;
    gpointer key, value;
    gboolean known = TRUE;
    if (query)
        g_hash_table_iter_init(&iter, query);
    while (query && g_hash_table_iter_next(&iter, &key, &value))
        known = control_do(scanner, key, value) && known;
    answer_text(message, known ? SOUP_STATUS_OK : SOUP_STATUS_BAD_REQUEST, "application/json",
                g_strdup_printf("{\"next\":%u,\"last\":%u,\"stack\":%u,\"sheet\":%u,\"job\":%u,"
                                "\"active\":%s,\"delivered\":%u}\n",
                                scanner->next, scanner->last, scanner->stack, scanner->sheet,
                                scanner->job, scanner->active ? "true" : "false",
                                scanner->delivered));
}

/* -------------------------------------------------------------------------------------- main -- */

static gboolean on_term(gpointer data)
{
    g_main_loop_quit(data);
    return G_SOURCE_CONTINUE;
}

static gboolean serve(Standin *standin, guint port, GError **error)
{
    g_autoptr(SoupServer) server = soup_server_new("server-header", "standin ", NULL);
    g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string("127.0.0.1", port);
    soup_server_add_handler(server, JOBS, on_job, standin, NULL);
    soup_server_add_handler(server, "/eSCL/ScannerCapabilities", on_capabilities, standin, NULL);
    soup_server_add_handler(server, "/eSCL/ScannerStatus", on_status, standin, NULL);
    soup_server_add_handler(server, "/control", on_control, standin, NULL);
    if (!soup_server_listen(server, address, 0, error))
        return FALSE;
    GSList *uris = soup_server_get_uris(server);
    printf("%d\n", g_uri_get_port(uris->data));
    fflush(stdout);
    g_slist_free_full(uris, (GDestroyNotify)g_uri_unref);
    standin->loop = g_main_loop_new(NULL, FALSE);
    g_unix_signal_add(SIGTERM, on_term, standin->loop);
    g_main_loop_run(standin->loop);
    soup_server_disconnect(server);
    g_main_loop_unref(standin->loop);
    return TRUE;
}

static gboolean plan(StandinScanner *scanner, char **accidents)
{
    for (guint i = 0; accidents && accidents[i]; i++)
        if (!standin_scanner_plan(scanner, accidents[i])) {
            fprintf(stderr, "standin: %s is no accident\n", accidents[i]);
            return FALSE;
        }
    return TRUE;
}

int main(int argc, char **argv)
{
    int sheets = 0, page_ms = 0, orphan_ms = 60000, port = 0;
    gboolean jpeg = FALSE;
    Standin standin = {.width = 2480, .height = 3508};
    g_autofree char *size = NULL, *images = NULL;
    g_auto(GStrv) accidents = NULL;
    const GOptionEntry entries[] = {
        {"sheets", 0, 0, G_OPTION_ARG_INT, &sheets, "sheets in the feeder", "N"},
        {"size", 0, 0, G_OPTION_ARG_STRING, &size, "largest page in 1/300 inch", "WxH"},
        {"images", 0, 0, G_OPTION_ARG_FILENAME, &images, "page images, else drawn", "DIR"},
        {"jpeg", 0, 0, G_OPTION_ARG_NONE, &jpeg, "JPEG instead of PNG", NULL},
        {"page-ms", 0, 0, G_OPTION_ARG_INT, &page_ms, "time for a page", "MS"},
        {"orphan-ms", 0, 0, G_OPTION_ARG_INT, &orphan_ms, "life of an abandoned job", "MS"},
        {"port", 0, 0, G_OPTION_ARG_INT, &port, "0: any that is free", "N"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &accidents, NULL, "ACCIDENT..."},
        {0}};
    g_autoptr(GOptionContext) options = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    g_option_context_add_main_entries(options, entries, NULL);
    standin_scanner_init(&standin.scanner, 0);
    gboolean good = g_option_context_parse(options, &argc, &argv, &error) &&
                    plan(&standin.scanner, accidents) &&
                    (!size || sscanf(size, "%ux%u", &standin.width, &standin.height) == 2);
    standin.scanner.stack = standin.scanner.last = (guint)sheets;
    standin.scanner.orphan_ms = (guint)orphan_ms;
    standin.scanner.images = images ? standin_paper_list(images) : NULL;
    standin.scanner.format = jpeg ? STANDIN_JPEG : STANDIN_PNG;
    standin.page_ms = (guint)page_ms;
    good = good && serve(&standin, (guint)port, &error);
    standin_scanner_clear(&standin.scanner);
    if (error)
        fprintf(stderr, "standin: %s\n", error->message);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
