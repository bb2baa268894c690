/*
 * setting.c: configurable values 系统参数, by the operator. What a value may be is in data/setting.c; the patterns of
 * numbers are judged by the rules that use them.
 */
#include "data/setting.h"

#include "api/routes.h"
#include "query/setting.h"
#include "rules/certificate_number.h"
#include "rules/ticket_number.h"
#include "web/answer.h"

struct setting_input {
	str value;
	i64 version;
};
FIELD_TABLE(setting_input_table, "SettingInput", struct setting_input,
    FIELD_STR(struct setting_input, value, .title = "值", .max = 2000, .note = "不填为空文本"),
    FIELD_INT(struct setting_input, version, .title = "版本", .required = true, .min = 1));

struct setting_view {
	struct setting_list s;
	str initial, group, unit, note;
	bool number;
	i64 min, max;
};
#define S struct setting_view
FIELD_TABLE(setting_item, "Setting", S, FIELD_AS(F_STR, str, S, s.name, "name", .title = "名称"),
    FIELD_STR(S, group, .title = "类别"), FIELD_AS(F_STR, str, S, s.title, "title", .title = "参数"),
    FIELD_AS(F_STR, str, S, s.value, "value", .title = "值"),
    FIELD_AS(F_STR, str, S, initial, "default", .title = "默认值"), FIELD_BOOL(S, number, .title = "是整数"),
    FIELD_INT(S, min, .title = "最小值，文本为最少字数"), FIELD_INT(S, max, .title = "最大值，文本为最多字数"),
    FIELD_STR(S, unit, .title = "单位"), FIELD_STR(S, note, .title = "含义与生效"),
    FIELD_AS(F_TIME, i64, S, s.updated_at, "updated_at", .title = "修改时间"),
    FIELD_AS(F_STR, str, S, s.updated_by, "updated_by", .title = "修改人", .maybe = true),
    FIELD_AS(F_INT, i64, S, s.version, "version", .title = "版本"));
#undef S

/* In the order of the programs' table; a row that they do not know any more is nobody's business. */
static error_code
setting_index(request *r)
{
	struct setting_list *v;
	const setting_row *row;
	size_t n = setting_list(r->db, &v), known = 0;
	struct setting_view *out = ARENA_ARRAY(r->a, struct setting_view, n + 1);

	for (size_t k = 0; (row = setting_at(k)) != NULL; k++)
		for (size_t i = 0; i < n; i++)
			if (str_eq(v[i].name, str_of(row->name)))
				out[known++] = (struct setting_view){ v[i], str_of(row->value), str_of(row->group),
					str_of(row->unit), str_of(row->note), row->number, row->min, row->max };
	ANSWER_ALL(r, setting_item, out, known);
	return E_OK;
}

static void
judge(request *r, const setting_row *row, str value)
{
	const char *why = setting_fault(r->a, row, value);

	if (why == NULL && strcmp(row->name, "certificate.pattern") == 0)
		why = certificate_number_pattern(str_z(r->a, value));
	if (why)
		faults_at(&r->faults, "/value", why);
	else if (strcmp(row->name, "ticket.pattern") == 0)
		ticket_pattern_check(value, "/value", &r->faults);
}

static str
value_json(request *r, str value)
{
	json j = jw_new(r->a);

	jw_open(&j);
	jw_kstr(&j, "value", value);
	jw_close(&j);
	return buf_view(&j.b);
}

static error_code
setting_update(request *r)
{
	const struct setting_input *in = r->in;
	const setting_row *row = setting_find(r->text[0]);
	str value = in->value.p ? in->value : STR("");
	struct setting_get old;

	if (row == NULL || !setting_get(r->db, r->text[0], &old))
		return E_NOT_FOUND;
	judge(r, row, value);
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (setting_put(r->db, value, r->who.account, r->text[0], in->version) == 0)
		return E_CONFLICT;
	r->audit_before = value_json(r, old.value);
	r->audit_after = value_json(r, value);
	return answer_changed(r, in->version + 1);
}

ROUTES(setting, ROUTE(GET, "/settings", setting_index, SETTING_EDIT, "系统参数", .items = &setting_item),
    ROUTE(PUT, "/settings/{name}", setting_update, SETTING_EDIT, "修改系统参数", .in = &setting_input_table,
	.answer = &changed_answer, .write = true));
