/* tests/batch/room-kill.h - kill -9 in the middle of a scan, and an operator who then goes on. */
#pragma once

#include "tests/batch/room.h"

G_BEGIN_DECLS

/* Scans the stack, kills the command or only its worker so many ms after its start, looks how far
 * the batch came (with the feeder empty: what was whole is taken in first), puts in the sheets behind
 * that and goes on. NULL, or what is wrong with the pages then. */
char *room_kill_check(Room *room, gboolean worker, guint wait_ms);

/* How long a scan takes that nobody disturbs, in ms. */
guint room_kill_time(Room *room);

G_END_DECLS
