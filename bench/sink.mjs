// A mail server in a process of its own that takes everything at once and keeps nothing. It tells its parent its port.
import { createServer } from 'node:net'

const server = createServer({ noDelay: true }, (socket) => {
  let rest = ''
  let isBody = false
  const answer = (line) => {
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'DATA') isBody = true
    socket.write(verb === 'DATA' ? '354 go on\r\n' : verb === 'EHLO' ? '250-sink\r\n250 8BITMIME\r\n' : '250 ok\r\n')
  }
  socket.on('error', () => {})
  socket.on('data', (data) => {
    rest += data.toString('latin1')
    while (rest !== '') {
      const mark = isBody ? '\r\n.\r\n' : '\r\n'
      const end = rest.indexOf(mark)
      if (end < 0) {
        if (isBody) rest = rest.slice(-4)
        return
      }
      const line = rest.slice(0, end)
      rest = rest.slice(end + mark.length)
      if (isBody) {
        isBody = false
        socket.write('250 taken\r\n')
      } else answer(line)
    }
  })
  socket.write('220 sink\r\n')
})
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port))
process.on('disconnect', () => process.exit())
