/*
 * result.c: results 考核结果: computed by a job, listed for the evaluator at once, for schools and offices from the
 * opening of publicity on. Lists show no document number, no phone and no birth date.
 */
#include "query/result.h"

#include "api/routes.h"
#include "api/score.h"
#include "data/certificate_scope.h"
#include "query/job.h"
#include "query/publicity.h"
#include "rules/machine.h"
#include "web/page.h"
#include "web/plan_gate.h"
#include "web/result_make.h"

static const char *const outcomes[] = { "passed", "failed", NULL };
static const char *const outcome_titles[] = { "合格", "不合格", NULL };

struct result_query {
	PAGE_ASK;
	i64 level, site, school;
	str outcome, attendance, q;
};
#define S struct result_query
FIELD_TABLE(result_query_fields, "ResultQuery", S, PAGE_ASKED(S, result_list),
    FIELD_ID(S, level, .title = "证书等级"), FIELD_ID(S, site, .title = "考核站点"),
    FIELD_ID(S, school, .title = "学校"),
    FIELD_STR(S, outcome, .title = "是否合格", .options = outcomes, .labels = outcome_titles),
    FIELD_STR(S, attendance, .title = "参考情况", .options = score_states, .labels = score_state_titles),
    FIELD_STR(S, q, .title = "姓名开头或准考证号", .max = 50));
#undef S

#define S struct result_list
FIELD_TABLE(result_item, "Result", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_ID(S, registration, .title = "报考编号"), FIELD_STR(S, name, .title = "姓名"),
    FIELD_AS(F_STR, str, S, class_name, "class", .title = "班级"), FIELD_STR(S, ticket_number, .title = "准考证号"),
    FIELD_STR(S, school, .title = "学校"), FIELD_STR(S, site_name, .title = "考核站点"),
    FIELD_ID(S, level_id, .title = "证书等级"), FIELD_CENTI(S, total, .title = "总成绩"),
    FIELD_BOOL(S, passed, .title = "合格"),
    FIELD_STR(S, attendance, .title = "参考情况", .options = score_states, .labels = score_state_titles),
    FIELD_STR(S, state, .title = "状态", .codes = &result_machine.state),
    FIELD_STORED(S, answer, result_answer, .title = "考生查询到的内容", .maybe = true),
    FIELD_ID(S, review, .title = "最近一次复核申请", .maybe = true),
    FIELD_STR(S, review_state, .title = "复核状态", .codes = &score_review_machine.state, .maybe = true),
    FIELD_INT(S, version, .title = "版本"));
#undef S

static str
level_title(arena *a, const void *row)
{
	(void)a;
	return certificate_level_title(((const struct result_totals *)row)->level);
}
#define S struct result_totals
FIELD_TABLE(result_totals_item, "ResultTotals", S, FIELD_ID(S, level_id, .title = "证书等级"),
    FIELD_STR(S, certificate, .title = "证书"), FIELD_INT(S, level, .title = "等级"),
    FIELD_DERIVED("level_title", level_title, .title = "等级"), FIELD_INT(S, count, .title = "考生数"),
    FIELD_INT(S, passed, .title = "合格"), FIELD_INT(S, absent, .title = "缺考"),
    FIELD_INT(S, misconduct, .title = "违纪"), FIELD_INT(S, published, .title = "已公示"));
#undef S

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

	publicity_lock(r->db, p->id, &lock);
	if (publicity_latest(r->db, p->id, &latest))
		return request_refuse(r, E_STATE, "成绩已公示，只能通过复核更改");
	if (running(r, "results", p->id) || running(r, "publicity", p->id))
		return request_refuse(r, E_RUNNING, "本计划的成绩正在计算或公示，请等任务结束");
	return answer_job(r,
	    job_insert(r->db, &(struct job_insert_in){ .kind = str_of(kind),
				  .organisation_id = r->who.organisation,
				  .account_id = r->who.account,
				  .plan_id = p->id,
				  .subject_id = p->id,
				  .params = STR("{}") }),
	    0);
}

static error_code
result_compute_start(request *r)
{
	struct plan_get p;
	plan_windows w;
	error_code e = score_plan(r, r->id[0], &p);

	if (e)
		return e;
	w = PLAN_WINDOWS(&p);
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
	w = PLAN_WINDOWS(p);
	if (p->now < p->publicity_open) {
		r->detail = plan_refusal(r->a, &w, ACT_SEE_RESULTS, p->now);
		return E_WINDOW;
	}
	return E_OK;
}

static error_code
result_index(request *r)
{
	const struct result_query *q = r->q;
	struct plan_get p;
	struct result_list *v;
	size_t n;
	error_code e = visible(r, &p);

	if (e)
		return e;
	/* Before the set is published only the evaluator sees what was computed; a set is published whole. */
	n = result_list(r->db,
	    &(struct result_list_in){ .plan_id = p.id,
		.level_id = q->level,
		.site_id = q->site,
		.school_id = q->school,
		.passed = q->outcome.p ? str_is(q->outcome, "passed") : -1,
		.attendance = q->attendance,
		.q = q->q,
		.q_like = like_head(r->a, q->q),
		.only_published = r->who.role != ROLE_EVALUATOR,
		.page = page_of(r, &q->ask, &result_list_page),
		.sc = r->sc },
	    &v);
	PAGE(r, &q->ask, result_list, result_item, v, n);
	return E_OK;
}

static error_code
result_summary(request *r)
{
	struct plan_get p;
	struct result_totals *v;
	size_t n, shown = 0;
	error_code e = visible(r, &p);

	if (e)
		return e;
	n = result_totals(r->db, p.id, &r->sc, &v);
	for (size_t i = 0; i < n; i++)
		if (r->who.role == ROLE_EVALUATOR || v[i].published)
			v[shown++] = v[i];
	ANSWER_ALL(r, result_totals_item, v, shown);
	return E_OK;
}

ROUTES(result,
    ROUTE(POST, "/plans/{id}/results", result_compute_start, SCORE_EDIT, "计算考核结果", .answer = &job_answer,
	.write = true),
    ROUTE(GET, "/plans/{id}/results", result_index, SCORE_VIEW, "考核结果", .query = &result_query_fields,
	.items = &result_item),
    ROUTE(
	GET, "/plans/{id}/result-summary", result_summary, SCORE_VIEW, "考核结果汇总", .items = &result_totals_item));
