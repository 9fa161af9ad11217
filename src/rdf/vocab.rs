//! The terms that quads are made of, and the graphs that are no document's.
//!
//! `ontology/mailuo.ttl` says what the terms of [`ML`] mean; a test checks that it knows every one of them.

use oxrdf::NamedNodeRef;

/// Defines constants for the terms of one namespace.
macro_rules! terms {
    ($namespace:literal: $($constant:ident = $name:literal),+ $(,)?) => {
        $(
            #[doc = concat!("<", $namespace, $name, ">")]
            pub const $constant: NamedNodeRef<'static> = NamedNodeRef::new_unchecked(concat!($namespace, $name));
        )+
    };
}

/// Namespace of Mailuo's own classes and properties.
pub const ML: &str = "https://w3id.org/mailuo/ns#";

/// The graph that holds the ontology.
pub const ONTOLOGY_GRAPH: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mailuo/ns");
/// The graph that holds the administrative divisions.
pub const GAZETTEER_GRAPH: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/mailuo/gazetteer");

terms! {"https://w3id.org/mailuo/ns#":
    DOCUMENT = "Document",
    PLACE = "Place",
    ZONE = "Zone",
    ORGANIZATION = "Organization",
    PERSON = "Person",
    POST = "Post",
    INDUSTRY = "Industry",
    PROJECT = "Project",
    INITIATIVE = "Initiative",
    EVENT = "Event",
    INDICATOR = "Indicator",
    TIME = "Time",
    GOAL = "Goal",
    RESULT = "Result",
    HOLDER = "holder",
    HAS_INDICATOR = "indicator",
    CONCERNS = "concerns",
    VALUE = "value",
    LOW = "low",
    HIGH = "high",
    HAS_UNIT = "unit",
    BOUND = "bound",
    MEASURE = "measure",
    DEADLINE = "deadline",
    PERIOD = "period",
    BASELINE = "baseline",
    LAST_DAY = "lastDay",
    AT_LEAST = "atLeast",
    AT_MOST = "atMost",
    ABOUT = "about",
    EXACTLY = "exactly",
    LEVEL = "level",
    GROWTH = "growth",
    MULTIPLE = "multiple",
    RANK = "rank",
    SOURCE_HASH = "sourceHash",
    EXTRACTOR_VERSION = "extractorVersion",
    ENCODING = "encoding",
    SPEAKER = "speaker",
    REPORT_YEAR = "reportYear",
    RULE = "rule",
    PART_OF = "partOf",
    COULD_BE = "couldBe",
    DIVISION_CODE = "divisionCode",
}

terms! {"http://purl.org/dc/terms/":
    TITLE = "title",
    DATE = "date",
    PUBLISHER = "publisher",
    CREATOR = "creator",
    SOURCE = "source",
    IDENTIFIER = "identifier",
}

terms! {"http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#":
    CONTEXT = "Context",
    SENTENCE = "Sentence",
    PHRASE = "Phrase",
    ANCHOR_OF = "anchorOf",
    BEGIN_INDEX = "beginIndex",
    END_INDEX = "endIndex",
    REFERENCE_CONTEXT = "referenceContext",
    IN_SENTENCE = "sentence",
}

terms! {"http://www.w3.org/2005/11/its/rdf#":
    TA_IDENT_REF = "taIdentRef",
}

terms! {"http://www.w3.org/2004/02/skos/core#":
    ALT_LABEL = "altLabel",
    BROADER = "broader",
}

terms! {"https://schema.org/":
    DIGITAL_DOCUMENT = "DigitalDocument",
}
