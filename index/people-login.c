/* Who sits at the computer, as the computer itself knows it.
 *
 * Linux keeps the user id that a session began with (the audit system's loginuid, set by PAM at login); su,
 * sudo and setuid programs leave it as it is. Where there is none (services, containers without PAM) the
 * real user id stands for it. Environment variables are never asked: anybody sets them. */
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "index/people-private.h"

#define LOGIN_FILE "/proc/self/loginuid"
#define LOGIN_UNSET 4294967295u /* (uid_t)-1 */

static uid_t login_uid(void)
{
    g_autofree char *text = NULL;
    guint64 uid = LOGIN_UNSET;
    if (g_file_get_contents(LOGIN_FILE, &text, NULL, NULL))
        g_ascii_string_to_unsigned(g_strstrip(text), 10, 0, LOGIN_UNSET, &uid, NULL);
    return uid == LOGIN_UNSET ? getuid() : (uid_t)uid;
}

char *people_login(void)
{
    uid_t uid = login_uid();
    const struct passwd *known = getpwuid(uid);
    return known ? g_strdup(known->pw_name) : g_strdup_printf("uid %u", (guint)uid);
}
