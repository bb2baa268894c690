/*
 * result_make.h: results 考核结果 out of scores, for the job that computes a plan and for the handler that changes
 * one score after a review (spec 2.11). Absence and misconduct come from the exam day's events as well; a
 * registration whose scores are not complete, or contradict each other, has no result but a Chinese sentence that
 * says what is wanting.
 */
#ifndef WEB_RESULT_MAKE_H
#define WEB_RESULT_MAKE_H

#include "query/plan.h"
#include "query/result.h"
#include "query/score.h"
#include "rules/pass_rule.h"
#include "web/request.h"

enum { RESULT_CHUNK = 1000 };

/* A level of a plan with the rule that it was published with. */
typedef struct result_level {
	i64 id, level;
	str certificate;
	pass_rule rule;
	pass_component component[PASS_COMPONENTS_MOST];
	i64 component_id[PASS_COMPONENTS_MOST];
	str kind[PASS_COMPONENTS_MOST]; /* "theory", "practical": of the session it is examined in */
} result_level;

typedef struct result_plan {
	struct plan_get plan;
	result_level *level;
	size_t levels;
	struct score_events *event; /* absences and misconduct, by registration */
	size_t events;
} result_plan;

typedef struct result_line {
	struct result_put put; /* complete but for its ids when why is empty */
	str why;	       /* Chinese: what is missing or contradictory; empty when the result is there */
	str name, ticket;
} result_line;

/* What the candidate reads of a result: result.answer and published_result.answer hold it as text, written once. */
typedef struct result_answer_of {
	str plan_number, plan_name, certificate, level_title, name, ticket_number, attendance, reasons;
	i64 level, total;
	list components;
	bool passed;
} result_answer_of;
FIELD_DECLARE(result_answer, result_answer_of);

/* Levels, rules and events of a plan, in the connection's arena. */
result_plan *result_plan_load(db *d, const struct plan_get *p);
const result_level *result_level_of(const result_plan *rp, i64 level);
/* Does an event of the exam day ("absent", "misconduct") stand against a registration in a session of this kind? */
bool result_event_is(const result_plan *rp, i64 registration, str session_kind, const char *event);
/* The place of a component in its level; -1 for none. */
int result_component_of(const result_level *l, i64 component);
/* Computes the next registrations after this id, at most RESULT_CHUNK; returns how many lines there are. */
size_t result_compute(db *d, const keyring *ring, const result_plan *rp, i64 after, size_t most, result_line **v);
/* The index of the public look-up: who has this person_index and this ticket. 32 bytes in the arena. */
str result_lookup_index(arena *a, const keyring *ring, str person, str ticket);
/*
 * Appends the next revision of the plan's published set: SHA-256 over the results' own hashes in the order of ticket
 * numbers, each the SHA-256 of the answer that the candidate reads. In the caller's transaction. Returns the
 * revision.
 */
i64 publicity_append(db *d, i64 plan, i64 evaluator, i64 account, i64 now);

#endif
