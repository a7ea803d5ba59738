/* The table of all commands, in the order of a working day. */
#include "batch/command.h"

extern const Command cmd_init, cmd_doctor, cmd_register_import, cmd_register_list, cmd_register_set,
    cmd_cover, cmd_assign, cmd_devices, cmd_scan, cmd_ingest, cmd_run, cmd_record_item, cmd_show,
    cmd_search, cmd_export, cmd_ack, cmd_report, cmd_verify, cmd_status, cmd_scan_worker,
    cmd_page_worker;

const Command *const commands[] = {
    &cmd_init,
    &cmd_doctor,
    &cmd_register_import,
    &cmd_register_list,
    &cmd_register_set,
    &cmd_cover,
    &cmd_assign,
    &cmd_devices,
    &cmd_scan,
    &cmd_ingest,
    &cmd_run,
    &cmd_record_item,
    &cmd_show,
    &cmd_search,
    &cmd_export,
    &cmd_ack,
    &cmd_report,
    &cmd_verify,
    &cmd_status,
    &cmd_scan_worker,
    &cmd_page_worker,
    NULL,
};
