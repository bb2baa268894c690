/*
 * field.h: document numbers (证件号码) at rest: sealed with XChaCha20-Poly1305 under a key with an id, found again
 * by a keyed BLAKE2b blind index. The keys come from one file that no one but the program's user may read:
 *
 *	# comment
 *	index 64 hexadecimal digits     the blind index; never changes, or nothing is found again
 *	2 64 hexadecimal digits         keys 1..255; the first of them seals, the others only open
 *	1 64 hexadecimal digits
 */
#ifndef CRYPT_FIELD_H
#define CRYPT_FIELD_H

#include "base/arena.h"

enum {
	FIELD_EXTRA = 1 + 24 + 16, /* bytes that sealing adds: key id, nonce, tag */
	BLIND_INDEX = 32,
};

typedef struct keyring keyring;

/*
 * Reads the file. NULL when it cannot be read, is open to others (mode beyond 0600), is no regular file or has a bad
 * line; then why holds an English sentence with the line number and never a key. The ring stands in locked, read-only
 * memory; the caller frees it at the end of the program.
 */
keyring *keyring_read(const char *path, char *why, size_t room);
void keyring_free(keyring *r);

/*
 * Key id, nonce and ciphertext, owned by the arena. The context names the place the value belongs to, column and row,
 * e.g. "candidate.document:4711"; the value opens only with the same one, so that swapped rows are found out.
 */
str field_seal(arena *a, const keyring *r, str context, str plain);
/* False when the key is unknown, the bytes were altered or the context is another one. */
bool field_open(arena *a, const keyring *r, str context, str sealed, str *plain);
/* Is it sealed with another key than the one that seals now? Such values are sealed again after a rotation. */
bool field_stale(const keyring *r, str sealed);
/*
 * What equal texts have in common in one domain (a literal of at most 255 bytes, e.g. "document:1" with the document
 * type) and in no other. The caller brings the text into its normal form first (x to X).
 */
void blind_index(const keyring *r, str domain, str text, u8 out[BLIND_INDEX]);

#endif
