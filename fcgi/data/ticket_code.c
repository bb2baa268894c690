/*
 * ticket_code.c: see ticket_code.h.
 */
#include "data/ticket_code.h"

#include "crypt/secret.h"

/* The caller closes the key before it uses the arena again. */
static signing_key *
open_key(arena *a, const keyring *r)
{
	u8 seed[BLIND_INDEX];
	signing_key *k;

	_Static_assert((int)BLIND_INDEX == (int)KEY_SEED, "the index is the seed");
	blind_index(r, STR("ticket-qr"), STR("Ed25519 seed 1"), seed);
	k = key_from_seed(seed);
	crypt_wipe(seed, sizeof seed);
	if (k == NULL)
		arena_fail(a, E_BUSY);
	return k;
}

str
ticket_code_make(arena *a, const keyring *r, const ticket_code *c)
{
	str head = str_f(a, "TK1.%lld.%lld.%.*s", (long long)c->plan, (long long)c->registration, STR_ARG(c->number));
	u8 signature[KEY_SIGNATURE];
	signing_key *k = open_key(a, r);

	key_sign(k, head, signature);
	key_close(k);
	return str_f(
	    a, "%.*s.%s", STR_ARG(head), base64url_encode(a, (str){ (char *)signature, sizeof signature }).p);
}

str
ticket_code_public(arena *a, const keyring *r)
{
	char *out = arena_alloc(a, KEY_PUBLIC);
	signing_key *k = open_key(a, r);

	memcpy(out, key_public(k), KEY_PUBLIC);
	key_close(k);
	return (str){ out, KEY_PUBLIC };
}

bool
ticket_code_read(arena *a, const keyring *r, str text, ticket_code *out)
{
	str rest = text, part, head, signature;

	if (!str_cut(&rest, '.', &part) || !str_is(part, "TK1") || !str_cut(&rest, '.', &part) ||
	    !str_i64(part, &out->plan) || !str_cut(&rest, '.', &part) || !str_i64(part, &out->registration) ||
	    !str_cut(&rest, '.', &out->number) || !base64url_decode(a, rest, &signature) ||
	    signature.n != KEY_SIGNATURE)
		return false;
	head = str_head(text, text.n - rest.n - 1);
	return key_verify((const u8 *)ticket_code_public(a, r).p, head, (const u8 *)signature.p);
}
