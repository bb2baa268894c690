/*
 * papers.c: the papers 考场资料 of one site of a published schedule: for each room 准考证, 座次表, 签到表, 门贴,
 * 桌贴, 考场情况记录表; each candidate's own ticket; and all of a room's files in one archive of the site. Run again
 * it begins anew, and takes away what the broken run left. What cannot be printed is named in the job's rows.
 */
#include "files/paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "data/notify.h"
#include "data/setting.h"
#include "data/ticket_code.h"
#include "files/archive.h"
#include "jobs/job.h"
#include "query/file.h"
#include "query/paper.h"
#include "query/session_room.h"

static const char *const level_titles[] = { "", "初级", "中级", "高级" };

struct printing {
	job *j;
	struct paper_schedule d;
	str platform;
	archive_writer *zip;
	char *path; /* of the archive while it is made */
	i64 row;    /* of the job's rows */
};

/* One room with all that its papers say. */
struct room_papers {
	const struct paper_rooms *v;
	struct paper_seats *seat;
	size_t n;
	paper_room paper;
	paper_candidate *candidate;
};

/* The document's bytes in the arena; it is given back also when there is no room for them. */
static str
take(job *j, pdf_result *out)
{
	jmp_buf here, *outer = j->a->out;
	char *p;

	j->a->out = &here;
	if (setjmp(here) != 0) {
		j->a->out = outer;
		pdf_result_close(out);
		arena_fail(j->a, j->a->why);
	}
	p = arena_alloc(j->a, out->n);
	j->a->out = outer;
	memcpy(p, out->bytes, out->n);
	str bytes = { p, out->n };
	pdf_result_close(out);
	return bytes;
}

static void
complain(struct printing *w, str label, i64 subject, str message)
{
	struct job_row_insert row = { .job_id = w->j->row.id,
		.row = ++w->row,
		.state = STR("failed"),
		.subject_id = subject,
		.label = label,
		.code = STR("paper"),
		.message = message };

	job_row_insert(w->j->side, &row, 1);
	w->j->failed++;
}

static void
keep(struct printing *w, const struct room_papers *r, const char *kind, i64 registration, str name, size_t pages,
    str bytes)
{
	i64 file = job_file_keep(w->j, "paper", name, "application/pdf", bytes);

	paper_insert(w->j->db, &(struct paper_insert_in){ .schedule_id = w->d.id,
				   .plan_id = w->d.plan_id,
				   .site_id = w->j->row.site_id,
				   .school_id = w->d.school_id,
				   .evaluator_id = w->d.evaluator_id,
				   .session_room_id = r->v->id,
				   .registration_id = registration,
				   .kind = str_of(kind),
				   .file_id = file,
				   .pages = (i64)pages });
}

/* Makes one document, keeps it, and puts it into the archive unless it is one candidate's own. */
static void
print(struct printing *w, const struct room_papers *r, const paper_room *paper, const char *kind, i64 registration,
    str name, bool (*make)(const paper_room *, pdf_result *))
{
	job *j = w->j;
	arena_mark here = arena_here(j->a);
	pdf_result out;
	size_t pages;
	str bytes;

	if (!make(paper, &out)) {
		complain(w, name, registration ? registration : r->v->id, str_dup(j->a, str_of(out.problem)));
		pdf_result_close(&out);
		arena_back(j->a, here);
		return;
	}
	pages = out.pages;
	bytes = take(j, &out);
	keep(w, r, kind, registration, name, pages, bytes);
	if (registration == 0 &&
	    !archive_add(w->zip,
		str_f(j->a, "%.*s %.*s/%.*s", STR_ARG(r->v->room_number), STR_ARG(r->v->room), STR_ARG(name)),
		bytes.p, bytes.n, false))
		arena_fail(j->a, E_BUSY);
	arena_back(j->a, here);
}

static bool
chart_with_photos(const paper_room *r, pdf_result *out)
{
	return paper_chart(r, true, out);
}

/* All sittings of the room's people, each candidate's together; those of the same registration in a row. */
static void
load_sittings(struct printing *w, struct room_papers *r)
{
	job *j = w->j;
	struct paper_sittings *v;
	size_t n = paper_sittings(j->db, r->v->id, &v);
	paper_sitting *s = ARENA_ARRAY(j->a, paper_sitting, n + 1);

	for (size_t i = 0, k = 0; i < n; i++) {
		s[i] = (paper_sitting){ .name = v[i].session,
			.starts = v[i].starts,
			.ends = v[i].ends,
			.room_name = str_f(j->a, "第 %.*s 考场 %.*s %.*s", STR_ARG(v[i].room_number),
			    STR_ARG(v[i].building), STR_ARG(v[i].room)),
			.seat_number = str_f(j->a, "%02lld", (long long)v[i].seat) };
		while (k < r->n && r->seat[k].registration_id != v[i].registration_id)
			k++;
		if (k == r->n)
			break;
		if (r->candidate[k].sittings == NULL)
			r->candidate[k].sittings = &s[i];
		r->candidate[k].sitting_n++;
	}
}

/* "化工精馏安全控制、HAZOP 分析" and "初级、中级": a session may be for several. */
static str
joined(arena *a, str list, str one)
{
	if (one.n == 0 || (list.n && memmem(list.p, list.n, one.p, one.n)))
		return list;
	return list.n ? str_f(a, "%.*s、%.*s", STR_ARG(list), STR_ARG(one)) : one;
}

static void
load_room(struct printing *w, struct room_papers *r)
{
	job *j = w->j;
	struct session_room_invigilators *who;
	str *names;
	size_t n;

	r->n = paper_seats(j->db, r->v->id, &r->seat);
	r->candidate = ARENA_ARRAY(j->a, paper_candidate, r->n + 1);
	r->paper = (paper_room){ .platform = w->platform,
		.plan_name = w->d.plan,
		.site_name = w->d.site,
		.address = w->d.address,
		.room_name = str_f(j->a, "第 %.*s 考场 %.*s %.*s", STR_ARG(r->v->room_number),
		    STR_ARG(r->v->building), STR_ARG(r->v->room)),
		.session_name = r->v->session,
		.starts = r->v->starts,
		.ends = r->v->ends,
		.version = w->d.version_no,
		.created = w->d.published,
		.candidates = r->candidate,
		.candidate_n = r->n,
		.rows = (int)r->v->row_count,
		.cols = (int)r->v->column_count };
	for (size_t i = 0; i < r->n; i++) {
		const struct paper_seats *s = &r->seat[i];

		r->candidate[i] = (paper_candidate){ .name = s->name,
			.sex = s->sex == 1   ? STR("男")
			       : s->sex == 2 ? STR("女")
					     : STR(""),
			.document_masked = s->document_mask,
			.school = s->school,
			.class_name = s->class_name,
			.ticket_number = s->ticket_number,
			.seat_number = str_f(j->a, "%02lld", (long long)s->seat),
			.seat_row = (int)s->row,
			.seat_col = (int)s->col,
			.photo = s->photo,
			.qr_payload = ticket_code_make(
			    j->a, j->ring, &(ticket_code){ w->d.plan_id, s->registration_id, s->ticket_number }) };
		r->paper.certificate = joined(j->a, r->paper.certificate, s->certificate);
		r->paper.level = joined(j->a, r->paper.level, str_of(level_titles[s->level]));
	}
	load_sittings(w, r);
	n = session_room_invigilators(j->db, r->v->id, &who);
	names = ARENA_ARRAY(j->a, str, n + 1);
	for (size_t i = 0; i < n; i++)
		names[i] = who[i].name;
	r->paper.invigilators = names;
	r->paper.invigilator_n = n;
}

/* 准考证: each names its own certificate, so a room of several levels has a file for each. */
static void
print_tickets(struct printing *w, const struct room_papers *r)
{
	arena *a = w->j->a;
	bool *done = ARENA_ARRAY(a, bool, r->n + 1);
	paper_candidate *some = ARENA_ARRAY(a, paper_candidate, r->n + 1);

	for (size_t i = 0; i < r->n; i++) {
		paper_room paper = r->paper;
		size_t n = 0;

		if (done[i])
			continue;
		for (size_t k = i; k < r->n; k++)
			if (r->seat[k].level_id == r->seat[i].level_id) {
				done[k] = true;
				some[n++] = r->candidate[k];
			}
		paper.certificate = r->seat[i].certificate;
		paper.level = str_of(level_titles[r->seat[i].level]);
		paper.candidates = some;
		paper.candidate_n = n;
		print(w, r, &paper, "ticket", 0,
		    n == r->n ? STR("准考证.pdf")
			      : str_f(a, "准考证（%.*s%.*s）.pdf", STR_ARG(paper.certificate), STR_ARG(paper.level)),
		    paper_tickets);
	}
	for (size_t i = 0; i < r->n; i++) {
		paper_room paper = r->paper;

		if (!r->seat[i].first)
			continue;
		paper.certificate = r->seat[i].certificate;
		paper.level = str_of(level_titles[r->seat[i].level]);
		paper.candidates = &r->candidate[i];
		paper.candidate_n = 1;
		print(w, r, &paper, "ticket", r->seat[i].registration_id,
		    str_f(a, "准考证 %.*s.pdf", STR_ARG(r->seat[i].ticket_number)), paper_tickets);
	}
}

static void
print_room(struct printing *w, const struct paper_rooms *v)
{
	static const struct {
		const char *kind, *name;
		bool (*make)(const paper_room *, pdf_result *);
	} papers[] = { { "seating_chart", "座次表.pdf", chart_with_photos },
		{ "sign_in_sheet", "签到表.pdf", paper_sign_in }, { "door_notice", "门贴.pdf", paper_door },
		{ "desk_labels", "桌贴.pdf", paper_labels }, { "room_record", "考场情况记录表.pdf", paper_record } };
	struct room_papers r = { .v = v };

	load_room(w, &r);
	print_tickets(w, &r);
	for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
		print(w, &r, &r.paper, papers[i].kind, 0, str_of(papers[i].name), papers[i].make);
}

static void
take_away(struct printing *w)
{
	for (;;) {
		arena_mark here = arena_here(w->j->a);
		struct paper_of_site *v;
		size_t n = paper_of_site(w->j->db, w->j->row.site_id, w->d.id, 200, &v);

		for (size_t i = 0; i < n; i++) {
			paper_delete(w->j->db, v[i].id);
			file_chunks_delete(w->j->db, v[i].file_id);
			file_removed(w->j->db, v[i].file_id);
		}
		arena_back(w->j->a, here);
		if (n == 0)
			return;
		job_progressed(w->j);
	}
}

static void
keep_bundle(struct printing *w)
{
	archive_writer *zip = w->zip;
	str name = str_f(w->j->a, "考场资料 %.*s 版本 %lld.zip", STR_ARG(w->d.site), (long long)w->d.version_no);
	i64 file;

	w->zip = NULL;
	if (!archive_finish(zip))
		arena_fail(w->j->a, E_BUSY);
	file = job_file_keep_path(w->j, "paper", name, "application/zip", w->path);
	paper_insert(w->j->db, &(struct paper_insert_in){ .schedule_id = w->d.id,
				   .plan_id = w->d.plan_id,
				   .site_id = w->j->row.site_id,
				   .school_id = w->d.school_id,
				   .evaluator_id = w->d.evaluator_id,
				   .kind = STR("bundle"),
				   .file_id = file });
	notify(w->j->db,
	    &(notice){ .organisation = w->d.school_id,
		.duty = STR("exam_officer"),
		.kind = STR("papers_ready"),
		.title = str_f(w->j->a, "%.*s：准考证等考场资料可以下载", STR_ARG(w->d.plan)),
		.body = str_f(w->j->a, "%.*s，排考版本 %lld", STR_ARG(w->d.site), (long long)w->d.version_no),
		.subject_kind = STR("plan_papers"),
		.subject_id = w->d.plan_id,
		.once_key = str_f(w->j->a, "papers:%lld:%lld", (long long)w->d.id, (long long)w->j->row.site_id) });
}

static void
print_site(struct printing *w)
{
	job *j = w->j;
	struct paper_rooms *v;
	size_t n = paper_rooms(j->db, w->d.id, j->row.site_id, &v);

	j->total = (i64)n;
	j->done = 0;
	take_away(w);
	w->zip = archive_create(w->path);
	if (w->zip == NULL)
		arena_fail(j->a, E_BUSY);
	for (size_t i = 0; i < n; i++) {
		arena_mark here = arena_here(j->a);

		print_room(w, &v[i]);
		arena_back(j->a, here);
		j->done++;
		job_progressed(j);
	}
	keep_bundle(w);
}

error_code
job_papers(job *j)
{
	struct printing *w = ARENA_NEW(j->a, struct printing);
	jmp_buf here, *outer = j->a->out;

	w->j = j;
	if (!paper_schedule(j->db, j->row.subject_id, j->row.site_id, &w->d))
		return E_NOT_FOUND;
	if (!str_is(w->d.state, "published"))
		return E_OK; /* superseded while it waited: the newer version has jobs of its own */
	w->platform = setting_text(j->db, "portal.name");
	w->path = strdup(str_f(j->a, "%s/papers.zip", j->conf->spool_dir).p);
	if (w->path == NULL)
		abort();
	j->a->out = &here;
	if (setjmp(here) != 0) { /* the archive must not stay behind */
		j->a->out = outer;
		archive_abandon(w->zip);
		job_file_drop(w->path);
		arena_fail(j->a, j->a->why);
	}
	print_site(w);
	j->a->out = outer;
	job_file_drop(w->path);
	return E_OK;
}
