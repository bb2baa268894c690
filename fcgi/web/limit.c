/*
 * limit.c: see limit.h.
 */
#include "web/limit.h"

#include <arpa/inet.h>

#include "query/throttle.h"

static str
bucket_of(request *r, const char *domain, str bytes)
{
	char *index = arena_alloc(r->a, LIMIT_BUCKET);

	blind_index(r->w->ring, str_of(domain), bytes, (u8 *)index);
	return (str){ index, LIMIT_BUCKET };
}

str
limit_address(request *r)
{
	struct in6_addr six;
	str network = r->remote;

	/* A household has 2^64 addresses of version 6: its network counts as one. */
	if (inet_pton(AF_INET6, str_z(r->a, r->remote), &six) == 1)
		network = str_hex(r->a, &six, 8);
	return bucket_of(r, "limit:address", network);
}

str
limit_text(request *r, str text)
{
	return bucket_of(r, "limit:text", text);
}

error_code
limit_check(request *r, const char *kind, str bucket, i64 seconds)
{
	struct throttle_get now;

	if (!throttle_get(r->db, str_of(kind), bucket, &now) || !now.blocked)
		return E_OK;
	return request_refuse(r, E_TOO_MANY, "操作次数过多，请 %lld 分钟后再试", (long long)((seconds + 59) / 60));
}

void
limit_count(request *r, const char *kind, str bucket, i64 seconds, i64 most)
{
	throttle_count(r->db, str_of(kind), bucket, seconds, most);
}
