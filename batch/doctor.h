/* batch/doctor.h - is everything here that the work needs? Each check answers one finding that says
 * what to do. */
#pragma once

#include "index/index.h"

G_BEGIN_DECLS

typedef enum { FINDING_OK, FINDING_WARNING, FINDING_PROBLEM } FindingStatus;

typedef struct {
    const char *check; /* "languages" */
    FindingStatus status;
    char *message;
} Finding;

/* Looks at this machine and, if store_dir is not NULL, at the store there. Array of Finding,
 * cleared with the array. */
GArray *doctor_examine(const char *store_dir, const char *user);

G_END_DECLS
