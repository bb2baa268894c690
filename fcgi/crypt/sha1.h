/*
 * sha1.h: SHA-1 (FIPS 180-4), which one-time password programs still expect (RFC 6238). For nothing else.
 */
#ifndef CRYPT_SHA1_H
#define CRYPT_SHA1_H

#include "base/str.h"

enum { SHA1_HASH = 20 };

void sha1(str bytes, u8 hash[SHA1_HASH]);

#endif
