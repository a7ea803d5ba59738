/* tests/bench/size-peer.h - what others make of the same page, without its text. */
#pragma once

#include <glib.h>

struct Pix;

typedef struct {
    const char *dir;     /* for files in flight; a command "jbig2" is put there */
    const char *archive; /* archive-pdf-tools' recode_pdf; NULL: left out */
    char **environment;  /* with that jbig2 in its PATH */
} SizePeers;

/* self: a program that runs size_jbig2_main where it is called jbig2. Both peers ask for the command jbig2 (of
 * jbig2enc, which Debian has not), so they get our coder and the same masks as ours. */
gboolean size_peers_init(SizePeers *peers, const char *dir, const char *archive, GError **error);
void size_peers_clear(SizePeers *peers);

/* jbig2 [-p|--pdf] FILE, jbig2 --version: as much of jbig2enc as is asked for. */
int size_jbig2_main(int argc, char **argv);

/* All take the image as its viewer sees it, 1, 8 or 32 bpp. Bytes, or -1 where it failed, which is said. */
double size_peer_g4(struct Pix *visible);
double size_peer_jpeg(struct Pix *visible, int quality);
/* OCRmyPDF at -O3 as PDF/A, of a JPEG of quality 90, as office scanners give it. */
double size_peer_ocrmypdf(const SizePeers *peers, struct Pix *visible, double dpi);
/* Leaves dir/archive.pdf. */
double size_peer_archive(const SizePeers *peers, struct Pix *visible, double dpi);
