/*
 * photo_fixture.h: images made for the tests of photos: a head before a background, as JPEG or PNG, whole or damaged.
 */
#ifndef TESTS_FILES_PHOTO_FIXTURE_H
#define TESTS_FILES_PHOTO_FIXTURE_H

#include <math.h>
#include <png.h>
#include <stdio.h>
#include <turbojpeg.h>

#include "base/clock.h"
#include "files/photo.h"
#include "files/photo_jpeg.h"

enum { W = 295, H = 413, MOST = 6 * 1024 * 1024 };

static u8 image[W * H * 3], bytes[MOST];
static size_t length;
static photo p;

/* A background and, if wanted, a head with shoulders before it. */
static inline void
paint(int r, int g, int b, bool person)
{
	for (int y = 0; y < H; y++)
		for (int x = 0; x < W; x++) {
			u8 *q = image + 3 * (y * W + x);
			double head = hypot((x - 147) / 66.0, (y - 180) / 88.0),
			       body = hypot((x - 147) / 125.0, (y - 413) / 150.0);
			q[0] = (u8)r, q[1] = (u8)g, q[2] = (u8)b;
			if (person && body < 1)
				q[0] = 40, q[1] = 50, q[2] = 90;
			if (person && head < 1)
				q[0] = 226, q[1] = 180, q[2] = 150;
		}
}

static inline void
write_jpeg(const u8 *rgb, int w, int h, int sampling, int flags)
{
	tjhandle tj = tjInitCompress();
	unsigned long n = MOST;
	u8 *out = bytes;
	assert_int_equal(
	    tjCompress2(tj, rgb, w, 0, h, TJPF_RGB, &out, &n, sampling, 92, flags | TJFLAG_NOREALLOC), 0);
	tjDestroy(tj);
	length = n;
}

static inline void
red_jpeg(void)
{
	paint(200, 20, 30, true);
	write_jpeg(image, W, H, TJSAMP_420, 0);
}

static inline photo_verdict
judge_named(const char *name)
{
	photo_close(&p);
	return photo_check(&p, &photo_rule_default, bytes, length, str_of(name));
}

static inline photo_verdict
judge(void)
{
	return judge_named(NULL);
}

#define assert_says(text)                                                                                            \
	do {                                                                                                         \
		if (!strstr(p.reason, text))                                                                         \
			fail_msg("\"%s\" does not say \"%s\"", p.reason, text);                                      \
	} while (0)

static inline void
assert_refused(const char *why)
{
	assert_int_equal(judge(), PHOTO_REFUSED);
	assert_null(p.jpeg);
	assert_says(why);
}

/* Puts a segment after SOI, or a chunk after IHDR when at is 33. */
static inline void
insert(size_t at, const void *what, size_t n)
{
	memmove(bytes + at + n, bytes + at, length - at);
	memcpy(bytes + at, what, n);
	length += n;
}

static inline size_t
find_marker(u8 marker)
{
	for (size_t i = 2; i + 1 < length; i += 2 + ((size_t)bytes[i + 2] << 8 | bytes[i + 3]))
		if (bytes[i + 1] == marker)
			return i;
	fail_msg("no marker %02X", marker);
	return 0;
}

static inline void
to_memory(png_structp png, png_bytep data, size_t n)
{
	(void)png;
	memcpy(bytes + length, data, n);
	length += n;
}

static inline void
nothing(png_structp png)
{
	(void)png;
}

/* Writes the image; alpha is of the upper left pixel, the rest is opaque; key: a colour declared transparent, or
 * NULL. */
static inline void
write_png(int depth, bool with_alpha, int alpha, int interlace, const png_color_16 *key)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	size_t channels = with_alpha ? 4 : 3, sample = (size_t)depth / 8;
	u8 *pixels = malloc(W * H * channels * sample), *rows[H];
	length = 0;
	png_set_write_fn(png, NULL, to_memory, nothing);
	png_set_IHDR(png, info, W, H, depth, with_alpha ? PNG_COLOR_TYPE_RGBA : PNG_COLOR_TYPE_RGB, interlace, 0, 0);
	if (key)
		png_set_tRNS(png, info, NULL, 0, key);
	for (size_t i = 0; i < W * H; i++)
		for (size_t c = 0; c < channels; c++)
			memset(pixels + (i * channels + c) * sample,
			    c < 3 ? image[3 * i + c]
			    : i	  ? 255
				  : alpha,
			    sample);
	for (size_t y = 0; y < H; y++)
		rows[y] = pixels + y * W * channels * sample;
	png_write_info(png, info);
	png_write_image(png, rows);
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	free(pixels);
}

/* An Exif segment with the orientation and a GPS mark to look for. */
static inline void
insert_exif(int orientation)
{
	u8 exif[] = "\xFF\xE1\0\x2E"
		    "Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\0\0\0\0\0\0\0GPS-SECRET-XY";
	exif[29] = (u8)orientation;
	exif[3] = (u8)(sizeof exif - 1 - 2);
	insert(2, exif, sizeof exif - 1);
}

#endif
