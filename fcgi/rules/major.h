/*
 * major.h: 专业代码: catalogues of majors and the answer to a code that stands in the wrong one. The same value means
 * different majors in two catalogues, so the key is (catalogue, level, code) and the name is compared with it
 * (manual, 其他 4; spec 2.3). The tables come from the caller; nothing is read here.
 */
#ifndef RULES_MAJOR_H
#define RULES_MAJOR_H

#include "base/arena.h"

/* Education levels 学历层次: codes and Chinese titles in the same order, NULL-terminated. */
#define LEVEL_SECONDARY "secondary"	    /* 中职 */
#define LEVEL_COLLEGE "college"		    /* 高职专科 */
#define LEVEL_BACHELOR "bachelor"	    /* 职教本科 */
#define LEVEL_UNDERGRADUATE "undergraduate" /* 普通本科 */
extern const char *const education_levels[], *const education_titles[];

/* Catalogue versions are named by their year: 2010 中职, 2012 普通本科, 2015 高职专科, 2021 the three
 * levels of vocational education. */
enum { CATALOGUE_2010 = 2010, CATALOGUE_2012 = 2012, CATALOGUE_2015 = 2015, CATALOGUE_2021 = 2021 };

typedef struct major_row {
	i64 catalogue;
	str level, code, name;
} major_row;

/* Which old major became which new one; several rows when majors were merged or split. */
typedef struct major_change {
	str level;
	i64 old_catalogue, new_catalogue;
	str old_code, new_code;
} major_change;

typedef struct major_tables {
	const major_row *row; /* any order */
	size_t rows;
	const major_change *change;
	size_t changes;
} major_tables;

typedef enum major_verdict {
	MAJOR_OK,
	MAJOR_FORM,	     /* not 6 digits with or without K, T or TK */
	MAJOR_UNKNOWN,	     /* in no catalogue at this level */
	MAJOR_OTHER_LEVEL,   /* of the wanted catalogue, but another level */
	MAJOR_OTHER_VERSION, /* of the other catalogue (by code, or by code and name) */
	MAJOR_NAME,	     /* the code is right, the name is not the code's */
} major_verdict;

typedef struct major_answer {
	major_verdict verdict;
	const major_row *row;	/* the row that was meant, when one is clear */
	str detail;		/* Chinese sentence; empty when MAJOR_OK */
	str fix_code, fix_name; /* what to write instead; empty when unknown */
} major_answer;

/* Normal form of a code: half-width, upper case, without blanks. */
str major_code_normal(arena *a, str given);
/* 6 digits, alone or with K, or with T or TK as 普通本科 has them. */
bool major_code_form(str code);
/* Title of a level; NULL for no such code. */
const char *education_title(str level);
/* The catalogue that is "old" for this level: 2010 for 中职, 2015 for 高职专科, 0 for none. */
i64 major_old_catalogue(str level);
/* The row of a key; NULL when there is none. */
const major_row *major_find(const major_tables *t, i64 catalogue, str level, str code);
/* Do two names of majors agree: but for blanks, kind of brackets and the suffix 专业? */
bool major_name_same(arena *a, str x, str y);
/*
 * Judges code and name as given for a level, when uploads use this catalogue. Code is judged in normal form; name may
 * be absent, and then is not compared. Linear in the tables: callers with many rows ask major_find's own index first.
 */
major_answer major_judge(arena *a, const major_tables *t, i64 catalogue, str level, str code, str name);

#endif
