/*
 * page.h: the pages of a list as a request asks for them and gets them: ?limit, ?after (the "next" of the page
 * before), ?sort and ?order. The answer is {"items":[…],"next":…}, next null at the end. What a list may be sorted by
 * stands in the "-- page" header of its statement (data/page.h).
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "data/page.h"
#include "web/answer.h"

enum { PAGE_DEFAULT = 50, PAGE_MOST = 500 };

typedef struct page_ask {
	i64 limit;
	str after, sort, order;
} page_ask;

extern const char *const page_orders[]; /* "asc", "desc" */

/* The member "ask" of a query struct S, and its rows in S's field table; list is the statement: its orders are
 * offered. */
#define PAGE_ASK page_ask ask
#define PAGE_ASKED(S, list)                                                                                          \
	FIELD_AS(F_INT, i64, S, ask.limit, "limit", .title = "每页条数", .min = 1, .max = PAGE_MOST),                \
	    FIELD_AS(F_STR, str, S, ask.after, "after", .title = "从这里之后（上一页的 next）", .max = 4000),        \
	    FIELD_AS(F_STR, str, S, ask.sort, "sort", .title = "排序依据", .options = list##_sorts),                 \
	    FIELD_AS(F_STR, str, S, ask.order, "order", .title = "排序方向", .options = page_orders)

/* The page that was asked for, for the statement's argument: one row more than is shown, which tells whether there is
 * a next. An "after" that no page gave ends the request (E_INVALID). */
list_page page_of(request *r, const page_ask *ask, const page_order *o);
/* Answers with the page: rows as the statement gave them, written by the route's table of items. */
#define PAGE(r, ask, list, table, rows, n)                                                                           \
	page_answer(r, ask, &list##_page, &(table), 1 ? (rows) : (const table##_type *)0, n)
void page_answer(
    request *r, const page_ask *ask, const page_order *o, const field_table *t, const void *rows, size_t n);

/* What somebody typed as a LIKE pattern, at the head of a text or anywhere in it; what is absent stays so. */
str like_head(arena *a, str q);
str like_part(arena *a, str q);

#endif
