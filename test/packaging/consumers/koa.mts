import Koa from 'koa'
import { hawk } from '@hawk-auth/koa'
import type { HawkCredentials } from '@hawk-auth/koa'

interface Client extends HawkCredentials {
  name: string
}

const clients = new Map<string, Client>()
const guard = hawk({ credentials: (id) => clients.get(id), publicUrl: 'https://api.example.com' })

export const app = new Koa()
app.use(guard)
app.use((ctx) => {
  const name: string = guard.auth(ctx).credentials.name
  const id: string | undefined = ctx.state.hawk?.credentials.id
  ctx.body = { name, id }
})
