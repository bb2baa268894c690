/*
 * guess.h: the public look-ups by what only the person knows, and those who guess at it (faults.md C21). Wrong
 * answers are counted by the person asked for, by name and network together, and by network; the counters hold over
 * all hosts. After lookup.captcha_after of them the next try needs a solved captcha (web/captcha.h), after
 * lookup.tries there is a wait. A network may be wrong NETWORK times as often: a school's computer room has one
 * address.
 */
#ifndef WEB_GUESS_H
#define WEB_GUESS_H

#include "web/request.h"

enum { GUESS_NETWORK = 6, GUESS_BUCKETS = 3 };

typedef struct guess {
	const char *kind;	   /* of the counters, and what a captcha for it is made for */
	str bucket[GUESS_BUCKETS]; /* person, name and network, network */
} guess;

extern const char *const guess_kinds[], *const guess_kind_titles[];

/* person is the bucket of who is asked for: the person's blind index, or limit_text of the document number. */
guess guess_of(request *r, const char *kind, str person, str name);
/* May this be tried? E_OK; E_CAPTCHA without a good solution where one is needed; E_TOO_MANY. Not in a transaction.
 */
error_code guess_allowed(request *r, const guess *g, str captcha);
/* Counts a wrong answer. Is one of the buckets blocked now? */
bool guess_wrong(request *r, const guess *g);

/* The member of an input that carries the solution. */
#define GUESS_CAPTCHA(S, m)                                                                                          \
	FIELD_AS(F_STR, str, S, m, "captcha", .title = "安全验证", .max = 300,                                       \
	    .note = "多次未查到后才需要：/public/captcha 的 token，加“.”和求得的数")

#endif
