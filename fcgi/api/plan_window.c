/*
 * plan_window.c: a window of a published plan is extended by two persons of the evaluation organisation, with a
 * public reason: one asks, another approves or refuses; who asked may take it back.
 */
#include "api/routes.h"
#include "query/plan.h"
#include "query/publicity.h"
#include "rules/checks.h"
#include "web/answer.h"
#include "web/fire.h"
#include "web/plan_gate.h"

struct window_change {
	str phase, reason;
	i64 open, close;
};
FIELD_TABLE(window_change_input, "WindowChange", struct window_change,
    FIELD_STR(struct window_change, phase, .title = "时段", .required = true, .options = plan_window_codes,
	.labels = plan_window_titles),
    FIELD_TIME(struct window_change, open, .title = "开始时间", .required = true),
    FIELD_TIME(struct window_change, close, .title = "结束时间", .required = true),
    FIELD_STR(struct window_change, reason, .title = "公开的理由", .required = true, .max = 500,
	.check = check_plain_text));

static int
window_of(str phase)
{
	for (int i = 0; i < WINDOW_COUNT; i++)
		if (str_eq(phase, str_of(plan_window_codes[i])))
			return i;
	return -1;
}

static error_code
plan_window_change(request *r)
{
	const struct window_change *in = r->in;
	struct plan_get p;
	plan_windows before, after;
	int i = window_of(in->phase);
	error_code e = plan_gate_own(r, r->id[0], &p);

	if (e)
		return e;
	if (!str_is(p.state, "published"))
		return request_refuse(r, E_STATE, "计划尚未发布，可直接修改");
	after = before = PLAN_WINDOWS(&p);
	after.open[i] = in->open;
	after.close[i] = in->close;
	if (!plan_extension_check(&before, &after, p.now, &r->faults))
		return E_INVALID;
	return answer_created(r, plan_change_insert(r->db, &(struct plan_change_insert_in){ .plan_id = p.id,
							       .evaluator_id = p.evaluator_id,
							       .phase = in->phase,
							       .old_open = before.open[i],
							       .old_close = before.close[i],
							       .new_open = in->open,
							       .new_close = in->close,
							       .reason = in->reason,
							       .requested_by = r->who.account }));
}

static error_code
decide_change(request *r, const char *event)
{
	struct plan_change_get c;
	struct plan_get p;
	plan_windows before, w;
	str to;
	error_code e;

	if (!plan_change_get(r->db, r->id[0], &r->sc, &c) || plan_gate_own(r, c.plan_id, &p) != E_OK)
		return E_NOT_FOUND;
	if ((e = fire(r, &window_change_machine, c.state, event, &to)) != E_OK)
		return e;
	if (str_is(to, "withdrawn") && c.requested_by != r->who.account)
		return request_refuse(r, E_FORBIDDEN, "只有申请人能撤回延期申请");
	if (!str_is(to, "withdrawn") && c.requested_by == r->who.account)
		return request_refuse(r, E_FORBIDDEN, "延期须由另一人批准，申请人不能批准自己的申请");
	if (plan_change_decide(r->db, to, r->who.account, c.id, &r->sc) == 0)
		return E_CONFLICT;
	if (str_is(to, "approved")) {
		int i = window_of(c.phase);

		before = w = PLAN_WINDOWS(&p);
		w.open[i] = c.new_open;
		w.close[i] = c.new_close;
		if (!plan_extension_check(&before, &w, p.now, &r->faults))
			return E_INVALID;
		if (plan_set_windows(r->db, &(struct plan_set_windows_in){ .registration_open = w.open[0],
						.registration_close = w.close[0],
						.scheduling_open = w.open[1],
						.scheduling_close = w.close[1],
						.exam_open = w.open[2],
						.exam_close = w.close[2],
						.score_open = w.open[3],
						.score_close = w.close[3],
						.publicity_open = w.open[4],
						.publicity_close = w.close[4],
						.id = p.id,
						.version = p.version,
						.sc = r->sc }) == 0)
			return E_CONFLICT;
		publicity_windows(r->db, p.id);
	}
	r->status = 204;
	return E_OK;
}

static error_code
plan_change_approve(request *r)
{
	return decide_change(r, "approve");
}

static error_code
plan_change_refuse(request *r)
{
	return decide_change(r, "refuse");
}

static error_code
plan_change_withdraw(request *r)
{
	return decide_change(r, "withdraw");
}

ROUTES(plan_window,
    ROUTE(POST, "/plans/{id}/window-changes", plan_window_change, PLAN_EDIT, "申请时段延期",
	.in = &window_change_input, .answer = &created_answer, .write = true),
    ROUTE(POST, "/window-changes/{id}/approve", plan_change_approve, PLAN_EDIT, "批准时段延期", .write = true),
    ROUTE(POST, "/window-changes/{id}/refuse", plan_change_refuse, PLAN_EDIT, "不批准时段延期", .write = true),
    ROUTE(POST, "/window-changes/{id}/withdraw", plan_change_withdraw, PLAN_EDIT, "撤回时段延期申请", .write = true));
