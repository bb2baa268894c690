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

void
log_program(const char *name)
{
	program = name;
}

void
log_line(log_level level, const char *event, const json *fields)
{
	static const char *const level_name[] = { "info", "warn", "alarm" };
	char time[CLOCK_TEXT], head[256];
	str more = fields ? buf_view(&fields->b) : (str){ NULL, 0 };
	struct iovec line[4];
	int n;

	clock_text(clock_now(), time);
	n = snprintf(head, sizeof head,
	    "{\"time\":\"%s\",\"level\":\"%s\",\"program\":\"%.32s\",\"pid\":%ld,\"event\":\"", time,
	    level_name[level], program, (long)getpid());
	/* An event is a literal of the code; whatever else it should hold, the line stays one valid line. */
	for (; *event && n < (int)sizeof head - 2; event++)
		if ((u8)*event >= 0x20 && (u8)*event < 0x7f && *event != '"' && *event != '\\')
			head[n++] = *event;
		else
			head[n++] = '?';
	head[n++] = '"';
	line[0] = (struct iovec){ head, (size_t)n };
	line[1] = (struct iovec){ ",", more.n ? 1 : 0 };
	line[2] = (struct iovec){ (void *)(uintptr_t)more.p, more.n };
	line[3] = (struct iovec){ "}\n", 2 };
	/* A log that cannot be written has nowhere to say so; the work goes on. */
	if (writev(STDERR_FILENO, line, 4) < 0)
		return;
}
