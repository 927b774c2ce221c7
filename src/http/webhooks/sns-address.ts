import { TOPIC_ARN } from '../../config/webhook-secrets.ts'

/** The one host of SNS that speaks for a topic: that of its region. @param arn as TOPIC_ARN matches it */
export function snsHost(arn: string): string {
  const [, partition, region] = TOPIC_ARN.exec(arn) ?? []
  if (region === undefined) throw new Error(`SES_TOPIC_ARN: ${arn} is not the ARN of an SNS topic.`)
  return `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`
}

/** An address at the host of SNS, by https and nothing else in it; null for any other. */
export function snsUrl(text: string, host: string): URL | null {
  const url = URL.parse(text)
  return url?.origin === `https://${host}` && url.username === '' && url.password === '' ? url : null
}
