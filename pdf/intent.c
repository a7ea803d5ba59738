/* The output intent: sRGB (IEC 61966-2-1), which says what DeviceRGB and DeviceGray mean here
 * (ISO 19005-2, 6.2.4).
 *
 * lcms2 makes the profile, as version 2.1 because PDF/A-1 knows no version 4. The tone curve is a
 * table of 64 points, linear in between, which is nowhere off by more than an eighth of an 8-bit step.
 * It is short because poppler inverts it for every page, in 20 ms where it has 1024 points. The time
 * of making is overwritten by a fixed one, so that equal volumes are equal bytes.
 */
#include "pdf/intent.h"

#include <lcms2.h>
#include <lcms2_plugin.h>
#include <math.h>
#include <string.h>

#include "scan/scan.h"

#define INTENT_NAME "sRGB IEC61966-2.1"
#define CURVE_POINTS 64
#define ICC_DATE_OFFSET 24 /* ICC.1:2001-04, 6.1: twelve bytes */

/* lcms2 2.14 crashes where it gets no memory. So it is given GLib's, which ends the process instead. */
static void *allocate(cmsContext context, cmsUInt32Number size_bytes)
{
    (void)context;
    return g_malloc(MAX(size_bytes, 1));
}

static void *reallocate(cmsContext context, void *old, cmsUInt32Number size_bytes)
{
    (void)context;
    return g_realloc(old, MAX(size_bytes, 1));
}

static void release(cmsContext context, void *memory)
{
    (void)context;
    g_free(memory);
}

static cmsContext context_new(void)
{
    cmsPluginMemHandler memory = {
        .base = {cmsPluginMagicNumber, 2000, cmsPluginMemHandlerSig, NULL},
        .MallocPtr = allocate,
        .FreePtr = release,
        .ReallocPtr = reallocate,
    };
    return cmsCreateContext(&memory, NULL);
}

static cmsToneCurve *srgb_curve(cmsContext context)
{
    guint16 table[CURVE_POINTS];
    for (guint i = 0; i < CURVE_POINTS; i++) {
        double v = i / (CURVE_POINTS - 1.0);
        double linear = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
        table[i] = (guint16)lround(linear * 65535);
    }
    return cmsBuildTabulatedToneCurve16(context, CURVE_POINTS, table);
}

static void describe(cmsContext context, cmsHPROFILE profile)
{
    cmsMLU *name = cmsMLUalloc(context, 1), *rights = cmsMLUalloc(context, 1);
    cmsMLUsetASCII(name, "en", "US", INTENT_NAME);
    cmsMLUsetASCII(rights, "en", "US", "No copyright");
    cmsWriteTag(profile, cmsSigProfileDescriptionTag, name);
    cmsWriteTag(profile, cmsSigCopyrightTag, rights);
    cmsMLUfree(name);
    cmsMLUfree(rights);
}

static cmsHPROFILE srgb_profile(cmsContext context)
{
    const cmsCIExyY white = {0.3127, 0.3290, 1};
    const cmsCIExyYTRIPLE primaries = {{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
    cmsToneCurve *curve = srgb_curve(context);
    cmsToneCurve *curves[3] = {curve, curve, curve};
    cmsHPROFILE profile =
        curve ? cmsCreateRGBProfileTHR(context, &white, &primaries, curves) : NULL;
    if (curve)
        cmsFreeToneCurve(curve);
    if (profile) {
        cmsSetProfileVersion(profile, 2.1);
        describe(context, profile);
    }
    return profile;
}

static GBytes *profile_bytes(cmsHPROFILE profile)
{
    static const guint8 date[12] = {0x07, 0xE8, 0, 1, 0, 1}; /* 2024-01-01 */
    cmsUInt32Number size = 0;
    if (!profile || !cmsSaveProfileToMem(profile, NULL, &size) || size < 128)
        return NULL;
    g_autofree guint8 *bytes = g_malloc0(size);
    if (!cmsSaveProfileToMem(profile, bytes, &size))
        return NULL;
    memcpy(bytes + ICC_DATE_OFFSET, date, sizeof date);
    return g_bytes_new_take(g_steal_pointer(&bytes), size);
}

gboolean pdf_intent_add(PdfObjects *objects, HPDF_Dict catalog, GError **error)
{
    cmsContext context = context_new();
    cmsHPROFILE profile = context ? srgb_profile(context) : NULL;
    g_autoptr(GBytes) bytes = profile_bytes(profile);
    if (profile)
        cmsCloseProfile(profile);
    if (context)
        cmsDeleteContext(context);
    if (!bytes) {
        g_set_error(
            error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_FAILED,
            "lcms2 could not make the sRGB profile; check that liblcms2 is installed whole");
        return FALSE;
    }
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    HPDF_Dict icc = pdf_objects_add_stream(objects, data, size, TRUE);
    HPDF_Dict_AddNumber(icc, "N", 3);
    HPDF_Dict intent = pdf_array_add_dict(pdf_dict_add_array(catalog, "OutputIntents"));
    HPDF_Dict_AddName(intent, "Type", "OutputIntent");
    HPDF_Dict_AddName(intent, "S", "GTS_PDFA1");
    pdf_dict_add_ascii(intent, "OutputConditionIdentifier", INTENT_NAME);
    pdf_dict_add_ascii(intent, "Info", INTENT_NAME);
    HPDF_Dict_Add(intent, "DestOutputProfile", icc);
    return TRUE;
}
