/*
 * person_name_test.c: names as faults.md D24 and the manual (其他 2) have them, and the masks of lists.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "rules/character.h"
#include "rules/mask.h"
#include "rules/person_name.h"

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

static void
accepted(const char *given, const char *value, const char *notice)
{
	name_answer to = person_name_check(a, str_of(given));

	if (!to.ok)
		fail_msg("%s: %.*s", given, STR_ARG(to.error));
	IS(to.value, value);
	if (*notice ? !has(to.notice, notice) : to.notice.n > 0)
		fail_msg("%s: notice %.*s", given, STR_ARG(to.notice));
}

static void
refused(const char *given, const char *words, const char *fix)
{
	name_answer to = person_name_check(a, str_of(given));

	if (to.ok || !has(to.error, words))
		fail_msg("%s: %.*s", given, STR_ARG(to.error));
	IS(to.fix, fix);
}

static void
kept(void **state)
{
	(void)state;
	accepted("张示例", "张示例", "");
	accepted("甲", "甲", "");
	accepted("\U00020bb7田", "\U00020bb7田", ""); /* four bytes */
	accepted("\ufa1e示例", "\ufa1e示例", "");     /* a compatibility ideograph stays what it is */
	accepted("\uf900", "\uf900", "");
	accepted("〇一", "〇一", "");
	accepted("Anna-Maria O'Example Jr.", "Anna-Maria O'Example Jr.", "");
	accepted("José Ñandú", "José Ñandú", "");
	accepted("示例·买买提", "示例·买买提", "");
}

static void
repaired(void **state)
{
	static const char *const dots[] = { "\u2022", "\u30fb", "\uff65", "\u2027", "\u2219", "\u22c5", "\uff0e",
		"." };

	(void)state;
	for (size_t i = 0; i < sizeof dots / sizeof *dots; i++)
		accepted(str_z(a, str_f(a, "示例%s买买提", dots[i])), "示例·买买提", "U+00B7");
	accepted("示例 · 买买提", "示例·买买提", "U+00B7");
	accepted("\u3000张示例\u00a0\r\n", "张示例", "首尾");
	accepted("Anna\u00a0Example", "Anna Example", "U+00A0");
}

static void
refusals(void **state)
{
	(void)state;
	refused("张 示例", "中间不能有空格", "张示例");
	refused("张\u3000示例", "中间不能有空格", "张示例");
	refused("张\u200b示例", "零宽空格（U+200B）", "张示例");
	refused("\u202e张示例", "U+202E", "张示例");
	refused("\ufeff张示例", "U+FEFF", "张示例");
	refused("张\xc2\xad示例", "U+00AD", "张示例");
	refused("张\ue863", "U+E863", "");
	refused("张\U0001f600", "U+1F600", "张");
	refused("张\U000f0001", "U+F0001", "");
	refused("张\xff", "UTF-8", "");
	refused("张\u2f45", "汉字部首符号", "");
	refused("Ａnna", "全角字符", "Anna");
	refused("张3", "U+0033", "");
	refused("=张示例", "U+003D", "");
	refused("张<script>", "U+003C", "");
	refused("Anna  Example", "连续的空格", "");
	refused("·买买提", "间隔号", "");
	refused("示例··买买提", "间隔号", "");
	refused("示例·", "间隔号", "");
	refused("  ", "为空", "");
	refused("-", "没有文字", "");
}

static void
length(void **state)
{
	char name[51 * 3 + 1] = "";

	(void)state;
	for (size_t i = 0; i < 50; i++)
		memcpy(name + 3 * i, "例", 4);
	assert_true(person_name_check(a, str_of(name)).ok);
	memcpy(name + 150, "例", 4);
	assert_true(has(person_name_check(a, str_of(name)).error, "最多 50"));
}

static void
same(void **state)
{
	(void)state;
	assert_true(person_name_same(STR("张示例"), STR("张示例")));
	assert_true(person_name_same(STR("Anna Example"), STR("ANNA EXAMPLE")));
	assert_false(person_name_same(STR("张示例"), STR("张示")));
	assert_false(person_name_same(STR("张示"), STR("张示例")));
}

static void
masks(void **state)
{
	(void)state;
	IS(mask_document(a, STR("110101200503071016")), "110***********1016");
	IS(mask_document(a, STR("ABC110012345678")), "AB**********678");
	IS(mask_document(a, STR("H12345678")), "H******78");
	IS(mask_document(a, STR("E1234")), "****4");
	IS(mask_document(a, STR("")), "");
	IS(mask_numbers(a, STR("张三 11010120050307003X，110101050307101，2022010101")),
	    "张三 110***********003X，11**********101，2022010101");
	IS(mask_phone(a, STR("13800000000")), "138****0000");
	IS(mask_phone(a, STR("123456")), "****56");
	IS(mask_phone(a, STR("1234")), "****");
	IS(mask_name(a, STR("张示三")), "张*三");
	IS(mask_name(a, STR("张三")), "张*");
	IS(mask_name(a, STR("张")), "*");
	IS(mask_name(a, STR("欧阳示例")), "欧**例");
	IS(mask_name(a, STR("示例·买买提")), "示*·买**");
	IS(mask_name(a, STR("Anna Example")), "A*** E******");
	IS(mask_name(a, STR("\U00020bb7田")), "\U00020bb7*");
}

static void
characters(void **state)
{
	str text = STR("a\tb\u200b\u200bc");

	(void)state;
	assert_int_equal(char_kind_of(0x09), CHAR_BLANK);
	assert_int_equal(char_kind_of(0x0b), CHAR_CONTROL);
	assert_int_equal(char_kind_of(0x200e), CHAR_BIDI);
	assert_int_equal(char_kind_of(0x2066), CHAR_BIDI);
	assert_int_equal(char_kind_of(0xfffe), CHAR_MALFORMED);
	assert_int_equal(char_kind_of(0x1ffff), CHAR_MALFORMED);
	assert_int_equal(char_kind_of(0xfe0f), CHAR_HIDDEN);
	assert_int_equal(char_kind_of(-2), CHAR_MALFORMED);
	assert_int_equal(char_kind_of(0x4e00), CHAR_PLAIN);
	assert_true(has(char_list(a, text, CHAR_BLANK | CHAR_HIDDEN), "U+0009"));
	assert_true(has(char_list(a, text, CHAR_HIDDEN), "U+200B"));
	IS(char_without(a, text, CHAR_BLANK | CHAR_HIDDEN), "abc");
	IS(char_half_width(a, STR("Ａ１\u3000甲")), "A1 甲");
	IS(char_trim(STR("\u3000a b\u00a0"), CHAR_BLANK), "a b");
	IS(char_trim(STR(" \t"), CHAR_BLANK), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = { TEST(kept), TEST(repaired), TEST(refusals), TEST(length), TEST(same),
		TEST(masks), TEST(characters) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
