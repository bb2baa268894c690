/*
 * decode_test.c: JSON and query parameters into structs: every kind of member, all faults at once with their
 * pointers, and documents that are none (faults.md C13, C26). And the answer of a list, in pages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web/decode.h"
#include "web/page.h"

struct item {
	str code;
	i64 count;
};
struct input {
	str name, note;
	i64 year, level, at, score;
	bool open;
	list items, ids, words;
};
FIELD_TABLE(item_table, "Item", struct item,
    FIELD_STR(struct item, code, .title = "代码", .required = true, .max = 4),
    FIELD_INT(struct item, count, .title = "人数", .min = 1, .max = 9));
FIELD_TABLE(table, "Input", struct input,
    FIELD_STR(struct input, name, .title = "名称", .required = true, .min = 2, .max = 5),
    FIELD_STR(struct input, note, .title = "说明", .max = 20, .lines = true),
    FIELD_INT(struct input, year, .title = "年度", .min = 2000, .max = 2100),
    FIELD_ID(struct input, level, .title = "等级"), FIELD_TIME(struct input, at, .title = "时间"),
    FIELD_CENTI(struct input, score, .title = "成绩", .max = 10000), FIELD_BOOL(struct input, open, .title = "公开"),
    FIELD_LIST(struct input, items, item_table, .title = "明细", .max = 3),
    FIELD_IDS(struct input, ids, .title = "考生", .max = 3),
    FIELD_TEXTS(struct input, words, .title = "词", .max = 3));

struct query {
	PAGE_ASK;
	str q;
};
static const char *const few_sorts[] = { "id", "name", NULL };
FIELD_TABLE(query_table, "Query", struct query, PAGE_ASKED(struct query, few),
    FIELD_STR(struct query, q, .title = "姓名", .max = 5));

static arena *mem;
static request r;

static error_code
json_in(str text, const struct input **out)
{
	const void *object;
	error_code e;

	r = (request){ .a = mem, .body = text, .faults = { .a = mem }, .headers = { .a = mem } };
	e = decode_json(&r, &table, &object);
	*out = object;
	return e;
}

static error_code
query_in(const char *text, const struct query **out)
{
	const void *object;
	error_code e;

	r = (request){ .a = mem, .query = str_of(text), .faults = { .a = mem }, .headers = { .a = mem } };
	e = decode_query(&r, &query_table, &object);
	*out = object;
	return e;
}

static void
members_are_set(void **state)
{
	const struct input *in;

	(void)state;
	assert_int_equal(
	    json_in(
		STR("{\"name\":\"化工\",\"note\":null,\"year\":2026,\"level\":\"17\",\"at\":\"2026-05-06T08:00:00Z\","
		    "\"score\":\"87.5\",\"open\":true,\"items\":[{\"code\":\"a\",\"count\":3},{\"code\":\"b\"}],"
		    "\"ids\":[\"5\",\"9223372036854775807\"],\"words\":[\"甲\",\"乙\"]}"),
		&in),
	    E_OK);
	assert_true(str_is(in->name, "化工"));
	assert_null(in->note.p);
	assert_int_equal(in->year, 2026);
	assert_int_equal(in->level, 17);
	assert_int_equal(in->at, INT64_C(1778054400000000));
	assert_int_equal(in->score, 8750);
	assert_true(in->open);
	assert_int_equal(in->items.n, 2);
	assert_int_equal(((const struct item *)in->items.v)[0].count, 3);
	assert_true(str_is(((const struct item *)in->items.v)[1].code, "b"));
	assert_int_equal(in->ids.n, 2);
	assert_int_equal(((const i64 *)in->ids.v)[1], INT64_MAX);
	assert_true(str_is(((const str *)in->words.v)[1], "乙"));
}

static bool
faulty(const char *pointer)
{
	for (size_t i = 0; i < r.faults.n; i++)
		if (str_eq(r.faults.v[i].pointer, str_of(pointer)) && r.faults.v[i].detail.n)
			return true;
	return false;
}

static void
all_faults_at_once(void **state)
{
	static const char *const at[] = { "/note", "/year", "/level", "/at", "/score", "/open", "/items/1/code",
		"/items/1/count", "/items/2", "/ids/0", "/ids/1", "/ids/2", "/words/1", "/role", "/items/0/state" };
	const struct input *in;

	(void)state;
	assert_int_equal(
	    json_in(
		STR("{\"note\":7,\"year\":1999,\"level\":17,\"at\":\"tomorrow\",\"score\":\"101\",\"open\":\"true\","
		    "\"items\":[{\"code\":\"a\",\"state\":1},{\"count\":0},5],\"ids\":[1,\"x\",\"0\"],\"words\":["
		    "\"甲\","
		    "\"\"],"
		    "\"role\":\"platform\"}"),
		&in),
	    E_INVALID);
	assert_true(faulty("/name")); /* required and missing */
	for (size_t i = 0; i < sizeof at / sizeof *at; i++)
		if (!faulty(at[i]))
			fail_msg("no fault at %s", at[i]);
	assert_int_equal(r.faults.errors, sizeof at / sizeof *at + 1);
	assert_int_equal(json_in(STR("{\"name\":\"甲乙丙丁戊己\"}"), &in), E_INVALID);
	assert_true(faulty("/name"));
	assert_int_equal(json_in(STR("{\"name\":\"甲乙\",\"items\":[{},{},{},{}]}"), &in), E_INVALID);
	assert_true(faulty("/items"));
	assert_int_equal(json_in(STR("{\"name\":\"甲乙\",\"year\":2026.0}"), &in), E_INVALID);
	assert_int_equal(json_in(STR("{\"name\":\"甲乙\",\"year\":true}"), &in), E_INVALID);
	assert_int_equal(json_in(STR("{\"name\":\"甲乙\",\"ids\":\"5\"}"), &in), E_INVALID);
}

static void
no_documents(void **state)
{
	static const char *const texts[] = { "", " ", "[]", "\"x\"", "1", "null", "{", "{\"name\":\"甲乙\"}x",
		"{\"name\":\"甲乙\"}{}", "{\"name\":\"甲乙\",}", "{'name':1}", "{\"name\":\"a\",\"name\":\"b\"}",
		"{\"name\":\"\\ud800\"}", "{\"name\":\"\\u0000\"}", "{\"na\\u0000me\":1}", "{\"name\":1e400}",
		"{\"name\":\"\xff\"}", "{\"name\":\"\xed\xa0\x80\"}", "\xef\xbb\xbf{}", "{\"name\":\"a\nb\"}",
		"{\"name\":NaN}", "{\"name\":-.0}", "/**/{}" };
	const struct input *in;
	size_t depth = 100000;
	char *deep = arena_alloc(mem, depth);

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (json_in(str_of(texts[i]), &in) != E_BAD_JSON)
			fail_msg("taken: %s", texts[i]);
	assert_int_equal(json_in((str){ "{\"name\":\"a\0b\"}", 14 }, &in), E_BAD_JSON);
	memset(deep, '[', depth);
	assert_int_equal(json_in((str){ deep, depth }, &in), E_BAD_JSON);
}

static void
queries(void **state)
{
	const struct query *q;

	(void)state;
	assert_int_equal(query_in("", &q), E_OK);
	assert_int_equal(q->ask.limit, 0);
	assert_int_equal(query_in("after=17&limit=20&q=%E7%8E%8B+a", &q), E_OK);
	assert_true(str_is(q->ask.after, "17"));
	assert_int_equal(q->ask.limit, 20);
	assert_true(str_is(q->q, "王 a"));
	assert_int_equal(query_in("&&limit=5&", &q), E_OK);
	assert_int_equal(query_in("limit=0&sort=x&nothing=1&limit=2", &q), E_INVALID);
	assert_true(faulty("?limit") && faulty("?sort") && faulty("?nothing"));
	assert_int_equal(r.faults.errors, 4);
	assert_int_equal(query_in("q=%E7%8E%8B%E7%8E%8B%E7%8E%8B%E7%8E%8B%E7%8E%8B%E7%8E%8B", &q), E_INVALID);
	assert_int_equal(query_in("q=%ff", &q), E_BAD_REQUEST);
	assert_int_equal(query_in("q=%4", &q), E_BAD_REQUEST);
	assert_int_equal(query_in("q=%", &q), E_BAD_REQUEST);
	assert_int_equal(query_in("q=%zz", &q), E_BAD_REQUEST);
	assert_int_equal(query_in("q=a%00b", &q), E_INVALID);
	assert_int_equal(query_in("limit=9223372036854775808", &q), E_INVALID);
}

struct row {
	i64 id;
	str name;
};
FIELD_TABLE(row_table, "Row", struct row, FIELD_ID(struct row, id, .title = "编号"));
static const page_key few_keys[] = { { "id", DB_I64, offsetof(struct row, id), { NULL, NULL } },
	{ "name", DB_STR, offsetof(struct row, name), { NULL, NULL } } };
static const page_order few_page = { few_keys, 2, true, sizeof(struct row) };
static const route few_route = { .items = &row_table };

static void
gives(const page_ask *ask, size_t n, const char *text)
{
	const struct row rows[] = { { 4, STR("甲") }, { 7, STR("乙") }, { 9, STR("丙") } };

	r = (request){ .a = mem, .out = jw_new(mem), .route = &few_route, .faults = { .a = mem } };
	PAGE(&r, ask, few, row_table, rows, n);
	if (!str_eq(buf_view(&r.out.b), str_of(text)))
		fail_msg("%.*s is not %s", STR_ARG(buf_view(&r.out.b)), text);
}

static void
pages(void **state)
{
	const page_ask by_name = { .limit = 2, .sort = STR("name") }, two = { .limit = 2 };
	list_page p;

	(void)state;
	r = (request){ .a = mem, .faults = { .a = mem } };
	p = page_of(&r, &(page_ask){ 0 }, &few_page);
	assert_true(p.most == PAGE_DEFAULT + 1 && p.sort == 0 && p.down && p.after == 0);
	p = page_of(&r, &by_name, &few_page);
	assert_true(p.most == 3 && p.sort == 1 && !p.down);
	p = page_of(
	    &r, &(page_ask){ .order = STR("desc"), .sort = STR("name"), .after = STR("7-e4b999") }, &few_page);
	assert_true(p.sort == 1 && p.down && p.after == 7 && str_is(p.key, "乙"));
	/* one more than fits: there is a next page */
	gives(&two, 3, "{\"items\":[{\"id\":\"4\"},{\"id\":\"7\"}],\"next\":\"7\"}");
	gives(&by_name, 3, "{\"items\":[{\"id\":\"4\"},{\"id\":\"7\"}],\"next\":\"7-e4b999\"}");
	gives(&two, 2, "{\"items\":[{\"id\":\"4\"},{\"id\":\"7\"}],\"next\":null}");
	gives(&two, 0, "{\"items\":[],\"next\":null}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_are_set),
		cmocka_unit_test(all_faults_at_once),
		cmocka_unit_test(no_documents),
		cmocka_unit_test(queries),
		cmocka_unit_test(pages),
	};
	jmp_buf out;
	volatile int failed = 1;

	mem = arena_new(16 << 20);
	mem->out = &out;
	if (setjmp(out) == 0)
		failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(mem);
	return failed;
}
