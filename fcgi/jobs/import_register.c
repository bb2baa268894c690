/*
 * import_register.c: the enrolment register 学籍库 of a year from a workbook: a school for itself, or an office for
 * the schools of its province. Every file is a batch of entries of its own; the newest entry of a document counts,
 * and undoing a batch brings the one before back. Document numbers are kept as blind index only.
 */
#include <stdlib.h>

#include "base/json.h"
#include "data/person.h"
#include "jobs/import_majors.h"
#include "query/register_import.h"
#include "rules/candidate_fields.h"

typedef struct schools {
	import_majors *majors;
	struct register_school_of_code *v; /* sorted by code */
	size_t n;
	str own_code; /* of the school that imports for itself */
} schools;

static int
by_code(const void *x, const void *y)
{
	const struct register_school_of_code *a = x, *b = y;

	return str_cmp(a->school_code, b->school_code);
}

static void
start(import *m)
{
	schools *own = ARENA_NEW(m->a, schools);
	struct register_school_of school;
	str lo = m->batch.province, hi = m->batch.province;

	if (str_is(lo, "000000"))
		hi = STR("999999");
	own->majors = import_majors_load(m, "register");
	if (m->batch.school_id && register_school_of(m->j->db, m->batch.school_id, &school))
		own->own_code = school.school_code;
	else
		own->n = register_school_of_code(m->j->db, lo, hi, &own->v);
	if (own->n)
		qsort(own->v, own->n, sizeof *own->v, by_code);
	m->own = own;
}

/* The school of a row: the importing one, or the one of the code. False after a fault. */
static bool
school_of(import *m, const struct register_row *row, const field_place *at, i64 *school)
{
	const schools *own = m->own;
	struct register_school_of_code key = { .school_code = row->school_code }, *found;

	*school = m->batch.school_id;
	if (row->school_code.n == 0)
		return true;
	if (m->batch.school_id && str_eq(own->own_code, row->school_code))
		return true;
	found = own->n ? bsearch(&key, own->v, own->n, sizeof *own->v, by_code) : NULL;
	if (found) {
		*school = found->id;
		return true;
	}
	faults_add(&m->fs, (fault){ .sheet = at->sheet,
			       .cell = at->cell,
			       .row = at->row,
			       .field = STR("学校标识码"),
			       .value = row->school_code,
			       .detail = m->batch.school_id ? STR("与本校的学校标识码不同，请改正或不填")
							    : STR("本省没有这个学校标识码的试点院校，请核对") });
	return false;
}

static void
check_row(import *m, void *object, const field_place *place, struct import_row_put *out, str *key)
{
	struct register_row *row = object;
	const schools *own = m->own;
	arena *a = m->row;
	bool right = register_check(a, row, m->day, place, &m->fs);
	i64 school,
	    major = import_majors_find(m, own->majors, row->education_level, &row->major_code, row->major_name,
		&place[import_field(m, "major_code")], &place[import_field(m, "major_name")]);
	u8 hash[BLIND_INDEX];
	json j = jw_new(a);

	if (!school_of(m, row, &place[import_field(m, "school_code")], &school) || !right || major == 0)
		return;
	jw_open(&j);
	jw_ki64(&j, "school", school);
	jw_kstr(&j, "school_code", row->school_code.n ? row->school_code : own->own_code.p ? own->own_code : STR(""));
	jw_kstr(&j, "student_number", row->student_number);
	jw_kstr(&j, "education_level", row->education_level);
	jw_kstr(&j, "major_code", row->major_code);
	jw_kstr(&j, "major_name", row->major_name);
	jw_ki64(&j, "enrol_year", row->enrolment_year);
	jw_close(&j);
	out->payload = buf_view(&j.b);
	out->name = row->name;
	out->document_type = row->document_type;
	out->document_index = person_document_index(a, m->j->ring, row->document_type, row->document_number);
	blind_index(m->j->ring, STR("register-content"), str_join(a, row->name, out->payload), hash);
	out->content = str_dup(a, (str){ (char *)hash, sizeof hash });
	key[0] = out->document_index;
}

static void
check_all(import *m)
{
	struct import_row_counts last;

	import_row_counts(m->j->db, m->batch.id, &last);
	for (i64 low = 0; low < last.last_row; low += IMPORT_CHUNK) {
		register_stage_same(m->j->db, &(struct register_stage_same_in){ m->batch.organisation_id,
						  m->batch.year, m->batch.id, low, low + IMPORT_CHUNK });
		job_progressed(m->j);
	}
}

static error_code
apply(import *m)
{
	i64 id = register_batch_insert(
	    m->j->db, &(struct register_batch_insert_in){ m->batch.organisation_id, m->batch.province,
			  m->batch.school_id, m->batch.year, m->batch.id, m->batch.accepted });

	for (i64 low = 0; low < m->last_row; low += IMPORT_CHUNK) {
		register_take(m->j->db, &(struct register_take_in){ id, m->batch.year, m->batch.province, m->batch.id,
					    low, low + IMPORT_CHUNK });
		import_step(m, low + IMPORT_CHUNK);
	}
	return E_OK;
}

static error_code
undo(import *m)
{
	register_batch_undo(m->j->db, m->batch.id);
	return E_OK;
}

const import_kind import_register = {
	.name = "register",
	.title = "学籍",
	.sheet = { .name = "register",
	    .version = IMPORT_VERSION_register,
	    .sheet = "学籍",
	    .fields = &register_fields,
	    .rows = 5000 },
	.unique = { "document_number" },
	.start = start,
	.check_row = check_row,
	.check_all = check_all,
	.apply = apply,
	.undo = undo,
};
