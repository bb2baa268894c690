/*
 * account.c: the accounts 账号 of one's own organisation, by its administrators: open, close, duties, a new one-time
 * password. Whatever changes what a person may do ends that person's sessions at once, on every worker.
 */
#include "data/account.h"

#include "api/one_time.h"
#include "api/routes.h"
#include "query/account.h"
#include "query/session.h"
#include "rules/checks.h"
#include "web/fire.h"
#include "web/page.h"

static const char *const duty_codes[] = { "administrator", "exam_officer", "signer", "sealer", "auditor", "expert",
	NULL };
static const char *const duty_labels[] = { "管理员", "考务人员", "签发人", "盖章人", "审计员", "评审专家", NULL };

/* Which duties an organisation of a role has (spec, section 1). */
static const int duties_of[ROLE_COUNT] = {
	[ROLE_PLATFORM] = DUTY_ADMINISTRATOR | DUTY_OFFICER | DUTY_AUDITOR | DUTY_EXPERT,
	[ROLE_OFFICE] = DUTY_ADMINISTRATOR | DUTY_OFFICER | DUTY_AUDITOR,
	[ROLE_EVALUATOR] = DUTY_ADMINISTRATOR | DUTY_OFFICER | DUTY_SIGNER | DUTY_SEALER | DUTY_AUDITOR,
	[ROLE_SCHOOL] = DUTY_ADMINISTRATOR | DUTY_OFFICER | DUTY_SIGNER | DUTY_AUDITOR,
};

struct account_input {
	str login, name;
	list duties;
};
#define S struct account_input
FIELD_TABLE(account_input_table, "AccountInput", S,
    FIELD_STR(S, login, .title = "账号", .required = true, .min = 4, .max = 32, .check = check_ascii_code,
	.note = "字母、数字、“-”“_”“.”"),
    FIELD_STR(S, name, .title = "姓名", .required = true, .max = 64, .check = check_plain_text),
    FIELD_TEXTS(S, duties, .title = "岗位", .required = true, .min = 1, .max = 6, .options = duty_codes,
	.labels = duty_labels));
#undef S

struct account_duties_input {
	list duties;
	i64 version;
};
#define S struct account_duties_input
FIELD_TABLE(account_duties_table, "AccountDuties", S,
    FIELD_TEXTS(S, duties, .title = "岗位", .required = true, .min = 1, .max = 6, .options = duty_codes,
	.labels = duty_labels),
    FIELD_INT(S, version, .title = "版本", .required = true, .min = 1));
#undef S

struct account_query {
	PAGE_ASK;
	str state, duty, q;
};
#define S struct account_query
FIELD_TABLE(account_query_table, "AccountQuery", S, PAGE_ASKED(S, account_list),
    FIELD_STR(S, state, .title = "状态", .codes = &account_machine.state),
    FIELD_STR(S, duty, .title = "岗位", .options = duty_codes, .labels = duty_labels),
    FIELD_STR(S, q, .title = "姓名包含，或账号开头", .max = 64));
#undef S

/* A row of the list, with its duties taken apart. */
struct account_row {
	struct account_list a;
	list duties;
};
#define S struct account_row
FIELD_TABLE(account_item, "AccountItem", S, FIELD_AS(F_ID, i64, S, a.id, "id", .title = "编号"),
    FIELD_AS(F_STR, str, S, a.login, "login", .title = "账号"),
    FIELD_AS(F_STR, str, S, a.name, "name", .title = "姓名"),
    FIELD_AS(F_STR, str, S, a.state, "state", .title = "状态", .codes = &account_machine.state),
    FIELD_TEXTS(S, duties, .title = "岗位", .options = duty_codes, .labels = duty_labels),
    FIELD_AS(F_BOOL, bool, S, a.second_factor, "second_factor", .title = "已启用动态口令"),
    FIELD_AS(F_TIME, i64, S, a.last_sign_in, "last_sign_in_at", .title = "最近登录时间", .maybe = true),
    FIELD_AS(F_TIME, i64, S, a.created_at, "created_at", .title = "开设时间"),
    FIELD_AS(F_INT, i64, S, a.version, "version", .title = "版本"));
#undef S

struct account_view {
	struct account_show a;
	list duties, actions;
};
#define S struct account_view
FIELD_TABLE(account_answer, "Account", S, FIELD_AS(F_ID, i64, S, a.id, "id", .title = "编号"),
    FIELD_AS(F_STR, str, S, a.login, "login", .title = "账号"),
    FIELD_AS(F_STR, str, S, a.name, "name", .title = "姓名"),
    FIELD_AS(F_STR, str, S, a.state, "state", .title = "状态", .codes = &account_machine.state),
    FIELD_TEXTS(S, duties, .title = "岗位", .options = duty_codes, .labels = duty_labels),
    FIELD_AS(F_BOOL, bool, S, a.second_factor, "second_factor", .title = "已启用动态口令"),
    FIELD_AS(F_TIME, i64, S, a.last_sign_in, "last_sign_in_at", .title = "最近登录时间", .maybe = true),
    FIELD_AS(F_TIME, i64, S, a.created_at, "created_at", .title = "开设时间"),
    FIELD_AS(F_INT, i64, S, a.version, "version", .title = "版本"),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"));
#undef S

struct duty_offer {
	str code, title;
};
#define S struct duty_offer
FIELD_TABLE(duty_item, "Duty", S, FIELD_STR(S, code, .title = "岗位", .options = duty_codes, .labels = duty_labels),
    FIELD_STR(S, title, .title = "名称"));
#undef S

FIELD_TABLE_SHARED(one_time_answer, "OneTimePassword", one_time_password,
    FIELD_ID(one_time_password, id, .title = "账号编号；登记机构时为机构编号"),
    FIELD_STR(one_time_password, login, .title = "账号"),
    FIELD_STR(one_time_password, password, .title = "一次性密码", .note = "只给出这一次"));

/* Faults of the list as a whole; returns the duties as bits. */
static int
judge_duties(request *r, const list *l)
{
	const str *v = l->v;
	int all = 0;

	for (size_t i = 0; i < l->n; i++) {
		int one = duty_from(v[i]);
		str at = str_f(r->a, "/duties/%zu", i);

		if (all & one)
			faults_at(&r->faults, at.p, "岗位重复");
		else if (!(duties_of[r->who.role] & one))
			faults_at(&r->faults, at.p, "本类机构没有这个岗位");
		all |= one;
	}
	if ((all & DUTY_EXPERT) && all != DUTY_EXPERT)
		faults_at(&r->faults, "/duties", "评审专家不能兼任其他岗位");
	return all;
}

static str
duties_json(request *r, const list *l)
{
	const str *v = l->v;
	json j = jw_new(r->a);

	jw_open(&j);
	jw_key(&j, "duties");
	jw_list(&j);
	for (size_t i = 0; i < l->n; i++)
		jw_str(&j, v[i]);
	jw_end(&j);
	jw_close(&j);
	return buf_view(&j.b);
}

/* The texts of "administrator,signer". */
static list
duties_list(arena *a, str duties)
{
	str *v = ARENA_ARRAY(a, str, sizeof duty_codes / sizeof *duty_codes), one;
	list l = { v, 0 };

	while (str_cut(&duties, ',', &one))
		if (one.n)
			v[l.n++] = one;
	return l;
}

static error_code
account_index(request *r)
{
	const struct account_query *q = r->q;
	struct account_list *v;
	size_t n = account_list(r->db,
	    &(struct account_list_in){ .organisation_id = r->who.organisation,
		.state = q->state,
		.duty = q->duty,
		.q = q->q,
		.page = page_of(r, &q->ask, &account_list_page) },
	    &v);
	struct account_row *rows = ARENA_ARRAY(r->a, struct account_row, n + 1);

	for (size_t i = 0; i < n; i++)
		rows[i] = (struct account_row){ v[i], duties_list(r->a, v[i].duties) };
	PAGE(r, &q->ask, account_list, account_item, rows, n);
	return E_OK;
}

static error_code
account_read(request *r)
{
	struct account_show v;

	if (!account_show(r->db, r->id[0], r->who.organisation, &v))
		return E_NOT_FOUND;
	ANSWER(r, account_answer,
	    &((struct account_view){ v, duties_list(r->a, v.duties), fire_possible(r, &account_machine, v.state) }));
	return E_OK;
}

/* What an administrator may give: the form of a new account offers these. */
static error_code
account_duties(request *r)
{
	struct duty_offer v[sizeof duty_codes / sizeof *duty_codes];
	size_t n = 0;

	for (int i = 0; duty_codes[i]; i++)
		if (duties_of[r->who.role] & duty_from(str_of(duty_codes[i])))
			v[n++] = (struct duty_offer){ str_of(duty_codes[i]), str_of(duty_labels[i]) };
	ANSWER_ALL(r, duty_item, v, n);
	return E_OK;
}

static error_code
account_create(request *r)
{
	const struct account_input *in = r->in;
	str once;
	i64 id;

	judge_duties(r, &in->duties);
	if (request_checked(r) != E_OK)
		return E_INVALID;
	id = account_make(r->db,
	    &(account_new){ .organisation = r->who.organisation,
		.login = in->login,
		.name = in->name,
		.duties = in->duties.v,
		.n_duties = in->duties.n,
		.given_by = r->who.account },
	    &once);
	if (id == 0)
		return request_refuse(r, E_EXISTS, "账号 %.*s 已被使用，请换一个", STR_ARG(in->login));
	r->audit_subject = id;
	r->audit_after = duties_json(r, &in->duties);
	r->status = 201;
	ANSWER(r, one_time_answer, &((one_time_password){ id, in->login, once }));
	return E_OK;
}

/* An organisation without an administrator could never get one again. */
static bool
last_administrator(request *r, const struct account_show *v)
{
	struct account_other_administrator other;

	return memmem(v->duties.p ? v->duties.p : "", v->duties.n, "administrator", 13) != NULL &&
	       !account_other_administrator(r->db, r->who.organisation, v->id, &other);
}

static error_code
account_set_duties(request *r)
{
	const struct account_duties_input *in = r->in;
	struct account_show v;
	int all = judge_duties(r, &in->duties);
	list before;

	if (!account_show(r->db, r->id[0], r->who.organisation, &v))
		return E_NOT_FOUND;
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (!(all & DUTY_ADMINISTRATOR) && last_administrator(r, &v))
		return request_refuse(r, E_STATE, "这是本机构唯一的管理员，请先指定另一位管理员");
	/* Condition and lock in one: two administrators cannot change the same account over each other. */
	if (account_touch(r->db, v.id, r->who.organisation, in->version) == 0)
		return E_CONFLICT;
	before = duties_list(r->a, v.duties);
	account_give(r->db, v.id, in->duties.v, in->duties.n, r->who.account);
	session_delete_account(r->db, v.id);
	r->audit_before = duties_json(r, &before);
	r->audit_after = duties_json(r, &in->duties);
	return answer_changed(r, in->version + 1);
}

static error_code
move(request *r, const char *event)
{
	struct account_show v;
	error_code e;
	str to;

	if (!account_show(r->db, r->id[0], r->who.organisation, &v))
		return E_NOT_FOUND;
	if (v.id == r->who.account)
		return request_refuse(r, E_STATE, "不能关闭或启用自己的账号，请由另一位管理员操作");
	if ((e = fire(r, &account_machine, v.state, event, &to)) != E_OK)
		return e;
	/* Of two administrators who close each other at once, one stays. */
	if (str_is(to, "closed") && last_administrator(r, &v))
		return request_refuse(r, E_STATE, "这是本机构唯一的管理员，请先指定另一位管理员");
	if (account_move(r->db, to, v.id, r->who.organisation, v.state) == 0)
		return E_CONFLICT;
	session_delete_account(r->db, v.id);
	return answer_moved(r, v.id, to);
}

static error_code
account_close(request *r)
{
	return move(r, "close");
}

static error_code
account_open(request *r)
{
	return move(r, "reopen");
}

static error_code
account_new_password(request *r)
{
	struct account_show v;
	str hash, once;

	if (!account_show(r->db, r->id[0], r->who.organisation, &v))
		return E_NOT_FOUND;
	if (v.id == r->who.account)
		return request_refuse(
		    r, E_STATE, "修改自己的密码请用“修改密码”；更换本人的动态口令须由另一位管理员重置");
	once = account_one_time(r->db, &hash);
	if (account_reset(r->db, hash, v.id, r->who.organisation) == 0)
		return request_refuse(r, E_STATE, "账号已关闭，请先启用");
	session_delete_account(r->db, v.id);
	ANSWER(r, one_time_answer, &((one_time_password){ v.id, v.login, once }));
	return E_OK;
}

/* Answers with a password are given once and kept nowhere, so those routes take no key. */
ROUTES(account,
    ROUTE(GET, "/accounts", account_index, ACCOUNT_EDIT, "本机构账号", .query = &account_query_table,
	.items = &account_item),
    ROUTE(POST, "/accounts", account_create, ACCOUNT_EDIT, "开设账号", .in = &account_input_table,
	.answer = &one_time_answer, .write = true, .no_key = true),
    ROUTE(GET, "/accounts/{id}", account_read, ACCOUNT_EDIT, "账号详情", .answer = &account_answer),
    ROUTE(PUT, "/accounts/{id}/duties", account_set_duties, ACCOUNT_EDIT, "设置岗位", .in = &account_duties_table,
	.answer = &changed_answer, .write = true),
    ROUTE(POST, "/accounts/{id}/close", account_close, ACCOUNT_EDIT, "关闭账号", .answer = &moved_answer,
	.write = true),
    ROUTE(
	POST, "/accounts/{id}/open", account_open, ACCOUNT_EDIT, "启用账号", .answer = &moved_answer, .write = true),
    ROUTE(POST, "/accounts/{id}/reset", account_new_password, ACCOUNT_EDIT, "重置密码与动态口令",
	.answer = &one_time_answer, .write = true, .no_key = true),
    ROUTE(GET, "/account-duties", account_duties, ACCOUNT_EDIT, "本机构可设的岗位", .items = &duty_item));
