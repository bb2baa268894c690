/*
 * demo_photo.c: photos for the demonstration's candidates: a plain figure before red, drawn from ellipses, then
 * judged and made again like any photo that is uploaded. Nobody's picture.
 */
#include <math.h>
#include <zlib.h>

#include "base/buf.h"
#include "crypt/secret.h"
#include "files/photo.h"
#include "main/demo.h"
#include "query/photo.h"

enum { WIDTH = 295, HEIGHT = 413, LINE = 1 + 3 * WIDTH };

/* An ellipse, seen down to this line. */
typedef struct shape {
	double x, y, rx, ry, bottom;
	u8 colour[3];
} shape;

static void
blend(u8 *pixel, const shape *s, double x, double y)
{
	double far = hypot((x - s->x) / s->rx, (y - s->y) / s->ry);
	double cover = fmin(fmax((1 - far) * fmin(s->rx, s->ry), 0), 1);

	for (size_t i = 0; i < 3 && y <= s->bottom; i++)
		pixel[i] = (u8)(pixel[i] + (s->colour[i] - pixel[i]) * cover);
}

static void
chunk(buf *to, const char *kind, const u8 *bytes, size_t n)
{
	size_t from = to->n + 4;
	u8 head[4] = { (u8)(n >> 24), (u8)(n >> 16), (u8)(n >> 8), (u8)n }, sum[4];
	uLong crc;

	buf_put(to, head, 4);
	buf_put(to, kind, 4);
	buf_put(to, bytes, n);
	crc = crc32(0, (const Bytef *)to->p + from, (uInt)(n + 4));
	for (int i = 0; i < 4; i++)
		sum[i] = (u8)(crc >> (24 - 8 * i));
	buf_put(to, sum, 4);
}

/* A PNG (ISO/IEC 15948), 8 bits a channel, of these shapes one over the other. */
static str
draw(arena *a, const shape *shapes, size_t n)
{
	static const u8 header[13] = { 0, 0, WIDTH >> 8, WIDTH & 255, 0, 0, HEIGHT >> 8, HEIGHT & 255, 8, 2 };
	u8 *raw = arena_alloc(a, (size_t)LINE * HEIGHT), *packed;
	uLongf size = compressBound(LINE * HEIGHT);
	buf to = { .a = a };

	for (size_t y = 0; y < HEIGHT; y++)
		for (size_t x = 0; x < WIDTH; x++) {
			u8 *pixel = raw + y * LINE + 1 + 3 * x;

			memcpy(pixel, (const u8[3]){ 196, 22, 34 }, 3);
			for (size_t i = 0; i < n; i++)
				blend(pixel, &shapes[i], (double)x, (double)y);
		}
	packed = arena_alloc(a, size);
	if (compress2(packed, &size, raw, LINE * HEIGHT, 1) != Z_OK)
		arena_fail(a, E_BUG);
	buf_put(&to, "\x89PNG\r\n\x1a\n", 8);
	chunk(&to, "IHDR", header, sizeof header);
	chunk(&to, "IDAT", packed, size);
	chunk(&to, "IEND", raw, 0);
	return buf_view(&to);
}

/* Sex 1 male, 2 female (GB/T 2261.1); half 0 or 1 changes the clothes. */
static str
picture(arena *a, i64 sex, i64 half)
{
	const shape shapes[] = {
		{ 147, 200, sex == 2 ? 84 : 66, sex == 2 ? 112 : 60, HEIGHT, { 38, 32, 34 } }, /* hair behind */
		{ 147, 445, 138, 132, HEIGHT, { half ? 44 : 226, half ? 62 : 228, half ? 104 : 232 } },
		{ 147, 280, 29, 66, HEIGHT, { 214, 172, 146 } }, /* neck */
		{ 147, 195, 60, 80, HEIGHT, { 236, 198, 172 } }, /* face */
		{ 147, 172, 68, 76, 140, { 38, 32, 34 } },	 /* hair in front */
	};
	photo p;
	str jpeg, png = draw(a, shapes, sizeof shapes / sizeof *shapes);

	if (photo_check(&p, &photo_rule_default, png.p, png.n, (str){ NULL, 0 }) != PHOTO_OK) {
		photo_close(&p);
		arena_fail(a, E_BUG);
	}
	jpeg = str_dup(a, (str){ (const char *)p.jpeg, p.n });
	photo_close(&p);
	return jpeg;
}

void
demo_photos(demo *x)
{
	ctl *c = x->c;

	for (i64 sex = 1; sex <= 2; sex++)
		for (i64 half = 0; half < 2; half++) {
			arena_mark here = arena_here(c->a);
			str jpeg = picture(c->a, sex, half);
			u8 hash[CRYPT_HASH];

			crypt_sha256(jpeg, hash);
			for (size_t s = 0; s < DEMO_SCHOOLS; s++) {
				i64 school = x->school[s].id;
				i64 id = photo_put(c->db, &(struct photo_put_in){ .school_id = school,
							      .sha256 = { (char *)hash, sizeof hash },
							      .width = WIDTH,
							      .height = HEIGHT,
							      .bytes = jpeg,
							      .state = STR("ok"),
							      .doubt_reason = STR("") });

				demo_photo(c->db, id, school, sex, half);
			}
			arena_back(c->a, here);
		}
}
