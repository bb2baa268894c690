/*
 * import_candidate.c: candidates 考生信息 from a workbook (spec 2.3). A row is a new candidate of the school, or the
 * new content of the one with the same document, or the same as it is already and then nothing happens. A change
 * returns the candidate to 信息待认证.
 */
#include "base/json.h"
#include "data/candidate.h"
#include "data/person.h"
#include "jobs/import_majors.h"
#include "query/candidate_import.h"
#include "rules/candidate_fields.h"
#include "rules/document_number.h"
#include "rules/mask.h"

static void
start(import *m)
{
	if (m->batch.school_id == 0) {
		import_say(m, FAULT_ERROR, STR("考生信息由试点院校上传"));
		return;
	}
	m->own = import_majors_load(m, "candidate");
}

static str
or_empty(str s)
{
	return s.p ? s : STR("");
}

static str
payload(arena *a, const struct candidate_row *row, const candidate_values *v)
{
	json j = jw_new(a);

	jw_open(&j);
	jw_kstr(&j, "sex", v->sex.n ? v->sex : STR("0"));
	jw_kstr(&j, "birth", or_empty(v->birth));
	jw_kstr(&j, "ethnicity", or_empty(v->ethnicity));
	jw_kstr(&j, "phone_mask", row->phone.n ? mask_phone(a, row->phone) : STR(""));
	jw_kstr(&j, "student_number", v->student_number);
	jw_kstr(&j, "education_level", v->education_level);
	jw_ki64(&j, "major", v->major);
	jw_ki64(&j, "enrol_year", v->enrol_year);
	jw_kstr(&j, "class_name", or_empty(v->class_name));
	jw_kstr(&j, "photo_file_name", or_empty(v->photo_name));
	jw_close(&j);
	return buf_view(&j.b);
}

static void
check_row(import *m, void *object, const field_place *place, struct import_row_put *out, str *key)
{
	struct candidate_row *row = object;
	arena *a = m->row;
	const keyring *ring = m->j->ring;
	bool right = candidate_check(a, row, m->day, place, &m->fs);
	i64 major = import_majors_find(m, m->own, row->education_level, &row->major_code, row->major_name,
	    &place[import_field(m, "major_code")], &place[import_field(m, "major_name")]);
	candidate_values v;

	if (!right || major == 0)
		return;
	v = (candidate_values){ .name = row->name,
		.document_type = row->document_type,
		.student_number = row->student_number,
		.education_level = row->education_level,
		.sex = row->sex,
		.birth = document_check(a, row->document_type, row->document_number, m->day).birth,
		.ethnicity = row->ethnicity,
		.phone = row->phone,
		.class_name = row->class_name,
		.photo_name = row->photo_name,
		.major = major,
		.enrol_year = row->enrolment_year };
	out->name = row->name;
	out->document_type = row->document_type;
	out->document_index = person_document_index(a, ring, row->document_type, row->document_number);
	out->document_sealed =
	    person_seal(a, ring, PERSON_CANDIDATE_DOCUMENT, out->document_index, row->document_number);
	out->document_mask = mask_document(a, row->document_number);
	out->person_index = person_index(a, ring, row->name, row->document_number);
	out->phone_sealed = person_seal(a, ring, PERSON_CANDIDATE_PHONE, out->document_index, row->phone);
	out->content = candidate_content(a, ring, &v);
	out->payload = payload(a, row, &v);
	key[0] = out->document_index;
	key[1] = row->student_number;
}

static void
check_all(import *m)
{
	db *d = m->j->db;
	struct import_row_counts last;
	struct candidate_stage_number *taken;
	struct candidate_stage_frozen *frozen;
	struct candidate_stage_accurate *accurate;
	struct candidate_stage_elsewhere *elsewhere;
	size_t n;

	import_row_counts(d, m->batch.id, &last);
	for (i64 low = 0; low < last.last_row; low += IMPORT_CHUNK) {
		candidate_stage_found(d, m->batch.school_id, m->batch.id, low, low + IMPORT_CHUNK);
		job_progressed(m->j);
	}
	n = candidate_stage_number(d, m->batch.school_id, m->batch.id, IMPORT_FAULTS, &taken);
	for (size_t i = 0; i < n; i++)
		import_fault(m, taken[i].row, "student_number", FAULT_ERROR,
		    STR("本校另一名考生已使用这个学号，请核对"), (str){ NULL, 0 });
	n = candidate_stage_frozen(d, m->batch.id, IMPORT_FAULTS, &frozen);
	for (size_t i = 0; i < n; i++)
		import_fault(m, frozen[i].row, "document_number", FAULT_ERROR,
		    str_f(m->a, "该考生已报考《%.*s》，信息不能再改；请先撤销报考", STR_ARG(frozen[i].plan)),
		    (str){ NULL, 0 });
	n = candidate_stage_accurate(d, m->batch.id, IMPORT_FAULTS, &accurate);
	for (size_t i = 0; i < n; i++)
		import_fault(m, accurate[i].row, "document_number", FAULT_NOTICE,
		    STR("该考生已是“信息准确”，本次内容有变化，导入后回到“信息待认证”"), (str){ NULL, 0 });
	n = candidate_stage_elsewhere(d, m->batch.school_id, m->batch.id, IMPORT_FAULTS, &elsewhere);
	for (size_t i = 0; i < n; i++)
		import_fault(m, elsewhere[i].row, "document_number", FAULT_DOUBT,
		    STR("另一所学校已有相同证件号码的考生，请核对；导入后两校都会收到提示"), (str){ NULL, 0 });
}

static error_code
changed(import *m, i64 row, const char *why)
{
	return job_refuse(m->j, E_CONFLICT, "第 %lld 行：%s，全部未导入，请重新上传检查", (long long)row, why);
}

/*
 * Holds the candidates that rows of the batch change until the transaction ends: nobody registers or edits one
 * between the judgement and the writing. With written, those that the batch has brought, too.
 */
static void
hold(import *m, bool written)
{
	arena_mark here = arena_here(m->a);
	struct candidate_stage_hold *changed;
	struct candidate_batch_hold *brought;

	candidate_stage_hold(m->j->db, m->batch.id, &changed);
	if (written)
		candidate_batch_hold(m->j->db, m->batch.id, &brought);
	arena_back(m->a, here);
}

/* What check found, looked at again inside the transaction. */
static error_code
still_right(import *m)
{
	db *d = m->j->db;
	struct candidate_stage_appeared *appeared;
	struct candidate_stage_changed *other;
	struct candidate_stage_number *taken;
	struct candidate_stage_frozen *frozen;

	if (candidate_stage_appeared(d, m->batch.school_id, m->batch.id, 1, &appeared))
		return changed(m, appeared[0].row, "检查之后，同一证件号码的考生已另行录入");
	if (candidate_stage_changed(d, m->batch.id, 1, &other))
		return changed(m, other[0].row, "检查之后，该考生的信息已被修改或删除");
	if (candidate_stage_number(d, m->batch.school_id, m->batch.id, 1, &taken))
		return changed(m, taken[0].row, "检查之后，这个学号已用于另一名考生");
	if (candidate_stage_frozen(d, m->batch.id, 1, &frozen))
		return changed(m, frozen[0].row, "检查之后，该考生已报考");
	return E_OK;
}

static error_code
apply(import *m)
{
	db *d = m->j->db;
	i64 done = 0;
	error_code e;

	hold(m, false);
	e = still_right(m);
	for (i64 low = 0; e == E_OK && low < m->last_row; low += IMPORT_CHUNK) {
		i64 high = low + IMPORT_CHUNK;
		struct candidate_stage_count n;

		candidate_stage_count(d, m->batch.id, low, high, &n);
		if (n.updates) {
			candidate_remember(d, m->batch.id, low, high);
			if (candidate_overwrite(d, m->batch.id, low, high) < n.updates)
				return changed(m, low + 1, "或其后的某一行，考生信息此刻被他人修改");
		}
		if (n.inserts)
			candidate_take(d, &(struct candidate_take_in){ m->batch.school_id, m->batch.province,
					      m->batch.confirmed_by, m->batch.id, low, high });
		done += n.inserts + n.updates;
		import_step(m, done);
	}
	return e;
}

static void
after(import *m)
{
	candidate_conflicts_batch(m->j->db, m->batch.school_id, m->batch.id);
}

static error_code
undo(import *m)
{
	db *d = m->j->db;
	struct candidate_batch_registered *registered;
	struct candidate_stage_frozen *frozen;
	struct candidate_batch_moved *moved;

	hold(m, true);
	if (candidate_batch_registered(d, m->batch.id, &registered))
		return job_refuse(m->j, E_STATE, "考生“%.*s”已报考，这一批不能再撤销", STR_ARG(registered[0].name));
	if (candidate_stage_frozen(d, m->batch.id, 1, &frozen))
		return job_refuse(m->j, E_STATE, "第 %lld 行的考生已报考《%.*s》，这一批不能再撤销",
		    (long long)frozen[0].row, STR_ARG(frozen[0].plan));
	if (candidate_batch_moved(d, m->batch.id, 1, &moved))
		return job_refuse(m->j, E_CONFLICT, "第 %lld 行的考生在导入之后又被修改过，这一批不能整体撤销",
		    (long long)moved[0].row);
	candidate_batch_remove(d, m->batch.id);
	for (i64 low = 0; low < m->last_row; low += IMPORT_CHUNK) {
		candidate_restore(d, m->batch.id, low, low + IMPORT_CHUNK);
		import_step(m, low + IMPORT_CHUNK);
	}
	candidate_conflicts_settle(d, m->batch.school_id);
	return E_OK;
}

const import_kind import_candidate = {
	.name = "candidate",
	.title = "考生信息",
	.sheet = { .name = "candidate",
	    .version = IMPORT_VERSION_candidate,
	    .sheet = "考生信息",
	    .fields = &candidate_fields,
	    .rows = 5000 },
	.unique = { "document_number", "student_number" },
	.start = start,
	.check_row = check_row,
	.check_all = check_all,
	.apply = apply,
	.after = after,
	.undo = undo,
};
