// Nothing may be compiled from bytes there: the platform compiles what is imported with this suffix.
import characterMaps from './character-maps.wasm?module'
import chineseJapanese from './chinese-japanese.wasm?module'
import kreuzberg from './kreuzberg.wasm?module'
import southeastAsian from './southeast-asian.wasm?module'
import stopWords from './stop-words.wasm?module'

export const packagedFiles = {
  kreuzberg,
  'chinese-japanese': chineseJapanese,
  'southeast-asian': southeastAsian,
  'stop-words': stopWords,
  'character-maps': characterMaps,
}
