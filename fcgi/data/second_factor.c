/*
 * second_factor.c: judging and taking one-time passwords. See second_factor.h.
 */
#include "data/second_factor.h"

#include "base/clock.h"
#include "crypt/totp.h"
#include "query/second_factor.h"

str
second_factor_context(arena *a, i64 account)
{
	return str_f(a, "account.totp:%lld", (long long)account);
}

i64
second_factor_step(arena *a, const keyring *ring, i64 account, str sealed, str code)
{
	str secret;

	if (code.n == 0 || sealed.n == 0 ||
	    !field_open(a, ring, second_factor_context(a, account), sealed, &secret) || secret.n != TOTP_SECRET)
		return -1;
	return totp_match((const u8 *)secret.p, clock_now(), code);
}

bool
second_factor_take(db *d, i64 account, i64 step)
{
	return step > 0 && second_factor_use_step(d, step, account) == 1;
}
