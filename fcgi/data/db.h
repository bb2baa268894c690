/*
 * db.h: one connection to the database, its prepared statements, and the transaction runner.
 * Statements are written in sql/query/<entity>.sql and become functions by querygen; nothing else can be sent.
 * A failure that a handler cannot mend (connection lost, deadlock, own bug) leaves through arena_fail: E_DB_DOWN,
 * E_DB_RETRY, E_BUSY, E_BUG; so does what the schema refuses of a caller's values (E_INVALID: a character that a code
 * cannot have, an id that nothing has). A duplicate key is an answer (0 from an insert). Rows live in the arena.
 */
#ifndef DATA_DB_H
#define DATA_DB_H

#include "base/arena.h"
#include "base/config.h"
#include "data/scope.h"

typedef struct db db;

typedef enum db_type { DB_I64, DB_BOOL, DB_STR, DB_BYTES, DB_TIME } db_type;

/* A parameter or a column: where it stands in its struct. Absent (NULL) is 0 for numbers and times, p == NULL for
 * text. */
typedef struct db_field {
	const char *name;
	db_type type;
	bool nullable;
	size_t offset;
} db_field;

typedef enum db_kind { DB_ONE, DB_MANY, DB_EXEC, DB_INSERT, DB_BULK } db_kind;

/* One named statement as querygen writes it. */
typedef struct db_stmt {
	const char *name;
	db_kind kind;
	unsigned slot;			  /* its place among all prepared statements; a bulk statement has three */
	const char *sql, *sql50, *sql500; /* the last two for DB_BULK only */
	const db_field *in;		  /* parameters in the order of the question marks */
	size_t n_in, in_size;
	const db_field *out;
	size_t n_out, out_size;
	bool scan;     /* a full scan is allowed, for the reason given in the .sql file */
	bool deferred; /* the answer is waited for by the next call (db_bulk) */
} db_stmt;

/* All statements, for the test that prepares and explains each. */
extern const db_stmt *const query_all[];
extern const size_t query_count;
extern const unsigned query_slots;

/* Starts the client library; once, by main. */
bool db_start(void);
/* A connection that will be opened when first needed, as this account. The strings must outlive it. */
db *db_new(const config *c, const char *user, const char *password_file);
void db_free(db *d);
/* The arena that rows and failures belong to from now on. Ends whatever an earlier unit of work left open, and lets
 * go of a connection that the server has closed meanwhile (a restart of the database costs nobody a request). */
void db_use(db *d, arena *a);
/* The same for the next of several units of work at the same moment: the connection is taken to be as it was. */
void db_turn(db *d, arena *a);
arena *db_arena(db *d);
/* Connects when not connected. False when the database does not answer; after a failure it answers false at once for
 * a second, so that a queue of requests does not wait for a dead server one by one. */
bool db_ready(db *d);
/* The server's number of the last failure and the statement's name, for the log: never the server's text, which may
 * quote personal data. */
unsigned db_last_error(const db *d);
const char *db_last_statement(const db *d);
/* The id of the connection on the server, 0 when there is none. */
unsigned long db_connection_id(const db *d);

/* Begin, commit, roll back. COMMIT that loses the connection leaves with E_DB_UNKNOWN: the effect must be looked up.
 */
void db_begin(db *d);
void db_commit(db *d);
void db_rollback(db *d);
bool db_in_transaction(const db *d);

/*
 * Runs work in a transaction, whole and again (at most 3 times) when the server says deadlock, lock time-out, changed
 * row or not-in-quorum (1213, 1205, 1020, 1047). The arena keeps what earlier runs made; work must set its results
 * anew. Returns work's answer; anything but E_OK rolls back. Other failures leave through arena_fail after ROLLBACK.
 */
error_code db_transaction(db *d, error_code (*work)(void *), void *arg);

/* For querygen's functions. in and out are structs as the statement says. */
bool db_one(db *d, const db_stmt *s, const void *in, void *out);
size_t db_many(db *d, const db_stmt *s, const void *in, void **rows);
i64 db_exec(db *d, const db_stmt *s, const void *in);
i64 db_insert(db *d, const db_stmt *s, const void *in);
/* A deferred bulk goes on in the server while the caller does: in a transaction its last statement is only sent. The
 * next call on this connection, at the latest the commit, waits for the answer and leaves with its failure; rows may
 * be forgotten at once. Outside of a transaction it is like any other, and both answer how many rows were waited for.
 */
i64 db_bulk(db *d, const db_stmt *s, const void *rows, size_t n);
/* Prepares only: E_OK, or E_BUG with db_last_error. For the statement test. */
error_code db_prepare_only(db *d, const db_stmt *s);

/* Runs the statements of one migration file, for ctl alone; the error text may be printed, a migration has no
 * personal data. Returns NULL or the server's message in the arena. */
const char *db_script(db *d, str sql);

#endif
