/* A private SANE configuration for tests of scan/. */
#pragma once

#include <glib.h>

/* Makes a folder whose dll.conf names the back ends test and pnm and whose test.conf allows A4, and
 * puts it into SANE_CONFIG_DIR. Runs the program anew where LD_BIND_NOW is missing, without which
 * the test back end deadlocks now and then (scan.h, scan_session_close). Call it first in main; SANE
 * remembers the folder for the life of the process. */
char *sane_conf_new(char **argv);
void sane_conf_remove(char *dir); /* frees dir */
