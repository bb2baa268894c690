/*
 * pass_rule.h: when has a candidate passed: components with weights, a line for each and one for the total
 * (spec 2.11; configurable per certificate level, not always 60). Scores are hundredths (i64); weights are per mille.
 * All arithmetic is in whole numbers, so every host and every recomputation gets the same hundredth.
 */
#ifndef RULES_PASS_RULE_H
#define RULES_PASS_RULE_H

#include "base/error.h"

enum { PASS_COMPONENTS_MOST = 8 };

typedef struct pass_component {
	str code;     /* "theory", "practical": unique in the rule */
	str name;     /* 理论 */
	i64 weight;   /* per mille of the score that goes into the total */
	i64 min, max; /* the scores that can be given, hundredths */
	i64 line;     /* least score of this component, hundredths; min means "none" */
} pass_component;

/* How the total is rounded; half away from zero in each case. */
typedef enum pass_rounding {
	ROUND_CENTI, /* two decimals 保留两位小数 */
	ROUND_TENTH, /* one decimal */
	ROUND_WHOLE, /* whole points 取整 */
} pass_rounding;
extern const char *const pass_roundings[], *const pass_rounding_titles[]; /* in the order of the enum, NULL-ended */

typedef struct pass_rule {
	const pass_component *component;
	size_t n;
	i64 line; /* least total, hundredths */
	pass_rounding rounding;
} pass_rule;

typedef enum score_state { SCORE_NORMAL, SCORE_ABSENT, SCORE_MISCONDUCT } score_state;
extern const char *const score_states[], *const score_state_titles[]; /* normal absent misconduct; 正常 缺考 违纪 */

typedef struct pass_score {
	score_state state;
	i64 centi; /* counts when SCORE_NORMAL */
} pass_score;

typedef struct pass_result {
	bool passed;
	i64 total;   /* hundredths, rounded; an absent component counts 0, misconduct makes the whole 0 */
	str reasons; /* Chinese, why not passed, joined with "；"; empty when passed */
} pass_result;

/* Is the rule itself right? Weights sum to 1000, or are 1000 each (plain sum). Faults at "/components/i/…", "/line".
 */
bool pass_rule_check(const pass_rule *r, faults *fs);
/* The highest total a candidate can reach, hundredths. */
i64 pass_rule_most(const pass_rule *r);
/* Is a score within the component's range? */
bool pass_score_possible(const pass_component *c, i64 centi);
/* score has one entry per component, in the rule's order. Everything is evaluated, so all reasons are named. */
pass_result pass_evaluate(arena *a, const pass_rule *r, const pass_score *score);

#endif
