//! Names lead to the things they mean; where a document does not tell which, that is said.

use mailuo::extract::{Entity, Extraction, Mention, MentionKind, extract};
use mailuo::knowledge::{Knowledge, embedded_sources};
use mailuo::text::{Document, ParseOptions, parse};
use std::sync::LazyLock;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::embedded().unwrap());

fn read(name: &str, text: &str) -> (Document, Extraction) {
    let document = parse(name, text.as_bytes(), &ParseOptions::default()).unwrap().remove(0);
    let extraction = extract(&document, &KNOWLEDGE);
    (document, extraction)
}

/// Gives the last mention of a surface in a text, and its entity.
fn last(text: &str, surface: &str) -> (Mention, Entity) {
    let (document, found) = read("样例", text);
    let mut mentions = found.mentions.iter().rev();
    let mention = mentions.find(|m| document.slice(m.span) == surface);
    let mention = mention.unwrap_or_else(|| panic!("{surface} in {text}")).clone();
    let entity = found.entities[mention.entity.unwrap().0 as usize].clone();
    (mention, entity)
}

fn key(text: &str, surface: &str) -> String {
    last(text, surface).1.key
}

#[test]
fn divisions_of_one_name_are_told_apart_by_context() {
    for (text, surface, code) in [
        // Right behind what it lies in.
        ("会议纪要\n乌兰察布市卓资县发展文旅产业。\n", "卓资县", "150921"),
        ("会议纪要\n江苏省南京市鼓楼区发展文旅产业。\n", "鼓楼区", "320106"),
        ("会议纪要\n南京市鼓楼区和福州市鼓楼区合作。\n", "鼓楼区", "350102"),
        // There and elsewhere in the document.
        ("福州市政府工作报告\n南京市鼓楼区发展文旅产业。\n支持鼓楼区。\n", "鼓楼区", "320106"),
        // The document names what one of them lies in.
        ("甘肃省政府工作报告\n兰州市发展文旅产业。\n支持城关区。\n", "城关区", "620102"),
        ("会议纪要\n西藏自治区发展文旅产业。\n支持城关区。\n", "城关区", "540102"),
        // The document is about the other's surroundings.
        ("河南省政府工作报告\n支持鼓楼区。\n", "鼓楼区", "410204"),
        ("吉林省政府工作报告\n吉林发展文旅产业。\n", "吉林", "220000"),
        // A province in passing does not make a prefecture of another's name.
        ("会议纪要\n青海省、广东省、海南发展文旅产业。\n", "海南", "460000"),
        // Names of before.
        ("湖北省政府工作报告\n支持襄樊市。\n", "襄樊市", "420600"),
        ("云南省政府工作报告\n支持思茅地区。\n", "思茅地区", "530800"),
        ("山东省政府工作报告\n支持莱芜市。\n", "莱芜市", "370116"),
    ] {
        let (mention, entity) = last(text, surface);
        assert_eq!(entity.key, code, "{text}");
        assert!(mention.could_be.is_empty() || surface == "海南", "{text} {:?}", mention.could_be);
    }
}

#[test]
fn what_stays_open_is_a_thing_of_its_document() {
    let text = "会议纪要\n支持鼓楼区。\n";
    let keys = ["甲", "乙"].map(|name| {
        let (_, found) = read(name, text);
        let mention = found.mentions.iter().find(|m| m.kind == MentionKind::Place).unwrap();
        assert_eq!(mention.could_be, ["320106", "320302", "350102", "410204"]);
        let entity = &found.entities[mention.entity.unwrap().0 as usize];
        assert_eq!((&*entity.label, &entity.class), ("鼓楼区", &None));
        entity.key.clone()
    });
    assert_eq!(keys, ["鼓楼区@甲", "鼓楼区@乙"]);
    // The highest is taken for want of evidence, and that is said.
    let (mention, entity) = last("会议纪要\n支持朝阳。\n", "朝阳");
    assert_eq!(entity.key, "211300");
    assert!(mention.could_be.len() > 1 && mention.could_be.contains(&entity.key), "{:?}", mention.could_be);
    // So with the bodies of divisions.
    let (mention, entity) = last("会议纪要\n市政府提出要求。\n", "市政府");
    assert_eq!((entity.key.as_str(), mention.could_be.len()), ("市政府@样例", 0));
    let (mention, _) =
        last("会议纪要\n支持金昌市、武威市。\n支持榆中县、永昌县、民勤县。\n县政府提出要求。\n", "县政府");
    assert_eq!(mention.could_be, ["榆中县政府", "永昌县政府", "民勤县政府"]);
}

#[test]
fn bodies_are_those_of_the_documents_place() {
    for (text, surface, body) in [
        ("甘肃省政府工作报告\n省委提出要求。\n", "省委", "甘肃省委"),
        ("金昌市政府工作报告\n省委提出要求。\n", "省委", "甘肃省委"),
        ("金昌市政府工作报告\n甘肃省委提出要求。\n", "甘肃省委", "甘肃省委"),
        ("金昌市政府工作报告\n市政府提出要求。\n", "市政府", "金昌市政府"),
        ("金昌市政府工作报告\n市人民政府提出要求。\n", "市人民政府", "金昌市政府"),
        ("会议纪要\n金昌市人民政府提出要求。\n", "金昌市人民政府", "金昌市政府"),
        ("内蒙古自治区政府工作报告\n自治区政府提出要求。\n", "自治区政府", "内蒙古自治区政府"),
        ("宁夏回族自治区政府工作报告\n自治区政府提出要求。\n", "自治区政府", "宁夏回族自治区政府"),
        ("宁夏回族自治区政府工作报告\n区政府提出要求。\n", "区政府", "宁夏回族自治区政府"),
        ("北京市政府工作报告\n市委提出要求。\n", "市委", "北京市委"),
        ("敦煌市政府工作报告\n市委提出要求。\n", "市委", "敦煌市委"),
        // Another body with the same first character, and one of several districts of one name.
        ("金昌市政府工作报告\n支持市场监管总局。\n", "市场监管总局", "国家市场监管总局"),
        ("北京市政府工作报告\n支持朝阳区。朝阳区人民政府提出要求。\n", "朝阳区人民政府", "北京市朝阳区政府"),
    ] {
        assert_eq!(key(text, surface), body, "{text}");
    }
}

#[test]
fn industries_lie_below_one_another_in_two_levels() {
    let sources = embedded_sources();
    let table = sources.iter().find(|source| source.name == "lexicon/industries.tsv").unwrap();
    let named = |name: &str| KNOWLEDGE.lexicon.names_of(name, MentionKind::Industry).next();
    let mut below = 0;
    for (_, row) in table.rows() {
        let name = row.split('\t').next().unwrap();
        let Some(broader) = &named(name).unwrap().broader else { continue };
        let top = named(broader).unwrap_or_else(|| panic!("{name}: {broader} is not listed"));
        assert_eq!((&top.key, &top.broader), (broader, &None), "{name}");
        below += 1;
    }
    assert!(below > 1000, "{below}");
    for (industry, surface, broader) in [
        ("动力电池", "动力电池", Some("新能源")),
        ("高效设施蔬菜", "高效设施蔬菜", Some("设施蔬菜")),
        ("文旅", "文旅", None),
    ] {
        let text = format!("金昌市政府工作报告\n发展{industry}产业。\n");
        assert_eq!(last(&text, surface).1.broader.as_deref(), broader, "{text}");
    }
}

#[test]
fn only_places_share_names() {
    let sources = embedded_sources();
    for (file, kind) in [
        ("events", MentionKind::Event),
        ("indicators", MentionKind::Indicator),
        ("industries", MentionKind::Industry),
        ("initiatives", MentionKind::Initiative),
        ("organizations", MentionKind::Organization),
        ("projects", MentionKind::Project),
        ("zones", MentionKind::Zone),
    ] {
        let table = sources.iter().find(|source| source.name == format!("lexicon/{file}.tsv")).unwrap();
        for (_, row) in table.rows() {
            for name in row.split('\t').take(2).flat_map(|cell| cell.split(';')).filter(|name| !name.is_empty()) {
                assert_eq!(KNOWLEDGE.lexicon.names_of(name, kind).count(), 1, "{file}: {name}");
            }
        }
    }
}
