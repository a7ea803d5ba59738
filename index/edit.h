/* index/edit.h - one correction while it is made. Private to index/.
 *
 *   edit_run --loads--> sides and pages in memory --the change--> edit_save: rows, jobs, event
 *
 * A change only rearranges pages in memory: it takes them out of their sides (edit_take_out), puts
 * them elsewhere (edit_put), or sets what stands in their `now`. Saving finds what differs, keeps
 * it as it was, and writes the rest: so all corrections, and undoing them, follow the same rules.
 * All is within one transaction; texts are lent by the edit.
 */
#pragma once

#include "index/store-private.h"

typedef struct EditSide EditSide;

/* Where and how a page stands. */
typedef struct {
    gint64 side_id;              /* 0: no record */
    gint64 seq;                  /* 0: not a page of the side */
    gint64 item_id, replaced_by; /* 0: none */
    gint64 turn;                 /* quarter turns clockwise that make it upright */
    gboolean turn_is_set;        /* a person said so */
    const char *folio;           /* NULL: none */
    gboolean folio_is_set;       /* a person wrote it */
    const char *role, *state;
    gint64 order; /* value of its flag "order" (PageOrder); 0: none */
} EditStand;

typedef struct {
    gint64 page_id, batch_id, sheet; /* of a back of another stack: those of its front */
    gboolean is_back;
    gboolean is_named;    /* it is what the correction is about, not only moved up or down by it */
    gboolean item_is_set; /* now.item_id is decided: its neighbours do not tell */
    gboolean
        is_unread; /* kept as an image alone, as reading it failed: its job waits for a retry */
    gboolean order_stays; /* its flag "order" is about the page: nobody looked at it for this */
    EditStand before, now;
    EditSide *side; /* that it stands in now; NULL: in none */
} EditPage;

typedef struct {
    const char *reason, *by, *at; /* NULL: the side is not closed */
} EditClosing;

struct EditSide {
    gint64 side_id;
    const char *name;
    Record *record;
    GPtrArray *pages; /* EditPage, in order, as they stand now */
    EditClosing before, now;
};

typedef struct {
    Store *store;
    Db *db;
    const char *act;    /* "pages.moved" */
    const char *reason; /* NULL: none is asked for */
    const char *at;
    gint64 undoes;        /* the correction that this one undoes; 0: none */
    gboolean keep_labels; /* what is pushed aside keeps the label it had */
    GHashTable *pages;    /* EditPage by page_id */
    GPtrArray *sides;     /* EditSide */
    GHashTable *items;    /* side_id by item_id: of items that change their side */
    GPtrArray *paths;     /* files of volumes that nothing names any more */
    GStringChunk *strings;
} Edit;

/* Makes the change and returns the edit's answer (edit_answer), or NULL and all is as it was. */
typedef gboolean (*EditFunc)(Edit *edit, gconstpointer what, GError **error);
JsonNode *edit_run(Store *store, const char *act, EditFunc change, gconstpointer what,
                   GError **error);

const char *edit_keep(Edit *edit, const char *text); /* a copy lent by the edit; NULL stays NULL */

/* Loaded once, with all its pages. LIMIT where a batch of a living process feeds it. */
EditSide *edit_side(Edit *edit, gint64 side_id, GError **error);
/* With its side, if it is of one (also a page set aside, or a cover that leads there). */
EditPage *edit_page(Edit *edit, gint64 page_id, GError **error);
/* Those that the correction is about (gint64 page_id), as EditPage. DATA where there is none of
 * them, or one twice. */
GPtrArray *edit_pages(Edit *edit, const GArray *page_ids, GError **error);

EditSide *edit_side_lookup(const Edit *edit, gint64 side_id); /* NULL: it is not loaded */

gint edit_compare_places(gconstpointer a,
                         gconstpointer b); /* of EditPage in an array, by now.seq */
guint edit_index(const EditPage *page);    /* in its side */
void edit_take_out(EditPage *page);
void edit_put(EditSide *side, guint index, EditPage *page);
/* What was set aside is a page again by this. USAGE: it was replaced, so the page that took its
 * place speaks for it. */
gboolean edit_put_again(EditSide *side, guint index, EditPage *page, GError **error);
void edit_set_item(Edit *edit, gint64 item_id, gint64 side_id);
/* TRUE, or USAGE: it is not a page of a record now. */
gboolean edit_page_is_placed(const EditPage *page, GError **error);
/* TRUE, or USAGE: it is not a page of that side. */
gboolean edit_page_is_of(const EditPage *page, const EditSide *side, GError **error);

/* "page 7 of A-12/2008, notes" or "page id 123" */
char *edit_page_name(const EditPage *page);

/* To a place of another side or the same one; label as in index_pages_move (edit-page.c). */
gboolean edit_move(Edit *edit, const GArray *page_ids, const PagePlace *to, const char *label,
                   GError **error);

/* What follows from the new order: seq, labels, items, states (edit-settle.c). */
void edit_settle(Edit *edit);
/* What differs then, by page_id; sides too whose pages differ where those stood in no place of it. */
GPtrArray *edit_changed_pages(const Edit *edit);
GPtrArray *edit_changed_sides(const Edit *edit, const GPtrArray *changed);
gboolean edit_closing_differs(const EditSide *side);
/* The lowest place of the side at which anything is not as it was; 0: all is. */
gint64 edit_first_change(const EditSide *side, const GPtrArray *changed);

/* Settles, and writes what differs (edit-save.c). USAGE where nothing does. *edit_id: of the new row, or of the
 * one that it undoes. */
gboolean edit_save(Edit *edit, gint64 *edit_id, GError **error);
/* Once they are written: which pages are "duplicate" now (edit-twins.c). */
gboolean edit_flag_twins(Edit *edit, const GPtrArray *changed, GError **error);
/* {"edit", "act", "at", "person", "undone_at", "undone_by", "detail", "sides": [...]} */
JsonNode *edit_answer(Edit *edit, gint64 edit_id, GError **error);

/* The member "reason" of a page, by its "page_id": why a person set it aside; null: nobody did. */
struct _JsonObject;
gboolean edit_add_aside_reason(Store *store, struct _JsonObject *page, GError **error);

/* The members "missing_folios" and "doubled_folios" of a side, for answers. */
gboolean edit_add_odd_folios(Store *store, struct _JsonObject *side, gint64 side_id,
                             GError **error);
