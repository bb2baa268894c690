/*
 * candidate_fields_test.c: the tables of sheets: their own soundness, their examples, and the checks of whole rows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "rules/candidate_fields.h"

static arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_new(1 << 24);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static bool
has(str text, const char *words)
{
	return memmem(text.p ? text.p : "", text.n, words, strlen(words)) != NULL;
}

#define IS(s, text) assert_true(str_eq((s), str_of(text)))
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const field_table *const tables[] = { &candidate_fields, &register_fields, &registration_fields, &staff_fields,
	&score_fields, &quota_fields };

static document_day
on(int year, int month, int day)
{
	return (document_day){ .today = clock_days(year, month, day), .age_least = 14, .age_most = 70 };
}

static document_day
today(void)
{
	return on(2026, 5, 1);
}

static void
columns(void **state)
{
	static const char *const titles[] = { "姓名", "证件类型", "证件号码", "性别", "民族", "手机号", "学号",
		"学历层次", "专业代码", "专业名称", "入学年份", "班级", "照片文件名" };
	static const bool required[] = { 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0 };

	(void)state;
	/* Spec 2.3, in its order. */
	assert_int_equal(candidate_fields.n, 13);
	for (size_t i = 0; i < 13; i++) {
		IS(str_of(candidate_fields.v[i].title), titles[i]);
		assert_int_equal(candidate_fields.v[i].required, required[i]);
	}
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
		for (size_t i = 0; i < tables[t]->n; i++) {
			const field *f = &tables[t]->v[i];

			assert_non_null(f->note);
			assert_non_null(f->example);
			assert_true(!strstr(f->name, "number") || f->text_only);
			for (size_t k = 0; field_option(f, k); k++)
				assert_non_null(field_label(f, k));
		}
}

/* The example of every column passes its own rule, and the example row as a whole the row's. */
static void
examples(void **state)
{
	struct candidate_row row = { 0 };
	faults fs = { .a = a };

	(void)state;
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
		void *object = arena_alloc(a, tables[t]->size);

		for (size_t i = 0; i < tables[t]->n; i++)
			if (!field_set_text(a, &tables[t]->v[i], object, str_of(tables[t]->v[i].example),
				(field_place){ .row = 2 }, &fs))
				fail_msg("%s: %.*s", tables[t]->v[i].name, STR_ARG(fs.v[fs.n - 1].detail));
		if (t == 0)
			row = *(struct candidate_row *)object;
	}
	assert_int_equal(fs.n, 0);
	IS(row.document_type, "resident_id");
	IS(row.sex, "1");
	IS(row.ethnicity, "01");
	IS(row.education_level, "college");
	assert_int_equal(row.enrolment_year, 2022);
	assert_true(candidate_check(a, &row, today(), NULL, &fs));
	assert_int_equal(fs.n, 0);
}

static struct candidate_row
good(void)
{
	return (struct candidate_row){ .name = STR("张示例"),
		.document_type = STR("resident_id"),
		.document_number = STR("110101200503071016"),
		.sex = STR("1"),
		.enrolment_year = 2022 };
}

static void
cross_checks(void **state)
{
	struct candidate_row row = good();
	faults fs = { .a = a };
	field_place place[13] = {
		[2] = { .sheet = STR("考生信息"), .cell = STR("C7"), .row = 7 }, [3] = { .cell = STR("D7"), .row = 7 }
	};

	(void)state;
	row.sex = STR("2");
	assert_true(candidate_check(a, &row, today(), place, &fs));
	assert_int_equal(fs.n, 1);
	assert_int_equal(fs.v[0].level, FAULT_DOUBT);
	IS(fs.v[0].cell, "D7");
	IS(fs.v[0].value, "女");
	IS(fs.v[0].fix, "男");
	row = good();
	row.sex = (str){ NULL, 0 };
	fs = (faults){ .a = a };
	assert_true(candidate_check(a, &row, today(), place, &fs));
	IS(row.sex, "1"); /* the number says so */
	row.document_type = STR("passport");
	assert_false(candidate_check(a, &row, today(), place, &fs));
	IS(fs.v[0].cell, "C7");
	IS(fs.v[0].value, "******************");
	row = good();
	row.enrolment_year = 2027;
	fs = (faults){ .a = a };
	assert_false(candidate_check(a, &row, today(), NULL, &fs));
	IS(fs.v[0].pointer, "/enrolment_year");
	row.enrolment_year = 2010;
	fs = (faults){ .a = a };
	assert_true(candidate_check(a, &row, today(), NULL, &fs));
	assert_int_equal(fs.v[0].level, FAULT_DOUBT);
	row = good();
	row.enrolment_year = 2018;
	fs = (faults){ .a = a };
	assert_true(candidate_check(a, &row, on(2018, 9, 1), NULL, &fs));
	assert_int_equal(fs.v[0].level, FAULT_DOUBT); /* 13 years old */
}

static void
other_rows(void **state)
{
	struct register_row reg = { .document_type = STR("resident_id"),
		.document_number = STR("110101200503071010"),
		.enrolment_year = 2022 };
	struct staff_row staff = { .document_type = STR("resident_id"),
		.document_number = STR("11010120050307003x") };
	struct score_row score = { .theory = STR("80") };
	faults fs = { .a = a };

	(void)state;
	assert_false(register_check(a, &reg, today(), NULL, &fs));
	assert_true(staff_check(a, &staff, today(), NULL, &fs));
	IS(staff.document_number, "11010120050307003X");
	assert_true(score_check(a, &score, NULL, &fs));
	score.state = STR("absent");
	assert_false(score_check(a, &score, NULL, &fs));
	score.theory = (str){ NULL, 0 };
	assert_true(score_check(a, &score, NULL, &fs));
	score.state = STR("normal");
	assert_false(score_check(a, &score, NULL, &fs));
	score.state = STR("misconduct");
	assert_true(score_check(a, &score, NULL, &fs));
}

/* A number in disguise in a cell: found, mended, and said, through the table itself. */
static void
through_the_table(void **state)
{
	struct candidate_row row = { 0 };
	faults fs = { .a = a };
	const field *f = &candidate_fields.v[2];

	(void)state;
	assert_true(field_set_text(
	    a, f, &row, STR(" １１０１０１２００５０３０７００３ｘ\u200b"), (field_place){ .row = 2 }, &fs));
	IS(row.document_number, "11010120050307003X");
	assert_true(fs.n > 0 && fs.errors == 0);
	fs = (faults){ .a = a };
	assert_false(field_set_text(a, f, &row, STR("1.10101E+17"), (field_place){ .row = 2 }, &fs));
	assert_true(has(fs.v[0].detail, "文本格式"));
	IS(fs.v[0].value, "*.******+**"); /* secret: the shape alone */
}

int
main(void)
{
	const struct CMUnitTest tests[] = { TEST(columns), TEST(examples), TEST(cross_checks), TEST(other_rows),
		TEST(through_the_table) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
