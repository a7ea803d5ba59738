/* Where else pictures of a withheld record are held: whoever marks or removes it wants them gone there, too. */
#include "index/alike.h"
#include "index/answer.h"
#include "index/register.h"
#include "index/store-private.h"

/* Columns: file_no, pages, page, package. page 0: all of them are set aside. */
static char *same_text(DbRows *row, const char *how)
{
    const char *file_no = db_rows_text(row, 0), *package = db_rows_text(row, 3);
    gint64 n = db_rows_int(row, 1), page = db_rows_int(row, 2);
    g_autofree char *where =
        page ? g_strdup_printf("the first is page %" G_GINT64_FORMAT, page) : g_strdup("set aside");
    return g_strdup_printf("%s has %" G_GINT64_FORMAT " %s of %s (%s%s%s), and "
                           "nothing is withheld there: mark that record as well (muhafiz register "
                           "set %s), or have them removed with this one (muhafiz record withhold "
                           "FILE_NO %s PAGES --reason TEXT)",
                           file_no, COUNTED(n, "page"), how, where, package ? "; in package " : "",
                           package ? package : "", file_no, file_no);
}

static gboolean same_add(Db *db, const char *statement, gint64 record_id, const char *how,
                         GPtrArray *told, GError **error)
{
    g_autoptr(DbRows) rows = db_query(db, statement, DB_VALUES(DB_INT(record_id)), error);
    while (rows && db_rows_next(rows, error))
        g_ptr_array_add(told, same_text(rows, how));
    return rows && !db_rows_failed(rows);
}

gboolean withhold_tell_same(Db *db, gint64 record_id, GPtrArray *told, GError **error)
{
    return same_add(db, "withhold_same", record_id, "the very same picture", told, error) &&
           same_add(db, "withhold_like", record_id, "the same looks", told, error);
}

JsonNode *index_batch_removed(Store *store, gint64 batch_id, GError **error)
{
    static const AnswerField fields[] = {
        {"sheet", ANSWER_INT},           {"face", ANSWER_TEXT},  {"file_no", ANSWER_TEXT},
        {"side", ANSWER_TEXT},           {"folio", ANSWER_TEXT}, {"other_file_no", ANSWER_TEXT},
        {"classification", ANSWER_TEXT},
    };
    JsonArray *pages =
        answer_array(index_store_db(store), "alike_removed", DB_VALUES(DB_INT(batch_id)), fields,
                     G_N_ELEMENTS(fields), error);
    return pages ? answer_node_of_array(pages) : NULL;
}
