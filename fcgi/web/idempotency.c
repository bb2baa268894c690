/*
 * idempotency.c: keys of writes and their stored answers. See idempotency.h.
 */
#include "web/idempotency.h"

#include "crypt/secret.h"
#include "query/idempotency.h"

error_code
idempotency_check(request *r)
{
	if (r->key.n < 8 || r->key.n > 64)
		return request_refuse(r, E_KEY_MISSING, "写操作须带 Idempotency-Key 请求头（8 至 64 个字符）");
	for (size_t i = 0; i < r->key.n; i++)
		if (r->key.p[i] <= 0x20 || r->key.p[i] >= 0x7f)
			return request_refuse(r, E_KEY_MISSING, "Idempotency-Key 只能含可见的 ASCII 字符");
	return E_OK;
}

/* What the request is, for telling a repetition from another request under the same key. */
static str
fingerprint(request *r)
{
	buf b = { .a = r->a };
	char *hash = arena_alloc(r->a, CRYPT_HASH);

	buf_f(&b, "%.*s %.*s?%.*s\n", STR_ARG(r->method), STR_ARG(r->path), STR_ARG(r->query));
	buf_str(&b, r->body);
	crypt_hash(buf_view(&b), (u8 *)hash);
	return (str){ hash, CRYPT_HASH };
}

error_code
idempotency_take(request *r)
{
	str print = fingerprint(r);
	struct idempotency_get old;

	if (idempotency_insert(r->db, r->key, r->who.account, str_of(r->route->name), print))
		return E_OK;
	/* The row is committed: an insert waits for a transaction that holds the key. */
	if (!idempotency_get(r->db, r->key, r->who.account, &old))
		return E_RUNNING;
	if (!str_eq(old.body_hash, print))
		return E_KEY_REUSED;
	r->replayed = true;
	r->status = (int)old.status;
	r->out = jw_new(r->a);
	buf_str(&r->out.b, old.reply);
	request_header(r, "Idempotent-Replayed", STR("true"));
	return E_OK;
}

void
idempotency_keep(request *r)
{
	idempotency_finish(r->db, r->status, buf_view(&r->out.b), r->key, r->who.account);
}
