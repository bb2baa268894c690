/*
 * person_name.h: 姓名: what may stand in a person's name and its one normal form. Ends are trimmed and the middle dot
 * is unified to U+00B7, both with a notice; everything else that cannot be right is refused by name. Characters are
 * never replaced by "equivalent" ones (no NFKC): a name is printed on the certificate as its owner writes it.
 */
#ifndef RULES_PERSON_NAME_H
#define RULES_PERSON_NAME_H

#include "base/error.h"

enum { PERSON_NAME_MOST = 50 }; /* code points */

typedef struct name_answer {
	bool ok;    /* false: error says why */
	str value;  /* the normal form */
	str error;  /* Chinese; empty when ok */
	str notice; /* Chinese: what was repaired; empty when nothing */
	str fix;    /* with error: what it probably should be; empty when unknown */
} name_answer;

/* Judges a name as given; the answer's strings are in the arena (or in given). */
name_answer person_name_check(arena *a, str given);
/* Is it one of the look-alikes of the middle dot, or U+00B7 itself? An ASCII full stop is not. */
bool person_name_dot(int32_t cp);
/* Do two names that both passed the check name the same: equal, or Latin and equal but for case? */
bool person_name_same(str x, str y);

#endif
