/*
 * codes.h: the small national code tables: sex (GB/T 2261.1), ethnicity (GB/T 3304), province (GB/T 2260, two
 * digits). Rows are constant and end with a row of NULL; the option and label lists serve field tables
 * (base/field.h).
 */
#ifndef RULES_CODES_H
#define RULES_CODES_H

#include "base/str.h"

typedef struct code_row {
	const char *code, *title; /* as the standard prints it; Chinese */
} code_row;

/* GB/T 2261.1: 0 未知的性别, 1 男, 2 女, 9 未说明的性别. */
extern const code_row sexes[];
/* What a sheet offers for sex: 男 and 女 alone, codes and labels in the same order. */
extern const char *const sex_options[], *const sex_labels[];

/* GB/T 3304: 01..56, 97 其他, 98 外国血统中国籍人士. */
extern const code_row ethnicities[];
extern const char *const ethnicity_options[], *const ethnicity_labels[];

/* GB/T 2260, first two digits of the thirty-four provinces, in the order of the standard. */
extern const code_row provinces[];
extern const char *const province_options[], *const province_labels[];

/* The Chinese title of a code; NULL when the table has no such code. */
const char *code_title(const code_row *table, str code);
/* The code of a Chinese title ("汉" is taken for "汉族"); NULL when there is none. */
const char *code_of_title(const code_row *table, str title);

#endif
