/*
 * jobs.c: the workers that do what takes longer than a request, and the only ones that parse uploaded files.
 */
#include <signal.h>

#include "files/pdf.h"
#include "jobs/job.h"
#include "main/program.h"
#include "web/supervise.h"

static program me;
static volatile int stop;

static void
on_stop(int number)
{
	(void)number;
	stop = 1;
}

static int
work(void *arg)
{
	struct sigaction act = { .sa_handler = on_stop };
	int status;

	(void)arg;
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	status = jobs_loop(&me.conf, me.ring, &stop);
	pdf_fonts_close();
	return status;
}

int
main(int argc, char **argv)
{
	program_start(&me, "jobs", argc, argv);
	return supervise((int)me.conf.jobs_workers, work, NULL);
}
