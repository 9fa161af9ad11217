//! Bytes to text: a stated encoding, a byte order mark, UTF-8, or a guess among the Chinese encodings.
//!
//! Nothing is replaced and nothing dropped but the byte order mark: a sequence that the encoding does not have is an
//! error with its position, since a lost character would shift every offset behind it and might be part of a number.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::error::{Position, ReadError};

/// Decoded text and the encoding it came in.
pub(super) struct Decoded {
    pub text: String,
    pub encoding: &'static str,
}

/// How formats that are not text begin.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive or an Office file (docx, xlsx)"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Office file (doc, xls)"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"Rar!\x1A\x07", "a rar archive"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
];

/// How many bytes, from the first that is not ASCII, the guess looks at.
const GUESSED_FROM: usize = 1 << 20;

/// Decodes a whole file.
pub(super) fn decode(bytes: &[u8], stated: Option<&'static Encoding>) -> Result<Decoded, ReadError> {
    if let Some(kind) = foreign(bytes) {
        return Err(ReadError::Foreign { kind });
    }
    let marked = Encoding::for_bom(bytes);
    let wide = |encoding: &'static Encoding| encoding == UTF_16LE || encoding == UTF_16BE;
    if !stated.or(marked.map(|(encoding, _)| encoding)).is_some_and(wide) {
        check_controls(bytes)?;
    }
    let (encoding, skip) = match (stated, marked) {
        (Some(stated), Some((marked, skip))) if stated == marked => (stated, skip),
        (Some(stated), _) => (stated, 0),
        (None, Some(found)) => found,
        (None, None) => (guess(bytes), 0),
    };
    let text = decode_as(&bytes[skip..], encoding, skip, stated.is_some())?;
    if wide(encoding) {
        check_controls(text.as_bytes())?;
    }
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(Decoded { text: unix_lines(text), encoding: encoding.name() })
}

/// Ends every line with `\n`, as readers of text files commonly see it: offsets then are the same whatever system a
/// file was saved on, and agree with annotations made in such a reader.
pub(super) fn unix_lines(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let starts = |magic: &[u8]| bytes.len() >= magic.len() && bytes[..magic.len()].eq_ignore_ascii_case(magic);
    FOREIGN.iter().find(|(magic, _)| starts(magic)).map(|&(_, kind)| kind)
}

/// Rejects a NUL anywhere, and other control bytes when they are more than one in a hundred: a few stray ones are
/// common in scraped text, and none is part of a character in UTF-8, GB18030 or Big5.
fn check_controls(bytes: &[u8]) -> Result<(), ReadError> {
    let binary = |offset: usize| ReadError::Binary { byte: bytes[offset], offset };
    let control = |&b: &u8| matches!(b, 0x01..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F);
    if let Some(nul) = bytes.iter().position(|&b| b == 0) {
        return Err(binary(nul));
    }
    match bytes.iter().position(control) {
        Some(first) if bytes.iter().filter(|b| control(b)).count() * 100 > bytes.len() => Err(binary(first)),
        _ => Ok(()),
    }
}

/// Chooses an encoding for bytes without a mark. UTF-8 with damage must not pass as GB18030, which gives a meaning to
/// nearly every pair of bytes: it stays UTF-8, and decoding names the damaged place.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() || mostly_utf8(bytes) {
        return UTF_8;
    }
    let start = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let sample = &bytes[start..bytes.len().min(start + GUESSED_FROM)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    // Without a country the detector weighs the two by their common characters. Read as GB18030, Big5 also gives
    // characters for private use, which no real text holds.
    let decoded = |encoding: &'static Encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes);
    let odd = || decoded(GB18030).is_none_or(|text| text.contains(|c| matches!(c, '\u{E000}'..='\u{F8FF}')));
    if detector.guess(None, Utf8Detection::Deny) == BIG5 || (odd() && decoded(BIG5).is_some()) { BIG5 } else { GB18030 }
}

/// Says whether three-byte sequences (where UTF-8 keeps Chinese) clearly outnumber the damaged ones.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut damaged) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|&b| b >= 0xE0).count();
        damaged += usize::from(!chunk.invalid().is_empty());
    }
    whole > 2 * damaged
}

fn decode_as(bytes: &[u8], encoding: &'static Encoding, skipped: usize, stated: bool) -> Result<String, ReadError> {
    let malformed = |at: usize, before: &str| ReadError::Malformed {
        encoding: encoding.name(),
        byte: bytes.get(at).copied().unwrap_or_default(),
        offset: skipped + at,
        position: Position::after(before),
        stated,
    };
    if encoding == UTF_8 {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => {
                let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                Err(malformed(error.valid_up_to(), &before))
            }
        };
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let capacity = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(capacity.unwrap_or(bytes.len()));
    let mut read = 0;
    loop {
        let (result, more) = decoder.decode_to_string_without_replacement(&bytes[read..], &mut text, true);
        read += more;
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => text.reserve(bytes.len() - read + 64),
            DecoderResult::Malformed(length, behind) => {
                let at = read.saturating_sub(usize::from(length) + usize::from(behind));
                return Err(malformed(at, &text));
            }
        }
    }
    text.shrink_to_fit();
    Ok(text)
}

#[cfg(test)]
mod tests {
    use encoding_rs::GBK;

    use super::*;

    const TEXT: &str = "金昌市大力发展新能源电池产业，规上工业产值突破八百亿元。\n永昌县建设戈壁农业基地。";

    #[test]
    fn lines_end_alike_whatever_system_saved_them() {
        assert_eq!(read("甲\r\n乙\r丙\n".as_bytes()).0, "甲\n乙\n丙\n");
    }

    fn read(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes, None).unwrap();
        (decoded.text, decoded.encoding)
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(bytes).collect()
    }

    #[test]
    fn the_chinese_encodings_are_told_apart() {
        assert_eq!(read(TEXT.as_bytes()), (TEXT.into(), "UTF-8"));
        assert_eq!(read(format!("\u{feff}{TEXT}").as_bytes()), (TEXT.into(), "UTF-8"));
        assert_eq!(read(&GB18030.encode(TEXT).0), (TEXT.into(), "gb18030"));
        let traditional = "臺北市政府推動數位經濟發展，產業結構持續優化，市民生活品質明顯提升。";
        assert_eq!(read(&BIG5.encode(traditional).0), (traditional.into(), "Big5"));
        assert_eq!(read(&utf16(TEXT, u16::to_le_bytes)), (TEXT.into(), "UTF-16LE"));
        assert_eq!(read(&utf16(TEXT, u16::to_be_bytes)), (TEXT.into(), "UTF-16BE"));
    }

    #[test]
    fn a_stated_encoding_wins_over_the_guess() {
        let short = GB18030.encode("金昌").0;
        assert_eq!(decode(&short, Some(GBK)).unwrap().text, "金昌");
        assert!(matches!(decode(&short, Some(UTF_8)), Err(ReadError::Malformed { offset: 0, stated: true, .. })));
    }

    #[test]
    fn damage_is_an_error_with_its_place() {
        let mut bytes = "金昌\n永昌县，河西堡".as_bytes().to_vec();
        bytes[13] = 0xFF;
        let error = decode(&bytes, None).err().unwrap();
        assert_eq!(error.position(), Some(Position { line: 2, column: 3 }));
        assert_eq!(error.to_string(), "not valid UTF-8: byte 0xE5 at byte 13 (line 2, column 3)".replace("E5", "FF"));
        // A file cut off inside a character.
        let cut = &TEXT.as_bytes()[..TEXT.len() - 1];
        assert!(matches!(decode(cut, None), Err(ReadError::Malformed { encoding: "UTF-8", .. })));
        let mut bytes = GB18030.encode(TEXT).0.into_owned();
        bytes.truncate(bytes.len() - 1);
        bytes.extend(b"\xFF\xFF");
        assert!(matches!(decode(&bytes, None), Err(ReadError::Malformed { .. })));
    }

    #[test]
    fn what_is_not_text_is_named() {
        let error = |bytes: &[u8]| decode(bytes, None).err().unwrap();
        assert_eq!(error(b""), ReadError::Empty);
        assert_eq!(error("\u{feff} \r\n　".as_bytes()), ReadError::Empty);
        assert_eq!(error(b"%PDF-1.7 ...").to_string(), "this is a PDF file, not plain text");
        assert!(matches!(error(b"PK\x03\x04rest"), ReadError::Foreign { .. }));
        assert!(matches!(error(b"\n<HTML lang=zh>"), ReadError::Foreign { .. }));
        assert_eq!(error(b"ab\0c"), ReadError::Binary { byte: 0, offset: 2 });
        assert_eq!(error(b"ab\x01c"), ReadError::Binary { byte: 1, offset: 2 });
    }
}
