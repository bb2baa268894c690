/*
 * secret.h: the start of libsodium, random bytes, tokens, plain hashes, comparison and wiping.
 * Nothing here keeps a key; see password.h, field.h and key.h.
 */
#ifndef CRYPT_SECRET_H
#define CRYPT_SECRET_H

#include "base/str.h"
#include "crypt/encode.h"

enum {
	CRYPT_HASH = 32,
	CRYPT_TOKEN = 44, /* 43 characters and the end */
};

/* Must be called once by main before anything else of crypt/. Ends the program when there is no source of randomness.
 */
void crypt_start(void);
/* n unpredictable bytes. */
void crypt_random(void *bytes, size_t n);
/* 256 random bits as base64url without padding: sessions, ticket codes, download links. */
void crypt_token(char token[CRYPT_TOKEN]);
/* A random UUID (RFC 9562, version 4), lower case, terminated. */
void crypt_uuid(char uuid[37]);
/* BLAKE2b-256 (RFC 7693) without a key: what is stored of a token. */
void crypt_hash(str bytes, u8 hash[CRYPT_HASH]);
/* SHA-256 (FIPS 180-4): where a standard names it. */
void crypt_sha256(str bytes, u8 hash[CRYPT_HASH]);
/* SHA-256 of bytes that come in pieces. */
typedef struct crypt_sum {
	_Alignas(16) u8 state[128];
} crypt_sum;
void crypt_sum_begin(crypt_sum *s);
void crypt_sum_add(crypt_sum *s, str piece);
void crypt_sum_end(crypt_sum *s, u8 hash[CRYPT_HASH]);
/* Equality that takes the same time wherever the difference is. */
bool crypt_equal(const void *x, const void *y, size_t n);
/* Zeroes that the compiler cannot leave out. */
void crypt_wipe(void *p, size_t n);

#endif
