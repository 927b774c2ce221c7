import { type InboundMessage, says } from './inbound.ts'
import { isReportWithCode } from './inbound-words.ts'

const SUBJECT =
  /^\s*((re|aw|sv|antw|rv)\s*:\s*)*(auto(matic|matisch\w*|m[aá]tic[ao]|matique)?[- ]?(reply|response|antwort|svar|antwoord|risposta|respuesta|resposta)|automatische (antwort|abwesenheits\w*)|automatisch (antwoord|svar)|automatiskt svar|r[eé]ponse automatique|respuesta autom[aá]tica|risposta automatica|resposta autom[aá]tica|out of (the )?office|out-of-office|abwesend|abwesenheit\w*|absen(t|ce) du bureau|absence|fuera de (la )?oficina|fuori (sede|ufficio)|vacation|on (vacation|holiday|leave)|ik ben afwezig|afwezig\w*|自動返信|自动回复|автоответ\w*)/iu
/** True for what a program answers in somebody's absence (RFC 3834), in many languages: it says that the mailbox is there. */
export function isAutomaticAnswer(message: InboundMessage): boolean {
  const { fields, subject, parts } = message
  if (parts.some(({ type }) => type === 'message/disposition-notification') || SUBJECT.test(subject)) return true
  // Exim and others call their own reports answers.
  if (says(fields, 'x-failed-recipients', /./) || says(fields, 'from', /\bmailer-daemon@/i)) return false
  if (isReportWithCode(message)) return false
  return (
    says(fields, 'auto-submitted', /^\s*auto-(replied|notified)\b/i) ||
    says(fields, 'precedence', /^\s*auto_reply\b/i) ||
    says(fields, 'x-autoreply', /./) ||
    says(fields, 'x-autorespond', /./) ||
    says(fields, 'x-vacation', /./)
  )
}
