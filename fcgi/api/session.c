/*
 * session.c: sign in and out, the own password, the one-time password (TOTP). Runs in the sign-in pool: nothing else
 * in the platform hashes passwords, so a storm of sign-ins holds no other work.
 * Strangers who guess are counted per account name, a device that signed in before has a counter of its own: guessing
 * locks out the guesser, not the owner (faults.md C17). An unknown name costs and answers what a wrong password does.
 */
#include "query/session.h"
#include "api/routes.h"
#include "base/clock.h"
#include "crypt/field.h"
#include "crypt/password.h"
#include "crypt/secret.h"
#include "crypt/totp.h"
#include "data/second_factor.h"
#include "data/setting.h"
#include "query/account.h"
#include "query/throttle.h"
#include "rules/checks.h"
#include "web/answer.h"
#include "web/session.h"

#define DEVICE_COOKIE "__Host-device"

struct sign_in {
	str login, password, code;
};
FIELD_TABLE(sign_in_input, "SignIn", struct sign_in,
    FIELD_STR(struct sign_in, login, .title = "账号", .required = true, .max = 64, .check = check_ascii_code),
    FIELD_STR(struct sign_in, password, .title = "密码", .required = true, .secret = true, .max = 128),
    FIELD_STR(struct sign_in, code, .title = "动态口令", .secret = true, .min = 6, .max = 6));

struct password_change {
	str old, new;
};
FIELD_TABLE(password_change_input, "PasswordChange", struct password_change,
    FIELD_STR(struct password_change, old, .title = "原密码", .required = true, .secret = true, .max = 128),
    FIELD_STR(struct password_change, new, .title = "新密码", .required = true, .secret = true, .max = 128));

struct totp_confirm {
	str code;
};
FIELD_TABLE(totp_confirm_input, "TotpConfirm", struct totp_confirm,
    FIELD_STR(struct totp_confirm, code, .title = "动态口令", .required = true, .secret = true, .min = 6, .max = 6));

struct session_view {
	identity who;
	str role;
	bool second_factor_enrolled, second_factor_needed;
	i64 now;
	list duties, permissions;
};
static const char *const duty_codes[] = { "administrator", "exam_officer", "signer", "sealer", "auditor", "expert",
	NULL };
static const char *const duty_labels[] = { "管理员", "考务人员", "签发人", "盖章人", "审计员", "评审专家", NULL };
static const char *const role_codes[] = { "platform", "office", "evaluator", "school", "expert", NULL };
static const char *const role_labels[] = { "综合业务管理", "教育行政部门", "培训评价组织", "试点院校业务", "专家评审",
	NULL };
#define S struct session_view
FIELD_TABLE(session_answer, "Session", S, FIELD_AS(F_ID, i64, S, who.account, "account", .title = "账号编号"),
    FIELD_AS(F_ID, i64, S, who.organisation, "organisation", .title = "机构"),
    FIELD_STR(S, role, .title = "角色", .options = role_codes, .labels = role_labels),
    FIELD_AS(F_STR, str, S, who.province, "province", .title = "省份代码"),
    FIELD_AS(F_STR, str, S, who.name, "name", .title = "姓名"),
    FIELD_AS(F_STR, str, S, who.login, "login", .title = "账号"),
    FIELD_AS(F_BOOL, bool, S, who.second_factor, "second_factor", .title = "本次登录已通过动态口令"),
    FIELD_BOOL(S, second_factor_enrolled, .title = "已启用动态口令"),
    FIELD_BOOL(S, second_factor_needed, .title = "岗位要求动态口令"),
    FIELD_AS(F_BOOL, bool, S, who.password_change, "password_change", .title = "须先修改密码"),
    FIELD_TIME(S, now, .title = "平台时间"),
    FIELD_TEXTS(S, duties, .title = "岗位", .options = duty_codes, .labels = duty_labels),
    FIELD_TEXTS(S, permissions, .title = "权限"));
#undef S

struct session_begun {
	i64 account;
};
FIELD_TABLE(session_begun_answer, "SessionBegun", struct session_begun,
    FIELD_ID(struct session_begun, account, .title = "账号编号"));

struct totp_key {
	str uri;
};
FIELD_TABLE(totp_key_answer, "TotpKey", struct totp_key,
    FIELD_STR(struct totp_key, uri, .title = "动态口令密钥", .note = "otpauth 地址，用身份验证器扫描其二维码"));

/* The step of a right and unused code is taken, so that it cannot be used again (RFC 6238, 5.2). */
static bool
use_code(request *r, i64 account, str sealed, str code)
{
	return second_factor_take(r->db, account, second_factor_step(r->a, r->w->ring, account, sealed, code));
}

/* Whose guesses are counted: the device's own when this account signed in on it before, everybody else's together. */
static str
guess_bucket(request *r, str login)
{
	u8 *hash = arena_alloc(r->a, CRYPT_HASH);
	str device = request_cookie(r, DEVICE_COOKIE), proof, name;
	u8 index[BLIND_INDEX];

	/* The cookie is "random.proof": the proof binds it to the account, so it cannot be made up. */
	if (str_cut(&device, '.', &name) && name.n == CRYPT_TOKEN - 1) {
		blind_index(
		    r->w->ring, STR("device"), str_f(r->a, "%.*s %.*s", STR_ARG(login), STR_ARG(name)), index);
		proof = str_hex(r->a, index, 16);
		if (device.n == proof.n && crypt_equal(device.p, proof.p, proof.n)) {
			crypt_hash(str_f(r->a, "device %.*s", STR_ARG(name)), hash);
			return (str){ (char *)hash, CRYPT_HASH };
		}
	}
	crypt_hash(str_f(r->a, "login %.*s", STR_ARG(login)), hash);
	return (str){ (char *)hash, CRYPT_HASH };
}

static void
remember_device(request *r, str login)
{
	char name[CRYPT_TOKEN];
	u8 index[BLIND_INDEX];

	crypt_token(name);
	blind_index(r->w->ring, STR("device"), str_f(r->a, "%.*s %s", STR_ARG(login), name), index);
	request_header(r, "Set-Cookie",
	    str_f(r->a, DEVICE_COOKIE "=%s.%.*s; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=15552000", name,
		STR_ARG(str_hex(r->a, index, 16))));
}

static void
count_guess(request *r, str bucket)
{
	throttle_count(r->db, STR("sign-in"), bucket, setting_int(r->db, "sign_in.wait_minutes") * 60,
	    setting_int(r->db, "sign_in.tries"));
}

static error_code
session_create(request *r)
{
	const struct sign_in *in = r->in;
	str bucket = guess_bucket(r, in->login);
	struct throttle_get guesses;
	struct account_sign_in a;
	bool known, right;

	if (throttle_get(r->db, STR("sign-in"), bucket, &guesses) && guesses.blocked)
		return request_refuse(r, E_TOO_MANY, "尝试次数过多，请 %lld 分钟后再试",
		    (long long)setting_int(r->db, "sign_in.wait_minutes"));
	known = account_sign_in(r->db, in->login, &a);
	if (known)
		right = password_verify(str_z(r->a, a.password_hash), in->password);
	else
		password_dummy(in->password), right = false;
	if (!right) {
		count_guess(r, bucket);
		return E_SIGN_IN;
	}
	if (a.totp_on && in->code.n == 0)
		return request_refuse(r, E_SECOND_FACTOR, "请输入动态口令");
	if (a.totp_on && !use_code(r, a.id, a.totp_sealed, in->code)) {
		count_guess(r, bucket);
		return request_refuse(r, E_SECOND_FACTOR, "动态口令不正确或已使用，请等待下一个口令");
	}
	throttle_clear(r->db, STR("sign-in"), bucket);
	account_signed_in(r->db, a.id);
	session_start(r, a.id, a.totp_on);
	remember_device(r, in->login);
	r->status = 201;
	ANSWER(r, session_begun_answer, &(struct session_begun){ a.id });
	return E_OK;
}

static error_code
session_show(request *r)
{
	str *duties = ARENA_ARRAY(r->a, str, 6), *permissions = ARENA_ARRAY(r->a, str, PERMISSION_COUNT);
	struct session_view v = { .who = r->who,
		.role = str_of(role_names[r->who.role]),
		.second_factor_needed = (r->who.duties & DUTY_SECOND_FACTOR) != 0,
		.now = r->now,
		.duties = { duties, 0 },
		.permissions = { permissions, 0 } };
	struct account_secret a;

	if (!account_secret(r->db, r->who.account, &a))
		return E_SIGNED_OUT;
	v.second_factor_enrolled = a.totp_on;
	for (int i = 0; i < 6; i++)
		if (r->who.duties & 1 << i)
			duties[v.duties.n++] = str_of(duty_names[i]);
	for (permission p = SIGNED_IN + 1; p < PERMISSION_COUNT; p++)
		if (policy_allows(p, r->who.role, r->who.duties))
			permissions[v.permissions.n++] = str_of(policy_table[p].name);
	ANSWER(r, session_answer, &v);
	return E_OK;
}

static error_code
session_remove(request *r)
{
	session_end(r);
	r->status = 204;
	return E_OK;
}

static error_code
session_password(request *r)
{
	const struct password_change *in = r->in;
	struct account_secret a;
	char hash[PASSWORD_HASH];
	const char *why;

	if (!account_secret(r->db, r->who.account, &a) || !password_verify(str_z(r->a, a.password_hash), in->old))
		return request_refuse(r, E_SIGN_IN, "原密码不正确");
	if (str_eq(in->old, in->new))
		faults_at(&r->faults, "/new", "新密码不能与原密码相同");
	else if ((why = password_fault(in->new, a.login)) != NULL)
		faults_at(&r->faults, "/new", why);
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (!password_hash(in->new, hash))
		return E_BUSY;
	account_set_password(r->db, str_of(hash), false, r->who.account);
	session_delete_account(r->db, r->who.account);
	session_start(r, r->who.account, r->who.second_factor);
	r->status = 204;
	return E_OK;
}

static error_code
session_totp(request *r)
{
	u8 secret[TOTP_SECRET];
	str sealed;

	totp_secret(secret);
	sealed = field_seal(
	    r->a, r->w->ring, second_factor_context(r->a, r->who.account), (str){ (char *)secret, sizeof secret });
	if (account_set_totp(r->db, sealed, r->who.account) == 0)
		return request_refuse(r, E_STATE, "动态口令已启用，如需更换请联系本机构管理员");
	ANSWER(r, totp_key_answer,
	    &((struct totp_key){ totp_uri(r->a, secret, STR("职业技能等级证书信息管理服务平台"), r->who.login) }));
	crypt_wipe(secret, sizeof secret);
	return E_OK;
}

static error_code
session_totp_confirm(request *r)
{
	const struct totp_confirm *in = r->in;
	struct account_secret a;

	if (!account_secret(r->db, r->who.account, &a) || a.totp_sealed.p == NULL || a.totp_on)
		return request_refuse(r, E_STATE, "请先获取动态口令密钥");
	if (!use_code(r, r->who.account, a.totp_sealed, in->code))
		return request_refuse(r, E_SECOND_FACTOR, "动态口令不正确，请核对手机时间");
	account_confirm_totp(r->db, r->who.account);
	session_second_factor(r->db, r->who.session);
	r->status = 204;
	return E_OK;
}

ROUTES(session,
    ROUTE(POST, "/session", session_create, PUBLIC, "登录", .in = &sign_in_input, .answer = &session_begun_answer,
	.no_key = true),
    ROUTE(GET, "/session", session_show, SIGNED_IN, "当前登录信息", .answer = &session_answer),
    ROUTE(DELETE, "/session", session_remove, SIGNED_IN, "退出登录"),
    ROUTE(POST, "/session/password", session_password, SIGNED_IN, "修改本人密码", .in = &password_change_input,
	.write = true, .no_key = true),
    ROUTE(POST, "/session/totp", session_totp, SIGNED_IN, "获取动态口令密钥", .answer = &totp_key_answer,
	.write = true, .no_key = true),
    ROUTE(POST, "/session/totp/confirm", session_totp_confirm, SIGNED_IN, "启用动态口令", .in = &totp_confirm_input,
	.no_key = true));
