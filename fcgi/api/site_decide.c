/*
 * site_decide.c: exam-site applications 考核站点申报 as the evaluation organisation decides them: row by row, then
 * the whole (manual 二 3). Approval makes or widens the school's site.
 */
#include "api/routes.h"
#include "api/site_application.h"
#include "base/clock.h"
#include "data/notify.h"
#include "query/review.h"
#include "rules/checks.h"
#include "web/fire.h"

struct site_item_decision {
	i64 item;
	str decision, comment;
};
FIELD_TABLE(site_item_decision_input, "SiteItemDecision", struct site_item_decision,
    FIELD_ID(struct site_item_decision, item, .title = "申报项", .required = true),
    FIELD_STR(struct site_item_decision, decision, .title = "审核结论", .required = true, .options = site_decisions,
	.labels = site_decision_titles),
    FIELD_STR(struct site_item_decision, comment, .title = "意见", .max = 500, .check = check_plain_text));

struct site_item_decisions {
	list items;
};
FIELD_TABLE(site_item_decisions_input, "SiteItemDecisions", struct site_item_decisions,
    FIELD_LIST(struct site_item_decisions, items, site_item_decision_input, .title = "审核结论", .required = true,
	.min = 1, .max = 300));

/* Makes or widens the school's site; its code is the next free one of the province. */
static i64
open_site(request *r, const struct site_application_get *a)
{
	struct site_application_certificates *v;
	struct site_of_school old;
	struct site_next_code last;
	i64 number = 0, id;
	size_t n = site_application_certificates(r->db, a->id, &v);

	if (site_of_school(r->db, a->school_id, a->evaluator_id, &r->sc, &old)) {
		id = old.id;
	} else {
		site_next_code(r->db, a->province, &last);
		if (last.last.p)
			str_i64(last.last, &number);
		id = site_insert(r->db, &(struct site_insert_in){ .school_id = a->school_id,
					    .province = a->province,
					    .evaluator_id = a->evaluator_id,
					    .number = str_f(r->a, "%04lld", (long long)number + 1),
					    .name = a->school,
					    .address = STR(""),
					    .site_application_id = a->id });
		if (id == 0) /* another approval took the code at this moment: the runner repeats the whole */
			arena_fail(r->a, E_DB_RETRY);
	}
	for (size_t i = 0; i < n; i++)
		site_certificate_put(r->db, id, v[i].id);
	return id;
}

static error_code
refuse_unjudged(request *r, i64 id)
{
	struct site_items *v;
	size_t n = site_items(r->db, id, &v);

	for (size_t i = 0; i < n; i++)
		if (v[i].decision.p == NULL || !str_is(v[i].decision, "accepted"))
			return request_refuse(
			    r, E_STATE, "“%.*s”尚未审核通过：批准前须逐项审核师资、设备、场地", STR_ARG(v[i].name));
	return E_OK;
}

/* Experts who were asked are heard, until their deadline (spec 2.14). */
static error_code
refuse_under_review(request *r, i64 id)
{
	struct review_waiting w;
	char text[CLOCK_TEXT];

	review_waiting(r->db, STR("site_application"), id, &w);
	if (w.n == 0)
		return E_OK;
	clock_shanghai(w.latest, text);
	return request_refuse(
	    r, E_STATE, "还有 %lld 位专家在评审，截止 %s；可等评审完成或先取消评审任务", (long long)w.n, text);
}

static error_code
move(request *r, const char *event)
{
	const struct site_decision *in = r->in;
	struct site_application_get a;
	error_code e;
	str to;

	if (!site_application_hold_of(r, &a))
		return E_NOT_FOUND;
	if ((e = fire(r, &site_machine, a.state, event, &to)) != E_OK)
		return e;
	if (!str_is(to, "approved") && in->reason.n == 0) {
		faults_at(&r->faults, "/reason", "请写明理由");
		return E_INVALID;
	}
	if (str_is(to, "approved") &&
	    ((e = refuse_unjudged(r, a.id)) != E_OK || (e = refuse_under_review(r, a.id)) != E_OK))
		return e;
	if (site_application_set_state(r->db, &(struct site_application_set_state_in){ .to_state = to,
						  .account_id = r->who.account,
						  .reason = in->reason.p ? in->reason : STR(""),
						  .id = a.id,
						  .from_state = a.state,
						  .version = in->version,
						  .sc = r->sc }) == 0)
		return E_CONFLICT;
	if (str_is(to, "approved"))
		open_site(r, &a);
	review_cancel_open(r->db, STR("site_application"), a.id);
	notify(r->db, &(notice){ .organisation = a.school_id,
			  .duty = STR("exam_officer"),
			  .kind = str_f(r->a, "site_%.*s", STR_ARG(to)),
			  .title = str_f(r->a, "考核站点申报：%s", machine_state_title(&site_machine, to)),
			  .body = in->reason,
			  .subject_kind = STR("site_application"),
			  .subject_id = a.id });
	r->status = 204;
	return E_OK;
}

static error_code
site_application_approve(request *r)
{
	return move(r, "approve");
}

static error_code
site_application_return(request *r)
{
	return move(r, "return");
}

static error_code
site_application_refuse(request *r)
{
	return move(r, "refuse");
}

/* Several rows at once, all or none. */
static error_code
site_application_judge(request *r)
{
	const struct site_item_decisions *in = r->in;
	const struct site_item_decision *v = in->items.v;
	struct site_application_get a;

	if (!site_application_hold_of(r, &a))
		return E_NOT_FOUND;
	if (!str_is(a.state, "submitted"))
		return request_refuse(r, E_STATE, "申报未提交或已办结，不能逐项审核");
	for (size_t i = 0; i < in->items.n; i++) {
		if (str_is(v[i].decision, "rejected") && v[i].comment.n == 0)
			faults_at(
			    &r->faults, str_f(r->a, "/items/%zu/comment", i).p, "不通过时请写明意见，学校据此整改");
		else if (site_item_decide(r->db, &(struct site_item_decide_in){ .decision = v[i].decision,
						     .text = v[i].comment.p ? v[i].comment : STR(""),
						     .account_id = r->who.account,
						     .id = v[i].item,
						     .site_application_id = a.id }) == 0)
			faults_at(&r->faults, str_f(r->a, "/items/%zu/item", i).p, "申报中没有这一项，请刷新后重试");
	}
	r->status = 204;
	return request_checked(r);
}

ROUTES(site_decide,
    ROUTE(POST, "/site-applications/{id}/items/decide", site_application_judge, SITE_DECIDE, "逐项审核",
	.in = &site_item_decisions_input, .write = true),
    ROUTE(POST, "/site-applications/{id}/approve", site_application_approve, SITE_DECIDE, "批准考核站点",
	.in = &site_decision_input, .write = true),
    ROUTE(POST, "/site-applications/{id}/return", site_application_return, SITE_DECIDE, "退回考核站点申报",
	.in = &site_decision_input, .write = true),
    ROUTE(POST, "/site-applications/{id}/refuse", site_application_refuse, SITE_DECIDE, "不批准考核站点",
	.in = &site_decision_input, .write = true));
