/*
 * deferred.c: see deferred.h. The library says what it waits for, and goes on when it is told that this has come.
 */
#include "data/deferred.h"

#include <poll.h>
#include <stddef.h>

/* What has come of what the statement waits for; 0 after a signal. */
static int
come(const deferred *d)
{
	struct pollfd p = { .fd = mysql_get_socket(d->link) };
	int timeout = d->waits & MYSQL_WAIT_TIMEOUT ? (int)mysql_get_timeout_value_ms(d->link) : -1;
	int n, ready = 0;

	if (d->waits & MYSQL_WAIT_READ)
		p.events |= POLLIN;
	if (d->waits & MYSQL_WAIT_WRITE)
		p.events |= POLLOUT;
	n = poll(&p, 1, timeout);
	if (n <= 0)
		return n == 0 ? MYSQL_WAIT_TIMEOUT : 0;
	if (p.revents & (POLLIN | POLLHUP | POLLERR))
		ready |= MYSQL_WAIT_READ;
	if (p.revents & (POLLOUT | POLLHUP | POLLERR))
		ready |= MYSQL_WAIT_WRITE;
	return ready & d->waits;
}

/* Notes what it waits for now, or its end. */
static void
note(deferred *d, int waits, int failed)
{
	d->waits = waits;
	if (waits)
		return;
	d->failed = failed ? mysql_stmt_errno(d->st) : 0;
	d->st = NULL;
}

static void
go_on(deferred *d)
{
	int failed = 0, ready = come(d), waits;

	if (ready == 0)
		return;
	waits = mysql_stmt_execute_cont(&failed, d->st, ready);
	note(d, waits, failed);
}

void
deferred_send(deferred *d, MYSQL *link, MYSQL_STMT *st, const char *name)
{
	int failed = 0, waits;

	*d = (deferred){ .link = link, .st = st, .name = name };
	mysql_options(link, MYSQL_OPT_NONBLOCK, NULL);
	waits = mysql_stmt_execute_start(&failed, st);
	note(d, waits, failed);
	while (d->st && !(d->waits & MYSQL_WAIT_READ))
		go_on(d);
}

unsigned
deferred_wait(deferred *d)
{
	unsigned number;

	while (d->st)
		go_on(d);
	number = d->failed;
	d->failed = 0;
	return number;
}
