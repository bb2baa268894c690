/*
 * draft_certificates.c: drafts 待签证书 for the passed results of a plan whose publicity is over, and the draft that
 * corrects one certificate. A draft takes the next number of its series and freezes its canonical document in the
 * same transaction, so numbers have no gaps and no certificate is without its bytes. What cannot be drafted takes no
 * number and is named in the job's rows. Run again, it goes on with the results that have no certificate yet.
 */
#include "base/clock.h"
#include "base/json.h"
#include "crypt/secret.h"
#include "data/audit.h"
#include "data/certificate_scope.h"
#include "files/pdf.h"
#include "jobs/job.h"
#include "query/issued_certificate.h"
#include "rules/certificate_number.h"
#include "rules/credential.h"

enum { CHUNK = 100, TOTAL_MOST = 10000 };

/* One level of the plan and what its drafts have in common. */
struct series {
	job *j;
	const struct draft_levels *level;
	struct draft_components *component;
	size_t components;
	str code; /* of the organisation in numbers */
	const char *pattern;
	i64 plan, year, after;
	i64 row;      /* of the job's rows, before this chunk */
	i64 replaces; /* the certificate to be corrected, or 0 */
	size_t read, made, failed;
	i64 serial, list, used, bits; /* inside the transaction */
	const char *why;	      /* of the last draft that was not made */
};

static str
raw(const void *p, size_t n)
{
	return (str){ p, n };
}

/* The 16 bytes of a UUID's text. */
static str
uuid_bytes(arena *a, const char *uuid)
{
	char hex[33];
	size_t n = 0;
	u8 *bytes = arena_alloc(a, 16);

	for (const char *p = uuid; *p && n < 32; p++)
		if (*p != '-')
			hex[n++] = *p;
	if (!str_unhex(raw(hex, n), bytes, 16))
		arena_fail(a, E_BUG);
	return raw(bytes, 16);
}

static str
date_text(arena *a, i64 at)
{
	char text[CLOCK_TEXT];

	clock_shanghai(at, text);
	return str_dup(a, raw(text, 10));
}

/* Can the name be printed? Common characters are in both fonts; only others are tried (faults.md G1). */
static bool
printable(str name)
{
	str rest = name;
	bool rare = false;
	int32_t cp;
	pdf_result out = { 0 };
	pdf *p;
	bool fine;

	while ((cp = utf8_next(&rest)) >= 0)
		rare = rare || !((cp >= 0x4e00 && cp <= 0x9fa5) || (cp >= 0x20 && cp < 0x7f) || cp == 0xb7);
	if (!rare)
		return true;
	p = pdf_open(&(pdf_info){ .title = STR("x"), .created = CLOCK_SECOND, .landscape = true });
	pdf_text(p, (pdf_box){ 20, 20, 200, 30 }, &(pdf_style){ .size = 20, .name = true }, name);
	fine = pdf_finish(p, &out);
	pdf_result_close(&out);
	return fine;
}

/* The components with this candidate's scores; one without a score counts 0. */
static credential_component *
components(struct series *s, i64 registration)
{
	struct draft_scores *v;
	size_t n = draft_scores(s->j->db, registration, &v);
	credential_component *c = ARENA_ARRAY(s->j->a, credential_component, s->components + 1);

	for (size_t i = 0; i < s->components; i++) {
		c[i] = (credential_component){ .id = s->component[i].id,
			.name = s->component[i].name,
			.least = s->component[i].least,
			.most = s->component[i].most };
		for (size_t k = 0; k < n; k++)
			if (v[k].component_id == c[i].id)
				c[i].score = v[k].score;
	}
	return c;
}

/* Places in the list are spread by an odd step, so that neighbours in a batch are not neighbours there. */
static i64
status_place(const struct series *s)
{
	return (s->used * 40503 + s->list * 977) % s->bits;
}

/* Makes one draft; false with s->why when a fact does not allow it. */
static bool
draft(struct series *s, const struct draft_waiting *x)
{
	arena *a = s->j->a;
	const struct draft_levels *l = s->level;
	char uuid[37] = "", subject[37] = "", salt[CRYPT_TOKEN];
	u8 hash[CRYPT_HASH];
	i64 id, from = l->now - l->now % CLOCK_SECOND;
	str number, document;
	credential_facts f = { .host = str_of(s->j->conf->host),
		.holder = x->holder,
		.standard = l->standard_id,
		.level = l->level,
		.certificate_name = l->certificate,
		.organisation = l->evaluator_id,
		.organisation_name = l->organisation,
		.site = x->site_id,
		.site_name = x->site,
		.plan_number = l->plan_number,
		.plan_name = l->plan_name,
		.component_count = s->components,
		.total = x->total,
		.total_least = l->total_line,
		.total_most = TOTAL_MOST,
		.valid_from = from,
		.status_list = s->list,
		.status_index = status_place(s) };

	crypt_uuid(uuid);
	crypt_uuid(subject);
	f.uuid = str_of(uuid);
	f.subject = str_of(subject);
	crypt_token(salt);
	f.salt = str_of(salt);
	f.level_name = certificate_level_title(l->level);
	f.description = str_f(a, "%.*s职业技能等级证书（%.*s）", STR_ARG(l->certificate), STR_ARG(f.level_name));
	f.exam_date = date_text(a, x->exam_at);
	f.components = components(s, x->registration_id);
	s->why = certificate_number_make(a, s->pattern,
	    &(certificate_number){ s->code, l->certificate_code, l->level, s->year, s->serial }, &number);
	f.number = number;
	if (s->why || (s->why = credential_bytes(a, &f, &document)) != NULL)
		return false;
	if (!printable(x->holder)) {
		s->why = "姓名中有字库没有的字，证书无法打印，请联系平台人工处理";
		return false;
	}
	crypt_sha256(document, hash);
	id = issued_certificate_insert(s->j->db, &(struct issued_certificate_insert_in){ .number = number,
						     .uuid = uuid_bytes(a, uuid),
						     .subject_uuid = uuid_bytes(a, subject),
						     .plan_id = s->plan,
						     .registration_id = x->registration_id,
						     .result_id = x->id,
						     .level_id = l->level_id,
						     .evaluator_id = l->evaluator_id,
						     .site_id = x->site_id,
						     .site_school_id = x->site_school_id,
						     .school_id = x->school_id,
						     .province = x->province,
						     .person_index = x->person_index,
						     .document_hash = raw(hash, sizeof hash),
						     .replaces_id = s->replaces,
						     .status_list_id = s->list,
						     .status_index = f.status_index,
						     .valid_from = from,
						     .total = x->total });
	s->why = "已有证书";
	if (id == 0)
		return false;
	certificate_document_insert(s->j->db, id, document, raw(hash, sizeof hash));
	s->serial++;
	s->used++;
	return true;
}

/* Locks the series and the status list, in this order everywhere. */
static void
hold(struct series *s)
{
	const struct draft_levels *l = s->level;
	struct series_hold number;
	struct status_list_hold list;

	if (!series_hold(s->j->db, s->code, l->certificate_code, l->level, s->year, &number)) {
		series_insert(s->j->db, s->code, l->certificate_code, l->level, s->year);
		if (!series_hold(s->j->db, s->code, l->certificate_code, l->level, s->year, &number))
			arena_fail(s->j->a, E_DB_RETRY);
	}
	if (!status_list_hold(s->j->db, l->evaluator_id, &list) || list.used + CHUNK > list.bits) {
		status_list_insert(s->j->db, l->evaluator_id);
		if (!status_list_hold(s->j->db, l->evaluator_id, &list))
			arena_fail(s->j->a, E_DB_RETRY);
	}
	s->serial = number.next;
	s->list = list.id;
	s->used = list.used;
	s->bits = list.bits;
}

static void
release(struct series *s, const char *action, size_t made)
{
	const struct draft_levels *l = s->level;
	json after = jw_new(s->j->a);

	series_set(s->j->db, &(struct series_set_in){ s->serial, s->code, l->certificate_code, l->level, s->year });
	status_list_set(s->j->db, s->used, s->list);
	jw_open(&after);
	jw_ki64(&after, "count", (i64)made);
	jw_kid(&after, "level", l->level_id);
	jw_ki64(&after, "next_serial", s->serial);
	jw_close(&after);
	audit_append(s->j->db, &(audit_entry){ .organisation = s->j->row.organisation_id,
				   .account = s->j->row.account_id,
				   .action = str_of(action),
				   .subject_kind = STR("plan"),
				   .subject_id = s->plan,
				   .after = buf_view(&after.b) });
}

static error_code
draft_chunk(void *arg)
{
	struct series *s = arg;
	struct draft_waiting *v;
	struct job_row_insert *rows;

	s->made = s->failed = 0;
	hold(s);
	s->read = draft_waiting(s->j->db, s->plan, s->level->level_id, s->after, CHUNK, &v);
	rows = ARENA_ARRAY(s->j->a, struct job_row_insert, s->read + 1);
	for (size_t i = 0; i < s->read; i++) {
		bool made = false;

		s->why = "成绩复核尚未办结，办结后请再次生成";
		if (!v[i].reviewing)
			made = draft(s, &v[i]);
		s->made += made;
		if (!made)
			rows[s->failed] = (struct job_row_insert){ .job_id = s->j->row.id,
				.row = s->row + (i64)s->failed + 1,
				.state = v[i].reviewing ? STR("skipped") : STR("failed"),
				.subject_id = v[i].registration_id,
				.label = v[i].holder,
				.message = str_of(s->why) };
		s->failed += !made;
	}
	if (s->failed)
		job_row_insert(s->j->db, rows, s->failed);
	if (s->made)
		release(s, "certificate_draft", s->made);
	if (s->read)
		s->after = v[s->read - 1].id;
	return E_OK;
}

/* What all drafts of a level share; E_STATE with a sentence when numbers cannot be made. */
static error_code
open_series(struct series *s)
{
	struct certificate_setting pattern;
	int year, month, day;

	s->code = s->level->organisation_code;
	if (s->code.n == 0)
		return job_refuse(s->j, E_STATE, "评价组织还没有证书编号中的机构编码，请联系平台登记");
	s->pattern = CERTIFICATE_NUMBER_PATTERN;
	if (certificate_setting(s->j->db, STR("certificate.pattern"), &pattern)) {
		s->pattern = str_z(s->j->a, pattern.value);
		if (certificate_number_pattern(s->pattern))
			return job_refuse(s->j, E_STATE, "%s", certificate_number_pattern(s->pattern));
	}
	clock_date(date_text(s->j->a, s->level->now), &year, &month, &day);
	s->year = year;
	s->components = draft_components(s->j->db, s->level->rule_id, &s->component);
	return E_OK;
}

error_code
job_draft_certificates(job *j)
{
	struct draft_levels *levels;
	size_t n = draft_levels(j->db, j->row.plan_id, &levels);
	i64 row = 0;

	if (n == 0 || !levels[0].over)
		return job_refuse(j, E_WINDOW, "成绩公示还没有结束，不能生成待签证书");
	for (size_t i = 0; i < n; i++) {
		struct series s = { .j = j, .level = &levels[i], .plan = j->row.plan_id };
		error_code e = open_series(&s);

		if (e)
			return e;
		do {
			arena_mark here = arena_here(j->a);

			s.row = row;
			if ((e = db_transaction(j->db, draft_chunk, &s)) != E_OK)
				return e;
			row += (i64)s.failed;
			j->done += (i64)s.made;
			j->failed += (i64)s.failed;
			j->total = j->done + j->failed;
			arena_back(j->a, here);
			job_progressed(j);
		} while (s.read == CHUNK);
	}
	return E_OK;
}

struct correction {
	struct series series;
	struct draft_waiting person;
};

static error_code
draft_one(void *arg)
{
	struct correction *c = arg;

	hold(&c->series);
	if (!draft(&c->series, &c->person))
		return job_refuse(c->series.j, E_STATE, "不能生成更正证书：%s", c->series.why);
	release(&c->series, "certificate_correction_draft", 1);
	return E_OK;
}

error_code
job_draft_correction(job *j)
{
	struct draft_correction d;
	struct draft_levels *levels;
	struct correction c = { .series = { .j = j, .replaces = j->row.subject_id } };
	size_t n, i = 0;
	error_code e;

	if (!draft_correction(j->db, j->row.subject_id, &d) || !str_is(d.state, "sealed"))
		return job_refuse(j, E_STATE, "证书已不是已盖章状态，不能更正");
	if (d.open)
		return E_OK; /* an earlier run made it */
	if (!d.passed)
		return job_refuse(j, E_STATE, "现在的成绩不合格，不能更正，只能撤销");
	n = draft_levels(j->db, d.plan_id, &levels);
	while (i < n && levels[i].level_id != d.level_id)
		i++;
	if (i == n)
		return E_BUG;
	c.series.level = &levels[i];
	c.series.plan = d.plan_id;
	c.person = (struct draft_waiting){ .id = d.id,
		.registration_id = d.registration_id,
		.school_id = d.school_id,
		.site_id = d.site_id,
		.site_school_id = d.site_school_id,
		.site = d.site,
		.province = d.province,
		.total = d.total,
		.holder = d.holder,
		.person_index = d.person_index,
		.exam_at = d.exam_at };
	if ((e = open_series(&c.series)) != E_OK || (e = db_transaction(j->db, draft_one, &c)) != E_OK)
		return e;
	j->total = j->done = 1;
	return E_OK;
}
