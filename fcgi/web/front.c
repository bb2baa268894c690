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
#include "web/supervise.h"

/* A peer that says nothing, or does not take its answer, holds a worker so long at most. nginx sends a request's head
 * in one piece: whoever is silent in the middle of it is not nginx (faults.md A11). */
enum { EVENTS = 64, HEAD_SECONDS = 1, IO_SECONDS = 20 };
/* Told to leave, a worker still answers what waits in the socket, and what comes on kept connections until nginx has
 * closed them: it keeps none for more than a second, busy or not (scripts/part). LINGER of silence, or LAST, ends it
 * with any other peer. */
#define LAST (5 * CLOCK_SECOND)
#define LINGER (3 * CLOCK_SECOND / 2)

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
		well = serve(w, &f, 1);
		served++;
		f.keepConnection = 0;
		FCGX_Finish_r(&f);
		if (!well)
			return 1;
	}
	return 0;
}

/* A worker's kept connections. */
struct kept {
	worker *w;
	int listener, ep;
	size_t open;
	i64 served, spoken; /* clock_ticks when one of them spoke last */
	FCGX_Request f[WORKER_TURNS];
};

static void
take_all(struct kept *k)
{
	int fd;

	/* Until EAGAIN: one accept per wake-up left clients waiting for seconds at the start. */
	while ((fd = accept4(k->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		struct epoll_event ev = { .events = EPOLLIN, .data.fd = fd };

		/* For the body, too: nginx has the whole of it before it begins. */
		limit_wait(fd, SO_RCVTIMEO, HEAD_SECONDS);
		limit_wait(fd, SO_SNDTIMEO, IO_SECONDS);
		if (epoll_ctl(k->ep, EPOLL_CTL_ADD, fd, &ev) < 0)
			close(fd);
		else
			k->open++;
	}
}

/* Serves what is ready, several at once; connections stay registered unless they were closed. False after an own bug.
 */
static bool
serve_ready(struct kept *k, const struct epoll_event *ready, size_t n)
{
	bool well = true;

	for (size_t i = 0; i < n && well;) {
		size_t taken = 0;

		for (; i < n && taken < WORKER_TURNS; i++) {
			if (ready[i].data.fd == k->listener)
				take_all(k);
			else if (take(&k->f[taken], ready[i].data.fd))
				taken++;
			else
				k->open--;
		}
		if (taken)
			well = serve(k->w, k->f, taken);
		for (size_t t = 0; t < taken; t++) {
			FCGX_Finish_r(&k->f[t]);
			if (k->f[t].ipcFd < 0)
				k->open--;
			k->f[t].ipcFd = -1; /* it stays open, and in the set, when it is kept */
		}
		k->served += (i64)taken;
	}
	return well;
}

int
front_kept(worker *w, int listener)
{
	struct epoll_event ev = { .events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = listener }, ready[EVENTS];
	struct kept k = { .w = w, .listener = listener, .ep = epoll_create1(EPOLL_CLOEXEC) };
	i64 leave = 0;
	bool last = false;

	if (k.ep < 0 || epoll_ctl(k.ep, EPOLL_CTL_ADD, listener, &ev) < 0)
		return 1;
	for (size_t i = 0; i < WORKER_TURNS; i++)
		begin(&k.f[i]);
	while (!(leave = leaves_at(w, k.served, leave)) || clock_ticks() < leave) {
		i64 now = clock_ticks();
		int n;

		/* What waits in the socket is ours, what comes later the others'. nginx takes an answered connection
		 * for the next request at once, so none is closed that nginx may still use. */
		if (leave && !last) {
			take_all(&k);
			epoll_ctl(k.ep, EPOLL_CTL_DEL, listener, NULL);
			supervise_leaving();
			k.spoken = now;
			last = true;
		}
		if (last && (k.open == 0 || now - k.spoken > LINGER))
			break;
		n = epoll_wait(k.ep, ready, EVENTS, leave ? 100 : 1000);
		if (n <= 0)
			continue;
		k.spoken = now;
		if (!serve_ready(&k, ready, (size_t)n))
			return 1;
	}
	close(k.ep);
	return 0;
}
