/*
 * organisation_code.h: 组织机构代码 (GB 11714-1997, 9 characters) and 统一社会信用代码 (GB 32100-2015, 18 characters,
 * whose characters 9 to 17 are the organisation code). Form and check characters only; no register is asked.
 */
#ifndef RULES_ORGANISATION_CODE_H
#define RULES_ORGANISATION_CODE_H

#include "base/arena.h"

typedef struct organisation_answer {
	bool ok;
	str value;  /* upper case, half-width, without hyphen or blanks: 9 or 18 characters */
	str unit;   /* the 9 characters of the organisation code, inside value */
	str error;  /* Chinese; empty when ok */
	str notice; /* Chinese: what was repaired; empty when nothing */
} organisation_answer;

/* Judges a code of either kind ("D2143569-X" is taken too); the answer's strings are in the arena. */
organisation_answer organisation_check(arena *a, str given);
/* GB 11714: the check character of 8 digits or capital letters; 0 for other input. */
char organisation_check_unit(str eight);
/* GB 32100: the check character of 17 characters of its alphabet (no I, O, Z, S, V); 0 for other input. */
char organisation_check_credit(str seventeen);

#endif
