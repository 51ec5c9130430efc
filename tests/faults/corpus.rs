//! A folder of news that the tests write themselves, and change: single files, containers by lines, ZIPs.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::random::Random;

const WORDS: &str = "accord ministre grève port réforme budget séance vote conseil ville crue fleuve pluie récolte vigne \
    navire canal pont train gare usine ouvrier syndicat salaire hausse baisse marché banque taux emprunt procès juge \
    témoin verdict appel école lycée élève maître concours musée théâtre scène concert chœur montagne neige refuge \
    sentier frontière douane convoi général trêve otage mission enquête rapport commission député sénat maire";

/// How much a folder holds.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub texts: usize,
    pub containers: usize,
    pub members: usize,
    pub zips: usize,
}

impl Size {
    pub const SMALL: Size = Size { texts: 24, containers: 2, members: 25, zips: 1 };
}

/// The folder, and what is in it by path.
#[derive(Debug)]
pub struct Corpus {
    pub folder: PathBuf,
    pub random: Random,
    texts: Vec<String>,
    lines: BTreeMap<String, BTreeMap<usize, String>>,
    zips: BTreeMap<String, BTreeMap<String, String>>,
    num_made: usize,
}

impl Corpus {
    pub fn new(folder: &Path, seed: u64, size: Size) -> Corpus {
        let mut corpus = Corpus {
            folder: folder.to_path_buf(),
            random: Random(seed),
            texts: Vec::new(),
            lines: BTreeMap::new(),
            zips: BTreeMap::new(),
            num_made: 0,
        };
        std::fs::create_dir_all(folder).unwrap();
        for _ in 0..size.texts {
            corpus.add_text();
        }
        for number in 0..size.containers {
            let members = (0..size.members).map(|id| (id, corpus.article())).collect();
            let path = format!("lots/{number}.jsonl");
            corpus.lines.insert(path.clone(), members);
            corpus.write_lines(&path);
        }
        for number in 0..size.zips {
            let members = (0..8).map(|id| (format!("{id}.txt"), corpus.article())).collect();
            let path = format!("paquets/{number}.zip");
            corpus.zips.insert(path.clone(), members);
            corpus.write_zip(&path);
        }
        corpus
    }

    /// A text that no other article has.
    pub fn article(&mut self) -> String {
        self.num_made += 1;
        let words: Vec<&str> = WORDS.split_whitespace().collect();
        let mut text = format!("Dépêche numéro {}\n\n", self.num_made);
        for _ in 0..3 + self.random.below(4) {
            for _ in 0..8 + self.random.below(20) {
                text.push_str(words[self.random.below(words.len())]);
                text.push(' ');
            }
            text.push_str("ici.\n\n");
        }
        text
    }

    pub fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub fn add_text(&mut self) {
        let path = format!("{}/{}.txt", 2020 + self.random.below(4), self.num_made);
        let text = self.article();
        self.write(&path, text.as_bytes());
        self.texts.push(path);
    }

    fn write_lines(&self, path: &str) {
        let line = |(id, text): (&usize, &String)| {
            let json = serde_json::json!({"id": id.to_string(), "title": format!("Titre {id}"), "text": text,
                "date": format!("2024-0{}-1{}", id % 9 + 1, id % 10)});
            format!("{json}\n")
        };
        let text: String = self.lines[path].iter().map(line).collect();
        self.write(path, text.as_bytes());
    }

    fn write_zip(&self, path: &str) {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in &self.zips[path] {
            zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        let bytes = zip.finish().unwrap().into_inner();
        self.write(path, &bytes);
    }

    /// One change such as a day brings: never so large that the guard would ask.
    pub fn change(&mut self) {
        let place = self.random.below(self.texts.len());
        match self.random.below(10) {
            0 | 1 => self.add_text(),
            2 | 3 => {
                let (path, text) = (self.texts[place].clone(), self.article());
                self.write(&path, text.as_bytes());
            }
            4 if self.texts.len() > 10 => {
                let path = self.texts.swap_remove(place);
                std::fs::remove_file(self.folder.join(path)).unwrap();
            }
            5 => {
                let to = format!("2024/moved-{}.txt", self.num_made);
                self.num_made += 1;
                std::fs::create_dir_all(self.folder.join("2024")).unwrap();
                std::fs::rename(self.folder.join(&self.texts[place]), self.folder.join(&to)).unwrap();
                self.texts[place] = to;
            }
            6 => self.change_zip(),
            _ => self.change_lines(),
        }
    }

    fn change_lines(&mut self) {
        let paths: Vec<String> = self.lines.keys().cloned().collect();
        if paths.is_empty() {
            return self.add_text();
        }
        let path = self.random.pick(&paths).clone();
        let text = self.article();
        let kind = self.random.below(3);
        let turn = self.random.next() as usize;
        let members = self.lines.get_mut(&path).unwrap();
        let ids: Vec<usize> = members.keys().copied().collect();
        let one = ids[turn % ids.len()];
        match kind {
            0 => drop(members.insert(ids[ids.len() - 1] + 1, text)),
            1 if members.len() > 5 => drop(members.remove(&one)),
            _ => drop(members.insert(one, text)),
        }
        self.write_lines(&path);
    }

    fn change_zip(&mut self) {
        let Some(path) = self.zips.keys().next().cloned() else { return self.add_text() };
        let (text, turn) = (self.article(), self.random.below(12));
        self.zips.get_mut(&path).unwrap().insert(format!("{turn}.txt"), text);
        self.write_zip(&path);
    }

    /// Writes one text anew.
    pub fn correct(&mut self) {
        let path = self.texts[self.random.below(self.texts.len())].clone();
        let text = self.article();
        self.write(&path, text.as_bytes());
    }

    /// Gives every article another text.
    pub fn replace_all(&mut self) {
        for path in self.texts.clone() {
            let text = self.article();
            self.write(&path, text.as_bytes());
        }
        for path in self.lines.keys().cloned().collect::<Vec<_>>() {
            let ids: Vec<usize> = self.lines[&path].keys().copied().collect();
            let members = ids.into_iter().map(|id| (id, self.article())).collect();
            self.lines.insert(path.clone(), members);
            self.write_lines(&path);
        }
    }

    /// Adds files of about so many megabytes in all, with many different words: large and small containers, single files.
    pub fn write_bulk(&self, num_megabytes: usize) {
        let mut random = self.random.clone();
        let text = |random: &mut Random, num_words: usize| {
            let word = |random: &mut Random| {
                let syllables =
                    ["ba", "cor", "di", "fau", "gre", "lin", "mo", "nou", "pra", "ti", "vé", "zo"];
                (0..2 + random.below(3)).map(|_| *random.pick(&syllables)).collect::<String>()
            };
            (0..num_words).map(|_| word(random)).collect::<Vec<_>>().join(" ")
        };
        let mut num_bytes = 0;
        for file in 0.. {
            if num_bytes >= num_megabytes << 20 {
                return;
            }
            let lines: Vec<String> = (0..if file % 4 == 0 { 800 } else { 20 })
                .map(|id| format!("{{\"id\":\"{id}\",\"text\":\"{}.\"}}\n", text(&mut random, 300)))
                .collect();
            let lines = lines.concat();
            num_bytes += lines.len();
            self.write(&format!("masse/{file}.jsonl"), lines.as_bytes());
        }
    }

    /// All files with their bytes and times: what no run may change.
    pub fn image(&self) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
        let mut image = BTreeMap::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    let modified = entry.metadata().unwrap().modified().unwrap();
                    image.insert(entry.path(), (std::fs::read(entry.path()).unwrap(), modified));
                }
            }
        }
        image
    }
}
