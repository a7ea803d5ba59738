/* Packages: whole, as they were handed over, and with events that are still those of the chain.
 *
 * A package may be gone: the import job takes it and answers later, or it went out on a disk that is not here now. Only
 * what is there and is not what was exported is damage. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/answer.h"
#include "index/package.h"
#include "index/store-private.h"
#include "index/verify.h"

JsonNode *verify_package_head_load(const char *dir)
{
    g_autofree char *path = g_build_filename(dir, "data/events.jsonl", NULL), *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return NULL;
    g_strchomp(text);
    const char *end = strrchr(text, '\n'), *line = end ? end + 1 : text;
    g_autoptr(JsonNode) root = index_json_parse(line, strlen(line), NULL);
    JsonObject *head = root && JSON_NODE_HOLDS_OBJECT(root)
                           ? json_object_get_object_member(json_node_get_object(root), "head")
                           : NULL;
    return head ? answer_node_of_object(json_object_ref(head)) : NULL;
}

static gboolean head_check(Verify *verify, const char *name, const char *dir, gint64 number,
                           GError **error)
{
    g_autoptr(JsonNode) head = verify_package_head_load(dir);
    g_autoptr(DbRows) row = NULL;
    if (!db_query_row(index_store_db(verify->store), "package_event_hash",
                      DB_VALUES(DB_TEXT(index_store_office(verify->store)), DB_INT(number)), &row,
                      error))
        return FALSE;
    const char *hash =
        head ? json_object_get_string_member_with_default(json_node_get_object(head), "hash", "")
             : "";
    if (row && g_str_equal(db_rows_text(row, 0), hash))
        return TRUE;
    verify->problems_of_chain++;
    verify_problem_add(verify->report,
                       "the events up to %" G_GINT64_FORMAT " are not those that package %s "
                       "carries: the chain was cut or written anew; compare with the last "
                       "backup",
                       number, name);
    return TRUE;
}

/* Whoever took it may have it still, so that it is gone is no damage; without a receipt it is told. */
static void package_gone(Verify *verify, DbRows *rows)
{
    const char *path = db_rows_text(rows, 2);
    gint64 days = package_days_since(db_rows_text(rows, 7));
    if (!g_str_equal(db_rows_text(rows, 4), "exported") ||
        db_rows_int(rows, 8)) /* superseded, or withdrawn */
        return;
    gboolean is_away = g_str_equal(package_whereabouts(verify->store, path), "away");
    g_ptr_array_add(
        verify->report->notes,
        g_strdup_printf("%s (%s): %s; no receipt yet, %" G_GINT64_FORMAT " %s after the export%s",
                        path, db_rows_text(rows, 5),
                        is_away ? "the disk it was put on is not here"
                                : "not here, somebody took it",
                        COUNTED(days, "day"),
                        days < PACKAGE_OVERDUE_DAYS
                            ? ""
                            : ": ask the import job for it (muhafiz ack); if nobody has the "
                              "package, export the record again"));
}

/* TRUE: it is what was exported, as far as it was looked at. */
static gboolean package_is_whole(Verify *verify, const char *path, const char *dir,
                                 const char *manifest_sha256)
{
    GPtrArray *problems = verify->report->problems;
    guint n_before = problems->len;
    gboolean is_drawn = verify_is_drawn(verify, path);
    verify->report->files_hashed += is_drawn;
    package_check(dir, manifest_sha256, is_drawn ? BAG_ALL : BAG_SIZES, problems);
    return problems->len == n_before;
}

/* Its files' problems were told, or are when it was mended. */
static void package_broken(Verify *verify, const char *path, const char *whose, const char *sha256,
                           guint n_before)
{
    char *text = g_strdup_printf(
        "%s (%s) is no longer the package that was exported: bring it back from a backup (muhafiz "
        "verify --mend DIR), or export the record again (muhafiz export), which writes it as it "
        "was; "
        "once it is imported, remove the folder",
        path, whose);
    if (!verify->mend_root || g_path_is_absolute(path)) {
        verify_file_problem_add(verify, text);
        return;
    }
    g_ptr_array_set_size(verify->report->problems, (gint)n_before);
    verify_damage_add(verify, path, sha256, TRUE, text);
}

/* ------------------------------------------------------------------------------------ copies -- */

static void copy_away(Verify *verify, const char *dir)
{
    char *folder = g_path_get_dirname(dir);
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(verify->away, folder));
    g_hash_table_insert(verify->away, folder, GUINT_TO_POINTER(n + 1));
}

static void copy_check(Verify *verify, const char *dir, DbRows *package)
{
    guint n_before = verify->report->problems->len;
    g_autofree char *folder = g_path_get_dirname(dir);
    if (g_str_equal(package_whereabouts(verify->store, dir), "away")) {
        copy_away(verify, dir);
        return;
    }
    if (!g_file_test(dir, G_FILE_TEST_IS_DIR)) /* taken */
        return;
    verify->report->packages++;
    if (package_is_whole(verify, dir, dir, db_rows_text(package, 3)) ||
        !g_file_test(dir, G_FILE_TEST_IS_DIR)) {
        g_ptr_array_set_size(verify->report->problems, (gint)n_before);
        return;
    }
    g_autofree char *word = index_word(db_rows_text(package, 5)),
                    *again =
                        g_strdup_printf("muhafiz export --to %s %s writes it again", folder, word);
    verify_file_problem_add(
        verify,
        g_strdup_printf("%s (%s) is no longer the package that was copied there: %s", dir,
                        db_rows_text(package, 5),
                        db_rows_int(package, 8) ? "nobody needs it any more: remove it" : again));
}

static gboolean copies_check(Verify *verify, DbRows *package, GError **error)
{
    g_autoptr(DbRows) rows = db_query(
        index_store_db(verify->store), "package_copies",
        DB_VALUES(DB_INT(db_rows_int(package, 9)), DB_TEXT(db_rows_text(package, 1))), error);
    while (rows && db_rows_next(rows, error))
        copy_check(verify, db_rows_text(rows, 0), package);
    return rows && !db_rows_failed(rows);
}

void verify_copies_tell(Verify *verify)
{
    GHashTableIter folders;
    gpointer folder, n;
    g_hash_table_iter_init(&folders, verify->away);
    while (g_hash_table_iter_next(&folders, &folder, &n))
        g_ptr_array_add(verify->report->notes,
                        g_strdup_printf("%s is not here: %u %s not looked at", (char *)folder,
                                        GPOINTER_TO_UINT(n),
                                        GPOINTER_TO_UINT(n) == 1 ? "copy of a package was"
                                                                 : "copies of packages were"));
}

/* ----------------------------------------------------------------------------------- packages -- */

static gboolean package_examine(Verify *verify, DbRows *rows, GError **error)
{
    const char *name = db_rows_text(rows, 1), *path = db_rows_text(rows, 2);
    guint n_before = verify->report->problems->len;
    g_autofree char *dir =
        g_path_is_absolute(path) ? g_strdup(path) : index_store_path(verify->store, path);
    verify_step(verify);
    if (verify_is_withheld(verify, path))
        return TRUE;
    if (!g_file_test(dir, G_FILE_TEST_IS_DIR)) {
        package_gone(verify, rows);
        return TRUE;
    }
    verify->report->packages++;
    if (package_is_whole(verify, path, dir, db_rows_text(rows, 3)))
        return head_check(verify, name, dir, db_rows_int(rows, 6), error);
    if (g_file_test(dir, G_FILE_TEST_IS_DIR)) /* not taken while it was read */
        package_broken(verify, path, db_rows_text(rows, 5), db_rows_text(rows, 3), n_before);
    return TRUE;
}

gboolean verify_package(Verify *verify, DbRows *rows, GError **error)
{
    return package_examine(verify, rows, error) && copies_check(verify, rows, error);
}
