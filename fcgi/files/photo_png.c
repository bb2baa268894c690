/*
 * photo_png.c: the chunk walk of photo_png.h and libpng's simplified reader.
 */
#include <png.h>
#include <stdlib.h>
#include <zlib.h>

#include "files/photo_jpeg.h"
#include "files/photo_png.h"

enum { SIGNATURE = 8, CHUNK = 12 /* length, type and CRC around the data */ };

static size_t
be32(const u8 *p)
{
	return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

static bool
is_type(const u8 *chunk, const char *type)
{
	return memcmp(chunk + 4, type, 4) == 0;
}

photo_png_result
photo_png_read(photo_png *g, const void *bytes, size_t n)
{
	const u8 *b = bytes;
	bool data = false;
	*g = (photo_png){ .orientation = 1 };
	if (n < SIGNATURE || memcmp(b, "\x89PNG\r\n\x1a\n", SIGNATURE) != 0)
		return PHOTO_PNG_BROKEN;
	for (size_t at = SIGNATURE;;) {
		if (n - at < CHUNK)
			return PHOTO_PNG_CUT;
		size_t length = be32(b + at);
		if (length > 0x7FFFFFFF)
			return PHOTO_PNG_BROKEN;
		if (length > n - at - CHUNK)
			return PHOTO_PNG_CUT;
		const u8 *c = b + at;
		bool first = at == SIGNATURE;
		at += CHUNK + length;
		if (first != is_type(c, "IHDR") || (first && length != 13))
			return PHOTO_PNG_BROKEN;
		if (first) {
			size_t w = be32(c + 8), h = be32(c + 12);
			if (!w || !h || w > 0x7FFFFFFF || h > 0x7FFFFFFF)
				return PHOTO_PNG_BROKEN;
			g->width = (int)w;
			g->height = (int)h;
		} else if (is_type(c, "acTL") || is_type(c, "fcTL") || is_type(c, "fdAT")) {
			return PHOTO_PNG_ANIMATED;
		} else if (is_type(c, "eXIf")) {
			g->orientation = photo_exif_orientation(c + 8, length);
		} else if (is_type(c, "IDAT")) {
			data = true;
		} else if (is_type(c, "IEND")) {
			g->end = at;
			return data ? PHOTO_PNG_OK : PHOTO_PNG_BROKEN;
		}
	}
}

/* Copies the chunks that make the picture; returns their length. */
static size_t
keep_picture(u8 *to, const u8 *b, size_t end)
{
	static const char kept[][5] = { "IHDR", "PLTE", "tRNS", "IDAT", "IEND", "gAMA", "cHRM", "sRGB" };
	size_t n = SIGNATURE;
	memcpy(to, b, SIGNATURE);
	for (size_t at = SIGNATURE; at < end;) {
		size_t whole = CHUNK + be32(b + at);
		for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
			if (is_type(b + at, kept[i])) {
				memcpy(to + n, b + at, whole);
				n += whole;
			}
		at += whole;
	}
	return n;
}

/* The most that a picture's data can unpack to (ISO/IEC 15948, 7.2 and 8.2), a little generously; 0 for no known
 * type. */
static size_t
unpacked_most(const photo_png *g, const u8 *b)
{
	static const size_t channels[7] = { 1, 0, 3, 1, 2, 0, 4 };
	size_t depth = b[SIGNATURE + 16], type = b[SIGNATURE + 17];
	if (type > 6 || !channels[type] || depth > 16)
		return 0;
	return (size_t)g->height * (((size_t)g->width * channels[type] * depth + 7) / 8 + 5) + 64;
}

/* libpng unpacks data behind the last row too, however much there is: so it is measured first, and cut off at the
 * cap. */
static bool
data_bounded(const photo_png *g, const u8 *b)
{
	static u8 scratch[16384];
	z_stream z = { 0 };
	size_t most = unpacked_most(g, b);
	int r = inflateInit(&z);
	for (size_t at = SIGNATURE; at < g->end && r == Z_OK; at += CHUNK + be32(b + at)) {
		if (!is_type(b + at, "IDAT"))
			continue;
		z.next_in = (Bytef *)(b + at + 8);
		z.avail_in = (uInt)be32(b + at);
		do {
			z.next_out = scratch;
			z.avail_out = sizeof scratch;
			r = inflate(&z, Z_NO_FLUSH);
		} while (r == Z_OK && z.total_out <= most && (z.avail_in || z.avail_out == 0));
		if (r == Z_BUF_ERROR) /* nothing more to do with this chunk */
			r = Z_OK;
	}
	bool good = r == Z_STREAM_END && z.total_out <= most;
	inflateEnd(&z);
	return good;
}

photo_png_result
photo_png_decode(const photo_png *g, const void *bytes, u8 *rgb)
{
	size_t pixels = (size_t)g->width * (size_t)g->height;
	u8 *picture = malloc(g->end), *rgba = malloc(pixels * 4);
	png_image image = { .version = PNG_IMAGE_VERSION };
	photo_png_result result = PHOTO_PNG_MEMORY;
	if (!picture || !rgba)
		goto out;
	result = PHOTO_PNG_BROKEN;
	if (!data_bounded(g, bytes))
		goto out;
	if (!png_image_begin_read_from_memory(&image, picture, keep_picture(picture, bytes, g->end)))
		goto out;
	image.format = PNG_FORMAT_RGBA;
	image.flags |=
	    PNG_IMAGE_FLAG_16BIT_sRGB; /* otherwise 16-bit samples without gamma are taken for linear light */
	if ((int)image.width != g->width || (int)image.height != g->height ||
	    !png_image_finish_read(&image, NULL, rgba, 0, NULL) || image.warning_or_error)
		goto out;
	result = PHOTO_PNG_OK;
	for (size_t i = 0; i < pixels; i++) {
		memcpy(rgb + 3 * i, rgba + 4 * i, 3);
		if (rgba[4 * i + 3] != 255)
			result = PHOTO_PNG_TRANSPARENT;
	}
out:
	png_image_free(&image);
	free(picture);
	free(rgba);
	return result;
}
