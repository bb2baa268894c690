/*
 * page.c: the answer of a list. See page.h.
 */
#include "web/page.h"

void
page_write(request *r, const void *rows, size_t n, size_t size, i64 limit, void (*one)(json *j, const void *row))
{
	size_t show = (size_t)page_rows(limit) - 1;
	const char *p = rows;
	json *j = &r->out;

	jw_open(j);
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < n && i < show; i++)
		one(j, p + i * size);
	jw_end(j);
	jw_kid(j, "next", n > show ? *(const i64 *)(const void *)(p + (show - 1) * size) : 0);
	jw_close(j);
}
