/*
 * province_window.c: the application windows 申报时间 of the provinces: one per kind and year, set by the office.
 */
#include "api/province_window.h"

#include "api/routes.h"
#include "base/clock.h"
#include "query/certificate_standard.h"
#include "query/pilot.h"
#include "web/page.h"

static const char *const window_kinds[] = { "pilot", "quota", NULL };
static const char *const window_kind_titles[] = { "试点申报", "名额申报", NULL };

struct window_body {
	str kind, province;
	i64 year, open, close, version;
};
FIELD_TABLE(province_window_input, "ProvinceWindowInput", struct window_body,
    FIELD_STR(struct window_body, kind, .title = "类别", .required = true, .options = window_kinds,
	.labels = window_kind_titles),
    FIELD_INT(struct window_body, year, .title = "年度", .required = true, .min = 2019, .max = 2099),
    FIELD_TIME(struct window_body, open, .title = "开始时间", .required = true),
    FIELD_TIME(struct window_body, close, .title = "截止时间", .required = true, .note = "到此时刻为止，不含"),
    FIELD_STR(struct window_body, province, .title = "省份代码", .min = 6, .max = 6,
	.note = "只有国家级办公室填写；省级办公室设置本省"),
    FIELD_INT(struct window_body, version, .title = "版本", .min = 1, .max = INT32_MAX,
	.note = "填写时，只有在没有人改过的情况下才保存"));

struct window_query {
	PAGE_ASK;
	i64 year;
	str kind;
};
#define S struct window_query
FIELD_TABLE(province_window_query_fields, "ProvinceWindowQuery", S, PAGE_ASKED(S, window_list),
    FIELD_INT(S, year, .title = "年度", .min = 2019, .max = 2099),
    FIELD_STR(S, kind, .title = "类别", .options = window_kinds, .labels = window_kind_titles));
#undef S

#define S struct window_list
FIELD_TABLE(province_window_item, "ProvinceWindow", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, province, .title = "省份代码"), FIELD_STR(S, province_name, .title = "省份"),
    FIELD_STR(S, kind, .title = "类别", .options = window_kinds, .labels = window_kind_titles),
    FIELD_INT(S, year, .title = "年度"), FIELD_TIME(S, open, .title = "开始时间"),
    FIELD_TIME(S, close, .title = "截止时间"), FIELD_INT(S, version, .title = "版本"));
#undef S

struct window_saved {
	i64 id, version;
};
FIELD_TABLE(province_window_saved, "ProvinceWindowSaved", struct window_saved,
    FIELD_ID(struct window_saved, id, .title = "编号"),
    FIELD_INT(struct window_saved, version, .title = "现在的版本"));

error_code
province_window_check(request *r, const char *kind, i64 year, str province, bool needed)
{
	const char *what = window_kind_titles[strcmp(kind, "quota") == 0];
	char open[CLOCK_TEXT], close[CLOCK_TEXT];
	struct window_of w;

	if (!window_of(r->db, province, str_of(kind), year, &w)) {
		if (!needed)
			return E_OK;
		return request_refuse(r, E_WINDOW, "本省尚未公布 %lld 年度的%s时间，请关注省教育厅 1+X 办公室通知",
		    (long long)year, what);
	}
	if (w.open_at <= r->now && r->now < w.close_at)
		return E_OK;
	clock_shanghai(w.open_at, open);
	clock_shanghai(w.close_at, close);
	return request_refuse(r, E_WINDOW, "本省 %lld 年度%s时间为 %s 至 %s，%s", (long long)year, what, open, close,
	    r->now < w.open_at ? "尚未开始" : "已经截止");
}

static str
window_json(request *r, i64 open, i64 close)
{
	json j = jw_new(r->a);

	jw_open(&j);
	jw_ktime(&j, "open", open);
	jw_ktime(&j, "close", close);
	jw_close(&j);
	return buf_view(&j.b);
}

static error_code
window_set(request *r)
{
	const struct window_body *in = r->in;
	bool national = str_is(r->who.province, "000000");
	str province = national ? in->province : r->who.province;
	struct standard_province p;
	struct window_of w;
	bool known;

	if (national && (province.p == NULL || !standard_province(r->db, province, &p)))
		faults_at(&r->faults, "/province", "请填写省份代码（GB/T 2260 六位）");
	if (!national && in->province.p && !str_eq(in->province, r->who.province))
		faults_at(&r->faults, "/province", "只能设置本省的申报时间");
	if (in->close <= in->open)
		faults_at(&r->faults, "/close", "截止时间应晚于开始时间");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	known = window_of(r->db, province, in->kind, in->year, &w);
	if (in->version && (!known || w.version != in->version))
		return E_CONFLICT;
	if (known)
		r->audit_before = window_json(r, w.open_at, w.close_at);
	window_put(r->db, &(struct window_put_in){ .province = province,
			      .kind = in->kind,
			      .year = in->year,
			      .open_at = in->open,
			      .close_at = in->close });
	if (!window_of(r->db, province, in->kind, in->year, &w))
		return E_CONFLICT;
	r->audit_subject = w.id;
	r->audit_after = window_json(r, w.open_at, w.close_at);
	ANSWER(r, province_window_saved, &((struct window_saved){ w.id, w.version }));
	return E_OK;
}

/* A school and a provincial office see their own province, all others every one. */
static error_code
window_index(request *r)
{
	const struct window_query *q = r->q;
	bool own = r->who.role == ROLE_SCHOOL || (r->who.role == ROLE_OFFICE && !str_is(r->who.province, "000000"));
	struct window_list *v;
	size_t n = window_list(r->db,
	    &(struct window_list_in){ .lo = own ? r->who.province : STR("000000"),
		.hi = own ? r->who.province : STR("999999"),
		.year = q->year,
		.kind = q->kind,
		.page = page_of(r, &q->ask, &window_list_page) },
	    &v);

	PAGE(r, &q->ask, window_list, province_window_item, v, n);
	return E_OK;
}

ROUTES(province_window,
    ROUTE(PUT, "/province-windows", window_set, PILOT_DECIDE, "设置申报时间", .in = &province_window_input,
	.answer = &province_window_saved, .write = true),
    ROUTE(GET, "/province-windows", window_index, PILOT_VIEW, "申报时间", .query = &province_window_query_fields,
	.items = &province_window_item));
