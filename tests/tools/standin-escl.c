#include "tests/tools/standin-escl.h"

#include <stdlib.h>
#include <string.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define NAMESPACES                                                                                 \
    "xmlns:pwg=\"http://www.pwg.org/schemas/2010/12/sm\" "                                         \
    "xmlns:scan=\"http://schemas.hp.com/imaging/escl/2011/05/03\""
#define UNIT 300 /* eSCL measures regions in 1/300 inch */

static const guint resolutions[] = {75, 100, 150, 200, 300, 400, 600};

static char *resolutions_write(void)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(resolutions); i++)
        g_string_append_printf(text,
                               "<scan:DiscreteResolution><scan:XResolution>%u</scan:XResolution>"
                               "<scan:YResolution>%u</scan:YResolution></scan:DiscreteResolution>",
                               resolutions[i], resolutions[i]);
    return g_string_free(text, FALSE);
}

/* What platen and feeder have in common. */
static char *source_write(guint width, guint height, const char *format)
{
    g_autofree char *list = resolutions_write();
    return g_strdup_printf(
        "<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>%u</scan:MaxWidth>"
        "<scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>%u</scan:MaxHeight>"
        "<scan:MaxScanRegions>1</scan:MaxScanRegions><scan:SettingProfiles><scan:SettingProfile>"
        "<scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode>"
        "<scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes><scan:DocumentFormats>"
        "<pwg:DocumentFormat>%s</pwg:DocumentFormat>"
        "<scan:DocumentFormatExt>%s</scan:DocumentFormatExt></scan:DocumentFormats>"
        "<scan:SupportedResolutions><scan:DiscreteResolutions>%s</scan:DiscreteResolutions>"
        "</scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles>",
        width, height, format, format, list);
}

char *standin_escl_capabilities(guint width, guint height, StandinFormat format)
{
    g_autofree char *source = source_write(width, height, standin_paper_type(format));
    return g_strdup_printf(
        HEAD "<scan:ScannerCapabilities " NAMESPACES "><pwg:Version>2.63</pwg:Version>"
             "<pwg:MakeAndModel>Muhafiz Stand-in</pwg:MakeAndModel>"
             "<pwg:SerialNumber>STANDIN-0001</pwg:SerialNumber>"
             "<scan:Platen><scan:PlatenInputCaps>%s</scan:PlatenInputCaps></scan:Platen>"
             "<scan:Adf><scan:AdfSimplexInputCaps>%s</scan:AdfSimplexInputCaps>"
             "<scan:AdfDuplexInputCaps>%s</scan:AdfDuplexInputCaps>"
             "<scan:FeederCapacity>100</scan:FeederCapacity><scan:AdfOptions>"
             "<scan:AdfOption>DetectPaperLoaded</scan:AdfOption>"
             "<scan:AdfOption>Duplex</scan:AdfOption></scan:AdfOptions></scan:Adf>"
             "</scan:ScannerCapabilities>\n",
        source, source, source);
}

static const char *adf_state(const StandinScanner *scanner)
{
    static const char *const stopped[] = {[STANDIN_ADF_JAMMED] = "ScannerAdfJam",
                                          [STANDIN_ADF_OPEN] = "ScannerAdfDoorOpen",
                                          [STANDIN_ADF_MULTIPICK] = "ScannerAdfMultipickDetected"};
    if (scanner->adf)
        return stopped[scanner->adf];
    return standin_scanner_has_paper(scanner) ? "ScannerAdfLoaded" : "ScannerAdfEmpty";
}

char *standin_escl_status(StandinScanner *scanner)
{
    const char *state = scanner->adf                                             ? "Stopped"
                        : standin_scanner_is_busy(scanner) || scanner->says_busy ? "Processing"
                                                                                 : "Idle";
    scanner->says_busy = FALSE;
    return g_strdup_printf(HEAD "<scan:ScannerStatus " NAMESPACES "><pwg:Version>2.63</pwg:Version>"
                                "<pwg:State>%s</pwg:State><scan:AdfState>%s</scan:AdfState>"
                                "</scan:ScannerStatus>\n",
                           state, adf_state(scanner));
}

/* --------------------------------------------------------------------------------- new jobs -- */

typedef struct {
    char *source, *duplex, *mode, *width, *height, *dpi;
} Settings;

static const struct {
    const char *element;
    gsize at;
} wanted[] = {
    {"InputSource", G_STRUCT_OFFSET(Settings, source)},
    {"Duplex", G_STRUCT_OFFSET(Settings, duplex)},
    {"ColorMode", G_STRUCT_OFFSET(Settings, mode)},
    {"Width", G_STRUCT_OFFSET(Settings, width)},
    {"Height", G_STRUCT_OFFSET(Settings, height)},
    {"XResolution", G_STRUCT_OFFSET(Settings, dpi)},
};

/* Prefixes are the sender's to choose; the names behind them are unambiguous here. */
static void text_take(GMarkupParseContext *context, const char *text, gsize size, gpointer data,
                      GError **error)
{
    (void)error;
    const char *element = g_markup_parse_context_get_element(context);
    const char *colon = strchr(element, ':');
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++) {
        char **value = G_STRUCT_MEMBER_P(data, wanted[i].at);
        if (!*value && g_str_equal(colon ? colon + 1 : element, wanted[i].element))
            *value = g_strndup(text, size);
    }
}

static guint number(const char *text)
{
    return text ? (guint)strtoul(text, NULL, 10) : 0;
}

static void settings_clear(Settings *settings)
{
    for (guint i = 0; i < G_N_ELEMENTS(wanted); i++)
        g_free(*(char **)G_STRUCT_MEMBER_P(settings, wanted[i].at));
}

gboolean standin_escl_parse(const char *xml, gsize size, StandinRequest *request)
{
    static const GMarkupParser parser = {.text = text_take};
    Settings settings = {0};
    GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, &settings, NULL);
    gboolean good = g_markup_parse_context_parse(context, xml, (gssize)size, NULL) &&
                    g_markup_parse_context_end_parse(context, NULL);
    g_markup_parse_context_free(context);
    request->dpi = number(settings.dpi);
    request->width_px = number(settings.width) * request->dpi / UNIT;
    request->height_px = number(settings.height) * request->dpi / UNIT;
    request->feeder = g_strcmp0(settings.source, "Feeder") == 0;
    request->duplex = request->feeder && g_strcmp0(settings.duplex, "true") == 0;
    request->color = g_strcmp0(settings.mode, "RGB24") == 0;
    settings_clear(&settings);
    return good && request->width_px && request->height_px;
}
