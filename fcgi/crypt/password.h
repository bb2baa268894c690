/*
 * password.h: account passwords: Argon2id (RFC 9106), their rule, and the cost that an unknown account must have too.
 * One hash takes 19 MiB and some 20 ms of a processor: callers bound how many run at once.
 */
#ifndef CRYPT_PASSWORD_H
#define CRYPT_PASSWORD_H

#include "base/str.h"

enum {
	PASSWORD_HASH = 128,	/* room for the text form with its end */
	PASSWORD_LEAST = 12,	/* code points */
	PASSWORD_LONGEST = 128, /* code points */
};

/* Makes the text form "$argon2id$…" with a new salt. False only when the memory cannot be had. */
bool password_hash(str password, char hash[PASSWORD_HASH]);
/* Does the password belong to this hash? A malformed hash belongs to none. */
bool password_verify(const char *hash, str password);
/* Spends what password_verify spends, for an account that does not exist (faults.md C20). */
void password_dummy(str password);
/* Was the hash made with other costs than today's? Then hash again at the next successful sign-in. */
bool password_stale(const char *hash);
/* NULL when the password may be used for this account, else a Chinese sentence saying what to change. */
const char *password_fault(str password, str account);

#endif
