/* credential.ts: the signed document of a certificate (a verifiable credential, Open Badges 3.0) as people read it. */
interface Result {
  name: string
  value: string
  most: string | undefined
  least: string | undefined
}

export interface Content {
  title: string
  narrative: string
  criteria: string
  results: Result[]
  validFrom: string
  validUntil: string | undefined
  /** The holder's name is in it as a salted hash only. */
  identity: { hash: string; salt: string } | undefined
}

type Json = Record<string, unknown>
const object = (v: unknown): Json => (typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Json) : {})
const list = (v: unknown): Json[] => (Array.isArray(v) ? v.map(object) : [])
const text = (v: unknown): string => (typeof v === 'string' ? v : '')

export function contentOf(document: unknown): Content {
  const d = object(document)
  const subject = object(d.credentialSubject)
  const achievement = object(subject.achievement)
  const scales = list(achievement.resultDescription)
  const who = list(subject.identifier).find((i) => i.identityType === 'name' && i.hashed === true)
  return {
    title: text(d.name),
    narrative: text(subject.narrative),
    criteria: text(object(achievement.criteria).narrative),
    results: list(subject.result).map((r) => {
      const scale = scales.find((s) => s.id === r.resultDescription) ?? {}
      return { name: text(scale.name), value: text(r.value), most: text(scale.valueMax) || undefined, least: text(scale.requiredValue) || undefined }
    }),
    validFrom: text(d.validFrom),
    validUntil: text(d.validUntil) || undefined,
    identity: who ? { hash: text(who.identityHash), salt: text(who.salt) } : undefined,
  }
}

const hex = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('')

export const sha256 = async (bytes: BufferSource) => hex(await crypto.subtle.digest('SHA-256', bytes))

/** Is this the name that the certificate was made out to? Names with a dot are written with U+00B7 there. */
export async function isHolder(name: string, identity: { hash: string; salt: string }): Promise<boolean> {
  const plain = name.trim().replace(/[•‧∙⋅・･．]/g, '·')
  return identity.hash === `sha256$${await sha256(new TextEncoder().encode(plain + identity.salt))}`
}

/** What a scanned text names: a certificate of this platform with the digest that was printed, or why it is none. */
export function scanned(code: string, host: string): { uuid: string; digest: string | undefined } | { told: string } {
  let url: URL
  try {
    url = new URL(code.trim())
  } catch {
    return { told: '这个二维码不是证书上的二维码' }
  }
  const uuid = /^\/[vc]\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(url.pathname)?.[1]
  if (!uuid) return { told: '这个二维码不是证书上的二维码' }
  if (url.host !== host) return { told: `这个二维码指向 ${url.host}，不是本平台的证书` }
  return { uuid, digest: new URLSearchParams(url.hash.slice(1)).get('h') ?? undefined }
}
