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
        {TOKEN_SEPARATOR, "JK-BUD-01", "correspondence",
         "MUHAFIZ1:S:JK-BUD-01:correspondence:1E185F8C"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = token_write(rows[i].kind, rows[i].office, rows[i].name);
        g_assert_cmpstr(text, ==, rows[i].text);
        Token token = {0};
        g_assert_true(token_parse(text, &token));
        g_assert_cmpint(token.kind, ==, rows[i].kind);
        g_assert_cmpstr(token.office, ==, rows[i].office);
        g_assert_cmpstr(token.name, ==, rows[i].name);
        token_clear(&token);
    }
}

static void test_every_damaged_byte_is_noticed(void)
{
    g_autofree char *text = token_write(TOKEN_COVER, "JK-BUD-01", "A-12/2008");
    for (gsize i = 0; i < strlen(text); i++) {
        g_autofree char *damaged = g_strdup(text);
        damaged[i] ^= 1;
        Token token = {0};
        g_assert_false(token_parse(damaged, &token));
        g_assert_null(token.name);
    }
}

static void test_foreign(void)
{
    static const char *const rows[] = {
        "", ":", "https://example.org/", "MUHAFIZ1", "MUHAFIZ1:C:JK:A-1",
        "MUHAFIZ1:C:JK:A-1:", "MUHAFIZ1:C:JK:A-1:00000000",
        /* The CRC is right in these; the rest is not. */
        "MUHAFIZ2:C:JK:A-1:A5A2070D", "MUHAFIZ1:X:JK:A-1:6F449173", "MUHAFIZ1:C::A-1:0DFBF6EC",
        "MUHAFIZ1:C:JK::B43BA780", "MUHAFIZ1:C:JK:A-1:B:A0F67086",
        "MUHAFIZ1:C:JK:a-1:76d8faee", /* right but for lower-case digits */
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Token token = {0};
        if (token_parse(rows[i], &token))
            g_error("taken for ours: %s", rows[i]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/token/round-trip", test_round_trip);
    g_test_add_func("/token/damaged", test_every_damaged_byte_is_noticed);
    g_test_add_func("/token/foreign", test_foreign);
    return g_test_run();
}
