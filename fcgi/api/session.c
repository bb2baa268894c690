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
#include "query/account.h"
#include "query/throttle.h"
#include "rules/checks.h"
#include "web/request.h"
#include "web/session.h"

#define DEVICE_COOKIE "__Host-device"
enum { GUESSES = 10, GUESS_SECONDS = 900 };

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

static error_code
session_create(request *r)
{
	const struct sign_in *in = r->in;
	str bucket = guess_bucket(r, in->login);
	struct throttle_get guesses;
	struct account_sign_in a;
	bool known, right;

	if (throttle_get(r->db, STR("sign-in"), bucket, &guesses) && guesses.blocked)
		return request_refuse(r, E_TOO_MANY, "尝试次数过多，请 15 分钟后再试");
	known = account_sign_in(r->db, in->login, &a);
	if (known)
		right = password_verify(str_z(r->a, a.password_hash), in->password);
	else
		password_dummy(in->password), right = false;
	if (!right) {
		throttle_count(r->db, STR("sign-in"), bucket, GUESS_SECONDS, GUESSES);
		return E_SIGN_IN;
	}
	if (a.totp_on && in->code.n == 0)
		return request_refuse(r, E_SECOND_FACTOR, "请输入动态口令");
	if (a.totp_on && !use_code(r, a.id, a.totp_sealed, in->code)) {
		throttle_count(r->db, STR("sign-in"), bucket, GUESS_SECONDS, GUESSES);
		return request_refuse(r, E_SECOND_FACTOR, "动态口令不正确或已使用，请等待下一个口令");
	}
	throttle_clear(r->db, STR("sign-in"), bucket);
	account_signed_in(r->db, a.id);
	session_start(r, a.id, a.totp_on);
	remember_device(r, in->login);
	r->status = 201;
	jw_open(&r->out);
	jw_kid(&r->out, "account", a.id);
	jw_close(&r->out);
	return E_OK;
}

static error_code
session_show(request *r)
{
	json *j = &r->out;
	struct account_secret a;

	if (!account_secret(r->db, r->who.account, &a))
		return E_SIGNED_OUT;
	jw_open(j);
	jw_kid(j, "account", r->who.account);
	jw_kid(j, "organisation", r->who.organisation);
	jw_kstr(j, "role", str_of(role_names[r->who.role]));
	jw_kstr(j, "province", r->who.province);
	jw_kstr(j, "name", r->who.name);
	jw_kstr(j, "login", r->who.login);
	jw_kbool(j, "second_factor", r->who.second_factor);
	jw_kbool(j, "second_factor_enrolled", a.totp_on);
	jw_kbool(j, "second_factor_needed", (r->who.duties & DUTY_SECOND_FACTOR) != 0);
	jw_kbool(j, "password_change", r->who.password_change);
	jw_ktime(j, "now", r->now);
	jw_key(j, "duties");
	jw_list(j);
	for (int i = 0; i < 6; i++)
		if (r->who.duties & 1 << i)
			jw_str(j, str_of(duty_names[i]));
	jw_end(j);
	jw_key(j, "permissions");
	jw_list(j);
	for (permission p = SIGNED_IN + 1; p < PERMISSION_COUNT; p++)
		if (policy_allows(p, r->who.role, r->who.duties))
			jw_str(j, str_of(policy_table[p].name));
	jw_end(j);
	jw_close(j);
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
	jw_open(&r->out);
	jw_kstr(&r->out, "uri", totp_uri(r->a, secret, STR("职业技能等级证书信息管理服务平台"), r->who.login));
	jw_close(&r->out);
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

ROUTES(session, ROUTE(POST, "/session", session_create, PUBLIC, "登录", .in = &sign_in_input, .no_key = true),
    ROUTE(GET, "/session", session_show, SIGNED_IN, "当前登录信息"),
    ROUTE(DELETE, "/session", session_remove, SIGNED_IN, "退出登录"),
    ROUTE(POST, "/session/password", session_password, SIGNED_IN, "修改本人密码", .in = &password_change_input,
	.write = true, .no_key = true),
    ROUTE(POST, "/session/totp", session_totp, SIGNED_IN, "获取动态口令密钥", .write = true, .no_key = true),
    ROUTE(POST, "/session/totp/confirm", session_totp_confirm, SIGNED_IN, "启用动态口令", .in = &totp_confirm_input,
	.no_key = true));
