import { z } from 'zod'

// The parts of what SES says, as far as they are read here.

export const recipientShape = z.looseObject({
  emailAddress: z.string(),
  status: z.string().nullish(),
  diagnosticCode: z.string().nullish(),
})

export const mailShape = z.looseObject({
  messageId: z.string(),
  headers: z.array(z.looseObject({ name: z.string(), value: z.string() })).nullish(),
  commonHeaders: z.looseObject({ messageId: z.string().nullish() }).nullish(),
})

export const bounceShape = z.looseObject({
  bounceType: z.string(),
  bounceSubType: z.string(),
  bouncedRecipients: z.array(recipientShape),
  feedbackId: z.string().min(1),
  timestamp: z.string(),
})

export const complaintShape = z.looseObject({
  complainedRecipients: z.array(recipientShape),
  complaintFeedbackType: z.string().nullish(),
  feedbackId: z.string().min(1),
  timestamp: z.string(),
})

export const delayShape = z.looseObject({
  delayType: z.string(),
  delayedRecipients: z.array(recipientShape),
  timestamp: z.string(),
})
