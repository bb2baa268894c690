/*
 * archive_layout.h: the directory of a zip as it stands in the file, read by ourselves. Private to files/archive*.c.
 * libzip unpacks; but it does not tell where entries lie, cuts names at NUL, and reads a directory of any length. So
 * the directory is walked here first, within limits, and must agree with what libzip sees.
 */
#ifndef FILES_ARCHIVE_LAYOUT_H
#define FILES_ARCHIVE_LAYOUT_H

#include <stdio.h>

#include "files/archive.h"

typedef struct layout_entry {
	u64 from, to; /* the bytes of its local header and data; to is a lower bound */
	u64 size, packed;
	unsigned flags, method, host, mode; /* general purpose bits; Unix mode when host is 3 or 19 */
	str name;			    /* raw bytes, in layout.names */
} layout_entry;

typedef struct layout {
	layout_entry *v;
	size_t n;
	char *bytes; /* the directory itself: the names point into it */
} layout;

/* Reads the directory of f; on ARCHIVE_OK *out is to be given back by layout_free. */
archive_error layout_read(FILE *f, size_t max_entries, layout *out);
void layout_free(layout *l);

#endif
