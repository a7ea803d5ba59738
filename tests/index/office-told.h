/* tests/index/office-told.h - an office in which people have decided all sorts of things. */
#pragma once

#include "tests/index/office-people.h"

/* For g_test_add: people_setup, then lots in all states, slips, exclusions, corrections, a clock that was set, persons who
 * changed their role or left. The sample's store is anita's. */
void told_setup(Sample *sample, gconstpointer data);
/* What verify finds, line by line; owned. */
char *told_verify(Sample *sample);
