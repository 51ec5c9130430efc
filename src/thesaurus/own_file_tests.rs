//! A user's file: it adds to the program's entries, replaces one, and is told what is wrong with it.

use super::{Relation, Thesaurus, Word};
use crate::model::Language;

fn messages(text: &str) -> Vec<String> {
    let mistakes = Thesaurus::with_file("mes-mots.toml", text).err().unwrap_or_default();
    mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn a_file_adds_and_replaces() {
    let text = r#"
# Words of our region.
[ceasefire]
fr = "paix des braves"

[armistice]
replace = true
fr = "fin des combats"
en = "end of war"

[comice-agricole]
fr = "comice agricole"
en = "agricultural show"
see = "ceasefire"
"#;
    let thesaurus = Thesaurus::with_file("mes-mots.toml", text).expect("the file is good");
    let names = |id: &str| -> Vec<String> {
        let concept = thesaurus.concept(id).expect("the entry exists");
        concept.terms_in(Language::FR, Relation::Same).map(|term| term.text.clone()).collect()
    };
    assert!(names("ceasefire").contains(&"trêve".to_string()));
    assert!(names("ceasefire").contains(&"paix des braves".to_string()));
    assert_eq!(names("armistice"), ["fin des combats"]);
    let words = [Word::typed("comices"), Word::typed("agricoles")];
    let found = thesaurus.look_up(&words, Some(Language::FR));
    assert_eq!(found[0].concept.theme, "mes-mots");
    assert_eq!(
        thesaurus.related(found[0].concept).map(|other| other.id.as_str()).collect::<Vec<_>>(),
        ["ceasefire"]
    );
}

#[test]
fn a_term_moves_to_the_relation_that_the_later_file_gives_it() {
    let text = "[ceasefire]\nfr_related = \"trêve\"\n";
    let thesaurus = Thesaurus::with_file("own.toml", text).expect("the file is good");
    let found = thesaurus.look_up(&[Word::typed("trêve")], Some(Language::FR));
    assert_eq!(found[0].term.relation, Relation::Related);
}

#[test]
fn each_mistake_is_told_with_its_line() {
    let text = r#"
stray = "mot"

[Ma Ville]
fr = "ville"

[festival]
fr = "festival, , fête"
fr_relatd = "concert"
en = 3
see = "nowhere"

[other]
fr = "mot, mot"
iptc = "2000"
ambiguous = "autre"
replace = "yes"
"#;
    let messages = messages(text);
    let starts = [
        "mes-mots.toml, line 2: `stray` stands outside an entry",
        "mes-mots.toml, line 4: `Ma Ville` cannot name an entry",
        "mes-mots.toml, line 8, entry `festival`: a term of `fr` is empty",
        "mes-mots.toml, line 9, entry `festival`: `fr_relatd` is not a key",
        "mes-mots.toml, line 10, entry `festival`: the value of `en` must be text",
        "mes-mots.toml, line 14, entry `other`: `mot` is written twice",
        "mes-mots.toml, line 15, entry `other`: `2000` is not a code for `iptc`",
        "mes-mots.toml, line 17, entry `other`: the value of `replace` must be `true`",
        "mes-mots.toml, line 13, entry `other`: `autre` is called ambiguous",
    ];
    assert_eq!(messages.len(), starts.len(), "{messages:#?}");
    for (message, start) in messages.iter().zip(starts) {
        assert!(message.starts_with(start), "{message}\ndoes not begin with\n{start}");
    }
}

#[test]
fn a_line_that_cannot_be_read_leaves_the_others_readable() {
    let text = "[festival]\nfr = \"fête\nen = \"feast\"\nen = \"fair\"\n\n[festival]\nfr 3\n";
    assert_eq!(
        messages(text),
        [
            "mes-mots.toml, line 2, entry `festival`: the quotation mark is not closed; write an entry as `[name]` and below it lines such as `fr = \"trêve, cessez-le-feu\"`",
            "mes-mots.toml, line 4, entry `festival`: the entry has `en` already; put the terms together in one line",
            "mes-mots.toml, line 6: a second entry is called `festival`; put both together under one name",
            "mes-mots.toml, line 7, entry `festival`: there is no `=`; write an entry as `[name]` and below it lines such as `fr = \"trêve, cessez-le-feu\"`",
        ]
    );
}

#[test]
fn an_entry_may_stand_in_one_line() {
    let text = "vevey = { fr = \"Vevey\", en = \"Vevey\", fr_people = \"veveysan\", see = \"switzerland\" }";
    let thesaurus = Thesaurus::with_file("own.toml", text).expect("the file is good");
    let found = thesaurus.look_up(&[Word::typed("veveysans")], Some(Language::FR));
    assert_eq!(found[0].concept.id, "vevey/people");
    assert_eq!(found[0].concept.related, ["vevey"]);
}

#[test]
fn an_entry_must_name_its_concept_and_lead_to_others_that_exist() {
    assert_eq!(
        messages("[festival]\nfr_related = \"concert\"\n"),
        [
            "mes-mots.toml, line 1, entry `festival`: no term names it; give it at least one language, such as `fr = \"trêve\"`"
        ]
    );
    let unresolved = messages("\n[festival]\nfr = \"festival\"\nsee = \"nowhere\"\n");
    assert_eq!(
        unresolved,
        [
            "mes-mots.toml, line 2, entry `festival`: `see` names `nowhere`, which is no entry; correct the name or add the entry"
        ]
    );
}
