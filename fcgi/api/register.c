/*
 * register.c: the enrolment register 学籍库 as its importer sees it: the batches of each year, and how far the
 * schools of the province are with it. Files come in through api/import.c (kind register); the entries themselves are
 * for verification only and are shown to nobody.
 */
#include "query/register_import.h"

#include "api/routes.h"
#include "web/page.h"

static const field_code batch_states[] = { { "active", "有效" }, { "replaced", "已被替代" }, { "undone", "已撤销" },
	{ NULL, NULL } };
static const field_code *const batch_codes = batch_states;

struct register_query {
	PAGE_ASK;
	i64 year;
};
FIELD_TABLE(register_query_fields, "RegisterQuery", struct register_query,
    PAGE_ASKED(struct register_query, register_batch_list),
    FIELD_INT(struct register_query, year, .title = "学籍年度", .min = 2019, .max = 2099));

struct register_school_query {
	PAGE_ASK;
	i64 year;
	str q;
	bool missing;
};
#define S struct register_school_query
FIELD_TABLE(register_school_query_fields, "RegisterSchoolQuery", S, PAGE_ASKED(S, register_school_list),
    FIELD_INT(S, year, .title = "学籍年度", .required = true, .min = 2019, .max = 2099),
    FIELD_STR(S, q, .title = "院校名称", .max = 50), FIELD_BOOL(S, missing, .title = "只看没有学籍的"));
#undef S

#define S struct register_batch_list
FIELD_TABLE(register_item, "RegisterBatch", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_INT(S, year, .title = "学籍年度"), FIELD_INT(S, entries, .title = "学籍条数"),
    FIELD_STR(S, state, .title = "状态", .codes = &batch_codes),
    FIELD_ID(S, import, .title = "导入批次", .maybe = true), FIELD_STR(S, file_name, .title = "文件名"),
    FIELD_STR(S, person, .title = "导入人"), FIELD_TIME(S, created_at, .title = "导入时间"));
#undef S

#define S struct register_school_list
FIELD_TABLE(register_school_item, "RegisterSchool", S, FIELD_ID(S, id, .title = "院校编号"),
    FIELD_STR(S, name, .title = "院校名称"), FIELD_STR(S, school_code, .title = "学校标识码"),
    FIELD_INT(S, entries, .title = "学籍条数"), FIELD_INT(S, candidates, .title = "考生数"),
    FIELD_INT(S, accurate, .title = "信息准确"), FIELD_INT(S, manual, .title = "需人工确认"));
#undef S

static error_code
register_index(request *r)
{
	const struct register_query *q = r->q;
	struct register_batch_list *v;
	size_t n = register_batch_list(r->db,
	    &(struct register_batch_list_in){ .organisation_id = r->who.organisation,
		.year = q->year,
		.page = page_of(r, &q->ask, &register_batch_list_page) },
	    &v);

	PAGE(r, &q->ask, register_batch_list, register_item, v, n);
	return E_OK;
}

static error_code
register_schools(request *r)
{
	const struct register_school_query *q = r->q;
	struct register_school_list *v;
	size_t n = register_school_list(r->db,
	    &(struct register_school_list_in){ .year = q->year,
		.school_lo = r->sc.school_lo,
		.school_hi = r->sc.school_hi,
		.province_lo = r->sc.province_lo,
		.province_hi = r->sc.province_hi,
		.name = q->q.p ? q->q : STR(""),
		.missing = q->missing,
		.page = page_of(r, &q->ask, &register_school_list_page) },
	    &v);

	PAGE(r, &q->ask, register_school_list, register_school_item, v, n);
	return E_OK;
}

ROUTES(enrolment_register,
    ROUTE(GET, "/registers", register_index, REGISTER_EDIT, "学籍库批次", .query = &register_query_fields,
	.items = &register_item),
    ROUTE(GET, "/register-schools", register_schools, REGISTER_EDIT, "各院校学籍与认证情况",
	.query = &register_school_query_fields, .items = &register_school_item));
