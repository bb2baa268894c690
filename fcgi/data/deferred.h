/*
 * deferred.h: a prepared statement that is sent now and answered later, while its sender does something else; over
 * libmariadb's non-blocking calls. Private to db.c: one at a time on a connection, and nothing else is asked of the
 * connection before deferred_wait.
 */
#ifndef DATA_DEFERRED_H
#define DATA_DEFERRED_H

#include <mysql.h>

typedef struct deferred {
	MYSQL *link;
	MYSQL_STMT *st;	  /* whose answer has not been read; NULL: none */
	const char *name; /* of the last one, for messages */
	int waits;	  /* what for: MYSQL_WAIT_… */
	unsigned failed;  /* the server's number, until it has been told */
} deferred;

/* Sends the bound statement, whole: what is bound to it may be forgotten afterwards. A failure is told by
 * deferred_wait, also one that came at once. */
void deferred_send(deferred *d, MYSQL *link, MYSQL_STMT *st, const char *name);
/* Waits for the answer. The server's number, 0 when all went well or there is nothing to wait for. */
unsigned deferred_wait(deferred *d);

#endif
