/*
 * standard_levels.c: see standard_levels.h. Four statements for a version, whatever the number of its levels.
 */
#include "api/standard_levels.h"

#include "data/certificate_scope.h"

const char *const exam_forms[] = { "paper", "computer", "practical", "special", NULL };
const char *const exam_form_titles[] = { "纸笔", "机考", "一般实操", "特殊实操", NULL };

const char *const component_kinds[] = { "theory", "practical", NULL };
const char *const component_kind_titles[] = { "理论", "实操", NULL };

#define S struct rule_components
FIELD_TABLE(component_answer, "StandardComponent", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, code, .title = "代码"), FIELD_STR(S, name, .title = "名称"),
    FIELD_STR(S, kind, .title = "类别", .options = component_kinds, .labels = component_kind_titles),
    FIELD_CENTI(S, weight, .title = "权重（%）"), FIELD_CENTI(S, min, .title = "单项合格线"),
    FIELD_CENTI(S, max, .title = "满分"));
#undef S

#define S struct rule_majors
FIELD_TABLE(major_answer, "StandardMajor", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_INT(S, catalogue, .title = "专业目录"), FIELD_STR(S, education_level, .title = "学历层次"),
    FIELD_STR(S, education, .title = "学历层次名称"), FIELD_STR(S, code, .title = "专业代码"),
    FIELD_STR(S, name, .title = "专业名称"));
#undef S

#define S struct rule_fees
FIELD_TABLE(fee_answer, "StandardFee", S, FIELD_STR(S, province, .title = "省份"),
    FIELD_STR(S, name, .title = "省份名称"), FIELD_INT(S, fen, .title = "费用（分）"));
#undef S

#define S standard_level_view
FIELD_TABLE_SHARED(standard_level_answer, "StandardLevel", S,
    FIELD_AS(F_ID, i64, S, rule.certificate_level_id, "id", .title = "编号"),
    FIELD_AS(F_INT, i64, S, rule.level, "level", .title = "等级"), FIELD_STR(S, title, .title = "等级名称"),
    FIELD_AS(F_CENTI, i64, S, rule.total_line, "total_line", .title = "总分合格线"),
    FIELD_AS(F_CENTI, i64, S, rule.credits, "credits", .title = "学分"),
    FIELD_TEXTS(S, exam_forms, .title = "考核方式", .options = exam_forms, .labels = exam_form_titles),
    FIELD_AS(F_STR, str, S, rule.description, "description", .title = "说明"),
    FIELD_LIST(S, components, component_answer, .title = "考核内容"),
    FIELD_LIST(S, majors, major_answer, .title = "面向的专业"), FIELD_LIST(S, fees, fee_answer, .title = "考核费用"));
#undef S

/* The rows of one rule: all rows come in the order of their rules, the first member names it. */
static list
rows_of(void *rows, size_t n, size_t size, i64 rule)
{
	char *p = rows;
	size_t from = 0, to;

	while (from < n && *(i64 *)(void *)(p + from * size) != rule)
		from++;
	for (to = from; to < n && *(i64 *)(void *)(p + to * size) == rule;)
		to++;
	return (list){ n ? p + from * size : NULL, to - from };
}

static list
forms_of(request *r, i64 bits)
{
	str *v = ARENA_ARRAY(r->a, str, sizeof exam_forms / sizeof *exam_forms);
	size_t n = 0;

	for (int k = 0; exam_forms[k]; k++)
		if (bits & INT64_C(1) << k)
			v[n++] = str_of(exam_forms[k]);
	return (list){ v, n };
}

list
standard_levels(request *r, i64 standard_version)
{
	struct rule_components *component;
	struct rule_majors *major;
	struct rule_fees *fee;
	struct rule_list *rule;
	size_t n = rule_list(r->db, standard_version, &rule),
	       components = rule_components(r->db, standard_version, &component),
	       majors = rule_majors(r->db, standard_version, &major), fees = rule_fees(r->db, standard_version, &fee);
	standard_level_view *v = ARENA_ARRAY(r->a, standard_level_view, n + 1);

	for (size_t i = 0; i < n; i++)
		v[i] = (standard_level_view){ .rule = rule[i],
			.title = certificate_level_title(rule[i].level),
			.exam_forms = forms_of(r, rule[i].exam_forms),
			.components = rows_of(component, components, sizeof *component, rule[i].id),
			.majors = rows_of(major, majors, sizeof *major, rule[i].id),
			.fees = rows_of(fee, fees, sizeof *fee, rule[i].id) };
	return (list){ v, n };
}
