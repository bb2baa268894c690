/*
 * totp.c: one-time passwords. See totp.h.
 */
#include "crypt/totp.h"

#include "base/buf.h"
#include "base/clock.h"
#include "crypt/encode.h"
#include "crypt/secret.h"
#include "crypt/sha1.h"

void
totp_secret(u8 secret[TOTP_SECRET])
{
	crypt_random(secret, TOTP_SECRET);
}

static void
percent(buf *b, str text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] && strchr(plain, text.p[i]))
			buf_char(b, text.p[i]);
		else
			buf_f(b, "%%%02X", (unsigned)(u8)text.p[i]);
	}
}

str
totp_uri(arena *a, const u8 secret[TOTP_SECRET], str issuer, str account)
{
	buf b = { .a = a };

	buf_str(&b, STR("otpauth://totp/"));
	percent(&b, issuer);
	buf_char(&b, ':');
	percent(&b, account);
	buf_str(&b, STR("?secret="));
	buf_str(&b, base32_encode(a, (str){ (const char *)secret, TOTP_SECRET }));
	buf_str(&b, STR("&issuer="));
	percent(&b, issuer);
	buf_str(&b, STR("&algorithm=SHA1&digits=6&period=30"));
	return buf_view(&b);
}

/* HMAC (RFC 2104) of eight bytes; the key is shorter than a block, so it is never hashed first. */
static void
hmac(const u8 key[TOTP_SECRET], const u8 message[8], u8 out[SHA1_HASH])
{
	u8 inner[64 + 8], outer[64 + SHA1_HASH];

	memset(inner, 0x36, 64);
	memset(outer, 0x5c, 64);
	for (size_t i = 0; i < TOTP_SECRET; i++) {
		inner[i] ^= key[i];
		outer[i] ^= key[i];
	}
	memcpy(inner + 64, message, 8);
	sha1((str){ (const char *)inner, sizeof inner }, outer + 64);
	sha1((str){ (const char *)outer, sizeof outer }, out);
	crypt_wipe(inner, sizeof inner);
	crypt_wipe(outer, sizeof outer);
}

uint32_t
totp_value(const u8 secret[TOTP_SECRET], i64 step)
{
	u8 counter[8], h[SHA1_HASH];
	size_t at;

	for (size_t i = 0; i < 8; i++)
		counter[i] = (u8)((u64)step >> (56 - 8 * i));
	hmac(secret, counter, h);
	at = h[SHA1_HASH - 1] & 15;
	return (uint32_t)(h[at] & 0x7f) << 24 | (uint32_t)h[at + 1] << 16 | (uint32_t)h[at + 2] << 8 | h[at + 3];
}

void
totp_code(const u8 secret[TOTP_SECRET], i64 step, char code[TOTP_CODE])
{
	uint32_t v = totp_value(secret, step);

	for (size_t i = TOTP_CODE - 1; i-- > 0; v /= 10)
		code[i] = (char)('0' + v % 10);
	code[TOTP_CODE - 1] = '\0';
}

i64
totp_match(const u8 secret[TOTP_SECRET], i64 now, str code)
{
	i64 step = now / (TOTP_STEP * CLOCK_SECOND), found = -1;

	if (code.n != TOTP_CODE - 1)
		return -1;
	/* All three are tried always, so the time tells nothing about which one was near. */
	for (i64 s = step - 1; s <= step + 1; s++) {
		char right[TOTP_CODE];

		totp_code(secret, s, right);
		if (crypt_equal(right, code.p, TOTP_CODE - 1))
			found = s;
		crypt_wipe(right, sizeof right);
	}
	return found;
}
