/* QR texts: written, read back, and refused when they are damaged or foreign. */
#include "batch/token.h"

#include <string.h>

static void test_round_trip(void)
{
    static const struct {
        TokenKind kind;
        const char *office, *name, *text;
    } rows[] = {
        /* The CRCs were computed with Python's zlib.crc32. */
        {TOKEN_COVER, "JK-BUD-01", "A-21001(3)/5/2008/DFG",
         "MUHAFIZ1:C:JK-BUD-01:A-21001(3)/5/2008/DFG:67F0264E"},
        {TOKEN_NUMBER, "JK-BUD-01", "17", "MUHAFIZ1:T:JK-BUD-01:17:9598229A"},
        {TOKEN_SEPARATOR, "JK-BUD-01", "correspondence",
         "MUHAFIZ1:S:JK-BUD-01:correspondence:1E185F8C"},
        {TOKEN_ITEM, "JK-BUD-01", TOKEN_ITEM_NAME, "MUHAFIZ1:I:JK-BUD-01:next:BCA27B25"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = token_write(rows[i].kind, rows[i].office, rows[i].name);
        g_assert_cmpstr(text, ==, rows[i].text);
        Token token = {0};
        g_assert_cmpint(token_read(text, &token), ==, TOKEN_OURS);
        g_assert_cmpint(token.kind, ==, rows[i].kind);
        g_assert_cmpstr(token.office, ==, rows[i].office);
        g_assert_cmpstr(token.name, ==, rows[i].name);
        token_clear(&token);
    }
}

/* What follows the magic tells it from a foreign one. */
static void test_every_damaged_byte_is_noticed(void)
{
    g_autofree char *text = token_write(TOKEN_COVER, "JK-BUD-01", "A-12/2008");
    for (gsize i = 0; i < strlen(text); i++) {
        g_autofree char *damaged = g_strdup(text);
        damaged[i] ^= 1;
        Token token = {0};
        g_assert_cmpint(token_read(damaged, &token), ==,
                        i < strlen("MUHAFIZ") ? TOKEN_FOREIGN : TOKEN_DAMAGED);
        g_assert_null(token.name);
    }
}

static void test_not_ours(void)
{
    static const struct {
        const char *text;
        TokenReading reading;
    } rows[] = {
        {"", TOKEN_FOREIGN},
        {":", TOKEN_FOREIGN},
        {"https://example.org/", TOKEN_FOREIGN},
        {"muhafiz1:C:JK:A-1:A5A2070D", TOKEN_FOREIGN},
        {"MUHAFIZ1", TOKEN_DAMAGED},
        {"MUHAFIZ1:C:JK:A-1", TOKEN_DAMAGED},
        {"MUHAFIZ1:C:JK:A-1:", TOKEN_DAMAGED},
        {"MUHAFIZ1:C:JK:A-1:00000000", TOKEN_DAMAGED},
        {"MUHAFIZ1:C:JK:a-1:76d8faee", TOKEN_DAMAGED}, /* right but for lower-case digits */
        /* The CRC is right in these; the rest is not. */
        {"MUHAFIZ2:C:JK:A-1:A5A2070D", TOKEN_UNKNOWN},
        {"MUHAFIZ1:X:JK:A-1:6F449173", TOKEN_UNKNOWN},
        {"MUHAFIZ1:C::A-1:0DFBF6EC", TOKEN_DAMAGED},
        {"MUHAFIZ1:C:JK::B43BA780", TOKEN_DAMAGED},
        {"MUHAFIZ1:C:JK:A-1:B:A0F67086", TOKEN_DAMAGED},
        {"MUHAFIZ1:C:JK:A\x1b[2J:F6F49B37", TOKEN_DAMAGED}, /* would reach the terminal */
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Token token = {0};
        TokenReading reading = token_read(rows[i].text, &token);
        if (reading != rows[i].reading)
            g_error("\"%s\" is read as %d, expected %d", rows[i].text, reading, rows[i].reading);
        g_assert_null(token.name);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/token/round-trip", test_round_trip);
    g_test_add_func("/token/damaged", test_every_damaged_byte_is_noticed);
    g_test_add_func("/token/not-ours", test_not_ours);
    return g_test_run();
}
