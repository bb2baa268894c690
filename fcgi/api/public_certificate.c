/*
 * public_certificate.c: 证书信息 for everybody: published certificates with the standard in force: levels, components
 * and pass rule, scope of majors, fees.
 */
#include "query/public_page.h"

#include "api/public_certificate.h"
#include "api/routes.h"
#include "api/standard_levels.h"
#include "web/page.h"

static const char *const level_titles[] = { "", "初级", "中级", "高级" };
static const char *const form_titles[] = { "纸笔", "机考", "一般实操", "特殊实操" };
enum { FORMS = 4 };

struct certificate_query {
	PAGE_ASK;
	i64 evaluator, level, batch;
	str q, major;
};
#define S struct certificate_query
FIELD_TABLE(certificate_query_table, "PublicCertificateQuery", S, PAGE_ASKED(S, certificate_public_list),
    FIELD_ID(S, evaluator, .title = "培训评价组织"), FIELD_INT(S, level, .title = "等级", .min = 1, .max = 3),
    FIELD_INT(S, batch, .title = "批次", .min = 1, .max = 1000), FIELD_STR(S, q, .title = "名称包含", .max = 64),
    FIELD_STR(S, major, .title = "试点专业", .max = 64, .note = "专业代码，或专业名称的一部分"));
#undef S

struct level_name {
	i64 level;
	str title;
};
#define S struct level_name
FIELD_TABLE(
    level_name_item, "LevelName", S, FIELD_INT(S, level, .title = "等级"), FIELD_STR(S, title, .title = "等级名称"));
#undef S

#define S struct certificate_line
FIELD_TABLE_SHARED(certificate_line_item, "PublicCertificateItem", S,
    FIELD_AS(F_ID, i64, S, c.id, "id", .title = "编号"), FIELD_AS(F_STR, str, S, c.code, "code", .title = "证书代码"),
    FIELD_AS(F_STR, str, S, c.name, "name", .title = "证书名称"),
    FIELD_AS(F_STR, str, S, c.name_en, "name_en", .title = "英文名称"),
    FIELD_AS(F_INT, i64, S, c.batch, "batch", .title = "批次"),
    FIELD_AS(F_ID, i64, S, c.evaluator, "evaluator", .title = "培训评价组织"),
    FIELD_AS(F_STR, str, S, c.evaluator_name, "evaluator_name", .title = "培训评价组织"),
    FIELD_LIST(S, levels, level_name_item, .title = "等级"));
#undef S

#define S struct certificate_batches
FIELD_TABLE(batch_item, "CertificateBatch", S, FIELD_INT(S, batch, .title = "批次"),
    FIELD_INT(S, certificates, .title = "证书数"));
#undef S

#define S struct certificate_public_components
FIELD_TABLE(component_item, "PublicComponent", S, FIELD_STR(S, code, .title = "代码"),
    FIELD_STR(S, name, .title = "考核内容"),
    FIELD_STR(S, kind, .title = "类型", .options = component_kinds, .labels = component_kind_titles),
    FIELD_AS(F_CENTI, i64, S, weight, "weight", .title = "权重"), FIELD_CENTI(S, min, .title = "单项合格线"),
    FIELD_CENTI(S, max, .title = "满分"));
#undef S

#define S struct certificate_public_majors
FIELD_TABLE(scope_item, "PublicMajor", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_INT(S, catalogue, .title = "目录版本"), FIELD_STR(S, level, .title = "学历层次"),
    FIELD_STR(S, level_name, .title = "学历层次"), FIELD_STR(S, code, .title = "专业代码"),
    FIELD_STR(S, name, .title = "专业名称"));
#undef S

#define S struct certificate_public_fees
FIELD_TABLE(fee_item, "PublicFee", S, FIELD_STR(S, province, .title = "省份"),
    FIELD_STR(S, province_name, .title = "省份"), FIELD_INT(S, fen, .title = "收费", .note = "分"));
#undef S

struct level_view {
	struct certificate_public_levels v;
	str level_name;
	list exam_forms, components, majors, fees;
};
#define S struct level_view
FIELD_TABLE(level_item, "PublicLevel", S, FIELD_AS(F_ID, i64, S, v.id, "id", .title = "编号"),
    FIELD_AS(F_INT, i64, S, v.level, "level", .title = "等级"), FIELD_STR(S, level_name, .title = "等级名称"),
    FIELD_AS(F_CENTI, i64, S, v.total_line, "total_line", .title = "总分合格线"),
    FIELD_AS(F_CENTI, i64, S, v.credits, "credits", .title = "学分"),
    FIELD_AS(F_STR, str, S, v.description, "description", .title = "说明"),
    FIELD_TEXTS(S, exam_forms, .title = "考核方式"), FIELD_LIST(S, components, component_item, .title = "考核内容"),
    FIELD_LIST(S, majors, scope_item, .title = "试点专业范围"), FIELD_LIST(S, fees, fee_item, .title = "收费"));
#undef S

#define S struct certificate_public
FIELD_TABLE(standard_part, "PublicStandard", S, FIELD_AS(F_ID, i64, S, version_id, "id", .title = "编号"),
    FIELD_AS(F_INT, i64, S, version_no, "number", .title = "版本号"), FIELD_STR(S, title, .title = "标准名称"),
    FIELD_ID(S, file, .title = "标准文件", .maybe = true), FIELD_STR(S, file_name, .title = "文件名", .maybe = true),
    FIELD_INT(S, file_size, .title = "文件大小", .note = "字节"),
    FIELD_TIME(S, published_at, .title = "发布时间", .maybe = true));
#undef S

struct certificate_page {
	struct certificate_public v;
	const struct certificate_public *standard;
	list levels;
};
#define S struct certificate_page
FIELD_TABLE(certificate_answer, "PublicCertificate", S, FIELD_AS(F_ID, i64, S, v.id, "id", .title = "编号"),
    FIELD_AS(F_STR, str, S, v.code, "code", .title = "证书代码"),
    FIELD_AS(F_STR, str, S, v.name, "name", .title = "证书名称"),
    FIELD_AS(F_STR, str, S, v.name_en, "name_en", .title = "英文名称"),
    FIELD_AS(F_INT, i64, S, v.batch, "batch", .title = "批次"),
    FIELD_AS(F_STR, str, S, v.summary, "summary", .title = "简介"),
    FIELD_AS(F_ID, i64, S, v.evaluator, "evaluator", .title = "培训评价组织"),
    FIELD_AS(F_STR, str, S, v.evaluator_name, "evaluator_name", .title = "培训评价组织"),
    FIELD_PART(S, standard, standard_part, .title = "现行标准"), FIELD_LIST(S, levels, level_item, .title = "等级"));
#undef S

static str
level_title(i64 level)
{
	return str_of(level >= 1 && level <= 3 ? level_titles[level] : "");
}

/* "1,3" as levels with their names. */
static list
levels_of(arena *a, str text)
{
	struct level_name *v = ARENA_ARRAY(a, struct level_name, 3);
	size_t n = 0;
	str one;
	i64 level;

	while (n < 3 && str_cut(&text, ',', &one))
		if (str_i64(one, &level))
			v[n++] = (struct level_name){ level, level_title(level) };
	return (list){ v, n };
}

struct certificate_line *
certificate_lines(arena *a, const struct certificate_public_list *v, size_t n)
{
	struct certificate_line *to = ARENA_ARRAY(a, struct certificate_line, n + 1);

	for (size_t i = 0; i < n; i++)
		to[i] = (struct certificate_line){ v[i], levels_of(a, v[i].levels) };
	return to;
}

static error_code
public_certificate_index(request *r)
{
	const struct certificate_query *q = r->q;
	struct certificate_public_list *v;
	size_t n = certificate_public_list(r->db,
	    &(struct certificate_public_list_in){ .q = q->q,
		.evaluator_id = q->evaluator,
		.level = q->level,
		.batch = q->batch,
		.major = q->major,
		.page = page_of(r, &q->ask, &certificate_public_list_page) },
	    &v);

	PAGE(r, &q->ask, certificate_public_list, certificate_line_item, certificate_lines(r->a, v, n), n);
	return E_OK;
}

static error_code
public_certificate_batches(request *r)
{
	struct certificate_batches *v;
	size_t n = certificate_batches(r->db, &v);

	ANSWER_ALL(r, batch_item, v, n);
	return E_OK;
}

static list
forms_of(arena *a, i64 bits)
{
	str *v = ARENA_ARRAY(a, str, FORMS);
	size_t n = 0;

	for (int b = 0; b < FORMS; b++)
		if (bits & 1 << b)
			v[n++] = str_of(form_titles[b]);
	return (list){ v, n };
}

static list
levels_with_rules(request *r, i64 version)
{
	struct certificate_public_levels *v;
	size_t n = certificate_public_levels(r->db, version, &v);
	struct level_view *to = ARENA_ARRAY(r->a, struct level_view, n + 1);

	for (size_t i = 0; i < n; i++) {
		struct certificate_public_components *components;
		struct certificate_public_majors *majors;
		struct certificate_public_fees *fees;
		size_t parts = certificate_public_components(r->db, v[i].rule_id, &components),
		       allowed = certificate_public_majors(r->db, v[i].rule_id, &majors),
		       prices = certificate_public_fees(r->db, v[i].rule_id, &fees);

		to[i] = (struct level_view){ .v = v[i],
			.level_name = level_title(v[i].level),
			.exam_forms = forms_of(r->a, v[i].exam_forms),
			.components = { components, parts },
			.majors = { majors, allowed },
			.fees = { fees, prices } };
	}
	return (list){ to, n };
}

static error_code
public_certificate_show(request *r)
{
	struct certificate_page v = { 0 };

	if (!certificate_public(r->db, r->id[0], &v.v))
		return E_NOT_FOUND;
	if (v.v.version_id) {
		v.standard = &v.v;
		v.levels = levels_with_rules(r, v.v.version_id);
	}
	ANSWER(r, certificate_answer, &v);
	return E_OK;
}

ROUTES(public_certificate,
    ROUTE(GET, "/public/certificates", public_certificate_index, PUBLIC, "证书信息",
	.query = &certificate_query_table, .items = &certificate_line_item),
    ROUTE(GET, "/public/certificate-batches", public_certificate_batches, PUBLIC, "证书的批次", .items = &batch_item),
    ROUTE(GET, "/public/certificates/{id}", public_certificate_show, PUBLIC, "证书详情",
	.answer = &certificate_answer));
