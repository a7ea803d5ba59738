/* Where a certificate may be put, and what becomes of what was there. */
#include "batch/certificate.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/index/sample.h"

#define SIGNER "CN=Tehsildar"

static JsonNode *content_load(Sample *sample)
{
    g_autoptr(GError) error = NULL;
    JsonNode *content = index_certificate_load(sample->store, "A-12/2008", 0, &error);
    g_assert_no_error(error);
    return content;
}

static void page_set_aside(Sample *sample, gint64 page_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_array_append_val(pages, page_id);
    g_autoptr(JsonNode) edit = index_pages_set_aside(sample->store, pages, "twice", &error);
    g_assert_no_error(error);
    g_assert_nonnull(edit);
}

static void edit_undo_latest(Sample *sample)
{
    gint64 edit;
    g_autoptr(GError) error = NULL;
    g_assert_true(index_edit_latest(sample->store, "A-12/2008", &edit, NULL));
    g_autoptr(JsonNode) undone = index_edit_undo(sample->store, edit, &error);
    g_assert_no_error(error);
    g_assert_nonnull(undone);
}

static void must_be_changed(Sample *sample, JsonNode *content, const CertificateFile *file)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(index_certificate_publish(sample->store, content, 0, file, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    g_assert_false(g_file_test(file->path, G_FILE_TEST_EXISTS));
    sample_sql(sample, "CREATE TABLE none (n CHECK (n = 0)); INSERT INTO none SELECT count(*) "
                       "FROM event WHERE act = 'record.certified'; DROP TABLE none");
}

/* The event has the time that stands on the certificate, and its hash. A record that changed meanwhile
 * has no event and no file, nor has a file that changed. */
static void test_publish(Sample *sample, gconstpointer data)
{
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "%PDF", -1);
    g_autofree char *temp = g_build_filename(sample->root, "temp.pdf", NULL);
    g_autofree char *path = g_build_filename(sample->root, "out.pdf", NULL);
    const CertificateFile file = {.temp_path = temp, .path = path, .sha256 = hash};
    (void)data;
    sample_make_ready(sample);
    g_autoptr(JsonNode) content = content_load(sample);
    json_object_set_string_member(json_node_get_object(content), "at", "2026-01-02T03:04:05+05:30");
    g_assert_true(g_file_set_contents(temp, "%PDX", -1, NULL));
    must_be_changed(sample, content, &file);
    g_assert_true(g_file_set_contents(temp, "%PDF", -1, NULL));
    page_set_aside(sample, 1);
    must_be_changed(sample, content, &file);
    edit_undo_latest(sample);
    sample_run(sample);
    g_autoptr(GError) error = NULL;
    index_certificate_publish(sample->store, content, 0, &file, &error);
    g_assert_no_error(error);
    g_assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
    g_autofree char *sql =
        g_strdup_printf("CREATE TABLE one (n CHECK (n = 1)); INSERT INTO one SELECT count(*) FROM "
                        "event WHERE act = "
                        "'record.certified' AND at = '2026-01-02T03:04:05+05:30' AND "
                        "json_extract(detail, '$.sha256') = '%s'",
                        hash);
    sample_sql(sample, sql);
}

/* ---------------------------------------------------------------------------------------- places -- */

/* A certificate of the given words, and a signature of others, to be published as out.pdf. */
typedef struct {
    CertificateFile file;
    char *dir, *temp, *path, *sha256, *signature_temp, *signature_path;
} Made;

static void made_clear(Made *made)
{
    char *const owned[] = {made->dir,    made->temp,           made->path,
                           made->sha256, made->signature_temp, made->signature_path};
    for (guint i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Made, made_clear)

static Made made_new(const Sample *sample, const char *words, const char *signature)
{
    Made made = {.dir = g_build_filename(sample->root, "desk", NULL)};
    g_assert_cmpint(g_mkdir_with_parents(made.dir, 0700), ==, 0);
    made.temp = g_build_filename(sample->root, "temp.pdf", NULL);
    made.path = g_build_filename(made.dir, "out.pdf", NULL);
    made.sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, words, -1);
    made.signature_temp = g_strconcat(made.temp, ".p7s", NULL);
    made.signature_path = g_strconcat(made.path, ".p7s", NULL);
    g_assert_true(g_file_set_contents(made.temp, words, -1, NULL));
    g_assert_true(!signature || g_file_set_contents(made.signature_temp, signature, -1, NULL));
    made.file = (CertificateFile){.temp_path = made.temp,
                                  .path = made.path,
                                  .sha256 = made.sha256,
                                  .signature_temp_path = signature ? made.signature_temp : NULL,
                                  .signature_path = signature ? made.signature_path : NULL,
                                  .signer = signature ? SIGNER : NULL};
    return made;
}

static gboolean publish(Sample *sample, const Made *made, GError **error)
{
    g_autoptr(JsonNode) content = content_load(sample);
    return index_certificate_publish(sample->store, content, 0, &made->file, error);
}

static void must_publish(Sample *sample, const char *words, const char *signature)
{
    g_auto(Made) made = made_new(sample, words, signature);
    g_autoptr(GError) error = NULL;
    publish(sample, &made, &error);
    g_assert_no_error(error);
}

static void must_fail(Sample *sample, const char *words, const char *signature, int code)
{
    g_auto(Made) made = made_new(sample, words, signature);
    g_autoptr(GError) error = NULL;
    g_assert_false(publish(sample, &made, &error));
    if (code >= 0)
        g_assert_error(error, MUHAFIZ_ERROR, code);
    else
        g_assert_nonnull(error);
}

/* name: in the folder; words NULL: it is not there. */
static void must_hold(const Sample *sample, const char *name, const char *words)
{
    g_autofree char *path = g_build_filename(sample->root, "desk", name, NULL), *found = NULL;
    g_file_get_contents(path, &found, NULL, NULL);
    g_assert_cmpstr(found, ==, words);
}

static guint files_there(const Sample *sample)
{
    g_autofree char *path = g_build_filename(sample->root, "desk", NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    guint n = 0;
    while (g_dir_read_name(dir))
        n++;
    return n;
}

static void put(const Sample *sample, const char *name, const char *words)
{
    g_autofree char *path = g_build_filename(sample->root, "desk", name, NULL);
    g_assert_true(g_file_set_contents(path, words, -1, NULL));
}

/* An earlier certificate of the record is replaced, and nothing else. */
static void test_replace(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    must_publish(sample, "one", "signed one");
    must_publish(sample, "two", NULL);
    must_hold(sample, "out.pdf", "two");
    must_publish(sample, "three", "signed three");
    must_hold(sample, "out.pdf.p7s", "signed three");
    put(sample, "out.pdf", "a letter");
    must_fail(sample, "four", "signed four", MUHAFIZ_ERROR_USAGE);
    must_hold(sample, "out.pdf", "a letter");
    must_hold(sample, "out.pdf.p7s", "signed three");
    put(sample, "out.pdf", "two"); /* as it was made here */
    must_publish(sample, "four", NULL);
    must_hold(sample, "out.pdf", "four");
    g_assert_cmpuint(files_there(sample), ==, 2);
}

static void must_be_refused(Sample *sample, JsonNode *content, const char *path,
                            const char *signature)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(index_certificate_check_place(sample->store, content, path, signature, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, "say another name"));
}

/* A folder, a pipe (which is not waited for), the certificate of another record, a signature without its file. */
static void test_refuse(Sample *sample, gconstpointer data)
{
    g_auto(Made) made = made_new(sample, "one", "signed one");
    g_autofree char *pipe = g_build_filename(made.dir, "pipe", NULL);
    (void)data;
    sample_make_ready(sample);
    g_autoptr(JsonNode) content = content_load(sample);
    put(sample, "out.pdf.p7s", "of something else");
    must_be_refused(sample, content, made.path, made.signature_path);
    g_assert_cmpint(g_unlink(made.signature_path), ==, 0);
    g_assert_true(publish(sample, &made, NULL));
    g_assert_true(index_certificate_check_place(sample->store, content, made.path, NULL, NULL));
    g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
    must_be_refused(sample, content, pipe, NULL);
    must_be_refused(sample, content, made.dir, NULL);
    json_object_set_int_member(json_node_get_object(content), "record_id", 999);
    must_be_refused(sample, content, made.path, NULL);
}

/* The index refuses at the very end, when the files are in their places. */
static void commit_must_fail(Sample *sample)
{
    sample_sql(sample,
               "CREATE TABLE parent (n INTEGER PRIMARY KEY);"
               "CREATE TABLE child (n REFERENCES parent (n) DEFERRABLE INITIALLY DEFERRED);"
               "CREATE TRIGGER late AFTER INSERT ON event_kept WHEN NEW.act = 'record.certified' "
               "BEGIN INSERT INTO child VALUES (1); END");
}

static void test_commit(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    must_publish(sample, "one", "signed one");
    commit_must_fail(sample);
    must_fail(sample, "two", "signed two", -1);
    must_hold(sample, "out.pdf", "one");
    must_hold(sample, "out.pdf.p7s", "signed one");
    g_assert_cmpuint(files_there(sample), ==, 2);
    sample_sql(sample, "DROP TRIGGER late");
    must_publish(sample, "two", "signed two"); /* it is known as what it is, still */
    must_hold(sample, "out.pdf", "two");
}

/* Where nothing was, nothing is. */
static void test_commit_first(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    commit_must_fail(sample);
    must_fail(sample, "one", "signed one", -1);
    g_assert_cmpuint(files_there(sample), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define SAMPLE_TEST(name, function)                                                                \
    g_test_add("/certificate/place/" name, Sample, NULL, sample_setup, function, sample_teardown)
    SAMPLE_TEST("publish", test_publish);
    SAMPLE_TEST("replace", test_replace);
    SAMPLE_TEST("refuse", test_refuse);
    SAMPLE_TEST("commit", test_commit);
    SAMPLE_TEST("commit-first", test_commit_first);
    return g_test_run();
}
