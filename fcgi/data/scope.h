/*
 * scope.h: what part of the data a signed-in person may see, as ranges that statements bind.
 * The gate (rules/policy) yields it; @scope(alias) in a statement of a scoped table compares each of the table's
 * scope columns with its range. A range of one value is an equality for the optimiser, the full range is no limit; so
 * one static statement serves a school, an evaluation organisation, a province and the operator.
 */
#ifndef DATA_SCOPE_H
#define DATA_SCOPE_H

#include "base/str.h"

typedef struct scope {
	i64 school_lo, school_hi;	/* the school that a row belongs to */
	i64 site_lo, site_hi;		/* the school that owns the exam site */
	i64 evaluator_lo, evaluator_hi; /* the evaluation organisation */
	str province_lo, province_hi;	/* GB/T 2260 code */
} scope;

/* No limit; for statements of the platform itself (jobs, public pages). */
static inline scope
scope_all(void)
{
	return (scope){ 0, INT64_MAX, 0, INT64_MAX, 0, INT64_MAX, STR("000000"), STR("999999") };
}

#endif
