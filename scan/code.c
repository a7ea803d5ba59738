/* QR codes (ISO 18004) by zbar, which reads them at any angle. */
#include "scan/code.h"

#include <leptonica/allheaders.h>
#include <string.h>
#include <zbar.h>

static guint8 *pix_copy_bytes(PIX *gray, guint width, guint height)
{
    guint8 *bytes = g_malloc((gsize)width * height);
    for (guint y = 0; y < height; y++) {
        const l_uint32 *line = pixGetData(gray) + (gsize)y * (gsize)pixGetWpl(gray);
        for (guint x = 0; x < width; x++)
            bytes[(gsize)y * width + x] = (guint8)GET_DATA_BYTE(line, x);
    }
    return bytes;
}

static void symbols_add(GPtrArray *codes, const zbar_image_t *image)
{
    const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
    for (; symbol; symbol = zbar_symbol_next(symbol)) {
        const char *data = zbar_symbol_get_data(symbol);
        guint size_bytes = zbar_symbol_get_data_length(symbol);
        g_autofree char *text = g_strndup(data, size_bytes);
        if (size_bytes > 0 && g_utf8_validate(data, size_bytes, NULL) &&
            !g_ptr_array_find_with_equal_func(codes, text, g_str_equal, NULL))
            g_ptr_array_add(codes, g_steal_pointer(&text));
    }
}

static void codes_scan(zbar_image_scanner_t *scanner, PIX *gray, GPtrArray *codes)
{
    guint width = (guint)pixGetWidth(gray), height = (guint)pixGetHeight(gray);
    g_autofree guint8 *bytes = pix_copy_bytes(gray, width, height);
    zbar_image_t *image = zbar_image_create();
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, width, height);
    zbar_image_set_data(image, bytes, (gulong)width * height, NULL);
    if (zbar_scan_image(scanner, image) > 0)
        symbols_add(codes, image);
    zbar_image_destroy(image);
}

static zbar_image_scanner_t *scanner_new(int density)
{
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_X_DENSITY, density);
    zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_Y_DENSITY, density);
    return scanner;
}

char **scan_codes_read(PIX *gray, int density)
{
    GPtrArray *codes = g_ptr_array_new_with_free_func(g_free);
    zbar_image_scanner_t *scanner = scanner_new(density);
    codes_scan(scanner, gray, codes);
    zbar_image_scanner_destroy(scanner);
    gboolean found = codes->len > 0;
    g_ptr_array_add(codes, NULL);
    char **texts = (char **)g_ptr_array_free(codes, !found);
    return found ? texts : NULL;
}
