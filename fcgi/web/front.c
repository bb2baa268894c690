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
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

/* A peer that says nothing, or does not take its answer, holds a worker so long at most. nginx sends a request's head
 * in one piece: whoever is silent in the middle of it is not nginx (faults.md A11). */
enum { EVENTS = 64, HEAD_SECONDS = 1, IO_SECONDS = 20 };
/* Told to leave, a worker still answers what waits in the socket, for LAST at most; kept connections are listened to
 * for LINGER, so that a request already on its way to one of them is not lost. */
#define MILLI INT64_C(1000)
#define LAST (2 * CLOCK_SECOND)
#define LINGER (1500 * MILLI)

volatile int front_stop;

/* Another library with another struct does not build: look at it, and at the test, before this line is changed. */
_Static_assert(sizeof(FCGX_Request) == offsetof(FCGX_Request, paramsPtr) + sizeof(void *) + 8 * sizeof(int) &&
		   offsetof(FCGX_Request, keepConnection) == offsetof(FCGX_Request, ipcFd) + 2 * sizeof(int),
    "libfcgi 2.4.2");

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

static void
limit_wait(int fd, int which, int seconds)
{
	struct timeval t = { .tv_sec = seconds };

	setsockopt(fd, SOL_SOCKET, which, &t, sizeof t);
}

/* The moment at which a worker leaves, or 0: it has not been told, nor served its share. */
static i64
leaves_at(const worker *w, i64 served, i64 was)
{
	if (was)
		return was;
	return front_stop || served >= w->conf->worker_requests ? clock_ticks() + LAST : 0;
}

/*
 * The library gets no listener: when a connection dies on it, it would accept the next one by itself, without the
 * limits above, and a silent peer would hold the worker for ever. Without one, Accept returns and we go on.
 */
static void
begin(FCGX_Request *f)
{
	FCGX_InitRequest(f, -1, FCGI_FAIL_ACCEPT_ON_INTR);
}

/* Reads a request's head from a connection; false when there is none to be had, and the connection is closed. */
static bool
take(FCGX_Request *f, int fd)
{
	f->ipcFd = fd;
	f->keepConnection = 1; /* so that Accept does not close what it is given */
	/* Detached, the library closes at once; otherwise it waits two seconds for the peer to hang up. */
	FCGX_Detach(f);
	if (FCGX_Accept_r(f) == 0)
		return true;
	FCGX_Free(f, 1);
	return false;
}

int
front_blocking(worker *w, int listener)
{
	FCGX_Request f;
	i64 served = 0, leave = 0;
	struct pollfd p = { .fd = listener, .events = POLLIN };

	begin(&f);
	while (!(leave = leaves_at(w, served, leave)) || clock_ticks() < leave) {
		int fd;
		bool well;

		/* poll with a limit: a SIGTERM that lands just before it is noticed within a second (faults.md A5).
		 */
		if (poll(&p, 1, leave ? 0 : 1000) <= 0) {
			if (leave)
				break;
			continue;
		}
		fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			continue; /* another worker was quicker: the listener does not block */
		limit_wait(fd, SO_RCVTIMEO, HEAD_SECONDS);
		limit_wait(fd, SO_SNDTIMEO, IO_SECONDS);
		if (!take(&f, fd))
			continue;
		limit_wait(f.ipcFd, SO_RCVTIMEO, IO_SECONDS);
		well = serve(w, &f);
		served++;
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

		/* For the body, too: nginx has the whole of it before it begins. */
		limit_wait(fd, SO_RCVTIMEO, HEAD_SECONDS);
		limit_wait(fd, SO_SNDTIMEO, IO_SECONDS);
		if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0)
			close(fd);
	}
}

/* One request on a readable connection; it stays registered unless it was closed. False after an own bug. */
static bool
one(worker *w, FCGX_Request *f, int fd)
{
	bool well;

	if (!take(f, fd))
		return true;
	well = serve(w, f);
	FCGX_Finish_r(f);
	f->ipcFd = -1; /* it stays open, and in the set, when it is kept */
	return well;
}

int
front_kept(worker *w, int listener)
{
	struct epoll_event ev = { .events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = listener }, ready[EVENTS];
	int ep = epoll_create1(EPOLL_CLOEXEC);
	FCGX_Request f;
	i64 served = 0, leave = 0;
	bool last = false;

	if (ep < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, listener, &ev) < 0)
		return 1;
	begin(&f);
	while (!(leave = leaves_at(w, served, leave)) || clock_ticks() < leave) {
		i64 linger = leave - LAST + LINGER - clock_ticks();
		int n;

		/* What waits in the socket is ours, what comes later the others'. nginx takes an answered connection
		 * for the next request at once, so none is closed before all have been silent for a while. */
		if (leave && !last) {
			take_all(listener, ep);
			epoll_ctl(ep, EPOLL_CTL_DEL, listener, NULL);
			last = true;
		}
		n = epoll_wait(ep, ready, EVENTS, !leave ? 1000 : linger > 0 ? (int)(linger / MILLI) + 1 : 0);
		if (leave && linger <= 0 && n <= 0)
			break;
		for (int i = 0; i < n; i++) {
			if (ready[i].data.fd == listener) {
				take_all(listener, ep);
				continue;
			}
			if (!one(w, &f, ready[i].data.fd))
				return 1;
			served++;
		}
	}
	close(ep);
	return 0;
}
