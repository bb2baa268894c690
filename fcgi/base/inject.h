/*
 * inject.h: places where tests make a process die or wait, in builds with FAULT_INJECTION only; nothing otherwise.
 * The environment variable FAULT_FILE names a file holding "name action": when a process reaches that name it takes
 * the file away (so it happens once) and does the action: kill (SIGKILL itself), stop (SIGSTOP), sleep (3 s), flip
 * (inject returns true and the caller spoils what it holds). kills leaves the file: every process that comes by dies.
 */
#ifndef BASE_INJECT_H
#define BASE_INJECT_H

#include <stdbool.h>

#ifdef FAULT_INJECTION
bool inject(const char *name);
#else
static inline bool
inject(const char *name)
{
	(void)name;
	return false;
}
#endif

#endif
