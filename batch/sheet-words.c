/* The words on sheets, in every language that they are printed in. */
#include <string.h>

#include "batch/sheet.h"

/* Sides by the names they have in the index. */
#define N_SIDES 6
static const char *const side_names[N_SIDES] = {"notes",      "correspondence", "issues",
                                                "references", "openings",       "sheets"};

struct SheetLanguage {
    const char *code;
    gboolean is_rtl;
    const char *labels[N_LABELS];
    const char *sides[N_SIDES];
};

/* The first is English, which stands below the others. */
static const SheetLanguage languages[] = {
    {"eng",
     FALSE,
     {"Cover sheet", "Next letter", "Token", "Subject", "Section", "Note pages",
      "Correspondence pages", "Put this sheet on top of the file.",
      "Put this sheet before the first page of this side.", "Put this sheet before each letter.",
      "Put this sheet on top of the file that it was assigned to.",
      "This sheet can be used again."},
     {"Notes", "Correspondence", "Issues", "References", "Openings", "Map sheets"}},
    {"hin",
     FALSE,
     {"आवरण पत्रक", "अगला पत्र", "टोकन", "विषय", "अनुभाग", "टिप्पणी के पृष्ठ", "पत्राचार के पृष्ठ",
      "यह पत्रक फ़ाइल के सबसे ऊपर रखें।", "यह पत्रक इस भाग के पहले पृष्ठ से पहले रखें।",
      "यह पत्रक हर पत्र से पहले रखें।", "यह पत्रक उस फ़ाइल के सबसे ऊपर रखें जिसके लिए यह टोकन दिया गया है।",
      "यह पत्रक फिर काम में लाया जा सकता है।"},
     {"टिप्पणियाँ", "पत्राचार", "जारी पत्र", "संदर्भ", "पन्ने", "नक्शे"}},
    {"urd",
     TRUE,
     {"سرورق", "اگلا خط", "ٹوکن", "موضوع", "شعبہ", "نوٹ کے صفحات", "خط و کتابت کے صفحات",
      "یہ ورق فائل کے سب سے اوپر رکھیں۔", "یہ ورق اس حصے کے پہلے صفحے سے پہلے رکھیں۔",
      "یہ ورق ہر خط سے پہلے رکھیں۔",
      "یہ ورق اس فائل کے سب سے اوپر رکھیں جس کے لیے یہ ٹوکن دیا گیا ہے۔",
      "یہ ورق دوبارہ استعمال ہو سکتا ہے۔"},
     {"نوٹ", "خط و کتابت", "جاری کردہ خطوط", "حوالہ جات", "اوراق", "نقشے"}},
    {"pan",
     FALSE,
     {"ਕਵਰ ਪੰਨਾ", "ਅਗਲਾ ਪੱਤਰ", "ਟੋਕਨ", "ਵਿਸ਼ਾ", "ਸ਼ਾਖਾ", "ਨੋਟ ਦੇ ਪੰਨੇ", "ਪੱਤਰ-ਵਿਹਾਰ ਦੇ ਪੰਨੇ",
      "ਇਹ ਪੰਨਾ ਫ਼ਾਈਲ ਦੇ ਸਭ ਤੋਂ ਉੱਪਰ ਰੱਖੋ।", "ਇਹ ਪੰਨਾ ਇਸ ਭਾਗ ਦੇ ਪਹਿਲੇ ਪੰਨੇ ਤੋਂ ਪਹਿਲਾਂ ਰੱਖੋ।",
      "ਇਹ ਪੰਨਾ ਹਰ ਪੱਤਰ ਤੋਂ ਪਹਿਲਾਂ ਰੱਖੋ।", "ਇਹ ਪੰਨਾ ਉਸ ਫ਼ਾਈਲ ਦੇ ਸਭ ਤੋਂ ਉੱਪਰ ਰੱਖੋ ਜਿਸ ਲਈ ਇਹ ਟੋਕਨ ਦਿੱਤਾ ਗਿਆ ਹੈ।",
      "ਇਹ ਪੰਨਾ ਮੁੜ ਵਰਤਿਆ ਜਾ ਸਕਦਾ ਹੈ।"},
     {"ਟਿੱਪਣੀਆਂ", "ਪੱਤਰ-ਵਿਹਾਰ", "ਜਾਰੀ ਪੱਤਰ", "ਹਵਾਲੇ", "ਪੰਨੇ", "ਨਕਸ਼ੇ"}},
};

const SheetLanguage *sheet_language_find(const char *set)
{
    g_auto(GStrv) codes = g_strsplit(set ? set : "", "+", -1);
    for (guint i = 0; codes[i]; i++)
        for (guint k = 1; k < G_N_ELEMENTS(languages); k++)
            if (strcmp(codes[i], languages[k].code) == 0)
                return &languages[k];
    return &languages[0];
}

const SheetLanguage *sheet_language_english(void)
{
    return &languages[0];
}

gboolean sheet_language_is_rtl(const SheetLanguage *language)
{
    return language->is_rtl;
}

const char *sheet_label(const SheetLanguage *language, SheetLabel label)
{
    return language->labels[label];
}

const char *sheet_side_label(const SheetLanguage *language, const char *side)
{
    for (guint i = 0; i < N_SIDES; i++)
        if (strcmp(side_names[i], side) == 0)
            return language->sides[i];
    return side;
}
