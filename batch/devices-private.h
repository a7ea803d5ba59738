/* batch/devices-private.h - what is asked of drivers, and what they answered. Private to the files devices*.c. */
#pragma once

#include "batch/devices.h"
#include "batch/scanner.h"

typedef struct {
    char *driver;           /* alone; NULL: a section's settings, or the caller's configuration */
    const Scanner *section; /* whose settings are asked, or NULL */
    GPtrArray *names;       /* SANE devices of sections, to be opened too; borrowed */
    gboolean only_names;    /* what else the driver lists was not asked for */
    GPtrArray *found;       /* JsonObject "device" */
    char *uses, *trouble;   /* as worker-devices.h has them */
} Ask;

typedef struct {
    GPtrArray *sections; /* Scanner, sound ones */
    GPtrArray *asks;     /* Ask */
    JsonArray *items;
} Search;

/* address: SANE's name, or what a section says. device may be NULL. Borrowed. */
JsonObject *devices_item_add(Search *search, const char *name, const char *driver,
                             const char *address, JsonObject *device);
/* Of a SANE name; owned. */
char *devices_driver_of(const char *sane_name);
/* Of all that was heard, in their order; owned. */
JsonArray *devices_items(Search *search);
