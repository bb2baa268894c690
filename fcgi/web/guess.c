/*
 * guess.c: see guess.h.
 */
#include "web/guess.h"

#include "data/setting.h"
#include "query/throttle.h"
#include "web/captcha.h"
#include "web/limit.h"

const char *const guess_kinds[] = { "lookup", "certificate", "ticket", NULL };
const char *const guess_kind_titles[] = { "成绩查询", "证书查询", "准考证下载", NULL };

guess
guess_of(request *r, const char *kind, str person, str name)
{
	str network = limit_address(r);

	return (guess){ kind, { person, limit_text(r, str_join(r->a, network, name)), network } };
}

/* How often a bucket may be wrong, of what one person may. */
static i64
times(const guess *g, str bucket, i64 one)
{
	return str_eq(bucket, g->bucket[GUESS_BUCKETS - 1]) ? one * GUESS_NETWORK : one;
}

error_code
guess_allowed(request *r, const guess *g, str captcha)
{
	struct throttle_blocked *v;
	size_t n = throttle_blocked(r->db, str_of(g->kind), g->bucket[0], g->bucket[1], g->bucket[2], &v);
	i64 tries;

	if (n == 0)
		return E_OK;
	tries = setting_int(r->db, "lookup.tries");
	for (size_t i = 0; i < n; i++)
		if (v[i].used >= times(g, v[i].bucket, tries))
			return request_refuse(r, E_TOO_MANY, "查询信息多次有误，请 %lld 分钟后再试",
			    (long long)setting_int(r->db, "lookup.wait_minutes"));
	return captcha_spend(r, str_of(g->kind), captcha);
}

bool
guess_wrong(request *r, const guess *g)
{
	i64 seconds = 60 * setting_int(r->db, "lookup.wait_minutes"), tries = setting_int(r->db, "lookup.tries"),
	    after = setting_int(r->db, "lookup.captcha_after");
	struct throttle_blocked *v;

	for (size_t i = 0; i < GUESS_BUCKETS; i++)
		throttle_count(r->db, str_of(g->kind), g->bucket[i], seconds,
		    times(g, g->bucket[i], after < tries ? after : tries));
	return throttle_blocked(r->db, str_of(g->kind), g->bucket[0], g->bucket[1], g->bucket[2], &v) > 0;
}
