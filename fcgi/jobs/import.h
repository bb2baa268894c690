/*
 * import.h: spreadsheet imports 导入 in two steps (spec 2.3; faults.md, "Settled"). One engine reads, stages,
 * reports, confirms and undoes; a kind says what its rows are. A new kind is one file jobs/import_<kind>.c that
 * defines "const import_kind import_<kind>" and one line in import_kinds.h and rules/import_table.h.
 *
 * check    the file's rows go to import_row (accepted ones) and import_fault (every problem); nothing else is
 * written. A fault of the file as a whole refuses all rows, a fault of a row refuses this row. confirm  apply()
 * writes all accepted rows in one transaction, or refuses and nothing is changed. undo     undo() takes them back in
 * one transaction, or refuses.
 *
 * check_row sees one row; check_all and apply work with statements over import_row, not row by row.
 */
#ifndef JOBS_IMPORT_H
#define JOBS_IMPORT_H

#include "base/field.h"
#include "files/template.h"
#include "jobs/job.h"
#include "query/import.h"
#include "rules/document_number.h"

/* IMPORT_VERSION_candidate …: the version of each template. */
enum {
#define IMPORT_ROW(name, title, version, ...) IMPORT_VERSION_##name = (version),
#include "rules/import_table.h"
#undef IMPORT_ROW
};

enum {
	IMPORT_UNIQUE = 2,     /* keys that no two rows of a file may share */
	IMPORT_FAULTS = 10000, /* most faults kept; the rest is counted */
	IMPORT_CHUNK = 1000,   /* rows that one statement of apply or undo should touch */
};

typedef struct import import;

typedef struct import_kind {
	const char *name;     /* import_batch.kind; the template is fetched as /templates/<name> */
	const char *title;    /* Chinese, e.g. "考生信息" */
	sheet_template sheet; /* columns and their version */
	/* Field names whose keys check_row hands out; rows that share a key are all refused, at this column. */
	const char *unique[IMPORT_UNIQUE];
	bool whole; /* one refused row refuses them all (registration, scores) */

	/* Before the first row: loads what check_row needs into m->own; may refuse the file with import_say. May be
	 * NULL. */
	void (*start)(import *m);
	/*
	 * A row whose fields are right one by one. Adds faults to m->fs at place[field]; fills out (name, sealed
	 * values, indexes, payload as a JSON object without document number or phone; batch, row and sheet are filled
	 * already) and key[] (any bytes; absent: not compared). What it makes comes from m->row and is forgotten
	 * after the row is stored; faults' strings from m->fs.a. Rows with errors are not stored, whatever out holds.
	 */
	void (*check_row)(import *m, void *row, const field_place *place, struct import_row_put *out, str *key);
	/* After the last row, when import_row has them: clashes with what exists, by statements; import_fault refuses
	 * rows. Sets action 'update' or 'unchanged' with subject_id where it is not 'insert'. May be NULL. */
	void (*check_all)(import *m);
	/*
	 * In a transaction (which may be run again after a deadlock, so nothing is kept outside of it): writes the
	 * rows with action insert and update, chunk by chunk (m->last_row is the highest row number), import_step
	 * between the chunks. First it makes sure that what check found still holds; E_OK, or job_refuse(m->j,
	 * E_CONFLICT, "第 5 行……，请重新检查") and nothing is changed.
	 */
	error_code (*apply)(import *m);
	/* After the commit, repeatable: notifications, conflicts with what others committed meanwhile. May be NULL.
	 */
	void (*after)(import *m);
	/* In a transaction as apply. NULL: this kind cannot be undone. */
	error_code (*undo)(import *m);
} import_kind;

struct import {
	job *j;
	const import_kind *kind;
	struct import_batch_get
	    batch;  /* whose, for which plan, certificate and year; batch.now is the database's clock */
	arena *a;   /* of the whole run; the same as j->a */
	arena *row; /* of some hundred rows; in check_row only */
	document_day day;
	i64 last_row;
	faults fs;
	void *own; /* the kind's tables */
	/* the engine's own */
	sheet_columns columns;
	struct import_inside *inside;
};

/* A fault of the file as a whole. */
void import_say(import *m, fault_level level, str detail);
/* A fault of a stored row at the column of a field (its JSON name); an error refuses the row. For check_all. detail
 * and fix must live in m->a. */
void import_fault(import *m, i64 row, const char *field_name, fault_level level, str detail, str fix);
/* Between two chunks: progress, and the lease. done is how many rows are through. */
void import_step(import *m, i64 done);

#define IMPORT(name) extern const import_kind import_##name;
#include "jobs/import_kinds.h"
#undef IMPORT
/* NULL when there is no such kind. */
const import_kind *import_kind_of(str name);

#endif
