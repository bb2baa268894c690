/*
 * quota_account.c: the ledger of quota 名额 as people see it: accounts with their balance, the entries of one, and
 * what an office changes after the grant: adjust, transfer. The conditions are the ledger's own (data/quota.c).
 */
#include "api/routes.h"
#include "data/certificate_scope.h"
#include "data/notify.h"
#include "data/quota.h"
#include "query/quota.h"
#include "web/page.h"

struct account_query {
	PAGE_ASK;
	i64 year, certificate, school;
	str q;
};
#define S struct account_query
FIELD_TABLE(quota_account_query_fields, "QuotaQuery", S, PAGE_ASKED(S, quota_account_list),
    FIELD_INT(S, year, .title = "年度", .min = 2019, .max = 2099), FIELD_ID(S, certificate, .title = "证书"),
    FIELD_ID(S, school, .title = "院校"), FIELD_STR(S, q, .title = "院校或专业名称", .max = 50));
#undef S

struct entry_query {
	PAGE_ASK;
};
FIELD_TABLE(quota_entry_query_fields, "QuotaEntryQuery", struct entry_query,
    PAGE_ASKED(struct entry_query, quota_entry_list));

struct adjust_body {
	i64 amount;
	str reason;
};
FIELD_TABLE(quota_adjust_input, "QuotaAdjust", struct adjust_body,
    FIELD_INT(struct adjust_body, amount, .title = "调整数", .required = true, .min = -100000, .max = 100000,
	.note = "正数增加，负数核减"),
    FIELD_STR(struct adjust_body, reason, .title = "理由", .required = true, .max = 500));

struct transfer_body {
	i64 from, to, amount;
	str reason;
};
FIELD_TABLE(quota_transfer_input, "QuotaTransfer", struct transfer_body,
    FIELD_ID(struct transfer_body, from, .title = "转出账户", .required = true),
    FIELD_ID(struct transfer_body, to, .title = "转入账户", .required = true),
    FIELD_INT(struct transfer_body, amount, .title = "转移数", .required = true, .min = 1, .max = 100000),
    FIELD_STR(struct transfer_body, reason, .title = "理由", .required = true, .max = 500));

static str
account_level(arena *a, const void *row)
{
	(void)a;
	return certificate_level_title(((const struct quota_account_list *)row)->level_number);
}

#define S struct quota_account_list
FIELD_TABLE(quota_account_item, "QuotaAccount", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_ID(S, school, .title = "院校"), FIELD_STR(S, school_name, .title = "院校名称"),
    FIELD_STR(S, province, .title = "省份代码"), FIELD_ID(S, certificate, .title = "证书"),
    FIELD_STR(S, certificate_name, .title = "证书名称"), FIELD_ID(S, level, .title = "证书等级"),
    FIELD_INT(S, level_number, .title = "等级"), FIELD_DERIVED("level_title", account_level, .title = "等级"),
    FIELD_ID(S, major, .title = "专业"), FIELD_INT(S, major_catalogue, .title = "专业目录"),
    FIELD_STR(S, major_code, .title = "专业代码"), FIELD_STR(S, major_name, .title = "专业名称"),
    FIELD_INT(S, year, .title = "年度"), FIELD_INT(S, granted, .title = "已授名额"),
    FIELD_INT(S, used, .title = "已用名额"), FIELD_INT(S, balance, .title = "可用名额"));
#undef S

static const field_code entry_kinds[] = { { "grant", "核定" }, { "adjust", "调整" }, { "transfer", "转移" },
	{ "use", "报考使用" }, { "release", "撤销报考退回" }, { NULL, NULL } };
static const field_code *const entry_codes = entry_kinds;

#define S struct quota_entry_list
FIELD_TABLE(quota_entry_item, "QuotaEntry", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, kind, .title = "类别", .codes = &entry_codes), FIELD_INT(S, amount, .title = "变动"),
    FIELD_INT(S, balance_after, .title = "变动后余额"), FIELD_ID(S, application, .title = "名额申报", .maybe = true),
    FIELD_ID(S, other, .title = "对方账户", .maybe = true), FIELD_ID(S, plan, .title = "考试计划", .maybe = true),
    FIELD_ID(S, registration, .title = "报考", .maybe = true), FIELD_STR(S, reason, .title = "理由"),
    FIELD_STR(S, person, .title = "办理人", .maybe = true), FIELD_TIME(S, created_at, .title = "时间"));
#undef S

#define S struct quota_account_get
FIELD_TABLE(quota_changed_answer, "QuotaChanged", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_INT(S, granted, .title = "已授名额"), FIELD_INT(S, used, .title = "已用名额"),
    FIELD_INT(S, balance, .title = "可用名额"));
#undef S

static error_code
quota_accounts(request *r)
{
	const struct account_query *q = r->q;
	struct quota_account_list *v;
	size_t n = quota_account_list(r->db,
	    &(struct quota_account_list_in){ .year = q->year,
		.certificate_id = q->certificate,
		.school_id = q->school,
		.q = q->q.p ? q->q : STR(""),
		.page = page_of(r, &q->ask, &quota_account_list_page),
		.sc = r->sc },
	    &v);

	PAGE(r, &q->ask, quota_account_list, quota_account_item, v, n);
	return E_OK;
}

static error_code
quota_entries(request *r)
{
	const struct entry_query *q = r->q;
	struct quota_account_get account;
	struct quota_entry_list *v;
	size_t n;

	if (!quota_account_get(r->db, r->id[0], &r->sc, &account))
		return E_NOT_FOUND;
	n = quota_entry_list(r->db,
	    &(struct quota_entry_list_in){
		.account = account.id, .page = page_of(r, &q->ask, &quota_entry_list_page) },
	    &v);
	PAGE(r, &q->ask, quota_entry_list, quota_entry_item, v, n);
	return E_OK;
}

static void
tell(request *r, const struct quota_account_get *v, i64 amount, str reason)
{
	notify(r->db, &(notice){ .organisation = v->school_id,
			  .duty = STR("exam_officer"),
			  .kind = STR("quota_changed"),
			  .title = str_f(r->a, "%lld 年度名额%s %lld 个", (long long)v->year,
			      amount > 0 ? "增加" : "核减", (long long)(amount > 0 ? amount : -amount)),
			  .body = reason,
			  .subject_kind = STR("quota_account"),
			  .subject_id = v->id });
}

static str
amount_json(request *r, i64 balance)
{
	return str_f(r->a, "{\"balance\":%lld}", (long long)balance);
}

static error_code
answer(request *r, const struct quota_account_get *before)
{
	struct quota_account_get v;

	if (!quota_account_get(r->db, before->id, &r->sc, &v))
		return E_NOT_FOUND;
	r->audit_subject = v.id;
	r->audit_before = amount_json(r, before->balance);
	r->audit_after = amount_json(r, v.balance);
	ANSWER(r, quota_changed_answer, &v);
	return E_OK;
}

static error_code
quota_change(request *r)
{
	const struct adjust_body *in = r->in;
	struct quota_account_get v;

	if (!quota_account_get(r->db, r->id[0], &r->sc, &v))
		return E_NOT_FOUND;
	if (in->amount == 0)
		faults_at(&r->faults, "/amount", "调整数不能为 0");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (!quota_adjust(r->db, v.id, in->amount, r->who.account, in->reason)) {
		quota_account_get(r->db, v.id, &r->sc, &v);
		return request_refuse(r, E_QUOTA, "已授 %lld 个，报考已用 %lld 个，余 %lld 个，不能核减 %lld 个",
		    (long long)v.granted, (long long)v.used, (long long)v.balance, (long long)-in->amount);
	}
	tell(r, &v, in->amount, in->reason);
	return answer(r, &v);
}

/* Between schools or majors of the office's province, within one certificate level and year. */
static error_code
quota_move(request *r)
{
	const struct transfer_body *in = r->in;
	struct quota_account_get from, to;

	if (!quota_account_get(r->db, in->from, &r->sc, &from))
		faults_at(&r->faults, "/from", "没有这个名额账户");
	if (!quota_account_get(r->db, in->to, &r->sc, &to))
		faults_at(&r->faults, "/to", "没有这个名额账户");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (from.id == to.id)
		faults_at(&r->faults, "/to", "转出与转入是同一个账户");
	else if (from.certificate_level_id != to.certificate_level_id || from.year != to.year)
		faults_at(&r->faults, "/to", "只能在同一证书等级、同一年度的账户之间转移");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (!quota_transfer(r->db, from.id, to.id, in->amount, r->who.account, in->reason)) {
		quota_account_get(r->db, from.id, &r->sc, &from);
		return request_refuse(
		    r, E_QUOTA, "转出账户余 %lld 个，不足 %lld 个", (long long)from.balance, (long long)in->amount);
	}
	tell(r, &from, -in->amount, in->reason);
	tell(r, &to, in->amount, in->reason);
	return answer(r, &from);
}

ROUTES(quota_account,
    ROUTE(GET, "/quota", quota_accounts, QUOTA_VIEW, "名额", .query = &quota_account_query_fields,
	.items = &quota_account_item),
    ROUTE(GET, "/quota/{id}/entries", quota_entries, QUOTA_VIEW, "名额流水", .query = &quota_entry_query_fields,
	.items = &quota_entry_item),
    ROUTE(POST, "/quota/{id}/adjust", quota_change, QUOTA_DECIDE, "调整名额", .in = &quota_adjust_input,
	.answer = &quota_changed_answer, .write = true),
    ROUTE(POST, "/quota/transfer", quota_move, QUOTA_DECIDE, "转移名额", .in = &quota_transfer_input,
	.answer = &quota_changed_answer, .write = true));
