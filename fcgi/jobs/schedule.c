/*
 * schedule.c: the job that seats everybody of one plan over all its sites 排考. Either everybody has a seat and a
 * draft is stored, or nothing is: then the version is discarded, and its summary and the job's rows name each site,
 * the rule and the smallest change that solves it. With {"keep":true} those without a seat are added to the version
 * in force and nobody is moved.
 */
#include "jobs/schedule_inside.h"
#include "web/plan_gate.h"

enum { FAILURES = 100 };

static const char *const rule_codes[] = { "input", "session", "room", "capacity", "access", "overlap" };

/* The version comes to nothing; its summary says why. */
static error_code
give_up(schedule_work *w, error_code e, str summary)
{
	scope all = scope_all();

	if (e != E_BUSY && e != E_DB_RETRY)
		schedule_finish(
		    w->j->db, &(struct schedule_finish_in){
				  .to_state = STR("discarded"), .summary = summary, .id = w->row.id, .sc = all });
	return e;
}

static error_code
say_failures(schedule_work *w)
{
	arena *a = w->j->a;
	const seating *s = &w->result;
	json f = jw_new(a);
	size_t n = s->failures < FAILURES ? s->failures : FAILURES;
	struct job_row_insert *row = ARENA_ARRAY(a, struct job_row_insert, n + 1);

	jw_open(&f);
	jw_key(&f, "failures");
	jw_list(&f);
	for (size_t i = 0; i < n; i++) {
		const seating_failure *x = &s->failure[i];
		size_t at = schedule_find(w->site, w->in.sites, sizeof *w->site, x->site);
		str name = at < w->in.sites ? w->site[at].name : STR("");

		jw_open(&f);
		jw_kid(&f, "site", x->site);
		jw_kstr(&f, "site_name", name);
		jw_kstr(&f, "rule", str_of(rule_codes[x->rule]));
		jw_ki64(&f, "missing", x->missing);
		jw_kstr(&f, "detail", x->detail);
		jw_close(&f);
		row[i] = (struct job_row_insert){ .job_id = w->j->row.id,
			.row = (i64)i + 1,
			.state = STR("failed"),
			.subject_id = x->site,
			.label = name,
			.code = str_of(rule_codes[x->rule]),
			.message = x->detail };
	}
	jw_end(&f);
	jw_ki64(&f, "total", (i64)s->failures);
	jw_close(&f);
	job_row_insert(w->j->side, row, n);
	w->j->failed = (i64)s->failures;
	job_refuse(w->j, E_STATE, "%.*s%s", STR_ARG(s->failures ? s->failure[0].detail : STR("无法排定")),
	    s->failures > 1 ? "；其余站点见逐行结果" : "");
	return give_up(w, E_STATE, buf_view(&f.b));
}

static str
say_success(schedule_work *w, size_t missing)
{
	seating_findings seen = seating_verify(w->j->a, &w->in, w->place);
	json f = jw_new(w->j->a);

	if (seen.unplaced || seen.wrong_room || seen.wrong_session || seen.inaccessible || seen.double_seats ||
	    seen.double_persons)
		arena_fail(w->j->a, E_BUG);
	jw_open(&f);
	jw_ki64(&f, "seats", (i64)w->in.requests);
	jw_ki64(&f, "sites", (i64)w->in.sites);
	jw_ki64(&f, "rooms", (i64)w->result.rooms_used);
	jw_ki64(&f, "class_neighbours", (i64)seen.class_pairs);
	jw_ki64(&f, "school_neighbours", (i64)seen.school_pairs);
	jw_ki64(&f, "invigilators_missing", (i64)missing);
	jw_ki64(&f, "late", (i64)w->late);
	jw_close(&f);
	return buf_view(&f.b);
}

static str
reason(const schedule_work *w)
{
	json f = jw_new(w->j->a);

	jw_open(&f);
	jw_kstr(&f, "reason", w->j->text);
	jw_close(&f);
	return buf_view(&f.b);
}

error_code
job_schedule(job *j)
{
	scope all = scope_all();
	schedule_work w = { .j = j, .keep = str_is(j->row.params, "{\"keep\":true}") };
	struct plan_get p;
	size_t missing;
	error_code e;

	if (!schedule_get(j->db, j->row.subject_id, &all, &w.row))
		return E_NOT_FOUND;
	if (!str_is(w.row.state, "computing"))
		return E_OK; /* an earlier run had finished it */
	e = plan_gate(j->db, w.row.plan_id, ACT_SCHEDULE, &p, &j->text);
	schedule_wipe(j, w.row.id);
	if (e || (e = schedule_load(&w)) != E_OK)
		return give_up(&w, e, reason(&w));
	w.room_number = arena_alloc(j->a, (w.in.rooms * w.in.sessions + 1) * sizeof *w.room_number);
	if (w.keep) {
		if ((e = schedule_keep(&w)) != E_OK)
			return give_up(&w, e, reason(&w));
	} else {
		w.result = seating_make(j->a, &w.in);
		w.place = w.result.place;
		if (!w.result.ok)
			return say_failures(&w);
	}
	job_progressed(j);
	if ((e = schedule_elsewhere(&w)) != E_OK)
		return give_up(&w, e, reason(&w));
	missing = schedule_store(&w);
	if (schedule_finish(j->db, &(struct schedule_finish_in){ .to_state = STR("draft"),
				       .seats = (i64)w.in.requests,
				       .summary = say_success(&w, missing),
				       .id = w.row.id,
				       .sc = all }) == 0)
		return job_refuse(j, E_CONFLICT, "该排考版本已被放弃");
	return E_OK;
}

error_code
job_schedule_clear(job *j)
{
	struct schedule_discarded *v;
	size_t n = schedule_discarded(j->db, j->row.plan_id, &v);

	for (size_t i = 0; i < n; i++)
		schedule_wipe(j, v[i].id);
	return E_OK;
}
