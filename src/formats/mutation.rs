//! Seeded ways to spoil a file, for the batteries of this crate's tests. Not random: a seed tells the whole story.

/// A small generator (xorshift): the same seed spoils the same way on every machine.
pub struct Mutation(u64);

impl Mutation {
    /// The mutation of that number.
    pub fn new(seed: u64) -> Self {
        Mutation(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(0) % bound.max(1)
    }

    /// `sample` spoilt one to five times: bits, cuts, copies, and `pieces` spliced in.
    pub fn spoil(&mut self, sample: &[u8], pieces: &[&[u8]]) -> Vec<u8> {
        let mut bytes = sample.to_vec();
        for _ in 0..=self.below(4) {
            self.spoil_once(&mut bytes, pieces);
        }
        bytes
    }

    fn spoil_once(&mut self, bytes: &mut Vec<u8>, pieces: &[&[u8]]) {
        let at = self.below(bytes.len() + 1);
        let end = (at + self.below(200)).min(bytes.len());
        match self.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let copy = bytes[at..end].to_vec();
                let times = 1 + self.below(50);
                drop(bytes.splice(at..at, copy.repeat(times)));
            }
            4 if !pieces.is_empty() => {
                let piece = pieces[self.below(pieces.len())];
                let times = 1 + self.below(300);
                drop(bytes.splice(at..at, piece.repeat(times)));
            }
            5 if !pieces.is_empty() => {
                let piece = pieces[self.below(pieces.len())];
                drop(bytes.splice(at..end, piece.to_vec()));
            }
            _ => {
                let noise: Vec<u8> =
                    (0..self.below(20)).map(|_| u8::try_from(self.below(256)).unwrap_or(0)).collect();
                drop(bytes.splice(at..end, noise));
            }
        }
    }
}
