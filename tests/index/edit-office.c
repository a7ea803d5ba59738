#include "tests/index/edit-office.h"

#include <json-glib/json-glib.h>
#include <sqlite3.h>
#include <string.h>

void office_setup(Sample *sample, gconstpointer data)
{
    static const char *const texts[] = {"a", "b", "c", "d", "e", "f", "g",
                                        "h", "i", "j", "k", "l", "m"};
    sample_setup(sample, data);
    sample_scan(sample, "B-7/2010", "", texts, 6);
    sample_sql(sample, "UPDATE page SET face = CASE sheet % 2 WHEN 0 THEN 'back' ELSE 'front' END, "
                       "sheet = (sheet + 1) / 2");
    for (guint i = 0; i < 6; i++) {
        const char number[] = {(char)('1' + i), '\0'};
        sample_vouch(sample, "page", number);
    }
    sample_scan(sample, "B-7/2010", "notes", texts + 6, 2);
    sample_scan(sample, "C-3/2011", "", texts + 8, 2);
    sample_scan(sample, NULL, NULL, texts + 10, 3);
    sample_run(sample);
}

void office_stack_backs(Sample *sample)
{
    sample_sql(sample, "UPDATE page SET batch_id = 1, sheet = 9 WHERE page_id = 13;"
                       "UPDATE batch SET fronts_batch_id = 3 WHERE batch_id = 4");
    sample_vouch(sample, "page", "13");
    sample_vouch(sample, "batch", "4");
}

void office_conf(Sample *sample, const char *group, const char *key, const char *value)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GKeyFile) conf = g_key_file_new();
    g_autofree char *path = sample_path(sample, "muhafiz.conf");
    g_assert_true(g_key_file_load_from_file(conf, path, 0, NULL));
    g_key_file_set_string(conf, group, key, value);
    g_assert_true(g_key_file_save_to_file(conf, path, NULL));
    index_store_free(sample->store);
    sample->store = index_store_open(sample->dir, "operator", &error);
    g_assert_no_error(error);
}

/* --------------------------------------------------------------------------------- looking -- */

char *rows_text(Sample *sample, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    GString *text = g_string_new(NULL);
    g_autofree char *path = sample_path(sample, "muhafiz.db");
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        g_error("%s: %s", sql, sqlite3_errmsg(db));
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(statement); i++)
            g_string_append_printf(text, "%s%s",
                                   i           ? " "
                                   : text->len ? "\n"
                                               : "",
                                   (const char *)sqlite3_column_text(statement, i));
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return g_string_free(text, FALSE);
}

void same_rows(Sample *sample, const char *sql, const char *expected)
{
    g_autofree char *found = rows_text(sample, sql);
    g_assert_cmpstr(found, ==, expected);
}

char *office_print(Sample *sample)
{
    return rows_text(
        sample, "SELECT page_id, role, side_id, seq, folio, folio_set, item_id, turn, turn_set, "
                "CASE WHEN seq IS NULL AND state <> 'replaced' THEN '-' ELSE state END, "
                "replaced_by, (SELECT group_concat(flag) FROM flag f WHERE f.page_id = "
                "p.page_id) FROM page p UNION ALL "
                "SELECT side_id, name, closed_reason, closed_by, closed_at, 0, 0, 0, 0, 0, 0, 0 "
                "FROM side WHERE closed_at IS NOT NULL UNION ALL SELECT item_id, side_id, 0, "
                "0, 0, 0, 0, 0, 0, 0, 0, 0 "
                "FROM item");
}

void office_check(Sample *sample, guint n_pages)
{
    g_autofree char *count = g_strdup_printf("%u", n_pages);
    same_rows(sample, "SELECT count(*) FROM page", count);
    /* places are 1..n */
    same_rows(sample,
              "SELECT side_id FROM page WHERE seq IS NOT NULL GROUP BY side_id "
              "HAVING max(seq) <> count(seq) OR min(seq) <> 1",
              "");
    /* a page has a place, or none of these: a label that follows it, a job */
    same_rows(
        sample,
        "SELECT page_id FROM page WHERE seq IS NOT NULL AND (folio IS NULL OR side_id IS NULL "
        "OR state = 'replaced' OR (folio_set = 0 AND folio <> CAST(seq AS TEXT)))",
        "");
    same_rows(sample,
              "SELECT page_id FROM page JOIN job ON kind = 'page' AND target_id = page_id "
              "WHERE seq IS NULL",
              "");
    same_rows(sample,
              "SELECT page_id FROM page JOIN side USING (side_id) JOIN record USING (record_id) "
              "WHERE seq IS NOT NULL AND state = 'scanned' AND classification = 'Normal' AND "
              "availability <> 'excluded' AND NOT EXISTS (SELECT 1 FROM job WHERE kind = 'page' "
              "AND target_id = page_id)",
              "");
    same_rows(sample,
              "SELECT page_id FROM page JOIN item ON item.item_id = page.item_id "
              "WHERE page.seq IS NOT NULL AND item.side_id <> page.side_id",
              "");
}

void office_verify(Sample *sample)
{
    VerifyReport report;
    g_autoptr(GError) error = NULL;
    g_assert_true(index_verify(sample->store, &(VerifySettings){0}, NULL, NULL, &report, &error));
    for (guint i = 0; i < report.problems->len; i++)
        g_error("%s", (char *)report.problems->pdata[i]);
    index_verify_report_clear(&report);
}

char *side_print(Sample *sample, const char *file_no, const char *side)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT p.page_id || CASE WHEN p.folio = CAST(p.seq AS TEXT) THEN '' ELSE '=' || p.folio "
        "END FROM page p JOIN side s USING (side_id) JOIN record r USING (record_id) "
        "WHERE r.file_no = '%s' AND s.name = '%s' AND p.seq IS NOT NULL ORDER BY p.seq",
        file_no, side);
    return g_strdelimit(rows_text(sample, sql), "\n", ' ');
}

/* -------------------------------------------------------------------------------- scripting -- */

gint64 side_of(Sample *sample, const char *word)
{
    static const struct {
        const char *word, *file_no, *side;
    } sides[] = {{"B", "B-7/2010", ""},
                 {"Bn", "B-7/2010", "notes"},
                 {"C", "C-3/2011", ""},
                 {"R", "R-1/1998", ""},
                 {"A", "A-12/2008", ""}};
    gint64 side_id = 0;
    for (guint i = 0; i < G_N_ELEMENTS(sides); i++) {
        if (!g_str_equal(sides[i].word, word))
            continue;
        g_autoptr(Record) record = index_record_load(sample->store, sides[i].file_no, NULL);
        g_assert_true(
            index_side_find(sample->store, record, sides[i].side, SIDE_LOOK, &side_id, NULL));
    }
    return side_id;
}

static gboolean mark_find(Sample *sample, gint64 side_id, const char *word, gint64 *page_id,
                          GError **error)
{
    g_autoptr(GArray) found = index_pages_find(sample->store, side_id, word, error);
    if (found)
        *page_id = g_array_index(found, gint64, 0);
    return found != NULL;
}

static JsonNode *script_move(Sample *sample, const GArray *pages, char **words, GError **error)
{
    PagePlace to = {.side_id = side_of(sample, words[0])};
    const char *label = NULL;
    for (guint i = 1; words[i]; i += 2) {
        if (g_str_equal(words[i], "folio"))
            label = words[i + 1];
        else if (!mark_find(sample, to.side_id, words[i + 1],
                            g_str_equal(words[i], "before") ? &to.before : &to.after, error))
            return NULL;
    }
    return index_pages_move(sample->store, pages, &to, label, error);
}

static JsonNode *script_label(Sample *sample, const GArray *pages, char **words, GError **error)
{
    const FolioSeries series = {words[0] ? words[0] : "",
                                words[0] && words[1] && strstr(words[1], "on"),
                                words[0] && words[1] ? words[2] : NULL};
    return index_pages_label(sample->store, pages, &series, error);
}

JsonNode *script_run(Sample *sample, const char *line, GError **error)
{
    Store *store = sample->store;
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    if (g_str_equal(words[0], "merge"))
        return index_record_merge(store, words[1], words[2], error);
    if (g_str_equal(words[0], "close"))
        return index_side_close(store, side_of(sample, words[1]), words[2], error);
    if (g_str_equal(words[0], "undo"))
        return index_edit_undo(store, g_ascii_strtoll(words[1], NULL, 10), error);
    g_autoptr(GArray) pages = index_pages_find(store, side_of(sample, words[1]), words[2], error);
    if (!pages)
        return NULL;
    if (g_str_equal(words[0], "move"))
        return script_move(sample, pages, words + 3, error);
    if (g_str_equal(words[0], "aside"))
        return index_pages_set_aside(store, pages, "fed twice", error);
    if (g_str_equal(words[0], "turn"))
        return index_pages_turn(store, pages, (guint)atoi(words[3]), error);
    if (g_str_equal(words[0], "reverse"))
        return index_pages_reverse(store, pages, words[3] != NULL, error);
    if (g_str_equal(words[0], "label"))
        return script_label(sample, pages, words + 3, error);
    if (g_str_equal(words[0], "split"))
        return index_record_split(store, pages, words[3], words[4], error);
    g_assert_cmpstr(words[0], ==, "replace");
    g_autoptr(GArray) by = index_pages_find(store, 0, words[3], error);
    return by ? index_pages_replace(store, pages, by, error) : NULL;
}

gint64 edit_of(JsonNode *answer)
{
    return json_object_get_int_member(json_node_get_object(answer), "edit");
}

void script_undo(Sample *sample, gint64 edit_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) answer = index_edit_undo(sample->store, edit_id, &error);
    g_assert_no_error(error);
    g_assert_cmpint(edit_of(answer), ==, edit_id);
    g_assert_false(json_object_get_null_member(json_node_get_object(answer), "undone_at"));
}

gint64 script_do(Sample *sample, const char *line)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) answer = script_run(sample, line, &error);
    if (!answer)
        g_error("%s: %s", line, error->message);
    return edit_of(answer);
}

void script_fail(Sample *sample, const char *line, int code, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) answer = script_run(sample, line, &error);
    g_assert_null(answer);
    g_assert_error(error, MUHAFIZ_ERROR, code);
    if (!strstr(error->message, words))
        g_error("%s: \"%s\" is not in: %s", line, words, error->message);
}
