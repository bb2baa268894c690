/*
 * second_factor.h: the one-time password (动态口令) of an account, for signing in and for every act of signing. A
 * code is judged first and taken afterwards, so that a wrong signing passphrase does not cost a code.
 */
#ifndef DATA_SECOND_FACTOR_H
#define DATA_SECOND_FACTOR_H

#include "crypt/field.h"
#include "data/db.h"

/* What the secret of an account is sealed for. */
str second_factor_context(arena *a, i64 account);
/* The step that the code belongs to, -1 when it is wrong or the sealed secret does not open. Changes nothing. */
i64 second_factor_step(arena *a, const keyring *ring, i64 account, str sealed, str code);
/* Takes the step: false when it, or a later one, was used before (RFC 6238, 5.2; faults.md C19). */
bool second_factor_take(db *d, i64 account, i64 step);

#endif
