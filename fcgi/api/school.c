/*
 * school.c: an institution registers itself 院校登记 (spec 2.1): it may then sign in and apply for a pilot; the
 * approval of its first application makes it active. Anyone may send this, so each network may do so only some times
 * an hour.
 */
#include "api/organisation.h"
#include "api/routes.h"
#include "crypt/password.h"
#include "data/account.h"
#include "data/audit.h"
#include "data/notify.h"
#include "data/setting.h"
#include "query/account.h"
#include "query/organisation.h"
#include "rules/checks.h"
#include "web/answer.h"
#include "web/limit.h"

enum { HOUR = 3600 };

struct school_input {
	str name, code, school_code, province, liaison_name, liaison_phone, login, password;
};
#define S struct school_input
FIELD_TABLE(school_input_table, "SchoolInput", S,
    FIELD_STR(S, name, .title = "院校名称", .required = true, .min = 4, .max = 128, .check = check_plain_text),
    FIELD_STR(S, code, .title = "机构代码", .required = true, .max = 20, .check = check_organisation_code,
	.note = "组织机构代码（9 位）或统一社会信用代码（18 位）"),
    FIELD_STR(S, school_code, .title = "学校标识码", .required = true, .min = 10, .max = 10, .text_only = true,
	.check = check_ascii_code, .note = "教育部门颁发的 10 位学校标识码"),
    FIELD_STR(S, province, .title = "省份", .required = true, .min = 6, .max = 6, .note = "GB/T 2260 六位代码"),
    FIELD_STR(S, liaison_name, .title = "联系人", .required = true, .max = 64, .check = check_person_name),
    FIELD_STR(S, liaison_phone, .title = "联系电话", .required = true, .max = 30, .check = check_contact_phone),
    FIELD_STR(S, login, .title = "管理员账号", .required = true, .min = 4, .max = 32, .check = check_ascii_code),
    FIELD_STR(S, password, .title = "密码", .required = true, .secret = true, .max = 128,
	.note = "至少 12 个字符，不与账号相同，不用常见的密码"));
#undef S

static void
tell_platform(request *r, i64 id, str name)
{
	struct organisation_platform p;

	if (organisation_platform(r->db, &p))
		notify(r->db, &(notice){ .organisation = p.id,
				  .duty = STR("exam_officer"),
				  .kind = STR("school_registered"),
				  .title = STR("有院校新登记"),
				  .body = name,
				  .subject_kind = STR("organisation"),
				  .subject_id = id });
}

/* In a transaction; may run twice. */
static error_code
register_once(void *arg)
{
	request *r = arg;
	const struct school_input *in = r->in;
	static const str duties[] = { { "administrator", 13 }, { "exam_officer", 12 } };
	str school = STR("school"), once;
	struct organisation_by_code same;
	struct organisation_by_school_code same_school;
	struct account_login_taken login;
	const char *why = password_fault(in->password, in->login);
	i64 id;

	r->faults = (faults){ .a = r->a };
	province_check(r, "/province", in->province, false);
	if (!str_digits(in->school_code))
		faults_at(&r->faults, "/school_code", "学校标识码应为 10 位数字");
	if (why)
		faults_at(&r->faults, "/password", why);
	if (account_login_taken(r->db, in->login, &login))
		faults_at(&r->faults, "/login", "该账号已被使用，请换一个");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (organisation_by_code(r->db, in->code, school, &same) ||
	    organisation_by_school_code(r->db, in->school_code, &same_school))
		return request_refuse(
		    r, E_EXISTS, "该院校已经登记。请向本校管理员索取账号；如信息有误，请通过在线咨询联系平台");
	id = organisation_insert(
	    r->db, &(struct organisation_insert_in){ .role = school,
		       .name = in->name,
		       .code = in->code,
		       .school_code = in->school_code,
		       .province = in->province,
		       .state = STR("applying"),
		       .liaison_name = in->liaison_name,
		       .liaison_phone_sealed = liaison_seal(r, school, in->code, in->liaison_phone) });
	if (id == 0)
		return E_EXISTS;
	if (account_make(r->db,
		&(account_new){ .organisation = id,
		    .login = in->login,
		    .name = in->liaison_name,
		    .password = in->password,
		    .duties = duties,
		    .n_duties = 2 },
		&once) == 0)
		return E_EXISTS;
	tell_platform(r, id, in->name);
	audit_append(r->db, &(audit_entry){ .remote = r->remote,
				.request_id = r->request_id,
				.action = STR("school_register"),
				.subject_kind = STR("school"),
				.subject_id = id });
	r->out = jw_new(r->a);
	return answer_created(r, id);
}

/* A registration, and every answer that tells whether a name is taken, counts against the address: the count stays
 * although a refusal takes everything else back. */
static error_code
school_register(request *r)
{
	str from = limit_address(r);
	error_code e = limit_check(r, "school", from, HOUR);

	if (e)
		return e;
	e = db_transaction(r->db, register_once, r);
	limit_count(r, "school", from, HOUR, setting_int(r->db, "public.schools_per_hour"));
	return e;
}

/* Without a key: the key's row holds a plain hash of the body, which has a password in it. A repetition finds the
 * school registered. */
ROUTES(school, ROUTE(POST, "/public/schools", school_register, PUBLIC, "院校登记", .in = &school_input_table,
		   .answer = &created_answer, .no_key = true));
