/*
 * archive_write.c: writes a zip of our own files, the same bytes for the same files. See archive.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

#include "files/archive.h"

enum { DOS_TIME = 0, DOS_DATE = 0x21 }; /* 1980-01-01 00:00 */

struct archive_writer {
	zip_t *zip;
	FILE *part; /* contents, one after the other */
	char *path, *part_path;
	u64 at;
	bool failed;
};

static void
give_back(archive_writer *w)
{
	if (w->part) {
		fclose(w->part);
		unlink(w->part_path);
	}
	free(w->path);
	free(w->part_path);
	free(w);
}

archive_writer *
archive_create(const char *path)
{
	archive_writer *w = calloc(1, sizeof *w);
	int code;

	if (w == NULL)
		return NULL;
	w->path = strdup(path);
	if (w->path == NULL || asprintf(&w->part_path, "%s.part", path) < 0) {
		w->part_path = NULL;
		give_back(w);
		return NULL;
	}
	w->part = fopen(w->part_path, "wbe");
	if (w->part)
		w->zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
	if (w->zip == NULL) {
		give_back(w);
		return NULL;
	}
	return w;
}

static bool
add(archive_writer *w, const char *name, size_t n, bool pack)
{
	zip_source_t *source = zip_source_file(w->zip, w->part_path, w->at, (zip_int64_t)n);
	zip_int64_t i;

	if (source == NULL)
		return false;
	i = zip_file_add(w->zip, name, source, ZIP_FL_ENC_UTF_8);
	if (i < 0) {
		zip_source_free(source);
		return false;
	}
	return zip_set_file_compression(w->zip, (zip_uint64_t)i, pack ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0) == 0 &&
	       zip_file_set_dostime(w->zip, (zip_uint64_t)i, DOS_TIME, DOS_DATE, 0) == 0;
}

bool
archive_add(archive_writer *w, str name, const void *bytes, size_t n, bool pack)
{
	char *z = strndup(name.p, name.n);
	bool done = z && name.n && name.p[0] != '/' && utf8_valid(name) && fwrite(bytes, 1, n, w->part) == n;

	/* libzip reads a length of 0 as "to the end of the file". */
	if (done && n == 0) {
		zip_source_t *nothing = zip_source_buffer(w->zip, "", 0, 0);
		zip_int64_t i = nothing ? zip_file_add(w->zip, z, nothing, ZIP_FL_ENC_UTF_8) : -1;

		if (nothing && i < 0)
			zip_source_free(nothing);
		done = i >= 0 && zip_file_set_dostime(w->zip, (zip_uint64_t)i, DOS_TIME, DOS_DATE, 0) == 0;
	} else if (done) {
		done = fflush(w->part) == 0 && add(w, z, n, pack);
		w->at += n;
	}
	free(z);
	if (!done)
		w->failed = true;
	return done;
}

bool
archive_finish(archive_writer *w)
{
	bool done = !w->failed;

	if (done && zip_close(w->zip) != 0)
		done = false;
	else if (done)
		w->zip = NULL;
	if (w->zip)
		zip_discard(w->zip);
	give_back(w);
	return done;
}

void
archive_abandon(archive_writer *w)
{
	if (w == NULL)
		return;
	zip_discard(w->zip);
	give_back(w);
}
