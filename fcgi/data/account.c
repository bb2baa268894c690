/*
 * account.c: see account.h.
 */
#include "data/account.h"

#include "crypt/password.h"
#include "crypt/secret.h"
#include "query/account.h"

enum { ONE_TIME = 20 };

static str
hashed(db *d, str password)
{
	char *hash = arena_alloc(db_arena(d), PASSWORD_HASH);

	if (!password_hash(password, hash))
		arena_fail(db_arena(d), E_BUSY);
	return str_of(hash);
}

str
account_one_time(db *d, str *hash)
{
	char token[CRYPT_TOKEN];
	str password;

	crypt_token(token);
	password = str_dup(db_arena(d), str_head(str_of(token), ONE_TIME));
	*hash = hashed(d, password);
	crypt_wipe(token, sizeof token);
	return password;
}

void
account_give(db *d, i64 account, const str *duties, size_t n, i64 given_by)
{
	account_duties_delete(d, account);
	for (size_t i = 0; i < n; i++)
		account_duty_insert(d, account, duties[i], given_by);
}

i64
account_make(db *d, const account_new *n, str *once)
{
	struct account_login_taken taken;
	bool own = n->password.p != NULL;
	str hash;
	i64 id;

	/* Asked first: hashing is dear. The unique key decides. */
	if (account_login_taken(d, n->login, &taken))
		return 0;
	if (own)
		hash = hashed(d, n->password);
	else
		*once = account_one_time(d, &hash);
	id = account_insert(d, n->organisation, n->login, n->name, hash);
	if (id == 0)
		return 0;
	if (own)
		account_set_password(d, hash, false, id);
	account_give(d, id, n->duties, n->n_duties, n->given_by);
	return id;
}
