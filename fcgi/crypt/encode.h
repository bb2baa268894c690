/*
 * encode.h: bytes as text: base64 (RFC 4648, sections 4 and 5), base32 (section 6), base58btc (draft-msporny-base58)
 * and the Multikey form of an Ed25519 public key (W3C Controlled Identifiers 1.0, 2.2.2).
 * Decoders are strict: one text for one value, no blanks, no stray bits, padding exactly where the form has it.
 */
#ifndef CRYPT_ENCODE_H
#define CRYPT_ENCODE_H

#include "base/arena.h"

/* Encoders return text owned by the arena and terminated. */
str base64_encode(arena *a, str bytes);
/* The URL alphabet without padding. */
str base64url_encode(arena *a, str bytes);
/* Upper case without padding, as one-time password programs take it. */
str base32_encode(arena *a, str bytes);
/* Quadratic in the length: for keys and signatures, not for files. */
str base58_encode(arena *a, str bytes);

/* Decoders return false for malformed text; *bytes is owned by the arena. base58 takes at most 256 characters. */
bool base64_decode(arena *a, str text, str *bytes);
bool base64url_decode(arena *a, str text, str *bytes);
bool base58_decode(arena *a, str text, str *bytes);

/* "z6Mk…", 48 characters: base58btc of 0xed 0x01 and the 32 bytes. */
str multikey_encode(arena *a, const u8 public_key[32]);
/* False for any other prefix (a secret key above all), length or base. */
bool multikey_decode(arena *a, str text, u8 public_key[32]);

#endif
