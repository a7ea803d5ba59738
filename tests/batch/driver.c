/* A driver of SANE as bad as they come, built once for each BEHAVIOUR as NAME; devices.sh has them
 * found by LD_LIBRARY_PATH. SANE standard 1.06, chapter 4; the dll back end asks for sane_NAME_init
 * and so on.
 *
 *   HANGS   never comes back from listing its devices, and does not care for signals that it can
 *           refuse
 *   CRASHES on listing them
 *   STICKS  has two devices: good opens, the other one never does
 *   TWIN    has one device, with the serial number of STICKS's good one
 *   LATIN   has one device, with a serial number that is no UTF-8 */
#define JOIN(name, function) sane_##name##_##function
#define NAMED(name, function) JOIN(name, function)
#define sane_init NAMED(NAME, init)
#define sane_exit NAMED(NAME, exit)
#define sane_get_devices NAMED(NAME, get_devices)
#define sane_open NAMED(NAME, open)
#define sane_close NAMED(NAME, close)
#define sane_get_option_descriptor NAMED(NAME, get_option_descriptor)
#define sane_control_option NAMED(NAME, control_option)
#define sane_get_parameters NAMED(NAME, get_parameters)
#define sane_start NAMED(NAME, start)
#define sane_read NAMED(NAME, read)
#define sane_cancel NAMED(NAME, cancel)
#define sane_set_io_mode NAMED(NAME, set_io_mode)
#define sane_get_select_fd NAMED(NAME, get_select_fd)

#include <sane/sane.h>
#include <sane/saneopts.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HANGS, CRASHES, STICKS, TWIN, LATIN };

#define SERIAL "SN-4711"
#define SERIAL_LATIN "SN-\xD6" /* as long or shorter; no UTF-8 */

static const SANE_Option_Descriptor count = {
    .name = "", .type = SANE_TYPE_INT, .size = sizeof(SANE_Word), .cap = SANE_CAP_SOFT_DETECT};
static const SANE_Option_Descriptor serial = {.name = "serial-number",
                                              .type = SANE_TYPE_STRING,
                                              .size = sizeof SERIAL,
                                              .cap = SANE_CAP_SOFT_DETECT};

static void hang(void)
{
    signal(SIGTERM, SIG_IGN);
    for (;;)
        pause();
}

SANE_Status sane_init(SANE_Int *version, SANE_Auth_Callback authorize)
{
    (void)authorize;
    if (version)
        *version = SANE_VERSION_CODE(1, 0, 0);
    return SANE_STATUS_GOOD;
}

void sane_exit(void)
{
}

SANE_Status sane_get_devices(const SANE_Device ***list, SANE_Bool local_only)
{
    static const SANE_Device good = {"good", "Tests", "Mark I", "feeder"};
    static const SANE_Device bad = {"libusb:001:004", "Tests", "Mark II", "feeder"};
    static const SANE_Device *sticks[] = {&good, &bad, NULL}, *twin[] = {&good, NULL};
    (void)local_only;
    if (BEHAVIOUR == HANGS)
        hang();
    if (BEHAVIOUR == CRASHES)
        raise(SIGSEGV);
    *list = BEHAVIOUR == STICKS ? sticks : twin;
    return SANE_STATUS_GOOD;
}

SANE_Status sane_open(SANE_String_Const name, SANE_Handle *handle)
{
    if (BEHAVIOUR == HANGS || strcmp(name, "good") != 0)
        hang();
    *handle = (SANE_Handle)&count;
    return SANE_STATUS_GOOD;
}

void sane_close(SANE_Handle handle)
{
    (void)handle;
}

const SANE_Option_Descriptor *sane_get_option_descriptor(SANE_Handle handle, SANE_Int number)
{
    (void)handle;
    return number == 0 ? &count : number == 1 ? &serial : NULL;
}

SANE_Status sane_control_option(SANE_Handle handle, SANE_Int number, SANE_Action action,
                                void *value, SANE_Int *info)
{
    (void)handle, (void)info;
    if (action != SANE_ACTION_GET_VALUE)
        return SANE_STATUS_UNSUPPORTED;
    if (number == 0)
        *(SANE_Word *)value = 2;
    else
        strcpy(value, BEHAVIOUR == LATIN ? SERIAL_LATIN : SERIAL);
    return SANE_STATUS_GOOD;
}

SANE_Status sane_get_parameters(SANE_Handle handle, SANE_Parameters *parameters)
{
    (void)handle, (void)parameters;
    return SANE_STATUS_UNSUPPORTED;
}

SANE_Status sane_start(SANE_Handle handle)
{
    (void)handle;
    return SANE_STATUS_JAMMED;
}

SANE_Status sane_read(SANE_Handle handle, SANE_Byte *data, SANE_Int max, SANE_Int *length)
{
    (void)handle, (void)data, (void)max;
    *length = 0;
    return SANE_STATUS_IO_ERROR;
}

void sane_cancel(SANE_Handle handle)
{
    (void)handle;
}

SANE_Status sane_set_io_mode(SANE_Handle handle, SANE_Bool non_blocking)
{
    (void)handle, (void)non_blocking;
    return SANE_STATUS_UNSUPPORTED;
}

SANE_Status sane_get_select_fd(SANE_Handle handle, SANE_Int *fd)
{
    (void)handle, (void)fd;
    return SANE_STATUS_UNSUPPORTED;
}
