/*
 * page.h: lists in pages by keyset: a page begins behind the last row seen, so the last page of 200,000 rows costs
 * what the first does. A statement with a "-- page" header exists once for each of its orders, all of them static
 * text; querygen writes its table, and what a request asks for chooses among them.
 */
#ifndef DATA_PAGE_H
#define DATA_PAGE_H

#include "data/db.h"

/* Which page: the argument "page" of a list. All zero is the first page in the list's own order, of no rows. */
typedef struct list_page {
	i64 after; /* id of the last row seen, 0 for none */
	str key;   /* that row's value of the sort column, as text */
	i64 sort;  /* index into the keys; 0 the id */
	bool down; /* largest first */
	i64 most;  /* rows at most */
} list_page;

/* What a list may be sorted by: a member of its rows. */
typedef struct page_key {
	const char *name;
	db_type type;
	size_t offset;
	const db_stmt *statement[2]; /* smallest first, largest first */
} page_key;

typedef struct page_order {
	const page_key *v; /* the first is the id */
	size_t n;
	bool down;   /* the order without a wish: newest first */
	size_t size; /* of a row */
} page_order;

static inline const db_stmt *
page_statement(const page_order *o, const list_page *p)
{
	return o->v[p->sort].statement[p->down];
}

/* The whole list in its own order, for jobs and answers without pages: at most this many rows. */
static inline list_page
page_whole(const page_order *o, i64 most)
{
	return (list_page){ .down = o->down, .most = most };
}

/*
 * The place of a row, for the page that begins behind it: "<id>", or "<id>-<value in hex>" when sorted by another
 * column. In the arena.
 */
str page_place(arena *a, const page_order *o, const list_page *p, const void *row);
/* Sets after and key from such a text; false when it is none. */
bool page_resume(arena *a, str place, list_page *p);

#endif
