/* batch/folder-private.h - shared by folder.c and folder-move.c alone. */
#pragma once

#include "batch/folder.h"

#include <sys/stat.h>

#define FOLDER_DONE "done"
#define FOLDER_REFUSED "refused"

int folder_file_mode(const Folder *folder); /* who may work in the folder may read what we write */
/* Whether the file is still the one that was looked at. */
gboolean folder_file_is_same(const HotFile *file, const struct stat *now);
