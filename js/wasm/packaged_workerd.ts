// Nothing may be compiled from bytes there: the platform compiles what is imported, when the Worker is deployed.
import characterMaps from './character-maps.wasm'
import chineseJapanese from './chinese-japanese.wasm'
import kreuzberg from './kreuzberg.wasm'
import southeastAsian from './southeast-asian.wasm'
import stopWords from './stop-words.wasm'

export const packagedFiles = {
  kreuzberg,
  'chinese-japanese': chineseJapanese,
  'southeast-asian': southeastAsian,
  'stop-words': stopWords,
  'character-maps': characterMaps,
}
