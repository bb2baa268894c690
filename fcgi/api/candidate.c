/*
 * candidate.c: candidates 考生管理 one by one: the list with masks, editing (compare-and-set; every edit returns the
 * candidate to 信息待认证), removal, and the logged view of one full document number. Bulk work is api/import.c.
 */
#include "query/candidate.h"

#include "api/candidate.h"
#include "api/routes.h"
#include "base/clock.h"
#include "data/candidate.h"
#include "data/person.h"
#include "data/setting.h"
#include "query/import.h"
#include "rules/candidate_fields.h"
#include "rules/checks.h"
#include "rules/codes.h"
#include "rules/document_number.h"
#include "rules/major.h"
#include "rules/mask.h"
#include "web/fire.h"
#include "web/page.h"

struct candidate_query {
	PAGE_ASK;
	str verification, class_name, q;
	bool without_photo;
};
#define S struct candidate_query
FIELD_TABLE(candidate_query_fields, "CandidateQuery", S, PAGE_ASKED(S, candidate_list),
    FIELD_STR(S, verification, .title = "认证状态", .codes = &candidate_machine.state),
    FIELD_STR(S, class_name, .title = "班级", .max = 50), FIELD_BOOL(S, without_photo, .title = "只看没有照片的"),
    FIELD_STR(S, q, .title = "姓名或学号的开头", .max = 50));
#undef S

/* A candidate as the form sends it. When editing, absent number and phone stay as they are: the form shows masks. */
struct candidate_input {
	struct candidate_row row;
	i64 version;
	bool clear_phone;
};
#define ROW_STR(member, ...)                                                                                         \
	{                                                                                                            \
		.name = #member, .kind = F_STR,                                                                      \
		.offset = offsetof(struct candidate_input, row) + offsetof(struct candidate_row, member) +           \
			  FIELD_IS(struct candidate_row, member, str),                                               \
		__VA_ARGS__                                                                                          \
	}
FIELD_TABLE(candidate_input_fields, "CandidateInput", struct candidate_input,
    ROW_STR(name, .title = "姓名", .required = true, .min = 1, .max = 50, .check = check_person_name),
    ROW_STR(
	document_type, .title = "证件类型", .required = true, .options = document_types, .labels = document_titles),
    ROW_STR(
	document_number, .title = "证件号码", .secret = true, .min = 5, .max = 40, .check = check_document_number),
    ROW_STR(sex, .title = "性别", .options = sex_options, .labels = sex_labels),
    ROW_STR(ethnicity, .title = "民族", .options = ethnicity_options, .labels = ethnicity_labels),
    ROW_STR(phone, .title = "手机号", .secret = true, .min = 11, .max = 20, .check = check_phone_cn),
    ROW_STR(student_number, .title = "学号", .required = true, .min = 1, .max = 32, .check = check_ascii_code),
    ROW_STR(education_level, .title = "学历层次", .required = true, .options = education_levels,
	.labels = education_titles),
    ROW_STR(major_code, .title = "专业代码", .required = true, .min = 5, .max = 16, .check = check_major_code),
    ROW_STR(major_name, .title = "专业名称", .required = true, .min = 1, .max = 100, .check = check_plain_text),
    { .name = "enrolment_year",
	.kind = F_INT,
	.title = "入学年份",
	.required = true,
	.min = 1990,
	.max = 2099,
	.offset = offsetof(struct candidate_input, row) + offsetof(struct candidate_row, enrolment_year) },
    ROW_STR(class_name, .title = "班级", .max = 50, .check = check_plain_text),
    ROW_STR(photo_name, .title = "照片文件名", .secret = true, .max = 100, .check = check_photo_name),
    FIELD_INT(struct candidate_input, version, .title = "版本", .note = "修改时必填：读到的版本号"),
    FIELD_BOOL(struct candidate_input, clear_phone, .title = "删除手机号"));

struct candidate_remove_input {
	i64 version;
};
FIELD_TABLE(candidate_remove_fields, "CandidateRemove", struct candidate_remove_input,
    FIELD_INT(struct candidate_remove_input, version, .title = "版本", .required = true, .min = 1));

struct candidate_reveal_input {
	str reason;
};
FIELD_TABLE(candidate_reveal_fields, "CandidateReveal", struct candidate_reveal_input,
    FIELD_STR(struct candidate_reveal_input, reason, .title = "查看原因", .required = true, .min = 2, .max = 200,
	.check = check_plain_text));

static str
list_verification(arena *a, const void *row)
{
	(void)a;
	return str_of(machine_state_title(&candidate_machine, ((const struct candidate_list *)row)->verification));
}

#define S struct candidate_list
FIELD_TABLE(candidate_item, "CandidateItem", S, FIELD_ID(S, id, .title = "编号"), FIELD_STR(S, name, .title = "姓名"),
    FIELD_STR(S, document_type, .title = "证件类型", .options = document_types, .labels = document_titles),
    FIELD_STR(S, document_mask, .title = "证件号码"), FIELD_INT(S, sex, .title = "性别"),
    FIELD_STR(S, phone_mask, .title = "手机号"), FIELD_STR(S, student_number, .title = "学号"),
    FIELD_STR(S, education_level, .title = "学历层次", .options = education_levels, .labels = education_titles),
    FIELD_STR(S, major_code, .title = "专业代码"), FIELD_STR(S, major_name, .title = "专业名称"),
    FIELD_INT(S, enrolment_year, .title = "入学年份"), FIELD_STR(S, class_name, .title = "班级"),
    FIELD_BOOL(S, photo, .title = "有照片"), FIELD_STR(S, photo_state, .title = "照片状态", .maybe = true),
    FIELD_STR(S, verification, .title = "认证状态", .codes = &candidate_machine.state),
    FIELD_DERIVED("verification_title", list_verification, .title = "认证状态"),
    FIELD_STR(S, school, .title = "学校"), FIELD_INT(S, version, .title = "版本"),
    FIELD_TIME(S, updated_at, .title = "更新时间"));
#undef S

struct candidate_view {
	struct candidate_get c;
	str sex, verification_title;
	bool photo, conflict;
	list actions;
};
#define S struct candidate_view
FIELD_TABLE(candidate_answer, "Candidate", S, FIELD_AS(F_ID, i64, S, c.id, "id", .title = "编号"),
    FIELD_AS(F_STR, str, S, c.school, "school", .title = "学校"),
    FIELD_AS(F_STR, str, S, c.name, "name", .title = "姓名"),
    FIELD_AS(F_STR, str, S, c.document_type, "document_type", .title = "证件类型", .options = document_types,
	.labels = document_titles),
    FIELD_AS(F_STR, str, S, c.document_mask, "document_mask", .title = "证件号码"),
    FIELD_STR(S, sex, .title = "性别", .options = sex_options, .labels = sex_labels, .maybe = true),
    FIELD_AS(F_DATE, str, S, c.birth_date, "birth_date", .title = "出生日期", .maybe = true),
    FIELD_AS(F_STR, str, S, c.ethnicity, "ethnicity", .title = "民族"),
    FIELD_AS(F_STR, str, S, c.phone_mask, "phone_mask", .title = "手机号"),
    FIELD_AS(F_STR, str, S, c.student_number, "student_number", .title = "学号"),
    FIELD_AS(F_STR, str, S, c.education_level, "education_level", .title = "学历层次", .options = education_levels,
	.labels = education_titles),
    FIELD_AS(F_INT, i64, S, c.catalogue, "catalogue", .title = "专业目录"),
    FIELD_AS(F_ID, i64, S, c.major_id, "major", .title = "专业"),
    FIELD_AS(F_STR, str, S, c.major_code, "major_code", .title = "专业代码"),
    FIELD_AS(F_STR, str, S, c.major_name, "major_name", .title = "专业名称"),
    FIELD_AS(F_INT, i64, S, c.enrol_year, "enrolment_year", .title = "入学年份"),
    FIELD_AS(F_STR, str, S, c.class_name, "class_name", .title = "班级"), FIELD_BOOL(S, photo, .title = "有照片"),
    FIELD_AS(F_STR, str, S, c.photo_state, "photo_state", .title = "照片状态", .maybe = true),
    FIELD_AS(F_STR, str, S, c.photo_reason, "photo_reason", .title = "照片存疑的原因", .maybe = true),
    FIELD_AS(F_STR, str, S, c.photo_file_name, "photo_name", .title = "照片文件名"),
    FIELD_AS(F_STR, str, S, c.verification, "verification", .title = "认证状态", .codes = &candidate_machine.state),
    FIELD_STR(S, verification_title, .title = "认证状态"),
    FIELD_AS(F_JSON, str, S, c.reasons, "reasons", .title = "需人工确认的原因", .sub = &candidate_reason_answer),
    FIELD_BOOL(S, conflict, .title = "与其他学校的考生冲突"),
    FIELD_AS(F_ID, i64, S, c.import_batch_id, "import", .title = "导入批次", .maybe = true),
    FIELD_AS(F_TIME, i64, S, c.verified_at, "verified_at", .title = "认证时间", .maybe = true),
    FIELD_AS(F_INT, i64, S, c.version, "version", .title = "版本"),
    FIELD_AS(F_TIME, i64, S, c.created_at, "created_at", .title = "录入时间"),
    FIELD_AS(F_TIME, i64, S, c.updated_at, "updated_at", .title = "更新时间"),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"));
#undef S

#define S candidate_reason
FIELD_TABLE_SHARED(candidate_reason_answer, "CandidateReason", S, FIELD_STR(S, field, .title = "项目"),
    FIELD_STR(S, title, .title = "项目名称"), FIELD_STR(S, own, .title = "本校填写"),
    FIELD_AS(F_STR, str, S, entry, "register", .title = "学籍库"), FIELD_STR(S, text, .title = "说明"));
#undef S

#define S candidate_edited
FIELD_TABLE_SHARED(candidate_edited_answer, "CandidateEdited", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_INT(S, version, .title = "版本"),
    FIELD_STR(S, verification, .title = "认证状态", .codes = &candidate_machine.state));
#undef S

struct candidate_revealed {
	str document_number, phone;
};
#define S struct candidate_revealed
FIELD_TABLE(candidate_revealed_answer, "CandidateRevealed", S, FIELD_STR(S, document_number, .title = "证件号码"),
    FIELD_STR(S, phone, .title = "手机号", .maybe = true));
#undef S

#define S struct candidate_classes
FIELD_TABLE(candidate_class_item, "CandidateClass", S, FIELD_AS(F_STR, str, S, class_name, "name", .title = "班级"),
    FIELD_AS(F_INT, i64, S, n, "count", .title = "人数"));
#undef S

/* A student number has one, a name has none. */
static bool
has_digit(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return false;
}

static error_code
candidate_index(request *r)
{
	const struct candidate_query *q = r->q;
	bool number = has_digit(q->q);
	str none = { 0 };
	struct candidate_list *v;
	size_t n = candidate_list(r->db,
	    &(struct candidate_list_in){ .verification = q->verification,
		.class_name = q->class_name,
		.without_photo = q->without_photo,
		.name = number ? none : like_head(r->a, q->q),
		.number = number ? like_head(r->a, q->q) : none,
		.page = page_of(r, &q->ask, &candidate_list_page),
		.sc = r->sc },
	    &v);

	PAGE(r, &q->ask, candidate_list, candidate_item, v, n);
	return E_OK;
}

static error_code
candidate_show(request *r)
{
	struct candidate_view v;
	struct conflict_open open;
	char sex[2] = "0";

	if (!candidate_get(r->db, r->id[0], &r->sc, &v.c))
		return E_NOT_FOUND;
	conflict_open(r->db, v.c.id, &open);
	sex[0] = (char)('0' + v.c.sex);
	v.sex = v.c.sex == 1 || v.c.sex == 2 ? str_of(sex) : (str){ 0 };
	v.verification_title = str_of(machine_state_title(&candidate_machine, v.c.verification));
	v.photo = v.c.photo_id != 0;
	v.conflict = open.n > 0;
	v.actions = fire_possible(r, &candidate_machine, v.c.verification);
	ANSWER(r, candidate_answer, &v);
	return E_OK;
}

/* The major of the catalogue in use; 0 after a fault that says what is wrong with code or name. */
static i64
find_major(request *r, struct candidate_row *row)
{
	struct candidate_major found;
	struct import_majors_all *all;
	struct import_major_changes *changes;
	struct catalogue_now *use;
	i64 catalogue = 0;
	major_answer answer;

	row->major_code = major_code_normal(r->a, row->major_code);
	if (candidate_major(r->db, STR("candidate"), row->education_level, row->major_code, &found) &&
	    major_name_same(r->a, found.name, row->major_name))
		return found.id;
	size_t n = import_majors_all(r->db, &all), m = import_major_changes(r->db, &changes),
	       uses = catalogue_now(r->db, STR("candidate"), &use);
	major_row *rows = ARENA_ARRAY(r->a, major_row, n + 1);
	major_change *to = ARENA_ARRAY(r->a, major_change, m + 1);
	for (size_t i = 0; i < n; i++)
		rows[i] = (major_row){ all[i].catalogue, all[i].level, all[i].code, all[i].name };
	for (size_t i = 0; i < m; i++)
		to[i] = (major_change){ changes[i].level, changes[i].old_catalogue, changes[i].new_catalogue,
			changes[i].old_code, changes[i].new_code };
	for (size_t i = 0; i < uses; i++)
		if (str_eq(use[i].level, row->education_level))
			catalogue = use[i].catalogue;
	answer = major_judge(r->a, &(major_tables){ rows, n, to, m }, catalogue, row->education_level,
	    row->major_code, row->major_name);
	faults_add(
	    &r->faults, (fault){ .pointer = answer.verdict == MAJOR_NAME ? STR("/major_name") : STR("/major_code"),
			    .field = answer.verdict == MAJOR_NAME ? STR("专业名称") : STR("专业代码"),
			    .detail = answer.detail.n ? answer.detail : STR("平台没有设置该学历层次使用的专业目录"),
			    .fix = answer.verdict == MAJOR_NAME ? answer.fix_name : answer.fix_code });
	return 0;
}

static str
or_empty(str s)
{
	return s.p ? s : STR("");
}

/* All columns of the candidate, as candidate_update takes them; false after faults. */
static bool
prepare(request *r, struct candidate_row *row, i64 except, struct candidate_update_in *out)
{
	document_day day = { .today = ((r->now ? r->now : clock_now()) + 8 * 3600 * CLOCK_SECOND) / CLOCK_DAY,
		.age_least = setting_int(r->db, "candidate.age_least"),
		.age_most = setting_int(r->db, "candidate.age_most") };
	bool right = candidate_check(r->a, row, day, NULL, &r->faults);
	i64 major = find_major(r, row);
	const keyring *ring = r->w->ring;
	str birth = document_check(r->a, row->document_type, row->document_number, day).birth;
	candidate_values v = { .name = row->name,
		.document_type = row->document_type,
		.student_number = row->student_number,
		.education_level = row->education_level,
		.sex = row->sex,
		.birth = birth,
		.ethnicity = row->ethnicity,
		.phone = row->phone,
		.class_name = row->class_name,
		.photo_name = row->photo_name,
		.major = major,
		.enrol_year = row->enrolment_year };
	struct candidate_clash clash;

	if (!right || major == 0)
		return false;
	*out = (struct candidate_update_in){ .name = row->name,
		.document_type = row->document_type,
		.document_index = person_document_index(r->a, ring, row->document_type, row->document_number),
		.document_mask = mask_document(r->a, row->document_number),
		.person_index = person_index(r->a, ring, row->name, row->document_number),
		.sex = row->sex.n ? row->sex.p[0] - '0' : 0,
		.birth = birth,
		.ethnicity = or_empty(row->ethnicity),
		.phone_mask = row->phone.n ? mask_phone(r->a, row->phone) : STR(""),
		.student_number = row->student_number,
		.education_level = row->education_level,
		.major_id = major,
		.enrol_year = row->enrolment_year,
		.class_name = or_empty(row->class_name),
		.photo_file_name = or_empty(row->photo_name),
		.content = candidate_content(r->a, ring, &v),
		.sc = r->sc };
	out->document_sealed =
	    person_seal(r->a, ring, PERSON_CANDIDATE_DOCUMENT, out->document_index, row->document_number);
	out->phone_sealed = person_seal(r->a, ring, PERSON_CANDIDATE_PHONE, out->document_index, row->phone);
	if (!candidate_clash(r->db, r->who.organisation, out->document_index, row->student_number, except, &clash))
		return true;
	faults_at(&r->faults, clash.same_document ? "/document_number" : "/student_number",
	    clash.same_document ? "本校已有相同证件号码的考生" : "本校另一名考生已使用这个学号");
	return false;
}

static error_code
candidate_create(request *r)
{
	const struct candidate_input *in = r->in;
	struct candidate_row row = in->row;
	struct candidate_update_in u;
	i64 id;

	if (row.document_number.p == NULL) {
		faults_at(&r->faults, "/document_number", "请填写证件号码");
		return E_INVALID;
	}
	if (!prepare(r, &row, 0, &u))
		return E_INVALID;
	id = candidate_insert(r->db, &(struct candidate_insert_in){ .school_id = r->who.organisation,
					 .province = r->who.province,
					 .name = u.name,
					 .document_type = u.document_type,
					 .document_sealed = u.document_sealed,
					 .document_index = u.document_index,
					 .document_mask = u.document_mask,
					 .person_index = u.person_index,
					 .sex = u.sex,
					 .birth = u.birth,
					 .ethnicity = u.ethnicity,
					 .phone_sealed = u.phone_sealed,
					 .phone_mask = u.phone_mask,
					 .student_number = u.student_number,
					 .education_level = u.education_level,
					 .major_id = u.major_id,
					 .enrol_year = u.enrol_year,
					 .class_name = u.class_name,
					 .photo_file_name = u.photo_file_name,
					 .content = u.content,
					 .created_by = r->who.account });
	if (id == 0)
		return E_EXISTS;
	candidate_conflicts_one(r->db, r->who.organisation, id);
	return answer_created(r, id);
}

/* A registered candidate is what the plan's papers and results are made of: nothing of it changes any more. */
static error_code
refuse_registered(request *r, i64 id, const char *what)
{
	struct candidate_registered g;

	if (candidate_registered(r->db, id, &g))
		return request_refuse(
		    r, E_STATE, "该考生已报考《%.*s》，不能%s；请先撤销报考", STR_ARG(g.plan), what);
	return E_OK;
}

static error_code
candidate_edit(request *r)
{
	const struct candidate_input *in = r->in;
	struct candidate_row row = in->row;
	struct candidate_update_in u;
	struct candidate_get c;
	str to;
	error_code e;

	if (!candidate_get(r->db, r->id[0], &r->sc, &c))
		return E_NOT_FOUND;
	if ((e = fire(r, &candidate_machine, c.verification, "edit", &to)) != E_OK ||
	    (e = refuse_registered(r, c.id, "修改")) != E_OK)
		return e;
	if (in->version != c.version)
		return E_CONFLICT;
	if (row.document_number.p == NULL)
		row.document_number =
		    person_open(r->a, r->w->ring, PERSON_CANDIDATE_DOCUMENT, c.document_index, c.document_sealed);
	if (row.phone.p == NULL && !in->clear_phone)
		row.phone = person_open(r->a, r->w->ring, PERSON_CANDIDATE_PHONE, c.document_index, c.phone_sealed);
	if (!prepare(r, &row, c.id, &u))
		return E_INVALID;
	u.id = c.id;
	u.version = in->version;
	if (candidate_update(r->db, &u) == 0)
		return E_CONFLICT;
	candidate_conflicts_settle(r->db, r->who.organisation);
	candidate_conflicts_one(r->db, r->who.organisation, c.id);
	ANSWER(r, candidate_edited_answer, &((candidate_edited){ c.id, in->version + 1, to }));
	return E_OK;
}

static error_code
candidate_delete(request *r)
{
	const struct candidate_remove_input *in = r->in;
	struct candidate_get c;
	error_code e;

	if (!candidate_get(r->db, r->id[0], &r->sc, &c))
		return E_NOT_FOUND;
	if ((e = refuse_registered(r, c.id, "删除")) != E_OK)
		return e;
	if (candidate_remove(r->db, c.id, in->version, &r->sc) == 0)
		return E_CONFLICT;
	candidate_conflicts_settle(r->db, r->who.organisation);
	r->status = 204;
	return E_OK;
}

/* The answer is kept nowhere: the route has no idempotency key, and the audit entry holds the reason only. */
static error_code
candidate_reveal(request *r)
{
	const struct candidate_reveal_input *in = r->in;
	struct candidate_get c;
	json note = jw_new(r->a);

	if (!candidate_get(r->db, r->id[0], &r->sc, &c))
		return E_NOT_FOUND;
	jw_open(&note);
	jw_kstr(&note, "reason", in->reason);
	jw_close(&note);
	r->audit_after = buf_view(&note.b);
	request_header(r, "Cache-Control", STR("no-store"));
	ANSWER(r, candidate_revealed_answer,
	    &((struct candidate_revealed){ .document_number = person_open(r->a, r->w->ring, PERSON_CANDIDATE_DOCUMENT,
					       c.document_index, c.document_sealed),
		.phone = person_open(r->a, r->w->ring, PERSON_CANDIDATE_PHONE, c.document_index, c.phone_sealed) }));
	return E_OK;
}

static error_code
candidate_class_index(request *r)
{
	struct candidate_classes *v;
	size_t n = candidate_classes(r->db, &r->sc, &v);

	ANSWER_ALL(r, candidate_class_item, v, n);
	return E_OK;
}

ROUTES(candidate,
    ROUTE(GET, "/candidates", candidate_index, CANDIDATE_VIEW, "考生列表", .query = &candidate_query_fields,
	.items = &candidate_item),
    ROUTE(POST, "/candidates", candidate_create, CANDIDATE_EDIT, "录入考生", .in = &candidate_input_fields,
	.answer = &created_answer, .write = true),
    ROUTE(GET, "/candidates/{id}", candidate_show, CANDIDATE_VIEW, "查看考生", .answer = &candidate_answer),
    ROUTE(PUT, "/candidates/{id}", candidate_edit, CANDIDATE_EDIT, "修改考生", .in = &candidate_input_fields,
	.answer = &candidate_edited_answer, .write = true),
    ROUTE(DELETE, "/candidates/{id}", candidate_delete, CANDIDATE_EDIT, "删除考生", .in = &candidate_remove_fields,
	.write = true),
    ROUTE(POST, "/candidates/{id}/reveal", candidate_reveal, CANDIDATE_REVEAL, "查看完整证件号码",
	.in = &candidate_reveal_fields, .answer = &candidate_revealed_answer, .write = true, .no_key = true),
    ROUTE(GET, "/candidate-classes", candidate_class_index, CANDIDATE_VIEW, "班级列表",
	.items = &candidate_class_item));
