/*
 * zip_made.h: makes a zip around contents that a fuzzer has changed, so that directory and CRC are right and what is
 * inside is reached. Included by the targets that read zips.
 */
#ifndef TESTS_ZIP_MADE_H
#define TESTS_ZIP_MADE_H

#include <zlib.h>

#include "base/buf.h"

typedef struct zip_made {
	buf local, directory;
	size_t entries;
} zip_made;

static inline void
zip_le(buf *b, size_t v, int n)
{
	for (; n > 0; n--, v >>= 8)
		buf_char(b, (char)(v & 255));
}

/* data packed by deflate without head and tail. */
static inline str
zip_deflated(arena *a, str data)
{
	z_stream z = { 0 };
	size_t room = compressBound((uLong)data.n) + 64;
	u8 *out = arena_alloc(a, room);

	if (deflateInit2(&z, 1, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	z.next_in = (Bytef *)(uintptr_t)data.p;
	z.avail_in = (uInt)data.n;
	z.next_out = out;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort();
	room -= z.avail_out;
	deflateEnd(&z);
	return (str){ (const char *)out, room };
}

/* What both records of an entry say alike, from "version needed" to the length of its name. */
static inline void
zip_head(buf *b, str name, str data, size_t packed, unsigned flags, unsigned method)
{
	zip_le(b, 20, 2);
	zip_le(b, flags, 2);
	zip_le(b, method, 2);
	zip_le(b, 0x210000, 4);
	zip_le(b, crc32(0, (const Bytef *)data.p, (uInt)data.n), 4);
	zip_le(b, packed, 4);
	zip_le(b, data.n, 4);
	zip_le(b, name.n, 2);
	zip_le(b, 0, 2);
}

static inline void
zip_add(zip_made *z, str name, str data, unsigned flags, unsigned method)
{
	str packed = method == Z_DEFLATED ? zip_deflated(z->local.a, data) : data;
	size_t from = z->local.n;

	buf_put(&z->local, "PK\3\4", 4);
	zip_head(&z->local, name, data, packed.n, flags, method);
	buf_str(&z->local, name);
	buf_str(&z->local, packed);
	buf_put(&z->directory, "PK\1\2", 4);
	zip_le(&z->directory, 0x0314, 2); /* made on Unix */
	zip_head(&z->directory, name, data, packed.n, flags, method);
	zip_le(&z->directory, 0, 2 + 2 + 2);
	zip_le(&z->directory, (size_t)0100644 << 16, 4);
	zip_le(&z->directory, from, 4);
	buf_str(&z->directory, name);
	z->entries++;
}

static inline str
zip_end(zip_made *z)
{
	size_t from = z->local.n, n = z->directory.n;

	buf_str(&z->local, buf_view(&z->directory));
	buf_put(&z->local, "PK\5\6\0\0\0\0", 8);
	zip_le(&z->local, z->entries, 2);
	zip_le(&z->local, z->entries, 2);
	zip_le(&z->local, n, 4);
	zip_le(&z->local, from, 4);
	zip_le(&z->local, 0, 2);
	return buf_view(&z->local);
}

#endif
