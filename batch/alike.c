/* A stack that is scanned again, after a kill or by mistake: real rescans never have the same bytes, so the pages that
 * came are laid on those that stood in the side before (scan/look.c). A master is loaded in a tenth of a second, and two
 * different pages are told apart in some milliseconds; COMPARE_S of the processor bound what a batch waits for it. The pages before are
 * gone through in their order, as a stack that is scanned again begins where it did. */
#include "batch/alike.h"

#include "batch/output.h"
#include "batch/paper.h"
#include "index/member.h"

#include <time.h>

#define COMPARE_S 30
#define SILENCE_MS 120000
#define TWINS_TOLD 5 /* the others are counted */
#define NOW_MAX 400  /* looks that are held at once, below 1 MB each */

/* --------------------------------------------------------------------------------------- the worker -- */

static GPtrArray *looks_load(JsonArray *paths)
{
    GPtrArray *looks = g_ptr_array_new_with_free_func((GDestroyNotify)scan_look_free);
    for (guint i = 0; i < MIN(member_length(paths), NOW_MAX); i++)
        g_ptr_array_add(looks, scan_look_load(json_array_get_string_element(paths, i), NULL));
    return looks;
}

static void pair_add(JsonArray *pairs, guint now, guint before, double likeness)
{
    JsonObject *pair = json_object_new();
    json_object_set_int_member(pair, "now", now);
    json_object_set_int_member(pair, "before", before);
    json_object_set_double_member(pair, "likeness", likeness);
    json_array_add_object_element(pairs, pair);
}

/* The first of those that came which looks like it; each is found once. */
static void page_find(GPtrArray *looks, const ScanLook *look, guint before, JsonArray *pairs)
{
    for (guint i = 0; i < looks->len; i++) {
        const ScanLook *now = g_ptr_array_index(looks, i);
        double likeness = now ? scan_look_likeness(now, look) : 0;
        if (likeness < SCAN_LIKENESS_SAME)
            continue;
        pair_add(pairs, i, before, likeness);
        scan_look_free(g_ptr_array_index(looks, i));
        g_ptr_array_index(looks, i) = NULL;
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
    JsonArray *before = member_array(request, "before"), *pairs = json_array_new();
    g_autoptr(GPtrArray) looks = looks_load(member_array(request, "now"));
    guint i = 0;
    for (; i < member_length(before) && processor_seconds() < seconds; i++) {
        ScanLook *look = scan_look_load(json_array_get_string_element(before, i), NULL);
        if (look && !scan_look_is_blank(look))
            page_find(looks, look, i, pairs);
        scan_look_free(look);
        progress_send(line, i + 1);
    }
    JsonObject *answer = json_object_new();
    json_object_set_array_member(answer, "pairs", pairs);
    json_object_set_int_member(answer, "left", member_length(before) - i);
    worker_send(line, answer);
    return TRUE;
}

/* --------------------------------------------------------------------------------------- the command -- */

static JsonArray *paths_write(const GArray *pages)
{
    JsonArray *paths = json_array_new();
    for (guint i = 0; i < pages->len; i++)
        json_array_add_string_element(paths, g_array_index(pages, AlikePage, i).path);
    return paths;
}

static JsonObject *side_compare(const AlikeSide *side, GError **error)
{
    const ChildSettings settings = {.worker = "scan-worker", .memory_bytes = SCAN_WORKER_BYTES};
    JsonObject *request = json_object_new();
    json_object_set_string_member(request, "do", "compare");
    json_object_set_array_member(request, "now", paths_write(side->now));
    json_object_set_array_member(request, "before", paths_write(side->before));
    json_object_set_int_member(request, "seconds", COMPARE_S);
    return child_call(&settings, request, SILENCE_MS, NULL, NULL, error);
}

/* Also tells them. */
static GArray *pairs_read(const AlikeSide *side, JsonArray *told, gint64 batch_id)
{
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(AlikePair));
    for (guint i = 0; i < member_length(told); i++) {
        JsonObject *one = member_element(told, i);
        guint now = (guint)member_int(one, "now", 0), before = (guint)member_int(one, "before", 0);
        if (now >= side->now->len || before >= side->before->len)
            continue;
        const AlikePage *page = &g_array_index(side->now, AlikePage, now);
        const AlikePage *like = &g_array_index(side->before, AlikePage, before);
        AlikePair pair = {page->page_id, like->page_id,
                          json_object_get_double_member(one, "likeness")};
        g_array_append_val(pairs, pair);
        if (pairs->len <= TWINS_TOLD)
            output_note("batch %" G_GINT64_FORMAT ", sheet %u: looks the same as %s, which was "
                        "there before: was it scanned twice? It is kept, and flagged",
                        batch_id, page->sheet, like->name);
    }
    if (pairs->len > TWINS_TOLD)
        output_note("batch %" G_GINT64_FORMAT ": and %u more pages look the same as earlier ones",
                    batch_id, pairs->len - TWINS_TOLD);
    return pairs;
}

static gboolean side_tell(Context *context, gint64 batch_id, const AlikeSide *side, GError **error)
{
    if (!side->now->len || !side->before->len)
        return TRUE;
    g_autoptr(JsonObject) answer = side_compare(side, error);
    if (!answer)
        return FALSE;
    g_autoptr(GArray) pairs = pairs_read(side, member_array(answer, "pairs"), batch_id);
    gint64 left = member_int(answer, "left", 0);
    if (left > 0)
        output_note("batch %" G_GINT64_FORMAT ": of the pages that stood there before, the last "
                    "%" G_GINT64_FORMAT " were not compared with what came, for want of time",
                    batch_id, left);
    return pairs->len == 0 || index_alike_flag(context->store, batch_id, pairs, error);
}

static gboolean sides_tell(Context *context, gint64 batch_id, gboolean is_correction,
                           GError **error)
{
    g_autoptr(GPtrArray) sides = index_alike_sides(context->store, batch_id, is_correction, error);
    for (guint i = 0; sides && i < sides->len; i++)
        if (!side_tell(context, batch_id, sides->pdata[i], error))
            return FALSE;
    return sides != NULL;
}

static void twin_note(gint64 batch_id, JsonObject *twin)
{
    output_note(
        "batch %" G_GINT64_FORMAT ", sheet %" G_GINT64_FORMAT ": the very picture that is "
        "now %s, %s folio %s is also %s, %s folio %s: which of them is it of? (muhafiz page "
        "move, or record undo)",
        batch_id, member_int(twin, "sheet", 0), member_text(twin, "file_no"),
        member_text(twin, "side"), member_text(twin, "folio"), member_text(twin, "other_file_no"),
        member_text(twin, "other_side"), member_text(twin, "other_folio"));
}

static gboolean twins_tell(Context *context, gint64 batch_id, GError **error)
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

void alike_tell(Context *context, gint64 batch_id, gboolean is_correction)
{
    g_autoptr(GError) error = NULL;
    if (!twins_tell(context, batch_id, &error) ||
        !sides_tell(context, batch_id, is_correction, &error))
        output_note("batch %" G_GINT64_FORMAT ": whether pages came twice was not looked at: %s",
                    batch_id, error->message);
}
