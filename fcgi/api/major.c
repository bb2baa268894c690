/*
 * major.c: catalogues of majors 专业目录 for everybody, and which catalogue each kind of upload uses from when: the
 * same code means different majors in two catalogues (spec 2.3), so the operator says it, with a date.
 */
#include "query/major.h"

#include "api/routes.h"
#include "rules/checks.h"
#include "web/page.h"

static const char *const upload_kinds[] = { "candidate", "quota", "register", "pilot", NULL };
static const char *const upload_titles[] = { "考生", "名额", "学籍库", "试点申报", NULL };
static const char *const levels[] = { "secondary", "college", "bachelor", "undergraduate", NULL };
static const char *const level_titles[] = { "中职", "高职专科", "职教本科", "普通本科", NULL };

struct major_query {
	PAGE_ASK;
	i64 catalogue;
	str level, class_code, code, q;
};
#define S struct major_query
FIELD_TABLE(major_query_table, "MajorQuery", S, PAGE_ASKED(S, major_list),
    FIELD_INT(S, catalogue, .title = "目录版本", .min = 2010, .max = 2099, .note = "2010、2012、2015 或 2021"),
    FIELD_STR(S, level, .title = "学历层次", .options = levels, .labels = level_titles),
    FIELD_STR(S, class_code, .title = "专业类代码", .max = 8, .check = check_ascii_code),
    FIELD_STR(S, code, .title = "专业代码开头", .max = 8, .check = check_ascii_code),
    FIELD_STR(S, q, .title = "专业名称包含", .max = 64));
#undef S

struct catalogue_use_input {
	str kind, level;
	i64 catalogue, from;
};
#define S struct catalogue_use_input
FIELD_TABLE(catalogue_use_table, "CatalogueUse", S,
    FIELD_STR(S, kind, .title = "上传类别", .required = true, .options = upload_kinds, .labels = upload_titles),
    FIELD_STR(S, level, .title = "学历层次", .required = true, .options = levels, .labels = level_titles),
    FIELD_INT(S, catalogue, .title = "目录版本", .required = true, .min = 2010, .max = 2021),
    FIELD_TIME(S, from, .title = "启用时间", .required = true));
#undef S

struct catalogue_uses_input {
	list items;
};
FIELD_TABLE(catalogue_uses_table, "CatalogueUses", struct catalogue_uses_input,
    FIELD_LIST(struct catalogue_uses_input, items, catalogue_use_table, .title = "启用安排", .required = true,
	.min = 1, .max = 100));

#define S struct major_list
FIELD_TABLE(major_item, "MajorItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_INT(S, catalogue, .title = "目录版本"),
    FIELD_STR(S, level, .title = "学历层次", .options = levels, .labels = level_titles),
    FIELD_STR(S, level_name, .title = "学历层次"), FIELD_STR(S, code, .title = "专业代码"),
    FIELD_STR(S, name, .title = "专业名称"), FIELD_STR(S, class_code, .title = "专业类代码"),
    FIELD_STR(S, class_name, .title = "专业类"));
#undef S

#define S struct major_successors
FIELD_TABLE(major_related, "RelatedMajor", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_INT(S, catalogue, .title = "目录版本"), FIELD_STR(S, code, .title = "专业代码"),
    FIELD_STR(S, name, .title = "专业名称"));
#undef S
_Static_assert(sizeof(struct major_successors) == sizeof(struct major_predecessors), "both have the same columns");

struct major_view {
	struct major_get m;
	list became, was;
};
#define S struct major_view
FIELD_TABLE(major_answer, "Major", S, FIELD_AS(F_ID, i64, S, m.id, "id", .title = "编号"),
    FIELD_AS(F_INT, i64, S, m.catalogue, "catalogue", .title = "目录版本"),
    FIELD_AS(F_STR, str, S, m.level, "level", .title = "学历层次", .options = levels, .labels = level_titles),
    FIELD_AS(F_STR, str, S, m.code, "code", .title = "专业代码"),
    FIELD_AS(F_STR, str, S, m.name, "name", .title = "专业名称"),
    FIELD_AS(F_STR, str, S, m.class_code, "class_code", .title = "专业类代码"),
    FIELD_AS(F_STR, str, S, m.class_name, "class_name", .title = "专业类"),
    FIELD_LIST(S, became, major_related, .title = "新目录中的专业"),
    FIELD_LIST(S, was, major_related, .title = "旧目录中的专业"));
#undef S

#define S struct catalogue_use_list
FIELD_TABLE(catalogue_use_item, "CatalogueUseItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, kind, .title = "上传类别", .options = upload_kinds, .labels = upload_titles),
    FIELD_STR(S, level, .title = "学历层次", .options = levels, .labels = level_titles),
    FIELD_STR(S, level_name, .title = "学历层次"), FIELD_INT(S, catalogue, .title = "目录版本"),
    FIELD_TIME(S, from, .title = "启用时间"), FIELD_BOOL(S, in_force, .title = "正在使用"));
#undef S

static error_code
major_index(request *r)
{
	const struct major_query *q = r->q;
	struct major_list *v;
	size_t n = major_list(r->db,
	    &(struct major_list_in){ .catalogue = q->catalogue,
		.education_level = q->level,
		.class_code = q->class_code,
		.start = q->code,
		.q = q->q,
		.page = page_of(r, &q->ask, &major_list_page) },
	    &v);

	PAGE(r, &q->ask, major_list, major_item, v, n);
	return E_OK;
}

static error_code
major_show(request *r)
{
	struct major_view v;
	struct major_successors *later;
	struct major_predecessors *earlier;

	if (!major_get(r->db, r->id[0], &v.m))
		return E_NOT_FOUND;
	v.became.n = major_successors(r->db, v.m.id, &later);
	v.became.v = later;
	v.was.n = major_predecessors(r->db, v.m.id, &earlier);
	v.was.v = earlier;
	ANSWER(r, major_answer, &v);
	return E_OK;
}

static error_code
catalogue_index(request *r)
{
	struct catalogue_use_list *v;
	size_t n = catalogue_use_list(r->db, &v);

	ANSWER_ALL(r, catalogue_use_item, v, n);
	return E_OK;
}

static error_code
catalogue_update(request *r)
{
	const struct catalogue_uses_input *in = r->in;
	const struct catalogue_use_input *v = in->items.v;

	for (size_t i = 0; i < in->items.n; i++)
		if (v[i].catalogue != 2010 && v[i].catalogue != 2012 && v[i].catalogue != 2015 &&
		    v[i].catalogue != 2021)
			faults_at(&r->faults, str_f(r->a, "/items/%zu/catalogue", i).p,
			    "目录版本只有 2010、2012、2015、2021");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	for (size_t i = 0; i < in->items.n; i++)
		catalogue_use_put(r->db, &(struct catalogue_use_put_in){ .upload_kind = v[i].kind,
					     .education_level = v[i].level,
					     .catalogue = v[i].catalogue,
					     .from_at = v[i].from,
					     .account_id = r->who.account });
	r->audit_after = r->body;
	return catalogue_index(r);
}

ROUTES(major,
    ROUTE(GET, "/public/majors", major_index, PUBLIC, "专业目录", .query = &major_query_table, .items = &major_item),
    ROUTE(GET, "/public/majors/{id}", major_show, PUBLIC, "专业与新旧对照", .answer = &major_answer),
    ROUTE(GET, "/catalogue-uses", catalogue_index, SIGNED_IN, "各类上传使用的专业目录", .items = &catalogue_use_item),
    ROUTE(PUT, "/catalogue-uses", catalogue_update, CATALOGUE_EDIT, "设置上传使用的专业目录",
	.in = &catalogue_uses_table, .items = &catalogue_use_item, .write = true));
