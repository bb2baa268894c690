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
	PAGE_MEMBERS;
	i64 year, certificate, school;
};
FIELD_TABLE(quota_account_query_fields, "QuotaQuery", struct account_query, PAGE_FIELDS(struct account_query),
    FIELD_INT(struct account_query, year, .title = "年度", .min = 2019, .max = 2099),
    FIELD_ID(struct account_query, certificate, .title = "证书"),
    FIELD_ID(struct account_query, school, .title = "院校"));

struct entry_query {
	PAGE_MEMBERS;
};
FIELD_TABLE(quota_entry_query_fields, "QuotaEntryQuery", struct entry_query, PAGE_FIELDS(struct entry_query));

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

static void
account_item(json *j, const void *row)
{
	const struct quota_account_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kid(j, "school", v->school_id);
	jw_kstr(j, "school_name", v->school);
	jw_kstr(j, "province", v->province);
	jw_kid(j, "certificate", v->certificate_id);
	jw_kstr(j, "certificate_name", v->certificate);
	jw_kid(j, "level", v->certificate_level_id);
	jw_ki64(j, "level_number", v->level);
	jw_kstr(j, "level_title", certificate_level_title(v->level));
	jw_kid(j, "major", v->major_id);
	jw_ki64(j, "major_catalogue", v->catalogue);
	jw_kstr(j, "major_code", v->code);
	jw_kstr(j, "major_name", v->name);
	jw_ki64(j, "year", v->year);
	jw_ki64(j, "granted", v->granted);
	jw_ki64(j, "used", v->used);
	jw_ki64(j, "balance", v->balance);
	jw_close(j);
}

static error_code
quota_accounts(request *r)
{
	const struct account_query *q = r->q;
	struct quota_account_list *v;
	size_t n = quota_account_list(r->db,
	    &(struct quota_account_list_in){ .year = q->year,
		.certificate_id = q->certificate,
		.school_id = q->school,
		.after = q->after,
		.most = page_rows(q->limit),
		.sc = r->sc },
	    &v);

	page_write(r, v, n, sizeof *v, q->limit, account_item);
	return E_OK;
}

static void
entry_item(json *j, const void *row)
{
	const struct quota_entry_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "kind", v->kind);
	jw_ki64(j, "amount", v->amount);
	jw_ki64(j, "balance_after", v->balance_after);
	jw_kid(j, "application", v->application);
	jw_kid(j, "other", v->other);
	jw_kid(j, "plan", v->plan);
	jw_kid(j, "registration", v->registration);
	jw_kstr(j, "reason", v->reason);
	jw_kstr(j, "person", v->person);
	jw_ktime(j, "created_at", v->created_at);
	jw_close(j);
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
	n = quota_entry_list(r->db, account.id, page_before(q->after), page_rows(q->limit), &v);
	page_write(r, v, n, sizeof *v, q->limit, entry_item);
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
	jw_open(&r->out);
	jw_kid(&r->out, "id", v.id);
	jw_ki64(&r->out, "granted", v.granted);
	jw_ki64(&r->out, "used", v.used);
	jw_ki64(&r->out, "balance", v.balance);
	jw_close(&r->out);
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

ROUTES(quota_account, ROUTE(GET, "/quota", quota_accounts, QUOTA_VIEW, "名额", .query = &quota_account_query_fields),
    ROUTE(GET, "/quota/{id}/entries", quota_entries, QUOTA_VIEW, "名额流水", .query = &quota_entry_query_fields),
    ROUTE(
	POST, "/quota/{id}/adjust", quota_change, QUOTA_DECIDE, "调整名额", .in = &quota_adjust_input, .write = true),
    ROUTE(POST, "/quota/transfer", quota_move, QUOTA_DECIDE, "转移名额", .in = &quota_transfer_input, .write = true));
