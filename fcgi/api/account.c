/*
 * account.c: the accounts 账号 of one's own organisation, by its administrators: open, close, duties, a new one-time
 * password. Whatever changes what a person may do ends that person's sessions at once, on every worker.
 */
#include "data/account.h"

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
	PAGE_MEMBERS;
};
FIELD_TABLE(account_query_table, "AccountQuery", struct account_query, PAGE_FIELDS(struct account_query));

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

static void
write_duties(json *j, str duties)
{
	str one;

	jw_key(j, "duties");
	jw_list(j);
	while (str_cut(&duties, ',', &one))
		if (one.n)
			jw_str(j, one);
	jw_end(j);
}

static void
account_item(json *j, const void *row)
{
	const struct account_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "login", v->login);
	jw_kstr(j, "name", v->name);
	jw_kstr(j, "state", v->state);
	write_duties(j, v->duties);
	jw_kbool(j, "second_factor", v->second_factor);
	jw_ktime(j, "last_sign_in_at", v->last_sign_in);
	jw_ki64(j, "version", v->version);
	jw_close(j);
}

static error_code
account_index(request *r)
{
	const struct account_query *q = r->q;
	struct account_list *v;
	size_t n = account_list(r->db, r->who.organisation, q->after, page_rows(q->limit), &v);

	page_write(r, v, n, sizeof *v, q->limit, account_item);
	return E_OK;
}

static error_code
account_read(request *r)
{
	struct account_show v;
	json *j = &r->out;

	if (!account_show(r->db, r->id[0], r->who.organisation, &v))
		return E_NOT_FOUND;
	jw_open(j);
	jw_kid(j, "id", v.id);
	jw_kstr(j, "login", v.login);
	jw_kstr(j, "name", v.name);
	jw_kstr(j, "state", v.state);
	write_duties(j, v.duties);
	jw_kbool(j, "second_factor", v.second_factor);
	jw_ktime(j, "last_sign_in_at", v.last_sign_in);
	jw_ktime(j, "created_at", v.created_at);
	jw_ki64(j, "version", v.version);
	fire_actions(r, &account_machine, v.state);
	jw_close(j);
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
	jw_open(&r->out);
	jw_kid(&r->out, "id", id);
	jw_kstr(&r->out, "login", in->login);
	jw_kstr(&r->out, "password", once);
	jw_close(&r->out);
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
	json before = jw_new(r->a);
	int all = judge_duties(r, &in->duties);

	if (!account_show(r->db, r->id[0], r->who.organisation, &v))
		return E_NOT_FOUND;
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (!(all & DUTY_ADMINISTRATOR) && last_administrator(r, &v))
		return request_refuse(r, E_STATE, "这是本机构唯一的管理员，请先指定另一位管理员");
	/* Condition and lock in one: two administrators cannot change the same account over each other. */
	if (account_touch(r->db, v.id, r->who.organisation, in->version) == 0)
		return E_CONFLICT;
	account_give(r->db, v.id, in->duties.v, in->duties.n, r->who.account);
	session_delete_account(r->db, v.id);
	jw_open(&before);
	write_duties(&before, v.duties);
	jw_close(&before);
	r->audit_before = buf_view(&before.b);
	r->audit_after = duties_json(r, &in->duties);
	jw_open(&r->out);
	jw_ki64(&r->out, "version", in->version + 1);
	jw_close(&r->out);
	return E_OK;
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
	jw_open(&r->out);
	jw_kid(&r->out, "id", v.id);
	jw_kstr(&r->out, "state", to);
	jw_close(&r->out);
	return E_OK;
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
	jw_open(&r->out);
	jw_kstr(&r->out, "login", v.login);
	jw_kstr(&r->out, "password", once);
	jw_close(&r->out);
	return E_OK;
}

/* Answers with a password are given once and kept nowhere, so those routes take no key. */
ROUTES(account, ROUTE(GET, "/accounts", account_index, ACCOUNT_EDIT, "本机构账号", .query = &account_query_table),
    ROUTE(POST, "/accounts", account_create, ACCOUNT_EDIT, "开设账号", .in = &account_input_table, .write = true,
	.no_key = true),
    ROUTE(GET, "/accounts/{id}", account_read, ACCOUNT_EDIT, "账号详情"),
    ROUTE(PUT, "/accounts/{id}/duties", account_set_duties, ACCOUNT_EDIT, "设置岗位", .in = &account_duties_table,
	.write = true),
    ROUTE(POST, "/accounts/{id}/close", account_close, ACCOUNT_EDIT, "关闭账号", .write = true),
    ROUTE(POST, "/accounts/{id}/open", account_open, ACCOUNT_EDIT, "启用账号", .write = true),
    ROUTE(POST, "/accounts/{id}/reset", account_new_password, ACCOUNT_EDIT, "重置密码与动态口令", .write = true,
	.no_key = true));
