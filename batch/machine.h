/* batch/machine.h - which computer this is, as a certificate has to name it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "" where it is not known. */
typedef struct {
    char *make_model; /* "Dell Inc. OptiPlex 3070" */
    char *serial;
    char *macs; /* of its network cards, with commas between */
    char *host;
} Machine;

/* From sys_dir, "/sys": the firmware's tables (DMI) and the network cards. missing gets what could not
 * be read, with the reason (char*, owned). */
Machine *machine_load(const char *sys_dir, GPtrArray *missing);
void machine_free(Machine *machine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Machine, machine_free)

G_END_DECLS
