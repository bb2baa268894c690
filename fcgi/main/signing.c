/*
 * signing.c: the signing endpoints, in a program of their own: the only one whose database account may read private
 * keys (encrypted) and store signatures. It listens on its own socket, which nginx alone may reach.
 */
#include "main/program.h"
#include "signing/routes.h"
#include "web/front.h"
#include "web/supervise.h"

static program me;
static int listener;

static int
work(void *arg)
{
	worker *w;
	int status;

	(void)arg;
	FCGX_Init();
	front_signals();
	w = worker_new(&me.conf, me.conf.signing_user, me.conf.signing_password_file, me.ring, signing_routes,
	    signing_routes_count, POOL_SIGNING);
	status = front_blocking(w, listener);
	worker_free(w);
	return status;
}

int
main(int argc, char **argv)
{
	enum { BACKLOG = 128 };

	program_start(&me, "signing", argc, argv);
	listener = program_listen(&me, "signing", BACKLOG);
	return supervise((int)me.conf.signing_workers, work, NULL);
}
