/*
 * page.c: the place of a row in a list. See page.h.
 */
#include "data/page.h"

#include "base/clock.h"

/* A time as SQL writes it: the statement compares the value as text. */
static str
time_text(arena *a, i64 us)
{
	char *text = arena_alloc(a, CLOCK_TEXT);
	size_t n = clock_text(us, text);

	text[10] = ' ';
	return (str){ text, n - 1 };
}

static str
value_text(arena *a, const page_key *k, const void *row)
{
	const void *member = (const char *)row + k->offset;

	switch (k->type) {
	case DB_STR:
	case DB_BYTES:
		return *(const str *)member;
	case DB_BOOL:
		return *(const bool *)member ? STR("1") : STR("0");
	case DB_TIME:
		return time_text(a, *(const i64 *)member);
	case DB_I64:
		break;
	}
	return str_f(a, "%lld", (long long)*(const i64 *)member);
}

str
page_place(arena *a, const page_order *o, const list_page *p, const void *row)
{
	i64 id = *(const i64 *)(const void *)((const char *)row + o->v[0].offset);
	str value;

	if (p->sort == 0)
		return str_f(a, "%lld", (long long)id);
	value = value_text(a, &o->v[p->sort], row);
	value = str_hex(a, value.p, value.n);
	return str_f(a, "%lld-%.*s", (long long)id, STR_ARG(value));
}

bool
page_resume(arena *a, str place, list_page *p)
{
	str hex = place, id;
	char *text;

	if (!str_cut(&hex, '-', &id) || !str_i64(id, &p->after) || p->after <= 0 || hex.n % 2)
		return false;
	text = arena_alloc(a, hex.n / 2 + 1);
	p->key = (str){ text, hex.n / 2 };
	return str_unhex(hex, text, p->key.n);
}
