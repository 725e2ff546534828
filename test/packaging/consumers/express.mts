import express from 'express'
import { hawk } from '@hawk-auth/express'
import type { HawkCredentials } from '@hawk-auth/express'

interface Client extends HawkCredentials {
  name: string
}

const clients = new Map<string, Client>()
const guard = hawk({ credentials: (id) => clients.get(id), publicUrl: 'https://api.example.com' })

export const app = express()
app.use('/api', guard)
app.use(express.json())
app.post('/api/jobs/:queue', (req, res) => {
  const name: string = guard.auth(req).credentials.name
  const queue: string = req.params.queue
  const id: string | undefined = req.hawk?.credentials.id
  res.json({ name, queue, id })
})
