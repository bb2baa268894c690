/*
 * import_token.c: see import_token.h.
 */
#include "data/import_token.h"

#include "crypt/secret.h"

str
import_token(arena *a, const keyring *r, i64 batch, i64 total, i64 accepted)
{
	u8 hash[BLIND_INDEX];

	blind_index(r, STR("import-token"),
	    str_f(a, "%lld:%lld:%lld", (long long)batch, (long long)total, (long long)accepted), hash);
	return str_hex(a, hash, 16);
}

str
import_token_hash(arena *a, str token)
{
	u8 *hash = arena_alloc(a, CRYPT_HASH);

	crypt_hash(token, hash);
	return (str){ (char *)hash, CRYPT_HASH };
}
