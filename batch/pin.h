/* batch/pin.h - a secret from where others cannot read it: a file, the environment, the terminal. Never
 * the command line, which every user of the computer can list. */
#pragma once

#include "batch/command.h"

G_BEGIN_DECLS

#define PIN_VARIABLE "MUHAFIZ_PIN"

/* The first line of the file (may be NULL), or MUHAFIZ_PIN, which our children do not inherit after
 * this, or what somebody types who is asked for what, without showing it. USAGE: there is none of the
 * three. Free with pin_free. */
char *pin_read(const Context *context, const char *path, const char *what, GError **error);
/* The same without MUHAFIZ_PIN, which is for tokens that sign. */
char *pin_ask(const Context *context, const char *path, const char *what, GError **error);
void pin_free(char *pin); /* wiped */

G_END_DECLS
