/*
 * session.c: sessions in the database, their cookie. See session.h.
 */
#include "web/session.h"

#include "crypt/secret.h"
#include "query/session.h"

static bool
token_hash(const request *r, u8 hash[CRYPT_HASH])
{
	str token = request_cookie(r, SESSION_COOKIE);

	if (token.n != CRYPT_TOKEN - 1)
		return false;
	crypt_hash(token, hash);
	return true;
}

void
session_find(request *r)
{
	u8 hash[CRYPT_HASH];
	struct session_get s;
	str key = { (const char *)hash, sizeof hash };

	if (!token_hash(r, hash) || !session_get(r->db, key, &s))
		return;
	r->now = s.now;
	r->who = (identity){ .account = s.account_id,
		.organisation = s.organisation_id,
		.duties = (int)s.duties,
		.second_factor = s.second_factor,
		.password_change = s.must_change_password,
		.province = s.province,
		.name = s.name,
		.login = s.login,
		.session = str_dup(r->a, key) };
	if (!role_from(s.role, &r->who.role))
		arena_fail(r->a, E_BUG);
	if (s.stale)
		session_touch(r->db, key);
}

void
session_start(request *r, i64 account, bool second_factor)
{
	char token[CRYPT_TOKEN];
	u8 hash[CRYPT_HASH];

	if (token_hash(r, hash))
		session_delete(r->db, (str){ (const char *)hash, sizeof hash });
	crypt_token(token);
	crypt_hash(str_of(token), hash);
	session_insert(r->db, (str){ (const char *)hash, sizeof hash }, account, second_factor, r->remote);
	request_header(
	    r, "Set-Cookie", str_f(r->a, SESSION_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Strict", token));
	crypt_wipe(token, sizeof token);
}

void
session_end(request *r)
{
	session_delete(r->db, r->who.session);
	request_header(
	    r, "Set-Cookie", STR(SESSION_COOKIE "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"));
}
