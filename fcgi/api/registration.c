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

struct registration_in {
	i64 level, site;
	list candidates;
};
FIELD_TABLE(registration_input, "RegistrationInput", struct registration_in,
    FIELD_ID(struct registration_in, level, .title = "证书等级", .required = true),
    FIELD_ID(struct registration_in, site, .title = "考核站点", .required = true),
    FIELD_IDS(struct registration_in, candidates, .title = "考生", .required = true, .min = 1, .max = 1000));

struct registration_query {
	PAGE_MEMBERS;
	i64 level, site;
};
FIELD_TABLE(registration_query_fields, "RegistrationQuery", struct registration_query,
    PAGE_FIELDS(struct registration_query), FIELD_ID(struct registration_query, level, .title = "证书等级"),
    FIELD_ID(struct registration_query, site, .title = "考核站点"));

static error_code
registration_create(request *r)
{
	const struct registration_in *in = r->in;
	const i64 *candidate = in->candidates.v;
	const char *member, *wrong;
	struct plan_get p;
	registration_into into;
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
	r->status = 201;
	jw_open(&r->out);
	jw_key(&r->out, "items");
	jw_list(&r->out);
	for (size_t i = 0; i < in->candidates.n; i++) {
		str why;
		i64 id = registration_make(r->db, &into, candidate[i], &why);

		if (id == 0) {
			faults_at(&r->faults, str_f(r->a, "/candidates/%zu", i).p, why.p);
			continue;
		}
		jw_open(&r->out);
		jw_kid(&r->out, "candidate", candidate[i]);
		jw_kid(&r->out, "id", id);
		jw_close(&r->out);
	}
	jw_end(&r->out);
	jw_close(&r->out);
	return request_checked(r);
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
	if (registration_withdraw(r->db, r->who.account, g.id, &r->sc) == 0)
		return request_refuse(r, E_STATE, "该报考已撤销");
	if (!quota_give_back(r->db, g.quota_account_id, 1,
		&(quota_cause){ .plan = g.plan_id, .registration = g.id, .person = r->who.account }))
		return E_BUG;
	r->status = 204;
	return E_OK;
}

static void
registration_item(json *j, const void *row)
{
	const struct registration_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kid(j, "candidate", v->candidate_id);
	jw_kstr(j, "name", v->name);
	jw_kstr(j, "document", v->document_mask);
	jw_kstr(j, "class", v->class_name);
	jw_kstr(j, "major", v->major);
	jw_kid(j, "level_id", v->certificate_level_id);
	jw_kstr(j, "certificate", v->certificate);
	jw_ki64(j, "level", v->level);
	jw_kid(j, "site", v->site_id);
	jw_kstr(j, "site_name", v->site);
	jw_kstr(j, "school", v->school);
	jw_ktime(j, "created_at", v->created_at);
	jw_ki64(j, "version", v->version);
	jw_close(j);
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
		.after = q->after,
		.most = page_rows(q->limit),
		.sc = r->sc },
	    &v);

	page_write(r, v, n, sizeof *v, q->limit, registration_item);
	return E_OK;
}

static error_code
registration_summary(request *r)
{
	json *j = &r->out;
	struct registration_totals *v;
	size_t n = registration_totals(r->db, r->id[0], &r->sc, &v);

	jw_open(j);
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "site", v[i].site_id);
		jw_kstr(j, "site_name", v[i].site);
		jw_kid(j, "level_id", v[i].certificate_level_id);
		jw_ki64(j, "count", v[i].n);
		jw_close(j);
	}
	jw_end(j);
	jw_close(j);
	return E_OK;
}

ROUTES(registration,
    ROUTE(GET, "/plans/{id}/registrations", registration_index, REGISTRATION_VIEW, "报考列表",
	.query = &registration_query_fields),
    ROUTE(GET, "/plans/{id}/registration-summary", registration_summary, REGISTRATION_VIEW, "报考人数"),
    ROUTE(POST, "/plans/{id}/registrations", registration_create, REGISTRATION_EDIT, "报考",
	.in = &registration_input, .write = true),
    ROUTE(DELETE, "/registrations/{id}", registration_delete, REGISTRATION_EDIT, "撤销报考", .write = true));
