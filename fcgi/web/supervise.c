/*
 * supervise.c: prefork, respawn, drain. See supervise.h.
 */
#include "web/supervise.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

enum { MOST = 256 };
#define GRACE (35 * CLOCK_SECOND)

struct child {
	pid_t pid;
	i64 started;
};

static volatile sig_atomic_t stopping, renewing;
/* Shared with the workers, by place: it takes no further connection, somebody else should. */
static _Atomic bool *leaving;
static size_t place; /* of this worker */
/* The socket's place and which file it is, set by listen_unix at start. */
static struct {
	struct sockaddr_un at;
	struct stat file;
} bound;

static void
on_signal(int number)
{
	if (number == SIGHUP)
		renewing = 1;
	else if (number != SIGCHLD)
		stopping = 1;
}

static _Noreturn void
die(const char *what, const char *path)
{
	fprintf(stderr, "%s %s: %s\n", what, path, strerror(errno));
	exit(2);
}

int
listen_unix(const char *path, int backlog)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		die("socket", path);
	if ((size_t)snprintf(at.sun_path, sizeof at.sun_path, "%s.new", path) >= sizeof at.sun_path) {
		errno = ENAMETOOLONG;
		die("socket", path);
	}
	unlink(at.sun_path);
	umask(0117);
	if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(fd, backlog) < 0 ||
	    rename(at.sun_path, path) < 0)
		die("listen", path);
	umask(0077);
	bound.at.sun_family = AF_UNIX;
	snprintf(bound.at.sun_path, sizeof bound.at.sun_path, "%s", path);
	if (stat(path, &bound.file) < 0)
		die("listen", path);
	return fd;
}

/* Whoever comes now goes to another host at once instead of waiting here for nothing (faults.md A4). The place is
 * left alone when a newer program has taken it. */
static void
close_place(void)
{
	struct stat now;

	if (bound.at.sun_path[0] && stat(bound.at.sun_path, &now) == 0 && now.st_ino == bound.file.st_ino &&
	    now.st_dev == bound.file.st_dev)
		unlink(bound.at.sun_path);
}

static void
start(struct child *c, size_t at, int (*work)(void *), void *arg)
{
	leaving[at] = false;
	c[at].started = clock_ticks();
	c[at].pid = fork();
	if (c[at].pid != 0)
		return;
	place = at;
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	exit(work(arg));
}

static void
note_exit(pid_t pid, int status)
{
	arena *a = arena_new(1 << 16);
	json j = jw_new(a);
	bool bad = !WIFEXITED(status) || WEXITSTATUS(status) != 0;

	jw_ki64(&j, "worker", pid);
	jw_ki64(&j, "exit", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	jw_ki64(&j, "signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	log_line(bad ? LOG_ALARM : LOG_INFO, "worker-left", &j);
	arena_free(a);
}

static int
drain(struct child *c, int n)
{
	i64 until = clock_ticks() + GRACE;
	int left = 0;

	close_place();
	for (int i = 0; i < n; i++) {
		if (c[i].pid > 0) {
			kill(c[i].pid, SIGTERM);
			left++;
		}
	}
	while (left) {
		pid_t pid = waitpid(-1, NULL, WNOHANG);

		if (pid > 0) {
			left--;
			for (int i = 0; i < n; i++)
				if (c[i].pid == pid)
					c[i].pid = 0;
		} else if (pid < 0 && errno == ECHILD) {
			break;
		} else if (clock_ticks() > until) {
			for (int i = 0; i < n; i++)
				if (c[i].pid > 0)
					kill(c[i].pid, SIGKILL);
			until = clock_ticks() + GRACE;
		} else {
			usleep(5000);
		}
	}
	return 0;
}

void
supervise_leaving(void)
{
	if (leaving)
		leaving[place] = true;
}

/* Fills the places of workers that finish what they have; those stand behind the places until they end. */
static void
replace_leaving(struct child *c, int n, int (*work)(void *), void *arg)
{
	for (int i = 0, behind = MOST; i < n; i++) {
		if (!leaving[i] || c[i].pid <= 0)
			continue;
		while (behind < 2 * MOST && c[behind].pid > 0)
			behind++;
		if (behind == 2 * MOST)
			return;
		c[behind] = c[i];
		start(c, (size_t)i, work, arg);
	}
}

int
supervise(int n, int (*work)(void *), void *arg)
{
	static struct child c[2 * MOST];
	struct sigaction act = { .sa_handler = on_signal };
	int renew = 0;
	useconds_t pause_us = 0;

	if (n > MOST)
		n = MOST;
	leaving = mmap(NULL, MOST * sizeof *leaving, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (leaving == MAP_FAILED)
		die("memory shared with the workers of", bound.at.sun_path);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGHUP, &act, NULL);
	sigaction(SIGCHLD, &act, NULL);
	for (int i = 0; i < n; i++)
		start(c, (size_t)i, work, arg);
	while (!stopping) {
		int status;
		pid_t pid = waitpid(-1, &status, WNOHANG);

		replace_leaving(c, n, work, arg);
		if (pid <= 0) {
			if (renewing) {
				renewing = 0;
				renew = n;
			}
			if (renew > 0 && c[--renew].pid > 0)
				kill(c[renew].pid, SIGTERM); /* its place is filled as any other's */
			usleep(50000);			     /* cut short by SIGCHLD */
			continue;
		}
		note_exit(pid, status);
		for (int i = 0; i < 2 * MOST; i++) {
			if (c[i].pid != pid)
				continue;
			c[i].pid = 0;
			if (i >= n || stopping)
				break;
			if (clock_ticks() - c[i].started < CLOCK_SECOND) {
				pause_us = pause_us ? pause_us * 2 : 20000;
				usleep(pause_us > 5000000 ? 5000000 : pause_us);
			} else {
				pause_us = 0;
			}
			start(c, (size_t)i, work, arg);
		}
	}
	return drain(c, 2 * MOST);
}
