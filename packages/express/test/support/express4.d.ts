/** Express 4, which brings no types here; what the suite uses is the same in 5. */
declare module 'express4' {
  import express from 'express'

  export default express
}
