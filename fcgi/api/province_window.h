/*
 * province_window.h: is it the time in which a province takes applications 申报时间? Half-open, by the database's
 * clock.
 */
#ifndef API_PROVINCE_WINDOW_H
#define API_PROVINCE_WINDOW_H

#include "web/request.h"

/*
 * kind is "pilot" or "quota". E_OK inside the window; E_WINDOW with its times in a Chinese sentence outside of it.
 * Where the province has set none: E_WINDOW when needed, else E_OK.
 */
error_code province_window_check(request *r, const char *kind, i64 year, str province, bool needed);

#endif
