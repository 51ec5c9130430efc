//! The paragraphs of an article's element → its running text; what else stands there is left out. Does not
//! look for the element.

use std::collections::HashMap;

use super::imprint::{Names, is_imprint};
use super::line::{LineKind, kind_of};
use super::paragraph::Paragraph;
use crate::formats::metadata::one_line;
use crate::text::written_date::is_word_of_dates;

/// A short line that stands so often in an article is furniture.
const MAX_REPEATS: usize = 2;

/// Letters that a label has.
const MIN_LABEL_CHARS: usize = 3;

/// A linked paragraph that is longer is part of the text.
const MAX_TEASER_BYTES: usize = 300;

/// Paragraphs at the top among which the title is looked for.
const TITLE_PLACES: usize = 4;

/// A paragraph of more bytes is prose, whatever stands in it.
const MIN_PROSE_BYTES: usize = 120;

/// A text of more is left as it is: it is a table or a register, and every line that is judged takes time.
const MAX_PARAGRAPHS: usize = 20_000;

/// Lines above the prose that are kept: a page may have nothing else.
const MAX_LINES_ABOVE: usize = 30;

/// More headings in a row are a list that is written so.
const MAX_BARE_HEADINGS: usize = 3;

/// An article's text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct RunningText {
    pub(super) text: String,
    /// Whether the page says that subscribers read on.
    pub(super) is_cut: bool,
    /// Whether it says that the article is for subscribers, who may be those who saved it.
    pub(super) has_wall: bool,
    /// Short lines above the prose, which may say when and by whom it was written; also those that are left out.
    pub(super) lines_above: Vec<String>,
}

/// Takes out of `paragraphs` what is no running text. `title` is that of the article, `names` those of its makers.
pub(super) fn running_text(
    mut paragraphs: Vec<Paragraph>,
    title: Option<&str>,
    names: &Names,
) -> RunningText {
    let mut found = RunningText::default();
    if paragraphs.len() > MAX_PARAGRAPHS {
        let texts: Vec<String> = paragraphs.into_iter().map(|paragraph| paragraph.text).collect();
        found.text = texts.join("\n\n");
        return found;
    }
    let mut kinds: Vec<Option<LineKind>> =
        paragraphs.iter().map(|paragraph| kind_of(&paragraph.text, paragraph.is_mostly_link)).collect();
    found.has_wall = kinds.contains(&Some(LineKind::Wall));
    if let Some(end) = kinds.iter().position(|kind| *kind == Some(LineKind::Cut)) {
        // What follows is what the page says to those who cannot read on, unless it has more of the article.
        let num_behind = num_prose_bytes(&paragraphs[end..]);
        found.is_cut = num_behind <= num_prose_bytes(&paragraphs[..end]);
        if found.is_cut {
            paragraphs.truncate(end);
            kinds.truncate(end);
        }
    }
    let mut numbered = kinds.iter();
    paragraphs.retain(|_| {
        !matches!(numbered.next(), Some(Some(LineKind::Wall | LineKind::Cut | LineKind::Notice)))
    });
    let paragraphs = without_repeats(without_title(paragraphs, title), names);
    let paragraphs = without_teasers(paragraphs);
    let above = paragraphs.iter().take_while(|paragraph| !is_prose(paragraph, names));
    found.lines_above = above.take(MAX_LINES_ABOVE).map(|paragraph| one_line(&paragraph.text)).collect();
    let paragraphs = without_imprints(paragraphs, names);
    found.text = paragraphs.into_iter().map(|paragraph| paragraph.text).collect::<Vec<_>>().join("\n\n");
    found
}

fn num_prose_bytes(paragraphs: &[Paragraph]) -> usize {
    paragraphs.iter().map(|paragraph| paragraph.text.len()).filter(|len| *len >= MIN_PROSE_BYTES).sum()
}

/// Leaves out the title where it is repeated at the top.
fn without_title(mut paragraphs: Vec<Paragraph>, title: Option<&str>) -> Vec<Paragraph> {
    let Some(title) = title.map(one_line) else { return paragraphs };
    let is_title = |paragraph: &Paragraph| one_line(&paragraph.text) == title;
    let place = paragraphs.iter().take(TITLE_PLACES).position(is_title);
    place.map(|place| paragraphs.remove(place));
    paragraphs
}

/// Leaves out short lines that stand there again and again, between paragraphs of prose: `Advertisement 3`. Others are
/// the refrain of a poem, the cells of a table; two that take turns are the speakers of an interview.
fn without_repeats(paragraphs: Vec<Paragraph>, names: &Names) -> Vec<Paragraph> {
    let is_long = |place: Option<&Paragraph>| place.is_some_and(|text| text.text.len() >= MIN_PROSE_BYTES);
    let key = |at: usize| {
        let paragraph = &paragraphs[at];
        let is_between = at > 0 && is_long(paragraphs.get(at - 1)) && is_long(paragraphs.get(at + 1));
        let is_repeatable = is_between && may_be_repeated(paragraph)
            || paragraph.is_label() && !paragraph.is_heading && is_imprint(&paragraph.text, names);
        is_repeatable.then(|| label_key(&paragraph.text))
    };
    let keys: Vec<Option<String>> = (0..paragraphs.len()).map(key).collect();
    // How often each label stands there, and whether it is one on who wrote and when.
    let mut counts: HashMap<&str, (usize, bool)> = HashMap::new();
    for (key, paragraph) in keys.iter().zip(&paragraphs) {
        let Some(key) = key else { continue };
        let (count, says_who) = counts.entry(key).or_default();
        *count += 1;
        *says_who |= *count == 1 && is_imprint(&paragraph.text, names);
    }
    counts.retain(|key, (count, _)| *count > MAX_REPEATS && key.chars().count() >= MIN_LABEL_CHARS);
    let spoken = || counts.values().filter(|(_, is_imprint)| !is_imprint).map(|(count, _)| *count);
    let most = spoken().max().unwrap_or(0);
    if spoken().filter(|count| count + 1 >= most).count() > 1 {
        counts.retain(|_, (_, is_imprint)| *is_imprint);
    }
    let is_repeated: Vec<bool> =
        keys.iter().map(|key| key.as_deref().is_some_and(|key| counts.contains_key(key))).collect();
    let numbered = paragraphs.into_iter().zip(is_repeated);
    numbered.filter(|(_, is_repeated)| !is_repeated).map(|(paragraph, _)| paragraph).collect()
}

/// A label outside lists and tables that is no heading, no day and not followed by what it announces.
fn may_be_repeated(paragraph: &Paragraph) -> bool {
    let mut words = paragraph.text.split(|c: char| !c.is_alphanumeric());
    paragraph.is_label()
        && !paragraph.is_heading
        && !paragraph.is_item
        && !paragraph.text.ends_with(':')
        && !words.any(|word| is_word_of_dates(&word.to_lowercase()))
}

/// What is the same in `Advertisement 3` and `Advertisement 4`.
fn label_key(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>().trim().to_lowercase()
}

/// Leaves out links to other articles, the label before them (`Read More`), and headings with nothing under them.
fn without_teasers(paragraphs: Vec<Paragraph>) -> Vec<Paragraph> {
    let num_linked = paragraphs.iter().filter(|paragraph| paragraph.is_link).count();
    // A page that is a list of links has nothing else to say.
    let is_list_of_links = 2 * num_linked > paragraphs.len();
    let is_teaser = |paragraph: &Paragraph| {
        kind_of(&paragraph.text, paragraph.is_mostly_link) == Some(LineKind::Teaser)
            || paragraph.is_link && !is_list_of_links && paragraph.text.len() <= MAX_TEASER_BYTES
    };
    let mut kept: Vec<Paragraph> = Vec::with_capacity(paragraphs.len());
    // Whether the last thing seen was a teaser, or the beginning of a teaser's box.
    let mut is_behind_teaser = false;
    for paragraph in paragraphs {
        if is_teaser(&paragraph) {
            if !is_behind_teaser && kept.len() > 1 && kept.last().is_some_and(is_label_of_links) {
                kept.pop();
            }
            is_behind_teaser = true;
            continue;
        }
        if is_behind_teaser && paragraph.is_bare_heading() {
            let num = num_headings_at_end(&kept).min(1);
            kept.truncate(kept.len() - num);
        }
        is_behind_teaser = false;
        kept.push(paragraph);
    }
    let num = num_headings_at_end(&kept);
    kept.truncate(kept.len() - num);
    kept
}

/// `Read more`; not the last of a list, nor a verse.
fn is_label_of_links(paragraph: &Paragraph) -> bool {
    let opens_as_item = paragraph.text.starts_with(['-', '–', '—', '•', '*']);
    paragraph.is_label()
        && !paragraph.is_heading
        && !paragraph.is_item
        && !opens_as_item
        && !paragraph.text.ends_with([',', ';', ')'])
}

/// How many headings at the end announce nothing.
fn num_headings_at_end(paragraphs: &[Paragraph]) -> usize {
    // The first paragraph may be a title, and all the text there is.
    let headings = paragraphs.iter().skip(1).rev().take_while(|paragraph| paragraph.is_bare_heading());
    Some(headings.count()).filter(|num| *num <= MAX_BARE_HEADINGS).unwrap_or(0)
}

/// Leaves out lines on who published the article and when, where they stand before or behind the prose: all that they say
/// is known of the article.
fn without_imprints(paragraphs: Vec<Paragraph>, names: &Names) -> Vec<Paragraph> {
    let is_prose = |paragraph: &Paragraph| is_prose(paragraph, names);
    let first = paragraphs.iter().position(is_prose).unwrap_or(paragraphs.len());
    let last = paragraphs.iter().rposition(is_prose).unwrap_or(0);
    let numbered = paragraphs.into_iter().enumerate();
    let kept =
        numbered.filter(|(at, paragraph)| (first..=last).contains(at) || !is_imprint(&paragraph.text, names));
    kept.map(|(_, paragraph)| paragraph).collect()
}

fn is_prose(paragraph: &Paragraph, names: &Names) -> bool {
    paragraph.text.len() >= MIN_PROSE_BYTES && !is_imprint(&paragraph.text, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "Les armes se taisent depuis l'aube dans toute la vallée de l'Orsane, et les habitants de Vaubrune sortent un à un des caves.";

    fn paragraph(text: &str) -> Paragraph {
        let (is_heading, text) = text.strip_prefix('#').map_or((false, text), |text| (true, text));
        let (is_link, text) = text.strip_prefix('@').map_or((false, text), |text| (true, text));
        let (is_item, text) = text.strip_prefix('*').map_or((false, text), |text| (true, text));
        Paragraph { text: text.to_string(), is_link, is_mostly_link: is_link, is_heading, is_item }
    }

    /// `#` marks a heading, `@` a link, `*` an item of a list.
    fn read(texts: &[&str]) -> RunningText {
        let names = Names::of(["Lucie Armandel", "Le Courrier"], None);
        running_text(texts.iter().map(|text| paragraph(text)).collect(), Some("La trêve"), &names)
    }

    fn assert_text(texts: &[&str], expected: &[&str]) {
        assert_eq!(read(texts).text, expected.join("\n\n"));
    }

    #[test]
    fn title_and_imprints_go_at_the_top_and_the_end() {
        let texts =
            ["Monde", "La trêve", "Par Lucie Armandel", "Publié le 20 septembre 2023", PROSE, "Le Courrier"];
        assert_text(&texts, &["Monde", PROSE]);
        assert_text(&[PROSE, "Lucie Armandel", PROSE], &[PROSE, "Lucie Armandel", PROSE]);
    }

    #[test]
    fn teasers_go_with_their_labels_and_headings() {
        assert_text(&[PROSE, "Read More", "@Le bac à quai", "@La digue", PROSE], &[PROSE, PROSE]);
        assert_text(
            &[PROSE, "#À retenir", "@Le bac à quai", "#La digue", PROSE],
            &[PROSE, "La digue", PROSE],
        );
        assert_text(&[PROSE, "#Le contexte", "@Le bac à quai", PROSE], &[PROSE, "Le contexte", PROSE]);
        assert_text(&[PROSE, "#Sur le même sujet", "@Le bac à quai"], &[PROSE]);
        assert_text(&["@Un", "@Deux", "@Trois"], &["Un", "Deux", "Trois"]);
        assert_text(&[PROSE, "Lire aussi : Le bac"], &[PROSE]);
    }

    #[test]
    fn lines_that_repeat_are_furniture() {
        assert_text(
            &[PROSE, "Bloc 1", PROSE, "Bloc 2", PROSE, "Bloc 3", PROSE, "12", "8h30", "9h", "10h", PROSE],
            &[PROSE, PROSE, PROSE, PROSE, "12", "8h30", "9h", "10h", PROSE],
        );
        assert_text(&["Oui.", "Oui.", "Oui."], &["Oui.", "Oui.", "Oui."]);
        assert_text(
            &[PROSE, "2 hours ago10:05", "La digue", "4 hours ago08:36", "Le bac", "5 hours ago07:32", PROSE],
            &[PROSE, "La digue", "Le bac", PROSE],
        );
    }

    #[test]
    fn days_speakers_cells_and_verses_may_repeat() {
        let repeats: [&[&str]; 6] = [
            &[PROSE, "12 mars", PROSE, "13 mars", PROSE, "14 mars", PROSE],
            &[PROSE, "#Étape 1", PROSE, "#Étape 2", PROSE, "#Étape 3", PROSE],
            &[
                PROSE, "Le Phare", PROSE, "Nadia Or", PROSE, "Le Phare", PROSE, "Nadia Or", PROSE,
                "Le Phare", PROSE, "Nadia Or", PROSE,
            ],
            &[PROSE, "*France", "*Oui", "*France", "*Oui", "*France", "*Oui", PROSE],
            &[
                PROSE,
                "La rivière monte",
                "On compte",
                "La rivière monte",
                "On attend",
                "La rivière monte",
                PROSE,
            ],
            &[PROSE, "Réponse :", PROSE, "Réponse :", PROSE, "Réponse :", PROSE],
        ];
        for texts in repeats {
            let expected: Vec<&str> = texts.iter().map(|text| text.trim_start_matches(['#', '*'])).collect();
            assert_text(texts, &expected);
        }
    }

    #[test]
    fn items_and_sentences_before_links_stay() {
        assert_text(
            &[PROSE, "*un maire, élu en 2014", "@Le bac à quai", PROSE],
            &[PROSE, "un maire, élu en 2014", PROSE],
        );
        assert_text(&[PROSE, "— On verra", "@Le bac à quai", PROSE], &[PROSE, "— On verra", PROSE]);
    }

    #[test]
    fn headings_at_the_end_are_text_where_they_are_sentences_or_many() {
        assert_text(&[PROSE, "#Le maire attend la région."], &[PROSE, "Le maire attend la région."]);
        let dates = ["#1911 : la digue", "#1955 : la crue", "#1987 : le pont", "#2023 : le chantier"];
        let expected: Vec<&str> = dates.iter().map(|text| &text[1..]).collect();
        assert_text(&[&[PROSE], &dates[..]].concat(), &[&[PROSE], &expected[..]].concat());
    }

    #[test]
    fn a_cut_text_ends_where_the_page_says() {
        let texts =
            [PROSE, "Il vous reste 57 % de cet article à lire.", "Vous lisez sur un autre appareil ?"];
        let cut = read(&texts);
        assert_eq!((cut.text.as_str(), cut.is_cut), (PROSE, true));
        let whole = read(&["Article réservé aux abonnés", PROSE]);
        assert_eq!((whole.text.as_str(), whole.is_cut, whole.has_wall), (PROSE, false, true));
        let told = read(&["La suite est réservée aux abonnés", PROSE, PROSE]);
        assert!(!told.is_cut && told.text.ends_with(PROSE));
    }
}
