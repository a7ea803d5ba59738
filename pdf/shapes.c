/* qpdf's JSON, version 2 (its manual, "qpdf JSON Format"): pages with the names of their images, and every object's
 * dictionary. No image is decoded: pdfimages, which also tells their sizes, decodes those of JPEG 2000, and that
 * took a tenth of all the processor's time for a page. */
#include "pdf/shapes.h"

#include <json-glib/json-glib.h>

static JsonNode *member(JsonObject *object, const char *name)
{
    return object ? json_object_get_member(object, name) : NULL;
}

static JsonObject *member_object(JsonObject *object, const char *name)
{
    JsonNode *node = member(object, name);
    return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static JsonArray *member_array(JsonObject *object, const char *name)
{
    JsonNode *node = member(object, name);
    return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

static JsonObject *element_object(JsonArray *array, guint i)
{
    JsonNode *node =
        array && i < json_array_get_length(array) ? json_array_get_element(array, i) : NULL;
    return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

/* What a member of the name, a reference as "12 0 R", refers to. */
static JsonObject *member_followed(JsonObject *objects, JsonObject *object, const char *name)
{
    JsonNode *node = member(object, name);
    const char *reference = node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_string(node) : NULL;
    g_autofree char *key = g_strconcat("obj:", reference, NULL);
    return reference ? member_object(objects, key) : NULL;
}

static guint side_px(JsonObject *image, const char *name)
{
    JsonNode *node = member(image, name);
    gint64 px = node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_int(node) : 0;
    return (guint)CLAMP(px, 0, G_MAXINT);
}

static void image_note(JsonObject *image, PdfShape *shape)
{
    guint width_px = side_px(image, "/Width"), height_px = side_px(image, "/Height");
    if ((guint64)width_px * height_px > (guint64)shape->width_px * shape->height_px) {
        shape->width_px = width_px;
        shape->height_px = height_px;
    }
}

static JsonObject *stream_dictionary(JsonObject *object)
{
    return member_object(member_object(object, "stream"), "dict");
}

/* Each image, and the stencil it is drawn through. */
static void images_note(JsonObject *objects, JsonArray *images, PdfShape *shape)
{
    for (guint i = 0; images && i < json_array_get_length(images); i++) {
        JsonObject *image =
            stream_dictionary(member_followed(objects, element_object(images, i), "object"));
        image_note(image, shape);
        image_note(stream_dictionary(member_followed(objects, image, "/Mask")), shape);
    }
}

static double corner(JsonArray *box, guint i)
{
    JsonNode *node = json_array_get_element(box, i);
    return JSON_NODE_HOLDS_VALUE(node) ? json_node_get_double(node) : 0;
}

static PdfShape page_shape(JsonObject *objects, JsonObject *page)
{
    PdfShape shape = {0};
    JsonObject *dictionary = member_object(member_followed(objects, page, "object"), "value");
    JsonArray *box = member_array(dictionary, "/MediaBox");
    if (box && json_array_get_length(box) == 4) {
        shape.width_pt = corner(box, 2) - corner(box, 0);
        shape.height_pt = corner(box, 3) - corner(box, 1);
    }
    images_note(objects, member_array(page, "images"), &shape);
    return shape;
}

/* Its object "qpdf" is a header and the objects. */
static GArray *shapes_of(JsonObject *file)
{
    JsonArray *pages = member_array(file, "pages");
    JsonObject *objects = element_object(member_array(file, "qpdf"), 1);
    if (!pages || !objects)
        return NULL;
    GArray *shapes = g_array_new(FALSE, FALSE, sizeof(PdfShape));
    for (guint i = 0; i < json_array_get_length(pages); i++) {
        PdfShape shape = page_shape(objects, element_object(pages, i));
        g_array_append_val(shapes, shape);
    }
    return shapes;
}

GArray *pdf_shapes_read(GBytes *json)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    gsize size = 0;
    const char *bytes = g_bytes_get_data(json, &size);
    if (!bytes || !json_parser_load_from_data(parser, bytes, (gssize)size, NULL))
        return NULL;
    JsonNode *root = json_parser_get_root(parser);
    return root && JSON_NODE_HOLDS_OBJECT(root) ? shapes_of(json_node_get_object(root)) : NULL;
}
