/*
 * archive.h: reading a zip that came from outside, and writing one of our own.
 * Nothing is ever extracted to a path: an entry is read into memory the caller owns. An archive is refused whole when
 * its directory lies, entries overlap, are encrypted, or the declared sizes pass the limits (faults.md E3, E4, E8).
 * Names are for matching and for messages only (E9, E10).
 */
#ifndef FILES_ARCHIVE_H
#define FILES_ARCHIVE_H

#include "base/str.h"

typedef enum archive_error {
	ARCHIVE_OK,
	ARCHIVE_UNREADABLE, /* the file cannot be opened or read */
	ARCHIVE_NOT_ZIP,
	ARCHIVE_DAMAGED, /* cut off, wrong CRC, directory and entries disagree, entries overlap */
	ARCHIVE_ENCRYPTED,
	ARCHIVE_METHOD,	    /* packed in a way that is not read here */
	ARCHIVE_ENTRIES,    /* more entries than the limit */
	ARCHIVE_ENTRY_SIZE, /* one entry over its limit */
	ARCHIVE_TOTAL_SIZE, /* all together over the limit */
	ARCHIVE_RATIO,	    /* unpacks to implausibly much: a bomb */
	ARCHIVE_MEMORY,
} archive_error;

typedef struct archive_limits {
	size_t entries;
	u64 entry_bytes, total_bytes; /* uncompressed */
	u64 ratio;		      /* uncompressed : compressed, looked at from 1 MiB on */
} archive_limits;

/* 5,000 photos with room for directories and junk (spec 2.3). How large one may be is said of each by itself. */
extern const archive_limits archive_photos;

typedef enum archive_flag {
	ARCHIVE_DIRECTORY = 1,
	ARCHIVE_JUNK = 2,      /* __MACOSX, .DS_Store, Thumbs.db, desktop.ini: ignore silently */
	ARCHIVE_DANGEROUS = 4, /* "..", absolute, drive, NUL or hidden characters, link, device, reserved or over-long
				* name: ignore and report */
} archive_flag;

typedef struct archive_entry {
	str path;	/* whole name as UTF-8 (from GB18030 where it is not UTF-8), "\" as it came */
	str name;	/* its last part */
	u64 size;	/* uncompressed, as declared */
	unsigned flags; /* of archive_flag */
} archive_entry;

typedef struct archive archive;

/* Opens and checks the archive at path; nothing is unpacked yet. On ARCHIVE_OK *out is the caller's to close, also
 * when the work is left by arena_fail: keep it where the loop that set the exit finds it. */
archive_error archive_open(const char *path, const archive_limits *limits, archive **out);
/* Gives it back; NULL is allowed. */
void archive_close(archive *z);
/* The Chinese sentence for an error, with the remedy. */
const char *archive_says(archive_error e);

size_t archive_count(const archive *z);
/* Entry i < archive_count; its strings live as long as the archive. */
const archive_entry *archive_at(const archive *z, size_t i);
/* Index of the entry with exactly this path, or archive_count when there is none. */
size_t archive_find(const archive *z, str path);
/* Unpacks entry i into buffer of cap bytes and checks size and CRC; *n is what it holds. ARCHIVE_ENTRY_SIZE when it
 * does not fit. */
archive_error archive_read(archive *z, size_t i, void *buffer, size_t cap, size_t *n);

/* One entry as a stream: one at a time per archive. */
archive_error archive_start(archive *z, size_t i);
/* The next bytes; *n is 0 at the end, where size and CRC have been found right. */
archive_error archive_next(archive *z, void *buffer, size_t cap, size_t *n);
void archive_stop(archive *z);

/*
 * Writing. The same files in the same order give the same bytes: entries bear the date 1980-01-01. Contents wait in
 * "<path>.part" until the end, so memory does not grow with them.
 */
typedef struct archive_writer archive_writer;

/* NULL when nothing can be written there. */
archive_writer *archive_create(const char *path);
/* Adds a file under a UTF-8 name, which must be new and relative. pack: deflate it, otherwise store it as it is. */
bool archive_add(archive_writer *w, str name, const void *bytes, size_t n, bool pack);
/* Writes the archive to its path (whole or not at all) and gives w back; false when an addition or this failed. */
bool archive_finish(archive_writer *w);
/* Gives w back and leaves nothing behind; NULL is allowed. */
void archive_abandon(archive_writer *w);

#endif
