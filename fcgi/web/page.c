/*
 * page.c: the answer of a list. See page.h.
 */
#include "web/page.h"

const char *const page_orders[] = { "asc", "desc", NULL };

list_page
page_of(request *r, const page_ask *ask, const page_order *o)
{
	list_page p = { .down = o->down, .most = (ask->limit ? ask->limit : PAGE_DEFAULT) + 1 };

	/* The options of the query's table are the keys of the statement. */
	for (size_t i = 0; ask->sort.p && i < o->n; i++)
		if (str_eq(ask->sort, str_of(o->v[i].name)))
			p.sort = (i64)i;
	if (ask->order.p)
		p.down = str_is(ask->order, "desc");
	else if (p.sort)
		p.down = false;
	if (ask->after.n && !page_resume(r->a, ask->after, &p)) {
		faults_at(&r->faults, "?after", "不是上一页给出的 next");
		arena_fail(r->a, E_INVALID);
	}
	return p;
}

void
page_answer(request *r, const page_ask *ask, const page_order *o, const field_table *t, const void *rows, size_t n)
{
	list_page p = page_of(r, ask, o);
	size_t show = n < (size_t)p.most ? n : (size_t)p.most - 1;
	json *j = &r->out;

	answer_check(r, r->route->items, t);
	jw_open(j);
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < show; i++)
		field_write(j, t, (const char *)rows + i * t->size);
	jw_end(j);
	jw_kstr(
	    j, "next", n > show ? page_place(r->a, o, &p, (const char *)rows + (show - 1) * t->size) : (str){ 0 });
	jw_close(j);
}

static str
pattern(arena *a, str q, const char *before)
{
	buf b = { .a = a };

	if (q.p == NULL)
		return q;
	buf_str(&b, str_of(before));
	for (size_t i = 0; i < q.n; i++) {
		if (q.p[i] == '%' || q.p[i] == '_' || q.p[i] == '\\')
			buf_char(&b, '\\');
		buf_char(&b, q.p[i]);
	}
	buf_char(&b, '%');
	return buf_view(&b);
}

str
like_head(arena *a, str q)
{
	return pattern(a, q, "");
}

str
like_part(arena *a, str q)
{
	return pattern(a, q, "%");
}
