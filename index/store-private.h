/* index/store-private.h - what the files of index/ share and nobody else sees.
 *
 * How to add an act: put its statements into index/sql/<part>.sql (listed in index.gresource.xml;
 * what only one engine can say goes to <part>-<engine>.sql, its tables and triggers to
 * schema-<n>-<engine>.sql), bind every value, and frame it as
 *
 *     if (!db_begin(db, error))
 *         return FALSE;
 *     return db_end(db, rows_changed(...) && index_event_put(...), error);
 */
#pragma once

#include "index/db.h"
#include "index/index.h"

/* Value of the flag "duplicate" where the same picture stands in a record already; what the scan measured is a
 * likeness. */
#define PAGE_DUPLICATE_TWIN 1

/* The page is to be compared with all others (alike.h). page: NULL: its traits are to be taken of the master at once; without any, when
 * there is time. */
gboolean alike_put_due(Db *db, gint64 page_id, const Page *page, GError **error);
/* alike.db forgets the pages of the record (0: of any) that were removed as confidential. */
gboolean alike_forget_withheld(Store *store, gint64 record_id, GError **error);
/* "[1,2]" of page_ids (gint64; NULL: none), for statements that take a list; owned. */
char *alike_ids_list(const GArray *page_ids);

/* Pages (gint64 page_id, owned) that look like those of the record or of page_ids, these too (withhold-same.c). */
GArray *withhold_alike(Db *db, gint64 record_id, const GArray *page_ids, GError **error);
/* Adds to told (char *, owned), for people, the pages of records of which nothing is withheld that are pictures of this one, or of alike. */
gboolean withhold_tell_same(Db *db, gint64 record_id, const char *file_no, const GArray *alike,
                            GPtrArray *told, GError **error);

/* As index_pages_set_aside, of what is removed next: a side that it stood in does not lack it (view page_removed). */
JsonNode *edit_pages_withhold(Store *store, const GArray *page_ids, const char *reason,
                              GError **error);

/* hold.c: the page waits for the nodal officer, where its very picture was removed as confidential. */
gboolean page_hold(Db *db, gint64 page_id, GError **error);
/* Those that wait, of the record (0: of any): [{"file_no", "side", "of_file_no", "classification": of the confidential record, "pages":
 * "1,4"}...]; owned. */
struct _JsonArray *pages_held_load(Store *store, gint64 record_id, GError **error);

/* recall.c: packages that are out, with pages of a confidential record: of this record, or made of it (0: of any): [{"file_no": of
 * the confidential one, "package", "what": is to be done}...]; owned. */
struct _JsonArray *recalls_load(Store *store, gint64 record_id, GError **error);
/* What is to be done of one of them, and how that is noted; owned. */
char *recall_text(struct _JsonObject *recall);

/* ------------------------------------------------------------------------------------- store -- */

#define INDEX_CONF_NAME SCAN_STORE_CONF
#define INDEX_DB_NAME "muhafiz.db"

/* index_store_open on an index that lies elsewhere, or is not made yet. */
Store *index_store_open_at(const char *dir, const char *user, const char *db_path, GError **error);

/* dir, and pages/, text/ and so on in it, where they are not there. */
gboolean index_store_make_folders(const char *dir, GError **error);

/* A descriptor that holds the lock on the file at path until it is closed, or -1. Where somebody else holds it, waits
 * or fails with LIMIT, saying busy. */
int index_lock_take(const char *path, gboolean waits, const char *busy, GError **error);
/* Nothing of any size can be written there. */
gboolean index_disk_is_full(const char *dir);
/* Names that came or went in the folder are durable. IO. */
gboolean index_folder_sync(const char *dir, GError **error);

Db *index_store_db(Store *store);
/* Another connection to its index, which sees what is committed; temporary tables go with it. Owned. */
Db *index_store_db_beside(Store *store, GError **error);
struct Seals *index_store_seals(Store *store); /* seal.h */
/* When the clock was last looked at (jump.h): seconds since this computer was switched on. */
gint64 *index_store_clock_seen(Store *store);
gboolean *index_store_conf_is_told(Store *store);
const char *index_store_office(const Store *store); /* [office] code */

/* "%s/C" of [folio] with the label put in: "12A/C" */
char *index_store_folio_label(const Store *store, const char *side, const char *folio);

/* Tells one running of this computer from the next. */
char *index_owner_boot(void);

/* ------------------------------------------------------------------------------------ events -- */

/* index_event_add with the record concerned (0: none) and the detail as a dictionary a{sv}, which
 * may be floating or NULL:
 *     index_event_put(store, "page.recognised", object, record_id,
 *                     g_variant_new_parsed("{'alto': <%s>}", sha256), error) */
gboolean index_event_put(Store *store, const char *act, const char *object, gint64 record_id,
                         GVariant *detail, GError **error);
/* The same of an act that was begun at that time, which stands in what it made. */
gboolean index_event_put_at(Store *store, const char *at, const char *act, const char *object,
                            gint64 record_id, GVariant *detail, GError **error);
/* The same with the detail as text: a JSON object. */
gboolean index_event_put_text(Store *store, const char *at, const char *act, const char *object,
                              gint64 record_id, const char *detail, GError **error);
/* The last event's number (0: none yet) and hash (64 zeros). */
gboolean index_event_head(Store *store, gint64 *number, char hash[SCAN_SHA256_SIZE],
                          GError **error);

typedef struct {
    const char *office, *at, *person, *act, *object, *detail;
    gint64 number;
} Event;

/* The hash of an event that follows one with previous_hash. */
void index_event_hash(const Event *event, const char *previous_hash, char hash[SCAN_SHA256_SIZE]);

/* -------------------------------------------------------------------------------------- conf -- */

/* A new muhafiz.conf: every key with its comment and default, the office's own values filled in. */
char *index_conf_write(const StoreOffice *office);
/* Checks every key and value, and returns "group key" -> value with the defaults put in. */
GHashTable *index_conf_load(GKeyFile *file, GError **error);
/* Adds what stands in sections that people name, as it is written: "[scanner desk] device". */
void index_conf_add_free(GKeyFile *file, GHashTable *values);

/* Before an event: tells what was changed in muhafiz.conf since the last; once for each process. Within its
 * transaction. */
gboolean index_conf_watch(Store *store, GError **error);
/* USAGE: the configuration names another office than the index's: its events would begin anew, and it counted twice. */
gboolean index_conf_check_office(Store *store, GError **error);

/* ------------------------------------------------------------------------------------ search -- */

/* Replaces the text of a page and what the search index holds of it; within the caller's transaction. */
gboolean index_search_put(Store *store, gint64 page_id, const char *text, GError **error);
/* Brings the search index up to date with all that was changed of pages and register (search-index.c).
 * An act calls it at its end, within its transaction; search calls it before it answers. */
gboolean index_search_settle(Store *store, GError **error);
/* Of how many pages the text is gone, and with how many pages and records the index of words does not agree. */
gboolean index_search_check(Store *store, guint64 *n_texts, guint64 *n_words, GError **error);
/* What was taken out of the index, of words or rows, cannot be read in its file any more. As much work as writing all of
 * it anew, for which there must be room on the disk; not within a transaction. */
gboolean index_search_scrub(Store *store, GError **error);
/* The next settling makes all of it anew. */
gboolean index_search_make_anew(Store *store, GError **error);

/* ------------------------------------------------------------------------------ work, changes -- */

/* All of these stand within the caller's transaction. */

/* The side's pages, or what its volumes say, have changed: they must be written anew. USAGE: its record lies
 * in a lot without a verdict (lot.h). */
gboolean index_side_touch(Store *store, gint64 side_id, GError **error);
gboolean index_record_touch(Store *store, gint64 record_id, GError **error); /* all its sides */
/* Removes the rows of the side's volumes that are not frozen. Adds to paths (char*, owned) the
 * files that no row names any more: they go when this is committed. */
gboolean index_volumes_drop(Store *store, gint64 side_id, GPtrArray *paths, GError **error);
/* Does nothing where there is such a job already. */
gboolean index_job_add(Store *store, JobKind kind, gint64 target_id, GError **error);
/* Takes the job away because its work is done; LIMIT where it is not ours any more. */
gboolean index_job_end(Store *store, const Job *job, GError **error);
/* Its work failed, and what was made all the same is kept: it counts as given up. LIMIT likewise. */
gboolean index_job_keep(Store *store, const Job *job, GError **error);
/* One that was given up is due again after all. */
gboolean index_job_revive(Store *store, JobKind kind, gint64 target_id, GError **error);

/* The token was scanned as this page, which leads to the side; within the caller's transaction. */
gboolean index_token_use(Store *store, gint64 number, gint64 page_id, gint64 side_id,
                         GError **error);

typedef struct {
    gint64 package_id, record_id;
    const char *file_no, *name;
} WithheldPackage;

/* It leaves the outbox without a receipt: its row and an event say why. Within the caller's transaction. */
gboolean withhold_package_note(Store *store, const char *at, const WithheldPackage *package,
                               const char *why, GError **error);
/* Files that were removed as confidential, by their paths in the store (withhold-remove.c); owned set. */
GHashTable *withhold_paths_load(Store *store, GError **error);
/* withhold-finish.c: a removal is at work while this descriptor is open; where not waits, LIMIT says that another is. */
int withhold_lock(Store *store, gboolean waits, GError **error);
/* From now on, what the record's removal leaves behind is due, across crashes, until it is cleared. */
gboolean withhold_due_set(Store *store, int lock, const char *file_no, GError **error);
gboolean withhold_due_clear(int lock, GError **error);
/* The packages that it names leave the outbox. */
gboolean withhold_packages_move(Store *store, gint64 withholding_id, GError **error);
/* What was removed of the record (0: of any) and is there still, the outbox first. *n: how much was there. */
gboolean withhold_files_remove(Store *store, gint64 record_id, guint *n, GError **error);
/* And layers that no page names (withhold-layers.c). */
gboolean withhold_layers_sweep(Store *store, GError **error);
/* A file or a folder below root; counted where it was there. */
gboolean withhold_file_remove(const char *root, const char *path, guint *n, GError **error);

/* ------------------------------------------------------------------------------------- texts -- */

/* "record A-12/2008", the object of events about it: the one place that writes it. */
char *index_record_object(const Record *record);
char *index_file_object(const char *file_no);

/* A copy for rows that may hold NULL: "" then. */
char *index_row_text(DbRows *row, guint column);
