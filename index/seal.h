/* index/seal.h - rows that events vouch for. Private to index/.
 *
 * An event tells in its own words what was done; beside them it carries, in the member "rows" of its detail, a seal of
 * every row that its transaction changed:
 *
 *     "rows":"@12 page:17=Wq3rT0aLkY5vNc81-gB4H...<aT9r... side:3=... item:9=-<k0Lw..."
 *
 *     @12          the event's record_id, which the chain does not hold itself
 *     page:17=     what is sealed together ("unit"), its key with %XX for what is not plain, and
 *     Wq3r...      the first 96 bits of SHA-256 over all its columns (16 digits of base 64), and then one digit for
 *                  each column, which says nothing for certain but mostly tells which of them was edited
 *     -            the row was removed
 *     <aT9r...     the first 96 bits of the seal that the row would have had before the transaction ("-": there was
 *                  none). Where that is not the last seal, somebody edited the row meanwhile: verify tells of it for
 *                  ever, though the honest act has sealed the row anew
 *
 * So whatever is edited by other means than Muhafiz is found by verify (verify-seals.c), in whichever column, without
 * anybody having to say for each act what it writes. Changes are told by the connection (db_watch). What a
 * transaction changes after its last event, or without any, is sealed by an event of its own, "rows.noted".
 *
 * What was edited can be put back as it was: then it fits its seal again. Or an admin takes it as it stands
 * (verify-take.c): the event "row.taken" seals it with the reason, and verify tells of that for ever.
 *
 * A unit is a row with what belongs to it: a page with its flags and words, a lot with its sample; sql/seal-sqlite.sql
 * says what that is. Left out is what is work in hand (job, alike_due), a copy for searching, the name of a cache (alike_state), the state of the clock, and the
 * counts of the progress return: verify counts those again and compares, and a return is frozen from counts made anew.
 *
 * Rows that were there before there were seals are sealed as they stand when the store is first opened ("rows.sealed");
 * how they came about before is told by the events alone. A migration that changes sealed rows, or adds a
 * column that is not NULL, raises SEAL_VERSION in seal-begin.c: then all are sealed anew in the same way.
 */
#pragma once

#include "index/db.h"
#include "index/index.h"

#define SEAL_ROWS "\"rows\":\""
#define SEAL_HASH_DIGITS 16
#define SEAL_REMOVED "-"
#define SEAL_FOUND "<"

typedef struct Seals Seals;

/* Watches the store's connection from here on. url: of its index, which is opened once more, to read only. */
Seals *seals_new(Store *store, const char *url, GError **error);
/* Seals all that has no seal of this version yet (seal-begin.c); the store's connection is watched by now. */
gboolean seals_begin(Store *store, GError **error);
void seals_free(Seals *seals); /* once the connection is closed */

/* Counts as changed in this transaction; what the row held before is not told. */
void seals_touch(Seals *seals, const char *unit, const char *key);
/* An event's detail with the seals of what was changed since the last; owned. */
char *seals_put(Seals *seals, const char *detail, gint64 record_id, GError **error);

gint64 seals_version(void);
/* What there is: unit, its statement with all keys of it (values for $1 and $2). NULL: which is past the last. */
const char *seals_unit(guint which, const char **statement, const char **first, const char **last);
gboolean
seals_is_numbered(const char *unit); /* its keys are numbers; FALSE too where there is none such */
const char *seals_label(const char *unit); /* for people; NULL: there is none such */
/* Of which unit a table is part; NULL: of none. */
const char *seals_unit_of(const char *table);
/* "page:17" of a key; owned. */
char *seals_name(const char *unit, const char *key);
/* Of the row on which rows stand; owned. */
char *seals_of_row(DbRows *rows);
/* To a digest over the records that events concern, number by number. */
void seals_add_event(GChecksum *sum, gint64 number, gint64 record_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Seals, seals_free)
