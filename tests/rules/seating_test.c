/*
 * seating_test.c: the scheduling engine, judged by seating_verify: hard rules on drawn inputs of many shapes, soft
 * rules where they can be kept, every kind of failure with its sentence, and the published draw.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "rules/seating.h"

#define HOUR (3600 * CLOCK_SECOND)

static arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_new((size_t)1 << 30);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* A plan: each site has rooms of each kind and people of some classes. */
typedef struct shape {
	size_t people, sites, rooms_per_site, sessions_per_kind, classes;
	unsigned rows, cols;
	bool both;	  /* everybody sits theory and practice */
	unsigned needs;	  /* one in so many needs an accessible room; 0: none */
	unsigned schools; /* schools per site */
} shape;

static seating_input
make_input(const shape *s, u64 seed)
{
	size_t parts = s->both ? 2 : 1, n = s->people * parts;
	seat_request *r = ARENA_ARRAY(a, seat_request, n);
	seat_site *site = ARENA_ARRAY(a, seat_site, s->sites);
	seat_room *room = ARENA_ARRAY(a, seat_room, s->sites * s->rooms_per_site * parts);
	seat_session *session = ARENA_ARRAY(a, seat_session, s->sessions_per_kind * parts);
	size_t rooms = 0, sessions = 0;

	for (size_t i = 0; i < s->sites; i++) {
		site[i] = (seat_site){ .id = (i64)(i + 1), .name = str_f(a, "站点%zu", i + 1) };
		for (size_t k = 0; k < s->rooms_per_site * parts; k++) {
			room[rooms] = (seat_room){ .id = (i64)(rooms + 1),
				.site = (i64)(i + 1),
				.kind = (uint8_t)(k % parts),
				.offers = k / parts == 0,
				.rows = (uint16_t)s->rows,
				.cols = (uint16_t)s->cols };
			rooms++;
		}
	}
	/* Theory and practice at the same hours, so that everybody must change over. */
	for (size_t k = 0; k < s->sessions_per_kind; k++)
		for (size_t part = 0; part < parts; part++) {
			session[sessions] = (seat_session){ .id = (i64)(sessions + 1),
				.kind = (uint8_t)part,
				.groups = 3,
				.start = (i64)k * 2 * HOUR,
				.end = (i64)k * 2 * HOUR + HOUR };
			sessions++;
		}
	for (size_t i = 0; i < n; i++) {
		size_t person = i / parts;
		u64 draw = seating_draw(seed, person + 1000);

		r[i] = (seat_request){ .id = (i64)(i + 1),
			.person = (i64)(person + 1),
			.site = (i64)(person % s->sites + 1),
			.school = (uint32_t)(person % s->sites * 10 + (s->schools ? draw % s->schools : 0)),
			.klass = (uint32_t)(1 + (draw >> 8) % s->classes),
			.group = (uint8_t)(draw >> 40 & 1),
			.kind = (uint8_t)(i % parts),
			.needs = s->needs && (draw >> 20) % s->needs == 0 };
	}
	return (seating_input){ r, n, site, s->sites, room, rooms, session, sessions, NULL, seed };
}

static seating_findings
hard_rules(const seating_input *in, const seating *s)
{
	seating_findings f = seating_verify(a, in, s->place);

	assert_true(s->ok);
	assert_int_equal(f.unplaced, 0);
	assert_int_equal(f.wrong_room, 0);
	assert_int_equal(f.wrong_session, 0);
	assert_int_equal(f.inaccessible, 0);
	assert_int_equal(f.double_seats, 0);
	assert_int_equal(f.double_persons, 0);
	assert_int_equal(f.rooms_used, s->rooms_used);
	assert_int_equal(f.class_pairs, s->class_pairs);
	assert_int_equal(f.school_pairs, s->school_pairs);
	return f;
}

static void
draw_is_splitmix64(void **state)
{
	(void)state;
	/* Reference output of Vigna's splitmix64.c from state 1234567: the first two numbers. */
	assert_true(seating_draw(1234567, 1) == UINT64_C(6457827717110365317));
	assert_true(seating_draw(1234567, 2) == UINT64_C(3203168211198807973));
}

static void
many_shapes(void **state)
{
	static const shape shapes[] = {
		{ 1, 1, 1, 1, 1, 1, 1, false, 0, 1 },
		{ 30, 1, 1, 1, 3, 5, 6, false, 0, 1 },
		{ 30, 1, 1, 1, 1, 5, 6, false, 0, 1 },
		{ 600, 5, 4, 2, 5, 5, 6, false, 20, 2 },
		{ 60, 1, 1, 2, 4, 5, 6, true, 0, 1 },	/* half must change over: exactly full */
		{ 240, 2, 2, 2, 6, 5, 6, true, 15, 3 }, /* full in both kinds */
		{ 1000, 10, 5, 3, 4, 5, 6, true, 10, 1 },
		{ 4500, 3, 10, 5, 30, 6, 5, false, 15, 4 }, /* exactly full, many sessions */
		{ 2000, 7, 3, 4, 8, 4, 7, true, 0, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		for (u64 seed = 1; seed <= 3; seed++) {
			seating_input in = make_input(&shapes[i], seed);
			seating s = seating_make(a, &in);

			for (size_t k = 0; k < s.failures; k++)
				print_error("shape %zu: %.*s\n", i, STR_ARG(s.failure[k].detail));
			hard_rules(&in, &s);
		}
}

static void
classes_are_parted(void **state)
{
	shape s = { 3000, 10, 10, 1, 5, 5, 6, false, 0, 1 };
	seating_input in = make_input(&s, 7);
	seating out = seating_make(a, &in);
	seating_findings f = hard_rules(&in, &out);

	(void)state;
	assert_int_equal(f.class_pairs, 0);
	/* Two classes of a full room sit like the colours of a chess board. */
	s = (shape){ 300, 1, 10, 1, 2, 5, 6, false, 0, 1 };
	in = make_input(&s, 3);
	for (size_t i = 0; i < in.requests; i++)
		((seat_request *)in.request)[i].klass = (uint32_t)(1 + i % 2);
	out = seating_make(a, &in);
	f = hard_rules(&in, &out);
	assert_int_equal(f.class_pairs, 0);
}

static void
few_and_balanced_rooms(void **state)
{
	shape s = { 70, 1, 6, 2, 5, 5, 6, false, 0, 1 };
	seating_input in = make_input(&s, 1);
	seating out = seating_make(a, &in);
	size_t in_room[6][2] = { { 0 } };

	(void)state;
	for (size_t i = 0; i < in.requests; i++)
		((seat_request *)in.request)[i].group = 0;
	out = seating_make(a, &in);
	hard_rules(&in, &out);
	assert_int_equal(out.rooms_used, 3);
	for (size_t i = 0; i < in.requests; i++)
		in_room[out.place[i].room][out.place[i].session]++;
	for (size_t r = 0; r < 6; r++)
		for (size_t k = 0; k < 2; k++)
			assert_true(in_room[r][k] == 0 || in_room[r][k] == 23 || in_room[r][k] == 24);
}

static void
same_seed_same_chart(void **state)
{
	shape s = { 600, 4, 6, 2, 5, 5, 6, false, 12, 2 };
	seating_input in = make_input(&s, 11), turned = in;
	seating one = seating_make(a, &in), two = seating_make(a, &in), other;
	seat_request *r = ARENA_ARRAY(a, seat_request, in.requests);
	seat_room *room = ARENA_ARRAY(a, seat_room, in.rooms);
	size_t differ = 0;

	(void)state;
	assert_memory_equal(one.place, two.place, in.requests * sizeof *one.place);
	/* The order of rows and rooms does not matter. */
	for (size_t i = 0; i < in.requests; i++)
		r[i] = in.request[in.requests - 1 - i];
	for (size_t i = 0; i < in.rooms; i++)
		room[i] = in.room[in.rooms - 1 - i];
	turned.request = r;
	turned.room = room;
	two = seating_make(a, &turned);
	for (size_t i = 0; i < in.requests; i++) {
		const seat_place *x = &one.place[i], *y = &two.place[in.requests - 1 - i];

		assert_int_equal(in.room[x->room].id, turned.room[y->room].id);
		assert_int_equal(x->session, y->session);
		assert_int_equal(x->seat, y->seat);
	}
	in.seed = 12;
	other = seating_make(a, &in);
	for (size_t i = 0; i < in.requests; i++)
		differ += other.place[i].seat != one.place[i].seat || other.place[i].room != one.place[i].room;
	assert_true(differ > in.requests / 2);
}

static void
broken_seats_stay_empty(void **state)
{
	shape s = { 20, 1, 1, 1, 3, 5, 6, false, 0, 1 };
	seating_input in = make_input(&s, 5);
	uint8_t usable[4] = { 0xf0, 0xff, 0x0f, 0x0f }; /* 20 seats */
	seating out;

	(void)state;
	((seat_room *)in.room)[0].usable = usable;
	assert_int_equal(seating_capacity(&in.room[0]), 20);
	assert_false(seating_usable(&in.room[0], 1));
	assert_true(seating_usable(&in.room[0], 5));
	assert_false(seating_usable(&in.room[0], 0));
	assert_false(seating_usable(&in.room[0], 31));
	out = seating_make(a, &in);
	hard_rules(&in, &out);
}

static void
fails(const seating_input *in, seat_rule rule, i64 missing, const char *words)
{
	seating s = seating_make(a, in);

	assert_false(s.ok);
	assert_true(s.failures >= 1);
	/* The one site of these plans failed, so nobody has a seat. */
	assert_int_equal(seating_verify(a, in, s.place).unplaced, in->requests);
	assert_int_equal(s.failure[0].rule, rule);
	assert_int_equal(s.failure[0].missing, missing);
	if (strstr(str_z(a, s.failure[0].detail), words) == NULL)
		fail_msg("%.*s", STR_ARG(s.failure[0].detail));
}

static void
failures_name_site_and_change(void **state)
{
	shape s = { 65, 1, 2, 1, 3, 5, 6, false, 0, 1 };
	seating_input in = make_input(&s, 1);
	seat_request *r;

	(void)state;
	for (size_t i = 0; i < in.requests; i++)
		((seat_request *)in.request)[i].group = 0;
	fails(&in, SEAT_RULE_CAPACITY, 5, "站点 站点1 还缺 5 个理论座位");
	in.requests = 60;
	assert_true(seating_make(a, &in).ok);
	/* One room is accessible: 30 seats. */
	r = (seat_request *)in.request;
	for (size_t i = 0; i < 32; i++)
		r[i].needs = true;
	fails(&in, SEAT_RULE_ACCESS, 2, "还缺 2 个无障碍理论座位");
	for (size_t i = 0; i < 32; i++)
		r[i].needs = false;
	for (size_t i = 0; i < 60; i++)
		r[i].group = 9;
	fails(&in, SEAT_RULE_SESSION, 60, "没有理论场次");
	for (size_t i = 0; i < 60; i++)
		r[i].group = 0;
	((seat_room *)in.room)[0].kind = ((seat_room *)in.room)[1].kind = SEAT_PRACTICAL;
	fails(&in, SEAT_RULE_ROOM, 60, "没有理论考场");
	r[0].site = 99;
	r[1].site = -1;
	fails(&in, SEAT_RULE_INPUT, 60, "不在本计划的站点名单中");
}

static void
overlap_is_found(void **state)
{
	shape s = { 20, 1, 1, 1, 3, 5, 6, true, 0, 1 };
	seating_input in = make_input(&s, 1);
	seat_session *session = (seat_session *)in.session;

	(void)state;
	for (size_t i = 0; i < in.requests; i++)
		((seat_request *)in.request)[i].group = 0;
	fails(&in, SEAT_RULE_OVERLAP, 20, "时间重叠");
	session[1].start = session[0].end; /* half-open: one ends when the other begins */
	session[1].end = session[1].start + HOUR;
	assert_true(seating_make(a, &in).ok);
	session[1].kind = SEAT_THEORY;
	session[1].start--;
	fails(&in, SEAT_RULE_INPUT, 0, "时间重叠");
}

/* Theory at two times, practice only at the second: everybody must sit theory first. */
static void
the_tight_group_chooses_first(void **state)
{
	shape s = { 30, 1, 1, 2, 3, 5, 6, true, 0, 1 };
	seating_input in = make_input(&s, 2);
	seat_session *session = (seat_session *)in.session;
	seating out;

	(void)state;
	session[3].groups = 0;
	out = seating_make(a, &in);
	hard_rules(&in, &out);
}

/* Two groups whose sessions overlap share a site: no room may hold both. */
static void
overlapping_groups_take_different_rooms(void **state)
{
	shape s = { 80, 1, 4, 2, 3, 5, 6, false, 0, 1 };
	seating_input in = make_input(&s, 2);
	seat_session *session = (seat_session *)in.session;
	seating out;

	(void)state;
	session[0].groups = 1;
	session[1].groups = 2;
	session[1].start = HOUR / 2;
	session[1].end = 2 * HOUR;
	for (size_t i = 0; i < in.requests; i++)
		((seat_request *)in.request)[i].group = i % 2;
	out = seating_make(a, &in);
	hard_rules(&in, &out);
	assert_int_equal(out.rooms_used, 4);
}

static void
late_candidate(void **state)
{
	shape s = { 58, 1, 3, 1, 4, 5, 6, false, 0, 1 };
	seating_input in = make_input(&s, 4);
	seating out = seating_make(a, &in);
	seat_request late = in.request[3];
	seat_request *more = ARENA_ARRAY(a, seat_request, 100);
	seat_place *place = ARENA_ARRAY(a, seat_place, 100);
	str why;

	(void)state;
	memcpy(more, in.request, in.requests * sizeof *more);
	memcpy(place, out.place, in.requests * sizeof *place);
	in.request = more;
	/* Into the two rooms in use, then the third, until the site is full: 90 seats. */
	for (size_t i = 58; i < 90; i++) {
		late.id = late.person = (i64)(i + 1);
		assert_true(seating_add(a, &in, place, &late, &place[i], &why));
		more[i] = late;
		in.requests = i + 1;
	}
	assert_int_equal(seating_verify(a, &in, place).double_seats, 0);
	assert_int_equal(seating_verify(a, &in, place).unplaced, 0);
	assert_int_equal(seating_verify(a, &in, place).rooms_used, 3);
	late.id = late.person = 91;
	assert_false(seating_add(a, &in, place, &late, &place[90], &why));
	assert_non_null(strstr(str_z(a, why), "还缺 1 个理论座位"));
	late.person = 5;
	assert_false(seating_add(a, &in, place, &late, &place[90], &why));
	assert_non_null(strstr(str_z(a, why), "时间"));
}

static void
late_candidate_needs(void **state)
{
	shape s = { 30, 1, 2, 1, 4, 5, 6, false, 0, 1 };
	seating_input in = make_input(&s, 4);
	seating out = seating_make(a, &in);
	seat_request late = { .id = 100, .person = 100, .site = 1, .school = 1, .klass = 1, .needs = true };
	seat_place to;
	str why = STR("");

	(void)state;
	/* The one accessible room is full or not; the other never answers for it. */
	if (seating_add(a, &in, out.place, &late, &to, &why))
		assert_true(in.room[to.room].offers);
	else
		assert_non_null(strstr(str_z(a, why), "无障碍"));
}

/* The sizes of spec 3; the times are printed, the limit is generous because the machine is shared. */
static void
large(void **state)
{
	static const size_t sizes[] = { 10000, 100000, 200000 };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		shape s = { sizes[i], sizes[i] / 200, 4, 2, 6, 5, 6, false, 200, 3 };
		seating_input in = make_input(&s, 9);
		size_t before = a->used;
		i64 start = clock_ticks(), spent;
		seating out = seating_make(a, &in);
		seating_findings f;

		spent = clock_ticks() - start;
		print_message("# %zu: %lld ms, %.1f bytes a registration with the input, ", sizes[i],
		    (long long)spent / 1000, (double)(a->used - before) / (double)sizes[i] + sizeof(seat_request));
		f = hard_rules(&in, &out);
		print_message(
		    "%zu rooms, %zu class pairs, %zu school pairs\n", f.rooms_used, f.class_pairs, f.school_pairs);
		/* Where no class is more than half a room, one pair in a thousand is too many. */
		assert_true(f.class_pairs * 1000 < sizes[i]);
		if (getenv("SEATING_LIMIT"))
			assert_true(spent < atoll(getenv("SEATING_LIMIT")) * 1000);
	}
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(draw_is_splitmix64),
		TEST(many_shapes),
		TEST(classes_are_parted),
		TEST(few_and_balanced_rooms),
		TEST(same_seed_same_chart),
		TEST(broken_seats_stay_empty),
		TEST(failures_name_site_and_change),
		TEST(overlap_is_found),
		TEST(the_tight_group_chooses_first),
		TEST(overlapping_groups_take_different_rooms),
		TEST(late_candidate),
		TEST(late_candidate_needs),
		TEST(large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
