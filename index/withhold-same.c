/* Where else pictures of a withheld record are held: whoever marks or removes it wants them gone there, too. */
#include "index/alike.h"
#include "index/answer.h"
#include "index/register.h"
#include "index/store-private.h"

/* Pages of one side. */
typedef struct {
    char *file_no, *side, *package; /* owned; package NULL: there is none */
    GString *pages;                 /* "1,4,id:17": as the commands take them */
    guint n;
} Group;

static void group_clear(Group *group)
{
    g_free(group->file_no);
    g_free(group->side);
    g_free(group->package);
    if (group->pages)
        g_string_free(group->pages, TRUE);
    *group = (Group){0};
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Group, group_clear)

static void group_tell(const Group *group, const char *file_no, const char *how, GPtrArray *told)
{
    if (group->n == 0)
        return;
    g_autofree char *word = index_word(group->file_no), *own = index_word(file_no);
    g_autofree char *where = g_strconcat(group->side, " ", group->pages->str, NULL);
    g_autofree char *package =
        group->package ? g_strconcat("; in package ", group->package, NULL) : g_strdup("");
    g_ptr_array_add(told,
                    g_strdup_printf("%s has %u %s of %s (%s%s), and nothing is withheld there: see "
                                    "them, and mark that record as well (muhafiz register set %s), "
                                    "or have them removed with this one (muhafiz record withhold "
                                    "%s %s %s --side %s --reason TEXT)",
                                    group->file_no, COUNTED(group->n, "page"), how, where, package,
                                    word, own, word, group->pages->str, group->side));
}

/* Columns: file_no, side, page_id, seq, package. */
static void group_begin(Group *group, DbRows *row)
{
    group_clear(group);
    group->file_no = g_strdup(db_rows_text(row, 0));
    group->side = g_strdup(db_rows_text(row, 1));
    group->package = g_strdup(db_rows_text(row, 4));
    group->pages = g_string_new("");
}

static void group_add(Group *group, DbRows *row)
{
    const gboolean is_aside = db_rows_is_null(row, 3);
    g_string_append_printf(group->pages, "%s%s%" G_GINT64_FORMAT, group->n++ ? "," : "",
                           is_aside ? "id:" : "", db_rows_int(row, is_aside ? 2 : 3));
}

/* Takes rows. */
static gboolean groups_tell(DbRows *rows, const char *file_no, const char *how, GPtrArray *told,
                            GError **error)
{
    g_autoptr(DbRows) all = rows;
    g_auto(Group) group = {0};
    while (all && db_rows_next(all, error)) {
        if (!group.n || !g_str_equal(group.file_no, db_rows_text(all, 0)) ||
            !g_str_equal(group.side, db_rows_text(all, 1))) {
            group_tell(&group, file_no, how, told);
            group_begin(&group, all);
        }
        group_add(&group, all);
    }
    group_tell(&group, file_no, how, told);
    return all && !db_rows_failed(all);
}

GArray *withhold_alike(Db *db, gint64 record_id, const GArray *page_ids, GError **error)
{
    GArray *alike = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autofree char *named = alike_ids_list(page_ids);
    g_autoptr(DbRows) rows =
        db_query(db, "withhold_alike", DB_VALUES(DB_INT(record_id), DB_TEXT(named)), error);
    while (rows && db_rows_next(rows, error)) {
        gint64 page_id = db_rows_int(rows, 0);
        g_array_append_val(alike, page_id);
    }
    if (rows && !db_rows_failed(rows))
        return alike;
    g_array_unref(alike);
    return NULL;
}

gboolean withhold_tell_same(Db *db, gint64 record_id, const char *file_no, const GArray *alike,
                            GPtrArray *told, GError **error)
{
    g_autofree char *list = alike_ids_list(alike);
    const DbValue id = DB_INT(record_id);
    return groups_tell(db_query(db, "withhold_same", DB_VALUES(id), error), file_no,
                       "the very same picture", told, error) &&
           groups_tell(db_query(db, "withhold_like", DB_VALUES(id, DB_TEXT(list)), error), file_no,
                       "the same looks", told, error);
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
