/*
 * certificate_pdf.c: the PDFs 电子证书 of a sealed batch: printed once, stored, never made again. The signatures are
 * verified before anything is printed; the machine-readable credential is attached. Each certificate is a transaction
 * of its own; run again, it goes on with those that have no file.
 */
#include "files/certificate_pdf.h"
#include "base/clock.h"
#include "crypt/secret.h"
#include "jobs/job.h"
#include "query/issued_certificate.h"
#include "rules/credential_check.h"

enum { CHUNK = 50 };

struct print {
	job *j;
	i64 id;
	struct certificate_show c;
	struct certificate_marks *marks;
	size_t n;
	credential_checked checked;
	str photo, credential;
	pdf_result pdf; /* malloc'ed: closed on every way out */
	str why;	/* Chinese: why there is no file */
};

/* The first and last four digits of a key. */
static str
short_key(arena *a, str key)
{
	str hex = str_hex(a, key.p, key.n);

	return str_f(a, "%.*s…%.*s", 4, hex.p, 4, hex.p + hex.n - 4);
}

static certificate_signature
signed_by(struct print *p, const char *stage, str organisation)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->marks[i].stage, str_of(stage)))
			return (certificate_signature){ organisation, p->marks[i].account, p->marks[i].signed_at,
				short_key(p->j->a, p->marks[i].public_key) };
	return (certificate_signature){ .organisation = organisation };
}

/* Reads and verifies one certificate. False with p->why when it must not be printed. */
static bool
load(struct print *p)
{
	arena *a = p->j->a;
	credential_mark *v;
	str proofs[CREDENTIAL_STAGES + 1];
	struct certificate_photo photo;

	if (!certificate_show(p->j->db, p->id, &p->c))
		arena_fail(a, E_BUG);
	p->n = certificate_marks(p->j->db, p->id, &p->marks);
	v = ARENA_ARRAY(a, credential_mark, p->n + 1);
	for (size_t i = 0; i < p->n; i++)
		v[i] = (credential_mark){ p->marks[i].stage, p->marks[i].proof, p->marks[i].key_name,
			(const u8 *)p->marks[i].public_key.p,
			p->marks[i].site_id ? p->marks[i].site_id : p->marks[i].organisation_id };
	credential_check(a, str_of(p->j->conf->host), p->c.document, v, p->n, &p->checked);
	if (!p->checked.sound) {
		p->why = STR("签名验证未通过，没有生成文件，请立即报告平台");
		return false;
	}
	proofs[0] = p->checked.proofs[CREDENTIAL_STAGES];
	memcpy(proofs + 1, p->checked.proofs, CREDENTIAL_STAGES * sizeof *proofs);
	if (!credential_publish(a, p->c.document, proofs, CREDENTIAL_STAGES + 1, false, &p->credential))
		arena_fail(a, E_BUG);
	if (p->c.photo_id == 0 || !certificate_photo(p->j->db, p->c.photo_id, &photo)) {
		p->why = STR("考生没有照片，请补充后重新生成");
		return false;
	}
	p->photo = photo.bytes;
	return true;
}

/* The text of the UUID's 16 bytes. */
static str
uuid_text(arena *a, str bytes)
{
	str h = str_hex(a, bytes.p, bytes.n);

	return str_f(a, "%.8s-%.4s-%.4s-%.4s-%.12s", h.p, h.p + 8, h.p + 12, h.p + 16, h.p + 20);
}

static bool
draw(struct print *p)
{
	arena *a = p->j->a;
	char day[CLOCK_TEXT];
	certificate_print c = { .holder = p->c.holder,
		.document_masked = p->c.document_mask,
		.certificate = p->c.certificate,
		.certificate_en = p->c.certificate_en,
		.level = (int)p->c.level,
		.evaluator = p->c.evaluator,
		.site = p->c.site,
		.number = p->c.number,
		.photo = p->photo,
		.signed_by_evaluator = signed_by(p, "evaluation", p->c.evaluator),
		.signed_by_site = signed_by(p, "site", p->c.site),
		.sealed = signed_by(p, "seal", p->c.evaluator),
		.created = p->c.sealed_at,
		.credential_name = "credential.json",
		.credential_type = "application/vc",
		.credential = p->credential };

	clock_shanghai(p->c.sealed_at, day);
	clock_date((str){ day, 10 }, &c.year, &c.month, &c.day);
	c.sample = strstr(str_z(a, p->c.evaluator), "示例") != NULL;
	c.verify_url = credential_address(a, str_of(p->j->conf->host), uuid_text(a, p->c.uuid), p->c.document);
	if (certificate_pdf(&c, &p->pdf))
		return true;
	p->why = str_dup(a, str_of(p->pdf.problem));
	return false;
}

static error_code
store(void *arg)
{
	struct print *p = arg;
	str bytes = { (const char *)p->pdf.bytes, p->pdf.n };
	u8 *hash = arena_alloc(p->j->a, CRYPT_HASH);
	i64 file = job_file_keep(
	    p->j, "certificate", str_f(p->j->a, "%.*s.pdf", STR_ARG(p->c.number)), "application/pdf", bytes);

	crypt_sha256(bytes, hash);
	/* Another run was quicker: its file stays, this one goes. */
	return certificate_file_insert(p->j->db, p->id, file, (str){ (char *)hash, CRYPT_HASH }) ? E_OK : E_EXISTS;
}

/* Prints one; the finished document is given back whichever way this is left. */
static error_code
print_one(struct print *p)
{
	jmp_buf out, *outer = p->j->a->out;
	volatile error_code e = E_INVALID;

	if (setjmp(out) != 0) {
		p->j->a->out = outer;
		pdf_result_close(&p->pdf);
		arena_fail(p->j->a, p->j->a->why);
	}
	p->j->a->out = &out;
	if (load(p) && draw(p))
		e = db_transaction(p->j->db, store, p);
	p->j->a->out = outer;
	pdf_result_close(&p->pdf);
	return e == E_EXISTS ? E_OK : e;
}

static void
note_failure(job *j, const struct print *p, str number)
{
	struct job_row_insert row = { .job_id = j->row.id,
		.row = j->failed,
		.state = STR("failed"),
		.subject_id = p->id,
		.label = number,
		.message = p->why };

	job_row_insert(j->db, &row, 1);
}

error_code
job_certificate_pdf(job *j)
{
	struct certificate_print_count count;
	struct certificate_to_print *v;
	i64 after = 0;
	size_t n;

	if (certificate_print_count(j->db, j->row.subject_id, &count))
		j->total = count.n;
	while ((n = certificate_to_print(j->db, j->row.subject_id, after, CHUNK, &v)) > 0) {
		for (size_t i = 0; i < n; i++) {
			arena_mark here = arena_here(j->a);
			struct print p = { .j = j, .id = v[i].id };
			error_code e = print_one(&p);

			if (e == E_OK)
				j->done++;
			else if (e != E_INVALID)
				return e;
			else
				j->failed++, note_failure(j, &p, v[i].number);
			arena_back(j->a, here);
			job_progressed(j);
		}
		after = v[n - 1].position;
	}
	return E_OK;
}
