/*
 * seating_brute_test.c: the engine against trying everything, on small plans drawn at random: parts that overlap,
 * rooms of one to three seats, needs, two groups. What the engine seats must be right; what it refuses must, but for
 * the rare case that seating.h names, be impossible.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "rules/seating.h"

enum { PLANS = 6000, ROOMS = 5, SESSIONS = 5, PEOPLE = 5 };

static u64 drawn;

static u64
draw(u64 n)
{
	return seating_draw(77, ++drawn) % n;
}

typedef struct trial {
	const seating_input *in;
	int seats[SESSIONS][2]; /* free, by session and whether the room offers what is needed */
	size_t session_of[2 * PEOPLE];
} trial;

static bool
same_time(const seat_session *x, const seat_session *y)
{
	return x->start < y->end && y->start < x->end;
}

static bool
possible(trial *t, size_t i)
{
	const seat_request *r = &t->in->request[i];

	if (i == t->in->requests)
		return true;
	for (size_t s = 0; s < t->in->sessions; s++) {
		const seat_session *x = &t->in->session[s];
		bool busy = false;

		for (size_t k = 0; k < i; k++)
			busy = busy || (t->in->request[k].person == r->person &&
					   same_time(&t->in->session[t->session_of[k]], x));
		if (busy || x->kind != r->kind || !(x->groups >> r->group & 1))
			continue;
		for (int offers = r->needs; offers < 2; offers++) {
			if (t->seats[s][offers] == 0)
				continue;
			t->seats[s][offers]--;
			t->session_of[i] = s;
			if (possible(t, i + 1))
				return true;
			t->seats[s][offers]++;
		}
	}
	return false;
}

/* One plan; returns -1 when the engine failed where a chart exists, 1 when it seated, 0 when nobody can. */
static int
try_plan(arena *a)
{
	seat_site site = { 1, STR("站点") };
	seat_room room[ROOMS];
	seat_session session[SESSIONS];
	seat_request request[2 * PEOPLE];
	seating_input in = { request, 0, &site, 1, room, 2 + draw(ROOMS - 1), session, 2 + draw(SESSIONS - 1), NULL,
		drawn };
	trial t = { &in, { { 0 } }, { 0 } };
	i64 last[2] = { 0, 0 };
	size_t people = 1 + draw(PEOPLE);
	seating out;
	seating_findings f;

	for (size_t i = 0; i < in.rooms; i++)
		room[i] = (seat_room){ .id = (i64)i + 1,
			.site = 1,
			.kind = (uint8_t)(i % 2),
			.offers = (uint8_t)draw(2),
			.rows = 1,
			.cols = (uint16_t)(1 + draw(3)) };
	for (size_t s = 0; s < in.sessions; s++) {
		i64 start = last[s % 2] + (i64)draw(3);

		session[s] = (seat_session){ .id = (i64)s + 1,
			.kind = (uint8_t)(s % 2),
			.groups = 3,
			.start = start,
			.end = start + 2 + (i64)draw(2) };
		last[s % 2] = session[s].end;
		for (size_t i = 0; i < in.rooms; i++)
			if (room[i].kind == session[s].kind)
				t.seats[s][room[i].offers] += room[i].cols;
	}
	for (size_t p = 0; p < people; p++) {
		u64 parts = 1 + draw(3), group = draw(2), needs = draw(5) == 0;

		for (unsigned kind = 0; kind < 2; kind++)
			if (parts >> kind & 1) {
				request[in.requests] = (seat_request){ .id = (i64)in.requests + 1,
					.person = (i64)p + 1,
					.site = 1,
					.school = 1,
					.klass = 1,
					.group = (uint8_t)group,
					.kind = (uint8_t)kind,
					.needs = (uint8_t)needs };
				in.requests++;
			}
	}
	out = seating_make(a, &in);
	f = seating_verify(a, &in, out.place);
	if (out.ok)
		assert_int_equal(
		    f.unplaced + f.wrong_room + f.wrong_session + f.inaccessible + f.double_seats + f.double_persons,
		    0);
	if (possible(&t, 0))
		return out.ok ? 1 : -1;
	assert_false(out.ok);
	return 0;
}

static void
engine_finds_what_exists(void **state)
{
	size_t missed = 0, seated = 0;

	(void)state;
	for (size_t i = 0; i < PLANS; i++) {
		arena *a = arena_new(1 << 24);
		int is = try_plan(a);

		missed += is < 0;
		seated += is > 0;
		arena_free(a);
	}
	print_message("# %zu seated, %zu missed\n", seated, missed);
	assert_true(seated > PLANS / 4);
	assert_true(missed * 1000 < seated);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(engine_finds_what_exists) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
