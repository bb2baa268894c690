/*
 * credential.c: from facts to the canonical bytes of the credential, and the identifiers in it. See credential.h; the
 * proofs are in credential_proof.c. Serialisation of Open Badges 3.0: no null, no empty list, lists where it has
 * 0..*.
 */
#include "rules/credential.h"

#include "base/clock.h"
#include "crypt/secret.h"
#include "rules/jcs.h"

enum { TEXT_MOST = 500 };

/* The IRI of a thing of this platform. */
static str
address(arena *a, str host, const char *kind, str id, const char *fragment)
{
	return str_f(a, "https://%.*s/%s/%.*s%s", STR_ARG(host), kind, STR_ARG(id), fragment);
}

static str
with_fragment(arena *a, str iri, const char *fragment, i64 id)
{
	return id ? str_f(a, "%.*s#%s-%lld", STR_ARG(iri), fragment, (long long)id)
		  : str_f(a, "%.*s#%s", STR_ARG(iri), fragment);
}

/* Hundredths without needless zeroes: 8740 is "87.4". */
static str
score_text(arena *a, i64 centi)
{
	str s = str_f(a, "%lld.%02lld", (long long)(centi / 100), (long long)(centi % 100));

	while (s.p[s.n - 1] == '0')
		s.n--;
	return s.p[s.n - 1] == '.' ? str_head(s, s.n - 1) : s;
}

static str
second_text(arena *a, i64 us)
{
	char text[CLOCK_TEXT];
	size_t n = clock_text(us - us % CLOCK_SECOND, text);

	return str_dup(a, (str){ text, n });
}

static jcs *
list_of(arena *a, const char *only)
{
	return jcs_add(a, jcs_array(a), jcs_str(a, str_of(only)));
}

static jcs *
profile(arena *a, str id, str name)
{
	jcs *v = jcs_put_str(a, jcs_object(a), "id", id);

	jcs_put(a, v, "type", list_of(a, "Profile"));
	return jcs_put_str(a, v, "name", name);
}

str
credential_identity(arena *a, str value, str salt)
{
	u8 hash[CRYPT_HASH];

	crypt_sha256(str_join(a, value, salt), hash);
	return str_join(a, STR("sha256$"), str_hex(a, hash, sizeof hash));
}

str
credential_did(arena *a, credential_stage stage, str host, i64 id)
{
	size_t colon = str_find(host, ':');
	str name = str_head(host, colon), port = str_from(host, colon + 1);

	return str_f(a, "did:web:%.*s%s%.*s:%s:%lld%s", STR_ARG(name), port.n ? "%3A" : "", STR_ARG(port),
	    stage == CREDENTIAL_SITE ? "sites" : "orgs", (long long)id,
	    stage == CREDENTIAL_EVALUATION ? ":evaluation" : "");
}

str
credential_method(arena *a, credential_stage stage, str host, i64 id, str key_name)
{
	str did = credential_did(a, stage, host, id);

	return str_f(a, "%.*s#%.*s", STR_ARG(did), STR_ARG(key_name));
}

str
credential_address(arena *a, str host, str uuid, str document)
{
	u8 hash[CRYPT_HASH];

	crypt_sha256(document, hash);
	return str_join(a, address(a, host, "v", uuid, "#h="), base64url_encode(a, (str){ (const char *)hash, 16 }));
}

str
credential_did_document(arena *a, str did, const credential_signer *keys, size_t n)
{
	jcs *document = jcs_object(a), *context = jcs_array(a), *methods = jcs_array(a), *assertion = jcs_array(a);
	str text;

	jcs_add(a, context, jcs_str(a, STR("https://www.w3.org/ns/did/v1")));
	jcs_add(a, context, jcs_str(a, STR("https://w3id.org/security/multikey/v1")));
	for (size_t i = 0; i < n; i++) {
		jcs *method = jcs_put_str(a, jcs_object(a), "id", keys[i].method);

		jcs_put_str(a, method, "type", STR("Multikey"));
		jcs_put_str(a, method, "controller", did);
		jcs_put_str(a, method, "publicKeyMultibase", multikey_encode(a, keys[i].public_key));
		jcs_add(a, methods, method);
		jcs_add(a, assertion, jcs_str(a, keys[i].method));
	}
	jcs_put(a, document, "@context", context);
	jcs_put_str(a, document, "id", did);
	jcs_put(a, document, "verificationMethod", methods);
	jcs_put(a, document, "assertionMethod", assertion);
	if (!jcs_text(a, document, &text))
		arena_fail(a, E_BUG);
	return text;
}

/* Text that goes into the document: RDF canonicalisers disagree about control characters, so there are none. */
static bool
is_text(str s)
{
	if (s.n == 0 || !utf8_valid(s) || utf8_len(s) > TEXT_MOST)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((u8)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	return true;
}

static bool
is_uuid(str s)
{
	if (s.n != 36)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (hyphen ? s.p[i] != '-' : s.p[i] == '\0' || strchr("0123456789abcdef", s.p[i]) == NULL)
			return false;
	}
	return true;
}

static bool
is_host(str s)
{
	size_t colon = str_find(s, ':');

	for (size_t i = 0; i < colon; i++)
		if (s.p[i] == '\0' || strchr("abcdefghijklmnopqrstuvwxyz0123456789.-", s.p[i]) == NULL)
			return false;
	return colon > 0 && colon <= 253 && (colon == s.n || str_digits(str_from(s, colon + 1)));
}

static bool
is_score(i64 score, i64 least, i64 most)
{
	return most > 0 && most <= 1000000 && least >= 0 && least <= most && score >= least && score <= most;
}

static const char *
check(const credential_facts *f)
{
	const struct {
		str text;
		const char *wrong;
	} texts[] = {
		{ f->number, "缺少证书编号或其中有不可用的字符" },
		{ f->holder, "缺少持证人姓名或其中有不可用的字符" },
		{ f->salt, "缺少随机盐" },
		{ f->certificate_name, "缺少证书名称或其中有不可用的字符" },
		{ f->level_name, "缺少证书等级名称或其中有不可用的字符" },
		{ f->description, "缺少证书说明，或过长（最多 500 字）、有不可用的字符" },
		{ f->organisation_name, "缺少评价组织名称或其中有不可用的字符" },
		{ f->site_name, "缺少考核站点名称或其中有不可用的字符" },
		{ f->plan_number, "缺少考试计划编号或其中有不可用的字符" },
		{ f->plan_name, "缺少考试计划名称或其中有不可用的字符" },
	};
	int year, month, day;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!is_text(texts[i].text))
			return texts[i].wrong;
	if (!is_host(f->host))
		return "平台主机名设置不正确";
	if (!is_uuid(f->uuid) || !is_uuid(f->subject) || str_eq(f->uuid, f->subject) || f->salt.n < 22)
		return "证书的随机标识不正确";
	if (f->standard < 1 || f->organisation < 1 || f->site < 1 || f->level < 1 || f->level > 3)
		return "证书标准、等级、评价组织或考核站点的标识不正确";
	if (!clock_date(f->exam_date, &year, &month, &day))
		return "考试日期不正确";
	if (f->valid_from < CLOCK_SECOND || (f->valid_until && f->valid_until <= f->valid_from))
		return "证书生效或失效时间不正确";
	if (f->status_list < 1 || f->status_index < 0)
		return "证书没有分配撤销状态位";
	if (!is_score(f->total, f->total_least, f->total_most))
		return "总成绩超出范围或未达到合格线";
	for (size_t i = 0; i < f->component_count; i++) {
		const credential_component *c = &f->components[i];

		if (c->id < 1 || !is_text(c->name) || !is_score(c->score, c->least, c->most))
			return "分项成绩的名称不正确、超出范围或未达到合格线";
		for (size_t k = 0; k < i; k++)
			if (f->components[k].id == c->id)
				return "分项成绩重复";
	}
	return NULL;
}

/* A scale and a result on it. least 0 means that the scale has no line of its own. */
static void
add_score(arena *a, jcs *scales, jcs *results, str scale, str result, str name, i64 score, i64 least, i64 most)
{
	jcs *d = jcs_put_str(a, jcs_object(a), "id", scale), *r = jcs_put_str(a, jcs_object(a), "id", result);

	jcs_put(a, d, "type", list_of(a, "ResultDescription"));
	jcs_put_str(a, d, "name", name);
	jcs_put_str(a, d, "resultType", STR("RawScore"));
	jcs_put_str(a, d, "valueMin", STR("0"));
	jcs_put_str(a, d, "valueMax", score_text(a, most));
	if (least)
		jcs_put_str(a, d, "requiredValue", score_text(a, least));
	jcs_add(a, scales, d);
	jcs_put(a, r, "type", list_of(a, "Result"));
	jcs_put_str(a, r, "resultDescription", scale);
	jcs_put_str(a, r, "value", score_text(a, score));
	jcs_put_str(a, r, "status", STR("Completed"));
	jcs_add(a, results, r);
}

static void
add_level(arena *a, jcs *scales, jcs *results, str scale, str result, str level)
{
	jcs *d = jcs_put_str(a, jcs_object(a), "id", scale), *r = jcs_put_str(a, jcs_object(a), "id", result);

	jcs_put(a, d, "type", list_of(a, "ResultDescription"));
	jcs_put_str(a, d, "name", STR("等级"));
	jcs_put_str(a, d, "resultType", STR("PerformanceLevel"));
	jcs_add(a, scales, d);
	jcs_put(a, r, "type", list_of(a, "Result"));
	jcs_put_str(a, r, "resultDescription", scale);
	jcs_put_str(a, r, "value", level);
	jcs_put_str(a, r, "status", STR("Completed"));
	jcs_add(a, results, r);
}

/* The pass rule in words. */
static str
criteria_text(arena *a, const credential_facts *f)
{
	str line = score_text(a, f->total_least), s = str_f(a, "总成绩不低于 %.*s 分", STR_ARG(line));

	for (size_t i = 0; i < f->component_count; i++) {
		const credential_component *c = &f->components[i];

		if (c->least == 0)
			continue;
		line = score_text(a, c->least);
		s = str_f(a, "%.*s；%.*s不低于 %.*s 分", STR_ARG(s), STR_ARG(c->name), STR_ARG(line));
	}
	return s;
}

static jcs *
subject(arena *a, const credential_facts *f, str id)
{
	str achievement = str_f(a, "https://%.*s/standards/%lld/levels/%lld", STR_ARG(f->host),
	    (long long)f->standard, (long long)f->level);
	jcs *v = jcs_object(a), *what = jcs_object(a), *criteria = jcs_object(a), *who = jcs_object(a);
	jcs *scales = jcs_array(a), *results = jcs_array(a);

	add_score(a, scales, results, with_fragment(a, achievement, "total", 0), with_fragment(a, id, "total", 0),
	    STR("总成绩"), f->total, f->total_least, f->total_most);
	for (size_t i = 0; i < f->component_count; i++) {
		const credential_component *c = &f->components[i];

		add_score(a, scales, results, with_fragment(a, achievement, "component", c->id),
		    with_fragment(a, id, "component", c->id), c->name, c->score, c->least, c->most);
	}
	add_level(a, scales, results, with_fragment(a, achievement, "level", 0), with_fragment(a, id, "level", 0),
	    f->level_name);

	jcs_put_str(a, criteria, "id", with_fragment(a, achievement, "criteria", 0));
	jcs_put_str(a, criteria, "narrative", criteria_text(a, f));
	jcs_put_str(a, what, "id", achievement);
	jcs_put(a, what, "type", list_of(a, "Achievement"));
	jcs_put_str(a, what, "achievementType", STR("Certification"));
	jcs_put_str(a, what, "name", f->certificate_name);
	jcs_put_str(a, what, "description", f->description);
	jcs_put(a, what, "criteria", criteria);
	jcs_put(a, what, "resultDescription", scales);

	jcs_put_str(a, who, "type", STR("IdentityObject"));
	jcs_put(a, who, "hashed", jcs_bool(a, true));
	jcs_put_str(a, who, "identityHash", credential_identity(a, f->holder, f->salt));
	jcs_put_str(a, who, "identityType", STR("name"));
	jcs_put_str(a, who, "salt", f->salt);

	jcs_put_str(a, v, "id", str_join(a, STR("urn:uuid:"), f->subject));
	jcs_put(a, v, "type", list_of(a, "AchievementSubject"));
	jcs_put(a, v, "identifier", jcs_add(a, jcs_array(a), who));
	jcs_put_str(a, v, "licenseNumber", f->number);
	jcs_put_str(a, v, "narrative",
	    str_f(a, "考试计划：%.*s %.*s；考试日期：%.*s", STR_ARG(f->plan_number), STR_ARG(f->plan_name),
		STR_ARG(f->exam_date)));
	jcs_put(a, v, "source", profile(a, credential_did(a, CREDENTIAL_SITE, f->host, f->site), f->site_name));
	jcs_put(a, v, "achievement", what);
	return jcs_put(a, v, "result", results);
}

/* Bitstring Status List 1.0, 2.1 */
static jcs *
status(arena *a, const credential_facts *f)
{
	str list = str_f(a, "https://%.*s/status/%lld", STR_ARG(f->host), (long long)f->status_list);
	str index = str_f(a, "%lld", (long long)f->status_index);
	jcs *v = jcs_put_str(a, jcs_object(a), "id", str_f(a, "%.*s#%.*s", STR_ARG(list), STR_ARG(index)));

	jcs_put_str(a, v, "type", STR("BitstringStatusListEntry"));
	jcs_put_str(a, v, "statusPurpose", STR("revocation"));
	jcs_put_str(a, v, "statusListIndex", index);
	return jcs_put_str(a, v, "statusListCredential", list);
}

const char *
credential_bytes(arena *a, const credential_facts *f, str *document)
{
	const char *wrong = check(f);
	jcs *v = jcs_object(a), *context = jcs_array(a), *type = jcs_array(a);
	str id;

	if (wrong)
		return wrong;
	id = address(a, f->host, "c", f->uuid, "");
	jcs_add(a, context, jcs_str(a, STR("https://www.w3.org/ns/credentials/v2")));
	jcs_add(a, context, jcs_str(a, STR("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")));
	jcs_add(a, type, jcs_str(a, STR("VerifiableCredential")));
	jcs_add(a, type, jcs_str(a, STR("OpenBadgeCredential")));
	jcs_put(a, v, "@context", context);
	jcs_put_str(a, v, "id", id);
	jcs_put(a, v, "type", type);
	jcs_put_str(a, v, "name", str_f(a, "%.*s（%.*s）", STR_ARG(f->certificate_name), STR_ARG(f->level_name)));
	jcs_put(a, v, "issuer",
	    profile(a, credential_did(a, CREDENTIAL_SEAL, f->host, f->organisation), f->organisation_name));
	jcs_put_str(a, v, "validFrom", second_text(a, f->valid_from));
	if (f->valid_until)
		jcs_put_str(a, v, "validUntil", second_text(a, f->valid_until));
	jcs_put(a, v, "credentialSubject", subject(a, f, id));
	jcs_put(a, v, "credentialStatus", status(a, f));
	if (!jcs_text(a, v, document))
		arena_fail(a, E_BUG);
	return NULL;
}
