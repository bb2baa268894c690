/*
 * field_test.c: members set from text; every kind, its limits, its messages, and what must never be shown.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/field.h"
#include "base/hidden.h"

struct person {
	str name, number, note, sex, born, pin;
	i64 year, id, score, at, level;
	bool old;
};

/* A check that repairs: blanks out of the hidden ones, x to X; doubts a value that begins with 9. */
static bool
number_check(arena *a, const field *f, str *value, fault_level *level, str *detail, str *fix)
{
	str clean = hidden_strip(a, *value, false);

	(void)f;
	if (clean.n && clean.p[0] == '0') {
		*detail = STR("不能以 0 开头");
		*fix = str_from(clean, 1);
		return false;
	}
	if (clean.n && clean.p[0] == '9') {
		*level = FAULT_DOUBT;
		*detail = STR("请人工确认");
	} else if (!str_eq(clean, *value)) {
		*level = FAULT_NOTICE;
		*detail = STR("已去除不可见字符");
		*value = clean;
	}
	return true;
}

static const char *const sexes[] = { "1", "2", NULL };
static const char *const sex_labels[] = { "男", "女", NULL };
static const field_code level_codes[] = { { "1", "初级" }, { "2", "中级" }, { "3", "高级" }, { NULL, NULL } };
static const field_code *const levels = level_codes;

FIELD_TABLE(people, "Person", struct person,
    FIELD_STR(struct person, name, .title = "姓名", .required = true, .min = 2, .max = 5),
    FIELD_STR(struct person, number, .title = "证件号码", .min = 4, .max = 4, .check = number_check),
    FIELD_STR(struct person, note, .title = "说明", .max = 50, .lines = true),
    FIELD_STR(struct person, sex, .title = "性别", .options = sexes, .labels = sex_labels),
    FIELD_DATE(struct person, born, .title = "出生日期"),
    FIELD_STR(struct person, pin, .title = "口令", .secret = true, .min = 8, .max = 20),
    FIELD_INT(struct person, year, .title = "入学年份", .min = 2000, .max = 2100),
    FIELD_ID(struct person, id, .title = "编号"), FIELD_CENTI(struct person, score, .title = "成绩", .max = 10000),
    FIELD_TIME(struct person, at, .title = "时间"),
    FIELD_INT(struct person, level, .title = "等级", .min = 1, .max = 3, .codes = &levels),
    FIELD_BOOL(struct person, old, .title = "往届"));

enum { NAME, NUMBER, NOTE, SEX, BORN, PIN, YEAR, ID, SCORE, AT, LEVEL, OLD };

static arena *mem;
static faults found;
static struct person p;

static int
fresh(void **state)
{
	(void)state;
	if (mem)
		arena_reset(mem);
	else
		mem = arena_new(1 << 20);
	found = (faults){ .a = mem };
	p = (struct person){ 0 };
	return 0;
}

static bool
put(int which, const char *text)
{
	found = (faults){ .a = mem };
	return field_set_text(mem, &people.v[which], &p, str_of(text), (field_place){ .pointer = STR("/x") }, &found);
}

static bool
cell(int which, const char *text)
{
	found = (faults){ .a = mem };
	return field_set_text(mem, &people.v[which], &p, str_of(text),
	    (field_place){ .sheet = STR("考生"), .cell = STR("C17"), .row = 17 }, &found);
}

#define assert_str(s, z) assert_true(str_eq((s), str_of(z)))
#define assert_has(s, z) assert_non_null(memmem((s).p, (s).n, (z), strlen(z)))

static void
blank_is_absent(void **state)
{
	(void)state;
	p.number = STR("kept");
	assert_true(put(NUMBER, ""));
	assert_true(put(NUMBER, " \t\xc2\xa0\xe3\x80\x80"));
	assert_int_equal(found.n, 0);
	assert_str(p.number, "kept");
	assert_false(cell(NAME, "\xe3\x80\x80"));
	assert_int_equal(found.errors, 1);
	assert_str(found.v[0].detail, "「姓名」为必填项，不能为空");
	assert_str(found.v[0].cell, "C17");
	assert_int_equal(found.v[0].row, 17);
}

static void
ends_are_trimmed_with_a_notice(void **state)
{
	(void)state;
	assert_true(put(NAME, "张三"));
	assert_int_equal(found.n, 0);
	assert_true(put(NAME, "\xc2\xa0张三\xe3\x80\x80\r\n"));
	assert_str(p.name, "张三");
	assert_int_equal(found.n, 1);
	assert_int_equal(found.errors, 0);
	assert_int_equal(found.v[0].level, FAULT_NOTICE);
	assert_str(found.v[0].value, "⟨U+00A0⟩张三⟨U+3000⟩␍␊");
	assert_str(found.v[0].fix, "张三");
	assert_true(put(NAME, "A\xc2\xa0"
			      "B"));
	assert_str(p.name, "A B");
	assert_int_equal(found.v[0].level, FAULT_NOTICE);
}

static void
hidden_characters_are_refused(void **state)
{
	static const char *const bad[] = { "张\xe2\x80\x8b三", "张\xe2\x80\x8d三", "\xef\xbb\xbf张三", "张\xc2\xad三",
		"张\xe2\x80\xae三", "张\xe2\x81\xa6三", "张\t三", "张\n三", "张\x01三", "张三\xe2\x81\xa0",
		"张\xc2\x85三" };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(put(NAME, bad[i]));
		assert_int_equal(found.errors, 1);
		assert_str(found.v[0].fix, "张三");
		assert_null(p.name.p);
	}
	put(NAME, bad[0]);
	assert_str(found.v[0].detail, "含有不可见的零宽空格（U+200B），请删除后重新填写");
	assert_str(found.v[0].value, "张⟨U+200B⟩三");
	assert_false(field_set_text(mem, &people.v[NAME], &p, STR("a\0b"), (field_place){ 0 }, &found));
	assert_false(put(NAME, "\xff\xfe"));
	assert_has(found.v[0].detail, "编码");
	assert_str(found.v[0].value, "⟨FF⟩⟨FE⟩");
	/* the check of the field may take them out, and they do not count as length */
	assert_true(put(NUMBER, "12\xe2\x80\x8b"
				"34"));
	assert_str(p.number, "1234");
	assert_int_equal(found.v[0].level, FAULT_NOTICE);
	/* what the check leaves in is still refused */
	assert_false(put(NUMBER, "9\xe2\x80\x8b"
				 "123"));
}

static void
length_is_code_points_and_the_message_says_the_limit(void **state)
{
	(void)state;
	assert_true(put(NAME, "𠮷𠮷𠮷𠮷𠮷"));
	assert_false(put(NAME, "𠮷𠮷𠮷𠮷𠮷𠮷"));
	assert_str(found.v[0].detail, "长度须为 2 至 5 个字符，现为 6 个");
	assert_false(put(NAME, "张"));
	assert_false(put(NUMBER, "123"));
	assert_str(found.v[0].detail, "长度须为 4 个字符，现为 3 个");
}

static void
checks_say_more(void **state)
{
	(void)state;
	assert_false(put(NUMBER, "0123"));
	assert_str(found.v[0].detail, "不能以 0 开头");
	assert_str(found.v[0].fix, "123");
	assert_true(put(NUMBER, "9123"));
	assert_int_equal(found.n, 1);
	assert_int_equal(found.v[0].level, FAULT_DOUBT);
	assert_str(p.number, "9123");
}

static void
lines_may_stand_in_long_texts(void **state)
{
	(void)state;
	assert_true(put(NOTE, "一\r\n二\t三\n"));
	assert_str(p.note, "一\n二\t三");
	assert_int_equal(found.n, 0);
	assert_false(put(NOTE, "一\r二"));
}

static void
options_by_code_and_label(void **state)
{
	(void)state;
	assert_true(put(SEX, "女"));
	assert_str(p.sex, "2");
	assert_true(put(SEX, "1"));
	assert_str(p.sex, "1");
	assert_false(put(SEX, "M"));
	assert_str(found.v[0].detail, "须为以下之一：男、女");
	assert_true(put(LEVEL, "高级"));
	assert_int_equal(p.level, 3);
	assert_false(put(LEVEL, "特级"));
	assert_str(found.v[0].detail, "须为以下之一：初级、中级、高级");
	assert_false(field_set_int(mem, &people.v[LEVEL], &p, 4, (field_place){ 0 }, &found));
	assert_true(field_set_int(mem, &people.v[LEVEL], &p, 2, (field_place){ 0 }, &found));
	assert_int_equal(p.level, 2);
}

static void
numbers(void **state)
{
	static const struct {
		const char *text;
		i64 centi;
	} right[] = { { "87.5", 8750 }, { "0", 0 }, { "100", 10000 }, { "100.00", 10000 }, { "0.05", 5 },
		{ "７.２", 720 } };
	static const char *const wrong[] = { "87.555", ".5", "5.", "1e1", "100.01", "-1", "--1", "5,0", "+5", "",
		"1.2.3", "99999999999999999999" };

	(void)state;
	for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
		p.score = -1;
		assert_true(put(SCORE, right[i].text));
		assert_int_equal(p.score, right[i].centi);
	}
	p.score = -1;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(put(SCORE, wrong[i]), wrong[i][0] == 0);
		assert_int_equal(p.score, -1);
	}
	put(SCORE, "101");
	assert_str(found.v[0].detail, "须在 0 至 100 之间");
	assert_true(put(YEAR, "2023"));
	assert_int_equal(p.year, 2023);
	assert_false(put(YEAR, "1999"));
	assert_str(found.v[0].detail, "须在 2000 至 2100 之间");
	assert_false(put(YEAR, "2023年"));
	assert_false(put(YEAR, "2\xe2\x80\x8b"
			       "023"));
	assert_true(put(ID, "12"));
	assert_int_equal(p.id, 12);
	assert_false(put(ID, "0"));
	assert_false(put(ID, "-1"));
	assert_false(put(ID, "9223372036854775808"));
	assert_false(field_set_int(mem, &people.v[ID], &p, 5, (field_place){ 0 }, &found));
	assert_true(put(OLD, "是"));
	assert_true(p.old);
	assert_true(put(OLD, "false"));
	assert_false(p.old);
	assert_false(put(OLD, "对"));
}

static void
dates_and_times(void **state)
{
	static const char *const loose[] = { "2005/3/7", "2005.3.7", "2005-3-7", "2005年3月7日", "20050307",
		"2005/03/07", "２００５/3/7" };
	static const char *const wrong[] = { "3/7/2005", "05-03-07", "2005/2/29", "45000", "2005/ 3/7", "2005/-3/7",
		"2005/3/7 ", "2005-03-07x", "2005年3月" };

	(void)state;
	assert_true(put(BORN, "2005-03-07"));
	assert_int_equal(found.n, 0);
	assert_false(put(BORN, "2005-02-29"));
	assert_false(put(BORN, "2005/3/7"));
	for (size_t i = 0; i < sizeof loose / sizeof *loose; i++) {
		p.born = (str){ 0 };
		assert_true(cell(BORN, loose[i]));
		assert_str(p.born, "2005-03-07");
		assert_int_equal(found.v[0].level, FAULT_NOTICE);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(cell(BORN, wrong[i]), i == 6);
	assert_true(put(AT, "2026-03-03T08:30:00+08:00"));
	assert_int_equal(p.at, INT64_C(1772497800000000));
	p.at = 0;
	assert_true(cell(AT, "2026-03-03 08:30"));
	assert_int_equal(p.at, INT64_C(1772497800000000));
	assert_false(put(AT, "2026-03-03 08:30"));
	assert_false(put(AT, "2026-03-03T08:30:00"));
}

/* Of a secret cell its shape is shown: what does not belong into it is seen, what does is not. */
static void
secrets_have_a_shape(void **state)
{
	static const struct {
		const char *text, *shape;
	} cases[] = { { " 11010X \t", "␠****** ␉" }, { "1.1E+17", "*.**+**" },
		{ "'12\xe2\x80\x8b"
		  "3",
		    "'**⟨U+200B⟩*" },
		{ "１a张", "＊**" }, { "*", "*" } };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_str(field_shape(mem, str_of(cases[i].text)), cases[i].shape);
	assert_false(cell(PIN, "hunter2-hunter2-hunter2-\xe2\x80\x8b"));
	assert_null(memmem(found.v[0].value.p, found.v[0].value.n, "hunter2", 7));
	assert_non_null(memmem(found.v[0].value.p, found.v[0].value.n, "⟨U+200B⟩", 12));
}

static void
secrets_are_never_shown(void **state)
{
	static const char *const bad[] = { "abc", " hunter2secret\xe2\x80\x8b", "\xff hunter2", " hunter2-hunter2 " };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		put(PIN, bad[i]);
		assert_true(found.n > 0);
		for (size_t k = 0; k < found.n; k++) {
			assert_int_equal(found.v[k].value.n, 0);
			assert_int_equal(found.v[k].fix.n, 0);
			assert_null(memmem(found.v[k].detail.p, found.v[k].detail.n, "hunter2", 7));
		}
	}
}

static void
shown_values_are_short(void **state)
{
	char text[5000];

	(void)state;
	memset(text, 'a', sizeof text);
	text[sizeof text - 1] = 0;
	put(NAME, text);
	assert_true(found.v[0].value.n < 110);
	assert_str(field_visible(mem, STR(" a b ")), "␠a b␠");
	assert_str(field_visible(mem, STR("a\0b")), "a⟨U+0000⟩b");
}

static void
faults_outlive_the_arena_of_the_row(void **state)
{
	arena *row = arena_new(1 << 20);
	char text[] = "x";

	(void)state;
	found = (faults){ .a = mem };
	field_set_text(row, &people.v[NAME], &p, str_dup(row, str_of(text)),
	    (field_place){ .cell = str_dup(row, STR("C17")), .row = 17 }, &found);
	field_set_text(row, &people.v[NUMBER], &p, str_dup(row, STR("0123")), (field_place){ 0 }, &found);
	arena_free(row);
	assert_int_equal(found.n, 2);
	assert_str(found.v[0].value, "x");
	assert_str(found.v[0].cell, "C17");
	assert_has(found.v[0].detail, "2 至 5");
	assert_str(found.v[1].fix, "123");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(blank_is_absent, fresh),
		cmocka_unit_test_setup(ends_are_trimmed_with_a_notice, fresh),
		cmocka_unit_test_setup(hidden_characters_are_refused, fresh),
		cmocka_unit_test_setup(length_is_code_points_and_the_message_says_the_limit, fresh),
		cmocka_unit_test_setup(checks_say_more, fresh),
		cmocka_unit_test_setup(lines_may_stand_in_long_texts, fresh),
		cmocka_unit_test_setup(options_by_code_and_label, fresh),
		cmocka_unit_test_setup(numbers, fresh),
		cmocka_unit_test_setup(dates_and_times, fresh),
		cmocka_unit_test_setup(secrets_have_a_shape, fresh),
		cmocka_unit_test_setup(secrets_are_never_shown, fresh),
		cmocka_unit_test_setup(shown_values_are_short, fresh),
		cmocka_unit_test_setup(faults_outlive_the_arena_of_the_row, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
