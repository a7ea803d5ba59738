/* index/package.h - what a package holds, and the layout it is written in. Private to index/.
 *
 *   index --package_content_load--> PackageContent --package_write--> a folder
 *
 * PackageContent knows nothing of layouts; package-nic.c is the one layout there is. Another
 * target is another file with a package_write of its own.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "index/bag.h"
#include "index/index.h"

/* record: the register's fields. sides: array of {"side", "expected_pages", "closed_reason",
 * "volumes": [{"volume", "path", "sha256", ...}], "pages": [{"seq", "folio", "sha256", ...,
 * "alto_sha256", "flags": [...]}]}. hash: over all of it: equal content is equal hash. */
typedef struct {
    gint64 record_id;
    JsonObject *record;
    JsonArray *sides;
    char hash[SCAN_SHA256_SIZE];
} PackageContent;

PackageContent *package_content_load(Store *store, gint64 record_id, GError **error);
void package_content_free(PackageContent *content);

/* DATA with what is missing and what to do, USAGE where the office's policy forbids it. unchecked:
 * what no checker has accepted may go out. */
gboolean package_ready_check(Store *store, const Record *record, gboolean is_checked,
                             gboolean unchecked, GError **error);

/* DATA: it is confidential or excluded, so that no package of it, also none that went out before, is written. */
gboolean package_withheld_check(const Record *record, GError **error);

/* What does not keep it from being exported, and somebody should look at (char*, owned). */
GPtrArray *package_notes_load(Store *store, const Record *record, GError **error);

/* What belongs to one export, not to the record. With equal content and stamp a package is written
 * again byte for byte. Strings are owned. */
typedef struct {
    char *name; /* of the folder: fl-...[~version] */
    gint64 version;
    char *at, *person;
    gint64 event_head; /* number of the last event it contains */
    gboolean is_checked;
    char *supersedes; /* name of the version before, or NULL */
    gint64 supersedes_version;
    char *supersedes_manifest;
} PackageStamp;

void package_stamp_clear(PackageStamp *stamp);

/* Writes the package as a new folder dir. Uses content up: its objects become the package's
 * description. DATA names a file of ours that is damaged. */
gboolean package_write(Store *store, PackageContent *content, const PackageStamp *stamp,
                       const char *dir, BagWritten *written, GError **error);

/* The stamp of a package that lies in dir, if its content hash is hash. */
gboolean package_read_stamp(const char *dir, const char *hash, PackageStamp *stamp);

/* Whether dir is a package whose tag manifest has this hash. Looks at nothing else. */
gboolean package_is_there(const char *dir, const char *manifest_sha256);

/* Days without a receipt after which somebody should ask the import job. */
#define PACKAGE_OVERDUE_DAYS 14

/* Where a package is that no receipt answered: "waiting", where it was put; "taken", no longer there; "away", it was
 * put on a disk that is not here. path: as its row has it. */
const char *package_whereabouts(Store *store, const char *path);
/* Whether it was accepted (status) and lies where it was put all the same: nobody took it out. */
gboolean package_is_untaken(Store *store, const char *status, const char *path);
/* The names of those in the outbox; a set, owned. */
GHashTable *package_untaken_load(Store *store, GError **error);
/* Whole days since; 0 also for a time to come, as the clock was set. */
gint64 package_days_since(const char *at);
/* {"waiting", "taken", "away", "overdue", "changed"}: the numbers of those without a receipt that no later version has
 * superseded; overdue and changed (hand-over.h) are among the others. Owned; NULL with *error unset: there are none. */
JsonObject *package_unanswered(Store *store, GError **error);

/* Names of packages of which receipts contradict what was taken, until it is settled, with what these say: JsonArray of
 * "disputed" in hand-over.h; owned. */
GHashTable *package_disputes_load(Store *store, GError **error);
/* The member "disputed" of each package (by its "package") of which some do. */
gboolean package_disputes_add(Store *store, struct _JsonArray *packages, GError **error);

/* Whether a folder in the outbox is a package of ours: a row has its path, or it is what was exported to another disk. */
gboolean package_is_known(Store *store, const char *name, gboolean *is_known, GError **error);

/* Computer numbers of e-Office and the records that were accepted under them; owned. */
GHashTable *package_numbers_load(Store *store, GError **error);
void package_number_give(GHashTable *numbers, const char *computer_no, gint64 record_id,
                         const char *file_no, const char *package);
/* FALSE: it is another record's. */
gboolean package_number_check(GHashTable *numbers, const char *computer_no, gint64 record_id,
                              const char *package, GError **error);

/* The text of a file of receipts; owned. */
char *package_receipts_load(const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PackageContent, package_content_free)
