/* The item of a simulated station: its row and what stands beside it. */
#include "index/row.h"
#include "tests/index/station-private.h"

/* ----------------------------------------------------------------------------- what stands beside -- */

static JsonObject *list_add(JsonArray *list, const Station *station)
{
    JsonObject *one = json_object_new();
    TEXTS(one, "office", station->office);
    json_array_add_object_element(list, one);
    return one;
}

static void numbers(JsonObject *object, const Count *list, guint n)
{
    for (guint i = 0; i < n; i++)
        json_object_set_int_member(object, list[i].name, list[i].value);
}
#define NUMBERS(object, ...)                                                                       \
    numbers(object, (const Count[]){__VA_ARGS__},                                                  \
            sizeof((const Count[]){__VA_ARGS__}) / sizeof(Count))

static void item_add_persons(JsonObject *item, Work *work)
{
    JsonArray *persons = json_array_new();
    for (guint i = 0; i < OPERATORS; i++) {
        gint64 pages = work_part(work_last(work, work->pages), OPERATORS, i),
               days = work->station->n_days * 5 / 7;
        g_autofree char *name = g_strdup_printf("op%u", i + 1);
        JsonObject *person = list_add(persons, work->station);
        TEXTS(person, "person", name);
        NUMBERS(person, {"days", days}, {"pages", pages}, {"per_day", pages / days},
                {"flags", pages / 90}, {"rejects", pages / 1500}, {"unproven", 0});
    }
    json_object_set_array_member(item, "persons", persons);
}

static JsonArray *scanners_new(Work *work)
{
    JsonArray *scanners = json_array_new();
    for (guint i = 0; i < SCANNERS; i++) {
        gint64 pages = work_last(work, work->pages) / SCANNERS,
               days = work->station->n_days * 5 / 7;
        g_autofree char *serial = g_strdup_printf("%08X", g_rand_int(work->rand));
        JsonObject *scanner = list_add(scanners, work->station);
        TEXTS(scanner, "scanner", "fi-7160", "serial", serial);
        NUMBERS(scanner, {"days", days}, {"pages", pages}, {"per_day", pages / days},
                {"flags", pages / 90}, {"rejects", pages / 1500},
                {"jams", work->trouble == JAMMING ? pages / 500 : pages / 9000});
    }
    return scanners;
}

static void item_add_categories(JsonObject *item, const Work *work)
{
    static const char *const names[CATEGORIES] = {"mutation", "jamabandi",        "domicile",
                                                  "income",   "land acquisition", "establishment"};
    JsonArray *categories = json_array_new();
    JsonObject *row =
        json_array_get_object_element(json_object_get_array_member(item, "offices"), 0);
    for (guint i = 0; i < CATEGORIES; i++) {
        JsonObject *category = list_add(categories, work->station);
        TEXTS(category, "priority", i < 4 ? "public matters" : "", "category", names[i], "deadline",
              json_object_get_string_member(json_object_get_object_member(row, "target"),
                                            "deadline"));
        NUMBERS(
            category, {"target_records", work->station->target_records / CATEGORIES},
            {"target_pages", work->station->target_pages / CATEGORIES},
            {"registered", work_part(index_row_count(row, "records", "registered"), CATEGORIES, i)},
            {"scanned", work_part(index_row_count(row, "records", "scanned"), CATEGORIES, i)},
            {"imported", work_part(index_row_count(row, "records", "imported"), CATEGORIES, i)},
            {"pages", work_part(index_row_count(row, "pages", "scanned"), CATEGORIES, i)});
    }
    json_object_set_array_member(item, "categories", categories);
}

/* Each list of an item with what stands in it beside office and file_no. */
static const struct {
    const char *name, *texts[12];
    /* 1: pages, 2: expected, too; 3: was and is; 4: expected; 5: of a lot; 6: pages and out */
    guint n_numbers;
} LISTS[] = {
    {"short", {"side", "correspondence", "reason", "torn out long ago", "person", "op1", "at"}, 2},
    {"uncounted", {"side", "noting", "why", "no-count"}, 2},
    {"surplus", {"side", "correspondence"}, 2},
    {"elsewhere", {"side", "correspondence", "first_file_no", "A-1/2001"}, 1},
    {"lowered", {"side", "correspondence", "person", "op1", "at"}, 3},
    {"unlike",
     {"side", "correspondence", "reason", "forms of one print", "person", "checker", "at"},
     1},
    {"split", {"first_file_no", "A-1/2001", "person", "op1", "at"}, 1},
    {"recategorised", {"was", "Establishment", "is", "Mutation", "person", "op1", "at"}, 1},
    {"removed", {"reason", "entered twice", "person", "nodal", "at"}, 4},
    {"excluded", {"reason", "before a court", "approved_by", "nodal", "approved_at"}, 0},
    {"missing", {"reason", "not on its shelf", "person", "op1", "at"}, 0},
    {"damaged", {"reason", "eaten by termites", "person", "op1", "at"}, 0},
    {"withheld",
     {"classification", "Confidential", "reason", "sub judice", "person", "nodal", "at"},
     6},
    {"overnight", {"received_by", "record keeper", "taken_at"}, 0},
    {"taken", {"row", "page 17", "reason", "no backup has it", "person", "admin", "at"}, 0},
    {"disputed",
     {"status", "rejected", "computer_no", "4711", "reason", "no section", "said_at",
      "2026-11-20T10:00:00+05:30", "person", "op1", "at"},
     0},
    {"dissolved", {"reason", "the checker is ill", "person", "nodal", "at"}, 5},
    {"doubtful", {"why", "untaken", "computer_no", "4712", "at"}, 0},
};

/* What the counts say, where they say it. */
static gint64 list_length(JsonObject *row, Work *work, const char *name)
{
    static const struct {
        const char *name, *group;
    } counted[] = {{"short", "records"},         {"uncounted", "records"},
                   {"excluded", "availability"}, {"missing", "availability"},
                   {"damaged", "availability"},  {"overnight", "custody"}};
    for (guint i = 0; i < G_N_ELEMENTS(counted); i++)
        if (g_str_equal(name, counted[i].name))
            return index_row_count(row, counted[i].group, name);
    gint64 some = g_rand_int_range(work->rand, 1, 20);
    return g_str_equal(name, "surplus") ? MIN(some, index_row_count(row, "pages", "surplus"))
                                        : some;
}

static JsonArray *list_new(Work *work, gint64 n, guint which)
{
    JsonArray *list = json_array_new();
    for (; n > 0; n--) {
        g_autofree char *file_no =
            g_strdup_printf("A-%" G_GINT64_FORMAT "/20%02d", n * 7 + which, (int)(n % 26));
        JsonObject *one = list_add(list, work->station);
        if (!g_str_equal(LISTS[which].name, "taken") && LISTS[which].n_numbers != 5)
            json_object_set_string_member(one, "file_no", file_no);
        for (const char *const *text = LISTS[which].texts; *text; text += 2)
            json_object_set_string_member(one, text[0], text[1] ? text[1] : work->station->at);
        if (LISTS[which].n_numbers == 3)
            NUMBERS(one, {"was", n + 2}, {"is", n});
        if (LISTS[which].n_numbers == 1 || LISTS[which].n_numbers == 2)
            NUMBERS(one, {"pages", n});
        if (LISTS[which].n_numbers == 6)
            NUMBERS(one, {"pages", n}, {"out", n % 2});
        if (LISTS[which].n_numbers == 2 || LISTS[which].n_numbers == 4)
            NUMBERS(one, {"expected", n + 2});
        if (LISTS[which].n_numbers == 5)
            NUMBERS(one, {"lot", n}, {"records", n}, {"drawn", 20});
    }
    return list;
}

static void item_add_lists(JsonObject *item, Work *work)
{
    JsonObject *lists = json_object_new();
    JsonObject *row =
        json_array_get_object_element(json_object_get_array_member(item, "offices"), 0);
    for (guint i = 0; i < G_N_ELEMENTS(LISTS); i++)
        json_object_set_array_member(lists, LISTS[i].name,
                                     list_new(work, list_length(row, work, LISTS[i].name), i));
    json_object_set_object_member(item, "lists", lists);
}

static void item_add_records(JsonObject *item, const Work *work)
{
    if (work->station->n_rows == 0)
        return;
    JsonArray *records = json_array_new();
    for (guint i = 0; i < work->station->n_rows; i++) {
        g_autofree char *file_no = g_strdup_printf("JK/REV/MUT/%u/2019", i);
        JsonObject *record = list_add(records, work->station);
        TEXTS(record, "file_no", file_no, "category", "mutation", "stage", "exported",
              "availability", "available", "custody", "in-room", "scanned_on", "2026-09-12");
        NUMBERS(record, {"expected", PAGES_A_RECORD}, {"pages", PAGES_A_RECORD}, {"surplus", 0},
                {"failed", 0});
    }
    json_object_set_array_member(item, "records", records);
}

static void item_add_holidays(JsonObject *item, const Work *work)
{
    JsonArray *holidays = json_array_new();
    for (guint i = 0; i < work->holidays->len; i++) {
        g_autofree char *day = index_day_format(g_array_index(work->holidays, gint32, i));
        JsonObject *holiday = json_object_new();
        TEXTS(holiday, "day", day, "name", "holiday");
        json_object_set_null_member(holiday, "office");
        json_array_add_object_element(holidays, holiday);
    }
    json_object_set_array_member(item, "holidays", holidays);
    json_object_set_array_member(item, "holidays_late", json_array_new());
}

static char *hash_of(const Station *station, guint number)
{
    g_autofree char *seed = g_strdup_printf("%u %u", station->seed, number);
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, seed, -1);
}

static JsonObject *head_new(const Station *station, guint number)
{
    g_autofree char *hash = hash_of(station, number);
    g_autofree char *day = index_day_format(index_day_parse("2024-01-05") + 7 * (gint32)number);
    g_autofree char *at = g_strdup_printf("%sT17:00:00+05:30", day);
    JsonObject *head = json_object_new();
    NUMBERS(head, {"return", number});
    TEXTS(head, "at", at);
    NUMBERS(head, {"number", 10 * number});
    TEXTS(head, "hash", hash);
    NUMBERS(head, {"registered", station->target_records}, {"scanned", 10 * number},
            {"pages", 10 * PAGES_A_RECORD * number});
    return head;
}

static void row_add_heads(JsonObject *row, const Station *station)
{
    JsonArray *heads = json_array_new();
    for (guint number = 1; number <= station->n_returns; number++)
        json_array_add_object_element(heads, head_new(station, number));
    json_object_set_array_member(row, "heads", heads);
    if (!station->n_returns) {
        json_object_set_null_member(row, "frozen");
        return;
    }
    g_autofree char *sha256 = hash_of(station, 1000000 + station->n_returns);
    JsonObject *frozen = json_object_new(),
               *last = json_array_get_object_element(heads, station->n_returns - 1);
    NUMBERS(frozen, {"return", station->n_returns});
    TEXTS(frozen, "at", json_object_get_string_member(last, "at"), "sha256", sha256);
    json_object_set_object_member(row, "frozen", frozen);
}

static void row_add_chain(JsonObject *row, const Work *work)
{
    g_autofree char *hash = hash_of(work->station, 0);
    JsonObject *chain = json_object_new();
    json_object_set_int_member(chain, "number", 1000 + work->station->seed);
    json_object_set_string_member(chain, "hash", hash);
    json_object_set_object_member(row, "chain", chain);
    row_add_heads(row, work->station);
}

static void item_add_row(JsonObject *item, Work *work)
{
    JsonArray *offices = json_array_new(), *scanners = scanners_new(work);
    JsonObject *row = work_row(work);
    RowContext context = {.today = work->today,
                          .holidays = (gint32 *)work->holidays->data,
                          .n_holidays = work->holidays->len,
                          .scanners = scanners};
    row_add_chain(row, work);
    index_row_measure(row);
    index_row_judge(row, &context);
    json_object_set_object_member(item, "grand_total", json_object_ref(row));
    json_array_add_object_element(offices, row);
    json_object_set_array_member(item, "offices", offices);
    json_object_set_array_member(item, "scanners", scanners);
}

JsonObject *station_item(const Station *station)
{
    Work work = {0};
    JsonObject *item = json_object_new();
    work_do(&work, station);
    TEXTS(item, "at", station->at, "office", station->office, "name", station->name, "level",
          station->level);
    json_object_set_null_member(item, "return");
    json_object_set_null_member(item, "period");
    json_object_set_array_member(item, "plan", json_array_new());
    item_add_row(item, &work);
    item_add_holidays(item, &work);
    item_add_categories(item, &work);
    item_add_persons(item, &work);
    item_add_lists(item, &work);
    json_object_set_array_member(item, "corrections", json_array_new());
    item_add_records(item, &work);
    work_clear(&work);
    return item;
}

void station_clear(Station *station)
{
    g_free(station->office);
    g_free(station->name);
    g_free(station->level);
    g_free(station->parent);
}

char *station_text(JsonObject *item)
{
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(node, item);
    g_autofree char *text = json_to_string(node, FALSE);
    return g_strdup_printf("{\"schema\":1,\"items\":[%s]}\n", text);
}
