/* Persons: roles, names, PINs. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "index/member.h"
#include "index/people-private.h"
#include "index/progress.h"
#include "tests/index/office-people.h"

#define PIN "blue-lotus"

static gint64 sql_count(Sample *sample, const char *what)
{
    gint64 n;
    g_autoptr(GError) error = NULL;
    g_assert_true(
        db_query_int(index_store_db(sample->store), what, DB_NO_VALUES, &n, NULL, &error));
    return n;
}

/* A store without persons works as it did, but for what must be trusted. */
static void test_without(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_assert_true(index_person_require(sample->store, ACT_SCAN, &error));
    g_assert_true(index_person_require(sample->store, ACT_SERVE, &error));
    g_assert_true(sample_set(sample, "B-7/2010", "availability", "excluded", &error));
    must_fail(index_person_require(sample->store, ACT_CHECK, &error), &error, MUHAFIZ_ERROR_USAGE,
              "no persons yet");
    must_fail(index_lot_make(sample->store, NULL, &error) != NULL, &error, MUHAFIZ_ERROR_USAGE,
              "no persons yet");
}

static void test_first(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    must_fail(index_person_add(sample->store, "operator", "operator", PIN, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "--role admin");
    must_fail(index_person_add(sample->store, "operator", "admin", NULL, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "with a PIN");
    g_autoptr(JsonNode) admin = index_person_add(sample->store, "operator", "admin", PIN, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(json_object_get_string_member(json_node_get_object(admin), "pin"), ==, "own");
    must_fail(index_person_add(sample->store, "ravi", "operator", NULL, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "--pin-file");
    g_assert_true(index_person_prove(sample->store, PIN, &error));
    must_do(index_person_add(sample->store, "ravi", "operator", NULL, &error), &error);
    must_fail(index_person_require(sample->store, ACT_SCAN, &error), &error, MUHAFIZ_ERROR_USAGE,
              "role operator");
}

static void test_roles(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *name, *acts; /* a letter for each act that may be done: in the order of Act */
    } rows[] = {
        {"ravi", "LSVR....T.U...P"},  {"sita", "L.....KC..U...P"},   {"noor", "L.VREPK....GNWP"},
        {"anita", "L.V......A.G.WP"}, {"nobody", "L.............."},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        people_be(sample, rows[i].name, "desk", TRUE);
        for (guint act = ACT_LOOK; act <= ACT_OWN_PIN; act++) {
            gboolean may = rows[i].acts[act] != '.';
            g_autoptr(GError) error = NULL;
            if (index_person_require(sample->store, act, &error) != may)
                g_error("%s, act %u: should be %d", rows[i].name, act, may);
        }
    }
    people_be(sample, "sita", "desk", FALSE);
    g_autoptr(GError) error = NULL;
    must_fail(index_person_require(sample->store, ACT_CHECK, &error), &error, MUHAFIZ_ERROR_USAGE,
              "PIN");
    people_be(sample, "ravi", "desk", FALSE);
    g_assert_true(index_person_require(sample->store, ACT_SCAN, NULL));
    index_store_set_conf(sample->store, "office", "pin", "required");
    must_fail(index_person_require(sample->store, ACT_SCAN, &error), &error, MUHAFIZ_ERROR_USAGE,
              "PIN");
    index_store_set_conf(sample->store, "office", "pin", "decisions");
    index_store_set_conf(sample->store, "check", "separation", "person");
    must_fail(index_person_require(sample->store, ACT_SCAN, &error), &error, MUHAFIZ_ERROR_USAGE,
              "PIN");
}

/* Only the nodal officer excludes, and takes that back. */
static void test_exclude(Sample *sample, gconstpointer data)
{
    (void)data;
    static const RecordValue gone[] = {{"availability", "missing"}, {"reason", "not on its shelf"}};
    g_autoptr(GError) error = NULL;
    must_fail(sample_set(sample, "B-7/2010", "availability", "excluded", &error), &error,
              MUHAFIZ_ERROR_USAGE, "role nodal");
    must_fail(sample_set(sample, "B-7/2010", "availability", "missing", &error), &error,
              MUHAFIZ_ERROR_USAGE, "availability=missing reason=TEXT");
    g_assert_true(
        index_record_set(sample->store, "B-7/2010", gone, G_N_ELEMENTS(gone), NULL, &error));
    must_do(index_exclusion_propose(sample->store, "B-7/2010", "torn to pieces", &error), &error);
    must_fail(index_exclusion_approve(sample->store, "B-7/2010", NULL, NULL, &error) != NULL,
              &error, MUHAFIZ_ERROR_USAGE, "role nodal");
    people_be(sample, "noor", "desk", TRUE);
    must_do(index_exclusion_approve(sample->store, "B-7/2010", NULL, NULL, &error), &error);
    people_be(sample, "ravi", "desk", TRUE);
    must_fail(sample_set(sample, "B-7/2010", "availability", "available", &error), &error,
              MUHAFIZ_ERROR_USAGE, "role nodal");
}

/* Nor does anybody else let what was secret be read and handed over, by whatever column or file. */
static void test_classification(Sample *sample, gconstpointer data)
{
    (void)data;
    static const RecordValue normal = {"classification", "Normal"};
    static const char csv[] = "file_no,subject,classification\nB-7/2010,s,Normal\n";
    gboolean is_nodals;
    g_autoptr(GError) error = NULL;
    RegisterReport refused = {0};
    RegisterReport taken = {0};
    g_autofree char *path = g_build_filename(sample->root, "in.csv", NULL);
    g_assert_true(g_file_set_contents(path, csv, -1, NULL));
    g_assert_true(sample_set(sample, "B-7/2010", "classification", "Secret", &error));
    must_fail(sample_set(sample, "B-7/2010", "classification", "Normal", &error), &error,
              MUHAFIZ_ERROR_USAGE, "B-7/2010 is Secret: ravi is here as operator");
    g_assert_true(sample_set(sample, "B-7/2010", "classification", "Confidential", &error));
    g_assert_true(index_register_import(sample->store, path, FALSE, &refused, &error));
    g_assert_cmpuint(refused.refused, ==, 1);
    people_be(sample, "noor", "desk", FALSE);
    g_assert_true(
        index_record_set_is_nodals(sample->store, "B-7/2010", &normal, 1, &is_nodals, &error));
    g_assert_true(is_nodals);
    must_fail(sample_set(sample, "B-7/2010", "classification", "Normal", &error), &error,
              MUHAFIZ_ERROR_USAGE, "PIN");
    people_be(sample, "noor", "desk", TRUE);
    g_assert_true(index_register_import(sample->store, path, FALSE, &taken, &error));
    g_assert_cmpuint(taken.refused, ==, 1);
    g_assert_nonnull(strstr(taken.problems->pdata[0], "classification=Normal reason=TEXT"));
    index_register_report_clear(&taken);
    g_assert_true(index_register_import_because(sample->store, path, "thirty years are over", FALSE,
                                                &taken, &error));
    g_assert_cmpuint(taken.changed, ==, 1);
    index_register_report_clear(&refused);
    index_register_report_clear(&taken);
}

static void test_names(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const taken[] = {"sita", "SITA", "ѕita" /* Cyrillic dze */, "ｓｉｔａ",
                                        "s\u0131ta"},
                             *const impossible[] = {"",      " sita",  "sita ",
                                                    "-sita", "si\nta", "si\xffta"};
    g_autoptr(GError) error = NULL;
    people_be(sample, "anita", "desk", TRUE);
    g_autofree char *key = people_name_key("sita", &error);
    g_assert_cmpstr(key, ==, "sita");
    for (guint i = 0; i < G_N_ELEMENTS(taken); i++)
        must_fail(index_person_add(sample->store, taken[i], "checker", NULL, &error) != NULL,
                  &error, MUHAFIZ_ERROR_USAGE, "never given twice");
    for (guint i = 0; i < G_N_ELEMENTS(impossible); i++)
        must_fail(index_person_add(sample->store, impossible[i], "checker", NULL, &error) != NULL,
                  &error, MUHAFIZ_ERROR_USAGE, "cannot be a name");
    must_do(index_person_add(sample->store, "سیتا بیگم", "checker", NULL, &error), &error);
    must_fail(index_person_add(sample->store, "x", "king", NULL, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "operator, checker");
}

static void test_pin(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const simple[] = {"12345", "111111", "123456", "987654", "RAVI-1"};
    g_autoptr(GError) error = NULL;
    sample_sql(sample,
               "UPDATE person SET pin = NULL WHERE name = 'ravi'; INSERT INTO person (name, "
               "name_key, role, added_at, added_by) VALUES ('ravi-1', 'r', 'checker', 't', 't')");
    people_be(sample, "anita", "desk", TRUE);
    for (guint i = 0; i < G_N_ELEMENTS(simple); i++)
        must_fail(index_person_set_pin(sample->store, "ravi-1", simple[i], &error) != NULL, &error,
                  MUHAFIZ_ERROR_USAGE, "nobody guesses");
    must_do(index_person_set_pin(sample->store, "ravi-1", PIN, &error), &error);
    sample_sql(sample,
               "CREATE TABLE one (pin CHECK (pin LIKE '$argon2id$v=19$m=65536,t=2,p=1$%')); "
               "INSERT INTO one SELECT pin FROM person WHERE name = 'ravi-1'");

    people_be(sample, "ravi-1", "desk", FALSE); /* the first PIN serves to change it */
    must_fail(index_person_require(sample->store, ACT_CHECK, &error), &error, MUHAFIZ_ERROR_USAGE,
              "set by somebody else");
    g_assert_true(index_person_prove(sample->store, PIN, &error));
    must_do(index_person_set_pin(sample->store, "ravi-1", "my-own-pin", &error), &error);
    g_assert_true(index_person_require(sample->store, ACT_CHECK, &error));
}

/* Wrong tries are events, and slow the next one down; a clock that is put back locks nobody out. */
static void test_wrong(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    people_be(sample, "sita", "desk", TRUE);
    must_do(index_person_set_pin(sample->store, "sita", PIN, &error), &error);
    people_be(sample, "sita", "desk", FALSE);
    for (guint i = 0; i < 3; i++)
        must_fail(index_person_prove(sample->store, "red-lotus", &error), &error,
                  MUHAFIZ_ERROR_USAGE, "not the PIN of sita");
    sample_sql(sample,
               "UPDATE person SET n_wrong = n_wrong + 4 WHERE n_wrong = 3"); /* half a minute */
    must_fail(index_person_prove(sample->store, PIN, &error), &error, MUHAFIZ_ERROR_LIMIT, "wait ");
    g_assert_false(index_person_is_proven(sample->store));
    sample_sql(sample,
               "CREATE TABLE n (n CHECK (n = 3)); INSERT INTO n SELECT count(*) FROM event "
               "WHERE act = 'person.pin-wrong'; UPDATE person SET tried_at = tried_at - 32");
    g_assert_true(index_person_prove(sample->store, PIN, &error));
    g_assert_cmpint(sql_count(sample, "people_count"), ==, 6);
    sample_sql(sample, "UPDATE person SET n_wrong = 50, tried_at = tried_at + 1000000");
    g_assert_true(index_person_prove(sample->store, PIN, &error));
}

static void test_admins(Sample *sample, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    people_be(sample, "anita", "desk", TRUE);
    must_fail(index_person_set_role(sample->store, "anita", "operator", &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "last admin");
    must_fail(index_person_set_disabled(sample->store, "anita", TRUE, &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "last admin");
    must_do(index_person_set_role(sample->store, "noor", "admin", &error), &error);
    must_do(index_person_set_disabled(sample->store, "anita", TRUE, &error), &error);
    must_fail(index_person_require(sample->store, ACT_SERVE, &error), &error, MUHAFIZ_ERROR_USAGE,
              "any more");
    must_fail(index_person_set_role(sample->store, "sita", "nodal", &error) != NULL, &error,
              MUHAFIZ_ERROR_USAGE, "any more");
}

/* ----------------------------------------------------------------------------- whose work -- */

/* ravi scans B-7/2010 at the login desk; who checks it at which login? */
static void test_own_work(Sample *sample, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *separation, *setters; /* who set whose PIN: SQL */
        gboolean scan_is_proven;
        const char *checker, *login;
        gboolean is_proven;
        const char *own; /* what is said; NULL: it may be checked */
    } rows[] = {
        {"login", "", TRUE, "sita", "room", TRUE, NULL},
        {"login", "", FALSE, "sita", "room", TRUE, NULL},
        {"login", "", TRUE, "sita", "desk", TRUE, "at the login desk"},
        {"login", "", TRUE, "ravi", "room", TRUE, "ravi brought in"},
        {"login", "", TRUE, "RAVI", "room", TRUE, "RAVI brought in"},
        {"person", "", TRUE, "sita", "desk", TRUE, NULL},
        {"person", "", FALSE, "sita", "desk", TRUE, "at the login desk"},
        {"person", "", TRUE, "sita", "desk", FALSE, "at the login desk"},
        {"person", "", TRUE, "sita", "ravi", TRUE, NULL},
        {"person", "", FALSE, "sita", "ravi", TRUE, "at the login ravi"},
        {"person", "", TRUE, "ravi", "desk", TRUE, "ravi brought in"},
        {"login", "('sita', 'ravi')", TRUE, "sita", "room", TRUE, "has known the PIN"},
        {"login", "('ravi', 'sita')", TRUE, "sita", "room", TRUE, "has known the PIN"},
        {"login", "('kamla', 'ravi'), ('sita', 'kamla')", TRUE, "sita", "room", TRUE, "the PIN"},
        {"login", "('ravi', 'anita'), ('sita', 'anita')", TRUE, "sita", "room", TRUE, NULL},
    };
    static const char *const page[] = {"a page"};
    gint64 record_id = 0;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *own = NULL;
        sample_sql(sample, "DELETE FROM batch_hand; DELETE FROM person_pin_setter");
        if (*rows[i].setters) {
            g_autofree char *sql =
                g_strconcat("INSERT INTO person_pin_setter VALUES ", rows[i].setters, NULL);
            sample_sql(sample, sql);
        }
        people_be(sample, "ravi", "desk", rows[i].scan_is_proven);
        sample_scan(sample, "B-7/2010", "", page, 1);
        g_autoptr(Record) record = index_record_load(sample->store, "B-7/2010", &error);
        record_id = record->record_id;
        people_be(sample, rows[i].checker, rows[i].login, rows[i].is_proven);
        index_store_set_conf(sample->store, "check", "separation", rows[i].separation);
        g_assert_true(people_own_work(sample->store, record_id, &own, &error));
        if (!rows[i].own != !own || (own && !strstr(own, rows[i].own)))
            g_error("row %u: %s", i, own ? own : "not their own work");
    }
}

/* Whoever resumed the batch, or corrected the record, had a hand in it too. */
static void test_hands(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const pages[] = {"one", "two"};
    g_autoptr(GError) error = NULL;
    g_autofree char *before = NULL, *after = NULL;
    sample_scan(sample, "B-7/2010", "", pages, 2);
    gint64 side_id = sample_side(sample, "B-7/2010", "");
    g_autoptr(Record) record = index_record_load(sample->store, "B-7/2010", &error);
    people_be(sample, "kamla", "room", TRUE);
    g_assert_true(people_own_work(sample->store, record->record_id, &before, &error));
    g_assert_null(before);
    g_autoptr(GArray) ids = index_pages_find(sample->store, side_id, "1-2", &error);
    must_do(index_pages_reverse(sample->store, ids, FALSE, &error), &error);
    g_assert_true(people_own_work(sample->store, record->record_id, &after, &error));
    g_assert_nonnull(strstr(after, "kamla brought in or corrected"));
}

/* Of the office's two pages, one of them ravi's under his PIN. */
static void must_be_unproven(Sample *sample, gint64 n, gint64 n_ravi)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = index_progress(sample->store, FALSE, &error);
    g_assert_no_error(error);
    JsonObject *item = json_node_get_object(node);
    JsonObject *pages = member_object(member_object(item, "grand_total"), "pages");
    JsonArray *persons = member_array(item, "persons");
    g_assert_cmpint(member_int(pages, "scanned", 0), ==, 2);
    g_assert_cmpint(member_int(pages, "unproven", -1), ==, n);
    g_assert_cmpuint(member_length(persons), ==, 2);
    for (guint i = 0; i < 2; i++) {
        JsonObject *person = member_element(persons, i);
        gboolean is_ravi = g_str_equal(member_text(person, "person"), "ravi");
        g_assert_cmpint(member_int(person, "unproven", -1), ==, is_ravi ? n_ravi : n - n_ravi);
    }
}

/* A name that no PIN proved is told in the report, also where only who resumed the batch gave none. */
static void test_unproven(Sample *sample, gconstpointer data)
{
    (void)data;
    static const char *const first[] = {"one"}, *const second[] = {"two"};
    sample_scan(sample, "A-12/2008", "", first, 1);
    people_be(sample, "kamla", "desk", FALSE);
    sample_scan(sample, "A-12/2008", "", second, 1);
    must_be_unproven(sample, 1, 0);
    sample_sql(sample, "INSERT INTO batch_hand VALUES (1, 'kamla', 'desk', 0)");
    must_be_unproven(sample, 2, 1);
    sample_sql(sample, "UPDATE batch_hand SET is_proven = 1");
    must_be_unproven(sample, 0, 0);
}

/* The login is the computer's, whatever the environment says. */
static void test_login(void)
{
    g_setenv("LOGNAME", "somebody-else", TRUE);
    g_setenv("USER", "somebody-else", TRUE);
    g_autofree char *login = people_login();
    g_assert_cmpstr(login, !=, "somebody-else");
    g_assert_cmpuint(strlen(login), >, 0);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*setup)(Sample *, gconstpointer);
        void (*test)(Sample *, gconstpointer);
    } tests[] = {
        {"/people/without", sample_setup, test_without},
        {"/people/first", sample_setup, test_first},
        {"/people/roles", people_setup, test_roles},
        {"/people/exclude", people_setup, test_exclude},
        {"/people/classification", people_setup, test_classification},
        {"/people/names", people_setup, test_names},
        {"/people/pin", people_setup, test_pin},
        {"/people/wrong", people_setup, test_wrong},
        {"/people/admins", people_setup, test_admins},
        {"/people/own-work", people_setup, test_own_work},
        {"/people/hands", people_setup, test_hands},
        {"/people/unproven", people_setup, test_unproven},
    };
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Sample, NULL, tests[i].setup, tests[i].test, sample_teardown);
    g_test_add_func("/people/login", test_login);
    return g_test_run();
}
