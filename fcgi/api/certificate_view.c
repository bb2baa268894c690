/*
 * certificate_view.c: loading, verifying and showing one certificate. See certificate_view.h.
 */
#include "api/certificate_view.h"

#include "crypt/secret.h"

bool
certificate_load(request *r, i64 id, certificate_view *v)
{
	credential_mark *m;
	u8 hash[CRYPT_HASH];

	if (!certificate_show(r->db, id, &v->c))
		return false;
	v->n = certificate_marks(r->db, id, &v->marks);
	m = ARENA_ARRAY(r->a, credential_mark, v->n + 1);
	for (size_t i = 0; i < v->n; i++)
		m[i] = (credential_mark){ v->marks[i].stage, v->marks[i].proof, v->marks[i].key_name,
			(const u8 *)v->marks[i].public_key.p,
			v->marks[i].site_id ? v->marks[i].site_id : v->marks[i].organisation_id };
	credential_check(r->a, str_of(r->w->conf->host), v->c.document, m, v->n, &v->checked);
	crypt_sha256(v->c.document, hash);
	v->whole = str_eq((str){ (const char *)hash, sizeof hash }, v->c.document_hash);
	return true;
}

const char *
certificate_status(const certificate_view *v)
{
	bool ended = str_is(v->c.state, "revoked") || str_is(v->c.state, "replaced");

	if (!ended && !str_is(v->c.state, "sealed"))
		return "unsealed";
	if (!v->checked.sound || !v->whole)
		return "invalid";
	return ended ? (str_is(v->c.state, "revoked") ? "revoked" : "replaced") : "valid";
}

const char *
certificate_status_title(const char *status)
{
	static const char *const titles[][2] = { { "valid", "有效" }, { "revoked", "已撤销" },
		{ "replaced", "已更正" }, { "invalid", "签名无效" }, { "unsealed", "未盖章" } };

	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		if (strcmp(status, titles[i][0]) == 0)
			return titles[i][1];
	return "";
}

void
certificate_write_checks(json *j, request *r, const certificate_view *v)
{
	static const char *const titles[] = { "培训评价组织签发", "考核站点签发", "培训评价组织盖章",
		"机读凭证盖章" };
	const char *status = certificate_status(v);

	jw_kstr(j, "status", str_of(status));
	jw_kstr(j, "status_title", str_of(certificate_status_title(status)));
	jw_key(j, "signatures");
	jw_list(j);
	for (size_t k = 0; k <= CREDENTIAL_STAGES; k++) {
		for (size_t i = 0; i < v->n; i++) {
			const struct certificate_marks *m = &v->marks[i];
			credential_stage s = credential_stage_of(m->stage);

			if ((size_t)s != k)
				continue;
			jw_open(j);
			jw_kstr(j, "stage", m->stage);
			jw_kstr(j, "title", str_of(titles[k]));
			jw_kstr(j, "organisation", s == CREDENTIAL_SITE ? v->c.site : v->c.evaluator);
			jw_kstr(j, "signer", m->account);
			jw_kstr(j, "key", multikey_encode(r->a, (const u8 *)m->public_key.p));
			jw_ktime(j, "signed_at", m->signed_at);
			jw_kbool(j, "valid", s < CREDENTIAL_STAGES ? v->checked.good[s] : v->checked.seal_good);
			jw_close(j);
		}
	}
	jw_end(j);
}

str
certificate_uuid_text(arena *a, str bytes)
{
	str h = str_hex(a, bytes.p, bytes.n);

	return str_f(a, "%.8s-%.4s-%.4s-%.4s-%.12s", h.p, h.p + 8, h.p + 12, h.p + 16, h.p + 20);
}

bool
certificate_uuid_bytes(arena *a, str text, str *bytes)
{
	char hex[32];
	size_t n = 0;
	u8 *p = arena_alloc(a, 16);

	if (text.n != 36)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (hyphen != (text.p[i] == '-'))
			return false;
		if (!hyphen)
			hex[n++] = text.p[i];
	}
	*bytes = (str){ (char *)p, 16 };
	return str_unhex((str){ hex, n }, p, 16);
}
