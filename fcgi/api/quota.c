/*
 * quota.c: quota applications 名额申报 (manual, 二 1; spec 2.2): written and handed in by the school, granted,
 * returned or refused by the office. Every row is judged by data/quota_application, which the workbook (a kind of
 * import) uses too, and all wrong rows are named at once. What a grant does to the ledger is in data/quota.c.
 */
#include "data/quota.h"
#include "api/attachment.h"
#include "api/pilot.h"
#include "api/province_window.h"
#include "api/routes.h"
#include "data/certificate_scope.h"
#include "data/notify.h"
#include "data/quota_application.h"
#include "query/quota.h"
#include "rules/candidate_fields.h"
#include "rules/major.h"
#include "web/fire.h"
#include "web/page.h"

FIELD_TABLE(quota_item_input, "QuotaItem", struct quota_item,
    FIELD_ID(struct quota_item, level, .title = "证书等级", .required = true),
    FIELD_ID(struct quota_item, major, .title = "专业", .required = true), QUOTA_COUNT_FIELDS(struct quota_item));

struct quota_body {
	i64 certificate, year, file, version;
	str statement;
	list items;
};
FIELD_TABLE(quota_input, "QuotaApplicationInput", struct quota_body,
    FIELD_ID(struct quota_body, certificate, .title = "证书", .required = true),
    FIELD_INT(struct quota_body, year, .title = "年度", .required = true, .min = 2019, .max = 2099),
    FIELD_STR(struct quota_body, statement, .title = "说明", .max = 2000, .lines = true),
    FIELD_ID(struct quota_body, file, .title = "附件"),
    FIELD_INT(struct quota_body, version, .title = "版本", .min = 1, .max = INT32_MAX, .note = "修改时必填"),
    FIELD_LIST(struct quota_body, items, quota_item_input, .title = "名额", .required = true, .min = 1,
	.max = QUOTA_ITEMS_MOST));

struct grant_item {
	i64 id, granted;
};
FIELD_TABLE(grant_item_input, "QuotaGrantItem", struct grant_item,
    FIELD_ID(struct grant_item, id, .title = "申报行", .required = true),
    FIELD_INT(struct grant_item, granted, .title = "核定名额", .required = true, .min = 0, .max = QUOTA_COUNT_MOST));

struct grant_body {
	i64 version;
	str reason;
	list items;
};
FIELD_TABLE(grant_input, "QuotaGrant", struct grant_body,
    FIELD_INT(struct grant_body, version, .title = "版本", .min = 1, .max = INT32_MAX),
    FIELD_STR(struct grant_body, reason, .title = "理由", .max = 500, .lines = true),
    FIELD_LIST(struct grant_body, items, grant_item_input, .title = "核定", .required = true, .min = 1,
	.max = QUOTA_ITEMS_MOST));

struct quota_query {
	PAGE_ASK;
	i64 year, certificate;
	str state, q;
};
#define S struct quota_query
FIELD_TABLE(quota_query_fields, "QuotaApplicationQuery", S, PAGE_ASKED(S, quota_application_list),
    FIELD_INT(S, year, .title = "年度", .min = 2019, .max = 2099), FIELD_ID(S, certificate, .title = "证书"),
    FIELD_STR(S, state, .title = "状态", .codes = &quota_machine.state),
    FIELD_STR(S, q, .title = "院校名称", .max = 50));
#undef S

static str
list_state(arena *a, const void *row)
{
	(void)a;
	return str_of(machine_state_title(&quota_machine, ((const struct quota_application_list *)row)->state));
}

#define S struct quota_application_list
FIELD_TABLE(quota_application_item, "QuotaApplicationItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_ID(S, school, .title = "院校"), FIELD_STR(S, school_name, .title = "院校名称"),
    FIELD_STR(S, province, .title = "省份代码"), FIELD_ID(S, certificate, .title = "证书"),
    FIELD_STR(S, certificate_name, .title = "证书名称"), FIELD_INT(S, year, .title = "年度"),
    FIELD_STR(S, state, .title = "状态", .codes = &quota_machine.state),
    FIELD_DERIVED("state_title", list_state, .title = "状态"), FIELD_INT(S, asked, .title = "申报名额"),
    FIELD_INT(S, granted, .title = "核定名额", .note = "核定之前为 0"),
    FIELD_TIME(S, created_at, .title = "填写时间"), FIELD_TIME(S, submitted_at, .title = "提交时间", .maybe = true),
    FIELD_TIME(S, decided_at, .title = "核定时间", .maybe = true), FIELD_INT(S, version, .title = "版本"));
#undef S

static str
item_level(arena *a, const void *row)
{
	(void)a;
	return certificate_level_title(((const struct quota_item_list *)row)->level_number);
}

#define S struct quota_item_list
FIELD_TABLE(quota_item_answer, "QuotaApplicationRow", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_ID(S, level, .title = "证书等级"), FIELD_INT(S, level_number, .title = "等级"),
    FIELD_DERIVED("level_title", item_level, .title = "等级"), FIELD_ID(S, major, .title = "专业"),
    FIELD_INT(S, major_catalogue, .title = "专业目录"),
    FIELD_STR(S, major_education_level, .title = "学历层次", .options = education_levels, .labels = education_titles),
    FIELD_STR(S, major_code, .title = "专业代码"), FIELD_STR(S, major_name, .title = "专业名称"),
    FIELD_INT(S, head_count, .title = "专业参考人数"), FIELD_INT(S, asked, .title = "申报名额"),
    FIELD_INT(S, granted, .title = "核定名额", .note = "核定之前为 0"),
    FIELD_ID(S, quota, .title = "名额账户", .maybe = true), FIELD_INT(S, balance, .title = "账户余额"));
#undef S

struct quota_view {
	struct quota_application_get v;
	str state_title;
	list actions, items;
};
#define S struct quota_view
FIELD_TABLE(quota_answer, "QuotaApplication", S, FIELD_AS(F_ID, i64, S, v.id, "id", .title = "编号"),
    FIELD_AS(F_ID, i64, S, v.school_id, "school", .title = "院校"),
    FIELD_AS(F_STR, str, S, v.school, "school_name", .title = "院校名称"),
    FIELD_AS(F_STR, str, S, v.province, "province", .title = "省份代码"),
    FIELD_AS(F_ID, i64, S, v.evaluator_id, "evaluator", .title = "培训评价组织"),
    FIELD_AS(F_STR, str, S, v.evaluator, "evaluator_name", .title = "培训评价组织名称"),
    FIELD_AS(F_ID, i64, S, v.certificate_id, "certificate", .title = "证书"),
    FIELD_AS(F_STR, str, S, v.certificate, "certificate_name", .title = "证书名称"),
    FIELD_AS(F_INT, i64, S, v.year, "year", .title = "年度"),
    FIELD_AS(F_STR, str, S, v.statement, "statement", .title = "说明"),
    FIELD_AS(F_ID, i64, S, v.file_id, "file", .title = "附件", .maybe = true),
    FIELD_AS(F_STR, str, S, v.file_name, "file_name", .title = "附件名", .maybe = true),
    FIELD_AS(F_STR, str, S, v.state, "state", .title = "状态", .codes = &quota_machine.state),
    FIELD_STR(S, state_title, .title = "状态"),
    FIELD_AS(F_TIME, i64, S, v.created_at, "created_at", .title = "填写时间"),
    FIELD_AS(F_TIME, i64, S, v.submitted_at, "submitted_at", .title = "提交时间", .maybe = true),
    FIELD_AS(F_STR, str, S, v.decision_text, "reason", .title = "核定理由"),
    FIELD_AS(F_TIME, i64, S, v.decided_at, "decided_at", .title = "核定时间", .maybe = true),
    FIELD_AS(F_INT, i64, S, v.version, "version", .title = "版本"),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"),
    FIELD_LIST(S, items, quota_item_answer, .title = "名额"));
#undef S

static void
fault_row(request *r, size_t row, const char *member, str detail, str fix)
{
	faults_add(&r->faults,
	    (fault){ .pointer = str_f(r->a, "/items/%zu/%s", row, member), .detail = detail, .fix = fix });
}

static error_code
check_items(request *r, i64 certificate, const struct quota_item *v, size_t n)
{
	quota_wrong wrong[QUOTA_WRONG_MOST];

	for (size_t i = 0; i < n; i++) {
		size_t said = quota_item_check(r->db, r->who.organisation, certificate, &v[i], wrong);

		for (size_t k = 0; k < said; k++)
			fault_row(r, i, wrong[k].member, wrong[k].detail, wrong[k].fix);
		for (size_t k = 0; k < i; k++)
			if (v[k].level == v[i].level && v[k].major == v[i].major)
				fault_row(r, i, "major", str_f(r->a, "与第 %zu 行重复，请合并", k + 1), STR(""));
	}
	return request_checked(r);
}

static error_code
check_body(request *r, const struct quota_body *in, struct quota_certificate *c)
{
	if (!quota_certificate(r->db, in->certificate, c))
		faults_at(&r->faults, "/certificate", "没有这个证书，或它还没有公布");
	attachment_check(r, in->file, "/file");
	return request_checked(r) == E_OK ? check_items(r, in->certificate, in->items.v, in->items.n) : E_INVALID;
}

static error_code
quota_create(request *r)
{
	const struct quota_body *in = r->in;
	struct quota_certificate c;
	i64 id;

	if (check_body(r, in, &c) != E_OK)
		return E_INVALID;
	id = quota_application_insert(r->db, &(struct quota_application_insert_in){ .school_id = r->who.organisation,
						 .province = r->who.province,
						 .evaluator_id = c.evaluator_id,
						 .certificate_id = in->certificate,
						 .year = in->year,
						 .statement = text_or_empty(in->statement),
						 .file_id = in->file });
	quota_items_write(r->db, id, in->items.v, in->items.n);
	return answer_created(r, id);
}

static bool
find_application(request *r, struct quota_application_get *v)
{
	return quota_application_get(r->db, r->id[0], r->who.role == ROLE_SCHOOL, &r->sc, v);
}

static error_code
quota_edit(request *r)
{
	const struct quota_body *in = r->in;
	struct quota_application_get v;
	struct quota_certificate c;

	if (!find_application(r, &v))
		return E_NOT_FOUND;
	if (!str_is(v.state, "draft") && !str_is(v.state, "returned"))
		return request_refuse(r, E_STATE, "申报已提交，不能修改；需要修改时请先撤回，或请办公室退回");
	if (in->version == 0)
		faults_at(&r->faults, "/version", "修改时须带上所见的版本号");
	if (check_body(r, in, &c) != E_OK)
		return E_INVALID;
	if (quota_application_change(r->db, &(struct quota_application_change_in){ .evaluator_id = c.evaluator_id,
						.certificate_id = in->certificate,
						.year = in->year,
						.statement = text_or_empty(in->statement),
						.file_id = in->file,
						.id = v.id,
						.version = in->version,
						.sc = r->sc }) == 0)
		return E_CONFLICT;
	quota_items_delete(r->db, v.id);
	quota_items_write(r->db, v.id, in->items.v, in->items.n);
	return answer_changed(r, in->version + 1);
}

static error_code
check_stored(request *r, const struct quota_application_get *v)
{
	struct quota_item_list *row;
	size_t n = quota_item_list(r->db, v->id, &r->sc, &row);
	struct quota_item *item = ARENA_ARRAY(r->a, struct quota_item, n + 1);

	for (size_t i = 0; i < n; i++)
		item[i] = (struct quota_item){ row[i].level, row[i].major, row[i].head_count, row[i].asked };
	return check_items(r, v->certificate_id, item, n);
}

static void
tell(request *r, i64 organisation, const char *kind, const struct quota_application_get *v, const char *what,
    str reason)
{
	notify(r->db, &(notice){ .organisation = organisation,
			  .duty = STR("exam_officer"),
			  .kind = str_of(kind),
			  .title = str_f(r->a, "%.*s %lld 年度《%.*s》名额申报：%s", STR_ARG(v->school),
			      (long long)v->year, STR_ARG(v->certificate), what),
			  .body = reason,
			  .subject_kind = STR("quota_application"),
			  .subject_id = v->id });
}

/* The application of the path, the version to compare with, and the next state. */
static error_code
begin_event(request *r, const char *event, i64 given, struct quota_application_get *v, i64 *version, str *to)
{
	if (!find_application(r, v))
		return E_NOT_FOUND;
	*version = given ? given : v->version;
	return fire(r, &quota_machine, v->state, event, to);
}

static error_code
quota_hand_in(request *r)
{
	const struct event_body *in = r->in;
	struct quota_application_get v;
	struct pilot_offices *office;
	i64 version;
	str to;
	error_code e = begin_event(r, "submit", in->version, &v, &version, &to);

	if (e || (e = province_window_check(r, "quota", v.year, v.province, false)) != E_OK ||
	    (e = check_stored(r, &v)) != E_OK)
		return e;
	if (quota_application_submit(r->db, v.id, v.state, version, &r->sc) == 0)
		return E_CONFLICT;
	for (size_t i = 0, n = pilot_offices(r->db, v.province, &office); i < n; i++)
		tell(r, office[i].id, "quota_submitted", &v, "请核定", STR(""));
	return answer_moved(r, v.id, to);
}

static error_code
quota_withdraw(request *r)
{
	const struct event_body *in = r->in;
	struct quota_application_get v;
	i64 version;
	str to;
	error_code e = begin_event(r, "withdraw", in->version, &v, &version, &to);

	if (e)
		return e;
	if (quota_application_withdraw(r->db, v.id, v.state, version, &r->sc) == 0)
		return E_CONFLICT;
	return answer_moved(r, v.id, to);
}

static error_code
close_application(
    request *r, const struct quota_application_get *v, str to, i64 version, str reason, const char *what)
{
	if (quota_application_decide(r->db, &(struct quota_application_decide_in){ .to_state = to,
						.decision_text = text_or_empty(reason),
						.decided_by = r->who.account,
						.id = v->id,
						.from_state = v->state,
						.version = version,
						.sc = r->sc }) == 0)
		return E_CONFLICT;
	tell(r, v->school_id, "quota_decided", v, what, text_or_empty(reason));
	return E_OK;
}

/* The numbers of the body beside the rows of the application: every row once, none above what was asked. */
static error_code
match_rows(request *r, const struct grant_body *in, const struct quota_item_list *row, size_t n, i64 *granted)
{
	const struct grant_item *g = in->items.v;
	i64 sum = 0;

	for (size_t i = 0; i < n; i++)
		granted[i] = -1;
	for (size_t k = 0; k < in->items.n; k++) {
		size_t i = 0;

		while (i < n && row[i].id != g[k].id)
			i++;
		if (i == n)
			fault_row(r, k, "id", STR("申报中没有这一行"), STR(""));
		else if (granted[i] >= 0)
			fault_row(r, k, "id", STR("同一行核定了两次"), STR(""));
		else if (g[k].granted > row[i].asked)
			fault_row(r, k, "granted",
			    str_f(r->a, "核定名额 %lld 超过申报名额 %lld；需要增加时请在核定后调整",
				(long long)g[k].granted, (long long)row[i].asked),
			    str_f(r->a, "%lld", (long long)row[i].asked));
		else
			sum += granted[i] = g[k].granted;
	}
	if (request_checked(r) != E_OK)
		return E_INVALID;
	for (size_t i = 0; i < n; i++)
		if (granted[i] < 0)
			faults_at(&r->faults, "/items",
			    str_f(r->a, "缺少“%.*s”%.*s的核定数，不给名额时请填 0", STR_ARG(row[i].major_name),
				STR_ARG(certificate_level_title(row[i].level_number)))
				.p);
	if (request_checked(r) == E_OK && sum == 0)
		faults_at(&r->faults, "/items", "全部为 0 时请改用“不予核定”并写明理由");
	return request_checked(r);
}

static error_code
quota_approve(request *r)
{
	const struct grant_body *in = r->in;
	struct quota_application_get v;
	struct quota_item_list *row;
	i64 version, *granted;
	bool less = false;
	size_t n;
	str to;
	error_code e = begin_event(r, "grant", in->version, &v, &version, &to);

	if (e)
		return e;
	n = quota_item_list(r->db, v.id, &r->sc, &row);
	granted = ARENA_ARRAY(r->a, i64, n + 1);
	if (match_rows(r, in, row, n, granted) != E_OK)
		return E_INVALID;
	/* The application's row is locked first: of two grants at once one wins and the other changes nothing. */
	for (size_t i = 0; i < n; i++)
		less |= granted[i] < row[i].asked;
	if ((e = close_application(r, &v, to, version, in->reason, less ? "已核定，部分名额核减" : "已核定")) != E_OK)
		return e;
	for (size_t i = 0; i < n; i++) {
		quota_key key = { .school = v.school_id,
			.evaluator = v.evaluator_id,
			.province = v.province,
			.certificate_level = row[i].level,
			.major = row[i].major,
			.year = v.year };

		quota_item_grant(r->db, granted[i], row[i].id, v.id);
		if (granted[i] > 0)
			quota_grant(r->db, &key, granted[i], v.id, r->who.account, text_or_empty(in->reason));
	}
	return answer_moved(r, v.id, to);
}

static error_code
send_back(request *r, const char *event, const char *what)
{
	const struct event_body *in = r->in;
	struct quota_application_get v;
	i64 version;
	str to;
	error_code e = begin_event(r, event, in->version, &v, &version, &to);

	if (e)
		return e;
	if (in->reason.n == 0)
		faults_at(&r->faults, "/reason", "请写明理由，院校据此修改");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	e = close_application(r, &v, to, version, in->reason, what);
	return e ? e : answer_moved(r, v.id, to);
}

static error_code
quota_return(request *r)
{
	return send_back(r, "return", "被退回，请更正后重新提交");
}

static error_code
quota_refuse(request *r)
{
	return send_back(r, "refuse", "未核定");
}

static error_code
quota_index(request *r)
{
	const struct quota_query *q = r->q;
	struct quota_application_list *v;
	size_t n = quota_application_list(r->db,
	    &(struct quota_application_list_in){ .state = q->state,
		.year = q->year,
		.certificate = q->certificate,
		.q = text_or_empty(q->q),
		.own = r->who.role == ROLE_SCHOOL,
		.page = page_of(r, &q->ask, &quota_application_list_page),
		.sc = r->sc },
	    &v);

	PAGE(r, &q->ask, quota_application_list, quota_application_item, v, n);
	return E_OK;
}

static error_code
quota_show(request *r)
{
	struct quota_view v = { 0 };
	struct quota_item_list *items;

	if (!find_application(r, &v.v))
		return E_NOT_FOUND;
	v.state_title = str_of(machine_state_title(&quota_machine, v.v.state));
	v.actions = fire_possible(r, &quota_machine, v.v.state);
	v.items.n = quota_item_list(r->db, v.v.id, &r->sc, &items);
	v.items.v = items;
	ANSWER(r, quota_answer, &v);
	return E_OK;
}

static error_code
quota_file(request *r)
{
	struct quota_application_get v;

	return find_application(r, &v) ? attachment_reply(r, v.file_id) : E_NOT_FOUND;
}

ROUTES(quota,
    ROUTE(POST, "/quota-applications", quota_create, QUOTA_APPLY, "填写名额申报", .in = &quota_input,
	.answer = &created_answer, .write = true),
    ROUTE(GET, "/quota-applications", quota_index, QUOTA_VIEW, "名额申报列表", .query = &quota_query_fields,
	.items = &quota_application_item),
    ROUTE(GET, "/quota-applications/{id}", quota_show, QUOTA_VIEW, "名额申报", .answer = &quota_answer),
    ROUTE(PUT, "/quota-applications/{id}", quota_edit, QUOTA_APPLY, "修改名额申报", .in = &quota_input,
	.answer = &changed_answer, .write = true),
    ROUTE(GET, "/quota-applications/{id}/file", quota_file, QUOTA_VIEW, "下载名额申报附件",
	.out = "application/octet-stream"),
    ROUTE(POST, "/quota-applications/{id}/submit", quota_hand_in, QUOTA_APPLY, "提交名额申报", .in = &event_input,
	.answer = &moved_answer, .write = true),
    ROUTE(POST, "/quota-applications/{id}/withdraw", quota_withdraw, QUOTA_APPLY, "撤回名额申报", .in = &event_input,
	.answer = &moved_answer, .write = true),
    ROUTE(POST, "/quota-applications/{id}/grant", quota_approve, QUOTA_DECIDE, "核定名额", .in = &grant_input,
	.answer = &moved_answer, .write = true),
    ROUTE(POST, "/quota-applications/{id}/return", quota_return, QUOTA_DECIDE, "退回名额申报", .in = &event_input,
	.answer = &moved_answer, .write = true),
    ROUTE(POST, "/quota-applications/{id}/refuse", quota_refuse, QUOTA_DECIDE, "不予核定名额", .in = &event_input,
	.answer = &moved_answer, .write = true));
