//! Articles and queries made up of few words, so that they often meet; always the same for the same number.

use crate::model::{Article, Known, Language, Origin};
use crate::text::paragraphs;

/// Numbers that look random and are always the same.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

const WORDS: [&str; 22] = [
    "accord",
    "accords",
    "négocier",
    "négociations",
    "négociateur",
    "trêve",
    "Trêves",
    "cessez-le-feu",
    "feu",
    "l’accord",
    "d'Yevlakh",
    "paix",
    "guerre",
    "contre-offensive",
    "contreoffensive",
    "offensive",
    "marché",
    "marche",
    "MARCHE",
    "20 000",
    "œuvres",
    "portes",
];
const LITTLE_WORDS: [&str; 5] = ["le", "la", "de", "les", "et"];
const SPELLED: [&str; 9] = [
    "négoci*",
    "negoci*",
    "=negoci*",
    "*feu",
    "m?rche",
    "accort~1",
    "paux~",
    "/(paix|guerre).*/",
    "cessez-le-f*",
];

fn sentence(dice: &mut Dice) -> String {
    let num_words = 1 + dice.roll(6);
    let word = |dice: &mut Dice| match dice.roll(3) {
        0 => dice.pick(&LITTLE_WORDS),
        _ => dice.pick(&WORDS),
    };
    let words: Vec<&str> = (0..num_words).map(|_| word(dice)).collect();
    let mut sentence = words.join(" ");
    if let Some(first) = sentence.chars().next() {
        sentence.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    sentence + dice.pick(&[".", " !", "…"])
}

pub(crate) fn article(dice: &mut Dice) -> Article {
    let paragraph =
        |dice: &mut Dice| (0..=dice.roll(3)).map(|_| sentence(dice)).collect::<Vec<_>>().join(" ");
    let num_paragraphs = 1 + dice.roll(4);
    let text = (0..num_paragraphs).map(|_| paragraph(dice)).collect::<Vec<_>>().join("\n\n");
    let mut article = Article {
        language: Some(Known::new(Language::FR, Origin::Setting, "test")),
        text,
        ..Article::default()
    };
    let spans = paragraphs(&article.text);
    match dice.roll(4) {
        0 => {
            article.title = Some(Known::stated(spans[0].of(&article.text).to_string(), "test"));
            article.title_span = Some(spans[0]);
        }
        _ => article.title = Some(Known::stated(sentence(dice), "test")),
    }
    let source = dice.pick(&["", "Le Monde", "Le Monde diplomatique", "AFP"]);
    article.source = (!source.is_empty()).then(|| Known::stated(source.to_string(), "test"));
    let date = dice.pick(&["", "2018", "2018-03", "2018-03-31", "2019-01-01"]);
    article.published = date.parse().ok().map(|date| Known::stated(date, "test"));
    if dice.roll(3) == 0 {
        article.lede = spans.get(1 + dice.roll(2)).or(spans.last()).copied();
    }
    article
}

fn leaf(dice: &mut Dice) -> String {
    match dice.roll(6) {
        0 => format!("={}", dice.pick(&WORDS)),
        1 | 2 => {
            let sign = dice.pick(&["", "", "="]);
            let middle = dice.pick(&["", "le ", "de ", "=accord ", "négoci* "]);
            let middle = if sign == "=" && middle.starts_with('=') { "" } else { middle };
            format!("{sign}\"{} {middle}{}\"", dice.pick(&WORDS), dice.pick(&WORDS))
        }
        3 => dice.pick(&SPELLED).to_string(),
        _ => dice.pick(&WORDS).to_string(),
    }
}

fn placed(dice: &mut Dice, depth: usize) -> String {
    if depth == 0 {
        return leaf(dice);
    }
    let part = |dice: &mut Dice| placed(dice, depth - 1);
    match dice.roll(7) {
        0 => format!("({} OU {})", part(dice), part(dice)),
        1 => format!("({} NEAR/{} {})", part(dice), 1 + dice.roll(5), part(dice)),
        2 => format!("({} W/{} {})", part(dice), 1 + dice.roll(5), part(dice)),
        3 => format!(
            "({} {op} {} {op} {})",
            part(dice),
            leaf(dice),
            leaf(dice),
            op = dice.pick(&["NEAR/3", "W/4", "/s", "/p"])
        ),
        4 => format!("({} {} {})", part(dice), dice.pick(&["/s", "/p"]), part(dice)),
        5 => format!("{}:{}", dice.pick(&["titre", "chapo", "texte"]), leaf(dice)),
        _ => leaf(dice),
    }
}

pub(crate) fn query(dice: &mut Dice, depth: usize, is_positive: bool) -> String {
    let sides = if is_positive { 6 } else { 9 };
    match dice.roll(sides) {
        8 => {
            let filters = [
                "source:monde",
                "source:=\"Le Monde\"",
                "-source:AFP",
                "date:2018",
                "date:2018-03..",
                "date:<2019",
                "date:none",
                "(date:2018-03 OU source:\"monde diplomatique\")",
            ];
            format!("{} {}", placed(dice, 2), dice.pick(&filters))
        }
        0 if depth > 0 => {
            format!("{} {}", query(dice, depth - 1, is_positive), query(dice, depth - 1, is_positive))
        }
        1 if depth > 0 => {
            format!("({} OU {})", query(dice, depth - 1, is_positive), query(dice, depth - 1, is_positive))
        }
        2 => format!("atleast{} {}", 1 + dice.roll(3), placed(dice, 1)),
        3 => format!("{}:({})", dice.pick(&["titre", "chapo", "texte"]), placed(dice, 2)),
        6 | 7 if depth > 0 => format!("{} NOT {}", query(dice, depth - 1, true), placed(dice, 1)),
        _ => placed(dice, 2),
    }
}
