/* index/people.h - who may do what, and how we know who it is.
 *
 * A store without persons knows only names (DESIGN: --user, MUHAFIZ_USER, the login name), as before.
 * From the first `user add` on, every act that changes something is of a person of the office, in
 * the role that the act needs, and acts that decide something are proven by a PIN. Looking needs
 * neither.
 *
 * Roles and acts:
 *
 *     operator   brings pages in, corrects and hands over; answers what a checker sent back; says of what others
 *                scanned that it only looks like another page
 *     checker    makes lots, opens pages, gives verdicts
 *     nodal      excludes and releases records, sets the checking plan, makes lots, keeps the register; sets targets
 *     dc         looks
 *     admin      adds persons, sets first PINs; hands packages over, takes receipts
 *
 * PINs are kept as argon2id (RFC 9106; libsodium crypto_pwhash_str, "interactive" limits: 64 MiB, two
 * passes, a tenth of a second). Wrong tries are events, and slow the next one down: after the third,
 * 2, 4, 8... seconds have to pass, at most INDEX_PIN_WAIT_MAX_S; a try counts before it is looked at, so
 * tries side by side gain nothing. A PIN that somebody else set (the first one, or after one was
 * forgotten) serves only to change it: until then its person decides nothing.
 *
 * Who scanned a record must not approve it, under any name (people-hand.c):
 *
 *   - Names are never given twice, never renamed, and differ to the eye (UTS 39 skeletons of their
 *     NFKC case folds): "Ramesh" and "RAMESH" are one.
 *   - Each batch, its resumption, and each correction keeps who did it, the login of the computer (of the
 *     audit session where the system knows it: it outlasts su and sudo; else of the real user id; never
 *     of the environment), and whether it was proven by a PIN. Verdicts do the same in their events.
 *   - Refused is whoever is the same person as one of those; or has the same login ([check] separation
 *     says when, below); or knew the PIN of one of those, or one of those knew theirs: whoever sets
 *     another's PIN could act in that name ever after (so by way of others, too).
 *   - [check] separation=login: two persons at two logins. =person: at one login too, where both acts are
 *     proven; scanning then asks for the PIN. =none: an office of one person; the verdict then says that it
 *     is a check of one's own work, and so does the report.
 *
 * What this cannot see: two people who tell each other their PINs, an admin who invents both an operator
 * and a checker for himself in an office with one login, and whoever may write the database file itself.
 * The events show the second to who reads them; the last is for the chain's heads that lie elsewhere.
 */
#pragma once

#include "index/index.h"

G_BEGIN_DECLS

/* ------------------------------------------------------------------------------------- acts -- */

typedef enum {
    ACT_LOOK,  /* changes nothing: anybody */
    ACT_SCAN,  /* pages come in, or are corrected: operator */
    ACT_SERVE, /* work that decides nothing: read, export, take receipts: operator, nodal, admin */
    ACT_REGISTER, /* the register's entries: operator, nodal */
    ACT_EXCLUDE,  /* nodal; proven. Releasing, too: a classification is lifted */
    ACT_PLAN,     /* nodal; proven */
    ACT_LOT,      /* checker, nodal; proven */
    ACT_CHECK,    /* checker; proven */
    ACT_RETURN,   /* what was sent back is put right: operator */
    ACT_PERSONS,  /* admin; proven. Without persons: anybody, who adds the first */
    ACT_UNLIKE,   /* a page that looks like another is another one: operator, checker; proven */
    ACT_TARGETS,  /* the plan of the drive, and returns that are frozen: nodal, admin; proven */
    ACT_SETTLE,   /* which of two receipts is true: nodal; proven */
    ACT_RECALL,   /* what went out is gone there: nodal, admin; proven */
    ACT_OWN_PIN,  /* any person; proven */
} Act;

/* Is the person of this store asked for a PIN before the act? Where not, nothing needs to be proven;
 * a person who has one may do so all the same. USAGE: the act is not theirs. */
gboolean index_person_asks_pin(Store *store, Act act, gboolean *asks, GError **error);
/* The person of this store is who knows this PIN, from now on until the store is closed. Events
 * "person.pin-wrong". USAGE: it is wrong; LIMIT: too soon after wrong ones, with the seconds to wait. */
gboolean index_person_prove(Store *store, const char *pin, GError **error);
/* May the person of this store do it now? USAGE says who may, or how to prove it. */
gboolean index_person_require(Store *store, Act act, GError **error);
gboolean index_person_is_proven(Store *store);
/* Is a person of the office with a PIN, so that there is something to prove. */
gboolean index_person_has_pin(Store *store);
/* The login of the computer that this process belongs to. */
const char *index_store_login(Store *store);

/* ---------------------------------------------------------------------------------- persons -- */

#define INDEX_PIN_LENGTH_MIN 6
#define INDEX_PIN_WAIT_MAX_S 60

/* All of these return items {"name", "role", "disabled_at", "pin": "none|first|own", "added_at",
 * "added_by"}; pin "first": somebody else set it. Events "person.added", "person.role", "person.disabled",
 * "person.enabled", "person.pin-set". USAGE: no such person or role; the name is taken or looks like one
 * that is; the PIN is too short or too simple; there would be no admin left. pin may be NULL: none yet. */
JsonNode *index_person_add(Store *store, const char *name, const char *role, const char *pin,
                           GError **error);
JsonNode *index_person_set_role(Store *store, const char *name, const char *role, GError **error);
JsonNode *index_person_set_disabled(Store *store, const char *name, gboolean is_disabled,
                                    GError **error);
/* One's own (proven by the old one), or, by an admin, anybody's first. */
JsonNode *index_person_set_pin(Store *store, const char *name, const char *pin, GError **error);
JsonNode *index_persons_list(Store *store, GError **error);

G_END_DECLS
