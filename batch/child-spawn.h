/* batch/child-spawn.h - private to child.c: a process of our own binary. */
#pragma once

#include "batch/child.h"

G_BEGIN_DECLS

/* fd, which is taken, is its file descriptor 3. It leads a process group, is killed when we end, and may take no more memory than
 * settings let it. */
GSubprocess *child_spawn(const ChildSettings *settings, int fd, GError **error);

G_END_DECLS
