/* index/people-pin.h - PINs that are chosen. Private to index/. */
#pragma once

#include <glib.h>

/* USAGE: too short, or too easy to guess. */
gboolean people_pin_check(const char *name, const char *pin, GError **error);
/* As it is kept. LIMIT, FAILED. */
char *people_pin_hash(const char *pin, GError **error);
