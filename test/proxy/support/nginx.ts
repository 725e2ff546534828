import { NGINX } from '../../support/services.js'
import type { ProxyPlan, ProxyUnderTest } from './proxy-plan.js'

/** nginx, as its users set it up, but in one process and without a place of its own on this machine. */
export const nginx: ProxyUnderTest = {
  name: 'nginx',
  service: NGINX,
  holdsBodies: true,
  setup: (plan, { port, tls }) => ({
    files: { 'nginx.conf': configuration(plan, port), 'certificate.pem': tls.cert, 'key.pem': tls.key },
    args: ['-p', '.', '-e', 'stderr', '-c', 'nginx.conf'],
  }),
}

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

function configuration(plan: ProxyPlan, port: number): string {
  const { upstreams, buffersRequests = true, compresses = false, strips, retriesAll = false } = plan
  // With a variable in proxy_pass the path goes on as it was sent; without one, nginx would decode and encode it anew.
  const stripped = strips === undefined ? '' : '$stripped'
  return `
daemon off;
master_process off;
pid nginx.pid;
events { worker_connections 256; }
http {
  access_log off;
  ${TEMPORARY.map((name) => `${name}_temp_path ${name};`).join(' ')}
  ${strips === undefined ? '' : `map $request_uri $stripped { "~^${strips}(?<rest>/.*)$" $rest; }`}
  upstream app {
    ${upstreams.map((upstream) => `server 127.0.0.1:${upstream} max_fails=0;`).join(' ')}
    keepalive 1;
  }
  server {
    listen 127.0.0.1:${port} ssl http2;
    ssl_certificate certificate.pem;
    ssl_certificate_key key.pem;
    client_max_body_size ${plan.maxBodyBytes ?? 0};
    location / {
      proxy_pass http://app${stripped};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_request_buffering ${buffersRequests ? 'on' : 'off'};
      ${retriesAll ? 'proxy_next_upstream error timeout http_503 non_idempotent;' : ''}
      ${compresses ? 'gzip on; gzip_types *; gzip_proxied any; gzip_min_length 1;' : ''}
    }
  }
}
`
}
