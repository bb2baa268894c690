/*
 * sha1.c: SHA-1 in one go over bytes that are all there. See sha1.h.
 */
#include "crypt/sha1.h"

static uint32_t
turn(uint32_t v, int n)
{
	return v << n | v >> (32 - n);
}

static void
block(uint32_t h[5], const u8 *p)
{
	uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

	for (size_t i = 0; i < 16; i++)
		w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 | (uint32_t)p[4 * i + 2] << 8 |
		       p[4 * i + 3];
	for (size_t i = 16; i < 80; i++)
		w[i] = turn(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	for (size_t i = 0; i < 80; i++) {
		uint32_t f, k, t;

		if (i < 20) {
			f = (b & c) | (~b & d);
			k = 0x5a827999;
		} else if (i < 40) {
			f = b ^ c ^ d;
			k = 0x6ed9eba1;
		} else if (i < 60) {
			f = (b & c) | (b & d) | (c & d);
			k = 0x8f1bbcdc;
		} else {
			f = b ^ c ^ d;
			k = 0xca62c1d6;
		}
		t = turn(a, 5) + f + e + k + w[i];
		e = d;
		d = c;
		c = turn(b, 30);
		b = a;
		a = t;
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

void
sha1(str bytes, u8 hash[SHA1_HASH])
{
	uint32_t h[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };
	u8 last[128] = { 0 };
	size_t whole = bytes.n / 64 * 64, rest = bytes.n - whole, end = rest < 56 ? 64 : 128;

	for (size_t at = 0; at < whole; at += 64)
		block(h, (const u8 *)bytes.p + at);
	if (rest)
		memcpy(last, bytes.p + whole, rest);
	last[rest] = 0x80;
	for (size_t i = 0; i < 8; i++)
		last[end - 1 - i] = (u8)((u64)bytes.n * 8 >> (8 * i));
	for (size_t at = 0; at < end; at += 64)
		block(h, last + at);
	for (size_t i = 0; i < SHA1_HASH; i++)
		hash[i] = (u8)(h[i / 4] >> (24 - 8 * (i % 4)));
}
