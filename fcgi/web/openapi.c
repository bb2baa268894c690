/*
 * openapi.c: paths, operations and components of the API document. See openapi.h.
 */
#include "web/openapi_inside.h"

#include <stdio.h>
#include <stdlib.h>

#define REF(kind, name) "#/components/" kind "/" name

/* All routes and the tables of their bodies, each once. */
typedef struct survey {
	arena *a;
	const route **route;
	size_t routes;
	struct seen {
		const field_table *t;
		bool answer;
	} * table;
	size_t tables, cap;
} survey;

static void note_table(survey *s, const field_table *t, bool answer);

/* The tables of t's members. A head's members are t's own: it is no schema. */
static void
note_parts(survey *s, const field_table *t, bool answer)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].kind == F_HEAD)
			note_parts(s, t->v[i].sub, answer);
		else if (t->v[i].sub)
			note_table(s, t->v[i].sub, answer);
	}
}

/* Two tables of one name, or one table that is read and written, would need two schemas of one name: a bug. */
static void
note_table(survey *s, const field_table *t, bool answer)
{
	for (size_t i = 0; i < s->tables; i++) {
		if (strcmp(s->table[i].t->name, t->name) != 0)
			continue;
		if (s->table[i].t != t || s->table[i].answer != answer) {
			fprintf(stderr, "openapi: two schemas are called %s\n", t->name);
			abort();
		}
		return;
	}
	s->table = arena_grow(s->a, s->table, &s->cap, s->tables + 1, sizeof *s->table);
	s->table[s->tables++] = (struct seen){ t, answer };
	note_parts(s, t, answer);
}

static survey
take(arena *a, const route_list *const *lists, size_t n)
{
	survey s = { .a = a };
	size_t total = 0;

	for (size_t i = 0; i < n; i++)
		total += lists[i]->n;
	s.route = ARENA_ARRAY(a, const route *, total + 1);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < lists[i]->n; k++) {
			s.route[s.routes++] = &lists[i]->v[k];
			if (lists[i]->v[k].in)
				note_table(&s, lists[i]->v[k].in, false);
			if (lists[i]->v[k].answer)
				note_table(&s, lists[i]->v[k].answer, true);
			if (lists[i]->v[k].items)
				note_table(&s, lists[i]->v[k].items, true);
		}
	}
	return s;
}

static void
write_ref(json *j, str target)
{
	jw_open(j);
	jw_kstr(j, "$ref", target);
	jw_close(j);
}

static bool
is_param(str segment)
{
	return segment.n > 2 && segment.p[0] == '{';
}

/* Do two paths differ in the names of their parameters at most? Then they are one path of the document. */
static bool
same_path(const char *x, const char *y)
{
	str a = str_of(x), b = str_of(y), one, two;

	while (str_cut(&a, '/', &one)) {
		if (!str_cut(&b, '/', &two) || is_param(one) != is_param(two) ||
		    (!is_param(one) && !str_eq(one, two)))
			return false;
	}
	return b.n == 0;
}

/* The group of a path: its first segment, the second below /public and /signing. */
static str
tag_of(const route *r)
{
	str rest = str_from(str_of(r->path), 1), one, two;

	str_cut(&rest, '/', &one);
	if ((str_is(one, "public") || str_is(one, "signing")) && rest.n && str_cut(&rest, '/', &two))
		return two;
	return one;
}

static void
write_parameter(json *j, str name, const char *in, bool required, const field *f, bool id)
{
	jw_open(j);
	jw_kstr(j, "name", name);
	jw_kstr(j, "in", str_of(in));
	if (required)
		jw_kbool(j, "required", true);
	if (f && f->title)
		jw_kstr(j, "description", str_of(f->title));
	jw_key(j, "schema");
	if (f)
		openapi_member(j, f, false);
	else if (id)
		write_ref(j, STR(REF("schemas", "Id")));
	else {
		jw_open(j);
		jw_kstr(j, "type", STR("string"));
		jw_close(j);
	}
	jw_close(j);
}

static bool
keyed(const route *r)
{
	return r->write && r->method == POST && !r->no_key;
}

static void
write_parameters(json *j, const route *r, const char *path)
{
	str rest = str_of(path), one;

	jw_key(j, "parameters");
	jw_list(j);
	while (str_cut(&rest, '/', &one))
		if (is_param(one))
			write_parameter(
			    j, (str){ one.p + 1, one.n - 2 }, "path", true, NULL, str_ends(one, STR("id}")));
	for (size_t i = 0; r->query && i < r->query->n; i++)
		write_parameter(
		    j, str_of(r->query->v[i].name), "query", r->query->v[i].required, &r->query->v[i], false);
	if (keyed(r))
		write_ref(j, STR(REF("parameters", "IdempotencyKey")));
	jw_end(j);
}

static void
write_body(json *j, const route *r)
{
	if (r->in == NULL && r->body != BODY_STREAM)
		return;
	jw_key(j, "requestBody");
	jw_open(j);
	jw_kbool(j, "required", true);
	jw_key(j, "content");
	jw_open(j);
	jw_key(j, r->in ? "application/json" : "application/octet-stream");
	jw_open(j);
	jw_key(j, "schema");
	if (r->in) {
		write_ref(j, str_f(j->b.a, REF("schemas", "%s"), r->in->name));
	} else {
		jw_open(j);
		jw_kstr(j, "type", STR("string"));
		jw_kstr(j, "format", STR("binary"));
		jw_close(j);
	}
	jw_close(j);
	jw_close(j);
	jw_close(j);
}

/* Can this route answer with this status? */
static bool
may_answer(const route *r, int status)
{
	switch (status) {
	case 401:
	case 403:
		return r->perm != PUBLIC || (status == 403 && r->method != GET) || strcmp(r->path, "/session") == 0;
	case 404:
		return strchr(r->path, '{') != NULL || r->write;
	case 409:
		return r->write || r->method != GET;
	case 413:
	case 415:
		return r->in != NULL || r->body == BODY_STREAM;
	case 422:
		return r->in != NULL || r->query != NULL || keyed(r);
	case 429:
		return r->perm == PUBLIC;
	case 400:
	case 500:
	case 503:
		return true;
	default:
		return false;
	}
}

/* {"items":[…],"next":…} */
static void
write_list_schema(json *j, const field_table *t)
{
	jw_open(j);
	jw_kstr(j, "type", STR("object"));
	jw_key(j, "required");
	jw_raw(j, STR("[\"items\",\"next\"]"));
	jw_key(j, "properties");
	jw_open(j);
	jw_key(j, "items");
	jw_open(j);
	jw_kstr(j, "type", STR("array"));
	jw_key(j, "items");
	write_ref(j, str_f(j->b.a, REF("schemas", "%s"), t->name));
	jw_close(j);
	jw_key(j, "next");
	jw_raw(j, STR("{\"description\":\"下一页的 after；null 为最后一页\",\"type\":[\"string\",\"null\"]}"));
	jw_close(j);
	jw_close(j);
}

static void
write_success(json *j, const route *r)
{
	jw_key(j, "2XX");
	jw_open(j);
	jw_kstr(j, "description", STR("成功"));
	if (!r->out && !r->items && !r->answer) { /* 204 */
		jw_close(j);
		return;
	}
	jw_key(j, "content");
	jw_open(j);
	if (r->out) {
		jw_key(j, r->out);
		jw_raw(j, STR("{\"schema\":{\"type\":\"string\",\"format\":\"binary\"}}"));
	}
	/* A file that is still being made is answered with the job that makes it. */
	if (r->items || r->answer) {
		jw_key(j, "application/json");
		jw_open(j);
		jw_key(j, "schema");
		if (r->items)
			write_list_schema(j, r->items);
		else
			write_ref(j, str_f(j->b.a, REF("schemas", "%s"), r->answer->name));
		jw_close(j);
	}
	jw_close(j);
	jw_close(j);
}

static void
write_responses(json *j, const route *r)
{
	int before = 0;

	jw_key(j, "responses");
	jw_open(j);
	write_success(j, r);
	for (int status = 400; status < 600; status++) {
		for (error_code e = E_BAD_REQUEST; e < ERROR_COUNT; e++) {
			if (error_table[e].status != status || status == before || !may_answer(r, status))
				continue;
			before = status;
			jw_key(j, str_f(j->b.a, "%d", status).p);
			write_ref(j, str_f(j->b.a, REF("responses", "Problem%d"), status));
		}
	}
	jw_close(j);
}

static void
write_operation(json *j, const route *r, const char *path)
{
	static const char *const verbs[METHOD_COUNT] = { "get", "post", "put", "patch", "delete" };
	const policy_row *p = &policy_table[r->perm];

	jw_key(j, verbs[r->method]);
	jw_open(j);
	jw_kstr(j, "operationId", str_of(r->name));
	jw_kstr(j, "summary", str_of(r->title));
	jw_key(j, "tags");
	jw_list(j);
	jw_str(j, tag_of(r));
	jw_end(j);
	jw_kstr(j, "x-permission", str_of(p->name));
	jw_kstr(j, "x-permission-title", str_of(p->title));
	jw_kstr(j, "x-pool", str_of(pool_names[route_pool(r)]));
	jw_key(j, "security");
	jw_list(j);
	if (r->perm != PUBLIC) {
		jw_open(j);
		jw_key(j, "session");
		jw_list(j);
		jw_end(j);
		jw_close(j);
	}
	jw_end(j);
	write_parameters(j, r, path);
	write_body(j, r);
	write_responses(j, r);
	jw_close(j);
}

static void
write_paths(json *j, const survey *s)
{
	bool *done = ARENA_ARRAY(s->a, bool, s->routes + 1);

	jw_key(j, "paths");
	jw_open(j);
	for (size_t i = 0; i < s->routes; i++) {
		const char *path = s->route[i]->path;

		if (done[i])
			continue;
		jw_key(j, path);
		jw_open(j);
		/* The balancer's two checks stand beside the API, not below it. */
		if (strcmp(path, "/healthz") == 0 || strcmp(path, "/readyz") == 0) {
			jw_key(j, "servers");
			jw_list(j);
			jw_open(j);
			jw_kstr(j, "url", STR("/"));
			jw_close(j);
			jw_end(j);
		}
		for (size_t k = i; k < s->routes; k++) {
			if (done[k] || !same_path(path, s->route[k]->path))
				continue;
			done[k] = true;
			write_operation(j, s->route[k], path);
		}
		jw_close(j);
	}
	jw_close(j);
}

static void
write_tags(json *j, const survey *s)
{
	jw_key(j, "tags");
	jw_list(j);
	for (size_t i = 0; i < s->routes; i++) {
		str tag = tag_of(s->route[i]);
		bool seen = false;

		for (size_t k = 0; k < i && !seen; k++)
			seen = str_eq(tag, tag_of(s->route[k]));
		if (seen)
			continue;
		jw_open(j);
		jw_kstr(j, "name", tag);
		jw_kstr(j, "description", str_f(s->a, "%.*s 的接口，例如：%s", STR_ARG(tag), s->route[i]->title));
		jw_close(j);
	}
	jw_end(j);
}

static void
write_problems(json *j)
{
	jw_key(j, "responses");
	jw_open(j);
	for (int status = 400; status < 600; status++) {
		buf text = { .a = j->b.a };

		for (error_code e = E_BAD_REQUEST; e < ERROR_COUNT; e++)
			if (error_table[e].status == status)
				buf_f(
				    &text, "%s%s：%s", text.n ? "；" : "", error_table[e].type, error_table[e].title);
		if (text.n == 0 || status == 405 || status == 414)
			continue;
		jw_key(j, str_f(j->b.a, "Problem%d", status).p);
		jw_open(j);
		jw_kstr(j, "description", buf_view(&text));
		jw_key(j, "content");
		jw_open(j);
		jw_key(j, "application/problem+json");
		jw_open(j);
		jw_key(j, "schema");
		write_ref(j, STR(REF("schemas", "Problem")));
		jw_close(j);
		jw_close(j);
		jw_close(j);
	}
	jw_close(j);
}

static void
write_components(json *j, const survey *s)
{
	jw_key(j, "components");
	jw_open(j);
	jw_key(j, "securitySchemes");
	jw_raw(j, STR("{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"__Host-session\","
		      "\"description\":\"登录后由服务器设置的会话\"}}"));
	jw_key(j, "parameters");
	jw_raw(j, STR("{\"IdempotencyKey\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"required\":true,"
		      "\"description\":\"每次写操作新生成的随机值；重试同一操作须用同一个值\","
		      "\"schema\":{\"type\":\"string\",\"minLength\":8,\"maxLength\":64}}}"));
	write_problems(j);
	jw_key(j, "schemas");
	jw_open(j);
	openapi_common(j);
	for (size_t i = 0; i < s->tables; i++) {
		jw_key(j, s->table[i].t->name);
		openapi_schema(j, s->table[i].t, s->table[i].answer);
	}
	jw_close(j);
	jw_close(j);
}

void
openapi_write(json *j, const route_list *const *lists, size_t n)
{
	survey s = take(j->b.a, lists, n);

	jw_open(j);
	jw_kstr(j, "openapi", STR("3.1.0"));
	jw_key(j, "info");
	jw_open(j);
	jw_kstr(j, "title", STR("职业技能等级证书信息管理服务平台"));
	jw_kstr(j, "version", STR("1"));
	jw_kstr(j, "description",
	    STR("编号一律为文本；时间为 RFC 3339；分数、学分、权重为两位小数的文本；列表按 after 与 next 翻页；"
		"错误为 RFC 9457 问题文档，errors 一次列出全部问题。写操作须由本平台页面发出（Origin）。"));
	jw_key(j, "license");
	jw_raw(j, STR("{\"name\":\"MIT\",\"identifier\":\"MIT\"}"));
	jw_close(j);
	jw_key(j, "servers");
	jw_raw(j, STR("[{\"url\":\"/api/v1\"}]"));
	write_tags(j, &s);
	write_paths(j, &s);
	write_components(j, &s);
	jw_close(j);
}
