/*
 * certificate_public.c: certificates for everybody: a person's own by name and document number, verification by
 * number, by the QR code's id, by the file's hash or by the credential itself. Every answer verifies the stored
 * signatures anew. Names are masked; a number can be tried only so often, because its serial can be counted up
 * (faults.md C22).
 */
#include "api/certificate_view.h"
#include "api/routes.h"
#include "base/clock.h"
#include "crypt/secret.h"
#include "data/person.h"
#include "data/setting.h"
#include "query/file.h"
#include "rules/certificate_number.h"
#include "rules/document_number.h"
#include "rules/jcs.h"
#include "rules/mask.h"
#include "rules/person_name.h"
#include "web/guess.h"
#include "web/limit.h"
#include "web/reply.h"

enum {
	PERIOD = 600,	   /* seconds */
	VERIFY_MOST = 300, /* verifications from one network */
	MISS_MOST = 20,	   /* numbers that do not exist, from one network */
	TOKEN_SECONDS = 900,
	CREDENTIAL_MOST = 100000,
	LIST_MOST = 100,
};

struct lookup_in {
	str name, document_number, number, ticket_number, captcha;
};
FIELD_TABLE(certificate_lookup_input, "CertificateLookup", struct lookup_in,
    FIELD_STR(struct lookup_in, name, .title = "姓名", .required = true, .secret = true, .max = 64),
    FIELD_STR(struct lookup_in, document_number, .title = "证件号码", .required = true, .secret = true, .max = 40),
    FIELD_STR(struct lookup_in, number, .title = "证书编号", .max = 40),
    FIELD_STR(struct lookup_in, ticket_number, .title = "准考证号", .max = 20),
    GUESS_CAPTCHA(struct lookup_in, captcha));

/* A certificate of one's own, as the look-up shows it. */
struct own_view {
	struct certificate_of_person c;
	str level_title, status, status_title, replaced_by, credential, pdf;
};
#define S struct own_view
FIELD_TABLE(own_item, "OwnCertificate", S, FIELD_AS(F_STR, str, S, c.number, "number", .title = "证书编号"),
    FIELD_AS(F_STR, str, S, c.certificate, "certificate", .title = "证书名称"),
    FIELD_AS(F_INT, i64, S, c.level, "level", .title = "等级"), FIELD_STR(S, level_title, .title = "等级"),
    FIELD_AS(F_STR, str, S, c.evaluator, "evaluator", .title = "培训评价组织"),
    FIELD_AS(F_TIME, i64, S, c.sealed_at, "sealed_at", .title = "盖章时间", .maybe = true),
    FIELD_STR(S, status, .title = "验证结论", .options = certificate_statuses, .labels = certificate_status_titles),
    FIELD_STR(S, status_title, .title = "验证结论"),
    FIELD_STR(S, replaced_by, .title = "更正后的证书编号", .maybe = true),
    FIELD_STR(S, credential, .title = "机读凭证的地址"),
    FIELD_STR(S, pdf, .title = "电子证书的下载地址", .maybe = true, .note = "15 分钟内有效；证书有效时才有"));
#undef S

/* A certificate as anybody may see it: the name masked; the signed document whole, it has the name only as a hash. */
struct record_view {
	certificate_view v;
	str uuid, name, level_title, digest;
	certificate_found found;
	bool matches;
};
#define S struct record_view
FIELD_TABLE(record_answer, "CertificateRecord", S, FIELD_AS(F_STR, str, S, v.c.number, "number", .title = "证书编号"),
    FIELD_STR(S, uuid, .title = "证书标识"), FIELD_STR(S, name, .title = "姓名（隐去部分）"),
    FIELD_AS(F_STR, str, S, v.c.certificate, "certificate", .title = "证书名称"),
    FIELD_AS(F_STR, str, S, v.c.certificate_en, "certificate_en", .title = "英文名称"),
    FIELD_AS(F_INT, i64, S, v.c.level, "level", .title = "等级"), FIELD_STR(S, level_title, .title = "等级"),
    FIELD_AS(F_STR, str, S, v.c.evaluator, "evaluator", .title = "培训评价组织"),
    FIELD_AS(F_ID, i64, S, v.c.evaluator_id, "evaluator_id", .title = "培训评价组织"),
    FIELD_AS(F_STR, str, S, v.c.site, "site", .title = "考核站点"),
    FIELD_AS(F_STR, str, S, v.c.plan, "plan", .title = "考试计划"),
    FIELD_AS(F_TIME, i64, S, v.c.valid_from, "valid_from", .title = "生效时间"),
    FIELD_AS(F_TIME, i64, S, v.c.sealed_at, "sealed_at", .title = "盖章时间", .maybe = true),
    FIELD_AS(F_TIME, i64, S, v.c.ended_at, "ended_at", .title = "撤销或更正的时间", .maybe = true),
    FIELD_AS(F_STR, str, S, v.c.replaced_by, "replaced_by", .title = "由此证书代替", .maybe = true),
    FIELD_AS(F_STR, str, S, v.c.replaces, "replaces", .title = "代替此证书", .maybe = true),
    FIELD_STR(S, digest, .title = "内容摘要", .note = "与二维码中的相同"),
    FIELD_HEAD(S, found, certificate_found_answer, .title = "验证"),
    FIELD_BOOL(S, matches, .title = "与所验材料相符", .note = "没有可比的材料时为 true"),
    FIELD_AS(F_JSON, str, S, v.c.document, "document", .title = "签名所依据的内容"));
#undef S

struct verify_query {
	str h;
};
FIELD_TABLE(verify_query_fields, "VerifyQuery", struct verify_query,
    FIELD_STR(struct verify_query, h, .title = "二维码中的摘要", .max = 64));

struct token_query {
	str token;
};
FIELD_TABLE(certificate_token_query, "CertificateToken", struct token_query,
    FIELD_STR(struct token_query, token, .title = "下载令牌", .required = true, .max = 80));

static const char *
pattern(request *r)
{
	return str_z(r->a, setting_text(r->db, "certificate.pattern"));
}

/* Until when, and a keyed hash over what and until when: who found the certificate may fetch its file for a while. */
static str
token_for(request *r, str number, i64 until)
{
	u8 mark[BLIND_INDEX];

	blind_index(
	    r->w->ring, STR("certificate-file"), str_f(r->a, "%.*s %lld", STR_ARG(number), (long long)until), mark);
	return str_f(r->a, "%lld.%.*s", (long long)until, STR_ARG(str_hex(r->a, mark, 16)));
}

static bool
own_of(request *r, const struct certificate_of_person *c, struct own_view *to)
{
	certificate_view v;
	const char *status;

	if (!certificate_load(r, c->id, &v))
		return false;
	status = certificate_status(&v);
	*to = (struct own_view){ .c = *c,
		.level_title = certificate_level_title(c->level),
		.status = str_of(status),
		.status_title = str_of(certificate_status_title(status)),
		.replaced_by = v.c.replaced_by,
		.credential = str_f(
		    r->a, "https://%s/c/%.*s", r->w->conf->host, STR_ARG(certificate_uuid_text(r->a, v.c.uuid))) };
	if (c->pdf && strcmp(status, "valid") == 0)
		to->pdf = str_f(r->a, "/api/v1/public/issued/%.*s/pdf?token=%.*s", STR_ARG(c->number),
		    STR_ARG(token_for(r, c->number, clock_now() / CLOCK_SECOND + TOKEN_SECONDS)));
	return true;
}

static error_code
certificate_lookup(request *r)
{
	const struct lookup_in *in = r->in;
	name_answer name = person_name_check(r->a, in->name);
	document_answer document = document_check_form(r->a, in->document_number);
	guess g = guess_of(r, "certificate", limit_text(r, document.ok ? document.value : in->document_number),
	    name.ok ? name.value : in->name);
	str person, whole = in->number;
	struct certificate_of_person *v;
	struct own_view *own;
	size_t n = 0, shown = 0;
	error_code e;

	if ((e = guess_allowed(r, &g, in->captcha)) != E_OK)
		return e;
	if (whole.n)
		certificate_number_read(r->a, pattern(r), in->number, &whole, NULL);
	if (name.ok && document.ok) {
		person = person_index(r->a, r->w->ring, name.value, document.value);
		n = certificate_of_person(r->db, person, LIST_MOST, &v);
	}
	own = ARENA_ARRAY(r->a, struct own_view, n + 1);
	for (size_t i = 0; i < n; i++) {
		if ((whole.n && !str_eq(whole, v[i].number)) ||
		    (in->ticket_number.n && !str_eq(in->ticket_number, v[i].ticket)))
			continue;
		shown += own_of(r, &v[i], &own[shown]);
	}
	if (shown) {
		ANSWER_ALL(r, own_item, own, shown);
		return E_OK;
	}
	guess_wrong(r, &g);
	return request_refuse(r, E_NOT_FOUND, "没有查到证书，请核对所填的全部内容；证书盖章后才能查到");
}

/* matches: NULL when there was nothing to compare the certificate with. */
static error_code
answer_record(request *r, const certificate_view *v, const bool *matches)
{
	ANSWER(r, record_answer,
	    &((struct record_view){ .v = *v,
		.uuid = certificate_uuid_text(r->a, v->c.uuid),
		.name = mask_name(r->a, v->c.holder),
		.level_title = certificate_level_title(v->c.level),
		.digest = base64url_encode(r->a, str_head(v->c.document_hash, 16)),
		.found = certificate_judge(r, v, matches),
		.matches = matches == NULL || *matches }));
	return E_OK;
}

/* Counts a verification; too many from one network stop. */
static error_code
count_verification(request *r)
{
	str who = limit_address(r);
	error_code e;

	if ((e = limit_check(r, "cert-miss", who, PERIOD)) != E_OK ||
	    (e = limit_check(r, "cert-verify", who, PERIOD)) != E_OK)
		return e;
	limit_count(r, "cert-verify", who, PERIOD, VERIFY_MOST);
	return E_OK;
}

static error_code
nothing(request *r)
{
	limit_count(r, "cert-miss", limit_address(r), PERIOD, MISS_MOST);
	return request_refuse(r, E_NOT_FOUND, "没有这张证书。请逐字核对证书编号；如编号无误，这不是本平台的证书");
}

static error_code
certificate_verify(request *r)
{
	const struct verify_query *q = r->q;
	struct certificate_by_uuid by_uuid;
	struct certificate_by_number by_number;
	certificate_view v;
	str number, bytes;
	bool same;
	i64 id = 0;
	error_code e = count_verification(r);

	if (e)
		return e;
	if (certificate_uuid_bytes(r->a, r->text[0], &bytes)) {
		if (certificate_by_uuid(r->db, bytes, &by_uuid))
			id = by_uuid.id;
	} else if (certificate_number_read(r->a, pattern(r), r->text[0], &number, NULL) == NULL) {
		if (certificate_by_number(r->db, number, &by_number))
			id = by_number.id;
	}
	if (id == 0 || !certificate_load(r, id, &v))
		return nothing(r);
	/* The QR code says which document it was printed from. */
	same = str_eq(q->h, base64url_encode(r->a, str_head(v.c.document_hash, 16)));
	return answer_record(r, &v, q->h.n ? &same : NULL);
}

static error_code
certificate_verify_file(request *r)
{
	struct certificate_by_file found;
	certificate_view v;
	u8 hash[CRYPT_HASH];
	error_code e = count_verification(r);

	if (e)
		return e;
	if (!str_unhex(r->text[0], hash, sizeof hash) ||
	    !certificate_by_file(r->db, (str){ (const char *)hash, sizeof hash }, &found) ||
	    !certificate_load(r, found.id, &v)) {
		limit_count(r, "cert-miss", limit_address(r), PERIOD, MISS_MOST);
		return request_refuse(r, E_NOT_FOUND, "此文件不是本平台发出的电子证书，或已被改动");
	}
	return answer_record(r, &v, &(bool){ true });
}

/* The whole body of a request, at most CREDENTIAL_MOST bytes. */
static str
body(request *r)
{
	char *p = arena_alloc(r->a, CREDENTIAL_MOST);
	size_t n = 0, got;

	while (n < CREDENTIAL_MOST && (got = request_read(r, p + n, CREDENTIAL_MOST - n)) > 0)
		n += got;
	return (str){ p, n };
}

/* Is every proof that was handed in one that is stored? */
static bool
known_proofs(const certificate_view *v, const str *proofs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool known = false;

		for (size_t k = 0; k < v->n; k++)
			known = known || str_eq(proofs[i], v->marks[k].proof);
		if (!known)
			return false;
	}
	return n > 0;
}

static error_code
certificate_verify_credential(request *r)
{
	struct certificate_by_uuid found;
	certificate_view v;
	str document, *proofs, id, uuid;
	size_t n;
	jcs *tree;
	bool same;
	error_code e = count_verification(r);

	if (e)
		return e;
	if (!credential_split(r->a, body(r), &document, &proofs, &n) || !jcs_read(r->a, document, &tree))
		return request_refuse(r, E_BAD_JSON, "不是机读凭证（JSON）文件");
	id = jcs_get_str(tree, "id");
	uuid = id.n > 36 ? str_from(id, id.n - 36) : (str){ "", 0 };
	if (!certificate_uuid_bytes(r->a, uuid, &uuid) || !certificate_by_uuid(r->db, uuid, &found) ||
	    !certificate_load(r, found.id, &v))
		return nothing(r);
	same = str_eq(document, v.c.document) && known_proofs(&v, proofs, n);
	return answer_record(r, &v, &same);
}

static error_code
certificate_file(request *r)
{
	const struct token_query *q = r->q;
	struct certificate_by_number found;
	certificate_view v;
	struct file_get f;
	str rest = q->token, head, wanted;
	i64 until;

	if (!str_cut(&rest, '.', &head) || !str_i64(head, &until) || until < clock_now() / CLOCK_SECOND)
		return request_refuse(r, E_NOT_FOUND, "下载链接已过期，请重新查询");
	wanted = token_for(r, r->text[0], until);
	if (wanted.n != q->token.n || !crypt_equal(wanted.p, q->token.p, wanted.n) ||
	    !certificate_by_number(r->db, r->text[0], &found) || !certificate_load(r, found.id, &v))
		return E_NOT_FOUND;
	if (strcmp(certificate_status(&v), "valid") != 0 || v.c.file_id == 0 || !file_get(r->db, v.c.file_id, &f))
		return request_refuse(r, E_NOT_FOUND, "此证书没有可下载的文件");
	reply_file(r, f.id, f.name, f.media_type, f.size);
	return E_OK;
}

ROUTES(certificate_public,
    ROUTE(POST, "/public/certificates/lookup", certificate_lookup, PUBLIC, "查询本人的证书",
	.in = &certificate_lookup_input, .items = &own_item, .no_key = true),
    ROUTE(GET, "/public/certificates/verify/{number}", certificate_verify, PUBLIC, "按编号或二维码验证证书",
	.query = &verify_query_fields, .answer = &record_answer),
    ROUTE(GET, "/public/certificates/file/{sha256}", certificate_verify_file, PUBLIC, "按文件的 SHA-256 验证电子证书",
	.answer = &record_answer),
    ROUTE(POST, "/public/certificates/verify", certificate_verify_credential, PUBLIC, "验证机读凭证",
	.body = BODY_STREAM, .body_max = CREDENTIAL_MOST, .answer = &record_answer, .no_key = true),
    ROUTE(GET, "/public/issued/{number}/pdf", certificate_file, PUBLIC, "下载本人的电子证书",
	.query = &certificate_token_query, .out = "application/pdf"));
