/*
 * verification.c: verification 信息认证: a job compares pending candidates with the enrolment register; what it
 * doubts is confirmed by a person one by one, with both sides before the eyes (manual 二 2 (2)). Also conflicts
 * between schools.
 */
#include "query/verification.h"

#include "api/candidate.h"
#include "api/routes.h"
#include "query/candidate.h"
#include "query/job.h"
#include "query/photo.h"
#include "rules/checks.h"
#include "rules/major.h"
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

static const field_code conflict_states[] = { { "open", "待处理" }, { "settled", "已解决" }, { NULL, NULL } };
static const field_code *const conflict_codes = conflict_states;

struct conflict_query {
	PAGE_ASK;
	str state;
};
FIELD_TABLE(conflict_query_fields, "ConflictQuery", struct conflict_query,
    PAGE_ASKED(struct conflict_query, conflict_list),
    FIELD_STR(struct conflict_query, state, .title = "状态", .codes = &conflict_codes));

struct verification_started {
	i64 job, pending;
};
#define S struct verification_started
FIELD_TABLE(verification_started_answer, "VerificationStarted", S, FIELD_ID(S, job, .title = "任务编号"),
    FIELD_INT(S, pending, .title = "待认证人数"));
#undef S

struct verification_totals {
	i64 pending, manual, accurate, total, without_photo, conflicts, register_year, job;
	bool complete;
	str message;
};
#define S struct verification_totals
FIELD_TABLE(verification_summary_answer, "VerificationSummary", S, FIELD_INT(S, pending, .title = "信息待认证"),
    FIELD_INT(S, manual, .title = "需人工确认"), FIELD_INT(S, accurate, .title = "信息准确"),
    FIELD_INT(S, total, .title = "考生总数"), FIELD_INT(S, without_photo, .title = "没有照片"),
    FIELD_INT(S, conflicts, .title = "与其他学校冲突"),
    FIELD_INT(S, register_year, .title = "最近一年的学籍", .note = "0：还没有可用的学籍"),
    FIELD_ID(S, job, .title = "正在进行的批量认证", .maybe = true), FIELD_BOOL(S, complete, .title = "全部信息准确"),
    FIELD_STR(S, message, .title = "说明"));
#undef S

struct verification_pair {
	str field, title, own, entry;
	bool same;
};
#define S struct verification_pair
FIELD_TABLE(verification_pair_answer, "VerificationPair", S, FIELD_STR(S, field, .title = "项目"),
    FIELD_STR(S, title, .title = "项目名称"), FIELD_STR(S, own, .title = "本校填写"),
    FIELD_AS(F_STR, str, S, entry, "register", .title = "学籍库"), FIELD_BOOL(S, same, .title = "相同"));
#undef S

#define S struct verification_confirmations
FIELD_TABLE(confirmation_answer, "VerificationConfirmation", S,
    FIELD_AS(F_STR, str, S, person, "account", .title = "确认人"), FIELD_STR(S, reason, .title = "确认依据"),
    FIELD_AS(F_ID, i64, S, evidence_file_id, "file", .title = "佐证文件", .maybe = true),
    FIELD_JSON(S, fields, .title = "当时的疑点", .sub = &candidate_reason_answer),
    FIELD_TIME(S, created_at, .title = "确认时间"));
#undef S

struct verification_view {
	i64 id, version, year;
	str verification, reasons;
	bool registered;
	list fields, confirmations;
};
#define S struct verification_view
FIELD_TABLE(verification_answer, "Verification", S, FIELD_ID(S, id, .title = "考生编号"),
    FIELD_STR(S, verification, .title = "认证状态", .codes = &candidate_machine.state),
    FIELD_INT(S, version, .title = "版本"), FIELD_BOOL(S, registered, .title = "学籍库中有此人"),
    FIELD_INT(S, year, .title = "学籍年度", .note = "0：学籍库中没有此人"),
    FIELD_LIST(S, fields, verification_pair_answer, .title = "逐项对照"),
    FIELD_JSON(S, reasons, .title = "需人工确认的原因", .sub = &candidate_reason_answer),
    FIELD_LIST(S, confirmations, confirmation_answer, .title = "人工确认的记录"));
#undef S

/* The own candidate only: who the other school is and what it wrote is not said. */
static str
conflict_detail(arena *a, const void *row)
{
	const struct conflict_list *v = row;

	(void)a;
	return str_is(v->state, "open") ? STR("另一所学校也录入了这个证件号码，请核对；不在本校就读的请删除")
					: v->note;
}

#define S struct conflict_list
FIELD_TABLE(conflict_item, "CandidateConflict", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_ID(S, candidate, .title = "考生"), FIELD_STR(S, name, .title = "姓名"),
    FIELD_STR(S, document_mask, .title = "证件号码"), FIELD_STR(S, student_number, .title = "学号"),
    FIELD_STR(S, class_name, .title = "班级"), FIELD_STR(S, state, .title = "状态", .codes = &conflict_codes),
    FIELD_DERIVED("detail", conflict_detail, .title = "说明"), FIELD_TIME(S, created_at, .title = "发现时间"),
    FIELD_TIME(S, settled_at, .title = "解决时间", .maybe = true));
#undef S

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
	ANSWER(r, verification_started_answer, &((struct verification_started){ job, pending }));
	return E_OK;
}

/* How many are in each state, and whether the work is done: all 信息准确. */
static error_code
verification_summary(request *r)
{
	struct verification_totals t = { 0 };
	const struct {
		const char *code;
		i64 *n;
	} count[] = { { "pending", &t.pending }, { "manual", &t.manual }, { "accurate", &t.accurate } };
	struct verification_job_open job;
	struct candidate_counts *v;
	struct photo_missing photo;
	struct conflict_count conflict;
	struct verification_register_year newest;
	size_t n = candidate_counts(r->db, &r->sc, &v);

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < sizeof count / sizeof *count; k++)
			if (str_eq(v[i].verification, str_of(count[k].code)))
				*count[k].n = v[i].n;
		t.total += v[i].n;
	}
	photo_missing(r->db, &r->sc, &photo);
	t.without_photo = photo.n;
	if (r->who.role == ROLE_SCHOOL) {
		conflict_count(r->db, r->who.organisation, &conflict);
		t.conflicts = conflict.n;
		verification_register_year(r->db, r->who.province, r->who.organisation, &newest);
		t.register_year = newest.year;
		t.job = verification_job_open(r->db, r->who.organisation, &job) ? job.id : 0;
	}
	t.complete = t.total > 0 && t.accurate == t.total;
	t.message = t.total == 0 ? STR("还没有考生信息")
		    : t.complete ? STR("所有考生均为“信息准确”，认证工作已结束")
				 : str_f(r->a, "还有 %lld 名考生未完成认证", (long long)(t.total - t.accurate));
	ANSWER(r, verification_summary_answer, &t);
	return E_OK;
}

static struct verification_pair
pair(const char *name, const char *title, str own, str entry)
{
	return (struct verification_pair){ str_of(name), str_of(title), own, entry, str_eq(own, entry) };
}

static error_code
verification_show(request *r)
{
	struct verification_view v = { 0 };
	struct candidate_get c;
	struct verification_entries *e;
	struct verification_confirmations *past;

	if (!candidate_get(r->db, r->id[0], &r->sc, &c))
		return E_NOT_FOUND;
	v.id = c.id;
	v.verification = c.verification;
	v.version = c.version;
	v.reasons = c.reasons;
	v.registered = verification_entries(r->db, c.school_id, 0, c.id, c.id, &e) > 0;
	if (v.registered) {
		const char *own_level = education_title(c.education_level),
			   *level = education_title(e->education_level);
		struct verification_pair fields[] = { pair("name", "姓名", c.name, e->name),
			pair("student_number", "学号", c.student_number, e->student_number),
			pair("education_level", "学历层次", str_of(own_level), str_of(level)),
			pair("major_code", "专业代码", c.major_code, e->major_code),
			pair("major_name", "专业名称", c.major_name, e->major_name),
			pair("enrolment_year", "入学年份", str_f(r->a, "%lld", (long long)c.enrol_year),
			    str_f(r->a, "%lld", (long long)e->enrol_year)) };

		v.year = e->year;
		v.fields.n = sizeof fields / sizeof *fields;
		v.fields.v = memcpy(arena_alloc(r->a, sizeof fields), fields, sizeof fields);
	}
	v.confirmations.n = verification_confirmations(r->db, c.id, &past);
	v.confirmations.v = past;
	ANSWER(r, verification_answer, &v);
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
	ANSWER(r, candidate_edited_answer, &((candidate_edited){ c.id, in->version + 1, to }));
	return E_OK;
}

static error_code
candidate_conflict_index(request *r)
{
	const struct conflict_query *q = r->q;
	struct conflict_list *v;
	size_t n = conflict_list(r->db,
	    &(struct conflict_list_in){ .school_id = r->who.organisation,
		.state = q->state,
		.page = page_of(r, &q->ask, &conflict_list_page) },
	    &v);

	PAGE(r, &q->ask, conflict_list, conflict_item, v, n);
	return E_OK;
}

ROUTES(verification,
    ROUTE(POST, "/verifications", verification_start, CANDIDATE_EDIT, "批量认证", .in = &verification_input_fields,
	.answer = &verification_started_answer, .write = true),
    ROUTE(GET, "/verification-summary", verification_summary, CANDIDATE_VIEW, "认证进度",
	.answer = &verification_summary_answer),
    ROUTE(GET, "/candidates/{id}/verification", verification_show, CANDIDATE_VIEW, "与学籍对照",
	.answer = &verification_answer),
    ROUTE(POST, "/candidates/{id}/confirm", candidate_confirm, CANDIDATE_EDIT, "人工确认",
	.in = &confirmation_input_fields, .answer = &candidate_edited_answer, .write = true),
    ROUTE(GET, "/candidate-conflicts", candidate_conflict_index, CANDIDATE_EDIT, "重复考生",
	.query = &conflict_query_fields, .items = &conflict_item));
