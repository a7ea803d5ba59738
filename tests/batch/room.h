/* tests/batch/room.h - a scanning room in a folder: an office's store, a stand-in scanner with a
 * stack of sheets, the muhafiz command, and an operator who does what its messages say.
 *
 * Everything goes through the real command and the real airscan driver. What may be checked is what
 * an operator or a program could see: exit status, messages, --json, masters on disk. Functions that
 * check answer NULL, or what is wrong (owned). */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "tests/tools/standin-paper.h"

G_BEGIN_DECLS

#define ROOM_WIDTH 240 /* 1/300 inch, scanned at 300 dpi: pixels */
#define ROOM_HEIGHT 320

typedef struct {
    char *dir, *store;
    GSubprocess *standin;
    guint port;
    guint sheets; /* in the stack */
    StandinFormat format;
    guint timeout_s;      /* of silence, until the driver is given up */
    guint faces;          /* 1 simplex, 2 duplex */
    GSubprocess *command; /* last started, or NULL */
    int status;           /* its exit status; -1 killed */
    char *out, *err;
} Room;

/* Copies the office at pristine. faces: of each sheet. conf: lines for [scan]. */
Room *room_new(const char *pristine, guint sheets, guint faces);
void room_free(Room *room);
/* An office with one record, where each room's store is copied from. Owned path. */
char *room_pristine_new(void);

/* (Re)starts the stand-in, with an accident or NULL; all its sheets lie in the feeder. */
void room_scanner_start(Room *room, const char *accident, guint page_ms);
/* "load=3": see standin.c. */
void room_scanner_tell(Room *room, const char *order);
/* muhafiz.conf says what the room says. */
void room_configure(Room *room);

/* Starts "muhafiz scan"; fault (may be NULL): what fault-scan.c is to do. */
void room_scan_start(Room *room, gboolean resume, const char *fault);
void room_scan_wait(Room *room);

/* Sheets of which all faces are written down, as show sees them. */
guint room_sheets_kept(Room *room);
/* All pages of the stack are there once, in order, fronts before backs, pixel for pixel. */
char *room_pages_check(Room *room);
/* The last command's --json: sheets = folio sheets, pages = clean + flagged = sheets x faces. */
char *room_ledger_check(Room *room);
/* The last command's messages name the last good sheet, after a fault also its picture, and say how to
 * go on. */
char *room_message_check(Room *room, guint last_good);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Room, room_free)

G_END_DECLS
