/*
 * photo_fuzz.c: bytes as a candidate's photo, JPEG or PNG, by a rule of small pictures so that many can be tried. A
 * first byte of 1 makes the CRC of every PNG chunk right, so that what is inside is reached; 2 also packs a PNG's
 * data anew from the bytes of its IDAT chunks. Proved: what is taken comes out as a JPEG that is taken again, of the
 * right size, whole, without anything before or behind; what is refused says why.
 */
#include <zlib.h>

#include "files/photo.h"
#include "files/photo_jpeg.h"
#include "files/photo_png.h"
#include "fuzz.h"

enum { SIGNATURE = 8, CHUNK = 12, INPUT_MOST = 64 << 10 };

const size_t fuzz_memory = 8 << 20;

static photo taken, again;

void
fuzz_over(void)
{
	photo_close(&taken);
	photo_close(&again);
}

static size_t
be32(const u8 *p)
{
	return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

static void
put32(u8 *p, size_t v)
{
	for (int i = 3; i >= 0; i--, v >>= 8)
		p[i] = (u8)v;
}

/* Copies one chunk to where *to is, its data packed when wanted, with its CRC. */
static void
copy_chunk(u8 **to, const u8 *chunk, size_t length, bool pack)
{
	uLongf n = compressBound((uLong)length);

	memcpy(*to + 4, chunk + 4, 4);
	if (pack)
		FUZZ_HOLDS(compress2(*to + 8, &n, chunk + 8, (uLong)length, 1) == Z_OK);
	else
		memcpy(*to + 8, chunk + 8, n = (uLongf)length);
	put32(*to, n);
	put32(*to + 8 + n, crc32(0, *to + 4, (uInt)n + 4));
	*to += CHUNK + n;
}

static str
mended(arena *a, str png, bool pack)
{
	const u8 *p = (const u8 *)png.p;
	u8 *out = arena_alloc(a, 3 * png.n + 64), *to = out;
	size_t at = SIGNATURE;

	memcpy(to, p, SIGNATURE);
	to += SIGNATURE;
	while (png.n - at >= CHUNK && be32(p + at) <= png.n - at - CHUNK) {
		size_t length = be32(p + at);

		copy_chunk(&to, p + at, length, pack && memcmp(p + at + 4, "IDAT", 4) == 0);
		at += CHUNK + length;
	}
	memcpy(to, p + at, png.n - at);
	to += png.n - at;
	return (str){ (const char *)out, (size_t)(to - out) };
}

void
fuzz_one(arena *a, str in)
{
	photo_rule rule = photo_rule_default;
	photo_jpeg j;
	photo_png g;
	photo_verdict verdict;
	str name;
	int way;

	if (in.n < SIGNATURE + 1 || in.n > INPUT_MOST)
		return;
	rule.width = 30;
	rule.height = 42;
	way = in.p[0];
	in = str_from(in, 1);
	if ((way & 3) && memcmp(in.p, "\x89PNG\r\n\x1a\n", SIGNATURE) == 0)
		in = mended(a, in, (way & 3) == 2);
	name = way & 4 ? STR("a.png") : way & 8 ? STR("a.jpeg") : (str){ NULL, 0 };

	photo_jpeg_read(&j, in.p, in.n);
	photo_png_read(&g, in.p, in.n);
	FUZZ_HOLDS(j.end <= in.n && g.end <= in.n && j.orientation >= 1 && j.orientation <= 8);
	FUZZ_HOLDS(utf8_valid(str_of(photo_true_type(in.p, in.n))));

	verdict = photo_check(&taken, &rule, in.p, in.n, name);
	FUZZ_HOLDS(verdict == taken.verdict && utf8_valid(str_of(taken.reason)));
	FUZZ_HOLDS((verdict == PHOTO_OK) == (taken.reason[0] == 0));
	FUZZ_HOLDS((verdict == PHOTO_REFUSED) == (taken.jpeg == NULL));
	FUZZ_HOLDS(taken.red >= 0 && taken.red <= 1 && taken.subject >= 0 && taken.subject <= 1);
	if (verdict == PHOTO_REFUSED)
		return;
	FUZZ_HOLDS(photo_jpeg_read(&j, taken.jpeg, taken.n) == PHOTO_JPEG_OK);
	FUZZ_HOLDS(j.width == rule.width && j.height == rule.height && j.components == 3 && j.end == taken.n &&
		   j.orientation == 1);
	/* Colours at the bounds of the rule may move a little: whether it is doubted may change, not whether it is a
	 * picture. */
	photo_check(&again, &rule, taken.jpeg, taken.n, STR("a.jpg"));
	FUZZ_HOLDS(again.red > 0 || again.subject > 0 || again.reason[0]);
	FUZZ_HOLDS(strstr(again.reason, "损坏") == NULL && strstr(again.reason, "尺寸") == NULL);
}
