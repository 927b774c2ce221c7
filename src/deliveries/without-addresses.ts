/** What a mail server says often names whom a message was for: this takes it out, for logs and for pages that anybody reads. */
export function withoutAddresses(reply: string): string {
  return reply.replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, '(an address)')
}
