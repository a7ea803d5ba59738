/* Reports of older versions lack what was not written then; they are joined all the same.
 *
 * What a report lacks is null, or a list that stays empty and is named in "lacks" of each row, and is printed as "-". A version that lacks something
 * lacks all that came later too: where something later is there, somebody took the rest out.
 */
#include "index/index.h"
#include "index/member.h"
#include "index/merge.h"

typedef enum {
    LATER_LIST,
    LATER_MEMBER,
    LATER_COUNT,
    LATER_PAGES
} LaterKind; /* of "lists", a row, its "records", its "pages" */

/* The oldest first; of one step come together. */
static const struct {
    const char *name;
    LaterKind kind;
    guint step;
} LATER[] = {
    {"chain", LATER_MEMBER, 1},
    {"taken", LATER_LIST, 2},
    {"split", LATER_LIST, 3},
    {"recategorised", LATER_LIST, 3},
    {"exported_uncounted", LATER_COUNT, 4},
    {"heads", LATER_MEMBER, 5},
    {"withheld", LATER_LIST, 5},
    {"unproven", LATER_PAGES, 5},
    {"removed", LATER_COUNT, 5},
    {"removed", LATER_PAGES, 5},
    {"disputed", LATER_LIST, 5},
    {"dissolved", LATER_LIST, 5},
    {"doubtful", LATER_LIST, 5},
};
#define STEPS 5

/* By step; of one report, or row. */
typedef struct {
    const char *has[STEPS + 1], *lacks[STEPS + 1]; /* the name of one; NULL: none */
} Steps;

static gboolean has_value(JsonObject *object, const char *member)
{
    return object && json_object_has_member(object, member) &&
           !json_object_get_null_member(object, member);
}

static void step_note(Steps *steps, guint later, gboolean is_there)
{
    const char **held = is_there ? steps->has : steps->lacks;
    held[LATER[later].step] = LATER[later].name;
}

static void lists_look(Steps *steps, JsonObject *lists)
{
    for (guint i = 0; i < G_N_ELEMENTS(LATER); i++)
        if (LATER[i].kind == LATER_LIST)
            step_note(steps, i, member_array(lists, LATER[i].name) != NULL);
}

/* Where it stands. */
static JsonObject *later_group(JsonObject *row, LaterKind kind)
{
    return kind == LATER_COUNT   ? member_object(row, "records")
           : kind == LATER_PAGES ? member_object(row, "pages")
                                 : row;
}

static void row_look(Steps *steps, JsonObject *row)
{
    for (guint i = 0; i < G_N_ELEMENTS(LATER); i++)
        if (LATER[i].kind != LATER_LIST)
            step_note(steps, i, has_value(later_group(row, LATER[i].kind), LATER[i].name));
}

/* Nothing is there of the first step that lacks something, nor of those after it. */
static gboolean steps_check(const Steps *steps, GError **error)
{
    guint first = 1;
    while (first <= STEPS && !steps->lacks[first])
        first++;
    for (guint step = first; step <= STEPS; step++)
        if (steps->has[step])
            return merge_refuse(error,
                                "it has \"%s\" and no \"%s\": somebody took it out, ask the office "
                                "for its report as it was written",
                                steps->has[step], steps->lacks[first]);
    return TRUE;
}

/* lists: of the same report; NULL: rows of any version are joined. What nobody heard of and what is a sum says nothing of that. */
static gboolean row_check(JsonObject *row, GHashTable *inner, const Steps *lists, GError **error)
{
    const char *office = member_text(row, "office");
    Steps steps = {0};
    if (!office || !member_text(row, "figures_at") || g_hash_table_contains(inner, office))
        return TRUE;
    if (lists)
        steps = *lists;
    row_look(&steps, row);
    return steps_check(&steps, error);
}

/* -------------------------------------------------------------------------------------- filling -- */

static void null_fill(JsonObject *object, const char *member)
{
    if (object && !json_object_has_member(object, member))
        json_object_set_null_member(object, member);
}

/* Of the lists; NULL: it has all. */
static JsonArray *lists_fill(JsonObject *lists)
{
    JsonArray *lacks = NULL;
    for (guint i = 0; lists && i < G_N_ELEMENTS(LATER); i++) {
        if (LATER[i].kind != LATER_LIST || json_object_has_member(lists, LATER[i].name))
            continue;
        lacks = lacks ? lacks : json_array_new();
        json_array_add_string_element(lacks, LATER[i].name);
        json_object_set_array_member(lists, LATER[i].name, json_array_new());
    }
    return lacks;
}

static void row_fill(JsonObject *row, JsonArray *lacks, gboolean is_joined)
{
    for (guint i = 0; i < G_N_ELEMENTS(LATER); i++)
        if (LATER[i].kind != LATER_LIST)
            null_fill(later_group(row, LATER[i].kind), LATER[i].name);
    if (!row)
        return;
    if (is_joined) /* "name" is the plan's, and its own is not known */
        null_fill(row, "own_name");
    if (lacks && !json_object_has_member(row, "lacks"))
        json_object_set_array_member(row, "lacks", json_array_ref(lacks));
}

gboolean merge_is_later(const char *count)
{
    for (guint i = 0; i < G_N_ELEMENTS(LATER); i++)
        if (LATER[i].kind >= LATER_COUNT && g_str_equal(LATER[i].name, count))
            return TRUE;
    return FALSE;
}

/* A station writes all of its report at once; what is joined has rows of any version. */
gboolean merge_older_fill(JsonObject *item, GError **error)
{
    JsonArray *rows = member_array(item, "offices"), *persons = member_array(item, "persons");
    JsonObject *lists = member_object(item, "lists"), *total = member_object(item, "grand_total");
    gboolean is_joined = json_object_has_member(item, "measured_by");
    g_autoptr(GHashTable) inner = merge_inner_offices(item);
    Steps of_lists = {0};
    lists_look(&of_lists, lists);
    if (!lists || !steps_check(&of_lists, error))
        return !lists; /* that is told by who checks them */
    for (guint i = 0; i < member_length(rows); i++)
        if (!row_check(member_element(rows, i), inner, is_joined ? NULL : &of_lists, error))
            return FALSE;
    g_autoptr(JsonArray) lacks = lists_fill(lists);
    for (guint i = 0; i < member_length(rows); i++)
        row_fill(member_element(rows, i), lacks, is_joined);
    for (guint i = 0; i < member_length(persons); i++)
        null_fill(member_element(persons, i), "unproven");
    if (total)
        row_fill(total, NULL, FALSE);
    return TRUE;
}
