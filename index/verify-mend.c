/* Bringing back what is damaged, file by file, from a backup.
 *
 *     check --what is damaged or missing--> event "store.mending" --copies--> event "store.mended" --> check of these
 *
 * A file of the copy is taken only where it has the hash that the row here has, so an old backup serves as well as the
 * latest, and one of another office serves nothing. It is written beside, synced, read back and renamed into its place
 * (backup-file.c). What stood there is moved to damaged/ first, for whoever looks into it; a file that is whole is
 * never touched. Of a package, its tag manifest names the others. A package that is gone altogether is not brought
 * back: the import job may have taken it.
 *
 * The first event names every file before any is touched. So after a kill the chain tells what was meant; the next
 * check finds what is still damaged, and mends that. Rows are not mended. */
#include <errno.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "index/backup.h"
#include "index/member.h"
#include "index/package.h"
#include "index/store-private.h"
#include "index/verify.h"

#define KEPT_FOLDER "damaged"
#define WORK_FOLDER "spool/mend" /* what is being brought back */

void verify_damage_free(VerifyDamage *damage)
{
    g_free(damage->path);
    g_free(damage->sha256);
    g_free(damage->problem);
    g_free(damage->why);
    g_free(damage);
}

void verify_damage_add(Verify *verify, const char *path, const char *sha256, gboolean is_package,
                       char *problem)
{
    VerifyDamage *damage = g_new0(VerifyDamage, 1);
    damage->path = g_strdup(path);
    damage->sha256 = g_strdup(sha256);
    damage->is_package = is_package;
    damage->problem = problem;
    g_ptr_array_add(verify->damages, damage);
}

/* The folder of the backup of this office, DIR of DIR/backups/NAME. */
static char *root_find(const Verify *verify, const char *dir, GError **error)
{
    g_autofree char *from = g_canonicalize_filename(dir, NULL), *folder = NULL;
    g_autoptr(JsonNode) marker = backup_marker_load(from, &folder, error);
    if (!marker)
        return NULL;
    const char *office = member_text(json_node_get_object(marker), "office");
    if (g_strcmp0(office, index_store_office(verify->store)) != 0) {
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "%s: it holds the backup of another office (%s): name the folder of your own",
                    dir, office ? office : "unknown");
        return NULL;
    }
    g_autofree char *folders = g_path_get_dirname(folder);
    return g_path_get_dirname(folders);
}

/* What a mending that was killed left; the lock is ours, so none goes on. */
static void work_sweep(const Verify *verify)
{
    g_autofree char *work = index_store_path(verify->store, WORK_FOLDER);
    if (verify->lock >= 0 && !index_store_is_read_only(verify->store))
        scan_dir_remove(work, NULL);
}

gboolean verify_mend_init(Verify *verify, GError **error)
{
    work_sweep(verify);
    if (!verify->settings->mend)
        return TRUE;
    if (index_store_is_read_only(verify->store)) {
        g_set_error_literal(
            error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_IO,
            "the disk of the store can only be read, so nothing can be brought back: "
            "mount it writable");
        return FALSE;
    }
    if (verify->lock < 0) {
        g_set_error_literal(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_LIMIT,
                            "another check is running; wait for its end");
        return FALSE;
    }
    verify->mend_root = root_find(verify, verify->settings->mend, error);
    return verify->mend_root != NULL;
}

/* ------------------------------------------------------------------------------------- events -- */

static gboolean mending_note(Verify *verify, GError **error)
{
    g_autoptr(GVariantBuilder) files = g_variant_builder_new(G_VARIANT_TYPE("aa{sv}"));
    for (guint i = 0; i < verify->damages->len; i++) {
        const VerifyDamage *damage = verify->damages->pdata[i];
        g_variant_builder_add_parsed(files, "{'path': <%s>, 'sha256': <%s>}", damage->path,
                                     damage->sha256);
    }
    return index_event_put(verify->store, "store.mending", "office", 0,
                           g_variant_new_parsed("{'from': <%s>, 'files': <%@aa{sv}>}",
                                                verify->mend_root, g_variant_builder_end(files)),
                           error);
}

static gboolean mended_note(Verify *verify, GError **error)
{
    guint n_mended = verify->report->mended->len;
    return index_event_put(verify->store, "store.mended", "office", 0,
                           g_variant_new_parsed("{'files': <%u>, 'left': <%u>}", n_mended,
                                                verify->damages->len - n_mended),
                           error);
}

/* -------------------------------------------------------------------------------------- files -- */

/* What stands there goes to damaged/, under a name that is free. */
static gboolean damaged_keep(Verify *verify, const char *path, GError **error)
{
    g_autofree char *full = index_store_path(verify->store, path);
    g_autofree char *kept =
        g_build_filename(index_store_dir(verify->store), KEPT_FOLDER, path, NULL);
    g_autofree char *folder = g_path_get_dirname(kept);
    if (!g_file_test(full, G_FILE_TEST_EXISTS))
        return TRUE;
    for (guint i = 2; g_file_test(kept, G_FILE_TEST_EXISTS); i++) {
        g_free(kept);
        kept = g_strdup_printf("%s/" KEPT_FOLDER "/%s~%u", index_store_dir(verify->store), path, i);
    }
    return scan_dir_make(folder, error) &&
           (g_rename(full, kept) == 0 || scan_set_errno(error, errno, "move", full));
}

/* The reason why it stays damaged, or NULL; *error: our own disk fails. */
static char *file_mend(Verify *verify, BackupCopies *copies, const char *path, const char *sha256,
                       GError **error)
{
    guint64 size_bytes;
    gboolean is_of_source = FALSE;
    g_autoptr(GError) failure = NULL;
    g_autofree char *source = g_build_filename(verify->mend_root, path, NULL);
    g_autofree char *full = index_store_path(verify->store, path);
    if (backup_file_is(full, sha256, NULL))
        return NULL;
    if (!backup_file_is(source, sha256, NULL))
        return g_strdup_printf("%s is %s", source,
                               g_file_test(source, G_FILE_TEST_EXISTS) ? "damaged or another file"
                                                                       : "not there");
    if (damaged_keep(verify, path, &failure) &&
        backup_copies_add(copies, full, source, sha256, &size_bytes, &is_of_source, &failure))
        return NULL;
    if (is_of_source)
        return g_strdup(failure->message);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

static char *package_mend(Verify *verify, BackupCopies *copies, const VerifyDamage *damage,
                          GError **error)
{
    g_autoptr(BackupList) list = backup_list_new();
    g_autoptr(GError) failure = NULL;
    g_autofree char *full = index_store_path(verify->store, damage->path);
    char *why = NULL;
    backup_list_add_package(list, verify->mend_root, damage->path, damage->sha256);
    if (list->files->len == 0)
        return g_strdup_printf("%s/%s is not there, or not whole", verify->mend_root, damage->path);
    for (guint i = 0; i < list->files->len && !why && !failure; i++) {
        const BackupFile *file = &g_array_index(list->files, BackupFile, i);
        why = file_mend(verify, copies, file->path, file->sha256, &failure);
    }
    if (!why && !failure)
        package_folders_make(full, &failure);
    if (failure)
        g_propagate_error(error, g_steal_pointer(&failure));
    return why;
}

static gboolean damages_mend(Verify *verify, GError **error)
{
    g_autofree char *work = index_store_path(verify->store, WORK_FOLDER);
    if (!scan_dir_make(work, error))
        return FALSE;
    g_autoptr(BackupCopies) copies = backup_copies_new(work);
    for (guint i = 0; i < verify->damages->len; i++) {
        VerifyDamage *damage = verify->damages->pdata[i];
        g_autoptr(GError) failure = NULL;
        damage->why = damage->is_package
                          ? package_mend(verify, copies, damage, &failure)
                          : file_mend(verify, copies, damage->path, damage->sha256, &failure);
        if (failure) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return FALSE;
        }
    }
    return backup_copies_end(copies, error);
}

/* -------------------------------------------------------------------------------------- telling -- */

/* Of a package: what is wrong with it still is added to the problems. */
static gboolean is_whole(Verify *verify, const VerifyDamage *damage)
{
    g_autofree char *full = index_store_path(verify->store, damage->path);
    GPtrArray *problems = verify->report->problems;
    guint n = problems->len;
    if (!damage->is_package)
        return backup_file_is(full, damage->sha256, NULL);
    package_check(full, damage->sha256, BAG_ALL, problems);
    return problems->len == n;
}

static void damage_tell(Verify *verify, const VerifyDamage *damage)
{
    if (is_whole(verify, damage))
        g_ptr_array_add(verify->report->mended, g_strdup_printf("%s: brought back from %s",
                                                                damage->path, verify->mend_root));
    else
        verify_problem_add(verify->report, "%s%s%s%s", damage->problem,
                           damage->why ? " (not brought back: " : "",
                           damage->why ? damage->why : "", damage->why ? ")" : "");
}

gboolean verify_mend(Verify *verify, GError **error)
{
    if (verify->damages->len == 0)
        return TRUE;
    if (verify->problems_of_chain) {
        g_set_error_literal(
            error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
            "the chain of events was meddled with, so nothing is written behind it and "
            "nothing brought back: run \"muhafiz verify\" to see where, and restore "
            "a backup of before to another folder (muhafiz restore)");
        return FALSE;
    }
    if (!mending_note(verify, error) || !damages_mend(verify, error))
        return FALSE;
    for (guint i = 0; i < verify->damages->len; i++)
        damage_tell(verify, verify->damages->pdata[i]);
    work_sweep(verify);
    return mended_note(verify, error);
}
