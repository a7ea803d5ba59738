/* index/lot-private.h - what the files of lots share. */
#pragma once

#include <json-glib/json-glib.h>

#include "index/lot.h"
#include "index/people-private.h"

#define LOT_SECRET_BYTES 32

/* The plan in force; its defaults where nobody has set one. */
gboolean lot_plan_load(Store *store, CheckPlan *plan, GError **error);
gboolean lot_is_tightened(Store *store, gboolean *is_tightened, GError **error);

/* "lot 7", the object of events. */
char *lot_object(gint64 lot_id);

/* A lot's row; texts are owned. */
typedef struct {
    gint64 lot_id, sample_size, accept_max, n_defects, event_number, flagged_max;
    gint64 n_left; /* of its records: those that were not withheld since */
    char *content, *secret, *verdict, *made_by; /* secret: "" before the sample is drawn */
    gboolean
        is_committed; /* of an older Muhafiz, which drew the secret with the lot and told its hash */
    gboolean is_sampled, is_dissolved;
} Lot;

void lot_clear(Lot *lot);
/* USAGE: there is no such lot. */
gboolean lot_load(Store *store, gint64 lot_id, Lot *lot, GError **error);
/* USAGE: it is decided, all its records were withheld, or (must_be_sampled) its sample is not drawn. */
gboolean lot_check_open(const Lot *lot, gboolean must_be_sampled, GError **error);

/* 64 hexadecimal digits to bytes; 0 from where they end. */
void lot_hex_read(const char *hex, guint8 bytes[LOT_SECRET_BYTES]);
/* SHA-256 over what lies in the lot (lot.h). */
gboolean lot_content(Store *store, gint64 lot_id, char content[SCAN_SHA256_SIZE], GError **error);
/* The seed of a lot whose event lot.frozen is there. DATA: it is not. */
gboolean lot_seed(Store *store, const Lot *lot, char seed[SCAN_SHA256_SIZE], GError **error);
/* page_ids (gint64) of the random sample, in no order. */
GHashTable *lot_draw(Store *store, const Lot *lot, GError **error);

/* DATA: what is kept is not that. */
gboolean lot_check_sample(Store *store, const Lot *lot, GHashTable *drawn, GError **error);

/* USAGE: the person of the store has a hand in one of its records, and the office does not allow that; else
 * *is_own_work tells whether it is so. */
gboolean lot_check_hands(Store *store, gint64 lot_id, gboolean *is_own_work, GError **error);

/* Names (char*) of the checkers who work here. */
GPtrArray *lot_checkers(Store *store, GError **error);
/* Those among them who could decide a lot that the record lies in; all, where the office does not separate. */
GPtrArray *lot_deciders(Store *store, const GPtrArray *among, gint64 record_id, GError **error);
/* "deciders" and "not_at_logins" of a lot item. */
gboolean lot_add_deciders(JsonObject *item, Store *store, gint64 lot_id, GError **error);

/* Records that the lot could not take, by who could decide them. own: why the person of the store could not; NULL: it
 * is not their own work. */
GHashTable *lot_left_out_new(void);
gboolean lot_left_out_add(GHashTable *left_out, Store *store, gint64 record_id, const char *file_no,
                          const char *own, GError **error);
/* Sentences for people (char*). */
GPtrArray *lot_left_out_tell(GHashTable *left_out);
/* There are some, and nobody could decide any, or the person of the store only at another login. */
gboolean lot_left_out_is_hopeless(GHashTable *left_out);

/* What was drawn of its pages is personal, and can be drawn again. */
void lot_pictures_drop(Store *store, gint64 lot_id);

/* The lot without a verdict that the record lies in; *lot_id 0: in none. */
gboolean lot_of_record(Store *store, gint64 record_id, gint64 *lot_id, GError **error);
/* Who may change what lies in a lot: nobody; within the caller's transaction. */
gboolean lot_check_side(Store *store, gint64 side_id, GError **error);
gboolean lot_check_record(Store *store, gint64 record_id, const char *file_no, GError **error);
/* The record is withheld from now on: it leaves its lot, if it lies in one. USAGE: only the nodal officer. */
gboolean lot_withhold(Store *store, gint64 record_id, const char *file_no, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Lot, lot_clear)
