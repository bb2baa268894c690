/*
 * admit.c: what is judged of a request before its handler runs: route, session, gate, origin, body, decode. See
 * admit.h.
 */
#include "web/admit.h"

#include "base/clock.h"
#include "data/audit.h"
#include "web/decode.h"
#include "web/idempotency.h"
#include "web/session.h"

enum { URI_MAX = 4096, BODY_MAX = 1 << 20 };
/* nginx gives up after 30 s; a request that waited longer is dropped, not carried out for nobody (faults.md A6). */
#define DEADLINE (30 * CLOCK_SECOND)

/* What is looked at of all that nginx sends (nginx.conf.in), and where it stands in the request. */
static const struct param {
	const char *name;
	size_t length, offset;
} params[] = {
#define PARAM(name, member)                                                                                          \
	{                                                                                                            \
		name, sizeof name - 1, offsetof(request, member)                                                     \
	}
	PARAM("REQUEST_METHOD", method),
	PARAM("REQUEST_URI", query),
	PARAM("REQUEST_START", start),
	PARAM("REQUEST_ID", request_id),
	PARAM("REMOTE_ADDR", remote),
	PARAM("CONTENT_TYPE", content_type),
	PARAM("CONTENT_LENGTH", content_length),
	PARAM("HTTP_HOST", host),
	PARAM("HTTP_ORIGIN", origin),
	PARAM("HTTP_SEC_FETCH_SITE", fetch_site),
	PARAM("HTTP_COOKIE", cookie),
	PARAM("HTTP_IDEMPOTENCY_KEY", key),
	PARAM("HTTP_USER_AGENT", agent),
};

static void
read_params(request *r, FCGX_Request *f)
{
	for (char **one = f->envp; *one; one++) {
		str value = str_of(*one), name;

		str_cut(&value, '=', &name);
		for (size_t i = 0; i < sizeof params / sizeof *params; i++) {
			str *member = (str *)((char *)r + params[i].offset);

			if (member->p == NULL && str_eq(name, (str){ params[i].name, params[i].length }))
				*member = value;
		}
	}
	str_cut(&r->query, '?', &r->path);
	r->stdin_ = f->in;
	if (r->content_length.n)
		str_i64(r->content_length, &r->length);
}

/* Seconds with milliseconds, as nginx's $msec writes them; 0 when it sent none. */
static i64
sent_at(const request *r)
{
	str s = r->start, whole;
	i64 seconds = 0;

	if (!str_cut(&s, '.', &whole) || !str_i64(whole, &seconds))
		return 0;
	return seconds * CLOCK_SECOND;
}

static error_code
find_route(request *r)
{
	str base = STR("/api/v1"), path = r->path;

	if (path.n + r->query.n > URI_MAX)
		return E_URI_LONG;
	if (!str_eq(r->host, str_of(r->w->conf->host)))
		return E_BAD_HOST;
	if (str_starts(path, base))
		path = str_from(path, base.n);
	else if (!str_is(path, "/healthz") && !str_is(path, "/readyz"))
		return E_NOT_FOUND;
	return router_find(r->w->router, r->method, path, r);
}

/* A write must come from a page of this platform: SameSite alone does not stop a page of a sister host. */
static error_code
check_origin(const request *r)
{
	str scheme = STR("https://");

	if (r->route->method == GET)
		return E_OK;
	if (r->origin.p == NULL)
		return str_is(r->fetch_site, "same-origin") ? E_OK : E_ORIGIN;
	if (!str_starts(r->origin, scheme) || !str_eq(str_from(r->origin, scheme.n), str_of(r->w->conf->host)))
		return E_ORIGIN;
	return E_OK;
}

static error_code
read_body(request *r)
{
	size_t most = r->route->body_max ? r->route->body_max : BODY_MAX, n = 0, got;
	char *p;

	if (r->length < 0 || (size_t)r->length > most)
		return request_refuse(r, E_TOO_LARGE, "最大 %zu 字节", most);
	if (r->route->body == BODY_STREAM)
		return E_OK;
	if (r->length && !str_starts(r->content_type, STR("application/json")))
		return E_MEDIA_TYPE;
	p = arena_alloc(r->a, (size_t)r->length + 1);
	while (n < (size_t)r->length && (got = request_read(r, p + n, (size_t)r->length - n)) > 0)
		n += got;
	if (n != (size_t)r->length)
		return request_refuse(r, E_BAD_REQUEST, "请求正文不完整");
	r->body = (str){ p, n };
	return E_OK;
}

static error_code
decode(request *r)
{
	static const field_table none = { "Nothing", NULL, 0, 0 };
	error_code e = decode_query(r, r->route->query, &r->q);

	if (e || r->route->body != BODY_JSON)
		return e;
	if (r->route->in)
		return decode_json(r, r->route->in, &r->in);
	return r->body.n ? decode_json(r, &none, &r->in) : E_OK;
}

/* Who tries what is not their duty is in the trail, too (faults.md C11). */
static error_code
refusal_work(void *arg)
{
	request *r = arg;

	audit_append(r->db, &(audit_entry){ .organisation = r->who.organisation,
				.account = r->who.account,
				.remote = r->remote,
				.request_id = r->request_id,
				.action = STR("refused"),
				.subject_kind = request_entity(r),
				.subject_id = r->id[0],
				.after = str_f(r->a, "{\"route\":\"%s\"}", r->route->name) });
	return E_OK;
}

error_code
admit(request *r, FCGX_Request *f)
{
	error_code e;
	i64 at;

	read_params(r, f);
	at = sent_at(r);
	if (at && clock_now() - at > DEADLINE)
		return E_BUSY;
	if ((e = find_route(r)) != E_OK)
		return e;
	if (r->cookie.n && r->route->perm != PUBLIC)
		session_find(r);
	if ((e = policy_gate(r->route->perm, &r->who, &r->sc)) == E_FORBIDDEN)
		db_transaction(r->db, refusal_work, r);
	if (e != E_OK || (e = check_origin(r)) != E_OK)
		return e;
	if (r->route->write && r->route->method == POST && !r->route->no_key && (e = idempotency_check(r)) != E_OK)
		return e;
	if ((e = read_body(r)) != E_OK)
		return e;
	return decode(r);
}
