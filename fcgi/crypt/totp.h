/*
 * totp.h: one-time passwords of the second factor (动态口令): RFC 6238 with HMAC-SHA1, 6 digits, steps of 30 seconds,
 * which is what every authenticator program takes. Keeps nothing: the caller stores the last step used per account.
 */
#ifndef CRYPT_TOTP_H
#define CRYPT_TOTP_H

#include "base/arena.h"

enum {
	TOTP_SECRET = 20, /* bytes: the length of the hash (RFC 4226, R6) */
	TOTP_CODE = 7,	  /* 6 digits and the end */
	TOTP_STEP = 30,	  /* seconds */
};

/* A new random secret. */
void totp_secret(u8 secret[TOTP_SECRET]);
/* "otpauth://totp/ISSUER:ACCOUNT?secret=…" for the QR code; both names are UTF-8 and percent-encoded. It is a secret.
 */
str totp_uri(arena *a, const u8 secret[TOTP_SECRET], str issuer, str account);
/* The truncated value of RFC 4226, 5.3, before it is cut to digits: 31 bits. */
uint32_t totp_value(const u8 secret[TOTP_SECRET], i64 step);
/* The six digits of a step. */
void totp_code(const u8 secret[TOTP_SECRET], i64 step, char code[TOTP_CODE]);
/*
 * The step whose code this is, among the step of now (microseconds) and one on either side; -1 for none. Only exactly
 * six digits match. The caller must refuse a step that is not after the last one it accepted (faults.md C19) and
 * store the step with a condition, so that one code opens one session.
 */
i64 totp_match(const u8 secret[TOTP_SECRET], i64 now, str code);

#endif
