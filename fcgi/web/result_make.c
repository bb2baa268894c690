/*
 * result_make.c: see result_make.h. The answer of the public look-up is written here once, so that a look-up reads
 * one column of one row; it says nothing that changes by itself, and its hash goes into the published set.
 */
#include "web/result_make.h"

#include "crypt/secret.h"
#include "data/certificate_scope.h"
#include "data/person.h"
#include "query/publicity.h"
#include "rules/mask.h"

result_plan *
result_plan_load(db *d, const struct plan_get *p)
{
	arena *a = db_arena(d);
	result_plan *rp = ARENA_NEW(a, result_plan);
	struct score_components *c;
	size_t n = score_components(d, p->id, &c);

	rp->plan = *p;
	rp->level = ARENA_ARRAY(a, result_level, n + 1);
	for (size_t i = 0; i < n; i++) {
		result_level *l = &rp->level[rp->levels];
		size_t k;

		if (i == 0 || c[i].level_id != c[i - 1].level_id) {
			l = &rp->level[rp->levels++];
			*l = (result_level){
				.id = c[i].level_id, .level = c[i].level, .certificate = c[i].certificate
			};
			l->rule = (pass_rule){ .component = l->component, .line = c[i].total_line };
		} else {
			l--;
		}
		if ((k = l->rule.n) == PASS_COMPONENTS_MOST)
			arena_fail(a, E_BUG);
		l->component[k] = (pass_component){ .code = c[i].mark,
			.name = c[i].name,
			.weight = c[i].weight / 10,
			.max = c[i].most,
			.line = c[i].line };
		l->component_id[k] = c[i].component_id;
		l->kind[k] = c[i].kind;
		l->rule.n++;
	}
	rp->events = score_events(d, p->id, &rp->event);
	return rp;
}

const result_level *
result_level_of(const result_plan *rp, i64 level)
{
	for (size_t i = 0; i < rp->levels; i++)
		if (rp->level[i].id == level)
			return &rp->level[i];
	return NULL;
}

int
result_component_of(const result_level *l, i64 component)
{
	for (size_t i = 0; i < l->rule.n; i++)
		if (l->component_id[i] == component)
			return (int)i;
	return -1;
}

str
result_lookup_index(arena *a, const keyring *ring, str person, str ticket)
{
	u8 *out = arena_alloc(a, BLIND_INDEX);

	blind_index(ring, STR("result"), str_join(a, person, ticket), out);
	return (str){ (char *)out, BLIND_INDEX };
}

/* The scores of one registration: one entry or two, as they stand. */
struct sheet {
	const struct score_in_range *entry[2][PASS_COMPONENTS_MOST];
	bool absent[PASS_COMPONENTS_MOST], misconduct[PASS_COMPONENTS_MOST]; /* by the exam day's events */
};

static void
want(buf *why, arena *a, str name, const char *text)
{
	if (why->n)
		buf_str(why, STR("；"));
	buf_str(why, str_f(a, "%.*s%s", STR_ARG(name), text));
}

/* The score of one component; what is wrong with it goes to why. */
static pass_score
score_of(arena *a, const result_plan *rp, const struct sheet *s, size_t i, str name, buf *why)
{
	const struct score_in_range *one = s->entry[0][i], *two = s->entry[1][i];
	pass_score to = { .centi = one && one->centi >= 0 ? one->centi : 0 };
	bool given = one || two;

	if (rp->plan.two_entries && given && (one == NULL || two == NULL))
		want(why, a, name, one ? "缺少第二次登记" : "缺少第一次登记");
	else if (rp->plan.two_entries && given && (one->centi != two->centi || !str_eq(one->state, two->state)))
		want(why, a, name, "两次登记不一致");
	else if (rp->plan.two_entries && given && one->entered_by == two->entered_by)
		want(why, a, name, "两次登记为同一人");
	else if (!rp->plan.two_entries && two && one == NULL)
		want(why, a, name, "没有成绩");
	if (s->misconduct[i] || (one && str_is(one->state, "misconduct"))) {
		to.state = SCORE_MISCONDUCT;
	} else if (one && str_is(one->state, "normal")) {
		if (s->absent[i])
			want(why, a, name, "有成绩，但考场登记为缺考");
	} else if (one || s->absent[i]) {
		to.state = SCORE_ABSENT;
		to.centi = 0;
	} else if (!given) {
		want(why, a, name, "没有成绩");
	}
	return to;
}

struct component_answer {
	str name, state;
	i64 score;
};
#define S struct component_answer
FIELD_TABLE(component_answer, "ResultComponent", S, FIELD_STR(S, name, .title = "成绩项"),
    FIELD_STR(S, state, .title = "状态", .options = score_states, .labels = score_state_titles),
    FIELD_CENTI(S, score, .title = "成绩", .maybe = true));
#undef S

#define S result_answer_of
FIELD_TABLE_SHARED(result_answer, "ResultAnswer", S, FIELD_STR(S, plan_number, .title = "计划编号"),
    FIELD_STR(S, plan_name, .title = "考试计划"), FIELD_STR(S, certificate, .title = "证书"),
    FIELD_INT(S, level, .title = "等级"), FIELD_STR(S, level_title, .title = "等级"),
    FIELD_STR(S, name, .title = "姓名", .note = "隐去一部分"), FIELD_STR(S, ticket_number, .title = "准考证号"),
    FIELD_LIST(S, components, component_answer, .title = "各项成绩"), FIELD_CENTI(S, total, .title = "总成绩"),
    FIELD_BOOL(S, passed, .title = "合格"),
    FIELD_STR(S, attendance, .title = "参考情况", .options = score_states, .labels = score_state_titles),
    FIELD_STR(S, reasons, .title = "不合格的原因"));
#undef S

static str
answer_of(arena *a, const result_plan *rp, const result_level *l, const result_line *line, const pass_score *score,
    const pass_result *to)
{
	json j = jw_new(a);
	struct component_answer *c = ARENA_ARRAY(a, struct component_answer, l->rule.n);

	for (size_t i = 0; i < l->rule.n; i++)
		c[i] = (struct component_answer){ .name = l->component[i].name,
			.state = str_of(score_states[score[i].state]),
			.score = score[i].state == SCORE_NORMAL ? score[i].centi : -1 };
	field_write(&j, &result_answer,
	    &(result_answer_of){ .plan_number = rp->plan.number,
		.plan_name = rp->plan.name,
		.certificate = l->certificate,
		.level = l->level,
		.level_title = certificate_level_title(l->level),
		.name = mask_name(a, line->name),
		.ticket_number = line->ticket,
		.components = { c, l->rule.n },
		.total = to->total,
		.passed = to->passed,
		.attendance = line->put.attendance,
		.reasons = to->reasons });
	return buf_view(&j.b);
}

static void
one_result(arena *a, const keyring *ring, const result_plan *rp, const struct result_registrations *g,
    const struct sheet *s, result_line *line)
{
	const result_level *l = result_level_of(rp, g->level_id);
	pass_score score[PASS_COMPONENTS_MOST];
	size_t absent = 0, misconduct = 0;
	pass_result to;
	buf why = { .a = a };
	u8 *hash;

	*line = (result_line){ .name = g->name,
		.ticket = g->ticket,
		.put = { .plan_id = rp->plan.id,
		    .registration_id = g->id,
		    .level_id = g->level_id,
		    .school_id = g->school_id,
		    .site_id = g->site_id,
		    .evaluator_id = g->evaluator_id,
		    .province = g->province,
		    .person_index = g->person_index } };
	if (g->ticket.p == NULL)
		want(&why, a, STR(""), "没有排考，没有准考证号");
	if (l == NULL)
		arena_fail(a, E_BUG);
	for (size_t i = 0; i < l->rule.n; i++) {
		score[i] = score_of(a, rp, s, i, l->component[i].name, &why);
		absent += score[i].state == SCORE_ABSENT;
		misconduct += score[i].state == SCORE_MISCONDUCT;
	}
	line->why = buf_view(&why);
	if (why.n)
		return;
	to = pass_evaluate(a, &l->rule, score);
	line->put.total = to.total;
	line->put.passed = to.passed;
	line->put.attendance = str_of(score_states[misconduct		 ? SCORE_MISCONDUCT
						   : absent == l->rule.n ? SCORE_ABSENT
									 : SCORE_NORMAL]);
	line->put.lookup_index = result_lookup_index(a, ring, g->person_index, g->ticket);
	line->put.answer = answer_of(a, rp, l, line, score, &to);
	hash = arena_alloc(a, CRYPT_HASH);
	crypt_sha256(line->put.answer, hash);
	line->put.result_hash = (str){ (char *)hash, CRYPT_HASH };
}

/* The first event of a registration or after it. */
static size_t
event_from(const result_plan *rp, i64 registration)
{
	size_t lo = 0, hi = rp->events;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (rp->event[mid].registration_id < registration)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool
result_event_is(const result_plan *rp, i64 registration, str session_kind, const char *event)
{
	for (size_t e = event_from(rp, registration); e < rp->events && rp->event[e].registration_id == registration;
	     e++)
		if (str_eq(rp->event[e].session_kind, session_kind) && str_eq(rp->event[e].event, str_of(event)))
			return true;
	return false;
}

static struct sheet
sheet_of(const result_plan *rp, const result_level *l, i64 registration, const struct score_in_range *s, size_t n)
{
	struct sheet to = { 0 };

	for (size_t i = 0; i < n; i++) {
		int k = result_component_of(l, s[i].component_id);

		if (k >= 0)
			to.entry[s[i].entry - 1][k] = &s[i];
	}
	for (size_t k = 0; k < l->rule.n; k++) {
		to.misconduct[k] = result_event_is(rp, registration, l->kind[k], "misconduct");
		to.absent[k] = result_event_is(rp, registration, l->kind[k], "absent");
	}
	return to;
}

size_t
result_compute(db *d, const keyring *ring, const result_plan *rp, i64 after, size_t most, result_line **v)
{
	arena *a = db_arena(d);
	struct result_registrations *g;
	size_t n = result_registrations(d, rp->plan.id, after, (i64)most, &g), scores, at = 0;
	struct score_in_range *s;

	if (n == 0)
		return 0;
	*v = ARENA_ARRAY(a, result_line, n);
	scores = score_in_range(d, rp->plan.id, g[0].id, g[n - 1].id, &s);
	for (size_t i = 0; i < n; i++) {
		const result_level *l = result_level_of(rp, g[i].level_id);
		size_t from;
		struct sheet sheet;

		while (at < scores && s[at].registration_id < g[i].id)
			at++;
		for (from = at; at < scores && s[at].registration_id == g[i].id; at++)
			;
		if (l == NULL)
			arena_fail(a, E_BUG);
		sheet = sheet_of(rp, l, g[i].id, s + from, at - from);
		one_result(a, ring, rp, &g[i], &sheet, &(*v)[i]);
	}
	return n;
}

i64
publicity_append(db *d, i64 plan, i64 evaluator, i64 account, i64 now)
{
	arena *a = db_arena(d);
	struct publicity_latest latest = { 0 };
	struct publicity_put_in put = {
		.plan_id = plan, .evaluator_id = evaluator, .published_by = account, .published_at = now
	};
	char last[64] = "";
	str after = STR("");
	crypt_sum sum;
	u8 hash[CRYPT_HASH];
	size_t n;

	publicity_latest(d, plan, &latest);
	crypt_sum_begin(&sum);
	do {
		arena_mark here = arena_here(a);
		struct publicity_lines *v;

		n = publicity_lines(d, plan, after, RESULT_CHUNK, &v);
		for (size_t i = 0; i < n; i++) {
			crypt_sum_add(&sum, v[i].result_hash);
			put.result_count++;
			put.passed_count += v[i].passed;
		}
		if (n) {
			after = (str){ last, v[n - 1].ticket.n < sizeof last ? v[n - 1].ticket.n : sizeof last };
			memcpy(last, v[n - 1].ticket.p, after.n);
		}
		arena_back(a, here);
	} while (n == RESULT_CHUNK);
	crypt_sum_end(&sum, hash);
	put.set_hash = (str){ (char *)hash, sizeof hash };
	put.revision = latest.revision + 1;
	/* Somebody else appended this revision meanwhile: what was hashed is not the set any more. */
	if (publicity_put(d, &put) == 0)
		arena_fail(a, E_DB_RETRY);
	return put.revision;
}
