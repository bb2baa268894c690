/*
 * score.c: score entry 成绩登记 in the portal: what was entered, saving one page of scores, comparing two entries.
 * Who makes one entry does not see the other before both have a score; the sheets are uploaded as imports (jobs/).
 */
#include "api/score.h"

#include "api/routes.h"
#include "query/publicity.h"
#include "rules/checks.h"
#include "web/page.h"
#include "web/plan_gate.h"
#include "web/result_make.h"
#include "web/score_entry.h"

enum { ITEMS_MOST = 1000 };

struct score_item {
	i64 registration, version;
	str ticket, component, score, state;
};
#define S struct score_item
FIELD_TABLE(score_item_fields, "ScoreItem", S,
    FIELD_ID(S, registration, .title = "报考编号", .note = "与准考证号二者填一"),
    FIELD_STR(S, ticket, .title = "准考证号", .max = 32, .check = check_ascii_code),
    FIELD_STR(S, component, .title = "成绩项", .required = true, .max = 20, .example = "theory"),
    FIELD_STR(S, score, .title = "成绩", .max = 8, .check = check_score, .example = "87.5"),
    FIELD_STR(S, state, .title = "状态", .options = score_states, .labels = score_state_titles, .note = "不填为正常"),
    FIELD_INT(S, version, .title = "版本", .min = 0, .max = INT32_MAX, .note = "读到的版本；新登记的不填"));
#undef S

struct score_in {
	i64 entry;
	list items;
};
FIELD_TABLE(score_input, "ScoreInput", struct score_in,
    FIELD_INT(struct score_in, entry, .title = "第几次登记", .required = true, .min = 1, .max = 2),
    FIELD_LIST(
	struct score_in, items, score_item_fields, .title = "成绩", .required = true, .min = 1, .max = ITEMS_MOST));

struct score_query {
	PAGE_MEMBERS;
	i64 entry, room;
};
FIELD_TABLE(score_query_fields, "ScoreQuery", struct score_query, PAGE_FIELDS(struct score_query),
    FIELD_INT(struct score_query, entry, .title = "第几次登记", .min = 1, .max = 2),
    FIELD_ID(struct score_query, room, .title = "场次考场"));

struct score_page_query {
	PAGE_MEMBERS;
};
FIELD_TABLE(score_page_query_fields, "ScorePageQuery", struct score_page_query, PAGE_FIELDS(struct score_page_query));

error_code
score_plan(request *r, i64 id, struct plan_get *p)
{
	if (!plan_get(r->db, id, p) || p->published_at == 0 || p->evaluator_id < r->sc.evaluator_lo ||
	    p->evaluator_id > r->sc.evaluator_hi)
		return E_NOT_FOUND;
	return E_OK;
}

/* May this person see or make this entry? */
static error_code
check_entry(request *r, const struct plan_get *p, i64 entry)
{
	bool settled;
	i64 own = score_entry_of(r->db, p, r->who.account, &settled);

	if (entry == 2 && !p->two_entries)
		return request_refuse(r, E_STATE, "本计划的成绩只登记一次");
	if (p->two_entries && settled && own != entry)
		return request_refuse(r, E_FORBIDDEN, "您已做过本计划的第 %lld 次登记，第 %lld 次须由另一人独立完成",
		    (long long)own, (long long)entry);
	return E_OK;
}

struct score_line {
	i64 id;
	const struct score_list *g;
	const result_level *level;
	const struct score_in_range *score;
	size_t n;
	i64 entry;
};

static void
write_score(json *j, i64 centi, str state, i64 version)
{
	if (centi >= 0)
		jw_kcenti(j, "score", centi);
	jw_kstr(j, "state", state);
	jw_ki64(j, "version", version);
}

static void
score_line_item(json *j, const void *row)
{
	const struct score_line *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "name", v->g->name);
	jw_kstr(j, "ticket_number", v->g->ticket);
	jw_kid(j, "level_id", v->g->level_id);
	jw_kstr(j, "school", v->g->school);
	jw_kstr(j, "site_name", v->g->site);
	jw_key(j, "scores");
	jw_list(j);
	for (size_t i = 0; i < v->n; i++) {
		int k = v->level ? result_component_of(v->level, v->score[i].component_id) : -1;

		if (k < 0 || v->score[i].entry != v->entry)
			continue;
		jw_open(j);
		jw_kstr(j, "component", v->level->component[k].code);
		write_score(j, v->score[i].centi, v->score[i].state, v->score[i].version);
		jw_close(j);
	}
	jw_end(j);
	jw_close(j);
}

static error_code
score_index(request *r)
{
	const struct score_query *q = r->q;
	struct plan_get p;
	struct score_list *g;
	struct score_in_range *s = NULL;
	struct score_line *v;
	result_plan *rp;
	size_t n, scores = 0, at = 0;
	bool settled;
	i64 own, entry;
	error_code e = score_plan(r, r->id[0], &p);

	if (e)
		return e;
	own = score_entry_of(r->db, &p, r->who.account, &settled);
	entry = q->entry ? q->entry : own;
	if ((e = check_entry(r, &p, entry)) != E_OK)
		return e;
	/* Who has entered nothing yet could make the other entry, so he is shown none. */
	if (p.two_entries && !settled)
		entry = 0;
	rp = result_plan_load(r->db, &p);
	n = score_list(r->db,
	    &(struct score_list_in){
		.plan_id = p.id, .room_id = q->room, .after = q->after, .most = page_rows(q->limit), .sc = r->sc },
	    &g);
	v = ARENA_ARRAY(r->a, struct score_line, n + 1);
	if (n)
		scores = score_in_range(r->db, p.id, g[0].id, g[n - 1].id, &s);
	for (size_t i = 0; i < n; i++) {
		while (at < scores && s[at].registration_id < g[i].id)
			at++;
		v[i] = (struct score_line){ .id = g[i].id,
			.g = &g[i],
			.level = result_level_of(rp, g[i].level_id),
			.score = s + at,
			.entry = entry };
		while (at < scores && s[at].registration_id == g[i].id) {
			at++;
			v[i].n++;
		}
	}
	page_write(r, v, n, sizeof *v, q->limit, score_line_item);
	return E_OK;
}

/* What the page of score entry begins with: the levels with their components, and how far the entries are. */
static error_code
score_summary(request *r)
{
	struct plan_get p;
	struct score_counts n = { 0 };
	struct score_entries *v;
	result_plan *rp;
	json *j = &r->out;
	bool settled;
	size_t entries;
	error_code e = score_plan(r, r->id[0], &p);

	if (e)
		return e;
	rp = result_plan_load(r->db, &p);
	entries = score_entries(r->db, p.id, &v);
	score_counts(r->db, p.id, &n);
	jw_open(j);
	jw_kbool(j, "two_entries", p.two_entries);
	jw_ki64(j, "own_entry", score_entry_of(r->db, &p, r->who.account, &settled));
	jw_kbool(j, "own_entry_settled", settled);
	jw_ki64(j, "first_count", n.first_entry);
	jw_ki64(j, "second_count", n.second_entry);
	jw_ki64(j, "both_count", n.both);
	jw_key(j, "entries");
	jw_list(j);
	for (size_t i = 0; i < entries; i++) {
		jw_open(j);
		jw_ki64(j, "entry", v[i].entry);
		jw_kstr(j, "person", v[i].person);
		jw_ki64(j, "sheets", v[i].sheets);
		jw_close(j);
	}
	jw_end(j);
	jw_key(j, "levels");
	jw_list(j);
	for (size_t i = 0; i < rp->levels; i++) {
		const result_level *l = &rp->level[i];

		jw_open(j);
		jw_kid(j, "id", l->id);
		jw_kstr(j, "certificate", l->certificate);
		jw_ki64(j, "level", l->level);
		jw_kcenti(j, "total_line", l->rule.line);
		jw_key(j, "components");
		jw_list(j);
		for (size_t k = 0; k < l->rule.n; k++) {
			jw_open(j);
			jw_kstr(j, "code", l->component[k].code);
			jw_kstr(j, "name", l->component[k].name);
			jw_kstr(j, "kind", l->kind[k]);
			jw_kcenti(j, "weight", l->component[k].weight * 10);
			jw_kcenti(j, "max", l->component[k].max);
			jw_kcenti(j, "line", l->component[k].line);
			jw_close(j);
		}
		jw_end(j);
		jw_close(j);
	}
	jw_end(j);
	jw_close(j);
	return E_OK;
}

struct saving {
	request *r;
	const result_plan *rp;
	i64 entry, sheet;
};

static void
wrong(request *r, size_t i, const char *member, str detail)
{
	faults_add(&r->faults, (fault){ .pointer = str_f(r->a, "/items/%zu/%s", i, member), .detail = detail });
}

static bool
find_registration(request *r, i64 plan, const struct score_item *in, i64 *id, i64 *level)
{
	struct score_registration g;
	struct score_ticket t;

	if (in->registration && score_registration(r->db, in->registration, plan, &r->sc, &g)) {
		*id = g.id;
		*level = g.level_id;
		return true;
	}
	if (in->registration == 0 && in->ticket.n && score_ticket(r->db, in->ticket, plan, &r->sc, &t)) {
		*id = t.id;
		*level = t.level_id;
		return true;
	}
	return false;
}

static int
component_named(const result_level *l, str name)
{
	for (size_t k = 0; k < l->rule.n; k++)
		if (str_eq(l->component[k].code, name))
			return (int)k;
	return -1;
}

/* Is the score itself right, before it is stored? */
static bool
score_right(struct saving *w, size_t i, const struct score_item *in, i64 registration, const result_level *l, int k,
    i64 *centi)
{
	request *r = w->r;
	bool normal = in->state.n == 0 || str_is(in->state, "normal"), absent = str_is(in->state, "absent");
	size_t before = r->faults.errors;

	*centi = -1;
	if (in->score.n)
		score_centi(in->score, centi);
	if (normal && in->score.n == 0)
		wrong(r, i, "score", STR("状态为正常时须填写成绩"));
	if (absent && in->score.n)
		wrong(r, i, "score", STR("状态为缺考时不填成绩"));
	if (*centi > l->component[k].max)
		wrong(r, i, "score",
		    str_f(r->a, "超过%.*s满分 %lld 分", STR_ARG(l->component[k].name),
			(long long)l->component[k].max / 100));
	if (normal && result_event_is(w->rp, registration, l->kind[k], "absent"))
		wrong(r, i, "state", STR("考场登记该考生缺考，却有成绩：请与考核站点核对后改正其中一处"));
	return r->faults.errors == before;
}

static void
save_one(struct saving *w, size_t i, const struct score_item *in)
{
	request *r = w->r;
	i64 registration, level, centi, version = in->version;
	const result_level *l;
	str state = in->state.n ? in->state : STR("normal");
	int k;

	if (!find_registration(r, w->rp->plan.id, in, &registration, &level)) {
		wrong(r, i, in->registration ? "registration" : "ticket", STR("本计划没有这名考生"));
		return;
	}
	l = result_level_of(w->rp, level);
	if (l == NULL || (k = component_named(l, in->component)) < 0) {
		wrong(r, i, "component", STR("该证书等级没有这个成绩项"));
		return;
	}
	if (!score_right(w, i, in, registration, l, k, &centi))
		return;
	if (version ? score_update(r->db, &(struct score_update_in){ .centi = centi,
					      .state = state,
					      .sheet_id = w->sheet,
					      .entered_by = r->who.account,
					      .registration_id = registration,
					      .component_id = l->component_id[k],
					      .entry = w->entry,
					      .version = version }) == 0
		    : score_insert(r->db, &(struct score_insert_in){ .registration_id = registration,
					      .component_id = l->component_id[k],
					      .entry = w->entry,
					      .plan_id = w->rp->plan.id,
					      .centi = centi,
					      .state = state,
					      .sheet_id = w->sheet,
					      .entered_by = r->who.account }) == 0) {
		faults_add(&r->faults, (fault){ .code = E_CONFLICT,
					   .pointer = str_f(r->a, "/items/%zu", i),
					   .detail = STR("这项成绩已被登记或改动，请刷新后再改") });
		return;
	}
	jw_open(&r->out);
	jw_kid(&r->out, "registration", registration);
	jw_kstr(&r->out, "component", in->component);
	jw_ki64(&r->out, "version", version + 1);
	jw_close(&r->out);
}

static i64
sheet_of(request *r, const struct plan_get *p, i64 entry)
{
	struct score_sheet_own own;

	if (score_sheet_own(r->db, p->id, entry, r->who.account, &own))
		return own.id;
	return score_sheet_insert(r->db,
	    &(struct score_sheet_insert_in){
		.plan_id = p->id, .evaluator_id = p->evaluator_id, .entry = entry, .entered_by = r->who.account });
}

static error_code
score_save(request *r)
{
	const struct score_in *in = r->in;
	const struct score_item *item = in->items.v;
	struct publicity_latest latest;
	struct plan_get p;
	struct saving w = { .r = r, .entry = in->entry };
	size_t conflicts = 0;
	error_code e = plan_gate_request(r, r->id[0], ACT_ENTER_SCORES, true, &p);

	if (e || (e = check_entry(r, &p, in->entry)) != E_OK)
		return e;
	if (publicity_latest(r->db, p.id, &latest))
		return request_refuse(r, E_STATE, "成绩已公示，只能通过复核更改");
	w.rp = result_plan_load(r->db, &p);
	w.sheet = sheet_of(r, &p, in->entry);
	jw_open(&r->out);
	jw_key(&r->out, "items");
	jw_list(&r->out);
	for (size_t i = 0; i < in->items.n; i++)
		save_one(&w, i, &item[i]);
	jw_end(&r->out);
	jw_close(&r->out);
	for (size_t i = 0; i < r->faults.n; i++)
		conflicts += r->faults.v[i].code == E_CONFLICT;
	return conflicts && conflicts == r->faults.errors ? E_CONFLICT : request_checked(r);
}

struct difference {
	i64 id;
	const struct score_differences *v;
	size_t n;
};

static void
difference_item(json *j, const void *row)
{
	const struct difference *d = row;

	jw_open(j);
	jw_kid(j, "id", d->id);
	jw_kstr(j, "name", d->v->name);
	jw_kstr(j, "ticket_number", d->v->ticket);
	jw_key(j, "components");
	jw_list(j);
	for (size_t i = 0; i < d->n; i++) {
		const struct score_differences *v = &d->v[i];

		jw_open(j);
		jw_kstr(j, "name", v->component);
		jw_kbool(j, "same_person", v->first_person == v->second_person);
		jw_key(j, "first");
		jw_open(j);
		write_score(j, v->first_centi, v->first_state, v->first_version);
		jw_close(j);
		jw_key(j, "second");
		jw_open(j);
		write_score(j, v->second_centi, v->second_state, v->second_version);
		jw_close(j);
		jw_close(j);
	}
	jw_end(j);
	jw_close(j);
}

/* Where both entries have a score and it is not the same, or both are of one person. */
static error_code
score_comparison(request *r)
{
	const struct score_page_query *q = r->q;
	struct plan_get p;
	struct score_differences *v;
	struct difference *d;
	size_t n, m = 0;
	error_code e = score_plan(r, r->id[0], &p);

	if (e)
		return e;
	if (!p.two_entries)
		return request_refuse(r, E_STATE, "本计划的成绩只登记一次，没有双录比对");
	/* So many rows hold one registration more than the page shows. */
	n = score_differences(r->db, p.id, q->after, page_rows(q->limit) * PASS_COMPONENTS_MOST, &r->sc, &v);
	d = ARENA_ARRAY(r->a, struct difference, n + 1);
	for (size_t i = 0; i < n && m < (size_t)page_rows(q->limit); m++) {
		d[m] = (struct difference){ .id = v[i].registration_id, .v = &v[i] };
		for (; i < n && v[i].registration_id == d[m].id; i++)
			d[m].n++;
	}
	page_write(r, d, m, sizeof *d, q->limit, difference_item);
	return E_OK;
}

ROUTES(score, ROUTE(GET, "/plans/{id}/scores", score_index, SCORE_EDIT, "已登记的成绩", .query = &score_query_fields),
    ROUTE(GET, "/plans/{id}/score-summary", score_summary, SCORE_EDIT, "成绩登记进度"),
    ROUTE(PUT, "/plans/{id}/scores", score_save, SCORE_EDIT, "登记成绩", .in = &score_input, .write = true,
	.body_max = 4 << 20),
    ROUTE(GET, "/plans/{id}/score-comparison", score_comparison, SCORE_EDIT, "双录比对",
	.query = &score_page_query_fields));
