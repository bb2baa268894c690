/*
 * bind.c: parameters in, columns out. See bind.h.
 * Text and bytes are fetched into a small buffer of the row and, when longer, once more at their full length.
 */
#include "data/bind.h"

#include "base/clock.h"

enum { SMALL = 256 };

struct row_bind {
	const db_field *f;
	size_t n;
	MYSQL_BIND *b;
	struct cell {
		unsigned long length;
		my_bool null, error;
		i64 number;
		MYSQL_TIME time;
		char text[SMALL];
	} cell[];
};

static MYSQL_TIME
time_of(i64 us)
{
	i64 days = us / CLOCK_DAY - (us % CLOCK_DAY < 0), rest = us - days * CLOCK_DAY, s = rest / CLOCK_SECOND;
	int year, month, day;

	clock_civil(days, &year, &month, &day);
	return (MYSQL_TIME){ .year = (unsigned)year,
		.month = (unsigned)month,
		.day = (unsigned)day,
		.hour = (unsigned)(s / 3600),
		.minute = (unsigned)(s / 60 % 60),
		.second = (unsigned)(s % 60),
		.second_part = (unsigned long)(rest % CLOCK_SECOND),
		.time_type = MYSQL_TIMESTAMP_DATETIME };
}

static i64
time_from(const MYSQL_TIME *t)
{
	return clock_days((int)t->year, (int)t->month, (int)t->day) * CLOCK_DAY +
	       ((i64)t->hour * 3600 + t->minute * 60 + t->second) * CLOCK_SECOND + (i64)t->second_part;
}

static void
bind_number(arena *a, MYSQL_BIND *b, i64 v)
{
	i64 *copy = ARENA_NEW(a, i64);

	*copy = v;
	b->buffer_type = MYSQL_TYPE_LONGLONG;
	b->buffer = copy;
}

static void
bind_text(MYSQL_BIND *b, str s, enum enum_field_types type)
{
	b->buffer_type = type;
	b->buffer = (void *)(uintptr_t)(s.p ? s.p : "");
	b->buffer_length = s.n;
	b->length_value = s.n;
	b->length = &b->length_value;
}

void
bind_in(arena *a, const db_field *f, size_t n, const void *in, MYSQL_BIND *b)
{
	for (size_t i = 0; i < n; i++, b++) {
		const void *at = (const char *)in + f[i].offset;
		bool absent = false;

		switch (f[i].type) {
		case DB_I64:
			bind_number(a, b, *(const i64 *)at);
			absent = *(const i64 *)at == 0;
			break;
		case DB_BOOL:
			bind_number(a, b, *(const bool *)at);
			break;
		case DB_STR:
		case DB_BYTES:
			bind_text(b, *(const str *)at, f[i].type == DB_STR ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB);
			absent = ((const str *)at)->p == NULL;
			break;
		case DB_TIME:
			b->buffer_type = MYSQL_TYPE_DATETIME;
			b->buffer = ARENA_NEW(a, MYSQL_TIME);
			*(MYSQL_TIME *)b->buffer = time_of(*(const i64 *)at);
			absent = *(const i64 *)at == 0;
			break;
		}
		if (absent && f[i].nullable)
			b->buffer_type = MYSQL_TYPE_NULL;
	}
}

row_bind *
bind_out(arena *a, const db_field *f, size_t n, MYSQL_STMT *st)
{
	row_bind *rb = arena_alloc(a, sizeof *rb + n * sizeof *rb->cell);

	rb->f = f;
	rb->n = n;
	rb->b = ARENA_ARRAY(a, MYSQL_BIND, n + 1);
	for (size_t i = 0; i < n; i++) {
		MYSQL_BIND *b = &rb->b[i];
		struct cell *c = &rb->cell[i];

		b->length = &c->length;
		b->is_null = &c->null;
		b->error = &c->error;
		switch (f[i].type) {
		case DB_I64:
		case DB_BOOL:
			b->buffer_type = MYSQL_TYPE_LONGLONG;
			b->buffer = &c->number;
			break;
		case DB_TIME:
			b->buffer_type = MYSQL_TYPE_DATETIME;
			b->buffer = &c->time;
			b->buffer_length = sizeof c->time;
			break;
		case DB_STR:
		case DB_BYTES:
			b->buffer_type = f[i].type == DB_STR ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
			b->buffer = c->text;
			b->buffer_length = SMALL;
			break;
		}
	}
	return mysql_stmt_bind_result(st, rb->b) == 0 ? rb : NULL;
}

static str
take_text(arena *a, row_bind *rb, MYSQL_STMT *st, size_t i)
{
	struct cell *c = &rb->cell[i];
	char *p = arena_alloc(a, c->length + 1);
	MYSQL_BIND whole = { .buffer_type = rb->b[i].buffer_type, .buffer = p, .buffer_length = c->length };

	if (c->length <= SMALL)
		memcpy(p, c->text, c->length);
	else if (mysql_stmt_fetch_column(st, &whole, (unsigned)i, 0) != 0)
		arena_fail(a, E_BUG);
	return (str){ p, c->length };
}

void
bind_row(arena *a, row_bind *rb, MYSQL_STMT *st, void *row)
{
	for (size_t i = 0; i < rb->n; i++) {
		void *at = (char *)row + rb->f[i].offset;
		const struct cell *c = &rb->cell[i];

		if (c->null)
			continue;
		switch (rb->f[i].type) {
		case DB_I64:
			*(i64 *)at = c->number;
			break;
		case DB_BOOL:
			*(bool *)at = c->number != 0;
			break;
		case DB_TIME:
			*(i64 *)at = time_from(&c->time);
			break;
		case DB_STR:
		case DB_BYTES:
			*(str *)at = take_text(a, rb, st, i);
			break;
		}
	}
}
