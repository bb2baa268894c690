/*
 * field_fuzz.c: a request's JSON, its query, its place in a list, or a sheet's cell, into a struct with a member of
 * every kind an input may have. Proved: what was accepted, written by the same table, is accepted again and writes
 * the same text, without a further notice; and every fault says something in well-formed text. The first byte chooses
 * the way in.
 */
#include "data/page.h"
#include "fuzz.h"
#include "rules/checks.h"
#include "web/decode.h"

enum { CELLS_FROM = 16 };

const size_t fuzz_memory = 16 << 20;

struct part {
	str code;
	i64 count;
	list words;
};
struct whole {
	str name, note, number, person, sex, born, state, pin;
	i64 year, level, id, at, score;
	bool open;
	list parts, ids, texts;
};

static const char *const sexes[] = { "1", "2", NULL }, *const sex_titles[] = { "男", "女", NULL };
static const field_code states[] = { { "draft", "草稿" }, { "open", "开放" }, { NULL, NULL } };
static const field_code *const state_codes = states;

#define P struct part
FIELD_TABLE(part_table, "Part", P, FIELD_STR(P, code, .title = "代码", .required = true, .max = 4),
    FIELD_INT(P, count, .title = "人数", .min = 1, .max = 9, .maybe = true),
    FIELD_TEXTS(P, words, .title = "词", .max = 2));
#undef P
#define W struct whole
FIELD_TABLE(whole_table, "Whole", W, FIELD_STR(W, name, .title = "名称", .required = true, .min = 2, .max = 20),
    FIELD_STR(W, note, .title = "说明", .max = 40, .lines = true),
    FIELD_STR(W, number, .title = "证件号码", .max = 64, .text_only = true, .check = check_document_number),
    FIELD_STR(W, person, .title = "姓名", .check = check_person_name),
    FIELD_STR(W, sex, .title = "性别", .options = sexes, .labels = sex_titles),
    FIELD_DATE(W, born, .title = "出生日期"), FIELD_STR(W, state, .title = "状态", .codes = &state_codes),
    FIELD_STR(W, pin, .title = "口令", .secret = true),
    FIELD_INT(W, year, .title = "年度", .min = 2000, .max = 2100, .maybe = true), FIELD_INT(W, level, .title = "数"),
    FIELD_ID(W, id, .title = "编号"), FIELD_TIME(W, at, .title = "时间"),
    FIELD_CENTI(W, score, .title = "成绩", .max = 10000), FIELD_BOOL(W, open, .title = "公开"),
    FIELD_LIST(W, parts, part_table, .title = "明细", .max = 5), FIELD_IDS(W, ids, .title = "编号表", .max = 5),
    FIELD_TEXTS(W, texts, .title = "文表", .max = 5));
#undef W

void
fuzz_over(void)
{
}

static void
faults_sound(const faults *fs)
{
	size_t errors = 0;

	for (size_t i = 0; i < fs->n; i++) {
		const fault *f = &fs->v[i];

		FUZZ_HOLDS(f->detail.n && utf8_valid(f->detail) && utf8_valid(f->value) && utf8_valid(f->fix));
		FUZZ_HOLDS(utf8_valid(f->pointer));
		errors += f->level == FAULT_ERROR;
	}
	FUZZ_HOLDS(errors == fs->errors);
}

/* The faults of the member with that title that say it was changed. */
static size_t
notices(const faults *fs)
{
	size_t n = 0;

	for (size_t i = 0; i < fs->n; i++)
		n += fs->v[i].level == FAULT_NOTICE;
	return n;
}

static str
written(arena *a, const void *object)
{
	json j = jw_new(a);

	field_write(&j, &whole_table, object);
	return buf_view(&j.b);
}

static void
judge_json(arena *a, str body)
{
	request one = { .a = a, .body = body, .faults = { .a = a }, .headers = { .a = a } }, two = one;
	const void *object, *again;
	error_code e = decode_json(&one, &whole_table, &object);

	faults_sound(&one.faults);
	FUZZ_HOLDS(e == E_OK || e == E_BAD_JSON || e == E_INVALID);
	if (e != E_OK)
		return;
	two.body = written(a, object);
	FUZZ_HOLDS(utf8_valid(two.body));
	e = decode_json(&two, &whole_table, &again);
	FUZZ_HOLDS(e == E_OK && notices(&two.faults) == 0);
	FUZZ_HOLDS(str_eq(written(a, again), two.body));
}

static void
judge_query(arena *a, str query)
{
	request r = { .a = a, .query = query, .faults = { .a = a }, .headers = { .a = a } };
	const void *object;
	error_code e = decode_query(&r, &whole_table, &object);

	faults_sound(&r.faults);
	FUZZ_HOLDS(e == E_OK || e == E_BAD_REQUEST || e == E_INVALID);
	if (e == E_OK)
		judge_json(a, written(a, object));
}

/* Of a secret's letters and digits nothing is to be seen but how many there are; what is in ⟨⟩ are hidden characters.
 */
static bool
shape_only(str s)
{
	bool named = false;

	while (s.n) {
		int32_t cp = utf8_next(&s);

		named = cp == 0x27e8 || (named && cp != 0x27e9);
		if (!named && ((cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z')))
			return false;
	}
	return true;
}

/* One member from a cell; then once more from what it became, as the JSON of the table has it. */
static void
judge_cell(arena *a, const field *f, str text)
{
	field_place cell = { .sheet = STR("表"), .cell = STR("B7"), .row = 7 };
	struct whole w = { .name = STR("名称"), .sex = STR("1") };
	faults fs = { .a = a };
	bool right = field_set_text(a, f, &w, text, cell, &fs);

	faults_sound(&fs);
	FUZZ_HOLDS(right == (fs.errors == 0));
	for (size_t i = 0; f->secret && i < fs.n; i++)
		FUZZ_HOLDS(shape_only(fs.v[i].value) && fs.v[i].fix.n == 0);
	if (right)
		judge_json(a, written(a, &w));
}

/* A place in a list that somebody sends is none, or that of a row whose place reads as the same again. */
static void
judge_place(arena *a, str place)
{
	struct row {
		i64 id;
		str name;
	};
	static const page_key keys[] = { { "id", DB_I64, offsetof(struct row, id), { NULL, NULL } },
		{ "name", DB_STR, offsetof(struct row, name), { NULL, NULL } } };
	static const page_order order = { keys, 2, false, sizeof(struct row) };
	list_page p = { .sort = memchr(place.p, '-', place.n) != NULL }, again = p;

	if (!page_resume(a, place, &p))
		return;
	FUZZ_HOLDS(p.after > 0);
	struct row row = { p.after, p.sort ? p.key : STR("") };
	FUZZ_HOLDS(page_resume(a, page_place(a, &order, &p, &row), &again));
	FUZZ_HOLDS(again.after == p.after && str_eq(again.key, p.key));
}

void
fuzz_one(arena *a, str in)
{
	size_t way;

	if (in.n == 0)
		return;
	way = (u8)in.p[0];
	in = str_from(in, 1);
	if (way < CELLS_FROM / 2)
		judge_json(a, in);
	else if (way < CELLS_FROM - 2)
		judge_query(a, in);
	else if (way < CELLS_FROM)
		judge_place(a, in);
	else if (whole_table.v[way % whole_table.n].kind < F_LIST)
		judge_cell(a, &whole_table.v[way % whole_table.n], in);
}
