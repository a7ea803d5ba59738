/* scan/scan.h - paper or files in; page masters, and what can be measured of them, out.
 *
 * This is the leftmost folder (scan <- ocr <- pdf <- index <- batch), so it also holds what
 * every folder needs: the error domain, counted things in messages, the durable publishing of files.
 *
 * The way of a page through here:
 *
 *   scanner --ScanSession--+                       +--> Page (path, SHA-256, dpi, codes, flags)
 *                          +--rows--> MasterWriter-+
 *   file ----scan_decode---+
 *
 * Nothing here starts processes but by scan_tool_run, or knows of an index. SANE back ends and image
 * and PDF decoders crash and hang: batch/ calls the functions marked FOREIGN only in a child.
 *
 * Rules for every function of Muhafiz: a function either returns an error or reports it, never
 * both, and only batch/ reports. Outputs stay untouched on failure. "new", "open", "load" and
 * functions that return a plain pointer give ownership; "lookup" and "peek" and const pointers
 * lend it. free(NULL) is fine.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

struct Pix;

/* ------------------------------------------------------------------------------- errors -- */

/* The one error domain. A message says what is wrong and what to do next, in a clause that can
 * stand behind "A-12/2008, correspondence page 7: ". */
#define MUHAFIZ_ERROR (muhafiz_error_quark())

typedef enum {
    MUHAFIZ_ERROR_USAGE,     /* wrong use or configuration; exit 2 */
    MUHAFIZ_ERROR_IO,        /* a file or folder cannot be read or written; disk full */
    MUHAFIZ_ERROR_DEVICE,    /* no scanner, or a scanner fault; exit 3 */
    MUHAFIZ_ERROR_DATA,      /* what was read is not what it claims to be */
    MUHAFIZ_ERROR_LIMIT,     /* larger, longer or slower than we allow */
    MUHAFIZ_ERROR_CANCELLED, /* a person or a signal ended it */
    MUHAFIZ_ERROR_FAILED,    /* a library or a child failed in a way we cannot name */
} MuhafizError;

GQuark muhafiz_error_quark(void);

/* Two arguments for "%u %s" in a message (or the format of n's type before the %s): 1 page, 2 pages. n
 * is evaluated twice; the noun is a literal whose plural is an s more. */
#define COUNTED(n, noun) (n), (n) == 1 ? noun : noun "s"

/* -------------------------------------------------------------------- publishing files -- */

#define SCAN_SHA256_SIZE 65 /* 64 lower-case hex digits and the final zero */

#define SCAN_STORE_CONF "muhafiz.conf" /* what makes a folder a store */
/* Reads such a file, without the mark that Notepad puts before it (a BOM). Errors as g_key_file_load_from_file has them. */
gboolean scan_conf_load(GKeyFile *conf, const char *path, GKeyFileFlags flags, GError **error);

/* Files and folders are their owner's alone: 0600 and 0700, whatever the umask says. Only in a store that is shared
 * ([store] group in its configuration, and folders that are setgid and writable by the group: 2770), they are the
 * group's as well: 0660, 2770 (index/share.h). Outside stores, as in backups and exports, nothing is the group's,
 * whatever the folder's mode. */

/* open(2), with the mode that a new file in such a folder has. -1 and errno. */
int scan_file_open(const char *path, int flags);
/* That mode, of a file at path. */
int scan_file_mode(const char *path);
/* mkdir(2), likewise. */
int scan_dir_new(const char *path);

/* Makes temp_path (complete, on the same file system) appear as final_path: fsync of the file,
 * mode (above), rename, fsync of both folders. Makes final_path's folder if it is not there.
 * A final_path that exists is replaced; callers that name files by their hash rely on that being
 * the same bytes. Afterwards the caller may write the row that names it. IO. */
gboolean scan_file_publish(const char *temp_path, const char *final_path, GError **error);

/* Writes size_bytes bytes as final_path by way of a temporary in temp_dir and scan_file_publish. */
gboolean scan_file_publish_bytes(const char *temp_dir, const char *final_path, const void *bytes,
                                 gsize size_bytes, GError **error);

/* The same with the bytes of the file at source_path. They are hashed as they pass: where they are
 * not those of sha256 (unless that is NULL) nothing is published. IO; DATA: changed meanwhile. */
gboolean scan_file_publish_copy(const char *temp_dir, const char *final_path,
                                const char *source_path, const char *sha256, GError **error);

/* The SHA-256 of a file as hex, read in pieces; size_bytes may be NULL. IO. */
gboolean scan_file_sha256(const char *path, char sha256[SCAN_SHA256_SIZE], guint64 *size_bytes,
                          GError **error);

/* mkdir -p with the mode above and fsync of the parent. IO. */
gboolean scan_dir_make(const char *path, GError **error);

/* rm -r, without following links; a path that does not exist is fine. IO, with the rest left. */
gboolean scan_dir_remove(const char *path, GError **error);

/* Sets *error (IO) from errno with a text that says what to do where that is known: a full disk,
 * a read-only file system, missing permission. doing = "write", path = what. Returns FALSE. */
gboolean scan_set_errno(GError **error, int saved_errno, const char *doing, const char *path);

/* -------------------------------------------------------------------------------- tools -- */

/* What a child of ours may take. Its memory is limited to 4 GB as well. */
typedef struct {
    guint seconds;      /* of processor and of wall time */
    guint64 file_bytes; /* of any file it writes, and of what it says */
    const char *dir;    /* where there is room for what it says; nothing stays there */
} ScanToolLimits;

/* Runs one of poppler's tools or qpdf (argv[0] is found in PATH) to its end, with nothing of ours but what
 * *output (may be NULL) gets of its standard output, in the locale C. It leads a process group of
 * its own and dies with us. LIMIT and DATA (it failed or wrote a line with "Error" to standard
 * error: that line) are reasons to be completed with what to do next; IO: also, it is not installed
 * or cannot be started, which is no fault of the file. */
gboolean scan_tool_run(const char *const *argv, const ScanToolLimits *limits, GBytes **output,
                       GError **error);

/* -------------------------------------------------------------------------------- pages -- */

typedef enum { SCAN_FACE_FRONT, SCAN_FACE_BACK } ScanFace;

/* A piece of paper in a batch, and which side of it a page is. Stands in the master's TIFF
 * ImageDescription as "muhafiz office=OFFICE batch=N sheet=N face=front", so that a restart can
 * adopt a master whose row was lost with the power. The office code has no spaces. */
typedef struct {
    char office[32];
    gint64 batch;
    guint number; /* from 1, in feeding order */
    ScanFace face;
} Sheet;

char *scan_sheet_describe(const Sheet *sheet);
gboolean scan_sheet_parse(const char *description, Sheet *sheet);
const char *scan_face_name(ScanFace face); /* "front", "back" */

/* A page's sides in 1/1000 pt, those that a PDF's may have (ISO 19005-2, 6.1.13): 1.1 mm to 5.08 m. */
#define SCAN_SIDE_MIN_MPT 3000
#define SCAN_SIDE_MAX_MPT 14400000

/* Something measured that a person should look at; the page is never dropped for it.
 * Names are those of DESIGN: blank dark light size blur corner skew duplicate order. */
typedef struct {
    const char *flag; /* static string */
    double value;     /* the measurement behind it, its unit given at scan_measure; of duplicate
                         the likeness to the sheet before, or (index_alike_settle) to a page of
                         any record; 1: the same picture stands in a record already
                         (index_pages_add) */
} ScanFlag;

#define SCAN_FLAGS_MAX 12

/* A small gray copy of a page, taken while its rows went into the master: opaque, a few MB. */
typedef struct ScanGray ScanGray;
void scan_gray_free(ScanGray *gray);

/* What a page looks like, coarsely, so that another can be compared with it: opaque, below 1 MB. */
typedef struct ScanLook ScanLook;

/* Of each place of a page so many, as it would be seen at sizes near its own. */
#define SCAN_TRAIT_SIZES 3
#define SCAN_PLACES_MAX 24
#define SCAN_TRAITS_MAX (SCAN_PLACES_MAX * SCAN_TRAIT_SIZES)

/* One page master on disk. Plain data: copy the struct freely, but clear it once. gray and look live
 * in the process that made them and do not travel. */
typedef struct {
    Sheet sheet;
    char *path; /* where the master is now; owned */
    char sha256[SCAN_SHA256_SIZE];
    /* Of its rows as they came, whatever sheet, resolution and compression the master has: equal ones are the very same
     * picture. "": not known, of a master of before this stood in it, that was found again. */
    char picture[SCAN_SHA256_SIZE];
    guint64 size_bytes;
    guint width_px, height_px;
    double dpi;                 /* both directions; masters have square pixels */
    guint channels, depth_bits; /* 1 or 3; 1, 8 or 16 */
    char **codes;               /* QR texts found on it, NULL-terminated, may be NULL; owned */
    /* Finder patterns of a code of a cover's size were seen, but nobody could read it; or nobody could
     * look for one, as the page was not measured. */
    gboolean has_damaged_code;
    gboolean has_sheet_marks; /* it is one of our printed sheets, whether a code was read or not */
    ScanFlag flags[SCAN_FLAGS_MAX];
    guint n_flags;
    ScanGray *gray; /* where the master was made for measuring, else NULL; owned */
    ScanLook *look; /* once it was measured; owned */
    /* What it is found again by (scan_trait_keys), once it was measured; blank pages have none. */
    guint64 traits[SCAN_TRAITS_MAX];
    guint n_traits;
} Page;

void scan_page_clear(Page *page);
/* Nothing where the page has that flag or SCAN_FLAGS_MAX flags. flag is a static string. */
void scan_page_add_flag(Page *page, const char *flag, double value);
/* An empty array of Page that clears what is taken out of it. */
GArray *scan_pages_new(void);

/* Finder patterns (ISO/IEC 18004, 6.3.3.1) that stand along the edges of our printed sheets beside their
 * codes, so that a sheet whose codes are spoilt is known as one: centres on A4, from the top left, and
 * the seventh of their side. */
typedef struct {
    double x_mm, y_mm;
} ScanSheetMark;

#define SCAN_SHEET_MARKS 10
#define SCAN_SHEET_MODULE_MM 1.4
extern const ScanSheetMark scan_sheet_marks[SCAN_SHEET_MARKS];

/* ------------------------------------------------------------------------------ masters -- */

/* TIFF 6.0 with the dpi, the Sheet and (DocumentName) the picture in it. 1-bit: CCITT G4 (T.6), photometric MinIsWhite.
 * Gray and colour: JPEG-in-TIFF (Technical Note 2), quality 90, colour as YCbCr 4:4:4; or Deflate
 * with predictor 2 where lossless. 16-bit samples are kept only in lossless masters and reduced to
 * 8 otherwise. The writer takes rows as they come (a hand scanner does not know how many), keeps a
 * strip in memory, and checks every write; the file at path is complete, synced and hashed only
 * after finish. */
typedef enum { SCAN_MASTER_JPEG, SCAN_MASTER_LOSSLESS } ScanMasterKind;

typedef struct {
    guint width_px;
    guint channels;   /* 1 gray or line art, 3 RGB interleaved */
    guint depth_bits; /* 1 (1 = black, most significant bit first), 8, 16 (host order) */
    double dpi;
    ScanMasterKind kind;
} ScanMasterSpec;

typedef struct ScanMaster ScanMaster;

#define SCAN_PIXELS_MAX 900000000u /* of one page: what we refuse to believe */

ScanMaster *scan_master_new(const char *path, const ScanMasterSpec *spec, const Sheet *sheet,
                            GError **error);
/* Before the first row: the page shall have a gray copy, since it is measured at once. */
void scan_master_keep_gray(ScanMaster *master);
gboolean scan_master_add_rows(ScanMaster *master, const guint8 *rows, gsize stride_bytes,
                              guint n_rows, GError **error);
/* Fills page's identity and size (not codes and flags: see scan_measure). Frees master whatever
 * happens; on failure the file is gone. A page without rows is DATA. */
gboolean scan_master_finish(ScanMaster *master, Page *page, GError **error);
void scan_master_discard(ScanMaster *master); /* frees and removes the file */

/* Reads back what a master says of itself (Sheet, picture, size, dpi, SHA-256; not codes and flags), so that
 * one whose row was lost can be adopted. DATA: not complete or not one of ours; IO. */
gboolean scan_master_identify(const char *path, Page *page, GError **error);

/* The resolution a master states, exactly: the paper's true size follows from it. DATA. */
gboolean scan_master_dpi(const char *path, double *dpi, GError **error);

/* FOREIGN. Loads a master as leptonica sees it (1, 8 or 32 bpp, resolution set to whole dpi). */
struct Pix *scan_master_load(const char *path, GError **error);
/* FOREIGN. The same in about bytes_max bytes of pixels: a gray or colour page that has more is reduced
 * while it is read. *scale: what is left of a length, 1 where nothing was reduced. DATA, IO, LIMIT. */
struct Pix *scan_master_load_within(const char *path, guint64 bytes_max, double *scale,
                                    GError **error);

/* FOREIGN. Reads QR codes, takes the flags and the look of a finished master: of page->gray where
 * there is one, else the file is read again. Flags and their values:
 *   blank   nothing on it but punch holes, borders, show-through, folds, staples and dust; value: what
 *           looked like ink all the same, in mm2. Doubt makes a page not blank.
 *   dark    mean luminance 0-255, below 90
 *   light   mean luminance 0-255, above 235 and the ink pale
 *   size    width in mm where no paper of an office has that size: most often a wrong dpi
 *   blur    median distance in mm over which edges of the darkest ink rise from 20 to 80 % of their
 *           height, above 0.25 and above 1.9 pixels; good scans have 0.1 to 0.2. Not of 1-bit pages.
 *   skew    degrees clockwise that the lines run askew, beyond 4 to either side
 *   corner  the mean leg in mm of the triangle at a corner that is folded or torn off, from legs of 8 mm:
 *           something may be hidden. White paper on a white bed shows it by a shadow alone.
 * FALSE: the page is one all the same; has_damaged_code is set, for it may be a cover. */
gboolean scan_measure(Page *page, GError **error);

/* FOREIGN. Of a master that is loaded: whether it would be flagged blank. */
gboolean scan_pix_is_blank(struct Pix *master, double dpi);

/* FOREIGN. The look of a master whose page was not measured in this process. DATA, IO, LIMIT. */
ScanLook *scan_look_load(const char *path, GError **error);
void scan_look_free(ScanLook *look);
/* How alike two pages look in the place where they are least alike: 0 different, 1 the same. However it lies, with any edge first,
 * up to a tenth larger or smaller, on a larger bed or cut (to 60 % of its ink at least), brighter or noisier, a page is
 * mostly like itself (above SCAN_LIKENESS_SAME); another text on the same form is not. Very thin rules may be lost in smaller
 * copies, so that some of these are not. 0 where either has too little on it to tell. Sheets fed twice are found so. */
double scan_look_likeness(const ScanLook *a, const ScanLook *b);
gboolean scan_look_is_blank(const ScanLook *look); /* too little on it to tell */
#define SCAN_LIKENESS_SAME 0.6

/* Pages that may look alike are found among millions by their traits (traits.h), SCAN_TRAIT_SIZES for each place, one after
 * another: the number under which the first of these is kept, and those under which the place is looked up, each once, as another
 * scan of it may have them. Two pages with SCAN_TRAITS_SHARED of their places in common are worth comparing. */
#define SCAN_TRAIT_WEAK 3
#define SCAN_TRAIT_KEYS (SCAN_TRAIT_SIZES << SCAN_TRAIT_WEAK)
guint64 scan_trait_key(guint64 trait); /* below 2^32 */
guint scan_trait_keys(const guint64 traits[SCAN_TRAIT_SIZES], guint64 keys[SCAN_TRAIT_KEYS]);
#define SCAN_TRAITS_SHARED 2

/* FOREIGN. A gray JPEG of the page, at most 1000 px high, at path, for people to look at. Without
 * gray and dpi (0) the master says them. IO, DATA, LIMIT. */
gboolean scan_preview_write(const Page *page, const char *path, GError **error);

/* ------------------------------------------------------------------------------ scanners -- */

/* A [scanner NAME] section of muhafiz.conf or what the command line says. Exactly one of device,
 * airscan, net, feed is set; strings are borrowed by whoever is handed the struct. */
typedef struct {
    const char *device;         /* SANE device name */
    const char *airscan;        /* http://HOST[:PORT]/eSCL, through sane-airscan */
    const char *net;            /* HOST running saned; with device: the name there */
    const char *feed;           /* glob of page images, delivered through SANE's pnm back end */
    const char *source;         /* see scan_source_word, or the driver's own; NULL: its default */
    const char *mode;           /* "lineart", "gray", "color", or the driver's own; NULL: "gray" */
    guint dpi;                  /* 0: 300 */
    guint depth_bits;           /* 0: 1 for lineart, else 8 */
    double width_mm, height_mm; /* 0: A4 */
    const char *const *options; /* further "name=value" for the back end, set last; may be NULL */
    ScanMasterKind master;
} ScanSettings;

/* "adf", "adf-duplex" or "flatbed", as the words people and drivers have for them mean ("duplex",
 * "ADF Front", "both sides", "platen"); NULL: none of them. */
const char *scan_source_word(const char *source);

/* Writes a private SANE configuration for the settings into dir (made if needed), without the escl
 * driver (scan/config.c says why), and names the SANE device to open. The caller sets the child's
 * SANE_CONFIG_DIR to dir, without a colon, unless the user's environment has one already, which is
 * used as it is. Settings without device, airscan, net and feed give "" and a configuration to list
 * the system's scanners with. USAGE, IO. */
char *scan_config_write(const ScanSettings *settings, const char *dir, GError **error);

/* The drivers of the system's list (dll.conf, dll.d), without those we refuse; char*, owned. */
char **scan_drivers_list(void);
/* The refused ones that are in the system's list: escl (scan/config.c says why). */
char **scan_drivers_refused(void);
/* A configuration with that one driver and its settings from the caller's SANE_CONFIG_DIR or the
 * system, in dir, which is made. What SANE_CONFIG_DIR is to be set to; USAGE, IO. */
char *scan_config_write_driver(const char *driver, const char *dir, GError **error);

/* Texts without a note are set, perhaps empty; of a device that was only named, not listed, the
 * vendor, model and type are not known. */
typedef struct {
    char *name, *vendor, *model, *type;
    char *serial;            /* where the driver tells it */
    char **sources, **modes; /* NULL-terminated, may be empty */
    char *resolutions;       /* "75-600" or "100,150,300"; NULL: not known */
    char *trouble;           /* why it could not be opened, or NULL */
} ScanDevice;

void scan_device_free(ScanDevice *device);
/* Borrows the device. looked: it was opened, or that failed. */
typedef void (*ScanDeviceFunc)(const ScanDevice *device, gboolean looked, gpointer user_data);
/* FOREIGN. Tells of every scanner SANE lists (if list; those of the escl driver are passed over) and
 * of those in names (may be NULL): of all once as soon as they are known, then of each again when it
 * was opened to learn what it can do. Slow where drivers search the network, and for ever where one
 * hangs. DEVICE. */
gboolean scan_devices_look(gboolean list, const char *const *names, ScanDeviceFunc tell,
                           gpointer user_data, GError **error);

/* What ended a feed. Its name stands in events and JSON, its advice is what the operator reads. */
typedef enum {
    SCAN_END_PAGE,    /* not an end: a whole page came */
    SCAN_END_NO_DOCS, /* the feeder is empty; no proof that all sheets were fed */
    SCAN_END_JAMMED,
    SCAN_END_COVER_OPEN,
    SCAN_END_BUSY,
    SCAN_END_IO,
    SCAN_END_CANCELLED,
    SCAN_END_INVALID, /* the driver broke its contract: empty page, ragged rows, absurd size */
    SCAN_END_DENIED,
    SCAN_END_STORE, /* the scanner did its part; the page could not be written: a full disk */
    SCAN_END_OTHER,
} ScanEnd;

const char *scan_end_name(ScanEnd end);   /* "jammed" */
const char *scan_end_advice(ScanEnd end); /* "Take out the jammed sheet, close the cover, ..." */

typedef struct ScanSession ScanSession;

/* Called on every piece of progress (bytes received, a start that succeeded), never on idling. */
typedef void (*ScanProgressFunc)(guint64 bytes, gpointer user_data);

/* FOREIGN. Opens device_name (from scan_config_write) and negotiates the settings in the order
 * source, mode, depth, resolution, page size, geometry, options; values are snapped to what the
 * driver allows. A value that the driver does not know at all is USAGE and names those it does. */
ScanSession *scan_session_open(const char *device_name, const ScanSettings *settings,
                               ScanProgressFunc progress, gpointer user_data, GError **error);
/* FOREIGN. Feeds one page into a master at path. SCAN_END_PAGE: *page is filled and durable.
 * Anything else: the partial page is gone, *page untouched, the driver is cancelled; error is set
 * for all but NO_DOCS (CANCELLED; DEVICE for what the scanner did; IO, LIMIT, DATA of the master or
 * the image). The session stays usable after a fault: put the paper right, call again. BUSY is not
 * waited for here: call again after a pause, for a minute or so. With feed, the sheet's number says
 * which image it is, from 1, so that a batch that is resumed goes on behind its last sheet. */
ScanEnd scan_session_feed(ScanSession *session, const Sheet *sheet, const char *path, Page *page,
                          GError **error);
/* May be called from another thread or a signal handler while a page is fed; takes effect when the
 * driver next returns, and no page comes from that feed. A driver that hangs must be killed. */
void scan_session_cancel(ScanSession *session);
/* FOREIGN. For another thread, some time after scan_session_cancel: calls the driver's cancel although
 * the feed is inside the driver. It ends a job that the scanner would else stay busy with (airscan:
 * 10 s or less), but drivers crash on it, block (net), or start anew and bring a page later, which
 * scan_session_feed does not take. */
void scan_session_abort(ScanSession *session);
gboolean
scan_session_is_duplex(const ScanSession *session); /* faces come front, back, front, back */
/* Sheets come from a feeder that says when it is empty; a flatbed gives the same one for ever. */
gboolean scan_session_is_feeder(const ScanSession *session);
/* Which scanner was opened, as SANE names it, and its serial number: "" where the driver does not tell. */
const char *scan_session_device(const ScanSession *session);
const char *scan_session_serial(const ScanSession *session);
/* FOREIGN. Drivers cancel their threads anywhere; one that dies while the linker binds a symbol lets
 * this hang for ever (1 in 15 after a fault, none in 60 with LD_BIND_NOW=1 in the child's start
 * environment). So set that, and watch the end of the child like the rest. */
void scan_session_close(ScanSession *session);

/* --------------------------------------------------------------------------------- files -- */

/* A page image file (TIFF of many pages, JPEG, PNG) or a PDF becomes masters in out_dir, named
 * 0001.tif and on. FOREIGN; for PDF it runs poppler's tools as its own children. */
typedef struct {
    const char *out_dir;
    double dpi; /* for what states none and is no usual paper's size, and to render PDF pages at */
    ScanMasterKind master;
    Sheet first;               /* sheet of the first page; each page is a sheet of its own */
    ScanProgressFunc progress; /* called after each page with the bytes written; may be NULL */
    gpointer user_data;
} ScanDecodeSettings;

/* "tiff", "jpeg", "png" or "pdf", from the first bytes as scan_decode takes them. Never waits: DATA
 * for what is no regular file (a pipe, a folder), is empty or is of a kind that scan_decode refuses,
 * with the same words; IO. */
const char *scan_kind_of_file(const char *path, GError **error);

/* All pages or none: on failure what was written is removed. The array holds Page (cleared with the
 * array). DATA: broken, truncated, empty or of a foreign kind, by name; LIMIT: over
 * SCAN_PIXELS_MAX; IO: cannot be read. Where a PDF page is one image, that image is taken at its
 * own resolution, turned as /Rotate says; otherwise the page is rendered. */
GArray *scan_decode(const char *path, const ScanDecodeSettings *settings, GError **error);

G_END_DECLS
