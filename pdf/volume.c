/* Assembles a volume: loads what the pages' layers say of themselves, builds the document's objects,
 * and saves them; images and content streams are copied from the layers' files while they are
 * written, so memory does not grow with the size of the pages.
 *
 * The file ID is a hash of all that the volume is made of, so equal volumes are equal bytes. The page
 * tree of more than PDF_NODE_ITEMS pages has two levels, because PDF/A-1 ends arrays at 8191 entries.
 */
#include <string.h>

#include "pdf/intent.h"
#include "pdf/layers.h"
#include "pdf/navigation.h"
#include "pdf/object.h"
#include "pdf/pdf.h"
#include "pdf/sink.h"
#include "pdf/text.h"
#include "pdf/xmp.h"

#define ID_BYTES 16

typedef struct {
    const Volume *volume;
    GArray *layers; /* PdfLayers, one for each page */
    PdfCodePoints used;
    GString *xmp;
    PdfObjects *objects;
    GPtrArray *pages; /* HPDF_Dict, owned by objects */
} Builder;

static void builder_clear(Builder *builder)
{
    if (builder->xmp)
        g_string_free(builder->xmp, TRUE);
    pdf_objects_free(builder->objects);
    g_array_unref(builder->layers);
    g_ptr_array_unref(builder->pages);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Builder, builder_clear)

/* ------------------------------------------------------------------------------------ loading -- */

static gboolean layers_check_part(const PdfLayers *layers, const char *path, PdfPart part,
                                  GError **error)
{
    if (part == PDF_PART_2U || !pdf_layers_need_part_2(layers))
        return TRUE;
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_DATA,
                "%s has JPEG 2000, which PDF/A-1 does not allow; it is a cache: remove it, and it "
                "is made anew",
                path);
    return FALSE;
}

static gboolean layers_load(Builder *builder, GError **error)
{
    for (guint i = 0; i < builder->volume->n_pages; i++) {
        PdfLayers layers;
        const char *path = builder->volume->pages[i].layers_path;
        if (!pdf_layers_load(path, &layers, &builder->used, error)) {
            g_prefix_error(error, "page %u of %u: ", i + 1, builder->volume->n_pages);
            return FALSE;
        }
        g_array_append_val(builder->layers, layers);
        if (!layers_check_part(&layers, path, builder->volume->part, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean volume_check(const Volume *volume, GError **error)
{
    if (volume->n_pages > 0)
        return pdf_bookmarks_check(volume, error);
    g_set_error(error, MUHAFIZ_ERROR, MUHAFIZ_ERROR_USAGE,
                "the volume has no pages; scan or assign some first");
    return FALSE;
}

/* -------------------------------------------------------------------------------------- pages -- */

static void append_coding(GString *entries, const PdfLayersImage *image)
{
    static const char *const filters[] = {[PDF_IMAGE_G4] = "CCITTFaxDecode",
                                          [PDF_IMAGE_GRAY] = "DCTDecode",
                                          [PDF_IMAGE_COLOUR] = "DCTDecode",
                                          [PDF_IMAGE_JBIG2] = "JBIG2Decode",
                                          [PDF_IMAGE_JPX] = "JPXDecode"};
    g_string_append_printf(entries, "/Filter /%s\n", filters[image->kind]);
    if (image->kind == PDF_IMAGE_G4)
        g_string_append_printf(entries, "/DecodeParms <</K -1/Columns %u/Rows %u>>\n",
                               image->width_px, image->height_px);
    if (image->use == PDF_IMAGE_STENCIL)
        g_string_append(entries, "/ImageMask true\n");
    else if (image->kind != PDF_IMAGE_JPX) /* which says both of itself */
        g_string_append_printf(entries, "/BitsPerComponent %d\n/ColorSpace /Device%s\n",
                               pdf_image_is_bitonal(image->kind) ? 1 : 8,
                               image->kind == PDF_IMAGE_COLOUR ? "RGB" : "Gray");
}

/* stencil: what image is seen through, or NULL. */
static HPDF_Dict image_add(PdfObjects *objects, const PdfLayers *layers, guint number,
                           HPDF_Dict stencil)
{
    const PdfLayersImage *image = &layers->images[number];
    const PdfFilePart part = pdf_layers_image_part(layers, number);
    g_autoptr(GString) entries = g_string_new("/Subtype /Image\n");
    g_string_append_printf(entries, "/Width %u\n/Height %u\n", image->width_px, image->height_px);
    append_coding(entries, image);
    if (stencil)
        g_string_append_printf(entries, "/Mask %u 0 R\n", pdf_object_number(stencil));
    return pdf_objects_add_file_stream(objects, &part, entries->str);
}

/* The number of the stencil that a masked image is seen through; the layers are known to have one. */
static guint stencil_of(const PdfLayers *layers, guint number)
{
    while (layers->images[number].use != PDF_IMAGE_STENCIL)
        number++;
    return number;
}

static void images_add(PdfObjects *objects, const PdfLayers *layers, HPDF_Dict resources)
{
    HPDF_Dict names = pdf_dict_add_dict(resources, "XObject"), stencil = NULL;
    for (guint i = 0; i < layers->n_images; i++) {
        char name[16];
        if (layers->images[i].use == PDF_IMAGE_STENCIL)
            stencil = NULL; /* is among the objects already */
        else {
            if (layers->images[i].use == PDF_IMAGE_MASKED && !stencil)
                stencil = image_add(objects, layers, stencil_of(layers, i), NULL);
            g_snprintf(name, sizeof name, PDF_TEXT_IMAGE "%u", i);
            HPDF_Dict_Add(names, name, image_add(objects, layers, i, stencil));
        }
    }
}

static HPDF_Dict page_add(PdfObjects *objects, const PdfLayers *layers, HPDF_Dict parent,
                          HPDF_Dict font)
{
    HPDF_Dict page = pdf_objects_add_dict(objects);
    HPDF_Dict_AddName(page, "Type", "Page");
    HPDF_Dict_Add(page, "Parent", parent);
    HPDF_Array box = pdf_dict_add_array(page, "MediaBox");
    HPDF_Array_AddNumber(box, 0);
    HPDF_Array_AddNumber(box, 0);
    HPDF_Array_AddReal(box, (HPDF_REAL)(layers->width_mpt / 1000.0));
    HPDF_Array_AddReal(box, (HPDF_REAL)(layers->height_mpt / 1000.0));
    HPDF_Dict resources = pdf_dict_add_dict(page, "Resources");
    HPDF_Dict_Add(pdf_dict_add_dict(resources, "Font"), PDF_TEXT_FONT, font);
    images_add(objects, layers, resources);
    HPDF_Dict_Add(page, "Contents",
                  pdf_objects_add_file_stream(objects, &layers->content, "/Filter /FlateDecode\n"));
    return page;
}

static HPDF_Dict page_node_add(PdfObjects *objects, HPDF_Dict parent, guint n_pages)
{
    HPDF_Dict node = pdf_objects_add_dict(objects);
    HPDF_Dict_AddName(node, "Type", "Pages");
    HPDF_Dict_AddNumber(node, "Count", (HPDF_INT32)n_pages);
    if (parent)
        HPDF_Dict_Add(node, "Parent", parent);
    return node;
}

static void page_node_fill(Builder *builder, HPDF_Dict node, HPDF_Dict font, guint first, guint end)
{
    HPDF_Array kids = pdf_dict_add_array(node, "Kids");
    for (guint i = first; i < end; i++) {
        const PdfLayers *layers = &g_array_index(builder->layers, PdfLayers, i);
        HPDF_Dict page = page_add(builder->objects, layers, node, font);
        HPDF_Array_Add(kids, page);
        g_ptr_array_add(builder->pages, page);
    }
}

static HPDF_Dict page_tree_add(Builder *builder)
{
    PdfObjects *objects = builder->objects;
    guint n_pages = builder->layers->len;
    HPDF_Dict font = pdf_font_add(objects, &builder->used);
    HPDF_Dict root = page_node_add(objects, NULL, n_pages);
    if (n_pages <= PDF_NODE_ITEMS) {
        page_node_fill(builder, root, font, 0, n_pages);
        return root;
    }
    HPDF_Array nodes = pdf_dict_add_array(root, "Kids");
    for (guint first = 0; first < n_pages; first += PDF_NODE_ITEMS) {
        guint end = MIN(first + PDF_NODE_ITEMS, n_pages);
        HPDF_Dict node = page_node_add(objects, root, end - first);
        HPDF_Array_Add(nodes, node);
        page_node_fill(builder, node, font, first, end);
    }
    return root;
}

/* ----------------------------------------------------------------------------------- document -- */

static HPDF_Dict metadata_add(Builder *builder)
{
    GString *xmp = builder->xmp;
    /* ISO 19005-1, 6.7.2 wants it plain; part 2 does not, and half of a short volume's overhead is here. */
    gboolean deflate = builder->volume->part == PDF_PART_2U;
    HPDF_Dict metadata = pdf_objects_add_stream(builder->objects, xmp->str, xmp->len, deflate);
    HPDF_Dict_AddName(metadata, "Type", "Metadata");
    HPDF_Dict_AddName(metadata, "Subtype", "XML");
    return metadata;
}

/* The first page, all of it. Where a viewer would go on from the page it was left at, it does not, so
 * that whoever opens a volume sees where it begins. */
static void catalog_add_view(const Builder *builder, HPDF_Dict catalog)
{
    HPDF_Array destination = pdf_dict_add_array(catalog, "OpenAction");
    HPDF_Array_Add(destination, builder->pages->pdata[0]);
    HPDF_Array_AddName(destination, "Fit");
    HPDF_Dict_AddName(catalog, "PageLayout", "SinglePage");
}

static void catalog_add_navigation(Builder *builder, HPDF_Dict catalog)
{
    const Volume *volume = builder->volume;
    pdf_labels_add(builder->objects, catalog, volume->pages, volume->n_pages);
    HPDF_Dict outline = pdf_outline_add(builder->objects, volume, builder->pages);
    if (outline) {
        HPDF_Dict_Add(catalog, "Outlines", outline);
        HPDF_Dict_AddName(catalog, "PageMode", "UseOutlines");
    }
    HPDF_Dict viewer = pdf_dict_add_dict(catalog, "ViewerPreferences");
    HPDF_Dict_AddBoolean(viewer, "DisplayDocTitle", HPDF_TRUE);
}

static HPDF_Dict catalog_add(Builder *builder, GError **error)
{
    g_autofree char *language = pdf_meta_text(builder->volume->language);
    HPDF_Dict catalog = pdf_objects_add_dict(builder->objects);
    if (!pdf_intent_add(builder->objects, catalog, error))
        return NULL;
    HPDF_Dict_AddName(catalog, "Type", "Catalog");
    HPDF_Dict_Add(catalog, "Pages", page_tree_add(builder));
    HPDF_Dict_Add(catalog, "Metadata", metadata_add(builder));
    if (*language)
        pdf_dict_add_ascii(catalog, "Lang", language);
    catalog_add_view(builder, catalog);
    catalog_add_navigation(builder, catalog);
    return catalog;
}

static void checksum_add_string(GChecksum *sum, const char *text)
{
    g_checksum_update(sum, (const guint8 *)text, text ? (gssize)strlen(text) + 1 : 0);
}

static void trailer_add_id(Builder *builder, HPDF_Dict trailer)
{
    const Volume *volume = builder->volume;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[PDF_DIGEST_BYTES];
    gsize size = sizeof digest;
    checksum_add_string(sum, builder->xmp->str);
    for (guint i = 0; i < volume->n_pages; i++) {
        const PdfLayers *layers = &g_array_index(builder->layers, PdfLayers, i);
        g_checksum_update(sum, layers->digest, sizeof layers->digest);
        checksum_add_string(sum, volume->pages[i].label);
    }
    for (guint i = 0; i < volume->n_bookmarks; i++)
        checksum_add_string(sum, volume->bookmarks[i].title);
    g_checksum_get_digest(sum, digest, &size);
    HPDF_Array id = pdf_dict_add_array(trailer, "ID");
    pdf_array_add_bytes(id, digest, ID_BYTES);
    pdf_array_add_bytes(id, digest, ID_BYTES);
}

static gboolean document_build(Builder *builder, GError **error)
{
    builder->objects = pdf_objects_new();
    HPDF_Dict catalog = catalog_add(builder, error);
    if (!catalog)
        return FALSE;
    HPDF_Dict trailer = pdf_objects_trailer(builder->objects);
    HPDF_Dict_Add(trailer, "Root", catalog);
    HPDF_Dict_Add(trailer, "Info", pdf_info_add(builder->objects, builder->volume));
    trailer_add_id(builder, trailer);
    return TRUE;
}

static gboolean document_save(const Builder *builder, const char *path, PdfWritten *written,
                              GError **error)
{
    const char *version = builder->volume->part == PDF_PART_2U ? "1.7" : "1.4";
    PdfSink *sink = pdf_sink_open(path, error);
    if (!sink)
        return FALSE;
    if (pdf_objects_save(builder->objects, version, pdf_sink_write, sink, error))
        return pdf_sink_finish(sink, written, error);
    pdf_sink_discard(sink);
    return FALSE;
}

gboolean pdf_volume_write(const Volume *volume, const char *path, PdfWritten *written,
                          GError **error)
{
    g_auto(Builder) builder = {.volume = volume,
                               .layers = g_array_new(FALSE, FALSE, sizeof(PdfLayers)),
                               .pages = g_ptr_array_new()};
    if (!volume_check(volume, error) || !layers_load(&builder, error))
        return FALSE;
    builder.xmp = pdf_xmp_new(volume, error);
    return builder.xmp && document_build(&builder, error) &&
           document_save(&builder, path, written, error);
}
