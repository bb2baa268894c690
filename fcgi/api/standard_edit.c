/*
 * standard_edit.c: writes what a version of a standard says 证书标准: levels with credits, exam forms, components,
 * pass line, the certificate scope 证书试点范围 and fees. Only a draft is written; one version at a time is under
 * way.
 */
#include "api/attachment.h"
#include "api/routes.h"
#include "api/standard_levels.h"
#include "data/certificate_scope.h"
#include "query/certificate_standard.h"
#include "rules/checks.h"
#include "rules/pass_rule.h"
#include "web/request.h"

enum { LEVELS = 3, MAJORS_MOST = 300, FEES_MOST = 40 };

struct standard_component {
	str code, name, kind;
	i64 weight, min, max;
};
FIELD_TABLE(standard_component_input, "StandardComponentInput", struct standard_component,
    FIELD_STR(struct standard_component, code, .title = "代码", .required = true, .max = 20,
	.check = check_ascii_code, .example = "theory"),
    FIELD_STR(struct standard_component, name, .title = "名称", .required = true, .max = 60,
	.check = check_plain_text, .example = "理论知识"),
    FIELD_STR(struct standard_component, kind, .title = "类别", .options = component_kinds,
	.labels = component_kind_titles, .note = "代码为 theory 或 practical 时可不填"),
    FIELD_CENTI(struct standard_component, weight, .title = "权重（%）", .required = true, .min = 10, .max = 10000,
	.example = "40"),
    FIELD_CENTI(struct standard_component, min, .title = "单项合格线", .max = 10000, .example = "60"),
    FIELD_CENTI(
	struct standard_component, max, .title = "满分", .max = 10000, .note = "不填为 100", .example = "100"));

struct standard_fee {
	str province;
	i64 fen;
};
FIELD_TABLE(standard_fee_input, "StandardFeeInput", struct standard_fee,
    FIELD_STR(struct standard_fee, province, .title = "省份代码", .required = true, .min = 6, .max = 6,
	.note = "000000 为没有单列的省份", .example = "000000"),
    FIELD_INT(struct standard_fee, fen, .title = "考核费（分）", .required = true, .min = 0, .max = 10000000));

struct standard_level {
	i64 level, credits, total_line;
	str description;
	list exam_forms, components, majors, fees;
};
FIELD_TABLE(standard_level_input, "StandardLevelInput", struct standard_level,
    FIELD_INT(struct standard_level, level, .title = "等级", .required = true, .min = 1, .max = LEVELS,
	.note = "1 初级，2 中级，3 高级"),
    FIELD_CENTI(struct standard_level, credits, .title = "学分", .max = 10000),
    FIELD_CENTI(
	struct standard_level, total_line, .title = "总分合格线", .required = true, .max = 10000, .example = "60"),
    FIELD_STR(struct standard_level, description, .title = "说明", .max = 2000, .lines = true),
    FIELD_TEXTS(struct standard_level, exam_forms, .title = "考核方式", .required = true, .min = 1, .max = 4,
	.options = exam_forms, .labels = exam_form_titles),
    FIELD_LIST(struct standard_level, components, standard_component_input, .title = "考核项目", .required = true,
	.min = 1, .max = PASS_COMPONENTS_MOST),
    FIELD_IDS(struct standard_level, majors, .title = "试点专业", .required = true, .min = 1, .max = MAJORS_MOST),
    FIELD_LIST(struct standard_level, fees, standard_fee_input, .title = "考核费", .max = FEES_MOST));

struct standard_body {
	str title, change_note;
	i64 document, version;
	list levels;
};
FIELD_TABLE(standard_input, "StandardInput", struct standard_body,
    FIELD_STR(struct standard_body, title, .title = "标题", .max = 200, .check = check_plain_text),
    FIELD_STR(struct standard_body, change_note, .title = "修订说明", .max = 1000, .lines = true),
    FIELD_ID(struct standard_body, document, .title = "证书标准文件"),
    FIELD_INT(struct standard_body, version, .title = "版本", .min = 1, .max = INT32_MAX, .note = "修改时必填"),
    FIELD_LIST(struct standard_body, levels, standard_level_input, .title = "等级", .required = true, .min = 1,
	.max = LEVELS));

static str
kind_of(const struct standard_component *c)
{
	return c->kind.p ? c->kind : str_is(c->code, "theory") || str_is(c->code, "practical") ? c->code : c->kind;
}

static void
fault_under(request *r, const char *at, str rest, str detail)
{
	/* The rule names a component's least score "line" and the total's "/line"; the input calls them otherwise. */
	if (str_is(rest, "/line"))
		rest = STR("/total_line");
	else if (str_ends(rest, STR("/line")))
		rest = str_f(r->a, "%.*s/min", STR_ARG(str_head(rest, rest.n - 5)));
	faults_add(&r->faults, (fault){ .pointer = str_f(r->a, "%s%.*s", at, STR_ARG(rest)), .detail = detail });
}

static void
check_components(request *r, const struct standard_level *l, const char *at)
{
	const struct standard_component *c = l->components.v;
	pass_component *pc = ARENA_ARRAY(r->a, pass_component, l->components.n + 1);
	pass_rule rule = { .component = pc, .n = l->components.n, .line = l->total_line };
	faults fs = { .a = r->a };

	for (size_t i = 0; i < l->components.n; i++) {
		pc[i] = (pass_component){ .code = c[i].code,
			.name = c[i].name,
			.weight = c[i].weight / 10,
			.max = c[i].max ? c[i].max : 10000,
			.line = c[i].min };
		if (c[i].weight % 10)
			fault_under(r, at, str_f(r->a, "/components/%zu/weight", i), STR("权重最多一位小数"));
		if (kind_of(&c[i]).p == NULL)
			fault_under(r, at, str_f(r->a, "/components/%zu/kind", i),
			    STR("请选择理论（theory）或实操（practical）"));
	}
	pass_rule_check(&rule, &fs);
	for (size_t i = 0; i < fs.n; i++)
		fault_under(r, at, fs.v[i].pointer, fs.v[i].detail);
}

static void
check_majors(request *r, const struct standard_level *l, const char *at)
{
	const i64 *id = l->majors.v;
	struct standard_major m;

	for (size_t i = 0; i < l->majors.n; i++) {
		str place = str_f(r->a, "/majors/%zu", i);

		if (!standard_major(r->db, id[i], &m))
			fault_under(r, at, place, STR("没有这个专业，请从专业目录中选择"));
		for (size_t k = 0; k < i; k++)
			if (id[k] == id[i])
				fault_under(r, at, place, STR("专业重复"));
	}
}

static void
check_fees(request *r, const struct standard_level *l, const char *at)
{
	const struct standard_fee *f = l->fees.v;
	struct standard_province p;

	for (size_t i = 0; i < l->fees.n; i++) {
		str place = str_f(r->a, "/fees/%zu/province", i);

		if (!str_digits(f[i].province) || !standard_province(r->db, f[i].province, &p))
			fault_under(r, at, place, STR("没有这个省份代码（GB/T 2260 六位）"));
		for (size_t k = 0; k < i; k++)
			if (str_eq(f[k].province, f[i].province))
				fault_under(r, at, place, STR("省份重复"));
	}
}

/* All faults of all levels at once. */
static error_code
check_standard(request *r, const struct standard_body *in)
{
	const struct standard_level *l = in->levels.v;

	attachment_check(r, in->document, "/document");
	for (size_t i = 0; i < in->levels.n; i++) {
		const char *at = str_f(r->a, "/levels/%zu", i).p;

		for (size_t k = 0; k < i; k++)
			if (l[k].level == l[i].level)
				fault_under(r, at, STR("/level"), STR("等级重复"));
		check_components(r, &l[i], at);
		check_majors(r, &l[i], at);
		check_fees(r, &l[i], at);
	}
	return request_checked(r);
}

static i64
form_bits(const struct standard_level *l)
{
	const str *form = l->exam_forms.v;
	i64 bits = 0;

	for (size_t i = 0; i < l->exam_forms.n; i++)
		for (int k = 0; exam_forms[k]; k++)
			if (str_eq(form[i], str_of(exam_forms[k])))
				bits |= INT64_C(1) << k;
	return bits;
}

static void
write_level(request *r, const struct standard_level *l, i64 rule)
{
	const struct standard_component *c = l->components.v;
	const struct standard_fee *f = l->fees.v;
	const i64 *major = l->majors.v;
	struct rule_component_insert *cv = ARENA_ARRAY(r->a, struct rule_component_insert, l->components.n + 1);
	struct rule_major_insert *mv = ARENA_ARRAY(r->a, struct rule_major_insert, l->majors.n + 1);
	struct rule_fee_insert *fv = ARENA_ARRAY(r->a, struct rule_fee_insert, l->fees.n + 1);

	for (size_t i = 0; i < l->components.n; i++)
		cv[i] = (struct rule_component_insert){ .level_rule_id = rule,
			.code = c[i].code,
			.name = c[i].name,
			.kind = kind_of(&c[i]),
			.weight = c[i].weight,
			.max = c[i].max ? c[i].max : 10000,
			.min = c[i].min,
			.position = (i64)i + 1 };
	for (size_t i = 0; i < l->majors.n; i++)
		mv[i] = (struct rule_major_insert){ .level_rule_id = rule, .major_id = major[i] };
	for (size_t i = 0; i < l->fees.n; i++)
		fv[i] = (struct rule_fee_insert){ .level_rule_id = rule, .province = f[i].province, .fen = f[i].fen };
	rule_component_insert(r->db, cv, l->components.n);
	rule_major_insert(r->db, mv, l->majors.n);
	rule_fee_insert(r->db, fv, l->fees.n);
}

static void
write_levels(request *r, const struct standard_body *in, i64 certificate, i64 version)
{
	const struct standard_level *l = in->levels.v;

	for (size_t i = 0; i < in->levels.n; i++) {
		struct level_of level;
		i64 rule;

		level_ensure(r->db, certificate, r->who.organisation, l[i].level);
		if (!level_of(r->db, certificate, l[i].level, &level))
			arena_fail(r->a, E_BUG);
		rule = rule_insert(r->db, &(struct rule_insert_in){ .standard_version_id = version,
					      .certificate_level_id = level.id,
					      .evaluator_id = r->who.organisation,
					      .total_line = l[i].total_line,
					      .credits = l[i].credits,
					      .exam_forms = form_bits(&l[i]),
					      .description = text_or_empty(l[i].description) });
		write_level(r, &l[i], rule);
	}
}

static str
title_of(request *r, const struct standard_body *in, str certificate)
{
	return in->title.p ? in->title : str_f(r->a, "%.*s职业技能等级标准", STR_ARG(certificate));
}

static error_code
standard_create(request *r)
{
	const struct standard_body *in = r->in;
	struct standard_unfinished open;
	struct certificate_lock lock;
	struct certificate_get c;
	i64 id;

	/* The lock keeps two versions from being begun at once. */
	if (!certificate_lock(r->db, r->id[0], &lock) || lock.evaluator_id != r->who.organisation ||
	    !certificate_get(r->db, r->id[0], &c))
		return E_NOT_FOUND;
	if (standard_unfinished(r->db, c.id, &open))
		return request_refuse(r, E_STATE, "第 %lld 版尚未发布（%s），请先完成或修改该版",
		    (long long)open.version_no,
		    str_is(open.state, "draft")	      ? "草稿"
		    : str_is(open.state, "in_review") ? "评审中"
						      : "已批准");
	if (check_standard(r, in) != E_OK)
		return E_INVALID;
	id = standard_insert(r->db, &(struct standard_insert_in){ .certificate_id = c.id,
					.evaluator_id = c.evaluator_id,
					.title = title_of(r, in, c.name),
					.file_id = in->document,
					.change_note = text_or_empty(in->change_note) });
	if (id == 0)
		return E_CONFLICT;
	write_levels(r, in, c.id, id);
	return answer_created(r, id);
}

static error_code
standard_edit(request *r)
{
	const struct standard_body *in = r->in;
	struct standard_get v;

	if (!standard_get(r->db, r->id[0], &v) || v.evaluator_id != r->who.organisation)
		return E_NOT_FOUND;
	if (!str_is(v.state, "draft"))
		return request_refuse(r, E_STATE, "只有草稿可以修改；已发布的标准请新建一版");
	if (in->version == 0)
		faults_at(&r->faults, "/version", "修改时须带上所见的版本号");
	if (check_standard(r, in) != E_OK)
		return E_INVALID;
	if (standard_change(r->db, &(struct standard_change_in){ .title = title_of(r, in, v.certificate),
				       .file_id = in->document,
				       .change_note = text_or_empty(in->change_note),
				       .id = v.id,
				       .version = in->version }) == 0)
		return E_CONFLICT;
	rules_clear_components(r->db, v.id);
	rules_clear_majors(r->db, v.id);
	rules_clear_fees(r->db, v.id);
	rules_clear(r->db, v.id);
	write_levels(r, in, v.certificate_id, v.id);
	return answer_changed(r, in->version + 1);
}

ROUTES(standard_edit,
    ROUTE(POST, "/certificates/{id}/versions", standard_create, STANDARD_EDIT, "新建证书标准版本",
	.in = &standard_input, .answer = &created_answer, .write = true),
    ROUTE(PUT, "/standard-versions/{id}", standard_edit, STANDARD_EDIT, "修改证书标准草稿", .in = &standard_input,
	.answer = &changed_answer, .write = true));
