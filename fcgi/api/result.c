/*
 * result.c: results 考核结果: computed by a job, listed for the evaluator at once, for schools and offices from the
 * opening of publicity on. Lists show no document number, no phone and no birth date.
 */
#include "query/result.h"

#include "api/routes.h"
#include "api/score.h"
#include "query/job.h"
#include "query/publicity.h"
#include "web/page.h"
#include "web/plan_gate.h"

static const char *const outcomes[] = { "passed", "failed", NULL };
static const char *const outcome_titles[] = { "合格", "不合格", NULL };

struct result_query {
	PAGE_MEMBERS;
	i64 level;
	str outcome;
};
FIELD_TABLE(result_query_fields, "ResultQuery", struct result_query, PAGE_FIELDS(struct result_query),
    FIELD_ID(struct result_query, level, .title = "证书等级"),
    FIELD_STR(struct result_query, outcome, .title = "是否合格", .options = outcomes, .labels = outcome_titles));

static bool
running(request *r, const char *kind, i64 plan)
{
	struct job_for_subject v;

	return job_for_subject(r->db, str_of(kind), plan, &v) &&
	       (str_is(v.state, "queued") || str_is(v.state, "running"));
}

error_code
score_queue(request *r, const struct plan_get *p, const char *kind)
{
	struct publicity_lock lock;
	struct publicity_latest latest;
	i64 job;

	publicity_lock(r->db, p->id, &lock);
	if (publicity_latest(r->db, p->id, &latest))
		return request_refuse(r, E_STATE, "成绩已公示，只能通过复核更改");
	if (running(r, "results", p->id) || running(r, "publicity", p->id))
		return request_refuse(r, E_RUNNING, "本计划的成绩正在计算或公示，请等任务结束");
	job = job_insert(r->db, &(struct job_insert_in){ .kind = str_of(kind),
				    .organisation_id = r->who.organisation,
				    .account_id = r->who.account,
				    .plan_id = p->id,
				    .subject_id = p->id,
				    .params = STR("{}") });
	r->status = 202;
	jw_open(&r->out);
	jw_kid(&r->out, "job", job);
	jw_close(&r->out);
	return E_OK;
}

static error_code
result_compute_start(request *r)
{
	struct plan_get p;
	plan_windows w;
	error_code e = score_plan(r, r->id[0], &p);

	if (e)
		return e;
	w = plan_gate_windows(&p);
	/* Also after the entry has closed: what was entered can always be computed again until it is published. */
	if (p.now < p.score_open) {
		r->detail = plan_refusal(r->a, &w, ACT_ENTER_SCORES, p.now);
		return E_WINDOW;
	}
	return score_queue(r, &p, "results");
}

/* The plan whose results this person may see now. */
static error_code
visible(request *r, struct plan_get *p)
{
	plan_windows w;

	if (r->who.role == ROLE_EVALUATOR)
		return score_plan(r, r->id[0], p);
	if (!plan_get(r->db, r->id[0], p) || p->published_at == 0)
		return E_NOT_FOUND;
	w = plan_gate_windows(p);
	if (p->now < p->publicity_open) {
		r->detail = plan_refusal(r->a, &w, ACT_SEE_RESULTS, p->now);
		return E_WINDOW;
	}
	return E_OK;
}

static void
result_item(json *j, const void *row)
{
	const struct result_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kid(j, "registration", v->registration_id);
	jw_kstr(j, "name", v->name);
	jw_kstr(j, "class", v->class_name);
	jw_kstr(j, "ticket_number", v->ticket);
	jw_kstr(j, "school", v->school);
	jw_kstr(j, "site_name", v->site);
	jw_kid(j, "level_id", v->level_id);
	jw_kcenti(j, "total", v->total);
	jw_kbool(j, "passed", v->passed);
	jw_kstr(j, "attendance", v->attendance);
	jw_kstr(j, "state", v->state);
	jw_key(j, "answer");
	jw_raw(j, v->answer);
	jw_ki64(j, "version", v->version);
	jw_close(j);
}

static error_code
result_index(request *r)
{
	const struct result_query *q = r->q;
	struct plan_get p;
	struct result_list *v;
	size_t n, shown = 0;
	error_code e = visible(r, &p);

	if (e)
		return e;
	n = result_list(r->db,
	    &(struct result_list_in){ .plan_id = p.id,
		.level_id = q->level,
		.only_passed = str_is(q->outcome, "passed"),
		.only_failed = str_is(q->outcome, "failed"),
		.after = q->after,
		.most = page_rows(q->limit),
		.sc = r->sc },
	    &v);
	/* Before the set is published only the evaluator sees what was computed; a set is published whole. */
	for (size_t i = 0; i < n; i++)
		if (r->who.role == ROLE_EVALUATOR || str_is(v[i].state, "published"))
			v[shown++] = v[i];
	page_write(r, v, shown, sizeof *v, q->limit, result_item);
	return E_OK;
}

static error_code
result_summary(request *r)
{
	struct plan_get p;
	struct result_totals *v;
	json *j = &r->out;
	size_t n;
	error_code e = visible(r, &p);

	if (e)
		return e;
	n = result_totals(r->db, p.id, &r->sc, &v);
	jw_open(j);
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		if (r->who.role != ROLE_EVALUATOR && v[i].published == 0)
			continue;
		jw_open(j);
		jw_kid(j, "level_id", v[i].level_id);
		jw_ki64(j, "count", v[i].n);
		jw_ki64(j, "passed", v[i].passed);
		jw_ki64(j, "absent", v[i].absent);
		jw_ki64(j, "misconduct", v[i].misconduct);
		jw_ki64(j, "published", v[i].published);
		jw_close(j);
	}
	jw_end(j);
	jw_close(j);
	return E_OK;
}

ROUTES(result, ROUTE(POST, "/plans/{id}/results", result_compute_start, SCORE_EDIT, "计算考核结果", .write = true),
    ROUTE(GET, "/plans/{id}/results", result_index, SCORE_VIEW, "考核结果", .query = &result_query_fields),
    ROUTE(GET, "/plans/{id}/result-summary", result_summary, SCORE_VIEW, "考核结果汇总"));
