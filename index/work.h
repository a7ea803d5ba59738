/* index/work.h - jobs, and what comes of them. */
#pragma once

#include <glib.h>

#include "index/record.h"

#include "pdf/pdf.h"

G_BEGIN_DECLS

typedef enum { JOB_PAGE, JOB_SIDE } JobKind;

typedef struct {
    gint64 job_id;
    JobKind kind;
    gint64 target_id; /* page_id or side_id */
    guint attempt;    /* from 1, never given twice; fences a late commit */
    guint failures;   /* attempts that failed */
} Job;

#define INDEX_ATTEMPTS_MAX 3 /* the last one of a page makes its image alone */
/* A lease of another host that was not refreshed for so long is nobody's. */
#define INDEX_LEASE_SILENCE_S (15 * 60)

/* Frees the jobs of dead owners (job.c says when that counts against the page) and makes the jobs
 * that are due: a side whose pages are all recognised and that changed since its volumes were
 * written, and that no batch of another living process feeds. Jobs of withheld records go. */
gboolean index_jobs_plan(Store *store, GError **error);
/* Pages first, then sides; the oldest first. */
gboolean index_job_lease(Store *store, const char *owner, Job *job, gboolean *found,
                         GError **error);
/* After INDEX_ATTEMPTS_MAX failures the job, and the page, are failed and *gave_up is TRUE. A job
 * that is not ours any more is left alone. */
gboolean index_job_fail(Store *store, const Job *job, const char *reason, gboolean *gave_up,
                        GError **error);
/* Gives the lease back without costing an attempt (we are shutting down). */
gboolean index_job_release(Store *store, const Job *job, GError **error);
/* A sign of life for all that owner holds: due every minute or so. */
gboolean index_jobs_refresh(Store *store, const char *owner, GError **error);
/* Failed jobs become pending again with fresh attempts. */
gboolean index_jobs_retry(Store *store, guint *n_jobs, GError **error);
/* Jobs not finished: pending and running, to draw a progress bar. */
gboolean index_jobs_count(Store *store, guint *pending, guint *running, guint *failed,
                          GError **error);
/* Running jobs by where their owner is: on this host, or on another. */
gboolean index_jobs_held(Store *store, guint *n_here, guint *n_elsewhere, GError **error);

/* What a worker needs to read a page. */
typedef struct {
    char *name; /* "A-12/2008, correspondence page 7", for messages */
    char *master_path, *master_sha256, *languages;
    gboolean has_words;        /* it was read before: its text must not be given up for an image */
    gboolean image_only;       /* reading it failed before: only its image is asked for */
    guint width_px, height_px; /* of the master */
    gboolean turn_is_said;     /* a person ordered ... */
    guint quarter_turns;       /* ... so many, clockwise */
    gboolean
        expects_turn; /* when it was read before, or else all pages around it in the stack ... */
    guint expected_turns;    /* ... lay so */
    char *expected_language; /* what it was read in, or else all of those were; NULL: not known */
} PageTask;

PageTask *index_page_task_load(Store *store, gint64 page_id, GError **error);
void index_page_task_free(PageTask *task);

/* What the worker found; its files are published already. */
typedef struct {
    const char *alto_sha256, *layers_key, *text, *language;
    const char *findings; /* a JSON object: names and numbers of ocr_findings */
    gboolean
        is_unread; /* the image alone, as reading failed: flagged, and the job stays as given up */
    double confidence;     /* of the words */
    double unread_percent; /* of the lines of text seen on it */
    guint quarter_turns;   /* clockwise, that made it upright */
} PageReading;

/* Fenced: LIMIT if the job is no longer ours. Page state recognised, flags low-confidence and
 * unread, text, search index, event. */
gboolean index_page_finish(Store *store, const Job *job, const PageReading *reading,
                           GError **error);

/* The volumes to be written for a side: all that are not frozen. Boundaries stick. */
typedef struct {
    Volume volume;     /* its pages' layers_path absolute; strings owned by the task */
    char **alto_paths; /* one per page, for read-back */
    guint first_seq, last_seq;
    char *target_folder; /* absolute: STORE/efiles/<fl-folder> */
    guint64 bytes_max;   /* what a volume should not exceed */
} VolumeTask;

/* A page to be compressed more strongly; nothing of it is read again. */
typedef struct {
    char *master_path, *alto_path;
    char *layers_path; /* where the smaller layers go */
} SmallerTask;

typedef struct {
    char *name;
    gint64 side_id, revision;
    GPtrArray *volumes;           /* VolumeTask */
    GArray *pages_without_layers; /* gint64 page_id: cache emptied; read them again first */
    GPtrArray
        *smaller; /* SmallerTask: with these compressed first, fewer volumes may be needed. The
                           volumes above do without: they may be written all the same */
    GStringChunk *strings; /* the texts of the volumes */
} SideTask;

SideTask *index_side_task_load(Store *store, gint64 side_id, GError **error);
/* How pages are encoded here, and how those of a volume that would be too large (side-cut.c): the same where
 * pages are kept as they were scanned. */
PdfRecipe index_page_recipe(const Store *store);
PdfRecipe index_smaller_recipe(const Store *store);
void index_side_task_free(SideTask *task);
/* Pages whose cached layers are gone are queued again; the side's job ends and is planned anew when
 * they are read. Fenced. */
gboolean index_pages_requeue(Store *store, const Job *job, const GArray *page_ids, GError **error);

typedef struct {
    guint number, first_seq, last_seq;
    guint n_pages;    /* in the PDF */
    const char *path; /* relative to the store */
    PdfWritten written;
} VolumeRow;

/* Fenced. Replaces the side's unfrozen volumes. If the side changed meanwhile (revision), it will
 * be planned again. */
gboolean index_side_finish(Store *store, const Job *job, gint64 revision, const VolumeRow *volumes,
                           guint n_volumes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PageTask, index_page_task_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SideTask, index_side_task_free)

G_END_DECLS
