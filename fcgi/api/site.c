/*
 * site.c: exam sites 考核站点 that were approved: what a school may examine and where, its code, name and address as
 * they are printed on tickets; the evaluation organisation suspends and resumes. How one comes about:
 * site_application.c.
 */
#include "query/site.h"
#include "api/routes.h"
#include "data/notify.h"
#include "rules/checks.h"
#include "web/fire.h"
#include "web/page.h"

struct site_reason {
	str reason;
};
FIELD_TABLE(site_reason_input, "SiteReason", struct site_reason,
    FIELD_STR(struct site_reason, reason, .title = "理由", .required = true, .max = 500, .check = check_plain_text));

struct site_change {
	str name, address;
	i64 version;
};
FIELD_TABLE(site_change_input, "SiteChange", struct site_change,
    FIELD_STR(struct site_change, name, .title = "站点名称", .required = true, .min = 2, .max = 128,
	.check = check_plain_text, .note = "印在准考证上"),
    FIELD_STR(struct site_change, address, .title = "地址", .required = true, .min = 2, .max = 200,
	.check = check_plain_text, .note = "印在准考证上，写到楼"),
    FIELD_INT(struct site_change, version, .title = "版本", .required = true, .min = 1));

struct site_query {
	PAGE_ASK;
	str state, q;
};
#define S struct site_query
FIELD_TABLE(site_query_fields, "SiteQuery", S, PAGE_ASKED(S, site_list),
    FIELD_STR(S, state, .title = "状态", .codes = &site_state_machine.state),
    FIELD_STR(S, q, .title = "学校名称包含", .max = 50));
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

static const field_code certificate_states[] = { { "approved", "可以考核" }, { "suspended", "已暂停" },
	{ NULL, NULL } };
static const field_code *const certificate_codes = certificate_states;

#define S struct site_certificates
FIELD_TABLE(site_certificate_item, "SiteCertificateItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, name, .title = "证书名称"), FIELD_STR(S, state, .title = "状态", .codes = &certificate_codes));
#undef S

struct site_view {
	struct site_get s;
	list certificates, actions;
};
#define S struct site_view
FIELD_TABLE(site_answer, "SiteView", S, FIELD_AS(F_ID, i64, S, s.id, "id", .title = "编号"),
    FIELD_AS(F_ID, i64, S, s.school_id, "school", .title = "学校"),
    FIELD_AS(F_STR, str, S, s.school, "school_name", .title = "学校名称"),
    FIELD_AS(F_STR, str, S, s.province, "province", .title = "省份"),
    FIELD_AS(F_ID, i64, S, s.evaluator_id, "evaluator", .title = "培训评价组织"),
    FIELD_AS(F_STR, str, S, s.evaluator, "evaluator_name", .title = "培训评价组织名称"),
    FIELD_AS(F_STR, str, S, s.number, "code", .title = "站点代码"),
    FIELD_AS(F_STR, str, S, s.name, "name", .title = "站点名称"),
    FIELD_AS(F_STR, str, S, s.address, "address", .title = "地址"),
    FIELD_AS(F_STR, str, S, s.state, "state", .title = "状态", .codes = &site_state_machine.state),
    FIELD_AS(F_STR, str, S, s.reason, "reason", .title = "状态说明"),
    FIELD_AS(F_ID, i64, S, s.application_id, "application", .title = "据以批准的申报", .maybe = true),
    FIELD_AS(F_TIME, i64, S, s.created_at, "created_at", .title = "设立时间"),
    FIELD_AS(F_INT, i64, S, s.rooms, "rooms", .title = "考场数"),
    FIELD_AS(F_INT, i64, S, s.seats, "seats", .title = "座位数"),
    FIELD_AS(F_INT, i64, S, s.invigilators, "invigilators", .title = "监考人员数"),
    FIELD_AS(F_INT, i64, S, s.examiners, "examiners", .title = "考评员数"),
    FIELD_LIST(S, certificates, site_certificate_item, .title = "可以考核的证书"),
    FIELD_AS(F_INT, i64, S, s.version, "version", .title = "版本"),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"));
#undef S

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
site_show(request *r)
{
	struct site_certificates *c;
	struct site_view v;

	if (!site_get(r->db, r->id[0], &r->sc, &v.s))
		return E_NOT_FOUND;
	v.certificates.n = site_certificates(r->db, v.s.id, &c);
	v.certificates.v = c;
	v.actions = fire_possible(r, &site_state_machine, v.s.state);
	ANSWER(r, site_answer, &v);
	return E_OK;
}

static error_code
site_edit(request *r)
{
	const struct site_change *in = r->in;
	struct site_get s;

	if (!site_get(r->db, r->id[0], &r->sc, &s))
		return E_NOT_FOUND;
	if (site_change(r->db,
		&(struct site_change_in){
		    .name = in->name, .address = in->address, .id = s.id, .version = in->version, .sc = r->sc }) == 0)
		return E_CONFLICT;
	return answer_changed(r, in->version + 1);
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
    ROUTE(GET, "/sites", site_index, SITE_VIEW, "考核站点列表", .query = &site_query_fields, .items = &site_item),
    ROUTE(GET, "/sites/{id}", site_show, SITE_VIEW, "考核站点", .answer = &site_answer),
    ROUTE(PUT, "/sites/{id}", site_edit, SITE_APPLY, "修改考核站点的名称和地址", .in = &site_change_input,
	.answer = &changed_answer, .write = true),
    ROUTE(POST, "/sites/{id}/suspend", site_suspend, SITE_DECIDE, "暂停考核站点", .in = &site_reason_input,
	.write = true),
    ROUTE(POST, "/sites/{id}/resume", site_resume, SITE_DECIDE, "恢复考核站点", .in = &site_reason_input,
	.write = true));
