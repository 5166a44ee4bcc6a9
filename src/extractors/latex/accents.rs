//! Letters that LaTeX spells out: accents over them (LaTeX: A Document Preparation System, 3.2.1), and those beyond
//! ASCII by their names.

use super::source::Source;

/// Accents by the commands for them, as combining characters, and the letters that are one character with them: each
/// without it and with it (Unicode, UnicodeData.txt).
const ACCENTS: &[(&str, char, &str)] = &[
    ("`", '\u{300}', "AÀEÈIÌNǸOÒUÙWẀYỲaàeèiìnǹoòuùwẁyỳ"),
    ("'", '\u{301}', "AÁCĆEÉGǴIÍKḰLĹMḾNŃOÓPṔRŔSŚUÚWẂYÝZŹaácćeégǵiíkḱlĺmḿnńoópṕrŕsśuúwẃyýzź"),
    ("^", '\u{302}', "AÂCĈEÊGĜHĤIÎJĴOÔSŜUÛWŴYŶZẐaâcĉeêgĝhĥiîjĵoôsŝuûwŵyŷzẑ"),
    ("~", '\u{303}', "AÃEẼIĨNÑOÕUŨVṼYỸaãeẽiĩnñoõuũvṽyỹ"),
    ("=", '\u{304}', "AĀEĒGḠIĪOŌUŪYȲaāeēgḡiīoōuūyȳ"),
    ("u", '\u{306}', "AĂEĔGĞIĬOŎUŬaăeĕgğiĭoŏuŭ"),
    (".", '\u{307}', "AȦBḂCĊDḊEĖFḞGĠHḢIİMṀNṄOȮPṖRṘSṠTṪWẆXẊYẎZŻaȧbḃcċdḋeėfḟgġhḣmṁnṅoȯpṗrṙsṡtṫwẇxẋyẏzż"),
    ("\"", '\u{308}', "AÄEËHḦIÏOÖUÜWẄXẌYŸaäeëhḧiïoötẗuüwẅxẍyÿ"),
    ("r", '\u{30a}', "AÅUŮaåuůwẘyẙ"),
    ("H", '\u{30b}', "OŐUŰoőuű"),
    ("v", '\u{30c}', "AǍCČDĎEĚGǦHȞIǏKǨLĽNŇOǑRŘSŠTŤUǓZŽaǎcčdďeěgǧhȟiǐjǰkǩlľnňoǒrřsštťuǔzž"),
    ("d", '\u{323}', "AẠBḄDḌEẸHḤIỊKḲLḶMṂNṆOỌRṚSṢTṬUỤVṾWẈYỴZẒaạbḅdḍeẹhḥiịkḳlḷmṃnṇoọrṛsṣtṭuụvṿwẉyỵzẓ"),
    ("c", '\u{327}', "CÇDḐEȨGĢHḨKĶLĻNŅRŖSŞTŢcçdḑeȩgģhḩkķlļnņrŗsştţ"),
    ("k", '\u{328}', "AĄEĘIĮOǪUŲaąeęiįoǫuų"),
];

const LETTERS: &[(&str, char)] = &[
    ("AA", 'Å'),
    ("AE", 'Æ'),
    ("L", 'Ł'),
    ("O", 'Ø'),
    ("OE", 'Œ'),
    ("aa", 'å'),
    ("ae", 'æ'),
    ("i", 'ı'),
    ("l", 'ł'),
    ("o", 'ø'),
    ("oe", 'œ'),
    ("ss", 'ß'),
];

/// The letter that a command and what comes next spell.
pub fn letter(command: &str, source: &mut Source) -> Option<String> {
    if let Some((_, letter)) = LETTERS.iter().find(|(name, _)| *name == command) {
        source.end_of_name();
        return Some(letter.to_string());
    }
    let (_, accent, composed) = ACCENTS.iter().find(|(name, ..)| *name == command)?;
    let letter = source.letter(command.chars().all(char::is_alphabetic))?;
    let mut pairs = composed.chars();
    while let (Some(bare), Some(accented)) = (pairs.next(), pairs.next()) {
        if bare == letter {
            return Some(accented.to_string());
        }
    }
    Some([letter, *accent].into_iter().collect())
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::ACCENTS;

    #[test]
    fn letters_are_what_unicode_composes_them_to() {
        for (_, accent, composed) in ACCENTS {
            for letter in ('A'..='Z').chain('a'..='z') {
                let found = composed.chars().step_by(2).position(|bare| bare == letter);
                let accented = found.and_then(|at| composed.chars().nth(2 * at + 1));
                let expected: String = [letter, *accent].into_iter().nfc().collect();
                let accented = accented.map_or_else(|| format!("{letter}{accent}"), |one| one.to_string());
                assert_eq!(accented, expected);
            }
        }
    }
}
