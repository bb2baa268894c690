/*
 * photo_test.c: faults.md F1 to F6, the photos that people send, with images made here; nothing real is in them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "photo_fixture.h"

static void
good_ones(void **state)
{
	(void)state;
	red_jpeg();
	assert_int_equal(judge_named("考生.JPG"), PHOTO_OK);
	assert_string_equal(p.reason, "");
	photo_jpeg j;
	assert_int_equal(photo_jpeg_read(&j, p.jpeg, p.n), PHOTO_JPEG_OK);
	assert_int_equal(j.width, W);
	assert_int_equal(j.height, H);
	assert_int_equal(j.end, p.n);
	write_jpeg(image, W, H, TJSAMP_444, TJFLAG_PROGRESSIVE);
	assert_int_equal(judge(), PHOTO_OK);
	setenv("TJ_RESTART", "4B", 1);
	write_jpeg(image, W, H, TJSAMP_420, 0);
	unsetenv("TJ_RESTART");
	find_marker(0xDD);
	assert_int_equal(judge(), PHOTO_OK);
}

/* F1: 5 MB are 5 * 1024 * 1024 bytes. The photo is padded with comment segments to the very byte. */
static void
pad_to(size_t want)
{
	static u8 comment[65537] = { 0xFF, 0xFE };
	red_jpeg();
	while (length < want) {
		size_t n = want - length < 65537 ? want - length : 65537;
		if (want - length > 65537 && want - length - 65537 < 4)
			n -= 4;
		comment[2] = (u8)((n - 2) >> 8);
		comment[3] = (u8)(n - 2);
		insert(2, comment, n);
	}
	assert_int_equal(length, want);
}

static void
f1_bytes(void **state)
{
	(void)state;
	pad_to(5242880);
	assert_int_equal(judge(), PHOTO_OK);
	pad_to(5242881);
	assert_refused("5242881");
	assert_says("5242880");
}

static void
f2_sizes(void **state)
{
	static const int sizes[][2] = { { 294, 413 }, { 295, 412 }, { 413, 295 }, { 590, 826 }, { 1, 1 } };
	(void)state;
	u8 *large = calloc(590 * 826, 3);
	for (size_t i = 0; i < 5; i++) {
		char found[32];
		write_jpeg(large, sizes[i][0], sizes[i][1], TJSAMP_420, 0);
		snprintf(found, sizeof found, "%d×%d", sizes[i][0], sizes[i][1]);
		assert_refused(found);
		assert_says("295×413");
	}
	free(large);
}

static void
f3_kinds_of_jpeg(void **state)
{
	(void)state;
	paint(200, 20, 30, true);
	write_jpeg(image, W, H, TJSAMP_GRAY, 0);
	assert_refused("灰度");
	u8 *cmyk = malloc(W * H * 4);
	for (size_t i = 0; i < W * H; i++)
		cmyk[4 * i] = 200, cmyk[4 * i + 1] = 20, cmyk[4 * i + 2] = 30, cmyk[4 * i + 3] = 255;
	tjhandle tj = tjInitCompress();
	unsigned long n = MOST;
	u8 *out = bytes;
	assert_int_equal(tjCompress2(tj, cmyk, W, 0, H, TJPF_CMYK, &out, &n, TJSAMP_444, 90, TJFLAG_NOREALLOC), 0);
	tjDestroy(tj);
	free(cmyk);
	length = n;
	assert_refused("CMYK");
	red_jpeg();
	bytes[find_marker(0xC0) + 1] = 0xC9;
	assert_refused("算术");
	red_jpeg();
	bytes[find_marker(0xC0) + 4] = 12;
	assert_refused("8 位");
	red_jpeg();
	bytes[find_marker(0xC0) + 1] = 0xC3;
	assert_refused("无损");
}

static void
write_palette(int alpha)
{
	png_image out = { .version = PNG_IMAGE_VERSION,
		.width = W,
		.height = H,
		.format = PNG_FORMAT_RGBA_COLORMAP,
		.colormap_entries = 2 };
	const u8 map[] = { 200, 20, 30, (u8)alpha, 226, 180, 150, 255 };
	u8 *index = malloc(W * H);
	for (size_t i = 0; i < W * H; i++)
		index[i] = image[3 * i] != 200;
	png_alloc_size_t n = MOST;
	assert_true(png_image_write_to_memory(&out, bytes, &n, 0, index, 0, map));
	free(index);
	length = n;
}

static void
f4_kinds_of_png(void **state)
{
	(void)state;
	const png_color_16 background = { .red = 200, .green = 20, .blue = 30 },
			   unused = { .red = 1, .green = 2, .blue = 3 };
	paint(200, 20, 30, true);
	for (int interlace = 0; interlace < 2; interlace++)
		for (int depth = 8; depth <= 16; depth += 8) {
			write_png(depth, false, 0, interlace, NULL);
			assert_int_equal(judge_named("a.png"), PHOTO_OK);
		}
	write_png(8, true, 255, 0, NULL);
	assert_int_equal(judge(), PHOTO_OK);
	write_png(8, true, 254, 0, NULL);
	assert_refused("透明");
	write_png(8, false, 0, 0, &background);
	assert_refused("透明");
	write_png(8, false, 0, 0, &unused);
	assert_int_equal(judge(), PHOTO_OK);
	write_palette(255);
	assert_int_equal(judge(), PHOTO_OK);
	write_palette(0);
	assert_refused("透明");
	write_png(8, false, 0, 0, NULL);
	insert(33,
	    "\0\0\0\x08"
	    "acTL\0\0\0\1\0\0\0\0\0\0\0\0",
	    20);
	assert_refused("动画");
}

/* The stored pixel of an upright picture: EXIF 2.32 names for each value what must be done to the stored one. */
static size_t
stored_from(int orientation, int sx, int sy)
{
	const int mx = W - 1, my = H - 1;
	switch (orientation) {
	case 2: /* mirrored */
		return (size_t)(sy * W + mx - sx);
	case 3: /* turned by half */
		return (size_t)((my - sy) * W + mx - sx);
	case 4: /* upside down */
		return (size_t)((my - sy) * W + sx);
	case 5: /* transposed */
		return (size_t)(sx * W + sy);
	case 6: /* to be turned clockwise */
		return (size_t)(sx * W + mx - sy);
	case 7: /* transversed */
		return (size_t)((my - sx) * W + mx - sy);
	case 8: /* to be turned anticlockwise */
		return (size_t)((my - sx) * W + sy);
	default:
		return (size_t)(sy * W + sx);
	}
}

static void
f5_orientation(void **state)
{
	(void)state;
	static u8 stored[W * H * 3], seen[W * H * 3];
	for (int o = 1; o <= 8; o++) {
		int w = o >= 5 ? H : W, h = o >= 5 ? W : H;
		paint(200, 20, 30, true);
		for (int y = 0; y < 30; y++) /* a mark at one side, so that mirrored is not the same */
			memset(image + 3 * ((300 + y) * W + 60), 0, 60);
		for (int y = 0; y < h; y++)
			for (int x = 0; x < w; x++)
				memcpy(stored + 3 * (y * w + x), image + 3 * stored_from(o, x, y), 3);
		write_jpeg(stored, w, h, TJSAMP_444, 0);
		insert_exif(o);
		assert_int_equal(judge(), PHOTO_OK);
		assert_null(memmem(p.jpeg, p.n, "Exif", 4));
		assert_null(memmem(p.jpeg, p.n, "GPS", 3));
		tjhandle tj = tjInitDecompress();
		assert_int_equal(tjDecompress2(tj, p.jpeg, p.n, seen, W, 0, H, TJPF_RGB, 0), 0);
		tjDestroy(tj);
		long off = 0;
		for (size_t i = 0; i < sizeof seen; i++)
			off += labs((long)seen[i] - image[i]);
		assert_true(off < 3 * (long)sizeof seen);
	}
	red_jpeg();
	insert_exif(6);
	assert_refused("413×295");
	red_jpeg();
	insert_exif(77); /* no such value */
	assert_int_equal(judge(), PHOTO_OK);
}

static void
exif_bounds(void **state)
{
	(void)state;
	static const u8 whole[] = "II*\0\x08\0\0\0\2\0\x0F\1\2\0\1\0\0\0\0\0\0\0\x12\1\3\0\1\0\0\0\6\0\0\0";
	for (size_t n = 0; n < sizeof whole; n++) {
		u8 *tiff = malloc(n ? n : 1); /* of the exact size, for the address sanitizer */
		memcpy(tiff, whole, n);
		assert_int_equal(photo_exif_orientation(tiff, n), n >= 34 ? 6 : 1);
		if (n >= 8) {
			memset(tiff + 4, 0xFF, 4);
			assert_int_equal(photo_exif_orientation(tiff, n), 1);
		}
		free(tiff);
	}
}

static photo_verdict
on(int r, int g, int b)
{
	paint(r, g, b, true);
	write_jpeg(image, W, H, TJSAMP_420, 0);
	return judge();
}

static void
f6_backgrounds(void **state)
{
	(void)state;
	assert_int_equal(on(200, 20, 30), PHOTO_OK);
	assert_int_equal(on(225, 30, 40), PHOTO_OK);
	assert_int_equal(on(130, 10, 15), PHOTO_OK);
	assert_int_equal(on(255, 255, 255), PHOTO_REFUSED);
	assert_says("白色");
	assert_int_equal(on(60, 120, 215), PHOTO_REFUSED);
	assert_says("蓝色");
	assert_int_equal(on(250, 190, 195), PHOTO_REFUSED);
	assert_int_equal(on(120, 120, 120), PHOTO_REFUSED);
	assert_says("灰色");
}

static void
f6_borderline(void **state)
{
	(void)state;
	paint(200, 20, 30, true);
	for (int y = 0; y < H; y++) /* from light to dark */
		for (int x = 0; x < W; x++)
			if (image[3 * (y * W + x)] == 200)
				image[3 * (y * W + x)] = (u8)(110 + 120 * x / W);
	write_jpeg(image, W, H, TJSAMP_444, 0);
	assert_int_equal(judge(), PHOTO_DOUBT);
	assert_says("不匀");
	assert_non_null(p.jpeg);
	paint(200, 20, 30, true);
	for (int y = 20; y < H; y++) /* one side is white */
		memset(image + 3 * (y * W + W - 9), 255, 27);
	write_jpeg(image, W, H, TJSAMP_444, 0);
	assert_int_equal(judge(), PHOTO_DOUBT);
	assert_says("不完整");
	paint(200, 20, 30, false);
	write_jpeg(image, W, H, TJSAMP_444, 0);
	assert_refused("没有人像");
	for (int k = 0; k < 2; k++)
		for (int y = 100; y < 360; y++)
			memset(image + 3 * (y * W + 40 + 130 * k), 90, 240);
	write_jpeg(image, W, H, TJSAMP_444, 0);
	assert_int_equal(judge(), PHOTO_DOUBT);
	assert_says("不止一个");
	paint(200, 20, 30, true);
	for (size_t i = 0; i < W * H; i++) /* red clothes: the face is there, a person may have to look */
		if (image[3 * i] == 40)
			image[3 * i] = 190, image[3 * i + 1] = 15, image[3 * i + 2] = 40;
	write_jpeg(image, W, H, TJSAMP_444, 0);
	assert_int_not_equal(judge(), PHOTO_REFUSED);
}

static void
speed(void **state)
{
	(void)state;
	red_jpeg();
	i64 start = clock_ticks();
	for (int i = 0; i < 100; i++)
		judge();
	print_message("# %.0f photos a second\n", 100e6 / (double)(clock_ticks() - start));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_ones),
		cmocka_unit_test(f1_bytes),
		cmocka_unit_test(f2_sizes),
		cmocka_unit_test(f3_kinds_of_jpeg),
		cmocka_unit_test(f4_kinds_of_png),
		cmocka_unit_test(f5_orientation),
		cmocka_unit_test(exif_bounds),
		cmocka_unit_test(f6_backgrounds),
		cmocka_unit_test(f6_borderline),
		cmocka_unit_test(speed),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	photo_close(&p);
	return failed;
}
