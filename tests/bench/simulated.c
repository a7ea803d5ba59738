#include "tests/bench/simulated.h"

#include <math.h>
#include <string.h>

#define VOCABULARY 200000
#define ZIPF_POWER 1.25
#define ZIPF_SHIFT 2.7
#define MIDDLING 20000
#define NUMBERS 0.07
#define MISREAD 0.03
#define WORDS_MIN 50
#define WORDS_MORE 350

typedef struct {
    const char *consonants, *vowels; /* what syllables are made of */
    double share;                    /* of the pages */
    guint longer[3];                 /* ranks from which words have a syllable more */
    double glued; /* of its words, to the one before: tests/bench/found.c on generated pages */
} Tongue;

static const Tongue TONGUES[] = {
    {"b c d f g h j k l m n p r s t v w y th sh ch st r l n t s",
     " a e i o u a e i o ea ou er on in",
     0.40,
     {60, 4000, 60000},
     0},
    {"क ख ग घ च छ ज झ ट ठ ड ण त थ द ध न प फ ब भ म य र ल व श ष स ह क न र त स म प",
     " ा ि ी ु ू े ै ो ं ा ा ी े ्",
     0.25,
     {20, 800, 30000},
     0.003},
    {"ا ب پ ت ٹ ج چ ح خ د ڈ ر ز س ش ص ض ط ظ ع غ ف ق ک گ ل م ن و ہ ی ے",
     " ا ی و ا ی",
     0.20,
     {20, 800, 30000},
     0.035},
    {"ਕ ਖ ਗ ਘ ਚ ਛ ਜ ਟ ਠ ਡ ਤ ਥ ਦ ਧ ਨ ਪ ਫ ਬ ਭ ਮ ਯ ਰ ਲ ਵ ਸ ਹ",
     " ਾ ਿ ੀ ੁ ੂ ੇ ੈ ੋ ਂ ਾ ੀ",
     0.10,
     {20, 800, 30000},
     0},
    {"b ch d f h k l m n p r s t ṭh v z hn hm ng tl",
     " a âw ai e i o u an ang in ung",
     0.05,
     {60, 4000, 60000},
     0},
};

struct Simulated {
    guint64 state;
    char **consonants[G_N_ELEMENTS(TONGUES)], **vowels[G_N_ELEMENTS(TONGUES)];
};

/* xorshift64 (Marsaglia 2003): the library's is too slow for hundreds of millions of words. */
static guint64 next(Simulated *simulated)
{
    simulated->state ^= simulated->state << 13;
    simulated->state ^= simulated->state >> 7;
    simulated->state ^= simulated->state << 17;
    return simulated->state;
}

static double share(Simulated *simulated)
{
    return (double)(next(simulated) >> 11) / 9007199254740992.0;
}

guint simulated_random(Simulated *simulated, guint below)
{
    return (guint)(share(simulated) * below);
}

Simulated *simulated_new(guint64 seed)
{
    Simulated *simulated = g_new0(Simulated, 1);
    simulated->state = 88172645463325252ULL ^ (seed * 0x9E3779B97F4A7C15ULL);
    for (guint i = 0; i < G_N_ELEMENTS(TONGUES); i++) {
        simulated->consonants[i] = g_strsplit(TONGUES[i].consonants, " ", -1);
        simulated->vowels[i] = g_strsplit(TONGUES[i].vowels, " ", -1);
    }
    return simulated;
}

void simulated_free(Simulated *simulated)
{
    for (guint i = 0; i < G_N_ELEMENTS(TONGUES); i++) {
        g_strfreev(simulated->consonants[i]);
        g_strfreev(simulated->vowels[i]);
    }
    g_free(simulated);
}

/* Inverse of the distribution function of the continuous law. */
static guint rank_draw(Simulated *simulated)
{
    const double from = pow(1 + ZIPF_SHIFT, 1 - ZIPF_POWER);
    const double to = pow(VOCABULARY + ZIPF_SHIFT, 1 - ZIPF_POWER);
    double rank = pow(from + share(simulated) * (to - from), 1 / (1 - ZIPF_POWER)) - ZIPF_SHIFT;
    return (guint)CLAMP(rank - 1, 0, VOCABULARY - 1);
}

static const char *pick(char **from, guint64 *number)
{
    const guint n = g_strv_length(from);
    const char *picked = from[*number % n];
    *number = (*number / n) ^ (*number << 17);
    return picked;
}

static void word_append(const Simulated *simulated, guint tongue, guint rank, GString *text)
{
    guint64 number = (rank + 1) * 0x9E3779B97F4A7C15ULL + tongue;
    guint n_syllables = 1;
    number ^= number >> 29;
    for (guint i = 0; i < G_N_ELEMENTS(TONGUES[tongue].longer); i++)
        n_syllables += rank > TONGUES[tongue].longer[i];
    for (guint i = 0; i < n_syllables; i++) {
        g_string_append(text, pick(simulated->consonants[tongue], &number));
        g_string_append(text, pick(simulated->vowels[tongue], &number));
    }
    g_string_append(text, pick(simulated->consonants[tongue], &number));
}

/* Puts another letter in the place of one of the word from start on. */
static void word_misread(Simulated *simulated, guint tongue, GString *text, gsize start)
{
    glong n = g_utf8_strlen(text->str + start, -1);
    glong at = (glong)simulated_random(simulated, (guint)n);
    const char *letter = g_utf8_offset_to_pointer(text->str + start, at);
    gsize place = (gsize)(letter - text->str);
    guint64 number = next(simulated);
    g_string_erase(text, (gssize)place, g_utf8_next_char(letter) - letter);
    g_string_insert(text, (gssize)place, pick(simulated->consonants[tongue], &number));
}

static guint tongue_draw(Simulated *simulated)
{
    double left = share(simulated);
    guint tongue = 0;
    while (tongue + 1 < G_N_ELEMENTS(TONGUES) && left > TONGUES[tongue].share)
        left -= TONGUES[tongue++].share;
    return tongue;
}

void simulated_misread(Simulated *simulated, GString *right, GString *read)
{
    const guint tongue = tongue_draw(simulated);
    g_string_truncate(right, 0);
    word_append(simulated, tongue, simulated_random(simulated, MIDDLING), right);
    g_string_assign(read, right->str);
    word_misread(simulated, tongue, read, 0);
}

void simulated_glued(Simulated *simulated, GString *right, GString *read)
{
    guint tongue = tongue_draw(simulated);
    while (TONGUES[tongue].glued <= 0)
        tongue = tongue_draw(simulated);
    g_string_truncate(right, 0);
    g_string_truncate(read, 0);
    word_append(simulated, tongue, rank_draw(simulated), read);
    word_append(simulated, tongue, rank_draw(simulated), right);
    g_string_append(read, right->str);
}

static void number_append(Simulated *simulated, GString *text)
{
    static const guint below[] = {10, 100, 10000};
    guint kind = simulated_random(simulated, 4);
    guint number = kind == G_N_ELEMENTS(below) ? 1950 + simulated_random(simulated, 75)
                                               : simulated_random(simulated, below[kind]);
    g_string_append_printf(text, "%u", number);
}

static void words_append(Simulated *simulated, guint n, GString *text)
{
    guint tongue = tongue_draw(simulated);
    for (guint i = 0; i < n; i++) {
        double kind = share(simulated);
        if (i > 0 && share(simulated) >= TONGUES[tongue].glued)
            g_string_append_c(text, i % 12 ? ' ' : '\n');
        gsize start = text->len;
        if (kind < NUMBERS) {
            number_append(simulated, text);
            continue;
        }
        word_append(simulated, tongue, rank_draw(simulated), text);
        if (kind > 1 - MISREAD)
            word_misread(simulated, tongue, text, start);
    }
}

void simulated_page(Simulated *simulated, GString *text)
{
    double more = share(simulated) * share(simulated) * WORDS_MORE;
    g_string_truncate(text, 0);
    words_append(simulated, WORDS_MIN + (guint)more, text);
}

void simulated_subject(Simulated *simulated, GString *text)
{
    g_string_truncate(text, 0);
    words_append(simulated, 4 + simulated_random(simulated, 6), text);
    g_strdelimit(text->str, "\n", ' ');
}
