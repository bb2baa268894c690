/*
 * issued_certificate.c: certificates 证书 in the console: drafting them after publicity, following them through
 * signing, their documents and PDFs, asking for a correction. Nothing is signed here: this program has no key and no
 * right to store a signature.
 */
#include "api/certificate_view.h"
#include "api/routes.h"
#include "query/file.h"
#include "query/job.h"
#include "rules/checks.h"
#include "web/answer.h"
#include "web/page.h"
#include "web/plan_gate.h"
#include "web/reply.h"

static const char *const states[] = { "draft", "evaluator_signed", "site_signed", "sealed", "revoked", "replaced",
	"cancelled", NULL };

struct certificate_query {
	PAGE_MEMBERS;
	i64 plan;
	str state;
};
FIELD_TABLE(issued_certificate_query_fields, "IssuedCertificateQuery", struct certificate_query,
    PAGE_FIELDS(struct certificate_query), FIELD_ID(struct certificate_query, plan, .title = "考试计划"),
    FIELD_STR(struct certificate_query, state, .title = "状态", .options = states));

struct correction_in {
	str reason;
};
FIELD_TABLE(correction_input, "CorrectionInput", struct correction_in,
    FIELD_STR(struct correction_in, reason, .title = "更正理由", .required = true, .min = 4, .max = 500,
	.check = check_plain_text));

static error_code
issued_certificate_draft(request *r)
{
	struct plan_get plan;
	struct job_for_subject job;
	error_code e = plan_gate_request(r, r->id[0], ACT_SIGN, true, &plan);

	if (e)
		return e;
	/* One at a time: a second wish is the first one's. */
	if (job_for_subject(r->db, STR("draft_certificates"), plan.id, &job) &&
	    (str_is(job.state, "queued") || str_is(job.state, "running"))) {
		return answer_job(r, job.id, 0);
	}
	return answer_job(r,
	    job_insert(r->db, &(struct job_insert_in){ .kind = STR("draft_certificates"),
				  .organisation_id = r->who.organisation,
				  .account_id = r->who.account,
				  .plan_id = plan.id,
				  .subject_id = plan.id,
				  .params = STR("{}") }),
	    0);
}

/* A school sees its candidates' certificates when they are sealed, not on the way there. */
static bool
sealed_only(const request *r)
{
	return r->who.role == ROLE_SCHOOL;
}

static void
certificate_item(json *j, const void *row)
{
	const struct issued_certificate_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "number", v->number);
	jw_kstr(j, "name", v->holder);
	jw_kstr(j, "document_number", v->document_mask);
	jw_kstr(j, "certificate", v->certificate);
	jw_ki64(j, "level", v->level);
	jw_kstr(j, "level_title", certificate_level_title(v->level));
	jw_kstr(j, "school", v->school);
	jw_kstr(j, "site", v->site);
	jw_kid(j, "plan", v->plan_id);
	jw_kstr(j, "state", v->state);
	jw_kcenti(j, "total", v->total);
	jw_ktime(j, "valid_from", v->valid_from);
	jw_ktime(j, "sealed_at", v->sealed_at);
	jw_kbool(j, "pdf", v->pdf);
	jw_close(j);
}

_Static_assert(sizeof(struct issued_certificate_list) == sizeof(struct issued_certificate_of_plan),
    "both lists have the same columns");

static error_code
issued_certificate_index(request *r)
{
	const struct certificate_query *q = r->q;
	struct issued_certificate_list *v;
	struct issued_certificate_of_plan *w;
	size_t n;

	if (q->plan) {
		n = issued_certificate_of_plan(r->db,
		    &(struct issued_certificate_of_plan_in){ .plan_id = q->plan,
			.state = q->state,
			.after = q->after,
			.sealed_only = sealed_only(r),
			.most = page_rows(q->limit),
			.sc = r->sc },
		    &w);
		page_write(r, w, n, sizeof *w, q->limit, certificate_item);
		return E_OK;
	}
	n = issued_certificate_list(r->db,
	    &(struct issued_certificate_list_in){ .state = q->state,
		.after = q->after,
		.sealed_only = sealed_only(r),
		.most = page_rows(q->limit),
		.sc = r->sc },
	    &v);
	page_write(r, v, n, sizeof *v, q->limit, certificate_item);
	return E_OK;
}

static error_code
issued_certificate_counts(request *r)
{
	struct plan_get plan;
	struct issued_certificate_summary *v;
	size_t n;
	json *j = &r->out;

	if (!plan_get(r->db, r->id[0], &plan))
		return E_NOT_FOUND;
	n = issued_certificate_summary(r->db, r->id[0], &r->sc, &v);
	jw_open(j);
	for (size_t s = 0; states[s]; s++) {
		i64 count = 0;

		for (size_t i = 0; i < n; i++)
			if (str_eq(v[i].state, str_of(states[s])))
				count = v[i].n;
		jw_ki64(j, states[s], count);
	}
	jw_close(j);
	return E_OK;
}

/* Finds the certificate within the caller's scope; what a school may not see yet does not exist for it. */
static error_code
find(request *r, certificate_view *v)
{
	struct issued_certificate_find found;

	if (!issued_certificate_find(r->db, r->id[0], &r->sc, &found) || !certificate_load(r, r->id[0], v))
		return E_NOT_FOUND;
	if (sealed_only(r) && strcmp(certificate_status(v), "unsealed") == 0)
		return E_NOT_FOUND;
	return E_OK;
}

static error_code
issued_certificate_show(request *r)
{
	certificate_view v;
	json *j = &r->out;
	error_code e = find(r, &v);

	if (e)
		return e;
	jw_open(j);
	jw_kid(j, "id", v.c.id);
	jw_kstr(j, "number", v.c.number);
	jw_kstr(j, "uuid", certificate_uuid_text(r->a, v.c.uuid));
	jw_kstr(j, "state", v.c.state);
	jw_kid(j, "plan", v.c.plan_id);
	jw_kstr(j, "plan_name", v.c.plan);
	jw_kstr(j, "certificate", v.c.certificate);
	jw_ki64(j, "level", v.c.level);
	jw_kstr(j, "level_title", certificate_level_title(v.c.level));
	jw_kstr(j, "evaluator", v.c.evaluator);
	jw_kstr(j, "site", v.c.site);
	jw_kstr(j, "school", v.c.school);
	jw_kstr(j, "name", v.c.holder);
	jw_kstr(j, "document_number", v.c.document_mask);
	jw_kcenti(j, "total", v.c.total);
	jw_ktime(j, "valid_from", v.c.valid_from);
	jw_ktime(j, "sealed_at", v.c.sealed_at);
	jw_kbool(j, "pdf", v.c.file_id != 0);
	jw_kstr(j, "replaces", v.c.replaces);
	jw_kstr(j, "replaced_by", v.c.replaced_by);
	jw_kstr(j, "ended_reason", v.c.ended_reason);
	jw_ktime(j, "ended_at", v.c.ended_at);
	certificate_write_checks(j, r, &v);
	jw_kstr(j, "document_sha256", str_hex(r->a, v.c.document_hash.p, v.c.document_hash.n));
	jw_key(j, "document");
	jw_raw(j, v.c.document);
	jw_close(j);
	return E_OK;
}

static error_code
issued_certificate_pdf(request *r)
{
	certificate_view v;
	struct file_get f;
	error_code e = find(r, &v);

	if (e)
		return e;
	if (v.c.file_id == 0 || !file_get(r->db, v.c.file_id, &f))
		return request_refuse(r, E_NOT_FOUND, "电子证书文件还没有生成");
	reply_file(r, f.id, f.name, f.media_type, f.size);
	return E_OK;
}

static error_code
issued_certificate_correct(request *r)
{
	const struct correction_in *in = r->in;
	certificate_view v;
	i64 id;
	error_code e = find(r, &v);

	if (e)
		return e;
	if (!str_is(v.c.state, "sealed"))
		return request_refuse(r, E_STATE, "只有已盖章的证书才能更正");
	id = certificate_correction_insert(r->db, v.c.id, v.c.evaluator_id, in->reason, r->who.account);
	if (id == 0)
		return request_refuse(r, E_EXISTS, "此证书已有待办理的撤销或更正申请");
	return answer_job(r,
	    job_insert(r->db, &(struct job_insert_in){ .kind = STR("draft_correction"),
				  .organisation_id = r->who.organisation,
				  .account_id = r->who.account,
				  .plan_id = v.c.plan_id,
				  .subject_id = v.c.id,
				  .params = STR("{}") }),
	    v.c.id);
}

ROUTES(issued_certificate,
    ROUTE(POST, "/plans/{id}/certificate-drafts", issued_certificate_draft, CERTIFICATE_PREPARE, "生成待签证书",
	.answer = &job_answer, .write = true),
    ROUTE(GET, "/plans/{id}/certificate-summary", issued_certificate_counts, CERTIFICATE_VIEW, "计划的证书办理进度"),
    ROUTE(GET, "/issued-certificates", issued_certificate_index, CERTIFICATE_VIEW, "证书列表",
	.query = &issued_certificate_query_fields),
    ROUTE(GET, "/issued-certificates/{id}", issued_certificate_show, CERTIFICATE_VIEW, "证书详情"),
    ROUTE(GET, "/issued-certificates/{id}/pdf", issued_certificate_pdf, CERTIFICATE_VIEW, "下载电子证书",
	.out = "application/pdf"),
    ROUTE(POST, "/issued-certificates/{id}/corrections", issued_certificate_correct, CERTIFICATE_PREPARE,
	"申请更正证书", .answer = &job_answer, .in = &correction_input, .write = true));
