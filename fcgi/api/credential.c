/*
 * credential.c: what verifiers elsewhere fetch: credentials of sealed certificates, DID documents with the public
 * keys, the list of revoked ones. Published bytes only; every one is found by a random id or is public by nature.
 */
#include "api/certificate_view.h"
#include "api/routes.h"
#include "crypt/encode.h"

struct keys_query {
	i64 organisation;
};
FIELD_TABLE(keys_query_fields, "KeysQuery", struct keys_query,
    FIELD_ID(struct keys_query, organisation, .title = "机构", .required = true));

struct key_view {
	str purpose, key_name, public_key, state;
	i64 created_at;
};
static const char *const purposes[] = { "evaluation", "site", "seal", NULL };
static const char *const purpose_titles[] = { "评价组织签发", "考核站点签发", "评价组织盖章", NULL };
static const char *const key_states[] = { "active", "retired", NULL };
static const char *const key_state_titles[] = { "使用中", "已停用", NULL };
#define S struct key_view
FIELD_TABLE(key_item, "PublicKey", S,
    FIELD_STR(S, purpose, .title = "用途", .options = purposes, .labels = purpose_titles),
    FIELD_STR(S, key_name, .title = "密钥名"), FIELD_STR(S, public_key, .title = "公钥", .note = "Multikey"),
    FIELD_STR(S, state, .title = "状态", .options = key_states, .labels = key_state_titles),
    FIELD_TIME(S, created_at, .title = "登记时间"));
#undef S

static void
publish(request *r, const char *media, str bytes)
{
	r->media = str_of(media);
	r->bytes = bytes;
	request_header(r, "Access-Control-Allow-Origin", STR("*"));
}

/* UUID, UUID.json, UUID.jcs.json: with the seal's single proof; UUID.full.json: with the whole chain as well. */
static error_code
credential_show(request *r)
{
	str name = r->text[0], uuid = str_head(name, 36), tail = str_from(name, 36), text;
	bool full = str_is(tail, ".full.json");
	struct certificate_by_uuid found;
	certificate_view v;
	str proofs[CREDENTIAL_STAGES + 1];
	size_t n = 1;

	if (tail.n && !full && !str_is(tail, ".json") && !str_is(tail, ".jcs.json"))
		return E_NOT_FOUND;
	if (!certificate_uuid_bytes(r->a, uuid, &uuid) || !certificate_by_uuid(r->db, uuid, &found) ||
	    !certificate_load(r, found.id, &v) || !v.checked.seal_present || v.checked.count != CREDENTIAL_STAGES)
		return E_NOT_FOUND;
	proofs[0] = v.checked.proofs[CREDENTIAL_STAGES];
	if (full)
		for (; n <= CREDENTIAL_STAGES; n++)
			proofs[n] = v.checked.proofs[n - 1];
	if (!credential_publish(r->a, v.c.document, proofs, n, !full, &text))
		return E_BUG;
	publish(r, "application/vc", text);
	return E_OK;
}

static error_code
did(request *r, credential_stage stage)
{
	i64 id = r->id[0];
	str host = str_of(r->w->conf->host);
	struct certificate_keys *v;
	struct certificate_site_keys *w;
	credential_signer *keys;
	size_t n;

	if (stage == CREDENTIAL_SITE) {
		n = certificate_site_keys(r->db, id, &w);
		keys = ARENA_ARRAY(r->a, credential_signer, n + 1);
		for (size_t i = 0; i < n; i++)
			keys[i] = (credential_signer){ credential_method(r->a, stage, host, id, w[i].key_name),
				(const u8 *)w[i].public_key.p };
	} else {
		n = certificate_keys(r->db, id, stage == CREDENTIAL_SEAL ? STR("seal") : STR("evaluation"), &v);
		keys = ARENA_ARRAY(r->a, credential_signer, n + 1);
		for (size_t i = 0; i < n; i++)
			keys[i] = (credential_signer){ credential_method(r->a, stage, host, id, v[i].key_name),
				(const u8 *)v[i].public_key.p };
	}
	if (n == 0)
		return E_NOT_FOUND;
	publish(
	    r, "application/did+json", credential_did_document(r->a, credential_did(r->a, stage, host, id), keys, n));
	return E_OK;
}

static error_code
did_seal(request *r)
{
	return did(r, CREDENTIAL_SEAL);
}

static error_code
did_evaluation(request *r)
{
	return did(r, CREDENTIAL_EVALUATION);
}

static error_code
did_site(request *r)
{
	return did(r, CREDENTIAL_SITE);
}

static error_code
keys_index(request *r)
{
	const struct keys_query *q = r->q;
	struct certificate_keys *v[3];
	size_t n[3], all = 0;
	struct key_view *to;

	for (size_t p = 0; p < 3; p++)
		all += n[p] = certificate_keys(r->db, q->organisation, str_of(purposes[p]), &v[p]);
	to = ARENA_ARRAY(r->a, struct key_view, all + 1);
	all = 0;
	for (size_t p = 0; p < 3; p++)
		for (size_t i = 0; i < n[p]; i++)
			to[all++] = (struct key_view){ .purpose = str_of(purposes[p]),
				.key_name = v[p][i].key_name,
				.public_key = multikey_encode(r->a, (const u8 *)v[p][i].public_key.p),
				.state = v[p][i].state,
				.created_at = v[p][i].created_at };
	ANSWER_ALL(r, key_item, to, all);
	return E_OK;
}

static void
put_le(buf *b, uint32_t v, int bytes)
{
	for (int i = 0; i < bytes; i++, v >>= 8)
		buf_char(b, (char)(v & 0xff));
}

/* The bytes as a gzip file (RFC 1952) of one stored block (RFC 1951, 3.2.4): n is below 65,536. */
static str
gzip_stored(arena *a, const u8 *p, size_t n)
{
	static const char head[10] = { 0x1f, (char)0x8b, 8, 0, 0, 0, 0, 0, 0, (char)255 };
	buf b = { .a = a };
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < n; i++) {
		crc ^= p[i];
		for (int k = 0; k < 8; k++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	buf_put(&b, head, sizeof head);
	buf_char(&b, 1);
	put_le(&b, (uint32_t)n, 2);
	put_le(&b, (uint32_t)~n, 2);
	buf_put(&b, p, n);
	put_le(&b, ~crc, 4);
	put_le(&b, (uint32_t)n, 4);
	return buf_view(&b);
}

/* Bitstring Status List 1.0, 3.1: bit i is the (i mod 8)-th from the left of byte i / 8. */
static error_code
status_show(request *r)
{
	struct certificate_status_list s;
	struct certificate_status_bits *v;
	str host = str_of(r->w->conf->host), id;
	size_t n;
	u8 *bits;
	json *j = &r->out;

	if (!certificate_status_list(r->db, r->id[0], &s))
		return E_NOT_FOUND;
	n = certificate_status_bits(r->db, r->id[0], &v);
	bits = arena_alloc(r->a, (size_t)s.bits / 8);
	for (size_t i = 0; i < n; i++)
		if (v[i].position >= 0 && v[i].position < s.bits)
			bits[v[i].position / 8] |= (u8)(0x80 >> v[i].position % 8);
	id = str_f(r->a, "https://%.*s/status/%lld", STR_ARG(host), (long long)r->id[0]);
	jw_open(j);
	jw_key(j, "@context");
	jw_list(j);
	jw_str(j, STR("https://www.w3.org/ns/credentials/v2"));
	jw_end(j);
	jw_kstr(j, "id", id);
	jw_key(j, "type");
	jw_list(j);
	jw_str(j, STR("VerifiableCredential"));
	jw_str(j, STR("BitstringStatusListCredential"));
	jw_end(j);
	jw_kstr(j, "issuer", credential_did(r->a, CREDENTIAL_SEAL, host, s.evaluator_id));
	jw_key(j, "credentialSubject");
	jw_open(j);
	jw_kstr(j, "id", str_f(r->a, "%.*s#list", STR_ARG(id)));
	jw_kstr(j, "type", STR("BitstringStatusList"));
	jw_kstr(j, "statusPurpose", STR("revocation"));
	jw_kstr(j, "encodedList",
	    str_join(r->a, STR("u"), base64url_encode(r->a, gzip_stored(r->a, bits, (size_t)s.bits / 8))));
	jw_close(j);
	jw_close(j);
	r->media = STR("application/vc");
	request_header(r, "Access-Control-Allow-Origin", STR("*"));
	return E_OK;
}

ROUTES(credential,
    ROUTE(GET, "/public/credentials/{name}", credential_show, PUBLIC, "机读凭证", .out = "application/vc"),
    ROUTE(GET, "/public/did/orgs/{id}", did_seal, PUBLIC, "评价组织的 DID 文档", .out = "application/did+json"),
    ROUTE(GET, "/public/did/orgs/{id}/evaluation", did_evaluation, PUBLIC, "评价组织签发的 DID 文档",
	.out = "application/did+json"),
    ROUTE(GET, "/public/did/sites/{id}", did_site, PUBLIC, "考核站点的 DID 文档", .out = "application/did+json"),
    ROUTE(GET, "/public/keys", keys_index, PUBLIC, "机构公布的公钥", .query = &keys_query_fields, .items = &key_item),
    ROUTE(GET, "/public/status/{id}", status_show, PUBLIC, "撤销状态列表", .out = "application/vc"));
