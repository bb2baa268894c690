/*
 * publicity.c: publicity 成绩公示: the evaluator publishes the computed set once score entry is over; everybody sees
 * the hash of the whole set from the opening on. What of it can be looked up when is judged by the clock in each
 * look-up.
 */
#include "query/publicity.h"

#include "api/routes.h"
#include "api/score.h"
#include "web/plan_gate.h"

enum { PUBLIC_MOST = 200 };

static error_code
publicity_start(request *r)
{
	struct plan_get p;
	plan_windows w;
	error_code e = score_plan(r, r->id[0], &p);

	if (e)
		return e;
	w = plan_gate_windows(&p);
	if (p.now < p.score_close)
		return request_refuse(r, E_WINDOW, "成绩登记尚未结束，结束后才能公示；%.*s",
		    STR_ARG(plan_refusal(r->a, &w, ACT_SEE_RESULTS, p.now)));
	if (p.now >= p.publicity_close) {
		r->detail = plan_refusal(r->a, &w, ACT_SEE_RESULTS, p.now);
		return E_WINDOW;
	}
	return score_queue(r, &p, "publicity");
}

static void
write_set(json *j, i64 count, str hash, arena *a)
{
	jw_ki64(j, "count", count);
	jw_kstr(j, "hash", str_hex(a, hash.p, hash.n));
}

static error_code
publicity_show(request *r)
{
	struct publicity_revisions *v;
	struct plan_get p;
	json *j = &r->out;
	size_t n;

	if (!plan_get(r->db, r->id[0], &p) || p.published_at == 0 ||
	    (r->who.role == ROLE_EVALUATOR && score_plan(r, p.id, &p) != E_OK))
		return E_NOT_FOUND;
	n = r->who.role == ROLE_EVALUATOR || p.now >= p.publicity_open ? publicity_revisions(r->db, p.id, &v) : 0;
	jw_open(j);
	jw_kid(j, "plan", p.id);
	jw_ktime(j, "open", p.publicity_open);
	jw_ktime(j, "close", p.publicity_close);
	jw_kbool(j, "now", p.now >= p.publicity_open && p.now < p.publicity_close);
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_ki64(j, "revision", v[i].revision);
		write_set(j, v[i].result_count, v[i].set_hash, r->a);
		if (r->who.role == ROLE_EVALUATOR || r->who.role == ROLE_PLATFORM)
			jw_ki64(j, "passed", v[i].passed_count);
		jw_ktime(j, "published_at", v[i].published_at);
		jw_close(j);
	}
	jw_end(j);
	jw_close(j);
	return E_OK;
}

static error_code
publicity_public(request *r)
{
	struct publicity_current *v;
	size_t n = publicity_current(r->db, PUBLIC_MOST, &v);
	json *j = &r->out;

	jw_open(j);
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "plan", v[i].id);
		jw_kstr(j, "number", v[i].number);
		jw_kstr(j, "name", v[i].name);
		jw_kstr(j, "evaluator", v[i].evaluator);
		jw_ktime(j, "open", v[i].opens);
		jw_ktime(j, "close", v[i].closes);
		jw_ki64(j, "revision", v[i].revision);
		write_set(j, v[i].result_count, v[i].set_hash, r->a);
		jw_close(j);
	}
	jw_end(j);
	jw_close(j);
	return E_OK;
}

ROUTES(publicity, ROUTE(POST, "/plans/{id}/publicity", publicity_start, SCORE_EDIT, "公示成绩", .write = true),
    ROUTE(GET, "/plans/{id}/publicity", publicity_show, PLAN_VIEW, "公示记录"),
    ROUTE(GET, "/public/publicity", publicity_public, PUBLIC, "正在公示的考试计划"));
