/* What muhafiz doctor looks at.
 *
 * Disk space is told in A4 sheets (disk.h). A drive scans some 900 pages a day per operator, so less
 * than a day's room is a warning and less than a batch's a problem.
 */
#include "batch/doctor.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/devices.h"
#include "batch/disk.h"
#include "batch/scanner.h"
#include "index/member.h"
#include "ocr/ocr.h"

#define SHEETS_WARNING 500
#define YEAR_FIRST 2025 /* no record of ours is older than this program */
#define YEAR_LAST 2099

typedef struct {
    GArray *findings;
    const char *store_dir, *user; /* store_dir may be NULL */
    Store *store;                 /* NULL if there is none or it does not open */
    char *last_act_at;            /* owned; NULL if there is none */
} Doctor;

G_GNUC_PRINTF(4, 5)
static void find(Doctor *doctor, const char *check, FindingStatus status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Finding finding = {check, status, g_strdup_vprintf(format, arguments)};
    va_end(arguments);
    g_array_append_val(doctor->findings, finding);
}

static void finding_clear(gpointer finding)
{
    g_free(((Finding *)finding)->message);
}

/* --------------------------------------------------------------------------------- the machine -- */

static void examine_languages(Doctor *doctor)
{
    g_autoptr(GError) error = NULL;
    const char *languages =
        doctor->store ? index_store_conf_text(doctor->store, "office", "languages") : "eng";
    if (ocr_languages_check(languages, &error))
        find(doctor, "languages", FINDING_OK, "%s can be recognised", languages);
    else
        find(doctor, "languages", FINDING_PROBLEM, "%s", error->message);
}

static void examine_tools(Doctor *doctor)
{
    static const char *const tools[] = {"pdfinfo", "pdfimages", "pdftoppm", "pdftotext", "qpdf"};
    g_autoptr(GString) missing = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tools); i++) {
        g_autofree char *path = g_find_program_in_path(tools[i]);
        if (!path)
            g_string_append_printf(missing, "%s%s", missing->len ? ", " : "", tools[i]);
    }
    if (missing->len)
        find(doctor, "tools", FINDING_PROBLEM,
             "%s missing: install the packages poppler-utils and qpdf", missing->str);
    else
        find(doctor, "tools", FINDING_OK, "the tools of poppler and qpdf are there");
}

/* A caller's own configuration is used as it is. */
static void examine_sane(Doctor *doctor)
{
    const char *own = g_getenv("SANE_CONFIG_DIR");
    g_autofree char *list = g_build_filename(own ? own : "/etc/sane.d", "dll.conf", NULL);
    g_auto(GStrv) drivers = scan_drivers_list(), refused = scan_drivers_refused();
    g_autofree char *left_out = g_strjoinv(", ", refused);
    if (access(list, R_OK) != 0)
        find(doctor, "drivers", FINDING_PROBLEM,
             "%s cannot be read (%s): install the package libsane-common%s", list,
             g_strerror(errno), own ? " or unset SANE_CONFIG_DIR" : "");
    else if (own)
        find(doctor, "drivers", FINDING_OK, "as SANE_CONFIG_DIR=%s says", own);
    else
        find(doctor, "drivers", FINDING_OK, "%u are asked%s%s%s", g_strv_length(drivers),
             *refused ? "; left out: " : "", left_out,
             *refused ? ", which loses pages after a jam and crashes when a scanner goes away "
                        "(airscan drives the same scanners)"
                      : "");
}

static void examine_airscan(Doctor *doctor)
{
    g_auto(GStrv) drivers = scan_drivers_list();
    if (!g_getenv("SANE_CONFIG_DIR") && !g_strv_contains((const char *const *)drivers, "airscan"))
        find(doctor, "drivers", FINDING_WARNING,
             "the driver for network scanners is missing: install the package sane-airscan");
}

/* In sheets as [scan] says they are scanned, both sides of each. */
static void examine_disk(Doctor *doctor)
{
    const char *dir = doctor->store ? doctor->store_dir : ".";
    g_autoptr(GError) error = NULL;
    ScanSettings settings = {.source = "adf-duplex"};
    DiskRoom room;
    if (doctor->store) {
        settings.mode = index_store_conf_text(doctor->store, "scan", "mode");
        settings.dpi = (guint)index_store_conf_int(doctor->store, "scan", "dpi");
        if (g_str_equal(index_store_conf_text(doctor->store, "scan", "master"), "lossless"))
            settings.master = SCAN_MASTER_LOSSLESS;
    }
    if (!disk_room(dir, &settings, &room, &error)) {
        find(doctor, "disk", FINDING_PROBLEM, "%s", error->message);
        return;
    }
    g_autofree char *size = g_format_size(room.free_bytes);
    if (room.read_only)
        find(doctor, "disk", FINDING_PROBLEM, "the disk of %s can only be read: mount it writable",
             dir);
    else
        find(doctor, "disk",
             room.sheets < DISK_SHEETS_LEAST ? FINDING_PROBLEM
             : room.sheets < SHEETS_WARNING  ? FINDING_WARNING
                                             : FINDING_OK,
             "%s free, room for about %" G_GINT64_FORMAT " more A4 %s with both sides%s", size,
             COUNTED(room.sheets, "sheet"),
             room.sheets < SHEETS_WARNING ? ": make room, or move the store to a larger disk" : "");
}

static void examine_clock(Doctor *doctor)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    g_autoptr(GDateTime) last =
        doctor->last_act_at ? g_date_time_new_from_iso8601(doctor->last_act_at, NULL) : NULL;
    g_autofree char *text = g_date_time_format(now, "%Y-%m-%d %H:%M %Z");
    int year = g_date_time_get_year(now);
    if (year < YEAR_FIRST || year > YEAR_LAST)
        find(doctor, "clock", FINDING_PROBLEM,
             "the clock says %s: set date and time; the battery of the mainboard may be empty",
             text);
    else if (last && g_date_time_compare(now, last) < 0)
        find(doctor, "clock", FINDING_PROBLEM,
             "the clock says %s, but the store's last act was at %s: set date and time", text,
             doctor->last_act_at);
    else
        find(doctor, "clock", FINDING_OK, "%s", text);
}

/* ----------------------------------------------------------------------------------- the store -- */

static void examine_opening(Doctor *doctor)
{
    g_autoptr(GError) error = NULL;
    if (!doctor->store_dir) {
        find(doctor, "store", FINDING_WARNING,
             "none was named, so only the machine was examined: muhafiz --store DIR doctor");
        return;
    }
    doctor->store = index_store_open(doctor->store_dir, doctor->user, &error);
    if (doctor->store)
        find(doctor, "store", FINDING_OK, "%s, %s (%s)", doctor->store_dir,
             index_store_conf_text(doctor->store, "office", "name"),
             index_store_conf_text(doctor->store, "office", "code"));
    else
        find(doctor, "store", FINDING_PROBLEM, "%s", error->message);
}

static void examine_index(Doctor *doctor)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) troubles = NULL;
    if (!index_check(doctor->store, &doctor->last_act_at, &troubles, &error))
        find(doctor, "index", FINDING_PROBLEM, "%s", error->message);
    else if (troubles->len)
        find(doctor, "index", FINDING_PROBLEM,
             "damaged (%s): stop work, copy the store to another disk and restore the last backup",
             (const char *)troubles->pdata[0]);
    else
        find(doctor, "index", FINDING_OK, "sound");
}

/* Brought to its end as before any other command: what is confidential must not lie about. */
static void examine_removal(Doctor *doctor)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *note = NULL;
    if (!index_withhold_finish(doctor->store, &note, &error))
        find(doctor, "removal", FINDING_PROBLEM, "%s", error->message);
    else if (note)
        find(doctor, "removal", FINDING_WARNING, "%s", note);
}

static void examine_permissions(Doctor *doctor)
{
    struct stat dir;
    if (access(doctor->store_dir, R_OK | W_OK | X_OK) != 0 || stat(doctor->store_dir, &dir) != 0)
        find(doctor, "permissions", FINDING_PROBLEM,
             "%s cannot be written by %s (%s): let its owner work, or chown it", doctor->store_dir,
             g_get_user_name(), g_strerror(errno));
    else if (dir.st_mode & S_IRWXO)
        find(doctor, "permissions", FINDING_PROBLEM,
             "everyone on this machine can look into %s, which holds personal data: chmod o= %s",
             doctor->store_dir, doctor->store_dir);
    else
        find(doctor, "permissions", FINDING_OK, "the store is closed to others");
}

/* Lock files stay for ever and mean nothing. */
static guint count_spool(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    guint n = 0;
    while (dir && (name = g_dir_read_name(dir)))
        n += !g_str_has_suffix(name, ".lock") && !g_str_equal(name, "check"); /* pictures of lots */
    return n;
}

/* An open batch of a process that is gone. */
static void find_stale(Doctor *doctor, const StaleBatch *batch)
{
    if (g_str_equal(batch->kind, "scan"))
        find(doctor, "batches", FINDING_WARNING,
             "batch %" G_GINT64_FORMAT " of %s, begun %s, is open: muhafiz scan --resume --device "
             "%s goes on with it",
             batch->batch_id, batch->source, batch->started_at, batch->source);
    else
        find(doctor, "batches", FINDING_WARNING,
             "batch %" G_GINT64_FORMAT ": %s was interrupted on its way in: muhafiz ingest takes "
             "it again",
             batch->batch_id, batch->source);
}

static void examine_batches(Doctor *doctor)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) stale = index_batches_stale(doctor->store, &error);
    if (!stale)
        find(doctor, "batches", FINDING_PROBLEM, "%s", error->message);
    for (guint i = 0; stale && i < stale->len; i++)
        find_stale(doctor, &g_array_index(stale, StaleBatch, i));
    if (stale && stale->len == 0)
        find(doctor, "batches", FINDING_OK, "none was interrupted");
}

static void examine_spool(Doctor *doctor)
{
    g_autofree char *spool = index_store_path(doctor->store, "spool");
    guint n_files = count_spool(spool);
    if (n_files)
        find(doctor, "spool", FINDING_WARNING,
             "work in flight, %u %s: if nothing runs, muhafiz run takes in or removes what "
             "can be; the rest can be removed from %s",
             COUNTED(n_files, "file"), spool);
    else
        find(doctor, "spool", FINDING_OK, "no work in flight");
}

static void examine_profiles(Doctor *doctor)
{
    GKeyFile *conf = index_store_peek_conf(doctor->store);
    g_auto(GStrv) profiles = scanner_profiles(conf);
    g_autofree char *names = g_strjoinv(", ", profiles);
    gboolean sound = TRUE;
    for (guint i = 0; profiles[i]; i++) {
        g_autoptr(GError) error = NULL;
        if (scanner_check_profile(conf, profiles[i], &error))
            continue;
        sound = FALSE;
        find(doctor, "profiles", FINDING_PROBLEM, "%s", error->message);
    }
    if (*profiles && sound)
        find(doctor, "profiles", FINDING_OK, "%s", names);
}

/* What cannot be is a problem; one that does not answer may only be switched off. */
static void examine_scanner(Doctor *doctor, JsonObject *item)
{
    const char *name = member_text(item, "scanner"), *trouble = member_text(item, "trouble");
    g_auto(Scanner) scanner = {0};
    g_autoptr(GError) error = NULL;
    if (!scanner_load(index_store_peek_conf(doctor->store), name, &scanner, &error))
        find(doctor, "scanners", FINDING_PROBLEM, "%s", error->message);
    else if (*trouble)
        find(doctor, "scanners", FINDING_WARNING, "%s (%s): %s", name, member_text(item, "address"),
             trouble);
    else
        find(doctor, "scanners", FINDING_OK, "%s answers: %s %s", name, member_text(item, "vendor"),
             member_text(item, "model"));
}

/* Asked in children of ours, all at once, for some seconds at most. */
static void examine_scanners(Doctor *doctor)
{
    static const char *const no_drivers[] = {NULL};
    const DevicesSettings settings = {.conf = index_store_peek_conf(doctor->store),
                                      .store_dir = doctor->store_dir,
                                      .drivers = no_drivers};
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonArray) items = devices_ask(&settings, &error);
    if (!items)
        find(doctor, "scanners", FINDING_PROBLEM, "%s", error->message);
    else if (member_length(items) == 0)
        find(doctor, "scanners", FINDING_WARNING,
             "none in muhafiz.conf: muhafiz devices shows what is there; files can be ingested");
    for (guint i = 0; i < member_length(items); i++)
        if (*member_text(member_element(items, i), "scanner"))
            examine_scanner(doctor, member_element(items, i));
}

GArray *doctor_examine(const char *store_dir, const char *user)
{
    Doctor doctor = {
        .findings = g_array_new(FALSE, FALSE, sizeof(Finding)),
        .store_dir = store_dir,
        .user = user,
    };
    g_array_set_clear_func(doctor.findings, finding_clear);
    examine_opening(&doctor);
    if (doctor.store) {
        examine_index(&doctor);
        examine_removal(&doctor);
        examine_permissions(&doctor);
        examine_batches(&doctor);
        examine_spool(&doctor);
        examine_scanners(&doctor);
        examine_profiles(&doctor);
    }
    examine_clock(&doctor);
    examine_languages(&doctor);
    examine_tools(&doctor);
    examine_sane(&doctor);
    examine_airscan(&doctor);
    examine_disk(&doctor);
    index_store_free(doctor.store);
    g_free(doctor.last_act_at);
    return doctor.findings;
}
