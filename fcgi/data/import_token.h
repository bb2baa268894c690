/*
 * import_token.h: the token that a checked import hands out and its confirmation must bring: whoever confirms has
 * seen this outcome of this check. It follows from the batch, so the database keeps only its hash.
 */
#ifndef DATA_IMPORT_TOKEN_H
#define DATA_IMPORT_TOKEN_H

#include "crypt/field.h"

/* 32 hexadecimal digits. total and accepted are the counts of the check. */
str import_token(arena *a, const keyring *r, i64 batch, i64 total, i64 accepted);
/* What import_batch.check_token_hash holds: 32 bytes. */
str import_token_hash(arena *a, str token);

#endif
