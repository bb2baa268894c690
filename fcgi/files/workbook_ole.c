/*
 * workbook_ole.c: takes one stream out of a compound file ([MS-CFB]), the container of .xls. See workbook_xls.h.
 * Sectors are chained by tables that the file brings along: each number is checked before it is followed, and a chain
 * ends after as many links as the file has sectors, so a circle is found.
 */
#include <stdlib.h>
#include <unistd.h>

#include "files/workbook_xls.h"

enum {
	HEADER = 512,
	IN_HEADER = 109, /* numbers of sectors of the table that the header has room for */
	ENTRY = 128,	 /* of the directory */
	SMALL = 64	 /* sectors of the small streams */
};

typedef struct ole {
	int fd;
	u64 size; /* of the file */
	unsigned shift;
	uint32_t sectors;
	uint32_t *next; /* by sector: the one that follows, or a number that is none */
	u8 header[HEADER];
} ole;

static size_t
sector_size(const ole *o)
{
	return (size_t)1 << o->shift;
}

/* The last sector may be cut off; what is missing counts as zero. */
static bool
read_sector(const ole *o, uint32_t i, u8 *to)
{
	size_t size = sector_size(o);
	ssize_t n;

	if (i >= o->sectors)
		return false;
	n = pread(o->fd, to, size, (off_t)(((u64)i + 1) << o->shift));
	if (n <= 0)
		return false;
	memset(to + n, 0, size - (size_t)n);
	return true;
}

/* Reads sector i of the table into next, from entry *have on. */
static bool
read_table(ole *o, uint32_t i, uint32_t *have, u8 *buffer)
{
	if (!read_sector(o, i, buffer))
		return false;
	for (size_t k = 0; k < sector_size(o) && *have < o->sectors; k += 4)
		o->next[(*have)++] = le32(buffer + k);
	return true;
}

/* The table of all sectors: its first parts are named by the header, the others by sectors that are chained
 * themselves.
 */
static void
read_tables(ole *o, u8 *buffer)
{
	uint32_t have = 0, list = le32(o->header + 68), lists = le32(o->header + 72);
	size_t in_list = sector_size(o) / 4 - 1;
	u8 *named = malloc(sector_size(o));
	bool more = named != NULL;

	for (size_t i = 0; more && i < IN_HEADER && have < o->sectors; i++)
		more = read_table(o, le32(o->header + 76 + 4 * i), &have, buffer);
	for (; more && have < o->sectors && lists > 0; lists--) {
		more = read_sector(o, list, named);
		for (size_t i = 0; more && i < in_list && have < o->sectors; i++)
			more = read_table(o, le32(named + 4 * i), &have, buffer);
		list = le32(named + 4 * in_list);
	}
	free(named);
	/* A table that ends early says nothing of the sectors behind it: a chain that leads there is refused. */
	while (have < o->sectors)
		o->next[have++] = UINT32_MAX;
}

/* The bytes of a chain of sectors, at most `most` of them; NULL when it is broken or empty. */
static u8 *
read_chain(const ole *o, uint32_t first, u64 most, size_t *n)
{
	u8 *bytes = NULL;
	size_t size = sector_size(o), links = 0, used = 0;

	for (uint32_t i = first; i < o->sectors && links <= o->sectors; i = o->next[i])
		links++;
	if (links == 0 || links > o->sectors)
		return NULL;
	if (links > most / size + 1)
		links = (size_t)(most / size + 1);
	bytes = malloc(links * size);
	for (uint32_t i = first; bytes && links > 0; i = o->next[i], links--) {
		if (!read_sector(o, i, bytes + used)) {
			free(bytes);
			return NULL;
		}
		used += size;
	}
	*n = used < most ? used : (size_t)most;
	return bytes;
}

/* A stream below the cutoff lies in sectors of 64 bytes inside the root's stream, chained by a table of their own. */
static u8 *
read_small(const ole *o, const u8 *root, uint32_t first, size_t want)
{
	size_t n = 0, tables = 0, used = 0;
	u8 *table = read_chain(o, le32(o->header + 60), o->size, &tables);
	u8 *all = table ? read_chain(o, le32(root + 116), o->size, &n) : NULL,
	   *bytes = all ? malloc(want + SMALL) : NULL;

	for (uint32_t i = first; bytes && used < want;) {
		if (((u64)i + 1) * SMALL > n || ((u64)i + 1) * 4 > tables) {
			free(bytes);
			bytes = NULL;
			break;
		}
		memcpy(bytes + used, all + (size_t)i * SMALL, SMALL);
		used += SMALL;
		i = le32(table + 4 * (size_t)i);
	}
	free(table);
	free(all);
	return bytes;
}

static u8 *
read_named(const ole *o, const char *name, size_t *n)
{
	size_t entries, chained, want;
	u8 *directory = read_chain(o, le32(o->header + 48), o->size, &entries), *bytes = NULL;
	const u8 *e = NULL;

	for (size_t i = 0; directory && e == NULL && i + ENTRY <= entries; i += ENTRY)
		if (ole_named(directory + i, name))
			e = directory + i;
	want = e ? le32(e + 120) : 0;
	if (want > 0 && want <= o->size) {
		*n = want;
		if (want < le32(o->header + 56)) {
			bytes = read_small(o, directory, le32(e + 116), want);
		} else {
			bytes = read_chain(o, le32(e + 116), want, &chained);
			if (bytes && chained < want) {
				free(bytes);
				bytes = NULL;
			}
		}
	}
	free(directory);
	return bytes;
}

u8 *
ole_stream(FILE *f, const char *name, size_t *n)
{
	ole o = { .fd = fileno(f) };
	u8 *buffer, *bytes = NULL;

	if (fseeko(f, 0, SEEK_END) != 0 || (o.size = (u64)ftello(f)) < HEADER ||
	    pread(o.fd, o.header, HEADER, 0) != HEADER)
		return NULL;
	o.shift = o.header[30];
	if ((o.shift != 9 && o.shift != 12) || o.size > XLS_BYTES_MAX || o.size <= sector_size(&o))
		return NULL;
	o.sectors = (uint32_t)((o.size - 1) >> o.shift);
	o.next = calloc(o.sectors, sizeof *o.next);
	buffer = malloc(sector_size(&o));
	if (o.next && buffer) {
		read_tables(&o, buffer);
		bytes = read_named(&o, name, n);
	}
	free(o.next);
	free(buffer);
	return bytes;
}
