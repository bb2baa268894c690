/*
 * key.h: the signing keys of people and organisations: Ed25519 (RFC 8032), kept only sealed under the signer's own
 * signing passphrase (签发口令). Without the passphrase neither the database nor its operator can sign.
 * An open key stands in locked memory and lives for one act of signing.
 */
#ifndef CRYPT_KEY_H
#define CRYPT_KEY_H

#include "base/error.h"
#include "base/str.h"

enum {
	KEY_PUBLIC = 32,
	KEY_SEED = 32,
	KEY_SIGNATURE = 64,
	/* version 1, public key, Argon2id salt, nonce, sealed seed with its tag */
	KEY_BLOB = 1 + KEY_PUBLIC + 16 + 24 + KEY_SEED + 16,
};

typedef struct signing_key signing_key;

/*
 * A new key pair: its public key and the blob to store. Argon2id with 64 MiB, two passes; then XChaCha20-Poly1305
 * with version and public key as associated data. False when the memory cannot be had.
 */
bool key_make(str passphrase, u8 public_key[KEY_PUBLIC], u8 blob[KEY_BLOB]);
/*
 * Opens a blob. NULL with *why (which may be NULL) E_INVALID: the passphrase is wrong or the blob was altered, or
 * E_BUSY: no memory now. The caller closes the key on every way out.
 */
signing_key *key_open(str blob, str passphrase, error_code *why);
/* The key of a seed, for import. NULL when there is no memory. */
signing_key *key_from_seed(const u8 seed[KEY_SEED]);
/* Wipes and gives back; k may be NULL. */
void key_close(signing_key *k);
/* Seals an open key under another passphrase. False when the memory cannot be had. */
bool key_seal(const signing_key *k, str passphrase, u8 blob[KEY_BLOB]);
/* The public half: to compare with the one that is published, before anything is signed. */
const u8 *key_public(const signing_key *k);

/* A pure, detached signature of the message. */
void key_sign(const signing_key *k, str message, u8 signature[KEY_SIGNATURE]);
/* Is it this key's signature of the message? Refuses keys and points of small order and non-canonical numbers. */
bool key_verify(const u8 public_key[KEY_PUBLIC], str message, const u8 signature[KEY_SIGNATURE]);
/*
 * Signs, then verifies with the public key that is published. False on any mismatch, with the signature wiped: then
 * nothing may be stored and it is an alarm (faults.md A16).
 */
bool key_sign_verified(
    const signing_key *k, const u8 public_key[KEY_PUBLIC], str message, u8 signature[KEY_SIGNATURE]);

#endif
