/* What search takes for the same word.
 *
 * Method: Unicode's NFKC_Casefold (compatibility forms, case, and the invisible joiners ZWJ and
 * ZWNJ) and then canonical decomposition, so that every mark stands alone; marks that writers leave
 * out at will are dropped, letters that keyboards confuse are made one, digits become ASCII:
 *
 *   - nuktas (canonical combining class 7, UAX 44): zameen is typed with and without;
 *   - marks of script Inherited or Arabic: the Latin accents of Mizo, Urdu's aerab and hamza;
 *   - candrabindu is written anusvara where the sign above the line leaves it no room, and by many
 *     always: both are one, and so are tippi and bindi of Gurmukhi;
 *   - the vowel signs of Devanagari and Gurmukhi are spelling, not ornament: they stay;
 *   - Arabic yeh, kaf and heh in the forms that Urdu keyboards give for one letter, and tatweel.
 *
 * Text is folded in segments between normalisation boundaries, so each piece of the result has a
 * known place in the original; a hit can be shown in the words that stand on the page.
 * Limits: no stemming, no transliteration; a segment longer than SEGMENT_MAX is cut (only made-up
 * text stacks that many marks on one letter).
 */
#include "index/normalise.h"

#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>

#define SEGMENT_MAX 64 /* UTF-16 units of the original */
#define EXPANDED_MAX                                                                               \
    2400 /* U+FDFA grows eighteenfold, the most of all (UAX 15), then NFD doubles */
#define CLASS_NUKTA 7

typedef struct {
    const UNormalizer2 *casefold, *decompose;
    GString *folded;
    GArray *origins;
} Folder;

static const struct {
    UChar32 from, to;
} LETTERS[] = {
    {0x0649, 0x06CC}, /* alef maksura -> Farsi yeh */
    {0x064A, 0x06CC}, /* Arabic yeh */
    {0x0643, 0x06A9}, /* Arabic kaf -> keheh */
    {0x0647, 0x06C1}, /* Arabic heh -> heh goal */
    {0x0629, 0x06C1}, /* teh marbuta */
    {0x06C3, 0x06C1}, /* teh marbuta goal */
    {0x06D5, 0x06C1}, /* ae; with hamza above it is U+06C0 */
    {0x0671, 0x0627}, /* alef wasla */
    {0x0901, 0x0902}, /* candrabindu -> anusvara */
    {0x0A01, 0x0A02}, /* adak bindi -> bindi */
    {0x0A70, 0x0A02}, /* tippi */
};

static gboolean mark_is_optional(UChar32 c)
{
    if (u_getCombiningClass(c) == CLASS_NUKTA)
        return TRUE;
    if (!(U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK)))
        return FALSE;
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(c, &status);
    return script == USCRIPT_INHERITED || script == USCRIPT_ARABIC;
}

/* The character to index for one of the decomposed text, or 0 for none. */
static UChar32 char_fold(UChar32 c)
{
    if (c < 0x80)
        return u_iscntrl(c) ? ' ' : c;
    if (mark_is_optional(c) || c == 0x0640 /* tatweel */)
        return 0;
    int digit = u_charDigitValue(c);
    if (digit >= 0)
        return '0' + digit;
    if (u_iscntrl(c))
        return ' ';
    for (guint i = 0; i < G_N_ELEMENTS(LETTERS); i++)
        if (LETTERS[i].from == c)
            return LETTERS[i].to;
    return c;
}

static void folder_append(Folder *folder, UChar32 c, guint32 origin)
{
    gsize before = folder->folded->len;
    g_string_append_unichar(folder->folded, (gunichar)c);
    for (gsize i = before; i < folder->folded->len; i++)
        g_array_append_val(folder->origins, origin);
}

static void folder_add_segment(Folder *folder, const UChar *segment, int length, guint32 origin)
{
    UChar cased[EXPANDED_MAX], split[EXPANDED_MAX];
    UErrorCode status = U_ZERO_ERROR;
    if (length == 0)
        return;
    int n = unorm2_normalize(folder->casefold, segment, length, cased, EXPANDED_MAX, &status);
    n = unorm2_normalize(folder->decompose, cased, n, split, EXPANDED_MAX, &status);
    g_assert(U_SUCCESS(status));
    for (int i = 0; i < n;) {
        UChar32 c;
        U16_NEXT(split, i, n, c);
        c = char_fold(c);
        if (c)
            folder_append(folder, c, origin);
    }
}

/* The character at *text, which moves on; U+FFFD for a byte that is no UTF-8. */
static UChar32 char_next(const char **text)
{
    gunichar c = g_utf8_get_char_validated(*text, -1);
    gboolean is_broken = c >= (gunichar)-2;
    *text = is_broken ? *text + 1 : g_utf8_next_char(*text);
    return is_broken ? 0xFFFD : (UChar32)c;
}

/* What is ASCII, and not followed by a mark that may change it, folds by itself. */
static gboolean char_is_plain(const char *at)
{
    return (guchar)at[0] < 0x80 && (guchar)at[1] < 0x80;
}

static void folder_add_text(Folder *folder, const char *text)
{
    UChar segment[SEGMENT_MAX];
    int filled = 0;
    const char *origin = text;
    for (const char *next = text; *next;) {
        const char *at = next;
        UChar32 c = char_next(&next);
        if (char_is_plain(at)) {
            folder_add_segment(folder, segment, filled, (guint32)(origin - text));
            folder_append(folder, char_fold(g_ascii_tolower((char)c)), (guint32)(at - text));
            filled = 0;
            origin = next;
            continue;
        }
        if (filled + U16_LENGTH(c) > SEGMENT_MAX || unorm2_hasBoundaryBefore(folder->casefold, c)) {
            folder_add_segment(folder, segment, filled, (guint32)(origin - text));
            filled = 0;
            origin = at;
        }
        U16_APPEND_UNSAFE(segment, filled, c);
    }
    folder_add_segment(folder, segment, filled, (guint32)(origin - text));
}

/* Raise it whenever the same text folds to something else from now on. */
#define FOLD_VERSION 2

char *index_text_fold_version(void)
{
    UVersionInfo unicode;
    char unicode_version[U_MAX_VERSION_STRING_LENGTH];
    u_getUnicodeVersion(unicode);
    u_versionToString(unicode, unicode_version);
    return g_strdup_printf("%d/%s", FOLD_VERSION, unicode_version);
}

char *index_text_fold(const char *text, GArray **origins)
{
    UErrorCode status = U_ZERO_ERROR; /* only a broken ICU installation fails here */
    Folder folder = {.casefold = unorm2_getNFKCCasefoldInstance(&status),
                     .decompose = unorm2_getNFDInstance(&status),
                     .folded = g_string_new(NULL),
                     .origins = g_array_new(FALSE, FALSE, sizeof(guint32))};
    g_assert(U_SUCCESS(status));
    folder_add_text(&folder, text);
    guint32 end = (guint32)strlen(text);
    g_array_append_val(folder.origins, end);
    if (origins)
        *origins = folder.origins;
    else
        g_array_unref(folder.origins);
    return g_string_free(folder.folded, FALSE);
}

/* The same categories as the tokenizer of page_search (schema-12-sqlite.sql). */
static gboolean char_is_of_word(UChar32 c)
{
    return (U_GET_GC_MASK(c) &
            (U_GC_L_MASK | U_GC_N_MASK | U_GC_CO_MASK | U_GC_MN_MASK | U_GC_MC_MASK)) != 0;
}

gboolean index_text_next_word(const char **next, const char **word, gsize *length)
{
    const char *end = *next;
    do {
        *word = end;
        if (!*end)
            return FALSE;
    } while (!char_is_of_word(char_next(&end)));
    for (*next = end; *end && char_is_of_word(char_next(&end));)
        *next = end;
    *length = (gsize)(*next - *word);
    return TRUE;
}
