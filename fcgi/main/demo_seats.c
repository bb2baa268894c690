/*
 * demo_seats.c: the published 排考 of a demonstration plan, by the same engine and the same statements as the jobs',
 * put in place directly since its window is over. See demo_exam.h.
 */
#include "base/clock.h"
#include "base/json.h"
#include "crypt/secret.h"
#include "data/setting.h"
#include "main/demo_exam.h"
#include "query/exam_session.h"
#include "query/schedule.h"
#include "rules/invigilation.h"
#include "rules/ticket_number.h"

enum { INVIGILATORS = 2, PAPERS_SECONDS = 10 };

size_t
demo_site_of(const exam *e, i64 id)
{
	size_t i = 0;

	while (i + 1 < e->in.sites && e->site[i].id != id)
		i++;
	return i;
}

/* Theory on the first morning of the exam window, practice on the second day. */
static void
sessions(exam *e)
{
	static const struct {
		const char *name, *kind;
		i64 from, to; /* hours after the window opens at 08:00 in China */
	} row[SESSIONS] = { { "理论第一场", "theory", 1, 3 }, { "实操第一场", "practical", 25, 29 } };

	for (size_t s = 0; s < SESSIONS; s++) {
		i64 hour = 3600 * CLOCK_SECOND;
		seat_session *to = &e->session[s];

		*to = (seat_session){ .kind = (uint8_t)s,
			.groups = UINT64_MAX,
			.start = e->p.exam_open + row[s].from * hour,
			.end = e->p.exam_open + row[s].to * hour };
		to->id = exam_session_insert(e->c->db, &(struct exam_session_insert_in){ .plan_id = e->p.id,
							   .evaluator_id = e->p.evaluator_id,
							   .name = str_of(row[s].name),
							   .kind = str_of(row[s].kind),
							   .starts = to->start,
							   .ends = to->end });
	}
	e->in.session = e->session;
	e->in.sessions = SESSIONS;
}

static void
seat_everybody(exam *e)
{
	arena *a = e->c->a;
	db *d = e->c->db;
	size_t people = seating_registrations(d, e->p.id, 0, 1000, &e->who);
	size_t rooms = seating_rooms(d, e->p.id, &e->room), sites = seating_sites(d, e->p.id, &e->site);
	seat_request *asked = ARENA_ARRAY(a, seat_request, 2 * people + 1);
	seat_room *room = ARENA_ARRAY(a, seat_room, rooms + 1);
	seat_site *site = ARENA_ARRAY(a, seat_site, sites + 1);
	seating found;

	for (size_t i = 0; i < 2 * people; i++) {
		const struct seating_registrations *g = &e->who[i / 2];

		asked[i] = (seat_request){ .id = 2 * g->id + (i64)(i % 2),
			.person = g->candidate_id,
			.site = g->site_id,
			.school = (uint32_t)g->school_id,
			.klass = (uint32_t)g->class_key,
			.kind = (uint8_t)(i % 2) };
	}
	for (size_t i = 0; i < rooms; i++)
		room[i] = (seat_room){ .id = e->room[i].id,
			.site = e->room[i].site_id,
			.kind = str_is(e->room[i].kind, "practical") ? SEAT_PRACTICAL : SEAT_THEORY,
			.rows = (uint16_t)e->room[i].row_count,
			.cols = (uint16_t)e->room[i].column_count };
	for (size_t i = 0; i < sites; i++)
		site[i] = (seat_site){ e->site[i].id, e->site[i].name };
	e->in.request = asked;
	e->in.requests = 2 * people;
	e->in.room = room;
	e->in.rooms = rooms;
	e->in.site = site;
	e->in.sites = sites;
	for (size_t i = 0; i < 8; i++)
		e->in.seed = e->in.seed << 8 | e->seed[i];
	found = seating_make(a, &e->in);
	if (!found.ok)
		arena_fail(a, E_BUG);
	e->place = found.place;
}

static void
store_rooms(exam *e)
{
	arena *a = e->c->a;
	size_t cells = e->in.rooms * SESSIONS;
	i64 *seats = ARENA_ARRAY(a, i64, cells + 1), *last = ARENA_ARRAY(a, i64, e->in.sites + 1);
	struct seating_room_insert *row = ARENA_ARRAY(a, struct seating_room_insert, cells + 1);
	struct seating_base_rooms *stored;

	for (size_t i = 0; i < e->in.requests; i++)
		seats[e->place[i].room * SESSIONS + e->place[i].session]++;
	for (size_t s = 0; s < SESSIONS; s++)
		for (size_t r = 0; r < e->in.rooms; r++) {
			size_t site = demo_site_of(e, e->room[r].site_id);

			if (seats[r * SESSIONS + s] == 0)
				continue;
			row[e->pairs++] = (struct seating_room_insert){ .schedule_id = e->schedule,
				.exam_session_id = e->session[s].id,
				.exam_room_id = e->room[r].id,
				.site_id = e->site[site].id,
				.plan_id = e->p.id,
				.school_id = e->site[site].school_id,
				.evaluator_id = e->p.evaluator_id,
				.province = e->site[site].province,
				.room_number = str_f(a, "%04lld", (long long)++last[site]),
				.seats = seats[r * SESSIONS + s] };
		}
	seating_room_insert(e->c->db, row, e->pairs);
	e->pair = ARENA_ARRAY(a, i64, cells + 1);
	seating_base_rooms(e->c->db, e->schedule, &stored);
	for (size_t i = 0; i < e->pairs; i++)
		for (size_t cell = 0; cell < cells; cell++)
			if (stored[i].exam_room_id == e->room[cell / SESSIONS].id &&
			    stored[i].exam_session_id == e->session[cell % SESSIONS].id)
				e->pair[cell] = stored[i].id;
}

static void
store_seats(exam *e)
{
	struct seating_seat_insert *row = ARENA_ARRAY(e->c->a, struct seating_seat_insert, e->in.requests + 1);

	for (size_t i = 0; i < e->in.requests; i++) {
		const seat_place *at = &e->place[i];
		i64 cell = at->seat - 1, columns = e->room[at->room].column_count;

		row[i] = (struct seating_seat_insert){ .session_room_id = e->pair[at->room * SESSIONS + at->session],
			.seat = at->seat,
			.row = cell / columns + 1,
			.col = cell % columns + 1,
			.registration_id = e->who[i / 2].id,
			.exam_session_id = e->session[at->session].id,
			.schedule_id = e->schedule };
	}
	seating_seat_insert(e->c->db, row, e->in.requests);
}

static void
store_invigilators(exam *e)
{
	arena *a = e->c->a;
	struct seating_staff *v;
	size_t n = seating_staff(e->c->db, e->p.id, &v), k = 0;
	invigilator *staff = ARENA_ARRAY(a, invigilator, n + 1);
	invigilated *room = ARENA_ARRAY(a, invigilated, e->pairs + 1);
	i64 *who = ARENA_ARRAY(a, i64, e->pairs * INVIGILATORS + 1);
	struct seating_invigilator_insert *row =
	    ARENA_ARRAY(a, struct seating_invigilator_insert, e->pairs * INVIGILATORS + 1);
	u64 overlap[64] = { 1, 2 }; /* the two sessions are on two days */

	for (size_t i = 0; i < n; i++)
		staff[i] = (invigilator){ .id = v[i].id, .person = v[i].person_id, .site = v[i].site_id };
	for (size_t cell = 0; cell < e->in.rooms * SESSIONS; cell++) {
		i64 *at = who + k * INVIGILATORS;
		size_t s = cell % SESSIONS;

		if (e->pair[cell] == 0)
			continue;
		for (size_t i = 0; i < INVIGILATORS; i++)
			row[k * INVIGILATORS + i] =
			    (struct seating_invigilator_insert){ .session_room_id = e->pair[cell],
				    .position = (i64)i + 1,
				    .exam_session_id = e->session[s].id,
				    .schedule_id = e->schedule };
		room[k++] = (invigilated){ e->room[cell / SESSIONS].site_id, (unsigned)s, at };
	}
	if (invigilation_assign(a, staff, n, room, k, INVIGILATORS, overlap) != 0)
		arena_fail(a, E_BUG);
	for (size_t i = 0; i < k * INVIGILATORS; i++)
		row[i].staff_id = who[i];
	seating_invigilator_insert(e->c->db, row, k * INVIGILATORS);
}

/* Tickets, and the hash of the chart as jobs/schedule_publish.c defines it. */
static void
tickets(exam *e, u8 hash[CRYPT_HASH])
{
	arena *a = e->c->a;
	struct schedule_seats *v;
	size_t n = schedule_seats(e->c->db, e->p.id, e->schedule, 0, INT64_MAX, &v), made = 0;
	struct ticket_insert *row = ARENA_ARRAY(a, struct ticket_insert, n + 1);
	str pattern = setting_text(e->c->db, "ticket.pattern");
	crypt_sum sum;

	crypt_sum_begin(&sum);
	for (size_t i = 0; i < n; i++) {
		ticket_parts parts = { .year = e->p.year, .seat = v[i].seat, .level = v[i].level };

		crypt_sum_add(&sum, str_f(a, "%lld %lld %lld %lld %lld\n", (long long)v[i].registration_id,
					(long long)v[i].exam_session_id, (long long)v[i].exam_room_id,
					(long long)v[i].row, (long long)v[i].col));
		if (i && v[i - 1].registration_id == v[i].registration_id)
			continue;
		str_i64(str_head(v[i].province, 2), &parts.province);
		str_i64(v[i].site_code, &parts.site);
		str_i64(v[i].room_number, &parts.room);
		row[made++] = (struct ticket_insert){ .registration_id = v[i].registration_id,
			.plan_id = e->p.id,
			.ticket_number = ticket_make(a, pattern, &parts),
			.schedule_id = e->schedule,
			.school_id = v[i].school_id,
			.site_id = v[i].site_id,
			.person_index = v[i].person_index };
	}
	crypt_sum_end(&sum, hash);
	if (ticket_insert(e->c->db, row, made) == 0)
		arena_fail(a, E_BUG);
}

static str
summary(const exam *e)
{
	seating_findings seen = seating_verify(e->c->a, &e->in, e->place);
	json f = jw_new(e->c->a);

	jw_open(&f);
	jw_ki64(&f, "seats", (i64)e->in.requests);
	jw_ki64(&f, "sites", (i64)e->in.sites);
	jw_ki64(&f, "rooms", (i64)e->pairs);
	jw_ki64(&f, "class_neighbours", (i64)seen.class_pairs);
	jw_ki64(&f, "school_neighbours", (i64)seen.school_pairs);
	jw_ki64(&f, "invigilators_missing", 0);
	jw_ki64(&f, "late", 0);
	jw_close(&f);
	return buf_view(&f.b);
}

void
demo_seats(exam *e)
{
	db *d = e->c->db;
	scope all = scope_all();
	u8 hash[CRYPT_HASH];

	crypt_random(e->seed, sizeof e->seed);
	sessions(e);
	e->schedule = schedule_insert(d, &(struct schedule_insert_in){ .plan_id = e->p.id,
					     .evaluator_id = e->p.evaluator_id,
					     .version_no = 1,
					     .seed = { (char *)e->seed, sizeof e->seed },
					     .created_by = e->officer });
	seat_everybody(e);
	store_rooms(e);
	store_seats(e);
	store_invigilators(e);
	schedule_finish(d, &(struct schedule_finish_in){ .to_state = STR("draft"),
			       .seats = (i64)e->in.requests,
			       .summary = summary(e),
			       .id = e->schedule,
			       .sc = all });
	tickets(e, hash);
	schedule_publish_row(d, &(struct schedule_publish_row_in){ .chart_hash = { (char *)hash, sizeof hash },
				    .seats = (i64)e->in.requests,
				    .account_id = e->officer,
				    .id = e->schedule,
				    .sc = all });
	demo_schedule_dated(d, e->schedule);
	/* Spread, so that the first job that somebody starts is not behind all of them. */
	for (size_t i = 0; i < e->in.sites; i++)
		schedule_queue_papers(d, &(struct schedule_queue_papers_in){ .organisation_id = e->p.evaluator_id,
					     .account_id = e->officer,
					     .plan_id = e->p.id,
					     .site_id = e->site[i].id,
					     .schedule_id = e->schedule,
					     .delay = PAPERS_SECONDS * (i64)(e->stage * e->in.sites + i) });
}
