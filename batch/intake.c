/* How pages enter the store: published, placed, written down. */
#include "batch/intake.h"

#include "batch/output.h"
#include "batch/spool.h"
#include "batch/token.h"

#include <glib/gstdio.h>

struct Intake {
    Context *context;
    gint64 batch_id;
    char *dir;
    Record *record; /* NULL: none known */
    gint64 side_id; /* where the next folio goes; 0: nowhere */
    gint64 expected_sheets;
    guint last_sheet; /* that has rows */
    guint n_unplaced;
};

static const char *office_code(const Context *context)
{
    return index_store_conf_text(context->store, "office", "code");
}

/* ---------------------------------------------------------------------------------- placing -- */

/* Takes the record. */
static gboolean place_set(Intake *intake, Record *record, const char *side, GError **error)
{
    gint64 side_id = 0;
    if (!index_side_find(intake->context->store, record, side ? side : "", &side_id, error)) {
        index_record_free(record);
        return FALSE;
    }
    index_record_free(intake->record);
    intake->record = record;
    intake->side_id = side_id;
    return TRUE;
}

static void place_lose(Intake *intake)
{
    g_clear_pointer(&intake->record, index_record_free);
    intake->side_id = 0;
}

static void cover_apply(Intake *intake, const Sheet *sheet, const Token *token)
{
    g_autoptr(GError) error = NULL;
    Record *record = NULL;
    if (g_str_equal(token->office, office_code(intake->context)))
        record = index_record_load_nic(intake->context->store, token->name, &error);
    if (record && place_set(intake, record, NULL, &error))
        return;
    place_lose(intake);
    output_problem(
        intake->context,
        "sheet %u: its cover names record %s of office %s, which is not in the register (%s); "
        "the sheets behind it are kept without a record",
        sheet->number, token->name, token->office, error ? error->message : "another office");
}

static void separator_apply(Intake *intake, const Sheet *sheet, const Token *token)
{
    g_autoptr(GError) error = NULL;
    gint64 side_id = 0;
    if (intake->record &&
        index_side_find(intake->context->store, intake->record, token->name, &side_id, &error)) {
        intake->side_id = side_id;
        return;
    }
    output_problem(intake->context, "sheet %u: separator \"%s\" changes nothing: %s", sheet->number,
                   token->name, error ? error->message : "no record was started by a cover sheet");
}

/* The first token of ours on the page. */
static gboolean page_token(const Page *page, Token *token)
{
    for (guint i = 0; page->codes && page->codes[i]; i++)
        if (token_parse(page->codes[i], token))
            return TRUE;
    return FALSE;
}

/* What the sheet is that begins at pages[0], by a token on either face: a cover may be fed face
 * down, and its back is no folio. A cover or separator moves the place for what follows. */
static PageRole sheet_role(Intake *intake, const Page *pages, guint n_faces)
{
    g_auto(Token) token = {0};
    gboolean found = FALSE;
    for (guint i = 0; i < n_faces && !found; i++)
        found = page_token(&pages[i], &token);
    if (!found)
        return PAGE_ROLE_FOLIO;
    if (token.kind == TOKEN_COVER)
        cover_apply(intake, &pages[0].sheet, &token);
    else
        separator_apply(intake, &pages[0].sheet, &token);
    return token.kind == TOKEN_COVER ? PAGE_ROLE_COVER : PAGE_ROLE_SEPARATOR;
}

gboolean intake_has_place(Intake *intake, const Page *pages, guint n_pages)
{
    g_auto(Token) token = {0};
    return intake->record ||
           (n_pages && page_token(&pages[0], &token) && token.kind == TOKEN_COVER);
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

/* Where each page goes, and how the line about it reads: the place moves on while sheets are gone
 * through, so both are made together. */
static void pages_place(Intake *intake, const Page *pages, guint n_pages, PagePlacement *placements,
                        GPtrArray *lines)
{
    static const char *const roles[] = {"page", "cover sheet", "separator"};
    for (guint i = 0; i < n_pages;) {
        guint n_faces = sheet_faces(&pages[i], n_pages - i);
        PageRole role = sheet_role(intake, &pages[i], n_faces);
        for (guint end = i + n_faces; i < end; i++) {
            placements[i] = (PagePlacement){&pages[i], role, intake->side_id};
            GString *line = g_string_new(NULL);
            g_string_printf(line, "sheet %u %s: %s%s%s", pages[i].sheet.number,
                            scan_face_name(pages[i].sheet.face), roles[role],
                            intake->record ? " of " : " without a record",
                            intake->record ? intake->record->file_no : "");
            for (guint k = 0; k < pages[i].n_flags; k++)
                g_string_append_printf(line, "%s%s",
                                       k ? ", " : "  look at it: ", pages[i].flags[k].flag);
            g_ptr_array_add(lines, g_string_free(line, FALSE));
        }
    }
}

gboolean intake_add(Intake *intake, Page *pages, guint n_pages, gboolean tell, GError **error)
{
    g_autofree PagePlacement *placements = g_new0(PagePlacement, n_pages + 1);
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < n_pages; i++)
        if (!page_publish(intake, &pages[i], error))
            return FALSE;
    pages_place(intake, pages, n_pages, placements, lines);
    if (!index_pages_add(intake->context->store, intake->batch_id, placements, n_pages, error))
        return FALSE;
    for (guint i = 0; i < n_pages; i++) {
        intake->n_unplaced += placements[i].role == PAGE_ROLE_FOLIO && !placements[i].side_id;
        intake->last_sheet = MAX(intake->last_sheet, pages[i].sheet.number);
        if (tell)
            output_line(intake->context, "%s", (const char *)g_ptr_array_index(lines, i));
    }
    return TRUE;
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
static gboolean start_place(Context *context, const IntakeSettings *settings, Intake *place,
                            GError **error)
{
    place->context = context;
    if (!settings->file_no)
        return TRUE;
    Record *record = index_record_load(context->store, settings->file_no, error);
    return record && place_set(place, record, settings->side, error);
}

Intake *intake_new(Context *context, const IntakeSettings *settings, GError **error)
{
    Intake place = {0};
    BatchStart start = settings->start;
    gint64 batch_id = 0;
    Intake *intake = NULL;
    if (!start_place(context, settings, &place, error))
        return NULL;
    start.side_id = place.side_id;
    if (index_batch_open(context->store, &start, &batch_id, error))
        intake = intake_open(context, batch_id, error);
    if (!intake) {
        index_record_free(place.record);
        return NULL;
    }
    intake->record = place.record;
    intake->side_id = place.side_id;
    intake->expected_sheets = start.expected_sheets;
    return intake;
}

gboolean intake_find_open(Context *context, const char *kind, gint64 *batch_id, GError **error)
{
    g_autoptr(GArray) stale = index_batches_stale(context->store, error);
    if (!stale)
        return FALSE;
    for (guint i = stale->len; i > 0; i--) {
        const StaleBatch *batch = &g_array_index(stale, StaleBatch, i - 1);
        if (g_str_equal(batch->kind, kind)) {
            *batch_id = batch->batch_id;
            return TRUE;
        }
    }
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "no %s batch was left open; start a new one without --resume", kind);
    return FALSE;
}

Intake *intake_resume(Context *context, gint64 batch_id, GError **error)
{
    BatchState state;
    g_autoptr(Intake) intake = intake_open(context, batch_id, error);
    if (!intake || !index_batch_resume(context->store, batch_id, &state, error))
        return NULL;
    intake->last_sheet = state.last_sheet;
    intake->expected_sheets = state.expected_sheets;
    intake->side_id = state.side_id;
    if (state.side_id) {
        intake->record = index_record_load_side(context->store, state.side_id, error);
        if (!intake->record)
            return NULL;
    }
    return g_steal_pointer(&intake);
}

void intake_free(Intake *intake)
{
    if (!intake)
        return;
    index_record_free(intake->record);
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

guint intake_unplaced(const Intake *intake)
{
    return intake->n_unplaced;
}

static gboolean surplus_note(const Intake *intake, GError **error)
{
    g_autoptr(GPtrArray) sides =
        index_batch_surplus(intake->context->store, intake->batch_id, error);
    for (guint i = 0; sides && i < sides->len; i++)
        output_note("%s. Was something fed twice, or is the register's number wrong?",
                    (const char *)g_ptr_array_index(sides, i));
    return sides != NULL;
}

gboolean intake_close(Intake *intake, const char *how, GError **error)
{
    scan_dir_remove(intake->dir, NULL);
    return index_batch_close(intake->context->store, intake->batch_id, how, error) &&
           surplus_note(intake, error);
}
