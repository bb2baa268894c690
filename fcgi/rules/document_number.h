/*
 * document_number.h: 证件类型 and 证件号码: the form rule of each kind of document, and what a number tells about its
 * holder. Nothing is guessed: what can be repaired without doubt is repaired and said, the rest is refused with the
 * reason. Sources: GB 11643-1999 (citizen identity number; ISO 7064 MOD 11-2), GB/T 2260 (provinces), the manual,
 * 其他 2 and 3, and spec 2.3. It knows nothing about registers: a right number may still be nobody's.
 */
#ifndef RULES_DOCUMENT_NUMBER_H
#define RULES_DOCUMENT_NUMBER_H

#include "base/error.h"

/* Codes of document types, as stored and as in JSON. */
#define DOCUMENT_RESIDENT "resident_id"		       /* 居民身份证 */
#define DOCUMENT_HM_RESIDENCE "hm_residence"	       /* 港澳居民居住证: 810000, 820000 */
#define DOCUMENT_TW_RESIDENCE "tw_residence"	       /* 台湾居民居住证: 830000 */
#define DOCUMENT_HM_PERMIT "hm_permit"		       /* 港澳居民来往内地通行证: H or M and 8 digits */
#define DOCUMENT_TW_PERMIT "tw_permit"		       /* 台湾居民来往大陆通行证: 8 digits */
#define DOCUMENT_PASSPORT "passport"		       /* 护照: 5..20 letters and digits */
#define DOCUMENT_FOREIGN_RESIDENCE "foreign_residence" /* 外国人永久居留身份证: 3 letters + 12 digits, or 9 + 17 */

/* For field tables: codes and Chinese titles in the same order, NULL-terminated. */
extern const char *const document_types[], *const document_titles[];

/* The day on which a number is judged, and the ages beyond which a person must look (settings candidate.age_least and
 * candidate.age_most). today: days since 1970-01-01 in Asia/Shanghai; 0: neither ages nor births in the future are
 * judged. */
typedef struct document_day {
	i64 today, age_least, age_most;
} document_day;

typedef struct document_answer {
	bool ok;      /* false: error says why */
	str value;    /* the normal form: no blanks, half-width, upper case */
	str error;    /* Chinese: what is wrong and what to do; empty when ok */
	str notice;   /* Chinese: what was repaired; empty when nothing */
	str doubt;    /* Chinese: what a person must look at; empty when nothing */
	str fix;      /* with error: the number it probably should be; empty when unknown */
	str birth;    /* "YYYY-MM-DD" when the number says so, else absent */
	str sex;      /* GB/T 2261.1 "1" or "2" when the number says so, else absent */
	str province; /* two digits of GB/T 2260 when the number says so, else absent */
} document_answer;

/* The title of a type code; NULL for no such type. */
const char *document_title(str type);
/*
 * Judges given as a number of this type. The answer's strings are in the arena.
 */
document_answer document_check(arena *a, str type, str given, document_day day);
/*
 * The same without knowing the type (the field's own check, before the row is seen as a whole): repairs, refuses what
 * no document has, and checks the digit of anything with the form of an 18-character number.
 */
document_answer document_check_form(arena *a, str given);
/* The check character of 17 digits by ISO 7064 MOD 11-2; 0 when they are not 17 digits. */
char document_check_digit(str digits);
/* Full years from birth ("YYYY-MM-DD") to today (days since 1970); -1 when birth is not a date or lies ahead. */
int document_age(str birth, i64 today);

#endif
