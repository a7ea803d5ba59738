/* index/verify.h - what the parts of verify share. Private to index/.
 *
 * A check goes through its phases in order, and in each through rows by their number; so where it stopped
 * is a phase and a number, which verify-state.c keeps.
 */
#pragma once

#include "index/db.h"
#include "index/index.h"

typedef struct _JsonArray JsonArray;

/* What a slip, package or backup says of the chain (verify-anchor.c). */
typedef struct {
    char *name;        /* as it was given */
    gint64 number;     /* of the event that it names; 0: it names only hashes */
    GPtrArray *hashes; /* char*: one of them must be an event's; with a number, that event's */
    JsonArray *heads;  /* of a progress report: what it says of frozen returns; or NULL */
    JsonNode *frozen;  /* the report, where it is a frozen return of this office; or NULL */
    gboolean is_found;
} VerifyAnchor;

/* A file, or a package, that is to be brought back. */
typedef struct {
    char *path, *sha256; /* relative to the store; of a package: of its tag manifest */
    gboolean is_package;
    char *problem; /* as it is told where it stays damaged */
    char *why;     /* it does, or NULL */
} VerifyDamage;

typedef struct {
    Store *store;
    const VerifySettings *settings;
    VerifyReport *report;
    IndexProgressFunc progress;
    gpointer user_data;
    guint64 done, total; /* files */
    guint phase;         /* what is being examined ... */
    gint64 last;         /* ... and the row of it */
    guint taken_phase;   /* up to where an interrupted check had hashed the files */
    gint64 taken_last;
    GPtrArray *anchors; /* VerifyAnchor */
    GPtrArray *damages; /* VerifyDamage; only where they are to be mended */
    char *mend_root;    /* the folder of backups; NULL: nothing is mended */
    guint64 limit;      /* files whose draw (verify-sample.c) is above it are only looked for */
    guint problems_of_chain;
    guint
        n_quick_problems; /* of database, events and rows: these come first, and are found anew each time */
    GHashTable *earlier;  /* set of char*: what an interrupted check had found of files */
    char *now;            /* when it began */
    GHashTable *withheld; /* set of paths: removed as confidential, so not missing */
    GHashTable *away; /* folders of copies of packages that are not here -> how many were there */
    GHashTable *orphaned; /* set of units (seal.h) of which rows are gone that others name */
    int lock;             /* on the state; -1: none is kept */
    gint64 saved_us;
    guint64 saved_done;
} Verify;

#define VERIFY_ADVICE "somebody edited the index; compare with the last backup"
#define VERIFY_ADVICE_ROW                                                                          \
    VERIFY_ADVICE ", put it back as it was there, or let an admin take it as it stands (muhafiz "  \
                  "verify --take ROW --reason TEXT)"

/* What is to be done where a row of the unit is gone. */
const char *verify_gone_advice(const Verify *verify, const char *unit);
/* What verify_rows and verify_seals tell; owned, of char*. */
GPtrArray *verify_rows_problems(Store *store, GError **error);
/* Those of the row that is called so. */
void verify_problems_drop(VerifyReport *report, const char *label);
void verify_problem_add(VerifyReport *report, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* How the index is built, against what its schemas make. */
gboolean verify_schema(Verify *verify, GError **error);
/* The chain of events, and whether the anchors fit it; its head goes into the report. */
gboolean verify_events(Verify *verify, GError **error);
/* Rows against the events that wrote them. */
gboolean verify_rows(Verify *verify, GError **error);
/* Rows against the seals that events carry of them. */
gboolean verify_seals(Verify *verify, GError **error);
/* Whether the index of words has every word of what may be found, and no others. */
gboolean verify_search(Verify *verify, GError **error);
/* Whether alike.db has what was put there. */
gboolean verify_alike(Verify *verify, GError **error);
/* Reads the anchors of the settings. */
gboolean verify_anchors_load(Verify *verify, GError **error);
/* After the chain was read: what does not fit. */
void verify_anchors_check(Verify *verify);
void verify_anchor_free(VerifyAnchor *anchor);

/* Masters, texts, originals, volumes, packages. */
gboolean verify_files(Verify *verify, GError **error);
/* A package's row; see sql/verify.sql. */
gboolean verify_package(Verify *verify, DbRows *rows, GError **error);
/* A note for each folder of copies that is not here. */
void verify_copies_tell(Verify *verify);
/* What is wrong with a file, told once. Takes text. */
void verify_file_problem_add(Verify *verify, char *text);
/* Counts a file and tells the progress. */
void verify_step(Verify *verify);
/* Whether the file is to be hashed; path is relative to the store, or absolute. */
gboolean verify_is_drawn(const Verify *verify, const char *path);

/* Finds the backup of the settings, if they name one. */
gboolean verify_mend_init(Verify *verify, GError **error);
/* Takes problem. */
void verify_damage_add(Verify *verify, const char *path, const char *sha256, gboolean is_package,
                       char *problem);
void verify_damage_free(VerifyDamage *damage);
/* Brings back what is damaged, and tells what stays so. IO: our own disk fails; DATA: the chain was meddled with. */
gboolean verify_mend(Verify *verify, GError **error);

/* Keeps for status what was found. */
void verify_last_note(const Verify *verify);

/* Whether the file, or package, was removed as confidential; where it is there all the same, that is a problem. */
gboolean verify_is_withheld(Verify *verify, const char *path);

/* What was changed of muhafiz.conf, for who reads the check; no problem (conf-watch.c). */
gboolean verify_conf(Verify *verify, GError **error);

/* Sets seed and limit of a sample. */
gboolean verify_sample_init(Verify *verify, GError **error);

/* Goes on where an interrupted check of the same kind stopped, if there is one. */
gboolean verify_state_load(Verify *verify, GError **error);
/* Where we are was hashed by the check that is gone on with. */
gboolean verify_state_is_taken_over(const Verify *verify);
void verify_state_save(
    Verify *verify); /* now and then, not each time; while no rows are being read */
/* Behind the quick problems: what was found before. */
void verify_state_resume(Verify *verify);
void verify_state_end(Verify *verify, gboolean is_done);

/* Files in pages/, text/ and efiles/ and packages in the outbox that no row names. files: their
 * paths as they stood before the rest was verified, so that what was just written has its row. */
GPtrArray *verify_files_list(Store *store);
gboolean verify_strays(Store *store, const GPtrArray *files, VerifyReport *report, GError **error);

/* The head {"office", "number", "hash"} that the events of a package end with; NULL if there is none. */
JsonNode *verify_package_head_load(const char *dir);
