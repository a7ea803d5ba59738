/* What an office's reports say of its frozen returns, one against the other.
 *
 * A return never changes, and an event neither. So whatever two reports of an office say of the same return or event is the same, and a later one
 * has no fewer of them. Where that is not so, one of the two was changed, or the store was: both are named, the older as what "was". A report that was
 * changed in the same way ever since is believed: only its office's store can tell (verify --anchor).
 *
 * Findings stay with what is joined ("rewritten"), so that nobody forgets them.
 */
#include <string.h>

#include "index/member.h"
#include "index/merge.h"
#include "index/row.h"

/* A report of the office. */
typedef struct {
    const MergeItem *item;
    JsonObject *row;
    gint64 figures_s;
} Told;

/* What it says; key: of what. */
typedef struct {
    char *key, *value; /* owned */
    const char *what;
    gint64 number; /* of the return; 0: of none */
} Fact;

/* What was said first. */
typedef struct {
    char *value; /* owned */
    const char *told_at;
} Known;

typedef struct {
    const char *office;
    GHashTable *known;     /* key: Known */
    gint64 newest, events; /* of all reports so far: the last return, the events */
    const char *newest_at, *events_at;
    gint64 before_s;   /* when the report before was made */
    GHashTable *found; /* findings, all offices' */
} Comparing;

/* ---------------------------------------------------------------------------------- the findings -- */

/* What two findings have in common that tell the same; owned. */
static char *finding_key(JsonObject *finding)
{
    return g_strdup_printf("%s\n%" G_GINT64_FORMAT "\n%s\n%s\n%s", member_text(finding, "office"),
                           member_int(finding, "return", 0), member_text(finding, "what"),
                           member_text(finding, "was"), member_text(finding, "is"));
}

/* Takes finding. Of those that tell the same the first holds. */
static void finding_add(GHashTable *found, JsonObject *finding)
{
    char *key = finding_key(finding);
    JsonObject *held = g_hash_table_lookup(found, key);
    if (!held ||
        merge_time_parse(member_text(finding, "at")) < merge_time_parse(member_text(held, "at")))
        g_hash_table_insert(found, key, finding);
    else {
        g_free(key);
        json_object_unref(finding);
    }
}

static void find(Comparing *comparing, const Told *told, gint64 number, const char *what,
                 const char *was, const char *was_at, const char *is)
{
    JsonObject *finding = json_object_new();
    json_object_set_string_member(finding, "office", comparing->office);
    if (number > 0)
        json_object_set_int_member(finding, "return", number);
    else
        json_object_set_null_member(finding, "return");
    json_object_set_string_member(finding, "what", what);
    json_object_set_string_member(finding, "was", was);
    json_object_set_string_member(finding, "is", is);
    json_object_set_string_member(finding, "was_at", was_at);
    json_object_set_string_member(finding, "at", member_text(told->row, "figures_at"));
    finding_add(comparing->found, finding);
}

static void find_fewer(Comparing *comparing, const Told *told, const char *what, gint64 was,
                       const char *was_at, gint64 is)
{
    g_autofree char *before = g_strdup_printf("%" G_GINT64_FORMAT, was),
                    *now = g_strdup_printf("%" G_GINT64_FORMAT, is);
    find(comparing, told, 0, what, before, was_at, now);
}

/* ------------------------------------------------------------------------------------- the facts -- */

static void fact_clear(gpointer data)
{
    Fact *fact = data;
    g_free(fact->key);
    g_free(fact->value);
}

/* Takes key and value; a report that has no value says nothing. */
static void fact_add(GArray *facts, const char *what, gint64 number, char *key, char *value)
{
    Fact fact = {key, value, what, number};
    if (value)
        g_array_append_val(facts, fact);
    else
        g_free(key);
}

static char *count_text(JsonObject *object, const char *member)
{
    gint64 count = member_int(object, member, -1);
    return count >= 0 ? g_strdup_printf("%" G_GINT64_FORMAT, count) : NULL;
}

static void event_add(GArray *facts, gint64 number, JsonObject *event)
{
    fact_add(facts, "hash", number,
             g_strdup_printf("event %" G_GINT64_FORMAT, member_int(event, "number", 0)),
             g_strdup(member_text(event, "hash")));
}

static void head_add(GArray *facts, JsonObject *head)
{
    static const char *const counts[] = {"registered", "scanned", "pages", "number"};
    gint64 number = member_int(head, "return", 0);
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
        fact_add(facts, counts[i], number,
                 g_strdup_printf("%s %" G_GINT64_FORMAT, counts[i], number),
                 count_text(head, counts[i]));
    fact_add(facts, "at", number, g_strdup_printf("at %" G_GINT64_FORMAT, number),
             g_strdup(member_text(head, "at")));
    if (member_text(head, "hash"))
        event_add(facts, number, head);
}

/* A frozen return as a head, as far as it knows itself. */
static void return_add(GArray *facts, const Told *told)
{
    g_autoptr(JsonObject) head = json_object_new();
    json_object_set_int_member(head, "return", member_int(told->item->item, "return", 0));
    json_object_set_string_member(head, "at", member_text(told->item->item, "at"));
    json_object_set_int_member(head, "registered",
                               index_row_count(told->row, "records", "registered"));
    json_object_set_int_member(head, "scanned", index_row_count(told->row, "records", "scanned"));
    json_object_set_int_member(head, "pages", index_row_count(told->row, "pages", "scanned"));
    head_add(facts, head);
}

/* Older versions name only their newest return. */
static GArray *facts_of(const Told *told)
{
    GArray *facts = g_array_new(FALSE, FALSE, sizeof(Fact));
    JsonArray *heads = member_array(told->row, "heads");
    g_array_set_clear_func(facts, fact_clear);
    for (guint i = 0; i < member_length(heads); i++)
        head_add(facts, member_element(heads, i));
    if (!heads && member_object(told->row, "frozen"))
        head_add(facts, member_object(told->row, "frozen"));
    if (member_int(told->item->item, "return", 0) > 0)
        return_add(facts, told);
    if (member_object(told->row, "chain"))
        event_add(facts, 0, member_object(told->row, "chain"));
    return facts;
}

/* ------------------------------------------------------------------------------------- comparing -- */

static void known_free(gpointer data)
{
    g_free(((Known *)data)->value);
    g_free(data);
}

static gboolean is_told(const GPtrArray *whats, const char *what)
{
    for (guint i = 0; i < whats->len; i++)
        if (g_str_equal(whats->pdata[i], what))
            return TRUE;
    return FALSE;
}

/* Of each kind the first difference is told: after it most others follow. */
static void fact_compare(Comparing *comparing, const Told *told, const Fact *fact, GPtrArray *whats)
{
    const Known *known = g_hash_table_lookup(comparing->known, fact->key);
    if (!known) {
        Known *first = g_new0(Known, 1);
        first->value = g_strdup(fact->value);
        first->told_at = member_text(told->row, "figures_at");
        g_hash_table_insert(comparing->known, g_strdup(fact->key), first);
    } else if (!g_str_equal(known->value, fact->value) && !is_told(whats, fact->what)) {
        g_ptr_array_add(whats, (gpointer)fact->what);
        find(comparing, told, fact->number, fact->what, known->value, known->told_at, fact->value);
    }
}

/* A report without heads, as older versions write it, is one with fewer returns where there was one with them. */
static void newest_compare(Comparing *comparing, const Told *told)
{
    gboolean is_later = told->figures_s > comparing->before_s;
    JsonObject *chain = member_object(told->row, "chain");
    JsonArray *heads = member_array(told->row, "heads");
    JsonObject *last = member_element(heads, member_length(heads) - 1);
    gint64 newest = MAX(member_int(last, "return", 0), member_int(told->item->item, "return", 0)),
           events = member_int(chain, "number", 0);
    if (is_later && newest < comparing->newest)
        find_fewer(comparing, told, "returns", comparing->newest, comparing->newest_at, newest);
    if (is_later && chain && events < comparing->events)
        find_fewer(comparing, told, "events", comparing->events, comparing->events_at, events);
    if (newest > comparing->newest) {
        comparing->newest = newest;
        comparing->newest_at = member_text(told->row, "figures_at");
    }
    if (events > comparing->events) {
        comparing->events = events;
        comparing->events_at = member_text(told->row, "figures_at");
    }
    comparing->before_s = told->figures_s;
}

static void told_compare(Comparing *comparing, const Told *told)
{
    g_autoptr(GArray) facts = facts_of(told);
    g_autoptr(GPtrArray) whats = g_ptr_array_new();
    for (guint i = 0; i < facts->len; i++)
        fact_compare(comparing, told, &g_array_index(facts, Fact, i), whats);
    newest_compare(comparing, told);
}

/* The oldest first. */
static int told_order(gconstpointer one, gconstpointer other)
{
    const Told *a = one, *b = other;
    if (a->figures_s != b->figures_s)
        return a->figures_s < b->figures_s ? -1 : 1;
    return strcmp(a->item->key, b->item->key);
}

static void office_compare(const char *office, GArray *all, GHashTable *found)
{
    g_autoptr(GHashTable) known =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, known_free);
    Comparing comparing = {.office = office, .known = known, .found = found};
    g_array_sort(all, told_order);
    for (guint i = 0; i < all->len; i++)
        told_compare(&comparing, &g_array_index(all, Told, i));
}

/* ------------------------------------------------------------------------------------- gathering -- */

static void array_free(gpointer array)
{
    g_array_unref(array);
}

static void row_gather(GHashTable *offices, const MergeItem *item, JsonObject *row)
{
    const char *office = member_text(row, "office");
    const Told told = {item, row, merge_time_parse(member_text(row, "figures_at"))};
    GArray *all = g_hash_table_lookup(offices, office);
    if (!all) {
        all = g_array_new(FALSE, FALSE, sizeof(Told));
        g_hash_table_insert(offices, (gpointer)office, all);
    }
    g_array_append_val(all, told);
}

static void item_gather(GHashTable *offices, const MergeItem *item, GHashTable *clashes)
{
    g_autoptr(GHashTable) inner = merge_inner_offices(item->item);
    JsonArray *rows = member_array(item->item, "offices");
    for (guint i = 0; i < member_length(rows); i++) {
        JsonObject *row = member_element(rows, i);
        const char *office = member_text(row, "office");
        if (member_text(row, "figures_at") && !g_hash_table_contains(inner, office) &&
            !g_hash_table_contains(clashes, office))
            row_gather(offices, item, row);
    }
}

static gboolean is_whole(JsonObject *finding)
{
    static const char *const members[] = {"office", "what", "was", "was_at", "is", "at"};
    for (guint i = 0; i < G_N_ELEMENTS(members); i++)
        if (!member_text(finding, members[i]))
            return FALSE;
    return TRUE;
}

/* Those of what was joined before. */
static void found_gather(GHashTable *found, JsonArray *before)
{
    for (guint i = 0; i < member_length(before); i++) {
        JsonObject *one = member_element(before, i);
        if (is_whole(one))
            finding_add(found, json_object_ref(one));
    }
}

static int finding_order(gconstpointer one, gconstpointer other)
{
    g_autofree char *a = finding_key((JsonObject *)one), *b = finding_key((JsonObject *)other);
    return strcmp(a, b);
}

static void finding_free(gpointer finding)
{
    json_object_unref(finding);
}

JsonArray *merge_rewritten_find(const GPtrArray *items, GHashTable *clashes)
{
    g_autoptr(GHashTable) found =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, finding_free);
    g_autoptr(GHashTable) offices =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, array_free);
    JsonArray *rewritten = json_array_new();
    GHashTableIter iter;
    gpointer office, all;
    for (guint i = 0; i < items->len; i++) {
        item_gather(offices, items->pdata[i], clashes);
        found_gather(found, member_array(((MergeItem *)items->pdata[i])->item, "rewritten"));
    }
    g_hash_table_iter_init(&iter, offices);
    while (g_hash_table_iter_next(&iter, &office, &all))
        office_compare(office, all, found);
    g_autoptr(GList) findings = g_list_sort(g_hash_table_get_values(found), finding_order);
    for (GList *one = findings; one; one = one->next)
        json_array_add_object_element(rewritten, json_object_ref(one->data));
    return rewritten;
}
