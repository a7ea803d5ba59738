/* From ScanSettings to the options of a driver.
 *
 * Each step can switch options of later steps on or off, so the order is fixed: source, mode,
 * depth, resolution, page size, geometry, further options; and each step looks its option up anew.
 * Drivers name sources and modes as they like ("ADF Front", "Automatic Document Feeder(left
 * aligned,Duplex)", "24bit Color[Fast]"), so the words of the settings match loosely where they do
 * not match exactly. An option that a driver does not have is passed over: it can do only one
 * thing; a value that it cannot do is refused.
 *
 * The name tables were collected from the drivers airscan, avision, brother, canon_dr, epsonds,
 * fujitsu, hp5590, kvs, pixma, test, umax and xerox_mfp. */
#include "scan/driver.h"

#include <math.h>
#include <sane/saneopts.h>

#define A4_WIDTH_MM 210.0
#define A4_HEIGHT_MM 297.0
#define MM_PER_INCH 25.4

typedef struct {
    const char *wanted;
    const char *any[8]; /* one of these stands in the name */
    const char *no[7];  /* and none of these */
} LooseName;

enum { ADF, ADF_DUPLEX, FLATBED };

static const LooseName source_names[] = {
    [ADF] = {"adf", {"adf", "feeder", "simplex"}, {"duplex", "back", "both"}},
    [ADF_DUPLEX] = {"adf-duplex", {"duplex", "both sides"}, {NULL}},
    [FLATBED] = {"flatbed", {"flatbed", "flat bed", "platen", "normal"}, {NULL}},
};

#define NOT_SMOOTH "halftone", "diffusion", "dither"

enum { LINEART, GRAY, COLOR };

static const LooseName mode_names[] = {
    [LINEART] = {"lineart",
                 {"lineart", "line art", "black & white", "black and white", "binary", "monochrome",
                  "b&w"},
                 {NOT_SMOOTH, "color"}},
    [GRAY] = {"gray", {"gray", "grey"}, {NOT_SMOOTH}},
    [COLOR] = {"color", {"color", "colour", "rgb"}, {NOT_SMOOTH, "lineart"}},
};

static gboolean name_has_any(const char *name, const char *const *words)
{
    g_autofree char *lower = g_ascii_strdown(name, -1);
    for (guint i = 0; words[i]; i++)
        if (strstr(lower, words[i]))
            return TRUE;
    return FALSE;
}

static const LooseName *loose_lookup(const LooseName *table, guint n, const char *wanted)
{
    for (guint i = 0; i < n; i++)
        if (g_ascii_strcasecmp(table[i].wanted, wanted) == 0)
            return &table[i];
    return NULL;
}

const char *scan_source_word(const char *source)
{
    const LooseName *exact = loose_lookup(source_names, G_N_ELEMENTS(source_names), source);
    if (exact)
        return exact->wanted;
    for (guint i = 0; i < G_N_ELEMENTS(source_names); i++)
        if (name_has_any(source, source_names[i].any) && !name_has_any(source, source_names[i].no))
            return source_names[i].wanted;
    return NULL;
}

/* The driver's own name for what is wanted, or NULL. */
static const char *name_choose(const ScanOption *option, const LooseName *loose, const char *wanted)
{
    const SANE_String_Const *names = scan_option_strings(option);
    for (guint i = 0; names && names[i]; i++)
        if (g_ascii_strcasecmp(names[i], wanted) == 0)
            return names[i];
    for (guint i = 0; loose && names && names[i]; i++)
        if (name_has_any(names[i], loose->any) && !name_has_any(names[i], loose->no))
            return names[i];
    return NULL;
}

static gboolean text_has(SANE_Handle handle, const char *name, const LooseName *loose)
{
    ScanOption option;
    g_autofree char *text =
        scan_option_find(handle, name, &option) ? scan_option_get_text(&option) : NULL;
    return text && name_has_any(text, loose->any);
}

/* ------------------------------------------------------------------------------------ source -- */

/* Some drivers say "ADF" and have duplex as a switch, or as "adf-mode". */
static gboolean duplex_switch_set(SANE_Handle handle, gboolean on, gboolean *found, GError **error)
{
    ScanOption option;
    *found = scan_option_find(handle, "duplex", &option);
    if (*found)
        return scan_option_set_text(&option, on ? "yes" : "no", error);
    *found = scan_option_find(handle, "adf-mode", &option);
    return !*found || scan_option_set_text(&option, on ? "Duplex" : "Simplex", error);
}

static gboolean source_name_set(SANE_Handle handle, const char *wanted, GError **error)
{
    ScanOption option;
    if (!scan_option_find(handle, SANE_NAME_SCAN_SOURCE, &option))
        return TRUE;
    const LooseName *loose = loose_lookup(source_names, G_N_ELEMENTS(source_names), wanted);
    const char *name = name_choose(&option, loose, wanted);
    return scan_option_set_text(&option, name ? name : wanted, error);
}

static gboolean duplex_set(SANE_Handle handle, GError **error)
{
    ScanOption option;
    gboolean found;
    if (scan_option_find(handle, SANE_NAME_SCAN_SOURCE, &option) &&
        name_choose(&option, &source_names[ADF_DUPLEX], "adf-duplex"))
        return source_name_set(handle, "adf-duplex", error);
    if (!source_name_set(handle, "adf", error) || !duplex_switch_set(handle, TRUE, &found, error))
        return FALSE;
    if (!found)
        g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                    "this scanner cannot scan both sides; use source=adf, then turn the stack");
    return found;
}

static gboolean source_is_own(SANE_Handle handle, const char *wanted)
{
    ScanOption option;
    return scan_option_find(handle, SANE_NAME_SCAN_SOURCE, &option) &&
           name_choose(&option, NULL, wanted);
}

/* A driver's own word says more than ours, unless it is one of ours: "ADF" with a duplex switch. */
static gboolean source_set(SANE_Handle handle, const char *wanted, GError **error)
{
    gboolean found;
    const char *word = scan_source_word(wanted);
    if (word && (g_ascii_strcasecmp(word, wanted) == 0 || !source_is_own(handle, wanted)))
        wanted = word;
    if (g_ascii_strcasecmp(wanted, "adf-duplex") == 0)
        return duplex_set(handle, error);
    if (!source_name_set(handle, wanted, error))
        return FALSE;
    return g_ascii_strcasecmp(wanted, "adf") != 0 ||
           duplex_switch_set(handle, FALSE, &found, error);
}

/* -------------------------------------------------------------------------------- mode, depth -- */

/* Where a driver has no line art mode, depth 1 of gray is line art; depth_set sees to it. */
static gboolean mode_set(SANE_Handle handle, const char *wanted, GError **error)
{
    ScanOption option;
    const LooseName *loose = loose_lookup(mode_names, G_N_ELEMENTS(mode_names), wanted);
    if (!scan_option_find(handle, SANE_NAME_SCAN_MODE, &option)) {
        gboolean pnm = scan_option_find(handle, "grayify", &option);
        return !pnm ||
               scan_option_set_text(&option, loose == &mode_names[COLOR] ? "no" : "yes", error);
    }
    const char *name = name_choose(&option, loose, wanted);
    if (!name && loose == &mode_names[LINEART])
        name = name_choose(&option, &mode_names[GRAY], "gray");
    return scan_option_set_text(&option, name ? name : wanted, error);
}

static gboolean depth_set(SANE_Handle handle, guint depth_bits, GError **error)
{
    ScanOption option;
    if (!scan_option_find(handle, SANE_NAME_BIT_DEPTH, &option) ||
        text_has(handle, SANE_NAME_SCAN_MODE, &mode_names[LINEART]))
        return TRUE;
    if (option.descriptor->type == SANE_TYPE_STRING) {
        g_autofree char *text = g_strdup_printf("%u", depth_bits);
        return scan_option_set_text(&option, text, error);
    }
    if (depth_bits > 1 || scan_option_has_number(&option, 1))
        return scan_option_set_number(&option, depth_bits, NULL, error);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "this scanner has no line art; use mode=gray or mode=color");
    return FALSE;
}

/* -------------------------------------------------------------------------- dpi, page, window -- */

static gboolean dpi_get(SANE_Handle handle, double *dpi)
{
    ScanOption option;
    return (scan_option_find(handle, SANE_NAME_SCAN_RESOLUTION, &option) ||
            scan_option_find(handle, SANE_NAME_SCAN_X_RESOLUTION, &option)) &&
           scan_option_get_number(&option, dpi);
}

static gboolean dpi_set(SANE_Handle handle, double wanted, GError **error)
{
    ScanOption option;
    double dpi = wanted;
    if (scan_option_find(handle, SANE_NAME_SCAN_RESOLUTION, &option) ||
        scan_option_find(handle, SANE_NAME_SCAN_X_RESOLUTION, &option))
        if (!scan_option_set_number(&option, wanted, &dpi, error))
            return FALSE;
    double dpi_down = dpi;
    if (scan_option_find(handle, SANE_NAME_SCAN_Y_RESOLUTION, &option) &&
        !scan_option_set_number(&option, dpi, &dpi_down, error))
        return FALSE;
    if (dpi >= 1 && fabs(dpi_down - dpi) < 0.5)
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "the scanner offers %g by %g dpi for dpi=%g; choose a dpi that it has in both "
                "directions",
                dpi, dpi_down, wanted);
    return FALSE;
}

typedef struct {
    const char *name;
    double mm;
} Length;

static gboolean length_set(SANE_Handle handle, const Length *length, double dpi, GError **error)
{
    ScanOption option;
    if (!scan_option_find(handle, length->name, &option))
        return TRUE;
    gboolean pixels = option.descriptor->unit == SANE_UNIT_PIXEL;
    return scan_option_set_number(&option, pixels ? length->mm / MM_PER_INCH * dpi : length->mm,
                                  NULL, error);
}

/* The paper first: feeders place the window on it. Then the corners, upper left first, because
 * some drivers refuse a window of negative size. */
static gboolean window_set(SANE_Handle handle, const ScanSettings *settings, double dpi,
                           GError **error)
{
    double width_mm = settings->width_mm > 0 ? settings->width_mm : A4_WIDTH_MM;
    double height_mm = settings->height_mm > 0 ? settings->height_mm : A4_HEIGHT_MM;
    const Length lengths[] = {
        {SANE_NAME_PAGE_WIDTH, width_mm}, {SANE_NAME_PAGE_HEIGHT, height_mm},
        {SANE_NAME_SCAN_TL_X, 0},         {SANE_NAME_SCAN_TL_Y, 0},
        {SANE_NAME_SCAN_BR_X, width_mm},  {SANE_NAME_SCAN_BR_Y, height_mm},
    };
    for (guint i = 0; i < G_N_ELEMENTS(lengths); i++)
        if (!length_set(handle, &lengths[i], dpi, error))
            return FALSE;
    return TRUE;
}

/* ----------------------------------------------------------------------------------- options -- */

static char *names_known(SANE_Handle handle)
{
    GString *names = g_string_new(NULL);
    SANE_Int n_options = 0;
    sane_control_option(handle, 0, SANE_ACTION_GET_VALUE, &n_options, NULL);
    for (SANE_Int i = 1; i < n_options; i++) {
        const SANE_Option_Descriptor *descriptor = sane_get_option_descriptor(handle, i);
        ScanOption option;
        if (descriptor && descriptor->name && *descriptor->name &&
            scan_option_find(handle, descriptor->name, &option))
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", descriptor->name);
    }
    return g_string_free(names, FALSE);
}

static gboolean assignment_set(SANE_Handle handle, const char *assignment, GError **error)
{
    ScanOption option;
    const char *equals = strchr(assignment, '=');
    g_autofree char *name =
        equals ? g_strndup(assignment, (gsize)(equals - assignment)) : g_strdup(assignment);
    if (scan_option_find(handle, name, &option))
        return scan_option_set_text(&option, equals ? equals + 1 : "", error);
    g_autofree char *known = names_known(handle);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "option %s does not exist or is not available in this mode; "
                "the scanner has %s",
                name, known);
    return FALSE;
}

/* ------------------------------------------------------------------------------------ result -- */

static gboolean is_duplex(SANE_Handle handle)
{
    ScanOption option;
    double on = 0;
    if (scan_option_find(handle, "duplex", &option) && scan_option_get_number(&option, &on) &&
        on != 0)
        return TRUE;
    return text_has(handle, SANE_NAME_SCAN_SOURCE, &source_names[ADF_DUPLEX]) ||
           text_has(handle, "adf-mode", &source_names[ADF_DUPLEX]);
}

/* pnm delivers the images as they are: their dpi is what the settings say. */
static void agreement_read(SANE_Handle handle, const ScanSettings *settings, double wanted_dpi,
                           ScanAgreement *agreement)
{
    agreement->dpi = wanted_dpi;
    if (!settings->feed)
        dpi_get(handle, &agreement->dpi);
    agreement->duplex = is_duplex(handle);
    agreement->feeder = settings->feed || agreement->duplex ||
                        text_has(handle, SANE_NAME_SCAN_SOURCE, &source_names[ADF]);
}

/* The pnm back end has neither option, so nobody else would notice a misspelt one. */
static gboolean feed_check(const ScanSettings *settings, const char *mode, GError **error)
{
    gboolean has_mode = loose_lookup(mode_names, G_N_ELEMENTS(mode_names), mode) != NULL;
    if (has_mode && (!settings->source || scan_source_word(settings->source)))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                has_mode ? "source is adf, adf-duplex or flatbed, not \"%s\""
                         : "mode is lineart, gray or color, not \"%s\"",
                has_mode ? settings->source : mode);
    return FALSE;
}

gboolean scan_negotiate(SANE_Handle handle, const ScanSettings *settings, ScanAgreement *agreement,
                        GError **error)
{
    const char *mode = settings->mode ? settings->mode : "gray";
    guint depth_default = g_ascii_strcasecmp(mode, "lineart") == 0 ? 1 : 8;
    double wanted_dpi = settings->dpi ? settings->dpi : SCAN_DPI_DEFAULT, dpi = wanted_dpi;

    if (settings->feed && !feed_check(settings, mode, error))
        return FALSE;
    if (settings->source && !source_set(handle, settings->source, error))
        return FALSE;
    if (!mode_set(handle, mode, error) ||
        !depth_set(handle, settings->depth_bits ? settings->depth_bits : depth_default, error) ||
        !dpi_set(handle, wanted_dpi, error))
        return FALSE;
    dpi_get(handle, &dpi);
    if (!window_set(handle, settings, dpi, error))
        return FALSE;
    for (guint i = 0; settings->options && settings->options[i]; i++)
        if (!assignment_set(handle, settings->options[i], error))
            return FALSE;
    agreement_read(handle, settings, wanted_dpi, agreement);
    return TRUE;
}
