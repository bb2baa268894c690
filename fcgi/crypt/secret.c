/*
 * secret.c: random bytes, tokens, plain hashes. See secret.h.
 */
#include "crypt/secret.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

void
crypt_start(void)
{
	if (sodium_init() < 0) {
		fputs("crypt: libsodium cannot start (no source of randomness)\n", stderr);
		exit(2);
	}
}

void
crypt_random(void *bytes, size_t n)
{
	randombytes_buf(bytes, n);
}

void
crypt_token(char token[CRYPT_TOKEN])
{
	u8 bytes[32];

	crypt_random(bytes, sizeof bytes);
	sodium_bin2base64(token, CRYPT_TOKEN, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	crypt_wipe(bytes, sizeof bytes);
}

void
crypt_uuid(char uuid[37])
{
	u8 b[16];
	char hex[33], *to = uuid;

	crypt_random(b, sizeof b);
	b[6] = (u8)(0x40 | (b[6] & 0x0f));
	b[8] = (u8)(0x80 | (b[8] & 0x3f));
	sodium_bin2hex(hex, sizeof hex, b, sizeof b);
	for (size_t i = 0; i < 32; i++) {
		if (i == 8 || i == 12 || i == 16 || i == 20)
			*to++ = '-';
		*to++ = hex[i];
	}
	*to = '\0';
}

void
crypt_hash(str bytes, u8 hash[CRYPT_HASH])
{
	crypto_generichash(hash, CRYPT_HASH, (const u8 *)bytes.p, bytes.n, NULL, 0);
}

void
crypt_sha256(str bytes, u8 hash[CRYPT_HASH])
{
	crypto_hash_sha256(hash, (const u8 *)(bytes.p ? bytes.p : ""), bytes.n);
}

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(crypt_sum), "crypt_sum has room for libsodium's state");

void
crypt_sum_begin(crypt_sum *s)
{
	crypto_hash_sha256_init((crypto_hash_sha256_state *)(void *)s->state);
}

void
crypt_sum_add(crypt_sum *s, str piece)
{
	crypto_hash_sha256_update((crypto_hash_sha256_state *)(void *)s->state, (const u8 *)piece.p, piece.n);
}

void
crypt_sum_end(crypt_sum *s, u8 hash[CRYPT_HASH])
{
	crypto_hash_sha256_final((crypto_hash_sha256_state *)(void *)s->state, hash);
}

bool
crypt_equal(const void *x, const void *y, size_t n)
{
	return sodium_memcmp(x, y, n) == 0;
}

void
crypt_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}
