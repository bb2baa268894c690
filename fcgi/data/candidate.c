/*
 * candidate.c: see candidate.h.
 */
#include "data/candidate.h"

#include "base/clock.h"
#include "base/json.h"
#include "data/notify.h"
#include "query/candidate_import.h"

str
candidate_content(arena *a, const keyring *r, const candidate_values *v)
{
	const str texts[] = { v->name, v->document_type, v->student_number, v->education_level, v->sex, v->birth,
		v->ethnicity, v->phone, v->class_name, v->photo_name };
	u8 *hash = arena_alloc(a, BLIND_INDEX);
	json j = jw_new(a);

	jw_list(&j);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		jw_str(&j, texts[i].p ? texts[i] : STR(""));
	jw_i64(&j, v->major);
	jw_i64(&j, v->enrol_year);
	jw_end(&j);
	blind_index(r, STR("candidate-content"), buf_view(&j.b), hash);
	return (str){ (char *)hash, BLIND_INDEX };
}

static void
tell(db *d, i64 school)
{
	arena *a = db_arena(d);
	i64 day = clock_now() / CLOCK_DAY;
	struct conflict_schools *v;
	size_t n = conflict_schools(d, school, &v);

	for (size_t i = 0; i <= n && n; i++)
		notify(d, &(notice){ .organisation = i < n ? v[i].school_id : school,
			      .duty = STR("exam_officer"),
			      .kind = STR("candidate_conflict"),
			      .title = STR("有考生的证件号码与另一所学校的考生相同"),
			      .body = STR("请在“考生管理-重复考生”中核对；不在本校的考生请删除。"),
			      .subject_kind = STR("candidate_conflict"),
			      .once_key = str_f(a, "conflict:%lld:%lld", (long long)school, (long long)day) });
}

void
candidate_conflicts_one(db *d, i64 school, i64 candidate)
{
	if (conflict_find_one(d, candidate) > 0)
		tell(d, school);
}

void
candidate_conflicts_batch(db *d, i64 school, i64 batch)
{
	if (conflict_find_batch(d, batch) > 0)
		tell(d, school);
}

void
candidate_conflicts_settle(db *d, i64 school)
{
	conflict_settle_removed(d, school);
}
