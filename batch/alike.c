/* What was scanned twice: real rescans never have the same bytes, so the index proposes pages that may look alike
 * (index/alike.h), and here their masters are laid on one another (scan/look.c). A master is loaded in a tenth of a second
 * at most, and two pages are told apart in some milliseconds; COMPARE_S of the processor bound what a batch waits for it: what is
 * left then is due still, and muhafiz run goes on with it. */
#include "batch/alike.h"

#include "batch/identify.h"
#include "batch/output.h"
#include "batch/paper.h"
#include "index/member.h"

#include <time.h>

#define COMPARE_S 30
#define TELL_S 60 /* the most that a batch waits for it */
#define SILENCE_MS 120000
#define TWINS_TOLD 5  /* the others are counted */
#define LOOKS_MAX 100 /* that are held at once, below 1 MB each */
#define DUE_MAX 50    /* pages that are compared together */

/* --------------------------------------------------------------------------------------- the worker -- */

/* Owned by looks; NULL where it cannot be had. */
static ScanLook *look_get(GHashTable *looks, const char *path)
{
    ScanLook *look = g_hash_table_lookup(looks, path);
    if (!look && (look = scan_look_load(path, NULL)))
        g_hash_table_insert(looks, g_strdup(path), look);
    return look;
}

static void pair_add(JsonArray *pairs, guint page, guint with, double likeness)
{
    JsonObject *pair = json_object_new();
    json_object_set_int_member(pair, "page", page);
    json_object_set_int_member(pair, "with", with);
    json_object_set_double_member(pair, "likeness", likeness);
    json_array_add_object_element(pairs, pair);
}

/* The first that it looks like, or all that are asked for; where there is none, *is_unseen: a master could not be read. */
static void page_compare(GHashTable *looks, JsonObject *asked, guint page, JsonArray *pairs,
                         gboolean *is_unseen)
{
    g_auto(GStrv) with = member_texts(asked, "with");
    const ScanLook *look = look_get(looks, member_text(asked, "path"));
    double likeness;
    *is_unseen = !look;
    if (!look || scan_look_is_blank(look))
        return;
    for (guint i = 0; with[i]; i++) {
        const ScanLook *other = look_get(looks, with[i]);
        *is_unseen |= !other;
        if (!other || other == look || scan_look_is_blank(other) ||
            (likeness = scan_look_likeness(look, other)) < SCAN_LIKENESS_SAME)
            continue;
        pair_add(pairs, page, i, likeness);
        *is_unseen = FALSE;
        if (!member_flag(asked, "all"))
            return;
    }
}

static void progress_send(Worker *line, guint n)
{
    JsonObject *progress = json_object_new();
    json_object_set_int_member(progress, "progress", n);
    worker_send(line, progress);
}

/* Of this worker: what else the computer does must not decide what is found. */
static gint64 processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec;
}

gboolean alike_compare_do(Worker *line, JsonObject *request, GError **error)
{
    (void)error;
    const gint64 seconds = member_int(request, "seconds", COMPARE_S);
    JsonArray *pages = member_array(request, "pages"), *pairs = json_array_new();
    JsonArray *unseen = json_array_new();
    g_autoptr(GHashTable) looks =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)scan_look_free);
    guint i = 0;
    for (; i < member_length(pages) && processor_seconds() < seconds; i++) {
        if (g_hash_table_size(looks) >= LOOKS_MAX)
            g_hash_table_remove_all(looks);
        gboolean is_unseen;
        page_compare(looks, member_element(pages, i), i, pairs, &is_unseen);
        if (is_unseen)
            json_array_add_int_element(unseen, i);
        progress_send(line, i + 1);
    }
    JsonObject *answer = json_object_new();
    json_object_set_array_member(answer, "pairs", pairs);
    json_object_set_array_member(answer, "unseen", unseen);
    json_object_set_int_member(answer, "done", i);
    worker_send(line, answer);
    return TRUE;
}

/* --------------------------------------------------------------------------------------- the command -- */

/* Those of before, and those of which the index has none. */
static void traits_take(GPtrArray *due)
{
    for (guint i = 0; i < due->len; i++) {
        AlikePage *like = due->pdata[i];
        Page page = {0};
        if (like->has_traits || like->is_flagged)
            continue;
        like->is_unseen = !identify_master(like->path, TRUE, &page, NULL);
        if (!like->is_unseen) {
            memcpy(like->traits, page.traits, sizeof like->traits);
            like->n_traits = page.n_traits;
        }
        scan_page_clear(&page);
    }
}

static JsonArray *pages_write(const GPtrArray *due)
{
    JsonArray *pages = json_array_new();
    for (guint i = 0; i < due->len; i++) {
        const AlikePage *page = due->pdata[i];
        JsonObject *asked = json_object_new();
        JsonArray *with = json_array_new();
        for (guint k = 0; k < page->like->len; k++)
            json_array_add_string_element(with, ((AlikePage *)page->like->pdata[k])->path);
        json_object_set_string_member(asked, "path", page->path);
        json_object_set_array_member(asked, "with", with);
        if (page->is_asked)
            json_object_set_boolean_member(asked, "all", TRUE);
        json_array_add_object_element(pages, asked);
    }
    return pages;
}

static JsonObject *due_compare(const GPtrArray *due, GError **error)
{
    const ChildSettings settings = {.worker = "scan-worker", .memory_bytes = SCAN_WORKER_BYTES};
    JsonObject *request = json_object_new();
    json_object_set_string_member(request, "do", "compare");
    json_object_set_array_member(request, "pages", pages_write(due));
    json_object_set_int_member(request, "seconds", COMPARE_S);
    return child_call(&settings, request, SILENCE_MS, NULL, NULL, error);
}

static gboolean any_is_like(const GPtrArray *due)
{
    for (guint i = 0; i < due->len; i++)
        if (((AlikePage *)due->pdata[i])->like->len > 0)
            return TRUE;
    return FALSE;
}

/* What the worker found, the later page first. */
static GArray *pairs_read(const GPtrArray *due, JsonArray *told)
{
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(AlikePair));
    for (guint i = 0; i < member_length(told); i++) {
        JsonObject *one = member_element(told, i);
        guint n = (guint)member_int(one, "page", 0), k = (guint)member_int(one, "with", 0);
        const AlikePage *page = n < due->len ? due->pdata[n] : NULL;
        if (!page || k >= page->like->len)
            continue;
        const AlikePage *like = page->like->pdata[k];
        const AlikePair pair = {MAX(page->page_id, like->page_id),
                                MIN(page->page_id, like->page_id),
                                member_double(one, "likeness", 0)};
        g_array_append_val(pairs, pair);
    }
    return pairs;
}

static const AlikePage *page_lookup(const GPtrArray *due, gint64 page_id)
{
    for (guint i = 0; i < due->len; i++) {
        const AlikePage *page = due->pdata[i];
        if (page->page_id == page_id)
            return page;
        const AlikePage *like = page->like ? page_lookup(page->like, page_id) : NULL;
        if (like)
            return like;
    }
    return NULL;
}

static void pairs_tell(const GPtrArray *due, const GArray *pairs)
{
    for (guint i = 0; i < MIN(pairs->len, TWINS_TOLD); i++) {
        const AlikePair *pair = &g_array_index(pairs, AlikePair, i);
        const AlikePage *page = page_lookup(due, pair->page_id);
        output_note("batch %" G_GINT64_FORMAT ", sheet %u: looks the same as %s, which was "
                    "there before: was it scanned twice? It is kept, and flagged",
                    page->batch_id, page->sheet, page_lookup(due, pair->like_id)->name);
    }
    if (pairs->len > TWINS_TOLD)
        output_note("and %u more pages look the same as earlier ones", pairs->len - TWINS_TOLD);
}

/* So many of n that the last sheet is whole: its faces are judged together. */
static guint whole_sheets(const GPtrArray *due, guint n)
{
    for (; n > 0 && n < due->len; n--) {
        const AlikePage *last = due->pdata[n - 1], *next = due->pdata[n];
        if (last->batch_id != next->batch_id || last->sheet != next->sheet)
            break;
    }
    return n;
}

/* why: what is wrong with alike.db. */
static void again_tell(const char *why, gint64 n)
{
    if (n)
        output_note("alike.db, by which pages that came twice are found, %s: %" G_GINT64_FORMAT
                    " %s looked at again (muhafiz run)",
                    why, n, n == 1 ? "page is" : "pages are");
}

static gboolean due_propose(const Context *context, const GPtrArray *due, GError **error)
{
    gint64 n_anew = 0;
    if (!index_alike_propose(context->store, due, &n_anew, error))
        return FALSE;
    again_tell("was missing or of no use and is made anew", n_anew);
    return TRUE;
}

static void unseen_read(const GPtrArray *due, JsonArray *unseen)
{
    for (guint i = 0; unseen && i < json_array_get_length(unseen); i++) {
        gint64 n = json_array_get_int_element(unseen, i);
        if (n >= 0 && n < due->len)
            ((AlikePage *)due->pdata[n])->is_unseen = TRUE;
    }
}

/* Of pages that are due, as many as there was time for. *done: of them. */
static gboolean due_settle(const Context *context, GPtrArray *due, guint *done, GError **error)
{
    traits_take(due);
    if (!due_propose(context, due, error))
        return FALSE;
    g_autoptr(JsonObject) answer = any_is_like(due) ? due_compare(due, error) : json_object_new();
    if (!answer)
        return FALSE;
    *done = whole_sheets(due, (guint)CLAMP(member_int(answer, "done", due->len), 0, due->len));
    g_autoptr(GArray) pairs = pairs_read(due, member_array(answer, "pairs"));
    unseen_read(due, member_array(answer, "unseen"));
    g_ptr_array_set_size(due, (gint)*done);
    if (!index_alike_settle(context->store, due, pairs, error))
        return FALSE;
    pairs_tell(due, pairs);
    return TRUE;
}

/* Sheets are whole, so other pages of them may be among the first that are due, or behind. */
static gint64 behind(const GPtrArray *due, gint64 after_id)
{
    const AlikePage *last = due->pdata[MIN(due->len, DUE_MAX) - 1];
    if (last->page_id <= after_id)
        last = due->pdata[due->len - 1];
    return last->page_id;
}

static gboolean pages_settle(const Context *context, gboolean is_old, gint64 seconds,
                             GError **error)
{
    const gint64 until = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
    guint done = 1;
    gint64 after_id = 0; /* what cannot be seen now is tried the next time */
    while (done > 0 && g_get_monotonic_time() < until) {
        g_autoptr(GPtrArray) due =
            index_alike_due(context->store, is_old, after_id, DUE_MAX, error);
        if (!due)
            return FALSE;
        if (due->len == 0)
            return TRUE;
        if (!due_settle(context, due, &done, error))
            return FALSE;
        if (done > 0)
            after_id = behind(due, after_id);
    }
    return TRUE;
}

static void twin_note(gint64 batch_id, JsonObject *twin)
{
    output_note("batch %" G_GINT64_FORMAT ", sheet %" G_GINT64_FORMAT ": the very picture that is "
                "now %s, %s folio %s is also %s, %s folio %s. It counts there, once in the office: "
                "leave it, or set it "
                "aside (muhafiz page move --aside)",
                batch_id, member_int(twin, "sheet", 0), member_text(twin, "file_no"),
                member_text(twin, "side"), member_text(twin, "folio"),
                member_text(twin, "other_file_no"), member_text(twin, "other_side"),
                member_text(twin, "other_folio"));
}

/* Every one of them: the officer had it removed. */
static gboolean removed_tell(const Context *context, gint64 batch_id, GError **error)
{
    g_autoptr(JsonNode) node = index_batch_removed(context->store, batch_id, error);
    JsonArray *pages = node ? json_node_get_array(node) : NULL;
    for (guint i = 0; i < member_length(pages); i++) {
        JsonObject *page = member_element(pages, i);
        output_note(
            "batch %" G_GINT64_FORMAT ", sheet %" G_GINT64_FORMAT
            ": the very picture that is now %s, %s "
            "folio %s was removed as confidential with %s (%s), and is not read. Tell the nodal "
            "officer: muhafiz record withhold %s %s PAGES --reason TEXT removes it here, too; "
            "muhafiz page release lets it stand",
            batch_id, member_int(page, "sheet", 0), member_text(page, "file_no"),
            member_text(page, "side"), member_text(page, "folio"),
            member_text(page, "other_file_no"), member_text(page, "classification"),
            member_text(page, "other_file_no"), member_text(page, "file_no"));
    }
    return node != NULL;
}

static gboolean twins_tell(const Context *context, gint64 batch_id, GError **error)
{
    g_autoptr(JsonNode) node = index_batch_twins(context->store, batch_id, error);
    if (!node)
        return FALSE;
    JsonArray *twins = json_node_get_array(node);
    guint n = member_length(twins);
    for (guint i = 0; i < MIN(n, TWINS_TOLD); i++)
        twin_note(batch_id, member_element(twins, i));
    if (n > TWINS_TOLD)
        output_note("batch %" G_GINT64_FORMAT ": and %u more such pages", batch_id, n - TWINS_TOLD);
    return TRUE;
}

static gboolean traits_check(const Context *context, GError **error)
{
    gint64 n_wrong = 0;
    if (!index_alike_check(context->store, TRUE, &n_wrong, error))
        return FALSE;
    again_tell("had not what was put there of some pages", n_wrong);
    return TRUE;
}

void alike_make_ready(const Context *context)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    if (!due_propose(context, none, &error) || !traits_check(context, &error))
        output_note("pages that came twice will not be found: %s", error->message);
}

void alike_tell(const Context *context, gint64 batch_id)
{
    g_autoptr(GError) error = NULL;
    if ((batch_id &&
         (!twins_tell(context, batch_id, &error) || !removed_tell(context, batch_id, &error))) ||
        !pages_settle(context, FALSE, TELL_S, &error))
        output_note("whether pages came twice was not looked at: %s", error->message);
}

/* *done: of those asked. */
static gboolean asked_compare(const Context *context, GPtrArray *asked, GArray *found, guint *done,
                              GError **error)
{
    if (!due_propose(context, asked, error))
        return FALSE;
    g_autoptr(JsonObject) answer =
        any_is_like(asked) ? due_compare(asked, error) : json_object_new();
    if (!answer)
        return FALSE;
    g_autoptr(GArray) pairs = pairs_read(asked, member_array(answer, "pairs"));
    for (guint i = 0; i < pairs->len; i++) {
        const AlikePair *pair = &g_array_index(pairs, AlikePair, i);
        g_array_append_val(found, pair->page_id);
        g_array_append_val(found, pair->like_id);
    }
    *done = (guint)CLAMP(member_int(answer, "done", asked->len), 0, asked->len);
    return TRUE;
}

GArray *alike_find(const Context *context, const char *file_no, const GArray *page_ids,
                   GError **error)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GPtrArray) asked = index_alike_asked(context->store, file_no, page_ids, error);
    if (!asked)
        return NULL;
    traits_take(asked);
    for (guint done = 1; asked->len && done; g_ptr_array_remove_range(asked, 0, done))
        if (!asked_compare(context, asked, found, &done, error))
            return NULL;
    return g_steal_pointer(&found);
}

gboolean alike_catch_up(const Context *context, guint seconds, gint64 *n_left, GError **error)
{
    return pages_settle(context, FALSE, seconds, error) &&
           pages_settle(context, TRUE, seconds, error) &&
           index_alike_left(context->store, n_left, error);
}
