/*
 * candidate_fields.c: tables of uploaded sheets, and checks of their rows. See candidate_fields.h.
 * The examples are invented: numbers of a range nobody holds, with right check digits.
 */
#include "rules/candidate_fields.h"

#include "base/clock.h"
#include "rules/checks.h"
#include "rules/codes.h"
#include "rules/document_number.h"
#include "rules/major.h"
#include "rules/mask.h"
#include "rules/pass_rule.h"

enum { YEAR_LEAST = 1990, YEAR_MOST = 2099, ENROLMENT_AGE_LEAST = 12 };

const char *const staff_kinds[] = { "invigilator", "examiner", "officer", NULL };
const char *const staff_kind_titles[] = { "监考人员", "考评员", "考务", NULL };

#define NAME_FIELD(S)                                                                                                \
	FIELD_STR(S, name, .title = "姓名", .required = true, .min = 1, .max = 50, .check = check_person_name,       \
	    .note = "与证件一致；中文姓名中间不能有空格，少数民族姓名的间隔号统一为“·”", .example = "张示例")
#define TYPE_FIELD(S)                                                                                                \
	FIELD_STR(S, document_type, .title = "证件类型", .required = true, .options = document_types,                \
	    .labels = document_titles, .note = "从下拉列表中选择", .example = "居民身份证")
#define NUMBER_FIELD(S)                                                                                              \
	FIELD_STR(S, document_number, .title = "证件号码", .required = true, .text_only = true, .secret = true,      \
	    .min = 5, .max = 40, .check = check_document_number,                                                     \
	    .note = "文本格式；18 位身份证号末位的 X 用大写；不接受 15 位旧号码", .example = "110101200503071016")
#define STUDENT_FIELD(S)                                                                                             \
	FIELD_STR(S, student_number, .title = "学号", .required = true, .text_only = true, .min = 1, .max = 32,      \
	    .check = check_ascii_code, .note = "文本格式；字母和数字", .example = "2022010101")
#define LEVEL_FIELD(S)                                                                                               \
	FIELD_STR(S, education_level, .title = "学历层次", .required = true, .options = education_levels,            \
	    .labels = education_titles, .note = "从下拉列表中选择", .example = "高职专科")
#define MAJOR_FIELDS(S)                                                                                              \
	FIELD_STR(S, major_code, .title = "专业代码", .required = true, .text_only = true, .min = 5, .max = 16,      \
	    .check = check_major_code, .note = "文本格式；按平台当前规定的专业目录版本填写", .example = "570201"),   \
	    FIELD_STR(S, major_name, .title = "专业名称", .required = true, .min = 1, .max = 100,                    \
		.check = check_plain_text, .note = "与专业代码对应的名称", .example = "应用化工技术")
#define YEAR_FIELD(S)                                                                                                \
	FIELD_INT(S, enrolment_year, .title = "入学年份", .required = true, .min = YEAR_LEAST, .max = YEAR_MOST,     \
	    .note = "4 位数字", .example = "2022")
#define CERTIFICATE_LEVEL_FIELD(S)                                                                                   \
	FIELD_STR(S, level, .title = "证书等级", .required = true, .options = level_options, .labels = level_labels, \
	    .note = "初级、中级或高级", .example = "中级")
#define PHONE_FIELD(S, must)                                                                                         \
	FIELD_STR(S, phone, .title = "手机号", .required = (must), .text_only = true, .secret = true, .min = 11,     \
	    .max = 20, .check = check_phone_cn, .note = "文本格式；11 位数字", .example = "13800000000")

FIELD_TABLE_SHARED(candidate_fields, "CandidateRow", struct candidate_row, NAME_FIELD(struct candidate_row),
    TYPE_FIELD(struct candidate_row), NUMBER_FIELD(struct candidate_row),
    FIELD_STR(struct candidate_row, sex, .title = "性别", .options = sex_options, .labels = sex_labels,
	.note = "可不填；填写时与证件一致", .example = "男"),
    FIELD_STR(struct candidate_row, ethnicity, .title = "民族", .options = ethnicity_options,
	.labels = ethnicity_labels, .note = "可不填；从下拉列表中选择", .example = "汉族"),
    PHONE_FIELD(struct candidate_row, false), STUDENT_FIELD(struct candidate_row), LEVEL_FIELD(struct candidate_row),
    MAJOR_FIELDS(struct candidate_row), YEAR_FIELD(struct candidate_row),
    FIELD_STR(struct candidate_row, class_name, .title = "班级", .max = 50, .check = check_plain_text,
	.note = "可不填；排考时同班考生不相邻", .example = "化工2201班"),
    FIELD_STR(struct candidate_row, photo_name, .title = "照片文件名", .secret = true, .max = 100,
	.check = check_photo_name, .note = "可不填；jpg 或 png，295×413 像素，红色背景，5MB 以内",
	.example = "2022010101.jpg"));

FIELD_TABLE_SHARED(register_fields, "RegisterRow", struct register_row, NAME_FIELD(struct register_row),
    TYPE_FIELD(struct register_row), NUMBER_FIELD(struct register_row), STUDENT_FIELD(struct register_row),
    LEVEL_FIELD(struct register_row), MAJOR_FIELDS(struct register_row), YEAR_FIELD(struct register_row),
    FIELD_STR(struct register_row, school_code, .title = "学校标识码", .text_only = true, .max = 16,
	.check = check_ascii_code, .note = "教育行政部门为多所学校导入时填写；学校自己导入时不填",
	.example = "4111010001"));

static const char *const level_options[] = { "1", "2", "3", NULL }, *const level_labels[] = { "初级", "中级", "高级",
	NULL };

FIELD_TABLE_SHARED(registration_fields, "RegistrationRow", struct registration_row,
    NAME_FIELD(struct registration_row), NUMBER_FIELD(struct registration_row),
    CERTIFICATE_LEVEL_FIELD(struct registration_row));

FIELD_TABLE_SHARED(quota_fields, "QuotaRow", struct quota_row, CERTIFICATE_LEVEL_FIELD(struct quota_row),
    LEVEL_FIELD(struct quota_row), MAJOR_FIELDS(struct quota_row), QUOTA_COUNT_FIELDS(struct quota_row));

FIELD_TABLE_SHARED(staff_fields, "StaffRow", struct staff_row, NAME_FIELD(struct staff_row),
    TYPE_FIELD(struct staff_row), NUMBER_FIELD(struct staff_row), PHONE_FIELD(struct staff_row, true),
    FIELD_STR(struct staff_row, kind, .title = "类别", .required = true, .options = staff_kinds,
	.labels = staff_kind_titles, .note = "从下拉列表中选择", .example = "监考人员"),
    FIELD_STR(struct staff_row, certificates, .title = "可考评证书", .max = 200, .check = check_plain_text,
	.note = "可不填；证书全称，多个之间用顿号或逗号分开", .example = "化工精馏安全控制"));

FIELD_TABLE_SHARED(score_fields, "ScoreRow", struct score_row,
    FIELD_STR(struct score_row, ticket_number, .title = "准考证号", .required = true, .text_only = true, .min = 8,
	.max = 32, .check = check_ascii_code, .note = "文本格式", .example = "26110001000101"),
    NAME_FIELD(struct score_row),
    FIELD_STR(struct score_row, theory, .title = "理论成绩", .max = 8, .check = check_score,
	.note = "最多两位小数；缺考不填", .example = "87.5"),
    FIELD_STR(struct score_row, practical, .title = "实操成绩", .max = 8, .check = check_score,
	.note = "最多两位小数；缺考不填", .example = "90"),
    FIELD_STR(struct score_row, state, .title = "状态", .options = score_states, .labels = score_state_titles,
	.note = "正常、缺考或违纪；不填为正常", .example = "正常"));

/* What the check of a row works on. */
typedef struct row_check {
	arena *a;
	const field_table *table;
	const void *row;
	const field_place *place;
	faults *fs;
} row_check;

/* What the row holds in a field, as it stands in the sheet. */
static str
shown(const row_check *c, const field *f)
{
	const void *at = (const char *)c->row + f->offset;
	str text;

	if (f->kind == F_INT)
		return str_f(c->a, "%lld", (long long)*(const i64 *)at);
	text = *(const str *)at;
	for (size_t i = 0; text.p && field_option(f, i); i++)
		if (str_eq(text, str_of(field_option(f, i))))
			text = str_of(field_label(f, i));
	return f->secret ? field_shape(c->a, text) : field_visible(c->a, text);
}

static void
say(const row_check *c, const char *name, fault_level level, str detail, str fix)
{
	for (size_t i = 0; i < c->table->n; i++) {
		const field *f = &c->table->v[i];
		field_place at = c->place ? c->place[i] : (field_place){ .pointer = str_f(c->a, "/%s", name) };

		if (strcmp(f->name, name) != 0)
			continue;
		faults_add(c->fs, (fault){ .level = level,
				      .pointer = at.pointer,
				      .sheet = at.sheet,
				      .cell = at.cell,
				      .row = at.row,
				      .field = str_of(f->title),
				      .value = shown(c, f),
				      .detail = detail,
				      .fix = f->secret ? (str){ NULL, 0 } : fix });
		return;
	}
}

/* The document number by its type's rule; the number gets its normal form. */
static document_answer
check_document(const row_check *c, str type, str *number, document_day day)
{
	document_answer to = document_check(c->a, type, *number, day);

	if (!to.ok)
		say(c, "document_number", FAULT_ERROR, to.error, to.fix);
	else
		*number = to.value;
	if (to.ok && to.notice.n)
		say(c, "document_number", FAULT_NOTICE, to.notice, (str){ NULL, 0 });
	if (to.ok && to.doubt.n)
		say(c, "document_number", FAULT_DOUBT, to.doubt, (str){ NULL, 0 });
	return to;
}

static void
check_enrolment(const row_check *c, i64 year, str birth, i64 today)
{
	int y, m, d;

	if (today) {
		clock_civil(today, &y, &m, &d);
		if (year > y)
			say(c, "enrolment_year", FAULT_ERROR, str_f(c->a, "入学年份 %lld 晚于今年", (long long)year),
			    (str){ NULL, 0 });
	}
	if (birth.p && clock_date(birth, &y, &m, &d) && year - y < ENROLMENT_AGE_LEAST)
		say(c, "enrolment_year", FAULT_DOUBT,
		    str_f(c->a, "按证件号码，入学时只有 %lld 岁，请人工确认", (long long)(year - y)),
		    (str){ NULL, 0 });
}

bool
candidate_check(arena *a, struct candidate_row *row, document_day day, const field_place *place, faults *fs)
{
	row_check c = { a, &candidate_fields, row, place, fs };
	size_t before = fs->errors;
	document_answer to = check_document(&c, row->document_type, &row->document_number, day);

	if (to.ok && to.sex.p && row->sex.p && !str_eq(to.sex, row->sex))
		say(&c, "sex", FAULT_DOUBT,
		    str_f(a, "填写的性别为%s，证件号码表示%s，请人工确认", code_title(sexes, row->sex),
			code_title(sexes, to.sex)),
		    str_of(code_title(sexes, to.sex)));
	if (to.ok && to.sex.p && row->sex.p == NULL)
		row->sex = to.sex;
	check_enrolment(&c, row->enrolment_year, to.ok ? to.birth : (str){ NULL, 0 }, day.today);
	/* Only the document number's own column is encrypted. */
	if (row->class_name.n && !str_eq(mask_numbers(a, row->class_name), row->class_name))
		say(&c, "class_name", FAULT_ERROR, STR("班级中有证件号码一类的长号码，证件号码请填写在“证件号码”列"),
		    (str){ NULL, 0 });
	return fs->errors == before;
}

bool
register_check(arena *a, struct register_row *row, document_day day, const field_place *place, faults *fs)
{
	row_check c = { a, &register_fields, row, place, fs };
	size_t before = fs->errors;
	document_answer to = check_document(&c, row->document_type, &row->document_number, day);

	check_enrolment(&c, row->enrolment_year, to.ok ? to.birth : (str){ NULL, 0 }, day.today);
	return fs->errors == before;
}

bool
staff_check(arena *a, struct staff_row *row, document_day day, const field_place *place, faults *fs)
{
	row_check c = { a, &staff_fields, row, place, fs };
	document_answer to = document_check(a, row->document_type, row->document_number, day);

	/* The ages of candidates say nothing about staff. */
	if (to.ok)
		row->document_number = to.value;
	else
		say(&c, "document_number", FAULT_ERROR, to.error, to.fix);
	return to.ok;
}

bool
score_check(arena *a, const struct score_row *row, const field_place *place, faults *fs)
{
	row_check c = { a, &score_fields, row, place, fs };
	bool given = row->theory.n || row->practical.n;

	if (str_is(row->state, "absent") && given) {
		say(&c, "state", FAULT_ERROR, STR("状态为缺考，但填写了成绩，请核对"), (str){ NULL, 0 });
		return false;
	}
	if ((row->state.n == 0 || str_is(row->state, "normal")) && !given) {
		say(&c, "theory", FAULT_ERROR, STR("状态为正常，但没有成绩；缺考请在“状态”列填缺考"),
		    (str){ NULL, 0 });
		return false;
	}
	return true;
}
