//! Words on a page → blocks in reading order: headlines over their columns, columns one after the other. Does not make
//! paragraphs.
//!
//! A page is cut into bands of rows that share a gutter, each band at its gutters into columns, and each column is cut
//! again in the same way. Rows that no gutter goes through, such as a headline over several columns, end a band.

use super::word::Word;

/// Cuts inside each other.
const MAX_DEPTH: usize = 12;
/// Narrowest gutter, as a share of the font size.
const MIN_GUTTER: f32 = 0.65;
/// Narrowest column, as a share of the font size: what is narrower is a list's mark or a table's cell.
const MIN_COLUMN: f32 = 5.0;
/// Rows that tell a column.
const MIN_ROWS: usize = 3;
/// So many rows do not leave the same room by chance.
const MANY_ROWS: usize = 8;
/// A gutter so wide may also have fewer rows at one side: the end of a text.
const CLEAR_GUTTER: f32 = 1.0;
/// More than a page has columns.
const MAX_GUTTERS: usize = 24;

/// A row of a block: words of about one base line, from left to right.
pub(super) type Row = Vec<Word>;

/// The blocks of a page in reading order, each a column or what goes over several.
pub(super) fn blocks_of(words: Vec<Word>) -> Vec<Vec<Row>> {
    let mut blocks = Vec::new();
    cut(rows_of(words), 0, &mut blocks);
    blocks
}

/// Words by base line, from top to bottom.
fn rows_of(mut words: Vec<Word>) -> Vec<Row> {
    words.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x0.total_cmp(&b.x0)));
    let mut rows: Vec<Row> = Vec::new();
    for word in words {
        match rows.last_mut() {
            Some(row) if row[0].y - word.y <= row[0].size.min(word.size) * 0.3 => row.push(word),
            _ => rows.push(vec![word]),
        }
    }
    rows.iter_mut().for_each(|row| row.sort_by(|a, b| a.x0.total_cmp(&b.x0)));
    rows
}

fn cut(rows: Vec<Row>, depth: usize, blocks: &mut Vec<Vec<Row>>) {
    if rows.is_empty() {
        return;
    }
    let bands = if depth < MAX_DEPTH {
        bands_of(rows)
    } else {
        vec![Band { rows, gutters: Vec::new(), extent: (0.0, 0.0) }]
    };
    let mut plain: Vec<Row> = Vec::new();
    for band in bands {
        let columns = columns_of(&band);
        if columns.len() < 2 {
            plain.extend(band.rows);
            continue;
        }
        if !plain.is_empty() {
            blocks.push(std::mem::take(&mut plain));
        }
        for column in columns {
            cut(rows_of(column), depth + 1, blocks);
        }
    }
    if !plain.is_empty() {
        blocks.push(plain);
    }
}

/// Rows with gutters that go through all of them.
struct Band {
    rows: Vec<Row>,
    gutters: Vec<(f32, f32)>,
    /// The outermost edges of its words.
    extent: (f32, f32),
}

impl Band {
    fn new(row: Row, gutters: Vec<(f32, f32)>) -> Band {
        Band { extent: extent(row.iter()), rows: vec![row], gutters }
    }
}

/// From the top each band takes rows as long as a gutter goes through all.
fn bands_of(rows: Vec<Row>) -> Vec<Band> {
    let (left, right) = extent(rows.iter().flatten());
    let size = usual_size(rows.iter().flatten());
    let mut bands: Vec<Band> = Vec::new();
    for row in rows {
        let gaps = gaps_of(&row, left, right, size);
        if let Some(band) = bands.last_mut() {
            let (own, common) = (extent(row.iter()), common(&band.gutters, &gaps, size));
            let both = (band.extent.0.min(own.0), band.extent.1.max(own.1));
            let is_inside =
                |extent: (f32, f32)| move |gutter: &(f32, f32)| extent.0 < gutter.0 && gutter.1 < extent.1;
            // Room at an edge may become a gutter when other rows have words beyond it, but keeps no rows together
            // that have gutters of their own.
            let goes_on = common.iter().any(is_inside(both))
                || !band.gutters.iter().any(is_inside(band.extent)) && !gaps.iter().any(is_inside(own));
            if goes_on {
                (band.gutters, band.extent) = (common, both);
                band.rows.push(row);
                continue;
            }
        }
        bands.push(Band::new(row, gaps));
    }
    bands
}

fn extent<'a>(words: impl Iterator<Item = &'a Word>) -> (f32, f32) {
    words.fold((f32::MAX, f32::MIN), |(left, right), word| (left.min(word.x0), right.max(word.x1)))
}

/// The font size of most letters.
pub(super) fn usual_size<'a>(words: impl Iterator<Item = &'a Word>) -> f32 {
    let mut sizes: Vec<(f32, usize)> = words.map(|word| (word.size, word.text.len())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|(_, len)| len).sum::<usize>() / 2;
    let mut seen = 0;
    sizes
        .iter()
        .find(|(_, len)| {
            seen += len;
            seen > half
        })
        .map_or(10.0, |(size, _)| size.max(0.5))
}

/// Where a row leaves room between `left` and `right`, at its ends too.
fn gaps_of(row: &Row, left: f32, right: f32, size: f32) -> Vec<(f32, f32)> {
    let mut gaps = Vec::new();
    let (mut end, mut last_size) = (left, size);
    for word in row {
        // The spaces of a headline are as wide as gutters of the text below it.
        let size = size.max(last_size.min(word.size));
        if word.x0 - end >= MIN_GUTTER * size {
            gaps.push((end, word.x0));
        }
        if word.x1 > end {
            (end, last_size) = (word.x1, word.size);
        }
    }
    if right - end >= MIN_GUTTER * size {
        gaps.push((end, right));
    }
    gaps
}

/// What two lists of gaps have in common, wide enough for a gutter. Both are in order.
fn common(a: &[(f32, f32)], b: &[(f32, f32)], size: f32) -> Vec<(f32, f32)> {
    let mut found = Vec::new();
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let (start, end) = (x.0.max(y.0), x.1.min(y.1));
        if end - start >= MIN_GUTTER * size {
            found.push((start, end));
        }
        if x.1 < y.1 { i += 1 } else { j += 1 }
    }
    found
}

/// The words of a band by column; none when its gutters part no columns.
fn columns_of(band: &Band) -> Vec<Vec<Word>> {
    let size = usual_size(band.rows.iter().flatten());
    let (left, right) = extent(band.rows.iter().flatten());
    // What is left free at the ends parts nothing.
    let mut gutters: Vec<(f32, f32)> =
        band.gutters.iter().copied().filter(|gutter| gutter.0 > left && gutter.1 < right).collect();
    if gutters.len() > MAX_GUTTERS {
        return Vec::new();
    }
    while !gutters.is_empty() {
        let columns = parted(&band.rows, &gutters);
        let pairs = columns.windows(2).zip(&gutters);
        let false_gutter = pairs
            .map(|(pair, gutter)| !parts(&pair[0], &pair[1], gutter, size) || !stands_out(&band.rows, gutter))
            .position(|is_false| is_false);
        match false_gutter {
            None => {
                return columns.into_iter().map(|column| column.into_iter().flatten().collect()).collect();
            }
            Some(at) => drop(gutters.remove(at)),
        }
    }
    Vec::new()
}

/// For each column the words of each row that has some there.
fn parted(rows: &[Row], gutters: &[(f32, f32)]) -> Vec<Vec<Vec<Word>>> {
    let mut columns = vec![Vec::new(); gutters.len() + 1];
    for row in rows {
        let mut parts: Vec<Vec<Word>> = vec![Vec::new(); gutters.len() + 1];
        for word in row {
            let middle = (word.x0 + word.x1) / 2.0;
            let column = gutters.iter().take_while(|gutter| middle > (gutter.0 + gutter.1) / 2.0).count();
            parts[column].push(word.clone());
        }
        for (column, part) in columns.iter_mut().zip(parts) {
            if !part.is_empty() {
                column.push(part);
            }
        }
    }
    columns
}

/// Whether lines of a text stand on both sides of a gutter, and enough of them to tell it from a chance gap.
fn parts(before: &[Vec<Word>], after: &[Vec<Word>], gutter: &(f32, f32), size: f32) -> bool {
    let (less, more) = (before.len().min(after.len()), before.len().max(after.len()));
    let is_clear = less >= MIN_ROWS || less >= 1 && gutter.1 - gutter.0 >= CLEAR_GUTTER * size;
    let is_beside = is_wide(before, size) && is_wide(after, size);
    // Wide spaces of a justified text stand one below the other for some rows by chance; what follows them does not.
    more >= MIN_ROWS && is_clear && is_beside && (after.len() >= MANY_ROWS || is_aligned(after, size))
}

/// Whether a gutter is wider than the spaces between words beside it. In a justified text with long words a space may
/// be as wide as a gutter, and is then as wide as the others of its row.
fn stands_out(rows: &[Row], gutter: &(f32, f32)) -> bool {
    let (mut num_wider, mut num_alike) = (0, 0);
    for row in rows {
        let mut spaces: Vec<f32> = Vec::new();
        let mut across = None;
        for pair in row.windows(2) {
            let width = pair[1].x0 - pair[0].x1;
            if pair[0].x1 <= gutter.0 + 0.01 && pair[1].x0 >= gutter.1 - 0.01 {
                across = Some(width);
            } else {
                spaces.push(width);
            }
        }
        spaces.sort_by(f32::total_cmp);
        if let (Some(across), Some(space)) = (across, spaces.get(spaces.len() / 2)) {
            if across > 1.4 * space { num_wider += 1 } else { num_alike += 1 }
        }
    }
    num_wider >= num_alike
}

/// Whether most rows begin at the same edge.
fn is_aligned(rows: &[Vec<Word>], size: f32) -> bool {
    let begin = |row: &Vec<Word>| row.first().map_or(0.0, |word| word.x0);
    let num_alike = |row| rows.iter().filter(|other| (begin(other) - begin(row)).abs() < 0.25 * size).count();
    rows.iter().map(num_alike).max().unwrap_or(0) * 2 >= rows.len()
}

fn is_wide(rows: &[Vec<Word>], size: f32) -> bool {
    let width = |row: &Vec<Word>| {
        let (left, right) = extent(row.iter());
        right - left
    };
    let mut widths: Vec<f32> = rows.iter().map(width).collect();
    widths.sort_by(f32::total_cmp);
    widths.get(widths.len() * 3 / 4).is_some_and(|width| *width >= MIN_COLUMN * size)
}

#[cfg(test)]
#[path = "column_tests.rs"]
mod tests;
