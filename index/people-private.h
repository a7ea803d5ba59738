/* index/people-private.h - who acts, as the files of index/ share it. */
#pragma once

#include "index/people.h"
#include "index/store-private.h"

/* Of a store; the tests put another login in. */
typedef struct {
    char *login;
    gboolean is_proven;
} Actor;

Actor *index_store_actor(Store *store);
/* Of this process, owned. */
char *people_login(void);
/* What all names that look alike have in common; owned. */
char *people_name_key(const char *name, GError **error);

/* Within the caller's transaction: the person of the store had a hand in the batch, or the edit. */
gboolean people_hand_batch(Store *store, gint64 batch_id, GError **error);
gboolean people_hand_edit(Store *store, gint64 edit_id, GError **error);
/* {'login': ..., 'proven': ...}, for the details of events. */
GVariant *people_detail(Store *store);

/* Whether the office asks that another person checks than who did the work (muhafiz.conf, [check] separation). */
gboolean people_are_separated(const Store *store);
/* *own: why the record is the work of the person of the store (owned), NULL: it is not. */
gboolean people_own_work(Store *store, gint64 record_id, char **own, GError **error);
/* The same of anybody, at whatever login. */
gboolean people_has_hand(Store *store, const char *name, gint64 record_id, gboolean *has,
                         GError **error);
/* Whether pages of it were brought in or corrected at this login, so that no checker decides it here, though proven. */
gboolean people_login_has_hand(Store *store, gint64 record_id, gboolean *has, GError **error);
