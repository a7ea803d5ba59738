/* The words of the progress return, from the table in the header. */
#include "batch/report-words.h"

#define FIRST_STRONG_ISOLATE "\u2068"
#define POP_ISOLATE "\u2069"
#define PLACES_MOST 7

static const char *const words[N_WORDS][N_REPORT_LANGUAGES] = {
#define REPORT_WORD_ROW(NAME, ENGLISH, HINDI, URDU) [WORD_##NAME] = {ENGLISH, HINDI, URDU},
    REPORT_WORDS(REPORT_WORD_ROW)
#undef REPORT_WORD_ROW
};

static const struct {
    const char *code, *tag;
    gboolean is_rtl;
} languages[N_REPORT_LANGUAGES] = {
    [REPORT_ENGLISH] = {"eng", "en-IN", FALSE},
    [REPORT_HINDI] = {"hin", "hi-IN", FALSE},
    [REPORT_URDU] = {"urd", "ur-IN", TRUE},
};

ReportLanguage report_language_find(const char *code)
{
    for (guint i = 0; code && i < N_REPORT_LANGUAGES; i++)
        if (g_str_equal(code, languages[i].code))
            return (ReportLanguage)i;
    return REPORT_ENGLISH;
}

const char *report_language_tag(ReportLanguage language)
{
    return languages[language].tag;
}

gboolean report_language_is_rtl(ReportLanguage language)
{
    return languages[language].is_rtl;
}

const char *report_word(ReportLanguage language, ReportWord word)
{
    return words[word][language];
}

const char *report_item_word(const char *name, ReportLanguage language)
{
    static const struct {
        const char *name;
        ReportWord word;
    } names[] = {
        {"accepted", WORD_ACCEPTED},
        {"rejected", WORD_REJECTED},
        {"untaken", WORD_UNTAKEN},
        {"early", WORD_EARLY},
        {"no-number", WORD_NO_NUMBER},
        {"offices", WORD_PLAN_OFFICES},
        {"targets", WORD_PLAN_TARGETS},
        {"census", WORD_PLAN_CENSUS},
        {"rules", WORD_PLAN_RULES},
        {"holidays", WORD_PLAN_HOLIDAYS},
        {"pages", WORD_STEP_PAGES},
        {"scanned", WORD_STEP_SCANNED},
        {"checked", WORD_STEP_CHECKED},
        {"exported", WORD_STEP_EXPORTED},
        {"imported", WORD_STEP_IMPORTED},
        {"registered", WORD_REGISTERED},
        {"expected", WORD_EXPECTED},
        {"short", WORD_SHORT},
        {"excluded", WORD_EXCLUDED},
        {"missing", WORD_MISSING},
        {"damaged", WORD_DAMAGED},
        {"target_records", WORD_TARGET_RECORDS},
        {"target_pages", WORD_TARGET_PAGES},
        {"census_records", WORD_CENSUS_RECORDS},
        {"census_pages", WORD_CENSUS_PAGES},
        {"category_scanned", WORD_STEP_SCANNED},
        {"category_pages", WORD_STEP_PAGES},
        {"at", WORD_FROZEN_AT},
        {"number", WORD_EVENT_NUMBER},
        {"hash", WORD_HASH_OF_EVENT},
        {"returns", WORD_NEWEST_RETURN},
        {"events", WORD_EVENTS_HELD},
        {"start", WORD_START},
        {"deadline", WORD_DEADLINE},
        {"no-count", WORD_NO_COUNT},
        {"moved", WORD_MOVED},
        {"repeated", WORD_REPEATED},
        {"corrected", WORD_CORRECTED},
    };
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_strcmp0(name, names[i].name) == 0)
            return report_word(language, names[i].word);
    return name ? name : "";
}

/* After an Arabic letter the sign of "49.44%" and the parts of "28.11.2026, 18:05" would change places; in what is read
 * from the left nothing does. */
static void value_append(GString *text, const char *value, gboolean is_isolated)
{
    g_string_append_printf(text, "%s%s%s", is_isolated ? FIRST_STRONG_ISOLATE : "", value,
                           is_isolated ? POP_ISOLATE : "");
}

/* The value of a place such as {1}; NULL: the list has none. */
static const char *value_find(const char *at, const char *const *values, guint n_values)
{
    guint place = (guint)(at[1] - '0');
    return at[0] == '{' && at[1] >= '0' && at[1] <= '9' && at[2] == '}' && place < n_values
               ? values[place]
               : NULL;
}

char *report_word_fill(ReportLanguage language, ReportWord word, ...)
{
    const char *values[PLACES_MOST];
    guint n_values = 0;
    va_list list;
    va_start(list, word);
    for (const char *value; n_values < PLACES_MOST && (value = va_arg(list, const char *));
         n_values++)
        values[n_values] = value;
    va_end(list);
    GString *text = g_string_new(NULL);
    for (const char *at = words[word][language]; *at; at++) {
        const char *value = value_find(at, values, n_values);
        if (value) {
            value_append(text, value, languages[language].is_rtl);
            at += 2;
        } else
            g_string_append_c(text, *at);
    }
    return g_string_free(text, FALSE);
}
