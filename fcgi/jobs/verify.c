/*
 * verify.c: batch verification 批量认证: every pending candidate of a school beside the enrolment register of the
 * year, and under the rules again. Equal: 信息准确. Any doubt: 需人工确认, with the reasons. Each page is a
 * transaction of its own and a candidate edited meanwhile is left alone, so the job may be repeated at any point. The
 * matcher is one function, match(): another source of truth than the register would be another such function.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/json.h"
#include "data/candidate.h"
#include "data/notify.h"
#include "data/person.h"
#include "data/setting.h"
#include "jobs/job.h"
#include "query/verification.h"
#include "rules/codes.h"
#include "rules/document_number.h"
#include "rules/major.h"
#include "rules/person_name.h"

enum { PAGE = 500, REASONS_BYTES = 1900 };

typedef struct verify {
	job *j;
	i64 school, year;
	document_day day;
	/* one page */
	struct verification_pending *v;
	size_t n;
	struct verification_entries *e;
	size_t entries;
	i64 accurate, manual;
} verify;

typedef struct reasons {
	json j;
	size_t n;
} reasons;

/* The list is cut at a whole reason when it would not fit the column. */
static void
add(reasons *r, const char *name, const char *title, str own, str other, str text)
{
	if (r->j.b.n + own.n + other.n + text.n + 120 > REASONS_BYTES)
		return;
	r->n++;
	jw_open(&r->j);
	jw_kstr(&r->j, "field", str_of(name));
	jw_kstr(&r->j, "title", str_of(title));
	jw_kstr(&r->j, "own", own);
	jw_kstr(&r->j, "register", other);
	jw_kstr(&r->j, "text", text);
	jw_close(&r->j);
}

static bool
majors_agree(verify *f, const struct verification_pending *c, const struct verification_entries *e)
{
	struct verification_majors_related related;

	if (!str_eq(c->education_level, e->education_level))
		return false;
	if (str_eq(c->major_code, e->major_code))
		return major_name_same(f->j->a, c->major_name, e->major_name);
	/* The register may use the other catalogue: the two correspond, or they differ. */
	verification_majors_related(f->j->db, c->major_id, e->education_level, e->major_code, &related);
	return related.n > 0;
}

static str
major_text(arena *a, str level, str code, str name)
{
	const char *title = education_title(level);

	return str_f(a, "%s %.*s %.*s", title ? title : "", STR_ARG(code), STR_ARG(name));
}

/* The candidate beside its newest entry in the register. */
static void
match(verify *f, const struct verification_pending *c, const struct verification_entries *e, reasons *r)
{
	arena *a = f->j->a;

	if (e == NULL) {
		add(r, "document_number", "证件号码", STR(""), STR(""), STR("学籍库中没有这个证件号码的学生"));
		return;
	}
	if (!person_name_same(c->name, e->name))
		add(r, "name", "姓名", c->name, e->name, STR("姓名与学籍不同"));
	if (!majors_agree(f, c, e))
		add(r, "major_code", "专业", major_text(a, c->education_level, c->major_code, c->major_name),
		    major_text(a, e->education_level, e->major_code, e->major_name), STR("专业与学籍不同"));
	if (c->enrol_year != e->enrol_year)
		add(r, "enrolment_year", "入学年份", str_f(a, "%lld", (long long)c->enrol_year),
		    str_f(a, "%lld", (long long)e->enrol_year), STR("入学年份与学籍不同"));
}

/* The rules that need no register: what the number says, the photo, another school. */
static void
judge(verify *f, const struct verification_pending *c, reasons *r)
{
	arena *a = f->j->a;
	str number = person_open(a, f->j->ring, PERSON_CANDIDATE_DOCUMENT, c->document_index, c->document_sealed);
	document_answer to = document_check(a, c->document_type, number, f->day);
	char sex[2] = { (char)('0' + c->sex), 0 };

	if (!to.ok)
		add(r, "document_number", "证件号码", STR(""), STR(""), to.error);
	else if (to.doubt.n)
		add(r, "document_number", "证件号码", STR(""), STR(""), to.doubt);
	if (to.ok && to.sex.p && c->sex && !str_eq(to.sex, str_of(sex)))
		add(r, "sex", "性别", str_of(code_title(sexes, str_of(sex))), STR(""),
		    str_f(a, "填写的性别与证件号码不一致，证件号码表示%s", code_title(sexes, to.sex)));
	if (str_is(c->photo_state, "doubt") && c->photo_confirmed == 0)
		add(r, "photo", "照片", STR(""), STR(""), c->photo_reason);
	if (c->conflict)
		add(r, "document_number", "证件号码", STR(""), STR(""),
		    STR("另一所学校也录入了这个证件号码，请核对该生是否在本校就读"));
}

static error_code
page(void *arg)
{
	verify *f = arg;
	size_t k = 0;

	f->accurate = f->manual = 0;
	for (size_t i = 0; i < f->n; i++) {
		const struct verification_pending *c = &f->v[i];
		const struct verification_entries *e = NULL;
		reasons r = { .j = jw_new(f->j->a) };

		while (k < f->entries && f->e[k].candidate_id < c->id)
			k++;
		if (k < f->entries && f->e[k].candidate_id == c->id)
			e = &f->e[k];
		jw_list(&r.j);
		match(f, c, e, &r);
		judge(f, c, &r);
		jw_end(&r.j);
		if (verification_set(
			f->j->db, r.n ? STR("manual") : STR("accurate"), buf_view(&r.j.b), c->id, c->version)) {
			f->accurate += r.n == 0;
			f->manual += r.n != 0;
		}
	}
	return E_OK;
}

error_code
job_verify(job *j)
{
	verify f = { .j = j,
		.school = j->row.subject_id,
		.day = { .today = (clock_now() + 8 * 3600 * CLOCK_SECOND) / CLOCK_DAY,
		    .age_least = setting_int(j->db, "candidate.age_least"),
		    .age_most = setting_int(j->db, "candidate.age_most") } };
	struct verification_pending_count pending;
	i64 after = 0, accurate = 0, manual = 0;
	error_code e = E_OK;

	str_i64(j->row.params, &f.year);
	verification_pending_count(j->db, f.school, &pending);
	j->total = pending.n;
	for (;;) {
		arena_mark here = arena_here(j->a);

		f.n = verification_pending(j->db, f.school, after, PAGE, &f.v);
		if (f.n == 0)
			break;
		after = f.v[f.n - 1].id;
		f.entries = verification_entries(j->db, f.school, f.year, f.v[0].id, after, &f.e);
		if ((e = db_transaction(j->db, page, &f)) != E_OK)
			return e;
		accurate += f.accurate;
		manual += f.manual;
		arena_back(j->a, here);
		j->done = accurate + manual;
		j->failed = manual;
		job_progressed(j);
	}
	notify(j->side,
	    &(notice){ .organisation = j->row.organisation_id,
		.account = j->row.account_id,
		.kind = STR("verification_done"),
		.title = STR("批量认证完成"),
		.body = str_f(j->a, "信息准确 %lld 人，需人工确认 %lld 人", (long long)accurate, (long long)manual),
		.subject_kind = STR("candidate"),
		.once_key = str_f(j->a, "verify:%lld", (long long)j->row.id) });
	j->told = true;
	return E_OK;
}
