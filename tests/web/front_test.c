/*
 * front_test.c: FCGX_Request.ipcFd and keepConnection, which libfcgi's header calls nobody else's business, still
 * mean what web/front.c needs; then both fronts in a process of their own: kept connections, silent peers, SIGTERM.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "api/routes.h"
#include "base/clock.h"
#include "web/front.h"
#include "web/supervise.h"

enum { ALL = 4096, BEGIN = 1, PARAMS = 4, STDIN = 5 };

struct bytes {
	unsigned char v[ALL];
	size_t n;
};

static void
record(struct bytes *b, int type, const void *content, size_t n)
{
	unsigned char head[] = { 1, (unsigned char)type, 0, 1, (unsigned char)(n >> 8), (unsigned char)n, 0, 0 };

	assert_true(b->n + sizeof head + n <= ALL);
	memcpy(b->v + b->n, head, sizeof head);
	if (n)
		memcpy(b->v + b->n + sizeof head, content, n);
	b->n += sizeof head + n;
}

/* A request as nginx writes it; keep is FCGI_KEEP_CONN. */
static struct bytes
request_bytes(const char *verb, const char *uri, bool keep, const char *body)
{
	const char *const pair[][2] = { { "REQUEST_METHOD", verb }, { "REQUEST_URI", uri },
		{ "HTTP_HOST", "platform.example" }, { "REQUEST_ID", "abc" } };
	unsigned char begin[8] = { 0, 1, keep, 0, 0, 0, 0, 0 }, params[512];
	struct bytes b = { .n = 0 };
	size_t n = 0;

	record(&b, BEGIN, begin, sizeof begin);
	for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
		size_t name = strlen(pair[i][0]), value = strlen(pair[i][1]);

		params[n++] = (unsigned char)name;
		params[n++] = (unsigned char)value;
		memcpy(params + n, pair[i][0], name);
		memcpy(params + n + name, pair[i][1], value);
		n += name + value;
	}
	record(&b, PARAMS, params, n);
	record(&b, PARAMS, NULL, 0);
	if (body)
		record(&b, STDIN, body, strlen(body));
	record(&b, STDIN, NULL, 0);
	return b;
}

static void
put(int fd, struct bytes b)
{
	assert_int_equal(write(fd, b.v, b.n), b.n);
}

/* Does the other side hang up, or speak, within so many milliseconds? */
static bool
readable(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, ms) > 0;
}

/* Whole answers that have come within ms, by their END_REQUEST records; text gets all bytes. -1: it hung up first. */
static int
answers(int fd, int want, int ms, char *text)
{
	struct bytes b = { .n = 0 };
	int found = 0;

	while (found < want && readable(fd, ms)) {
		ssize_t n = read(fd, b.v + b.n, ALL - 1 - b.n);
		size_t at = 0;

		if (n <= 0)
			return -1;
		b.n += (size_t)n;
		for (found = 0; at + 8 <= b.n; at += 8u + (size_t)(b.v[at + 4] << 8 | b.v[at + 5]) + b.v[at + 6])
			found += b.v[at + 1] == 3;
	}
	b.v[b.n] = 0;
	for (size_t i = 0; i < b.n; i++)
		if (b.v[i] == 0)
			b.v[i] = ' ';
	if (text)
		memcpy(text, b.v, b.n + 1);
	return found;
}

/* A request on one end of a socket pair, ready for the library. */
static FCGX_Request
given(int pair[2])
{
	FCGX_Request f;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	FCGX_InitRequest(&f, -1, FCGI_FAIL_ACCEPT_ON_INTR);
	f.ipcFd = pair[0];
	f.keepConnection = 1;
	FCGX_Detach(&f);
	return f;
}

static void
a_given_connection_is_read(void **state)
{
	int pair[2];
	FCGX_Request f = given(pair);

	(void)state;
	put(pair[1], request_bytes("GET", "/one", true, NULL));
	assert_int_equal(FCGX_Accept_r(&f), 0);
	assert_int_equal(f.ipcFd, pair[0]);
	assert_string_equal(FCGX_GetParam("REQUEST_URI", f.envp), "/one");
	assert_int_equal(f.keepConnection, 1);
	FCGX_FPrintF(f.out, "\r\nfirst");
	FCGX_Finish_r(&f);
	/* Kept: open, still ours, and no other descriptor. */
	assert_int_equal(f.ipcFd, pair[0]);
	assert_true(fcntl(pair[0], F_GETFD) >= 0);
	assert_int_equal(answers(pair[1], 1, 1000, NULL), 1);

	put(pair[1], request_bytes("POST", "/two", false, "body"));
	f.ipcFd = pair[0];
	f.keepConnection = 1;
	FCGX_Detach(&f);
	assert_int_equal(FCGX_Accept_r(&f), 0);
	assert_string_equal(FCGX_GetParam("REQUEST_URI", f.envp), "/two");
	/* Now it says what the peer asked for: not to keep it. */
	assert_int_equal(f.keepConnection, 0);
	i64 began = clock_ticks();
	FCGX_Finish_r(&f);
	assert_true(clock_ticks() - began < CLOCK_SECOND / 2); /* not waiting for the peer to hang up */
	assert_int_equal(f.ipcFd, -1);
	assert_int_equal(fcntl(pair[0], F_GETFD), -1);
	close(pair[1]);
}

static void
an_unread_body_closes(void **state)
{
	int pair[2];
	FCGX_Request f = given(pair);
	char body[5];

	(void)state;
	put(pair[1], request_bytes("POST", "/read", true, "body"));
	assert_int_equal(FCGX_Accept_r(&f), 0);
	assert_int_equal(FCGX_GetStr(body, 4, f.in), 4);
	assert_int_equal(FCGX_GetStr(body, 1, f.in), 0); /* to the end */
	FCGX_Finish_r(&f);
	assert_int_equal(f.ipcFd, pair[0]);
	close(pair[0]);
	close(pair[1]);
}

static void
a_dead_connection_returns(void **state)
{
	int pair[2];
	FCGX_Request f = given(pair);
	struct timeval limit = { .tv_usec = 100000 };
	i64 began = clock_ticks();

	(void)state;
	close(pair[1]);
	assert_true(FCGX_Accept_r(&f) < 0); /* without a listener it cannot wait for another one */
	assert_int_equal(f.ipcFd, -1);
	assert_int_equal(fcntl(pair[0], F_GETFD), -1);
	FCGX_Free(&f, 1);

	f = given(pair);
	assert_int_equal(setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit), 0);
	assert_int_equal(write(pair[1], "\1", 1), 1);
	assert_true(FCGX_Accept_r(&f) < 0); /* one byte, then silence: the time limit ends it */
	assert_int_equal(f.ipcFd, -1);
	FCGX_Free(&f, 1);
	close(pair[1]);
	assert_true(clock_ticks() - began < CLOCK_SECOND);
}

/* --- the fronts themselves: a worker without a database answers /healthz */

struct running {
	pid_t pid;
	char path[64];
};

static struct running
start(int (*front)(worker *, int), i64 share)
{
	struct running r;
	int listener;

	snprintf(r.path, sizeof r.path, "/tmp/front-test.%d.sock", (int)getpid());
	listener = listen_unix(r.path, 16);
	r.pid = fork();
	assert_true(r.pid >= 0);
	if (r.pid == 0) {
		config c = { .host = "platform.example", .worker_requests = share };
		worker *w;
		int status;

		FCGX_Init();
		front_signals();
		w = worker_new(&c, "nobody", "/nonexistent", NULL, api_routes, api_routes_count, POOL_PUBLIC);
		status = front(w, listener);
		worker_free(w);
		close(listener);
		exit(status);
	}
	close(listener);
	return r;
}

static int
reach(const struct running *r)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(at.sun_path, r->path, strlen(r->path) + 1);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
	return fd;
}

/* The worker's exit status; it must leave within the seconds. */
static int
left(const struct running *r, int seconds)
{
	int status = -1;

	for (int i = 0; i < seconds * 100; i++) {
		if (waitpid(r->pid, &status, WNOHANG) == r->pid) {
			unlink(r->path);
			return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
		}
		usleep(10000);
	}
	kill(r->pid, SIGKILL);
	waitpid(r->pid, &status, 0);
	unlink(r->path);
	return -1;
}

static void
kept_connections_are_served_in_turn(void **state)
{
	struct running r = start(front_kept, 1000);
	int a = reach(&r), b = reach(&r), silent = reach(&r);
	char text[ALL];

	(void)state;
	for (int i = 0; i < 3; i++) {
		put(a, request_bytes("GET", "/healthz", true, NULL));
		put(b, request_bytes("GET", "/healthz", true, NULL));
		assert_int_equal(answers(a, 1, 2000, text), 1);
		assert_int_equal(answers(b, 1, 2000, NULL), 1);
		assert_non_null(strstr(text, "{\"ok\":true}"));
	}
	/* A peer that stops in the middle of a head costs the others a second, and itself the connection. */
	assert_int_equal(write(silent, "\1", 1), 1);
	usleep(50000);
	put(a, request_bytes("GET", "/healthz", true, NULL));
	assert_int_equal(answers(a, 1, 2000, NULL), 1);
	assert_int_equal(answers(silent, 1, 2000, NULL), -1);
	/* What is on its way when the worker is told to leave is still answered; then the connection is closed. */
	put(b, request_bytes("GET", "/healthz", true, NULL));
	kill(r.pid, SIGTERM);
	assert_int_equal(answers(b, 1, 2000, NULL), 1);
	assert_int_equal(left(&r, 3), 0);
	assert_int_equal(answers(a, 1, 100, NULL), -1);
	close(a);
	close(b);
	close(silent);
}

static void
a_share_of_requests(void **state)
{
	struct running r = start(front_kept, 2);
	int a = reach(&r);

	(void)state;
	for (int i = 0; i < 2; i++) {
		put(a, request_bytes("GET", "/healthz", true, NULL));
		assert_int_equal(answers(a, 1, 2000, NULL), 1);
	}
	assert_int_equal(left(&r, 3), 0);
	close(a);
}

static void
one_connection_per_request(void **state)
{
	struct running r = start(front_blocking, 1000);
	int fd[4], silent = reach(&r);
	char text[ALL];

	(void)state;
	assert_int_equal(write(silent, "\1", 1), 1);
	for (int i = 0; i < 4; i++) {
		fd[i] = reach(&r);
		put(fd[i], request_bytes(i == 3 ? "BREW" : "GET", "/healthz", false, NULL));
	}
	for (int i = 0; i < 4; i++) {
		assert_int_equal(answers(fd[i], 1, 2000, text), 1);
		assert_non_null(strstr(text, i == 3 ? "Status: 405" : "{\"ok\":true}"));
		close(fd[i]);
	}
	close(silent);
	/* All that waits in the socket when it is told to leave is answered. */
	kill(r.pid, SIGSTOP);
	for (int i = 0; i < 4; i++) {
		fd[i] = reach(&r);
		put(fd[i], request_bytes("GET", "/healthz", false, NULL));
	}
	kill(r.pid, SIGTERM);
	kill(r.pid, SIGCONT);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(answers(fd[i], 1, 3000, NULL), 1);
		close(fd[i]);
	}
	assert_int_equal(left(&r, 3), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_given_connection_is_read),
		cmocka_unit_test(an_unread_body_closes),
		cmocka_unit_test(a_dead_connection_returns),
		cmocka_unit_test(kept_connections_are_served_in_turn),
		cmocka_unit_test(a_share_of_requests),
		cmocka_unit_test(one_connection_per_request),
	};

	signal(SIGPIPE, SIG_IGN);
	FCGX_Init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
