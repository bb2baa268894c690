/*
 * public_page.c: what anybody reads on the portal: home, 机构信息, 技术支持, code tables, public files. Published
 * rows only, and nothing about persons.
 */
#include "api/public_certificate.h"
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

struct organisation_query {
	PAGE_ASK;
	str role, province, q;
};
#define S struct organisation_query
FIELD_TABLE(organisation_query_table, "PublicOrganisationQuery", S, PAGE_ASKED(S, organisation_public_list),
    FIELD_STR(S, role, .title = "机构类别", .required = true, .options = roles, .labels = role_titles),
    FIELD_STR(S, province, .title = "省份", .min = 6, .max = 6, .check = check_ascii_code),
    FIELD_STR(S, q, .title = "名称包含", .max = 64));
#undef S

#define S struct organisation_public_list
FIELD_TABLE(organisation_item, "PublicOrganisationItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, name, .title = "机构名称"),
    FIELD_STR(S, role, .title = "机构类别", .options = roles, .labels = role_titles),
    FIELD_STR(S, province, .title = "省份"), FIELD_STR(S, province_name, .title = "省份"),
    FIELD_STR(S, website, .title = "网站"));
#undef S

#define S struct organisation_public
FIELD_TABLE(organisation_answer, "PublicOrganisation", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, name, .title = "机构名称"),
    FIELD_STR(S, role, .title = "机构类别", .options = roles, .labels = role_titles),
    FIELD_STR(S, code, .title = "机构代码"),
    FIELD_STR(S, certificate_code, .title = "证书编号中的机构代码", .maybe = true),
    FIELD_STR(S, province, .title = "省份"), FIELD_STR(S, province_name, .title = "省份"),
    FIELD_STR(S, address, .title = "地址"), FIELD_STR(S, website, .title = "网站"),
    FIELD_STR(S, introduction, .title = "简介", .maybe = true));
#undef S

#define S struct announcement_public_list
FIELD_TABLE(home_news, "HomeNews", S, FIELD_ID(S, id, .title = "编号"), FIELD_STR(S, title, .title = "标题"),
    FIELD_STR(S, organisation, .title = "发布机构"), FIELD_TIME(S, published_at, .title = "发布时间"));
#undef S

#define S struct announcement_pages
FIELD_TABLE(page_text, "PageText", S, FIELD_ID(S, id, .title = "编号"), FIELD_STR(S, title, .title = "标题"),
    FIELD_STR(S, body, .title = "正文"), FIELD_STR(S, link, .title = "链接"));
#undef S

struct counts {
	i64 office, evaluator, school, certificate;
};
#define S struct counts
FIELD_TABLE(counts_part, "HomeCounts", S, FIELD_INT(S, office, .title = "教育行政部门数"),
    FIELD_INT(S, evaluator, .title = "培训评价组织数"), FIELD_INT(S, school, .title = "试点院校数"),
    FIELD_INT(S, certificate, .title = "证书数"));
#undef S

struct home {
	list notices, news, certificates;
	const struct counts *counts;
};
#define S struct home
FIELD_TABLE(home_answer, "Home", S, FIELD_LIST(S, notices, home_news, .title = "通知公告"),
    FIELD_LIST(S, news, home_news, .title = "工作动态"),
    FIELD_LIST(S, certificates, certificate_line_item, .title = "证书信息"),
    FIELD_PART(S, counts, counts_part, .title = "数量"));
#undef S

struct site {
	str name, slogan, motto, host, operator, address, business_phone, service_phone, record;
	list links;
};
#define S struct site
FIELD_TABLE(site_answer, "PublicSite", S, FIELD_STR(S, name, .title = "平台名称"),
    FIELD_STR(S, slogan, .title = "标语"), FIELD_STR(S, motto, .title = "标语第二行"),
    FIELD_STR(S, host, .title = "主办单位"), FIELD_STR(S, operator, .title = "评估运营"),
    FIELD_STR(S, address, .title = "地址"), FIELD_STR(S, business_phone, .title = "业务联系"),
    FIELD_STR(S, service_phone, .title = "技术服务"), FIELD_STR(S, record, .title = "网站备案号"),
    FIELD_LIST(S, links, page_text, .title = "友情链接"));
#undef S

struct support {
	str service_phone;
	list support, questions, about;
};
#define S struct support
FIELD_TABLE(support_answer, "Support", S, FIELD_STR(S, service_phone, .title = "服务电话"),
    FIELD_LIST(S, support, page_text, .title = "技术支持"), FIELD_LIST(S, questions, page_text, .title = "常见问题"),
    FIELD_LIST(S, about, page_text, .title = "关于我们"));
#undef S

#define S struct province_list
FIELD_TABLE(province_item, "Province", S, FIELD_STR(S, code, .title = "代码"), FIELD_STR(S, name, .title = "名称"),
    FIELD_STR(S, short_name, .title = "简称"));
#undef S

struct code_name {
	str code, name;
};
FIELD_TABLE(code_item, "CodeName", struct code_name, FIELD_STR(struct code_name, code, .title = "代码"),
    FIELD_STR(struct code_name, name, .title = "名称"));
_Static_assert(sizeof(struct education_level_list) == sizeof(struct code_name), "a code and its name");

struct codes {
	list provinces, education_levels, sexes, ethnicities;
};
#define S struct codes
FIELD_TABLE(codes_answer, "Codes", S, FIELD_LIST(S, provinces, province_item, .title = "省份"),
    FIELD_LIST(S, education_levels, code_item, .title = "学历层次"), FIELD_LIST(S, sexes, code_item, .title = "性别"),
    FIELD_LIST(S, ethnicities, code_item, .title = "民族"));
#undef S

static error_code
public_organisation_index(request *r)
{
	const struct organisation_query *q = r->q;
	struct organisation_public_list *v;
	size_t n = organisation_public_list(r->db,
	    &(struct organisation_public_list_in){ .role = q->role,
		.province = q->province,
		.q = q->q,
		.page = page_of(r, &q->ask, &organisation_public_list_page) },
	    &v);

	PAGE(r, &q->ask, organisation_public_list, organisation_item, v, n);
	return E_OK;
}

static error_code
public_organisation_show(request *r)
{
	struct organisation_public v;

	if (!organisation_public(r->db, r->id[0], &v))
		return E_NOT_FOUND;
	ANSWER(r, organisation_answer, &v);
	return E_OK;
}

/* The newest of a kind. */
static list
newest(request *r, const char *kind)
{
	struct announcement_public_list *v;
	list_page page = page_whole(&announcement_public_list_page, HOME_NEWS);

	for (size_t i = 0; announcement_public_list_sorts[i]; i++)
		if (strcmp(announcement_public_list_sorts[i], "published_at") == 0)
			page.sort = (i64)i;
	page.down = true;
	size_t n = announcement_public_list(
	    r->db, &(struct announcement_public_list_in){ .kind = str_of(kind), .page = page }, &v);
	return (list){ v, n };
}

static list
pages(request *r, const char *kind)
{
	struct announcement_pages *v;
	size_t n = announcement_pages(r->db, str_of(kind), PAGES_MOST, &v);

	return (list){ v, n };
}

static list
certificates(request *r)
{
	struct certificate_public_list *v;
	list_page page = page_whole(&certificate_public_list_page, HOME_CERTIFICATES);
	size_t n;

	page.down = true;
	n = certificate_public_list(r->db, &(struct certificate_public_list_in){ .page = page }, &v);

	return (list){ certificate_lines(r->a, v, n), n };
}

static struct counts
count(request *r)
{
	struct counts to = { 0 };
	struct organisation_counts *v;
	struct certificate_public_count published;
	size_t n = organisation_counts(r->db, &v);

	for (size_t i = 0; i < n; i++)
		*(str_is(v[i].role, "office")	     ? &to.office
		    : str_is(v[i].role, "evaluator") ? &to.evaluator
						     : &to.school) = v[i].n;
	certificate_public_count(r->db, &published);
	to.certificate = published.n;
	return to;
}

static error_code
public_home(request *r)
{
	struct counts counts = count(r);

	ANSWER(r, home_answer,
	    &((struct home){ .notices = newest(r, "notice"),
		.news = newest(r, "news"),
		.certificates = certificates(r),
		.counts = &counts }));
	return E_OK;
}

/* What stands at the head and the foot of every page. */
static error_code
public_site(request *r)
{
	ANSWER(r, site_answer,
	    &((struct site){ .name = setting_text(r->db, "portal.name"),
		.slogan = setting_text(r->db, "portal.slogan"),
		.motto = setting_text(r->db, "portal.motto"),
		.host = setting_text(r->db, "portal.host"),
		.operator= setting_text(r->db, "portal.operator"),
		.address = setting_text(r->db, "portal.address"),
		.business_phone = setting_text(r->db, "portal.business_phone"),
		.service_phone = setting_text(r->db, "portal.service_phone"),
		.record = setting_text(r->db, "portal.record"),
		.links = pages(r, "link") }));
	return E_OK;
}

/* 技术支持群, 常见问题, 关于我们 on their pages, whole. */
static error_code
public_support(request *r)
{
	ANSWER(r, support_answer,
	    &((struct support){ .service_phone = setting_text(r->db, "portal.service_phone"),
		.support = pages(r, "support"),
		.questions = pages(r, "question"),
		.about = pages(r, "about") }));
	return E_OK;
}

static list
codes_of(arena *a, const code_row *v)
{
	size_t n = 0;
	struct code_name *to;

	while (v[n].code)
		n++;
	to = ARENA_ARRAY(a, struct code_name, n + 1);
	for (size_t i = 0; i < n; i++)
		to[i] = (struct code_name){ str_of(v[i].code), str_of(v[i].title) };
	return (list){ to, n };
}

static error_code
public_codes(request *r)
{
	struct province_list *p;
	struct education_level_list *l;
	size_t n = province_list(r->db, &p), levels = education_level_list(r->db, &l);

	ANSWER(r, codes_answer,
	    &((struct codes){ .provinces = { p, n },
		.education_levels = { l, levels },
		.sexes = codes_of(r->a, sexes),
		.ethnicities = codes_of(r->a, ethnicities) }));
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

ROUTES(public_page, ROUTE(GET, "/public/home", public_home, PUBLIC, "首页", .answer = &home_answer),
    ROUTE(GET, "/public/site", public_site, PUBLIC, "页头与页脚", .answer = &site_answer),
    ROUTE(GET, "/public/support", public_support, PUBLIC, "技术支持、常见问题与关于我们", .answer = &support_answer),
    ROUTE(GET, "/public/codes", public_codes, PUBLIC, "代码表：省份、学历层次、性别、民族", .answer = &codes_answer),
    ROUTE(GET, "/public/files/{id}", public_file, PUBLIC, "公开的文件", .out = "application/octet-stream"),
    ROUTE(GET, "/public/organisations", public_organisation_index, PUBLIC, "机构信息",
	.query = &organisation_query_table, .items = &organisation_item),
    ROUTE(GET, "/public/organisations/{id}", public_organisation_show, PUBLIC, "机构详情",
	.answer = &organisation_answer));
