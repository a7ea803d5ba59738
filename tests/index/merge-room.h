/* tests/index/merge-room.h - a folder of stations' reports, and what they are together. */
#pragma once

#include "index/merge.h"

#define AT "2026-11-28T17:00:00+05:30"
#define ROOM_NAME "District of the store"
#define ROOM_DAYS 60

typedef struct {
    char *dir;
    GPtrArray *paths;        /* char*, owned; without the NULL at the end */
    const char *measured_by; /* whose plan it is that is joined by; or NULL */
} Room;

/* A state of two districts, with five tehsils; targets for two of them. */
extern const char *const room_plan;

void room_add_test(const char *name, void (*test)(Room *, gconstpointer));

/* A tehsil's report that was made then, with so many frozen returns. */
JsonObject *item_new_frozen(guint place, const char *at, guint n_returns);
/* A tehsil's report, such as "JK01-03" for place 3 of JK01: 1,900 + 100 place records. */
JsonObject *item_new(const char *district, guint place, const char *at, guint n_rows);
JsonObject *first_row(JsonObject *item);
/* After its target or its pages were changed: what follows from them, as the station would have written it. */
void item_mend(JsonObject *item);
/* Answer the path. */
const char *file_add(Room *room, const char *name, const char *text);
/* Takes item. */
const char *item_add(Room *room, const char *name, JsonObject *item);
/* Tehsils 1 to n. */
void district_add(Room *room, const char *district, guint n);

/* The item of all files, as of AT; problems may be NULL, then there must be none. */
JsonObject *room_join(const Room *room, const char *plan, const char *office, GPtrArray *problems);
JsonObject *office_of(JsonObject *item, const char *office);
char *text_of(JsonObject *object);
