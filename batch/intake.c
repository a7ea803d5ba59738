/* How pages enter the store: published, placed, written down. */
#include "batch/intake.h"

#include "batch/alike.h"
#include "batch/backs.h"
#include "batch/ledger.h"
#include "batch/output.h"
#include "batch/place.h"
#include "batch/spool.h"
#include "index/member.h"

#include <glib/gstdio.h>
#include <unistd.h>

struct Intake {
    Context *context;
    gint64 batch_id;
    char *dir;
    Place *place;
    gboolean more_follow; /* IntakeSettings */
    gboolean is_backs;    /* of another batch's sheets: their places follow when all are there */
    gint64 expected_sheets;
    guint last_sheet; /* that has rows */
};

static const char *office_code(const Context *context)
{
    return index_store_conf_text(context->store, "office", "code");
}

/* ----------------------------------------------------------------------------------- adding -- */

static gboolean page_publish(const Intake *intake, Page *page, GError **error)
{
    g_autofree char *path = index_store_file(intake->context->store, "pages", page->sha256, ".tif");
    if (!g_str_equal(path, page->path) && !scan_file_publish(page->path, path, error))
        return FALSE;
    g_free(page->path);
    page->path = g_steal_pointer(&path);
    return TRUE;
}

static guint sheet_faces(const Page *pages, guint n_pages)
{
    guint n = 1;
    while (n < n_pages && pages[n].sheet.number == pages[0].sheet.number)
        n++;
    return n;
}

/* What is to be written and told of pages that come together. */
typedef struct {
    PagePlacement *placements;
    GPtrArray *lines; /* char*, owned: one for each page */
    GArray *placed;   /* Placed and the sheet it is of */
} Arrivals;

typedef struct {
    Placed placed;
    guint sheet;
} Arrival;

static void arrival_clear(Arrival *arrival)
{
    placed_clear(&arrival->placed);
}

static void arrivals_init(Arrivals *arrivals, guint n_pages)
{
    arrivals->placements = g_new0(PagePlacement, n_pages + 1);
    arrivals->lines = g_ptr_array_new_with_free_func(g_free);
    arrivals->placed = g_array_new(FALSE, FALSE, sizeof(Arrival));
    g_array_set_clear_func(arrivals->placed, (GDestroyNotify)arrival_clear);
}

static void arrivals_clear(Arrivals *arrivals)
{
    g_free(arrivals->placements);
    g_ptr_array_unref(arrivals->lines);
    g_array_unref(arrivals->placed);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arrivals, arrivals_clear)

/* What the sheet is, and of which record. Backs have their places when all are there. */
static char *placed_text(const Intake *intake, const Placed *placed)
{
    static const char *const roles[] = {"page", "cover sheet", "separator"};
    const char *file_no = place_file_no(intake->place);
    if (intake->is_backs)
        return g_strdup(placed->role == PAGE_ROLE_FOLIO ? "back, to be placed with its front"
                                                        : "cover or separator among the backs");
    if (placed->role == PAGE_ROLE_COVER && placed->order == PAGE_ORDER_CODE_DAMAGED)
        return g_strdup("a sheet of ours whose code cannot be read (cover or separator)");
    return g_strconcat(roles[placed->role], file_no ? " of " : " without a record", file_no, NULL);
}

static char *page_line(const Intake *intake, const Page *page, const Placed *placed)
{
    g_autofree char *what = placed_text(intake, placed);
    GString *line = g_string_new(NULL);
    g_string_printf(line, "sheet %u %s: %s", page->sheet.number, scan_face_name(page->sheet.face),
                    what);
    for (guint k = 0; k < page->n_flags; k++)
        g_string_append_printf(line, "%s%s", k ? ", " : "  look at it: ", page->flags[k].flag);
    return g_string_free(line, FALSE);
}

/* The item begins with the first face; a token is used up by it. */
static PagePlacement placement_of(const Placed *placed, const Page *page, gboolean is_first)
{
    PageItem item =
        placed->item == PAGE_ITEM_BEGIN && !is_first ? PAGE_ITEM_CONTINUE : placed->item;
    return (PagePlacement){.page = page,
                           .role = placed->role,
                           .side_id = placed->side_id,
                           .item = item,
                           .order = placed->order,
                           .token = placed->token};
}

/* Where each page goes, and how the line about it reads: the place moves on while sheets are gone
 * through, so both are made together. */
static gboolean pages_place(Intake *intake, const Page *pages, guint n_pages, Arrivals *arrivals,
                            GError **error)
{
    for (guint i = 0; i < n_pages;) {
        Arrival arrival = {.sheet = pages[i].sheet.number};
        guint first = i, n_faces = sheet_faces(&pages[i], n_pages - i);
        if (intake->is_backs)
            backs_place_sheet(&pages[i], n_faces, &arrival.placed);
        else if (!place_sheet(intake->place, &pages[i], n_faces, &arrival.placed, error))
            return FALSE;
        g_array_append_val(arrivals->placed, arrival);
        for (; i < first + n_faces; i++) {
            arrivals->placements[i] = placement_of(&arrival.placed, &pages[i], i == first);
            g_ptr_array_add(arrivals->lines, page_line(intake, &pages[i], &arrival.placed));
        }
    }
    return TRUE;
}

/* What the operator must know: a problem where something was not done, else a note. */
static void arrival_advise(const Intake *intake, const Arrival *arrival)
{
    static const char format[] = "batch %" G_GINT64_FORMAT ", sheet %u: %s";
    const Placed *placed = &arrival->placed;
    if (placed->advice && placed->is_lost)
        output_problem(intake->context, format, intake->batch_id, arrival->sheet, placed->advice);
    else if (placed->advice)
        output_note(format, intake->batch_id, arrival->sheet, placed->advice);
}

static void arrivals_tell(Intake *intake, const Page *pages, guint n_pages,
                          const Arrivals *arrivals, gboolean tell)
{
    for (guint i = 0; i < n_pages; i++) {
        intake->last_sheet = MAX(intake->last_sheet, pages[i].sheet.number);
        if (tell)
            output_line(intake->context, "%s", (const char *)arrivals->lines->pdata[i]);
    }
    for (guint i = 0; i < arrivals->placed->len; i++)
        arrival_advise(intake, &g_array_index(arrivals->placed, Arrival, i));
}

gboolean intake_add(Intake *intake, Page *pages, guint n_pages, gboolean tell, GError **error)
{
    g_auto(Arrivals) arrivals;
    arrivals_init(&arrivals, n_pages);
    for (guint i = 0; i < n_pages; i++)
        if (!page_publish(intake, &pages[i], error))
            return FALSE;
    if (!pages_place(intake, pages, n_pages, &arrivals, error) ||
        !index_pages_add(intake->context->store, intake->batch_id, arrivals.placements, n_pages,
                         error))
        return FALSE;
    place_written(intake->place);
    arrivals_tell(intake, pages, n_pages, &arrivals, tell);
    return TRUE;
}

gboolean intake_has_place(Intake *intake, const Page *pages, guint n_pages)
{
    return place_side(intake->place) ||
           (n_pages && place_is_opened_by(pages, sheet_faces(pages, n_pages)));
}

void intake_take_back(Intake *intake, const Page *pages, guint n_pages)
{
    for (guint i = 0; i < n_pages; i++) {
        gboolean known = TRUE;
        if (index_master_is_known(intake->context->store, pages[i].sha256, &known, NULL) && !known)
            g_unlink(pages[i].path);
    }
}

/* --------------------------------------------------------------------------------- lifetime -- */

static Intake *intake_open(Context *context, gint64 batch_id, GError **error)
{
    g_autoptr(Intake) intake = g_new0(Intake, 1);
    intake->context = context;
    intake->batch_id = batch_id;
    intake->dir = spool_batch_dir(index_store_dir(context->store), batch_id);
    return scan_dir_make(intake->dir, error) ? g_steal_pointer(&intake) : NULL;
}

/* The place is looked up before the batch is opened, so that a wrong name leaves nothing behind. */
Intake *intake_new(Context *context, const IntakeSettings *settings, GError **error)
{
    g_autoptr(Place) place = place_new(context->store);
    BatchStart start = settings->start;
    gint64 batch_id = 0;
    if (settings->file_no && !place_set(place, settings->file_no, settings->side, error))
        return NULL;
    start.side_id = place_side(place);
    g_autofree char *gone = place_gone_note(place);
    if (gone)
        output_note("%s", gone);
    if (!index_batch_open(context->store, &start, &batch_id, error))
        return NULL;
    Intake *intake = intake_open(context, batch_id, error);
    if (!intake)
        return NULL;
    intake->place = g_steal_pointer(&place);
    intake->expected_sheets = start.expected_sheets;
    intake->is_backs = start.fronts_batch != 0;
    intake->more_follow = settings->more_follow;
    return intake;
}

/* Another scanner's stack must not be mixed with this one's: its batch is only named. */
static void open_fail(const GArray *stale, const char *kind, const char *source, GError **error)
{
    g_autoptr(GString) others = g_string_new(NULL);
    for (guint i = 0; i < stale->len; i++) {
        const StaleBatch *batch = &g_array_index(stale, StaleBatch, i);
        if (g_str_equal(batch->kind, kind))
            g_string_append_printf(others, "%s%" G_GINT64_FORMAT " of %s",
                                   others->len ? ", " : " (but batch ", batch->batch_id,
                                   batch->source);
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "no %s batch%s%s was left open%s%s; start a new one without --resume", kind,
                source ? " of " : "", source ? source : "", others->str,
                others->len ? ": --device goes on with it)" : "");
}

gboolean intake_find_open(Context *context, const char *kind, const char *source, gint64 *batch_id,
                          GError **error)
{
    g_autoptr(GArray) stale = index_batches_stale(context->store, error);
    if (!stale)
        return FALSE;
    for (guint i = stale->len; i > 0; i--) {
        const StaleBatch *batch = &g_array_index(stale, StaleBatch, i - 1);
        if (g_str_equal(batch->kind, kind) && (!source || g_str_equal(batch->source, source))) {
            *batch_id = batch->batch_id;
            return TRUE;
        }
    }
    open_fail(stale, kind, source, error);
    return FALSE;
}

static Intake *intake_continue(Context *context, gint64 batch_id,
                               gboolean (*look)(Store *, gint64, BatchState *, GError **),
                               GError **error)
{
    BatchState state;
    g_autoptr(Intake) intake = intake_open(context, batch_id, error);
    if (!intake || !look(context->store, batch_id, &state, error))
        return NULL;
    intake->last_sheet = state.last_sheet;
    intake->expected_sheets = state.expected_sheets;
    intake->is_backs = state.fronts_batch != 0;
    intake->place = place_new(context->store);
    return place_resume(intake->place, &state, error) ? g_steal_pointer(&intake) : NULL;
}

Intake *intake_reopen(Context *context, gint64 batch_id, GError **error)
{
    return intake_continue(context, batch_id, index_batch_state, error);
}

Intake *intake_resume(Context *context, gint64 batch_id, GError **error)
{
    const char *dir = index_store_dir(context->store);
    int lock = spool_lock(dir, SPOOL_LOCK_RECOVER, TRUE, error);
    if (lock < 0)
        return NULL;
    Intake *intake = intake_continue(context, batch_id, index_batch_resume, error);
    close(lock);
    return intake;
}

void intake_free(Intake *intake)
{
    if (!intake)
        return;
    place_free(intake->place);
    g_free(intake->dir);
    g_free(intake);
}

gint64 intake_batch(const Intake *intake)
{
    return intake->batch_id;
}

const char *intake_dir(const Intake *intake)
{
    return intake->dir;
}

void intake_next_sheet(const Intake *intake, Sheet *sheet)
{
    *sheet = (Sheet){.batch = intake->batch_id, .number = intake->last_sheet + 1};
    g_strlcpy(sheet->office, office_code(intake->context), sizeof sheet->office);
}

guint intake_last_sheet(const Intake *intake)
{
    return intake->last_sheet;
}

gint64 intake_expected(const Intake *intake)
{
    return intake->expected_sheets;
}

gboolean intake_expect(Intake *intake, gint64 n_sheets, GError **error)
{
    if (!index_batch_expect(intake->context->store, intake->batch_id, n_sheets, error))
        return FALSE;
    intake->expected_sheets = n_sheets;
    return TRUE;
}

char *intake_preview_path(const Intake *intake)
{
    return g_strconcat(intake->dir, "-last-good.jpg", NULL);
}

gboolean intake_is_backs(const Intake *intake)
{
    return intake->is_backs;
}

/* Reports count it as scanned only when somebody has said that nothing more will come. */
static void uncounted_note(JsonObject *side, gint64 n_uncounted)
{
    const char *file_no = member_text(side, "file_no"), *name = member_text(side, "side");
    g_autofree char *word = index_word(file_no);
    if (n_uncounted)
        output_note("%s, %s: %" G_GINT64_FORMAT " %s blank or there twice, which reports do not "
                    "count. Blank, and nothing more will come: muhafiz record close %s --side %s "
                    "--reason TEXT. There twice, so that it "
                    "never counts: leave it, or muhafiz page move %s PAGES --aside. It only looks "
                    "like another: muhafiz page unlike %s PAGES",
                    file_no, name, n_uncounted, n_uncounted == 1 ? "page is" : "pages are", word,
                    name, word, word);
}

static void side_note(JsonObject *side, gboolean more_follow)
{
    if (ledger_note_closed(side))
        return;
    gint64 n = member_int(side, "side_pages", 0),
           n_expected = member_int(side, "expected_pages", n);
    uncounted_note(side, member_int(side, "uncounted_pages", 0));
    if (n == n_expected || (n < n_expected && more_follow))
        return;
    output_note("%s, %s: %" G_GINT64_FORMAT " %s, %" G_GINT64_FORMAT " expected. %s, or is the "
                "register's number wrong?",
                member_text(side, "file_no"), member_text(side, "side"), COUNTED(n, "page"),
                n_expected,
                n < n_expected ? "Is something still to be scanned" : "Was something fed twice");
}

static gboolean ledger_note(const Intake *intake, GError **error)
{
    g_autoptr(JsonNode) ledger =
        index_batch_ledger(intake->context->store, intake->batch_id, error);
    JsonArray *sides = ledger ? member_array(json_node_get_object(ledger), "sides") : NULL;
    for (guint i = 0; i < member_length(sides); i++)
        side_note(member_element(sides, i), intake->more_follow);
    if (ledger)
        ledger_note_covers(json_node_get_object(ledger));
    return ledger != NULL;
}

gboolean intake_close(Intake *intake, const char *how, GError **error)
{
    g_autofree char *preview = intake_preview_path(intake);
    scan_dir_remove(intake->dir, NULL);
    g_unlink(preview);
    if (!index_batch_close(intake->context->store, intake->batch_id, how, error))
        return FALSE;
    alike_tell(intake->context, intake->batch_id);
    return ledger_note(intake, error);
}
