/*
 * limit.h: how often one address, or one thing, may be tried. The counters are in the database, so they hold over all
 * workers and hosts; what they are kept under is a keyed hash, never the address itself.
 */
#ifndef WEB_LIMIT_H
#define WEB_LIMIT_H

#include "web/request.h"

enum { LIMIT_BUCKET = 32 };

/* The bucket of the requester's network: an IPv4 address, or the first 64 bits of an IPv6 one. Owned by the arena. */
str limit_address(request *r);
/* The bucket of any text, e.g. a person's blind index or an account name. Owned by the arena. */
str limit_text(request *r, str text);
/*
 * Is the bucket blocked? E_OK, or E_TOO_MANY with a sentence that says how long to wait. kind is a short name of what
 * is counted ("question"), seconds the length of the period. Counts nothing.
 */
error_code limit_check(request *r, const char *kind, str bucket, i64 seconds);
/* Counts one; from the most-th within the period on the bucket is blocked for that long. In a transaction it counts
 * only what is committed: wrong guesses are counted by routes without .write. */
void limit_count(request *r, const char *kind, str bucket, i64 seconds, i64 most);

#endif
