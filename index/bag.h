/* index/bag.h - BagIt 1.0 (RFC 8493) bags with SHA-256 manifests: writing and checking.
 *
 * Paths are relative to the bag ("data/Notes/notes-001.pdf"), made by us, without line ends or %,
 * so the manifests need no escapes (RFC 8493 2.1.3). The same calls give the same bytes.
 */
#pragma once

#include "scan/scan.h"

typedef struct Bag Bag;

typedef struct {
    const char *name, *value; /* line ends in value become spaces */
} BagInfo;

typedef struct {
    char
        manifest_sha256[SCAN_SHA256_SIZE]; /* of tagmanifest-sha256.txt: stands for the whole bag */
    guint64 size_bytes;                    /* of all files */
} BagWritten;

/* Starts a bag in a new folder dir. A dir that exists is IO. */
Bag *bag_new(const char *dir, GError **error);
void bag_free(
    Bag *bag); /* leaves the files: a bag that was not finished is the caller's to remove */

/* A folder that shall be there even when it stays empty. */
gboolean bag_add_dir(Bag *bag, const char *path, GError **error);
gboolean bag_add_bytes(Bag *bag, const char *path, const char *bytes, gsize size_bytes,
                       GError **error);
/* Copies source. Bytes that do not have the hash sha256 are DATA: the source is damaged. */
gboolean bag_add_file(Bag *bag, const char *path, const char *source, const char *sha256,
                      GError **error);

/* Writes bagit.txt, bag-info.txt (info, then Payload-Oxum) and the manifests, syncs every folder.
 * All files are durable then; only the name of dir itself is not. */
gboolean bag_finish(Bag *bag, const BagInfo *info, guint n_info, BagWritten *written,
                    GError **error);

/* How a bag is read: BAG_SIZES reads what is small, and of the payload only whether it is all there, by name, number and bytes. */
typedef enum { BAG_ALL, BAG_SIZES } BagDepth;

/* What is wrong with the bag in dir, one line for each file, added to problems (char*); nothing if
 * it is whole. manifest_sha256: what its tag manifest must hash to. */
void bag_check(const char *dir, const char *manifest_sha256, BagDepth depth, GPtrArray *problems);

/* The same of a bag that was just written, from the disk, not from what memory still holds of it. IO names the
 * first fault. */
gboolean bag_read_back(const char *dir, const char *manifest_sha256, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bag, bag_free)
