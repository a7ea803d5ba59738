/* One option of a SANE driver: find, snap, set, read back.
 *
 * SANE standard 1.06, sections 4.2.9 and 4.3.6. Traps met in real drivers: after RELOAD_OPTIONS the
 * net driver answers INVAL until descriptor 0 is asked for, so every look-up asks for it; sizes and
 * constraints of a descriptor may be nonsense, so a word is written only where there is room for
 * exactly one, and strings go through a buffer of at least the size the driver claims. */
#include "scan/driver.h"

#include <math.h>

#define OPTIONS_MAX 10000
#define STRING_BYTES_MAX 65536

gboolean scan_option_find(SANE_Handle handle, const char *name, ScanOption *option)
{
    SANE_Int n_options = 0;
    sane_get_option_descriptor(handle, 0);
    if (sane_control_option(handle, 0, SANE_ACTION_GET_VALUE, &n_options, NULL) != SANE_STATUS_GOOD)
        return FALSE;
    for (SANE_Int i = 1; i < MIN(n_options, OPTIONS_MAX); i++) {
        const SANE_Option_Descriptor *descriptor = sane_get_option_descriptor(handle, i);
        if (!descriptor || g_strcmp0(descriptor->name, name) != 0)
            continue;
        *option = (ScanOption){handle, i, descriptor};
        return SANE_OPTION_IS_ACTIVE(descriptor->cap) && SANE_OPTION_IS_SETTABLE(descriptor->cap);
    }
    return FALSE;
}

static gboolean is_number(const ScanOption *option)
{
    return (option->descriptor->type == SANE_TYPE_INT ||
            option->descriptor->type == SANE_TYPE_FIXED) &&
           option->descriptor->size == sizeof(SANE_Word);
}

static double word_to_number(const ScanOption *option, SANE_Word word)
{
    return option->descriptor->type == SANE_TYPE_FIXED ? SANE_UNFIX(word) : word;
}

static SANE_Word number_to_word(const ScanOption *option, double value)
{
    double scale = option->descriptor->type == SANE_TYPE_FIXED ? 1 << SANE_FIXED_SCALE_SHIFT : 1;
    return (SANE_Word)CLAMP(round(value * scale), G_MININT, G_MAXINT);
}

/* ------------------------------------------------------------------------------ constraints -- */

static SANE_Word word_snap_range(const SANE_Range *range, SANE_Word word)
{
    gint64 value = CLAMP((gint64)word, range->min, MAX(range->min, range->max));
    if (range->quant > 0) {
        value = (value - range->min + range->quant / 2) / range->quant * range->quant + range->min;
        if (value > range->max)
            value -= range->quant;
    }
    return (SANE_Word)value;
}

static SANE_Word word_snap_list(const SANE_Word *list, SANE_Word word)
{
    SANE_Word best = list[0] > 0 ? list[1] : word;
    for (SANE_Word i = 1; i <= list[0]; i++)
        if (ABS((gint64)list[i] - word) < ABS((gint64)best - word))
            best = list[i];
    return best;
}

static SANE_Word word_snap(const ScanOption *option, SANE_Word word)
{
    const SANE_Option_Descriptor *descriptor = option->descriptor;
    if (descriptor->constraint_type == SANE_CONSTRAINT_RANGE && descriptor->constraint.range)
        return word_snap_range(descriptor->constraint.range, word);
    if (descriptor->constraint_type == SANE_CONSTRAINT_WORD_LIST &&
        descriptor->constraint.word_list)
        return word_snap_list(descriptor->constraint.word_list, word);
    return word;
}

gboolean scan_option_has_number(const ScanOption *option, double value)
{
    SANE_Word word = number_to_word(option, value);
    return is_number(option) && word_snap(option, word) == word;
}

const SANE_String_Const *scan_option_strings(const ScanOption *option)
{
    return option->descriptor->constraint_type == SANE_CONSTRAINT_STRING_LIST
               ? option->descriptor->constraint.string_list
               : NULL;
}

static char *words_describe(const ScanOption *option)
{
    const SANE_Word *list = option->descriptor->constraint.word_list;
    GString *text = g_string_new(NULL);
    for (SANE_Word i = 1; i <= list[0]; i++)
        g_string_append_printf(text, "%s%g", i > 1 ? "," : "", word_to_number(option, list[i]));
    return g_string_free(text, FALSE);
}

char *scan_option_describe(const ScanOption *option)
{
    const SANE_Option_Descriptor *descriptor = option->descriptor;
    if (scan_option_strings(option))
        return g_strjoinv(", ", (char **)scan_option_strings(option));
    if (is_number(option) && descriptor->constraint_type == SANE_CONSTRAINT_WORD_LIST)
        return words_describe(option);
    if (is_number(option) && descriptor->constraint_type == SANE_CONSTRAINT_RANGE)
        return g_strdup_printf("%g-%g", word_to_number(option, descriptor->constraint.range->min),
                               word_to_number(option, descriptor->constraint.range->max));
    if (descriptor->type == SANE_TYPE_BOOL)
        return g_strdup("yes, no");
    return g_strdup(descriptor->type == SANE_TYPE_STRING || is_number(option)
                        ? "any value"
                        : "only tables, which cannot be set here");
}

/* ------------------------------------------------------------------------------------ values -- */

/* value goes in and, where the driver rounds it, comes back changed. */
static gboolean value_set(const ScanOption *option, void *value, const char *text, GError **error)
{
    SANE_Int info = 0;
    SANE_Status status =
        sane_control_option(option->handle, option->number, SANE_ACTION_SET_VALUE, value, &info);
    if (status == SANE_STATUS_GOOD)
        return TRUE;
    gboolean refused = status == SANE_STATUS_INVAL || status == SANE_STATUS_UNSUPPORTED;
    g_autofree char *known = scan_option_describe(option);
    g_set_error(error, MUHAFIZ_ERROR, refused ? MUHAFIZ_ERROR_USAGE : MUHAFIZ_ERROR_DEVICE,
                "the scanner does not take %s=%s (%s); it knows %s", option->descriptor->name, text,
                sane_strstatus(status), known);
    return FALSE;
}

gboolean scan_option_get_number(const ScanOption *option, double *value)
{
    SANE_Word word = 0;
    if ((!is_number(option) && option->descriptor->type != SANE_TYPE_BOOL) ||
        sane_control_option(option->handle, option->number, SANE_ACTION_GET_VALUE, &word, NULL) !=
            SANE_STATUS_GOOD)
        return FALSE;
    *value = word_to_number(option, word);
    return TRUE;
}

char *scan_option_get_text(const ScanOption *option)
{
    gint size = option->descriptor->size;
    if (option->descriptor->type != SANE_TYPE_STRING || size <= 0 || size > STRING_BYTES_MAX)
        return NULL;
    char *text = g_malloc0((gsize)size + 1);
    if (sane_control_option(option->handle, option->number, SANE_ACTION_GET_VALUE, text, NULL) ==
        SANE_STATUS_GOOD)
        return text;
    g_free(text);
    return NULL;
}

static gboolean usage(const ScanOption *option, const char *text, GError **error)
{
    g_autofree char *known = scan_option_describe(option);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "the scanner does not know %s=%s; it knows %s", option->descriptor->name, text,
                known);
    return FALSE;
}

gboolean scan_option_set_number(const ScanOption *option, double value, double *actual,
                                GError **error)
{
    g_autofree char *text = g_strdup_printf("%g", value);
    g_autofree char *name = g_strdup(option->descriptor->name); /* the set may free it */
    if (!is_number(option))
        return usage(option, text, error);
    SANE_Word word = word_snap(option, number_to_word(option, value));
    if (!value_set(option, &word, text, error))
        return FALSE;
    ScanOption again;
    if (actual && (!scan_option_find(option->handle, name, &again) ||
                   !scan_option_get_number(&again, actual)))
        *actual = word_to_number(option, word);
    return TRUE;
}

static gboolean string_set(const ScanOption *option, const char *text, GError **error)
{
    const SANE_String_Const *known = scan_option_strings(option);
    const char *chosen = known ? NULL : text;
    for (; known && *known && !chosen; known++)
        if (g_ascii_strcasecmp(*known, text) == 0)
            chosen = *known;
    gint size = option->descriptor->size;
    if (!chosen || size <= 0 || size > STRING_BYTES_MAX || strlen(chosen) >= (gsize)size)
        return usage(option, text, error);
    g_autofree char *buffer = g_malloc0((gsize)size + 1);
    g_strlcpy(buffer, chosen, (gsize)size);
    return value_set(option, buffer, text, error);
}

static gboolean switch_set(const ScanOption *option, const char *text, GError **error)
{
    static const struct {
        const char *text;
        SANE_Bool on;
    } words[] = {{"yes", SANE_TRUE}, {"true", SANE_TRUE},   {"on", SANE_TRUE},   {"1", SANE_TRUE},
                 {"no", SANE_FALSE}, {"false", SANE_FALSE}, {"off", SANE_FALSE}, {"0", SANE_FALSE}};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(words[i].text, text) == 0) {
            SANE_Bool on = words[i].on;
            return value_set(option, &on, text, error);
        }
    return usage(option, text, error);
}

gboolean scan_option_set_text(const ScanOption *option, const char *text, GError **error)
{
    char *end = NULL;
    switch (option->descriptor->type) {
    case SANE_TYPE_BOOL:
        return switch_set(option, text, error);
    case SANE_TYPE_STRING:
        return string_set(option, text, error);
    case SANE_TYPE_BUTTON:
        return value_set(option, NULL, text, error);
    default: {
        double value = g_ascii_strtod(text, &end);
        if (end == text || *end || !isfinite(value))
            return usage(option, text, error);
        return scan_option_set_number(option, value, NULL, error);
    }
    }
}
