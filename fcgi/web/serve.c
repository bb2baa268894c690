/*
 * serve.c: a request in one straight line: admitted (admit.c), carried out by its handler, answered, logged.
 * Nothing is sent before the transaction is committed. Whatever goes wrong on the way leaves through arena_fail to
 * the one place below that turns an error code into a problem document.
 */
#include "web/serve.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/inject.h"
#include "base/log.h"
#include "data/audit.h"
#include "web/admit.h"
#include "web/idempotency.h"
#include "web/reply.h"
#include "web/result_lookup.h"

/* An answer names so many faults at most; what is left for it when the request has used up its memory. */
enum { ARENA_CAP = 64 << 20, ARENA_SPARE = 1 << 20, FAULTS_MOST = 1000 };

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
	for (size_t i = 0; i < WORKER_TURNS; i++)
		w->a[i] = arena_new(ARENA_CAP);
	w->blocks = result_blocks_new();
	return w;
}

void
worker_free(worker *w)
{
	db_free(w->db);
	router_free(w->router);
	for (size_t i = 0; i < WORKER_TURNS; i++)
		arena_free(w->a[i]);
	free(w->blocks);
	free(w);
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
				.subject_kind = request_entity(r),
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

/* A request on its way through the worker. */
typedef struct turn {
	worker *w;
	FCGX_Request *f;
	arena *a;
	request *r; /* NULL: there was not even memory for it */
	error_code e;
	i64 began;
} turn;

/* Runs one part of the way; whatever goes wrong in it leaves through arena_fail to here. */
static error_code
guarded(arena *a, error_code (*part)(void *), void *arg)
{
	jmp_buf out;
	error_code e;

	a->out = &out;
	if (setjmp(out) == 0)
		e = part(arg);
	else
		e = a->why;
	a->out = NULL;
	return e;
}

static error_code
open_request(void *arg)
{
	turn *t = arg;
	request *r = ARENA_NEW(t->a, request);

	*r = (request){ .a = t->a,
		.db = t->w->db,
		.w = t->w,
		.status = 200,
		.out = jw_new(t->a),
		.faults = { .a = t->a, .most = FAULTS_MOST },
		.headers = { .a = t->a } };
	t->r = r;
	return admit(r, t->f);
}

static error_code
carry_out(void *arg)
{
	request *r = arg;

	inject("serve.run");
	return r->route->write ? run_write(r) : r->route->run(r);
}

static error_code
answer(void *arg)
{
	const turn *t = arg;
	request *r = t->r;
	int status;
	bool sent;

	if (t->e == E_TOO_MUCH) {
		t->a->cap = ARENA_CAP + ARENA_SPARE;
		r->faults.n = 0;
	}
	if (t->e != E_OK)
		reply_problem(r, t->e);
	drain(r);
	status = r->status;
	sent = reply_send(r, t->f->out);
	if (r->file == 0 || status != 200)
		log_request(r, t->e, t->began, status, sent);
	return E_OK;
}

struct together {
	request *r[WORKER_TURNS];
	size_t n;
};

static error_code
read_together(void *arg)
{
	const struct together *all = arg;
	const request *first = all->r[0];

	db_turn(first->db, first->a);
	return first->route->ahead(all->r, all->n);
}

/* The first request whose route reads ahead, and all others of the same route. */
static void
read_ahead(turn *t, size_t n)
{
	struct together all = { .n = 0 };
	error_code e;

	for (size_t i = 0; i < n; i++)
		if (t[i].e == E_OK && t[i].r->route->ahead && (all.n == 0 || t[i].r->route == all.r[0]->route))
			all.r[all.n++] = t[i].r;
	if (all.n == 0 || (e = guarded(all.r[0]->a, read_together, &all)) == E_OK)
		return;
	for (size_t i = 0; i < n; i++)
		if (t[i].e == E_OK && t[i].r->route == all.r[0]->route)
			t[i].e = e;
}

/* From the handler to the log; false after an own bug, or when not even a refusal could be written. */
static bool
finish(turn *t)
{
	db *d = t->w->db;
	error_code e;

	if (t->r == NULL)
		return false;
	if (t->e == E_OK) {
		db_turn(d, t->a);
		t->e = guarded(t->a, carry_out, t->r);
	}
	db_turn(d, t->a);
	e = guarded(t->a, answer, t);
	/* The body of a stored file broke off: its length tells the client. */
	if (t->e == E_OK)
		return e != E_BUG;
	return e == E_OK && t->e != E_BUG;
}

bool
serve(worker *w, FCGX_Request *f, size_t n)
{
	turn t[WORKER_TURNS];
	bool well = true;

	for (size_t i = 0; i < n; i++) {
		t[i] = (turn){ .w = w, .f = &f[i], .a = w->a[i], .began = clock_ticks() };
		arena_reset(t[i].a);
		t[i].a->cap = ARENA_CAP;
		if (i == 0)
			db_use(w->db, t[i].a);
		else
			db_turn(w->db, t[i].a);
		t[i].e = guarded(t[i].a, open_request, &t[i]);
	}
	read_ahead(t, n);
	log_hold();
	/* What has been read is answered at once; it is not to grow old behind slower work. */
	for (size_t i = 0; i < n; i++)
		if (t[i].r && t[i].r->ahead)
			well = finish(&t[i]) && well;
	for (size_t i = 0; i < n; i++)
		if (t[i].r == NULL || t[i].r->ahead == NULL)
			well = finish(&t[i]) && well;
	log_release();
	return well;
}
