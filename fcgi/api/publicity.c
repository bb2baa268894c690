/*
 * publicity.c: publicity 成绩公示: the evaluator publishes the computed set once score entry is over; everybody sees
 * the hash of the whole set from the opening on. What of it can be looked up when is judged by the clock in each
 * look-up.
 */
#include "query/publicity.h"

#include "api/routes.h"
#include "api/score.h"
#include "query/score_review.h"
#include "web/answer.h"
#include "web/plan_gate.h"

enum { PUBLIC_MOST = 200 };

static str
revision_hash(arena *a, const void *row)
{
	const struct publicity_revisions *v = row;

	return str_hex(a, v->set_hash.p, v->set_hash.n);
}
#define S struct publicity_revisions
FIELD_TABLE(publicity_revision_answer, "PublicityRevision", S, FIELD_INT(S, revision, .title = "第几版"),
    FIELD_AS(F_INT, i64, S, result_count, "count", .title = "人数"),
    FIELD_DERIVED("hash", revision_hash, .title = "全部结果的摘要", .note = "SHA-256"),
    FIELD_AS(F_INT, i64, S, passed_count, "passed", .title = "合格人数", .maybe = true, .note = "评价组织和平台可见"),
    FIELD_TIME(S, published_at, .title = "公示时间"));
#undef S

struct publicity_view {
	i64 plan, open, close, waiting_reviews;
	bool now;
	list items;
};
#define S struct publicity_view
FIELD_TABLE(publicity_answer, "Publicity", S, FIELD_ID(S, plan, .title = "考试计划"),
    FIELD_TIME(S, open, .title = "公示开始"), FIELD_TIME(S, close, .title = "公示结束"),
    FIELD_BOOL(S, now, .title = "正在公示"), FIELD_INT(S, waiting_reviews, .title = "未办结的复核申请"),
    FIELD_LIST(S, items, publicity_revision_answer, .title = "各版结果"));
#undef S

static str
current_hash(arena *a, const void *row)
{
	const struct publicity_current *v = row;

	return str_hex(a, v->set_hash.p, v->set_hash.n);
}
#define S struct publicity_current
FIELD_TABLE(publicity_current_item, "PublicPublicity", S, FIELD_AS(F_ID, i64, S, id, "plan", .title = "考试计划"),
    FIELD_STR(S, number, .title = "计划编号"), FIELD_STR(S, name, .title = "计划名称"),
    FIELD_STR(S, evaluator, .title = "评价组织"), FIELD_AS(F_TIME, i64, S, opens, "open", .title = "公示开始"),
    FIELD_AS(F_TIME, i64, S, closes, "close", .title = "公示结束"), FIELD_INT(S, revision, .title = "第几版"),
    FIELD_AS(F_INT, i64, S, result_count, "count", .title = "人数"),
    FIELD_DERIVED("hash", current_hash, .title = "全部结果的摘要", .note = "SHA-256"));
#undef S

static error_code
publicity_start(request *r)
{
	struct plan_get p;
	plan_windows w;
	error_code e = score_plan(r, r->id[0], &p);

	if (e)
		return e;
	w = PLAN_WINDOWS(&p);
	if (p.now < p.score_close)
		return request_refuse(r, E_WINDOW, "成绩登记尚未结束，结束后才能公示；%.*s",
		    STR_ARG(plan_refusal(r->a, &w, ACT_SEE_RESULTS, p.now)));
	if (p.now >= p.publicity_close) {
		r->detail = plan_refusal(r->a, &w, ACT_SEE_RESULTS, p.now);
		return E_WINDOW;
	}
	return score_queue(r, &p, "publicity");
}

static error_code
publicity_show(request *r)
{
	struct publicity_revisions *v = NULL;
	struct score_review_waiting waiting = { 0 };
	struct plan_get p;
	bool own = r->who.role == ROLE_EVALUATOR;
	size_t n;

	if (!plan_get(r->db, r->id[0], &p) || p.published_at == 0 || (own && score_plan(r, p.id, &p) != E_OK))
		return E_NOT_FOUND;
	n = own || p.now >= p.publicity_open ? publicity_revisions(r->db, p.id, &v) : 0;
	for (size_t i = 0; i < n; i++)
		if (!own && r->who.role != ROLE_PLATFORM)
			v[i].passed_count = 0;
	score_review_waiting(r->db, p.id, &r->sc, &waiting);
	ANSWER(r, publicity_answer,
	    &((struct publicity_view){ .plan = p.id,
		.open = p.publicity_open,
		.close = p.publicity_close,
		.waiting_reviews = waiting.count,
		.now = p.now >= p.publicity_open && p.now < p.publicity_close,
		.items = { v, n } }));
	return E_OK;
}

static error_code
publicity_public(request *r)
{
	struct publicity_current *v;
	size_t n = publicity_current(r->db, PUBLIC_MOST, &v);

	ANSWER_ALL(r, publicity_current_item, v, n);
	return E_OK;
}

ROUTES(publicity,
    ROUTE(
	POST, "/plans/{id}/publicity", publicity_start, SCORE_EDIT, "公示成绩", .answer = &job_answer, .write = true),
    ROUTE(GET, "/plans/{id}/publicity", publicity_show, PLAN_VIEW, "公示记录", .answer = &publicity_answer),
    ROUTE(
	GET, "/public/publicity", publicity_public, PUBLIC, "正在公示的考试计划", .items = &publicity_current_item));
