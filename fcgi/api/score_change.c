/*
 * score_change.c: a published score is changed 成绩更正: proposed by one person inside a review, approved by another.
 * The score, the result, the next revision of the published set and the review's end are one transaction; the old
 * values stay.
 */
#include "api/routes.h"
#include "api/score_review.h"
#include "query/publicity.h"
#include "query/score_review.h"
#include "rules/checks.h"
#include "rules/pass_rule.h"
#include "web/answer.h"
#include "web/fire.h"
#include "web/plan_gate.h"
#include "web/result_make.h"

struct change_in {
	str component, score, state, reason;
};
#define S struct change_in
FIELD_TABLE(score_change_input, "ScoreChangeInput", S,
    FIELD_STR(S, component, .title = "成绩项", .required = true, .max = 20, .example = "theory"),
    FIELD_STR(S, score, .title = "更改后的成绩", .max = 8, .check = check_score),
    FIELD_STR(S, state, .title = "更改后的状态", .options = score_states, .labels = score_state_titles,
	.note = "不填为正常"),
    FIELD_STR(S, reason, .title = "更改理由", .required = true, .min = 2, .max = 500, .check = check_plain_text));
#undef S

FIELD_TABLE(change_value_answer, "ScoreChangeValue", score_change_value,
    FIELD_CENTI(score_change_value, score, .title = "成绩", .maybe = true),
    FIELD_STR(score_change_value, state, .title = "状态", .options = score_states, .labels = score_state_titles));

#define S score_change_view
FIELD_TABLE_SHARED(score_change_answer, "ScoreChange", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, component, .title = "成绩项"),
    FIELD_AS(F_PART, const score_change_value *, S, before, "old", .sub = &change_value_answer, .title = "原成绩"),
    FIELD_AS(F_PART, const score_change_value *, S, after, "new", .sub = &change_value_answer, .title = "更改为"),
    FIELD_STR(S, reason, .title = "更改理由"),
    FIELD_STR(S, state, .title = "状态", .codes = &score_change_machine.state),
    FIELD_STR(S, proposed_by, .title = "提出人", .maybe = true, .note = "评价组织可见"),
    FIELD_BOOL(S, mine, .title = "本人提出"),
    FIELD_STR(S, decided_by, .title = "决定人", .maybe = true, .note = "评价组织可见"),
    FIELD_TIME(S, decided_at, .title = "决定时间", .maybe = true), FIELD_TIME(S, created_at, .title = "提出时间"),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"));
#undef S

/* What this person may do with a change: its proposer withdraws, somebody else decides. */
static list
actions_of(request *r, str state, bool mine)
{
	list all = fire_possible(r, &score_change_machine, state);
	fire_action *v = all.v;
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++)
		if (str_is(v[i].event, "withdraw") == mine)
			v[n++] = v[i];
	return (list){ v, n };
}

static const score_change_value *
value(arena *a, i64 centi, str state)
{
	score_change_value *v = ARENA_NEW(a, score_change_value);

	*v = (score_change_value){ centi, state };
	return v;
}

list
score_changes(request *r, i64 review)
{
	struct score_change_list *v;
	size_t n = score_change_list(r->db, review, &v);
	score_change_view *out = ARENA_ARRAY(r->a, score_change_view, n + 1);
	bool evaluator = r->who.role == ROLE_EVALUATOR;
	list l = { out, 0 };

	for (size_t i = 0; i < n; i++) {
		bool mine = evaluator && v[i].proposer_id == r->who.account;

		if (!evaluator && !str_is(v[i].state, "approved"))
			continue;
		out[l.n++] = (score_change_view){ .id = v[i].id,
			.component = v[i].component,
			.before = value(r->a, v[i].old_centi, v[i].old_state),
			.after = value(r->a, v[i].new_centi, v[i].new_state),
			.reason = v[i].reason,
			.state = v[i].state,
			.proposed_by = evaluator ? v[i].proposed_by : (str){ NULL, 0 },
			.mine = mine,
			.decided_by = evaluator ? v[i].decided_by : (str){ NULL, 0 },
			.decided_at = v[i].decided_at,
			.created_at = v[i].created_at,
			.actions = actions_of(r, v[i].state, mine) };
	}
	return l;
}

static error_code
certified(request *r)
{
	return request_refuse(r, E_STATE, "该考生的证书已生成，成绩不能再改；请先作废或更正证书");
}

/* Is the new value right for the component? */
static void
check_value(request *r, const struct change_in *in, const struct score_change_current *now, i64 *centi)
{
	bool normal = in->state.n == 0 || str_is(in->state, "normal");

	*centi = -1;
	if (in->score.n)
		score_centi(in->score, centi);
	if (normal && in->score.n == 0)
		faults_at(&r->faults, "/score", "状态为正常时须填写成绩");
	if (str_is(in->state, "absent") && in->score.n)
		faults_at(&r->faults, "/score", "状态为缺考时不填成绩");
	if (*centi > now->most)
		faults_at(&r->faults, "/score", str_f(r->a, "超过该项满分 %lld 分", (long long)now->most / 100).p);
	if (*centi == now->centi && str_eq(in->state.n ? in->state : STR("normal"), now->state))
		faults_at(&r->faults, "/score", "与现有成绩相同");
}

static error_code
score_change_create(request *r)
{
	const struct change_in *in = r->in;
	struct score_review_get v;
	struct score_change_current now;
	i64 centi;

	if (!score_review_get(r->db, r->id[0], &r->sc, &v))
		return E_NOT_FOUND;
	if (!str_is(v.state, "in_progress"))
		return request_refuse(r, E_STATE, "只有复核中的申请可以更改成绩，请先受理");
	if (!score_change_current(r->db, v.registration_id, v.plan_id, in->component, &now)) {
		faults_at(&r->faults, "/component", "该证书等级没有这个成绩项");
		return E_INVALID;
	}
	if (now.certified)
		return certified(r);
	check_value(r, in, &now, &centi);
	if (request_checked(r) != E_OK)
		return E_INVALID;
	r->audit_subject = score_change_insert(r->db, &(struct score_change_insert_in){ .score_review_id = v.id,
							  .registration_id = v.registration_id,
							  .component_id = now.component_id,
							  .plan_id = v.plan_id,
							  .evaluator_id = r->who.organisation,
							  .old_centi = now.centi,
							  .old_state = now.state,
							  .new_centi = centi,
							  .new_state = in->state.n ? in->state : STR("normal"),
							  .reason = in->reason,
							  .proposed_by = r->who.account });
	if (r->audit_subject == 0)
		return request_refuse(r, E_EXISTS, "这项成绩已有待批准的更改");
	score_review_tell(r, r->who.organisation, v.id, "score_change_proposed", STR("成绩更改待另一人批准"));
	return answer_created(r, r->audit_subject);
}

/* Puts the new value in force: score, result, published set. */
static error_code
put_in_force(request *r, const struct score_change_get *c, const struct plan_get *p)
{
	struct publicity_lock lock;
	result_plan *rp;
	result_line *line;

	publicity_lock(r->db, p->id, &lock);
	if (score_correct(r->db, c->new_centi, c->new_state, c->registration_id, c->component_id) == 0) {
		for (i64 entry = 1; entry <= (p->two_entries ? 2 : 1); entry++)
			score_insert(r->db, &(struct score_insert_in){ .registration_id = c->registration_id,
						.component_id = c->component_id,
						.entry = entry,
						.plan_id = c->plan_id,
						.centi = c->new_centi,
						.state = c->new_state,
						.entered_by = entry == 1 ? c->proposed_by : r->who.account });
	}
	rp = result_plan_load(r->db, p);
	if (result_compute(r->db, r->w->ring, rp, c->registration_id - 1, 1, &line) != 1 ||
	    line->put.registration_id != c->registration_id)
		return E_NOT_FOUND;
	if (line->why.n)
		return request_refuse(r, E_STATE, "按更改后的成绩不能得出结果：%.*s", STR_ARG(line->why));
	result_put(r->db, &line->put, 1);
	publicity_copy(r->db, p->id, c->registration_id, c->registration_id);
	publicity_append(r->db, p->id, p->evaluator_id, r->who.account, p->now);
	return E_OK;
}

static error_code
decide(request *r, const char *event, bool second)
{
	struct score_change_get c;
	struct score_review_get v;
	struct score_change_current now;
	struct plan_get p;
	str to;
	error_code e;

	if (!score_change_get(r->db, r->id[0], &r->sc, &c) || !score_review_get(r->db, c.review_id, &r->sc, &v) ||
	    !plan_get(r->db, c.plan_id, &p))
		return E_NOT_FOUND;
	if ((e = fire(r, &score_change_machine, c.state, event, &to)) != E_OK)
		return e;
	if (second == (c.proposed_by == r->who.account))
		return request_refuse(r, E_FORBIDDEN, "%s",
		    second ? "成绩更改须由另一人决定，提出人不能批准自己的更改" : "只有提出人可以撤回");
	if (score_change_decide(r->db, to, second ? r->who.account : 0, c.id, &r->sc) == 0)
		return E_CONFLICT;
	if (str_is(to, "approved")) {
		str done = { NULL, 0 };

		if (!score_change_current(r->db, c.registration_id, c.plan_id, c.component, &now))
			return E_CONFLICT;
		if (now.certified)
			return certified(r);
		if (now.centi != c.old_centi || !str_eq(now.state, c.old_state))
			return request_refuse(r, E_CONFLICT, "提出更改之后这项成绩已变，请重新提出");
		if ((e = put_in_force(r, &c, &p)) != E_OK ||
		    (e = fire_effect(r, &score_review_machine, v.state, "change", &done)) != E_OK)
			return e;
		if (score_review_move(r->db, &(struct score_review_move_in){ .to_state = done,
						 .answer = STR("经复核，成绩已更改"),
						 .answered_by = r->who.account,
						 .id = v.id,
						 .from_state = v.state,
						 .sc = r->sc }) == 0)
			return E_CONFLICT;
		score_review_tell(r, v.school_id, v.id, "score_review_answered", STR("成绩复核：成绩已更改"));
	}
	r->status = 204;
	return E_OK;
}

static error_code
score_change_approve(request *r)
{
	return decide(r, "approve", true);
}

static error_code
score_change_refuse(request *r)
{
	return decide(r, "refuse", true);
}

static error_code
score_change_withdraw(request *r)
{
	return decide(r, "withdraw", false);
}

ROUTES(score_change,
    ROUTE(POST, "/score-reviews/{id}/changes", score_change_create, SCORE_REVIEW_DECIDE, "提出成绩更改",
	.in = &score_change_input, .answer = &created_answer, .write = true),
    ROUTE(POST, "/score-changes/{id}/approve", score_change_approve, SCORE_REVIEW_DECIDE, "批准成绩更改",
	.write = true),
    ROUTE(POST, "/score-changes/{id}/refuse", score_change_refuse, SCORE_REVIEW_DECIDE, "不予批准成绩更改",
	.write = true),
    ROUTE(POST, "/score-changes/{id}/withdraw", score_change_withdraw, SCORE_REVIEW_DECIDE, "撤回成绩更改",
	.write = true));
