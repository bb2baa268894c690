/*
 * photo_hostile_test.c: faults.md F7 to F9 and E13, photos made to do harm or damaged on their way: refused at once,
 * with a reason, and without reading beyond the bytes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>
#include <zlib.h>

#include "photo_fixture.h"

static void
put_chunk(const char *type, const void *data, size_t n)
{
	u8 *c = bytes + length;
	c[0] = (u8)(n >> 24), c[1] = (u8)(n >> 16), c[2] = (u8)(n >> 8), c[3] = (u8)n;
	memcpy(c + 4, type, 4);
	if (n)
		memcpy(c + 8, data, n);
	uLong crc = crc32(0, c + 4, (uInt)n + 4);
	c[n + 8] = (u8)(crc >> 24), c[n + 9] = (u8)(crc >> 16), c[n + 10] = (u8)(crc >> 8), c[n + 11] = (u8)crc;
	length += n + 12;
}

static void
assert_refused_fast(const char *why)
{
	i64 start = clock_ticks();
	assert_refused(why);
	i64 taken = clock_ticks() - start;
	if (taken > CLOCK_SECOND / 10)
		fail_msg("refused after %lld us: %s", (long long)taken, p.reason);
}

static void
f7_bombs(void **state)
{
	(void)state;
	red_jpeg();
	size_t frame = find_marker(0xC0);
	bytes[frame + 5] = bytes[frame + 7] = 0x75;
	bytes[frame + 6] = bytes[frame + 8] = 0x30;
	assert_refused_fast("30000×30000");
	red_jpeg();
	length -= 2;
	for (int i = 0; i < 10000; i++, length += 11)
		memcpy(bytes + length, "\xFF\xDA\0\x08\1\1\0\0\x3F\0\x55", 11);
	memcpy(bytes + length, "\xFF\xD9", 2);
	length += 2;
	assert_refused_fast("扫描");
	memcpy(bytes, "\x89PNG\r\n\x1a\n", 8);
	length = 8;
	put_chunk("IHDR", "\0\0\x75\x30\0\0\x75\x30\x08\2\0\0\0", 13);
	put_chunk("IDAT", "x", 1);
	put_chunk("IEND", NULL, 0);
	assert_refused_fast("30000×30000");
	uLong zeros = 50 * 1024 * 1024;
	uLongf packed_n = compressBound(zeros);
	u8 *zero = calloc(1, zeros), *packed = malloc(packed_n);
	compress2(packed, &packed_n, zero, zeros, 9);
	length = 8;
	put_chunk("IHDR", "\0\0\1\x27\0\0\1\x9D\x08\2\0\0\0", 13);
	put_chunk("IDAT", packed, packed_n);
	put_chunk("IEND", NULL, 0);
	assert_refused_fast("");
	paint(200, 20, 30, true);
	write_png(8, false, 0, 0, NULL);
	u8 *rest = malloc(length - 33);
	size_t rest_n = length - 33;
	memcpy(rest, bytes + 33, rest_n);
	length = 33;
	memmove(packed + 7, packed, packed_n); /* keyword, method, then 50 MB in little space */
	memcpy(packed, "Remark\0", 7);
	put_chunk("zTXt", packed, packed_n + 6);
	put_chunk("iCCP", packed, packed_n + 6);
	memcpy(bytes + length, rest, rest_n);
	length += rest_n;
	i64 start = clock_ticks();
	assert_int_equal(judge(), PHOTO_OK); /* such chunks are never opened */
	assert_true(clock_ticks() - start < CLOCK_SECOND / 10);
	free(rest);
	free(zero);
	free(packed);
}

static void
f8_damaged(void **state)
{
	(void)state;
	red_jpeg();
	size_t whole = length, scan = find_marker(0xDA) + 14;
	length = whole - 2;
	assert_refused("没有结束标记");
	length = (scan + whole) / 2;
	assert_refused("没有结束标记");
	memcpy(bytes + length, "\xFF\xD9", 2);
	length += 2;
	assert_refused("解码"); /* the decoder only warns and fills with grey */
	red_jpeg();
	for (size_t i = scan + 200; i < scan + 400; i++)
		bytes[i] = 0x7F;
	assert_refused("解码");
	red_jpeg();
	memset(bytes + length, 'x', 4 * 1024 * 1024);
	length += 4 * 1024 * 1024;
	assert_refused("附带");
	red_jpeg();
	memset(bytes + length, 0, 100);
	length += 100;
	assert_int_equal(judge(), PHOTO_OK); /* a little is dropped */
	paint(200, 20, 30, true);
	write_png(8, false, 0, 0, NULL);
	bytes[length / 2] ^= 0x40;
	assert_refused("解码");
	length /= 2;
	assert_refused("不完整");
}

/* Cut anywhere, in memory of the exact size: refused, and nothing is read beyond. */
static void
f8_cut_anywhere(void **state)
{
	(void)state;
	for (int kind = 0; kind < 2; kind++) {
		red_jpeg();
		insert_exif(1);
		if (kind)
			write_png(8, false, 0, 0, NULL);
		for (size_t n = 0; n < length; n += n < 700 ? 7 : 397) {
			u8 *cut = malloc(n ? n : 1);
			memcpy(cut, bytes, n);
			assert_int_equal(photo_check(&p, &photo_rule_default, cut, n, (str){ 0 }), PHOTO_REFUSED);
			photo_close(&p);
			free(cut);
		}
	}
}

static void
f9_other_types(void **state)
{
	static const struct {
		const char *start;
		size_t n;
		const char *name;
	} others[] = { { "RIFF\x10\0\0\0WEBPVP8 ", 16, "WebP" }, { "GIF89a", 6, "GIF" }, { "BM\x36\0\0\0", 6, "BMP" },
		{ "\0\0\0\x18"
		  "ftypheic",
		    12, "HEIC" },
		{ "<svg xmlns='x'>", 15, "SVG" }, { "<?xml version='1.0'?><svg/>", 27, "SVG" },
		{ "%PDF-1.7", 8, "PDF" }, { "PK\3\4", 4, "ZIP" }, { "II*\0", 4, "TIFF" },
		{ "<!DOCTYPE html>", 15, "HTML" }, { "", 0, "空文件" }, { "abc", 3, "未知" } };
	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		memcpy(bytes, others[i].start, others[i].n);
		length = others[i].n;
		assert_int_equal(judge_named("photo.jpg"), PHOTO_REFUSED);
		assert_says(others[i].name);
		assert_says("jpg 或 png");
	}
	red_jpeg();
	assert_int_equal(judge_named("photo.png"), PHOTO_REFUSED);
	assert_says("JPEG");
}

/* E13: a second file inside the photo. */
static void
polyglots(void **state)
{
	static const char *const foreign[] = { "PK\x05\x06", "<?php system(1);", "<script>", "%PDF-1.4" };
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		red_jpeg();
		memcpy(bytes + length, foreign[i], strlen(foreign[i]));
		length += strlen(foreign[i]);
		assert_refused("夹带");
	}
	red_jpeg();
	insert(2, "\xFF\xFE\0\x0A%PDF-1.4", 12);
	assert_refused("夹带");
}

/* Random damage never crashes and never yields a photo of another size. */
static void
random_damage(void **state)
{
	unsigned seed = 1;
	(void)state;
	for (int round = 0; round < 300; round++) {
		red_jpeg();
		if (round & 1)
			write_png(8, false, 0, 0, NULL);
		for (int k = 0; k < 1 + round % 7; k++) {
			seed = seed * 1103515245 + 12345;
			bytes[(seed >> 8) % (round % 3 ? 700 : length)] = (u8)(seed >> 24);
		}
		if (judge() == PHOTO_REFUSED) {
			assert_true(p.reason[0] != 0 && p.jpeg == NULL);
		} else {
			photo_jpeg j;
			assert_int_equal(photo_jpeg_read(&j, p.jpeg, p.n), PHOTO_JPEG_OK);
			assert_true(j.width == W && j.height == H);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f7_bombs),
		cmocka_unit_test(f8_damaged),
		cmocka_unit_test(f8_cut_anywhere),
		cmocka_unit_test(f9_other_types),
		cmocka_unit_test(polyglots),
		cmocka_unit_test(random_damage),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	photo_close(&p);
	return failed;
}
