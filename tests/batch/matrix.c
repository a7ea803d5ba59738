/* The fault matrix: every fault at the first, a middle and the last sheet, in simplex and on either
 * face of a duplex sheet; then the operator puts back what the message says and "scan --resume"
 * goes on. Each cell ends with the same record as a scan that nothing disturbed, and the table
 * says what did not.
 *
 *   matrix [--only WORD] [--jobs N]     WORD: of a cell's name, "jam duplex-back 3"
 *   matrix --kill N [--seed N]          kill -9 of the command or its worker at N random moments */
#include "scan/scan.h"
#include "tests/batch/room-kill.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SHEETS 5
#define TIMEOUT_S 60
#define SILENT_TIMEOUT_S 3

typedef struct {
    const char *name;
    const char *accident; /* of the scanner: see standin-scanner.h; %s: "@3.back" */
    const char *driver;   /* of its driver: see fault-scan.c */
    int status;           /* of the scan that it happens to; 0: it is got over unaided */
    int back_status;      /* the same where it strikes between front and back */
    gboolean dead;        /* the scanner must be switched on again */
    gboolean silent;      /* the watchdog has to find out */
    StandinFormat format;
} Fault;

static const Fault faults[] = {
    {"jam", "jam%s", NULL, 3, 3, FALSE, FALSE, STANDIN_PNG},
    {"cover open", "cover%s", NULL, 3, 3, FALSE, FALSE, STANDIN_PNG},
    {"double feed", "double%s", NULL, 3, 3, FALSE, FALSE, STANDIN_PNG},
    {"no paper", "empty%s", NULL, 1, 3, FALSE, FALSE, STANDIN_PNG},
    {"busy", "busy%s*3", NULL, 0, 3, FALSE, FALSE, STANDIN_PNG},
    {"503", "503%s*2", NULL, 0, 0, FALSE, FALSE, STANDIN_PNG},
    {"server death", "die%s", NULL, 3, 3, TRUE, FALSE, STANDIN_PNG},
    {"server hang", "hang%s", NULL, 3, 3, FALSE, TRUE, STANDIN_PNG},
    {"server drip", "drip%s", NULL, 3, 3, FALSE, TRUE, STANDIN_PNG},
    {"cut jpeg", "cut%s", NULL, 3, 3, FALSE, FALSE, STANDIN_JPEG},
    {"cut png", "cut%s", NULL, 3, 3, FALSE, FALSE, STANDIN_PNG},
    {"driver crash", NULL, "crash", 3, 3, FALSE, FALSE, STANDIN_PNG},
    {"driver hang", NULL, "hang", 3, 3, FALSE, TRUE, STANDIN_PNG},
    {"driver spin", NULL, "spin", 3, 3, FALSE, TRUE, STANDIN_PNG},
    {"driver idle", NULL, "idle", 3, 3, FALSE, TRUE, STANDIN_PNG},
    {"page too late", NULL, "late", 3, 3, FALSE, TRUE, STANDIN_PNG},
};

static const struct {
    const char *name;
    guint faces;
    gboolean back;
} modes[] = {{"simplex", 1, FALSE}, {"duplex-front", 2, FALSE}, {"duplex-back", 2, TRUE}};

static const guint places[] = {1, (SHEETS + 1) / 2, SHEETS};

typedef struct {
    const Fault *fault;
    guint mode, sheet;
    char *wrong; /* NULL: as it should be */
    double seconds;
} Cell;

static const char *pristine;

/* -------------------------------------------------------------------------------------- cells -- */

static void cell_scan(const Cell *cell, Room *room)
{
    g_autofree char *place =
        g_strdup_printf("@%u%s", cell->sheet, modes[cell->mode].back ? ".back" : "");
    g_auto(GStrv) parts = g_strsplit(cell->fault->accident ? cell->fault->accident : "", "%s", 2);
    g_autofree char *accident =
        cell->fault->accident ? g_strconcat(parts[0], place, parts[1], NULL) : NULL;
    guint frame = (cell->sheet - 1) * room->faces + 1 + modes[cell->mode].back;
    g_autofree char *driver =
        cell->fault->driver ? g_strdup_printf("%s %u", cell->fault->driver, frame) : NULL;
    room_scanner_start(room, accident, 0);
    room_scan_start(room, FALSE, driver);
    room_scan_wait(room);
}

/* The operator looks at the last good sheet and puts in all that came after it. */
static void sheets_put_back(Room *room, gboolean dead)
{
    g_autofree char *order = g_strdup_printf("load=%u", room_sheets_kept(room) + 1);
    room->timeout_s = TIMEOUT_S;
    if (dead)
        room_scanner_start(room, NULL, 0);
    room_configure(room);
    room_scanner_tell(room, order);
}

static char *cell_resume(const Cell *cell, Room *room)
{
    guint kept = room_sheets_kept(room);
    if (kept != cell->sheet - 1)
        return g_strdup_printf("%u whole sheets were kept: %s", kept, room->err);
    char *wrong = room_message_check(room, kept);
    if (wrong)
        return wrong;
    sheets_put_back(room, cell->fault->dead);
    room_scan_start(room, TRUE, NULL);
    room_scan_wait(room);
    return room->status == 0
               ? NULL
               : g_strdup_printf("resuming ends with %d: %s", room->status, room->err);
}

static char *cell_check(const Cell *cell, Room *room)
{
    int status = modes[cell->mode].back ? cell->fault->back_status : cell->fault->status;
    cell_scan(cell, room);
    if (room->status != status)
        return g_strdup_printf("ends with %d, not %d: %s", room->status, status, room->err);
    char *wrong = status ? cell_resume(cell, room) : NULL;
    if (!wrong)
        wrong = room_ledger_check(room);
    return wrong ? wrong : room_pages_check(room);
}

static void cell_run(gpointer data, gpointer user_data)
{
    (void)user_data;
    Cell *cell = data;
    gint64 start = g_get_monotonic_time();
    g_autoptr(Room) room = room_new(pristine, SHEETS, modes[cell->mode].faces);
    room->format = cell->fault->format;
    room->timeout_s = cell->fault->silent ? SILENT_TIMEOUT_S : TIMEOUT_S;
    cell->wrong = cell_check(cell, room);
    cell->seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
}

/* -------------------------------------------------------------------------------------- table -- */

static GArray *cells_new(const char *only)
{
    GArray *cells = g_array_new(FALSE, FALSE, sizeof(Cell));
    for (guint i = 0; i < G_N_ELEMENTS(faults); i++)
        for (guint mode = 0; mode < G_N_ELEMENTS(modes); mode++)
            for (guint place = 0; place < G_N_ELEMENTS(places); place++) {
                Cell cell = {.fault = &faults[i], .mode = mode, .sheet = places[place]};
                g_autofree char *name =
                    g_strdup_printf("%s %s %u", faults[i].name, modes[mode].name, places[place]);
                if (!only || strstr(name, only))
                    g_array_append_val(cells, cell);
            }
    return cells;
}

static guint table_print(const GArray *cells)
{
    guint n_wrong = 0;
    printf("%-14s %-13s at which of %u sheets", "fault", "mode", SHEETS);
    for (guint i = 0; i < cells->len; i++) {
        const Cell *cell = &g_array_index(cells, Cell, i);
        if (i == 0 || cell[-1].mode != cell->mode || cell[-1].fault != cell->fault)
            printf("\n%-14s %-13s", cell->fault->name, modes[cell->mode].name);
        printf("  %u: %-6s %4.1f s", cell->sheet, cell->wrong ? "FAILED" : "ok", cell->seconds);
        n_wrong += cell->wrong != NULL;
    }
    printf("\n%u cells, %u failed\n", cells->len, n_wrong);
    for (guint i = 0; i < cells->len; i++) {
        const Cell *cell = &g_array_index(cells, Cell, i);
        if (cell->wrong)
            printf("FAILED: %s, %s, sheet %u: %s\n", cell->fault->name, modes[cell->mode].name,
                   cell->sheet, cell->wrong);
    }
    return n_wrong;
}

/* Most cells wait most of the time, for a watchdog or a driver's pause. They come from the table's two ends by turns,
 * for those at its end all wait. The threads stay until the end: a process that asked to die with its parent dies with
 * the thread that started it. */
static guint matrix_run(const char *only, int jobs)
{
    GArray *cells = cells_new(only);
    GThreadPool *pool = g_thread_pool_new(cell_run, NULL, jobs, TRUE, NULL);
    for (guint i = 0; i < cells->len; i++)
        g_thread_pool_push(
            pool, &g_array_index(cells, Cell, i % 2 ? cells->len - 1 - i / 2 : i / 2), NULL);
    g_thread_pool_free(pool, FALSE, TRUE);
    guint n_wrong = table_print(cells);
    if (!cells->len)
        printf("no cell has \"%s\" in its name\n", only);
    for (guint i = 0; i < cells->len; i++)
        g_free(g_array_index(cells, Cell, i).wrong);
    n_wrong += cells->len == 0;
    g_array_unref(cells);
    return n_wrong;
}

/* ------------------------------------------------------------------------------------- kills -- */

typedef struct {
    guint mode, wait_ms;
    gboolean worker;
    char *wrong;
} Kill;

static void kill_run(gpointer data, gpointer user_data)
{
    (void)user_data;
    Kill *moment = data;
    g_autoptr(Room) room = room_new(pristine, SHEETS, modes[moment->mode].faces);
    moment->wrong = room_kill_check(room, moment->worker, moment->wait_ms);
}

/* Half of them strike the command, half only its worker; simplex and duplex in turn. */
static GArray *kills_new(guint n, guint seed)
{
    g_autoptr(Room) room = room_new(pristine, SHEETS, 2);
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    guint took_ms = room_kill_time(room);
    GArray *kills = g_array_new(FALSE, FALSE, sizeof(Kill));
    printf("seed %u: kill -9 at %u moments within %u ms\n", seed, n, took_ms);
    for (guint i = 0; i < n; i++) {
        Kill moment = {.mode = i / 2 % 2,
                       .worker = i % 2,
                       .wait_ms = (guint)g_rand_int_range(random, 0, (gint32)took_ms)};
        g_array_append_val(kills, moment);
    }
    return kills;
}

static guint kills_run(guint n, guint seed, int jobs)
{
    GArray *kills = kills_new(n, seed);
    GThreadPool *pool = g_thread_pool_new(kill_run, NULL, jobs, TRUE, NULL);
    for (guint i = 0; i < kills->len; i++)
        g_thread_pool_push(pool, &g_array_index(kills, Kill, i), NULL);
    g_thread_pool_free(pool, FALSE, TRUE);
    guint n_wrong = 0;
    for (guint i = 0; i < kills->len; i++) {
        Kill *moment = &g_array_index(kills, Kill, i);
        n_wrong += moment->wrong != NULL;
        if (moment->wrong)
            printf("FAILED: %s killed at %u ms, %s: %s\n", moment->worker ? "worker" : "command",
                   moment->wait_ms, modes[moment->mode].name, moment->wrong);
        g_free(moment->wrong);
    }
    printf("%u moments, %u failed\n", kills->len, n_wrong);
    g_array_unref(kills);
    return n_wrong;
}

int main(int argc, char **argv)
{
    int jobs = 6, kills = 0, seed = (int)getpid();
    g_autofree char *only = NULL;
    const GOptionEntry entries[] = {
        {"only", 0, 0, G_OPTION_ARG_STRING, &only, "cells with this in their name", "WORD"},
        {"jobs", 0, 0, G_OPTION_ARG_INT, &jobs, "cells at the same time", "N"},
        {"kill", 0, 0, G_OPTION_ARG_INT, &kills, "kill -9 at so many moments", "N"},
        {"seed", 0, 0, G_OPTION_ARG_INT, &seed, "of the moments", "N"},
        {0}};
    g_autoptr(GOptionContext) options = g_option_context_new(NULL);
    g_option_context_add_main_entries(options, entries, NULL);
    if (!g_option_context_parse(options, &argc, &argv, NULL))
        return 2;
    g_autofree char *office = room_pristine_new();
    pristine = office;
    guint n_wrong =
        kills ? kills_run((guint)kills, (guint)seed, MIN(jobs, 2)) : matrix_run(only, jobs);
    scan_dir_remove(office, NULL);
    return n_wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}
