/*
 * page_test.c: pages of a list: the place behind a row, told to a client and taken back, for every kind of sort
 * column; and one statement for each order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/candidate.h"

static arena *a;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new(1 << 20);
	return a == NULL;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* Every kind of column, whatever the real list is sorted by. */
#define KEY(m, type)                                                                                                 \
	{                                                                                                            \
#m, type, offsetof(struct candidate_list, m),                                                        \
		{                                                                                                    \
			NULL, NULL                                                                                   \
		}                                                                                                    \
	}
static const page_key keys[] = { KEY(id, DB_I64), KEY(name, DB_STR), KEY(student_number, DB_STR), KEY(photo, DB_BOOL),
	KEY(enrolment_year, DB_I64), KEY(updated_at, DB_TIME) };
static const page_order order = { keys, sizeof keys / sizeof *keys, false, sizeof(struct candidate_list) };

static i64
key_named(const char *name)
{
	for (size_t i = 0; i < order.n; i++)
		if (strcmp(order.v[i].name, name) == 0)
			return (i64)i;
	fail_msg("no key %s", name);
	return 0;
}

static void
comes_back(const char *sort, const struct candidate_list *row, const char *key)
{
	list_page p = { .sort = key_named(sort) }, q = { .sort = p.sort };
	str place = page_place(a, &order, &p, row);

	assert_true(page_resume(a, place, &q));
	assert_int_equal(q.after, row->id);
	assert_string_equal(str_z(a, q.key), key);
}

static void
places(void **state)
{
	/* 2026-03-03T08:00:00.5Z */
	struct candidate_list row = {
		.id = 42, .name = STR("𠮷·李"), .student_number = STR("2024-001"), .updated_at = 1772524800500000
	};

	(void)state;
	comes_back("id", &row, "");
	comes_back("name", &row, "𠮷·李");
	comes_back("student_number", &row, "2024-001");
	comes_back("photo", &row, "0");
	comes_back("enrolment_year", &row, "0");
	comes_back("updated_at", &row, "2026-03-03 08:00:00.500000");
	row.name = STR("");
	comes_back("name", &row, "");
}

static void
no_places(void **state)
{
	static const char *const bad[] = { "x", "0", "-5", "5-", "5-g0", "5-0", "99999999999999999999", " 5", "5 " };
	list_page p;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		p = (list_page){ 0 };
		if (page_resume(a, str_of(bad[i]), &p) && strcmp(bad[i], "5-") != 0)
			fail_msg("%s was taken", bad[i]);
	}
}

/* Every order is a statement of its own, and none is another's. */
static void
statements(void **state)
{
	const page_order *o = &candidate_list_page;

	(void)state;
	assert_true(o->n > 3);
	assert_ptr_equal(page_statement(o, &(list_page){ 0 }), o->v[0].statement[0]);
	assert_string_equal(page_statement(o, &(list_page){ 0 })->name, "candidate_list");
	for (size_t i = 0; i < o->n; i++) {
		for (int down = 0; down < 2; down++) {
			const db_stmt *s = page_statement(o, &(list_page){ .sort = (i64)i, .down = down });

			assert_string_equal(candidate_list_sorts[i], o->v[i].name);
			assert_non_null(strstr(s->sql, down ? " DESC" : "ORDER BY"));
			assert_int_equal(strstr(s->sql, " DESC") != NULL, down);
			for (size_t k = 0; k < i; k++)
				assert_ptr_not_equal(s, o->v[k].statement[down]);
		}
	}
	assert_null(candidate_list_sorts[o->n]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(places), cmocka_unit_test(no_places),
		cmocka_unit_test(statements) };

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
