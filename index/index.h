/* index/index.h - what we hold, where it is, how far we are, what we handed over.
 *
 * A Store is a folder (DESIGN: muhafiz.conf, muhafiz.db, pages/, text/, layers/, efiles/, spool/,
 * outbox/) and a person who acts on it. Only parent processes open it; workers get paths.
 *
 * Beside muhafiz.db stands alike.db (alike.h). It and layers/ are caches: they can be deleted, and are made anew.
 *
 * Rows come after files: whatever a row names is already durable (scan_file_publish). Every act
 * writes its event in the same transaction. Derived things (stage, completeness) are computed
 * from rows each time and never stored.
 *
 * Answers that other programs read (show, status, search, export, progress) are built here as
 * JSON and printed by batch/ as they are for --json or laid out for people: one truth, two forms.
 * Functions return one item or an array of items as DESIGN defines them; the schemas stand in
 * tests/schemas/.
 */
#pragma once

#include <glib.h>

#include "index/alike.h"
#include "index/batch.h"
#include "index/correction.h"
#include "index/custody.h"
#include "index/exclusion.h"
#include "index/find.h"
#include "index/hand-over.h"
#include "index/number.h"
#include "index/plan.h"
#include "index/progress.h"
#include "index/record.h"
#include "index/trust.h"
#include "index/work.h"
#include "pdf/pdf.h"

G_BEGIN_DECLS

typedef struct _JsonNode JsonNode; /* json-glib */

/* -------------------------------------------------------------------------------------- store --
 */

typedef struct Store Store;

typedef struct {
    const char *office_code; /* letters, digits, - and _; at most 31; stands in masters */
    const char *office_name;
    const char *languages; /* "eng+hin+urd" */
} StoreOffice;

/* Makes the folders, a commented muhafiz.conf with every key at its default, and an empty index;
 * the event "office.created". A folder that already holds a store is USAGE. */
Store *index_store_create(const char *dir, const StoreOffice *office, const char *user,
                          GError **error);
Store *index_store_open(const char *dir, const char *user, GError **error);
void index_store_free(Store *store);

/* It lies on a disk that can only be read: what would write fails with IO. */
gboolean index_store_is_read_only(const Store *store);
const char *index_store_dir(const Store *store);
/* Whether folder, which is there, is the store's or lies in it, after links are followed. */
gboolean index_store_holds(const Store *store, const char *folder);
const char *index_store_user(const Store *store);
GKeyFile *index_store_peek_conf(const Store *store);
/* A value of muhafiz.conf with its default where the key is missing; see store.c's table of keys.
 * text is borrowed. An unknown key is a programming error. */
const char *index_store_conf_text(const Store *store, const char *group, const char *key);
gint64 index_store_conf_int(const Store *store, const char *group, const char *key);
gboolean index_store_conf_bool(const Store *store, const char *group, const char *key);
/* Holds for this process alone; what the value may be is the caller's to check. */
void index_store_set_conf(Store *store, const char *group, const char *key, const char *value);

/* Absolute path of a file named by its hash: index_store_file(store, "pages", sha256, ".tif") ->
 * STORE/pages/ab/<sha256>.tif. */
char *index_store_file(const Store *store, const char *folder, const char *hash,
                       const char *suffix);
char *index_store_path(const Store *store, const char *relative);
/* The same for a worker, which has no Store: store_dir/folder/ab/<hash><suffix>. */
char *index_hash_path(const char *store_dir, const char *folder, const char *hash,
                      const char *suffix);

/* The time now, RFC 3339 with the local offset, to the second. */
char *index_now(void);
/* A word of a command that a message advises, such as a file number: in quotes where a shell wants them. Owned. */
char *index_word(const char *text);

/* ------------------------------------------------------------------------------------ answers --
 */

/* What another program says in JSON (answers to it are built, not parsed). DATA: no JSON, too long
 * or nested too deep; json.c has the limits. */
JsonNode *index_json_parse(const char *text, gsize length, GError **error);

/* DESIGN's show item, "earlier_numbers" and "absence" (why it is missing or damaged) where there are any, "packages": every version with what the import job answered, and "batches":
 * the ledgers of the batches that its pages came with. Where pages are held, "safe_copies": on how many disks
 * beside the store's all their masters are; two are safe. */
JsonNode *index_record_show(Store *store, const char *file_no, GError **error);
/* What it waits for first (why.c): {"file_no", "stage", "turn": "operator|checker|nodal|import job|nobody", "what": in English,
 * "next": the command, or null}. */
JsonNode *index_record_why(Store *store, const char *file_no, GError **error);
/* To each page of such an item: "doubt":[{"line","text","words":[{"word","text","confidence","x_px","y_px",
 * "width_px","height_px"}]}], the lines with words below [check] confidence_min; lines and words count
 * from 1, boxes are in pixels of the page's ALTO file. DATA: an ALTO file is gone or damaged. */
gboolean index_record_add_doubt(Store *store, JsonNode *record, GError **error);
/* {"batch", "ledger": its ledger, "without_place": [{"page_id", "sheet", "face", "role", "state":
 * "without-record|set-aside", "file_no", "sha256", "path", "flags", "reason"}...]}: its pages that
 * stand in no record, and the covers and separators that led nowhere. file_no: the record it was set
 * aside in; reason: a person's, of what was set aside. USAGE: there is no such batch. */
JsonNode *index_batch_show(Store *store, gint64 batch_id, GError **error);
/* DESIGN's status item, "progress": the numbers of the return (progress.h: of its row base, of, records, availability,
 * custody, pages, percent), and "unplaced": pages whose record nobody knows; "unplaced_sheets": where
 * they lie (index_batch_unplaced_sheets); "set_aside": pages set aside that are of no record; "set_aside_batches": where they
 * lie, [{"batch", "source", "started_at", "pages"}...]; "failures": [{"job", "id", "file_no", "side", "folio", "error"}...];
 * "batches": the ledgers of those that are open. Where there are any, also "interrupted": files that
 * were being ingested when all ended, so that nothing of them is in, [{"batch", "source", "source_file":
 * BatchStart's, null where nobody watched, "started_at", "fronts_batch", "file_no", "side": those that
 * were said}...]; "clock": where it was set (index/jump.h), {"days", "jumps"}; "held_pages" and "recalls" (pages_held_load and recalls_load in store-private.h), "unbound": how many records are due to get volumes; "provisional": how many records the office's own register does not have; "safe_copies": records by that number of show, {"0", "1", "2": or more}; "backups": the latest of
 * each disk, [{"path", "place", "same_disk", "at", "event_number", "files", "bytes", "missing_masters", "gone", "days_unseen"}...] (backup-sight.c). */
JsonNode *index_status(Store *store, GError **error);

/* -------------------------------------------------------------------------------------- trust --
 */

/* From page n (from 1) of a volume back to its master: {"file_no", "nic_no", "side", "volume",
 * "volume_path", "volume_sha256", "volume_retired": its pages were corrected since, "packages": names,
 * "page", "page_id", "seq", "folio": when it was written, "path", "sha256", "master":
 * "intact|damaged|missing", "bytes", "dpi", "batch", "sheet", "face", "kind", "source", "device",
 * "serial": of the scanner (null: not known), "scanned_at", "operator", "events": [{"number", "at", "person", "act", "object", "hash"}...]}. path: of the volume or any
 * copy of it, or relative to the store. USAGE: no such file, or page; DATA: no volume has its bytes. */
JsonNode *index_page_trace(Store *store, const char *path, guint page, GError **error);

/* What the certificate to section 63(4) of the Bharatiya Sakshya Adhiniyam says of a record: the
 * register's fields of it, "record_id", "office_code", "office_name", "version", "package": of the export
 * that held the same (null: none), "at", "person", "event_number", "event_hash": the end of the office's
 * chain until then, "content_sha256", "list_sha256" (certificate.c), "volumes": [{"side", "volume", "path",
 * "sha256", "bytes", "first_folio", "last_folio", "n_pages"}...], "pages": [{"side", "seq", "folio",
 * "page_id", "path", "sha256", "bytes", "dpi", "volume", "volume_page", "batch", "sheet", "face", "kind",
 * "source", "device", "serial", "scanned_at", "operator"}...]. version 0: as the record is now. DATA: it is withheld, or its
 * volumes are not written yet, or the package of an earlier version is gone; USAGE: no such version. */
JsonNode *index_certificate_load(Store *store, const char *file_no, gint64 version, GError **error);
/* Hashes all its files anew. DATA names the first that is missing or not what it was. */
gboolean index_certificate_check(Store *store, JsonNode *certificate, IndexProgressFunc progress,
                                 gpointer user_data, GError **error);

typedef struct {
    const char *temp_path, *path; /* where it was written, and what it is to be */
    const char *sha256;
    const char *signature_temp_path, *signature_path, *signer; /* NULL: it has none */
} CertificateFile;

/* Whether the certificate may have this name, with a signature or (NULL) without: nothing is there, or an earlier
 * certificate of the same record. USAGE: another file is there. */
gboolean index_certificate_check_place(Store *store, JsonNode *certificate, const char *path,
                                       const char *signature_path, GError **error);

/* Puts the files in their places with the event "record.certified" of the time that stands on the certificate. What
 * is there is replaced if it may be, and untouched on failure. version: as it was loaded. DATA: the record was
 * changed meanwhile; USAGE: another file is there. */
gboolean index_certificate_publish(Store *store, JsonNode *certificate, gint64 version,
                                   const CertificateFile *file, GError **error);

/* Without looking at files: what the database's own tools find wrong with it (char*, owned; empty
 * when all is well), and when the office's last act was (NULL: none yet). */
gboolean index_check(Store *store, char **last_act_at, GPtrArray **troubles, GError **error);

/* One act in the office's chain (event.c specifies the canonical bytes). object: "record
 * A-12/2008", "batch 7"; detail: a JSON object as text, or NULL. Within the caller's transaction if
 * one is open. */
gboolean index_event_add(Store *store, const char *act, const char *object, const char *detail,
                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, index_store_free)

G_END_DECLS
