/*
 * site.c: exam sites 考核站点: a pilot school applies with teaching staff 师资队伍, equipment 配套设备 and premises
 * 场地; the evaluation organisation decides item by item and then on the whole (manual 二 3); approval gives the
 * school a site.
 */
#include "query/site.h"
#include "api/routes.h"
#include "base/clock.h"
#include "data/notify.h"
#include "query/review.h"
#include "rules/checks.h"
#include "web/fire.h"
#include "web/page.h"
#include "web/reply.h"

static const char *const item_kinds[] = { "teaching", "equipment", "premises", NULL };
static const char *const item_kind_titles[] = { "师资队伍", "配套设备", "场地", NULL };
static const char *const decisions[] = { "accepted", "rejected", NULL };
static const char *const decision_titles[] = { "通过", "不通过", NULL };

struct site_item_in {
	str kind, name, description;
	i64 quantity, file;
};
FIELD_TABLE(site_item_input, "SiteItem", struct site_item_in,
    FIELD_STR(struct site_item_in, kind, .title = "类别", .required = true, .options = item_kinds,
	.labels = item_kind_titles),
    FIELD_STR(struct site_item_in, name, .title = "名称", .required = true, .max = 120, .check = check_plain_text),
    FIELD_INT(struct site_item_in, quantity, .title = "数量", .required = true, .min = 0, .max = 100000),
    FIELD_STR(struct site_item_in, description, .title = "说明", .max = 1000),
    FIELD_ID(struct site_item_in, file, .title = "附件"));

struct site_application_in {
	i64 evaluator, version;
	str statement;
	list certificates, items;
};
FIELD_TABLE(site_application_input, "SiteApplicationInput", struct site_application_in,
    FIELD_ID(struct site_application_in, evaluator, .title = "培训评价组织", .required = true),
    FIELD_INT(struct site_application_in, version, .title = "版本", .note = "修改时必填：读到的版本号"),
    FIELD_STR(struct site_application_in, statement, .title = "申报说明", .max = 4000),
    FIELD_IDS(struct site_application_in, certificates, .title = "证书", .required = true, .min = 1, .max = 50),
    FIELD_LIST(struct site_application_in, items, site_item_input, .title = "师资、设备、场地", .required = true,
	.min = 1, .max = 300));

struct site_decision {
	i64 version;
	str reason;
};
FIELD_TABLE(site_decision_input, "SiteDecision", struct site_decision,
    FIELD_INT(struct site_decision, version, .title = "版本", .required = true, .min = 1),
    FIELD_STR(struct site_decision, reason, .title = "理由", .max = 1000, .check = check_plain_text));

struct site_item_decision {
	str decision, comment;
};
FIELD_TABLE(site_item_decision_input, "SiteItemDecision", struct site_item_decision,
    FIELD_STR(struct site_item_decision, decision, .title = "审核结论", .required = true, .options = decisions,
	.labels = decision_titles),
    FIELD_STR(struct site_item_decision, comment, .title = "意见", .max = 500, .check = check_plain_text));

struct site_reason {
	str reason;
};
FIELD_TABLE(site_reason_input, "SiteReason", struct site_reason,
    FIELD_STR(struct site_reason, reason, .title = "理由", .required = true, .max = 500, .check = check_plain_text));

struct site_query {
	PAGE_ASK;
	str state, q;
};
#define S struct site_query
FIELD_TABLE(site_application_query_fields, "SiteApplicationQuery", S, PAGE_ASKED(S, site_application_list),
    FIELD_STR(S, state, .title = "状态", .codes = &site_machine.state),
    FIELD_STR(S, q, .title = "学校名称包含", .max = 50));
FIELD_TABLE(site_query_fields, "SiteQuery", S, PAGE_ASKED(S, site_list),
    FIELD_STR(S, state, .title = "状态", .codes = &site_state_machine.state),
    FIELD_STR(S, q, .title = "学校名称包含", .max = 50));
#undef S

#define S struct site_application_list
FIELD_TABLE(site_application_item, "SiteApplicationItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, school, .title = "学校"), FIELD_STR(S, province, .title = "省份"),
    FIELD_STR(S, evaluator, .title = "培训评价组织"),
    FIELD_STR(S, state, .title = "状态", .codes = &site_machine.state),
    FIELD_STR(S, certificates, .title = "证书", .maybe = true),
    FIELD_TIME(S, submitted_at, .title = "提交时间", .maybe = true),
    FIELD_TIME(S, decided_at, .title = "办结时间", .maybe = true));
#undef S

#define S struct site_application_certificates
FIELD_TABLE(site_certificate_answer, "SiteCertificate", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, name, .title = "证书名称"));
#undef S

#define S struct site_items
FIELD_TABLE(site_judged_item, "SiteJudgedItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, kind, .title = "类别", .options = item_kinds, .labels = item_kind_titles),
    FIELD_STR(S, name, .title = "名称"), FIELD_INT(S, quantity, .title = "数量"),
    FIELD_STR(S, description, .title = "说明"), FIELD_ID(S, file, .title = "附件", .maybe = true),
    FIELD_STR(S, file_name, .title = "附件名称", .maybe = true),
    FIELD_STR(S, decision, .title = "审核结论", .options = decisions, .labels = decision_titles, .maybe = true),
    FIELD_STR(S, comment, .title = "意见"));
#undef S

struct site_application_view {
	struct site_application_get a;
	list certificates, items, actions;
};
#define S struct site_application_view
FIELD_TABLE(site_application_answer, "SiteApplication", S, FIELD_AS(F_ID, i64, S, a.id, "id", .title = "编号"),
    FIELD_AS(F_STR, str, S, a.school, "school", .title = "学校"),
    FIELD_AS(F_STR, str, S, a.province, "province", .title = "省份"),
    FIELD_AS(F_ID, i64, S, a.evaluator_id, "evaluator", .title = "培训评价组织"),
    FIELD_AS(F_STR, str, S, a.evaluator, "evaluator_name", .title = "培训评价组织名称"),
    FIELD_AS(F_STR, str, S, a.statement, "statement", .title = "申报说明"),
    FIELD_AS(F_STR, str, S, a.state, "state", .title = "状态", .codes = &site_machine.state),
    FIELD_AS(F_TIME, i64, S, a.submitted_at, "submitted_at", .title = "提交时间", .maybe = true),
    FIELD_AS(F_STR, str, S, a.decision_text, "decision_text", .title = "审核理由"),
    FIELD_AS(F_TIME, i64, S, a.decided_at, "decided_at", .title = "办结时间", .maybe = true),
    FIELD_AS(F_INT, i64, S, a.version, "version", .title = "版本"),
    FIELD_LIST(S, certificates, site_certificate_answer, .title = "证书"),
    FIELD_LIST(S, items, site_judged_item, .title = "师资、设备、场地"),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"));
#undef S

#define S struct site_list
FIELD_TABLE(site_item, "Site", S, FIELD_ID(S, id, .title = "编号"), FIELD_STR(S, school, .title = "学校"),
    FIELD_STR(S, province, .title = "省份"),
    FIELD_AS(F_ID, i64, S, evaluator_id, "evaluator", .title = "培训评价组织"),
    FIELD_AS(F_STR, str, S, evaluator, "evaluator_name", .title = "培训评价组织名称"),
    FIELD_AS(F_STR, str, S, number, "code", .title = "站点代码"), FIELD_STR(S, name, .title = "站点名称"),
    FIELD_STR(S, address, .title = "地址"), FIELD_STR(S, state, .title = "状态", .codes = &site_state_machine.state),
    FIELD_STR(S, reason, .title = "状态说明", .maybe = true),
    FIELD_STR(S, certificates, .title = "证书", .maybe = true), FIELD_INT(S, version, .title = "版本"));
#undef S

/* The application of the path; a draft is its school's alone. */
static bool
find(request *r, struct site_application_get *a)
{
	return site_application_get(r->db, r->id[0], r->who.role == ROLE_SCHOOL, &r->sc, a);
}

/* Checks and stores certificates and items of an application whose row exists. */
static void
put_content(request *r, i64 id, const struct site_application_in *in)
{
	const i64 *certificate = in->certificates.v;
	const struct site_item_in *item = in->items.v;
	struct site_item_insert *row = ARENA_ARRAY(r->a, struct site_item_insert, in->items.n + 1);
	struct site_certificate_own own;
	struct site_file_own file;

	for (size_t i = 0; i < in->certificates.n; i++)
		if (!site_certificate_own(r->db, certificate[i], in->evaluator, &own) ||
		    site_application_certificate_insert(r->db, id, certificate[i]) == 0)
			faults_at(&r->faults, str_f(r->a, "/certificates/%zu", i).p,
			    "不是该培训评价组织已发布标准的证书，或证书重复");
	for (size_t i = 0; i < in->items.n; i++) {
		if (item[i].file && !site_file_own(r->db, item[i].file, r->who.organisation, &file))
			faults_at(
			    &r->faults, str_f(r->a, "/items/%zu/file", i).p, "附件不存在或未上传完整，请重新上传");
		row[i] = (struct site_item_insert){ .site_application_id = id,
			.kind = item[i].kind,
			.position = (i64)i,
			.name = item[i].name,
			.quantity = item[i].quantity,
			.description = item[i].description.p ? item[i].description : STR(""),
			.file_id = item[i].file };
	}
	if (request_checked(r) == E_OK)
		site_item_insert(r->db, row, in->items.n);
}

static error_code
site_apply(request *r)
{
	const struct site_application_in *in = r->in;
	struct site_evaluator e;
	i64 id;

	if (!site_evaluator(r->db, in->evaluator, &e)) {
		faults_at(&r->faults, "/evaluator", "没有这个培训评价组织");
		return E_INVALID;
	}
	id = site_application_insert(
	    r->db, r->who.organisation, r->who.province, in->evaluator, in->statement.p ? in->statement : STR(""));
	put_content(r, id, in);
	answer_created(r, id);
	return request_checked(r);
}

static error_code
site_application_edit(request *r)
{
	const struct site_application_in *in = r->in;
	struct site_application_get a;

	if (!find(r, &a))
		return E_NOT_FOUND;
	if (!str_is(a.state, "draft") && !str_is(a.state, "returned"))
		return request_refuse(r, E_STATE, "已提交的申报不能修改，请先撤回");
	if (in->evaluator != a.evaluator_id) {
		faults_at(&r->faults, "/evaluator", "不能改向另一培训评价组织申报，请新建申报");
		return E_INVALID;
	}
	if (site_application_update(r->db, in->statement.p ? in->statement : STR(""), a.id, in->version, &r->sc) == 0)
		return E_CONFLICT;
	site_application_certificates_delete(r->db, a.id);
	site_items_delete(r->db, a.id);
	put_content(r, a.id, in);
	r->status = 204;
	return request_checked(r);
}

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

/* Only a pilot of the certificate can become its exam site (manual 二 3). */
static error_code
refuse_not_pilot(request *r, const struct site_application_get *a)
{
	struct site_not_pilot *v;

	if (site_not_pilot(r->db, a->id, a->school_id, &v))
		return request_refuse(r, E_STATE, "本校还不是“%.*s”的试点院校，请先申报试点", STR_ARG(v[0].name));
	return E_OK;
}

static error_code
move(request *r, const char *event)
{
	const struct site_decision *in = r->in;
	struct site_application_get a;
	bool school = r->who.role == ROLE_SCHOOL;
	str to;
	error_code e;

	if (!find(r, &a))
		return E_NOT_FOUND;
	if ((e = fire(r, &site_machine, a.state, event, &to)) != E_OK)
		return e;
	if ((str_is(to, "returned") || str_is(to, "refused")) && in->reason.n == 0) {
		faults_at(&r->faults, "/reason", "请写明理由");
		return E_INVALID;
	}
	if (str_is(to, "submitted") && (e = refuse_not_pilot(r, &a)) != E_OK)
		return e;
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
	if (!school)
		review_cancel_open(r->db, STR("site_application"), a.id);
	notify(r->db, &(notice){ .organisation = school ? a.evaluator_id : a.school_id,
			  .duty = STR("exam_officer"),
			  .kind = str_f(r->a, "site_%.*s", STR_ARG(to)),
			  .title = str_f(r->a, "考核站点申报：%s", machine_state_title(&site_machine, to)),
			  .body = school ? a.school : in->reason,
			  .subject_kind = STR("site_application"),
			  .subject_id = a.id });
	r->status = 204;
	return E_OK;
}

static error_code
site_application_submit(request *r)
{
	return move(r, "submit");
}

static error_code
site_application_withdraw(request *r)
{
	return move(r, "withdraw");
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

static error_code
site_application_item_decide(request *r)
{
	const struct site_item_decision *in = r->in;
	struct site_application_get a;

	if (!find(r, &a))
		return E_NOT_FOUND;
	if (!str_is(a.state, "submitted"))
		return request_refuse(r, E_STATE, "申报未提交或已办结，不能逐项审核");
	if (str_is(in->decision, "rejected") && in->comment.n == 0) {
		faults_at(&r->faults, "/comment", "不通过时请写明意见");
		return E_INVALID;
	}
	if (site_item_decide(r->db, &(struct site_item_decide_in){ .decision = in->decision,
					.text = in->comment.p ? in->comment : STR(""),
					.account_id = r->who.account,
					.id = r->id[1],
					.site_application_id = a.id }) == 0)
		return E_NOT_FOUND;
	r->status = 204;
	return E_OK;
}

static error_code
site_application_index(request *r)
{
	const struct site_query *q = r->q;
	struct site_application_list *v;
	size_t n = site_application_list(r->db,
	    &(struct site_application_list_in){ .state = q->state,
		.own = r->who.role == ROLE_SCHOOL,
		.q_like = like_part(r->a, q->q),
		.page = page_of(r, &q->ask, &site_application_list_page),
		.sc = r->sc },
	    &v);

	PAGE(r, &q->ask, site_application_list, site_application_item, v, n);
	return E_OK;
}

static error_code
site_application_show(request *r)
{
	struct site_application_view v;
	struct site_application_certificates *c;
	struct site_items *items;

	if (!find(r, &v.a))
		return E_NOT_FOUND;
	v.certificates.n = site_application_certificates(r->db, v.a.id, &c);
	v.certificates.v = c;
	v.items.n = site_items(r->db, v.a.id, &items);
	v.items.v = items;
	v.actions = fire_possible(r, &site_machine, v.a.state);
	ANSWER(r, site_application_answer, &v);
	return E_OK;
}

static error_code
site_application_file(request *r)
{
	struct site_application_get a;
	struct site_file f;

	if (!find(r, &a) || !site_file(r->db, r->id[1], a.id, &f))
		return E_NOT_FOUND;
	reply_file(r, f.id, f.name, f.media_type, f.size);
	return E_OK;
}

static error_code
site_index(request *r)
{
	const struct site_query *q = r->q;
	struct site_list *v;
	size_t n = site_list(r->db,
	    &(struct site_list_in){ .state = q->state,
		.q_like = like_part(r->a, q->q),
		.page = page_of(r, &q->ask, &site_list_page),
		.sc = r->sc },
	    &v);

	PAGE(r, &q->ask, site_list, site_item, v, n);
	return E_OK;
}

static error_code
change_site(request *r, const char *event)
{
	const struct site_reason *in = r->in;
	struct site_get s;
	str to;
	error_code e;

	if (!site_get(r->db, r->id[0], &r->sc, &s))
		return E_NOT_FOUND;
	if ((e = fire(r, &site_state_machine, s.state, event, &to)) != E_OK)
		return e;
	if (site_set_state(r->db,
		&(struct site_set_state_in){
		    .to_state = to, .reason = in->reason, .id = s.id, .from_state = s.state, .sc = r->sc }) == 0)
		return E_CONFLICT;
	notify(r->db, &(notice){ .organisation = s.school_id,
			  .kind = str_f(r->a, "site_%s", event),
			  .title = str_f(r->a, "考核站点%s", machine_event_title(&site_state_machine, str_of(event))),
			  .body = in->reason,
			  .subject_kind = STR("site"),
			  .subject_id = s.id });
	r->status = 204;
	return E_OK;
}

static error_code
site_suspend(request *r)
{
	return change_site(r, "suspend");
}

static error_code
site_resume(request *r)
{
	return change_site(r, "resume");
}

ROUTES(site,
    ROUTE(GET, "/site-applications", site_application_index, SITE_VIEW, "考核站点申报列表",
	.query = &site_application_query_fields, .items = &site_application_item),
    ROUTE(POST, "/site-applications", site_apply, SITE_APPLY, "新建考核站点申报", .in = &site_application_input,
	.answer = &created_answer, .write = true),
    ROUTE(GET, "/site-applications/{id}", site_application_show, SITE_VIEW, "考核站点申报",
	.answer = &site_application_answer),
    ROUTE(PUT, "/site-applications/{id}", site_application_edit, SITE_APPLY, "修改考核站点申报",
	.in = &site_application_input, .write = true),
    ROUTE(POST, "/site-applications/{id}/submit", site_application_submit, SITE_APPLY, "提交考核站点申报",
	.in = &site_decision_input, .write = true),
    ROUTE(POST, "/site-applications/{id}/withdraw", site_application_withdraw, SITE_APPLY, "撤回考核站点申报",
	.in = &site_decision_input, .write = true),
    ROUTE(POST, "/site-applications/{id}/items/{item_id}/decide", site_application_item_decide, SITE_DECIDE,
	"逐项审核", .in = &site_item_decision_input, .write = true),
    ROUTE(POST, "/site-applications/{id}/approve", site_application_approve, SITE_DECIDE, "批准考核站点",
	.in = &site_decision_input, .write = true),
    ROUTE(POST, "/site-applications/{id}/return", site_application_return, SITE_DECIDE, "退回考核站点申报",
	.in = &site_decision_input, .write = true),
    ROUTE(POST, "/site-applications/{id}/refuse", site_application_refuse, SITE_DECIDE, "不批准考核站点",
	.in = &site_decision_input, .write = true),
    ROUTE(GET, "/site-applications/{id}/files/{file_id}", site_application_file, SITE_VIEW, "考核站点申报附件",
	.out = "application/octet-stream"),
    ROUTE(GET, "/sites", site_index, SITE_VIEW, "考核站点列表", .query = &site_query_fields, .items = &site_item),
    ROUTE(POST, "/sites/{id}/suspend", site_suspend, SITE_DECIDE, "暂停考核站点", .in = &site_reason_input,
	.write = true),
    ROUTE(POST, "/sites/{id}/resume", site_resume, SITE_DECIDE, "恢复考核站点", .in = &site_reason_input,
	.write = true));
