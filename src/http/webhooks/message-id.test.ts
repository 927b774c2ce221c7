import { expect, it } from 'vitest'
import { readMessageId } from './message-id.ts'

const PLANNED = Date.UTC(2024, 4, 20, 8, 0, 0, 123)

it.each([
  '<12.lweyq5qz.digest-one@blog.example.org>',
  ' 12.lweyq5qz.digest-one@blog.example.org ',
])('reads %s', (text) => {
  expect(readMessageId(text.replace('lweyq5qz', PLANNED.toString(36)))).toEqual({ deliveryId: 12, plannedAt: PLANNED })
})

it.each([
  '',
  '<14c5d75ce93.dfd.64b469@ismtpd-555>',
  '0102018f9-example-000000',
  '<12.lweyq5qz@blog.example.org>',
  '<1234567890123456.lweyq5qz.one@blog.example.org>',
  '<12.lweyq5qz.one@blog.example.org> <13.lweyq5qz.one@blog.example.org>',
])('takes %j for no Message-ID of ours', (text) => {
  expect(readMessageId(text)).toBeNull()
})
