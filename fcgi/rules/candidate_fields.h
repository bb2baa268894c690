/*
 * candidate_fields.h: the columns of the sheets that schools and evaluators upload: candidates (spec 2.3), enrolment
 * register, registration, staff, scores, quota. The same tables check JSON, check rows, and make the templates.
 * Beside them are the checks of a whole row, which need more than one column.
 */
#ifndef RULES_CANDIDATE_FIELDS_H
#define RULES_CANDIDATE_FIELDS_H

#include "base/field.h"
#include "rules/document_number.h"

struct candidate_row {
	str name, document_type, document_number;
	str sex;       /* GB/T 2261.1 "1" or "2"; absent when not given */
	str ethnicity; /* GB/T 3304 two digits; absent when not given */
	str phone, student_number;
	str education_level; /* rules/major.h */
	str major_code, major_name;
	i64 enrolment_year;
	str class_name, photo_name;
};
extern const field_table candidate_fields;

/* 学籍库 */
struct register_row {
	str name, document_type, document_number, student_number, education_level, major_code, major_name;
	i64 enrolment_year;
	str school_code; /* 学校标识码, for an office that imports for many schools; absent: any school of the
			    province */
};
extern const field_table register_fields;

/* 批量导入报考 */
struct registration_row {
	str name, document_number;
	str level; /* of the certificate: "1" 初级, "2" 中级, "3" 高级 */
};
extern const field_table registration_fields;

/* 考评人员 */
struct staff_row {
	str name, document_type, document_number, phone;
	str kind;	  /* "invigilator", "examiner", "officer" */
	str certificates; /* codes of the certificates qualified for, separated by 、 or commas; absent: none */
};
extern const field_table staff_fields;
extern const char *const staff_kinds[], *const staff_kind_titles[];

/* 成绩登记 */
struct score_row {
	str ticket_number, name;
	str theory, practical; /* "87.5", as text; absent when the certificate has no such component */
	str state;	       /* "normal", "absent", "misconduct"; absent: normal */
};
extern const field_table score_fields;

/* 名额申报; its two numbers are the same in a sheet and in JSON */
#define QUOTA_COUNT_FIELDS(S)                                                                                        \
	FIELD_INT(S, head_count, .title = "专业参考人数", .required = true, .min = 1, .max = QUOTA_COUNT_MOST,       \
	    .note = "该专业参加考核的学生人数", .example = "45"),                                                    \
	    FIELD_INT(S, asked, .title = "申报名额", .required = true, .min = 1, .max = QUOTA_COUNT_MOST,            \
		.note = "不超过专业参考人数", .example = "40")
enum { QUOTA_COUNT_MOST = 100000 };
struct quota_row {
	str level; /* of the certificate: "1" 初级, "2" 中级, "3" 高级 */
	str education_level, major_code, major_name;
	i64 head_count, asked;
};
extern const field_table quota_fields;

/*
 * Checks of a whole row after its fields were found right one by one. place has one entry per field of the table, in
 * its order; NULL when nothing is known of places. Errors, doubts and notices go to fs; the row gets the normal form
 * of its document number. The major is not looked up here: that is major_judge's, with the tables. Returns false when
 * an error was added.
 */
bool candidate_check(arena *a, struct candidate_row *row, document_day day, const field_place *place, faults *fs);
bool register_check(arena *a, struct register_row *row, document_day day, const field_place *place, faults *fs);
bool staff_check(arena *a, struct staff_row *row, document_day day, const field_place *place, faults *fs);
/* A normal row needs a score, an absent one must have none; misconduct may have either. */
bool score_check(arena *a, const struct score_row *row, const field_place *place, faults *fs);

#endif
