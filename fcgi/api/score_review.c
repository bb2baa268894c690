/*
 * score_review.c: score reviews 成绩复核: asked for by the school or the candidate until publicity closes, decided by
 * the evaluator. A change of a score needs two persons (score_change.c).
 */
#include "query/score_review.h"

#include "api/routes.h"
#include "api/score_review.h"
#include "data/audit.h"
#include "data/notify.h"
#include "query/lookup.h"
#include "query/result.h"
#include "rules/checks.h"
#include "rules/mask.h"
#include "rules/pass_rule.h"
#include "web/fire.h"
#include "web/page.h"
#include "web/plan_gate.h"
#include "web/result_lookup.h"
#include "web/result_make.h"

struct review_in {
	str reason;
};
FIELD_TABLE(score_review_input, "ScoreReviewInput", struct review_in,
    FIELD_STR(struct review_in, reason, .title = "申请理由", .required = true, .min = 4, .max = 1000, .lines = true,
	.check = check_plain_text));

struct review_public_in {
	result_ask ask;
	str reason;
};
#define S struct review_public_in
FIELD_TABLE(score_review_public_input, "PublicScoreReview", S, GUESS_CAPTCHA(S, ask.captcha),
    { .name = "name",
	.kind = F_STR,
	.offset = offsetof(S, ask.name),
	.title = "姓名",
	.required = true,
	.secret = true,
	.max = 64 },
    { .name = "document_number",
	.kind = F_STR,
	.offset = offsetof(S, ask.document_number),
	.title = "证件号码",
	.required = true,
	.secret = true,
	.max = 40 },
    { .name = "ticket_number",
	.kind = F_STR,
	.offset = offsetof(S, ask.ticket_number),
	.title = "准考证号",
	.required = true,
	.secret = true,
	.max = 40 },
    FIELD_STR(S, reason, .title = "申请理由", .required = true, .min = 4, .max = 1000, .lines = true,
	.check = check_plain_text));
#undef S

struct review_answer {
	str reason;
};
FIELD_TABLE(score_review_answer_input, "ScoreReviewAnswer", struct review_answer,
    FIELD_STR(struct review_answer, reason, .title = "答复", .required = true, .min = 2, .max = 1000, .lines = true,
	.check = check_plain_text));

struct review_query {
	PAGE_ASK;
	i64 plan;
	str state, q;
	bool waiting;
};
#define S struct review_query
FIELD_TABLE(score_review_query_fields, "ScoreReviewQuery", S, PAGE_ASKED(S, score_review_list),
    FIELD_ID(S, plan, .title = "考试计划"),
    FIELD_STR(S, state, .title = "状态", .codes = &score_review_machine.state),
    FIELD_BOOL(S, waiting, .title = "只看未办结的"), FIELD_STR(S, q, .title = "姓名开头或准考证号", .max = 50));
#undef S

static const char *const changes[] = { "none", "own", "other", NULL };
static const char *const change_titles[] = { "无", "本人提出，待另一人批准", "待本人批准", NULL };

static str
list_state(arena *a, const void *row)
{
	(void)a;
	return str_of(machine_state_title(&score_review_machine, ((const struct score_review_list *)row)->state));
}
#define S struct score_review_list
FIELD_TABLE(score_review_item, "ScoreReviewItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_ID(S, plan, .title = "考试计划"), FIELD_STR(S, plan_name, .title = "考试计划名称"),
    FIELD_STR(S, school, .title = "学校"), FIELD_STR(S, name, .title = "姓名"),
    FIELD_STR(S, ticket_number, .title = "准考证号"),
    FIELD_STR(S, state, .title = "状态", .codes = &score_review_machine.state),
    FIELD_DERIVED("state_title", list_state, .title = "状态"), FIELD_BOOL(S, by_school, .title = "由学校申请"),
    FIELD_STR(S, change, .title = "待批准的成绩更改", .options = changes, .labels = change_titles),
    FIELD_TIME(S, created_at, .title = "申请时间"), FIELD_TIME(S, answered_at, .title = "答复时间", .maybe = true),
    FIELD_INT(S, version, .title = "版本"));
#undef S

struct review_view {
	struct score_review_get v;
	str state_title;
	bool by_school;
	list changes, actions;
};
#define S struct review_view
FIELD_TABLE(score_review_answer, "ScoreReview", S, FIELD_AS(F_ID, i64, S, v.id, "id", .title = "编号"),
    FIELD_AS(F_ID, i64, S, v.plan_id, "plan", .title = "考试计划"),
    FIELD_AS(F_STR, str, S, v.plan_name, "plan_name", .title = "考试计划名称"),
    FIELD_AS(F_STR, str, S, v.school, "school", .title = "学校"),
    FIELD_AS(F_STR, str, S, v.name, "name", .title = "姓名"),
    FIELD_AS(F_STR, str, S, v.ticket_number, "ticket_number", .title = "准考证号"),
    FIELD_AS(F_STR, str, S, v.state, "state", .title = "状态", .codes = &score_review_machine.state),
    FIELD_STR(S, state_title, .title = "状态"), FIELD_AS(F_ID, i64, S, v.result_id, "result_id", .title = "成绩"),
    FIELD_BOOL(S, by_school, .title = "由学校申请"), FIELD_AS(F_STR, str, S, v.reason, "reason", .title = "申请理由"),
    FIELD_AS(F_STR, str, S, v.answer, "answer", .title = "答复"),
    FIELD_AS(F_TIME, i64, S, v.created_at, "created_at", .title = "申请时间"),
    FIELD_AS(F_TIME, i64, S, v.answered_at, "answered_at", .title = "答复时间", .maybe = true),
    FIELD_AS(F_INT, i64, S, v.version, "version", .title = "版本"),
    FIELD_AS(F_STORED, str, S, v.result, "result", .sub = &result_answer, .title = "现有成绩"),
    FIELD_LIST(S, changes, score_change_answer, .title = "成绩更改"),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"));
#undef S

void
score_review_tell(request *r, i64 organisation, i64 review, const char *kind, str title)
{
	notify(r->db, &(notice){ .organisation = organisation,
			  .duty = STR("exam_officer"),
			  .kind = str_of(kind),
			  .title = title,
			  .subject_kind = STR("score_review"),
			  .subject_id = review });
}

static error_code
insert(request *r, const struct score_review_insert_in *in)
{
	i64 id = score_review_insert(r->db, in);

	if (id == 0)
		return request_refuse(r, E_EXISTS, "该成绩已有未办结的复核申请");
	score_review_tell(r, in->evaluator_id, id, "score_review_asked", STR("收到成绩复核申请"));
	return answer_created(r, id);
}

static error_code
score_review_create(request *r)
{
	const struct review_in *in = r->in;
	struct result_get x;
	struct plan_get p;
	error_code e;

	if (!result_get(r->db, r->id[0], &r->sc, &x) || !str_is(x.state, "published"))
		return E_NOT_FOUND;
	if ((e = plan_gate_request(r, x.plan_id, ACT_ASK_REVIEW, false, &p)) != E_OK)
		return e;
	return insert(r, &(struct score_review_insert_in){ .result_id = x.id,
			     .plan_id = x.plan_id,
			     .registration_id = x.registration_id,
			     .school_id = x.school_id,
			     .evaluator_id = x.evaluator_id,
			     .province = x.province,
			     .requested_by = r->who.account,
			     .reason = in->reason });
}

struct asking {
	request *r;
	const result_key *key;
	const struct lookup_result *x;
};

static error_code
ask(void *arg)
{
	struct asking *w = arg;
	request *r = w->r;
	const struct review_public_in *in = r->in;
	struct plan_get p;
	error_code e;

	r->out = jw_new(r->a);
	if ((e = plan_gate_request(r, w->x->plan_id, ACT_ASK_REVIEW, false, &p)) != E_OK)
		return e;
	e = insert(r, &(struct score_review_insert_in){ .result_id = w->x->id,
			  .plan_id = w->x->plan_id,
			  .registration_id = w->x->registration_id,
			  .school_id = w->x->school_id,
			  .evaluator_id = w->x->evaluator_id,
			  .province = w->x->province,
			  .reason = in->reason });
	if (e == E_OK)
		audit_append(r->db, &(audit_entry){ .remote = r->remote,
					.request_id = r->request_id,
					.action = STR("score_review_ask"),
					.subject_kind = STR("score_review"),
					.subject_id = r->audit_subject });
	return e;
}

/* Without .write: a wrong guess must be counted although nothing else happens. */
static error_code
score_review_ask(request *r)
{
	const struct review_public_in *in = r->in;
	result_key key = result_key_of(r, &in->ask);
	struct lookup_result x;
	struct asking w = { .r = r, .key = &key, .x = &x };
	error_code e;

	if (!lookup_result(r->db, key.index, &x))
		return result_key_wrong(r, &key, in->ask.captcha);
	if ((e = guess_allowed(r, &key.guess, in->ask.captcha)) != E_OK)
		return e;
	return db_transaction(r->db, ask, &w);
}

static error_code
score_review_index(request *r)
{
	const struct review_query *q = r->q;
	struct score_review_list *v;
	size_t n = score_review_list(r->db,
	    &(struct score_review_list_in){ .plan_id = q->plan,
		.state = q->state,
		.waiting = q->waiting,
		.q = q->q,
		.q_like = like_head(r->a, q->q),
		.account_id = r->who.account,
		.page = page_of(r, &q->ask, &score_review_list_page),
		.sc = r->sc },
	    &v);

	/* What the evaluator's people have proposed is nobody else's matter. */
	for (size_t i = 0; r->who.role != ROLE_EVALUATOR && i < n; i++)
		v[i].change = STR("none");
	PAGE(r, &q->ask, score_review_list, score_review_item, v, n);
	return E_OK;
}

static error_code
score_review_show(request *r)
{
	struct review_view v = { 0 };

	if (!score_review_get(r->db, r->id[0], &r->sc, &v.v))
		return E_NOT_FOUND;
	v.state_title = str_of(machine_state_title(&score_review_machine, v.v.state));
	v.by_school = v.v.requested_by != 0;
	v.changes = score_changes(r, v.v.id);
	v.actions = fire_possible(r, &score_review_machine, v.v.state);
	ANSWER(r, score_review_answer, &v);
	return E_OK;
}

/* One event of the review; answer is what the asker reads, absent for none. */
static error_code
move(request *r, const char *event, str answer)
{
	struct score_review_get v;
	struct score_change_open open;
	str to;
	error_code e;

	if (!score_review_get(r->db, r->id[0], &r->sc, &v))
		return E_NOT_FOUND;
	if ((e = fire(r, &score_review_machine, v.state, event, &to)) != E_OK)
		return e;
	if (str_is(to, "upheld") && score_change_open(r->db, v.id, &open))
		return request_refuse(r, E_STATE, "尚有待批准的成绩更改，请先批准、不予批准或撤回");
	if (score_review_move(r->db, &(struct score_review_move_in){ .to_state = to,
					 .answer = answer,
					 .answered_by = answer.p ? r->who.account : 0,
					 .id = v.id,
					 .from_state = v.state,
					 .sc = r->sc }) == 0)
		return E_CONFLICT;
	if (answer.p)
		score_review_tell(r, v.school_id, v.id, "score_review_answered",
		    str_f(r->a, "成绩复核：%s（%.*s）", machine_state_title(&score_review_machine, to),
			STR_ARG(mask_name(r->a, v.name))));
	r->status = 204;
	return E_OK;
}

static error_code
score_review_start(request *r)
{
	return move(r, "take", (str){ NULL, 0 });
}

static error_code
score_review_refuse(request *r)
{
	return move(r, "refuse", ((const struct review_answer *)r->in)->reason);
}

static error_code
score_review_uphold(request *r)
{
	return move(r, "uphold", ((const struct review_answer *)r->in)->reason);
}

static error_code
score_review_withdraw(request *r)
{
	return move(r, "withdraw", (str){ NULL, 0 });
}

ROUTES(score_review,
    ROUTE(POST, "/results/{id}/reviews", score_review_create, SCORE_REVIEW_ASK, "申请成绩复核",
	.in = &score_review_input, .answer = &created_answer, .write = true),
    ROUTE(POST, "/public/results/reviews", score_review_ask, PUBLIC, "考生申请成绩复核",
	.in = &score_review_public_input, .answer = &created_answer, .no_key = true, .body_max = 16384),
    ROUTE(GET, "/score-reviews", score_review_index, SCORE_VIEW, "成绩复核", .query = &score_review_query_fields,
	.items = &score_review_item),
    ROUTE(GET, "/score-reviews/{id}", score_review_show, SCORE_VIEW, "成绩复核申请", .answer = &score_review_answer),
    ROUTE(POST, "/score-reviews/{id}/start", score_review_start, SCORE_REVIEW_DECIDE, "受理复核", .write = true),
    ROUTE(POST, "/score-reviews/{id}/refuse", score_review_refuse, SCORE_REVIEW_DECIDE, "不予受理复核",
	.in = &score_review_answer_input, .write = true),
    ROUTE(POST, "/score-reviews/{id}/uphold", score_review_uphold, SCORE_REVIEW_DECIDE, "维持原成绩",
	.in = &score_review_answer_input, .write = true),
    ROUTE(POST, "/score-reviews/{id}/withdraw", score_review_withdraw, SCORE_REVIEW_ASK, "撤回复核申请",
	.write = true));
