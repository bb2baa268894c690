/*
 * captcha.h: a proof of work 安全验证 that this platform makes and checks itself: the browser finds the number whose
 * SHA-256 after a random salt is the given one. It costs a person a second of waiting and a guesser of names and
 * numbers one computation for each try; it does not tell people from machines, and nobody else learns of it.
 * Nothing is kept of a challenge until it has been used: it carries its own end, purpose and amount of work under a
 * keyed hash. A solved one counts once.
 */
#ifndef WEB_CAPTCHA_H
#define WEB_CAPTCHA_H

#include "web/request.h"

typedef struct captcha_challenge {
	str token;	/* goes back, with "." and the number that was found */
	str salt;	/* SHA-256(salt, number in decimal) = target */
	str target;	/* hexadecimal */
	i64 most;	/* the number is in 0..most */
	i64 expires_at; /* microseconds */
} captcha_challenge;

/* A new challenge for one purpose, in the request's arena. */
captcha_challenge captcha_make(request *r, str purpose);
/*
 * E_OK once for a right solution; E_CAPTCHA with a sentence when it is absent, wrong, for another purpose, over or
 * used. Not in a transaction: that it was used must stay.
 */
error_code captcha_spend(request *r, str purpose, str solution);

#endif
