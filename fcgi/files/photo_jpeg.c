/*
 * photo_jpeg.c: the walk over a JPEG's markers and the small Exif reader of photo_jpeg.h.
 */
#include "files/photo_jpeg.h"

enum {
	SOF0 = 0xC0,
	DHT = 0xC4,
	JPG = 0xC8,
	DAC = 0xCC,
	SOF15 = 0xCF,
	RST0 = 0xD0,
	RST7 = 0xD7,
	SOI = 0xD8,
	EOI = 0xD9
};
enum { SOS = 0xDA, APP1 = 0xE1, APP14 = 0xEE, TEM = 0x01 };

static unsigned
be16(const u8 *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

int
photo_exif_orientation(const u8 *tiff, size_t n)
{
	if (n < 8 || !((tiff[0] == 'I' && tiff[1] == 'I') || (tiff[0] == 'M' && tiff[1] == 'M')))
		return 1;
	bool little = tiff[0] == 'I';
#define T16(at) (little ? (unsigned)tiff[(at) + 1] << 8 | tiff[at] : be16(tiff + (at)))
#define T32(at) (little ? (size_t)T16((at) + 2) << 16 | T16(at) : (size_t)T16(at) << 16 | T16((at) + 2))
	size_t at = T32(4);
	if (T16(2) != 42 || at > n - 2)
		return 1;
	size_t entries = T16(at);
	at += 2;
	for (; entries > 0 && n - at >= 12; entries--, at += 12) {
		if (T16(at) != 0x0112) /* Orientation */
			continue;
		unsigned v = T16(at + 8);
		bool one_short = T16(at + 2) == 3 && T32(at + 4) == 1;
		return one_short && v >= 1 && v <= 8 ? (int)v : 1;
	}
#undef T16
#undef T32
	return 1;
}

/* A frame header: which coding process, how deep, how large. */
static photo_jpeg_result
read_frame(photo_jpeg *j, unsigned marker, const u8 *p, size_t n)
{
	if (n < 6 || j->components)
		return PHOTO_JPEG_BROKEN;
	j->height = (int)be16(p + 1);
	j->width = (int)be16(p + 3);
	j->components = p[5];
	if (marker >= 0xC9 && marker <= SOF15)
		return PHOTO_JPEG_ARITHMETIC;
	if (marker > 0xC2)
		return PHOTO_JPEG_PROCESS;
	if (p[0] != 8)
		return PHOTO_JPEG_DEPTH;
	if (!j->height || !j->width || !j->components || n != 6 + 3 * (size_t)j->components)
		return PHOTO_JPEG_BROKEN;
	return PHOTO_JPEG_OK;
}

/* Skips entropy-coded bytes: up to the next marker that is neither stuffing nor a restart. */
static size_t
skip_scan(const u8 *b, size_t n, size_t at)
{
	while (at + 1 < n) {
		const u8 *ff = memchr(b + at, 0xFF, n - at - 1);
		if (!ff)
			return n;
		at = (size_t)(ff - b);
		u8 next = b[at + 1];
		if (next == 0xFF)
			at += 1;
		else if (next == 0 || (next >= RST0 && next <= RST7))
			at += 2;
		else
			return at;
	}
	return n;
}

photo_jpeg_result
photo_jpeg_read(photo_jpeg *j, const void *bytes, size_t n)
{
	const u8 *b = bytes;
	int scans = 0;
	bool oriented = false;
	*j = (photo_jpeg){ .orientation = 1 };
	if (n < 4 || b[0] != 0xFF || b[1] != SOI)
		return PHOTO_JPEG_BROKEN;
	for (size_t at = 2;;) {
		while (at + 1 < n && b[at] == 0xFF && b[at + 1] == 0xFF) /* fill bytes */
			at++;
		if (at + 2 > n)
			return PHOTO_JPEG_CUT;
		if (b[at] != 0xFF)
			return PHOTO_JPEG_BROKEN;
		unsigned marker = b[at + 1];
		at += 2;
		if (marker == EOI) {
			j->end = at;
			return scans ? PHOTO_JPEG_OK : PHOTO_JPEG_BROKEN;
		}
		if (marker <= TEM || marker == SOI || (marker >= RST0 && marker <= RST7))
			return PHOTO_JPEG_BROKEN;
		if (n - at < 2)
			return PHOTO_JPEG_CUT;
		size_t length = be16(b + at);
		if (length < 2)
			return PHOTO_JPEG_BROKEN;
		if (length > n - at)
			return PHOTO_JPEG_CUT;
		const u8 *p = b + at + 2;
		size_t m = length - 2;
		at += length;
		if (marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC) {
			photo_jpeg_result r = read_frame(j, marker, p, m);
			if (r != PHOTO_JPEG_OK)
				return r;
		} else if (marker == DAC) {
			return PHOTO_JPEG_ARITHMETIC;
		} else if (marker == APP1 && !oriented && m > 6 && memcmp(p, "Exif\0", 6) == 0) {
			j->orientation = photo_exif_orientation(p + 6, m - 6);
			oriented = true;
		} else if (marker == APP14 && m >= 12 && memcmp(p, "Adobe", 5) == 0) {
			j->adobe = true;
		} else if (marker == SOS) {
			if (!j->components)
				return PHOTO_JPEG_BROKEN;
			if (++scans > PHOTO_JPEG_SCANS_MAX)
				return PHOTO_JPEG_SCANS;
			at = skip_scan(b, n, at);
			if (at >= n)
				return PHOTO_JPEG_CUT;
		}
	}
}
