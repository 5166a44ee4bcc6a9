import { adopt } from '../runtime/current.js'
import { browser } from '../runtime/browser.js'
import { packagedFiles } from '../wasm/packaged.js'

adopt(browser, packagedFiles)

export * from '../api.js'
export { init as default } from '../api.js'
