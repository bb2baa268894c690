/*
 * public_page.c: what anybody reads on the portal: home, 机构信息, 证书信息, code tables. Published rows only, and
 * nothing about persons.
 */
#include "query/public_page.h"

#include "api/routes.h"
#include "data/setting.h"
#include "query/announcement.h"
#include "query/file.h"
#include "query/major.h"
#include "query/organisation.h"
#include "rules/checks.h"
#include "rules/codes.h"
#include "web/page.h"
#include "web/reply.h"

enum { HOME_NEWS = 6, HOME_CERTIFICATES = 12, PAGES_MOST = 100 };

static const char *const roles[] = { "office", "evaluator", "school", NULL };
static const char *const role_titles[] = { "教育行政部门", "培训评价组织", "试点院校", NULL };
static const char *const level_titles[] = { "", "初级", "中级", "高级" };
static const char *const form_titles[] = { "纸笔", "机考", "一般实操", "特殊实操" };

struct public_organisation_query {
	PAGE_MEMBERS;
	str role, province, q;
};
#define S struct public_organisation_query
FIELD_TABLE(public_organisation_query_table, "PublicOrganisationQuery", S, PAGE_FIELDS(S),
    FIELD_STR(S, role, .title = "机构类别", .required = true, .options = roles, .labels = role_titles),
    FIELD_STR(S, province, .title = "省份", .min = 6, .max = 6, .check = check_ascii_code),
    FIELD_STR(S, q, .title = "名称包含", .max = 64));
#undef S

struct public_certificate_query {
	PAGE_MEMBERS;
	i64 evaluator;
	str q;
};
#define S struct public_certificate_query
FIELD_TABLE(public_certificate_query_table, "PublicCertificateQuery", S, PAGE_FIELDS(S),
    FIELD_ID(S, evaluator, .title = "培训评价组织"), FIELD_STR(S, q, .title = "名称包含", .max = 64));
#undef S

static void
organisation_item(json *j, const void *row)
{
	const struct organisation_public_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "name", v->name);
	jw_kstr(j, "role", v->role);
	jw_kstr(j, "province", v->province);
	jw_kstr(j, "province_name", v->province_name);
	jw_kstr(j, "website", v->website);
	jw_close(j);
}

static error_code
public_organisation_index(request *r)
{
	const struct public_organisation_query *q = r->q;
	struct organisation_public_list *v;
	size_t n = organisation_public_list(r->db,
	    &(struct organisation_public_list_in){ .role = q->role,
		.province = q->province,
		.name = q->q,
		.after = q->after,
		.most = page_rows(q->limit) },
	    &v);

	page_write(r, v, n, sizeof *v, q->limit, organisation_item);
	return E_OK;
}

static error_code
public_organisation_show(request *r)
{
	struct organisation_public v;
	json *j = &r->out;

	if (!organisation_public(r->db, r->id[0], &v))
		return E_NOT_FOUND;
	jw_open(j);
	jw_kid(j, "id", v.id);
	jw_kstr(j, "name", v.name);
	jw_kstr(j, "role", v.role);
	jw_kstr(j, "code", v.code);
	jw_kstr(j, "certificate_code", v.certificate_code);
	jw_kstr(j, "province", v.province);
	jw_kstr(j, "province_name", v.province_name);
	jw_kstr(j, "address", v.address);
	jw_kstr(j, "website", v.website);
	jw_kstr(j, "introduction", v.introduction);
	jw_close(j);
	return E_OK;
}

/* "1,3" as [1,3]. */
static void
write_levels(json *j, str text)
{
	str one;
	i64 level;

	jw_key(j, "levels");
	jw_list(j);
	while (str_cut(&text, ',', &one))
		if (str_i64(one, &level))
			jw_i64(j, level);
	jw_end(j);
}

static void
certificate_item(json *j, const void *row)
{
	const struct certificate_public_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "code", v->code);
	jw_kstr(j, "name", v->name);
	jw_kstr(j, "name_en", v->name_en);
	jw_ki64(j, "batch", v->batch);
	jw_kid(j, "evaluator", v->evaluator_id);
	jw_kstr(j, "evaluator_name", v->evaluator);
	write_levels(j, v->levels);
	jw_close(j);
}

static error_code
public_certificate_index(request *r)
{
	const struct public_certificate_query *q = r->q;
	struct certificate_public_list *v;
	size_t n = certificate_public_list(r->db, q->q, q->evaluator, q->after, page_rows(q->limit), &v);

	page_write(r, v, n, sizeof *v, q->limit, certificate_item);
	return E_OK;
}

static void
write_components(request *r, i64 rule)
{
	struct certificate_public_components *v;
	size_t n = certificate_public_components(r->db, rule, &v);
	json *j = &r->out;

	jw_key(j, "components");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kstr(j, "code", v[i].code);
		jw_kstr(j, "name", v[i].name);
		jw_kstr(j, "kind", v[i].kind);
		jw_kcenti(j, "weight", v[i].weight);
		jw_kcenti(j, "min", v[i].least);
		jw_kcenti(j, "max", v[i].most);
		jw_close(j);
	}
	jw_end(j);
}

static void
write_majors(request *r, i64 rule)
{
	struct certificate_public_majors *v;
	size_t n = certificate_public_majors(r->db, rule, &v);
	json *j = &r->out;

	jw_key(j, "majors");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "id", v[i].id);
		jw_ki64(j, "catalogue", v[i].catalogue);
		jw_kstr(j, "level", v[i].education_level);
		jw_kstr(j, "level_name", v[i].level_name);
		jw_kstr(j, "code", v[i].code);
		jw_kstr(j, "name", v[i].name);
		jw_close(j);
	}
	jw_end(j);
}

static void
write_fees(request *r, i64 rule)
{
	struct certificate_public_fees *v;
	size_t n = certificate_public_fees(r->db, rule, &v);
	json *j = &r->out;

	jw_key(j, "fees");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kstr(j, "province", v[i].province);
		jw_kstr(j, "province_name", v[i].province_name);
		jw_ki64(j, "fen", v[i].fee);
		jw_close(j);
	}
	jw_end(j);
}

static void
write_level(request *r, const struct certificate_public_levels *v)
{
	json *j = &r->out;

	jw_open(j);
	jw_kid(j, "id", v->level_id);
	jw_ki64(j, "level", v->level);
	jw_kstr(j, "level_name", str_of(v->level >= 1 && v->level <= 3 ? level_titles[v->level] : ""));
	jw_kcenti(j, "total_line", v->total_line);
	jw_kcenti(j, "credits", v->credits);
	jw_kstr(j, "description", v->description);
	jw_key(j, "exam_forms");
	jw_list(j);
	for (int b = 0; b < 4; b++)
		if (v->exam_forms & 1 << b)
			jw_str(j, str_of(form_titles[b]));
	jw_end(j);
	write_components(r, v->rule_id);
	write_majors(r, v->rule_id);
	write_fees(r, v->rule_id);
	jw_close(j);
}

static error_code
public_certificate_show(request *r)
{
	struct certificate_public v;
	struct certificate_public_levels *levels;
	json *j = &r->out;
	size_t n;

	if (!certificate_public(r->db, r->id[0], &v))
		return E_NOT_FOUND;
	jw_open(j);
	jw_kid(j, "id", v.id);
	jw_kstr(j, "code", v.code);
	jw_kstr(j, "name", v.name);
	jw_kstr(j, "name_en", v.name_en);
	jw_ki64(j, "batch", v.batch);
	jw_kstr(j, "summary", v.summary);
	jw_kid(j, "evaluator", v.evaluator_id);
	jw_kstr(j, "evaluator_name", v.evaluator);
	jw_key(j, "standard");
	jw_open(j);
	jw_kid(j, "id", v.version_id);
	jw_ki64(j, "number", v.version_no);
	jw_kstr(j, "title", v.title);
	jw_kid(j, "file", v.file_id);
	jw_ktime(j, "published_at", v.published_at);
	jw_close(j);
	jw_key(j, "levels");
	jw_list(j);
	n = v.version_id ? certificate_public_levels(r->db, v.version_id, &levels) : 0;
	for (size_t i = 0; i < n; i++)
		write_level(r, &levels[i]);
	jw_end(j);
	jw_close(j);
	return E_OK;
}

static void
write_announcements(request *r, const char *key, const char *kind)
{
	struct announcement_public_list *v;
	size_t n = announcement_public_list(r->db, str_of(kind), 0, HOME_NEWS, &v);
	json *j = &r->out;

	jw_key(j, key);
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "id", v[i].id);
		jw_kstr(j, "title", v[i].title);
		jw_kstr(j, "organisation", v[i].organisation);
		jw_ktime(j, "published_at", v[i].published_at);
		jw_close(j);
	}
	jw_end(j);
}

static void
write_pages(request *r, const char *key, const char *kind)
{
	struct announcement_pages *v;
	size_t n = announcement_pages(r->db, str_of(kind), PAGES_MOST, &v);
	json *j = &r->out;

	jw_key(j, key);
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "id", v[i].id);
		jw_kstr(j, "title", v[i].title);
		jw_kstr(j, "body", v[i].body);
		jw_kstr(j, "link", v[i].link);
		jw_close(j);
	}
	jw_end(j);
}

static void
write_counts(request *r)
{
	struct organisation_counts *v;
	struct certificate_public_count certificates;
	size_t n = organisation_counts(r->db, &v);
	json *j = &r->out;

	jw_key(j, "counts");
	jw_open(j);
	for (size_t i = 0; i < n; i++)
		jw_ki64(j, str_z(r->a, v[i].role), v[i].n);
	certificate_public_count(r->db, &certificates);
	jw_ki64(j, "certificate", certificates.n);
	jw_close(j);
}

static error_code
public_home(request *r)
{
	struct certificate_public_list *v;
	json *j = &r->out;
	size_t n;

	jw_open(j);
	jw_kstr(j, "name", setting_text(r->db, "portal.name"));
	jw_kstr(j, "slogan", setting_text(r->db, "portal.slogan"));
	jw_kstr(j, "service_phone", setting_text(r->db, "portal.service_phone"));
	write_announcements(r, "notices", "notice");
	write_announcements(r, "news", "news");
	jw_key(j, "certificates");
	jw_list(j);
	n = certificate_public_list(r->db, STR(""), 0, 0, HOME_CERTIFICATES, &v);
	for (size_t i = 0; i < n; i++)
		certificate_item(j, &v[i]);
	jw_end(j);
	write_pages(r, "links", "link");
	write_counts(r);
	jw_close(j);
	return E_OK;
}

/* 技术支持群, 常见问题, 关于我们 on their pages, whole. */
static error_code
public_support(request *r)
{
	jw_open(&r->out);
	jw_kstr(&r->out, "service_phone", setting_text(r->db, "portal.service_phone"));
	write_pages(r, "support", "support");
	write_pages(r, "questions", "question");
	write_pages(r, "about", "about");
	jw_close(&r->out);
	return E_OK;
}

static void
write_codes(json *j, const char *key, const code_row *v)
{
	jw_key(j, key);
	jw_list(j);
	for (; v->code; v++) {
		jw_open(j);
		jw_kstr(j, "code", str_of(v->code));
		jw_kstr(j, "name", str_of(v->title));
		jw_close(j);
	}
	jw_end(j);
}

static error_code
public_codes(request *r)
{
	struct province_list *p;
	struct education_level_list *l;
	json *j = &r->out;
	size_t n = province_list(r->db, &p);

	jw_open(j);
	jw_key(j, "provinces");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kstr(j, "code", p[i].code);
		jw_kstr(j, "name", p[i].name);
		jw_kstr(j, "short_name", p[i].short_name);
		jw_close(j);
	}
	jw_end(j);
	jw_key(j, "education_levels");
	jw_list(j);
	n = education_level_list(r->db, &l);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kstr(j, "code", l[i].code);
		jw_kstr(j, "name", l[i].name);
		jw_close(j);
	}
	jw_end(j);
	write_codes(j, "sexes", sexes);
	write_codes(j, "ethnicities", ethnicities);
	jw_close(j);
	return E_OK;
}

/* Standards and attachments of announcements. */
static error_code
public_file(request *r)
{
	struct file_get f;

	if (!file_get(r->db, r->id[0], &f) || !f.is_public || !str_is(f.state, "stored"))
		return E_NOT_FOUND;
	reply_file(r, f.id, f.name, f.media_type, f.size);
	return E_OK;
}

ROUTES(public_page, ROUTE(GET, "/public/home", public_home, PUBLIC, "首页"),
    ROUTE(GET, "/public/support", public_support, PUBLIC, "技术支持、常见问题与关于我们"),
    ROUTE(GET, "/public/codes", public_codes, PUBLIC, "代码表：省份、学历层次、性别、民族"),
    ROUTE(GET, "/public/files/{id}", public_file, PUBLIC, "公开的文件", .out = "application/octet-stream"),
    ROUTE(GET, "/public/organisations", public_organisation_index, PUBLIC, "机构信息",
	.query = &public_organisation_query_table),
    ROUTE(GET, "/public/organisations/{id}", public_organisation_show, PUBLIC, "机构详情"),
    ROUTE(GET, "/public/certificates", public_certificate_index, PUBLIC, "证书信息",
	.query = &public_certificate_query_table),
    ROUTE(GET, "/public/certificates/{id}", public_certificate_show, PUBLIC, "证书详情"));
