/*
 * inject.c: faults on demand, for test builds. See inject.h.
 */
#include "base/inject.h"

#ifdef FAULT_INJECTION

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
inject(const char *name)
{
	const char *path = getenv("FAULT_FILE");
	FILE *f = path ? fopen(path, "re") : NULL;
	char want[64] = "", action[16] = "";
	int n;

	if (f == NULL)
		return false;
	n = fscanf(f, "%63s %15s", want, action);
	fclose(f);
	if (n != 2 || strcmp(want, name) != 0)
		return false;
	if (strcmp(action, "kills") == 0)
		kill(getpid(), SIGKILL);
	if (unlink(path) != 0)
		return false;
	if (strcmp(action, "kill") == 0)
		kill(getpid(), SIGKILL);
	else if (strcmp(action, "stop") == 0)
		kill(getpid(), SIGSTOP);
	else if (strcmp(action, "sleep") == 0)
		sleep(3);
	return strcmp(action, "flip") == 0;
}

#else
typedef int inject_is_for_test_builds;
#endif
