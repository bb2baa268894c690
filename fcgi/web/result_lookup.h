/*
 * result_lookup.h: who gives a name, a document number and a ticket number 准考证号: the index of the one result that
 * they mean, and the limits on guessing (web/guess.h).
 */
#ifndef WEB_RESULT_LOOKUP_H
#define WEB_RESULT_LOOKUP_H

#include "web/guess.h"

typedef struct result_ask {
	str name, document_number, ticket_number, captcha;
} result_ask;

typedef struct result_key {
	str index; /* result.lookup_index */
	guess guess;
} result_key;

/* Brings the three into their normal form. Nothing is refused here: what has no right form is simply not found. */
result_key result_key_of(request *r, const result_ask *ask);
/* The answer when nothing was found: what guess_allowed refuses with, else it counts this wrong answer and is
 * E_NOT_FOUND; which part was wrong is never said. Not in a transaction. */
error_code result_key_wrong(request *r, const result_key *key, str captcha);
/*
 * May what was found be told? As guess_allowed: a right guess after too many wrong ones is worth nothing. version
 * is lookup_version as it was when the result was read, 0 when this worker has counted a wrong answer since. A worker
 * that remembers the blocked buckets of that version, and none of the key's among them, answers without the database;
 * any other asks it, so that a block holds on every host from its commit on, and ends by the database's clock.
 */
error_code result_key_allowed(request *r, const result_key *key, i64 version, str captcha);
/* How many wrong answers this worker has counted. */
i64 result_wrong(const request *r);
/* A worker's memory of blocked buckets, empty. Owned by the caller: free(). */
result_blocks *result_blocks_new(void);

#endif
