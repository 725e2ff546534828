import { signRequest } from '@hawk-auth/core'

// send.js URL: sends a signed GET and prints the answer.
const [url, ...rest] = process.argv.slice(2)
const { HAWK_ID: id, HAWK_KEY: key } = process.env
if (url === undefined || rest.length > 0 || id === undefined || key === undefined) {
  console.error('Usage: HAWK_ID=… HAWK_KEY=… node dist/send.js http://127.0.0.1:8000')
  process.exit(2)
}
const { authorization } = signRequest({ url: new URL(url), credentials: { id, key } })
const response = await fetch(url, { headers: { authorization } })
console.log(`${response.status} ${(await response.text()).trim()}`)
