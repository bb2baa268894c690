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

static const char *const certificate_states[] = { "draft", "published", "withdrawn", NULL };
static const char *const certificate_state_titles[] = { "筹备", "已公布", "已停用", NULL };

struct certificate_query {
	PAGE_ASK;
	str state, q;
};
#define S struct certificate_query
FIELD_TABLE(certificate_query_fields, "CertificateQuery", S, PAGE_ASKED(S, certificate_list),
    FIELD_STR(S, state, .title = "状态", .options = certificate_states, .labels = certificate_state_titles),
    FIELD_STR(S, q, .title = "名称包含", .max = 50));
#undef S

struct standard_query {
	PAGE_ASK;
	str state, q;
};
#define S struct standard_query
FIELD_TABLE(standard_query_fields, "StandardQuery", S, PAGE_ASKED(S, standard_queue),
    FIELD_STR(S, state, .title = "状态", .codes = &standard_machine.state),
    FIELD_STR(S, q, .title = "证书或组织名称包含", .max = 50));
#undef S

#define S struct certificate_list
FIELD_TABLE(certificate_item, "CertificateItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_ID(S, evaluator, .title = "培训评价组织"), FIELD_STR(S, evaluator_name, .title = "培训评价组织名称"),
    FIELD_STR(S, code, .title = "证书代码"), FIELD_STR(S, name, .title = "证书名称"),
    FIELD_INT(S, batch, .title = "批次"),
    FIELD_STR(S, state, .title = "状态", .options = certificate_states, .labels = certificate_state_titles),
    FIELD_ID(S, standard_version, .title = "现行标准版本", .maybe = true), FIELD_JSON(S, levels, .title = "等级"),
    FIELD_ID(S, open_version, .title = "尚未发布的标准版本", .maybe = true),
    FIELD_STR(S, open_state, .title = "尚未发布的版本的状态", .codes = &standard_machine.state, .maybe = true),
    FIELD_INT(S, version, .title = "版本"));
#undef S

static str
listed_state(arena *a, const void *row)
{
	(void)a;
	return str_of(machine_state_title(&standard_machine, ((const struct standard_list *)row)->state));
}

#define S struct standard_list
FIELD_TABLE(standard_version_item, "StandardVersionItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_INT(S, number, .title = "版次"), FIELD_STR(S, title, .title = "标题"),
    FIELD_STR(S, state, .title = "状态", .codes = &standard_machine.state),
    FIELD_DERIVED("state_title", listed_state, .title = "状态名称"),
    FIELD_TIME(S, submitted_at, .title = "提交时间", .maybe = true),
    FIELD_TIME(S, decided_at, .title = "审批时间", .maybe = true),
    FIELD_TIME(S, published_at, .title = "发布时间", .maybe = true), FIELD_INT(S, version, .title = "版本"));
#undef S

struct certificate_view {
	struct certificate_get c;
	list levels, versions;
};
#define S struct certificate_view
FIELD_TABLE(certificate_answer, "CertificateStandard", S, FIELD_AS(F_ID, i64, S, c.id, "id", .title = "编号"),
    FIELD_AS(F_ID, i64, S, c.evaluator_id, "evaluator", .title = "培训评价组织"),
    FIELD_AS(F_STR, str, S, c.evaluator, "evaluator_name", .title = "培训评价组织名称"),
    FIELD_AS(F_STR, str, S, c.code, "code", .title = "证书代码"),
    FIELD_AS(F_STR, str, S, c.name, "name", .title = "证书名称"),
    FIELD_AS(F_STR, str, S, c.name_en, "name_en", .title = "英文名称"),
    FIELD_AS(F_INT, i64, S, c.batch, "batch", .title = "批次"),
    FIELD_AS(F_STR, str, S, c.summary, "summary", .title = "简介"),
    FIELD_AS(F_STR, str, S, c.state, "state", .title = "状态", .options = certificate_states,
	.labels = certificate_state_titles),
    FIELD_AS(F_INT, i64, S, c.version, "version", .title = "版本"),
    FIELD_AS(F_ID, i64, S, c.live_version_id, "standard_version", .title = "现行标准版本", .maybe = true),
    FIELD_LIST(S, levels, standard_level_answer, .title = "现行标准的等级"),
    FIELD_LIST(S, versions, standard_version_item, .title = "标准的各版"));
#undef S

struct standard_view {
	struct standard_get v;
	str state_title;
	list actions, levels;
};
#define S struct standard_view
FIELD_TABLE(standard_answer, "StandardVersion", S, FIELD_AS(F_ID, i64, S, v.id, "id", .title = "编号"),
    FIELD_AS(F_ID, i64, S, v.certificate_id, "certificate", .title = "证书"),
    FIELD_AS(F_STR, str, S, v.certificate, "certificate_name", .title = "证书名称"),
    FIELD_AS(F_STR, str, S, v.certificate_code, "certificate_code", .title = "证书代码"),
    FIELD_AS(F_ID, i64, S, v.evaluator_id, "evaluator", .title = "培训评价组织"),
    FIELD_AS(F_STR, str, S, v.evaluator, "evaluator_name", .title = "培训评价组织名称"),
    FIELD_AS(F_INT, i64, S, v.version_no, "number", .title = "版次"),
    FIELD_AS(F_STR, str, S, v.title, "title", .title = "标题"),
    FIELD_AS(F_ID, i64, S, v.file_id, "document", .title = "标准文件", .maybe = true),
    FIELD_AS(F_STR, str, S, v.file_name, "document_name", .title = "标准文件名称", .maybe = true),
    FIELD_AS(F_STR, str, S, v.change_note, "change_note", .title = "修订说明"),
    FIELD_AS(F_STR, str, S, v.state, "state", .title = "状态", .codes = &standard_machine.state),
    FIELD_STR(S, state_title, .title = "状态名称"),
    FIELD_AS(F_STR, str, S, v.decision_reason, "reason", .title = "审批理由"),
    FIELD_AS(F_TIME, i64, S, v.submitted_at, "submitted_at", .title = "提交时间", .maybe = true),
    FIELD_AS(F_TIME, i64, S, v.decided_at, "decided_at", .title = "审批时间", .maybe = true),
    FIELD_AS(F_TIME, i64, S, v.published_at, "published_at", .title = "发布时间", .maybe = true),
    FIELD_AS(F_INT, i64, S, v.version, "version", .title = "版本"),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"),
    FIELD_LIST(S, levels, standard_level_answer, .title = "等级"));
#undef S

#define S struct standard_queue
FIELD_TABLE(standard_item, "StandardQueueItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_ID(S, certificate, .title = "证书"), FIELD_STR(S, certificate_name, .title = "证书名称"),
    FIELD_STR(S, certificate_code, .title = "证书代码"), FIELD_STR(S, evaluator_name, .title = "培训评价组织名称"),
    FIELD_INT(S, number, .title = "版次"), FIELD_STR(S, title, .title = "标题"),
    FIELD_STR(S, state, .title = "状态", .codes = &standard_machine.state),
    FIELD_TIME(S, submitted_at, .title = "提交时间"), FIELD_INT(S, reviews_assigned, .title = "已指派的评审"),
    FIELD_INT(S, reviews_submitted, .title = "已提交的评审"), FIELD_INT(S, version, .title = "版本"));
#undef S

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
	return answer_created(r, id);
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
	return answer_changed(r, in->version + 1);
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
		.state = q->state,
		.q_like = like_part(r->a, q->q),
		.page = page_of(r, &q->ask, &certificate_list_page) },
	    &v);

	PAGE(r, &q->ask, certificate_list, certificate_item, v, n);
	return E_OK;
}

/* Drafts and what was never in force are the evaluation organisation's and the operator's to see. */
static list
versions_of(request *r, i64 certificate)
{
	struct standard_list *v;
	size_t n = standard_list(r->db, certificate, &v), shown = 0;

	for (size_t i = 0; i < n; i++)
		if (sees_everything(r) || str_is(v[i].state, "published") || str_is(v[i].state, "superseded"))
			v[shown++] = v[i];
	return (list){ v, shown };
}

static error_code
certificate_show(request *r)
{
	struct certificate_view v;

	if (!find_certificate(r, r->id[0], &v.c))
		return E_NOT_FOUND;
	v.levels = standard_levels(r, v.c.live_version_id);
	v.versions = versions_of(r, v.c.id);
	ANSWER(r, certificate_answer, &v);
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
	struct standard_view v;

	if (!find_standard(r, &v.v))
		return E_NOT_FOUND;
	v.state_title = str_of(machine_state_title(&standard_machine, v.v.state));
	v.actions = fire_possible(r, &standard_machine, v.v.state);
	v.levels = standard_levels(r, v.v.id);
	ANSWER(r, standard_answer, &v);
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

/* What was handed in to the operator. */
static error_code
standard_index(request *r)
{
	const struct standard_query *q = r->q;
	struct standard_queue *v;
	size_t n = standard_queue(r->db,
	    &(struct standard_queue_in){ .state = q->state,
		.q_like = like_part(r->a, q->q),
		.page = page_of(r, &q->ask, &standard_queue_page) },
	    &v);

	PAGE(r, &q->ask, standard_queue, standard_item, v, n);
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
	return answer_moved(r, v.id, to);
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
	return answer_moved(r, v.id, to);
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
	return answer_moved(r, v.id, to);
}

ROUTES(certificate_standard,
    ROUTE(POST, "/certificates", certificate_create, STANDARD_EDIT, "登记证书", .in = &certificate_input,
	.answer = &created_answer, .write = true),
    ROUTE(GET, "/certificates", certificate_index, STANDARD_VIEW, "证书列表", .query = &certificate_query_fields,
	.items = &certificate_item),
    ROUTE(
	GET, "/certificates/{id}", certificate_show, STANDARD_VIEW, "证书与现行标准", .answer = &certificate_answer),
    ROUTE(PUT, "/certificates/{id}", certificate_edit, STANDARD_EDIT, "修改证书", .in = &certificate_change_input,
	.answer = &changed_answer, .write = true),
    ROUTE(GET, "/standard-versions", standard_index, STANDARD_APPROVE, "证书标准审批列表",
	.query = &standard_query_fields, .items = &standard_item),
    ROUTE(GET, "/standard-versions/{id}", standard_show, STANDARD_VIEW, "证书标准", .answer = &standard_answer),
    ROUTE(GET, "/standard-versions/{id}/document", standard_document, STANDARD_VIEW, "下载证书标准文件",
	.out = "application/octet-stream"),
    ROUTE(POST, "/standard-versions/{id}/submit", standard_hand_in, STANDARD_EDIT, "提交证书标准",
	.in = &standard_event_input, .answer = &moved_answer, .write = true),
    ROUTE(POST, "/standard-versions/{id}/approve", standard_approve, STANDARD_APPROVE, "批准证书标准",
	.in = &standard_event_input, .answer = &moved_answer, .write = true),
    ROUTE(POST, "/standard-versions/{id}/return", standard_return, STANDARD_APPROVE, "退回证书标准",
	.in = &standard_event_input, .answer = &moved_answer, .write = true),
    ROUTE(POST, "/standard-versions/{id}/refuse", standard_refuse, STANDARD_APPROVE, "不通过证书标准",
	.in = &standard_event_input, .answer = &moved_answer, .write = true),
    ROUTE(POST, "/standard-versions/{id}/publish", standard_release, STANDARD_EDIT, "发布证书标准",
	.in = &standard_event_input, .answer = &moved_answer, .write = true));
