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
	PAGE_MEMBERS;
	i64 catalogue;
	str level, class_code, code, q;
};
#define S struct major_query
FIELD_TABLE(major_query_table, "MajorQuery", S, PAGE_FIELDS(S),
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

static void
major_item(json *j, const void *row)
{
	const struct major_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_ki64(j, "catalogue", v->catalogue);
	jw_kstr(j, "level", v->education_level);
	jw_kstr(j, "level_name", v->level_name);
	jw_kstr(j, "code", v->code);
	jw_kstr(j, "name", v->name);
	jw_kstr(j, "class_code", v->class_code);
	jw_kstr(j, "class_name", v->class_name);
	jw_close(j);
}

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
		.after = q->after,
		.most = page_rows(q->limit) },
	    &v);

	page_write(r, v, n, sizeof *v, q->limit, major_item);
	return E_OK;
}

static void
related(json *j, i64 id, i64 catalogue, str code_text, str name)
{
	jw_open(j);
	jw_kid(j, "id", id);
	jw_ki64(j, "catalogue", catalogue);
	jw_kstr(j, "code", code_text);
	jw_kstr(j, "name", name);
	jw_close(j);
}

static error_code
major_show(request *r)
{
	struct major_get m;
	struct major_successors *later;
	struct major_predecessors *earlier;
	json *j = &r->out;
	size_t n;

	if (!major_get(r->db, r->id[0], &m))
		return E_NOT_FOUND;
	jw_open(j);
	jw_kid(j, "id", m.id);
	jw_ki64(j, "catalogue", m.catalogue);
	jw_kstr(j, "level", m.education_level);
	jw_kstr(j, "code", m.code);
	jw_kstr(j, "name", m.name);
	jw_kstr(j, "class_code", m.class_code);
	jw_kstr(j, "class_name", m.class_name);
	jw_key(j, "became");
	jw_list(j);
	n = major_successors(r->db, m.id, &later);
	for (size_t i = 0; i < n; i++)
		related(j, later[i].id, later[i].catalogue, later[i].code, later[i].name);
	jw_end(j);
	jw_key(j, "was");
	jw_list(j);
	n = major_predecessors(r->db, m.id, &earlier);
	for (size_t i = 0; i < n; i++)
		related(j, earlier[i].id, earlier[i].catalogue, earlier[i].code, earlier[i].name);
	jw_end(j);
	jw_close(j);
	return E_OK;
}

static error_code
catalogue_index(request *r)
{
	struct catalogue_use_list *v;
	size_t n = catalogue_use_list(r->db, &v);
	json *j = &r->out;

	jw_open(j);
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "id", v[i].id);
		jw_kstr(j, "kind", v[i].upload_kind);
		jw_kstr(j, "level", v[i].education_level);
		jw_kstr(j, "level_name", v[i].level_name);
		jw_ki64(j, "catalogue", v[i].catalogue);
		jw_ktime(j, "from", v[i].from_at);
		jw_kbool(j, "in_force", v[i].in_force);
		jw_close(j);
	}
	jw_end(j);
	jw_key(j, "next");
	jw_null(j);
	jw_close(j);
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

ROUTES(major, ROUTE(GET, "/public/majors", major_index, PUBLIC, "专业目录", .query = &major_query_table),
    ROUTE(GET, "/public/majors/{id}", major_show, PUBLIC, "专业与新旧对照"),
    ROUTE(GET, "/catalogue-uses", catalogue_index, SIGNED_IN, "各类上传使用的专业目录"),
    ROUTE(PUT, "/catalogue-uses", catalogue_update, CATALOGUE_EDIT, "设置上传使用的专业目录",
	.in = &catalogue_uses_table, .write = true));
