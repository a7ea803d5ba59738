/* The watch over a hot folder: what is due is taken, one file after the other; in between the
 * folder is looked at again.
 *
 * Whose fault an error is decides what happens: the file's (it is given patience, then refused; an
 * error's code does not tell, since the index has the same ones: ingest.h does), the folder's (it is told and waited for), the store's or ours (the watch ends, and every file
 * stays where it is). */
#include "batch/watch.h"

#include "batch/folder.h"
#include "batch/output.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef struct {
    Context *context;
    const WatchSettings *settings;
    Folder *folder;
    JsonArray *items;
    gboolean is_ending; /* a signal came */
    gboolean is_gone;   /* the folder, and that was told */
} Watch;

/* ------------------------------------------------------------------------------------ telling -- */

/* A watch may run for weeks: what it says is there at once. */
static void watch_told(const Watch *watch)
{
    if (!watch->context->json)
        fflush(stdout);
}

static void item_add(Watch *watch, const HotFile *file, const Ingested *result,
                     const GError *failure, const char *moved_to)
{
    json_array_add_object_element(watch->items, ingest_item(file->path, result, failure, moved_to));
}

/* ------------------------------------------------------------------------------------- taking -- */

static gboolean file_refuse(Watch *watch, const HotFile *file, const Ingested *result,
                            const GError *failure, GError **error)
{
    g_autofree char *to = NULL;
    if (!folder_refuse(watch->folder, file, failure->message, &to, error))
        return FALSE;
    if (!to) /* what was wrong with it is gone */
        return TRUE;
    output_problem(watch->context, "%s: %s. It lies in %s now", file->name, failure->message, to);
    item_add(watch, file, result, failure, to);
    return TRUE;
}

static gboolean copy_refuse(Watch *watch, const HotFile *file, const Ingested *result,
                            GError **error)
{
    g_autoptr(GError) failure =
        g_error_new(MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "the same file is in already as batch %" G_GINT64_FORMAT
                    "; to take it once more, give it with \"muhafiz ingest --again\"",
                    result->batch_id);
    return file_refuse(watch, file, result, failure, error);
}

static gboolean file_accept(Watch *watch, const HotFile *file, const Ingested *result,
                            GError **error)
{
    g_autofree char *to = NULL;
    if (!folder_accept(watch->folder, file, &to, error))
        return FALSE;
    if (!to)
        output_note("%s changed right after it was taken: what lies there now is another file",
                    file->name);
    item_add(watch, file, result, NULL, to ? to : "");
    return TRUE;
}

/* Whether the file itself can be read: if so, an error of reading or writing is not its own. */
static gboolean file_is_readable(const HotFile *file, GError **error)
{
    char sha256[SCAN_SHA256_SIZE];
    return scan_file_sha256(file->path, sha256, NULL, error);
}

/* It is told once, and again when the file has changed. */
static void file_doubt(Watch *watch, HotFile *file, GError *failure)
{
    if (!file->trouble && failure->domain == MUHAFIZ_ERROR && failure->code == MUHAFIZ_ERROR_IO &&
        g_file_test(file->path, G_FILE_TEST_EXISTS))
        output_problem(watch->context, "%s: %s; it is left where it is", file->name,
                       failure->message);
    folder_doubt(file, failure);
}

/* Takes failure. */
static gboolean failure_judge(Watch *watch, HotFile *file, const Ingested *result, GError *failure,
                              GError **error)
{
    g_autoptr(GError) kept = failure;
    g_autoptr(GError) unread = NULL;
    if (result->is_at_fault && !g_error_matches(kept, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO)) {
        if (file->trouble)
            return file_refuse(watch, file, result, kept, error);
        file_doubt(watch, file, g_steal_pointer(&kept));
        return TRUE;
    }
    if (g_error_matches(kept, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO) &&
        !file_is_readable(file, &unread)) {
        file_doubt(watch, file, g_steal_pointer(&unread));
        return TRUE;
    }
    g_propagate_prefixed_error(error, g_steal_pointer(&kept), "%s: ", file->name);
    return FALSE;
}

/* Into the store, but not yet out of the folder. *is_in: FALSE where it could not be taken. What
 * could not be read and did not change since is not read again, but where the reader failed rather
 * than the file. */
static gboolean file_ingest(Watch *watch, HotFile *file, gint64 fronts_batch, Ingested *result,
                            gboolean *is_in, GError **error)
{
    GError *failure = NULL;
    IngestSettings settings = watch->settings->ingest;
    settings.identity = file->identity;
    settings.keep_unplaced = TRUE;
    settings.fronts_batch = fronts_batch;
    *is_in = FALSE;
    if (file->trouble && g_error_matches(file->trouble, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA))
        return file_refuse(watch, file, result, file->trouble, error);
    *is_in = ingest_file(watch->context, &settings, file->path, result, &failure);
    /* The record was found for the fronts: what else is wrong, as backs that they have already, is
     * the matter of these two files. */
    if (fronts_batch && g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE)) {
        failure->code = MUHAFIZ_ERROR_DATA;
        result->is_at_fault = TRUE;
    }
    return *is_in || failure_judge(watch, file, result, failure, error);
}

static gboolean file_take(Watch *watch, HotFile *file, GError **error)
{
    gboolean is_in;
    g_auto(Ingested) result = {0};
    if (!file_ingest(watch, file, 0, &result, &is_in, error))
        return FALSE;
    if (!is_in)
        return TRUE;
    if (result.known && !result.is_itself)
        return copy_refuse(watch, file, &result, error);
    return ingest_tell(watch->context, file->name, &result, error) &&
           file_accept(watch, file, &result, error);
}

/* ------------------------------------------------------------------------------------- stacks -- */

/* The fronts stay, so that a whole stack of backs can still be given. */
static gboolean backs_refuse(Watch *watch, const HotFile *fronts, const HotFile *backs,
                             const Ingested *result, GError **error)
{
    g_autoptr(GError) failure =
        g_error_new(MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "%s. Drop the right backs as %s; if %s is in done by then, put it back first",
                    result->problem, backs->name, fronts->name);
    return file_refuse(watch, backs, result, failure, error);
}

/* The fronts go last: while they are there, all this can be repeated. */
static gboolean stacks_take(Watch *watch, HotFile *fronts, HotFile *backs, GError **error)
{
    gboolean is_in;
    g_auto(Ingested) front = {0}, back = {0};
    if (!file_ingest(watch, fronts, 0, &front, &is_in, error) ||
        (is_in && !front.known && !ingest_tell(watch->context, fronts->name, &front, error)))
        return FALSE;
    if (!is_in)
        return TRUE;
    if (!file_ingest(watch, backs, front.batch_id, &back, &is_in, error))
        return FALSE;
    if (!is_in)
        return TRUE;
    if (back.problem)
        return backs_refuse(watch, fronts, backs, &back, error);
    return ingest_tell(watch->context, backs->name, &back, error) &&
           file_accept(watch, backs, &back, error) && file_accept(watch, fronts, &front, error);
}

static gboolean lone_backs_refuse(Watch *watch, const HotFile *backs, const char *fronts,
                                  GError **error)
{
    const Ingested none = {0};
    g_autoptr(GError) failure =
        g_error_new(MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                    "these are backs and %s, the fronts, did not come; drop both", fronts);
    return file_refuse(watch, backs, &none, failure, error);
}

/* ------------------------------------------------------------------------------------ looking -- */

/* What is next: a file, or two stacks. */
typedef struct {
    HotFile *file, *backs;
    char *lacks; /* of a lone stack: the other one's name; owned */
} Turn;

static void turn_clear(Turn *turn)
{
    g_clear_pointer(&turn->lacks, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Turn, turn_clear)

static HotFile *file_named(const GPtrArray *files, const char *name)
{
    for (guint i = 0; i < files->len; i++) {
        HotFile *file = g_ptr_array_index(files, i);
        if (g_ascii_strcasecmp(file->name, name) == 0)
            return file;
    }
    return NULL;
}

/* A stack waits for the other one, though not for ever. */
static gboolean turn_of(const GPtrArray *files, HotFile *file, Turn *turn)
{
    gboolean is_fronts = TRUE;
    g_autofree char *name = ingest_name_other(file->name, &is_fronts);
    HotFile *other = name ? file_named(files, name) : NULL;
    if (file->state != HOT_DUE || (name && !other && !file->is_stale && !file->trouble) ||
        (other && other->state != HOT_DUE))
        return FALSE;
    *turn = (Turn){.file = is_fronts || !other ? file : other,
                   .backs = !other      ? NULL
                            : is_fronts ? other
                                        : file,
                   .lacks = other || is_fronts ? NULL : g_steal_pointer(&name)};
    return TRUE;
}

static gboolean turn_find(const GPtrArray *files, Turn *turn)
{
    for (guint i = 0; i < files->len; i++)
        if (turn_of(files, g_ptr_array_index(files, i), turn))
            return TRUE;
    return FALSE;
}

static gboolean turn_take(Watch *watch, const Turn *turn, GError **error)
{
    if (turn->lacks)
        return lone_backs_refuse(watch, turn->file, turn->lacks, error);
    return turn->backs ? stacks_take(watch, turn->file, turn->backs, error)
                       : file_take(watch, turn->file, error);
}

static gboolean is_unreadable(const HotFile *file)
{
    return file->trouble && g_error_matches(file->trouble, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO);
}

static gboolean something_waits(const GPtrArray *files)
{
    for (guint i = 0; i < files->len; i++) {
        const HotFile *file = g_ptr_array_index(files, i);
        if (file->state == HOT_WAITS && !is_unreadable(file))
            return TRUE;
    }
    return FALSE;
}

static void left_note(const GPtrArray *files)
{
    for (guint i = 0; i < files->len; i++) {
        const HotFile *file = g_ptr_array_index(files, i);
        gboolean is_fronts;
        g_autofree char *other = ingest_name_other(file->name, &is_fronts);
        if (file->state == HOT_LEFT)
            output_note("%s is left where it is: it is empty or has a temporary name", file->name);
        else if (other)
            output_note("%s is left where it is: it waits for %s", file->name, other);
    }
}

/* Told once, and waited for: shares come and go. */
static gboolean folder_missed(Watch *watch, GError *failure, GError **error)
{
    if (watch->settings->once || !g_error_matches(failure, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO)) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    if (!watch->is_gone)
        output_note("%s; waiting for it", failure->message);
    watch->is_gone = TRUE;
    g_error_free(failure);
    return TRUE;
}

/* One look, and one file if one is due. *is_idle: there was none. */
static gboolean watch_step(Watch *watch, const GPtrArray **files, gboolean *is_idle, GError **error)
{
    GError *failure = NULL;
    *is_idle = TRUE;
    *files = NULL;
    if (!folder_look(watch->folder, files, &failure))
        return folder_missed(watch, failure, error);
    if (watch->is_gone)
        output_note("%s is there again", folder_path(watch->folder));
    watch->is_gone = FALSE;
    g_auto(Turn) turn = {0};
    *is_idle = !turn_find(*files, &turn);
    return *is_idle || turn_take(watch, &turn, error);
}

static gboolean watch_loop(Watch *watch, GError **error)
{
    gboolean is_idle;
    const GPtrArray *files;
    while (!watch->is_ending) {
        if (!watch_step(watch, &files, &is_idle, error))
            return FALSE;
        watch_told(watch);
        if (!is_idle)
            continue;
        if (watch->settings->once && files && !something_waits(files)) {
            left_note(files);
            return TRUE;
        }
        folder_wait(watch->folder);
    }
    return TRUE;
}

/* ----------------------------------------------------------------------------------- lifetime -- */

static gboolean on_signal(gpointer data)
{
    Watch *watch = data;
    watch->is_ending = TRUE;
    folder_wake(watch->folder);
    return G_SOURCE_CONTINUE;
}

/* Without them every PDF would look broken. */
static gboolean tools_check(GError **error)
{
    static const char *const tools[] = {"pdfinfo", "pdfimages", "pdftoppm"};
    for (guint i = 0; i < G_N_ELEMENTS(tools); i++) {
        g_autofree char *found = g_find_program_in_path(tools[i]);
        if (found)
            continue;
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
                    "%s is not installed and PDF files could not be read; install the package "
                    "poppler-utils",
                    tools[i]);
        return FALSE;
    }
    return TRUE;
}

static guint conf_seconds(const Context *context, const char *key)
{
    return (guint)index_store_conf_int(context->store, "ingest", key);
}

/* Once: what a copier puts into folders of its own would wait there for ever. */
static void subfolders_tell(const Folder *folder)
{
    g_autofree char *names = folder_subfolders(folder);
    if (names)
        output_note("%s: files in folders in it are not taken (%s): watch those, or move the files",
                    folder_path(folder), names);
}

gboolean watch_run(Context *context, const WatchSettings *settings, JsonArray *items,
                   GError **error)
{
    const FolderTimes times = {.settle_s = conf_seconds(context, "settle_s"),
                               .patience_s = conf_seconds(context, "patience_s"),
                               .stale_s = conf_seconds(context, "stale_s")};
    Watch watch = {.context = context, .settings = settings, .items = items};
    g_autoptr(Folder) folder =
        tools_check(error) ? folder_open(settings->path, &times, error) : NULL;
    if (!folder)
        return FALSE;
    watch.folder = folder;
    guint interrupt = g_unix_signal_add(SIGINT, on_signal, &watch);
    guint terminate = g_unix_signal_add(SIGTERM, on_signal, &watch);
    if (!settings->once)
        output_line(context, "Watching %s. Control-C ends it.", folder_path(folder));
    watch_told(&watch);
    subfolders_tell(folder);
    gboolean done = watch_loop(&watch, error);
    g_source_remove(interrupt);
    g_source_remove(terminate);
    return done;
}
