/*
 * openapi_schema.c: field tables as JSON Schema, for the API document. See openapi.h.
 */
#include "base/error.h"
#include "web/openapi_inside.h"

enum { TEXT_MOST = 255, LIST_MOST = 10000 };

#define ID_PATTERN "^[1-9][0-9]{0,18}$"

static void
write_options(json *j, const field *f)
{
	jw_key(j, "enum");
	jw_list(j);
	for (size_t i = 0; field_option(f, i); i++)
		jw_str(j, str_of(field_option(f, i)));
	if (f->maybe)
		jw_null(j);
	jw_end(j);
	if (field_label(f, 0) == field_option(f, 0))
		return;
	jw_key(j, "x-labels");
	jw_list(j);
	for (size_t i = 0; field_option(f, i); i++)
		jw_str(j, str_of(field_label(f, i)));
	jw_end(j);
}

/* What may be absent from an answer is null there. */
static void
write_type(json *j, const field *f, const char *type)
{
	if (!f->maybe) {
		jw_kstr(j, "type", str_of(type));
		return;
	}
	jw_key(j, "type");
	jw_list(j);
	jw_str(j, str_of(type));
	jw_str(j, STR("null"));
	jw_end(j);
}

static void
write_text(json *j, const field *f, bool answer)
{
	write_type(j, f, "string");
	if (field_option(f, 0)) {
		write_options(j, f);
		return;
	}
	if (answer)
		return;
	if (f->required || f->min)
		jw_ki64(j, "minLength", f->min ? f->min : 1);
	jw_ki64(j, "maxLength", f->max ? f->max : TEXT_MOST);
	if (f->secret) {
		jw_kstr(j, "format", STR("password"));
		jw_kbool(j, "writeOnly", true);
	}
}

static void
write_counts(json *j, const field *f, bool answer)
{
	jw_kstr(j, "type", STR("array"));
	if (f->min)
		jw_ki64(j, "minItems", f->min);
	if (!answer)
		jw_ki64(j, "maxItems", f->max ? f->max : LIST_MOST);
	jw_key(j, "items");
	jw_open(j);
	if (f->kind == F_LIST) {
		jw_kstr(j, "$ref", str_f(j->b.a, "#/components/schemas/%s", f->sub->name));
	} else if (f->kind == F_IDS) {
		jw_kstr(j, "$ref", STR("#/components/schemas/Id"));
	} else {
		jw_kstr(j, "type", STR("string"));
		if (field_option(f, 0))
			write_options(j, f);
	}
	jw_close(j);
}

static void
write_number(json *j, const field *f, bool answer)
{
	write_type(j, f, "integer");
	jw_kstr(j, "format", STR("int64"));
	if (!answer || f->min)
		jw_ki64(j, "minimum", f->min);
	if (f->max)
		jw_ki64(j, "maximum", f->max);
}

static str
description(json *j, const field *f)
{
	buf b = { .a = j->b.a };

	if (f->note)
		buf_str(&b, str_of(f->note));
	if (f->kind == F_CENTI && f->max)
		buf_f(
		    &b, "%s%.2f 至 %.2f，最多两位小数", b.n ? "；" : "", (double)f->min / 100, (double)f->max / 100);
	return buf_view(&b);
}

/* An object of its own, an array of stored objects, or stored JSON of any kind. */
static void
write_part(json *j, const field *f)
{
	str ref = f->sub ? str_f(j->b.a, "{\"$ref\":\"#/components/schemas/%s\"}", f->sub->name) : (str){ 0 };

	if (f->kind == F_JSON && f->sub) {
		jw_kstr(j, "type", STR("array"));
		jw_key(j, "items");
		jw_raw(j, ref);
	} else if (f->kind == F_STORED && !f->maybe) {
		jw_kstr(j, "$ref", str_f(j->b.a, "#/components/schemas/%s", f->sub->name));
	} else if (f->sub) {
		jw_key(j, "anyOf");
		jw_list(j);
		jw_raw(j, ref);
		jw_raw(j, STR("{\"type\":\"null\"}"));
		jw_end(j);
	}
}

void
openapi_member(json *j, const field *f, bool answer)
{
	str text = description(j, f);

	jw_open(j);
	if (f->title)
		jw_kstr(j, "title", str_of(f->title));
	if (text.n)
		jw_kstr(j, "description", text);
	switch (f->kind) {
	case F_STR:
	case F_DERIVED:
		write_text(j, f, answer);
		break;
	case F_INT:
		write_number(j, f, answer);
		break;
	case F_ID:
		write_type(j, f, "string");
		jw_kstr(j, "pattern", STR(ID_PATTERN));
		break;
	case F_BOOL:
		jw_kstr(j, "type", STR("boolean"));
		break;
	case F_TIME:
		write_type(j, f, "string");
		jw_kstr(j, "format", STR("date-time"));
		break;
	case F_DATE:
		write_type(j, f, "string");
		jw_kstr(j, "format", STR("date"));
		break;
	case F_CENTI:
		write_type(j, f, "string");
		jw_kstr(j, "pattern", STR("^-?[0-9]{1,15}(\\.[0-9]{1,2})?$"));
		break;
	case F_LIST:
	case F_IDS:
	case F_TEXTS:
		write_counts(j, f, answer);
		break;
	case F_PART:
	case F_JSON:
	case F_STORED:
		write_part(j, f);
		break;
	case F_HEAD:
		break;
	}
	if (f->example) {
		jw_key(j, "examples");
		jw_list(j);
		jw_str(j, str_of(f->example));
		jw_end(j);
	}
	jw_close(j);
}

/* The names that must be there: the required ones of an input, all of an answer. */
static size_t
write_required(json *j, const field_table *t, bool answer, bool write)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].kind == F_HEAD) {
			n += write_required(j, t->v[i].sub, answer, write);
		} else if (answer || t->v[i].required) {
			n++;
			if (write)
				jw_str(j, str_of(t->v[i].name));
		}
	}
	return n;
}

static void
write_members(json *j, const field_table *t, bool answer)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].kind == F_HEAD) {
			write_members(j, t->v[i].sub, answer);
			continue;
		}
		jw_key(j, t->v[i].name);
		openapi_member(j, &t->v[i], answer);
	}
}

void
openapi_schema(json *j, const field_table *t, bool answer)
{
	jw_open(j);
	jw_kstr(j, "type", STR("object"));
	jw_kbool(j, "additionalProperties", false);
	if (write_required(j, t, answer, false)) {
		jw_key(j, "required");
		jw_list(j);
		write_required(j, t, answer, true);
		jw_end(j);
	}
	jw_key(j, "properties");
	jw_open(j);
	write_members(j, t, answer);
	jw_close(j);
	jw_close(j);
}

static void
write_problem(json *j)
{
	jw_key(j, "Problem");
	jw_open(j);
	jw_kstr(j, "type", STR("object"));
	jw_kstr(j, "description", STR("RFC 9457"));
	jw_key(j, "required");
	jw_raw(j, STR("[\"type\",\"title\",\"status\"]"));
	jw_key(j, "properties");
	jw_open(j);
	jw_key(j, "type");
	jw_open(j);
	jw_kstr(j, "type", STR("string"));
	jw_key(j, "enum");
	jw_list(j);
	for (error_code e = E_BAD_REQUEST; e < ERROR_COUNT; e++)
		jw_str(j, str_f(j->b.a, "/problems/%s", error_table[e].type));
	jw_end(j);
	jw_close(j);
	jw_key(j, "title");
	jw_raw(j, STR("{\"type\":\"string\"}"));
	jw_key(j, "status");
	jw_raw(j, STR("{\"type\":\"integer\"}"));
	jw_key(j, "detail");
	jw_raw(j, STR("{\"type\":\"string\",\"description\":\"出了什么事，怎么办\"}"));
	jw_key(j, "instance");
	jw_raw(j, STR("{\"type\":\"string\",\"description\":\"请求编号\"}"));
	jw_key(j, "errors");
	jw_raw(j, STR("{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Fault\"}}"));
	jw_close(j);
	jw_close(j);
}

void
openapi_common(json *j)
{
	jw_key(j, "Id");
	jw_raw(j, STR("{\"type\":\"string\",\"pattern\":\"" ID_PATTERN "\"}"));
	jw_key(j, "Fault");
	jw_raw(
	    j, STR("{\"type\":\"object\",\"required\":[\"level\",\"detail\"],\"properties\":{"
		   "\"level\":{\"type\":\"string\",\"enum\":[\"error\",\"doubt\",\"notice\"]},"
		   "\"pointer\":{\"type\":\"string\",\"description\":\"JSON 指针；查询参数以 ? 开头\"},"
		   "\"sheet\":{\"type\":\"string\"},\"cell\":{\"type\":\"string\"},\"row\":{\"type\":\"integer\"},"
		   "\"field\":{\"type\":\"string\"},\"value\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"},"
		   "\"fix\":{\"type\":\"string\"}}}"));
	write_problem(j);
}
