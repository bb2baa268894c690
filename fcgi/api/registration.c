/*
 * registration.c: candidates into an exam plan 报考管理: from a list, all or none; withdrawal until the window
 * closes. The workbook (批量导入报考 - 按证书导入) is a kind of import (jobs/) and uses the same data/registration.
 */
#include "data/registration.h"
#include "api/routes.h"
#include "data/quota.h"
#include "query/registration.h"
#include "web/page.h"
#include "web/plan_gate.h"

#include <stdlib.h>

struct registration_in {
	i64 level, site;
	list candidates;
};
FIELD_TABLE(registration_input, "RegistrationInput", struct registration_in,
    FIELD_ID(struct registration_in, level, .title = "证书等级", .required = true),
    FIELD_ID(struct registration_in, site, .title = "考核站点", .required = true),
    FIELD_IDS(struct registration_in, candidates, .title = "考生", .required = true, .min = 1, .max = 1000));

struct withdraw_in {
	list registrations;
};
FIELD_TABLE(withdraw_input, "RegistrationWithdraw", struct withdraw_in,
    FIELD_IDS(struct withdraw_in, registrations, .title = "报考", .required = true, .min = 1, .max = 1000));

struct needs_in {
	i64 accessibility, version;
};
FIELD_TABLE(needs_input, "RegistrationNeeds", struct needs_in,
    FIELD_INT(struct needs_in, accessibility, .title = "无障碍需要", .required = true, .max = 7,
	.note = "按位相加：1 轮椅可达，2 靠近出入口，4 单独考场并延时"),
    FIELD_INT(struct needs_in, version, .title = "版本", .required = true, .min = 1));

struct registration_query {
	PAGE_ASK;
	i64 level, site, major;
	str class_name, q;
};
#define S struct registration_query
FIELD_TABLE(registration_query_fields, "RegistrationQuery", S, PAGE_ASKED(S, registration_list),
    FIELD_ID(S, level, .title = "证书等级"), FIELD_ID(S, site, .title = "考核站点"),
    FIELD_STR(S, class_name, .title = "班级", .max = 50), FIELD_STR(S, q, .title = "姓名或学号", .max = 50));
FIELD_TABLE(eligible_query_fields, "EligibleCandidateQuery", S, PAGE_ASKED(S, registration_open_to),
    FIELD_ID(S, level, .title = "证书等级", .required = true), FIELD_ID(S, major, .title = "专业"),
    FIELD_STR(S, class_name, .title = "班级", .max = 50), FIELD_STR(S, q, .title = "姓名或学号", .max = 50));
FIELD_TABLE(registration_site_query_fields, "RegistrationSiteQuery", S,
    FIELD_ID(S, level, .title = "证书等级", .required = true));
#undef S

#define S struct registration_list
FIELD_TABLE(registration_item, "RegistrationItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_AS(F_ID, i64, S, candidate_id, "candidate", .title = "考生"), FIELD_STR(S, name, .title = "姓名"),
    FIELD_AS(F_STR, str, S, document_mask, "document", .title = "证件号码"),
    FIELD_STR(S, student_number, .title = "学号"), FIELD_STR(S, class, .title = "班级"),
    FIELD_STR(S, major, .title = "专业"),
    FIELD_AS(F_ID, i64, S, certificate_level_id, "level_id", .title = "证书等级"),
    FIELD_STR(S, certificate, .title = "证书"), FIELD_INT(S, level, .title = "等级"),
    FIELD_AS(F_ID, i64, S, site_id, "site", .title = "考核站点"), FIELD_STR(S, site_name, .title = "考核站点名称"),
    FIELD_STR(S, school, .title = "学校"), FIELD_INT(S, accessibility, .title = "无障碍需要"),
    FIELD_STR(S, ticket_number, .title = "准考证号", .maybe = true), FIELD_TIME(S, created_at, .title = "报考时间"),
    FIELD_INT(S, version, .title = "版本"));
#undef S

#define S struct registration_totals
FIELD_TABLE(registration_total_item, "RegistrationTotal", S,
    FIELD_AS(F_ID, i64, S, site_id, "site", .title = "考核站点"), FIELD_STR(S, site_name, .title = "考核站点名称"),
    FIELD_ID(S, level_id, .title = "证书等级"), FIELD_STR(S, certificate, .title = "证书"),
    FIELD_INT(S, level, .title = "等级"), FIELD_AS(F_INT, i64, S, n, "count", .title = "人数"));
#undef S

#define S struct registration_open_to
FIELD_TABLE(eligible_item, "EligibleCandidate", S, FIELD_ID(S, id, .title = "考生"),
    FIELD_STR(S, name, .title = "姓名"), FIELD_AS(F_STR, str, S, document_mask, "document", .title = "证件号码"),
    FIELD_STR(S, student_number, .title = "学号"), FIELD_STR(S, class, .title = "班级"),
    FIELD_ID(S, major_id, .title = "专业编号"), FIELD_STR(S, major, .title = "专业"),
    FIELD_INT(S, balance, .title = "该专业剩余名额"));
#undef S

#define S struct registration_quota
FIELD_TABLE(registration_quota_item, "RegistrationQuota", S, FIELD_ID(S, level_id, .title = "证书等级"),
    FIELD_AS(F_ID, i64, S, certificate_id, "certificate_id", .title = "证书编号"),
    FIELD_STR(S, certificate, .title = "证书"), FIELD_INT(S, level, .title = "等级"),
    FIELD_ID(S, major_id, .title = "专业编号"), FIELD_STR(S, major_code, .title = "专业代码"),
    FIELD_STR(S, major, .title = "专业"), FIELD_INT(S, granted, .title = "已批名额"),
    FIELD_INT(S, used, .title = "已用名额"), FIELD_INT(S, balance, .title = "剩余名额"),
    FIELD_INT(S, registered, .title = "本计划已报考"),
    FIELD_AS(F_INT, i64, S, open_to, "eligible", .title = "还可报考的考生"));
#undef S

#define S struct registration_sites
FIELD_TABLE(registration_site_item, "RegistrationSite", S, FIELD_ID(S, id, .title = "考核站点"),
    FIELD_AS(F_ID, i64, S, school_id, "school", .title = "所属院校"), FIELD_STR(S, name, .title = "名称"),
    FIELD_STR(S, address, .title = "地址"));
#undef S

struct registration_made {
	i64 candidate, id;
};
FIELD_TABLE(registration_made_item, "RegistrationCreated", struct registration_made,
    FIELD_ID(struct registration_made, candidate, .title = "考生"),
    FIELD_ID(struct registration_made, id, .title = "报考"));

static error_code
registration_create(request *r)
{
	const struct registration_in *in = r->in;
	const i64 *candidate = in->candidates.v;
	const char *member, *wrong;
	struct plan_get p;
	registration_into into;
	struct registration_made *made = ARENA_ARRAY(r->a, struct registration_made, in->candidates.n);
	size_t n = 0;
	error_code e = plan_gate_request(r, r->id[0], ACT_REGISTER, false, &p);

	if (e)
		return e;
	into = (registration_into){ .plan = p.id,
		.evaluator = p.evaluator_id,
		.year = p.year,
		.level = in->level,
		.school = r->who.organisation,
		.site = in->site,
		.province = r->who.province,
		.account = r->who.account };
	if ((wrong = registration_open(r->db, &into, &member)) != NULL) {
		faults_at(&r->faults, str_f(r->a, "/%s", member).p, wrong);
		return E_INVALID;
	}
	for (size_t i = 0; i < in->candidates.n; i++) {
		str why;
		i64 id = registration_make(r->db, &into, candidate[i], &why);

		if (id)
			made[n++] = (struct registration_made){ candidate[i], id };
		else
			faults_at(&r->faults, str_f(r->a, "/candidates/%zu", i).p, why.p);
	}
	r->status = 201;
	ANSWER_ALL(r, registration_made_item, made, n);
	return request_checked(r);
}

/* Takes back one registration of a plan whose row is held, and gives back its quota. */
static error_code
withdraw(request *r, const struct registration_get *g)
{
	if (registration_withdraw(r->db, r->who.account, g->id, &r->sc) == 0)
		return request_refuse(r, E_STATE, "该报考已撤销");
	return quota_give_back(r->db, g->quota_account_id, 1,
		   &(quota_cause){ .plan = g->plan_id, .registration = g->id, .person = r->who.account })
		   ? E_OK
		   : E_BUG;
}

static error_code
registration_delete(request *r)
{
	struct registration_get g;
	struct plan_get p;
	error_code e;

	if (!registration_get(r->db, r->id[0], &r->sc, &g))
		return E_NOT_FOUND;
	if ((e = plan_gate_request(r, g.plan_id, ACT_WITHDRAW, false, &p)) != E_OK)
		return e;
	r->status = 204;
	return withdraw(r, &g);
}

static error_code
registration_needs(request *r)
{
	const struct needs_in *in = r->in;
	struct registration_get g;
	struct plan_get p;
	error_code e;

	if (!registration_get(r->db, r->id[0], &r->sc, &g))
		return E_NOT_FOUND;
	if ((e = plan_gate_request(r, g.plan_id, ACT_REGISTER, false, &p)) != E_OK)
		return e;
	if (!str_is(g.state, "registered"))
		return request_refuse(r, E_STATE, "该报考已撤销");
	if (registration_set_needs(r->db, in->accessibility, g.id, in->version, &r->sc) == 0)
		return E_CONFLICT;
	return answer_changed(r, in->version + 1);
}

static int
by_quota(const void *a, const void *b)
{
	const struct registration_get *x = a, *y = b;
	i64 d =
	    x->quota_account_id != y->quota_account_id ? x->quota_account_id - y->quota_account_id : x->id - y->id;

	return (d > 0) - (d < 0);
}

/* All of them or none. Quota accounts are taken in the order of their ids, as everywhere. */
static error_code
registration_withdraw_all(request *r)
{
	const struct withdraw_in *in = r->in;
	const i64 *id = in->registrations.v;
	struct registration_get *g = ARENA_ARRAY(r->a, struct registration_get, in->registrations.n);
	struct plan_get p;
	error_code e = plan_gate_request(r, r->id[0], ACT_WITHDRAW, false, &p);

	if (e)
		return e;
	for (size_t i = 0; i < in->registrations.n; i++)
		if (!registration_get(r->db, id[i], &r->sc, &g[i]) || g[i].plan_id != p.id ||
		    !str_is(g[i].state, "registered"))
			faults_at(&r->faults, str_f(r->a, "/registrations/%zu", i).p, "本计划没有这条报考，或已撤销");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	qsort(g, in->registrations.n, sizeof *g, by_quota);
	for (size_t i = 0; i < in->registrations.n; i++)
		if ((e = withdraw(r, &g[i])) != E_OK)
			return e;
	r->status = 204;
	return E_OK;
}

static error_code
registration_index(request *r)
{
	const struct registration_query *q = r->q;
	struct registration_list *v;
	size_t n = registration_list(r->db,
	    &(struct registration_list_in){ .plan_id = r->id[0],
		.certificate_level_id = q->level,
		.site_id = q->site,
		.class_name = q->class_name,
		.q = q->q,
		.page = page_of(r, &q->ask, &registration_list_page),
		.sc = r->sc },
	    &v);

	PAGE(r, &q->ask, registration_list, registration_item, v, n);
	return E_OK;
}

static error_code
registration_summary(request *r)
{
	struct registration_totals *v;
	size_t n = registration_totals(r->db, r->id[0], &r->sc, &v);

	ANSWER_ALL(r, registration_total_item, v, n);
	return E_OK;
}

static error_code
registration_eligible(request *r)
{
	const struct registration_query *q = r->q;
	struct registration_open_to *v;
	struct plan_get p;
	size_t n;

	if (plan_gate_visible(r, r->id[0], &p) != E_OK)
		return E_NOT_FOUND;
	n = registration_open_to(r->db,
	    &(struct registration_open_to_in){ .plan_id = p.id,
		.certificate_level_id = q->level,
		.year = p.year,
		.major_id = q->major,
		.class_name = q->class_name,
		.q = q->q,
		.page = page_of(r, &q->ask, &registration_open_to_page),
		.sc = r->sc },
	    &v);
	PAGE(r, &q->ask, registration_open_to, eligible_item, v, n);
	return E_OK;
}

static error_code
registration_quota_index(request *r)
{
	struct registration_quota *v;
	struct plan_get p;
	size_t n;

	if (plan_gate_visible(r, r->id[0], &p) != E_OK)
		return E_NOT_FOUND;
	n = registration_quota(r->db, p.id, p.year, &r->sc, &v);
	ANSWER_ALL(r, registration_quota_item, v, n);
	return E_OK;
}

static error_code
registration_site_index(request *r)
{
	const struct registration_query *q = r->q;
	struct registration_sites *v;
	struct plan_get p;
	size_t n;

	if (plan_gate_visible(r, r->id[0], &p) != E_OK)
		return E_NOT_FOUND;
	n = registration_sites(r->db, p.id, q->level, r->who.province, &v);
	ANSWER_ALL(r, registration_site_item, v, n);
	return E_OK;
}

ROUTES(registration,
    ROUTE(GET, "/plans/{id}/registrations", registration_index, REGISTRATION_VIEW, "报考列表",
	.query = &registration_query_fields, .items = &registration_item),
    ROUTE(GET, "/plans/{id}/registration-summary", registration_summary, REGISTRATION_VIEW, "报考人数",
	.items = &registration_total_item),
    ROUTE(GET, "/plans/{id}/eligible-candidates", registration_eligible, REGISTRATION_EDIT, "可以报考的考生",
	.query = &eligible_query_fields, .items = &eligible_item),
    ROUTE(GET, "/plans/{id}/quota", registration_quota_index, REGISTRATION_EDIT, "本计划的名额",
	.items = &registration_quota_item),
    ROUTE(GET, "/plans/{id}/registration-sites", registration_site_index, REGISTRATION_EDIT, "可以报考的考核站点",
	.query = &registration_site_query_fields, .items = &registration_site_item),
    ROUTE(POST, "/plans/{id}/registrations", registration_create, REGISTRATION_EDIT, "报考",
	.in = &registration_input, .items = &registration_made_item, .write = true),
    ROUTE(POST, "/plans/{id}/registrations/withdraw", registration_withdraw_all, REGISTRATION_EDIT, "批量撤销报考",
	.in = &withdraw_input, .write = true),
    ROUTE(PUT, "/registrations/{id}/needs", registration_needs, REGISTRATION_EDIT, "登记考生的无障碍需要",
	.in = &needs_input, .answer = &changed_answer, .write = true),
    ROUTE(DELETE, "/registrations/{id}", registration_delete, REGISTRATION_EDIT, "撤销报考", .write = true));
