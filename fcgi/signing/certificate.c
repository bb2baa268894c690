/*
 * certificate.c: what else moves a certificate: seeing the document before it is signed, cancelling one that is not
 * sealed, and revocation 撤销, which one person asks for and another approves. No key is used here.
 */
#include "data/audit.h"
#include "rules/checks.h"
#include "rules/machine.h"
#include "signing/key.h"
#include "signing/routes.h"
#include "web/page.h"

struct revocation_in {
	i64 certificate;
	str reason;
};
FIELD_TABLE(revocation_input, "RevocationInput", struct revocation_in,
    FIELD_ID(struct revocation_in, certificate, .title = "证书", .required = true),
    FIELD_STR(struct revocation_in, reason, .title = "理由", .required = true, .min = 4, .max = 500,
	.check = check_plain_text));

struct reason_in {
	str reason;
};
FIELD_TABLE(signing_reason_input, "SigningReason", struct reason_in,
    FIELD_STR(struct reason_in, reason, .title = "理由", .required = true, .min = 4, .max = 500,
	.check = check_plain_text));

struct code_in {
	str code;
};
FIELD_TABLE(signing_code_input, "SigningCode", struct code_in,
    FIELD_STR(struct code_in, code, .title = "动态口令", .required = true, .secret = true, .min = 6, .max = 6));

static const char *const request_states[] = { "requested", "approved", "refused", "withdrawn", NULL };
static const char *const request_state_titles[] = { "待批准", "已批准", "未批准", "已撤回" };
static const char *const request_kinds[] = { "revoked", "replaced", NULL };
static const char *const request_kind_titles[] = { "撤销", "更正" };

struct request_query {
	PAGE_ASK;
	str state;
};
#define S struct request_query
FIELD_TABLE(request_query_fields, "RevocationQuery", S, PAGE_ASKED(S, certificate_request_list),
    FIELD_STR(S, state, .title = "状态", .options = request_states, .labels = request_state_titles));
#undef S

#define S struct certificate_request_list
FIELD_TABLE(request_item, "Revocation", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_ID(S, certificate, .title = "证书"), FIELD_STR(S, number, .title = "证书编号"),
    FIELD_STR(S, name, .title = "姓名"),
    FIELD_STR(S, kind, .title = "申请事项", .options = request_kinds, .labels = request_kind_titles),
    FIELD_STR(S, reason, .title = "理由"),
    FIELD_STR(S, state, .title = "状态", .options = request_states, .labels = request_state_titles),
    FIELD_ID(S, requested_by, .title = "申请人"), FIELD_STR(S, requester, .title = "申请人姓名"),
    FIELD_BOOL(S, own, .title = "本人申请"), FIELD_ID(S, decided_by, .title = "决定人", .maybe = true),
    FIELD_STR(S, decider, .title = "决定人姓名", .maybe = true), FIELD_TIME(S, created_at, .title = "申请时间"),
    FIELD_TIME(S, decided_at, .title = "决定时间", .maybe = true));
#undef S

struct document_view {
	i64 id;
	str number, state, sha256, document;
};
#define S struct document_view
FIELD_TABLE(document_answer, "SigningDocument", S, FIELD_ID(S, id, .title = "证书"),
    FIELD_STR(S, number, .title = "证书编号"),
    FIELD_STR(S, state, .title = "状态", .codes = &certificate_machine.state),
    FIELD_STR(S, sha256, .title = "内容的摘要"),
    FIELD_JSON(S, document, .title = "证书内容", .note = "可验证凭证，签名所覆盖的就是它"));
#undef S

static error_code
signing_document_show(request *r)
{
	struct signing_document d;

	if (!signing_document(r->db, r->id[0], r->who.organisation, &d))
		return E_NOT_FOUND;
	ANSWER(r, document_answer,
	    &((struct document_view){
		r->id[0], d.number, d.state, str_hex(r->a, d.document_hash.p, d.document_hash.n), d.document }));
	return E_OK;
}

static str
state_json(request *r, str state, str reason)
{
	json j = jw_new(r->a);

	jw_open(&j);
	jw_kstr(&j, "state", state);
	if (reason.p)
		jw_kstr(&j, "reason", reason);
	jw_close(&j);
	return buf_view(&j.b);
}

static error_code
signing_certificate_cancel(request *r)
{
	const struct reason_in *in = r->in;
	struct signing_document d;

	if (!signing_document(r->db, r->id[0], r->who.organisation, &d))
		return E_NOT_FOUND;
	if (signing_cancel(r->db, r->id[0], &r->sc) == 0)
		return request_refuse(
		    r, E_STATE, "证书 %.*s 已盖章或已作废；盖章后的证书只能撤销或更正", STR_ARG(d.number));
	r->audit_before = state_json(r, d.state, (str){ NULL, 0 });
	r->audit_after = state_json(r, STR("cancelled"), in->reason);
	return answer_moved(r, r->id[0], STR("cancelled"));
}

static error_code
signing_revocation_ask(request *r)
{
	const struct revocation_in *in = r->in;
	struct signing_document d;

	if (!signing_document(r->db, in->certificate, r->who.organisation, &d))
		return E_NOT_FOUND;
	if (!str_is(d.state, "sealed"))
		return request_refuse(r, E_STATE, "证书 %.*s 不是已盖章状态，不能撤销", STR_ARG(d.number));
	r->audit_subject = certificate_request_insert(
	    r->db, &(struct certificate_request_insert_in){ .certificate_id = in->certificate,
		       .evaluator_id = r->who.organisation,
		       .kind = STR("revoked"),
		       .reason = in->reason,
		       .requested_by = r->who.account });
	if (r->audit_subject == 0)
		return request_refuse(r, E_EXISTS, "此证书已有待办理的撤销或更正申请");
	r->audit_after = state_json(r, STR("requested"), in->reason);
	return answer_created(r, r->audit_subject);
}

/* Inside the transaction: the second person's agreement and its effect are one. */
static error_code
store_revocation(void *arg)
{
	request *r = arg;
	struct certificate_request_get q;

	if (!certificate_request_get(r->db, r->id[0], &r->sc, &q) || !str_is(q.kind, "revoked"))
		return E_NOT_FOUND;
	if (!str_is(q.state, "requested"))
		return request_refuse(r, E_STATE, "此申请已办理");
	if (q.requested_by == r->who.account)
		return request_refuse(r, E_STATE, "申请人不能批准自己的申请，请由另一位签发人批准");
	if (certificate_request_decide(r->db, STR("approved"), r->who.account, q.id, &r->sc) == 0)
		return E_CONFLICT;
	if (signing_revoke(r->db, q.certificate_id, &r->sc) == 0)
		return request_refuse(r, E_STATE, "证书已不是已盖章状态，不能撤销");
	revocation_insert(r->db, &(struct revocation_insert_in){ .certificate_id = q.certificate_id,
				     .kind = STR("revoked"),
				     .evaluator_id = r->who.organisation,
				     .reason = q.reason,
				     .requested_by = q.requested_by,
				     .approved_by = r->who.account });
	audit_append(r->db, &(audit_entry){ .organisation = r->who.organisation,
				.account = r->who.account,
				.remote = r->remote,
				.request_id = r->request_id,
				.action = str_of(r->route->name),
				.subject_kind = STR("issued_certificate"),
				.subject_id = q.certificate_id,
				.before = state_json(r, STR("sealed"), (str){ NULL, 0 }),
				.after = state_json(r, STR("revoked"), q.reason) });
	return E_OK;
}

static error_code
signing_revocation_approve(request *r)
{
	const struct code_in *in = r->in;
	struct certificate_request_get q;
	error_code e;

	if (!certificate_request_get(r->db, r->id[0], &r->sc, &q))
		return E_NOT_FOUND;
	if (q.requested_by == r->who.account)
		return request_refuse(r, E_STATE, "申请人不能批准自己的申请，请由另一位签发人批准");
	if ((e = key_second_factor(r, in->code)) != E_OK || (e = db_transaction(r->db, store_revocation, r)) != E_OK)
		return e;
	return answer_moved(r, r->id[0], STR("approved"));
}

static error_code
signing_revocation_refuse(request *r)
{
	const struct reason_in *in = r->in;
	struct certificate_request_get q;
	bool own;

	if (!certificate_request_get(r->db, r->id[0], &r->sc, &q))
		return E_NOT_FOUND;
	own = q.requested_by == r->who.account;
	if (certificate_request_decide(
		r->db, own ? STR("withdrawn") : STR("refused"), r->who.account, q.id, &r->sc) == 0)
		return request_refuse(r, E_STATE, "此申请已办理");
	r->audit_before = state_json(r, STR("requested"), (str){ NULL, 0 });
	r->audit_after = state_json(r, own ? STR("withdrawn") : STR("refused"), in->reason);
	return answer_moved(r, q.id, own ? STR("withdrawn") : STR("refused"));
}

static error_code
signing_revocation_index(request *r)
{
	const struct request_query *q = r->q;
	struct certificate_request_list *v;
	size_t n = certificate_request_list(r->db,
	    &(struct certificate_request_list_in){ .state = q->state,
		.account_id = r->who.account,
		.page = page_of(r, &q->ask, &certificate_request_list_page),
		.sc = r->sc },
	    &v);

	PAGE(r, &q->ask, certificate_request_list, request_item, v, n);
	return E_OK;
}

ROUTES(signing_certificate,
    ROUTE(GET, "/signing/documents/{id}", signing_document_show, SIGNING_KEY, "待签证书的内容",
	.answer = &document_answer),
    ROUTE(POST, "/signing/certificates/{id}/cancel", signing_certificate_cancel, CERTIFICATE_REVOKE,
	"作废未盖章的证书", .in = &signing_reason_input, .answer = &moved_answer, .write = true),
    ROUTE(GET, "/signing/revocations", signing_revocation_index, CERTIFICATE_REVOKE, "撤销与更正申请",
	.query = &request_query_fields, .items = &request_item),
    ROUTE(POST, "/signing/revocations", signing_revocation_ask, CERTIFICATE_REVOKE, "申请撤销证书",
	.in = &revocation_input, .answer = &created_answer, .write = true),
    ROUTE(POST, "/signing/revocations/{id}/approve", signing_revocation_approve, CERTIFICATE_REVOKE, "批准撤销证书",
	.in = &signing_code_input, .answer = &moved_answer, .no_key = true),
    ROUTE(POST, "/signing/revocations/{id}/refuse", signing_revocation_refuse, CERTIFICATE_REVOKE, "不批准或撤回申请",
	.in = &signing_reason_input, .answer = &moved_answer, .write = true));
