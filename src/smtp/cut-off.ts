import type SMTPConnection from 'nodemailer/lib/smtp-connection'

/** Ends a connection at once: a server that says nothing would not answer a polite end either, and keep the program running. */
export function cutOff(connection: SMTPConnection): void {
  const socket = connection._socket
  connection.close()
  if (socket) socket.destroy()
}
