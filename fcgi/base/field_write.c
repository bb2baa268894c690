/*
 * field_write.c: objects as JSON by their tables. See field.h.
 */
#include "base/field.h"

static void
write_list(json *j, const field *f, const list *l)
{
	const char *p = l->v;

	jw_list(j);
	for (size_t i = 0; i < l->n; i++) {
		if (f->kind == F_LIST)
			field_write(j, f->sub, p + i * f->sub->size);
		else if (f->kind == F_IDS)
			jw_id(j, ((const i64 *)l->v)[i]);
		else
			jw_str(j, ((const str *)l->v)[i]);
	}
	jw_end(j);
}

static void
write_text(json *j, const field *f, str s)
{
	jw_str(j, s.p == NULL && !f->maybe ? STR("") : s);
}

static void
write_value(json *j, const field *f, const void *object)
{
	const void *m = (const char *)object + f->offset;

	switch (f->kind) {
	case F_STR:
	case F_DATE:
		write_text(j, f, *(const str *)m);
		break;
	case F_INT:
		if (f->maybe && *(const i64 *)m == 0)
			jw_null(j);
		else
			jw_i64(j, *(const i64 *)m);
		break;
	case F_ID:
		jw_id(j, *(const i64 *)m);
		break;
	case F_BOOL:
		jw_bool(j, *(const bool *)m);
		break;
	case F_TIME:
		jw_time(j, *(const i64 *)m);
		break;
	case F_CENTI:
		if (f->maybe && *(const i64 *)m < 0)
			jw_null(j);
		else
			jw_centi(j, *(const i64 *)m);
		break;
	case F_LIST:
	case F_IDS:
	case F_TEXTS:
		write_list(j, f, m);
		break;
	case F_PART:
		if (*(const void *const *)m)
			field_write(j, f->sub, *(const void *const *)m);
		else
			jw_null(j);
		break;
	case F_JSON:
	case F_STORED:
		jw_raw(j, *(const str *)m);
		break;
	case F_DERIVED:
		write_text(j, f, f->derive(j->b.a, object));
		break;
	case F_HEAD:
		break;
	}
}

static void
write_members(json *j, const field_table *t, const void *object)
{
	for (size_t i = 0; i < t->n; i++) {
		const field *f = &t->v[i];

		if (f->kind == F_HEAD) {
			write_members(j, f->sub, (const char *)object + f->offset);
			continue;
		}
		jw_key(j, f->name);
		write_value(j, f, object);
	}
}

void
field_write(json *j, const field_table *t, const void *object)
{
	jw_open(j);
	write_members(j, t, object);
	jw_close(j);
}
