/*
 * certificate_standard.c: certificates 证书 and the way of a version of their standard 证书标准: submitted by the
 * evaluation organisation, approved or returned by the operator after expert review, published by the evaluation
 * organisation (spec 2.0, 2.14). What a version says is written in standard_edit.c.
 * Publishing replaces the version in force; plans keep the rules they were published with (plan_level.level_rule_id).
 */
#include "query/certificate_standard.h"
#include "api/attachment.h"
#include "api/routes.h"
#include "api/standard_levels.h"
#include "base/clock.h"
#include "data/notify.h"
#include "query/review.h"
#include "rules/checks.h"
#include "web/fire.h"
#include "web/page.h"

static bool
check_certificate_code(arena *a, const field *f, str *value, fault_level *level, str *detail, str *fix)
{
	(void)a, (void)f, (void)level, (void)fix;
	if (str_digits(*value))
		return true;
	*detail = STR("证书代码应为三位数字，它是证书编号的一部分");
	return false;
}

struct certificate_body {
	str code, name, name_en, summary;
	i64 batch;
};
FIELD_TABLE(certificate_input, "CertificateInput", struct certificate_body,
    FIELD_STR(struct certificate_body, code, .title = "证书代码", .required = true, .min = 3, .max = 3,
	.check = check_certificate_code, .text_only = true, .note = "三位数字，在本组织内不重复", .example = "001"),
    FIELD_STR(struct certificate_body, name, .title = "证书名称", .required = true, .max = 120,
	.check = check_plain_text, .example = "化工精馏安全控制"),
    FIELD_STR(struct certificate_body, name_en, .title = "英文名称", .max = 200, .check = check_plain_text),
    FIELD_STR(struct certificate_body, summary, .title = "简介", .max = 4000, .lines = true),
    FIELD_INT(struct certificate_body, batch, .title = "批次", .required = true, .min = 1, .max = 99));

struct certificate_change_body {
	str name, name_en, summary;
	i64 batch, version;
};
FIELD_TABLE(certificate_change_input, "CertificateChange", struct certificate_change_body,
    FIELD_STR(struct certificate_change_body, name, .title = "证书名称", .required = true, .max = 120,
	.check = check_plain_text),
    FIELD_STR(struct certificate_change_body, name_en, .title = "英文名称", .max = 200, .check = check_plain_text),
    FIELD_STR(struct certificate_change_body, summary, .title = "简介", .max = 4000, .lines = true),
    FIELD_INT(struct certificate_change_body, batch, .title = "批次", .required = true, .min = 1, .max = 99),
    FIELD_INT(
	struct certificate_change_body, version, .title = "版本", .required = true, .min = 1, .max = INT32_MAX));

struct certificate_query {
	PAGE_MEMBERS;
};
FIELD_TABLE(
    certificate_query_fields, "CertificateQuery", struct certificate_query, PAGE_FIELDS(struct certificate_query));

struct standard_query {
	PAGE_MEMBERS;
	str state;
};
static const char *const standard_states[] = { "in_review", "approved", "published", "superseded", "refused", NULL };
FIELD_TABLE(standard_query_fields, "StandardQuery", struct standard_query, PAGE_FIELDS(struct standard_query),
    FIELD_STR(struct standard_query, state, .title = "状态", .options = standard_states));

struct standard_event_body {
	i64 version;
	str reason;
};
FIELD_TABLE(standard_event_input, "StandardEvent", struct standard_event_body,
    FIELD_INT(struct standard_event_body, version, .title = "版本", .min = 1, .max = INT32_MAX),
    FIELD_STR(struct standard_event_body, reason, .title = "理由", .max = 1000, .lines = true));

static error_code
certificate_create(request *r)
{
	const struct certificate_body *in = r->in;
	i64 id = certificate_insert(r->db, &(struct certificate_insert_in){ .evaluator_id = r->who.organisation,
					       .code = in->code,
					       .name = in->name,
					       .name_en = text_or_empty(in->name_en),
					       .batch = in->batch,
					       .summary = text_or_empty(in->summary) });

	if (id == 0)
		return request_refuse(r, E_EXISTS, "本组织已有代码为 %.*s 的证书", STR_ARG(in->code));
	r->audit_subject = id;
	r->status = 201;
	jw_open(&r->out);
	jw_kid(&r->out, "id", id);
	jw_close(&r->out);
	return E_OK;
}

/* Schools and offices see what is published, an evaluation organisation all of its own, the operator all. */
static bool
sees_everything(const request *r)
{
	return r->who.role == ROLE_PLATFORM || r->who.role == ROLE_EVALUATOR;
}

static bool
find_certificate(request *r, i64 id, struct certificate_get *c)
{
	return certificate_get(r->db, id, c) && c->evaluator_id >= r->sc.evaluator_lo &&
	       c->evaluator_id <= r->sc.evaluator_hi && (sees_everything(r) || str_is(c->state, "published"));
}

static error_code
certificate_edit(request *r)
{
	const struct certificate_change_body *in = r->in;
	struct certificate_get c;

	if (!find_certificate(r, r->id[0], &c))
		return E_NOT_FOUND;
	if (!str_is(c.state, "draft") && (!str_eq(c.name, in->name) || c.batch != in->batch))
		return request_refuse(r, E_STATE, "证书已公布，名称和批次不能再改；可以修改英文名称和简介");
	if (certificate_change(r->db, &(struct certificate_change_in){ .name = in->name,
					  .name_en = text_or_empty(in->name_en),
					  .batch = in->batch,
					  .summary = text_or_empty(in->summary),
					  .id = c.id,
					  .version = in->version }) == 0)
		return E_CONFLICT;
	jw_open(&r->out);
	jw_kid(&r->out, "id", c.id);
	jw_ki64(&r->out, "version", in->version + 1);
	jw_close(&r->out);
	return E_OK;
}

static void
certificate_item(json *j, const void *row)
{
	const struct certificate_list *v = row;
	str rest = v->levels, one;
	i64 level;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kid(j, "evaluator", v->evaluator_id);
	jw_kstr(j, "evaluator_name", v->evaluator);
	jw_kstr(j, "code", v->code);
	jw_kstr(j, "name", v->name);
	jw_ki64(j, "batch", v->batch);
	jw_kstr(j, "state", v->state);
	jw_kid(j, "standard_version", v->live_version_id);
	jw_key(j, "levels");
	jw_list(j);
	while (rest.n && str_cut(&rest, ',', &one))
		if (str_i64(one, &level))
			jw_i64(j, level);
	jw_end(j);
	jw_ki64(j, "version", v->version);
	jw_close(j);
}

static error_code
certificate_index(request *r)
{
	const struct certificate_query *q = r->q;
	struct certificate_list *v;
	size_t n = certificate_list(r->db,
	    &(struct certificate_list_in){ .lo = r->sc.evaluator_lo,
		.hi = r->sc.evaluator_hi,
		.everything = sees_everything(r),
		.after = q->after,
		.most = page_rows(q->limit) },
	    &v);

	page_write(r, v, n, sizeof *v, q->limit, certificate_item);
	return E_OK;
}

static void
write_versions(request *r, i64 certificate)
{
	struct standard_list *v;
	size_t n = standard_list(r->db, certificate, &v);
	json *j = &r->out;

	jw_key(j, "versions");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		if (!sees_everything(r) && !str_is(v[i].state, "published") && !str_is(v[i].state, "superseded"))
			continue;
		jw_open(j);
		jw_kid(j, "id", v[i].id);
		jw_ki64(j, "number", v[i].version_no);
		jw_kstr(j, "title", v[i].title);
		jw_kstr(j, "state", v[i].state);
		jw_kstr(j, "state_title", str_of(machine_state_title(&standard_machine, v[i].state)));
		jw_ktime(j, "submitted_at", v[i].submitted_at);
		jw_ktime(j, "decided_at", v[i].decided_at);
		jw_ktime(j, "published_at", v[i].published_at);
		jw_ki64(j, "version", v[i].version);
		jw_close(j);
	}
	jw_end(j);
}

static error_code
certificate_show(request *r)
{
	struct certificate_get c;
	json *j = &r->out;

	if (!find_certificate(r, r->id[0], &c))
		return E_NOT_FOUND;
	jw_open(j);
	jw_kid(j, "id", c.id);
	jw_kid(j, "evaluator", c.evaluator_id);
	jw_kstr(j, "evaluator_name", c.evaluator);
	jw_kstr(j, "code", c.code);
	jw_kstr(j, "name", c.name);
	jw_kstr(j, "name_en", c.name_en);
	jw_ki64(j, "batch", c.batch);
	jw_kstr(j, "summary", c.summary);
	jw_kstr(j, "state", c.state);
	jw_ki64(j, "version", c.version);
	jw_kid(j, "standard_version", c.live_version_id);
	standard_levels_write(r, c.live_version_id);
	write_versions(r, c.id);
	jw_close(j);
	return E_OK;
}

static bool
find_standard(request *r, struct standard_get *v)
{
	return standard_get(r->db, r->id[0], v) && v->evaluator_id >= r->sc.evaluator_lo &&
	       v->evaluator_id <= r->sc.evaluator_hi &&
	       (sees_everything(r) || str_is(v->state, "published") || str_is(v->state, "superseded"));
}

static error_code
standard_show(request *r)
{
	struct standard_get v;
	json *j = &r->out;

	if (!find_standard(r, &v))
		return E_NOT_FOUND;
	jw_open(j);
	jw_kid(j, "id", v.id);
	jw_kid(j, "certificate", v.certificate_id);
	jw_kstr(j, "certificate_name", v.certificate);
	jw_kstr(j, "certificate_code", v.certificate_code);
	jw_kid(j, "evaluator", v.evaluator_id);
	jw_kstr(j, "evaluator_name", v.evaluator);
	jw_ki64(j, "number", v.version_no);
	jw_kstr(j, "title", v.title);
	jw_kid(j, "document", v.file_id);
	jw_kstr(j, "document_name", v.file_name);
	jw_kstr(j, "change_note", v.change_note);
	jw_kstr(j, "state", v.state);
	jw_kstr(j, "state_title", str_of(machine_state_title(&standard_machine, v.state)));
	jw_kstr(j, "reason", v.decision_reason);
	jw_ktime(j, "submitted_at", v.submitted_at);
	jw_ktime(j, "decided_at", v.decided_at);
	jw_ktime(j, "published_at", v.published_at);
	jw_ki64(j, "version", v.version);
	fire_actions(r, &standard_machine, v.state);
	standard_levels_write(r, v.id);
	jw_close(j);
	return E_OK;
}

static error_code
standard_document(request *r)
{
	struct standard_get v;

	if (!find_standard(r, &v))
		return E_NOT_FOUND;
	return attachment_reply(r, v.file_id);
}

static void
standard_item(json *j, const void *row)
{
	const struct standard_queue *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kid(j, "certificate", v->certificate_id);
	jw_kstr(j, "certificate_name", v->certificate);
	jw_kstr(j, "certificate_code", v->certificate_code);
	jw_kstr(j, "evaluator_name", v->evaluator);
	jw_ki64(j, "number", v->version_no);
	jw_kstr(j, "title", v->title);
	jw_kstr(j, "state", v->state);
	jw_ktime(j, "submitted_at", v->submitted_at);
	jw_ki64(j, "reviews_assigned", v->tasks);
	jw_ki64(j, "reviews_submitted", v->reviews);
	jw_ki64(j, "version", v->version);
	jw_close(j);
}

/* What waits for the operator, or any other state asked for. */
static error_code
standard_index(request *r)
{
	const struct standard_query *q = r->q;
	struct standard_queue *v;
	size_t n = standard_queue(r->db, q->state.p ? q->state : STR("in_review"), q->after, page_rows(q->limit), &v);

	page_write(r, v, n, sizeof *v, q->limit, standard_item);
	return E_OK;
}

/* The version in path, and the move of the event; version 0 in the body means the one just read. */
static error_code
begin_event(request *r, const char *event, struct standard_get *v, i64 *version, str *to)
{
	const struct standard_event_body *in = r->in;

	if (!find_standard(r, v))
		return E_NOT_FOUND;
	*version = in && in->version ? in->version : v->version;
	return fire(r, &standard_machine, v->state, event, to);
}

static error_code
end_event(request *r, const struct standard_get *v, str to, i64 version)
{
	jw_open(&r->out);
	jw_kid(&r->out, "id", v->id);
	jw_kstr(&r->out, "state", to);
	jw_ki64(&r->out, "version", version + 1);
	jw_close(&r->out);
	return E_OK;
}

static void
tell(request *r, i64 organisation, const char *kind, const struct standard_get *v, const char *what, str reason)
{
	notify(r->db, &(notice){ .organisation = organisation,
			  .duty = STR("exam_officer"),
			  .kind = str_of(kind),
			  .title = str_f(r->a, "《%.*s》标准第 %lld 版%s", STR_ARG(v->certificate),
			      (long long)v->version_no, what),
			  .body = reason,
			  .subject_kind = STR("standard_version"),
			  .subject_id = v->id });
}

static error_code
standard_hand_in(request *r)
{
	struct standard_get v;
	struct standard_platforms *p;
	i64 version;
	str to;
	error_code e = begin_event(r, "submit", &v, &version, &to);

	if (e)
		return e;
	if (standard_submit(r->db, v.id, v.state, version) == 0)
		return E_CONFLICT;
	for (size_t i = 0, n = standard_platforms(r->db, &p); i < n; i++)
		tell(r, p[i].id, "standard_submitted", &v, "已提交，请组织评审", v.evaluator);
	return end_event(r, &v, to, version);
}

static error_code
decide(request *r, const char *event, const char *what)
{
	const struct standard_event_body *in = r->in;
	str reason = in ? text_or_empty(in->reason) : STR("");
	struct review_waiting waiting;
	char text[CLOCK_TEXT];
	struct standard_get v;
	i64 version;
	str to;
	error_code e = begin_event(r, event, &v, &version, &to);

	if (e)
		return e;
	if (reason.n == 0 && !str_is(to, "approved"))
		faults_at(&r->faults, "/reason", "请写明理由，评价组织据此修改");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (str_is(to, "approved") && review_waiting(r->db, STR("standard_version"), v.id, &waiting) &&
	    waiting.n > 0) {
		clock_shanghai(waiting.latest, text);
		return request_refuse(r, E_STATE,
		    "还有 %lld 位专家没有提交评审意见（截止 %s）；请等待提交，或先撤回指派", (long long)waiting.n,
		    text);
	}
	if (standard_decide(r->db, &(struct standard_decide_in){ .to_state = to,
				       .reason = reason,
				       .decided_by = r->who.account,
				       .id = v.id,
				       .from_state = v.state,
				       .version = version }) == 0)
		return E_CONFLICT;
	review_cancel_open(r->db, STR("standard_version"), v.id);
	tell(r, v.evaluator_id, "standard_decided", &v, what, reason);
	return end_event(r, &v, to, version);
}

static error_code
standard_approve(request *r)
{
	return decide(r, "approve", "已批准，可以发布");
}

static error_code
standard_return(request *r)
{
	return decide(r, "return", "被退回修改");
}

static error_code
standard_refuse(request *r)
{
	return decide(r, "refuse", "未通过");
}

static error_code
standard_release(request *r)
{
	struct certificate_lock lock;
	struct standard_get v;
	i64 version;
	str to;
	error_code e = begin_event(r, "publish", &v, &version, &to);

	if (e)
		return e;
	/* One version is in force at most: two publications of one certificate go one after the other. */
	if (!certificate_lock(r->db, v.certificate_id, &lock))
		return E_NOT_FOUND;
	standard_supersede(r->db, v.certificate_id);
	if (standard_publish(r->db, v.id, v.state, version) == 0)
		return E_CONFLICT;
	certificate_publish(r->db, v.certificate_id);
	standard_file_public(r->db, v.id);
	return end_event(r, &v, to, version);
}

ROUTES(certificate_standard,
    ROUTE(POST, "/certificates", certificate_create, STANDARD_EDIT, "登记证书", .in = &certificate_input,
	.write = true),
    ROUTE(GET, "/certificates", certificate_index, STANDARD_VIEW, "证书列表", .query = &certificate_query_fields),
    ROUTE(GET, "/certificates/{id}", certificate_show, STANDARD_VIEW, "证书与现行标准"),
    ROUTE(PUT, "/certificates/{id}", certificate_edit, STANDARD_EDIT, "修改证书", .in = &certificate_change_input,
	.write = true),
    ROUTE(GET, "/standard-versions", standard_index, STANDARD_APPROVE, "证书标准审批列表",
	.query = &standard_query_fields),
    ROUTE(GET, "/standard-versions/{id}", standard_show, STANDARD_VIEW, "证书标准"),
    ROUTE(GET, "/standard-versions/{id}/document", standard_document, STANDARD_VIEW, "下载证书标准文件",
	.out = "application/octet-stream"),
    ROUTE(POST, "/standard-versions/{id}/submit", standard_hand_in, STANDARD_EDIT, "提交证书标准",
	.in = &standard_event_input, .write = true),
    ROUTE(POST, "/standard-versions/{id}/approve", standard_approve, STANDARD_APPROVE, "批准证书标准",
	.in = &standard_event_input, .write = true),
    ROUTE(POST, "/standard-versions/{id}/return", standard_return, STANDARD_APPROVE, "退回证书标准",
	.in = &standard_event_input, .write = true),
    ROUTE(POST, "/standard-versions/{id}/refuse", standard_refuse, STANDARD_APPROVE, "不通过证书标准",
	.in = &standard_event_input, .write = true),
    ROUTE(POST, "/standard-versions/{id}/publish", standard_release, STANDARD_EDIT, "发布证书标准",
	.in = &standard_event_input, .write = true));
