/*
 * import_score.c: score sheets 成绩登记: one row per ticket, by room or for the whole plan. A row must name the
 * ticket's own candidate; scores lie within their ranges, and the sheet as a whole is looked at for swapped or
 * shifted columns. All rows are taken or none. With two entries each uploader makes the one that score_entry gives
 * him.
 */
#include <stdlib.h>

#include "base/json.h"
#include "jobs/import.h"
#include "query/publicity.h"
#include "rules/candidate_fields.h"
#include "rules/checks.h"
#include "rules/mask.h"
#include "rules/person_name.h"
#include "rules/score_alarm.h"
#include "web/plan_gate.h"
#include "web/result_make.h"
#include "web/score_entry.h"

enum {
	PAGE = 5000,
	BLANKS_NAMED = 5,
	FIELD_TICKET = 0,
	FIELD_NAME,
	FIELD_THEORY,
	FIELD_STATE = FIELD_THEORY + SCORE_COLUMNS
};

static const char *const kinds[SCORE_COLUMNS] = { "theory", "practical" };

/* A score that the plan has; small, for there may be 800,000. */
struct known {
	i64 registration, component;
	int32_t centi, version;
	u8 entry, state;
};

struct own {
	result_plan *rp;
	i64 entry;
	struct score_import_tickets *ticket; /* in the order of their numbers */
	size_t tickets;
	struct known *known; /* in the order of registrations */
	size_t n_known;
	struct score_import_mark *mark;
	size_t marks, cap;
	score_alarm alarm;
	size_t blanks[SCORE_COLUMNS]; /* normal rows without this score, and which were the first */
	str blank[SCORE_COLUMNS];
};

/* The components of a level that the two columns mean; -1: it has none of the kind, -2: several. */
static int
column_of(const result_level *l, int k)
{
	int found = -1;

	for (size_t i = 0; i < l->rule.n; i++)
		if (str_eq(l->kind[i], str_of(kinds[k])))
			found = found == -1 ? (int)i : -2;
	return found;
}

static u8
state_number(str state)
{
	for (u8 i = 0; score_states[i]; i++)
		if (str_eq(state, str_of(score_states[i])))
			return i;
	return SCORE_NORMAL;
}

/* What is usual in the plan so far, for the comparison of the columns. */
static void
learn(struct own *o, const result_level *const *level_of, size_t from)
{
	for (size_t i = from; i < o->n_known; i++) {
		for (size_t v = 0; level_of[v]; v++) {
			int c = result_component_of(level_of[v], o->known[i].component);

			if (c >= 0 && o->known[i].state == SCORE_NORMAL)
				score_alarm_known(&o->alarm, str_is(level_of[v]->kind[c], "practical"),
				    o->known[i].centi, level_of[v]->component[c].max);
		}
	}
}

static void
load_known(import *m, struct own *o)
{
	const result_level **levels = ARENA_ARRAY(m->a, const result_level *, o->rp->levels + 1);
	size_t cap = 0, got;
	i64 after = 0;

	for (size_t i = 0; i < o->rp->levels; i++)
		levels[i] = &o->rp->level[i];
	do {
		struct score_import_known *v;
		size_t from = o->n_known, whole;
		arena_mark here;

		o->known = arena_grow(m->a, o->known, &cap, o->n_known + PAGE, sizeof *o->known);
		here = arena_here(m->a);
		got = whole = score_import_known(m->j->db, o->rp->plan.id, after, PAGE, &v);
		/* The page may end within a registration: its scores come with the next one. */
		while (got == PAGE && whole > 1 && v[whole - 1].registration_id == v[got - 1].registration_id)
			whole--;
		for (size_t i = 0; i < whole; i++)
			o->known[o->n_known++] = (struct known){ .registration = v[i].registration_id,
				.component = v[i].component_id,
				.centi = (int32_t)v[i].centi,
				.version = (int32_t)v[i].version,
				.entry = (u8)v[i].entry,
				.state = state_number(v[i].state) };
		if (whole)
			after = v[whole - 1].registration_id;
		arena_back(m->a, here);
		learn(o, levels, from);
	} while (got == PAGE);
}

/* The plan, when scores may be entered now by this organisation; otherwise a sentence. */
static str
find_plan(import *m, struct plan_get *p)
{
	struct publicity_latest latest;
	str why = { 0 };

	if (plan_gate(m->j->db, m->batch.plan_id, ACT_ENTER_SCORES, p, &why) == E_OK &&
	    p->evaluator_id == m->batch.organisation_id)
		return publicity_latest(m->j->db, p->id, &latest) ? STR("成绩已公示，只能通过复核更改") : (str){ 0 };
	return why.p && p->evaluator_id == m->batch.organisation_id ? why : STR("没有这个考试计划");
}

static void
score_start(import *m)
{
	struct own *o = ARENA_NEW(m->a, struct own);
	struct plan_get p = { 0 };
	str why = find_plan(m, &p);
	bool settled;

	m->own = o;
	if (why.p) {
		import_say(m, FAULT_ERROR, why);
		return;
	}
	o->rp = result_plan_load(m->j->db, &p);
	o->entry = score_entry_of(m->j->db, &p, m->batch.account_id, &settled);
	o->tickets = score_import_tickets(m->j->db, p.id, &o->ticket);
	load_known(m, o);
	if (o->tickets == 0)
		import_say(m, FAULT_ERROR, STR("本计划还没有发布排考，没有准考证号"));
}

static int
by_ticket(const void *x, const void *y)
{
	const struct score_import_tickets *a = x, *b = y;

	return str_cmp(a->ticket, b->ticket);
}

/* The first known score of a registration. */
static const struct known *
known_of(const struct own *o, i64 registration)
{
	size_t lo = 0, hi = o->n_known;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (o->known[mid].registration < registration)
			lo = mid + 1;
		else
			hi = mid;
	}
	return o->known + lo;
}

static void
say(import *m, int at, const field_place *place, str value, str detail)
{
	field_fault(m->row, &score_fields.v[at], value, place[at], detail, &m->fs);
}

static bool
same_name(import *m, const struct score_import_tickets *t, const struct score_row *in, const field_place *place)
{
	struct own *o = m->own;
	size_t i = (size_t)(t - o->ticket);
	bool next;

	if (person_name_same(t->name, in->name))
		return true;
	next = (i > 0 && person_name_same(t[-1].name, in->name)) ||
	       (i + 1 < o->tickets && person_name_same(t[1].name, in->name));
	score_alarm_name(&o->alarm, next);
	say(m, FIELD_NAME, place, in->name,
	    str_f(m->row, "准考证号 %.*s 的考生是 %.*s%s", STR_ARG(t->ticket), STR_ARG(mask_name(m->row, t->name)),
		next ? "，而此姓名是相邻准考证号的考生：可能错行" : "，请核对"));
	return false;
}

/* What a row says of one column: component -1 means that nothing is to be written. */
struct cell {
	i64 component, centi, most;
};

static struct cell
one_cell(import *m, const struct score_row *in, const struct score_import_tickets *t, int k, const field_place *place)
{
	struct own *o = m->own;
	const result_level *l = result_level_of(o->rp, t->level_id);
	str text = k ? in->practical : in->theory;
	int c = column_of(l, k), at = FIELD_THEORY + k;
	bool normal = state_number(in->state) == SCORE_NORMAL;
	struct cell to = { .component = -1, .centi = -1 };

	if (c == -2)
		say(m, at, place, text, STR("这个证书等级有多个此类成绩项，请在成绩登记页面逐项登记"));
	if (c == -1 && text.n)
		say(m, at, place, text, STR("这个证书等级没有此项成绩，请核对是否错列"));
	if (c < 0)
		return to;
	to.most = l->component[c].max;
	if (text.n && !score_centi(text, &to.centi))
		return to;
	if (to.centi > to.most)
		say(m, at, place, text, str_f(m->row, "超过该项满分 %lld 分", (long long)to.most / 100));
	if (text.n == 0 && normal && m->columns.column[at] >= 0 && o->blanks[k]++ < BLANKS_NAMED)
		o->blank[k] = o->blank[k].p
				  ? str_f(m->a, "%.*s、%lld", STR_ARG(o->blank[k]), (long long)place[at].row)
				  : str_f(m->a, "%lld", (long long)place[at].row);
	/* A sheet of one component says nothing of the other one. */
	if (text.n == 0 && (normal || m->columns.column[at] < 0))
		return to;
	if (normal && result_event_is(o->rp, t->registration_id, l->kind[c], "absent"))
		say(m, at, place, text, STR("考场登记该考生缺考，却有成绩：请与考核站点核对后改正其中一处"));
	to.component = l->component_id[c];
	return to;
}

/* insert, update or unchanged, by what the plan has; *versions tells at the confirmation whether that still holds. */
static str
action_of(const struct own *o, i64 registration, const struct cell *cell, u8 state, i64 *versions, i64 *other)
{
	size_t like = 0, wanted = 0;
	bool any = false;

	for (int k = 0; k < SCORE_COLUMNS; k++)
		wanted += cell[k].component > 0;
	for (const struct known *v = known_of(o, registration);
	     v < o->known + o->n_known && v->registration == registration; v++) {
		if (v->entry == o->entry)
			*versions += v->version;
		for (int k = 0; k < SCORE_COLUMNS; k++) {
			if (v->component != cell[k].component)
				continue;
			if (v->entry != o->entry) {
				other[k] = v->centi;
				continue;
			}
			any = true;
			like += v->centi == cell[k].centi && v->state == state;
		}
	}
	return like == wanted ? STR("unchanged") : any ? STR("update") : STR("insert");
}

static void
score_check_row(import *m, void *row, const field_place *place, struct import_row_put *out, str *key)
{
	const struct score_row *in = row;
	struct own *o = m->own;
	struct score_import_tickets want = { .ticket = in->ticket_number };
	const struct score_import_tickets *t = bsearch(&want, o->ticket, o->tickets, sizeof *o->ticket, by_ticket);
	struct cell cell[SCORE_COLUMNS];
	i64 score[SCORE_COLUMNS], most[SCORE_COLUMNS], other[SCORE_COLUMNS] = { -1, -1 }, versions = 0;
	u8 state = state_number(in->state);
	json j = jw_new(m->row);
	str act;

	if (t == NULL) {
		say(m, FIELD_TICKET, place, in->ticket_number, STR("本计划没有这个准考证号"));
		return;
	}
	if (!same_name(m, t, in, place) || !score_check(m->row, in, place, &m->fs))
		return;
	for (int k = 0; k < SCORE_COLUMNS; k++) {
		cell[k] = one_cell(m, in, t, k, place);
		score[k] = cell[k].centi;
		most[k] = cell[k].most;
	}
	act = action_of(o, t->registration_id, cell, state, &versions, other);
	score_alarm_row(&o->alarm, score, most, other);
	if (m->fs.errors)
		return;
	jw_open(&j);
	jw_kstr(&j, "state", str_of(score_states[state]));
	for (int k = 0; k < SCORE_COLUMNS; k++) {
		jw_ki64(&j, k ? "practical_id" : "theory_id", cell[k].component);
		jw_ki64(&j, kinds[k], cell[k].centi);
	}
	jw_close(&j);
	out->name = in->name;
	out->payload = buf_view(&j.b);
	key[0] = in->ticket_number;
	o->mark = arena_grow(m->a, o->mark, &o->cap, o->marks + 1, sizeof *o->mark);
	o->mark[o->marks++] = (struct score_import_mark){ .batch = m->batch.id,
		.row = out->row,
		.act = act,
		.registration_id = t->registration_id,
		.versions = versions };
}

static void
score_check_all(import *m)
{
	struct own *o = m->own;
	str says[ALARMS_MOST];
	size_t n = score_alarm_says(m->a, &o->alarm, says);

	for (size_t i = 0; i < o->marks; i += IMPORT_CHUNK) {
		arena_mark here = arena_here(m->a);

		score_import_mark(m->j->db, o->mark + i, o->marks - i < IMPORT_CHUNK ? o->marks - i : IMPORT_CHUNK);
		arena_back(m->a, here);
	}
	for (size_t i = 0; i < n; i++)
		import_say(m, FAULT_DOUBT, says[i]);
	for (int k = 0; k < SCORE_COLUMNS; k++)
		if (o->blanks[k] && o->blanks[k] < o->alarm.rows)
			import_say(m, FAULT_DOUBT,
			    str_f(m->a, "第 %.*s %s共 %zu 行没有填写“%s”，本次不登记这些行的此项成绩",
				STR_ARG(o->blank[k]), o->blanks[k] > BLANKS_NAMED ? "等" : "行，", o->blanks[k],
				score_fields.v[FIELD_THEORY + k].title));
}

static void
add_score(struct score_put *v, size_t *n, const struct score_put *common, i64 component, i64 centi)
{
	if (component <= 0)
		return;
	v[*n] = *common;
	v[*n].component_id = component;
	v[(*n)++].centi = centi;
}

static error_code
score_apply(import *m)
{
	struct score_import_changed changed;
	struct score_import_rows *v;
	struct score_put *put = ARENA_ARRAY(m->a, struct score_put, SCORE_COLUMNS * IMPORT_CHUNK);
	struct plan_get p = { 0 };
	str why = find_plan(m, &p);
	i64 after = 0, done = 0, sheet, entry;
	size_t got;
	bool settled;

	if (why.p)
		return job_refuse(m->j, E_WINDOW, "%.*s", STR_ARG(why));
	entry = score_entry_of(m->j->db, &p, m->batch.account_id, &settled);
	sheet = score_sheet_insert(m->j->db, &(struct score_sheet_insert_in){ .plan_id = p.id,
						 .evaluator_id = p.evaluator_id,
						 .entry = entry,
						 .import_batch_id = m->batch.id,
						 .rows_n = m->batch.accepted,
						 .entered_by = m->batch.account_id });
	do {
		arena_mark here = arena_here(m->a);
		size_t n = 0;

		got = score_import_rows(m->j->db, m->batch.id, after, IMPORT_CHUNK, &v);
		for (size_t i = 0; i < got; i++) {
			struct score_put common = { .registration_id = v[i].registration_id,
				.entry = entry,
				.plan_id = p.id,
				.state = v[i].state,
				.sheet_id = sheet,
				.entered_by = m->batch.account_id };

			after = v[i].row;
			add_score(put, &n, &common, v[i].theory_id, v[i].theory);
			add_score(put, &n, &common, v[i].practical_id, v[i].practical);
		}
		score_put(m->j->db, put, n);
		arena_back(m->a, here);
		import_step(m, done += (i64)got);
	} while (got == IMPORT_CHUNK);
	/* Asked last: what is written is held, so whoever changed a score before has been counted, and nobody does
	 * now. */
	if (score_import_changed(m->j->db, m->batch.id, entry, &changed))
		return job_refuse(
		    m->j, E_CONFLICT, "第 %lld 行的成绩在检查之后被改动，请重新检查", (long long)changed.row);
	return E_OK;
}

/* Taken back is only what was new and has not been touched since: an overwritten score is not known any more. */
static error_code
score_undo(import *m)
{
	struct score_sheet_of_batch sheet;
	struct score_import_taken taken;
	struct plan_get p = { 0 };
	str why = find_plan(m, &p);

	if (why.p)
		return job_refuse(m->j, E_WINDOW, "%.*s", STR_ARG(why));
	if (!score_sheet_of_batch(m->j->db, p.id, m->batch.id, &sheet))
		return job_refuse(m->j, E_STATE, "这次登记已经撤销");
	if (!score_import_taken(m->j->db, m->batch.id, &taken) || taken.updates)
		return job_refuse(m->j, E_STATE, "这张成绩表改动了已有成绩，不能撤销；请重新上传正确的成绩表");
	if (score_import_remove(m->j->db, sheet.id, p.id) < taken.wanted)
		return job_refuse(m->j, E_STATE, "这张成绩表的成绩后来有改动，不能整表撤销");
	score_sheet_undo(m->j->db, sheet.id);
	return E_OK;
}

const import_kind import_score = {
	.name = "score",
	.title = "成绩",
	.sheet = { "scores", IMPORT_VERSION_score, "成绩登记", &score_fields, 5000 },
	.unique = { "ticket_number" },
	.whole = true,
	.start = score_start,
	.check_row = score_check_row,
	.check_all = score_check_all,
	.apply = score_apply,
	.undo = score_undo,
};
