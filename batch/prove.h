/* batch/prove.h - who acts: the role, and the PIN where the act needs one. */
#pragma once

#include "batch/command.h"

G_BEGIN_DECLS

/* Names the file of the person's PIN; --pin-file before the command wins. */
#define PROVE_VARIABLE "MUHAFIZ_PIN_FILE"

/* The person of the context may do it: asks for the PIN once where it is needed, or reads it from the
 * context's pin_file, also where it is not. USAGE, LIMIT (index/people.h). */
gboolean prove(Context *context, Act act, GError **error);
/* A PIN that is chosen: the first line of the file, or typed twice; *pin NULL: none was given (an empty answer,
 * or nobody to ask), which is USAGE where one must be. Free with pin_free. */
gboolean prove_choose(const Context *context, const char *path, const char *name, gboolean must,
                      char **pin, GError **error);

G_END_DECLS
