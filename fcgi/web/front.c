/*
 * front.c: the two ways of taking requests. See front.h.
 * front_kept hands a readable connection to libfcgi through FCGX_Request.ipcFd and keepConnection. Both members stand
 * below "Don't use anything below here" in its header: tests/web/front_test.c proves that they still mean this.
 */
#include "web/front.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 64, IO_SECONDS = 20 };

volatile int front_stop;

static void
stop(int number)
{
	(void)number;
	front_stop = 1;
	FCGX_ShutdownPending();
}

void
front_signals(void)
{
	/* No SA_RESTART: a blocked accept must return, or the worker would not notice. */
	struct sigaction act = { .sa_handler = stop };

	sigemptyset(&act.sa_mask);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* A peer that says nothing, or does not take its answer, holds a worker for this long at most. */
static void
limit_waits(int fd)
{
	struct timeval t = { .tv_sec = IO_SECONDS };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
}

int
front_blocking(worker *w, int listener)
{
	FCGX_Request f;
	i64 served = 0;
	struct pollfd p = { .fd = listener, .events = POLLIN };

	FCGX_InitRequest(&f, listener, FCGI_FAIL_ACCEPT_ON_INTR);
	while (!front_stop && served < w->conf->worker_requests) {
		int fd;
		bool well;

		/* poll with a limit: a SIGTERM that lands just before it is noticed within a second (faults.md A5).
		 */
		if (poll(&p, 1, 1000) <= 0)
			continue;
		fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			continue; /* another worker was quicker: the listener does not block */
		limit_waits(fd);
		f.ipcFd = fd;
		f.keepConnection = 1; /* so that Accept does not close what it is given */
		if (FCGX_Accept_r(&f) < 0) {
			FCGX_Free(&f, 1);
			continue;
		}
		well = serve(w, &f);
		served++;
		/* Detached, the library closes at once instead of waiting for nginx to hang up (performance.md, 6).
		 */
		FCGX_Detach(&f);
		f.keepConnection = 0;
		FCGX_Finish_r(&f);
		if (!well)
			return 1;
	}
	return 0;
}

static void
take_all(int listener, int ep)
{
	int fd;

	/* Until EAGAIN: one accept per wake-up left clients waiting for seconds at the start. */
	while ((fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		struct epoll_event ev = { .events = EPOLLIN, .data.fd = fd };

		limit_waits(fd);
		if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0)
			close(fd);
	}
}

/* One request on a readable connection; it stays registered unless it was closed. False after an own bug. */
static bool
one(worker *w, FCGX_Request *f, int ep, int fd)
{
	struct epoll_event ev = { .events = EPOLLIN };
	bool well;

	f->ipcFd = fd;
	f->keepConnection = 1;
	if (FCGX_Accept_r(f) < 0) {
		FCGX_Free(f, 1);
		return true;
	}
	well = serve(w, f);
	FCGX_Finish_r(f);
	/* When the connection died on it, the library took another from the listener by itself: that one is ours now.
	 * For a connection that is registered already this does nothing. */
	ev.data.fd = f->ipcFd;
	if (f->ipcFd >= 0)
		epoll_ctl(ep, EPOLL_CTL_ADD, f->ipcFd, &ev);
	f->ipcFd = -1;
	return well;
}

int
front_kept(worker *w, int listener)
{
	struct epoll_event ev = { .events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = listener }, ready[EVENTS];
	int ep = epoll_create1(EPOLL_CLOEXEC);
	FCGX_Request f;
	i64 served = 0;

	if (ep < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, listener, &ev) < 0)
		return 1;
	FCGX_InitRequest(&f, listener, FCGI_FAIL_ACCEPT_ON_INTR);
	while (!front_stop && served < w->conf->worker_requests) {
		int n = epoll_wait(ep, ready, EVENTS, 1000);

		for (int i = 0; i < n; i++) {
			if (ready[i].data.fd == listener) {
				take_all(listener, ep);
				continue;
			}
			if (!one(w, &f, ep, ready[i].data.fd))
				return 1;
			served++;
		}
	}
	close(ep);
	return 0;
}
