/* batch/worker-devices.h - the part of the scan worker that asks drivers for their scanners. */
#pragma once

#include "batch/child.h"

G_BEGIN_DECLS

/* Answers {"do":"devices","dir","seconds","asks":[ASK...]}, each ASK in a process of its own:
 *
 *   {"driver"}    a driver of the system, alone, in a configuration of its own
 *   {"settings"}  a scanner as muhafiz.conf describes it
 *   {}            whatever the caller's SANE_CONFIG_DIR says
 *   with "list": all that it lists; "names": devices to open although they are not listed
 *
 * Lines: {"ask":i,"uses":NAME} the device of these settings; {"ask":i,"device":{...,"looked"}}, of a
 * scanner once when it is known and once when it was opened; {"ask":i,"trouble"} for one that
 * crashed or did not answer within the seconds that all of them have; at last {"asked":n}. */
gboolean worker_devices_do(Worker *line, JsonObject *request, GError **error);

G_END_DECLS
