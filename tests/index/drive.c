/* drive DIR: a store of forty simulated days in DIR, for tests that compare what is printed of it. The same each time, but for what
 * is drawn by lot.
 *
 * Two operators scan on every working day from 5.10.2026 on (a Monday); what they bring is read, checked in lots, exported
 * and answered. Among the records are every stage, an excluded, a missing and a damaged one, one that was closed short,
 * uncounted ones, surplus, blank and doubled pages, a page that cannot be read, rescans, a provisional record, a split, paper
 * that is out overnight, a package that was refused, a day whose clock was wrong, and returns that were frozen.
 *
 * The clock is this program's own: time() and the clock since boot, as the store asks for them. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "index/custody.h"
#include "index/exclusion.h"
#include "index/store-private.h"
#include "tests/index/edit-office.h"
#include "tests/index/office-people.h"

#define N_DAYS 40
#define N_RECORDS 56
#define DAY_S 86400
#define FIRST_MORNING_S 1791174600 /* 2026-10-05T10:00:00+05:30 */
#define HOLIDAY 15                 /* days after the first: 20.10. */
#define WRONG_CLOCK 23             /* on this day the computer believes in another year */

static time_t now_s = FIRST_MORNING_S;
static time_t running_s = 1000;

/* ---------------------------------------------------------------------------------------- the clock -- */

time_t time(time_t *at)
{
    if (at)
        *at = now_s;
    return now_s;
}

int clock_gettime(clockid_t clock, struct timespec *at)
{
    if (clock != CLOCK_BOOTTIME)
        return (int)syscall(SYS_clock_gettime, clock, at);
    *at = (struct timespec){.tv_sec = running_s};
    return 0;
}

static void clock_go(time_t seconds)
{
    now_s += seconds;
    running_s += seconds;
}

/* ------------------------------------------------------------------------------------------- acts -- */

typedef struct {
    Sample sample;
    guint n_pictures, n_fed; /* records so far */
    gint64 n_lots;
} Drive;

static void done(JsonNode *item, GError *error)
{
    if (!item)
        g_error("%s", error->message);
    json_node_unref(item);
}

static char *number_of(guint record)
{
    return g_strdup_printf("LRS-%u/2019", record);
}

static void file_write(Drive *drive, const char *name, const char *text, char **path)
{
    *path = g_build_filename(drive->sample.root, name, NULL);
    g_assert_true(g_file_set_contents(*path, text, -1, NULL));
}

static gint64 feed(Drive *drive, const char *who, const char *file_no, const char *side, guint n)
{
    const gboolean is_ravi = g_str_equal(who, "ravi");
    const BatchStart start = {
        .kind = "scan", .source = is_ravi ? "desk" : "window", .expected_sheets = -1};
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(texts, g_strdup_printf("page %u of the drive", ++drive->n_pictures));
    people_be(&drive->sample, who, is_ravi ? "pc-1" : "pc-2", is_ravi);
    gint64 batch_id =
        sample_feed(&drive->sample, &start, file_no, side, (const char *const *)texts->pdata, n);
    g_assert_true(index_batch_set_scanner(drive->sample.store, batch_id, "fujitsu:fi-7160",
                                          is_ravi ? "A0001" : "A0002", NULL));
    if (drive->n_pictures % 50 < n)
        g_assert_true(index_batch_note_jam(drive->sample.store, batch_id, NULL));
    clock_go(60 * n);
    return batch_id;
}

static void flag_last(Drive *drive, const char *flag)
{
    g_autofree char *sql = g_strdup_printf(
        "INSERT INTO flag SELECT max(page_id), '%s', 1 FROM page WHERE role = 'folio'", flag);
    sample_sql(&drive->sample, sql);
}

/* Each record has a page of notes and two to four of correspondence; the last ones nobody had counted. */
static void offices_make(Drive *drive)
{
    static const char *const categories[] = {"mutation", "domicile", "income"};
    static const char *const plans[] = {
        "office,name,parent,level,lgd\nTEST,Tehsil Demo,D-1,tehsil,00123\nD-1,District "
        "Demo,,district,012\n",
        "priority,category\npublic matters,domicile\npublic matters,income\n",
        "office,category,priority,records,pages,start,deadline\nTEST,,public "
        "matters,40,160,05/10/2026,"
        "31/12/2026\nTEST,,,24,96,05/10/2026,31/01/2027\n",
        "office,records,pages,counted_on,counted_by\nTEST,66,264,28/09/2026,Patwari Khan\n",
        "date,name\n20/10/2026,Dussehra\n",
    };
    g_autoptr(GString) csv =
        g_string_new("file_no,subject,kind,year,category,note_pages,correspondence_pages\n");
    g_autofree char *path = NULL;
    RegisterReport report = {0};
    for (guint i = 1; i <= N_RECORDS; i++)
        g_string_append_printf(csv,
                               i <= N_RECORDS - 4 ? "LRS-%u/2019,Case %u,file,2019,%s,1,%u\n"
                                                  : "LRS-%u/2019,Case %u,file,2019,%s,,\n",
                               i, i, categories[i % 3], 2 + i % 3);
    file_write(drive, "drive.csv", csv->str, &path);
    g_assert_true(index_register_import(drive->sample.store, path, TRUE, &report, NULL));
    index_register_report_clear(&report);
    people_be(&drive->sample, "noor", "room", TRUE);
    for (guint i = 0; i < G_N_ELEMENTS(plans); i++) {
        PlanReport plan = {0};
        g_autofree char *plan_path = NULL;
        file_write(drive, "plan.csv", plans[i], &plan_path);
        g_assert_true(index_plan_import(drive->sample.store, plan_path, &plan, NULL));
        index_plan_report_clear(&plan);
    }
    done(index_check_set_plan(drive->sample.store, 40, "S-1", "4.0", 0, NULL), NULL);
}

/* A page of the first record, whose very picture comes again into another. */
static void feed_again(Drive *drive, const char *who, const char *file_no)
{
    const guint n_pictures = drive->n_pictures;
    drive->n_pictures = 0;
    feed(drive, who, file_no, "correspondence", 1);
    drive->n_pictures = n_pictures;
}

static void record_feed(Drive *drive, const char *who)
{
    guint record = ++drive->n_fed;
    g_autofree char *file_no = number_of(record);
    if (record > N_RECORDS || (record >= 44 && record <= 48)) /* these do not come, see below */
        return;
    feed(drive, who, file_no, "notes", 1);
    if (record % 10 == 4)
        flag_last(drive, "skew");
    feed(drive, who, file_no, "correspondence", 2 + record % 3 - (record % 14 == 9));
    if (record % 9 == 5) {
        feed(drive, who, file_no, "correspondence", 1); /* surplus */
        if (record % 18 == 5)
            flag_last(drive, record % 36 == 5 ? "blank" : "duplicate");
    }
    if (record == 20)
        feed_again(drive, who, file_no);
}

/* The first page that waits to be read cannot be. */
static void page_fail(Drive *drive)
{
    g_autofree char *owner = index_owner_self();
    gboolean found, gave_up = FALSE;
    while (!gave_up) {
        Job job;
        g_assert_true(index_jobs_plan(drive->sample.store, NULL) &&
                      index_job_lease(drive->sample.store, owner, &job, &found, NULL) && found &&
                      index_job_fail(drive->sample.store, &job, "it is torn", &gave_up, NULL));
    }
}

static void lot_open(Drive *drive, gint64 lot_id)
{
    guint number = 0;
    while (index_lot_next(drive->sample.store, lot_id, &number, NULL) && number) {
        g_auto(LotPage) page = {0};
        g_assert_true(index_lot_page(drive->sample.store, lot_id, number, &page, NULL) &&
                      index_lot_page_opened(drive->sample.store, lot_id, &page, NULL));
    }
}

static void lot_check(Drive *drive, gboolean has_defect)
{
    g_autoptr(GError) error = NULL;
    Sample *sample = &drive->sample;
    people_be(sample, "sita", "hall", TRUE);
    g_autoptr(JsonNode) lot = index_lot_make(sample->store, NULL, &error);
    if (!lot)
        return;
    gint64 lot_id = json_object_get_int_member(json_node_get_object(lot), "lot");
    done(index_lot_sample(sample->store, lot_id, &error), error);
    lot_open(drive, lot_id);
    if (has_defect)
        done(index_lot_set_defect(sample->store, lot_id, 1, "a corner is folded", &error), error);
    done(index_lot_decide(sample->store, lot_id, !has_defect,
                          has_defect ? "look at all of it" : NULL, &error),
         error);
}

/* Exports what is ready; all but the last of it are answered, the first refused on one day. */
static void hand_over(Drive *drive, gboolean is_refused)
{
    Sample *sample = &drive->sample;
    people_be(sample, "anita", "room", TRUE);
    g_autoptr(GPtrArray) ready =
        index_export_ready(sample->store, &(ExportSettings){.unchecked = FALSE}, NULL);
    g_autoptr(GString) receipt = g_string_new(NULL);
    for (guint i = 0; i < ready->len; i++) {
        const ExportSettings settings = {.unchecked = FALSE};
        g_autoptr(GError) error = NULL;
        g_autoptr(JsonNode) node = index_export(sample->store, ready->pdata[i], &settings, &error);
        g_assert_no_error(error);
        JsonObject *item = json_node_get_object(node);
        g_autofree char *at = index_now();
        gboolean is_bad = is_refused && i == 0;
        if (i + 1 < ready->len)
            g_string_append_printf(
                receipt,
                "{\"package\":\"%s\",\"version\":%d,\"manifest_sha256\":\"%s\",\"status\":\"%s\","
                "\"computer_no\":\"%u\",\"reason\":\"%s\",\"at\":\"%s\"}\n",
                json_object_get_string_member(item, "package"),
                (int)json_object_get_int_member(item, "version"),
                json_object_get_string_member(item, "manifest_sha256"),
                is_bad ? "rejected" : "accepted", 1000 + i, is_bad ? "no such section" : "", at);
    }
    g_autofree char *path = NULL;
    AckReport report = {0};
    file_write(drive, "receipt.jsonl", receipt->str, &path);
    if (receipt->len)
        g_assert_true(index_ack(sample->store, path, &report, NULL));
    index_ack_report_clear(&report);
}

/* ----------------------------------------------------------------------------- what happens once -- */

static void set(Drive *drive, guint record, const char *value)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *file_no = number_of(record);
    const RecordValue values[] = {{"availability", value}, {"reason", "seen on the shelf"}};
    people_be(&drive->sample, "noor", "room", TRUE);
    index_record_set(drive->sample.store, file_no, values, 2, NULL, &error);
    g_assert_no_error(error);
}

static void exclude(Drive *drive)
{
    g_autoptr(GError) error = NULL;
    Sample *sample = &drive->sample;
    people_be(sample, "ravi", "pc-1", TRUE);
    done(index_exclusion_propose(sample->store, "LRS-44/2019", "sub judice", &error), error);
    done(index_exclusion_propose(sample->store, "LRS-45/2019", "no time", &error), error);
    people_be(sample, "noor", "room", TRUE);
    done(index_exclusion_approve(sample->store, "LRS-44/2019", NULL, NULL, &error), error);
}

static void close_side(Drive *drive, guint record, const char *side, const char *reason)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *file_no = number_of(record);
    people_be(&drive->sample, "ravi", "pc-1", TRUE);
    done(index_side_close(drive->sample.store, sample_side(&drive->sample, file_no, side), reason,
                          &error),
         error);
}

/* A page that came out badly, scanned again and put in its place. */
static void rescan(Drive *drive, guint record)
{
    g_autoptr(GError) error = NULL;
    Sample *sample = &drive->sample;
    g_autofree char *file_no = number_of(record);
    gint64 batch_id = feed(drive, "kamla", NULL, NULL, 1);
    g_autofree char *words = g_strdup_printf("batch:%" G_GINT64_FORMAT ":1", batch_id);
    gint64 side_id = sample_side(sample, file_no, "correspondence");
    g_autoptr(GArray) old = index_pages_find(sample->store, side_id, "1", &error);
    g_autoptr(GArray) new = index_pages_find(sample->store, 0, words, &error);
    g_assert_no_error(error);
    done(index_pages_replace(sample->store, old, new, &error), error);
}

/* The first page looks like the second; a checker looks at the paper. */
static void look_alike(Drive *drive, guint record)
{
    g_autoptr(GError) error = NULL;
    Sample *sample = &drive->sample;
    g_autofree char *file_no = number_of(record);
    g_autoptr(GArray) pages = index_pages_find(
        sample->store, sample_side(sample, file_no, "correspondence"), "1-2", &error);
    AlikePair pair = {g_array_index(pages, gint64, 0), g_array_index(pages, gint64, 1), 0.97};
    g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof pair);
    g_array_append_val(pairs, pair);
    g_autoptr(GPtrArray) none_due = g_ptr_array_new();
    g_assert_true(index_alike_settle(sample->store, none_due, pairs, &error));
    g_array_set_size(pages, 1);
    people_be(sample, "sita", "hall", TRUE);
    done(index_pages_unlike(sample->store, pages, "two forms of one print", &error), error);
}

static void split(Drive *drive, guint record)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *file_no = number_of(record);
    people_be(&drive->sample, "ravi", "pc-1", TRUE);
    g_autoptr(GArray) pages = index_pages_find(
        drive->sample.store, sample_side(&drive->sample, file_no, "correspondence"), "2", &error);
    done(index_record_split(drive->sample.store, pages, "LRS-900/2019", "Found within", &error),
         error);
}

/* The office's list has what was split off, and another category for what it was split off. */
static void list_split(Drive *drive)
{
    g_autofree char *path = NULL;
    RegisterReport report = {0};
    people_be(&drive->sample, "ravi", "pc-1", TRUE);
    file_write(drive, "more.csv",
               "file_no,subject,kind,year,category\nLRS-900/2019,Found within,file,2019,mutation\n"
               "LRS-12/2019,Case 12,file,2019,domicile\n",
               &path);
    g_assert_true(index_register_import(drive->sample.store, path, FALSE, &report, NULL));
    g_assert_cmpuint(report.refused, ==, 0);
    index_register_report_clear(&report);
}

static void take_out(Drive *drive)
{
    static const char *const file_nos[] = {"LRS-50/2019", "LRS-51/2019"};
    const CustodySlip slip = {.act = CUSTODY_TAKEN,
                              .file_nos = file_nos,
                              .n_file_nos = G_N_ELEMENTS(file_nos),
                              .from = "Patwari Khan",
                              .to = "ravi"};
    g_autoptr(GError) error = NULL;
    people_be(&drive->sample, "ravi", "pc-1", TRUE);
    done(index_custody_hand_over(drive->sample.store, &slip, &error), error);
}

static void add_provisional(Drive *drive)
{
    const RecordValue subject = {"subject", "Lay on the scanner"};
    people_be(&drive->sample, "kamla", "pc-2", TRUE);
    g_assert_true(index_record_add(drive->sample.store, "LRS-800/2019", &subject, 1, NULL));
    feed(drive, "kamla", "LRS-800/2019", "correspondence", 3);
}

static void remove_listed(Drive *drive)
{
    g_autoptr(GError) error = NULL;
    people_be(&drive->sample, "noor", "room", TRUE);
    index_record_remove(drive->sample.store, "LRS-48/2019", "listed twice", &error);
    g_assert_no_error(error);
}

static void happen(Drive *drive, guint day)
{
    switch (day) {
    case 2:
        g_assert_true(sample_set(&drive->sample, "LRS-29/2019", "correspondence_pages", "3", NULL));
        break;
    case 3:
        page_fail(drive);
        break;
    case 4:
        remove_listed(drive);
        break;
    case 5:
        set(drive, 46, "missing");
        break;
    case 7:
        set(drive, 47, "damaged");
        break;
    case 8:
        exclude(drive);
        break;
    case 9:
        rescan(drive, 2);
        break;
    case 10:
        close_side(drive, 9, "correspondence", "a page was lost in the flood of 2014");
        break;
    case 11:
        look_alike(drive, 5);
        break;
    case 12:
        split(drive, 12);
        break;
    case 16:
        rescan(drive, 11);
        break;
    case 17:
        add_provisional(drive);
        break;
    case 18:
        list_split(drive);
        break;
    case 38:
        take_out(drive);
        break;
    default:
        break;
    }
}

/* ------------------------------------------------------------------------------------------- days -- */

static void day_work(Drive *drive, guint day)
{
    record_feed(drive, "ravi");
    clock_go(1800);
    if (day % 3)
        record_feed(drive, "kamla");
    happen(drive, day);
    clock_go(3600);
    if (day < N_DAYS - 2)
        sample_run(&drive->sample);
    if (day % 5 == 2)
        lot_check(drive, day == 12);
    if (day % 9 == 5)
        hand_over(drive, day == 14);
}

static void week_end(Drive *drive)
{
    g_autoptr(GError) error = NULL;
    people_be(&drive->sample, "noor", "room", TRUE);
    done(index_return_freeze(drive->sample.store, &error), error);
}

static void drive_run(Drive *drive)
{
    for (guint day = 0; day < N_DAYS; day++) {
        time_t morning = FIRST_MORNING_S + (time_t)day * DAY_S;
        clock_go(morning - now_s);
        if (day == WRONG_CLOCK)
            now_s -= 300 * DAY_S; /* the battery was empty; somebody sets it right at night */
        if (day % 7 != 6 && day != HOLIDAY)
            day_work(drive, day);
        if (day == WRONG_CLOCK)
            now_s += 300 * DAY_S;
        if (day % 7 == 5)
            week_end(drive);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "Use: drive DIR (which is made)\n");
        return 2;
    }
    Drive drive = {0};
    g_setenv("TZ", "IST-5:30", TRUE);
    tzset();
    people_setup(&drive.sample, NULL);
    offices_make(&drive);
    drive_run(&drive);
    index_store_free(drive.sample.store);
    g_autoptr(GError) error = NULL;
    const char *command[] = {"mv", drive.sample.dir, argv[1], NULL};
    g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                 &error);
    scan_dir_remove(drive.sample.root, NULL);
    g_free(drive.sample.dir);
    g_free(drive.sample.root);
    if (error)
        fprintf(stderr, "%s\n", error->message);
    return error != NULL;
}
