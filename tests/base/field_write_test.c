/*
 * field_write_test.c: objects written by their tables: every kind of member, absent ones, lists, heads and parts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/field.h"

struct head {
	i64 id;
	str name;
};
FIELD_TABLE(head_answer, "Head", struct head, FIELD_ID(struct head, id, .title = "编号"),
    FIELD_STR(struct head, name, .title = "名称"));

struct whole {
	struct head h;
	i64 plan_id, count, at, none_at, total, no_total;
	bool old;
	str note, born, stored, object, no_object;
	list heads, ids, texts;
	const struct head *part, *no_part;
};

static str
shout(arena *a, const void *object)
{
	return str_join(a, ((const struct whole *)object)->h.name, STR("!"));
}

#define S struct whole
FIELD_TABLE(whole_answer, "Whole", S, FIELD_HEAD(S, h, head_answer, .title = "首部"),
    FIELD_AS(F_ID, i64, S, plan_id, "plan", .title = "计划", .maybe = true), FIELD_INT(S, count, .title = "数"),
    FIELD_TIME(S, at, .title = "时"), FIELD_TIME(S, none_at, .title = "无", .maybe = true),
    FIELD_CENTI(S, total, .title = "总分"), FIELD_CENTI(S, no_total, .title = "无总分", .maybe = true),
    FIELD_BOOL(S, old, .title = "旧"), FIELD_STR(S, note, .title = "注", .maybe = true),
    FIELD_STR(S, born, .title = "必有"), FIELD_JSON(S, stored, .title = "原样"),
    FIELD_STORED(S, object, head_answer, .title = "存"),
    FIELD_STORED(S, no_object, head_answer, .title = "未存", .maybe = true),
    FIELD_LIST(S, heads, head_answer, .title = "列"), FIELD_IDS(S, ids, .title = "编号"),
    FIELD_TEXTS(S, texts, .title = "文"), FIELD_PART(S, part, head_answer, .title = "部"),
    FIELD_PART(S, no_part, head_answer, .title = "无部"), FIELD_DERIVED("shout", shout, .title = "喊"));
#undef S

static void
everything(void **state)
{
	arena *a = arena_new(1 << 16);
	json j = jw_new(a);
	struct head two[] = { { 1, STR("甲") }, { 2, STR("乙\"") } };
	i64 ids[] = { 7, 8 };
	str texts[] = { STR("x"), STR("y") };
	struct whole w = { .h = { 9, STR("名") },
		.count = -3,
		.at = 1772524800000000,
		.total = 8750,
		.no_total = -1,
		.old = true,
		.stored = STR("{\"k\":[1]}"),
		.object = STR("{\"id\":\"1\",\"name\":\"甲\"}"),
		.heads = { two, 2 },
		.ids = { ids, 2 },
		.texts = { texts, 2 },
		.part = &two[1] };

	(void)state;
	field_write(&j, &whole_answer, &w);
	assert_string_equal(str_z(a, buf_view(&j.b)),
	    "{\"id\":\"9\",\"name\":\"名\",\"plan\":null,\"count\":-3,\"at\":\"2026-03-03T08:00:00Z\",\"none_at\":"
	    "null,"
	    "\"total\":\"87.50\",\"no_total\":null,\"old\":true,\"note\":null,\"born\":\"\",\"stored\":{\"k\":[1]},"
	    "\"object\":{\"id\":\"1\",\"name\":\"甲\"},\"no_object\":null,"
	    "\"heads\":[{\"id\":\"1\",\"name\":\"甲\"},{\"id\":\"2\",\"name\":\"乙\\\"\"}],\"ids\":[\"7\",\"8\"],"
	    "\"texts\":[\"x\",\"y\"],\"part\":{\"id\":\"2\",\"name\":\"乙\\\"\"},\"no_part\":null,\"shout\":\"名!"
	    "\"}");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(everything) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
