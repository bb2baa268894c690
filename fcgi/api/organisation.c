/*
 * organisation.c: organisations 机构: the operator registers education offices and evaluation organisations, suspends
 * and resumes any; each organisation keeps its own contact data. The operator never acts as another organisation: the
 * one-time password of a first administrator is shown once, and made again only while nobody has signed in with it.
 */
#include "api/organisation.h"

#include "api/one_time.h"
#include "api/routes.h"
#include "data/account.h"
#include "data/notify.h"
#include "query/account.h"
#include "query/organisation.h"
#include "rules/checks.h"
#include "rules/organisation_code.h"
#include "web/fire.h"
#include "web/page.h"

static const char *const made_roles[] = { "office", "evaluator", NULL };
static const char *const made_labels[] = { "教育行政部门", "培训评价组织", NULL };
static const char *const all_roles[] = { "platform", "office", "evaluator", "school", NULL };
static const char *const role_labels[] = { "综合业务管理", "教育行政部门", "培训评价组织", "试点院校", NULL };

struct organisation_input {
	str role, name, code, province, certificate_code, login, account_name, liaison_name, liaison_phone;
};
#define S struct organisation_input
FIELD_TABLE(organisation_input_table, "OrganisationInput", S,
    FIELD_STR(S, role, .title = "机构类别", .required = true, .options = made_roles, .labels = made_labels),
    FIELD_STR(S, name, .title = "机构名称", .required = true, .min = 2, .max = 128, .check = check_plain_text),
    FIELD_STR(S, code, .title = "机构代码", .required = true, .max = 20, .check = check_organisation_code,
	.note = "组织机构代码（9 位）或统一社会信用代码（18 位）"),
    FIELD_STR(S, province, .title = "省份", .required = true, .min = 6, .max = 6,
	.note = "GB/T 2260 六位代码；000000 为全国"),
    FIELD_STR(S, certificate_code, .title = "证书编号中的机构编码", .max = 16, .check = check_ascii_code,
	.note = "仅培训评价组织；不填则取组织机构代码 9 位"),
    FIELD_STR(S, login, .title = "首位管理员账号", .required = true, .min = 4, .max = 32, .check = check_ascii_code),
    FIELD_STR(S, account_name, .title = "首位管理员姓名", .required = true, .max = 64, .check = check_plain_text),
    FIELD_STR(S, liaison_name, .title = "联系人", .max = 64, .check = check_person_name),
    FIELD_STR(S, liaison_phone, .title = "联系电话", .max = 30, .check = check_contact_phone));
#undef S

struct organisation_query {
	PAGE_ASK;
	str role, state, province, q;
};
#define S struct organisation_query
FIELD_TABLE(organisation_query_table, "OrganisationQuery", S, PAGE_ASKED(S, organisation_list),
    FIELD_STR(S, role, .title = "机构类别", .options = all_roles, .labels = role_labels),
    FIELD_STR(S, state, .title = "状态", .codes = &organisation_machine.state),
    FIELD_STR(S, province, .title = "省份", .min = 6, .max = 6, .note = "GB/T 2260 六位代码"),
    FIELD_STR(S, q, .title = "名称包含，或机构代码、学校标识码", .max = 64));
#undef S

struct organisation_reason {
	str reason;
};
FIELD_TABLE(organisation_reason_table, "OrganisationReason", struct organisation_reason,
    FIELD_STR(struct organisation_reason, reason, .title = "原因", .required = true, .min = 2, .max = 500,
	.check = check_plain_text));
struct organisation_note {
	str reason;
};
FIELD_TABLE(organisation_note_table, "OrganisationNote", struct organisation_note,
    FIELD_STR(struct organisation_note, reason, .title = "说明", .max = 500, .check = check_plain_text));

struct organisation_login {
	str login;
};
FIELD_TABLE(organisation_login_table, "OrganisationLogin", struct organisation_login,
    FIELD_STR(struct organisation_login, login, .title = "管理员账号", .required = true, .max = 64,
	.check = check_ascii_code));

struct organisation_profile_input {
	str liaison_name, liaison_phone, liaison_email, address, website, introduction;
	i64 version;
};
#define S struct organisation_profile_input
FIELD_TABLE(organisation_profile_table, "OrganisationProfile", S,
    FIELD_STR(S, liaison_name, .title = "联系人", .required = true, .max = 64, .check = check_person_name),
    FIELD_STR(S, liaison_phone, .title = "联系电话", .max = 30, .check = check_contact_phone, .note = "不填则清除"),
    FIELD_STR(S, liaison_email, .title = "电子邮箱", .max = 128, .check = check_email),
    FIELD_STR(S, address, .title = "地址", .max = 200, .check = check_plain_text),
    FIELD_STR(S, website, .title = "网址", .max = 200, .check = check_url),
    FIELD_STR(S, introduction, .title = "机构简介", .lines = true, .max = 4000),
    FIELD_INT(S, version, .title = "版本", .required = true, .min = 1));
#undef S

#define S struct organisation_list
FIELD_TABLE(organisation_item, "OrganisationItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, role, .title = "机构类别", .options = all_roles, .labels = role_labels),
    FIELD_STR(S, name, .title = "机构名称"), FIELD_STR(S, code, .title = "机构代码"),
    FIELD_STR(S, school_code, .title = "学校标识码", .maybe = true),
    FIELD_STR(S, certificate_code, .title = "证书编号中的机构编码", .maybe = true),
    FIELD_STR(S, province, .title = "省份代码"), FIELD_STR(S, province_name, .title = "省份"),
    FIELD_STR(S, state, .title = "状态", .codes = &organisation_machine.state),
    FIELD_INT(S, version, .title = "版本"), FIELD_TIME(S, created_at, .title = "登记时间"));
#undef S

/* Contact and reason: for the operator, the offices and the organisation itself. */
struct organisation_view {
	struct organisation_get o;
	str liaison_phone, first_login;
	list actions;
};
#define S struct organisation_view
FIELD_TABLE(organisation_shown, "Organisation", S, FIELD_AS(F_ID, i64, S, o.id, "id", .title = "编号"),
    FIELD_AS(F_STR, str, S, o.role, "role", .title = "机构类别", .options = all_roles, .labels = role_labels),
    FIELD_AS(F_STR, str, S, o.name, "name", .title = "机构名称"),
    FIELD_AS(F_STR, str, S, o.code, "code", .title = "机构代码"),
    FIELD_AS(F_STR, str, S, o.school_code, "school_code", .title = "学校标识码", .maybe = true),
    FIELD_AS(F_STR, str, S, o.certificate_code, "certificate_code", .title = "证书编号中的机构编码", .maybe = true),
    FIELD_AS(F_STR, str, S, o.province, "province", .title = "省份代码"),
    FIELD_AS(F_STR, str, S, o.province_name, "province_name", .title = "省份"),
    FIELD_AS(F_STR, str, S, o.state, "state", .title = "状态", .codes = &organisation_machine.state),
    FIELD_AS(F_STR, str, S, o.address, "address", .title = "地址"),
    FIELD_AS(F_STR, str, S, o.website, "website", .title = "网址"),
    FIELD_AS(F_STR, str, S, o.introduction, "introduction", .title = "机构简介"),
    FIELD_AS(F_STR, str, S, o.liaison_name, "liaison_name", .title = "联系人", .maybe = true),
    FIELD_STR(S, liaison_phone, .title = "联系电话", .maybe = true),
    FIELD_AS(F_STR, str, S, o.liaison_email, "liaison_email", .title = "电子邮箱", .maybe = true),
    FIELD_AS(F_STR, str, S, o.reason, "reason", .title = "停用、恢复或未核准的原因", .maybe = true),
    FIELD_STR(S, first_login, .title = "从未登录过的管理员账号", .maybe = true, .note = "可以重发其一次性密码"),
    FIELD_AS(F_TIME, i64, S, o.activated_at, "activated_at", .title = "启用时间", .maybe = true),
    FIELD_AS(F_TIME, i64, S, o.created_at, "created_at", .title = "登记时间"),
    FIELD_AS(F_INT, i64, S, o.version, "version", .title = "版本"),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"));
#undef S

bool
check_contact_phone(arena *a, const field *f, str *value, fault_level *level, str *detail, str *fix)
{
	size_t digits = 0;

	(void)a, (void)f, (void)level, (void)fix;
	for (size_t i = 0; i < value->n; i++) {
		char c = value->p[i];

		digits += c >= '0' && c <= '9';
		if (!(c >= '0' && c <= '9') && strchr("+-() ", c) == NULL)
			digits = 100;
	}
	if (digits >= 7 && digits <= 15)
		return true;
	*detail = STR("请填写手机号，或带区号的固定电话，例如 0571-88880000");
	return false;
}

void
province_check(request *r, const char *pointer, str code, bool national)
{
	struct province_get p;

	if (!national && str_is(code, "000000"))
		faults_at(&r->faults, pointer, "请选择所在省份");
	else if (!str_digits(code) || !province_get(r->db, code, &p))
		faults_at(&r->faults, pointer, "没有这个省份代码，应为六位代码，例如 330000");
}

static str
liaison_context(request *r, str role_code, str code)
{
	return str_f(r->a, "organisation.liaison_phone:%.*s:%.*s", STR_ARG(role_code), STR_ARG(code));
}

str
liaison_seal(request *r, str role_code, str code, str phone)
{
	if (phone.n == 0)
		return (str){ NULL, 0 };
	return field_seal(r->a, r->w->ring, liaison_context(r, role_code, code), phone);
}

str
liaison_open(request *r, str role_code, str code, str sealed)
{
	str phone;

	if (sealed.p == NULL)
		return (str){ NULL, 0 };
	if (!field_open(r->a, r->w->ring, liaison_context(r, role_code, code), sealed, &phone))
		arena_fail(r->a, E_BUG);
	return phone;
}

static error_code
organisation_create(request *r)
{
	const struct organisation_input *in = r->in;
	static const str duties[] = { { "administrator", 13 } };
	bool evaluator = str_is(in->role, "evaluator");
	str once, certificate_code = in->certificate_code;
	struct organisation_by_code same;
	struct organisation_by_certificate_code number;
	struct account_login_taken login;
	json after = jw_new(r->a);
	i64 id;

	province_check(r, "/province", in->province, true);
	if (!evaluator && certificate_code.n)
		faults_at(&r->faults, "/certificate_code", "只有培训评价组织有证书编号中的机构编码");
	if (evaluator && certificate_code.n == 0)
		certificate_code = organisation_check(r->a, in->code).unit;
	if (account_login_taken(r->db, in->login, &login))
		faults_at(&r->faults, "/login", "该账号已被使用，请换一个");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (organisation_by_code(r->db, in->code, in->role, &same))
		return request_refuse(r, E_EXISTS, "该机构代码已登记为“%.*s”", STR_ARG(same.name));
	if (evaluator && organisation_by_certificate_code(r->db, certificate_code, &number))
		return request_refuse(
		    r, E_EXISTS, "证书编号中的机构编码 %.*s 已被其他评价组织使用", STR_ARG(certificate_code));
	id = organisation_insert(
	    r->db, &(struct organisation_insert_in){ .role = in->role,
		       .name = in->name,
		       .code = in->code,
		       .certificate_code = evaluator ? certificate_code : (str){ NULL, 0 },
		       .province = in->province,
		       .state = STR("active"),
		       .liaison_name = in->liaison_name,
		       .liaison_phone_sealed = liaison_seal(r, in->role, in->code, in->liaison_phone) });
	if (id == 0)
		return E_EXISTS;
	if (account_make(r->db,
		&(account_new){ .organisation = id,
		    .login = in->login,
		    .name = in->account_name,
		    .duties = duties,
		    .n_duties = 1,
		    .given_by = r->who.account },
		&once) == 0)
		return E_EXISTS;
	jw_open(&after);
	jw_kstr(&after, "role", in->role);
	jw_kstr(&after, "name", in->name);
	jw_kstr(&after, "code", in->code);
	jw_close(&after);
	r->audit_after = buf_view(&after.b);
	r->audit_subject = id;
	r->status = 201;
	ANSWER(r, one_time_answer, &((one_time_password){ id, in->login, once }));
	return E_OK;
}

/* The operator and the offices see every state; others what the public pages show. */
static bool
sees_all_states(const request *r)
{
	return r->who.role == ROLE_PLATFORM || r->who.role == ROLE_OFFICE;
}

static error_code
organisation_index(request *r)
{
	const struct organisation_query *q = r->q;
	struct organisation_list *v;
	size_t n = organisation_list(r->db,
	    &(struct organisation_list_in){ .role = q->role,
		.state = sees_all_states(r) ? q->state : STR("active"),
		.province = q->province,
		.province_lo = r->sc.province_lo,
		.province_hi = r->sc.province_hi,
		.q = q->q,
		.page = page_of(r, &q->ask, &organisation_list_page) },
	    &v);

	PAGE(r, &q->ask, organisation_list, organisation_item, v, n);
	return E_OK;
}

static void
show(request *r, const struct organisation_get *o, bool contact)
{
	struct organisation_view v = { .o = *o, .actions = fire_possible(r, &organisation_machine, o->state) };
	struct organisation_first_administrator first;

	if (contact)
		v.liaison_phone = liaison_open(r, o->role, o->code, o->liaison_phone_sealed);
	else
		v.o.liaison_name = v.o.liaison_email = v.o.reason = (str){ NULL, 0 };
	if (r->who.role == ROLE_PLATFORM && organisation_first_administrator(r->db, o->id, &first))
		v.first_login = first.login;
	ANSWER(r, organisation_shown, &v);
}

static error_code
organisation_show(request *r)
{
	struct organisation_get v;

	if (!organisation_get(r->db, r->id[0], r->sc.province_lo, r->sc.province_hi, &v) ||
	    (!sees_all_states(r) && !str_is(v.state, "active")))
		return E_NOT_FOUND;
	show(r, &v, sees_all_states(r));
	return E_OK;
}

static error_code
organisation_own(request *r)
{
	scope all = scope_all();
	struct organisation_get v;

	if (!organisation_get(r->db, r->who.organisation, all.province_lo, all.province_hi, &v))
		return E_NOT_FOUND;
	show(r, &v, true);
	return E_OK;
}

static error_code
organisation_update_own(request *r)
{
	const struct organisation_profile_input *in = r->in;
	scope all = scope_all();
	struct organisation_get v;

	if (!organisation_get(r->db, r->who.organisation, all.province_lo, all.province_hi, &v))
		return E_NOT_FOUND;
	r->audit_subject = v.id;
	if (organisation_profile(
		r->db, &(struct organisation_profile_in){ .liaison_name = in->liaison_name,
			   .liaison_phone_sealed = liaison_seal(r, v.role, v.code, in->liaison_phone),
			   .liaison_email = in->liaison_email,
			   .address = in->address,
			   .website = in->website,
			   .introduction = in->introduction,
			   .id = v.id,
			   .version = in->version }) == 0)
		return E_CONFLICT;
	r->status = 204;
	return E_OK;
}

/* One event of the life cycle, told to the organisation's people. */
static error_code
move(request *r, const char *event, str reason, str title)
{
	struct organisation_get v;
	error_code e;
	str to;

	if (!organisation_get(r->db, r->id[0], r->sc.province_lo, r->sc.province_hi, &v))
		return E_NOT_FOUND;
	if (v.id == r->who.organisation)
		return request_refuse(r, E_STATE, "不能对本机构执行此操作");
	if ((e = fire(r, &organisation_machine, v.state, event, &to)) != E_OK)
		return e;
	if (organisation_move(r->db, to, reason, v.id, v.state) == 0)
		return E_CONFLICT;
	if (!str_is(to, "active"))
		organisation_sessions_delete(r->db, v.id);
	notify(r->db, &(notice){ .organisation = v.id,
			  .kind = str_f(r->a, "organisation_%s", event),
			  .title = title,
			  .body = reason,
			  .subject_kind = STR("organisation"),
			  .subject_id = v.id });
	return answer_moved(r, v.id, to);
}

static error_code
organisation_suspend(request *r)
{
	return move(r, "suspend", ((const struct organisation_reason *)r->in)->reason, STR("本机构已被停用"));
}

static error_code
organisation_resume(request *r)
{
	return move(r, "resume", ((const struct organisation_note *)r->in)->reason, STR("本机构已恢复使用"));
}

static error_code
organisation_approve(request *r)
{
	return move(r, "approve", ((const struct organisation_note *)r->in)->reason, STR("本机构的登记已核准"));
}

static error_code
organisation_refuse(request *r)
{
	return move(r, "refuse", ((const struct organisation_reason *)r->in)->reason, STR("本机构的登记未获核准"));
}

static error_code
organisation_administrator(request *r)
{
	const struct organisation_login *in = r->in;
	str hash, once;

	once = account_one_time(r->db, &hash);
	if (account_first_reset(r->db, hash, in->login, r->id[0]) == 0)
		return request_refuse(
		    r, E_STATE, "没有这个管理员账号，或该账号已登录过：已登录过的账号由本机构的其他管理员重置");
	ANSWER(r, one_time_answer, &((one_time_password){ r->id[0], in->login, once }));
	return E_OK;
}

/* Answers with a password are given once and kept nowhere, so those routes take no key: a repetition finds the name
 * taken, or makes another password. */
ROUTES(organisation,
    ROUTE(GET, "/organisations", organisation_index, ORGANISATION_VIEW, "机构列表",
	.query = &organisation_query_table, .items = &organisation_item),
    ROUTE(POST, "/organisations", organisation_create, ORGANISATION_EDIT, "登记机构", .in = &organisation_input_table,
	.answer = &one_time_answer, .write = true, .no_key = true),
    ROUTE(
	GET, "/organisations/{id}", organisation_show, ORGANISATION_VIEW, "机构详情", .answer = &organisation_shown),
    ROUTE(POST, "/organisations/{id}/suspend", organisation_suspend, ORGANISATION_EDIT, "停用机构",
	.in = &organisation_reason_table, .answer = &moved_answer, .write = true),
    ROUTE(POST, "/organisations/{id}/resume", organisation_resume, ORGANISATION_EDIT, "恢复机构",
	.in = &organisation_note_table, .answer = &moved_answer, .write = true),
    ROUTE(POST, "/organisations/{id}/approve", organisation_approve, ORGANISATION_EDIT, "核准机构登记",
	.in = &organisation_note_table, .answer = &moved_answer, .write = true),
    ROUTE(POST, "/organisations/{id}/refuse", organisation_refuse, ORGANISATION_EDIT, "不予核准机构登记",
	.in = &organisation_reason_table, .answer = &moved_answer, .write = true),
    ROUTE(POST, "/organisations/{id}/administrator", organisation_administrator, ORGANISATION_EDIT,
	"重发首位管理员的一次性密码", .in = &organisation_login_table, .answer = &one_time_answer, .write = true,
	.no_key = true),
    ROUTE(GET, "/organisation", organisation_own, SIGNED_IN, "本机构信息", .answer = &organisation_shown),
    ROUTE(PUT, "/organisation", organisation_update_own, ACCOUNT_EDIT, "修改本机构信息",
	.in = &organisation_profile_table, .write = true));
