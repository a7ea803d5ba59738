/* There is one layer, so a block is in its first packet or nowhere. */
#include "pdf/packet.h"

#define LEVELS_MAX 16     /* of a tag tree: sides of 2^15 blocks */
#define LENGTH_BITS_MIN 3 /* B.10.7.1, Lblock */

/* ----------------------------------------------------------------------------------------- bits -- */

typedef struct {
    GByteArray *out;
    guint n_free; /* bits of the last byte; behind 0xFF there are seven in one */
} BitWriter;

static void bit_write(BitWriter *writer, guint bit)
{
    GByteArray *out = writer->out;
    if (writer->n_free == 0) {
        static const guint8 zero = 0;
        writer->n_free = out->data[out->len - 1] == 0xFF ? 7 : 8;
        g_byte_array_append(out, &zero, 1);
    }
    out->data[out->len - 1] |= (guint8)(bit << --writer->n_free);
}

static void bits_write(BitWriter *writer, guint value, guint n)
{
    while (n-- > 0)
        bit_write(writer, value >> n & 1);
}

/* The header's end is no 0xFF. */
static void bits_end(BitWriter *writer)
{
    writer->n_free = 0;
    if (writer->out->data[writer->out->len - 1] == 0xFF)
        g_byte_array_append(writer->out, (const guint8 *)"", 1);
}

/* ------------------------------------------------------------------------------------- tag trees -- */

/* B.10.2: each node is the least of up to four below it. */
typedef struct {
    guint value, low; /* low: it is known not to be less */
    gboolean is_known;
} TagNode;

typedef struct {
    TagNode *nodes;
    gsize first[LEVELS_MAX]; /* of each level, the leaves first */
    int across[LEVELS_MAX];
    guint n_levels;
} TagTree;

static gsize tree_shape(TagTree *tree, int n_across, int n_down)
{
    gsize n = 0;
    for (tree->n_levels = 0; tree->n_levels < LEVELS_MAX;) {
        tree->first[tree->n_levels] = n;
        tree->across[tree->n_levels++] = n_across;
        n += (gsize)n_across * (gsize)n_down;
        if (n_across == 1 && n_down == 1)
            break;
        n_across = (n_across + 1) / 2;
        n_down = (n_down + 1) / 2;
    }
    return n;
}

static TagNode *tree_node(const TagTree *tree, guint level, int x, int y)
{
    return &tree->nodes[tree->first[level] + (gsize)(y >> level) * (gsize)tree->across[level] +
                        (gsize)(x >> level)];
}

static void tree_set(TagTree *tree, int x, int y, guint value)
{
    for (guint level = 0; level < tree->n_levels; level++) {
        TagNode *node = tree_node(tree, level, x, y);
        node->value = MIN(node->value, value);
    }
}

static void tree_init(TagTree *tree, int n_across, int n_down)
{
    gsize n = tree_shape(tree, n_across, n_down);
    tree->nodes = g_new(TagNode, n);
    for (gsize i = 0; i < n; i++)
        tree->nodes[i] = (TagNode){.value = G_MAXUINT};
}

/* Tells of a leaf whether its value is below threshold, and which it is then. */
static void tree_write(BitWriter *writer, TagTree *tree, int x, int y, guint threshold)
{
    guint low = 0;
    for (guint level = tree->n_levels; level-- > 0;) {
        TagNode *node = tree_node(tree, level, x, y);
        low = node->low = MAX(low, node->low);
        while (low < threshold && low < node->value) {
            bit_write(writer, 0);
            low++;
        }
        if (low < threshold && !node->is_known) {
            bit_write(writer, 1);
            node->is_known = TRUE;
        }
        node->low = low;
    }
}

/* ---------------------------------------------------------------------------------------- header -- */

/* Table B.4. */
static void passes_write(BitWriter *writer, guint n)
{
    if (n <= 2)
        bits_write(writer, n == 1 ? 0 : 2, n);
    else if (n <= 5)
        bits_write(writer, 12 | (n - 3), 4);
    else if (n <= 36)
        bits_write(writer, 15u << 5 | (n - 6), 9);
    else
        bits_write(writer, 511u << 7 | (n - 37), 16);
}

static guint log2_of(guint n)
{
    return n ? 31 - (guint)__builtin_clz(n) : 0;
}

/* The number of bytes, in as many bits as the passes give, and more where that is too few. */
static void length_write(BitWriter *writer, guint n_bytes, guint n_passes)
{
    guint base = LENGTH_BITS_MIN + log2_of(n_passes), wanted = log2_of(n_bytes) + 1;
    for (guint i = base; i < wanted; i++)
        bit_write(writer, 1);
    bit_write(writer, 0);
    bits_write(writer, n_bytes, MAX(base, wanted));
}

static void block_write(BitWriter *writer, TagTree *included, TagTree *missing,
                        const PdfBandBlocks *band, int x, int y)
{
    const PdfBlock *block = &band->blocks[y * band->n_across + x];
    tree_write(writer, included, x, y, 1);
    if (block->n_planes == 0)
        return;
    tree_write(writer, missing, x, y, G_MAXUINT);
    passes_write(writer, pdf_block_passes(block));
    length_write(writer, (guint)block->n_bytes, pdf_block_passes(block));
}

static void band_write(BitWriter *writer, const PdfBandBlocks *band)
{
    TagTree included, missing; /* planes that have no bit */
    if (band->n_across == 0 || band->n_down == 0)
        return;
    tree_init(&included, band->n_across, band->n_down);
    tree_init(&missing, band->n_across, band->n_down);
    for (int i = 0; i < band->n_across * band->n_down; i++) {
        guint n_planes = band->blocks[i].n_planes;
        tree_set(&included, i % band->n_across, i / band->n_across, n_planes == 0);
        tree_set(&missing, i % band->n_across, i / band->n_across, band->planes_max - n_planes);
    }
    for (int i = 0; i < band->n_across * band->n_down; i++)
        block_write(writer, &included, &missing, band, i % band->n_across, i / band->n_across);
    g_free(included.nodes);
    g_free(missing.nodes);
}

static void band_append(GByteArray *out, const PdfBandBlocks *band, const GByteArray *coded)
{
    for (int i = 0; i < band->n_across * band->n_down; i++)
        g_byte_array_append(out, coded->data + band->blocks[i].offset_bytes,
                            (guint)band->blocks[i].n_bytes);
}

void pdf_packet_write(GByteArray *out, const PdfBandBlocks *bands, guint n_bands,
                      const GByteArray *coded)
{
    static const guint8 start = 0;
    g_byte_array_append(out, &start, 1);
    BitWriter writer = {out, 8};
    bit_write(&writer, 1); /* it is not empty */
    for (guint i = 0; i < n_bands; i++)
        band_write(&writer, &bands[i]);
    bits_end(&writer);
    for (guint i = 0; i < n_bands; i++)
        band_append(out, &bands[i], coded);
}
