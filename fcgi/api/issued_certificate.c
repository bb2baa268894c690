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
#include "web/fire.h"
#include "web/page.h"
#include "web/plan_gate.h"
#include "web/reply.h"

struct certificate_query {
	PAGE_ASK;
	i64 plan;
	str state, q;
};
#define S struct certificate_query
FIELD_TABLE(issued_certificate_query_fields, "IssuedCertificateQuery", S, PAGE_ASKED(S, issued_certificate_list),
    FIELD_ID(S, plan, .title = "考试计划"), FIELD_STR(S, state, .title = "状态", .codes = &certificate_machine.state),
    FIELD_STR(S, q, .title = "姓名开头或证书编号", .max = 50));
#undef S

static str
item_level(arena *a, const void *row)
{
	(void)a;
	return certificate_level_title(((const struct issued_certificate_list *)row)->level);
}
#define S struct issued_certificate_list
FIELD_TABLE(issued_certificate_item, "IssuedCertificateItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, number, .title = "证书编号"), FIELD_STR(S, name, .title = "姓名"),
    FIELD_STR(S, document_number, .title = "证件号码", .note = "隐去中间"),
    FIELD_STR(S, certificate, .title = "证书名称"), FIELD_INT(S, level, .title = "等级"),
    FIELD_DERIVED("level_title", item_level, .title = "等级"), FIELD_STR(S, school, .title = "学校"),
    FIELD_STR(S, site, .title = "考核站点"), FIELD_ID(S, plan, .title = "考试计划"),
    FIELD_STR(S, plan_name, .title = "考试计划名称"),
    FIELD_STR(S, state, .title = "状态", .codes = &certificate_machine.state),
    FIELD_CENTI(S, total, .title = "总成绩"), FIELD_TIME(S, valid_from, .title = "生效时间"),
    FIELD_TIME(S, sealed_at, .title = "盖章时间", .maybe = true), FIELD_BOOL(S, pdf, .title = "有电子证书文件"));
#undef S

struct certificate_counts {
	i64 draft, evaluator_signed, site_signed, sealed, revoked, replaced, cancelled, pdfs, job;
	struct certificate_eligible eligible;
};
#define S struct certificate_counts
FIELD_TABLE(certificate_counts_answer, "CertificateSummary", S, FIELD_INT(S, draft, .title = "待签发"),
    FIELD_INT(S, evaluator_signed, .title = "评价组织已签发"), FIELD_INT(S, site_signed, .title = "考核站点已签发"),
    FIELD_INT(S, sealed, .title = "已盖章"), FIELD_INT(S, revoked, .title = "已撤销"),
    FIELD_INT(S, replaced, .title = "已更正"), FIELD_INT(S, cancelled, .title = "已作废"),
    FIELD_INT(S, pdfs, .title = "已生成电子证书文件"),
    FIELD_AS(F_INT, i64, S, eligible.passed, "passed", .title = "合格人数"),
    FIELD_AS(F_INT, i64, S, eligible.undrafted, "undrafted", .title = "合格但没有证书"),
    FIELD_AS(F_INT, i64, S, eligible.reviewing, "reviewing", .title = "合格但复核未办结"),
    FIELD_ID(S, job, .title = "最近一次生成待签证书的任务", .maybe = true));
#undef S

#define S struct certificate_request_of
FIELD_TABLE(certificate_request_answer, "CertificateRequest", S, FIELD_STR(S, kind, .title = "申请事项"),
    FIELD_STR(S, reason, .title = "理由"), FIELD_STR(S, requester, .title = "申请人"),
    FIELD_TIME(S, created_at, .title = "申请时间"));
#undef S

struct shown {
	struct certificate_show c;
	str uuid, level_title, document_sha256;
	bool pdf;
	certificate_found found;
	const struct certificate_request_of *request;
	list actions;
};
#define S struct shown
FIELD_TABLE(issued_certificate_answer, "IssuedCertificate", S, FIELD_AS(F_ID, i64, S, c.id, "id", .title = "编号"),
    FIELD_AS(F_STR, str, S, c.number, "number", .title = "证书编号"), FIELD_STR(S, uuid, .title = "凭证编号"),
    FIELD_AS(F_STR, str, S, c.state, "state", .title = "状态", .codes = &certificate_machine.state),
    FIELD_AS(F_ID, i64, S, c.plan_id, "plan", .title = "考试计划"),
    FIELD_AS(F_STR, str, S, c.plan, "plan_name", .title = "考试计划名称"),
    FIELD_AS(F_STR, str, S, c.certificate, "certificate", .title = "证书名称"),
    FIELD_AS(F_INT, i64, S, c.level, "level", .title = "等级"), FIELD_STR(S, level_title, .title = "等级"),
    FIELD_AS(F_STR, str, S, c.evaluator, "evaluator", .title = "培训评价组织"),
    FIELD_AS(F_STR, str, S, c.site, "site", .title = "考核站点"),
    FIELD_AS(F_STR, str, S, c.school, "school", .title = "学校"),
    FIELD_AS(F_STR, str, S, c.holder, "name", .title = "姓名"),
    FIELD_AS(F_STR, str, S, c.document_mask, "document_number", .title = "证件号码", .note = "隐去中间"),
    FIELD_AS(F_CENTI, i64, S, c.total, "total", .title = "总成绩"),
    FIELD_AS(F_TIME, i64, S, c.valid_from, "valid_from", .title = "生效时间"),
    FIELD_AS(F_TIME, i64, S, c.sealed_at, "sealed_at", .title = "盖章时间", .maybe = true),
    FIELD_BOOL(S, pdf, .title = "有电子证书文件"),
    FIELD_AS(F_ID, i64, S, c.replaces_id, "replaces_id", .title = "所更正的证书", .maybe = true),
    FIELD_AS(F_STR, str, S, c.replaces, "replaces", .title = "所更正的证书编号", .maybe = true),
    FIELD_AS(F_ID, i64, S, c.replaced_by_id, "replaced_by_id", .title = "更正后的证书", .maybe = true),
    FIELD_AS(F_STR, str, S, c.replaced_by, "replaced_by", .title = "更正后的证书编号", .maybe = true),
    FIELD_AS(F_STR, str, S, c.ended_reason, "ended_reason", .title = "撤销或更正的理由", .maybe = true),
    FIELD_AS(F_TIME, i64, S, c.ended_at, "ended_at", .title = "撤销或更正的时间", .maybe = true),
    FIELD_HEAD(S, found, certificate_found_answer, .title = "验证"),
    FIELD_STR(S, document_sha256, .title = "证书内容的摘要"),
    FIELD_AS(F_JSON, str, S, c.document, "document", .title = "证书内容", .note = "可验证凭证，签名所覆盖的就是它"),
    FIELD_PART(S, request, certificate_request_answer, .title = "待办理的撤销或更正申请"),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"));
#undef S

struct bundle_in {
	list certificates;
};
FIELD_TABLE(certificate_bundle_input, "CertificateBundleInput", struct bundle_in,
    FIELD_IDS(struct bundle_in, certificates, .title = "证书", .max = 500, .note = "不填则为计划中本机构的全部证书"));

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

static error_code
issued_certificate_index(request *r)
{
	const struct certificate_query *q = r->q;
	struct issued_certificate_list *v;
	size_t n = issued_certificate_list(r->db,
	    &(struct issued_certificate_list_in){ .plan_id = q->plan,
		.state = q->state,
		.q = q->q,
		.q_like = like_head(r->a, q->q),
		.sealed_only = sealed_only(r),
		.page = page_of(r, &q->ask, &issued_certificate_list_page),
		.sc = r->sc },
	    &v);

	PAGE(r, &q->ask, issued_certificate_list, issued_certificate_item, v, n);
	return E_OK;
}

static i64 *
count_of(struct certificate_counts *c, str state)
{
	i64 *const in_order[] = { &c->draft, &c->evaluator_signed, &c->site_signed, &c->sealed, &c->revoked,
		&c->replaced, &c->cancelled };

	for (size_t i = 0; i < sizeof in_order / sizeof *in_order; i++)
		if (str_eq(state, str_of(certificate_machine.state[i].code)))
			return in_order[i];
	return NULL;
}

static error_code
issued_certificate_counts(request *r)
{
	struct plan_get plan;
	struct issued_certificate_summary *v;
	struct certificate_counts c = { 0 };
	struct job_for_subject job;
	size_t n;

	if (!plan_get(r->db, r->id[0], &plan))
		return E_NOT_FOUND;
	n = issued_certificate_summary(r->db, r->id[0], &r->sc, &v);
	for (size_t i = 0; i < n; i++) {
		i64 *to = count_of(&c, v[i].state);

		if (to == NULL)
			return E_BUG;
		*to = v[i].n;
		c.pdfs += v[i].pdfs;
	}
	/* Whether somebody has passed is known when publicity opens. */
	if (r->who.role == ROLE_EVALUATOR || plan.now >= plan.publicity_open)
		certificate_eligible(r->db, r->id[0], &r->sc, &c.eligible);
	if (r->who.role == ROLE_EVALUATOR && r->who.organisation == plan.evaluator_id &&
	    job_for_subject(r->db, STR("draft_certificates"), plan.id, &job))
		c.job = job.id;
	ANSWER(r, certificate_counts_answer, &c);
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
	struct certificate_request_of asked;
	error_code e = find(r, &v);

	if (e)
		return e;
	ANSWER(r, issued_certificate_answer,
	    &((struct shown){ .c = v.c,
		.uuid = certificate_uuid_text(r->a, v.c.uuid),
		.level_title = certificate_level_title(v.c.level),
		.document_sha256 = str_hex(r->a, v.c.document_hash.p, v.c.document_hash.n),
		.pdf = v.c.file_id != 0,
		.found = certificate_judge(r, &v, NULL),
		.request =
		    r->who.role == ROLE_EVALUATOR && certificate_request_of(r->db, v.c.id, &asked) ? &asked : NULL,
		.actions = fire_possible(r, &certificate_machine, v.c.state) }));
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

/* The electronic certificates of a plan as one archive; the job takes this organisation's. */
static error_code
issued_certificate_bundle(request *r)
{
	const struct bundle_in *in = r->in;
	struct plan_get plan;
	struct issued_certificate_summary *v;
	json ids = jw_new(r->a);

	if (!plan_get(r->db, r->id[0], &plan) || plan.published_at == 0 ||
	    (r->who.role == ROLE_EVALUATOR && r->who.organisation != plan.evaluator_id))
		return E_NOT_FOUND;
	// An office knows a plan by the certificates of its province.
	if (r->who.role == ROLE_OFFICE && issued_certificate_summary(r->db, plan.id, &r->sc, &v) == 0)
		return E_NOT_FOUND;
	jw_list(&ids);
	for (size_t i = 0; i < in->certificates.n; i++)
		jw_i64(&ids, ((const i64 *)in->certificates.v)[i]);
	jw_end(&ids);
	return answer_job(r,
	    job_insert(r->db, &(struct job_insert_in){ .kind = STR("certificate_bundle"),
				  .organisation_id = r->who.organisation,
				  .account_id = r->who.account,
				  .plan_id = plan.id,
				  .subject_id = plan.id,
				  .params = buf_view(&ids.b) }),
	    0);
}

ROUTES(issued_certificate,
    ROUTE(POST, "/plans/{id}/certificate-drafts", issued_certificate_draft, CERTIFICATE_PREPARE, "生成待签证书",
	.answer = &job_answer, .write = true),
    ROUTE(GET, "/plans/{id}/certificate-summary", issued_certificate_counts, CERTIFICATE_VIEW, "计划的证书办理进度",
	.answer = &certificate_counts_answer),
    ROUTE(POST, "/plans/{id}/certificate-bundles", issued_certificate_bundle, CERTIFICATE_VIEW, "打包下载电子证书",
	.in = &certificate_bundle_input, .answer = &job_answer, .write = true),
    ROUTE(GET, "/issued-certificates", issued_certificate_index, CERTIFICATE_VIEW, "证书列表",
	.query = &issued_certificate_query_fields, .items = &issued_certificate_item),
    ROUTE(GET, "/issued-certificates/{id}", issued_certificate_show, CERTIFICATE_VIEW, "证书详情",
	.answer = &issued_certificate_answer),
    ROUTE(GET, "/issued-certificates/{id}/pdf", issued_certificate_pdf, CERTIFICATE_VIEW, "下载电子证书",
	.out = "application/pdf"),
    ROUTE(POST, "/issued-certificates/{id}/corrections", issued_certificate_correct, CERTIFICATE_PREPARE,
	"申请更正证书", .answer = &job_answer, .in = &correction_input, .write = true));
