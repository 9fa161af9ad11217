//! Properties of reading: random text and random bytes never panic, and spans are those of the text.

use mailuo::text::{Document, Format, ParseOptions, ReadError, Span, calendar, numeral, parse, sentence};
use proptest::prelude::*;

/// Characters that matter to the reader, so that random text meets its cases.
const CHARS: &str = "金昌市省长王记者摄一二三十百千万亿点几多余第分之年月日电新华社报来源时间：，。；、！？…“”‘’（）《》【】〔〕—-#>*. \t\r\n　0123456789５％%/号各位代表是A{}\"·•";

fn chinese() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(CHARS.chars().collect::<Vec<_>>()), 1..200)
        .prop_map(|chars| chars.into_iter().collect())
}

fn read(text: &str, format: Format) -> Result<Vec<Document>, ReadError> {
    parse("随机.txt", text.as_bytes(), &ParseOptions { format: Some(format), encoding: None })
}

fn check(document: &Document) {
    let mut end = 0;
    for block in &document.blocks {
        assert!(block.span.start >= end && !block.span.is_empty());
        end = block.span.end;
        let mut from = block.span.start;
        for &sentence in &block.sentences {
            assert!(block.span.contains(sentence) && !sentence.is_empty());
            assert_eq!(document.text[from as usize..sentence.start as usize].trim(), "");
            assert!(document.slice(sentence).chars().count() <= sentence::LONGEST);
            let chars = document.char_span(sentence);
            let piece = document.text.chars().skip(chars.start as usize).take((chars.end - chars.start) as usize);
            assert!(piece.eq(document.slice(sentence).chars()));
            from = sentence.end;
        }
        if !block.sentences.is_empty() {
            assert_eq!(document.text[from as usize..block.span.end as usize].trim(), "");
        }
    }
}

proptest! {
    #[test]
    fn random_text_is_read_with_valid_spans(text in chinese()) {
        for format in [Format::PlainText, Format::Markdown] {
            match read(&text, format) {
                Ok(documents) => {
                    prop_assert_eq!(&documents[0].text, &text.replace("\r\n", "\n").replace('\r', "\n"));
                    documents.iter().for_each(check);
                }
                Err(error) => prop_assert!(
                    matches!(error, ReadError::Empty | ReadError::BadDate { .. } | ReadError::Foreign { .. }),
                    "{}", error
                ),
            }
        }
    }

    #[test]
    fn any_text_survives(text in "\\PC{0,80}") {
        if let Ok(documents) = read(&text, Format::PlainText) {
            documents.iter().for_each(check);
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for format in [None, Some(Format::JsonLines)] {
            match parse("x", &bytes, &ParseOptions { format, encoding: None }) {
                Ok(documents) => documents.iter().for_each(check),
                Err(error) => {
                    prop_assert_eq!(error.to_string().lines().count(), 1);
                    prop_assert!(!error.hint().is_empty());
                }
            }
        }
    }

    #[test]
    fn sentences_cover_the_block(text in chinese()) {
        let whole = Span::new(0, text.len());
        let joined: String = sentence::split(&text, whole).iter().map(|span| &text[span.range()]).collect();
        let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(solid(&joined), solid(&text));
    }

    #[test]
    fn numerals_and_dates_stay_inside_the_text(text in chinese()) {
        for (at, _) in text.char_indices() {
            let lengths = [
                numeral::find(&text[at..]).map(|found| found.0),
                numeral::percent(&text[at..]).map(|found| found.0),
                numeral::ordinal(&text[at..]).map(|found| found.0),
                calendar::find(&text[at..]).map(|found| found.0),
                numeral::find_at(&text, at).map(|found| found.0),
            ];
            for length in lengths.into_iter().flatten() {
                prop_assert!(length > 0 && text.is_char_boundary(at + length));
            }
        }
    }

    #[test]
    fn written_numbers_have_their_value(number in 0u64..1_000_000_000_000) {
        let (length, value) = numeral::find(&number.to_string()).expect("digits are a numeral");
        prop_assert_eq!(length, number.to_string().len());
        prop_assert_eq!(value.to_string(), number.to_string());
    }
}

#[test]
fn a_line_without_end_is_read_in_pieces() {
    let text = "金昌市发展镍钴新材料产业".repeat(100_000);
    let documents = read(&text, Format::PlainText).expect("long text is no error");
    assert_eq!(documents[0].blocks.len(), 1);
    assert_eq!(documents[0].blocks[0].sentences.len(), 600);
}
