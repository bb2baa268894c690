/*
 * fire.h: moves a thing through its life cycle (rules/machine.h). It judges and remembers; it changes nothing itself:
 * the handler's own UPDATE … WHERE state = :from does that, and 0 changed rows mean that somebody else was quicker
 * (E_CONFLICT).
 */
#ifndef WEB_FIRE_H
#define WEB_FIRE_H

#include "rules/machine.h"
#include "web/request.h"

/*
 * May this person fire the event in this state? E_OK and the next state in *to (static text), and the audit entry of
 * the request says {"state":from} and {"state":to}. E_STATE with the sentence of machine_refusal when the event is
 * not possible; E_FORBIDDEN (or what the gate says) when the row's permission is not the person's. The row's guard is
 * the handler's to check.
 */
error_code fire(request *r, const machine *m, str from, const char *event, str *to);
/* The same for what follows from another act (an approval that activates a school) and for requests without a
 * session: no permission is asked and the audit entry stays as it is. */
error_code fire_effect(request *r, const machine *m, str from, const char *event, str *to);
/* What this person may fire now, for the member "actions" of an answer: FIELD_LIST(S, actions, action_answer). */
typedef struct fire_action {
	str event, title;
} fire_action;
FIELD_DECLARE(action_answer, fire_action);
list fire_possible(request *r, const machine *m, str from);
/* Writes "actions": [{"event","title"}…]: what this person may fire now, for the portal's buttons. */
void fire_actions(request *r, const machine *m, str from);

#endif
