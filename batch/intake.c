/* How pages enter the store: published, placed, written down. */
#include "batch/intake.h"

#include "batch/output.h"
#include "batch/spool.h"
#include "batch/token.h"

#include <glib/gstdio.h>
#include <string.h>

struct Intake {
    Context *context;
    gint64 batch_id;
    char *dir;
    Record *record; /* NULL: none known */
    gint64 side_id; /* 0: none */
    char *side;     /* its name, for messages */
    guint last_sheet;
    guint n_sheets, n_unplaced;
};

static const char *office_code(const Context *context)
{
    return index_store_conf_text(context->store, "office", "code");
}

/* ---------------------------------------------------------------------------------- placing -- */

static gboolean place_set(Intake *intake, Record *record, const char *side, GError **error)
{
    gint64 side_id = 0;
    if (!index_side_find(intake->context->store, record, side ? side : "", &side_id, error)) {
        index_record_free(record);
        return FALSE;
    }
    if (record != intake->record)
        index_record_free(intake->record);
    intake->record = record;
    intake->side_id = side_id;
    g_free(intake->side);
    intake->side = g_strdup(side && *side ? side : NULL);
    return TRUE;
}

static void place_lose(Intake *intake)
{
    g_clear_pointer(&intake->record, index_record_free);
    g_clear_pointer(&intake->side, g_free);
    intake->side_id = 0;
}

static void cover_apply(Intake *intake, const Sheet *sheet, const Token *token)
{
    g_autoptr(GError) error = NULL;
    Record *record = NULL;
    if (g_str_equal(token->office, office_code(intake->context)))
        record = index_record_load(intake->context->store, token->name, &error);
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
        g_free(intake->side);
        intake->side = g_strdup(token->name);
        return;
    }
    output_problem(intake->context, "sheet %u: separator \"%s\" changes nothing: %s", sheet->number,
                   token->name, error ? error->message : "no record was started by a cover sheet");
}

/* What the sheet is; a cover or separator moves the place for what follows. */
static PageRole page_role(Intake *intake, const Page *page)
{
    for (guint i = 0; page->codes && page->codes[i]; i++) {
        g_auto(Token) token = {0};
        if (!token_parse(page->codes[i], &token))
            continue;
        if (token.kind == TOKEN_COVER)
            cover_apply(intake, &page->sheet, &token);
        else
            separator_apply(intake, &page->sheet, &token);
        return token.kind == TOKEN_COVER ? PAGE_ROLE_COVER : PAGE_ROLE_SEPARATOR;
    }
    return PAGE_ROLE_FOLIO;
}

gboolean intake_has_place(Intake *intake, const Page *pages, guint n_pages)
{
    if (intake->record)
        return TRUE;
    for (guint i = 0; n_pages && pages[0].codes && pages[0].codes[i]; i++) {
        g_auto(Token) token = {0};
        if (token_parse(pages[0].codes[i], &token) && token.kind == TOKEN_COVER)
            return TRUE;
    }
    return FALSE;
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

static void page_tell(const Intake *intake, const PagePlacement *placement)
{
    static const char *const roles[] = {"page", "cover sheet", "separator"};
    const Page *page = placement->page;
    GString *flags = g_string_new(NULL);
    for (guint i = 0; i < page->n_flags; i++)
        g_string_append_printf(flags, "%s%s", i ? ", " : "  look at it: ", page->flags[i].flag);
    output_line(intake->context, "sheet %u %s: %s%s%s%s", page->sheet.number,
                scan_face_name(page->sheet.face), roles[placement->role],
                intake->record ? " of " : " without a record",
                intake->record ? intake->record->file_no : "", flags->str);
    g_string_free(flags, TRUE);
}

gboolean intake_add(Intake *intake, Page *pages, guint n_pages, gboolean tell, GError **error)
{
    g_autofree PagePlacement *placements = g_new0(PagePlacement, n_pages + 1);
    for (guint i = 0; i < n_pages; i++) {
        if (!page_publish(intake, &pages[i], error))
            return FALSE;
        placements[i].page = &pages[i];
        placements[i].role = page_role(intake, &pages[i]);
        placements[i].side_id = intake->side_id;
        if (tell)
            page_tell(intake, &placements[i]);
    }
    if (!index_pages_add(intake->context->store, intake->batch_id, placements, n_pages, error))
        return FALSE;
    for (guint i = 0; i < n_pages; i++) {
        intake->n_sheets += pages[i].sheet.face == SCAN_FACE_FRONT;
        intake->n_unplaced += placements[i].role == PAGE_ROLE_FOLIO && !placements[i].side_id;
        intake->last_sheet = MAX(intake->last_sheet, pages[i].sheet.number);
    }
    return TRUE;
}

/* --------------------------------------------------------------------------------- lifetime -- */

static Intake *intake_open(Context *context, gint64 batch_id, GError **error)
{
    g_autoptr(Intake) intake = g_new0(Intake, 1);
    g_autofree char *name = g_strdup_printf("batch-%" G_GINT64_FORMAT, batch_id);
    g_autofree char *relative = g_build_filename("spool", name, NULL);
    intake->context = context;
    intake->batch_id = batch_id;
    intake->dir = index_store_path(context->store, relative);
    return scan_dir_make(intake->dir, error) ? g_steal_pointer(&intake) : NULL;
}

Intake *intake_new(Context *context, const IntakeSettings *settings, GError **error)
{
    Record *record = NULL;
    gint64 batch_id = 0;
    if (settings->file_no) {
        record = index_record_load(context->store, settings->file_no, error);
        if (!record)
            return NULL;
    }
    g_autoptr(Intake) intake = NULL;
    if (index_batch_open(context->store, &settings->start, &batch_id, error))
        intake = intake_open(context, batch_id, error);
    if (!intake) {
        index_record_free(record);
        return NULL;
    }
    if (record && !place_set(intake, record, settings->side, error)) {
        intake_close(intake, "refused", NULL);
        return NULL;
    }
    return g_steal_pointer(&intake);
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
    g_autoptr(Intake) intake = intake_open(context, batch_id, error);
    gint64 side_id = 0;
    if (!intake ||
        !index_batch_resume(context->store, batch_id, &intake->last_sheet, &side_id, error))
        return NULL;
    if (side_id) {
        intake->record = index_record_load_side(context->store, side_id, error);
        intake->side_id = side_id;
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
    g_free(intake->side);
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

guint intake_sheets(const Intake *intake)
{
    return intake->n_sheets;
}

guint intake_unplaced(const Intake *intake)
{
    return intake->n_unplaced;
}

gboolean intake_close(Intake *intake, const char *how, GError **error)
{
    spool_remove(intake->dir);
    return index_batch_close(intake->context->store, intake->batch_id, how, error);
}
