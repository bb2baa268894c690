/*
 * log.c: one event, one line, one write. See log.h.
 * A line goes out in a single writev, so lines of several workers on one pipe do not mix.
 */
#include "base/log.h"

#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/clock.h"

/* Set once by main before anything is logged. */
static const char *program = "";
/* Lines of log_hold: a pipe takes so many bytes in one piece (PIPE_BUF). */
static char held[4096];
static size_t held_n;
static bool holding;

void
log_program(const char *name)
{
	program = name;
}

static void
flush(void)
{
	size_t n = held_n;

	held_n = 0;
	if (n && write(STDERR_FILENO, held, n) < 0)
		return; /* see log_line */
}

/* Appends what there is room for. */
static void
put(char *line, size_t *n, size_t room, const char *text)
{
	for (; *text && *n < room; text++)
		line[(*n)++] = *text;
}

void
log_line(log_level level, const char *event, const json *fields)
{
	static const char *const level_name[] = { "info", "warn", "alarm" };
	enum { ROOM = 254 };
	char time[CLOCK_TEXT], pid[24], head[ROOM + 2];
	str more = fields ? buf_view(&fields->b) : (str){ NULL, 0 };
	const char *const piece[] = { "{\"time\":\"", time, "\",\"level\":\"", level_name[level], "\",\"program\":\"",
		program, "\",\"pid\":", pid, ",\"event\":\"" };
	struct iovec line[4];
	size_t n = 0, size = 0;

	clock_text(clock_now(), time);
	snprintf(pid, sizeof pid, "%ld", (long)getpid());
	for (size_t i = 0; i < sizeof piece / sizeof *piece; i++)
		put(head, &n, ROOM, piece[i]);
	/* An event is a literal of the code; whatever else it should hold, the line stays one valid line. */
	for (; *event && n < ROOM; event++)
		if ((u8)*event >= 0x20 && (u8)*event < 0x7f && *event != '"' && *event != '\\')
			head[n++] = *event;
		else
			head[n++] = '?';
	head[n++] = '"';
	line[0] = (struct iovec){ head, n };
	line[1] = (struct iovec){ ",", more.n ? 1 : 0 };
	line[2] = (struct iovec){ (void *)(uintptr_t)more.p, more.n };
	line[3] = (struct iovec){ "}\n", 2 };
	for (size_t i = 0; i < 4; i++)
		size += line[i].iov_len;
	if (holding && size > sizeof held - held_n)
		flush();
	if (holding && size <= sizeof held) {
		for (size_t i = 0; i < 4; held_n += line[i++].iov_len)
			if (line[i].iov_len)
				memcpy(held + held_n, line[i].iov_base, line[i].iov_len);
		return;
	}
	/* A log that cannot be written has nowhere to say so; the work goes on. */
	if (writev(STDERR_FILENO, line, 4) < 0)
		return;
}

void
log_hold(void)
{
	holding = true;
}

void
log_release(void)
{
	flush();
	holding = false;
}
