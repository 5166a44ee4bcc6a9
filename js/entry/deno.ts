import { adopt } from '../runtime/current.js'
import { deno } from '../runtime/deno.js'
import { packagedModule } from '../wasm/packaged.js'

adopt(deno, packagedModule)

export * from '../api.js'
export { init as default } from '../api.js'
