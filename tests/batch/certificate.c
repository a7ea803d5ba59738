/* The certificate: what it says of a record, now and as it was handed over; what it refuses to say; the
 * same bytes for the same input; long lists within bounded memory. And the computer it names. */
#include "batch/certificate.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "tests/index/sample.h"

#define LONG_PAGES 2000
#define LONG_GROWTH_MB 48 /* the list itself, one page of pixels, and libraries */

static const Machine machine = {"Acme Q-1", "SN 77", "02:00:00:00:00:01", "desk-3"};

static void no_progress(guint64 done, guint64 total, gpointer user_data)
{
    (void)done, (void)total, (void)user_data;
}

static JsonNode *content_load(Sample *sample, gint64 version)
{
    g_autoptr(GError) error = NULL;
    JsonNode *content = index_certificate_load(sample->store, "A-12/2008", version, &error);
    g_assert_no_error(error);
    return content;
}

static JsonObject *array_at(JsonNode *content, const char *name, guint i)
{
    JsonArray *array = json_object_get_array_member(json_node_get_object(content), name);
    return json_array_get_object_element(array, i);
}

static guint array_length(JsonNode *content, const char *name)
{
    return json_array_get_length(json_object_get_array_member(json_node_get_object(content), name));
}

static void must_refuse(Sample *sample, const char *file_no, gint64 version, int code,
                        const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) content = index_certificate_load(sample->store, file_no, version, &error);
    g_assert_null(content);
    g_assert_error(error, MUHAFIZ_ERROR, code);
    if (!strstr(error->message, words))
        g_error("\"%s\" does not say \"%s\"", error->message, words);
}

static void must_find_damage(Sample *sample, JsonNode *content, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(index_certificate_check(sample->store, content, no_progress, NULL, &error));
    g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA);
    if (!strstr(error->message, words))
        g_error("\"%s\" does not say \"%s\"", error->message, words);
}

static void file_spoil(Sample *sample, JsonObject *file, const char *bytes)
{
    g_autofree char *path = sample_path(sample, json_object_get_string_member(file, "path"));
    if (bytes)
        g_assert_true(g_file_set_contents(path, bytes, -1, NULL));
    else
        g_assert_cmpint(g_unlink(path), ==, 0);
}

static void export_all(Sample *sample)
{
    const ExportSettings settings = {.unchecked = TRUE};
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) item = index_export(sample->store, "A-12/2008", &settings, &error);
    g_assert_no_error(error);
    g_assert_nonnull(item);
}

/* -------------------------------------------------------------------------------------- content -- */

static void test_content(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    g_autoptr(JsonNode) content = content_load(sample, 0);
    JsonObject *page = array_at(content, "pages", 1);
    g_assert_cmpuint(array_length(content, "pages"), ==, 2);
    g_assert_cmpuint(array_length(content, "volumes"), ==, 1);
    g_assert_cmpint(json_object_get_int_member(page, "volume"), ==, 1);
    g_assert_cmpint(json_object_get_int_member(page, "volume_page"), ==, 2);
    g_assert_cmpstr(json_object_get_string_member(page, "operator"), ==, "operator");
    g_assert_cmpstr(json_object_get_string_member(page, "kind"), ==, "ingest");
    g_assert_true(json_object_get_null_member(json_node_get_object(content), "version"));
    g_assert_true(index_certificate_check(sample->store, content, no_progress, NULL, NULL));
}

/* The person who brought a page in, not the one who took the batch over later. */
static void test_operator(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    sample_sql(sample, "UPDATE batch SET person = 'somebody else'");
    g_autoptr(JsonNode) content = content_load(sample, 0);
    g_assert_cmpstr(json_object_get_string_member(array_at(content, "pages", 0), "operator"), ==,
                    "operator");
}

/* Of the scanner that was opened last before the page came. */
static void test_scanner(Sample *sample, gconstpointer data)
{
    (void)data;
    g_assert_true(index_batch_set_scanner(sample->store, 1, "fujitsu:other:1", "1", NULL));
    g_assert_true(index_batch_set_scanner(sample->store, 1, "fujitsu:fi-7160:77", "77", NULL));
    sample_make_ready(sample);
    g_assert_true(index_batch_set_scanner(sample->store, 1, "later", "", NULL));
    g_autoptr(JsonNode) content = content_load(sample, 0);
    JsonObject *page = array_at(content, "pages", 0);
    g_assert_cmpint(json_object_get_int_member(page, "batch"), ==, 1);
    g_assert_cmpstr(json_object_get_string_member(page, "device"), ==, "fujitsu:fi-7160:77");
    g_assert_cmpstr(json_object_get_string_member(page, "serial"), ==, "77");
}

/* A blank page that no volume shows is a master all the same. */
static void test_blank(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    sample_sql(sample, "INSERT INTO flag VALUES (1, 'blank', 0); UPDATE volume SET n_pages = 1");
    g_autoptr(JsonNode) content = content_load(sample, 0);
    g_assert_true(json_object_get_null_member(array_at(content, "pages", 0), "volume_page"));
    g_assert_cmpint(json_object_get_int_member(array_at(content, "pages", 1), "volume_page"), ==,
                    1);
    sample_sql(sample, "UPDATE volume SET n_pages = 7");
    must_refuse(sample, "A-12/2008", 0, MUHAFIZ_ERROR_DATA, "holds 7 pages and the index names 2");
}

static void test_refusals(Sample *sample, gconstpointer data)
{
    static const char *const more[] = {"A third page"};
    (void)data;
    must_refuse(sample, "X-1/1900", 0, MUHAFIZ_ERROR_USAGE, "X-1/1900");
    must_refuse(sample, "C-3/2011", 0, MUHAFIZ_ERROR_DATA, "C-3/2011: no page of it is here yet");
    sample_make_ready(sample);
    must_refuse(sample, "A-12/2008", 1, MUHAFIZ_ERROR_USAGE, "has no version 1");
    g_assert_true(sample_set(sample, "A-12/2008", "classification", "Secret", NULL));
    must_refuse(sample, "A-12/2008", 0, MUHAFIZ_ERROR_DATA, "is Secret");
    g_assert_true(sample_set(sample, "A-12/2008", "classification", "Normal", NULL));
    g_assert_true(sample_set(sample, "A-12/2008", "availability", "excluded", NULL));
    must_refuse(sample, "A-12/2008", 0, MUHAFIZ_ERROR_DATA, "is excluded");
    g_assert_true(sample_set(sample, "A-12/2008", "availability", "available", NULL));
    sample_scan(sample, "A-12/2008", "", more, 1);
    must_refuse(sample, "A-12/2008", 0, MUHAFIZ_ERROR_DATA, "muhafiz run");
}

static void test_damage(Sample *sample, gconstpointer data)
{
    (void)data;
    sample_make_ready(sample);
    g_autoptr(JsonNode) content = content_load(sample, 0);
    file_spoil(sample, array_at(content, "pages", 1), "another page");
    must_find_damage(sample, content, "correspondence folio 2 (pages/");
    file_spoil(sample, array_at(content, "pages", 0), NULL);
    must_find_damage(sample, content, "correspondence folio 1 (pages/");
    file_spoil(sample, array_at(content, "volumes", 0), "another volume");
    must_find_damage(sample, content, "correspondence, volume 1 (efiles/");
}

/* ------------------------------------------------------------------------------------- versions -- */

static void page_set_aside(Sample *sample, gint64 page_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_array_append_val(pages, page_id);
    g_autoptr(JsonNode) edit = index_pages_set_aside(sample->store, pages, "twice", &error);
    g_assert_no_error(error);
    g_assert_nonnull(edit);
}

/* What was handed over as version 1 is said of version 1, whatever became of the record. */
static void test_version(Sample *sample, gconstpointer data)
{
    static const char *const more[] = {"A page that came later"};
    (void)data;
    sample_make_ready(sample);
    export_all(sample);
    g_autoptr(JsonNode) first = content_load(sample, 0);
    g_assert_cmpint(json_object_get_int_member(json_node_get_object(first), "version"), ==, 1);
    page_set_aside(sample, 1);
    sample_scan(sample, "A-12/2008", "", more, 1);
    sample_run(sample);
    g_autoptr(JsonNode) now = content_load(sample, 0), old = content_load(sample, 1);
    g_assert_cmpint(json_object_get_int_member(array_at(now, "pages", 0), "page_id"), ==, 2);
    g_assert_cmpstr(json_object_get_string_member(json_node_get_object(old), "list_sha256"), ==,
                    json_object_get_string_member(json_node_get_object(first), "list_sha256"));
    g_assert_cmpint(json_object_get_int_member(array_at(old, "pages", 0), "page_id"), ==, 1);
    g_assert_true(index_certificate_check(sample->store, old, no_progress, NULL, NULL));
    g_autofree char *efile = sample_path(sample, "outbox/fl-A-12_2008/data/efile.json");
    g_assert_true(g_file_set_contents(efile, "{}", -1, NULL));
    must_refuse(sample, "A-12/2008", 1, MUHAFIZ_ERROR_DATA, "not as it was handed over");
}

/* -------------------------------------------------------------------------------------- writing -- */

static void write_to(Sample *sample, JsonNode *content, const char *name, guint *n_pages)
{
    PdfWritten written;
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = sample_path(sample, "spool");
    g_autofree char *path = g_build_filename(sample->root, name, NULL);
    const Certificate certificate = {json_node_get_object(content), &machine,
                                     index_store_peek_conf(sample->store)};
    certificate_write(&certificate, dir, path, &written, n_pages, &error);
    g_assert_no_error(error);
}

static void test_same_bytes(Sample *sample, gconstpointer data)
{
    guint n_pages;
    (void)data;
    sample_make_ready(sample);
    g_autoptr(JsonNode) content = content_load(sample, 0);
    write_to(sample, content, "one.pdf", &n_pages);
    write_to(sample, content, "two.pdf", &n_pages);
    char one[SCAN_SHA256_SIZE], two[SCAN_SHA256_SIZE];
    g_autofree char *first = g_build_filename(sample->root, "one.pdf", NULL);
    g_autofree char *second = g_build_filename(sample->root, "two.pdf", NULL);
    g_assert_true(scan_file_sha256(first, one, NULL, NULL));
    g_assert_true(scan_file_sha256(second, two, NULL, NULL));
    g_assert_cmpstr(one, ==, two);
    g_autofree char *spool = sample_path(sample, "spool/000001.layers");
    g_assert_false(g_file_test(spool, G_FILE_TEST_EXISTS));
}

/* A subject longer than a page does not push what is to be signed off the paper. */
static void test_long_subject(Sample *sample, gconstpointer data)
{
    guint n_pages;
    g_autoptr(GString) subject = g_string_new(NULL);
    (void)data;
    sample_make_ready(sample);
    g_autoptr(JsonNode) content = content_load(sample, 0);
    for (guint i = 0; i < 1000; i++)
        g_string_append_printf(subject, "w%03u ", i);
    json_object_set_string_member(json_node_get_object(content), "subject", subject->str);
    write_to(sample, content, "subject.pdf", &n_pages);
    g_autofree char *path = g_build_filename(sample->root, "subject.pdf", NULL), *text = NULL;
    g_autofree char *command = g_strdup_printf("pdftotext %s -", path);
    g_assert_true(g_spawn_command_line_sync(command, &text, NULL, NULL, NULL));
    g_assert_nonnull(strstr(text, "w050"));
    g_assert_nonnull(strstr(text, "\u2026")); /* that there is more */
}

static void pages_scan(Sample *sample, guint n)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(texts, g_strdup_printf("page %u", i + 1));
    sample_scan(sample, "A-12/2008", "", (const char *const *)texts->pdata, n);
}

static gint64 peak_mb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

static void test_long(Sample *sample, gconstpointer data)
{
    guint n_pages;
    (void)data;
    pages_scan(sample, LONG_PAGES);
    sample_run(sample);
    gint64 before_mb = peak_mb();
    g_autoptr(GTimer) timer = g_timer_new();
    g_autoptr(JsonNode) content = content_load(sample, 0);
    g_assert_cmpuint(array_length(content, "pages"), ==, LONG_PAGES);
    write_to(sample, content, "long.pdf", &n_pages);
    g_test_message("%u pages of certificate, %.1f s, %d MB more", n_pages,
                   g_timer_elapsed(timer, NULL), (int)(peak_mb() - before_mb));
    g_assert_cmpuint(n_pages, >, LONG_PAGES / 40);
    g_assert_cmpint(peak_mb() - before_mb, <=, LONG_GROWTH_MB);
}

/* -------------------------------------------------------------------------------------- machine -- */

static void sys_write(const char *root, const char *path, const char *text)
{
    g_autofree char *full = g_build_filename(root, path, NULL);
    g_autofree char *dir = g_path_get_dirname(full);
    g_assert_cmpint(g_mkdir_with_parents(dir, 0700), ==, 0);
    g_assert_true(g_file_set_contents(full, text, -1, NULL));
}

static void test_machine(void)
{
    g_autofree char *root = g_dir_make_tmp("muhafiz-sys-XXXXXX", NULL);
    g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
    sys_write(root, "class/dmi/id/sys_vendor", "Dell Inc.\n");
    sys_write(root, "class/dmi/id/product_name", "OptiPlex 3070\n");
    sys_write(root, "class/dmi/id/product_serial", "To be filled by O.E.M.\n");
    sys_write(root, "class/net/lo/type", "772\n");
    sys_write(root, "class/net/lo/address", "00:00:00:00:00:00\n");
    sys_write(root, "class/net/wlan0/type", "1\n");
    sys_write(root, "class/net/wlan0/address", "f0:00:00:00:00:02\n");
    sys_write(root, "class/net/wlan0/device/uevent", "");
    sys_write(root, "class/net/eth0/type", "1\n");
    sys_write(root, "class/net/eth0/address", "a0:00:00:00:00:01\n");
    sys_write(root, "class/net/eth0/device/uevent", "");
    sys_write(root, "class/net/docker0/type", "1\n");
    sys_write(root, "class/net/docker0/address", "02:42:00:00:00:03\n");
    g_autoptr(Machine) found = machine_load(root, missing);
    g_assert_cmpstr(found->make_model, ==, "Dell Inc. OptiPlex 3070");
    g_assert_cmpstr(found->serial, ==, "");
    g_assert_cmpstr(found->macs, ==, "a0:00:00:00:00:01, f0:00:00:00:00:02");
    g_assert_cmpuint(missing->len, ==, 1);
    g_assert_nonnull(strstr(missing->pdata[0], "its serial number"));
    g_assert_true(scan_dir_remove(root, NULL));
    g_autoptr(Machine) nothing = machine_load(root, missing);
    g_assert_cmpstr(nothing->make_model, ==, "");
    g_assert_cmpuint(missing->len, ==, 4);
}

static void test_time(void)
{
    g_autofree char *time = certificate_time("2024-05-06T10:11:12+05:30");
    g_assert_cmpstr(time, ==, "2024-05-06 10:11:12 +05:30");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define SAMPLE_TEST(name, function)                                                                \
    g_test_add("/certificate/" name, Sample, NULL, sample_setup, function, sample_teardown)
    SAMPLE_TEST("content", test_content);
    SAMPLE_TEST("operator", test_operator);
    SAMPLE_TEST("scanner", test_scanner);
    SAMPLE_TEST("blank", test_blank);
    SAMPLE_TEST("refusals", test_refusals);
    SAMPLE_TEST("damage", test_damage);
    SAMPLE_TEST("version", test_version);
    SAMPLE_TEST("same-bytes", test_same_bytes);
    SAMPLE_TEST("long-subject", test_long_subject);
    if (g_test_slow())
        SAMPLE_TEST("long", test_long);
    g_test_add_func("/certificate/machine", test_machine);
    g_test_add_func("/certificate/time", test_time);
    return g_test_run();
}
