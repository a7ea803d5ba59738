/* The phrases and letters of brief.h. Both are only ever added to, at the end. */
#include "index/brief.h"

#include <string.h>

static const char *const PHRASES[] = {
    /* what events tell of pages */
    "{\"record\":\"",
    "\",\"side\":\"correspondence\",\"pages\":[{\"page_id\":",
    "\",\"side\":\"notes\",\"pages\":[{\"page_id\":",
    "\",\"side\":\"",
    "\",\"pages\":[{\"page_id\":",
    ",\"sheet\":",
    ",\"face\":\"front\",\"role\":\"folio\",\"seq\":",
    ",\"face\":\"back\",\"role\":\"folio\",\"seq\":",
    ",\"face\":\"front\",\"role\":\"",
    ",\"face\":\"back\",\"role\":\"",
    "\",\"seq\":",
    ",\"item\":0,\"sha256\":\"",
    ",\"item\":",
    ",\"sha256\":\"",
    "\"},{\"page_id\":",
    "\"}],\"rows\":\"@",
    "\"}],\"rows\":\"",
    "\",\"rows\":\"@",
    "\",\"rows\":\"",
    ",\"rows\":\"@",
    ",\"rows\":\"",
    " side:",
    " page:",
    " record:",
    " volume:",
    " batch:",
    " feeding:",
    " item:",
    " lot:",
    " package:",
    " edit:",
    "batch:",
    "<-",
    "<-\"}",
    "\"}",
    "{\"sha256\":\"",
    "\",\"alto_sha256\":\"",
    "\",\"confidence\":",
    "{\"volumes\":[{\"volume\":",
    "},{\"volume\":",
    ",\"first_seq\":",
    ",\"last_seq\":",
    "page ",
    "batch ",
    "side ",
    "record ",
    "lot ",
    "package ",
    /* findings (ocr/findings.c) */
    "{\"model\":\"",
    "\",\"turn\":0,\"turn_said\":0,\"turn_confidence\":",
    "\",\"turn\":",
    ",\"turn_said\":",
    ",\"turn_confidence\":",
    ",\"paper\":",
    ",\"through\":0.00,\"cleaned\":1,\"lifted\":0.00,\"threshold\":",
    ",\"through\":",
    ",\"cleaned\":",
    ",\"lifted\":",
    ",\"threshold\":",
    ",\"skew\":0.00",
    ",\"skew\":-0.",
    ",\"skew\":0.",
    ",\"skew\":",
    ",\"crop_left\":0,\"crop_top\":0,\"crop_right\":0,\"crop_bottom\":0,\"letter\":",
    ",\"crop_left\":",
    ",\"crop_top\":",
    ",\"crop_right\":",
    ",\"crop_bottom\":",
    ",\"letter\":",
    ",\"scale\":1.000,\"ink\":",
    ",\"scale\":0.",
    ",\"scale\":",
    ",\"ink\":",
    ",\"blank\":0,\"script\":",
    ",\"blank\":",
    ",\"script\":",
    ",\"kind\":0,\"drawn\":",
    ",\"kind\":",
    ",\"drawn\":",
    ",\"gutter\":0,\"second_try\":0}",
    ",\"gutter\":",
    ",\"second_try\":",
    /* the register */
    "{\"nic_no\":\"",
    "\",\"file_no\":\"",
    "\",\"subject\":\"",
    "\",\"kind\":\"file\",\"section\":\"",
    "\",\"kind\":\"",
    "\",\"section\":\"",
    "\",\"category\":\"",
    "\",\"year\":\"",
    "\",\"classification\":\"Normal\",\"correspondence_pages\":\"",
    "\",\"classification\":\"Normal\",\"note_pages\":\"",
    "\",\"classification\":\"",
    "\",\"note_pages\":\"",
    "\",\"correspondence_pages\":\"",
    "\",\"language\":\"",
    "\",\"availability\":\"available\",\"custody\":\"in-room\"",
    /* batches */
    "{\"kind\":\"scan\",\"source\":\"",
    "{\"kind\":\"ingest\",\"source\":\"",
    "\",\"source_sha256\":\"",
    "\",\"login\":\"",
    "\",\"proven\":false",
    "\",\"proven\":true",
    "{\"batch\":",
    ",\"kind\":\"scan\",\"source\":\"",
    ",\"kind\":\"ingest\",\"source\":\"",
    "\",\"started_at\":\"",
    "\",\"ended_at\":\"",
    "\",\"ended_how\":\"complete\",\"fed\":",
    "\",\"ended_how\":\"",
    ",\"covers\":",
    ",\"separators\":",
    ",\"folio_sheets\":",
    ",\"pages\":",
    ",\"clean\":",
    ",\"flagged\":",
    ",\"expected_sheets\":",
    ",\"missing_sheets\":",
    ",\"sides\":[{\"file_no\":\"",
    ",\"side_pages\":",
    ",\"expected_pages\":",
    "}],\"how\":\"complete\"",
    "{\"file_no\":\"",
    "correspondence",
    "{\"device\":\"",
    "\",\"serial\":\"",
    /* the acts that every page has; those that indexes name (schema-28-sqlite.sql) must stay texts */
    "page.recognised",
    "pages.added",
};

/* The letters of Urdu, Kashmiri and Shina texts, and their marks and digits; the Arabic block has twice as many. */
static const struct {
    gunichar first, last;
} URDU[] = {
    {0x060c, 0x060c}, {0x061b, 0x061b}, {0x061f, 0x063a}, {0x0640, 0x065f}, {0x0660, 0x0669},
    {0x0670, 0x0674}, {0x0679, 0x067a}, {0x067e, 0x067e}, {0x0681, 0x0681}, {0x0686, 0x0686},
    {0x0688, 0x0688}, {0x0691, 0x0691}, {0x0695, 0x0695}, {0x0698, 0x0698}, {0x06a9, 0x06a9},
    {0x06ab, 0x06ab}, {0x06af, 0x06af}, {0x06ba, 0x06ba}, {0x06bb, 0x06bb}, {0x06be, 0x06be},
    {0x06c0, 0x06c4}, {0x06cc, 0x06cc}, {0x06ce, 0x06ce}, {0x06d2, 0x06d4}, {0x06f0, 0x06f9},
};

const char *brief_phrase(guint number)
{
    return number < G_N_ELEMENTS(PHRASES) ? PHRASES[number] : NULL;
}

/* Phrases by how they begin, as every place of every text is asked: the first of each bunch and the one after each, counted
 * from 1; 0: there is none. */
typedef struct {
    guint16 first[256], after[G_N_ELEMENTS(PHRASES)];
} Bunches;

static guint8 bunch_of(const char *text)
{
    return (guint8)((guint8)text[0] * 31u + (guint8)text[1]);
}

static const Bunches *bunches(void)
{
    static Bunches all;
    static gsize is_done;
    if (g_once_init_enter(&is_done)) {
        for (guint i = G_N_ELEMENTS(PHRASES); i > 0; i--) {
            guint8 bunch = bunch_of(PHRASES[i - 1]);
            all.after[i - 1] = all.first[bunch];
            all.first[bunch] = (guint16)i;
        }
        g_once_init_leave(&is_done, 1);
    }
    return &all;
}

int brief_phrase_find(const char *text, gsize *length)
{
    int found = -1;
    *length = 1;
    for (guint i = bunches()->first[bunch_of(text)]; i > 0; i = bunches()->after[i - 1]) {
        const char *phrase = PHRASES[i - 1];
        gsize n = strlen(phrase);
        if (n > *length && strncmp(text, phrase, n) == 0) {
            *length = n;
            found = (int)i - 1;
        }
    }
    return found;
}

gunichar brief_letter(guint window, guint8 byte)
{
    guint left = byte - 0x80u;
    if (byte < 0x80 || window == BRIEF_WINDOW_PHRASES)
        return 0;
    if (window != BRIEF_WINDOW_URDU)
        return window * 128 + left;
    for (guint i = 0; i < G_N_ELEMENTS(URDU); i++) {
        guint n = URDU[i].last - URDU[i].first + 1;
        if (left < n)
            return URDU[i].first + left;
        left -= n;
    }
    return 0;
}

guint8 brief_letter_find(guint window, gunichar letter)
{
    guint place = 0x80;
    if (window == BRIEF_WINDOW_PHRASES || (letter >> 7) >= BRIEF_WINDOW_URDU)
        return 0;
    if (window != BRIEF_WINDOW_URDU)
        return letter >> 7 == window ? (guint8)(0x80 | (letter & 0x7f)) : 0;
    for (guint i = 0; i < G_N_ELEMENTS(URDU); i++) {
        if (letter >= URDU[i].first && letter <= URDU[i].last)
            return (guint8)(place + letter - URDU[i].first);
        place += URDU[i].last - URDU[i].first + 1;
    }
    return 0;
}
