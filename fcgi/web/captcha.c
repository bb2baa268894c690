/*
 * captcha.c: see captcha.h. A token is "end.most.salt.target.mark": seconds, a number, and three hexadecimal texts.
 */
#include "web/captcha.h"

#include "base/clock.h"
#include "crypt/secret.h"
#include "data/setting.h"
#include "query/throttle.h"

enum { SECONDS = 600, SALT = 16, MARK = 16, NUMBER_DIGITS = 9 };

/* The keyed hash over what the challenge says and what it is for. */
static const u8 *
mark_of(request *r, str purpose, str said)
{
	u8 *mark = arena_alloc(r->a, BLIND_INDEX);

	blind_index(r->w->ring, STR("captcha"), str_f(r->a, "%.*s %.*s", STR_ARG(purpose), STR_ARG(said)), mark);
	return mark;
}

static str
hash_of(arena *a, str salt, i64 number)
{
	u8 hash[CRYPT_HASH];

	crypt_sha256(str_f(a, "%.*s%lld", STR_ARG(salt), (long long)number), hash);
	return str_hex(a, hash, sizeof hash);
}

captcha_challenge
captcha_make(request *r, str purpose)
{
	i64 most = setting_int(r->db, "captcha.work"), until = clock_now() / CLOCK_SECOND + SECONDS;
	u8 salt[SALT];
	uint64_t pick;
	str said;
	captcha_challenge c = { .most = most, .expires_at = until * CLOCK_SECOND };

	crypt_random(salt, sizeof salt);
	crypt_random(&pick, sizeof pick);
	c.salt = str_hex(r->a, salt, sizeof salt);
	c.target = hash_of(r->a, c.salt, (i64)(pick % (uint64_t)(most + 1)));
	said =
	    str_f(r->a, "%lld.%lld.%.*s.%.*s", (long long)until, (long long)most, STR_ARG(c.salt), STR_ARG(c.target));
	c.token = str_f(r->a, "%.*s.%.*s", STR_ARG(said), STR_ARG(str_hex(r->a, mark_of(r, purpose, said), MARK)));
	return c;
}

/* Is it one of ours for this purpose, not over, and solved? Then *mark is what it is remembered by. */
static bool
solved(request *r, str purpose, str solution, str *mark)
{
	str part[6], rest = solution, said;
	size_t n = 0;
	i64 until, number;
	u8 given[MARK];
	const u8 *right;

	while (n < 6 && str_cut(&rest, '.', &part[n]))
		n++;
	if (n != 6 || rest.n || part[5].n == 0 || part[5].n > NUMBER_DIGITS || !str_digits(part[5]) ||
	    !str_unhex(part[4], given, MARK))
		return false;
	said = str_head(solution, (size_t)(part[4].p - solution.p) - 1);
	right = mark_of(r, purpose, said);
	*mark = (str){ (const char *)right, BLIND_INDEX };
	return crypt_equal(right, given, MARK) && str_i64(part[0], &until) && until > clock_now() / CLOCK_SECOND &&
	       str_i64(part[5], &number) && str_eq(hash_of(r->a, part[2], number), part[3]);
}

error_code
captcha_spend(request *r, str purpose, str solution)
{
	str mark;

	if (solution.n == 0)
		return request_refuse(r, E_CAPTCHA, "此前的查询有误，请先完成安全验证再查询");
	/* The first to count it is who uses it. */
	if (solved(r, purpose, solution, &mark) && throttle_count(r->db, STR("captcha"), mark, SECONDS, 1) == 1)
		return E_OK;
	return request_refuse(r, E_CAPTCHA, "安全验证已过期或已用过，请重新验证");
}
