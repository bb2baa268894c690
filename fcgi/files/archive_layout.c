/*
 * archive_layout.c: walks end record and central directory of a zip (APPNOTE 4.3.12-4.3.16, 4.5.3). See the header.
 */
#include "files/archive_layout.h"

#include <stdlib.h>

enum {
	END_LEN = 22,
	END64_LEN = 56,
	LOCATOR_LEN = 20,
	HEAD_LEN = 46,
	LOCAL_LEN = 30,
	TAIL_MAX = END_LEN + 0xffff,
	DIRECTORY_MAX =
	    16 << 20, /* bytes of central directory; 100 entries' worth of extras per KB and still plenty */
};

static u64
le(const u8 *p, size_t n)
{
	u64 v = 0;

	while (n--)
		v = v << 8 | p[n];
	return v;
}

static bool
read_at(FILE *f, u64 at, void *p, size_t n)
{
	return at <= INT64_MAX && fseeko(f, (off_t)at, SEEK_SET) == 0 && fread(p, 1, n, f) == n;
}

typedef struct end_record {
	u64 at, entries, size, offset;
} end_record;

/* The values of the zip64 end record, where the plain one has no room for them. */
static archive_error
end64(FILE *f, end_record *e)
{
	u8 locator[LOCATOR_LEN], rec[END64_LEN];

	if (e->at < LOCATOR_LEN || !read_at(f, e->at - LOCATOR_LEN, locator, sizeof locator) ||
	    memcmp(locator, "PK\6\7", 4) != 0)
		return ARCHIVE_DAMAGED;
	e->at = le(locator + 8, 8);
	if (!read_at(f, e->at, rec, sizeof rec) || memcmp(rec, "PK\6\6", 4) != 0)
		return ARCHIVE_DAMAGED;
	e->entries = le(rec + 32, 8);
	e->size = le(rec + 40, 8);
	e->offset = le(rec + 48, 8);
	return ARCHIVE_OK;
}

static archive_error
find_end(FILE *f, end_record *e)
{
	u8 *tail;
	u64 length;
	size_t n, i;
	bool found = false;

	if (fseeko(f, 0, SEEK_END) != 0)
		return ARCHIVE_UNREADABLE;
	length = (u64)ftello(f);
	n = length < TAIL_MAX ? (size_t)length : TAIL_MAX;
	if (n < END_LEN)
		return ARCHIVE_NOT_ZIP;
	tail = malloc(n);
	if (tail == NULL)
		return ARCHIVE_MEMORY;
	if (!read_at(f, length - n, tail, n)) {
		free(tail);
		return ARCHIVE_UNREADABLE;
	}
	for (i = n - END_LEN + 1; i-- > 0 && !found;)
		if (memcmp(tail + i, "PK\5\6", 4) == 0 && i + END_LEN + le(tail + i + 20, 2) == n) {
			*e = (end_record){ length - n + i, le(tail + i + 10, 2), le(tail + i + 12, 4),
				le(tail + i + 16, 4) };
			found = true;
		}
	free(tail);
	if (!found)
		return ARCHIVE_DAMAGED;
	if (e->entries == 0xffff || e->size == 0xffffffff || e->offset == 0xffffffff)
		return end64(f, e);
	return ARCHIVE_OK;
}

/* Takes the 64-bit values out of the extra field, in the order the standard gives them. */
static bool
extra64(const u8 *p, size_t n, layout_entry *e)
{
	while (n >= 4) {
		size_t len = (size_t)le(p + 2, 2);

		if (len > n - 4)
			return false;
		if (le(p, 2) == 1) {
			u64 *const want[] = { &e->size, &e->packed, &e->from };
			const u8 *v = p + 4;

			for (size_t i = 0; i < 3; i++)
				if (*want[i] == 0xffffffff) {
					if (len < 8)
						return false;
					*want[i] = le(v, 8);
					v += 8;
					len -= 8;
				}
			return true;
		}
		p += 4 + len;
		n -= 4 + len;
	}
	return true;
}

static bool
walk(const u8 *p, u64 n, u64 limit, layout *l)
{
	for (size_t i = 0; i < l->n; i++) {
		layout_entry *e = &l->v[i];
		u64 name, extra, comment;

		if (n < HEAD_LEN || memcmp(p, "PK\1\2", 4) != 0)
			return false;
		name = le(p + 28, 2);
		extra = le(p + 30, 2);
		comment = le(p + 32, 2);
		if (n - HEAD_LEN < name + extra + comment)
			return false;
		e->host = p[5];
		e->flags = (unsigned)le(p + 8, 2);
		e->method = (unsigned)le(p + 10, 2);
		e->packed = le(p + 20, 4);
		e->size = le(p + 24, 4);
		e->mode = (unsigned)le(p + 40, 2);
		e->from = le(p + 42, 4);
		e->name = (str){ (const char *)p + HEAD_LEN, (size_t)name };
		if (!extra64(p + HEAD_LEN + name, (size_t)extra, e))
			return false;
		if (e->from > limit || e->packed > limit || limit - e->packed < e->from ||
		    limit - e->packed - e->from < LOCAL_LEN + name)
			return false;
		e->to = e->from + LOCAL_LEN + name + e->packed;
		p += HEAD_LEN + name + extra + comment;
		n -= HEAD_LEN + name + extra + comment;
	}
	return n == 0;
}

static int
by_place(const void *x, const void *y)
{
	const layout_entry *const *a = x, *const *b = y;

	return ((*a)->from > (*b)->from) - ((*a)->from < (*b)->from);
}

static archive_error
overlap(const layout *l)
{
	const layout_entry **order = calloc(l->n + 1, sizeof *order);
	bool bad = false;

	if (order == NULL)
		return ARCHIVE_MEMORY;
	for (size_t i = 0; i < l->n; i++)
		order[i] = &l->v[i];
	qsort(order, l->n, sizeof *order, by_place);
	for (size_t i = 1; i < l->n; i++)
		bad |= order[i]->from < order[i - 1]->to;
	free(order);
	return bad ? ARCHIVE_DAMAGED : ARCHIVE_OK;
}

static archive_error
read_directory(FILE *f, const end_record *e, layout *l)
{
	if (e->offset > e->at || e->size > e->at - e->offset || e->size > DIRECTORY_MAX)
		return ARCHIVE_DAMAGED;
	l->n = (size_t)e->entries;
	l->v = calloc(l->n + 1, sizeof *l->v);
	l->bytes = malloc((size_t)e->size + 1);
	if (l->v == NULL || l->bytes == NULL)
		return ARCHIVE_MEMORY;
	if (!read_at(f, e->offset, l->bytes, (size_t)e->size))
		return ARCHIVE_UNREADABLE;
	if (!walk((const u8 *)l->bytes, e->size, e->offset, l))
		return ARCHIVE_DAMAGED;
	return overlap(l);
}

archive_error
layout_read(FILE *f, size_t max_entries, layout *out)
{
	u8 magic[4];
	end_record e;
	archive_error err;

	*out = (layout){ 0 };
	if (!read_at(f, 0, magic, sizeof magic) ||
	    (memcmp(magic, "PK\3\4", 4) != 0 && memcmp(magic, "PK\5\6", 4) != 0))
		return ARCHIVE_NOT_ZIP;
	err = find_end(f, &e);
	if (err)
		return err;
	if (e.entries > max_entries)
		return ARCHIVE_ENTRIES;
	err = read_directory(f, &e, out);
	if (err)
		layout_free(out);
	return err;
}

void
layout_free(layout *l)
{
	free(l->v);
	free(l->bytes);
	*l = (layout){ 0 };
}
