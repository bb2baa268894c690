/*
 * password.c: account passwords. See password.h.
 */
#include "crypt/password.h"

#include <sodium.h>
#include <strings.h>

#define OPERATIONS 2ULL
#define MEMORY ((size_t)19 * 1024 * 1024)

_Static_assert(PASSWORD_HASH == crypto_pwhash_STRBYTES, "room for the text form");

/* What people type when twelve characters are asked for; compared without case. */
static const char *const worst[] = {
	"1234567890123",
	"123456789012",
	"0123456789ab",
	"123456789abc",
	"1234567890ab",
	"1234567890qw",
	"0987654321ab",
	"123456123456",
	"123123123123",
	"987654321012",
	"abcdefghijkl",
	"abcd12345678",
	"abc123456789",
	"a12345678910",
	"aa1234567890",
	"qwertyuiop12",
	"qwertyuiop123",
	"qwertyuiopas",
	"qwertyuiop[]",
	"qwerty123456",
	"asdfghjkl123",
	"1q2w3e4r5t6y",
	"1qaz2wsx3edc",
	"qazwsxedcrfv",
	"password1234",
	"passw0rd1234",
	"password12345",
	"p@ssw0rd1234",
	"administrator",
	"administrator1",
	"admin1234567",
	"admin123456789",
	"iloveyou1234",
	"woaini123456",
	"woaini1314520",
	"5201314520131",
	"zhangwei1234",
	"changeme1234",
	"welcome12345",
	"letmein12345",
	"testtesttest",
	"rootrootroot",
	"adminadmin12",
	"adminadminadmin",
};

bool
password_hash(str password, char hash[PASSWORD_HASH])
{
	return crypto_pwhash_str_alg(hash, password.p ? password.p : "", password.n, OPERATIONS, MEMORY,
		   crypto_pwhash_ALG_ARGON2ID13) == 0;
}

bool
password_verify(const char *hash, str password)
{
	return crypto_pwhash_str_verify(hash, password.p ? password.p : "", password.n) == 0;
}

void
password_dummy(str password)
{
	static const u8 salt[crypto_pwhash_SALTBYTES] = "no such account";
	u8 out[32];

	(void)!crypto_pwhash(out, sizeof out, password.p ? password.p : "", password.n, salt, OPERATIONS, MEMORY,
	    crypto_pwhash_ALG_ARGON2ID13);
	sodium_memzero(out, sizeof out);
}

bool
password_stale(const char *hash)
{
	return crypto_pwhash_str_needs_rehash(hash, OPERATIONS, MEMORY) != 0;
}

static bool
same(str x, str y)
{
	return x.n == y.n && (x.n == 0 || strncasecmp(x.p, y.p, x.n) == 0);
}

static bool
blank(int32_t cp)
{
	return cp <= ' ' || cp == 0x7f || cp == 0xa0 || cp == 0x3000 || (cp >= 0x2000 && cp <= 0x200f) ||
	       cp == 0xfeff;
}

const char *
password_fault(str password, str account)
{
	bool seen[256] = { false };
	size_t length = 0, visible = 0, kinds = 0;
	int32_t cp;

	if (!utf8_valid(password))
		return "密码含有无法识别的字符，请重新输入";
	for (str s = password; (cp = utf8_next(&s)) != -1; length++)
		visible += !blank(cp);
	if (visible == 0)
		return "密码不能为空或全部为空白";
	if (length < PASSWORD_LEAST)
		return "密码至少需要 12 个字符";
	if (length > PASSWORD_LONGEST)
		return "密码最多 128 个字符";
	if (same(str_trim(password), str_trim(account)))
		return "密码不能与账号相同";
	for (size_t i = 0; i < password.n; i++) {
		kinds += !seen[(u8)password.p[i]];
		seen[(u8)password.p[i]] = true;
	}
	if (kinds < 4)
		return "密码由过少的字符重复组成，请换一个";
	for (size_t i = 0; i < sizeof worst / sizeof *worst; i++)
		if (same(password, str_of(worst[i])))
			return "该密码过于常见，容易被猜中，请换一个";
	return NULL;
}
