//! Articles to measure with: as many as wanted, in the French of `seeds/`, the same in every run. Not for judging
//! relevance: their sentences are real, their order is chance.

use std::fs;
use std::path::{Path, PathBuf};

/// An article before it is in any format.
pub struct Draft {
    /// The first words of a sentence.
    pub title: String,
    /// Three to nine paragraphs, blank lines between them.
    pub text: String,
}

/// `num` articles, always the same ones.
pub fn drafts(num: usize) -> Vec<Draft> {
    let sentences = sentences();
    let mut dice = Dice(0x5eed);
    let mut sentence = || sentences[dice.below(sentences.len())].as_str();
    let mut drafts = Vec::with_capacity(num);
    for number in 0..num {
        let title = sentence().split_whitespace().take(9).collect::<Vec<_>>().join(" ");
        let paragraph = |_| (0..3).map(|_| sentence()).collect::<Vec<_>>().join(" ");
        let text = (0..3 + number % 7).map(paragraph).collect::<Vec<_>>().join("\n\n");
        drafts.push(Draft { title, text });
    }
    drafts
}

/// Writes articles as JSON Lines with ids and dates and returns the file.
#[allow(dead_code, reason = "not every benchmark indexes")]
pub fn write_json_lines(folder: &Path, drafts: &[Draft]) -> PathBuf {
    let line = |(number, draft): (usize, &Draft)| {
        let (year, month, day) = (2000 + number % 25, 1 + number % 12, 1 + number % 28);
        let date = format!("{year}-{month:02}-{day:02}");
        let object = serde_json::json!({
            "id": format!("a{number}"), "title": draft.title, "date": date, "lang": "fr", "text": draft.text,
        });
        format!("{object}\n")
    };
    let file = folder.join("articles.jsonl");
    let lines: String = drafts.iter().enumerate().map(line).collect();
    fs::write(&file, lines).expect("a temporary folder can be written to");
    file
}

/// Every sentence of the demonstration archive's French texts that have neither markup nor an old encoding.
fn sentences() -> Vec<String> {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let entries = walkdir::WalkDir::new(seeds).sort_by_file_name().into_iter().filter_map(Result::ok);
    let texts = entries
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "txt"))
        .filter_map(|entry| fs::read_to_string(entry.path()).ok());
    let mut sentences = Vec::new();
    for text in texts {
        for paragraph in text.lines() {
            let mut start = 0;
            for end in depeche::text::sentence_ends(paragraph) {
                let sentence = paragraph[start..end].trim();
                start = end;
                if sentence.split_whitespace().count() >= 5 {
                    sentences.push(sentence.to_string());
                }
            }
        }
    }
    assert!(sentences.len() > 100, "seeds/ lies beside benches/");
    sentences
}

/// Numbers by chance that are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}
