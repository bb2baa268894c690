/*
 * setting.h: configurable values by name (table setting). The table below knows every name with its limits and
 * default, so a missing row is no surprise and a misspelt name is a bug.
 */
#ifndef DATA_SETTING_H
#define DATA_SETTING_H

#include "data/db.h"

typedef struct setting_row {
	const char *name;
	const char *value; /* default */
	bool number;	   /* a whole number min..max; else a text of at most max code points */
	i64 min, max;
	const char *group, *unit; /* Chinese, for the operator's page; unit "" for texts */
	const char *note;	  /* Chinese: what it does and from when a change counts */
} setting_row;

/* The i-th row, in the order in which people look at them; NULL behind the last. */
const setting_row *setting_at(size_t i);
/* The limits of a name; NULL for an unknown one. */
const setting_row *setting_find(str name);
/* NULL when the value may be kept under this name, else a Chinese sentence in the arena. */
const char *setting_fault(arena *a, const setting_row *row, str value);
/* The value, or the default. Leaves with E_BUG for a name that the table does not have. */
str setting_text(db *d, const char *name);
i64 setting_int(db *d, const char *name);

#endif
