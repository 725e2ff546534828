import { connect } from 'node:net'
import { readAnswers } from './answers.js'
import type { ReadAnswers } from './answers.js'

/** What is sent over one connection, and how its sender goes on. */
export interface Sent {
  bytes: Uint8Array
  /** Whether the first answer has no body. */
  isHead: boolean
  /** Whether the sender says at once that nothing more will come; otherwise it does so after the first answer. */
  senderEnds: boolean
}

/** How long a sender waits. */
export interface Patience {
  /** How long a connection may take, in milliseconds. */
  patienceMs: number
  /** Ends all waiting at once. */
  signal?: AbortSignal
}

/** What came of it. */
export interface Outcome extends ReadAnswers {
  /** How the connection came to its end. */
  end: 'closed' | 'not connected' | 'not ended in time'
}

/** Sends bytes over a connection of their own, and reads until it is closed; never rejects. */
export function exchange(port: number, sent: Sent, { patienceMs, signal }: Patience): Promise<Outcome> {
  const { bytes, isHead, senderEnds } = sent
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    const chunks: Buffer[] = []
    let isConnected = false
    const read = (): ReadAnswers => readAnswers(Buffer.concat(chunks), isHead)
    const settle = (end: Outcome['end']): void => {
      clearTimeout(patience)
      signal?.removeEventListener('abort', giveUp)
      socket.destroy()
      resolve({ ...read(), end })
    }
    const giveUp = (): void => settle('not ended in time')
    const patience = setTimeout(giveUp, patienceMs)
    signal?.addEventListener('abort', giveUp)
    socket.on('connect', () => {
      isConnected = true
      socket.write(bytes)
      if (senderEnds) socket.end()
    })
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      if (!socket.writableEnded && read().isFirstWhole) socket.end()
    })
    socket.on('end', () => socket.end())
    // What came before a reset still counts.
    socket.on('error', () => undefined)
    socket.on('close', () => settle(isConnected ? 'closed' : 'not connected'))
  })
}
