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

const char *const certificate_statuses[] = { "valid", "revoked", "replaced", "invalid", "unsealed", NULL };
const char *const certificate_status_titles[] = { "有效", "已撤销", "已更正", "签名无效", "未盖章", NULL };
/* The chain's stages, then the seal's single proof. */
static const char *const stages[] = { "evaluation", "site", "seal", "seal_jcs", NULL };
static const char *const stage_titles[] = { "培训评价组织签发", "考核站点签发", "培训评价组织盖章", "机读凭证盖章",
	NULL };

struct signature_view {
	str stage, title, organisation, signer, key;
	i64 signed_at;
	bool valid;
};
#define S struct signature_view
FIELD_TABLE(signature_item, "CertificateSignature", S,
    FIELD_STR(S, stage, .title = "环节", .options = stages, .labels = stage_titles),
    FIELD_STR(S, title, .title = "环节"), FIELD_STR(S, organisation, .title = "机构"),
    FIELD_STR(S, signer, .title = "签名人"), FIELD_STR(S, key, .title = "公钥"),
    FIELD_TIME(S, signed_at, .title = "签名时间"), FIELD_BOOL(S, valid, .title = "有效"));
#undef S

static const char *const checks[] = { "content", "evaluation", "site", "seal", "seal_jcs", "state", "match", NULL };
static const char *const check_titles[] = { "证书内容", "培训评价组织签发", "考核站点签发", "培训评价组织盖章",
	"机读凭证盖章", "证书状态", "与所验材料相符", NULL };
enum { CHECK_CONTENT, CHECK_STAGE, CHECK_STATE = CHECK_STAGE + CREDENTIAL_STAGES + 1, CHECK_MATCH, CHECKS };

struct check_view {
	str name, title, reason;
	bool passed;
};
#define S struct check_view
FIELD_TABLE(check_item, "CertificateCheck", S,
    FIELD_STR(S, name, .title = "检查项", .options = checks, .labels = check_titles),
    FIELD_STR(S, title, .title = "检查项"), FIELD_BOOL(S, passed, .title = "通过"),
    FIELD_STR(S, reason, .title = "理由"));
#undef S

#define S certificate_found
FIELD_TABLE_SHARED(certificate_found_answer, "CertificateFound", S,
    FIELD_STR(S, status, .title = "验证结论", .options = certificate_statuses, .labels = certificate_status_titles),
    FIELD_STR(S, status_title, .title = "验证结论"), FIELD_LIST(S, signatures, signature_item, .title = "签名"),
    FIELD_LIST(S, checks, check_item, .title = "逐项检查"));
#undef S

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
	for (size_t i = 0; certificate_statuses[i]; i++)
		if (strcmp(status, certificate_statuses[i]) == 0)
			return certificate_status_titles[i];
	return "";
}

/* Does the k-th signature verify, the single proof being the last. */
static bool
good(const certificate_view *v, size_t k)
{
	return k < CREDENTIAL_STAGES ? v->checked.good[k] : v->checked.seal_good;
}

static list
signatures_of(request *r, const certificate_view *v)
{
	struct signature_view *to = ARENA_ARRAY(r->a, struct signature_view, v->n + 1);
	size_t n = 0;

	for (size_t k = 0; k <= CREDENTIAL_STAGES; k++) {
		for (size_t i = 0; i < v->n; i++) {
			const struct certificate_marks *m = &v->marks[i];

			if ((size_t)credential_stage_of(m->stage) != k)
				continue;
			to[n++] = (struct signature_view){ .stage = m->stage,
				.title = str_of(stage_titles[k]),
				.organisation = k == CREDENTIAL_SITE ? v->c.site : v->c.evaluator,
				.signer = m->account,
				.key = multikey_encode(r->a, (const u8 *)m->public_key.p),
				.signed_at = m->signed_at,
				.valid = good(v, k) };
		}
	}
	return (list){ to, n };
}

/* Why a signature counts or does not. A stage signs the one before, so it falls with it. */
static const char *
reason_of(const certificate_view *v, size_t k)
{
	bool present = k < CREDENTIAL_STAGES ? v->checked.present[k] : v->checked.seal_present;

	if (!present)
		return "没有这一环节的签名";
	if (good(v, k))
		return "签名与证书内容相符，所用密钥是该机构公布的密钥";
	if (k > 0 && k < CREDENTIAL_STAGES && !v->checked.good[k - 1])
		return "前一环节的签名无效，此签名所依据的内容不成立";
	return "签名与证书内容不符：内容或签名被改动，或不是用该机构公布的密钥签的";
}

static str
state_reason(request *r, const certificate_view *v)
{
	if (str_is(v->c.state, "revoked"))
		return STR("此证书已被撤销，不再有效");
	if (str_is(v->c.state, "replaced"))
		return str_f(r->a, "此证书已被更正，由 %.*s 代替", STR_ARG(v->c.replaced_by));
	if (str_is(v->c.state, "sealed"))
		return STR("未被撤销，也未被更正");
	return STR("签发、盖章尚未全部完成");
}

certificate_found
certificate_judge(request *r, const certificate_view *v, const bool *matches)
{
	const char *status = certificate_status(v);
	struct check_view *c = ARENA_ARRAY(r->a, struct check_view, CHECKS);

	for (size_t i = 0; i < CHECKS; i++)
		c[i] = (struct check_view){ .name = str_of(checks[i]), .title = str_of(check_titles[i]) };
	c[CHECK_CONTENT].passed = v->whole;
	c[CHECK_CONTENT].reason =
	    str_of(v->whole ? "与制证时固定的内容逐字节相同" : "与制证时固定的内容不同，内容已被改动");
	for (size_t k = 0; k <= CREDENTIAL_STAGES; k++) {
		c[CHECK_STAGE + k].passed = good(v, k);
		c[CHECK_STAGE + k].reason = str_of(reason_of(v, k));
	}
	c[CHECK_STATE].passed = str_is(v->c.state, "sealed");
	c[CHECK_STATE].reason = state_reason(r, v);
	c[CHECK_MATCH].passed = matches && *matches;
	c[CHECK_MATCH].reason = str_of(
	    c[CHECK_MATCH].passed ? "扫描或提交的就是这张证书的内容" : "扫描或提交的内容与这张证书不同，可能被改动");
	return (certificate_found){ .status = str_of(status),
		.status_title = str_of(certificate_status_title(status)),
		.signatures = signatures_of(r, v),
		.checks = { c, matches ? CHECKS : CHECK_MATCH } };
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
