/* Negotiation with drivers that are not here: their option lists, as their sources and manuals give
 * them, played by this program in place of libsane. A driver behaves as badly as real ones do:
 * options move to another number after every set, values are rounded, geometry is in pixels. */
#include "scan/driver.h"

#include <string.h>

typedef struct {
    const char *name;
    const char *source, *sources[6];
    const char *modes[8];
    SANE_Word depths[4];      /* SANE word list, empty: no such option */
    SANE_Word resolutions[6]; /* likewise */
    gboolean duplex_switch, pixels, two_resolutions;
    const char *wants_source, *wants_mode;
    guint wants_dpi;
    /* expected */
    const char *gets_source, *gets_mode, *refusal;
    guint gets_depth, gets_dpi;
    gboolean is_duplex, is_feeder;
} Driver;

#define DPIS                                                                                       \
    {                                                                                              \
        3, 150, 200, 300                                                                           \
    }

static const Driver drivers[] = {
    {.name = "airscan adf",
     .sources = {"Flatbed", "ADF", "ADF Duplex"},
     .modes = {"Lineart", "Gray", "Color"},
     .resolutions = DPIS,
     .wants_source = "adf",
     .gets_source = "ADF",
     .gets_mode = "Gray",
     .gets_dpi = 300,
     .is_feeder = TRUE},
    {.name = "airscan duplex",
     .sources = {"Flatbed", "ADF", "ADF Duplex"},
     .modes = {"Lineart", "Gray", "Color"},
     .resolutions = DPIS,
     .wants_source = "adf-duplex",
     .wants_mode = "lineart",
     .gets_source = "ADF Duplex",
     .gets_mode = "Lineart",
     .gets_dpi = 300,
     .is_duplex = TRUE,
     .is_feeder = TRUE},
    {.name = "fujitsu",
     .sources = {"ADF Back", "ADF Duplex", "ADF Front"},
     .modes = {"Lineart", "Halftone", "Gray", "Color"},
     .resolutions = DPIS,
     .wants_source = "adf",
     .gets_source = "ADF Front",
     .gets_mode = "Gray",
     .gets_dpi = 300,
     .is_feeder = TRUE},
    {.name = "brother",
     .sources = {"FlatBed", "Automatic Document Feeder(left aligned,Duplex)",
                 "Automatic Document Feeder(left aligned)"},
     .modes = {"Black & White", "Gray[Error Diffusion]", "True Gray", "24bit Color[Fast]"},
     .resolutions = DPIS,
     .wants_source = "ADF",
     .wants_mode = "gray",
     .gets_source = "Automatic Document Feeder(left aligned)",
     .gets_mode = "True Gray",
     .gets_dpi = 300,
     .is_feeder = TRUE},
    {.name = "brother color duplex",
     .sources = {"FlatBed", "Automatic Document Feeder(left aligned,Duplex)"},
     .modes = {"Black & White", "True Gray", "24bit Color[Fast]"},
     .resolutions = DPIS,
     .wants_source = "adf-duplex",
     .wants_mode = "color",
     .gets_source = "Automatic Document Feeder(left aligned,Duplex)",
     .gets_mode = "24bit Color[Fast]",
     .gets_dpi = 300,
     .is_duplex = TRUE,
     .is_feeder = TRUE},
    {.name = "duplex said loosely",
     .sources = {"Flatbed", "ADF", "ADF Duplex"},
     .modes = {"Gray"},
     .resolutions = DPIS,
     .wants_source = "Duplex",
     .gets_source = "ADF Duplex",
     .gets_mode = "Gray",
     .gets_dpi = 300,
     .is_duplex = TRUE,
     .is_feeder = TRUE},
    {.name = "another driver's words",
     .sources = {"Flatbed", "Automatic Document Feeder"},
     .modes = {"Gray"},
     .resolutions = DPIS,
     .wants_source = "ADF Front",
     .gets_source = "Automatic Document Feeder",
     .gets_mode = "Gray",
     .gets_dpi = 300,
     .is_feeder = TRUE},
    {.name = "its own word before ours",
     .sources = {"ADF Front", "ADF Back", "ADF Duplex"},
     .modes = {"Gray"},
     .resolutions = DPIS,
     .wants_source = "adf back",
     .gets_source = "ADF Back",
     .gets_mode = "Gray",
     .gets_dpi = 300,
     .is_feeder = TRUE},
    {.name = "own words",
     .sources = {"FlatBed", "ADF-Special"},
     .modes = {"Gray"},
     .resolutions = DPIS,
     .wants_source = "adf-special",
     .gets_source = "ADF-Special",
     .gets_mode = "Gray",
     .gets_dpi = 300,
     .is_feeder = TRUE},
    {.name = "duplex switch",
     .sources = {"Flatbed", "ADF"},
     .modes = {"Gray"},
     .resolutions = DPIS,
     .duplex_switch = TRUE,
     .wants_source = "adf-duplex",
     .gets_source = "ADF",
     .gets_mode = "Gray",
     .gets_dpi = 300,
     .is_duplex = TRUE,
     .is_feeder = TRUE},
    {.name = "duplex switch, simplex wanted",
     .sources = {"Flatbed", "ADF"},
     .modes = {"Gray"},
     .resolutions = DPIS,
     .duplex_switch = TRUE,
     .wants_source = "adf",
     .gets_source = "ADF",
     .gets_mode = "Gray",
     .gets_dpi = 300,
     .is_feeder = TRUE},
    {.name = "no duplex",
     .sources = {"Flatbed", "ADF"},
     .modes = {"Gray"},
     .resolutions = DPIS,
     .wants_source = "adf-duplex",
     .refusal = "both sides"},
    {.name = "flatbed only",
     .sources = {"Normal"},
     .modes = {"Gray"},
     .resolutions = DPIS,
     .wants_source = "adf",
     .refusal = "it knows Normal"},
    {.name = "avision flatbed",
     .sources = {"Normal", "ADF Front"},
     .modes = {"Gray"},
     .resolutions = DPIS,
     .wants_source = "flatbed",
     .gets_source = "Normal",
     .gets_mode = "Gray",
     .gets_dpi = 300},
    {.name = "no source option",
     .modes = {"Gray"},
     .resolutions = DPIS,
     .wants_source = "flatbed",
     .gets_mode = "Gray",
     .gets_dpi = 300},
    {.name = "default source is a feeder",
     .sources = {"ADF Duplex"},
     .modes = {"Gray"},
     .resolutions = DPIS,
     .gets_source = "ADF Duplex",
     .gets_mode = "Gray",
     .gets_dpi = 300,
     .is_duplex = TRUE,
     .is_feeder = TRUE},
    {.name = "umax color",
     .modes = {"Lineart", "Color Lineart", "Color Halftone", "Color"},
     .resolutions = DPIS,
     .wants_mode = "color",
     .gets_mode = "Color",
     .gets_dpi = 300},
    {.name = "color lineart is not color",
     .modes = {"Color Lineart", "RGB Color"},
     .resolutions = DPIS,
     .wants_mode = "color",
     .gets_mode = "RGB Color",
     .gets_dpi = 300},
    {.name = "line art as depth 1 of gray",
     .modes = {"Gray"},
     .depths = {3, 1, 8, 16},
     .resolutions = DPIS,
     .wants_mode = "lineart",
     .gets_mode = "Gray",
     .gets_depth = 1,
     .gets_dpi = 300},
    {.name = "line art mode beside depths",
     .modes = {"Lineart", "Gray"},
     .depths = {2, 8, 16},
     .resolutions = DPIS,
     .wants_mode = "lineart",
     .gets_mode = "Lineart",
     .gets_depth = 8,
     .gets_dpi = 300},
    {.name = "no line art at all",
     .modes = {"Gray"},
     .depths = {2, 8, 16},
     .resolutions = DPIS,
     .wants_mode = "lineart",
     .refusal = "no line art"},
    {.name = "nearest dpi",
     .modes = {"Gray"},
     .resolutions = DPIS,
     .wants_dpi = 240,
     .gets_mode = "Gray",
     .gets_dpi = 200},
    {.name = "two resolutions",
     .modes = {"Gray"},
     .resolutions = DPIS,
     .two_resolutions = TRUE,
     .wants_dpi = 300,
     .gets_mode = "Gray",
     .gets_dpi = 300},
    {.name = "pixels",
     .modes = {"Gray"},
     .resolutions = DPIS,
     .pixels = TRUE,
     .wants_dpi = 150,
     .gets_mode = "Gray",
     .gets_dpi = 150},
};

/* ------------------------------------------------------------------------------- the driver -- */

enum { SOURCE, MODE, DEPTH, DPI_X, DPI_Y, DUPLEX, TL_X, TL_Y, BR_X, BR_Y, N_OPTIONS };

#define TEXT_BYTES 64

static const Driver *driver;
static SANE_Option_Descriptor options[N_OPTIONS];
static char texts[N_OPTIONS][TEXT_BYTES];
static SANE_Word words[N_OPTIONS];
static guint shift;       /* of the options' numbers, changes with every set */
static gboolean reloaded; /* descriptor 0 must be asked for before the next control */
static const SANE_Range window_mm = {0, 216 << SANE_FIXED_SCALE_SHIFT, 1 << SANE_FIXED_SCALE_SHIFT};
static const SANE_Range window_px = {0, 5100, 8};

static void option_init(guint i, const char *name, SANE_Value_Type type)
{
    options[i] = (SANE_Option_Descriptor){.name = name, .title = name, .desc = name, .type = type};
    options[i].size = type == SANE_TYPE_STRING ? TEXT_BYTES : (SANE_Int)sizeof(SANE_Word);
    options[i].cap = SANE_CAP_SOFT_SELECT | SANE_CAP_SOFT_DETECT;
    words[i] = 0;
}

static void strings_init(guint i, const char *name, const char *const *strings)
{
    option_init(i, name, SANE_TYPE_STRING);
    options[i].constraint_type = SANE_CONSTRAINT_STRING_LIST;
    options[i].constraint.string_list = strings;
    if (strings[0])
        g_strlcpy(texts[i], strings[0], TEXT_BYTES);
    else
        options[i].cap |= SANE_CAP_INACTIVE;
}

static void list_init(guint i, const char *name, const SANE_Word *list, gboolean present)
{
    option_init(i, name, SANE_TYPE_INT);
    options[i].constraint_type = SANE_CONSTRAINT_WORD_LIST;
    options[i].constraint.word_list = list;
    if (present && list[0])
        words[i] = list[1];
    else
        options[i].cap |= SANE_CAP_INACTIVE;
}

static void driver_init(const Driver *next)
{
    static const char *const corners[] = {"tl-x", "tl-y", "br-x", "br-y"};
    driver = next;
    shift = 0;
    strings_init(SOURCE, "source", next->sources);
    strings_init(MODE, "mode", next->modes);
    list_init(DEPTH, "depth", next->depths, TRUE);
    list_init(DPI_X, next->two_resolutions ? "x-resolution" : "resolution", next->resolutions,
              TRUE);
    list_init(DPI_Y, "y-resolution", next->resolutions, next->two_resolutions);
    option_init(DUPLEX, "duplex", SANE_TYPE_BOOL);
    words[DUPLEX] = SANE_TRUE; /* as the last program left it */
    if (!next->duplex_switch)
        options[DUPLEX].cap |= SANE_CAP_INACTIVE;
    for (guint i = 0; i < 4; i++) {
        option_init(TL_X + i, corners[i], next->pixels ? SANE_TYPE_INT : SANE_TYPE_FIXED);
        options[TL_X + i].unit = next->pixels ? SANE_UNIT_PIXEL : SANE_UNIT_MM;
        options[TL_X + i].constraint_type = SANE_CONSTRAINT_RANGE;
        options[TL_X + i].constraint.range = next->pixels ? &window_px : &window_mm;
    }
}

static guint option_at(SANE_Int number)
{
    return ((guint)number - 1 + shift) % N_OPTIONS;
}

static SANE_Status option_set(guint i, void *value, SANE_Int *info)
{
    if (options[i].type == SANE_TYPE_STRING)
        g_strlcpy(texts[i], value, TEXT_BYTES);
    else
        words[i] = *(SANE_Word *)value;
    shift++;
    reloaded = TRUE;
    if (info)
        *info = SANE_INFO_RELOAD_OPTIONS;
    return SANE_STATUS_GOOD;
}

const SANE_Option_Descriptor *sane_get_option_descriptor(SANE_Handle handle, SANE_Int number)
{
    static const SANE_Option_Descriptor count = {
        .name = "", .type = SANE_TYPE_INT, .size = sizeof(SANE_Word), .cap = SANE_CAP_SOFT_DETECT};
    (void)handle;
    reloaded = reloaded && number != 0;
    return number == 0 ? &count : number <= N_OPTIONS ? &options[option_at(number)] : NULL;
}

SANE_Status sane_control_option(SANE_Handle handle, SANE_Int number, SANE_Action action,
                                void *value, SANE_Int *info)
{
    (void)handle;
    if (reloaded)
        return SANE_STATUS_INVAL; /* as net does */
    if (number == 0) {
        *(SANE_Int *)value = N_OPTIONS + 1;
        return SANE_STATUS_GOOD;
    }
    guint i = option_at(number);
    g_assert_true(SANE_OPTION_IS_ACTIVE(options[i].cap));
    if (action == SANE_ACTION_SET_VALUE)
        return option_set(i, value, info);
    if (options[i].type == SANE_TYPE_STRING)
        g_strlcpy(value, texts[i], TEXT_BYTES);
    else
        *(SANE_Word *)value = words[i];
    return SANE_STATUS_GOOD;
}

/* ----------------------------------------------------------------------------------- checks -- */

/* A4 in the driver's units and steps. */
static void window_check(guint dpi)
{
    g_assert_cmpint(words[TL_X], ==, 0);
    g_assert_cmpint(words[TL_Y], ==, 0);
    if (driver->pixels) {
        g_assert_cmpint(ABS(words[BR_X] - (gint)(210 / 25.4 * dpi)), <=, 4);
        g_assert_cmpint(words[BR_X] % 8, ==, 0);
    } else {
        g_assert_cmpfloat(SANE_UNFIX(words[BR_X]), ==, 210);
        g_assert_cmpfloat(SANE_UNFIX(words[BR_Y]), ==, 216); /* 297 does not go */
    }
}

static void agreement_check(const Driver *d, const ScanAgreement *agreement)
{
    g_assert_cmpstr(texts[MODE], ==, d->gets_mode);
    g_assert_cmpint(words[DEPTH], ==, d->gets_depth);
    if (d->gets_source)
        g_assert_cmpstr(texts[SOURCE], ==, d->gets_source);
    if (d->two_resolutions)
        g_assert_cmpint(words[DPI_Y], ==, d->gets_dpi);
    g_assert_cmpint(words[DPI_X], ==, d->gets_dpi);
    g_assert_cmpfloat(agreement->dpi, ==, d->gets_dpi);
    g_assert_cmpint(agreement->duplex, ==, d->is_duplex);
    g_assert_cmpint(agreement->feeder, ==, d->is_feeder);
    window_check(d->gets_dpi);
}

static void test_driver(gconstpointer data)
{
    const Driver *d = data;
    g_autoptr(GError) error = NULL;
    ScanSettings settings = {.source = d->wants_source, .mode = d->wants_mode, .dpi = d->wants_dpi};
    driver_init(d);
    ScanAgreement agreement = {0};
    gboolean agreed = scan_negotiate((SANE_Handle)d, &settings, &agreement, &error);
    g_assert_cmpint(agreed, ==, !d->refusal);
    if (d->refusal) {
        g_assert_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE);
        g_test_message("%s", error->message);
        g_assert_nonnull(strstr(error->message, d->refusal));
        return;
    }
    g_assert_no_error(error);
    agreement_check(d, &agreement);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (guint i = 0; i < G_N_ELEMENTS(drivers); i++) {
        g_autofree char *name = g_strconcat("/scan/negotiate/", drivers[i].name, NULL);
        g_test_add_data_func(name, &drivers[i], test_driver);
    }
    return g_test_run();
}
