/*
 * encode.c: bytes as text. See encode.h.
 */
#include "crypt/encode.h"

#include <sodium.h>

static const char base58_digits[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

static str
encode64(arena *a, str bytes, int variant)
{
	size_t size = sodium_base64_encoded_len(bytes.n, variant);
	char *text = arena_alloc(a, size);

	sodium_bin2base64(text, size, (const u8 *)bytes.p, bytes.n, variant);
	return (str){ text, strlen(text) };
}

static bool
decode64(arena *a, str text, int variant, str *bytes)
{
	size_t room = text.n / 4 * 3 + 3, n;
	u8 *out = arena_alloc(a, room);

	if (sodium_base642bin(out, room, text.n ? text.p : "", text.n, NULL, &n, NULL, variant) != 0)
		return false;
	*bytes = (str){ (const char *)out, n };
	return true;
}

str
base64_encode(arena *a, str bytes)
{
	return encode64(a, bytes, sodium_base64_VARIANT_ORIGINAL);
}

str
base64url_encode(arena *a, str bytes)
{
	return encode64(a, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool
base64_decode(arena *a, str text, str *bytes)
{
	return decode64(a, text, sodium_base64_VARIANT_ORIGINAL, bytes);
}

bool
base64url_decode(arena *a, str text, str *bytes)
{
	return decode64(a, text, sodium_base64_VARIANT_URLSAFE_NO_PADDING, bytes);
}

str
base32_encode(arena *a, str bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	const u8 *b = (const u8 *)bytes.p;
	char *text = arena_alloc(a, (bytes.n * 8 + 4) / 5 + 1);
	uint32_t bits = 0;
	size_t n = 0;
	int held = 0;

	for (size_t i = 0; i < bytes.n; i++) {
		bits = bits << 8 | b[i];
		for (held += 8; held >= 5; held -= 5)
			text[n++] = digits[bits >> (held - 5) & 31];
	}
	if (held)
		text[n++] = digits[bits << (5 - held) & 31];
	return (str){ text, n };
}

/*
 * Rewrites a big-endian number from one base to another, digit by digit: out holds the digits made so far, lowest
 * first. Returns how many there are.
 */
static size_t
rebase(const u8 *in, size_t n, uint32_t from, uint32_t to, u8 *out)
{
	size_t made = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t carry = in[i];

		for (size_t k = 0; k < made; k++) {
			carry += out[k] * from;
			out[k] = (u8)(carry % to);
			carry /= to;
		}
		for (; carry; carry /= to)
			out[made++] = (u8)(carry % to);
	}
	return made;
}

str
base58_encode(arena *a, str bytes)
{
	/* log 256 / log 58 is below 1.366 */
	u8 *low = arena_alloc(a, bytes.n * 1366 / 1000 + 2);
	char *text = arena_alloc(a, bytes.n * 1366 / 1000 + 3);
	size_t zeros = 0, made;

	while (zeros < bytes.n && bytes.p[zeros] == 0)
		zeros++;
	made = rebase((const u8 *)bytes.p + zeros, bytes.n - zeros, 256, 58, low);
	memset(text, base58_digits[0], zeros);
	for (size_t k = 0; k < made; k++)
		text[zeros + k] = base58_digits[low[made - 1 - k]];
	return (str){ text, zeros + made };
}

bool
base58_decode(arena *a, str text, str *bytes)
{
	u8 digits[256], *low, *out;
	size_t zeros = 0, made;

	if (text.n > sizeof digits)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		const char *at = memchr(base58_digits, text.p[i], 58);

		if (at == NULL)
			return false;
		digits[i] = (u8)(at - base58_digits);
	}
	while (zeros < text.n && digits[zeros] == 0)
		zeros++;
	low = arena_alloc(a, text.n + 1);
	out = arena_alloc(a, text.n + 1);
	made = rebase(digits + zeros, text.n - zeros, 58, 256, low);
	for (size_t k = 0; k < made; k++)
		out[zeros + k] = low[made - 1 - k];
	*bytes = (str){ (const char *)out, zeros + made };
	return true;
}

str
multikey_encode(arena *a, const u8 public_key[32])
{
	u8 bytes[34] = { 0xed, 0x01 };

	memcpy(bytes + 2, public_key, 32);
	return str_join(a, STR("z"), base58_encode(a, (str){ (const char *)bytes, sizeof bytes }));
}

bool
multikey_decode(arena *a, str text, u8 public_key[32])
{
	str bytes;

	if (!str_starts(text, STR("z")) || !base58_decode(a, str_from(text, 1), &bytes))
		return false;
	if (bytes.n != 34 || (u8)bytes.p[0] != 0xed || (u8)bytes.p[1] != 0x01)
		return false;
	memcpy(public_key, bytes.p + 2, 32);
	return true;
}
