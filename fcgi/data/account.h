/*
 * account.h: making accounts 账号 and giving their duties. Who may do so, and which duties, is decided before (the
 * route gate, api/account.c).
 */
#ifndef DATA_ACCOUNT_H
#define DATA_ACCOUNT_H

#include "data/db.h"

typedef struct account_new {
	i64 organisation;
	str login, name;
	str password;	   /* absent: a one-time password is made, which must be changed at the first sign-in */
	const str *duties; /* codes, e.g. "exam_officer" */
	size_t n_duties;
	i64 given_by; /* account; 0: the institution registered itself */
} account_new;

/* Makes the account in the open transaction. Returns its id, 0 when the login name is taken; *once is the one-time
 * password when one was made. Leaves with E_BUSY when there is no memory for hashing. */
i64 account_make(db *d, const account_new *n, str *once);
/* A new one-time password (20 characters) and its hash. Leaves with E_BUSY. */
str account_one_time(db *d, str *hash);
/* Replaces all duties of an account. */
void account_give(db *d, i64 account, const str *duties, size_t n, i64 given_by);

#endif
