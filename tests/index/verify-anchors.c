/* Slips, packages and backups that carry the head of the chain. */
#include <glib/gstdio.h>

#include "index/store-private.h"
#include "tests/index/verify-room.h"

typedef enum { CHAIN_CUT, CHAIN_REWRITTEN } ChainDamage;

/* The chain as somebody writes it anew who knows how: another detail, and hashes that fit. */
static void chain_rewrite(Sample *sample)
{
    Db *db = index_store_db(sample->store);
    char previous[SCAN_SHA256_SIZE] =
        "0000000000000000000000000000000000000000000000000000000000000000";
    g_autoptr(GString) sql = g_string_new(UNLOCK);
    g_autoptr(DbRows) rows = db_query(db, "verify_events", DB_NO_VALUES, NULL);
    while (db_rows_next(rows, NULL)) {
        const Event event = {.office = db_rows_text(rows, 0),
                             .number = db_rows_int(rows, 1),
                             .at = db_rows_text(rows, 2),
                             .person = db_rows_int(rows, 1) == 3 ? "nobody" : db_rows_text(rows, 3),
                             .act = db_rows_text(rows, 4),
                             .object = db_rows_text(rows, 5),
                             .detail = db_rows_text(rows, 6)};
        index_event_hash(&event, previous, previous);
        g_string_append_printf(
            sql, "UPDATE event_kept SET person = '%s', hash = '%s' WHERE number = %d;",
            event.person, previous, (int)event.number);
    }
    g_clear_pointer(&rows, db_rows_free);
    sample_sql(sample, sql->str);
}

/* What carries the head out of the house: hash, text of a slip, package. */
static void anchors_write(Sample *sample, char *anchors[3])
{
    gint64 number;
    char hash[SCAN_SHA256_SIZE];
    g_autofree char *package = sample_path(sample, PACKAGE);
    g_assert_true(index_event_head(sample->store, &number, hash, NULL));
    g_autofree char *text = g_strdup_printf("Handed over: 1 file. Head of the chain:\n%s\n", hash);
    anchors[0] = g_strdup(hash);
    anchors[1] = g_build_filename(sample->root, "slip.txt", NULL);
    anchors[2] = g_build_filename(sample->root, "handed-over", NULL);
    g_assert_true(g_file_set_contents(anchors[1], text, -1, NULL));
    package_accept(sample); /* so that it may leave the outbox */
    g_assert_cmpint(g_rename(package, anchors[2]), ==, 0);
}

static void anchors_must(Sample *sample, char *const *anchors, guint n, const char *problem)
{
    for (guint i = 0; i < n; i++) {
        const char *const names[] = {anchors[i], NULL};
        must_verify_with(sample, &(VerifySettings){.anchors = names}, problem);
    }
}

static void test_anchor(Sample *sample, gconstpointer data)
{
    char *anchors[3];
    make_package(sample);
    anchors_write(sample, anchors);
    anchors_must(sample, anchors, 3, NULL);
    if (GPOINTER_TO_INT(data) == CHAIN_CUT)
        sample_sql(sample, UNLOCK "DELETE FROM event_kept WHERE number > 8");
    else
        chain_rewrite(sample);
    anchors_must(sample, anchors, 3,
                 GPOINTER_TO_INT(data) == CHAIN_CUT ? "was cut off" : "written anew");
    anchors_must(sample, anchors + 2, 1, "; it departs "); /* a package knows its record's events */
    for (guint i = 0; i < 3; i++)
        g_free(anchors[i]);
}

static void test_no_anchor(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autofree char *path = sample_path(sample, "muhafiz.conf");
    const char *const names[] = {path, sample->dir, "abcd", NULL};
    for (guint i = 0; names[i]; i++) {
        const char *const one[] = {names[i], NULL};
        VerifyReport report = {0};
        g_autoptr(GError) error = NULL;
        g_assert_false(index_verify(sample->store, &(VerifySettings){.anchors = one}, NULL, NULL,
                                    &report, &error));
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    }
}

void verify_anchors_tests(void)
{
    g_test_add("/verify/anchor-cut", Sample, GINT_TO_POINTER(CHAIN_CUT), sample_setup, test_anchor,
               sample_teardown);
    g_test_add("/verify/anchor-rewritten", Sample, GINT_TO_POINTER(CHAIN_REWRITTEN), sample_setup,
               test_anchor, sample_teardown);
    g_test_add("/verify/anchor-none", Sample, NULL, sample_setup, test_no_anchor, sample_teardown);
}
