/*
 * schedule_publish.c: publishes a draft 排考 in one transaction: nobody may be without a seat, or sit or watch in
 * another plan's exam at the same time; the version must be the one that was looked at, 排考 must still be open when
 * it commits. The version before it is superseded, tickets are numbered, the chart's hash is kept, and a job per site
 * is queued that makes its papers.
 *
 * The chart's hash is SHA-256 of a line "registration session room row column\n" (decimal ids) for every seat, by
 * registration, then by the session's start.
 */
#include "crypt/secret.h"
#include "data/audit.h"
#include "data/setting.h"
#include "jobs/job.h"
#include "query/schedule.h"
#include "rules/ticket_number.h"
#include "web/plan_gate.h"

enum {
	CHUNK = 2000,
	SEATS_PER_SECOND = 200, /* about what printing takes on two cores */
};

struct publishing {
	job *j;
	struct schedule_get d;
	struct plan_get p;
	str pattern;
	crypt_sum sum;
	i64 seats;
};

/* The first sitting of each registration gives its number. */
static error_code
number_chunk(struct publishing *w, i64 after, i64 upto)
{
	struct schedule_seats *v;
	size_t n = schedule_seats(w->j->db, w->d.plan_id, w->d.id, after, upto, &v), tickets = 0;
	struct ticket_insert *row = ARENA_ARRAY(w->j->a, struct ticket_insert, n + 1);

	for (size_t i = 0; i < n; i++) {
		ticket_parts parts = { .year = w->p.year, .seat = v[i].seat, .level = v[i].level };
		str line = str_f(w->j->a, "%lld %lld %lld %lld %lld\n", (long long)v[i].registration_id,
		    (long long)v[i].exam_session_id, (long long)v[i].exam_room_id, (long long)v[i].row,
		    (long long)v[i].col);
		str number;

		crypt_sum_add(&w->sum, line);
		w->seats++;
		if (i && v[i - 1].registration_id == v[i].registration_id)
			continue;
		if (!str_i64(str_head(v[i].province, 2), &parts.province) || !str_i64(v[i].site_code, &parts.site) ||
		    !str_i64(v[i].room_number, &parts.room))
			return E_BUG;
		number = ticket_make(w->j->a, w->pattern, &parts);
		if (number.p == NULL)
			return job_refuse(w->j, E_STATE,
			    "准考证号规则 %.*s 的位数不够（站点 %.*s，考场 %.*s，座位 %lld），请由平台管理员修改规则",
			    STR_ARG(w->pattern), STR_ARG(v[i].site_code), STR_ARG(v[i].room_number),
			    (long long)v[i].seat);
		row[tickets++] = (struct ticket_insert){ .registration_id = v[i].registration_id,
			.plan_id = w->d.plan_id,
			.ticket_number = number,
			.schedule_id = w->d.id,
			.school_id = v[i].school_id,
			.site_id = v[i].site_id,
			.person_index = v[i].person_index };
	}
	if (tickets && ticket_insert(w->j->db, row, tickets) == 0)
		return job_refuse(
		    w->j, E_STATE, "按规则 %.*s 产生的准考证号有重复，请由平台管理员修改规则", STR_ARG(w->pattern));
	return E_OK;
}

static error_code
number_all(struct publishing *w)
{
	job *j = w->j;
	i64 after = 0;

	crypt_sum_begin(&w->sum);
	w->seats = j->done = 0;
	tickets_delete(j->db, w->d.plan_id);
	for (;;) {
		arena_mark here = arena_here(j->a);
		struct schedule_upto next;
		error_code e;

		if (!schedule_upto(j->db, w->d.plan_id, after, CHUNK, &next) || next.n == 0)
			return E_OK;
		if ((e = number_chunk(w, after, next.id)) != E_OK)
			return e;
		after = next.id;
		j->done += next.n;
		arena_back(j->a, here);
		job_progressed(j);
	}
}

/*
 * Nobody sits in two plans at once. Those who are registered for both are held, in the order of their ids: of two
 * schedules that are published at the same time the second one finds the first.
 */
static error_code
nobody_twice(struct publishing *w)
{
	job *j = w->j;
	arena_mark here = arena_here(j->a);
	struct schedule_shared *v;
	struct schedule_person_hold held;
	struct schedule_double found;
	size_t n = schedule_shared(j->db, w->d.plan_id, &v);

	for (size_t i = 0; i < n; i++) {
		arena_mark one = arena_here(j->a);

		schedule_person_hold(j->db, v[i].candidate_id, &held);
		arena_back(j->a, one);
	}
	if (n && schedule_double(j->db, w->d.plan_id, w->d.id, &found))
		return job_refuse(j, E_STATE,
		    "%.*s "
		    "场次“%.*s”有考生在同一时间参加计划“%.*"
		    "s”的考试（不得同时在两处），请调整本计划场次的时间后重新排考",
		    STR_ARG(found.site), STR_ARG(found.session), STR_ARG(found.plan));
	arena_back(j->a, here);
	return E_OK;
}

/*
 * Who watches is on a site's list and in no other plan's room at the same time. Held like the candidates; deleting a
 * person, and taking back the import that brought him, hold him, too.
 */
static error_code
watched_once(struct publishing *w)
{
	job *j = w->j;
	arena_mark here = arena_here(j->a);
	struct schedule_staff *v;
	struct schedule_staff_hold held;
	struct schedule_staff_gone gone;
	struct schedule_staff_double found;
	size_t n = schedule_staff(j->db, w->d.id, &v);

	for (size_t i = 0; i < n; i++) {
		arena_mark one = arena_here(j->a);

		schedule_staff_hold(j->db, v[i].id, &held);
		arena_back(j->a, one);
	}
	/* Somebody was given the document number of one of them meanwhile: he must be held, too. */
	if (schedule_staff(j->db, w->d.id, &v) != n)
		arena_fail(j->a, E_DB_RETRY);
	if (schedule_staff_gone(j->db, w->d.id, &gone))
		return job_refuse(j, E_STATE,
		    "%.*s 场次“%.*s”考场 %.*s 的监考人员“%.*s”已被学校删除，请在该考场调整监考人员后再发布",
		    STR_ARG(gone.site), STR_ARG(gone.session), STR_ARG(gone.room), STR_ARG(gone.name));
	if (schedule_staff_double(j->db, w->d.plan_id, w->d.id, &found))
		return job_refuse(j, E_STATE,
		    "%.*s 场次“%.*s”考场 %.*s 的监考人员“%.*s”同一时间已在其他计划的考场监考，请调整监考人员后再发布",
		    STR_ARG(found.site), STR_ARG(found.session), STR_ARG(found.room), STR_ARG(found.name));
	arena_back(j->a, here);
	return E_OK;
}

/* A job per site, spread over the time that they take, so that other people's jobs are not behind all of them. */
static void
queue_papers(struct publishing *w)
{
	struct schedule_sites *site;
	size_t n = schedule_sites(w->j->db, w->d.id, &site);
	i64 before = 0;

	for (size_t i = 0; i < n; i++) {
		schedule_queue_papers(
		    w->j->db, &(struct schedule_queue_papers_in){ .organisation_id = w->d.evaluator_id,
				  .account_id = w->j->row.account_id,
				  .plan_id = w->d.plan_id,
				  .site_id = site[i].id,
				  .schedule_id = w->d.id,
				  .delay = before / SEATS_PER_SECOND });
		before += site[i].seats;
	}
}

static error_code
publish(void *arg)
{
	struct publishing *w = arg;
	job *j = w->j;
	scope all = scope_all();
	struct schedule_hold held;
	struct schedule_unseated unseated;
	u8 hash[CRYPT_HASH];
	i64 version = 0;
	error_code e = plan_gate(j->db, w->d.plan_id, ACT_SCHEDULE, &w->p, &j->text);

	if (e)
		return e;
	str_i64(j->row.params, &version);
	if (!schedule_hold(j->db, w->d.id, &all, &held) || !str_is(held.state, "draft") || held.version != version)
		return job_refuse(j, E_CONFLICT, "排考版本在发布前已被修改，请核对后重新发布");
	schedule_unseated(j->db, w->d.plan_id, w->d.id, &unseated);
	if (unseated.n)
		return job_refuse(j, E_STATE, "还有 %lld 名考生没有座位，请重新排考后再发布", (long long)unseated.n);
	if ((e = number_all(w)) != E_OK || (e = nobody_twice(w)) != E_OK || (e = watched_once(w)) != E_OK)
		return e;
	crypt_sum_end(&w->sum, hash);
	schedule_supersede(j->db, w->d.plan_id, &all);
	schedule_publish_row(j->db, &(struct schedule_publish_row_in){ .chart_hash = { (char *)hash, sizeof hash },
					.seats = w->seats,
					.account_id = j->row.account_id,
					.id = w->d.id,
					.sc = all });
	queue_papers(w);
	audit_append(j->db, &(audit_entry){ .organisation = w->d.evaluator_id,
				.account = j->row.account_id,
				.action = STR("schedule_published"),
				.subject_kind = STR("schedule"),
				.subject_id = w->d.id,
				.after = str_f(j->a, "{\"state\":\"published\",\"chart_hash\":\"%.*s\"}",
				    STR_ARG(str_hex(j->a, hash, sizeof hash))) });
	return E_OK;
}

error_code
job_schedule_publish(job *j)
{
	scope all = scope_all();
	struct publishing w = { .j = j };

	if (!schedule_get(j->db, j->row.subject_id, &all, &w.d))
		return E_NOT_FOUND;
	if (str_is(w.d.state, "published"))
		return E_OK; /* an earlier run had committed */
	w.pattern = setting_text(j->db, "ticket.pattern");
	j->total = w.d.seats;
	return db_transaction(j->db, publish, &w);
}
