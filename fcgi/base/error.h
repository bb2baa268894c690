/*
 * error.h: the errors the platform answers with, and the list of faults found in an input.
 * One table (error_table.h) gives each code its HTTP status, its type in the problem document (RFC 9457) and its
 * Chinese title. Handlers name codes and never a status. A fault is one thing wrong in what was sent: where it is,
 * what it is, what to do. All faults of an input are collected before anything is answered.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/str.h"

typedef enum error_code {
#define ERROR(code, status, type, title) code,
#include "base/error_table.h"
#undef ERROR
	ERROR_COUNT
} error_code;

typedef struct error_row {
	int status;	   /* HTTP status */
	const char *type;  /* last segment of the problem type, lower-case with hyphens */
	const char *title; /* Chinese, a short sentence for people */
} error_row;

extern const error_row error_table[ERROR_COUNT];

typedef enum fault_level {
	FAULT_ERROR,  /* must be mended; nothing of the input is taken */
	FAULT_DOUBT,  /* taken, but a person must look at it */
	FAULT_NOTICE, /* repaired safely, and said so */
} fault_level;

typedef struct fault {
	fault_level level;
	error_code code;  /* E_OK when the input as a whole is E_INVALID and no finer code fits */
	str pointer;	  /* JSON pointer of the member, e.g. "/windows/2/open"; empty for a cell */
	str sheet, cell;  /* e.g. "考生信息", "C17"; empty for JSON */
	i64 row;	  /* 1-based row of the sheet, 0 for JSON */
	str field;	  /* Chinese column or member title */
	str value;	  /* what was given, hidden characters made visible; empty for secrets */
	str detail;	  /* Chinese: what is wrong and what to do */
	str fix;	  /* proposed value, or empty */
	const char *rule; /* ASCII: faults of one rule are counted together; NULL: those of one sentence are */
} fault;

typedef struct faults {
	arena *a;
	fault *v;
	size_t n, cap;
	size_t errors; /* how many of them have FAULT_ERROR */
	size_t most;   /* no more than so many are kept, though all are counted; 0: all are kept */
} faults;

/* Adds a copy of f (the strings are not copied: they must live as long as the arena). */
void faults_add(faults *fs, fault f);
/* Adds a FAULT_ERROR at a JSON pointer with a Chinese sentence. */
void faults_at(faults *fs, const char *pointer, const char *detail);

#endif
