/*
 * demo_exam.c: what the demonstration's later phases have after the 排考: the exam day's events, scores, results, a
 * review. Put in place directly, as the windows in which people and jobs would do it are over, but by the statements
 * and the computation that they use.
 */
#include <stdio.h>

#include "base/clock.h"
#include "crypt/secret.h"
#include "data/person.h"
#include "main/demo_exam.h"
#include "query/publicity.h"
#include "query/score.h"
#include "query/session_room.h"
#include "web/result_make.h"

/* One of each school was absent, one broke the rules; numbers in the order of registration. */
enum { ABSENT = 4, MISCONDUCT = 17 };

static i64
officer(db *d, i64 organisation)
{
	struct demo_officer v;

	return demo_officer(d, organisation, &v) ? v.id : 0;
}

/* The number of a registration among its school's. */
static size_t
number_of(const exam *e, size_t who)
{
	size_t n = 0;

	while (n < who && e->who[who - n - 1].school_id == e->who[who].school_id)
		n++;
	return n;
}

static struct demo_event
event(const exam *e, size_t part, const char *kind, const char *note)
{
	const seat_place *at = &e->place[part];
	size_t site = demo_site_of(e, e->room[at->room].site_id);
	u8 *uuid = arena_alloc(e->c->a, 16);

	crypt_random(uuid, 16);
	uuid[6] = (u8)((uuid[6] & 15) | 64); /* RFC 9562, version 4 */
	uuid[8] = (u8)((uuid[8] & 63) | 128);
	return (struct demo_event){ .plan_id = e->p.id,
		.session_room_id = e->pair[at->room * SESSIONS + at->session],
		.exam_session_id = e->session[at->session].id,
		.registration_id = e->who[part / 2].id,
		.school_id = e->site[site].school_id,
		.evaluator_id = e->p.evaluator_id,
		.kind = str_of(kind),
		.note = str_of(note),
		.uuid = { (char *)uuid, 16 },
		.occurred = e->session[at->session].start - (30 * 60 - at->seat * 20) * CLOCK_SECOND,
		.account_id = e->recorder[site] };
}

/* In the plan whose exam goes on the second day is left to whoever tries the exam day's page. */
static void
exam_day(exam *e)
{
	scope all = scope_all();
	struct demo_event *row = ARENA_ARRAY(e->c->a, struct demo_event, 3 * e->in.requests + 1);
	size_t rows = 0;

	e->recorder = ARENA_ARRAY(e->c->a, i64, e->in.sites + 1);
	for (size_t i = 0; i < e->in.sites; i++)
		e->recorder[i] = officer(e->c->db, e->site[i].school_id);
	for (size_t i = 0; i < e->in.requests; i++) {
		size_t n = number_of(e, i / 2);

		if (i % 2 == SEAT_PRACTICAL && e->stage == STAGE_EXAM)
			continue;
		row[rows++] = event(e, i, n == ABSENT ? "absent" : "check_in", "");
		if (n == MISCONDUCT && i % 2 == SEAT_THEORY)
			row[rows++] = event(e, i, "misconduct", "携带手机进入考场，已按考场规则处理。（演示）");
		if (n == 0 && i % 2 == SEAT_THEORY)
			row[rows++] = event(e, i, "incident", "计算机死机，更换备用机后继续考试。（演示）");
	}
	demo_event(e->c->db, row, rows);
	for (size_t cell = 0; cell < e->in.rooms * SESSIONS; cell++)
		if (e->pair[cell] && (cell % SESSIONS == SEAT_THEORY || e->stage != STAGE_EXAM))
			session_room_record(
			    e->c->db, STR("考场秩序良好，考试按时开始和结束。（演示）"), e->pair[cell], 1, &all);
}

/* From 56.00 to 96.00 in halves, the same at every demonstration. */
static i64
score_centi(const exam *e, size_t who, size_t component)
{
	return 5600 + (i64)(seating_draw((u64)e->p.id, 2 * who + component) % 81) * 50;
}

/* Where scores are still entered, one school has all of them, one has theory, one has none. */
static bool
entered(const exam *e, i64 school, bool theory)
{
	return e->stage != STAGE_SCORES || school == e->x->school[0].id || (theory && school == e->x->school[1].id);
}

static void
scores(const exam *e, const result_plan *rp)
{
	const result_level *l = &rp->level[0];
	size_t people = e->in.requests / 2, n = 0, lines = 0;
	struct score_put *row = ARENA_ARRAY(e->c->a, struct score_put, people * l->rule.n + 1);
	i64 sheet;

	for (size_t i = 0; i < people; i++) {
		size_t number = number_of(e, i), before = n;

		for (size_t k = 0; k < l->rule.n; k++) {
			bool theory = str_is(l->kind[k], "theory");
			bool absent = number == ABSENT, broke = number == MISCONDUCT && theory;

			if (!entered(e, e->who[i].school_id, theory))
				continue;
			row[n++] = (struct score_put){ .registration_id = e->who[i].id,
				.component_id = l->component_id[k],
				.entry = 1,
				.plan_id = e->p.id,
				.centi = absent || broke ? -1 : score_centi(e, i, k),
				.state = absent	 ? STR("absent")
					 : broke ? STR("misconduct")
						 : STR("normal"),
				.entered_by = e->officer };
		}
		lines += n > before;
	}
	sheet = score_sheet_insert(e->c->db, &(struct score_sheet_insert_in){ .plan_id = e->p.id,
						 .evaluator_id = e->p.evaluator_id,
						 .entry = 1,
						 .rows_n = (i64)lines,
						 .entered_by = e->officer });
	for (size_t i = 0; i < n; i++)
		row[i].sheet_id = sheet;
	score_put(e->c->db, row, n);
}

/* Computed and published as jobs/results.c and jobs/publicity.c do, at the moment at which publicity opens. */
static void
results(const exam *e, const result_plan *rp)
{
	db *d = e->c->db;
	result_line *line;
	size_t n = result_compute(d, e->c->me->ring, rp, 0, RESULT_CHUNK, &line);
	struct result_put *row = ARENA_ARRAY(e->c->a, struct result_put, n + 1);

	for (size_t i = 0; i < n; i++) {
		if (line[i].why.n) {
			fprintf(stderr, "demo: %.*s\n", STR_ARG(line[i].why));
			arena_fail(e->c->a, E_BUG);
		}
		row[i] = line[i].put;
	}
	result_put(d, row, n);
	publicity_mark(d, e->p.publicity_open, e->p.id);
	publicity_append(d, e->p.id, e->p.evaluator_id, e->officer, e->p.publicity_open);
}

static void
print_sample(const exam *e)
{
	ctl *c = e->c;
	struct demo_passed v;
	str number;

	if (!demo_passed(c->db, e->p.id, &v))
		arena_fail(c->a, E_BUG);
	number = person_open(c->a, c->me->ring, PERSON_CANDIDATE_DOCUMENT, v.document_index, v.document_sealed);
	printf("  试用成绩查询（虚构考生）：姓名 %.*s  证件号码 %.*s  准考证号 %.*s\n", STR_ARG(v.name),
	    STR_ARG(number), STR_ARG(v.ticket_number));
}

void
demo_exams(demo *x)
{
	/* The plans of demo.c, by stage. */
	static const size_t plan[] = { 3, 2, 1, 0 };

	for (size_t i = 0; i < sizeof plan / sizeof *plan; i++) {
		exam *e = ARENA_NEW(x->c->a, exam);
		result_plan *rp;

		*e = (exam){ .c = x->c, .x = x, .stage = (stage)i };
		if (!plan_get(x->c->db, x->plan[plan[i]].id, &e->p))
			arena_fail(x->c->a, E_BUG);
		e->officer = officer(x->c->db, e->p.evaluator_id);
		demo_seats(e);
		exam_day(e);
		if (e->stage == STAGE_EXAM)
			continue;
		rp = result_plan_load(x->c->db, &e->p);
		scores(e, rp);
		if (e->stage == STAGE_SCORES)
			continue;
		results(e, rp);
		if (e->stage != STAGE_PUBLICITY)
			continue;
		demo_review(x->c->db, e->p.id, STR("理论成绩与本人估计相差较大，申请复核。（演示）"));
		print_sample(e);
	}
}
