/*
 * setting.c: configurable values 系统参数, by the operator. What a value may be is in data/setting.c; the patterns of
 * numbers are judged by the rules that use them.
 */
#include "data/setting.h"

#include "api/routes.h"
#include "query/setting.h"
#include "rules/certificate_number.h"
#include "rules/ticket_number.h"
#include "web/request.h"

struct setting_input {
	str value;
	i64 version;
};
FIELD_TABLE(setting_input_table, "SettingInput", struct setting_input,
    FIELD_STR(struct setting_input, value, .title = "值", .max = 2000, .note = "不填为空文本"),
    FIELD_INT(struct setting_input, version, .title = "版本", .required = true, .min = 1));

static error_code
setting_index(request *r)
{
	struct setting_list *v;
	size_t n = setting_list(r->db, &v);
	json *j = &r->out;

	jw_open(j);
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		const setting_row *row = setting_find(v[i].name);

		jw_open(j);
		jw_kstr(j, "name", v[i].name);
		jw_kstr(j, "title", v[i].title);
		jw_kstr(j, "value", v[i].value);
		jw_kstr(j, "default", str_of(row ? row->value : NULL));
		jw_kbool(j, "number", row && row->number);
		jw_ktime(j, "updated_at", v[i].updated_at);
		jw_ki64(j, "version", v[i].version);
		jw_close(j);
	}
	jw_end(j);
	jw_key(j, "next");
	jw_null(j);
	jw_close(j);
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
	jw_open(&r->out);
	jw_ki64(&r->out, "version", in->version + 1);
	jw_close(&r->out);
	return E_OK;
}

ROUTES(setting, ROUTE(GET, "/settings", setting_index, SETTING_EDIT, "系统参数"),
    ROUTE(PUT, "/settings/{name}", setting_update, SETTING_EDIT, "修改系统参数", .in = &setting_input_table,
	.write = true));
