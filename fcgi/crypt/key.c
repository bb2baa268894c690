/*
 * key.c: signing keys. See key.h.
 */
#include "crypt/key.h"

#include <sodium.h>

#define OPERATIONS 2ULL
#define MEMORY ((size_t)64 * 1024 * 1024)

/* Where the parts of a blob begin; HEAD bytes in front are the associated data. */
enum {
	VERSION = 1,
	HEAD = 1 + KEY_PUBLIC,
	SALT_AT = HEAD,
	NONCE_AT = SALT_AT + crypto_pwhash_SALTBYTES,
	SEED_AT = NONCE_AT + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	WRAP = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
};

_Static_assert(KEY_BLOB == SEED_AT + KEY_SEED + crypto_aead_xchacha20poly1305_ietf_ABYTES, "size of a blob");

struct signing_key {
	u8 public_key[KEY_PUBLIC];
	u8 secret[crypto_sign_SECRETKEYBYTES]; /* the seed, then the public key */
};

/* The key that seals the seed, in locked memory; NULL when there is none. */
static u8 *
wrapping_key(str passphrase, const u8 salt[crypto_pwhash_SALTBYTES])
{
	u8 *wrap = sodium_malloc(WRAP);

	if (wrap && crypto_pwhash(wrap, WRAP, passphrase.p ? passphrase.p : "", passphrase.n, salt, OPERATIONS,
			MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0) {
		sodium_free(wrap);
		wrap = NULL;
	}
	return wrap;
}

signing_key *
key_from_seed(const u8 seed[KEY_SEED])
{
	signing_key *k = sodium_malloc(sizeof *k);

	if (k)
		crypto_sign_seed_keypair(k->public_key, k->secret, seed);
	return k;
}

void
key_close(signing_key *k)
{
	sodium_free(k);
}

const u8 *
key_public(const signing_key *k)
{
	return k->public_key;
}

bool
key_seal(const signing_key *k, str passphrase, u8 blob[KEY_BLOB])
{
	u8 *wrap;

	randombytes_buf(blob + SALT_AT, SEED_AT - SALT_AT);
	wrap = wrapping_key(passphrase, blob + SALT_AT);
	if (wrap == NULL)
		return false;
	blob[0] = VERSION;
	memcpy(blob + 1, k->public_key, KEY_PUBLIC);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
	    blob + SEED_AT, NULL, k->secret, KEY_SEED, blob, HEAD, NULL, blob + NONCE_AT, wrap);
	sodium_free(wrap);
	return true;
}

bool
key_make(str passphrase, u8 public_key[KEY_PUBLIC], u8 blob[KEY_BLOB])
{
	signing_key *k = sodium_malloc(sizeof *k);
	bool good;

	if (k == NULL)
		return false;
	crypto_sign_keypair(k->public_key, k->secret);
	memcpy(public_key, k->public_key, KEY_PUBLIC);
	good = key_seal(k, passphrase, blob);
	key_close(k);
	return good;
}

signing_key *
key_open(str blob, str passphrase, error_code *why)
{
	const u8 *b = (const u8 *)blob.p;
	signing_key *k = NULL;
	u8 *seed = NULL, *wrap = NULL;
	error_code result = E_INVALID;

	if (blob.n != KEY_BLOB || b[0] != VERSION)
		goto out;
	result = E_BUSY;
	seed = sodium_malloc(KEY_SEED);
	wrap = wrapping_key(passphrase, b + SALT_AT);
	if (seed == NULL || wrap == NULL)
		goto out;
	result = E_INVALID;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
		seed, NULL, NULL, b + SEED_AT, KEY_BLOB - SEED_AT, b, HEAD, b + NONCE_AT, wrap) != 0)
		goto out;
	k = key_from_seed(seed);
	result = k ? E_OK : E_BUSY;
	if (k && sodium_memcmp(k->public_key, b + 1, KEY_PUBLIC) != 0) {
		key_close(k);
		k = NULL;
		result = E_INVALID;
	}
out:
	sodium_free(wrap);
	sodium_free(seed);
	if (why)
		*why = result;
	return k;
}

void
key_sign(const signing_key *k, str message, u8 signature[KEY_SIGNATURE])
{
	crypto_sign_detached(signature, NULL, (const u8 *)message.p, message.n, k->secret);
}

bool
key_verify(const u8 public_key[KEY_PUBLIC], str message, const u8 signature[KEY_SIGNATURE])
{
	return crypto_sign_verify_detached(signature, (const u8 *)message.p, message.n, public_key) == 0;
}

bool
key_sign_verified(const signing_key *k, const u8 public_key[KEY_PUBLIC], str message, u8 signature[KEY_SIGNATURE])
{
	key_sign(k, message, signature);
	if (key_verify(public_key, message, signature))
		return true;
	sodium_memzero(signature, KEY_SIGNATURE);
	return false;
}
