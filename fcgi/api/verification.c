/*
 * verification.c: verification 信息认证: a job compares pending candidates with the enrolment register; what it
 * doubts is confirmed by a person one by one, with both sides before the eyes (manual 二 2 (2)). Also conflicts
 * between schools.
 */
#include "query/verification.h"

#include "api/routes.h"
#include "data/person.h"
#include "query/candidate.h"
#include "query/job.h"
#include "query/photo.h"
#include "rules/checks.h"
#include "web/fire.h"
#include "web/page.h"

struct verification_input {
	i64 year;
};
FIELD_TABLE(verification_input_fields, "VerificationInput", struct verification_input,
    FIELD_INT(struct verification_input, year, .title = "学籍年度", .min = 2019, .max = 2099,
	.note = "不填：使用最近一年的学籍"));

struct confirmation_input {
	i64 version, file;
	str reason;
};
#define S struct confirmation_input
FIELD_TABLE(confirmation_input_fields, "ConfirmationInput", S,
    FIELD_INT(S, version, .title = "版本", .required = true, .min = 1),
    FIELD_STR(S, reason, .title = "确认依据", .required = true, .min = 2, .max = 500, .check = check_plain_text),
    FIELD_ID(S, file, .title = "佐证文件", .note = "先以用途 evidence 上传"));
#undef S

struct conflict_query {
	PAGE_MEMBERS;
};
FIELD_TABLE(conflict_query_fields, "ConflictQuery", struct conflict_query, PAGE_FIELDS(struct conflict_query));

static error_code
verification_start(request *r)
{
	const struct verification_input *in = r->in;
	struct verification_job_open open;
	struct candidate_counts *v;
	size_t n = candidate_counts(r->db, &r->sc, &v);
	i64 pending = 0, job;

	for (size_t i = 0; i < n; i++)
		if (str_is(v[i].verification, "pending"))
			pending = v[i].n;
	if (pending == 0)
		return request_refuse(r, E_STATE, "没有“信息待认证”的考生");
	if (verification_job_open(r->db, r->who.organisation, &open))
		return request_refuse(r, E_RUNNING, "批量认证正在进行，请稍候");
	job = job_insert(r->db, &(struct job_insert_in){ .kind = STR("verify"),
				    .organisation_id = r->who.organisation,
				    .account_id = r->who.account,
				    .subject_id = r->who.organisation,
				    .params = in && in->year ? str_f(r->a, "%lld", (long long)in->year) : STR("0") });
	r->audit_subject = job;
	r->status = 202;
	jw_open(&r->out);
	jw_kid(&r->out, "job", job);
	jw_ki64(&r->out, "pending", pending);
	jw_close(&r->out);
	return E_OK;
}

/* How many are in each state, and whether the work is done: all 信息准确. */
static error_code
verification_summary(request *r)
{
	struct candidate_counts *v;
	struct photo_missing photo;
	size_t n = candidate_counts(r->db, &r->sc, &v);
	i64 all = 0, accurate = 0;
	json *j = &r->out;

	photo_missing(r->db, &r->sc, &photo);
	jw_open(j);
	for (const machine_name *s = candidate_machine.state; s->code; s++) {
		i64 count = 0;

		for (size_t i = 0; i < n; i++)
			if (str_eq(v[i].verification, str_of(s->code)))
				count = v[i].n;
		jw_ki64(j, s->code, count);
		all += count;
		if (strcmp(s->code, "accurate") == 0)
			accurate = count;
	}
	jw_ki64(j, "total", all);
	jw_ki64(j, "without_photo", photo.n);
	jw_kbool(j, "complete", all > 0 && accurate == all);
	jw_kstr(j, "message",
	    all == 0	      ? STR("还没有考生信息")
	    : accurate == all ? STR("所有考生均为“信息准确”，认证工作已结束")
			      : str_f(r->a, "还有 %lld 名考生未完成认证", (long long)(all - accurate)));
	jw_close(j);
	return E_OK;
}

static void
put_pair(json *j, const char *name, const char *title, str own, str other)
{
	jw_open(j);
	jw_kstr(j, "field", str_of(name));
	jw_kstr(j, "title", str_of(title));
	jw_kstr(j, "own", own);
	jw_kstr(j, "register", other);
	jw_kbool(j, "same", str_eq(own, other));
	jw_close(j);
}

static error_code
verification_show(request *r)
{
	struct candidate_get c;
	struct verification_entries *e;
	struct verification_confirmations *past;
	json *j = &r->out;
	size_t n;

	if (!candidate_get(r->db, r->id[0], &r->sc, &c))
		return E_NOT_FOUND;
	n = verification_entries(r->db, c.school_id, 0, c.id, c.id, &e);
	jw_open(j);
	jw_kid(j, "id", c.id);
	jw_kstr(j, "verification", c.verification);
	jw_ki64(j, "version", c.version);
	jw_kbool(j, "registered", n > 0);
	jw_ki64(j, "year", n ? e->year : 0);
	jw_key(j, "fields");
	jw_list(j);
	if (n) {
		put_pair(j, "name", "姓名", c.name, e->name);
		put_pair(j, "student_number", "学号", c.student_number, e->student_number);
		put_pair(j, "education_level", "学历层次", c.education_level, e->education_level);
		put_pair(j, "major_code", "专业代码", c.major_code, e->major_code);
		put_pair(j, "major_name", "专业名称", c.major_name, e->major_name);
		put_pair(j, "enrolment_year", "入学年份", str_f(r->a, "%lld", (long long)c.enrol_year),
		    str_f(r->a, "%lld", (long long)e->enrol_year));
	}
	jw_end(j);
	jw_key(j, "reasons");
	jw_raw(j, c.reasons);
	jw_key(j, "confirmations");
	jw_list(j);
	n = verification_confirmations(r->db, c.id, &past);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kstr(j, "account", past[i].person);
		jw_kstr(j, "reason", past[i].reason);
		jw_kid(j, "file", past[i].evidence_file_id);
		jw_key(j, "fields");
		jw_raw(j, past[i].fields);
		jw_ktime(j, "created_at", past[i].created_at);
		jw_close(j);
	}
	jw_end(j);
	jw_close(j);
	return E_OK;
}

static error_code
candidate_confirm(request *r)
{
	const struct confirmation_input *in = r->in;
	struct candidate_get c;
	struct verification_evidence file;
	str to;
	error_code e;

	if (!candidate_get(r->db, r->id[0], &r->sc, &c))
		return E_NOT_FOUND;
	if ((e = fire(r, &candidate_machine, c.verification, "confirm", &to)) != E_OK)
		return e;
	if (in->file && !verification_evidence(r->db, in->file, r->who.organisation, &file)) {
		faults_at(&r->faults, "/file", "佐证文件不存在或没有传完，请重新上传");
		return E_INVALID;
	}
	if (verification_confirm(r->db, c.id, in->version, &r->sc) == 0)
		return E_CONFLICT;
	verification_confirmation_insert(r->db, &(struct verification_confirmation_insert_in){ .candidate_id = c.id,
						    .school_id = c.school_id,
						    .candidate_version = in->version,
						    .account_id = r->who.account,
						    .reason = in->reason,
						    .evidence_file_id = in->file,
						    .fields = c.reasons });
	if (c.photo_id)
		verification_photo_confirm(r->db, r->who.account, c.photo_id);
	jw_open(&r->out);
	jw_kid(&r->out, "id", c.id);
	jw_kstr(&r->out, "verification", to);
	jw_ki64(&r->out, "version", in->version + 1);
	jw_close(&r->out);
	return E_OK;
}

/* The own candidate only: who the other school is and what it wrote is not said. */
static void
conflict_item(json *j, const void *row)
{
	const struct conflict_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kid(j, "candidate", v->candidate_id);
	jw_kstr(j, "name", v->name);
	jw_kstr(j, "document_mask", v->document_mask);
	jw_kstr(j, "student_number", v->student_number);
	jw_kstr(j, "state", v->state);
	jw_kstr(j, "detail",
	    str_is(v->state, "open") ? STR("另一所学校也录入了这个证件号码，请核对；不在本校就读的请删除") : v->note);
	jw_ktime(j, "created_at", v->created_at);
	jw_ktime(j, "settled_at", v->settled_at);
	jw_close(j);
}

static error_code
candidate_conflict_index(request *r)
{
	const struct conflict_query *q = r->q;
	struct conflict_list *v;
	size_t n = conflict_list(r->db, r->who.organisation, page_before(q->after), page_rows(q->limit), &v);

	page_write(r, v, n, sizeof *v, q->limit, conflict_item);
	return E_OK;
}

ROUTES(verification,
    ROUTE(POST, "/verifications", verification_start, CANDIDATE_EDIT, "批量认证", .in = &verification_input_fields,
	.write = true),
    ROUTE(GET, "/verification-summary", verification_summary, CANDIDATE_VIEW, "认证进度"),
    ROUTE(GET, "/candidates/{id}/verification", verification_show, CANDIDATE_VIEW, "与学籍对照"),
    ROUTE(POST, "/candidates/{id}/confirm", candidate_confirm, CANDIDATE_EDIT, "人工确认",
	.in = &confirmation_input_fields, .write = true),
    ROUTE(GET, "/candidate-conflicts", candidate_conflict_index, CANDIDATE_EDIT, "重复考生",
	.query = &conflict_query_fields));
