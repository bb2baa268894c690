/*
 * decode.c: JSON (read by jansson) and query parameters into structs, by field table. See decode.h.
 * jansson allocates from the request's arena, so nothing of a half-read document can leak, whatever leaves in
 * between.
 */
#include "web/decode.h"

#include <jansson.h>

enum { LIST_MAX = 10000 };

/* jansson's allocator takes no context; a worker decodes one document at a time. */
static arena *json_arena;

static void *
json_alloc(size_t n)
{
	return arena_alloc(json_arena, n);
}

static void
json_free(void *p)
{
	(void)p;
}

static void decode_object(request *r, const field_table *t, void *object, json_t *o, str pointer);

static field_place
place(request *r, str pointer, const char *name)
{
	return (field_place){ .pointer = str_join(r->a, pointer, str_join(r->a, STR("/"), str_of(name))) };
}

static void
decode_ids(request *r, const field *f, list *l, json_t *v, field_place at)
{
	l->n = json_array_size(v);
	l->v = ARENA_ARRAY(r->a, i64, l->n + 1);
	for (size_t i = 0; i < l->n; i++) {
		json_t *one = json_array_get(v, i);
		str text = json_is_string(one) ? (str){ json_string_value(one), json_string_length(one) } : STR("");

		i64 *id = (i64 *)l->v + i;

		if (!str_digits(text) || !str_i64(text, id) || *id == 0)
			field_fault(r->a, f, text,
			    (field_place){ .pointer = str_f(r->a, "%.*s/%zu", STR_ARG(at.pointer), i) },
			    STR("应为编号（字符串形式的正整数）"), &r->faults);
	}
}

static void
decode_texts(request *r, const field *f, list *l, json_t *v, field_place at)
{
	field one = *f;

	one.kind = F_STR;
	one.offset = 0;
	one.min = 1;
	one.max = 0;
	l->n = json_array_size(v);
	l->v = ARENA_ARRAY(r->a, str, l->n + 1);
	for (size_t i = 0; i < l->n; i++) {
		json_t *t = json_array_get(v, i);
		field_place here = { .pointer = str_f(r->a, "%.*s/%zu", STR_ARG(at.pointer), i) };
		str text =
		    json_is_string(t) ? str_dup(r->a, (str){ json_string_value(t), json_string_length(t) }) : STR("");

		if (str_trim(text).n == 0)
			field_fault(r->a, f, text, here, STR("应为文本（字符串）"), &r->faults);
		else
			field_set_text(r->a, &one, (str *)l->v + i, text, here, &r->faults);
	}
}

static void
decode_list(request *r, const field *f, list *l, json_t *v, field_place at)
{
	size_t most = f->max ? (size_t)f->max : LIST_MAX, n = json_array_size(v);

	if (!json_is_array(v)) {
		field_fault(r->a, f, STR(""), at, STR("应为数组"), &r->faults);
		return;
	}
	if (n > most || n < (size_t)f->min) {
		field_fault(r->a, f, STR(""), at,
		    str_f(r->a, "应有 %lld 至 %zu 项，现有 %zu 项", (long long)f->min, most, n), &r->faults);
		return;
	}
	if (f->kind == F_IDS) {
		decode_ids(r, f, l, v, at);
		return;
	}
	if (f->kind == F_TEXTS) {
		decode_texts(r, f, l, v, at);
		return;
	}
	l->n = n;
	l->v = arena_alloc(r->a, n * f->sub->size + 1);
	for (size_t i = 0; i < n; i++) {
		str pointer = str_f(r->a, "%.*s/%zu", STR_ARG(at.pointer), i);
		json_t *one = json_array_get(v, i);

		if (json_is_object(one))
			decode_object(r, f->sub, (char *)l->v + i * f->sub->size, one, pointer);
		else
			field_fault(
			    r->a, f, STR(""), (field_place){ .pointer = pointer }, STR("应为对象"), &r->faults);
	}
}

static void
decode_member(request *r, const field *f, void *object, json_t *v, field_place at)
{
	str text;

	if (f->kind == F_LIST || f->kind == F_IDS || f->kind == F_TEXTS) {
		decode_list(r, f, (list *)((char *)object + f->offset), v, at);
		return;
	}
	if (json_is_string(v)) {
		text = str_dup(r->a, (str){ json_string_value(v), json_string_length(v) });
		if (f->kind == F_INT || f->kind == F_BOOL)
			field_fault(r->a, f, text, at, STR("类型不对，不应为文本"), &r->faults);
		else
			field_set_text(r->a, f, object, text, at, &r->faults);
	} else if (json_is_integer(v) && f->kind == F_INT) {
		field_set_int(r->a, f, object, json_integer_value(v), at, &r->faults);
	} else if (json_is_boolean(v) && f->kind == F_BOOL) {
		*(bool *)((char *)object + f->offset) = json_is_true(v);
	} else {
		field_fault(r->a, f, STR(""), at,
		    f->kind == F_INT	? STR("应为整数")
		    : f->kind == F_BOOL ? STR("应为 true 或 false")
					: STR("应为文本（字符串）"),
		    &r->faults);
	}
}

static const field *
find(const field_table *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->v[i].name, name) == 0)
			return &t->v[i];
	return NULL;
}

static void
decode_object(request *r, const field_table *t, void *object, json_t *o, str pointer)
{
	const char *name;
	json_t *v;

	json_object_foreach(o, name, v)
	{
		const field *f = find(t, name);

		if (f == NULL)
			faults_add(
			    &r->faults, (fault){ .pointer = str_f(r->a, "%.*s/%s", STR_ARG(pointer),
						     strlen(name) > 64 ? "…" : field_visible(r->a, str_of(name)).p),
					    .detail = STR("没有这个字段") });
		else if (!json_is_null(v))
			decode_member(r, f, object, v, place(r, pointer, name));
	}
	for (size_t i = 0; i < t->n; i++) {
		v = json_object_get(o, t->v[i].name);
		if (t->v[i].required && (v == NULL || json_is_null(v)))
			field_missing(r->a, &t->v[i], place(r, pointer, t->v[i].name), &r->faults);
	}
}

error_code
decode_json(request *r, const field_table *t, const void **out)
{
	json_error_t error;
	json_t *o;
	void *object = arena_alloc(r->a, t->size + 1);

	*out = object;
	json_arena = r->a;
	json_set_alloc_funcs(json_alloc, json_free);
	o = json_loadb(r->body.p, r->body.n, JSON_REJECT_DUPLICATES, &error);
	if (o == NULL)
		return request_refuse(r, E_BAD_JSON, "第 %d 行第 %d 列附近无法解析", error.line, error.column);
	if (!json_is_object(o))
		return request_refuse(r, E_BAD_JSON, "最外层应为对象");
	decode_object(r, t, object, o, STR(""));
	return request_checked(r);
}

static int
hex(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* Percent-decoded copy; false when an escape is broken. */
static bool
unescape(arena *a, str s, str *out)
{
	char *z = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '+') {
			z[n++] = ' ';
		} else if (s.p[i] == '%') {
			if (i + 2 >= s.n || hex(s.p[i + 1]) < 0 || hex(s.p[i + 2]) < 0)
				return false;
			z[n++] = (char)(hex(s.p[i + 1]) << 4 | hex(s.p[i + 2]));
			i += 2;
		} else {
			z[n++] = s.p[i];
		}
	}
	*out = (str){ z, n };
	return utf8_valid(*out);
}

error_code
decode_query(request *r, const field_table *t, const void **out)
{
	void *object = arena_alloc(r->a, (t ? t->size : 0) + 1);
	bool *seen = ARENA_ARRAY(r->a, bool, (t ? t->n : 0) + 1);
	str rest = r->query, pair;

	*out = object;
	while (rest.n && str_cut(&rest, '&', &pair)) {
		str name, value = pair, raw;
		const field *f;

		if (pair.n == 0)
			continue;
		str_cut(&value, '=', &raw);
		if (!unescape(r->a, raw, &name) || !unescape(r->a, value.p ? value : STR(""), &value))
			return request_refuse(r, E_BAD_REQUEST, "查询参数的百分号编码不正确");
		f = t && name.n < 64 ? find(t, str_z(r->a, name)) : NULL;
		if (f == NULL || seen[f - t->v]) {
			faults_add(&r->faults, (fault){ .pointer = str_f(r->a, "?%.*s",
							    STR_ARG(field_visible(r->a, str_head(name, 64)))),
						   .detail = f ? STR("查询参数重复") : STR("没有这个查询参数") });
			continue;
		}
		seen[f - t->v] = true;
		field_set_text(
		    r->a, f, object, value, (field_place){ .pointer = str_f(r->a, "?%s", f->name) }, &r->faults);
	}
	for (size_t i = 0; t && i < t->n; i++)
		if (t->v[i].required && !seen[i])
			field_missing(
			    r->a, &t->v[i], (field_place){ .pointer = str_f(r->a, "?%s", t->v[i].name) }, &r->faults);
	return request_checked(r);
}
