import { adopt } from '../runtime/current.js'
import { browser } from '../runtime/browser.js'
import { packagedModule } from '../wasm/packaged.js'

adopt(browser, packagedModule)

export * from '../api.js'
export { init as default } from '../api.js'
