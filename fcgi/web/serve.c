/*
 * serve.c: a request in one straight line: route, session, gate, origin, body, decode, handler, reply, log.
 * Nothing is sent before the transaction is committed. Whatever goes wrong on the way leaves through arena_fail to
 * the one place below that turns an error code into a problem document.
 */
#include "web/serve.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/inject.h"
#include "base/log.h"
#include "data/audit.h"
#include "web/decode.h"
#include "web/idempotency.h"
#include "web/reply.h"
#include "web/result_lookup.h"
#include "web/session.h"

/* An answer names so many faults at most; what is left for it when the request has used up its memory. */
enum { ARENA_CAP = 64 << 20, ARENA_SPARE = 1 << 20, URI_MAX = 4096, BODY_MAX = 1 << 20, FAULTS_MOST = 1000 };
/* nginx gives up after 30 s; a request that waited longer is dropped, not carried out for nobody (faults.md A6). */
#define DEADLINE (30 * CLOCK_SECOND)

worker *
worker_new(const config *c, const char *user, const char *password_file, const keyring *ring,
    const route_list *const *lists, size_t n_lists, pool p)
{
	worker *w = calloc(1, sizeof *w);

	if (w == NULL)
		abort();
	w->conf = c;
	w->db = db_new(c, user, password_file);
	w->ring = ring;
	w->router = router_new(lists, n_lists, p);
	w->a = arena_new(ARENA_CAP);
	w->blocks = result_blocks_new();
	return w;
}

void
worker_free(worker *w)
{
	db_free(w->db);
	router_free(w->router);
	arena_free(w->a);
	free(w->blocks);
	free(w);
}

/* What nginx tells of a request, and all that it passes on of the client's headers (nginx.conf.in). */
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

/* "plan" of "plan_publish": the entity is the first word of a handler's name. */
static str
entity(const request *r)
{
	str name = str_of(r->route->name);

	return str_head(name, str_find(name, '_'));
}

static error_code
write_work(void *arg)
{
	request *r = arg;
	bool keyed = r->route->method == POST && !r->route->no_key;
	error_code e;

	r->out = jw_new(r->a);
	r->headers = (buf){ .a = r->a };
	r->faults = (faults){ .a = r->a, .most = FAULTS_MOST };
	r->status = 200;
	r->audit_subject = r->id[0];
	if (keyed && ((e = idempotency_take(r)) != E_OK || r->replayed))
		return e;
	if ((e = r->route->run(r)) != E_OK)
		return e;
	if (keyed)
		idempotency_keep(r);
	audit_append(r->db, &(audit_entry){ .organisation = r->who.organisation,
				.account = r->who.account,
				.remote = r->remote,
				.request_id = r->request_id,
				.action = str_of(r->route->name),
				.subject_kind = entity(r),
				.subject_id = r->audit_subject,
				.before = r->audit_before,
				.after = r->audit_after });
	return E_OK;
}

/* Runs a write; a COMMIT of unknown outcome is run once more, and the key's row tells which it was. */
static error_code
run_write(request *r)
{
	jmp_buf here, *outer = r->a->out;
	volatile bool again = false;

	if (setjmp(here) != 0) {
		r->a->out = outer;
		if (r->a->why != E_DB_UNKNOWN || again || r->key.n == 0 || r->route->method != POST)
			arena_fail(r->a, r->a->why);
		again = true;
	}
	r->a->out = again ? outer : &here;
	error_code e = db_transaction(r->db, write_work, r);
	r->a->out = outer;
	inject("serve.after_commit");
	return e;
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
				.subject_kind = entity(r),
				.subject_id = r->id[0],
				.after = str_f(r->a, "{\"route\":\"%s\"}", r->route->name) });
	return E_OK;
}

static error_code
line(request *r)
{
	i64 at = sent_at(r);
	error_code e;

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
	if ((e = read_body(r)) != E_OK || (e = decode(r)) != E_OK)
		return e;
	inject("serve.run");
	return r->route->write ? run_write(r) : r->route->run(r);
}

static void
drain(request *r)
{
	char rest[8192];

	/* The library closes a kept connection whose body was not read to its end. */
	while (request_read(r, rest, sizeof rest) > 0)
		;
}

static void
log_request(const request *r, error_code e, i64 began, int status, bool sent)
{
	json j = jw_new(r->a);

	jw_kstr(&j, "id", r->request_id);
	jw_kstr(&j, "method", str_head(r->method, 8));
	jw_kstr(&j, "route", r->route ? str_of(r->route->path) : STR(""));
	jw_ki64(&j, "status", status);
	jw_ki64(&j, "us", clock_ticks() - began);
	if (r->who.account)
		jw_kid(&j, "account", r->who.account);
	if (!sent)
		jw_kbool(&j, "cut", true);
	if (e != E_OK)
		jw_kstr(&j, "error", str_of(error_table[e].type));
	if (e >= E_BUG) {
		jw_ki64(&j, "db_error", db_last_error(r->db));
		jw_kstr(&j, "statement", str_of(db_last_statement(r->db)));
	}
	/* Somebody who guesses on after the limit is worth a look, too. */
	log_line(e == E_BUG ? LOG_ALARM : e > E_BUG || e == E_TOO_MANY ? LOG_WARN : LOG_INFO, "request", &j);
}

bool
serve(worker *w, FCGX_Request *f)
{
	jmp_buf out;
	request *volatile r;
	volatile error_code e = E_OK;
	volatile bool sent = false;
	volatile int step = 0;
	i64 began = clock_ticks();

	arena_reset(w->a);
	w->a->cap = ARENA_CAP;
	w->a->out = &out;
	if (setjmp(out) == 0) {
		db_use(w->db, w->a);
		r = ARENA_NEW(w->a, request);
		*r = (request){ .a = w->a,
			.db = w->db,
			.w = w,
			.status = 200,
			.out = jw_new(w->a),
			.faults = { .a = w->a, .most = FAULTS_MOST },
			.headers = { .a = w->a } };
		read_params(r, f);
		step = 1;
		e = line(r);
	} else {
		e = w->a->why;
		w->a->out = &out;
		if (step == 0 || step == 3) /* no request yet, or not even its refusal could be written */
			return false;
		if (step == 2)
			goto finished; /* the body of a stored file broke off: its length tells the client */
		step = 3;
	}
	if (e != E_OK) {
		step = 3;
		db_use(w->db, w->a);
		if (e == E_TOO_MUCH) {
			w->a->cap = ARENA_CAP + ARENA_SPARE;
			r->faults.n = 0;
		}
		reply_problem(r, e);
	}
	drain(r);
	if (e == E_OK)
		step = 2;
	int status = r->status;
	sent = reply_send(r, f->out);
	if (r->file == 0 || status != 200)
		log_request(r, e, began, status, sent);
finished:
	w->a->out = NULL;
	return e != E_BUG;
}
