/*
 * portal.c: every endpoint but signing. One program, three pools, each with its own socket (performance.md):
 * public (kept connections, short reads), console (everything signed in), sign-in (password hashing only).
 */
#include <stdio.h>

#include "api/routes.h"
#include "main/program.h"
#include "web/front.h"
#include "web/supervise.h"

static program me;
static pool my_pool;
static int listener;

static int
work(void *arg)
{
	worker *w;
	int status;

	(void)arg;
	FCGX_Init();
	front_signals();
	w = worker_new(&me.conf, me.conf.portal_user, me.conf.portal_password_file, me.ring, api_routes,
	    api_routes_count, my_pool);
	status = my_pool == POOL_PUBLIC ? front_kept(w, listener) : front_blocking(w, listener);
	worker_free(w);
	return status;
}

int
main(int argc, char **argv)
{
	enum { BACKLOG = 1024 };
	i64 workers[] = { [POOL_CONSOLE] = 0, [POOL_PUBLIC] = 0, [POOL_SIGN_IN] = 0 };
	size_t p = 0;

	program_start(&me, "portal", argc, argv);
	workers[POOL_CONSOLE] = me.conf.console_workers;
	workers[POOL_PUBLIC] = me.conf.public_workers;
	workers[POOL_SIGN_IN] = me.conf.sign_in_workers;
	while (p < POOL_SIGNING && (me.pool == NULL || strcmp(pool_names[p], me.pool) != 0))
		p++;
	if (p == POOL_SIGNING) {
		fputs("portal: --pool must be console, public or sign-in\n", stderr);
		return 2;
	}
	my_pool = (pool)p;
	/* The backlog of sign-in is its queue; nginx lets no more wait and answers 503 at once. */
	listener = program_listen(&me, me.pool, my_pool == POOL_SIGN_IN ? (int)me.conf.sign_in_queue : BACKLOG);
	return supervise((int)workers[p], work, NULL);
}
