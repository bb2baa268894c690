/*
 * page.h: lists in pages by keyset: "after" is the id of the last item seen (0 at first), the answer's "next" is the
 * one to ask with, null at the end. No offset, so the last page of 200,000 rows costs what the first does.
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "web/request.h"

enum { PAGE_DEFAULT = 50, PAGE_MOST = 500 };

/* The first members of a query struct of a list, and their rows in its field table. */
#define PAGE_MEMBERS i64 after, limit
#define PAGE_FIELDS(S)                                                                                               \
	FIELD_ID(S, after, .title = "从此编号之后"),                                                                 \
	    FIELD_INT(S, limit, .title = "每页条数", .min = 1, .max = PAGE_MOST)

/* The number of rows to ask the database for: one more than the page shows, which tells whether there is a next. */
static inline i64
page_rows(i64 limit)
{
	return (limit ? limit : PAGE_DEFAULT) + 1;
}

/* A list newest first starts from the top: the id to stay below. */
static inline i64
page_before(i64 after)
{
	return after ? after : INT64_MAX;
}

/*
 * Writes {"items":[…],"next":…} for n rows of size bytes, of which page_rows(limit) were asked; one writes an item,
 * and the row's first member is its id (i64).
 */
void page_write(
    request *r, const void *rows, size_t n, size_t size, i64 limit, void (*one)(json *j, const void *row));

#endif
