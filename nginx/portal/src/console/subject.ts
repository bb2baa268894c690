/*
 * subject.ts: where the page of a thing is, by the role that looks at it. A notification names kind and id, a to-do its kind; one
 * without a row here has no page of its own for that role.
 */
import type { Answer } from '@/api/client'
import type { Role } from '@/api/session'

export type Notification = Answer<'/notifications', 'get'>['items'][number]

/** kind → role → address; "{id}" is the thing. Filled by the pages that show the thing. */
const places: Record<string, Partial<Record<Role, string>>> = {
  candidate: { school: '/school/candidates/{id}' },
  plan: { evaluator: '/evaluator/plans/{id}', school: '/school/plans/{id}' },
  plan_papers: { school: '/school/scheduling/{id}' },
  schedule: { evaluator: '/evaluator/schedules/{id}' },
  consultation: { platform: '/platform/consultations/{id}', office: '/office/consultations/{id}', evaluator: '/evaluator/consultations/{id}' },
  score_review: { evaluator: '/evaluator/score-reviews/{id}', school: '/school/score-reviews/{id}' },
  organisation: { platform: '/platform/organisations/{id}', office: '/office/organisations/{id}' },
  pilot_application: { school: '/school/pilot-applications/{id}', evaluator: '/evaluator/pilot-applications/{id}', office: '/office/pilot-applications/{id}' },
  quota_application: { school: '/school/quota-applications/{id}', office: '/office/quota-applications/{id}' },
  quota_account: { school: '/school/quota' },
  site_application: { school: '/school/site-applications/{id}', evaluator: '/evaluator/site-applications/{id}' },
  site: { school: '/school/sites/{id}', evaluator: '/evaluator/sites/{id}' },
  standard_version: { evaluator: '/evaluator/standards/{id}', platform: '/platform/standards/{id}' },
  review_task: { expert: '/expert/reviews/{id}' },
  import_batch: { school: '/school/imports', office: '/office/register', platform: '/platform/majors?tab=import' },
  job: { school: '/school/jobs', office: '/office/jobs', evaluator: '/evaluator/jobs', platform: '/platform/jobs' },
}

/** What waits for somebody (GET /todo) → role → the page where it is done, with its filter. */
const todos: Record<string, Partial<Record<Role, string>>> = {
  organisation_applying: { platform: '/platform/organisations?state=applying' },
  standard_in_review: { platform: '/platform/standards?state=in_review' },
  review_overdue: { platform: '/platform/reviews', evaluator: '/evaluator/reviews' },
  consultation_open: { platform: '/platform/consultations?state=open', office: '/office/consultations?state=open', evaluator: '/evaluator/consultations?state=open' },
  job_failed: { platform: '/platform/jobs?state=failed' },
  import_checked: { platform: '/platform/majors?tab=import', office: '/office/register', school: '/school/imports', evaluator: '/evaluator/scores' },
  pilot_opined: { office: '/office/pilot-applications?state=opined' },
  pilot_unopined: { office: '/office/pilot-applications?state=submitted' },
  quota_submitted: { office: '/office/quota-applications?state=submitted' },
  window_missing: { office: '/office/windows' },
  window_open: { office: '/office/windows' },
  pilot_submitted: { evaluator: '/evaluator/pilot-applications?state=submitted' },
  site_submitted: { evaluator: '/evaluator/site-applications?state=submitted' },
  standard_approved: { evaluator: '/evaluator/certificates' },
  plan_draft: { evaluator: '/evaluator/plans?state=draft' },
  window_change_requested: { evaluator: '/evaluator/plans' },
  score_review_requested: { evaluator: '/evaluator/score-reviews?waiting=true' },
  score_change_proposed: { evaluator: '/evaluator/score-reviews?waiting=true' },
  sign_evaluation: { evaluator: '/evaluator/signing' },
  sign_seal: { evaluator: '/evaluator/sealing' },
  certificate_request: { evaluator: '/evaluator/revocations?state=requested' },
  pilot_returned: { school: '/school/pilot-applications?state=returned' },
  quota_returned: { school: '/school/quota-applications?state=returned' },
  site_returned: { school: '/school/sites' },
  candidate_manual: { school: '/school/candidates/confirm' },
  candidate_pending: { school: '/school/candidates?verification=pending' },
  candidate_conflict: { school: '/school/candidates/conflicts' },
  sign_site: { school: '/school/signing' },
  review_assigned: { expert: '/expert/reviews' },
}

export const todoPath = (role: Role, kind: string): string | undefined => todos[kind]?.[role]

export function subjectPath(role: Role, kind: string | null, id: string | null): string | undefined {
  const place = kind && id ? places[kind]?.[role] : undefined
  return place?.replace('{id}', id ?? '')
}
