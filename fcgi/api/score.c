/*
 * score.c: score entry 成绩登记 in the portal: what was entered, saving one page of scores. Who makes one entry does
 * not see the other before both have a score; the sheets are uploaded as imports (jobs/).
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
	PAGE_ASK;
	i64 entry, room, site;
	str q;
	bool wanting;
};
#define S struct score_query
FIELD_TABLE(score_query_fields, "ScoreQuery", S, PAGE_ASKED(S, score_list),
    FIELD_INT(S, entry, .title = "第几次登记", .min = 1, .max = 2), FIELD_ID(S, room, .title = "场次考场"),
    FIELD_ID(S, site, .title = "考核站点"), FIELD_STR(S, q, .title = "姓名开头或准考证号", .max = 50),
    FIELD_BOOL(S, wanting, .title = "只看未登记完的"));
#undef S

#define S struct score_of_ids
FIELD_TABLE(score_value_answer, "ScoreValue", S, FIELD_STR(S, component, .title = "成绩项"),
    FIELD_CENTI(S, score, .title = "成绩", .maybe = true),
    FIELD_STR(S, state, .title = "状态", .options = score_states, .labels = score_state_titles),
    FIELD_INT(S, version, .title = "版本"));
#undef S

struct score_line {
	struct score_list g; /* first: a page's place is read from it */
	list scores;
};
#define S struct score_line
FIELD_TABLE(score_line_item, "ScoreLine", S, FIELD_AS(F_ID, i64, S, g.id, "id", .title = "报考编号"),
    FIELD_AS(F_STR, str, S, g.name, "name", .title = "姓名"),
    FIELD_AS(F_STR, str, S, g.ticket_number, "ticket_number", .title = "准考证号"),
    FIELD_AS(F_ID, i64, S, g.level_id, "level_id", .title = "证书等级"),
    FIELD_AS(F_STR, str, S, g.school, "school", .title = "学校"),
    FIELD_AS(F_STR, str, S, g.site_name, "site_name", .title = "考核站点"),
    FIELD_LIST(S, scores, score_value_answer, .title = "已登记的成绩"));
#undef S

struct score_saved_item {
	i64 registration, version;
	str component;
};
#define S struct score_saved_item
FIELD_TABLE(score_saved_item, "ScoreSavedItem", S, FIELD_ID(S, registration, .title = "报考编号"),
    FIELD_STR(S, component, .title = "成绩项"), FIELD_INT(S, version, .title = "版本"));
#undef S

struct score_saved {
	list items;
};
FIELD_TABLE(score_saved_answer, "ScoreSaved", struct score_saved,
    FIELD_LIST(struct score_saved, items, score_saved_item, .title = "已保存的成绩"));

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

str
score_page_ids(arena *a, const void *rows, size_t n, size_t size)
{
	json j = jw_new(a);

	jw_list(&j);
	for (size_t i = 0; i < n; i++)
		jw_i64(&j, *(const i64 *)(const void *)((const char *)rows + i * size));
	jw_end(&j);
	return buf_view(&j.b);
}

/* Gives each line its scores, whatever order the lines are in. */
static void
add_scores(request *r, struct score_line *v, size_t n, i64 entry)
{
	struct score_of_ids *s;
	size_t got = n ? score_of_ids(r->db, score_page_ids(r->a, v, n, sizeof *v), entry, &s) : 0;

	for (size_t at = 0, from = 0; at < got; from = at) {
		while (at < got && s[at].registration_id == s[from].registration_id)
			at++;
		for (size_t i = 0; i < n; i++)
			if (v[i].g.id == s[from].registration_id)
				v[i].scores = (list){ s + from, at - from };
	}
}

static error_code
score_index(request *r)
{
	const struct score_query *q = r->q;
	struct plan_get p;
	struct score_list *g;
	struct score_line *v;
	size_t n;
	bool settled;
	i64 own, entry;
	error_code e = score_plan(r, r->id[0], &p);

	if (e)
		return e;
	own = score_entry_of(r->db, &p, r->who.account, &settled);
	entry = q->entry ? q->entry : own;
	if ((e = check_entry(r, &p, entry)) != E_OK)
		return e;
	n = score_list(r->db,
	    &(struct score_list_in){ .plan_id = p.id,
		.site_id = q->site,
		.room_id = q->room,
		.q = q->q,
		.q_like = like_head(r->a, q->q),
		.wanting = q->wanting ? entry : 0,
		.page = page_of(r, &q->ask, &score_list_page),
		.sc = r->sc },
	    &g);
	v = ARENA_ARRAY(r->a, struct score_line, n + 1);
	for (size_t i = 0; i < n; i++)
		v[i].g = g[i];
	/* Who has entered nothing yet could make the other entry, so he is shown none. */
	if (!p.two_entries || settled)
		add_scores(r, v, n, entry);
	PAGE(r, &q->ask, score_list, score_line_item, v, n);
	return E_OK;
}

struct saving {
	request *r;
	const result_plan *rp;
	i64 entry, sheet;
	struct score_saved_item *saved;
	size_t n;
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
	w->saved[w->n++] = (struct score_saved_item){ registration, version + 1, in->component };
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
	w.saved = ARENA_ARRAY(r->a, struct score_saved_item, in->items.n);
	for (size_t i = 0; i < in->items.n; i++)
		save_one(&w, i, &item[i]);
	ANSWER(r, score_saved_answer, &((struct score_saved){ { w.saved, w.n } }));
	for (size_t i = 0; i < r->faults.n; i++)
		conflicts += r->faults.v[i].code == E_CONFLICT;
	return conflicts && conflicts == r->faults.errors ? E_CONFLICT : request_checked(r);
}

ROUTES(score,
    ROUTE(GET, "/plans/{id}/scores", score_index, SCORE_EDIT, "已登记的成绩", .query = &score_query_fields,
	.items = &score_line_item),
    ROUTE(PUT, "/plans/{id}/scores", score_save, SCORE_EDIT, "登记成绩", .in = &score_input,
	.answer = &score_saved_answer, .write = true, .body_max = 4 << 20));
