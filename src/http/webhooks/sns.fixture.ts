import { execFileSync } from 'node:child_process'
import { sign, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWebhooks } from './webhooks.fixture.ts'

export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:bounces'
export const HOST = 'https://sns.eu-west-1.amazonaws.com'
export const CERTIFICATE = `${HOST}/SimpleNotificationService-0123456789abcdef.pem`
const HOUR_MS = 3_600_000

export type Authority = { key: string; certificate: string; validFrom: number; validTo: number }

/** A key with a certificate that it signed itself, valid for a day from now on for one host. */
export function makeCertificate(host = 'sns.amazonaws.com'): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'dateline-sns-'))
  try {
    const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')]
    const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...files, ...names], {
      stdio: 'ignore',
    })
    const certificate = readFileSync(join(folder, 'cert.pem'), 'utf8')
    const { validFromDate, validToDate } = new X509Certificate(certificate)
    const key = readFileSync(join(folder, 'key.pem'), 'utf8')
    return { key, certificate, validFrom: validFromDate.getTime(), validTo: validToDate.getTime() }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What SNS posts, without its signature. */
export function envelopeOf(Message: string, now: number, more: object = {}): Record<string, string> {
  return {
    ...{ Type: 'Notification', MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324', TopicArn: TOPIC, Message },
    ...{ Timestamp: new Date(now).toISOString(), SignatureVersion: '2', SigningCertURL: CERTIFICATE },
    ...more,
  }
}

/** What is signed of each type, as the manual of SNS lists it. */
const NOTIFICATION = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
const CONFIRMATION = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']

export function signEnvelope(envelope: Record<string, string>, key: string): string {
  const names = envelope.Type === 'Notification' ? NOTIFICATION : CONFIRMATION
  let text = ''
  for (const name of names) if (name in envelope) text += `${name}\n${envelope[name]}\n`
  const hash = envelope.SignatureVersion === '1' ? 'sha1' : 'sha256'
  return JSON.stringify({ ...envelope, Signature: sign(hash, Buffer.from(text), key).toString('base64') })
}

/** The webhook of SES within the time of a certificate. `asked` has every address that was asked for; `answer` what comes. */
export async function openSes(
  authority: Authority,
  answer: (url: URL) => string | Promise<string> = () => authority.certificate,
) {
  const now = authority.validFrom + HOUR_MS
  const asked: string[] = []
  const fetchText = async (url: URL) => {
    asked.push(url.href)
    return answer(url)
  }
  const site = await openWebhooks({ webhooks: { sesTopicArn: TOPIC }, fetchText, now })
  const notify = (message: object | string, more: object = {}) => {
    const text = typeof message === 'string' ? message : JSON.stringify(message)
    return site.post('ses', signEnvelope(envelopeOf(text, site.clock.now, more), authority.key))
  }
  return { ...site, asked, notify, now }
}
