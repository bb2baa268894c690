/*
 * querygen.h: what the reader (querygen.c) and the writer (queryemit.c) of the statement generator share.
 */
#ifndef DATA_QUERYGEN_H
#define DATA_QUERYGEN_H

#include <stdbool.h>
#include <stdio.h>

enum { MAX_FIELDS = 64, MAX_ORDER = 256, MAX_SCOPED = 128, MAX_KEYS = 8, TEXT = 1 << 20, SHORT = 128 };

struct var {
	char name[SHORT], type[16];
	bool nullable;
};

/* What a list may be sorted by: a column of its rows and the SQL column behind it. */
struct sort_key {
	char name[SHORT], column[SHORT];
};

struct statement {
	char name[SHORT], kind[16];
	struct sort_key key[MAX_KEYS]; /* the first is the id; n_keys 0: not a list in pages */
	int n_keys;
	bool down; /* without a wish the list is newest first */
	struct var in[MAX_FIELDS], out[MAX_FIELDS];
	int n_in, n_out;
	bool scan, unscoped, deferred, has_scope;
	char sql[TEXT / 8];
	int line;
};

/* A table with scope columns, in the order of sql/scope: "table column=range column=range". */
struct scoped {
	char table[SHORT], column[4][SHORT], range[4][16];
	int n;
};

extern struct scoped scoped[MAX_SCOPED];
extern int n_scoped;
extern unsigned slot;	 /* the next statement's place among all prepared ones */
extern FILE *index_file; /* names of the statements written, for all.c */

/* Ends the build with "file:line: message". */
_Noreturn void die(int line, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Does the statement read or change this table (FROM, JOIN, UPDATE)? Gives its alias. */
bool names_table(const char *sql, const char *table, char alias[SHORT]);
/* Writes the statement's struct and prototype to h, its tables and function to c. */
void emit(FILE *h, FILE *c, struct statement *s);

#endif
