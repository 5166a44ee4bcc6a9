import { adopt } from '../runtime/current.js'
import { deno } from '../runtime/deno.js'
import { packagedFiles } from '../wasm/packaged.js'

adopt(deno, packagedFiles)

export * from '../api.js'
export { init as default } from '../api.js'
