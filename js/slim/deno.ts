import { adopt } from '../runtime/current.js'
import { deno } from '../runtime/deno.js'

adopt(deno)

export * from '../api.js'
export { init as default } from '../api.js'
