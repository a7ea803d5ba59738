/* Short texts as the index keeps them (index/brief.h): they come back byte for byte, small, and nothing that was edited
 * does harm. */
#include <string.h>

#include "index/brief.h"

#define HASH "3bd21574ca1d3a47de4a0a0fdba29ee2b432c1b7203afcbf3f2753963a76acb9"

/* most: bytes of the brief; 0: it is kept as it is. */
static const struct {
    const char *name, *text;
    BriefKind kind;
    guint most;
} CASES[] = {
    {"hash", HASH, BRIEF_ALL, 34},
    {"hash in capitals", "3BD21574CA1D3A47DE4A0A0FDBA29EE2B432C1B7203AFCBF3F2753963A76ACB9",
     BRIEF_ALL, 51},
    {"hash, a digit more", HASH "0", BRIEF_ALL, 53},
    {"time", "2026-11-28T20:47:39+05:30", BRIEF_ALL, 7},
    {"time west of Greenwich", "1999-02-28T23:59:59-11:45", BRIEF_ALL, 7},
    {"leap day", "2024-02-29T00:00:00+00:00", BRIEF_ALL, 7},
    {"no such day", "2023-02-29T00:00:00+00:00", BRIEF_ALL, 0},
    {"no such hour", "2023-02-28T24:00:00+00:00", BRIEF_ALL, 0},
    {"no such second", "2016-12-31T23:59:60+00:00", BRIEF_ALL, 0},
    {"offset of minutes", "2023-02-28T12:00:00+05:21", BRIEF_ALL, 0},
    {"minus nothing", "2023-02-28T12:00:00-00:00", BRIEF_ALL, 0}, /* the sign would be lost */
    {"year 0001", "0001-01-01T00:00:00+00:00", BRIEF_ALL, 0},
    {"seals", "page:17=ge1a6x3Q91XYcaFtJu222DY22MPw-6X2NCuuuuPununnuu2B<FVBLdC6UgHpz8zTd",
     BRIEF_ALL, 60},
    {"a number", "page 12345678", BRIEF_ALL, 6},
    {"the largest number", "999999999999999999", BRIEF_ALL, 10},
    {"more digits than a number has", "9999999999999999999999", BRIEF_ALL, 20},
    {"a number with a zero before it", "00012345", BRIEF_ALL, 7},
    {"what came with an event",
     "{\"record\":\"A-12/"
     "2008\",\"side\":\"correspondence\",\"pages\":[{\"page_id\":1,\"sheet\":1,\"face\":\"front\","
     "\"role\":\"folio\",\"seq\":1,\"item\":0,\"sha256\":\"" HASH
     "\"}],\"rows\":\"@1 side:1=VChM9NfkeXOpVmSt22Uuuu2nu<"
     "WJercqZfkEJionSp page:1=ge1a6x3Q91XYcaFtJu222DY22MPw-6X2NCuuuuPununnuu2B<-\"}",
     BRIEF_ALL, 140},
    {"no phrase after all", "{\"recor\",\"sid {{{{ <<== \",\"", BRIEF_ALL, 0},
    {"Hindi", "दाखिल खारिज की नकल", BRIEF_LETTERS, 19},
    {"Urdu", "انتقال اراضی نمبر ۴۱۲", BRIEF_LETTERS, 22},
    {"Punjabi", "ਜ਼ਮੀਨ ਦਾ ਰਿਕਾਰਡ", BRIEF_LETTERS, 18},
    {"Mizo", "Ram chhûng âwmna ṭha", BRIEF_LETTERS, 23},
    {"scripts and phrases by turns",
     "{\"record\":\"दाखिल\",\"side\":\"نمبر\",\"pages\":[{\"page_id\":7", BRIEF_ALL, 40},
    {"English is no shorter", "Mutation of khasra", BRIEF_LETTERS, 0},
    {"Chinese and emoji", "登記登記登記 🙂", BRIEF_LETTERS, 0},
    {"far and near letters", "दाखिल खारिज 🙂 दाखिल", BRIEF_LETTERS,
     25},
    {"no UTF-8", "दाखिल खारिज \xff\xc3 दाखिल", BRIEF_LETTERS, 25},
    {"controls", "दाखिल\x01\x02\x07\x7f खारिज\n\t", BRIEF_LETTERS, 26},
    /* an index names them: texts they must stay */
    {"act 1", "record.split", BRIEF_ALL, 0},
    {"act 2", "rows.sealed", BRIEF_ALL, 0},
    {"act 3", "splits.noted", BRIEF_ALL, 0},
    {"act 4", "record.changed", BRIEF_ALL, 0},
    {"act 5", "pages.unlike", BRIEF_ALL, 0},
    {"act 6", "return.frozen", BRIEF_ALL, 0},
    {"nothing", "", BRIEF_ALL, 0},
};

static void test_cases(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GBytes) brief = brief_pack(CASES[i].text, CASES[i].kind);
        gsize size = 0;
        const char *data = brief ? g_bytes_get_data(brief, &size) : NULL;
        g_autofree char *back = brief ? brief_text(data, size) : NULL;
        g_test_message("%s: %zu of %zu bytes", CASES[i].name, size, strlen(CASES[i].text));
        g_assert_cmpint(brief != NULL, ==, CASES[i].most > 0);
        g_assert_cmpuint(size, <=, CASES[i].most);
        if (brief)
            g_assert_cmpstr(back, ==, CASES[i].text);
    }
}

/* Every byte of every brief is changed and every brief is cut: what comes back is another text, or none. */
static void test_damaged(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GBytes) brief = brief_pack(CASES[i].text, CASES[i].kind);
        gsize size = 0;
        const guint8 *data = brief ? g_bytes_get_data(brief, &size) : NULL;
        for (gsize at = 0; at < size; at++) {
            g_autofree guint8 *cut = g_memdup2(data, at ? at : 1);
            g_autofree char *shorter = at ? brief_text(cut, at) : NULL;
            g_assert_cmpstr(shorter, !=, CASES[i].text);
            for (guint value = 0; value < 256; value++) {
                g_autofree guint8 *other = g_memdup2(data, size);
                other[at] = (guint8)value;
                g_free(brief_text(other, size));
            }
        }
    }
    g_assert_null(brief_text("", 0));
}

/* What was written once is read so for ever: these bytes are in stores. */
static void test_for_ever(void)
{
    static const struct {
        const char *bytes;
        gsize size;
        const char *text;
    } kept[] = {
        {"\x00\xaa\x31\x37", 4, "page 17"},
        {"\x00\x03\x6b\x0b\x3d\xeb\x16", 7, "2026-11-28T20:47:39+05:30"},
        {"\xff\x8a\xa4\x8d\x82", 5, "انت؟"},
        {"\x12\xa6\xbe\x96", 4, "दाख"},
        {"\x00\xb0\x65\x6e\x67\x06\x12\xa6\x06\x00\xb3\x41\x04\x02\xc3\xa2", 16,
         "{\"model\":\"engद,\"turn_said\":Aâ"},
        {"\x00\x07\x09\x00\x00\x00\x00\x00\x00\x04\x08\x00\x10\x83\x10\x51\x87\x20\x92\x8b\x30\xd3"
         "\x8f",
         23, "=AAAAAAAAB<ABCDEFGHIJKLMNOP"},
        {"\x00\x02\x09\x00\x00\x00", 6, NULL}, /* cut off */
        {"\x00\x05\xff", 3, NULL},             /* no such phrase */
        {"\xff\xff", 2, NULL},                 /* no such letter */
        {"\x00\x1f", 2, NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(kept); i++) {
        g_autofree char *text = brief_text(kept[i].bytes, kept[i].size);
        g_test_message("%u: %s", i, text ? text : "no text");
        g_assert_cmpstr(text, ==, kept[i].text);
    }
    for (guint i = 0; brief_phrase(i); i++) {
        gsize length;
        g_assert_cmpint(brief_phrase_find(brief_phrase(i), &length), ==,
                        (int)i); /* none hides another */
        g_assert_cmpuint(length, ==, strlen(brief_phrase(i)));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/brief/cases", test_cases);
    g_test_add_func("/brief/damaged", test_damaged);
    g_test_add_func("/brief/for-ever", test_for_ever);
    return g_test_run();
}
