/* index/nic.h - the e-Office form of a file number. */
#pragma once

#include <glib.h>

typedef struct NicWriter NicWriter;

NicWriter *index_nic_writer_new(GError **error);
void index_nic_writer_free(NicWriter *writer);
/* The form of a number, or NULL if no letter or digit is left of it. */
char *index_nic_write(NicWriter *writer, const char *file_no);

/* Decimal digits of any script become ASCII, all else stays. */
char *index_digits_to_ascii(const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(NicWriter, index_nic_writer_free)
