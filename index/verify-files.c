/* The files that rows name: each is there, and has the bytes that it had.
 *
 * Rows are read in pieces by their numbers, so that no reader stands in the way of writers for hours,
 * and so that a check can go on behind any of them: what was hashed before is only looked for then. */
#include "index/db.h"
#include "index/store-private.h"
#include "index/verify.h"

#define FROM_BACKUP "bring it back from a backup (muhafiz verify --mend DIR)"

/* What the row says of a file. */
typedef struct {
    const char *path, *sha256;
    const char *whose; /* "A-12/2008, correspondence folio 7" */
    const char *advice;
    const char *still; /* a statement: whether row id still names what of it, path or hash */
    gint64 id;
    const char *what;
} RowFile;

void verify_step(Verify *verify)
{
    verify->done++;
    if (verify->progress)
        verify->progress(verify->done, MAX(verify->done, verify->total), verify->user_data);
}

/* Work that goes on may have put another in its place, and then its file is gone rightly. */
static gboolean row_still_names(Verify *verify, const RowFile *file)
{
    gint64 n = 1;
    return !file->still ||
           !db_query_int(index_store_db(verify->store), file->still,
                         DB_VALUES(DB_INT(file->id), DB_TEXT(file->what)), &n, NULL, NULL) ||
           n > 0;
}

/* What is wrong with the file, as the end of "it ..."; NULL: nothing. */
static char *file_examine(Verify *verify, const RowFile *file)
{
    char found[SCAN_SHA256_SIZE];
    g_autoptr(GError) failure = NULL;
    g_autofree char *full = index_store_path(verify->store, file->path);
    if (!g_file_test(full, G_FILE_TEST_EXISTS))
        return g_strdup_printf(" is missing: %s", file->advice);
    if (!verify_is_drawn(verify, file->path))
        return NULL;
    verify->report->files_hashed++;
    if (!scan_file_sha256(full, found, NULL, &failure))
        return g_strdup_printf(": %s", failure->message);
    return g_str_equal(found, file->sha256)
               ? NULL
               : g_strdup_printf(" is damaged, its hash differs: %s", file->advice);
}

/* 1; 0: it was removed as confidential, so that there is nothing to examine. */
static guint file_check(Verify *verify, const RowFile *file)
{
    if (verify_is_withheld(verify, file->path))
        return 0;
    g_autofree char *problem = file_examine(verify, file);
    if (problem && row_still_names(verify, file)) {
        char *text = g_strdup_printf("%s (%s)%s", file->path, file->whose, problem);
        if (verify->mend_root)
            verify_damage_add(verify, file->path, file->sha256, FALSE, text);
        else
            verify_file_problem_add(verify, text);
    }
    verify_step(verify);
    return 1;
}

/* Where it lies; of what was set aside or replaced, a label that it had once says nothing. */
static char *page_name(DbRows *rows)
{
    const char *file_no = db_rows_text(rows, 3);
    if (db_rows_is_null(rows, 8) || db_rows_is_null(rows, 5))
        return g_strdup_printf("batch %" G_GINT64_FORMAT ", sheet %" G_GINT64_FORMAT "%s%s",
                               db_rows_int(rows, 6), db_rows_int(rows, 7),
                               file_no ? ", no page of the record now: " : "",
                               file_no ? file_no : "");
    return g_strdup_printf("%s, %s folio %s", db_rows_text(rows, 3), db_rows_text(rows, 4),
                           db_rows_text(rows, 5));
}

static gboolean page_check(Verify *verify, DbRows *rows, GError **error)
{
    (void)error;
    const char *sha256 = db_rows_text(rows, 1), *alto = db_rows_text(rows, 2);
    g_autofree char *whose = page_name(rows);
    g_autofree char *master = g_strdup_printf("pages/%.2s/%s.tif", sha256, sha256);
    verify->report->masters +=
        file_check(verify, &(RowFile){.path = master,
                                      .sha256 = sha256,
                                      .whose = whose,
                                      .advice = db_rows_is_null(rows, 8) ? FROM_BACKUP
                                                                         : FROM_BACKUP
                                                    ", or scan the sheet again and put that in "
                                                    "its place (muhafiz page replace)"});
    if (!alto)
        return TRUE;
    g_autofree char *text = g_strdup_printf("text/%.2s/%s.alto.xml", alto, alto);
    verify->report->texts +=
        file_check(verify, &(RowFile){.path = text,
                                      .sha256 = alto,
                                      .whose = whose,
                                      .advice = FROM_BACKUP ", or have the page recognised again",
                                      .still = "verify_text_named",
                                      .id = db_rows_int(rows, 0),
                                      .what = alto});
    return TRUE;
}

/* The PDF files that were ingested. */
static gboolean original_check(Verify *verify, DbRows *rows, GError **error)
{
    (void)error;
    file_check(verify, &(RowFile){.path = db_rows_text(rows, 1),
                                  .sha256 = db_rows_text(rows, 2),
                                  .whose = db_rows_text(rows, 3),
                                  .advice = FROM_BACKUP ", or from where it was ingested"});
    return TRUE;
}

static gboolean volume_check(Verify *verify, DbRows *rows, GError **error)
{
    (void)error;
    const char *path = db_rows_text(rows, 1);
    verify->report->volumes +=
        file_check(verify, &(RowFile){.path = path,
                                      .sha256 = db_rows_text(rows, 2),
                                      .whose = db_rows_text(rows, 3),
                                      .advice = db_rows_int(rows, 4)
                                                    ? FROM_BACKUP " or from its package"
                                                    : FROM_BACKUP ", or have it written again",
                                      .still = "verify_volume_named",
                                      .id = db_rows_int(rows, 0),
                                      .what = path});
    return TRUE;
}

/* Statements give the rows behind number $1, by number, some at a time; the number comes first. */
static const struct {
    const char *statement;
    gboolean (*check)(Verify *, DbRows *, GError **);
} PHASES[] = {
    {"verify_pages", page_check},
    {"verify_originals", original_check},
    {"verify_volumes", volume_check},
    {"verify_packages", verify_package},
};

static gboolean piece_check(Verify *verify, guint *n, GError **error)
{
    g_autoptr(DbRows) rows =
        db_query(index_store_db(verify->store), PHASES[verify->phase].statement,
                 DB_VALUES(DB_INT(verify->last)), error);
    for (*n = 0; rows && db_rows_next(rows, error); ++*n) {
        verify->last = db_rows_int(rows, 0);
        if (!PHASES[verify->phase].check(verify, rows, error))
            return FALSE;
    }
    return rows && !db_rows_failed(rows);
}

gboolean verify_files(Verify *verify, GError **error)
{
    for (; verify->phase < G_N_ELEMENTS(PHASES); verify->phase++, verify->last = 0)
        for (guint n = 1; n > 0; verify_state_save(verify))
            if (!piece_check(verify, &n, error))
                return FALSE;
    return TRUE;
}
