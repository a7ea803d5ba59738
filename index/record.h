/* index/record.h - the register: which records there are, and what is known of them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct Store Store;
typedef struct _JsonNode JsonNode; /* json-glib */

/* What an import did; problems are "FILE.csv:12: column year: ..." for people, notes as those of
 * index_record_set (char*, owned). */
typedef struct {
    guint added, changed, unchanged, refused;
    GPtrArray *problems, *notes;
} RegisterReport;

void index_register_report_clear(RegisterReport *report);

/* Columns as DESIGN lists them. Bad rows are refused by line and column, the rest go in, in one
 * transaction; or, where all_or_nothing, none does. A file that cannot be read as this CSV at all, or an unknown column, is an error. */
gboolean index_register_import(Store *store, const char *csv_path, gboolean all_or_nothing,
                               RegisterReport *report, GError **error);
/* The same, with the reason (NULL: none) why rows lift a classification. */
gboolean index_register_import_because(Store *store, const char *csv_path, const char *reason,
                                       gboolean all_or_nothing, RegisterReport *report,
                                       GError **error);
/* Array of `register list` items, as JSON text (there may be lakhs of them): record_id order, all
 * register fields and the stage. */
char *index_register_json(Store *store, GError **error);
/* Array of what people are shown of them: file_no, year, kind, subject, stage, availability. */
JsonNode *index_register_list(Store *store, GError **error);
/* The key is a register column or availability, or reason: why that is what it is now, or is no more, or a classification
 * is lifted; the value is checked as on import. Another file_no is refused where the record is known by this one elsewhere
 * (register-number.c); the old one goes on finding it. */
typedef struct {
    const char *key, *value;
} RecordValue;

/* Numbers of the register with the same letters and digits: "A-12/2008 or A/12-2008"; "": none. */
char *index_record_near(Store *store, const char *number, GError **error);
/* A record that the office's own list does not have yet, with subject at least; an import that brings its number takes
 * it over. USAGE: there is one with that number. */
gboolean index_record_add(Store *store, const char *file_no, const RecordValue *values,
                          guint n_values, GError **error);
gboolean index_record_is_provisional(Store *store, gint64 record_id, gboolean *is, GError **error);

/* All of them, with one event, or none. *note (owned, where not NULL): what the person should know of
 * the pages that are held of a record that is withheld from now on, or no more; NULL: nothing. Each further line of it names
 * another record that holds the same pictures, which somebody must see to. */
gboolean index_record_set(Store *store, const char *file_no, const RecordValue *values,
                          guint n_values, char **note, GError **error);
/* Would setting these be the nodal officer's act (ACT_EXCLUDE): it excludes the record or takes that back, lets
 * what was withheld be read again, or takes the record out of a lot that is being checked. */
gboolean index_record_set_is_nodals(Store *store, const char *file_no, const RecordValue *values,
                                    guint n_values, gboolean *is, GError **error);

/* A record as the other parts need it. Found by file_no as written, by nic_no in any case, or by
 * the name of its folder (fl-...); a number that several years share is USAGE and names the
 * folders, one of which to write instead. */
typedef struct {
    gint64 record_id;
    char *file_no, *nic_no, *subject, *kind, *section, *classification, *language, *availability,
        *stage;
    gint64 note_pages, correspondence_pages; /* expected; -1 unknown */
} Record;

Record *index_record_load(Store *store, const char *file_no, GError **error);
/* By nic_no only, which is unique: for what a machine wrote, such as a cover sheet's code. */
Record *index_record_load_nic(Store *store, const char *nic_no, GError **error);
Record *index_record_load_id(Store *store, gint64 record_id, GError **error);
Record *index_record_load_side(Store *store, gint64 side_id, GError **error);
void index_record_free(Record *record);

/* "A-21001(3)/5/2008/DFG" -> "fl-A-21001(3)_5_2008_DFG" */
char *index_record_folder(const char *nic_no);

/* Side names: file: notes correspondence issues references; register: openings; map: sheets.
 * USAGE names those the kind has. "" gives the kind's default (correspondence, openings, sheets).
 * The row is made when first needed. */
typedef enum {
    SIDE_FILL, /* pages will go in: USAGE where index_record_check_fill or ..._check_lot says so */
    SIDE_LOOK, /* they stay as they are, change places among themselves, or come out */
} SideUse;

gboolean index_side_find(Store *store, const Record *record, const char *side, SideUse use,
                         gint64 *side_id, GError **error);
/* TRUE, or USAGE with what to do: no page may go into a record that is excluded, nor into one that is
 * not Normal by classification where the office keeps no pages of those. What is in already may
 * always come out. Corrections ask again for every page that enters a side. */
gboolean index_record_check_fill(Store *store, const Record *record, GError **error);
gboolean index_record_is_excluded(const Record *record);
/* The latest batch but this_batch that pages came with which stand in the record. */
typedef struct {
    gint64 batch_id; /* 0: there is none */
    guint n_pages;
    gboolean is_open;
} RecordBatch;

gboolean index_record_find_batch(Store *store, gint64 record_id, gint64 this_batch,
                                 RecordBatch *batch, GError **error);
/* By its classification: where its pages are kept at all, nobody reads or exports them. */
gboolean index_record_is_confidential(const Record *record);
/* Confidential or excluded: what is held of it stays as it is. No job is made for it or kept, no search
 * finds it and no export takes it, until that is changed back: then its work is due again. */
gboolean index_record_is_withheld(const Record *record);

/* ------------------------------------------------------------------------------------- tokens --
 */

/* Reusable sheets, numbered for the office. A token stands for the record it was last assigned to,
 * once: scanned again without a new assignment it stands for none. */
typedef struct {
    gint64 number;
    gint64 record_id;     /* 0: it stands for none */
    gint64 used_batch_id; /* where it was scanned since it was assigned; 0: not yet */
    guint used_sheet;
} TokenState;

/* New ones; *first is the number of the first of them, the others follow. */
gboolean index_tokens_add(Store *store, guint n_tokens, gint64 *first, GError **error);
/* USAGE: there is no such token. */
gboolean index_token_load(Store *store, gint64 number, TokenState *state, GError **error);
/* USAGE where the sheet may still lie on another file (assigned and not scanned yet), and for a
 * record that must not be scanned, with what to do. */
gboolean index_token_assign(Store *store, gint64 number, const char *file_no, GError **error);
gboolean index_token_release(Store *store, gint64 number, GError **error);
/* Array of {"token", "status": "free|bound|used", "file_no", "nic_no", "assigned_at",
 * "assigned_by", "batch", "sheet"} by number; null where it stands for no record or is not used. */
JsonNode *index_tokens_list(Store *store, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Record, index_record_free)

G_END_DECLS
