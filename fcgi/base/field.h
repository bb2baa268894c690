/*
 * field.h: what an input consists of, as a table tied to the struct it fills.
 * What an answer consists of is a table, too: field_write writes it, and the API document shows it (web/answer.h).
 * One table serves four readers: the JSON decoder (web/decode), the spreadsheet rows (jobs/), the .xlsx template and
 * the OpenAPI document. A field's limits and its named check are in the table; the compiler proves that the member
 * has the type the kind needs. All faults of an input are collected, never only the first.
 */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include "base/json.h"

/* A list member: n structs laid out as the sub-table says. */
typedef struct list {
	void *v;
	size_t n;
} list;

typedef enum field_kind {
	F_STR,	 /* str; min..max are code points */
	F_INT,	 /* i64 from a JSON number or decimal text; min..max are values */
	F_ID,	 /* i64 > 0 from a JSON string of digits */
	F_BOOL,	 /* bool; in a sheet 是 / 否 */
	F_TIME,	 /* i64 microseconds from RFC 3339 */
	F_DATE,	 /* str "YYYY-MM-DD", a real date */
	F_CENTI, /* i64 hundredths from "87.5"; min..max are hundredths */
	F_LIST,	 /* list of structs described by sub; min..max are counts */
	F_IDS,	 /* list of i64 > 0 from an array of id strings; min..max are counts */
	F_TEXTS, /* list of str from an array of texts; min..max are counts, options and check judge each text */
	/* of answers only */
	F_HEAD,	   /* a struct described by sub, whose members stand in this object */
	F_PART,	   /* const void * to a struct described by sub: an object of its own, null for NULL */
	F_JSON,	   /* str of JSON text as it was stored; with sub an array of such objects */
	F_STORED,  /* str of the JSON text of one object as sub wrote it when it was stored */
	F_DERIVED, /* text that derive makes of the object */
} field_kind;

typedef struct field field;

/* A code and its Chinese; a list of them ends with code NULL. */
typedef struct field_code {
	const char *code, *title;
} field_code;

/*
 * A named check of a text value, after its length was found right. It may replace *value by its normal form, and then
 * says so in *detail (a Chinese sentence) and returns FAULT_NOTICE through *level; on a fault it fills *detail, *fix
 * where it can, and returns false. Everything it makes comes from the arena.
 */
typedef bool (*field_check)(arena *a, const field *f, str *value, fault_level *level, str *detail, str *fix);

struct field {
	const char *name;  /* JSON member */
	const char *title; /* Chinese column or label */
	field_kind kind;
	size_t offset;
	bool required;
	bool secret;	/* its value never goes into a fault or a log; of a cell's the shape does (field_shape) */
	bool lines;	/* text of several lines: LF and TAB may stand in it, CR LF becomes LF */
	bool text_only; /* an identifier: a cell that holds it as a number is refused (faults.md D12) */
	i64 min, max;	/* by kind; max 0 means the kind's own limit (255 for text) */
	const char *const *options; /* the texts allowed, NULL-terminated; NULL for any */
	const char *const *labels;  /* Chinese of each option as it stands in a sheet; NULL: the options themselves */
	const field_code *const *codes; /* instead of both: .codes = &pilot_machine.state (rules/machine.h) */
	field_check check;
	const char *note; /* Chinese: the rule, for the template's comment and the API document */
	const char *example;
	const struct field_table *sub;
	/* of answers only */
	bool maybe; /* may be absent: null; a number is when 0, hundredths when below 0. An absent text that may not
		       is "" */
	str (*derive)(arena *a, const void *object);
};

typedef struct field_table {
	const char *name; /* schema name in the API document, e.g. "PlanInput" */
	const field *v;
	size_t n;
	size_t size; /* of the struct it fills */
} field_table;

#define FIELD_IS(S, m, T) _Generic(((S *)0)->m, T : 0, default : (void *)0)
#define FIELD_OF(S, m, k, T, ...)                                                                                    \
	{                                                                                                            \
		.name = #m, .kind = (k), .offset = offsetof(S, m) + FIELD_IS(S, m, T), __VA_ARGS__                   \
	}
#define FIELD_STR(S, m, ...) FIELD_OF(S, m, F_STR, str, __VA_ARGS__)
#define FIELD_INT(S, m, ...) FIELD_OF(S, m, F_INT, i64, __VA_ARGS__)
#define FIELD_ID(S, m, ...) FIELD_OF(S, m, F_ID, i64, __VA_ARGS__)
#define FIELD_BOOL(S, m, ...) FIELD_OF(S, m, F_BOOL, bool, __VA_ARGS__)
#define FIELD_TIME(S, m, ...) FIELD_OF(S, m, F_TIME, i64, __VA_ARGS__)
#define FIELD_DATE(S, m, ...) FIELD_OF(S, m, F_DATE, str, __VA_ARGS__)
#define FIELD_CENTI(S, m, ...) FIELD_OF(S, m, F_CENTI, i64, __VA_ARGS__)
#define FIELD_LIST(S, m, table, ...) FIELD_OF(S, m, F_LIST, list, .sub = &(table), __VA_ARGS__)
#define FIELD_IDS(S, m, ...) FIELD_OF(S, m, F_IDS, list, __VA_ARGS__)
#define FIELD_TEXTS(S, m, ...) FIELD_OF(S, m, F_TEXTS, list, __VA_ARGS__)
/* A member under another name in JSON: FIELD_AS(F_ID, i64, struct plan_row, plan_id, "plan", .title = "计划"). */
#define FIELD_AS(k, T, S, m, json_name, ...)                                                                         \
	{                                                                                                            \
		.name = (json_name), .kind = (k), .offset = offsetof(S, m) + FIELD_IS(S, m, T), __VA_ARGS__          \
	}
#define FIELD_HEAD(S, m, table, ...)                                                                                 \
	{                                                                                                            \
		.name = #m, .kind = F_HEAD, .sub = &(table),                                                         \
		.offset = offsetof(S, m) + FIELD_IS(S, m, table##_type), __VA_ARGS__                                 \
	}
#define FIELD_PART(S, m, table, ...)                                                                                 \
	{                                                                                                            \
		.name = #m, .kind = F_PART, .sub = &(table),                                                         \
		.offset = offsetof(S, m) + FIELD_IS(S, m, const table##_type *), __VA_ARGS__                         \
	}
#define FIELD_JSON(S, m, ...) FIELD_OF(S, m, F_JSON, str, __VA_ARGS__)
#define FIELD_STORED(S, m, table, ...) FIELD_OF(S, m, F_STORED, str, .sub = &(table), __VA_ARGS__)
/* FIELD_DERIVED("state_title", title_of_state, .title = "状态"): fn gets the whole object. */
#define FIELD_DERIVED(json_name, fn, ...)                                                                            \
	{                                                                                                            \
		.name = (json_name), .kind = F_DERIVED, .derive = (fn), __VA_ARGS__                                  \
	}
/* FIELD_TABLE(plan_input, "PlanInput", struct plan_input, FIELD_STR(...), ...): a table of this file alone;
 * FIELD_TABLE_SHARED: one that a header declares with FIELD_DECLARE(plan_head, struct plan_get). */
#define FIELD_DECLARE(var, S)                                                                                        \
	typedef S var##_type;                                                                                        \
	extern const field_table var
#define FIELD_TABLE_SHARED(var, schema, S, ...)                                                                      \
	static const field var##_fields[] = { __VA_ARGS__ };                                                         \
	typedef S var##_type;                                                                                        \
	const field_table var = { schema, var##_fields, sizeof var##_fields / sizeof *var##_fields, sizeof(S) }
#define FIELD_TABLE(var, schema, S, ...) static FIELD_TABLE_ROWS(var, schema, S, __VA_ARGS__)
#define FIELD_TABLE_ROWS(var, schema, S, ...)                                                                        \
	const field var##_fields[] = { __VA_ARGS__ };                                                                \
	typedef S var##_type;                                                                                        \
	static const field_table var = { schema, var##_fields, sizeof var##_fields / sizeof *var##_fields, sizeof(S) }

/* Where a value came from, for its faults: a JSON pointer or a cell. */
typedef struct field_place {
	str pointer, sheet, cell;
	i64 row;
} field_place;

/*
 * Sets one member from text (a cell, a query parameter, or a JSON string), with all checks; blank text is "absent":
 * it leaves the member as it is, and is a fault when the field is required. Blanks at the ends are cut and a
 * no-break space inside becomes a plain one, with a notice. Hidden characters (hidden.h) are refused, unless the
 * check takes them out. Where the field has options, an option or its label sets the option. From a sheet (at.row >
 * 0) a date may also be 2005/3/7, 2005.3.7, 2005-3-7, 2005年3月7日 or 20050307, and a time "2026-03-03 08:30" in
 * Shanghai. Lists cannot be set from text. Text members point into text or the arena: text must live as long as the
 * object. Returns false when a fault of level FAULT_ERROR was added; the member is then left as it was. What faults
 * say is kept in fs->a, so a may be reset earlier.
 */
bool field_set_text(arena *a, const field *f, void *object, str text, field_place at, faults *fs);
/* The same for a whole number that JSON gave as a number. */
bool field_set_int(arena *a, const field *f, void *object, i64 v, field_place at, faults *fs);
/* Adds the fault of a required member that is absent. */
void field_missing(arena *a, const field *f, field_place at, faults *fs);
/* Adds a FAULT_ERROR about this field with a Chinese sentence. */
void field_fault(arena *a, const field *f, str value, field_place at, str detail, faults *fs);
/* Writes the object that t describes: every member, in the table's order. */
void field_write(json *j, const field_table *t, const void *object);
/* The i-th text that is allowed, and its Chinese; NULL when there are no more, or any text is. */
const char *field_option(const field *f, size_t i);
const char *field_label(const field *f, size_t i);
/* The text with hidden and control characters as visible marks (␠ ␉ ␍ ␊, U+200B ...). */
str field_visible(arena *a, str text);
/* The same of a value that is nobody's to read: every letter and digit as "*", so that what does not belong there is
 * seen and nothing else. */
str field_shape(arena *a, str text);

#endif
